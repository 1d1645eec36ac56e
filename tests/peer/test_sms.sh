#!/bin/bash
# attache sms beside a run on a simulated modem: messages that come and go, and a run
# that is killed while they do. usage: test_sms.sh [mbim|qmi]
set -u
speaks=${1:-mbim}
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
# shellcheck source=tests/check.sh
. tests/check.sh
[ "${ATTACHE_NETNS:-}" != yes ] && unshare -n true 2>/dev/null &&
	ATTACHE_NETNS=yes exec unshare -n "$0" "$@"
sim='' run=''
trap 'kill $sim $run 2>/dev/null; rm -rf "$dir"' EXIT

profile=generic message=wms.raw_read
[ "$speaks" = qmi ] || profile=generic-4g message=sms.read
cat >"$dir/scenario.yaml" <<'END'
sim:
  messages:
    places: 3
    stored:
      - {from: "+15550100", text: "Was there before"}
delays: {report_ms: 100}
END
cat >"$dir/attache.yaml" <<END
control: $dir/control
trace: $dir/trace.pcapng
sms: {spool: $dir/spool}
END

begins() {
	beside "$dir/run" "$attache" run --config "$dir/attache.yaml" \
		--device "$speaks:$(readlink "$dir/pty")"
	run=$!
	until_in "$dir/run" "link wwan0 up"
}

online() {
	mkfifo "$dir/commands"
	beside "$dir/sim" "$simodem" --profile $profile --pty "$dir/pty" \
		--scenario "$dir/scenario.yaml" \
		--commands "$dir/commands"
	sim=$!
	until_ok 20 test -e "$dir/pty" && exec 9<>"$dir/commands" && begins
}

sms() { # STATUS ARGS...
	run "$1" sms "${@:2}" --control "$dir/control"
}

# lists TEXT: in a line of its own
lists() {
	sms 0 list && says "$1"
}

# shows WANTED ARGS...: this is printed, but for the times
shows() {
	sms 0 "${@:2}" &&
		[ "$(sed 's/ 20[0-9T:+-]*/ TIME/' "$dir/out" | paste -s -d ' ')" = "$1" ]
}

comes() {
	echo "sms 4477 Hello
sms +15550100 $long" >&9
	until_ok 10 lists "new from 4477" && until_ok 10 lists "at last"
}

is_read() {
	shows "2 new from 4477 TIME Hello" read 2 &&
		shows "2 from 4477 TIME Hello" read 2
}

is_sent() {
	shows 5 send --report --validity 60 +15550101 "Grüße" &&
		until_ok 10 lists " (delivered): Grüße"
}

# The longest there is goes out, and comes back; one more does not.
longest() {
	printf '%039015d' 0 >"$dir/text"
	run 0 sms send --json --control "$dir/control" +15550101 - <"$dir/text" &&
		says '"parts":255,"parts_here":255' && sms 0 read 8 --json &&
		[ "$(grep -o '"text":"0*"' "$dir/out" | wc -c)" = 39025 ] || return 1
	printf 0 >>"$dir/text"
	run 1 sms send --control "$dir/control" +15550101 - <"$dir/text" &&
		moans "a text has at most 255 parts" || return 1
	printf '%0100000d' 0 >"$dir/text"
	run 2 sms send --control "$dir/control" +15550101 - <"$dir/text" &&
		moans "a text has at most 255 parts"
}

from_standard_input() {
	printf 'one\ntwo\n' >"$dir/text"
	run 0 sms send --json --control "$dir/control" +15550101 - <"$dir/text" &&
		says '"id":7,"type":"submit","state":"sent"' '"text":"one\u000atwo"' \
			'"parts":1,"parts_here":1'
}

is_refused() { # WORDS STATUS ARGS...
	sms "${@:2}" && moans "$1"
}

# A network that is not there does not take it.
is_not_sent() {
	echo "network off" >&9
	until_in "$dir/run" "attached --" && sms 1 send +15550101 "No way" &&
		lists "No way"
	local status=$?
	echo "network on" >&9
	return $status
}

deletes() {
	sms 0 delete 2 && sms 0 list && ! says "4477" && sms 1 delete 2 &&
		moans "no such message" && sms 0 delete all && shows "" list
}

# Killed at any moment, twenty times, while messages come: each is there, once.
survives_kills() {
	local i
	for i in $(seq 20); do
		echo "sms 4477 Message $i." >&9
		sleep "0.0$((i % 10))"
		kill -KILL "$run"
		wait "$run"
		echo "sms 4478 Another $i." >&9
		begins || return
	done
	until_ok 20 lists "Another 20."
	for i in $(seq 20); do
		[ "$(grep -c "Message $i\\.$" "$dir/out")" = 1 ] &&
			[ "$(grep -c "Another $i\\.$" "$dir/out")" = 1 ] || return
	done
	[ "$(wc -l <"$dir/out")" = 40 ]
}

only_its_owner_may_read() {
	[ "$(stat -c %a "$dir/spool"/0*[0-9] | sort -u)" = 600 ]
}

is_not_kept() {
	mv "$dir/spool" "$dir/away" && : >"$dir/spool" &&
		sms 1 send 4477 x && moans "cannot be written"
	local status=$?
	rm "$dir/spool" && mv "$dir/away" "$dir/spool" && return $status
}

# Neither log nor trace has what people wrote, and the trace is whole.
private() {
	kill -TERM "$run" && wait "$run" && run 0 replay "$dir/trace.pcapng" &&
		says identical && run 0 decode "$dir/trace.pcapng" &&
		says $message && ! grep -q "_data: 0[0-9]\|4477\|Message" "$dir/out" "$dir/run"
}

long=$(printf '%0200d, at last' 0)
echo "1..19"
check begins online
check message_of_before_is_taken until_ok 10 lists "1 new from +15550100"
check messages_come_at_once comes
check long_text_is_one_message sms 0 list
check message_is_read is_read
check message_is_sent_and_reported is_sent
check text_may_be_standard_input from_standard_input
check longest_text_goes_and_a_longer_is_told longest
check number_that_is_none_is_told is_refused "this cannot be sent" 1 send nobody x
check text_that_is_missing_is_told is_refused "a number and a text" 2 send 4477
check verb_that_is_none_is_told is_refused "not list, read, send or delete" 2 sent
check id_that_is_none_is_told is_refused "is no number of a message" 2 read x
check message_that_is_not_there_is_told is_refused "there is no message 99" 1 read 99
check network_that_is_gone_is_told is_not_sent
check messages_are_deleted deletes
check killed_run_loses_and_doubles_nothing survives_kills
check folder_that_cannot_be_written_is_told is_not_kept
check files_are_for_their_owner_alone only_its_owner_may_read
check nothing_of_it_is_told private
exit $bad
