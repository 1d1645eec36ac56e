# The public tables of QMI as facts, one a line, in the spec's words:
#   awk -f qmi_tables_facts.awk qmi_messages.tsv qmi_fields.tsv qmi_enums.tsv
# qmi_facts.awk writes the same of the spec.
BEGIN {
	FS = "\t"
	kind["req"] = "request"
	kind["resp"] = "response"
	kind["ind"] = "indication"
}

/^#/ { next }

# The inside of "(...)" or "[...]" with it, or nothing.
function counted(s,    m) {
	return match(s, /(\([^)]*\)|\[[0-9]+\])/) ? substr(s, RSTART, RLENGTH) : ""
}

# No name of C begins with a digit: 3gpp_time is time_3gpp.
function named(path,    part, n, i, all) {
	n = split(path, part, ".")
	for (i = 1; i <= n; i++) {
		if (part[i] ~ /^[0-9][a-z0-9]*_/ && match(part[i], /^[^_]*_/))
			part[i] = substr(part[i], RLENGTH + 1) "_" \
				substr(part[i], 1, RLENGTH - 1)
		all = all (i > 1 ? "." : "") part[i]
	}
	return all
}

function decimal(s,    i, v) {
	if (s !~ /^0x/)
		return s
	for (i = 3; i <= length(s); i++)
		v = 16 * v + index("0123456789abcdef", substr(s, i, 1)) - 1
	return v
}

function type_of(s, has_enum,    of) {
	sub(/<=[0-9]+$/, "", s)
	if (s ~ /^string/)
		return "text" counted(s)
	if (s !~ /^array/)
		return s
	of = s
	sub(/.* of /, "", of)
	if (of == "u16be" && s ~ /\[8\]/)
		return "ipv6"
	if (of == "u8" && s ~ /^array\[/)
		return "bytes" counted(s)
	if (of == "u8" && !has_enum)
		return "data" counted(s)
	if (of == "string")
		of = "text"
	return "list" counted(s) " of " of
}

$1 == "service" || $1 == "enum" { next } # the headings

# Of some messages nothing but the name is known, of a list of 2010: they are
# not in the spec.
FILENAME ~ /messages/ {
	if ($NF != "gobi")
		print $1 "." $3, kind[$5], $4
	next
}

FILENAME ~ /enums/ {
	print "enum", $1, $2, $4 == "enum" ? decimal($3) : $3
	next
}

# The elements of a list of values follow from the list.
$7 ~ /\[\]$/ { next }
{
	print $1 "." $2, kind[$3], $4, \
		named($5 ($7 == "" || $7 ~ /^\[/ ? "" : ".") $7), type_of($8, $9 != ""), $9 == "" ? "-" : $9,
		$10 == "" ? "-" : $10, $6 == "m" ? "mandatory" : "-"
}
