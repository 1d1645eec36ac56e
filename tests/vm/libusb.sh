# attache takes the interfaces from cdc_mbim, drives simodem by libusb, and
# gives them back: the network device of the kernel is there again.
ok udev_knows_the_modem start_udev
until_ok 20 here
start_with_two_sessions usb:1209:0001
ok attache_comes_online online
ok both_sessions_have_their_links until_ok 20 links_up one 1
ok cdc_mbim_has_lost_the_interfaces sh -c "! [ -e $wdm ]"
ok_data
ok_replug one
ok attache_ends ends
ok cdc_mbim_is_bound_again until_ok 20 here
ok the_kernels_driver_works_again says "Register state: 'home'" \
	timeout 30 mbimcli -d $wdm --query-registration-state
