# attache takes the interfaces from cdc_mbim, drives simodem by libusb, and
# gives them back: the network device of the kernel is there again.
ok udev_knows_the_modem start_udev
until_ok 20 here
cat >/tmp/attache.yaml <<END
device: usb:1209:0001
sessions:
  - name: one
    apn: internet
  - name: two
    apn: ims
    default_route: false
END
start_attache --config /tmp/attache.yaml
both_up() {
	grep -q "link one up" /tmp/attache && grep -q "link two up" /tmp/attache
}
ok attache_comes_online online
ok the_second_session_too until_ok 20 both_up
ok cdc_mbim_has_lost_the_interfaces sh -c "! [ -e $wdm ]"
ok ping_runs ping -c 5 -i 0.05 -W 5 10.64.0.1
ok ping_of_ipv6_runs ping -c 5 -i 0.05 -W 5 2001:db8:64::1
ok datagrams_as_long_as_the_mtu_come_back \
	ping -c 5 -i 0.05 -W 5 -M do -s 1472 10.64.0.1
ok every_length_comes_back sh -c 'for s in $(seq 432 4 480); do
	ping -q -c 1 -W 5 -s $s 10.64.0.1 >/dev/null || { echo $s; exit 1; }
done'
ok tcp_runs_up tcp_up 2000000
ok tcp_runs_down tcp_down 2000000
ok ping_of_the_second_session_runs ping -c 5 -i 0.05 -W 5 10.64.1.1
ok ping_of_ipv6_of_the_second_session_runs \
	ping -c 5 -i 0.05 -W 5 2001:db8:64:1::1
both_at_once() {
	tcp_up 2000000 10.64.1.1 &
	tcp_down 2000000 10.64.0.1 && wait $!
}
ok tcp_runs_in_both_sessions_at_once both_at_once

# In the middle of a transfer, unplugged and plugged again.
nc -w 10 10.64.0.1 9 </dev/zero &
until_ok 10 sent one 8000000
host unplug
ok unplugged_it_is_absent until_ok 20 state control_state absent
host plug
ok plugged_again_it_is_online online
ok ping_runs_again ping -c 5 -i 0.05 -W 5 10.64.0.1
ok ping_of_ipv6_runs_again ping -c 5 -i 0.05 -W 5 2001:db8:64::1
ok attache_ends ends
ok cdc_mbim_is_bound_again until_ok 20 here
ok the_kernels_driver_works_again says "Register state: 'home'" \
	timeout 30 mbimcli -d $wdm --query-registration-state
