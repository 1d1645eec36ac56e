#!/bin/bash
# Every fault of a scenario on USB, at the answer to OPEN and at the one to the
# query of the services: attache, through Debian's libusb, comes online all the
# same, and a ping goes through. All of them at once: they mostly wait.
# usage: test_scenarios.sh SIMODEM ATTACHE
simodem=$1 attache=$2

inside() {
	dir=$1
	printf 'device: usb:1209:0001\nsim: {pin: "0000"}\nsessions: [{name: lte0}]\ncontrol: %s\n' \
		"$dir/control" >"$dir/attache.yaml"
	chmod 600 "$dir/attache.yaml"
	"$attache" run --config "$dir/attache.yaml" >"$dir/run" 2>&1 &
	daemon=$!
	for _ in $(seq 600); do
		grep -q "link lte0 up" "$dir/run" && break
		kill -0 $daemon 2>/dev/null || exit 11
		sleep 0.1
	done
	ping -q -c 2 -i 0.2 -W 2 10.64.0.1 >/dev/null || exit 12
	kill -TERM $daemon
	wait $daemon || exit 13
}

if [ "$3" = --inside ]; then
	inside "$4"
	exit
fi

faults="drop delay duplicate truncate corrupt reorder stall function_error
wrong_length orphan_fragment reset unplug several_in_one zero_length_response
missing_notification"
places="open_done:type:open_done services:cid:device_services"

# one FAULT NAME KEY VALUE: its status, and what was said, in files.
one() {
	local d=$work/$1_$2
	mkdir "$d"
	printf 'faults:\n  - {fault: %s, at: {%s: %s}}\n' "$1" "$3" "$4" \
		>"$d/scenario.yaml"
	timeout 90 "$simodem" --pin 0000 --scenario "$d/scenario.yaml" --usbfs \
		-- bash "$0" "$simodem" "$attache" --inside "$d" \
		>"$d/out" 2>&1
	echo $? >"$d/status"
}

# shellcheck disable=SC2086 # lists of words
set -- $faults
echo "1..$(($# * 2))"
n=0 bad=0
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	for f in $faults; do
		for place in $places; do
			n=$((n + 1))
			echo "ok $n - ${f}_of_${place%%:*} # SKIP needs /dev/fuse and new namespaces"
		done
	done
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for f in $faults; do
	for place in $places; do
		IFS=: read -r name key value <<<"$place"
		one "$f" "$name" "$key" "$value" &
	done
done
wait
for f in $faults; do
	for place in $places; do
		d=$work/${f}_${place%%:*}
		n=$((n + 1))
		if [ "$(cat "$d/status")" = 0 ] &&
			grep -q "1 of 1 faults happened" "$d/out"; then
			echo "ok $n - online_after_${f}_of_${place%%:*}"
			continue
		fi
		echo "# exit status $(cat "$d/status")"
		sed 's/^/# /' "$d/out" "$d/run" | tail -40
		echo "not ok $n - online_after_${f}_of_${place%%:*}"
		bad=1
	done
done
exit $bad
