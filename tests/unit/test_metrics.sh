#!/bin/bash
# attache metrics beside a run on a simulated modem: what it prints, the file for
# node_exporter, and what the parser of Python's prometheus_client makes of it.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
simodem=$ATTACHE_BUILD/tools/simodem/simodem
# Debian's, which has its packages; another may come first in PATH.
python=/usr/bin/python3
# shellcheck source=tests/check.sh
. tests/check.sh
[ "${ATTACHE_NETNS:-}" != yes ] && unshare -n true 2>/dev/null &&
	ATTACHE_NETNS=yes exec unshare -n "$0"
pids=
trap 'kill -KILL $pids 2>/dev/null; rm -rf "$dir"' EXIT

metrics() { # STATUS ARGS...
	run "$1" metrics --control "$dir/control" "${@:2}"
}

# The operator's name has what a label must escape, and what turns text around.
begin() {
	printf 'network:\n  operators: [{id: "00101", name: "%s"}]\n' \
		'a\"b\\c\u202Ed' >"$dir/s.yaml"
	beside "$dir/sim" "$simodem" --pty "$dir/pty" --scenario "$dir/s.yaml"
	pids=$!
	until_ok 20 test -e "$dir/pty" || return
	beside "$dir/run" "$attache" run --device "$(readlink "$dir/pty")" \
		--control "$dir/control"
	pid=$!
	pids="$pids $pid"
	until_in "$dir/run" "link wwan0 up"
}

online() {
	begin && metrics 0 &&
		says 'attache_up 1' 'attache_modem_info{modem="modem0",device="/dev/pts/' \
			',model="simodem",firmware="SIM.1.0",mbimex="3.0"} 1' \
			'attache_attach_state{modem="modem0",attache_attach_state="attached"} 1' \
			'attache_recovery_state{modem="modem0",attache_recovery_state="well"} 1' \
			'attache_session_up{modem="modem0",session="0",device="wwan0"} 1' \
			'attache_signal_rssi_dbm{modem="modem0"} -73' &&
		[ "$(tail -n 1 "$dir/out")" = "# EOF" ]
}

# Each step is a line of the log.
counts() {
	metrics 0 || return
	taken=$(grep -- '-->' "$dir/run" | grep -vc ' refused')
	[ "$taken" -gt 0 ] && grep -qx "attache_transitions_total{modem=\"modem0\"} $taken" "$dir/out" &&
		grep -qx "attache_recoveries_total{modem=\"modem0\"} 0" "$dir/out" &&
		grep -qx "attache_refused_events_total{modem=\"modem0\"} $(grep -c \
			-- '--> refused' "$dir/run")" "$dir/out"
}

hostile_name() {
	metrics 0 &&
		says "attache_network_info{modem=\"modem0\",provider=\"a\\\"b\\\\c?d\","
}

judged() {
	metrics 0 && $python - "$dir/out" <<-'END'
		import sys
		from prometheus_client.openmetrics import parser
		text = open(sys.argv[1], newline="").read()
		found = {f.name: f for f in
		         parser.text_string_to_metric_families(text)}
		name = found["attache_network"].samples[0].labels["provider"]
		assert name == 'a"b\\c?d', ascii(name)
		for family, kind in (("attache_attach_state", "stateset"),
		                     ("attache_build", "info"),
		                     ("attache_timeouts", "counter")):
		    assert found[family].type == kind, found[family]
	END
}

textfile() {
	(umask 077 && metrics 0 --textfile "$dir/a.prom") && [ ! -s "$dir/out" ] &&
		[ "$(stat -c %a "$dir/a.prom")" = 644 ] &&
		grep -qx 'attache_up 1' "$dir/a.prom" &&
		! grep -q '# EOF\|# UNIT\| stateset$\| info$' "$dir/a.prom" &&
		[ "$(echo "$dir"/a.prom*)" = "$dir/a.prom" ]
}

textfile_that_cannot_be() {
	metrics 1 --textfile "$dir/none/a.prom" &&
		moans "attache metrics: $dir/none/a.prom: No such file"
}

full() {
	timeout 60 "$attache" metrics --control "$dir/control" >/dev/full \
		2>"$dir/err"
	[ $? = 1 ] && moans "attache metrics: stdout: No space left on device"
}

no_modem() {
	kill "${pids% *}"
	until_in "$dir/run" "link wwan0 down" && metrics 0 &&
		says 'attache_up 1' 'attache_modem_info{modem="modem0",device="",model=""' \
			'attache_session_up{modem="modem0",session="0",device="wwan0"} 0' &&
		! grep -q signal "$dir/out"
}

no_attache() {
	kill -TERM "$pid"
	wait "$pid"
	metrics 1 && [ ! -s "$dir/out" ] &&
		moans "attache metrics: attache is not running" &&
		metrics 0 --textfile "$dir/a.prom" &&
		moans "attache metrics: attache is not running" &&
		[ "$(grep -v '^#' "$dir/a.prom")" = "attache_up 0" ]
}

usage() {
	run 0 metrics --help && says "usage: attache metrics" --textfile &&
		run 2 metrics extra && run 2 metrics --textfile &&
		run 2 metrics --http --textfile a.prom &&
		run 0 complete met && says metrics && run 0 --help &&
		says metrics
}

http() { # up|down
	$python tests/unit/test_metrics_http.py "$attache" "$dir/control" "$1"
}

# check_judged NAME COMMAND...: by Python's prometheus_client
check_judged() {
	if $python -c 'import prometheus_client.openmetrics.parser' 2>/dev/null; then
		check "$@"
	else
		skip "$1" "no prometheus_client, it is in the package python3-prometheus-client"
	fi
}

names="metrics_tell_of_a_modem_that_is_online
metrics_count_the_steps_of_the_log
metrics_escape_the_name_of_the_network
metrics_are_what_prometheus_client_reads
textfile_is_whole_and_for_all_to_read
textfile_that_cannot_be_written_is_told
metrics_that_cannot_be_written_are_told
metrics_tell_of_a_modem_that_has_gone
metrics_come_by_http
metrics_without_attache_end_with_1_or_say_so_in_the_file
metrics_by_http_say_that_attache_is_down"
echo "1..12"
check metrics_explains_itself usage
if [ "${ATTACHE_NETNS:-}" != yes ]; then
	for name in $names; do
		skip "$name" "no network namespace can be made here"
	done
	exit $bad
fi
check metrics_tell_of_a_modem_that_is_online online
check metrics_count_the_steps_of_the_log counts
check metrics_escape_the_name_of_the_network hostile_name
check_judged metrics_are_what_prometheus_client_reads judged
check_judged metrics_come_by_http http up
check textfile_is_whole_and_for_all_to_read textfile
check textfile_that_cannot_be_written_is_told textfile_that_cannot_be
check metrics_that_cannot_be_written_are_told full
check metrics_tell_of_a_modem_that_has_gone no_modem
check metrics_without_attache_end_with_1_or_say_so_in_the_file no_attache
check_judged metrics_by_http_say_that_attache_is_down http down
exit $bad
