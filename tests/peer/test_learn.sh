#!/bin/bash
# simodem --learn: a simulated modem is driven and captured; the one that is
# learned from the capture gives the same host the same answers. mbimcli and
# attache are the hosts.
# usage: test_learn.sh SIMODEM ATTACHE
set -u
simodem=$1
attache=$2
record=$ATTACHE_BUILD/tests/replay/record
capture=$ATTACHE_BUILD/tests/peer/usbmon_of_trace
# shellcheck source=tests/peer/modem_on_pty.sh
. tests/peer/modem_on_pty.sh
# shellcheck source=tests/peer/learn.sh
. tests/peer/learn.sh

# drive LOG ARGS...: what mbimcli logs of $actions with such a modem.
drive() {
	local action

	rm -f "$dir/$1"
	modem "${@:2}"
	for action in "${actions[@]}"; do
		timeout 30 mbimcli -d "$(readlink "$dir/pty")" --verbose-full \
			"--$action" >>"$dir/$1" 2>&1
	done
	stop
}

usual=(query-device-caps query-subscriber-ready-status query-pin-state
	query-radio-state query-home-provider query-visible-providers
	query-registration-state query-signal-state query-device-services
	query-packet-service-state attach-packet-service
	connect=apn=internet query-ip-configuration query-connection-state
	query-packet-statistics disconnect detach-packet-service)

# The model of what was learned gives all answers by itself.
profile() {
	actions=("${usual[@]}")
	same "$1" '{}' command_done && ! grep -qE '^(answers|indications):' \
		"$dir/b-scenario.yaml"
}

denied() {
	actions=("${usual[@]}" register-automatic query-registration-state)
	same generic-4g 'network: {denied: 11}' command_done &&
		grep -qx '  denied: 11 # from line [0-9]*' \
			"$dir/b-scenario.yaml"
}

pin() {
	actions=(query-subscriber-ready-status query-pin-state enter-pin=1111
		query-pin-state query-registration-state enter-pin=0000
		query-pin-state query-subscriber-ready-status
		query-registration-state connect=apn=internet)
	same qualcomm-5g 'sim: {pin: "0000", attempts: 3}' command_done &&
		grep -qx '  pin: "0000" # from line [0-9]*' \
			"$dir/b-scenario.yaml"
}

session_refused() {
	actions=("${usual[@]}")
	same sierra-em7455 'network: {connect_error: 33}' command_done &&
		same generic-4g 'network: {attach_error: 8}\n' command_done
}

