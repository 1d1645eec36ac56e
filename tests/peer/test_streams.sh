#!/bin/bash
# Device service streams: a program talks through attache, usbfs and
# the NTBs with a service of simodem that says what it is told.
# usage: test_streams.sh SIMODEM ATTACHE STREAM_TALK
simodem=$1 attache=$2 talk=$3
# shellcheck source=tests/wait.sh
. tests/wait.sh

inside() {
	dir=$1
	beside "$dir/run" "$attache" run --config "$dir/attache.yaml" --trace "$dir/trace"
	daemon=$!
	trap 'kill $daemon 2>/dev/null' EXIT
	until_in_run $daemon "$dir/run" ' up ' || exit 10
	"$talk" "$dir/echo" || exit 11
	# another one after it, in the same stream
	"$talk" "$dir/echo" || exit 12
	ping -q -c 2 -i 0.2 -W 2 10.64.0.1 >/dev/null || exit 13
	until_in_run $daemon "$dir/run" 'stream 1 was refused' || exit 14
	kill -TERM $daemon
	wait $daemon || exit 15
	[ ! -e "$dir/echo" ] || exit 16
}

if [ "$4" = --inside ]; then
	inside "$5"
	exit
fi

. tests/tap.sh
echo 1..2
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	skip_all "needs /dev/fuse and new namespaces" \
		programs_talk_through_a_stream a_trace_with_streams_replays
fi
printf 'dss: 2\n' >"$out/modem.yaml"
cat >"$out/attache.yaml" <<END
device: usb:1209:0001
sessions: [{name: lte0}]
control: none
streams:
  - {service: 64737365-6368-6F00-8000-000000000001, socket: $out/echo}
  - {service: 00000000-0000-0000-0000-000000000002, socket: $out/other}
END
timeout 60 "$simodem" --profile "$out/modem.yaml" --usbfs -- \
	bash "$0" "$@" --inside "$out" >"$out/said" 2>&1
status=$?
[ $status = 0 ] || {
	echo "# exit status $status"
	sed 's/^/# /' "$out/run" | tail -40
}
result programs_talk_through_a_stream $status
"$attache" replay "$out/trace" >"$out/said" 2>&1
result a_trace_with_streams_replays $?
exit $failed
