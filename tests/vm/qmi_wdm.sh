# attache brings modems that speak QMI online through qmi_wwan: two sessions, each
# with its mux, IPv4 and IPv6 as two clients; unplugged in the middle of a
# transfer, and killed. Then an old modem, which carries Ethernet.
. /guest_qmi.sh

one() { # one of each family, on the device
	ip -4 -o addr show dev "$1" >/tmp/v4
	ip -6 -o addr show dev "$1" scope global >/tmp/v6
	ip -4 route show default >/tmp/r4
	ip -6 route show default >/tmp/r6
	head -n 9 /tmp/v4 /tmp/v6 /tmp/r4 /tmp/r6
	for file in /tmp/v4 /tmp/v6 /tmp/r4 /tmp/r6; do
		[ "$(cat $file | wc -l)" = 1 ] || return 1
	done
}
killed() {
	kill -KILL "$attache"
	wait "$attache"
	[ $? = 137 ]
}

until_ok 20 node_of 05c6:9205
until_ok 20 node_of 2c7c:0125
wdm=$(node_of 2c7c:0125)
until_ok 20 qmi_here
dev=$(netdev)
start_with_two_sessions "$wdm" "proxy: true"
ok attache_comes_online online
ok it_takes_the_kernels_device grep -q "modem $wdm" /tmp/attache
ok the_driver_follows_the_modem grep -q "$dev carries raw IP in QMAP" /tmp/attache
ok both_sessions_have_their_links until_ok 20 links_up qmimux0 1
ok the_links_are_muxes grep -q 0x0*2 /sys/class/net/qmimux1/qmap/mux_id
ok qmi_wwan_stays_bound qmi_here
ok_data
ok tcp_runs_up_in_ipv6 tcp_up 2000000 2001:db8:64::1
ok tcp_runs_down_in_ipv6 tcp_down 2000000 2001:db8:64::1
ok qmicli_works_beside_it q_beside
ok both_links_are_still_those links_up qmimux0 1
ok no_frame_had_an_error sh -c "! grep -v '^0$' \
	/sys/class/net/$dev/statistics/*_errors"
ok_replug qmimux0
ok there_is_one_address_and_one_default_route until_ok 10 one qmimux0

ok attache_is_killed killed
ok the_kernel_keeps_the_address grep -q 10.64.0.2 /tmp/v4
keeps() {
	! q_nobody wds
}
ok the_modem_keeps_the_clients keeps
start_with_two_sessions "$wdm"
ok started_again_it_is_online online
ok started_again_both_links_are_up until_ok 20 links_up qmimux0 1
ok there_is_one_address_and_one_default_route_again until_ok 10 one qmimux0
ok_pings _after_the_kill
ok attache_ends ends
ok no_client_is_left q_nobody wds nas dms uim wda
ok addresses_are_taken_away sh -c "! ip addr | grep -e 10.64 -e 2001:db8"
ok the_muxes_are_taken_away sh -c '! ls -d /sys/class/net/qmimux*'

# The same by two processes; and its helper takes back what a manager that is
# killed leaves.
as_nobody
start_with_two_sessions "$wdm"
ok as_two_processes_attache_comes_online online
ok the_manager_has_no_rights parted
ok both_have_their_links_then until_ok 20 links_up qmimux0 1
ok the_links_are_muxes_then grep -q 0x0*2 /sys/class/net/qmimux1/qmap/mux_id
ok_pings _of_two_processes
ok tcp_runs_in_both_sessions_then tcp_in_both_at_once
ok two_processes_end ends
ok nothing_was_refused nothing_was_refused
ok no_client_is_left_then q_nobody wds nas dms uim wda
ok the_muxes_are_taken_away_then sh -c '! ls -d /sys/class/net/qmimux*'
start_with_two_sessions "$wdm"
ok two_processes_are_online_again online
ok both_have_their_links_again until_ok 20 links_up qmimux0 1
manager_is_killed() {
	kill -KILL "$(manager_of_attache)"
	wait "$attache"
	[ $? = 1 ]
}
ok the_manager_is_killed manager_is_killed
ok addresses_are_taken_away_by_the_helper sh -c \
	"! ip addr | grep -e 10.64 -e 2001:db8"
user=

wdm=$(node_of 05c6:9205)
dev=$(netdev)
start_attache --device "$wdm"
ok an_old_modem_comes_online online
ok the_driver_stays_in_ethernet grep -q N "/sys/class/net/$dev/qmi/raw_ip"
ok ping_runs_in_ethernet ping -c 5 -i 0.05 -W 5 10.64.0.1
ok tcp_runs_up_in_ethernet tcp_up 2000000
ok tcp_runs_down_in_ethernet tcp_down 2000000
ok attache_ends_with_it ends
ok no_client_of_it_is_left q_nobody wds nas dms
