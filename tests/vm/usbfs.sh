# attache takes the interfaces from cdc_mbim, drives simodem by usbfs, and
# gives them back; without a udevd, with the uevents of the kernel alone.
ok_takes_and_gives_back usb:1209:0001
