# Debian's iperf3 through either driver, to TCP/IP of a real kernel behind the
# modem: both directions and families, one session and two at once.

# iperf PORT OPTION...: so many bytes, however long that takes; all arrive.
iperf() {
	timeout 60 iperf3 -n 3000000 -p "$@"
}
both_at_once() {
	iperf "$1" -c 10.64.1.1 &
	iperf "$2" -c 10.64.0.1 -R && wait $!
}
ok_iperf() { # ok_iperf DRIVER FIRST-LINK FIRST-PORT
	ok "${1}_is_online" online
	ok "both_sessions_of_${1}_have_their_links" until_ok 20 links_up "$2" 1
	ok "iperf3_runs_up_by_$1" iperf "$3" -c 10.64.0.1
	ok "iperf3_runs_down_by_$1" iperf $(($3 + 1)) -c 2001:db8:64::1 -R
	ok "iperf3_runs_in_both_sessions_by_$1" both_at_once $(($3 + 2)) \
		$(($3 + 3))
	ok "${1}_ends" ends
}

ok udev_knows_the_modem start_udev
until_ok 20 here
start_with_two_sessions auto
ok_iperf cdc_mbim "$(netdev)" 5201
start_with_two_sessions usb:1209:0001
ok_iperf usbfs one 5205
