# The same of a modem that speaks QMI.
. /guest_qmi.sh

echo 1209 0001 >/sys/bus/usb/drivers/qmi_wwan/new_id
ok udev_knows_the_modem start_udev
until_ok 20 qmi_here
start_modemmanager
ok the_modem_is_found until_ok 60 says "/Modem/0" mm -L
. /guest_messages.sh
