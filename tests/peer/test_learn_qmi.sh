#!/bin/bash
# simodem --learn of modems that speak QMI: a simulated one is driven and captured;
# the one that is learned from the capture gives the same host the same answers.
# qmicli and attache are the hosts; some captures are those that people have
# published (tests/captures).
# usage: test_learn_qmi.sh SIMODEM ATTACHE
set -u
simodem=$1
attache=$2
client=qmicli
# shellcheck source=tests/peer/modem_on_pty.sh
. tests/peer/modem_on_pty.sh
# shellcheck source=tests/peer/learn.sh
. tests/peer/learn.sh

# ask LOG ACTION ARGS...: what qmicli logs of it.
ask() {
	timeout 30 qmicli -d "$(readlink "$dir/pty")" --device-open-qmi \
		--verbose-full "--$2" "${@:3}" >>"$dir/$1" 2>&1
}

# drive LOG ARGS...: what qmicli logs of $actions with such a modem, and of a
# call, if there is a $call.
drive() {
	local action

	rm -f "$dir/$1"
	modem "${@:2}"
	for action in "${actions[@]}"; do
		ask "$1" "$action"
	done
	if [ "${call:-}" ]; then
		ask "$1" "wds-start-network=$call" --client-no-release-cid
		ask "$1" wds-get-packet-service-status --client-cid=1 \
			--client-no-release-cid
		ask "$1" wds-get-current-settings --client-cid=1
	fi
	stop
}

usual=(dms-get-manufacturer get-service-version-info dms-get-model
	dms-get-revision dms-get-ids dms-get-capabilities
	dms-get-operating-mode dms-get-msisdn dms-uim-get-state
	dms-uim-get-pin-status uim-get-card-status dms-uim-get-iccid
	dms-uim-get-imsi nas-get-serving-system nas-get-system-info
	nas-get-signal-info nas-get-signal-strength nas-get-home-network
	nas-network-scan wda-get-data-format wds-get-packet-service-status
	wds-get-packet-statistics)

# The model of what was learned gives all answers by itself.
profile() {
	actions=("${usual[@]}")
	call=apn=internet,ip-type=4
	same "$1" '{}' '<- response' && cat "$dir"/b-*.yaml &&
		! grep -qE '^(answers|indications):' "$dir/b-scenario.yaml"
}

# has FILE LINE...: which its packet or line number may follow.
has() {
	local line

	for line in "${@:2}"; do
		sed 's/ *# from .*//' "$dir/b-$1.yaml" | grep -qxF -- "$line" ||
			return 1
	done
}

what_it_is() {
	profile "$1" && has profile "${@:2}"
}

denied() {
	actions=("${usual[@]}")
	call=
	same generic 'network: {denied: 11}' '<- response' &&
		has scenario '  denied: 11'
}

pin() {
	actions=(uim-get-card-status nas-get-serving-system
		"uim-verify-pin=PIN1,1111" uim-get-card-status
		"uim-verify-pin=PIN1,0000" uim-get-card-status
		nas-get-serving-system)
	call=
	same generic 'sim: {pin: "0000", attempts: 3}' '<- response' &&
		has scenario '  pin: "0000"' '  attempts: 3' || return 1
	actions=(dms-uim-get-pin-status "dms-uim-verify-pin=PIN,1111"
		"dms-uim-verify-pin=PIN,0000" dms-uim-get-state)
	same gobi2000 'sim: {pin: "0000", attempts: 3}' '<- response' &&
		has scenario '  pin: "0000"' '  attempts: 3'
}

call_refused() {
	actions=(nas-get-serving-system)
	call=apn=internet
	same generic 'network: {connect_error: 33}' '<- response' &&
		has scenario '  connect_error: 33' &&
		same gobi2000 'network: {connect_error: 33}' '<- response' &&
		has scenario '  connect_error: 33' &&
		has profile '  - plain_reasons'
}

