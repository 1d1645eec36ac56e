#!/bin/bash
# What the owner chooses, on USB: attach APN, operator, technology and SIM slot
# are looked at and set, or it is said why not.
# usage: test_choices.sh SIMODEM ATTACHE
simodem=$1 attache=$2
# shellcheck source=tests/wait.sh
. "$(dirname "$0")/../wait.sh"

# inside DIR WORDS QUERY [OPTION...]: runs attache until it says the words, then
# asks the modem.
inside() {
	dir=$1 words=$2 query=$3
	shift 3
	beside "$dir/run" "$attache" run --control none "$@"
	daemon=$!
	# However this ends, nothing is left that other tests could meet.
	trap 'kill -KILL $(jobs -pr) 2>/dev/null' EXIT
	until_in_run $daemon "$dir/run" "$words" || exit 11
	kill -TERM $daemon
	wait $daemon || exit 12
	[ -z "$query" ] || "$attache" query "$query" >"$dir/answer" 2>&1 ||
		exit 13
	grep -q "$words" "$dir/run"
}

if [ "$3" = --inside ]; then
	shift 3
	inside "$@"
	exit
fi

. "$(dirname "$0")/../tap.sh"
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	echo "1..0 # SKIP needs /dev/fuse and new namespaces"
	exit 0
fi

# one NAME WORDS QUERY [OPTION...]
one() {
	local name=$1
	shift
	rm -f "$out/run" "$out/answer"
	timeout 60 "$simodem" --profile "$out/profile.yaml" \
		--scenario "$out/scenario.yaml" --usbfs -- \
		bash "$0" "$simodem" "$attache" --inside "$out" "$@" \
		>"$out/said" 2>&1
	result "$name" $?
	grep -E 'problem|waiting|link' "$out/run" | head -3 | sed 's/^/# /'
}

# says NAME WORDS FILE
says() {
	grep -q -- "$2" "$out/$3"
	result "$1" $?
}

printf '%s\n' "id: 1209:0001" "mbimex: 3.0" "slots: 2" >"$out/profile.yaml"
cat >"$out/scenario.yaml" <<'END'
sim: {pin: "1111", other_slot: {inserted: true, pin: "2222"}}
END
printf '%s\n' 'sim: {pin: "1111"}' \
	'network: {attach: {apn: ims.operator, user: somebody, ip: v4}}' \
	>"$out/attache.yaml"
chmod 600 "$out/attache.yaml"
one attach_apn_is_set "link .* up" \
	ms_basic_connect_extensions.lte_attach_configuration \
	-c "$out/attache.yaml" --trace "$out/trace"
"$attache" replay "$out/trace" >"$out/said" 2>&1
result its_masked_trace_replays $?
! grep -aq somebody "$out/trace"
result its_user_is_masked $?
says attach_apn_is_kept_by_the_modem "ims.operator" answer
says radio_is_not_cycled_before_it_has_registered "bearer_setting --" run
one attach_apn_by_option "link .* up" \
	ms_basic_connect_extensions.lte_attach_configuration \
	-c "$out/attache.yaml" --attach-apn other.operator
says attach_apn_of_the_option_is_set "other.operator" answer

printf 'sim: {pin: "1111"}\n' >"$out/attache.yaml"
one nothing_is_asked_where_nothing_is_chosen "link .* up" "" \
	-c "$out/attache.yaml"
! grep -q "slot\|bearer\|choice" "$out/run"
result no_machine_has_looked_at_a_choice $?

printf 'sim: {pin: "2222", slot: 2}\n' >"$out/attache.yaml"
one slot_is_changed_before_the_pin "link .* up" \
	ms_basic_connect_extensions.device_slot_mappings -c "$out/attache.yaml"
says second_slot_is_in_use "slot: 1" answer
one operator_that_is_there "link .* up" "" -c "$out/attache.yaml" \
	--operator 00101
one operator_that_is_not_there \
	"problem: the chosen operator 00199 is not there; add .fallback: true. to take another one" \
	"" -c "$out/attache.yaml" --operator 00199
printf 'network: {operator: "00199", fallback: true}\n' >>"$out/attache.yaml"
one operator_with_a_fallback \
	"problem: the chosen operator 00199 is not there: this is another one" \
	"" -c "$out/attache.yaml"
says fallback_goes_online "link .* up" run
printf 'sim: {pin: "2222", slot: 2}\n' >"$out/attache.yaml"
one technology_is_set "link .* up" basic_connect.register_state \
	-c "$out/attache.yaml" --technology 3g,4g
says technology_is_preferred "preferred_data_classes:.*umts.*lte" answer

# The SIM of the second slot is not there, or takes its time.
printf 'sim: {pin: "1111", other_slot: {inserted: false}}\n' \
	>"$out/scenario.yaml"
one empty_slot_is_named \
	"problem: no SIM is inserted in slot 2; one is in slot 1" "" --slot 2
printf 'sim: {pin: "1111", other_slot: {inserted: true}}\ndelays: {sim_ms: 1500}\n' \
	>"$out/scenario.yaml"
one slot_may_take_its_time "link .* up" "" --slot 2 -1

# A modem that is registered already has its radio cycled for the attach APN.
printf 'sim: {iccid: "8900000000000000000"}\n' >"$out/scenario.yaml"
one registered_modem_attaches_anew "link .* up" \
	ms_basic_connect_extensions.lte_attach_configuration \
	--attach-apn ims.operator
says its_radio_was_cycled "cycle_due--> bearer_cycling" run

# An old one has neither.
printf '%s\n' "id: 1209:0001" "services: {basic_connect: all}" \
	>"$out/profile.yaml"
one attach_apn_of_an_old_modem \
	"problem: the modem cannot be told an attach APN, and uses its own" "" \
	--attach-apn ims.operator
says old_modem_goes_online "link .* up" run
one slot_of_an_old_modem \
	"problem: the modem has one slot for a SIM, and no slot 2" "" --slot 2
one first_slot_of_an_old_modem "link .* up" "" --slot 1

refuses() {
	! "$attache" run "${@:3}" >"$out/said" 2>&1 &&
		grep -q -- "$2" "$out/said"
	result "$1" $?
}
refuses operator_has_5_or_6_digits \
	'--operator must be 5 or 6 digits, MCC and MNC, not "262"' --operator 262
refuses technology_is_known \
	'--technology must be 2g, 3g, 4g, 5g or several with commas, not "lte"' \
	--technology lte
refuses slot_counts_from_1 '--slot must be a number from 1 to 8, not "0"' \
	--slot 0
echo "1..$n"
exit $failed
