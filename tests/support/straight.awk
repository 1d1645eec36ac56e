# Turns the list of the spec (mbim-gen-spec --fields) into a row for each layout
# that has straight code:
#   awk -f straight.awk LIST >straight_rows.c
BEGIN {
	FS = "\t"
	print "/* Made from the spec. */"
	print "#include \"support/straight.h\"\n"
	print "#include \"generated/cids.h\"\n"
}
$1 == "field" && !seen[$2]++ {
	name[++n] = $2
}
$1 == "message" && $6 != "-" {
	is_message[$6] = 1
}
END {
	for (i = 1; i <= n; i++) {
		l = name[i]
		if (l in is_message) {
			print "static int decode_" l "(struct att_bytes body, void *out)"
			print "{\n\treturn mbim_" l "_decode(body, out);\n}\n"
			print "static int encode_" l "(const void *in, uint8_t *buf,"
			print "\tsize_t cap)"
			print "{\n\treturn mbim_" l "_encode(in, buf, cap);\n}\n"
		} else {
			print "static bool next_" l "(struct att_cursor *c, void *out)"
			print "{\n\treturn mbim_" l "_next(c, out);\n}\n"
		}
	}
	print "const struct straight_message straight_messages[] = {"
	for (i = 1; i <= n; i++)
		if (name[i] in is_message)
			print "\t{\"" name[i] "\", &mbim_" name[i] "_layout, decode_" name[i] \
				", encode_" name[i] "},"
	print "\t{NULL, NULL, NULL, NULL},\n};\n"
	print "const struct straight_struct straight_structs[] = {"
	for (i = 1; i <= n; i++)
		if (!(name[i] in is_message))
			print "\t{\"" name[i] "\", &mbim_" name[i] "_layout, next_" name[i] "},"
	print "\t{NULL, NULL, NULL},\n};"
}
