#!/bin/bash
# attache import: what it makes of captures and logs is a trace that attache and
# tshark read, holds what the capture holds, and says what it does not hold.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
record=$ATTACHE_BUILD/tests/replay/record
capture=$ATTACHE_BUILD/tests/peer/usbmon_of_trace
# shellcheck source=tests/check.sh
. tests/check.sh
pid=
trap '[ -z "$pid" ] || kill $pid; rm -rf "$dir"' EXIT

# messages FILE: all messages with their fields, without place, time, NTBs.
messages() {
	"$attache" decode --personal "$1" 2>/dev/null |
		sed 's/^[0-9]* .*\(<-\|->\) /\1 /; /^#/d; / ntb16/,$d'
}

# count FILE: how many messages.
count() {
	"$attache" decode "$1" 2>/dev/null | grep -cE '^[0-9]+ .*(->|<-) '
}

usbmon() {
	"$record" "$dir/run.pcapng" clear fragments &&
		"$capture" "$dir/run.pcapng" "$dir/mon" pcapng mmapped &&
		run 0 import --no-mask "$dir/mon" -o "$dir/t.pcapng" &&
		moans "mon: NTBs left out: 2 (" \
			"t.pcapng: messages: $(count "$dir/t.pcapng"), with personal data in clear" ||
		return 1
	messages "$dir/mon" >"$dir/a"
	messages "$dir/t.pcapng" >"$dir/b"
	grep -c fragments "$dir/a" && diff "$dir/a" "$dir/b" &&
		[ "$(count "$dir/t.pcapng")" -gt 80 ]
}

# What the descriptors said, and when it was.
says_what_is_known() {
	"$attache" trace show "$dir/t.pcapng" >"$dir/out" &&
		says "+0.000 < start format=1 " " foreign=1 " \
			"+0.000 < plug max_control=4096 ex_version=0x0100 max_outstanding=16 mtu=1500 framed=1 vendor=4617 product=1" \
			"+0.005 -> open 1" "+0.025 <- open_done 1"
}

by_tshark() {
	HOME=$dir XDG_CONFIG_HOME=$dir tshark -r "$dir/t.pcapng" -Y mbim \
		-T fields -e frame.time_epoch -e _ws.col.Info >"$dir/out" 2>"$dir/err"
	head -3 "$dir/out"
	grep -qE '^1700000000\.0+5000+.OPEN_MSG' "$dir/out" &&
		[ "$(grep -cv Fragment "$dir/out")" -eq "$(count "$dir/t.pcapng")" ]
}

masks() {
	run 0 import "$dir/mon" -o "$dir/m.pcapng" &&
		! grep -aE '7351|7.3.5.1|s3cret|s.3.c.r.e.t' "$dir/m.pcapng" &&
		run 0 decode --personal "$dir/m.pcapng" &&
		says 'pin: "****"' && ! says 7351 &&
		[ "$(count "$dir/m.pcapng")" -eq "$(count "$dir/t.pcapng")" ]
}

is_not_replayed() {
	run 1 replay "$dir/t.pcapng" && moans \
		"t.pcapng: is the trace of another host (attache import), of which there is nothing to replay" &&
		[ ! -s "$dir/out" ]
}

# What is in it is what is in the capture, so an import of it is the same again.
imports_itself() {
	run 0 import --no-mask "$dir/t.pcapng" -o "$dir/again.pcapng" &&
		"$attache" trace show -v "$dir/t.pcapng" >"$dir/a" &&
		"$attache" trace show -v "$dir/again.pcapng" >"$dir/b" &&
		diff "$dir/a" "$dir/b"
}

# A capture that begins when the two have long agreed on 3.0.
guesses_the_version() {
	HOME=$dir XDG_CONFIG_HOME=$dir tshark -r "$dir/mon" \
		-Y 'frame.number > 130' -w "$dir/late" 2>"$dir/err"
	run 0 decode "$dir/late" && says "(as MBIMEx 3.0)" || return 1
	run 0 import "$dir/late" -o "$dir/late.pcapng" &&
		run 0 trace show "$dir/late.pcapng" && says "ex_version=0x0300" && run 0 decode "$dir/late.pcapng" &&
		! says "(as MBIMEx"
}

