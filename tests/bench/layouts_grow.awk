# Of "LAYOUT ELEMENTS WORK INSTRUCTIONS": what one element more costs, between
# each number of elements and the one before it. With -v verbose=1 for each
# layout; else for base_stations_info and the layout that is worst. Of elements
# that are only copied callgrind counts each byte or none, as the copy is long
# or short: they are left out.
$3 == "nothing" {
	next
}
{
	cost[$1, $2, $3] = $4
	if (!seen[$1]++)
		layout[++n] = $1
	if (!works[$3]++)
		work[++m] = $3
}

function more(l, w, k) {
	return (cost[l, sizes[k], w] - cost[l, sizes[k - 1], w]) / \
		(sizes[k] - sizes[k - 1])
}

# Most over least.
function spread(l, w,    k, v, least, most) {
	if (more(l, w, 6) < 50)
		return 1
	for (k = 2; k <= 6; k++) {
		v = more(l, w, k)
		if (k == 2 || v < least)
			least = v
		if (k == 2 || v > most)
			most = v
	}
	return most / least
}

function show(l, w,    k) {
	printf "%-8s", w
	for (k = 2; k <= 6; k++)
		printf "%10.0f", more(l, w, k)
	printf "%8.2fx  %s\n", spread(l, w), l
}

function both(w,    l) {
	l = "ms_basic_connect_extensions.base_stations_info.response@3"
	return sprintf("%d / %d", more(l, w, 2), more(l, w, 6))
}

END {
	split("1 4 16 64 256 1024", sizes, " ")
	print "one element more in each array, instructions (goal: within 10 %)," \
		" of " n " layouts whose arrays have no limit:"
	printf "%-8s%10d%10d%10d%10d%10d%9s\n", "to", 4, 16, 64, 256, 1024,
		"spread"
	for (i = 1; i <= n; i++)
		for (j = 1; j <= m; j++)
			if (verbose || layout[i] ~ /base_stations_info.*@3/)
				show(layout[i], work[j])
	for (j = 1; j <= m; j++) {
		worst = 1
		for (i = 2; i <= n; i++)
			if (spread(layout[i], work[j]) > \
			    spread(layout[worst], work[j]))
				worst = i
		show(layout[worst], work[j])
	}
	print "(the number of an element is printed: more digits, more text)"
	for (j = 1; j <= m; j++)
		if (work[j] != "copy")
			print "# row base_stations_info v3, an element at" \
				" 4 / 1024, " work[j] "|-|-|" both(work[j]) "|-"
}
