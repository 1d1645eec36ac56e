# Debian's cdc_mbim takes simodem for a modem.
ok cdc_mbim_binds until_ok 20 here
ok control_device_is_there test -c $wdm
ok network_device_is_there test -n "$(netdev)"
usb=/sys/class/usbmisc/cdc-wdm0/device/..
ok ids_are_simodems grep -q 1209 $usb/idVendor
ok strings_are_read grep -q . $usb/serial
ok datagrams_fit_the_mtu test "$(cat "/sys/class/net/$(netdev)/mtu")" = 1500
host unplug
ok unplugged_it_is_gone until_ok 20 gone
host plug
ok plugged_again_it_is_back until_ok 20 here
ok the_kernel_has_no_complaint sh -c '! dmesg | grep -iE \
	"(cdc_|usb [0-9]-1).*(fail|error|unable|not respond)|BUG:|WARNING:"'
