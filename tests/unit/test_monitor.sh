#!/bin/bash
# attache monitor beside a run on a simulated modem on a pty.
set -u
attache=${ATTACHE_PROGRAM:-$ATTACHE_BUILD/tools/attache/attache}
simodem=$ATTACHE_BUILD/tools/simodem/simodem
# shellcheck source=tests/check.sh
. tests/check.sh
control=$dir/control

# A run that is connected, with two monitors.
start() {
	beside "$dir/sim" "$simodem" --pty "$dir/pty"
	sim=$!
	for _ in $(seq 200); do
		[ -e "$dir/pty" ] && break
		sleep 0.1
	done
	beside "$dir/run" "$attache" run --device "$(readlink "$dir/pty")" --control "$control"
	run=$!
	until_in "$dir/run" "link wwan0 up" || return
	beside "$dir/lines" "$attache" monitor --control "$control"
	lines=$!
	beside "$dir/json" "$attache" monitor --json --control "$control"
	json=$!
	until_in "$dir/lines" "control open" && until_in "$dir/json" '"begin"'
}

begins() {
	start &&
		grep -qE "^[-0-9]{10} [:0-9]{8}\.[0-9]{3} control open, attach attached, connect up$" \
			"$dir/lines"
}

# What the run prints from here on, without its times, and what is monitored.
tells_the_words_of_the_log() {
	local from
	from=$(wc -l <"$dir/run")
	run 0 disconnect --control "$control" &&
		until_in "$dir/lines" "link wwan0 down" || return
	sed "1,${from}d; s/^[^ ]* //" "$dir/run" >"$dir/expected"
	sed '1d; s/^[^ ]* [^ ]* //' "$dir/lines" >"$dir/told"
	[ -s "$dir/expected" ] && diff "$dir/expected" "$dir/told"
}

ends_with_the_run() {
	kill -TERM "$run" && wait "$run" && wait "$lines" && wait "$json" &&
		tail -n 1 "$dir/lines" | grep -q "attache has ended$"
}

writes_json() {
	jq -se '.[0].kind == "begin" and .[-1].kind == "end" and
		([.[] | select(.kind == "step")] | length > 0 and
			all(.machine and .from and .event and
				.text == "\(.machine) \(.from) --\(.event)--> \(
					.to // "refused")\(if .effect then
					" [\(.effect)]" else "" end)")) and
		([.[] | select(.kind == "link")] | any(.text == "link wwan0 down")) and
		all(.time | test("^[0-9-]{10}T[0-9:]{8}[.][0-9]{3}[+-][0-9:]{5}$"))
		and ([.[].time_ms] | . == sort)' "$dir/json"
}

is_told_that_nobody_runs() {
	run 1 monitor --control "$dir/none" && moans "attache is not running" &&
		run 2 monitor extra && run 2 monitor --jsn &&
		moans "did you mean --json?" && run 0 monitor --help &&
		says "usage: attache monitor"
}

says_that_attache_was_killed() {
	start && kill -KILL "$run" || return
	wait "$run"
	wait "$lines"
	[ $? = 1 ] && grep -q "attache hung up: it was killed" "$dir/lines"
}

ends_by_a_signal() {
	start && kill -TERM "$lines" && wait "$lines" && kill -INT "$json" &&
		kill -TERM "$json" && wait "$json"
	rc=$?
	kill -TERM "$run"
	wait "$run"
	return $rc
}

stop_modem() {
	kill "$sim"
	wait "$sim"
	rm -f "$dir/pty"
	# A run that a failed test has left would be waited for.
	# shellcheck disable=SC2046 # one word each
	kill -KILL $(jobs -pr) 2>/dev/null
}

echo "1..7"
check monitor_begins_with_where_all_stands begins
check monitor_has_the_words_of_the_log tells_the_words_of_the_log
check monitor_ends_with_attache ends_with_the_run
stop_modem
if command -v jq >/dev/null; then
	check monitor_writes_an_object_for_each_event writes_json
else
	skip monitor_writes_an_object_for_each_event "no jq"
fi
check monitor_says_that_attache_is_not_running is_told_that_nobody_runs
check monitor_says_that_attache_was_killed says_that_attache_was_killed
stop_modem
check monitor_ends_by_a_signal ends_by_a_signal
stop_modem
exit $bad
