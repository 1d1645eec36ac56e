#!/bin/bash
# A modem whose every text is hostile (escapes, marks that turn text around, ends of
# lines, quotes, half a surrogate pair, bytes that are no UTF-8): what attache makes
# of it is valid for a terminal, as JSON, as OpenMetrics and on D-Bus.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
bridge=$ATTACHE_BUILD/tools/dbus/attache-dbus
# Debian's, which has its packages; another may come first in PATH.
python=/usr/bin/python3
# shellcheck source=tests/check.sh
. tests/check.sh
[ "${ATTACHE_NETNS:-}" != yes ] && unshare -n true 2>/dev/null &&
	ATTACHE_NETNS=yes exec unshare -n "$0"
sim='' run=''
trap 'kill -KILL $sim $run 2>/dev/null; rm -rf "$dir"' EXIT

# online PROTOCOL PROFILE [OPTION...]: attache runs on this modem, with a monitor
online() {
	$python tests/peer/hostile_text.py scenario "$1" >"$dir/scenario.yaml" ||
		return
	beside "$dir/sim" "$simodem" --profile "$2" --pty "$dir/pty" \
		--scenario "$dir/scenario.yaml" "${@:4}"
	sim=$!
	until_ok 20 test -e "$dir/pty" || return
	beside "$dir/run" "$attache" run --device "$3$(readlink "$dir/pty")" \
		--control "$dir/control" --trace "$dir/trace.pcapng"
	run=$!
	until_ok 20 test -e "$dir/control" || return
	beside "$dir/told" "$attache" monitor --control "$dir/control"
	beside "$dir/told.json" "$attache" monitor --json --control "$dir/control"
	until_in "$dir/run" "link wwan0 up"
}

# shows HOW WITNESS ARGS...: what attache prints is right, and has the text
shows() {
	run 0 "${@:3}" && [ ! -s "$dir/err" ] &&
		$python tests/peer/hostile_text.py "$1" "$dir/out" "$2"
}

asked() { # of the running one
	shows "$1" "$2" "${@:3}" --control "$dir/control"
}

right() { # HOW FILE [WITNESS]
	$python tests/peer/hostile_text.py "$@"
}

log() {
	right terminal "$dir/run" "link wwan0 up"
}

page() {
	(sleep 1 && printf q) | timeout 20 script -qec \
		"stty cols 200 rows 50; $attache status --watch --control $dir/control" \
		"$dir/page" >/dev/null
	right screen "$dir/page" "$1"
}

# On a bus of its own, read by systemd's busctl, which has no JSON for a{uu}: what
# is text is asked for alone.
bus() {
	dbus-run-session -- bash -c '"$1" --session --control "$2/control" &
		ask() {
			busctl --user --json=short "$1" \
				org.freedesktop.ModemManager1 \
				/org/freedesktop/ModemManager1/Modem/0 \
				"${@:2}" 2>/dev/null
		}
		mm=org.freedesktop.ModemManager1.Modem
		for _ in $(seq 100); do
			sleep 0.1
			ask call org.freedesktop.DBus.Properties GetAll s \
				$mm.Modem3gpp >"$2/out" &&
				grep -q "OperatorName.*Eve" "$2/out" && break
		done
		for text in Manufacturer Model Revision EquipmentIdentifier; do
			ask get-property $mm $text >>"$2/out"
		done
		kill %1' bus "$bridge" "$dir" && right json "$dir/out" Eve
}

# A masked one: of MBIM it has no text.
trace() {
	shows terminal attach trace show --verbose "$dir/trace.pcapng" &&
		run 0 decode "$dir/trace.pcapng" &&
		right terminal "$dir/out" "$1" &&
		run 0 decode --json "$dir/trace.pcapng" && right json "$dir/out" "$1"
}

over() {
	kill -TERM "$run" && wait "$run" && right terminal "$dir/run" &&
		right terminal "$dir/told" "link" && right json "$dir/told.json"
}

queries() { # DEVICE CID...
	for cid in "${@:2}"; do
		shows terminal Eve query --device "$1" "$cid" &&
			shows json Eve query --device "$1" --json "$cid" || return
	done
}

gone() {
	kill "$sim"
	wait "$sim"
	rm -f "$dir/pty"
	[ ! -e "$dir/control" ]
}

words() { # PROTOCOL PREFIX WITNESS CID...
	check "$1_log" log
	check "$1_status" asked terminal Eve status
	check "$1_status_json" asked json Eve status --json
	check "$1_status_watch" page Eve
	check "$1_metrics" asked metrics Eve metrics
	if [ ! -x "$bridge" ]; then
		skip "$1_dbus" "attache-dbus is not built (ATTACHE_DBUS)"
	elif ! command -v busctl >/dev/null; then
		skip "$1_dbus" "no busctl, it is in the package systemd"
	else
		check "$1_dbus" bus
	fi
	check "$1_monitors" over
	check "$1_trace" trace "$3"
	check "$1_queries" queries "$2$(readlink "$dir/pty")" "${@:4}"
	gone
}

echo "1..20"
check mbim_comes_online online mbim generic-4g "" --mbimex 1.0
words mbim "" subscriber_ready basic_connect.device_caps basic_connect.register_state \
	basic_connect.home_provider
check qmi_comes_online online qmi generic qmi:
words qmi qmi: Eve dms.get_model dms.get_revision nas.get_serving_system \
	nas.get_home_network
exit $bad