# What no key can say is an answer, in words; of those that change some come
# again. What is carried out is.
answers() {
	actions=(dms-get-model dms-get-revision dms-get-operating-mode
		dms-get-operating-mode
		nas-get-serving-system dms-get-power-state
		wds-get-channel-rates dms-set-operating-mode=low-power
		dms-get-operating-mode dsd-get-system-status)
	call=
	printf 'speaks: qmi\nqmi: {also: [dsd]}\n' >"$dir/p.yaml"
	same "$dir/p.yaml" 'network:
  operators: [{id: "26201", name: "F\\"ar", roaming: true}]
answers:
  - {cid: dms.get_power_state, status: internal}
  - {cid: dms.get_operating_mode, occurrence: 2, times: 1,
     status: device_not_ready}
  - cid: nas.get_serving_system
    fields: {serving_system: {registration_state: registered},
             data_service_capability: []}
  - {cid: dms.get_revision, fields: {revision: xäääääääääääääääääääää}}
  - {cid: wds.get_channel_rates,
     fields: {channel_rates: {max_channel_rx_rate_bps: 7}}}
  - {cid: dsd.get_system_status, status: device_not_ready}\n' \
		'<- response' || return 1
	cat "$dir"/b-*.yaml
	grep -q '^  hex' "$dir/b-scenario.yaml" && return 1
	has profile '    - dsd' 'firmware: "xääääääääääääää"' && has scenario '- cid: "dsd.get_system_status"' \
		'      max_channel_rx_rate_bps: 7' \
		'    data_service_capability: []'
}

# A trace, masked as traces are, of a SIM and a network that take their time.
traces() {
	printf 'sim: {pin: 0000}\nsessions: [{apn: internet}]\n' \
		>"$dir/attache.yaml"
	printf '%s\n' 'sim: {pin: "0000"}' 'delays: {answer_ms: 20,
  register_ms: 700, attach_ms: 100, connect_ms: 300}' >"$dir/a.yaml"
	daemon qmi: a.pcapng --profile generic --scenario "$dir/a.yaml" &&
		learn a.pcapng && all_learned &&
		daemon qmi: b.pcapng "${learned[@]}" || return 1
	cat "$dir/b-scenario.yaml" "$dir/run"
	grep -qE '^  register_ms: [67][0-9]{2} # from packet' \
		"$dir/b-scenario.yaml" &&
		grep -qE '^  connect_ms: [23][0-9]{2} # from packet' \
			"$dir/b-scenario.yaml" &&
		has scenario '  pin: "0000"'
}

# The network has no IPv6, or no packet service: attache is where it was.
refused_by_the_network() {
	printf 'sessions: [{apn: internet}]\n' >"$dir/attache.yaml"
	printf 'network: {ipv4_only: true}\n' >"$dir/a.yaml"
	daemon qmi: a.pcapng --profile generic --scenario "$dir/a.yaml" &&
		learn a.pcapng && all_learned &&
		has scenario '  ipv4_only: true' &&
		daemon qmi: b.pcapng "${learned[@]}" || return 1
	cat "$dir/run"
	grep -q 'link wwan0 up 10.64.0.2/30 via 10.64.0.1 dns' "$dir/run" ||
		return 1
	printf 'network: {attach_error: 8}\n' >"$dir/a.yaml"
	until='attach_waiting --retry--> packet' \
		daemon qmi: a.pcapng --profile generic --scenario "$dir/a.yaml" &&
		learn a.pcapng && all_learned &&
		has scenario '  attach_error: 8' &&
		until='attach_waiting --retry--> packet' daemon qmi: b.pcapng "${learned[@]}"
}

fcc_lock() {
	actions=(dms-get-operating-mode dms-set-operating-mode=online
		dms-set-fcc-authentication dms-set-operating-mode=online
		dms-get-operating-mode)
	call=apn=internet,ip-type=4
	same sierra-em7455-qmi '{}' '<- response' &&
		has profile '  - fcc_lock' 'radio_off: true'
}

personal_data() {
	actions=(dms-get-ids dms-get-msisdn dms-uim-get-iccid
		"uim-verify-pin=PIN1,7351" dms-uim-get-imsi dms-get-msisdn
		"uim-read-transparent=0x3F00,0x2FE2")
	call=
	printf '%s\n' 'sim: {pin: "7351", imsi: "001011234567895",' \
		'  iccid: "8901123456789012345", msisdn: "+12025550123"}' \
		>"$dir/a.yaml"
	drive a --profile generic --scenario "$dir/a.yaml" \
		--imei 350000123456789 && learn a && all_learned || return 1
	cat "$dir"/b-*.yaml
	grep -E "7351|1234567|5550123|1032547" "$dir"/b-*.yaml && return 1
	grep -q 'addresses are test numbers' "$dir/b-scenario.yaml" || return 1
	learn a --personal && all_learned &&
		has scenario '  pin: "7351"' '  imsi: "001011234567895"' &&
		grep -q 'PERSONAL DATA ARE IN CLEAR' "$dir/b-scenario.yaml"
}

# published CAPTURE: its modem is on $dir/pty.
published() {
	"$simodem" --learn "tests/captures/qmi/$1" -o "$dir/b" 2>"$dir/err"
	cat "$dir/err"
	modem "${learned[@]}"
}

# says TEXT...: qmicli has said it.
says() {
	local text

	cat "$dir/said"
	for text; do
		grep -qF -- "$text" "$dir/said" || return 1
	done
}

# Its card has not answered the reset yet, when the host asks for it.
no_sim_yet() {
	published quectel-em20-g-no-sim-yet.log &&
		ask said uim-get-card-status && ask said dms-get-model &&
		! ask said dms-uim-get-pin-status
	stop && says "Card state: 'error: no-atr-received" "Model: 'EM20-G'" \
		"QMI protocol error (94): 'NotSupported'"
}

# It is silent six times before it tells its services; at last the network
# denies the registration.
searching() {
	published quectel-em20-g-searching.log || return 1
	for i in 1 2 3 4 5 6 7; do
		ask said nas-get-serving-system
	done
	stop && has scenario '  times: 6' '  silent: true' &&
		says "Registration state: 'registration-denied'" \
			"MCC: '310'" "MNC: '410'"
}

# An answer alone.
no_effect() {
	published sierra-mc8355-fcc-no-effect.log &&
		! ask said dms-set-fcc-authentication
	stop && says "QMI protocol error (26): 'NoEffect'"
}

survives_damage() {
	survives a.pcapng 8 &&
		cp tests/captures/qmi/quectel-em20-g-searching.log \
			"$dir/searching" && survives searching 8
}

# Each line that says something names where it comes from.
names_records() {
	"$simodem" --learn tests/captures/qmi/quectel-em20-g-searching.log \
		-o "$dir/b" 2>"$dir/err"
	[ "$(grep -c '^# from line [0-9]*$' "$dir/b-scenario.yaml")" -eq \
		"$(grep -c '^- cid:' "$dir/b-scenario.yaml")" ] &&
		[ "$(grep -c '^- cid:' "$dir/b-scenario.yaml")" -gt 50 ]
}

echo "1..17"
check generic_gives_qmicli_the_same_answers what_it_is generic \
	'  links: [802_3]' '  technology: lte'
check gobi2000_gives_qmicli_the_same_answers what_it_is gobi2000 \
	'  technology: umts' '    - wda' '  - plain_reasons'
check mdm9x07_gives_qmicli_the_same_answers what_it_is mdm9x07 \
	'  - first_request_lost'
check sdx55_gives_qmicli_the_same_answers what_it_is sdx55-5g \
	'nr: true' '  - needs_endpoint'
check fcc_lock_is_learned fcc_lock
check denied_registration_is_learned denied
check wrong_and_right_pin_are_learned pin
check refused_call_is_learned call_refused
check what_the_model_does_not_say_is_an_answer answers
check attache_comes_to_the_recorded_end traces
check refusals_of_the_network_are_learned refused_by_the_network
check personal_data_become_test_numbers personal_data
check em20_g_has_no_sim_yet no_sim_yet
check em20_g_searches_and_is_denied searching
check answer_alone_is_an_answer no_effect
check lines_name_their_records names_records
check damaged_captures_are_survived survives_damage
exit $bad
