#!/bin/sh
# edges_taken.sh BUILD_DIR [--of=CHART,...] TRACE_FILE...
# Which edges of the charts does no trace take? Trace lines are those of
# att_trace_text; lines of machines whose chart was not asked for, other lines, and refused events, are passed over. Prints TAP;
# exits 1 if an edge is untaken or if a trace takes an edge that no chart has, 2
# if it cannot tell.
set -u

usage() {
	echo "usage: $0 BUILD_DIR [--of=CHART,...] TRACE_FILE..." >&2
	exit 2
}
[ $# -ge 2 ] || usage
tool=$1/gen/mbim-gen-chart
charts=$(dirname "$0")/../../machines
shift
of=
case $1 in
--of=*)
	of=,${1#--of=},
	shift
	[ $# -ge 1 ] || usage
	;;
esac

for trace; do
	if [ ! -r "$trace" ]; then
		echo "$0: cannot read $trace" >&2
		exit 2
	fi
done
if ! edges=$(for chart in "$charts"/*.rl; do
	case $of in
	"" | *,"$(basename "$chart" .rl)",*) ;;
	*) continue ;;
	esac
	"$tool" --edges "$chart" || exit 1
done) || [ -z "$edges" ]; then
	echo "$0: no edges" >&2
	exit 2
fi

# The edges come first, on standard input: "attach idle channel_open surveying
# [survey]". A trace line is "+0.120 attach idle --channel_open--> surveying
# [survey]"; "connect.1" is an instance of connect.
printf '%s\n' "$edges" | awk '
FNR == 1 { file++ }
file == 1 {
	if ($0 in wanted)
		next
	order[++n] = $0
	wanted[$0] = 1
	if (!total[$1]++)
		machines[++n_machines] = $1
	next
}
$1 !~ /^\+[0-9]+\.[0-9]+$/ || $4 !~ /^--.*-->$/ { next }
{ lines++ }
$5 == "refused" { next }
{
	machine = $2
	sub(/\..*/, "", machine)
	if (!(machine in total))
		next
	event = substr($4, 3, length($4) - 5)
	edge = machine " " $3 " " event " " $5
	if ($6 != "")
		edge = edge " " $6
	if (edge in wanted) {
		if (!taken[edge]++)
			done[machine]++
	} else if (!strange[edge]++) {
		n_strange++
		print "# " FILENAME ":" FNR ": no edge of a chart: " edge
	}
}
END {
	if (!lines) {
		print "no trace line in these files" > "/dev/stderr"
		exit 2
	}
	print "1.." n_machines + 1
	for (i = 1; i <= n; i++)
		if (!(order[i] in taken))
			print "# untaken: " order[i]
	for (i = 1; i <= n_machines; i++) {
		m = machines[i]
		bad = done[m] < total[m]
		n_bad += bad
		print "# " m ": " done[m] + 0 " of " total[m] " edges"
		print (bad ? "not " : "") "ok " i " - " m \
			"_takes_every_edge"
	}
	print (n_strange ? "not " : "") "ok " i \
		" - traces_take_no_other_edge"
	exit n_bad + n_strange > 0
}' - "$@"
