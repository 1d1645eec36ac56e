# Short messages and USSD with Debian's ModemManager, at the kernel's driver of MBIM.
ok udev_knows_the_modem start_udev
until_ok 20 here
start_modemmanager
ok the_modem_is_found until_ok 60 says "/Modem/0" mm -L
. /guest_messages.sh
