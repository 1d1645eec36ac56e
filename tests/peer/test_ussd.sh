#!/bin/bash
# attache ussd beside a run on a simulated modem: codes, talks, and what goes wrong.
# usage: test_ussd.sh mbim|qmi, which the modem speaks
set -u
speaks=$1
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
# shellcheck source=tests/check.sh
. tests/check.sh
[ "${ATTACHE_NETNS:-}" != yes ] && unshare -n true 2>/dev/null &&
	ATTACHE_NETNS=yes exec unshare -n "$0" "$@"
sim='' run=''
trap 'kill $sim $run 2>/dev/null; rm -rf "$dir"' EXIT

cat >"$dir/scenario.yaml" <<'END'
network:
  ussd:
    - {code: "*100#", says: "Balance: 5.00"}
    - {code: "*101#", says: "1 Balance\n2 Offers", result: asks}
    - {after: "*101#", code: "1", says: "5.00 Ω"}
    - {after: "*101#", code: "2", says: "Which one?", result: asks}
    - {after: "2", code: "ß", says: "Done"}
    - {code: "*102#", result: timeout}
    - {code: "*103#", says: "Goodbye", result: terminated}
    - {code: "*105#", says: "\e]0;t\a\u202Ex"}
    - {code: "*104#", result: other_client}
delays: {ussd_wait_ms: 5000}
END

modem=() prefix='' subject=ussd.ussd
[ "$speaks" = qmi ] && modem=(--profile generic) prefix=qmi: \
	subject=voice.originate_ussd_no_wait

online() {
	beside "$dir/sim" "$simodem" "${modem[@]}" --pty "$dir/pty" \
		--scenario "$dir/scenario.yaml"
	sim=$!
	until_ok 20 test -e "$dir/pty" || return
	beside "$dir/run" "$attache" run --device "$prefix$(readlink "$dir/pty")" \
		--control "$dir/control" --trace "$dir/trace.pcapng"
	run=$!
	until_in "$dir/run" "link wwan0 up"
}

# said STATUS WANTED ANSWERS ARGS...: with these lines as standard input, this is
# what is printed
said() {
	run "$1" ussd --control "$dir/control" "${@:4}" < <(printf '%b' "$3") &&
		[ "$(cat "$dir/out")" = "$(printf '%b' "$2")" ]
}

unclear() { # WORDS STATUS WANTED ANSWERS ARGS...
	said "${@:2}" && moans "$1"
}

no_answer_ends_it() {
	said 0 '1 Balance\n2 Offers' '' '*101#' && said 0 'Balance: 5.00' '' '*100#'
}

wrong_answer_ends_it() { # ANSWER WORDS
	unclear "$2" 2 '1 Balance\n2 Offers' "$1" '*101#' &&
		unclear "there is no talk" 1 '' '' --cancel
}

wrong_answers_end_it() {
	wrong_answer_ends_it "$(printf '%0300d' 0)\n" "too long" &&
		wrong_answer_ends_it '\xff\n' "no UTF-8"
}

connected() { # who listens has the name, and so has each connection
	[ "$(grep -cF "$dir/control2" /proc/net/unix)" -ge 2 ]
}

# attache is killed while an answer is waited for.
killed_in_a_talk() {
	beside "$dir/sim2" "$simodem" "${modem[@]}" --pty "$dir/pty2" \
		--scenario "$dir/scenario.yaml"
	local modem=$! other client status
	until_ok 20 test -e "$dir/pty2" || return
	beside "$dir/run2" "$attache" run --device "$prefix$(readlink "$dir/pty2")" \
		--control "$dir/control2"
	other=$!
	until_in "$dir/run2" "link wwan[0-9] up" || return
	"$attache" ussd --control "$dir/control2" '*102#' 2>"$dir/err" &
	client=$!
	until_ok 20 connected
	kill -KILL "$other"
	wait "$client"
	status=$?
	kill "$modem"
	[ $status = 1 ] && moans "attache closed the connection"
}

# Another program has begun one, and has gone.
left_open() {
	run 0 set --control "$dir/control" ussd.ussd action=initiate \
		data_coding_scheme=15 payload=aa182c3602 # *101#, packed
	unclear "another program" 1 '' '' '*100#' && said 0 '' '' --cancel &&
		said 0 'Balance: 5.00' '' '*100#' &&
		unclear "there is no talk" 1 '' '' --cancel
}

# QMI has no text with the end of a talk.
ended() {
	local words="Goodbye"
	[ "$speaks" = qmi ] && words=
	unclear "the network has ended the talk" 1 "$words" '' '*103#'
}

# QMI has no word for a network that says nothing.
silent() {
	local words="not answered in time"
	[ "$speaks" = qmi ] && words="the network has ended the talk"
	unclear "$words" 1 '' '' '*102#'
}

# What was said stands in neither log nor trace.
private() {
	kill -TERM "$run" && wait "$run" && run 0 replay "$dir/trace.pcapng" &&
		says identical && run 0 decode "$dir/trace.pcapng" &&
		says "$subject" && ! grep -q "payload: aa\|Balance" "$dir/out" "$dir/run"
}

echo "1..16"
check begins online
check code_is_answered said 0 'Balance: 5.00' '' '*100#'
check network_is_answered said 0 '1 Balance\n2 Offers\n5.00 Ω' '1\n' '*101#'
check talk_goes_on said 0 '1 Balance\n2 Offers\nWhich one?\nDone' '2\nß\n' '*101#'
check talk_without_an_answer_is_ended no_answer_ends_it
check answer_that_cannot_be_sent_ends_the_talk wrong_answers_end_it
check end_of_attache_is_told killed_in_a_talk
check unknown_code_is_told unclear "the network does not know this" 1 '' '' '*1#'
check silence_is_told silent
check end_is_told ended
check terminal_is_safe said 0 '?]0;t??x' '' '*105#'
check talk_that_is_open_is_told_and_ended left_open
check json_has_all said 0 \
	'{"kind":"ussd","response":"action_required","text":"1 Balance\\u000a2 Offers"}\n{"kind":"ussd","response":"no_action_required","text":"5.00 Ω"}' \
	'1\n' --json '*101#'
check code_that_is_too_long_is_told unclear "too long" 2 '' '' "$(printf '%0183d' 0)"
check code_that_is_missing_is_told unclear "a code is missing" 2 '' ''
check nothing_of_it_is_kept private
exit $bad
