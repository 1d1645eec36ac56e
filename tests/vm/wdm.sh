# attache brings simodem online through /dev/cdc-wdm0; the kernel's driver
# carries the data.
until_ok 20 here
dev=$(netdev)
start_attache --device auto
ok attache_comes_online online
ok auto_takes_the_kernels_device grep -q "modem $wdm" /tmp/attache
ok the_kernels_network_device_is_the_link grep -q "link $dev up" /tmp/attache
ok cdc_mbim_stays_bound here
ok ping_runs ping -c 5 -i 0.05 -W 5 10.64.0.1
ok ping_of_ipv6_runs ping -c 5 -i 0.05 -W 5 2001:db8:64::1
ok datagrams_as_long_as_the_mtu_come_back \
	ping -c 5 -i 0.05 -W 5 -M do -s 1472 10.64.0.1
ok tcp_runs_up tcp_up 2000000
ok tcp_runs_down tcp_down 2000000

# In the middle of a transfer, unplugged and plugged again.
nc -w 10 10.64.0.1 9 </dev/zero &
until_ok 10 sent "$dev" 3000000
host unplug
ok unplugged_it_is_absent until_ok 20 state control_state absent
host plug
ok plugged_again_it_is_online online
ok ping_runs_again ping -c 5 -i 0.05 -W 5 10.64.0.1
ok ping_of_ipv6_runs_again ping -c 5 -i 0.05 -W 5 2001:db8:64::1
ok attache_ends ends
ok addresses_are_taken_away sh -c \
	"! ip addr show dev $dev | grep -q -e 10.64 -e 2001:db8"
