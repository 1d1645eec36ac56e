# Debian's qmi_wwan takes two simulated modems for what they are, qmicli brings
# them online by hand, and the driver carries raw IP, QMAP and 802.3.
. /guest_qmi.sh

ok qmi_wwan_binds until_ok 20 qmi_here
ok each_has_a_node until_ok 20 test -c /dev/cdc-wdm1
usb=/sys/class/usbmisc/cdc-wdm0/device
ok the_interface_is_the_modems_own grep -q 04 $usb/bInterfaceNumber
ok model_is_told q_says "Model: 'QUECTEL Mobile Broadband Module'" \
	--dms-get-model
ok modem_is_registered until_ok 10 q_says "Registration state: 'registered'" \
	--nas-get-serving-system
ok the_modem_begins_in_ethernet q_says "Link layer protocol: '802-3'" \
	--wda-get-data-format

# --- raw IP -------------------------------------------------------------------

dev=$(netdev)
echo Y >/sys/class/net/"$dev"/qmi/raw_ip
ok raw_ip_is_agreed_on q_says "Link layer protocol: 'raw-ip'" \
	--wda-set-data-format=link-layer-protocol=raw-ip
ok call_starts q_start
ok addresses_are_told q_says "IPv4 address: 10.64.0.2" \
	--client-no-release-cid "--client-cid=$cid" --wds-get-current-settings
ip link set "$dev" up
ip addr add 10.64.0.2/30 dev "$dev"
ok raw_ip_is_carried ping -c 5 -i 0.05 -W 5 10.64.0.1
ok datagrams_as_long_as_the_mtu_come_back \
	ping -c 5 -i 0.05 -W 5 -M do -s 1472 10.64.0.1
# Transfers around a full packet: a missing ZLP would hold one back.
ok every_length_comes_back sh -c 'for s in $(seq 480 488) $(seq 992 1000); do
	ping -q -c 1 -W 5 -s $s 10.64.0.1 >/dev/null || { echo $s; exit 1; }
done'
ok tcp_runs_up_in_raw_ip tcp_up 2000000
ok tcp_runs_down_in_raw_ip tcp_down 2000000
ok call_stops q_stop
cid=
ip addr flush dev "$dev"
ip link set "$dev" down

# --- QMAP ---------------------------------------------------------------------

# The MTU has an end at 1500 until the device was in raw IP and back.
knobs=/sys/class/net/$dev
with_a_mux() {
	echo N >"$knobs/qmi/raw_ip" && echo 4096 >"$knobs/mtu" &&
		echo Y >"$knobs/qmi/raw_ip" && echo 1 >"$knobs/qmi/add_mux"
}
ok the_driver_makes_a_mux with_a_mux
# What the parent sends by itself is no QMAP.
echo 1 >"/proc/sys/net/ipv6/conf/$dev/disable_ipv6"
format=link-layer-protocol=raw-ip,ul-protocol=qmap,dl-protocol=qmap
ok qmap_is_agreed_on q_says "Downlink data aggregation protocol: 'qmap'" \
	--wda-set-data-format=$format,dl-datagram-max-size=4096,dl-max-datagrams=10
q_keep --wds-noop
ok the_call_is_bound_to_a_mux q --client-no-release-cid "--client-cid=$cid" \
	--wds-bind-mux-data-port=mux-id=1,ep-type=hsusb,ep-iface-number=4
ok call_starts_on_the_mux q_start
ip link set "$dev" up
ip link set qmimux0 up
ip addr add 10.64.0.2/30 dev qmimux0
ok qmap_is_carried ping -c 5 -i 0.05 -W 5 10.64.0.1
ok datagrams_as_long_as_the_mtu_come_back_in_qmap \
	ping -c 5 -i 0.05 -W 5 -M do -s 1472 10.64.0.1
ok tcp_runs_up_in_qmap tcp_up 2000000
ok tcp_runs_down_in_qmap tcp_down 2000000
ok call_on_the_mux_stops q_stop
cid=
ok no_frame_had_an_error sh -c "! grep -v '^0$' \
	/sys/class/net/$dev/statistics/*_errors"
ip addr flush dev qmimux0

# --- 802.3: the second modem, which has no raw IP -----------------------------

wdm=/dev/cdc-wdm1
dev=$(ls /sys/class/usbmisc/cdc-wdm1/device/net)
ok an_old_modem_refuses_raw_ip sh -c "! timeout 30 qmicli -d $wdm \
	--wda-set-data-format=link-layer-protocol=raw-ip"
q_start_plain() {
	q --client-no-release-cid --wds-start-network=apn=internet
}
ok an_old_modem_starts_a_call q_start_plain
ip link set "$dev" up
ip addr add 10.64.0.2/30 dev "$dev"
carries_ethernet() {
	ping -c 5 -i 0.05 -W 5 10.64.0.1 && return
	ip -s addr
	ip neigh
	dmesg | tail -n 20
	return 1
}
ok ethernet_is_carried carries_ethernet
ok datagrams_as_long_as_the_mtu_come_back_in_ethernet \
	ping -c 5 -i 0.05 -W 5 -M do -s 1472 10.64.0.1
ok tcp_runs_up_in_ethernet tcp_up 2000000
ok tcp_runs_down_in_ethernet tcp_down 2000000

host unplug
ok unplugged_it_is_gone until_ok 20 sh -c '! [ -e /dev/cdc-wdm0 ]'
host plug
wdm=/dev/cdc-wdm0
ok plugged_again_it_is_back until_ok 20 qmi_here
ok and_it_listens_again q_says "Model: 'QUECTEL Mobile" --dms-get-model
ok the_kernel_has_no_complaint sh -c '! dmesg | grep -E \
	"(qmi_wwan|usb [0-9]-1).*([Ff]ail|[Ee]rror|[Uu]nable|not respond)|BUG:|WARNING:" |
	grep -v "probe of .* failed with error -22"'
