#!/bin/bash
# A modem that takes its time still owes an answer to a program that ended
# while CLOSE was on the way. The next one, on the same modem, is up at once.
# usage: test_unclean_end.sh SIMODEM ATTACHE
simodem=$1 attache=$2
# shellcheck source=tests/wait.sh
. tests/wait.sh

start() {
	beside "$1" "$attache" run --config "$dir/attache.yaml"
	daemon=$!
	trap 'kill $daemon 2>/dev/null' EXIT
}

# An end while CLOSE is on the way: what becomes of it depends on the moment.
end_twice() {
	kill -TERM $daemon
	sleep 0.3
	kill -TERM $daemon
}

# The same, where nothing of it can be read any more.
end_killed() {
	kill -TERM $daemon
	until_in_run $daemon "$dir/first" 'send_close' || exit 11
	kill -KILL $daemon
}

inside() {
	dir=$1
	start "$dir/first"
	until_in_run $daemon "$dir/first" 'link lte0 up' || exit 10
	"end_$2"
	wait $daemon
	sleep 0.4 # longer than the modem takes for an answer
	start "$dir/second"
	until_in_run $daemon "$dir/second" 'link lte0 up' || exit 12
	! grep -e '--timeout-->' "$dir/second" || exit 13
	kill -TERM $daemon
	until_in_run $daemon "$dir/second" '--close_done--> closed' || exit 14
}

if [ "$3" = --inside ]; then
	inside "$4" "$5"
	exit
fi

. tests/tap.sh
echo 1..3
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	skip_all "needs /dev/fuse and new namespaces" up_at_once_after_a_kill \
		old_answers_are_said up_at_once_after_two_terms
fi
printf 'delays: {answer_ms: 200}\n' >"$out/slow.yaml"
printf 'device: usb:1209:0001\nsessions: [{name: lte0}]\ncontrol: none\n' \
	>"$out/attache.yaml"

# twice HOW: the status of two programs, one after the other
twice() {
	timeout 100 "$simodem" --scenario "$out/slow.yaml" --usbfs -- \
		bash "$0" "$simodem" "$attache" --inside "$out" "$1" \
		>"$out/said" 2>&1
	status=$?
	cat "$out/first" "$out/second" >>"$out/said"
	return $status
}

twice killed
result up_at_once_after_a_kill $?
grep -q 'an earlier program: 1' "$out/second"
result old_answers_are_said $?
twice twice
result up_at_once_after_two_terms $?
exit $failed
