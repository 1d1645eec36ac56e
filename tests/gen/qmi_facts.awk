# The rows of qmi-gen-spec --fields as facts, one a line; qmi_tables_facts.awk
# writes the same of the public tables.
BEGIN { FS = "\t" }

$1 == "enum" {
	print "enum", $2, $3, $4
}

$1 == "field" {
	n = members[$2]++
	row[$2, n] = $0
}

$1 == "message" {
	# a response stands for its request
	if ($5 != "response")
		print $2 "." $3, $5, $4
	at = $2 "." $3 " " $5
	for (i = 0; i < members[$8]; i++) {
		split(row[$8, i], f, "\t")
		if (f[4] != "result")
			put(at " " f[5] " " f[4], row[$8, i],
				f[12] == "-" ? "-" : f[12])
	}
}

# Those of the member in this row, which is called `at`.
function put(at, r, need,    f, i, n, type) {
	split(r, f, "\t")
	type = f[6]
	if (f[10] != "-")
		type = type "(" f[10] ")"
	else if (f[11] > 0)
		type = type "[" f[11] "]"
	if (f[6] == "list")
		type = type " of " (f[9] != "-" ? "struct" : f[7])
	if (f[6] == "list" && f[7] == "u8" && f[8] == "-") {
		sub(/^list/, "data", type)
		sub(/ of .*/, "", type)
	}
	if (f[6] != "struct")
		print at, type, f[8], f[13], need
	if (f[9] == "-")
		return
	n = members[f[9]]
	for (i = 0; i < n; i++)
		put(at (f[6] == "list" ? "[]." : ".") name(row[f[9], i]),
			row[f[9], i], need)
}

function name(r,    f) {
	split(r, f, "\t")
	return f[4]
}
