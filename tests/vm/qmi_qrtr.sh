# A modem on QRTR, as on a phone's chip, but on this node: simodem tells the
# kernel's name service of its services, and qmicli and attache look them up.
# The data path of such modems is rmnet, which Debian's kernel has not: what is
# shown is all that comes before it, up to addresses.
start_attache --device qrtr:1
ok without_qrtr_the_drop_in_is_named until_ok 10 says \
	"/attache-qrtr.conf to /etc/systemd/system/attache.service.d" \
	attache status --control /run/control
ok attache_ends_without_qrtr ends
modprobe qrtr
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts
echo 'speaks: qmi' >/tmp/modem.yaml
start_modem() {
	simodem --profile /tmp/modem.yaml --commands /tmp/hand --qrtr \
		>/tmp/told 2>/tmp/simodem &
	modem=$!
}
model() {
	says "Model: 'simodem'" timeout 30 qmicli -d qrtr://1 --dms-get-model
}
clients() { # so many of them are given out
	echo count >/tmp/hand
	sleep 0.2
	tail -n 1 /tmp/told
	tail -n 1 /tmp/told | grep -q ", $1 clients"
}
killed() {
	kill -KILL "$1"
	wait "$1"
	[ $? = 137 ]
}
addressed() {
	attache status --control /run/control | grep -F 'up 10.64.0.2/30' |
		grep -F '2001:db8:64::2/64'
}

seen() { # attache on a terminal
	says "$1" script -qec attache /dev/null
}
unseen() {
	seen "speaks MBIM, by /dev/cdc-wdm0" && ! grep -q qrtr: /tmp/says
}
. /guest_qmi.sh
ok none_is_seen_before_it_is_there unseen
start_modem
ok qmicli_finds_the_modem until_ok 20 model
ok it_is_seen_on_a_terminal seen "speaks QMI, on QRTR"
ok a_client_goes_with_its_socket until_ok 10 clients 0
printf '%s\n' "device: qrtr:1" "proxy: true" >/tmp/attache.yaml
start_attache --config /tmp/attache.yaml
ok attache_comes_online online
ok addresses_are_told addressed
ok it_is_said_that_there_is_no_data grep -q "carries no datagrams" /tmp/attache
ok qmicli_works_beside_it model
echo count >/tmp/hand
sleep 0.2
own=$(sed -n '$s/.*, \(.*\) clients.*/\1/p' /tmp/told)
ok qmicli_works_at_its_socket q_beside
ok those_clients_are_given_back until_ok 10 clients "$own"
ok the_modem_is_killed killed $modem
ok its_services_have_gone until_ok 20 state control_state absent
start_modem
ok the_modem_comes_back online
ok addresses_are_told_again addressed
ok attache_is_killed killed "$attache"
ok no_client_is_left until_ok 10 clients 0
start_attache --device qrtr:any
ok started_again_it_is_online online
ok attache_ends ends
ok no_client_is_left_at_the_end until_ok 10 clients 0
as_nobody
start_attache --device qrtr:1
ok as_two_processes_it_is_online online
ok the_manager_has_no_rights parted
ok addresses_are_told_then addressed
ok two_processes_end ends
ok nothing_was_refused sh -c "! grep refuses /tmp/attache"
ok no_client_is_left_then until_ok 10 clients 0
kill $modem
wait $modem
ok the_modem_ends test $? = 0
cat /tmp/simodem
