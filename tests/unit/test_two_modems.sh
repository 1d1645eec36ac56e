#!/bin/bash
# One attache with two simulated modems, one of MBIM and one of QMI, on ptys: what
# its commands say of both, and that what happens to one is nothing to the other.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
# shellcheck source=tests/check.sh
. tests/check.sh
[ "${ATTACHE_NETNS:-}" != yes ] && unshare -n true 2>/dev/null &&
	ATTACHE_NETNS=yes exec unshare -n "$0"
pids=
trap 'kill -KILL $pids 2>/dev/null; rm -rf "$dir"' EXIT

ask() { # STATUS COMMAND [OPTION...]
	run "$1" "$2" --control "$dir/control" "${@:3}"
}

# modem NAME [OPTION...]: its pty is $dir/NAME
modem() {
	beside "$dir/$1.said" "$simodem" --pty "$dir/$1" "${@:2}"
	pids="$pids $!"
	until_ok 20 test -e "$dir/$1"
}

configuration() { # of these modems
	printf 'control: %s\nmodems:\n' "$dir/control"
	for name; do
		printf '  - {name: %s, device: "%s", trace: %s}\n' "$name" \
			"$([ "$name" = main ] || echo qmi:)$(readlink "$dir/$name")" \
			"$dir/$name.pcapng"
	done
}

begin() {
	modem main && modem backup \
		--profile tools/simodem/profiles/qmi/generic.yaml || return
	configuration main backup >"$dir/c.yaml"
	beside "$dir/run" "$attache" run --config "$dir/c.yaml"
	pid=$!
	pids="$pids $pid"
	until_in "$dir/run" "main: link wwan0 up" &&
		until_in "$dir/run" "backup: link wwan1 up"
}

status() {
	ask 0 status && says "modem    main" "modem    backup" \
		"session  wwan0 up" "session  wwan1 up" &&
		ask 0 status --modem backup && says "session  wwan1 up" &&
		! grep -q 'wwan0\|modem ' "$dir/out"
}

status_json() {
	ask 0 status --json && python3 - "$dir/out" <<-'END'
		import json, sys
		both = json.load(open(sys.argv[1]))
		assert list(both) == ["main", "backup"], both
		for name, device in (("main", "wwan0"), ("backup", "wwan1")):
		    assert both[name]["connect_state"] == "up", both[name]
		    assert both[name]["sessions"][0]["name"] == device
	END
}

which() {
	ask 1 connect && moans \
		"attache has 2 modems, name one (--modem): main, backup" &&
		ask 1 connect --modem mian &&
		moans 'attache has no modem "mian", did you mean "main"?'
}

questions() {
	ask 0 query --modem main basic_connect.device_caps && says simodem &&
		ask 1 query basic_connect.device_caps &&
		moans "attache has 2 modems" &&
		ask 0 query attache.modems && says backup qmi:/dev/pts/
}

wanted() {
	ask 0 disconnect --modem backup && ask 0 status --modem main &&
		says "session  wwan0 up" && ask 0 status --modem backup &&
		says "session  wwan1 idle" && ask 0 connect --modem backup
}

metrics() {
	ask 0 metrics && says \
		'attache_session_up{modem="main",session="0",device="wwan0"} 1' \
		'attache_session_up{modem="backup",session="0",device="wwan1"} 1' &&
		[ "$(grep -c '^attache_up ' "$dir/out")" = 1 ] &&
		[ "$(grep -c '^# TYPE attache_attach_state ' "$dir/out")" = 1 ] &&
		ask 0 metrics --modem main && ! grep -q backup "$dir/out"
}

# What is told of one is what the log says of it.
monitor() {
	beside "$dir/one" "$attache" monitor --modem backup --control "$dir/control"
	one=$!
	beside "$dir/all" "$attache" monitor --json --control "$dir/control"
	all=$!
	pids="$pids $one $all"
	until_in "$dir/one" "control open" && until_in "$dir/all" begin &&
		ask 0 disconnect --modem main && ask 0 connect --modem main &&
		ask 0 disconnect --modem backup && ask 0 connect --modem backup &&
		until_in "$dir/one" "link wwan1 up" &&
		until_in "$dir/all" '"modem":"main"' && kill $one $all &&
		! grep -q wwan0 "$dir/one"
}

gone() {
	local was
	was=$(grep -c 'main:' "$dir/run")
	kill "$(echo $pids | cut -d' ' -f2)"
	until_in "$dir/run" "backup: modem gone" && sleep 1 &&
		[ "$(grep -c 'main:' "$dir/run")" = "$was" ] &&
		ask 0 status --modem main && says "session  wwan0 up"
}

reload() {
	configuration main >"$dir/c.yaml"
	kill -HUP "$pid"
	until_in "$dir/run" "modem backup is taken out" && ask 0 status &&
		says "session  wwan0 up" && ! grep -q 'modem ' "$dir/out" || return
	rm -f "$dir/backup"
	modem backup --profile tools/simodem/profiles/qmi/generic.yaml || return
	configuration main backup >"$dir/c.yaml"
	: >"$dir/run"
	kill -HUP "$pid"
	until_in "$dir/run" "backup: link wwan1 up" &&
		! grep -q 'main' "$dir/run" && ask 0 status --modem main &&
		says "session  wwan0 up"
}

traces() {
	kill -TERM "$pid" && wait "$pid"
	[ $? = 0 ] && run 0 replay "$dir/main.pcapng" && says identical &&
		run 0 replay "$dir/backup.pcapng" && says identical
}

names="both_modems_have_a_status
status_of_both_is_one_object
who_means_no_modem_is_told_which_there_are
questions_are_for_the_modem_that_is_named
what_is_wanted_of_one_is_not_wanted_of_the_other
metrics_are_of_each_modem
monitor_tells_of_one_or_of_all
a_modem_that_goes_leaves_the_other_online
a_reload_takes_one_out_and_in_again
each_trace_replays"
echo "1..11"
if [ "${ATTACHE_NETNS:-}" != yes ]; then
	for name in two_modems_come_online $names; do
		skip "$name" "no network namespace can be made here"
	done
	exit $bad
fi
check two_modems_come_online begin
check both_modems_have_a_status status
check status_of_both_is_one_object status_json
check who_means_no_modem_is_told_which_there_are which
check questions_are_for_the_modem_that_is_named questions
check what_is_wanted_of_one_is_not_wanted_of_the_other wanted
check metrics_are_of_each_modem metrics
check monitor_tells_of_one_or_of_all monitor
check a_modem_that_goes_leaves_the_other_online gone
check a_reload_takes_one_out_and_in_again reload
check each_trace_replays traces
exit $bad
