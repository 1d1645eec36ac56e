#!/bin/bash
# attache query and set on the simulated modem: on a pty, on the control socket
# of a running attache, and on USB.
# usage: test_query_modem.sh ATTACHE SIMODEM
attache=$1 simodem=$2
[ "${ATTACHE_NETNS:-}" != yes ] && unshare -n true 2>/dev/null &&
	ATTACHE_NETNS=yes exec unshare -n "$0" "$@"
# shellcheck source=tests/peer/query.sh
. tests/peer/query.sh

caps() {
	ask 0 query basic_connect.device_caps &&
		says "data_class: umts|lte" 'firmware_info: "SIM.1.0"'
}

masks() {
	ask 0 query basic_connect.device_caps &&
		says 'device_id: "***************"' &&
		ask 0 query --personal basic_connect.device_caps &&
		says 'device_id: "000000000000000"'
}

prints_json() {
	ask 0 query --json basic_connect.register_state &&
		json '.service == "basic_connect" and .cid == "register_state"
			and .status == "none"
			and .fields.provider_name == "Simulated"'
}

sets() {
	ask 0 set basic_connect.radio_state radio_state=off &&
		says "sw_radio_state: off" &&
		ask 0 query basic_connect.radio_state &&
		says "sw_radio_state: off" &&
		ask 0 set basic_connect.radio_state radio_state=1 &&
		ask 0 query basic_connect.radio_state &&
		says "sw_radio_state: on"
}

connects() {
	ask 0 set --json basic_connect.connect session_id=0 \
		activation_command=activate access_string=internet \
		ip_type=ipv4v6 context_type=internet &&
		json '.fields.activation_state == "activated"'
}

fails() {
	ask 1 query --json basic_connect.connect session_id=99 &&
		moans "invalid_parameters (21)" &&
		json '.status == "invalid_parameters"' &&
		ask 1 query google.carrier_lock && moans "no_device_support"
}

# The device is not there, but what is wrong is told first.
refuses_first() {
	for words in "basic_connect.radio_state radio=off" \
		"basic_connect.radio_state radio_state=of" \
		"basic_connect.radio_state" "basic_connect.radio_stat" \
		"basic_conect.radio_state" "basic_connect" \
		"basic_connect.device_caps" "sms.send format=pdu cdma_message.address=1"; do
		# shellcheck disable=SC2086
		run 2 set --device "$dir/none" $words && moans "attache set: " &&
			! moans "No such file" || return 1
	done
	run 2 query --device "$dir/none" radio_state &&
		moans "a service is missing, as in basic_connect.radio_state" ||
		return 1
	run 2 set --device "$dir/none" basic_connect.radio_state \
		radio_state=of &&
		moans 'radio_state: "of" is not one of off, on' \
			'did you mean "off"?' &&
		run 2 query basic_connect.connect sesion_id=1 &&
		moans 'no field "sesion_id", did you mean "session_id"?' &&
		run 2 query --frobnicate && run 2 query --mbimex 9 &&
		run 2 query --proxy basic_connect.connect && run 2 query
}

# What was agreed on before outlives the channel, so less is asked for as well.
agrees() {
	ask 0 query --json ms_basic_connect_extensions.device_caps &&
		json '.fields | has("data_subclass")' &&
		ask 0 query --json --mbimex 2.0 \
			ms_basic_connect_extensions.device_caps &&
		json '.fields | has("data_subclass") | not' &&
		ask 0 query --json --mbimex 2.0 basic_connect.signal_state &&
		json '.fields | has("rsrp_snr")' &&
		ask 0 query --json --mbimex 1.0 basic_connect.signal_state &&
		json '.fields | has("rsrp_snr") | not'
}

# A field of MBIMEx 1 that the version agreed on does not have.
tells_version() {
	ask 1 query basic_connect.connect session_id=0 ip_type=ipv4 &&
		moans 'no field "ip_type"' "speaks MBIMEx 3.0"
}

old_modem() {
	sim_start --mbimex 1.0 &&
		ask 0 query --json basic_connect.connect session_id=0 ip_type=ipv4 &&
		json '.fields.session_id == 0'
}

# Another program has left the channel open; this modem then answers CLOSE_DONE.
cures() {
	sim_start --reopen-closes &&
		mbimcli -d "$device" --no-close --query-device-caps \
			>"$dir/out" 2>&1 &&
		ask 0 query basic_connect.device_caps && says "SIM.1.0"
}

# A pty does not tell its limit: 4096 is refused, 512 too; and 64 bytes are so
# few that both directions come in fragments.
finds_limit() {
	sim_start --max-control 64 &&
		ask 0 query --json basic_connect.device_caps &&
		json '.fields.firmware_info == "SIM.1.0"' &&
		ask 0 set --json --mbimex 1.0 basic_connect.connect \
			session_id=0 activation_command=activate \
			access_string=a.long.name.of.an.access.point \
			ip_type=ipv4 context_type=internet &&
		json '.fields.activation_state == "activated"'
}

