# Every profile of a modem, each in the port of its number: Debian's kernel
# enumerates it and cdc_mbim binds; attache brings it online through the
# kernel's driver, then through usbfs, and the kernel's driver has it again.

driven=0
modem() { # modem NAME SPEED VID:PID: in the next port
	profile=$1
	id=$3
	driven=$((driven + 1))
	port=1-$driven
	[ "$2" -lt 5000 ] || port=2-$driven
	usb=/sys/bus/usb/devices/$port
	ok "${profile}_enumerates" until_ok 20 enumerated "$2"
}
enumerated() {
	[ "$(cat $usb/idVendor):$(cat $usb/idProduct) $(cat $usb/speed)" = \
		"$id $1" ]
}
bound() { # to cdc_mbim, both interfaces
	[ "$(ls -d $usb:*/driver/module/drivers/usb:cdc_mbim |
		wc -l)" = 2 ] && control=$(echo $usb:*/usbmisc/*) &&
		wdm=/dev/${control##*/} && [ -c "$wdm" ] && [ -n "$(netdev)" ]
}
# goes_online DEVICE: all the way to a ping, and ends.
goes_online() {
	start_attache --device "$1"
	online && ping -c 3 -i 0.05 -W 5 10.64.0.1 &&
		ping -c 3 -i 0.05 -W 5 -s 1400 2001:db8:64::1
	went=$?
	ends && [ $went = 0 ]
}
drive() {
	ok "${profile}_is_bound_to_cdc_mbim" until_ok 20 bound
	ok "${profile}_is_online_through_the_kernel" goes_online "$wdm"
	ok "${profile}_is_online_through_usbfs" goes_online "usb:$id"
	ok "${profile}_is_given_back" until_ok 20 bound
}

ok udev_knows_the_modems start_udev

# NCM and MBIM in one function: the kernel of Debian 12 takes it for NCM, which
# the simulated one does not speak, until it is told what to prefer; Debian 13's
# prefers MBIM.
modem ericsson_h5321gw 480 0bdb:1926
tried_as_ncm() {
	dmesg | grep "cdc_ncm $port:1.1: bind() failure"
}
prefer_mbim() {
	if [ "$(cat /sys/module/cdc_ncm/parameters/prefer_mbim)" = Y ]; then
		! tried_as_ncm
	else
		tried_as_ncm &&
			echo Y >/sys/module/cdc_ncm/parameters/prefer_mbim &&
			echo $port:1.1 >/sys/bus/usb/drivers/cdc_mbim/bind
	fi
}
ok ericsson_h5321gw_is_left_by_cdc_ncm prefer_mbim
drive
modem fibocom_l850gl 480 2cb7:0007
drive
modem generic_4g 480 1209:0001
drive
modem huawei_me906s 480 12d1:15c1
ok huawei_me906s_is_in_configuration_3 \
	test "$(cat $usb/bConfigurationValue)" = 3
drive
modem mediatek_dwm156 480 2001:7d01
drive
modem no_union 480 1209:0002
drive
modem qualcomm_5g 5000 1199:90d3
drive
modem sierra_em7455 480 1199:9079
# Its lock holds the radio until attache has sent QMI DMS "set FCC
# authentication", once.
unlocks() {
	until_ok 20 bound && goes_online "$wdm" &&
		grep "unlocking --radio_unlocked" /tmp/attache
}
ok sierra_em7455_is_unlocked unlocks
drive
modem full_speed 12 1209:0003
drive
ok no_modem_was_left_out \
	test "$(ls -d /sys/bus/usb/devices/[12]-*/idVendor | wc -l)" = "$driven"
