#!/bin/bash
# attache decode, trace and replay as people use them, and traces of real runs
# of the daemon.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
record=$ATTACHE_BUILD/tests/replay/record
if [ "${ATTACHE_NETNS:-}" != yes ] && unshare -n true 2>/dev/null; then
	ATTACHE_NETNS=yes exec unshare -n "$0"
fi
# shellcheck source=tests/check.sh
. tests/check.sh

# A PIN in clear: 48 bytes of header, then the set of PIN.
pin_set() {
	cat <<-END
		# command 5 basic_connect.pin set, 8642
		03000000 58000000 05000000 01000000 00000000
		a289cc33 bcbb8b4f b6b0133e c2aae6df 04000000 01000000 28000000
		02000000 00000000 18000000 08000000 00000000 00000000
		3800 3600 3400 3200
		00000000 00000000
	END
}

# --- decode ----------------------------------------------------------------

open_msg="01 00 00 00 10 00 00 00 07 00 00 00 00 02 00 00"

decodes_blocks() {
	printf '# two\n%s\n\n# with\n\n%s # comment\n' "$open_msg" \
		"02 00 00 00 0c 00 00 00 08000000" >"$dir/two.hex"
	run 0 decode "$dir/two.hex" &&
		says "open 7 max_control_transfer 512" && says "close 8" &&
		[ "$(wc -l <"$dir/out")" -eq 2 ]
}

decodes_stdin() {
	echo "$open_msg" | "$attache" decode --json - >"$dir/out" 2>&1 &&
		[ "$(cat "$dir/out")" = '{"source":"standard input:1","direction":"host->device","type":"open","transaction":7,"max_control_transfer":512}' ]
}

names_bad_hex() {
	printf '%s\n\n01 0x\n' "$open_msg" >"$dir/bad.hex"
	printf '%s\n' "$open_msg" >"$dir/good.hex"
	run 1 decode "$dir/bad.hex" "$dir/good.hex" "$dir/none.hex" &&
		says "bad.hex:3:5: error: a byte has two hex digits" &&
		says "none.hex: error: No such file" &&
		[ "$(grep -c "^open 7" "$dir/out")" -eq 2 ]
}

# A file that is nothing that is known, and one without a message.
says_what_it_took_it_for() {
	echo "some words" >"$dir/words"
	: >"$dir/empty"
	run 3 decode "$dir/words" && moans "words: nothing in it is known" &&
		run 3 decode "$dir/empty" &&
		moans "empty: nothing in it is known" &&
		run 3 decode -f hex "$dir/empty" &&
		moans "empty: no message in it" &&
		run 1 decode -f hex "$dir/words" && moans "words:1:1: error"
}

# A packet of Ethernet, and one of usbmon that has no data.
says_what_it_skipped() {
	local pcap='\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\xff\xff\0\0'

	printf "$pcap"'\1\0\0\0''\0\0\0\0\0\0\0\0\4\0\0\0\4\0\0\0''abcd' \
		>"$dir/eth"
	{
		printf "$pcap"'\xbd\0\0\0''\0\0\0\0\0\0\0\0\x30\0\0\0\x30\0\0\0'
		head -c 48 /dev/zero
	} >"$dir/usb"
	run 3 decode "$dir/eth" "$dir/usb" &&
		moans "eth: messages and NTBs: 0, packets skipped: 1" &&
		moans "eth: skipped: 1 packets of link type 1" &&
		moans "usb: skipped: 1 USB transfers without data"
}

masks_decoded() {
	pin_set >"$dir/pin.hex"
	run 0 decode "$dir/pin.hex" && says 'pin: "****"' && ! says 8642 &&
		run 0 decode --json "$dir/pin.hex" && ! says 8642 &&
		run 0 decode --personal "$dir/pin.hex" && says 'pin: "8642"'
}

# The error of one message does not hide the next.
decodes_on() {
	{
		pin_set | sed '$d' # the buffer ends early
		printf '\n01 02 03\n\n%s\n' "$open_msg"
		printf '\n6e 63 6d 68 10 00 00 00\n'
	} >"$dir/cut.hex"
	run 1 decode "$dir/cut.hex" && says "basic_connect.pin set error short" &&
		says "error short" && says "open 7" && says "ntb error short"
}

