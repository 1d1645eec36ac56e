#!/bin/bash
# attache-dbus and calls that it cannot put to the modem, or is not to: more at once
# than it keeps, a PIN that the modem never saw, values that have no room, sessions
# that the modem does not have. And a slow call holds up nothing else.
set -u
# shellcheck source=tests/peer/dbus.sh
. tests/peer/dbus.sh

# --- more at once than are kept

scans() {
	local i scans=()
	paths >"$dir/before"
	for i in $(seq 24); do
		named "$modem" Modem.Modem3gpp.Scan >"$dir/scan$i" &
		scans+=($!)
	done
	wait "${scans[@]}"
	paths >"$dir/after"
	diff "$dir/before" "$dir/after"
}

all_answered() {
	local i
	for i in $(seq 24); do
		grep -q "operator-code\|Error.Core.TooMany" "$dir/scan$i" || {
			cat "$dir/scan$i"
			return 1
		}
	done
	cat "$dir"/scan* | grep -q operator-code
}

# --- a slow call, and others

# While scans are under way the modem is disabled: the call is answered, and the
# state is another one.
beside_a_scan() {
	local scan scans=()
	for scan in 1 2 3 4 5; do
		call "$modem" Modem.Modem3gpp Scan >"$dir/slow$scan" &
		scans+=($!)
	done
	sleep 0.5
	call "$modem" Modem Enable b false &&
		until_ok 10 disabled && kill -0 "${scans[@]}" || return
	wait "${scans[@]}"
	call "$modem" Modem Enable b true
}

disabled() {
	[ "$(state)" = "i 3" ]
}

# --- values

too_long() { # KEY CHARACTERS
	refused Core.InvalidArgs "$modem" Modem.Simple.Connect \
		"{'$1': <'$(printf "%0$2d" 1)'>}"
}

wrong_type() {
	refused Core.InvalidArgs "$modem" Modem.Simple.Connect "{'apn': <uint32 5>}" &&
		refused Core.InvalidArgs "$modem" Modem.CreateBearer \
			"{'ip-type': <'ipv4'>}" &&
		refused Core.InvalidArgs "$modem" Modem.Messaging.Create \
			"{'number': <uint32 5>}"
}

long_number() {
	local said
	said=$(refused Core.InvalidArgs "$modem" Modem.Messaging.Create \
		"{'number': <'$(printf '%041d' 1)'>, 'text': <'hello'>}")
	local status=$?
	echo "$said"
	[ $status = 0 ] && [[ $said == *"number is too long"* ]]
}

# --- the networks that a SIM prefers

prefer() { # NETWORKS as gdbus writes them
	named "$(sim_path)" Sim.SetPreferredNetworks "$1"
}

# prefers NUMBER NETWORK 0...: what busctl says
prefers() {
	[ "$(busctl --user get-property $mm "$(sim_path)" $mm.Sim \
		PreferredNetworks)" = "a(su) $*" ]
}

preferred() {
	prefer "[('00101', 0), ('001002', 0)]" &&
		until_ok 10 prefers 2 '"00101"' 0 '"001002"' 0 &&
		prefer "@a(su) []" && until_ok 10 prefers 0
}

not_preferred() {
	refused Core.InvalidArgs "$(sim_path)" Sim.SetPreferredNetworks \
		"[('001', 0)]" &&
		refused Core.Unsupported "$(sim_path)" Sim.SetPreferredNetworks \
			"[('00101', 0x4000)]"
}

networks() { # NUMBER: so many as gdbus writes them
	local i
	for i in $(seq "$1"); do
		printf "('%06d', 0)," $i
	done | sed 's/,$//'
}

# As many as a command to the modem holds.
preferred_many() {
	prefer "[$(networks 77)]" &&
		until_ok 10 prefers 77 "$(seq -f '"%06g" 0' -s ' ' 77)"
}

preferred_too_many() { # NUMBER WORDS
	local said
	said=$(refused Core.InvalidArgs "$(sim_path)" Sim.SetPreferredNetworks \
		"[$(networks "$1")]")
	local status=$?
	echo "$said"
	[ $status = 0 ] && [[ $said == *"$2"* ]]
}

# --- the longest text

# 255 parts of 153 letters, of which each has two bytes.
longest_text() { # LETTER, as it is or as busctl shows it
	printf "$1%.0s" $(seq 39015)
}

