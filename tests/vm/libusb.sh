# attache takes the interfaces from cdc_mbim, drives simodem by libusb, and
# gives them back.
ok udev_knows_the_modem start_udev
ok_takes_and_gives_back libusb:1209:0001