knows_versions() {
	# REGISTER_STATE as MBIMEx 1 has it: too short for 2.0
	echo "070000805c000000000000000100000000000000a289cc33bcbb8b4fb6b0133e" \
		"c2aae6df0900000030000000" \
		"00000000 03000000 01000000 20000000 01000000 $(
			printf '00000000 %.0s' 1 2 3 4 5 6 7
		)" >"$dir/register.hex"
	run 0 decode "$dir/register.hex" && says "register_state: home" &&
		run 1 decode --mbimex 2.0 "$dir/register.hex" &&
		says "error short" && run 2 decode --mbimex 4 "$dir/register.hex"
}

# NTH16, two datagrams of session 1, one entry outside.
decodes_ntb() {
	cat >"$dir/ntb.hex" <<-'END'
		4e434d48 0c00 0500 3c00 0c00
		49505301 1800 0000
		2800 1400  2400 0400  f000 1000  0000 0000
		60000000
		4500 0014 0000 0000 4000 0000 c000 0201 c000 0202
	END
	run 0 decode "$dir/ntb.hex" && says "ntb16 sequence 5 length 60" &&
		says "ips 1 ndp 1 offset 40 length 20 ipv4" &&
		says "ips 1 ndp 1 offset 36 length 4 ipv6" &&
		says "ndps 1 skipped 1" && run 0 decode -j "$dir/ntb.hex" &&
		says '"session":1,"ndp":1,"offset":40,"length":20,"kind":"ipv4"'
}

# --- traces ----------------------------------------------------------------

replays_files() {
	"$record" "$dir/a.pcapng" && "$record" "$dir/b.pcapng" clear fragments &&
		run 0 replay "$dir/a.pcapng" "$dir/b.pcapng" &&
		[ "$(grep -cE ': [0-9]+ inputs, [0-9]+ outputs, [0-9]+ transitions, [0-9]+ effects: identical$' "$dir/out")" -eq 2 ]
}

says_what_differs() {
	# the first transition: plugged, where the chart says wanted
	sed 's/closed --wanted--> opening/closed --wants--> opening2/' \
		"$dir/a.pcapng" >"$dir/c.pcapng"
	head -c 5000 "$dir/a.pcapng" >"$dir/d.pcapng"
	run 1 replay "$dir/c.pcapng" "$dir/a.pcapng" "$dir/d.pcapng" &&
		says "c.pcapng: packet 3 (+0.005) differs" &&
		says "expected: +0.005 control closed --wants--> opening2 [" &&
		says "came:     +0.005 control closed --wanted--> opening [" &&
		says "identical" && says "identical so far" &&
		says "d.pcapng: ends in the middle of a block" &&
		run 1 replay "$dir/none" && says "No such file" && run 2 replay
}

shows_traces() {
	run 0 trace show "$dir/a.pcapng" &&
		says "+0.000 < want connected" &&
		says "+0.005 control closed --wanted--> opening [send_open]" &&
		says "+0.025 <- open_done 16" &&
		says "> link_up 0 10.64.0.2/30" && ! says "max_sessions" &&
		run 0 trace show -v "$dir/a.pcapng" && says "max_sessions: 4" &&
		says 'pin: "****"' " pin=****#0 " " 1.user=#0 " &&
		run 0 trace show -v "$dir/b.pcapng" &&
		says 'pin: "****"' " pin=**** 0.name=" "0.password=*******" &&
		! says 7351 && ! says s3cret && ! says example.org &&
		run 0 trace show -v --personal "$dir/b.pcapng" &&
		says 'pin: "7351"' " pin=7351 " "0.password=s3cret"
}

names_other_captures() {
	# an interface of usbmon's, and a packet
	printf '\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\1\0\0\0\377\377\377\377\377\377\377\377\x1c\0\0\0\1\0\0\0\x14\0\0\0\334\0\0\0\0\0\0\0\x14\0\0\0\6\0\0\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x20\0\0\0' \
		>"$dir/usb.pcapng"
	run 1 trace show "$dir/usb.pcapng" &&
		says "link type 220 (usbmon)" &&
		run 1 replay "$dir/usb.pcapng" && says "link type 220" &&
		run 1 trace show "$0" && says "not a pcapng file" &&
		run 2 trace && run 2 trace hide x
}

# --- runs of the daemon ----------------------------------------------------