# The time is for the opening as well.
times_out() {
	sim_answers '  - {cid: device_caps, silent: true}' &&
		ask 1 query --timeout 3 basic_connect.device_caps &&
		moans "nothing arrived in time" &&
		sim_start --delay-ms 1500 &&
		ask 1 query --mbimex 1.0 --timeout 1 basic_connect.device_caps &&
		moans "the modem does not open its channel"
}

is_interrupted() {
	timeout -s INT 1 "$attache" query --device "$device" \
		basic_connect.device_caps >"$dir/out" 2>"$dir/err"
	[ $? -eq 124 ] && moans "interrupted"
}

none_there() {
	run 1 query --device "$dir/none" basic_connect.connect &&
		moans "No such file" &&
		run 1 query --control "$dir/none" attache.status &&
		moans "is not running"
}

dry() {
	run 0 set --dry-run --device "$dir/none" basic_connect.radio_state \
		radio_state=on &&
		says "basic_connect.radio_state set" "radio_state: on" &&
		run 0 set --dry-run --json basic_connect.radio_state radio_state=on &&
		json '.operation == "set" and .fields.radio_state == "on"'
}

# Every CID of the spec is listed, has a page, and its query can be made.
every_cid() {
	local cid ops count=0

	run 0 query --list && grep -v ' QMI: ' "$dir/out" >"$dir/list" ||
		return 1
	: >"$dir/all"
	while read -r cid ops; do
		run 0 query "$cid" --help && says "$cid, CID " "${ops%%,*}" ||
			return 1
		[[ $ops == query* ]] || continue
		run 0 query --dry-run --json "$cid" || return 1
		cat "$dir/out" >>"$dir/all"
		count=$((count + 1))
	done <"$dir/list"
	[ "$count" -gt 20 ] && jq -es "length == $count and
		all(.operation == \"query\")" "$dir/all" >"$dir/out"
}

helps() {
	run 0 query basic_connect.connect --help &&
		says "query, set, notify" "MBIM 1.0 10.5.12" \
			"from MBIMEx 3.0 on" "text, at most 100 characters" \
			"deactivate (0), activate (1)" "personal" &&
		run 0 query basic_connect.signal_state --help &&
		says "-51 dBm in steps of 2" "News come so often" &&
		run 0 set --help && says "--personal" "--mbimex"
}

asks_a_run() {
	sim_start || return 1
	beside "$dir/run" "$attache" run --device "$device" --control "$dir/control"
	pid=$!
	until_in "$dir/run" "link wwan0 up"
	run 0 query --control "$dir/control" --json attache.status &&
		json '.service == "attache"
			and .fields.attach_state == "attached"' &&
		run 0 query --control "$dir/control" --json \
			basic_connect.signal_state &&
		json '.fields | has("rsrp_snr")' &&
		run 1 set --control "$dir/control" basic_connect.connect \
			activation_command=deactivate &&
		moans "this session is attache's"
	rc=$?
	kill "$pid"
	wait "$pid"
	return $rc
}

# sim_answers LINES: a modem with these answers.
sim_answers() {
	printf 'answers:\n%s\n' "$1" >"$dir/answers.yaml"
	sim_start --scenario "$dir/answers.yaml"
}

# What a modem answers that says it is done, and is not.
short_answer() {
	sim_answers '  - {cid: radio_state, hex: "0100"}' &&
		ask 1 query basic_connect.radio_state && [ ! -s "$dir/out" ] &&
		moans "the answer of 2 bytes does not decode: the message ends" &&
		ask 1 query --json basic_connect.radio_state &&
		json '.error == "short"' && moans "does not decode"
}

card_words() {
	sim_answers '  - {cid: ms_uicc_low_level_access.open_channel,
     fields: {status: 0x826a}}
  - {cid: ms_uicc_low_level_access.apdu, fields: {status: 0x0090}}
  - {cid: ms_uicc_low_level_access.close_channel, fields: {status: 0x0f61}}' &&
		ask 1 set ms_uicc_low_level_access.open_channel app_id=a0 &&
		says "status words: 6A 82 (file or application not found)" &&
		moans "the card answers 6A 82 (file or application not found)" &&
		ask 0 set ms_uicc_low_level_access.apdu command=00a4 &&
		says "status words: 90 00 (done)" &&
		ask 0 set ms_uicc_low_level_access.close_channel channel=1 &&
		says "status words: 61 0F (done; there are more bytes to fetch)"
}

# The card of simodem itself: a refusal has its words as well.
card_refuses() {
	sim_start &&
		ask 1 set ms_uicc_low_level_access.open_channel \
			app_id=a0000005591010 select_p2_arg=0 &&
		says "status words: 6A 82 (file or application not found)" &&
		moans "the modem answers ms_select_failed"
}

# not_done CID FIELDS... -- TEXT: the set ends with 1 and says so.
not_done() {
	local args=()
	while [ "$1" != -- ]; do
		args+=("$1")
		shift
	done
	ask 1 set "${args[@]}" && moans "${args[0]}: it was not done: $2"
}

