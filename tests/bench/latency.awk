#!/usr/bin/awk -f
# What guest_latency.sh measured, as medians over the rounds, with the kernel's
# figures beside ours. -v seconds=S: how long a case lasted; -v short=1: a line
# a case.
function median(list, n, share,   i, j, v, sorted)
{
	if (!n)
		return 0
	for (i = 1; i <= n; i++) {
		v = list[i]
		for (j = i - 1; j >= 1 && sorted[j] > v; j--)
			sorted[j + 1] = sorted[j]
		sorted[j + 1] = v
	}
	i = int((n - 1) * share) + 1
	return sorted[i]
}
function pings(key, share,   n, i, list)
{
	n = n_pings[key]
	for (i = 1; i <= n; i++)
		list[i] = ping[key, i]
	return median(list, n, share)
}
# The sum of a case's sessions, as the median of the rounds.
function throughput(key, way,   n, r, list)
{
	for (r = 1; (key, r, way) in sum; r++)
		list[++n] = sum[key, r, way] / 1000
	return median(list, n, 0.5)
}
function ratio(a, b)
{
	return b ? sprintf("%.2fx", a / b) : "-"
}
function name(case_, short_,   c, text)
{
	split(case_, c, ":")
	text = c[2] (c[5] > 1 ? " + " c[2] : "") " upload" (c[2] > 1 ? "s" : "")
	if (c[3] > 0)
		text = text ", " c[3] " download"
	return text (short_ ? ", IPv" c[1] ", " c[4] : "") \
		(c[5] > 1 ? ", two sessions" : "")
}
function row(what, unit, target, k, b, a)
{
	printf "  %-24s %9.1f %9.1f %9s", what ", " unit, k, a, ratio(a, k)
	if (has_before)
		printf "   before %9.1f", b
	printf "   (goal %s)\n", target
}
function table_row(what, target, k, b, a)
{
	printf "# row %s|kernel %.1f|%s|%.1f (%s)|%s\n", what, k,
		has_before ? sprintf("%.1f", b) : "-", a, ratio(a, k), target
}
function rows(rate, case_, where,   k, a, b, way, goal)
{
	k = rate SUBSEP "kernel" SUBSEP case_
	a = rate SUBSEP "attache" SUBSEP case_
	b = rate SUBSEP "before" SUBSEP case_
	printf "%s, modem of %g Mbit/s %16s %9s %9s\n", name(case_), rate / 1e6,
		"kernel", "attache", "ratio"
	row("ping, median", "ms", "<= 1.2x", pings(k, 0.5), pings(b, 0.5),
		pings(a, 0.5))
	row("ping, 95 %", "ms", "-", pings(k, 0.95), pings(b, 0.95),
		pings(a, 0.95))
	for (way = "up"; way; way = way == "up" ? "down" : "") {
		if (!((k, 1, way) in sum))
			continue
		goal = way == "up" ? ">= 0.97x" : ">= 0.95x"
		row(way "load", "Mbit/s", goal, throughput(k, way),
			throughput(b, way), throughput(a, way))
		table_row(way "load: " name(case_) ", Mbit/s", goal,
			throughput(k, way), throughput(b, way),
			throughput(a, way))
	}
	table_row("ping: " name(case_) ", ms", "<= 1.2x", pings(k, 0.5),
		pings(b, 0.5), pings(a, 0.5))
	printf "  %-24s %8.0f%% %8.0f%%\n  %-24s %9d %9d\n",
		"guest's processor idle", idle(k), idle(a),
		"pings without answer", lost[k], lost[a]
}
function idle(key)
{
	return time[key] ? 100 - 100 * busy[key] / time[key] : 0
}
function line(rate, case_,   k, a)
{
	k = rate SUBSEP "kernel" SUBSEP case_
	a = rate SUBSEP "attache" SUBSEP case_
	printf "%-40s %7.1f %7.1f %7.1f %7.1f %7s %7.2f %7.2f %7s %4.0f%% %4.0f%%\n",
		rate / 1e6 " Mbit/s, " name(case_, 1), pings(k, 0.5),
		pings(a, 0.5), pings(k, 0.95), pings(a, 0.95),
		ratio(pings(a, 0.5), pings(k, 0.5)), throughput(k, "up"),
		throughput(a, "up"),
		ratio(throughput(a, "up"), throughput(k, "up")), idle(k),
		idle(a)
}
{
	key = $2 SUBSEP $3 SUBSEP $4
	if (!(($2, $4) in seen)) {
		seen[$2, $4] = 1
		order[++n_order] = $2 " " $4
	}
	has_before = has_before || $3 == "before"
}
# Without the second in which the flows begin.
$1 == "ping" && $7 > 3 && $7 < 2 + seconds { ping[key, ++n_pings[key]] = $8 }
$1 == "sum" { sum[key, $5, $6] += $7 }
$1 == "cost" {
	lost[key] += $6 - $7
	busy[key] += $8
	time[key] += $9
}
END {
	if (short)
		print "kernel and attache: ping, median and 95 %, ms, its" \
			" ratio; upload, Mbit/s, its ratio; idle"
	for (i = 1; i <= n_order; i++) {
		split(order[i], o, " ")
		if (short)
			line(o[1], o[2])
		else
			rows(o[1], o[2])
	}
}
