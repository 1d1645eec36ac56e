#!/bin/sh
# Counts the TAP lines in ctest's verbose log, shows what failed and what was
# skipped, and ends with `N passed, N failed, N skipped`.
# Usage: count.sh LOG FAILED-BUILDS
awk -v failed="$2" '
# A line of test 12 begins with "12: ".
match($0, /^[0-9]+: /) {
	id = substr($0, 1, RLENGTH - 2)
	line = substr($0, RLENGTH + 1)
	text[id] = text[id] line "\n"
	if (line ~ /^(not )?ok .*# SKIP/) { # cmocka says "not ok"
		skipped++
		gave_reason[id]++
		sub(/^(not )?ok /, "", line)
		print "skipped: " line
	} else if (line ~ /^ok /) {
		passed++
	} else if (line ~ /^not ok /) {
		failed++
		bad[id]++
		print "FAILED: " substr(line, 8)
	}
}
# ctest`s own verdict stands behind the name of the test, on the same line or on
# the next: a program that crashed or timed out says no "not ok".
/^ *[0-9]+\/[0-9]+ Test +#[0-9]+:/ {
	match($0, /#[0-9]+:/)
	id = substr($0, RSTART + 1, RLENGTH - 2)
	name = $0
}
# A test that could do nothing but skip is counted already, if it said why.
/^ *[0-9]+\/[0-9]+ Test .*\*\*\*Skipped|^\*\*\*Skipped/ && gave_reason[id] {
	next
}
/^ *[0-9]+\/[0-9]+ Test .*\*\*\*|^\*\*\*/ {
	if (!bad[id]) {
		failed++
		print "FAILED: " name $0
	}
	print "---- output of test " id
	n = split(text[id], lines, "\n")
	for (i = n > 60 ? n - 60 : 1; i < n; i++)
		if (lines[i] !~ /^ok /)
			print lines[i]
}
END {
	if (failed && !passed)
		print "no test passed: did the build fail?"
	printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
	exit failed || !passed
}' "$1"
