#!/usr/bin/awk -f
# Gathers the rows that the topics of tools/bench print (figure in lib.sh) into
# one table.
BEGIN {
	FS = "|"
	split("what|peer|before|now|target", head)
	for (i = 1; i <= 5; i++)
		width[i] = length(cell[0, i] = head[i])
}
sub(/^# row /, "") {
	n++
	for (i = 1; i <= 5; i++) {
		cell[n, i] = $i
		if (length($i) > width[i])
			width[i] = length($i)
	}
}
END {
	print "== table"
	for (r = 0; r <= n; r++)
		for (i = 1; i <= 5; i++)
			printf "%-*s%s", i < 5 ? width[i] + 2 : 0, cell[r, i],
				i < 5 ? "" : "\n"
}
