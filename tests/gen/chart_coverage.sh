#!/bin/sh
# edges_taken.sh, the judge of what the machine tests cover: it must see what
# is missing, what is made up, and that it has been given nothing.
set -u

tool=$ATTACHE_BUILD/gen/mbim-gen-chart
. tests/tap.sh

# judge TRACE: the exit status of edges_taken.sh, its words in $out/said.
judge() {
	tests/machine/edges_taken.sh "$ATTACHE_BUILD" "$@" \
		>"$out/said" 2>&1
	echo $?
}

# Trace lines that take every edge; connect speaks as its instance 1.
for chart in machines/*.rl; do
	"$tool" --edges "$chart"
done | awk '{
	if ($1 == "connect")
		$1 = "connect.1"
	line = "+0.120 " $1 " " $2 " --" $3 "--> " $4
	print line ($5 == "" ? "" : " " $5)
}' >"$out/all"

echo 1..8
[ "$(judge "$out/all")" -eq 0 ]
result coverage_accepts_traces_that_take_every_edge $?

grep -v 'idle --channel_open--> surveying' "$out/all" >"$out/less"
[ "$(judge "$out/less")" -eq 1 ] &&
	[ "$(grep -c '^# untaken:' "$out/said")" -eq 1 ] &&
	grep -q '^# untaken: attach idle channel_open surveying \[survey\]$' \
		"$out/said" &&
	grep -q '^not ok 1 - attach_takes_every_edge$' "$out/said" &&
	[ "$(grep -c '^ok ' "$out/said")" -eq 4 ]
result coverage_names_the_untaken_edge $?

echo '+0.120 attach idle --channel_open--> surveying [survey]' >"$out/rest"
[ "$(judge "$out/less" "$out/rest")" -eq 0 ]
result coverage_adds_up_over_files $?

echo '+0.120 attach idle --channel_open--> refused' >"$out/refused"
[ "$(judge "$out/less" "$out/refused")" -eq 1 ]
result coverage_does_not_count_refused_events $?

echo '+0.120 attach idle --channel_open--> attached' >"$out/wrong"
[ "$(judge "$out/all" "$out/wrong")" -eq 1 ] &&
	grep -q '^not ok 5 - traces_take_no_other_edge$' "$out/said" &&
	grep -q 'wrong:1: no edge of a chart: attach idle' "$out/said"
result coverage_refuses_edge_that_no_chart_has $?

grep ' connect' "$out/all" >"$out/some"
[ "$(judge --of=connect "$out/some" "$out/wrong")" -eq 0 ] &&
	[ "$(judge --of=connect,attach "$out/some")" -eq 1 ]
result coverage_is_of_the_machines_that_were_asked_for $?

echo 'nothing of interest' >"$out/other"
[ "$(judge "$out/other")" -eq 2 ]
result coverage_fails_without_trace_lines $?

[ "$(judge "$out/all" "$out/missing")" -eq 2 ]
result coverage_fails_without_its_file $?
exit $failed
