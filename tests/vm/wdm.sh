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

# The same by two processes, with Debian's openresolv, which the helper runs.
has_servers() {
	cat /etc/resolv.conf
	grep -q '^nameserver 10.64.0.1' /etc/resolv.conf
}
PATH=$PATH:/sbin
rm -f /etc/resolv.conf
# Nothing takes servers but the C library, and no service manager is here.
printf '%s\n' libc_restart=true dnsmasq=NO named=NO pdnsd=NO pdns_recursor=NO \
	unbound=NO >>/etc/resolvconf.conf
as_nobody
start_with_two_sessions auto 'dns_service: resolvconf'
ok as_two_processes_attache_comes_online online
ok the_manager_has_no_rights parted
ok both_have_their_links_then until_ok 20 links_up "$dev" 1
ok_pings _of_two_processes
ok tcp_runs_in_both_sessions_then tcp_in_both_at_once
ok resolvconf_has_the_servers until_ok 10 has_servers
host unplug
ok unplugged_two_processes_wait until_ok 20 state control_state absent
host plug
ok plugged_again_two_processes_are_online online
ok_pings _of_two_processes_again
ok the_helper_ends ends
ok nothing_was_refused nothing_was_refused
ok resolvconf_has_them_no_more sh -c '! grep 10.64 /etc/resolv.conf'
ok the_vlan_is_taken_away_by_the_helper sh -c "! ip link show dev two"
ok addresses_are_taken_away_by_the_helper sh -c \
	"! ip addr show dev $dev | grep -q -e 10.64 -e 2001:db8"