daemon_on_pty() {
	printf 'sim: {pin: 7777}\nsessions: [{apn: a}]\n' >"$dir/pin.yaml"
	beside "$dir/sim" "$simodem" --pty "$dir/pty" --pin 7777
	sim=$!
	until [ -e "$dir/pty" ] || ! kill -0 $sim 2>/dev/null; do sleep 0.1; done
	beside "$dir/run" "$attache" run --config "$dir/pin.yaml" --control none \
		--device "$(readlink "$dir/pty")" "$@"
	pid=$!
	until_in "$dir/run" "link wwan0 up"
	up=$?
	kill -HUP $pid
	until_in "$dir/run" "configuration read again"
	kill -TERM $pid
	wait $pid
	rc=$?
	kill $sim
	wait $sim
	[ $up -eq 0 ] && [ $rc -eq 0 ]
}

replays_pty() {
	daemon_on_pty --trace "$dir/pty.pcapng" &&
		run 0 replay "$dir/pty.pcapng" && says identical &&
		! grep -aqE '7777|7.7.7.7' "$dir/pty.pcapng" &&
		[ "$(stat -c %a "$dir/pty.pcapng")" = 600 ] &&
		daemon_on_pty --trace "$dir/pty.pcapng" --no-mask &&
		run 0 replay "$dir/pty.pcapng" && says identical &&
		grep -aqE 'pin=7777' "$dir/pty.pcapng"
}

# The disk is full, or a limit reached: the run goes on.
survives_full_disk() {
	(
		ulimit -f 4
		daemon_on_pty --trace "$dir/full.pcapng"
	) && [ "$(grep -c "the trace in .* ends here: File too large" \
		"$dir/run")" -eq 1 ] && run 1 replay "$dir/full.pcapng" &&
		says "identical so far" && says "ends in the middle"
}

usb_program() {
	cat >"$dir/usb.sh" <<-'END'
		attache=$1 dir=$2
		until_count() {
			for _ in $(seq 200); do
				[ "$(grep -c "$1" "$dir/run")" -ge "$2" ] &&
					return 0
				sleep 0.1
			done
			return 1
		}
		"$attache" run --device usb:1209:0001 --control none \
			--trace "$dir/usb.pcapng" >"$dir/run" 2>&1 &
		pid=$!
		until_count "link wwan0 up" 1 || exit 11
		echo unplug >"$dir/fifo"
		until_count "link wwan0 down" 1 || exit 12
		echo plug >"$dir/fifo"
		until_count "link wwan0 up" 2 || exit 13
		kill -TERM $pid
		wait $pid || exit 14
	END
	mkfifo "$dir/fifo"
	rm -f "$dir/run"
}

replays_usb() {
	usb_program
	timeout 100 "$simodem" --usbfs --commands "$dir/fifo" -- \
		bash "$dir/usb.sh" "$attache" "$dir" >"$dir/out" 2>&1 &&
		run 0 replay "$dir/usb.pcapng" && says identical &&
		run 0 trace show "$dir/usb.pcapng" && says "< unplug" &&
		[ "$(grep -c "< plug" "$dir/out")" -eq 2 ]
}

echo "1..16"
check blocks_are_decoded_one_by_one decodes_blocks
check standard_input_is_decoded_as_json decodes_stdin
check bad_hex_is_named_with_line_and_column names_bad_hex
check unknown_file_is_told_what_it_was_taken_for says_what_it_took_it_for
check what_was_skipped_is_counted_for_each_reason says_what_it_skipped
check personal_values_are_shown_only_when_asked_for masks_decoded
check bad_message_does_not_hide_the_next decodes_on
check mbimex_version_chooses_the_layout knows_versions
check ntb_is_decoded_with_its_datagrams decodes_ntb
check traces_replay_and_are_counted replays_files
check difference_is_shown_beside_what_was_expected says_what_differs
check trace_is_shown_as_text shows_traces
check other_captures_are_named names_other_captures
if [ "${ATTACHE_NETNS:-}" = yes ]; then
	check run_on_a_pty_replays replays_pty
	check full_disk_does_not_end_a_run survives_full_disk
else
	skip run_on_a_pty_replays "no network namespace can be made here"
	skip full_disk_does_not_end_a_run "no network namespace can be made here"
fi
if [ "${ATTACHE_NETNS:-}" = yes ] && [ -r /dev/fuse ]; then
	check run_over_usb_with_a_replug_replays replays_usb
else
	skip run_over_usb_with_a_replug_replays \
		"needs a network namespace and /dev/fuse"
fi
exit $bad
