# Debian's mbimcli brings simodem online through /dev/cdc-wdm0, and the
# kernel's cdc_mbim carries the data.
until_ok 20 here
dev=$(netdev)
m() {
	timeout 30 mbimcli -d $wdm "$@"
}

ok device_caps_are_told says "Device ID: '000000000000000'" \
	m --query-device-caps
ok subscriber_is_ready says "Ready state: 'initialized'" \
	m --query-subscriber-ready-status
ok modem_is_registered until_ok 10 says "Register state: 'home'" \
	m --query-registration-state
ok packet_service_is_attached says "Packet service state: 'attached'" \
	m --attach-packet-service
ok session_connects says "Activation state: 'activated'" \
	m --no-close --connect=apn=internet,ip-type=ipv4v6
trid=$(sed -n "s/.*TRID: '\([0-9]*\)'.*/\1/p" /tmp/says)
ok addresses_are_told says "IP [0]: '10.64.0.2/30'" \
	m --no-open="$trid" --no-close --query-ip-configuration
ok addresses_of_ipv6_are_told grep -qF "IP [0]: '2001:db8:64::2/64'" /tmp/says

ip link set "$dev" up
ip addr add 10.64.0.2/30 dev "$dev"
ip addr add 2001:db8:64::2/64 dev "$dev" nodad
ip route add default via 10.64.0.1
ok ping_runs_through_the_kernels_driver ping -c 5 -i 0.05 -W 5 10.64.0.1
ok ping_of_ipv6_runs ping -c 5 -i 0.05 -W 5 2001:db8:64::1
ok datagrams_as_long_as_the_mtu_come_back \
	ping -c 5 -i 0.05 -W 5 -M do -s 1472 10.64.0.1
# NTBs around a full packet, in steps of their alignment: a missing ZLP would
# hold one back.
ok every_length_comes_back sh -c 'for s in $(seq 400 4 520); do
	ping -q -c 1 -W 5 -s $s 10.64.0.1 >/dev/null || { echo $s; exit 1; }
done'
ok tcp_runs_up tcp_up 4000000
ok tcp_runs_down tcp_down 4000000
ok no_frame_had_an_error sh -c "! grep -v '^0$' \
	/sys/class/net/$dev/statistics/*_errors"
