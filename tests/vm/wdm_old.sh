# An earlier program has left answers in the modem, through /dev/cdc-wdm0; and
# the modem refuses a command of attache.
until_ok 20 here

# A query of the device's capabilities; the function is closed.
leave_an_answer() {
	printf '\003\0\0\0\060\0\0\0\001\0\0\0\001\0\0\0\0\0\0\0' >/tmp/command
	printf '\242\211\314\063\274\273\213\117' >>/tmp/command
	printf '\266\260\023\076\302\252\346\337' >>/tmp/command
	printf '\001\0\0\0\0\0\0\0\0\0\0\0' >>/tmp/command
	dd if=/tmp/command bs=64 >&5
}
leave_two() {
	exec 5>$wdm
	leave_an_answer && sleep 1 && leave_an_answer && sleep 1
	exec 5>&-
}
ok commands_are_left_unanswered leave_two
start_attache --device $wdm
ok attache_comes_online until_ok 60 up
ok the_old_answer_was_dropped grep -q 'an earlier program: 1, dropped' \
	/tmp/attache
ok the_usb_device_was_reset grep -q 'USB device was reset' /tmp/attache
ok the_refused_command_is_told_as_such \
	grep -q 'a command was not taken: I/O error\|not taken: Input/output' \
	/tmp/attache
ok the_node_was_opened_anew_for_nothing_else sh -c \
	'[ "$(grep -c "plugged-->" /tmp/attache)" = 2 ]'
ok ping_runs ping -c 5 -i 0.05 -W 5 10.64.0.1
ok attache_ends ends
