# Debian's ModemManager at the modem that attache has: it finds attache where the
# proxy would be, and may do all but end its session. By the kernel's cdc_mbim, or
# by qmi_wwan if the modem speaks QMI.
. /guest_qmi.sh

echo 1209 0001 >/sys/bus/usb/drivers/qmi_wwan/new_id
either_here() {
	here || qmi_here
}
ok udev_knows_the_modem start_udev
until_ok 20 either_here
dev=$(netdev)
cat >/tmp/attache.yaml <<-END
	device: auto
	proxy: true
	sms: false
	sessions: [{name: wwan0, apn: internet}]
END
sed -i "s|auto|$wdm|" /tmp/attache.yaml
start_attache --config /tmp/attache.yaml
ok attache_comes_online online
pings() {
	ping -q -c 5 -i 0.05 -W 5 10.64.0.1 &&
		ping -q -c 5 -i 0.05 -W 5 2001:db8:64::1
}
ok ping_runs pings
# Nothing ended the session since then. Its device, if qmi_wwan has it, is taken
# down by ModemManager itself before it asks for a call; attache puts that right.
unharmed() {
	until_ok 20 pings && up && cat /tmp/attache && ! grep problem: /tmp/attache &&
		[ "$(grep -c 'link .* up' /tmp/attache)" = 1 ]
}
start_modemmanager
mm=$!
ok modemmanager_finds_the_modem until_ok 60 says "/Modem/0" mm -L
ok its_identity_is_told says "equipment id: 000000000000000" mm -m 0
ok modemmanager_enables_it says "successfully enabled" mm -m 0 --enable
ok it_is_registered until_ok 20 says "operator name: Simulated" mm -m 0
ok the_session_is_unharmed unharmed
refused() {
	! mm -m 0 --simple-connect=apn=internet,ip-type=ipv4v6 >/tmp/says 2>&1
	failed_to=$?
	cat /tmp/says
	[ $failed_to = 0 ] &&
		grep -q -e OperationNotAllowed -e AccessDenied /tmp/says
}
ok its_own_call_is_refused refused
ok the_session_is_unharmed_by_that unharmed
# Killed while it looks at a device that attache has just put right, ModemManager
# 1.20 may crash.
mm_rests() {
	said=$(wc -c </tmp/mm)
	sleep 3
	[ "$(wc -c </tmp/mm)" = "$said" ]
}
mm_ends() {
	until_ok 40 mm_rests || return
	kill "$mm"
	wait "$mm"
	ended=$?
	echo "its exit status is $ended" >>/tmp/mm
	[ $ended = 0 ]
}
ok modemmanager_ends mm_ends
ok the_session_is_unharmed_by_its_end unharmed
ok attache_ends ends
[ -z "$failed" ] || tail -n 150 /tmp/mm
