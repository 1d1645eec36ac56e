# attache takes the interface of a modem that speaks QMI from qmi_wwan, drives it
# by usbfs, and gives it back.
. /guest_qmi.sh
second=two

until_ok 20 qmi_here
start_with_two_sessions usb:2c7c:0125
ok attache_comes_online online
ok both_sessions_have_their_links until_ok 20 links_up one 1
ok qmi_wwan_has_lost_the_interface sh -c "! [ -e $wdm ]"
ok_data
ok_replug one
ok attache_ends ends
ok qmi_wwan_is_bound_again until_ok 20 qmi_here
ok the_kernels_driver_works_again q_says "Registration state: 'registered'" \
	--nas-get-serving-system
ok no_client_is_left q_nobody wds nas dms