logs() {
	local action

	mkfifo "$dir/ready" && exec 4<>"$dir/ready" || return 1
	"$simodem" --pty "$dir/modem" >"$dir/ready" 2>"$dir/err" &
	pid=$!
	device=$(timeout 60 head -n 1 <&4)
	for action in query-device-caps query-device-services \
		connect=apn=internet; do
		timeout 30 mbimcli -d "$device" --verbose-full "--$action" \
			>>"$dir/full" 2>&1 || return 1
		timeout 30 mbimcli -d "$device" --verbose "--$action" \
			>>"$dir/cut" 2>&1
	done
	kill $pid
	wait $pid
	pid=
	{
		cat "$dir/full"
		printf '[/dev/cdc-wdm1] sent message...\n<<<<<< RAW:\n'
		printf '<<<<<<   length = 13\n<<<<<<   data   = '
		printf '01:0C:00:00:02:14:00:01:00:5F:55:00:00\n'
	} >"$dir/both"
	run 0 import --no-mask "$dir/full" -o "$dir/log.pcapng" || return 1
	messages "$dir/full" >"$dir/a"
	messages "$dir/log.pcapng" >"$dir/b"
	[ "$(wc -l <"$dir/a")" -gt 50 ] && diff "$dir/a" "$dir/b" &&
		run 0 import "$dir/both" -o "$dir/both.pcapng" &&
		moans "both: messages and NTBs left out of other devices or protocols than $device: 1" &&
		run 0 import --device /dev/cdc-wdm1 "$dir/both" -o "$dir/q.pcapng" &&
		moans "q.pcapng: messages: 1" &&
		run 0 trace show "$dir/q.pcapng" && says "speaks=qmi" \
			"-> request 1 dms.set_fcc_authentication client 20"
}

counts_what_is_cut() {
	local all whole

	run 0 import "$dir/cut" -o "$dir/c.pcapng" || return 1
	all=$(count "$dir/cut")
	whole=$(count "$dir/c.pcapng")
	cat "$dir/err"
	[ "$whole" -gt 0 ] && [ "$whole" -lt "$all" ] && moans \
		"cut: messages left out of which the log has only the beginning: $((all - whole))"
}

refuses() {
	cp "$dir/mon" "$dir/same"
	run 2 import "$dir/mon" && moans "attache import: no -o TRACE" &&
		run 2 import -o "$dir/x" && moans "attache import: no file" &&
		run 1 import "$dir/same" -o "$dir/same" &&
		moans "same: it is what is to be read" &&
		cmp "$dir/mon" "$dir/same" &&
		run 1 import --device "usb 9.9" "$dir/mon" -o "$dir/none" &&
		moans "none: not made: there is no message to put into it" &&
		[ ! -e "$dir/none" ] &&
		run 1 import "$dir/nothing" -o "$dir/none" &&
		moans "nothing: error: No such file" && [ ! -e "$dir/none" ] &&
		run 1 import "$dir/mon" -o "$dir/no/folder" &&
		moans "attache import: $dir/no/folder: No such file or directory" &&
		run 1 import "$dir/mon" -o "$dir" && moans "$dir: "
}

# It ends anywhere, and what came before is in the trace.
takes_what_there_is() {
	head -c 30000 "$dir/mon" >"$dir/half"
	run 1 import "$dir/half" -o "$dir/half.pcapng" &&
		moans "error: the file ends in the middle of a packet" &&
		[ "$(count "$dir/half.pcapng")" -gt 20 ]
}

echo "1..11"
check capture_of_usbmon_becomes_a_trace usbmon
check trace_says_what_the_capture_knows says_what_is_known
if command -v tshark >/dev/null; then
	check tshark_reads_it by_tshark
	check version_is_that_of_the_first_messages guesses_the_version
else
	skip tshark_reads_it "no tshark"
	skip version_is_that_of_the_first_messages "no tshark"
fi
check personal_data_are_masked masks
check replay_says_that_it_is_foreign is_not_replayed
check import_of_a_trace_is_the_same imports_itself
if command -v mbimcli >/dev/null; then
	check log_becomes_a_trace_of_one_device logs
	check what_the_log_has_cut_is_counted counts_what_is_cut
else
	skip log_becomes_a_trace_of_one_device "no mbimcli (libmbim-utils)"
	skip what_the_log_has_cut_is_counted "no mbimcli (libmbim-utils)"
fi
check refuses_what_it_cannot_do refuses
check capture_may_end_anywhere takes_what_there_is
exit $bad
