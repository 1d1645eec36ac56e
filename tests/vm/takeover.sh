# attache is killed while it is online, and started again: the kernel's device
# has kept the addresses, and the network gives others. Then what other programs
# do to that device. The guest forwards, as a router.
one() { # one of each family, on the device
	ip -4 -o addr show dev "$1" >/tmp/v4
	ip -6 -o addr show dev "$1" scope global >/tmp/v6
	ip -4 route show default >/tmp/r4
	ip -6 route show default >/tmp/r6
	head -n 9 /tmp/v4 /tmp/v6 /tmp/r4 /tmp/r6
	[ "$(cat /tmp/v4 | wc -l)" = 1 ] && [ "$(cat /tmp/v6 | wc -l)" = 1 ] &&
		[ "$(cat /tmp/r4 | wc -l)" = 1 ] &&
		[ "$(cat /tmp/r6 | wc -l)" = 1 ] &&
		grep -q 'metric 700' /tmp/r4 && grep -q 'metric 700' /tmp/r6
}
address() { # of the family on the device
	ip "$1" -o addr show dev "$2" scope global |
		sed 's/.* inet6* \([^/]*\).*/\1/'
}
other_address() { # than before the kill
	address -4 "$1"
	[ "$(address -4 "$1")" != "$before" ]
}
carries() {
	ping -q -c 3 -i 0.05 -W 5 192.0.2.7 &&
		ping -q -c 3 -i 0.05 -W 5 2001:db8:1::7
}
killed() {
	kill -KILL "$attache"
	wait "$attache"
	[ $? = 137 ]
}
problem() {
	attache status --control /run/control >/tmp/status 2>&1
	cat /tmp/status
	grep -q "^problem  $1" /tmp/status
}
well() {
	! problem .
}

echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
until_ok 20 here
dev=$(netdev)
start_attache --device auto
ok attache_comes_online online
ok there_is_one_address_and_one_default_route until_ok 10 one "$dev"
ok data_is_carried carries
before=$(address -4 "$dev")
ok attache_is_killed killed
ok the_kernel_keeps_the_address grep -q "$before" /tmp/v4
start_attache --device auto
ok started_again_it_is_online online
ok what_was_left_was_taken_away \
	grep -q "$dev: addresses and routes that were left on it" /tmp/attache
ok the_network_gives_another_address other_address "$dev"
ok there_is_one_address_and_one_default_route_again \
	until_ok 10 one "$dev"
ok data_is_carried_again carries

ip addr flush dev "$dev"
ok flushed_addresses_are_back_within_a_second until_ok 1 one "$dev"
ok data_is_carried_after_a_flush carries
ip link set "$dev" down
ok a_device_set_down_is_up_within_a_second until_ok 1 one "$dev"
ok data_is_carried_after_that carries

# cdc_mbim gives a VLAN 4094 the data of session 0, and the untagged device
# nothing.
ip link add link "$dev" name mute type vlan id 4094
ok a_vlan_4094_is_a_problem until_ok 2 \
	problem "$dev: VLAN 4094 (mute) takes the data of session 0"
ok no_data_is_carried_then sh -c '! ping -q -c 1 -W 1 192.0.2.7'
ip link del mute
ok without_it_all_is_well until_ok 2 well
ok data_is_carried_without_it carries
ip link add link "$dev" name mute type vlan id 4094
ok attache_is_killed_again killed
start_attache --device auto
ok a_vlan_4094_is_seen_at_the_start until_ok 20 \
	problem "$dev: VLAN 4094 (mute) takes the data of session 0"
ip link del mute
ok attache_ends ends

# The VLAN of a second session, which the next run does not want.
start_with_two_sessions auto
ok two_sessions_have_their_links until_ok 20 links_up "$dev" 1
ok two_sessions_are_killed killed
ok the_vlan_is_left test -e /sys/class/net/two
start_attache --device auto
ok one_session_comes_online online
ok the_vlan_of_the_dead_run_is_taken_away sh -c '! test -e /sys/class/net/two'
ok there_is_one_address_of_one_session until_ok 10 one "$dev"
ok one_session_ends ends
ok nothing_is_left sh -c "! ip -4 addr show dev $dev | grep inet"

# By usbfs nothing is left: the TUN device goes with the process.
start_udev
start_attache --device usb:1209:0001
ok it_is_online_by_usbfs online
ok there_is_one_address_by_usbfs until_ok 10 one wwan0
ok it_is_killed_by_usbfs killed
ok the_tun_device_is_gone sh -c '! test -e /sys/class/net/wwan0'
start_attache --device usb:1209:0001
ok it_is_online_by_usbfs_again online
ok there_is_one_address_by_usbfs_again until_ok 10 one wwan0
ok data_is_carried_by_usbfs carries
ok it_ends_by_usbfs ends
