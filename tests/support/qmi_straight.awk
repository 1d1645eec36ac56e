# Turns generated/qmi_messages.h into a row for each layout that has straight
# code:
#   awk -f qmi_straight.awk qmi_messages.h >qmi_straight_rows.c
/^QMI_(MESSAGE|STRUCT)\(/ {
	if (!/\)/) {
		first = $0
		getline
		$0 = first $0
	}
	split($0, part, /[()]/)
	gsub(/[ \t]/, "", part[2])
	name[++n] = part[2]
	is_message[n] = part[1] == "QMI_MESSAGE"
}
END {
	print "/* Made from the header of QMI's spec. */"
	print "#include \"support/qmi_straight.h\"\n"
	print "#include \"generated/qmi_messages.h\"\n"
	for (i = 1; i <= n; i++) {
		l = name[i]
		if (is_message[i]) {
			print "static int decode_" l "(struct att_bytes tlvs, void *out)"
			print "{\n\treturn qmi_" l "_decode(tlvs, out);\n}\n"
			print "static int encode_" l "(const void *in, uint8_t *buf,"
			print "\tsize_t cap)"
			print "{\n\treturn qmi_" l "_encode(in, buf, cap);\n}\n"
		} else {
			print "static bool next_" l "(struct att_cursor *c, void *out)"
			print "{\n\treturn qmi_" l "_next(c, out);\n}\n"
		}
	}
	print "static struct qmi_straight_message messages[] = {"
	for (i = 1; i <= n; i++)
		if (is_message[i])
			print "\t{\"" name[i] "\", QMI_LAYOUT_" name[i] ", NULL, decode_" name[i] \
				", encode_" name[i] "},"
	print "\t{NULL, 0, NULL, NULL, NULL},\n};\n"
	print "static struct qmi_straight_struct structs[] = {"
	for (i = 1; i <= n; i++)
		if (!is_message[i])
			print "\t{\"" name[i] "\", QMI_LAYOUT_" name[i] ", NULL, next_" name[i] "},"
	print "\t{NULL, 0, NULL, NULL},\n};"
	put_function("qmi_straight_message", "messages")
	put_function("qmi_straight_struct", "structs")
}
# The rows, with the layouts of their numbers.
function put_function(type, rows) {
	print "\nconst struct " type " *qmi_straight_" rows "(void)\n{"
	print "\tstruct " type " *row = " rows ";\n"
	print "\tfor (; row->number && !row->layout; row++)"
	print "\t\trow->layout = qmi_layout(row->number);"
	print "\treturn " rows ";\n}"
}
