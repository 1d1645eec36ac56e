# Turns the list of the spec (mbim-gen-spec --fields) into C that reads each
# message of a modem from its bytes and visits each value in it:
#   awk -f layouts_visit.awk LIST >visit.c
# A type that is not known here ends the build, so that no field is passed over.

function condition(field, when, value,    at, number) {
	if (when == "-")
		return ""
	at = index(when, "=")
	value = substr(when, at + 1)
	number = value ~ /^[0-9]/ ? value : \
		number_of[enum_of[$2, substr(when, 1, at - 1)], value]
	return "if (m->" substr(when, 1, at - 1) " == " number "u)\n\t\t"
}

function line(field, type, of) {
	if (type == "count")
		return ""
	if (type ~ /_struct_array$|^struct_array$|^ms_struct$/)
		return "sum += each_" of "(&m->" field ");"
	if (type == "struct")
		return "sum += visit_" of "(&m->" field ");"
	if (type ~ /^(u(8|16|32|64)|i32)$/)
		return "sum += visit_" type "(m->" field ");"
	if (type ~ /^ref_ipv[46]$|^bytes$/)
		return "sum += visit_" type "(m->" field ");"
	if (type ~ /^(uuid|ipv4|ipv6)$/)
		return "sum += visit_" type "(&m->" field ");"
	if (type ~ /^(ref_bytes|size_bytes|here_bytes|rest|tlv)$/)
		return "sum += visit_view(m->" field ");"
	if (type ~ /^(tlv_)?string$/)
		return "sum += visit_text(&m->" field ");"
	if (type ~ /^(string|u32|ipv4|ipv6|tlv_u16)_array$|^tlv_list$/)
		return "sum += visit_" type "(&m->" field ");"
	print FILENAME ":" FNR ": a field of type " type >"/dev/stderr"
	failed = 1
	exit 1
}

BEGIN {
	FS = "\t"
	print "/* Made from the spec. */"
	print "#include \"tests/bench/layouts_visit.h\"\n"
}
$1 == "enum" {
	number_of[$2, $3] = $4
}
$1 == "field" {
	if (!($2 in body))
		order[++n] = $2
	enum_of[$2, $4] = $6
	code = line($4, $5, $7)
	body[$2] = body[$2] (code ? "\t" condition($4, $9) code "\n" : "")
	if ($7 != "-" && $5 != "struct")
		is_element[$7] = 1
}
$1 == "message" && $4 ~ /^(response|notification)$/ && $6 != "-" {
	is_message[$6] = 1
}
END {
	if (failed)
		exit 1
	for (i = 1; i <= n; i++) {
		l = order[i]
		print "static inline uint64_t visit_" l "(const struct mbim_" l " *m)"
		print "{\n\tuint64_t sum = 0;\n\n" body[l] "\treturn sum;\n}\n"
		if (l in is_element)
			print "EACH(" l ")\n"
		if (l in is_message) {
			print "READ(" l ")\n"
			rows = rows "\t{&mbim_" l "_layout, read_" l "},\n"
		}
	}
	print "const struct layouts_reader LAYOUTS_READERS[] = {\n" rows
	print "\t{NULL, NULL},\n};"
}
