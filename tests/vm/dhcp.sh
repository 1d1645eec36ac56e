# A modem that gives no addresses, on the kernel's driver: its network device
# has a link layer of its own and no ARP, and the addresses come by DHCP and
# router advertisement.
here_by_dhcp() {
	attache status --control /run/control >/tmp/status 2>&1
	cat /tmp/status
	grep -q 'up 10.64.0.2/30 .*, IPv4 by DHCP, IPv6 by SLAAC' /tmp/status
}
client() { # none where attache has ended
	ps | grep '[u]dhcpc -f'
}
no_client() {
	! client
}

until_ok 20 here
dev=$(netdev)
start_attache --device auto
ok addresses_come_by_dhcp_and_advertisement until_ok 40 here_by_dhcp
ok one_address_is_on_the_device sh -c \
	"[ \$(ip -4 -o addr show dev $dev | wc -l) = 1 ]"
ok ping_runs ping -c 3 -i 0.05 -W 5 10.64.0.1
ok ping6_runs ping -c 3 -i 0.05 -W 5 2001:db8:64::1
ok client_runs client
ok attache_ends ends
ok client_has_ended no_client

as_nobody
start_attache --device auto
ok the_helper_asks_for_addresses until_ok 40 here_by_dhcp
ok the_manager_has_no_rights parted
ok ping_runs_then ping -c 3 -i 0.05 -W 5 10.64.0.1
ok two_processes_end ends
ok nothing_was_refused nothing_was_refused
ok client_has_ended_then no_client
