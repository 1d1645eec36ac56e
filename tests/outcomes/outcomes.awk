# Rows of outcomes beside the results of tests. The first file is a list of
# `TEST RESULT` and `TEST:CASE RESULT`, the others are tables. A row has five
# columns, parted by tabs: item, input, before, after, and the tests that show
# it, parted by commas. A test is named by an expression that must match at least
# one whole name; `TEST:CASE` is one line of its TAP. Exits 1 if a row is wrong.
# Usage: awk [-v show=1] -f outcomes.awk RESULTS TABLE...
# show=1: the tables with the results, and also exits 1 if a row has failed; else
# only what is wrong with them, and cases are not looked for.
BEGIN {
	FS = "\t"
	split("item input before after tests", columns, " ")
}

function wrong(what) {
	print FILENAME ":" FNR ": " what
	bad++
}

# Worst first: one test that failed makes a row that failed.
function worse(a, b,    order) {
	order = "failed skipped missing passed"
	return index(order, a) <= index(order, b) ? a : b
}

# The result of all tests that `name` stands for; "" if there are none.
function result_of(name,    pattern, test, result) {
	if (!show)
		sub(/:.*/, "", name)
	pattern = "^(" name ")$"
	result = ""
	for (test in results)
		if (test ~ pattern)
			result = result == "" ? results[test] : \
				worse(result, results[test])
	return result
}

# A case of a test that this run did not choose.
function test_was_not_run(name,    test) {
	test = name
	return sub(/:.*/, "", test) && result_of(test) == "missing"
}

function row_result(    names, n, i, one, result) {
	result = "passed"
	n = split($5, names, ",")
	for (i = 1; i <= n; i++) {
		one = result_of(names[i])
		if (one == "" && test_was_not_run(names[i]))
			one = "missing"
		if (one == "") {
			wrong("there is no test " names[i])
			one = "failed"
		}
		result = worse(result, one)
	}
	return result
}

function cells_are_whole(    i) {
	if (NF != 5) {
		wrong("a row has 5 columns, this one " NF)
		return 0
	}
	for (i = 1; i <= NF; i++)
		if ($i ~ /^[ \t]*$/) {
			wrong("the column `" columns[i] "` is empty")
			return 0
		}
	return 1
}

# As the other tables that the tests print.
function show_row(result,    i, line) {
	line = "| " (result == "missing" ? "not run" : result)
	for (i = 1; i <= NF; i++) {
		gsub(/\|/, "\\|", $i)
		line = line " | " $i
	}
	print line " |"
}

FILENAME == ARGV[1] {
	split($0, part, " ")
	test = part[1]
	if (!(test in results) || results[test] == "missing")
		results[test] = part[2]
	else
		results[test] = worse(results[test], part[2])
	next
}
FNR == 1 && show {
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.tsv$/, "", name)
	print "\n| " name " | item | input | before | after | tests |"
	print "|---|---|---|---|---|---|"
}
{
	rows++
	if (!cells_are_whole()) {
		count["failed"]++
		next
	}
	result = row_result()
	count[result]++
	if (show)
		show_row(result)
}
END {
	if (!rows) {
		print "there are no rows"
		bad++
	}
	if (show)
		printf "\noutcomes: %d passed, %d failed, %d skipped, %d not run\n", \
			count["passed"], count["failed"], count["skipped"], \
			count["missing"]
	exit bad || (show && count["failed"])
}
