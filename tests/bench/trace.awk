# The figures of tests/bench/trace.sh as tables, and as rows of the table.
$1 == "instr" {
	lines[$2, $3] = $7 - $5
	instr[$2, $3] = $8 - $6
	names[++n] = $2 " " $3 " " $4
	packets = lines["now", "tshark-r"]
}
$1 == "whole" {
	kb[$2, $3] = $5
	s[$2, $3] = $6
}
END {
	print "== trace: instructions of a packet (4000 messages that one" \
		" trace has more than another),"
	print "and a trace of 10^6 messages as a whole: kB in use at most, " \
		"user time"
	for (i = 1; i <= n; i++) {
		split(names[i], w, " ")
		line(w[1], w[2], w[3])
	}
	printf "a line each: attache %.0f instructions a line, tshark " \
		"%.0f: %.1fx\n", a_line("show"), a_line("tshark-r"),
		a_line("tshark-r") / a_line("show")
	row("show", "tshark-r", 10)
	row("show-v", "tshark-V", 20)
	row("replay", "tshark-r", 10)
}
function a_line(name) {
	return instr["now", name] / lines["now", name]
}
function line(side, name, beside) {
	printf "  %-6s %-9s %8.0f", side, name, instr[side, name] / packets
	if (beside != "-")
		printf " %6.1fx", instr["now", beside] / instr[side, name]
	else
		printf " %7s", ""
	printf " %10d kB %8.3f s", kb[side, name], s[side, name]
	if (beside != "-")
		printf " %6.1fx of %s", s["now", beside] / s[side, name], beside
	print ""
}
function cells(what, peer, before, now, target) {
	print "# row " what "|" peer "|" before "|" now "|" target
}
# Of instructions, and of user time.
function ratio(side, name, beside) {
	if (!((side, name) in instr))
		return "-"
	return sprintf("%.1fx, %.1fx",
		instr["now", beside] / instr[side, name],
		s["now", beside] / s[side, name])
}
function row(name, beside, target,    what) {
	what = "trace of 10^6 messages, " name
	cells(what ": RSS", beside " " kb["now", beside] " kB",
		("before", name) in kb ? kb["before", name] " kB" : "-",
		kb["now", name] " kB", "<= 4096 kB")
	cells(what ": instructions, time", beside " " \
		sprintf("%.0f a packet, %.1f s",
			instr["now", beside] / packets, s["now", beside]),
		ratio("before", name, beside), ratio("now", name, beside),
		">= " target "x")
}
