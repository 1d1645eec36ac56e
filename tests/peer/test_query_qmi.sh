#!/bin/bash
# attache query and set on the simulated modem that speaks QMI: on a pty, and
# beside Debian's qmicli through its qmi-proxy.
# usage: test_query_qmi.sh ATTACHE SIMODEM
attache=$1 simodem=$2
proxy=/usr/libexec/qmi-proxy
needs="$proxy jq qmicli"
# shellcheck source=tests/peer/proxy_name.sh
. tests/peer/proxy_name.sh
# shellcheck source=tests/peer/query.sh
. tests/peer/query.sh
proxy_pid=
trap '[ -z "$proxy_pid" ] || kill $proxy_pid; sim_stop; rm -rf "$dir"' EXIT

modem() {
	sim_start --profile generic "$@"
}

cli() {
	timeout 60 qmicli -d "$device" --device-open-qmi "$@" \
		>"$dir/cli" 2>&1
}

asks() {
	ask 0 query dms.get_model && says 'model: "simodem"' &&
		! grep -e result -e status "$dir/out" &&
		ask 0 query wds.get_profile_list profile_type=3gpp &&
		says "  profile_index: 1"
}

masks() {
	ask 0 query dms.get_ids && says 'imei: "***************"' &&
		ask 0 query --personal dms.get_ids &&
		grep -E '^imei: "[0-9]{14,15}"$' "$dir/out"
}

prints_json() {
	ask 0 query --json nas.get_serving_system &&
		json '.type == "response" and .service == "nas"
			and .tlvs.result.status == "success"
			and .tlvs.serving_system.selected_network == "3gpp"'
}

sets() {
	ask 0 set dms.set_operating_mode mode=online &&
		ask 0 query dms.get_operating_mode && says "mode: online" &&
		ask 0 set dms.set_operating_mode mode=1 &&
		ask 0 query dms.get_operating_mode && says "mode: low_power"
}

# What the modem answers with a failure, its data is shown all the same.
fails() {
	ask 1 query nas.get_lte_cphy_ca_info &&
		moans "the modem answers invalid_qmi_command (71)" &&
		ask 1 query --json nas.get_lte_cphy_ca_info &&
		json '.tlvs.result.error == "invalid_qmi_command"' &&
		ask 1 query sar.rf_get_state &&
		moans "gives no client for this service: invalid_service_type"
}

# An answer in which nothing says what became of the question: its result has
# another number.
says_nothing() {
	printf 'faults:\n  - {fault: corrupt, offset: 13, at: {%s}}\n' \
		"type: response, cid: dms.get_model" \
		>"$dir/scenario.yaml"
	modem --scenario "$dir/scenario.yaml" && ask 1 query dms.get_model &&
		says 'model: "simodem"' &&
		moans "the modem's answer does not say whether it was carried out"
}

# The clients that questions take are given back: a service has few.
gives_back() {
	for _ in $(seq 30); do
		ask 0 query dms.get_model || return 1
	done
}

# Nothing is asked where the words are wrong.
refuses_first() {
	sim_stop
	for words in "dms.set_operating_mode mode=onlin" \
		"dms.set_operating_mode" "dms.set_operating_mod mode=online" \
		"nass.reset" "dms.event_report" "dms.get_model"; do
		# shellcheck disable=SC2086 # several words
		timeout 60 "$attache" set -d /nowhere/at/all $words \
			>"$dir/out" 2>"$dir/err"
		[ $? -eq 2 ] || return 1
		! grep -q nowhere "$dir/err" || return 1
	done
	run 2 set dms.set_operating_mode && moans "mode is missing" &&
		run 2 query nas.get_servingsystem &&
		moans 'did you mean "get_serving_system"?' &&
		run 2 query get_model && moans "as in dms.get_model" &&
		run 2 set dms.get_model && moans "has no set, only query"
}

dry() {
	run 0 set -n --json wds.start_network apn=internet \
		authentication_preference=pap,chap username=me password=secret &&
		json '.tlvs.password == "******" and .service == "wds" and
			.tlvs.authentication_preference == "pap|chap"'
}

# A modem of the other kind is told from one that does not answer.
other_protocol() {
	modem
	timeout 60 "$attache" query -d "qmi:$device" \
		basic_connect.device_caps >"$dir/out" 2>"$dir/err"
	[ $? -eq 1 ] && moans "this modem speaks QMI"
}

proxy_start() {
	beside "$dir/proxy" "$proxy" --no-exit
	proxy_pid=$!
	for _ in $(seq 200); do
		grep -q '@qmi-proxy$' /proc/net/unix && return 0
		sleep 0.1
	done
	return 1
}