# What no key of a profile can say is an answer, in words; of those that change
# some come again.
answers() {
	actions=("${usual[@]}" query-radio-state query-radio-state
		query-pin-list ms-query-version=1.0,3.0 query-device-caps)
	same qualcomm-5g 'network:
  signal: [{at_ms: 0, dbm: -91}]
  prefix: 29
  operators: [{id: "26201", name: "F\\"ar", roaming: true}]
answers:
  - {cid: pin_list, status: busy}
  - {cid: home_provider, status: no_device_support}
  - {cid: radio_state, op: query, occurrence: 2, times: 1, status: busy}
  - {cid: connect, op: set, occurrence: 1, times: 1, carry_out: true,
     fields: {activation_state: activated, ip_type: ipv6}}
  - cid: basic_connect.device_caps
    fields: {device_type: embedded, data_class: lte|hsdpa,
             max_sessions: 3, firmware_info: "F 1", hardware_info: x}\n' command_done &&
		grep -A4 'radio_state' "$dir/b-scenario.yaml" &&
		grep -qx '    data_class: "hsdpa|lte"' "$dir/b-scenario.yaml" &&
		grep -qx '  signal: \[{at_ms: 0, dbm: -91}\] # from line [0-9]*' \
			"$dir/b-scenario.yaml" &&
		[ "$(grep -c '^  hex' "$dir/b-scenario.yaml")" -eq 0 ]
}

# A trace, masked as traces are, of a SIM and a network that take their time.
traces() {
	printf 'sim: {pin: 0000}\nsessions: [{apn: internet}]\n' \
		>"$dir/attache.yaml"
	printf '%s\n' 'sim: {pin: "0000"}' 'delays: {answer_ms: 20, sim_ms: 300,
  register_ms: 700, attach_ms: 100, connect_ms: 300}' >"$dir/a.yaml"
	daemon "" a.pcapng --profile generic-4g --scenario "$dir/a.yaml" &&
		learn a.pcapng && all_learned &&
		daemon "" b.pcapng "${learned[@]}" || return 1
	cat "$dir/b-scenario.yaml" "$dir/run"
	grep -qE '^  register_ms: [67][0-9]{2} # from packet' \
		"$dir/b-scenario.yaml" &&
		grep -qE '^  connect_ms: [23][0-9]{2} # from packet' \
			"$dir/b-scenario.yaml" &&
		grep -qx '  pin: "0000" # from packet [0-9]*' \
			"$dir/b-scenario.yaml"
}

# The descriptors are in a capture of usbmon, and so is a lost network.
usbmon() {
	"$record" "$dir/run.pcapng" clear fragments &&
		"$capture" "$dir/run.pcapng" "$dir/mon" pcapng mmapped &&
		learn mon && all_learned || return 1
	cat "$dir/b-profile.yaml"
	printf '%s # from packet N\n' 'id: 1209:0001' \
		'  control: {interface: 0, altsetting: 0, endpoint: 0x81, packet: 64, interval: 5}' \
		'  data: {interface: 1, altsetting: 1, in: 0x82, out: 0x02, packet: 512}' \
		'  extended: {version: 1.0, outstanding: 16, mtu: 1500}' \
		'mbimex: 3.0' 'radio_off: true' 'auto_attach: false' \
		>"$dir/lines"
	sed 's/packet [0-9]*$/packet N/' "$dir/b-profile.yaml" |
		grep -cxF -f "$dir/lines" | grep -qx 7 &&
		grep -q '^indications:' "$dir/b-scenario.yaml"
}

# What a trace has as well: all but descriptors, which tell when it was plugged.
facts() {
	cat "$dir/b-profile.yaml" "$dir/b-scenario.yaml" |
		sed 's/ *# .*//; /^speed/d; /^usb:/,/^mbimex/d; /^delays/,$d'
}

# The trace that attache import makes of it says the same.
imported() {
	facts >"$dir/theirs"
	"$attache" import "$dir/mon" -o "$dir/t.pcapng" 2>/dev/null
	learn t.pcapng && all_learned || return 1
	facts >"$dir/ours"
	[ "$(wc -l <"$dir/ours")" -gt 15 ] && diff "$dir/theirs" "$dir/ours"
}

# Each line that says something names where it comes from.
names_records() {
	grep -vE '^(#|---|speaks:|usb:|sim:|network:|delays:|answers|indications)|# |^  (filters|filter_size|max_segment|operators:|basic_connect|ms_basic|others)|^(- |  |    )' \
		"$dir/b-profile.yaml" "$dir/b-scenario.yaml" && return 1
	[ "$(grep -c '^# from packet [0-9]*$' "$dir/b-scenario.yaml")" -eq \
		"$(grep -c '^- cid:' "$dir/b-scenario.yaml")" ]
}

personal_data() {
	actions=(query-subscriber-ready-status enter-pin=7351
		query-subscriber-ready-status query-device-caps)
	printf '%s\n' 'sim: {pin: "7351", imsi: "001011234567895",' \
		'  iccid: "8901123456789012345", msisdn: "+12025550123"}' \
		>"$dir/a.yaml"
	drive a --scenario "$dir/a.yaml" --imei 350000123456789 && learn a &&
		all_learned || return 1
	grep -E "7351|1234567|5550123" "$dir"/b-*.yaml && return 1
	grep -q 'addresses are test numbers' "$dir/b-scenario.yaml" || return 1
	learn a --personal && all_learned &&
		grep -q 'pin: "7351"' "$dir/b-scenario.yaml" &&
		grep -q 'imsi: "001011234567895"' "$dir/b-scenario.yaml" &&
		grep -q 'PERSONAL DATA ARE IN CLEAR' "$dir/b-scenario.yaml"
}

# refuses STATUS TEXT ARGS...
refuses() {
	timeout 60 "$simodem" "${@:3}" >"$dir/out" 2>"$dir/err"
	[ $? -eq "$1" ] && cat "$dir/err" && moans "$2" && [ ! -s "$dir/out" ]
}

says_what_it_cannot_do() {
	echo "# nothing" >"$dir/empty.hex"
	refuses 1 "there is no message to learn from" --learn "$dir/empty.hex" &&
		refuses 1 "No such file or directory" --learn "$dir/none" &&
		refuses 1 "$dir/no/b-profile.yaml: No such file or directory" \
			--learn "$dir/mon" -o "$dir/no/b" &&
		refuses 2 "--learn starts no modem" --learn "$dir/mon" --pty &&
		refuses 2 "-o and --personal belong to --learn" --personal --pty
}

# message TYPE TRANSACTION [REST]: as hex, a line; REST is behind the header.
message() {
	local rest=${3:-}

	echo "$1 $(printf %02x $((12 + ${#rest} / 2))) 00 00 00 0$2 00 00 00 $rest"
	echo
}

radio=0100000000000000a289cc33bcbb8b4fb6b0133ec2aae6df03000000

# A command is answered when the function was opened anew.
late_answers() {
	{
		message "01 00 00 00" 1 00100000
		message "01 00 00 80" 1 00000000
		message "03 00 00 00" 2 "${radio}0000000000000000"
		message "01 00 00 00" 3 00100000
		message "01 00 00 80" 3 00000000
		message "03 00 00 80" 2 "${radio}00000000080000000100000001000000"
	} >"$dir/late.hex"
	learn late.hex && all_learned &&
		grep -qx '  - late_answers # from line 11' "$dir/b-profile.yaml"
}

# A modem loses what it is told first: mbimcli opens it again.
first_lost() {
	{
		message "01 00 00 00" 1 00100000
		message "01 00 00 00" 2 00100000
		message "01 00 00 80" 2 00000000
	} >"$dir/lost.hex"
	learn lost.hex && grep -qx '  - first_request_lost # from line 1' \
		"$dir/b-profile.yaml" || return 1
	modem "${learned[@]}"
	timeout 60 mbimcli -d "$(readlink "$dir/pty")" --verbose \
		--query-radio-state >"$dir/a" 2>&1
	lost=$?
	stop && cat "$dir/a" && [ $lost -eq 0 ] &&
		[ "$(grep -c 'type *= open (' "$dir/a")" -eq 2 ]
}

echo "1..16"
for name in generic-4g sierra-em7455 qualcomm-5g; do
	check "mbimcli_gets_the_same_answers_of_$name" profile $name
done
check denied_registration_is_learned denied
check wrong_and_right_pin_are_learned pin
check refused_session_and_attach_are_learned session_refused
check what_the_model_does_not_say_is_an_answer answers
check attache_comes_to_the_recorded_end traces
check late_answers_are_learned late_answers
check first_request_that_is_lost_is_learned first_lost
check descriptors_are_learned_of_usbmon usbmon
check imported_trace_teaches_the_same imported
check lines_name_their_records names_records
check personal_data_become_test_numbers personal_data
check what_cannot_be_learned_is_said says_what_it_cannot_do
check damaged_captures_are_survived survives t.pcapng 30
exit $bad
