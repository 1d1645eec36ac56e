# attache brings simodem online through /dev/cdc-wdm0; the kernel's driver
# carries the data, the second session's in a VLAN.
CMOCKA_MESSAGE_OUTPUT=TAP ok links_have_vlans_in_this_kernel \
	test_linux_kernel_links vlans
until_ok 20 here
dev=$(netdev)
start_with_two_sessions auto
ok attache_comes_online online
ok auto_takes_the_kernels_device grep -q "modem $wdm" /tmp/attache
ok both_sessions_have_their_links until_ok 20 links_up "$dev" 1
ok the_second_link_is_a_vlan grep -qE "^two +\| 1 +\| $dev" /proc/net/vlan/config
ok cdc_mbim_stays_bound here
ok_data
ok_replug "$dev"
ok attache_ends ends
ok addresses_are_taken_away sh -c \
	"! ip addr show dev $dev | grep -q -e 10.64 -e 2001:db8"
ok the_vlan_is_taken_away sh -c "! ip link show dev two"
