# Debian's qmi_wwan takes the simulated modems for what they are; qmicli brings
# two of them online by hand, and the driver carries raw IP, QMAP and 802.3.
. /guest_qmi.sh

# binds ID INTERFACE MODEL: to that interface, and the modem answers.
binds() {
	until_ok 20 node_of "$1" && wdm=$(node_of "$1") &&
		grep -q "$2" "/sys/class/usbmisc/${wdm##*/}/device/bInterfaceNumber" &&
		until_ok 20 [ -n "$(netdev)" ] &&
		q_says "Model: '$3'" --dms-get-model
}
loses_the_first_request() {
	until_ok 20 node_of 1e0e:9001 &&
		! timeout 2 qmicli -d "$(node_of 1e0e:9001)" --dms-get-model
}
ok a_sim7600_loses_the_first_request loses_the_first_request
ok qmi_wwan_binds_a_sim7600 binds 1e0e:9001 05 SIMCOM_SIM7600G-H
ok qmi_wwan_binds_an_sdx55 binds 2c7c:0800 04 RM500Q-AE
ok qmi_wwan_binds_an_em7455 binds 1199:9071 08 EM7455
ok qmi_wwan_binds_a_gobi2000 binds 05c6:9205 00 88
gobi=$wdm
ok qmi_wwan_binds_an_eg25g binds 2c7c:0125 04 EG25-G
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

wdm=$gobi
dev=$(netdev)
ok an_old_modem_refuses_raw_ip sh -c "! timeout 30 qmicli -d $wdm \
	--wda-set-data-format=link-layer-protocol=raw-ip"
q_start_plain() {
	q --client-no-release-cid --wds-start-network=apn=internet
}
ok an_old_modem_starts_a_call q_start_plain
# The driver of Linux 6.1 takes frames to an address that begins like an IP header
# for bare IP, and may have such a one at random; of one that is set it clears the
# bit.
ip link set "$dev" address 02:00:00:00:00:02
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

# --- plugs --------------------------------------------------------------------

unplugged() {
	! node_of 2c7c:0125
}
host unplug
ok unplugged_it_is_gone until_ok 20 unplugged
host plug
ok plugged_again_it_binds_again binds 2c7c:0125 04 EG25-G
# The interfaces without endpoints are not for it, which it says aloud.
ok the_kernel_has_no_complaint sh -c '! dmesg | grep -E \
	"(qmi_wwan|usb [0-9]-[0-9]).*([Ff]ail|[Ee]rror|[Uu]nable|not respond)|BUG:|WARNING:" |
	grep -v "probe of .* failed with error -22"'
