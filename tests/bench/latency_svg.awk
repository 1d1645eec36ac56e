#!/usr/bin/awk -f
# Draws what guest_latency.sh measured in its first round: a column for each of
# `cases`, above the ping (dots), below what the receiver has in each half
# second (lines), in a colour for each of `drivers`.
function text(x, y, anchor, words, more)
{
	printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>\n",
		x, y, anchor, more, words
}
function rule(x1, y1, x2, y2, colour)
{
	printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"" \
		" stroke=\"%s\"/>\n", x1, y1, x2, y2, colour
}
function title(case_,   c)
{
	split(case_, c, ":")
	return c[2] " TCP upload" (c[2] > 1 ? "s" : "") \
		(c[3] > 0 ? ", " c[3] " download" : "")
}
function x_of(col, t)
{
	return left + (col - 1) * (wide + gap) + t / last * wide
}
# A logarithmic scale of 1 to 1000 ms.
function ping_y(ms)
{
	ms = ms < 1 ? 1 : ms > 1000 ? 1000 : ms
	return top + high - log(ms) / log(1000) * high
}
function flow_y(col, mbit)
{
	return low + high - mbit / most[col] * high
}
# A number that four marks divide well.
function up_to(v,   step)
{
	step = v > 100 ? 40 : v > 10 ? 20 : 4
	return (int(v / step) + 1) * step
}
function frame(col, case_,   x, ms, i, t)
{
	x = x_of(col, 0)
	text(x + wide / 2, top - 12, "middle", title(case_),
		" font-weight=\"bold\"")
	for (ms = 1; ms <= 1000; ms *= 10) {
		rule(x, ping_y(ms), x + wide, ping_y(ms), "#ddd")
		text(x - 6, ping_y(ms) + 4, "end", ms, "")
	}
	for (i = 0; i <= 4; i++) {
		rule(x, low + high - i * high / 4, x + wide,
			low + high - i * high / 4, "#ddd")
		text(x - 6, low + high - i * high / 4 + 4, "end",
			most[col] * i / 4, "")
	}
	for (t = 0; t <= last; t += 2) {
		rule(x_of(col, t), low + high, x_of(col, t), low + high + 4,
			"#555")
		text(x_of(col, t), low + high + 17, "middle", t, "")
	}
	rule(x, top, x, top + high, "#555")
	rule(x, top + high, x + wide, top + high, "#555")
	rule(x, low, x, low + high, "#555")
	rule(x, low + high, x + wide, low + high, "#555")
	text(x + wide / 2, low + high + 36, "middle", "time, s", "")
}
BEGIN {
	left = 64
	top = 84
	wide = 280
	gap = 62
	high = 190
	low = top + high + 46
	n_cases = split(cases, case_of, " ")
	n_drivers = split(drivers, driver_of, " ")
	split("#1f6fb4 #d9541e #888888", colours, " ")
	for (i = 1; i <= n_cases; i++)
		column[case_of[i]] = i
	for (i = 1; i <= n_drivers; i++)
		colour[driver_of[i]] = colours[i]
	words["kernel"] = "kernel: cdc_mbim and fq_codel"
	words["attache"] = "attache over USB"
	words["before"] = "attache before"
}
!($4 in column) || $5 != 1 { next }
$1 == "ping" && $6 == 0 {
	dots = dots $3 " " $4 " " $7 " " $8 "\n"
	if ($7 > last)
		last = $7
	rate = $2
}
$1 == "flow" {
	points[$3, $4, $6] = points[$3, $4, $6] $7 " " $8 / 1000 "\n"
	if ($8 / 1000 > most[column[$4]])
		most[column[$4]] = $8 / 1000
}
END {
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\"" \
		" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n",
		left + n_cases * (wide + gap), low + high + 48
	print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
	text(left, 24, "start", "Ping and throughput through a modem of " \
		rate / 1e6 " Mbit/s uplink", " font-size=\"16\"")
	x = left
	for (i = 1; i <= n_drivers; i++) {
		printf "<circle cx=\"%d\" cy=\"44\" r=\"5\" fill=\"%s\"/>\n", x,
			colour[driver_of[i]]
		text(x + 10, 48, "start", words[driver_of[i]], "")
		x += 40 + 7 * length(words[driver_of[i]])
	}
	text(x, 48, "start", "dashed: the upload beside a download", "")
	for (i = 1; i <= n_cases; i++) {
		most[i] = up_to(most[i])
		frame(i, case_of[i])
	}
	text(0, 0, "middle", "ping, ms (logarithmic)",
		" transform=\"translate(18 " top + high / 2 ") rotate(-90)\"")
	text(0, 0, "middle", "received, Mbit/s",
		" transform=\"translate(18 " low + high / 2 ") rotate(-90)\"")
	n = split(dots, dot, "\n")
	for (i = 1; i < n; i++) {
		split(dot[i], d, " ")
		printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2\" fill=\"%s\"" \
			" fill-opacity=\"0.7\"/>\n",
			x_of(column[d[2]], d[3]), ping_y(d[4]), colour[d[1]]
	}
	for (key in points)
		line_of[++n_lines] = key
	# Ours and the kernel's lie over what was before.
	for (j = n_drivers * n_lines - 1; j >= 0; j--) {
		key = line_of[j % n_lines + 1]
		split(key, k, SUBSEP)
		if (k[1] != driver_of[int(j / n_lines) + 1])
			continue
		split(k[2], c, ":")
		n = split(points[key], point, "\n")
		printf "<polyline fill=\"none\" stroke=\"%s\"" \
			" stroke-width=\"1.8\"%s points=\"", colour[k[1]],
			(c[3] > 0 && k[3] ~ /^up/ ? \
			" stroke-dasharray=\"5 3\"" : "")
		for (i = 1; i < n; i++) {
			split(point[i], d, " ")
			if (d[1] <= last)
				printf "%.1f,%.1f ",
					x_of(column[k[2]], d[1]),
					flow_y(column[k[2]], d[2])
		}
		print "\"/>"
	}
	print "</svg>"
}
