#!/usr/bin/awk -f
# Gathers the rows that the topics of tools/bench print (figure in lib.sh) into
# one table, in the order of table.txt, which is the first file.
function put(what, peer, before, now, target) {
	n++
	cell[n, 1] = what
	cell[n, 2] = peer
	cell[n, 3] = before
	cell[n, 4] = now
	cell[n, 5] = target
}

function first_of(a, b) {
	return a == "" || a == "-" ? b : a
}

function quoted(a) {
	return a == "-" ? a : a " *"
}

BEGIN {
	FS = "|"
	put("what", "peer", "before", "now", "target")
}
NR == FNR {
	if (!/^#/)
		frame[++keys] = $0
	next
}
sub(/^# row /, "") {
	row[++rows] = $0
}
END {
	for (k = 1; k <= keys; k++) {
		split(frame[k], f)
		found = 0
		for (i = 1; i <= rows; i++) {
			split(row[i], r)
			if (index(r[1], f[1]) != 1)
				continue
			found = used[i] = 1
			put(r[1], first_of(r[2], f[2]),
				first_of(r[3], quoted(f[3])), r[4],
				first_of(r[5], f[4]))
		}
		if (!found)
			put(f[1], f[2], quoted(f[3]), "(tools/bench " f[5] ")", f[4])
	}
	for (i = 1; i <= rows; i++) {
		split(row[i], r)
		if (!used[i])
			put(r[1], r[2], r[3], r[4], r[5])
	}
	print "== table (* is quoted, of commit 80c8df3)"
	for (i = 1; i <= n; i++)
		for (c = 1; c <= 4; c++)
			if (length(cell[i, c]) > width[c])
				width[c] = length(cell[i, c])
	for (i = 1; i <= n; i++)
		printf "%-*s  %-*s  %-*s  %-*s  %s\n", width[1], cell[i, 1],
			width[2], cell[i, 2], width[3], cell[i, 3], width[4],
			cell[i, 4], cell[i, 5]
}
