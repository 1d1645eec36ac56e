# Prints what is wrong with a list of differences:
#   awk -f spec_differences.awk spec/differences.txt DIFFERENCES
# where DIFFERENCES has the true ones, "- fact" and "+ fact". Nothing if the
# list says them all, no others, and why.

# A pattern with * as an extended regular expression.
function expression(s,    out, c, i) {
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "*")
			out = out ".*"
		else if (c ~ /[a-z0-9_ @-]/)
			out = out c
		else
			out = out "[" c "]"
	}
	return "^" out "$"
}

FNR == 1 {
	file++
}

file == 1 && /^[-+] / {
	if (!reason)
		print FILENAME ":" FNR ": no reason stands above: " $0
	listed[++n] = $0
	line[n] = FILENAME ":" FNR
	sign[n] = substr($0, 1, 1)
	like[n] = expression(substr($0, 3))
	next
}

file == 1 {
	if (/^#/)
		reason = 1
	else if ($0 == "")
		reason = 0
	else
		print FILENAME ":" FNR ": no fact and no reason: " $0
	next
}

{
	found = 0
	for (i = 1; i <= n; i++)
		if (sign[i] == substr($0, 1, 1) && substr($0, 3) ~ like[i]) {
			hits[i]++
			found = 1
		}
	if (!found)
		print "not listed: " $0
}

END {
	for (i = 1; i <= n; i++)
		if (!(i in hits))
			print line[i] ": no such difference: " listed[i]
}
