#!/bin/bash
# Two attaches on one modem: the second says who has it, and is up within a
# second of the end of the first, however that ended.
# usage: test_holder.sh SIMODEM ATTACHE
simodem=$1 attache=$2
# shellcheck source=tests/wait.sh
. tests/wait.sh

inside() {
	dir=$1
	beside "$dir/first" "$attache" run --control "$dir/control1"
	first=$!
	trap 'kill $first $second 2>/dev/null' EXIT
	until_in "$dir/first" 'link wwan0 up' || exit 10
	beside "$dir/second" "$attache" run --control "$dir/control2"
	second=$!
	until_in "$dir/second" \
		"waiting: usb:1209:0001 is held by attache (pid $first)" ||
		exit 11
	"$attache" status --control "$dir/control2" >"$dir/status"
	grep "is held by attache (pid $first)" "$dir/status" || exit 12
	if [ "$2" = TERM ]; then
		timeout 30 "$attache" query basic_connect.radio_state \
			>"$dir/query" 2>&1
		grep "no modem within 10 s: .* held by attache" \
			"$dir/query" || exit 13
	fi
	kill "-$2" $first
	until_in "$dir/second" 'link .* up' || exit 14
	kill -TERM $second
	wait $second || exit 15
	[ "$(grep -c 'is held' "$dir/second")" = 1 ] || exit 16
}

if [ "$3" = --inside ]; then
	inside "$4" "$5"
	exit
fi

. tests/tap.sh
echo 1..2
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	skip_all "needs /dev/fuse and new namespaces" \
		second_waits_for_the_end_of_the_first \
		second_waits_for_the_end_of_a_killed_one
fi

two() {
	timeout 100 "$simodem" --usbfs -- \
		bash "$0" "$simodem" "$attache" --inside "$out" "$1" \
		>"$out/said" 2>&1
	status=$?
	cat "$out/first" "$out/second" "$out/status" >>"$out/said"
	return $status
}

two TERM
result second_waits_for_the_end_of_the_first $?
two KILL
result second_waits_for_the_end_of_a_killed_one $?
exit $failed
