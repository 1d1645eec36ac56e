#!/bin/bash
# Wireshark's tshark opens a trace without any preference, decodes what attache
# decodes, and shows what happened between the messages.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
record=$ATTACHE_BUILD/tests/replay/record
# shellcheck source=tests/check.sh
. tests/check.sh
echo "1..10"

if ! command -v tshark >/dev/null; then
	for n in 1 2 3 4 5 6 7 8 9 10; do
		echo "ok $n - trace in tshark # SKIP no tshark"
	done
	exit 0
fi

# A home without preferences.
tshark() {
	HOME=$dir XDG_CONFIG_HOME=$dir command tshark -r "$@" 2>>"$dir/err"
}

recorded() {
	"$record" "$dir/run.pcapng" && "$record" "$dir/cut.pcapng" fragments &&
		"$record" "$dir/clear.pcapng" clear
}

opens() {
	local run

	for run in run cut clear; do
		: >"$dir/err"
		tshark "$dir/$run.pcapng" >"$dir/$run.list" || return 1
		# it warns when it is run by root
		! grep -v 'Running as user' "$dir/err" || return 1
		[ "$(wc -l <"$dir/$run.list")" -gt 60 ] || return 1
	done
}

nothing_malformed() {
	local run

	for run in run cut clear; do
		tshark "$dir/$run.pcapng" -Y '_ws.malformed ||
			_ws.expert.severity == error ||
			_ws.expert.severity == warning'
	done >"$dir/malformed"
	! grep . "$dir/malformed"
}

# "command_done device_caps", "command pin set"
by_tshark() {
	tshark "$1" -Y mbim -T fields -e _ws.col.Info |
		sed -e '/Fragment/d' -e 's/_MSG//' -e 's/ *: / /' \
			-e 's/[()]//g' -e 's/ *$//' |
		tr 'A-Z' 'a-z'
}

by_attache() {
	"$attache" trace show "$1" |
		awk '/^[^ ]* (->|<-) / && !/ fragment / {
			cid = $5
			sub(/.*\./, "", cid)
			op = $6 == "query" || $6 == "set" ? " " $6 : ""
			if ($3 ~ /^(command|command_done|indicate_status)$/)
				print $3 " " cid op
			else
				print $3
		}'
}

same_messages() {
	by_tshark "$1" >"$dir/theirs"
	by_attache "$1" >"$dir/ours"
	[ "$(wc -l <"$dir/ours")" -gt 40 ] && diff "$dir/theirs" "$dir/ours"
}

# Each transition is a comment.
transitions() {
	tshark "$dir/run.pcapng" -T fields -E 'aggregator=;' -e frame.comment |
		sed 's/;+/\n+/g' | grep '^+' >"$dir/theirs"
	"$attache" trace show "$dir/run.pcapng" | grep -e '--> ' >"$dir/ours"
	[ "$(wc -l <"$dir/ours")" -gt 30 ] && diff "$dir/theirs" "$dir/ours"
}

between_messages() {
	local text

	for text in 'want connected' 'plug max_control=4096' \
		'link_up 0 10.64.0.2/30' 'link_down 0' 'want off' closed; do
		grep -F " $text" "$dir/run.list" || return 1
	done
}

# Inbound is what the modem sent.
directions() {
	local in out

	in=$(tshark "$dir/run.pcapng" -Y 'frame.packet_flags_direction == 1' |
		grep -c -e COMMAND_DONE -e INDICATE -e OPEN_DONE)
	out=$(tshark "$dir/run.pcapng" -Y 'frame.packet_flags_direction == 2' |
		grep -c -e COMMAND_MSG -e OPEN_MSG -e CLOSE_MSG)
	[ "$in" -gt 20 ] && [ "$out" -gt 15 ] &&
		[ $((in + out)) -ge "$(by_tshark "$dir/run.pcapng" |
			grep -vc close)" ]
}

masked() {
	tshark "$dir/run.pcapng" -V >"$dir/all" &&
		grep -F 'PIN: ****' "$dir/all" &&
		grep -F 'Subscriber Id: ***************' "$dir/all" &&
		grep -F 'Data: internet' "$dir/all"
}

# Wireshark saves in its own way: other blocks, other units of time.
replays_resaved() {
	editcap "$dir/cut.pcapng" "$dir/saved.pcapng" &&
		! cmp -s "$dir/cut.pcapng" "$dir/saved.pcapng" &&
		"$attache" replay "$dir/saved.pcapng"
}

check trace_is_recorded recorded
check trace_opens_without_preferences opens
check no_packet_is_malformed nothing_malformed
check messages_are_what_attache_decodes same_messages "$dir/run.pcapng"
check fragments_are_put_together same_messages "$dir/cut.pcapng"
check transitions_are_comments transitions
check text_between_messages_is_visible between_messages
check direction_is_from_and_to_the_modem directions
check personal_values_are_stars masked
check trace_saved_by_wireshark_replays replays_resaved
exit $bad
