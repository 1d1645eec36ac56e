#!/bin/bash
# Every fault of a scenario on USB, each way, at OPEN and at the query of the
# services, on one profile after the other: attache, through usbfs,
# comes online all the same, and a ping goes through. Several at once: they
# mostly wait.
# usage: test_scenarios.sh SIMODEM ATTACHE
simodem=$1 attache=$2
# shellcheck source=tests/wait.sh
. tests/wait.sh
profiles=$(dirname "$simodem")/profiles
at_once=30

inside() {
	dir=$1
	printf 'device: usb:%s\nunlock: true\nsim: {pin: "0000"}\nsessions: [{name: lte0}]\ncontrol: %s\n' \
		"$2" "$dir/control" >"$dir/attache.yaml"
	chmod 600 "$dir/attache.yaml"
	beside "$dir/run" "$attache" run --config "$dir/attache.yaml"
	daemon=$!
	# However this ends, nothing is left that other tests could meet.
	trap 'kill -KILL $(jobs -pr) 2>/dev/null' EXIT
	until_ok 90 in_or_ended $daemon "$dir/run" "link lte0 up" &&
		kill -0 $daemon 2>/dev/null || exit 11
	ping -q -c 2 -i 0.2 -W 2 10.64.0.1 >/dev/null || exit 12
	kill -TERM $daemon
	wait $daemon || exit 13
}

if [ "$3" = --inside ]; then
	inside "$4" "$5"
	exit
fi

both="drop delay duplicate truncate corrupt reorder stall function_error
wrong_length orphan_fragment reset unplug"
to_host="several_in_one zero_length_response missing_notification"

# Each: NAME FAULT TO KEY VALUE
list() {
	for f in $both $to_host; do
		echo "${f}_of_open_done $f host type open_done"
		echo "${f}_of_services $f host cid device_services"
	done
	for f in $both; do
		echo "${f}_of_open $f modem type open"
		echo "${f}_of_services_query $f modem cid device_services"
	done
}

# one NAME FAULT TO KEY VALUE PROFILE: its status, and what was said, in files.
one() {
	local d=$work/$1 id
	id=$(sed -n 's/^id: //p' "$profiles/$6.yaml")
	mkdir "$d"
	printf 'faults:\n  - {fault: %s, to: %s, at: {%s: %s}}\n' \
		"$2" "$3" "$4" "$5" >"$d/scenario.yaml"
	timeout 120 "$simodem" --profile "$6" --pin 0000 \
		--scenario "$d/scenario.yaml" --usbfs -- \
		bash "$0" "$simodem" "$attache" --inside "$d" \
		"${id:-1209:0001}" >"$d/out" 2>&1
	echo $? >"$d/status"
}

echo "1..$(list | wc -l)"
n=0 bad=0
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	while read -r name _; do
		n=$((n + 1))
		echo "ok $n - online_after_$name # SKIP needs /dev/fuse and new namespaces"
	done < <(list)
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mapfile -t all < <(basename -s .yaml "$profiles"/*.yaml)
while read -r name fault to key value; do
	[ "$(jobs -r | wc -l)" -lt $at_once ] || wait -n
	one "$name" "$fault" "$to" "$key" "$value" \
		"${all[n++ % ${#all[@]}]}" &
done < <(list)
wait
n=0
while read -r name _; do
	d=$work/$name
	n=$((n + 1))
	if [ "$(cat "$d/status")" = 0 ] &&
		grep -q "1 of 1 faults happened" "$d/out"; then
		echo "ok $n - online_after_$name"
		continue
	fi
	echo "# exit status $(cat "$d/status")"
	sed 's/^/# /' "$d/out" "$d/run" | tail -40
	echo "not ok $n - online_after_$name"
	bad=1
done < <(list)
exit $bad
