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
# "MP-BIOS bug: 8254 timer" is QEMU's, on a host that has no time for it.
ok the_kernel_has_no_complaint sh -c '! dmesg | grep -E \
	"(cdc_|usb [0-9]-1).*([Ff]ail|[Ee]rror|[Uu]nable|not respond)|BUG:|WARNING:"'
