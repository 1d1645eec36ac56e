# Short messages and USSD of Debian's ModemManager, in the guest, whatever the
# modem speaks: it runs, and knows the modem 0.
export LC_ALL=C.utf8

# sms_with TEXT: the number of a message that says it, of the last ones first.
sms_with() {
	for sms in $(mm -m 0 --messaging-list-sms | grep -o 'SMS/[0-9]*'); do
		says "$1" mm -s "${sms#SMS/}" >/dev/null && echo "${sms#SMS/}" &&
			return
	done
	return 1
}

# came TEXT WANTED...: a message says this, and all of the others.
came() {
	sms=$(sms_with "$1") || return 1
	shift
	for wanted; do
		says "$wanted" mm -s "$sms" || return 1
	done
}

refused() {
	! "$@"
}

# answered ANSWER TEXT: ModemManager has it as the reply to the answer, or, where it
# waits for none (of QMI), as what the network says then.
answered() {
	mm -m 0 --3gpp-ussd-respond="$1" >/tmp/reply || return 1
	grep -qF "$2" /tmp/reply || until_ok 20 says \
		"network notification: $2" mm -m 0 --3gpp-ussd-status
}

long=$(head -c 170 /dev/zero | tr '\0' x)

ok the_modem_is_enabled mm -m 0 -e
host "sms +15550100 Hello, you"
ok a_message_comes until_ok 20 came "Hello, you" "number: +15550100" \
	"state: received"
host "sms 4477 $long, at last"
ok a_message_in_parts_comes_as_one until_ok 20 came "$long, at last" \
	"state: received"
host "sms 4478 Привет"
ok a_message_in_ucs2_comes until_ok 20 came "Привет" "number: 4478"

# To the modem's own number: it comes back.
ok a_message_is_written says "Successfully created new SMS" mm -m 0 \
	--messaging-create-sms="text='To [me] myself',number='+10000000000',delivery-report-request=yes"
sms=$(sms_with "To [me] myself")
ok it_is_sent says "successfully sent the SMS" mm -s "$sms" --send
ok it_has_a_reference says "message reference: 1" mm -s "$sms"
ok its_report_comes until_ok 20 came "delivery state: completed-received" \
	"message reference: 1"
ok it_comes_back until_ok 20 came "pdu type: deliver"
host "fail sms_refused"
ok a_refused_message_is_not_sent refused mm -s "$sms" --send
host heal

ok a_message_is_deleted mm -m 0 --messaging-delete-sms="$sms"

ok a_code_is_answered says "Balance: 10.00" mm -m 0 --3gpp-ussd-initiate='*100#'
ok a_code_opens_a_session says "1: balance" mm -m 0 --3gpp-ussd-initiate='*101#'
ok an_answer_is_answered answered 1 "Balance: 10.00"
ok a_session_is_opened_again says "1: balance" mm -m 0 \
	--3gpp-ussd-initiate='*101#'
ok a_session_is_cancelled mm -m 0 --3gpp-ussd-cancel
host "ussd ask Yes?"
ok the_network_asks until_ok 20 says "network request: Yes?" mm -m 0 \
	--3gpp-ussd-status
[ -z "$failed" ] || tail -n 150 /tmp/mm