sets_in_vain() {
	sim_answers '  - {cid: connect, op: set, fields: {activation_state:
     deactivated, nw_error: 33}}
  - {cid: packet_service, op: set, fields: {packet_service_state: detached}}
  - {cid: register_state, op: set, fields: {register_state: denied}}
  - {cid: radio_state, op: set, fields: {sw_radio_state: on}}
  - {cid: pin, op: set, fields: {pin_type: pin1, pin_state: locked}}
  - {cid: quectel.radio_state, op: set, fields: {radio_state: fcc_locked}}
  - {cid: ms_uicc_low_level_access.reset, op: set, fields: {
     pass_through_status: disabled}}' &&
		not_done basic_connect.connect activation_command=activate -- \
			"activation_state is deactivated (3), nw_error is\
 requested_service_option_not_subscribed (33)" &&
		not_done basic_connect.packet_service \
			packet_service_action=attach -- \
			"packet_service_state is detached (4)" &&
		not_done basic_connect.register_state \
			register_action=automatic -- \
			"register_state is denied (6)" &&
		not_done basic_connect.radio_state radio_state=off -- \
			"sw_radio_state is on (1)" &&
		not_done basic_connect.pin pin_type=pin1 pin=1234 -- \
			"pin_state is locked (1)" &&
		not_done quectel.radio_state radio_state=on -- \
			"radio_state is fcc_locked (4)" &&
		not_done ms_uicc_low_level_access.reset \
			pass_through_action=enable -- \
			"pass_through_status is disabled (0)" &&
		ask 0 set basic_connect.radio_state radio_state=on &&
		ask 0 set basic_connect.pin pin_type=pin2 pin=1234
}

# A query of a CID that never changed does not change the modem for others.
leaves_version() {
	sim_start --profile qualcomm-5g &&
		ask 0 query basic_connect.device_caps &&
		mbimcli -d "$device" --query-subscriber-ready-status \
			>"$dir/out" 2>&1 && says "'001010000000000'" &&
		ask 0 query --json basic_connect.subscriber_ready_status &&
		json '.fields | has("flags")' &&
		ask 0 query --json --mbimex 1.0 \
			basic_connect.subscriber_ready_status &&
		mbimcli -d "$device" --query-subscriber-ready-status \
			>"$dir/out" 2>&1 && says "'001010000000000'"
}

asks_over_usb() {
	timeout 100 "$simodem" --usbfs -- "$attache" query --device usb:1209:0001 \
		--json ms_basic_connect_extensions.device_caps \
		>"$dir/out" 2>"$dir/err" &&
		json '.fields.firmware_info == "SIM.1.0"
			and (.fields | has("data_subclass"))'
}

if ! command -v jq >/dev/null; then
	echo "1..0 # SKIP jq is not installed"
	exit 0
fi
echo "1..25"
sim_start
check query_prints_the_fields caps
check personal_fields_are_masked_unless_asked_for masks
check json_is_one_object prints_json
check set_changes_what_query_tells sets
check set_connects_a_session connects
check failing_status_ends_with_1_and_keeps_the_json fails
check mistakes_are_told_before_a_device_is_opened refuses_first
check version_is_agreed_on_up_to_the_given_one agrees
check field_of_another_version_is_refused tells_version
check modem_without_versions_is_asked_in_its_own old_modem
if command -v mbimcli >/dev/null; then
	check channel_that_was_left_open_is_opened_anew cures
else
	skip channel_that_was_left_open_is_opened_anew "mbimcli is not installed"
fi
if command -v mbimcli >/dev/null; then
	check version_is_agreed_on_where_the_cid_needs_one leaves_version
else
	skip version_is_agreed_on_where_the_cid_needs_one \
		"mbimcli is not installed"
fi
check answer_that_does_not_decode_ends_with_1 short_answer
check status_words_of_the_card_are_told card_words
check refusal_has_the_status_words card_refuses
check set_that_the_modem_did_not_do_ends_with_1 sets_in_vain
check limit_of_the_channel_is_found_out finds_limit
check answer_that_does_not_come_ends_with_1 times_out
check interrupt_ends_the_waiting is_interrupted
check device_that_is_not_there_ends_with_1 none_there
check dry_run_shows_the_command dry
check every_cid_has_a_page_and_a_query every_cid
check help_has_fields_values_and_versions helps
if [ "${ATTACHE_NETNS:-}" = yes ]; then
	check running_attache_is_asked_on_its_socket asks_a_run
else
	skip running_attache_is_asked_on_its_socket \
		"no network namespace can be made here"
fi
if [ "${ATTACHE_NETNS:-}" = yes ] && [ -r /dev/fuse ]; then
	check modem_is_asked_over_usb asks_over_usb
else
	skip modem_is_asked_over_usb "needs new namespaces and /dev/fuse"
fi
exit $bad