needs_proxy() {
	ask 1 query --proxy dms.get_model && moans "qmi-proxy is not running"
}

# A client of another program lives on beside the question: nothing is synced.
shares() {
	proxy_start &&
		cli -p --dms-get-model --client-no-release-cid &&
		cid=$(sed -n "s/.*CID: '\([0-9]*\)'.*/\1/p" "$dir/cli") &&
		[ -n "$cid" ] && ask 0 query --proxy dms.get_model &&
		says 'model: "simodem"' &&
		cli -p --dms-get-model "--client-cid=$cid" &&
		grep -q simodem "$dir/cli"
}

no_device() {
	: >"$dir/file"
	run 1 query --proxy --device "$dir/file" dms.get_model &&
		moans "the proxy cannot open $dir/file"
}

# Who has the modem is asked in its place, on its control socket.
asks_a_run() {
	modem || return 1
	beside "$dir/run" "$attache" run --device "qmi:$device" \
		--control "$dir/control"
	pid=$!
	until_in "$dir/run" "link wwan0 up"
	run 0 query --control "$dir/control" dms.get_model &&
		says 'model: "simodem"' &&
		run 0 query --control "$dir/control" --json \
			nas.get_serving_system &&
		json '.tlvs.result.status == "success"' &&
		run 1 set --control "$dir/control" dms.set_operating_mode \
			mode=low_power &&
		moans "refused (access_denied, 82), by attache if it would" &&
		run 0 query --control "$dir/control" \
			basic_connect.device_caps &&
		! grep -q "restarted\|link wwan0 down" "$dir/run"
	rc=$?
	kill "$pid"
	wait "$pid"
	return $rc
}

# One that has a modem of the other kind says so.
asks_a_run_of_mbim() {
	sim_start || return 1
	beside "$dir/run" "$attache" run --device "$device" \
		--control "$dir/control"
	pid=$!
	until_in "$dir/run" "link wwan0 up"
	run 1 query --control "$dir/control" dms.get_model &&
		moans "the modem that attache has speaks MBIM, not QMI"
	rc=$?
	kill "$pid"
	wait "$pid"
	return $rc
}

describes() {
	run 0 query --help dms.set_operating_mode &&
		says "message 0x002e of QMI's service 2: set" \
			"attache set dms.set_operating_mode [FIELD=VALUE]..." \
			"see below; needed" &&
		run 0 query --help wds.start_network &&
		says "text; personal. For the APN's authentication." \
			"Why there is no call: a kind, and a number of" &&
		run 0 query --list &&
		says "nas.get_serving_system " "QMI: query" &&
		[ "$(grep -c 'QMI: ' "$dir/out")" -gt 400 ]
}

# Every message of the spec has a page, and a query that needs no words can be
# made.
every_message() {
	local message qmi ops count=0

	run 0 query --list && grep ' QMI: ' "$dir/out" >"$dir/list" || return 1
	: >"$dir/all"
	# shellcheck disable=SC2034 # "QMI:"
	while read -r message qmi ops; do
		run 0 query "$message" --help &&
			says "$message, message 0x" "${ops%%,*}" || return 1
		[[ $ops == query* ]] || continue
		sed '/^answer/,$d' "$dir/out" |
			grep -qE '(^|[; ] *)needed(\.|;|$)' && continue
		run 0 query --dry-run --json "$message" || return 1
		cat "$dir/out" >>"$dir/all"
		count=$((count + 1))
	done <"$dir/list"
	[ "$count" -gt 60 ] && jq -es "length == $count and
		all(.type == \"request\")" "$dir/all" >"$dir/out"
}

echo "1..17"
modem
check modem_is_asked asks
check personal_data_is_masked masks
check answer_is_json prints_json
check modem_is_told_something sets
check failures_are_told fails
check clients_are_given_back gives_back
check answer_without_a_result_is_no_success says_nothing
check modem_that_speaks_otherwise_is_told other_protocol
check absence_of_the_proxy_is_told needs_proxy
check proxy_is_shared_with_qmicli shares
check device_that_the_proxy_cannot_open_is_told no_device
check running_attache_asks_its_modem asks_a_run
check running_attache_with_another_modem_is_told asks_a_run_of_mbim
check wrong_words_are_refused_before_anything_is_asked refuses_first
check request_is_shown_and_not_sent dry
check messages_are_described describes
check every_message_has_a_page_and_a_query every_message
exit $bad
