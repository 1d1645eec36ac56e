#!/bin/bash
# A modem that is in no table of quirks, and refuses to open its channel unless
# SET_NTB_INPUT_SIZE was sent: the other bring-up is tried before it is told.
# usage: test_needs_ntb_input.sh SIMODEM ATTACHE
simodem=$1 attache=$2
. tests/tap.sh
echo 1..4
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	skip_all "needs /dev/fuse and new namespaces" run_brings_it_up \
		query_brings_it_up a_run_that_connects_once_brings_it_up \
		a_refusal_without_another_way_is_a_problem
fi

# with OPTIONS... -- COMMAND...
with() {
	timeout 60 "$simodem" --id 2c7c:0306 "$@" >"$out/said" 2>&1
}

# What is up is ended at once.
cat >"$out/until_up" <<'F'
"$@" >"$0.log" 2>&1 &
daemon=$!
. tests/wait.sh
until_in_run $daemon "$0.log" ' link .* up '
kill -TERM $daemon
wait $daemon
cat "$0.log"
F

with --needs-ntb-input --usbfs -- bash "$out/until_up" \
	"$attache" run --control none -a internet &&
	grep -q 'brought up again with SET_NTB_INPUT_SIZE' "$out/said" &&
	grep -q ' link .* up ' "$out/said" &&
	! grep -e 'problem' -e 'modem gone' "$out/said"
result run_brings_it_up $?
with --needs-ntb-input --usbfs -- "$attache" query basic_connect.radio_state &&
	grep -q 'hw_radio_state: on' "$out/said"
result query_brings_it_up $?
with --needs-ntb-input --usbfs -- bash "$out/until_up" \
	"$attache" run --once --control none -a internet &&
	grep -q ' link .* up ' "$out/said"
result a_run_that_connects_once_brings_it_up $?
echo "faults:" >"$out/refuses.yaml"
for i in 1 2 3; do # the status of an OPEN_DONE
	printf '  - {fault: corrupt, at: {type: open_done, occurrence: %d}, %s}\n' \
		$i 'offset: 12' >>"$out/refuses.yaml"
done
with --scenario "$out/refuses.yaml" --usbfs -- \
	"$attache" run --once --control none -a internet
[ $? = 1 ] && grep -q 'again with SET_NTB_INPUT_SIZE' "$out/said" &&
	grep -q 'again without SET_NTB_INPUT_SIZE' "$out/said" &&
	grep -q 'problem: the modem does not open its control' "$out/said" &&
	[ "$(grep -c 'send_open' "$out/said")" = 3 ]
result a_refusal_without_another_way_is_a_problem $?
exit $failed