sends_longest() {
	local sms
	sms=$(named "$modem" Modem.Messaging.Create \
		"{'number': <'+15550002'>, 'text': <'$(longest_text Δ)'>}") &&
		sms=${sms#*"'"} && sms=${sms%"'"*} &&
		named "$sms" Sms.Send && sms_says "$sms" State "u 5"
}

sms_says() { # PATH PROPERTY VALUE
	[ "$(busctl --user get-property $mm "$1" $mm.Sms "$2")" = "$3" ]
}

# By another attache-dbus, which has it of attache alone.
lists_longest() {
	kill "$bus"
	wait "$bus"
	joins && until_ok 10 sms || return
	sms_says "$(sms)" Text "s \"$(longest_text '\\316\\224')\""
}

sms() {
	busctl --user get-property $mm "$modem" $mm.Modem.Messaging Messages |
		grep -o '/org/[^"]*/SMS/[0-9]*'
}

# --- the card

esim() {
	until_ok 10 sim_says SimType "u 2" && sim_says EsimStatus "u 2"
}

sim_says() { # PROPERTY VALUE
	[ "$(busctl --user get-property $mm "$(sim_path)" $mm.Sim "$1")" = "$2" ]
}

# --- PINs

sim_path() {
	paths | grep /SIM/
}

pin_of_17_digits() {
	refused Core.InvalidArgs "$(sim_path)" Sim.SendPin 12345678901234567
}

wrong_pin() {
	refused MobileEquipment.IncorrectPassword "$(sim_path)" Sim.SendPin 9999
}

# attache has the call, and ends before the modem has it.
pin_of_an_attache_that_ends() {
	kill -STOP "$run"
	refused Core.Aborted "$(sim_path)" Sim.SendPin 1234 >"$dir/pin" &
	local asked=$!
	sleep 1
	kill -KILL "$run"
	wait $asked && return
	cat "$dir/pin"
	return 1
}

# --- sessions

connects() {
	named "$modem" Modem.Simple.Connect "{'apn': <'internet'>}" &&
		until_ok 20 connected
}

# attache has one session of its own, this modem has two.
one_session_too_many() {
	refused Core.TooMany "$modem" Modem.Simple.Connect "{'apn': <'ims'>}"
}

# --- a reset

connecting() {
	[ "$(state)" = "i 10" ]
}

reset_meanwhile() {
	named "$modem" Modem.Simple.Connect "{'apn': <'internet'>}" \
		>"$dir/connect" &
	local asked=$!
	until_ok 10 connecting && named "$modem" Modem.Reset
	local status=$?
	wait $asked
	cat "$dir/connect"
	[ $status = 0 ] && grep -q Error.Core.Aborted "$dir/connect"
}

echo "1..25"
cat >"$dir/scenario.yaml" <<'END'
answers_ms: {visible_providers: 1000}
answers:
  - {cid: ms_basic_connect_extensions.slot_info_status, op: query, fields: {slot_index: 0, state: active_esim}}
END
config=$dir/config.yaml
echo "sms: {spool: $dir/spool}" >"$config"
check modem_is_on_the_bus begins --sessions 2
check calls_beyond_what_waits_leave_the_objects scans
check each_of_the_calls_is_answered all_answered
check slow_call_holds_up_nothing beside_a_scan
check long_apn_is_refused too_long apn 5000
check long_pin_is_refused too_long pin 17
check long_operator_is_refused too_long operator-id 8
check wrong_types_are_refused wrong_type
check long_number_is_refused long_number
check preferred_networks_are_set_and_told preferred
check networks_that_a_sim_cannot_keep_are_refused not_preferred
check as_many_networks_as_a_command_holds_are_set preferred_many
check more_than_a_command_holds_are_refused preferred_too_many 78 \
	"longer than the modem can be told"
check more_than_a_sim_holds_are_refused preferred_too_many 256 "more than 255"
check longest_text_is_sent sends_longest
check longest_text_is_listed lists_longest
check esim_with_profiles_is_told esim
check connection_comes_up connects
check session_that_the_modem_does_not_have_is_refused one_session_too_many
ends
echo 'answers_ms: {connect: 2000}' >"$dir/scenario.yaml"
echo 'sessions: []' >>"$config"
check modem_that_connects_slowly_is_on_the_bus begins --profile qualcomm-5g
check reset_ends_what_is_under_way reset_meanwhile
ends
echo '{}' >"$dir/scenario.yaml"
check locked_modem_is_on_the_bus begins --pin 1234
check pin_that_the_modem_refuses_is_a_wrong_pin wrong_pin
check pin_of_17_digits_is_no_wrong_pin pin_of_17_digits
check pin_that_the_modem_never_had_is_no_wrong_pin pin_of_an_attache_that_ends
exit $bad
