# How long functions are. A body runs from a "{" to the "}" below it, each alone on
# its line; what opens a struct, a class or a namespace that way is none. Input:
# sources. Prints TAP, from number -v first= on, for the folders -v of=. Limits, in
# lines: -v median=, p90=, most= and file_most=.

function end_of_file() {
	if (path != "" && lines > file_most) {
		print "# " path ": " lines " lines"
		long_files++
	}
}

FNR == 1 {
	end_of_file()
	path = FILENAME
	inside = 0
	head = ""
}
{ lines = FNR }
inside {
	if ($0 == indent "}" || $0 == indent "};") {
		n = FNR - inside - 1
		count[n]++
		total++
		if (n > longest)
			longest = n
		if (n > most) {
			print "# " FILENAME ":" inside ": " n " lines"
			long_functions++
		}
		inside = 0
		head = ""
	}
	next
}
/^\t*\{$/ {
	if (head !~ /^(template|static|inline|typedef|extern|struct|class|union|enum|namespace)?[^()]*$/) {
		inside = FNR
		indent = $0
		sub(/\{$/, "", indent)
	}
	head = ""
	next
}
/^[ \t]*$/ || /[;}:{]$/ || /^[ \t]*(#|\*|\/\*|\/\/)/ {
	head = ""
	next
}
{
	text = $0
	sub(/^[ \t]+/, "", text)
	head = head " " text
}

function say(bad, promise) {
	print (bad ? "not " : "") "ok " first++ " - " of "_" promise
	failed += bad > 0
}

# The smallest length that this share of the functions does not exceed.
function at(share,    i, seen) {
	for (i = 0; i <= longest; i++) {
		seen += count[i]
		if (seen >= share * total)
			return i
	}
}

END {
	end_of_file()
	m = at(0.5)
	p = at(0.9)
	print "# " of ": " total " functions: median " m ", p90 " p ", longest " \
		longest " lines"
	say(long_functions || !total, "no_function_over_" most "_lines")
	say(m > median, "half_of_the_functions_have_at_most_" median "_lines")
	say(p > p90, "nine_of_ten_functions_have_at_most_" p90 "_lines")
	say(long_files, "no_file_over_" file_most "_lines")
	exit failed > 0
}
