# The rows of mbim-gen-spec --fields as facts, one a line, as
# spec_tables_facts.awk writes them of the tables.
BEGIN {
	FS = "\t"
}

$1 == "enum" {
	print "enum", $2, $3, $4
}

$1 == "uuid" || $1 == "service" {
	print $1, $2, $3
}

$1 == "cid" {
	print $2 "." $3, "number", $4
	print $2 "." $3, "ops", $5
}

# Fields come first, then the messages that hold them; what no message is
# called after is a struct.
$1 == "field" {
	row[$2, n[$2]++] = $0
}

$1 == "message" && $6 != "-" {
	used[$6] = 1
	say($2 "." $3 "." $4 "@" $5, $6)
}

function say(where, layout,    i, f) {
	for (i = 0; i < n[layout]; i++) {
		split(row[layout, i], f, "\t")
		print where, f[3], f[4], f[5]
		if (f[6] != "-")
			print where, f[4], "enum", f[6]
		if (f[7] != "-")
			print where, f[4], "struct", f[7]
		if (f[8] != "-")
			print where, f[4], "count", f[8]
		if (f[9] != "-")
			print where, f[4], "when", f[9]
		if (f[10] != "-")
			print where, f[4], "size", f[10]
		if (f[11] != "-")
			print where, f[4], "max", f[11]
		if (f[12] != "-")
			print where, f[4], "personal"
	}
}

END {
	for (layout in n)
		if (!(layout in used))
			say("struct " layout, layout)
}
