#!/bin/bash
# The happy path takes the same transitions wherever it runs: the manager in
# virtual time, attache on a simulated USB device, and (scenarios.sh) Genode.
# Usage: transitions.sh [--update]: write the expectation; then read the diff.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/genode/happy_path.sh
expected=tests/genode/happy_path.txt
program=$ATTACHE_BUILD/tests/genode/genode_transitions
mapfile -t modem < <(happy_path_modem)

if [ "${1:-}" = --update ]; then
	"$program" "${modem[@]}" >$expected
	exit
fi
. tests/tap.sh

"$program" "${modem[@]}" >"$out/got" 2>&1 &&
	diff "$expected" "$out/got" >"$out/said"
result happy_path_takes_the_expected_transitions $?

# modem NAME: the value
modem() {
	printf '%s\n' "${modem[@]}" | sed -n "s/^$1=//p"
}

# attache on simodem's USB device, until it says that the link is up.
run_attache() {
	cat >"$out/scenario.yaml" <<-END
		sim: {pin: "$(modem pin)"}
		delays: {answer_ms: $(modem delay_ms), sim_ms: $(modem sim_ms),
		  register_ms: $(modem register_ms), attach_ms: $(modem attach_ms),
		  connect_ms: $(modem connect_ms)}
	END
	cat >"$out/attache.yaml" <<-END
		device: usb:1209:0001
		sim: {pin: "$(modem pin)"}
		sessions: [{name: wwan0, apn: internet, ip: v4}]
		control: none
	END
	options=()
	[ "$(modem radio_off)" != yes ] || options+=(--radio-off)
	[ "$(modem auto_attach)" != no ] || options+=(--no-auto-attach)
	# shellcheck disable=SC2016 # expanded inside
	timeout 60 "$ATTACHE_BUILD/tools/simodem/simodem" "${options[@]}" \
		--scenario "$out/scenario.yaml" --usbfs -- sh -c '
		"$1" run --config "$2/attache.yaml" >"$2/run" 2>&1 &
		for _ in $(seq 200); do
			! grep -q "link wwan0 up" "$2/run" || break
			sleep 0.1
		done
		kill $!
		wait $!' sh "$ATTACHE_BUILD/tools/attache/attache" "$out" \
		>"$out/said" 2>&1
}

name=attache_takes_the_same_transitions
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	skip "$name" "needs /dev/fuse and new namespaces"
else
	run_attache
	transitions_of "$out/run" >"$out/got"
	diff "$expected" "$out/got" >>"$out/said"
	result $name $?
fi
echo "1..$n"
exit $failed
