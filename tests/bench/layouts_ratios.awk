# Of "LAYOUT ELEMENTS SIDE INSTRUCTIONS": how many times fewer instructions
# attache takes than libmbim (-v peer=VERSION). With -v verbose=1 for each
# layout. -v rows=NAME names the rows for the summary.
$3 == "nothing" {
	nothing = $4
	next
}
{
	cost[$1, $2, $3] = $4 - nothing
}
$3 == "libmbim" {
	if (!seen[$1]++)
		layout[++n] = $1
}

function ratio(l, elements, side) {
	return cost[l, elements, "libmbim"] / cost[l, elements, side]
}

function summary(elements, side,    i, r, sum, worst, who) {
	for (i = 1; i <= n; i++) {
		r = ratio(layout[i], elements, side)
		sum += log(r)
		if (!who || r < worst) {
			worst = r
			who = layout[i]
		}
	}
	mean[elements, side] = exp(sum / n)
	least[elements, side] = worst
	printf "%4d elements, %-14s geometric mean %5.1fx (goal %2dx)," \
		" worst %5.1fx (goal 4x) %s\n", elements,
		side == "utf8" ? "texts UTF-8:" : "texts views:",
		mean[elements, side], side == "utf8" ? 5 : 10, worst, who
}

# "1.2 / 3.4 / 5.6" for 0, 4, 64 elements.
function three(a, side) {
	return sprintf("%.1fx / %.1fx / %.1fx", a[0, side], a[4, side],
		a[64, side])
}

function row(side, words, goal) {
	print "# row " rows ": 0 / 4 / 64 elements, " words "|libmbim " peer \
		" (" n ")|-|" three(mean, side) ", worst " three(least, side) \
		"|>= " goal "x, worst >= 4x"
}

END {
	split("0 4 64", sizes, " ")
	if (verbose) {
		printf "%-62s %4s %8s %8s %8s %7s %7s\n", "layout", "n",
			"views", "UTF-8", "libmbim", "views", "UTF-8"
		for (i = 1; i <= n; i++)
			for (k = 1; k <= 3; k++)
				printf "%-62s %4d %8d %8d %8d %6.1fx %6.1fx\n",
					layout[i], sizes[k],
					cost[layout[i], sizes[k], "views"],
					cost[layout[i], sizes[k], "utf8"],
					cost[layout[i], sizes[k], "libmbim"],
					ratio(layout[i], sizes[k], "views"),
					ratio(layout[i], sizes[k], "utf8")
	}
	for (k = 1; k <= 3; k++)
		summary(sizes[k], "views")
	for (k = 1; k <= 3; k++)
		summary(sizes[k], "utf8")
	row("views", "views", 10)
	row("utf8", "UTF-8", 5)
}
