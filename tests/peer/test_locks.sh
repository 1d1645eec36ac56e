#!/bin/bash
# FCC locks on USB: attache names a lock and its owner's line, opens it only with
# that line, restarts a modem for it once, and says what it cannot open.
# usage: test_locks.sh SIMODEM ATTACHE
simodem=$1 attache=$2
# shellcheck source=tests/wait.sh
. "$(dirname "$0")/../wait.sh"

# inside DIR WORDS [OPTION...]: runs attache until it says the words.
inside() {
	dir=$1 words=$2
	shift 2
	beside "$dir/run" "$attache" run --control none "$@"
	daemon=$!
	# However this ends, nothing is left that other tests could meet.
	trap 'kill -KILL $(jobs -pr) 2>/dev/null' EXIT
	until_in_run $daemon "$dir/run" "$words" || exit 11
	if [ -e "$dir/later.yaml" ]; then
		cat "$dir/later.yaml" >"$dir/attache.yaml"
		kill -HUP $daemon
		words="link .* up"
		until_in "$dir/run" "$words"
	fi
	kill -TERM $daemon
	wait $daemon || exit 12
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

# one NAME WORDS [OPTION...]: of the modem in profile.yaml and scenario.yaml.
one() {
	local name=$1 words=$2 extra=()
	shift 2
	[ -e "$out/scenario.yaml" ] &&
		extra=(--scenario "$out/scenario.yaml")
	rm -f "$out/run"
	timeout 60 "$simodem" --profile "$out/profile.yaml" "${extra[@]}" \
		--usbfs -- bash "$0" "$simodem" "$attache" --inside "$out" \
		"$words" "$@" >"$out/said" 2>&1
	result "$name" $?
	sed 's/^/# /' "$out/run" | grep -E 'problem|restart_due|link' | head -3
}

# modem ID QUIRKS [LINE...]
modem() {
	rm -f "$out/scenario.yaml"
	printf '%s\n' "id: $1" "quirks: [$2]" "radio_off: true" \
		"${@:3}" >"$out/profile.yaml"
}

locked() {
	echo "the radio is locked by the maker of the laptop ($1, FCC)"
}
mine='; add `unlock: true` to open it'

modem 413c:81a3 fcc_lock "model: MC8805" \
	"services: {basic_connect: all, qmi: all}"
one mc8805_is_left_to_its_owner "problem: $(locked "Sierra MC8805")$mine"
one mc8805_is_opened_with_leave "link .* up" --unlock
modem 1209:0001 fcc_lock "model: MC7355"
one mc7355_is_known_by_the_name_of_its_hardware \
	"problem: $(locked "Sierra MC7355")$mine"
modem 413c:81d7 foxconn_lock
one foxconn_is_left_to_its_owner "problem: $(locked "Foxconn T77W968")$mine"
one foxconn_is_opened_with_leave "link .* up" --unlock
modem 2c7c:030a quectel_lock
one quectel_is_left_to_its_owner "problem: $(locked "Quectel EM05-G")$mine"
one quectel_is_opened_with_leave "link .* up" --unlock
modem 1209:0001 quectel_lock
one quectel_that_is_in_no_table_tells_of_its_lock \
	"problem: $(locked Quectel)$mine"
modem 2c7c:0801 quectel_lock,lock_until_restart
one lock_that_counts_after_a_restart_is_opened "link .* up" --unlock
grep -q -- "--restart_due-->" "$out/run"
result its_modem_was_restarted $?

# The radio is on, and the SIM is hidden: static answers of the field.
modem 1209:0001 ""
cat >"$out/scenario.yaml" <<'END'
answers:
  - {cid: quectel.radio_state, op: query, fields: {radio_state: fcc_locked}}
  - {cid: basic_connect.subscriber_ready_status, fields: {ready_state: sim_not_inserted}}
  - {cid: basic_connect.register_state, fields: {register_state: deregistered, register_mode: automatic}}
END
one sim_behind_a_lock_is_not_called_absent "problem: $(locked Quectel)$mine"
one lock_that_refuses_is_said_to \
	"problem: $(locked Quectel); the modem does not let it be opened" \
	--unlock
cat >>"$out/scenario.yaml" <<'END'
  - {cid: basic_connect.radio_state, fields: {hw_radio_state: on, sw_radio_state: off}}
END
one radio_behind_a_lock_is_told_of "problem: $(locked Quectel)$mine"

secret="only the maker's own program has the secret that opens it"
modem 14c3:4d75 fcc_lock "services: {basic_connect: all}"
one fm350_is_told_and_left "problem: $(locked "Fibocom FM350"); $secret" \
	--unlock
modem 1209:0001 fcc_lock
cat >"$out/scenario.yaml" <<'END'
answers:
  - {cid: intel_mutual_authentication.fcc_lock, op: query, fields: {challenge_present: 1, challenge: 1}}
END
one intel_is_told_and_left "problem: $(locked Intel); $secret" --unlock
modem 1209:0001 fcc_lock
one lock_that_nobody_knows_is_told \
	"problem: the radio stays off, and no switch of the hardware holds it: perhaps a lock" \
	--unlock
cat >"$out/scenario.yaml" <<'END'
answers:
  - {cid: basic_connect.radio_state, fields: {hw_radio_state: off, sw_radio_state: on}}
END
one switch_of_the_hardware_is_no_lock \
	"problem: the radio stays off: a switch, flight mode"

# The owner makes up his mind.
modem 413c:81a3 fcc_lock
echo "unlock: false" >"$out/attache.yaml"
echo "unlock: true" >"$out/later.yaml"
one unlock_may_be_added_later "problem: $(locked "Sierra MC8805")$mine" \
	--config "$out/attache.yaml"
rm "$out/later.yaml"
echo "1..$n"
exit $failed
