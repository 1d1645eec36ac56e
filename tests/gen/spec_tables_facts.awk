# The reference tables as facts, one a line, in the spec's words:
#   awk -f spec_tables_facts.awk cids.tsv fields.tsv enums.tsv uuids.tsv
# spec_facts.awk writes the same of the spec. What cannot be said in its words
# becomes a fact that the spec does not have.
BEGIN {
	FS = "\t"
	split("guint16 u16 guint32 u32 guint64 u64 gint32 i32 uuid uuid " \
	      "ipv4 ipv4 ipv6 ipv6 string string string-array string_array " \
	      "byte-array bytes ref-byte-array ref_bytes " \
	      "uicc-ref-byte-array size_bytes " \
	      "ref-byte-array-no-offset here_bytes unsized-byte-array rest " \
	      "struct struct struct-array struct_array " \
	      "ref-struct-array ref_struct_array ms-struct ms_struct " \
	      "ms-struct-array ms_struct_array ref-ipv4 ref_ipv4 " \
	      "ref-ipv6 ref_ipv6 ipv4-array ipv4_array ipv6-array ipv6_array " \
	      "guint32-array u32_array tlv tlv tlv-string tlv_string " \
	      "tlv-guint16-array tlv_u16_array tlv-list tlv_list", w, " ")
	for (i = 1; i in w; i += 2)
		type[w[i]] = w[i + 1]
	prefix["status"] = "status_error"
}

# ReadyState -> ready_state, IPv4Mtu -> ipv4_mtu, QMUX -> qmux
function snake(s,    out, c, p, n, i) {
	gsub(/IPv4/, "Ipv4", s)
	gsub(/IPv6/, "Ipv6", s)
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		p = substr(s, i - 1, 1)
		n = substr(s, i + 1, 1)
		if (i > 1 && c ~ /[A-Z]/ &&
		    (p ~ /[a-z0-9]/ || (p ~ /[A-Z]/ && n ~ /[a-z]/)))
			out = out "_"
		out = out tolower(c)
	}
	return out
}

# MbimNwError -> nw_error
function type_name(s) {
	if (s == "gboolean")
		return "boolean"
	if (s == "MbimStatusError")
		return "status"
	return snake(substr(s, 5))
}

function number(s,    n, i) {
	if (s !~ /^0x/)
		return s
	n = 0
	for (i = 3; i <= length(s); i++)
		n = n * 16 + index("0123456789abcdef",
				   tolower(substr(s, i, 1))) - 1
	return sprintf("%.0f", n)
}

# A name without a leading word and "_".
function without(s, word) {
	if (index(s, word "_") == 1)
		return substr(s, length(word) + 2)
	return s
}

function cid_name(service, name) {
	if (sub(/^\(wireshark\) /, "", name)) {
		name = without(tolower(name), service)
		sub(/^(ms|intc)_/, "", name)
		return name
	}
	sub(/^MBIM_CID_/, "", name)
	return without(tolower(name), service)
}

FNR == 1 {
	file++
	next
}

# cids.tsv; libmbim says the operations twice
file == 1 {
	cid[$1, $3] = $1 "." cid_name($1, $4)
	print "service", $1, $2
	print cid[$1, $3], "number", $3
	if ($6 != "")
		print cid[$1, $3], "ops", $6
	if ($7 != "")
		print cid[$1, $3], "ops", $7
	next
}

# fields.tsv; a field that counts stands before the arrays
file == 2 {
	if ($3 == "struct")
		where = "struct " type_name($4)
	else
		where = cid[$1, $3] "." $5 "@" $2
	name = snake($7)
	place[++fields] = where
	order[fields] = $6
	names[fields] = name
	kind[fields] = $8 in type ? type[$8] : $8
	if ($16 != "")
		kind[fields] = kind[fields] "/" $16
	if ($9 != "")
		print where, name, "enum", type_name($9)
	if ($10 != "")
		print where, name, "struct", type_name($10)
	if ($11 != "")
		print where, name, "size", $11
	if ($12 != "") {
		print where, name, "count", snake($12)
		counts[where, snake($12)] = 1
	}
	if ($13 != "") {
		n = split($13, part, "\"")
		print where, name, "when", snake(part[4]) "=" \
			without(tolower(part[12]), "mbim_sms_format")
	}
	if ($14 != "")
		print where, name, "max", $14
	if (kind[fields] == "rest" && $15 != "FALSE" && $5 ~ /query|set/)
		print where, name, "padded"
	if ($17 != "")
		print where, name, "personal"
	next
}

file == 3 {
	e = type_name($1)
	p = "mbim_" (e in prefix ? prefix[e] : e)
	print "enum", e, without(tolower($2), p), number($3)
	next
}

$1 == "context_type" {
	print "uuid", $1 "_" $2, $3
	next
}

{
	print "service", $2, $3
}

END {
	for (i = 1; i <= fields; i++) {
		if (kind[i] == "u32" && (place[i], names[i]) in counts)
			kind[i] = "count"
		print place[i], order[i], names[i], kind[i]
	}
}
