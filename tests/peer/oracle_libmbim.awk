# Turns the headers of libmbim-glib into C that calls each of its functions
# with values from a tree, and makes trees of what they return:
#   awk -v talk=HEADER -f oracle_libmbim.awk mbim-*.h >calls.c
# HEADER has the functions that give arguments and get results. With -v
# parse=only there are no calls that make messages.
# Only headers that libmbim itself generates are read. A type that is not known
# here ends the build, so that no function is passed over.

function fail(what) {
	print FILENAME ":" FNR ": " what >"/dev/stderr"
	failed = 1
	exit 1
}

# "const guint8 **out_rand," -> type[n] "const guint8 **", name[n] "rand"
function take_member(line,    at) {
	gsub(/^[ \t]+|[,;][ \t]*$/, "", line)
	at = match(line, /[a-z0-9_]+$/)
	if (!at)
		fail("no name in '" line "'")
	n++
	name[n] = substr(line, at)
	sub(/^out_/, "", name[n])
	type[n] = substr(line, 1, at - 1)
	gsub(/ +$/, "", type[n])
	gsub(/ \*/, "*", type[n])
	counts[n] = 0
}

# The member that holds the length of member i: the last size or count before
# it. 0: none, the length is fixed.
function length_of(i, suffix,    k) {
	for (k = i - 1; k > 0; k--)
		if (name[k] ~ suffix "$") {
			counts[k] = 1
			return k
		}
	return 0
}

function find_lengths(    i) {
	for (i = 1; i <= n; i++) {
		len[i] = 0
		if (type[i] ~ /^(const )?guint8\*+$/)
			len[i] = length_of(i, "_size")
		else if (type[i] ~ /^guint32\*$/ && in_struct)
			len[i] = length_of(i, "_count")
		else if (type[i] ~ /^(guint16|MbimIPv[46])\*\*$/)
			len[i] = length_of(i, "_count")
		else if (type[i] ~ /^const MbimIPv[46]\*$/ &&
			 name[i - 1] == name[i] "_count")
			len[i] = length_of(i, "_count")
		else if (type[i] ~ /Array\*\*$|\*const\*$|^gchar\*\*\*$/)
			len[i] = length_of(i, "_count")
	}
}

function bare(t) {
	gsub(/const|\*| |Array$/, "", t)
	sub(/Array$/, "", t)
	return t
}

# --- structs ---------------------------------------------------------------

function read_struct(s,    i, v) {
	print "OPTIONAL void read_" s "(struct libmbim_talk *t, const char *name,"
	print "\tconst " s " *s)\n{"
	print "\tstruct libmbim_place up = libmbim_enter(t, name, s != NULL);\n"
	print "\tif (!s)\n\t\treturn;"
	for (i = 1; i <= n; i++) {
		v = "s->" name[i]
		if (counts[i])
			continue
		else if (type[i] ~ /^g(u?int(16|32|64)|boolean)$/)
			got = "number(t, \"" name[i] "\", " unsigned(type[i]) v ")"
		else if (type[i] == "gchar*")
			got = "text(t, \"" name[i] "\", " v ")"
		else if (type[i] ~ /^Mbim(Uuid|IPv4|IPv6)$/)
			got = "bytes(t, \"" name[i] "\", &" v ", sizeof(" v "))"
		else if (type[i] == "guint8*")
			got = "bytes(t, \"" name[i] "\", " v ", s->" name[len[i]] ")"
		else if (type[i] == "guint32*")
			got = "u32s(t, \"" name[i] "\", " v ", s->" name[len[i]] ")"
		else
			fail("a member of type " type[i])
		print "\tlibmbim_got_" got ";"
	}
	print "\tlibmbim_leave(t, up);\n}\n"
	print "OPTIONAL void read_list_" s "(struct libmbim_talk *t,"
	print "\tconst char *name, " s " **a)\n{"
	print "\tstruct libmbim_place up = libmbim_enter_list(t, name);\n"
	print "\tfor (; a && *a; a++)\n\t\tread_" s "(t, \"\", *a);"
	print "\tlibmbim_leave(t, up);\n}\n"
}

function unsigned(t) {
	return t == "gint32" || t == "gboolean" ? "(guint32)" : ""
}

function make_struct(s,    i, give) {
	print "OPTIONAL const " s " *make_" s "(struct libmbim_talk *t,"
	print "\tconst struct value *like)\n{"
	print "\tstruct libmbim_place up = {t->like, t->out};"
	print "\t" s " *s = value_alloc(t->pool, sizeof(*s));\n"
	print "\tif (!like)\n\t\treturn NULL;"
	print "\tt->like = like;"
	for (i = 1; i <= n; i++) {
		if (counts[i])
			continue
		if (type[i] ~ /^g(u?int(16|32|64)|boolean)$/)
			give = "(" type[i] ")libmbim_give_number(t, \"" name[i] "\")"
		else if (type[i] == "gchar*")
			give = "(gchar *)(guintptr)libmbim_give_text(t, \"" name[i] "\")"
		else if (type[i] ~ /^Mbim(Uuid|IPv4|IPv6)$/)
			give = "*(const " type[i] " *)libmbim_give_bytes(t, \"" name[i] \
				"\", sizeof(" type[i] "))"
		else if (type[i] == "guint8*")
			give = "(guint8 *)(guintptr)libmbim_give_bytes(t, \"" name[i] "\", 0)"
		else if (type[i] == "guint32*")
			give = "libmbim_give_u32s(t, \"" name[i] "\")"
		print "\ts->" name[i] " = " give ";"
		if (len[i])
			print "\ts->" name[len[i]] " = libmbim_give_length(t, \"" \
				name[i] "\");"
	}
	print "\tlibmbim_leave(t, up);\n\treturn s;\n}\n"
	print "OPTIONAL const " s " *const *make_list_" s "("
	print "\tstruct libmbim_talk *t, const char *name)\n{"
	print "\tconst struct value *list = libmbim_find(t, name);"
	print "\tconst struct value *v = list ? list->first : NULL;"
	print "\tguint32 n = libmbim_give_length(t, name);"
	print "\tconst " s " **a = value_alloc(t->pool, (n + 1) * sizeof(*a));\n"
	print "\tfor (guint32 i = 0; i < n; i++, v = v->next)"
	print "\t\ta[i] = make_" s "(t, v);"
	print "\treturn a;\n}\n"
}

# --- functions -------------------------------------------------------------

# The argument for parameter i of a function that makes a message.
function argument(i,    b, q) {
	q = "(t, \"" name[i] "\""
	b = bare(type[i])
	if (counts[i])
		for (k = i + 1; k <= n; k++)
			if (len[k] == i)
				return "libmbim_give_length(t, \"" name[k] "\")"
	if (type[i] ~ /^(const )?(g(u?int(16|32|64)|boolean)|Mbim[A-Za-z0-9]+)$/)
		return "(" b ")libmbim_give_number" q ")"
	if (type[i] == "const gchar*")
		return "libmbim_give_text" q ")"
	if (type[i] == "const guint8*")
		return "libmbim_give_bytes" q ", 0)"
	if (type[i] ~ /^const Mbim(Uuid|IPv4|IPv6)\*$/)
		return "libmbim_give_bytes" q ", sizeof(" b "))"
	if (type[i] == "const GList*")
		return "libmbim_give_tlvs" q ")"
	if (type[i] ~ /^const Mbim[A-Za-z0-9]+\*const\*$/)
		return "make_list_" b q ")"
	if (type[i] ~ /^const Mbim[A-Za-z0-9]+\*$/)
		return "make_" b "(t, libmbim_find" q "))"
	fail("a parameter of type " type[i])
}

function emit_make(    i) {
	print "static MbimMessage *" fn "(struct libmbim_talk *t)\n{"
	print "\t(void)t;\n\treturn mbim_message_" fn "("
	for (i = 1; i <= n; i++)
		print "\t\t" argument(i) ","
	print "\t\tNULL);\n}\n"
	rows = rows "\t{\"" fn "\", " fn ", NULL},\n"
}

# A variable for what comes out, freed at the end of the block.
function variable(t, v,    b) {
	sub(/\*$/, "", t)
	b = bare(t)
	if (t ~ /^(g(u?int(16|32|64)|boolean)|Mbim[A-Za-z0-9]+)$/)
		return t " " v " = 0"
	if (t == "gchar*")
		return "g_autofree gchar *" v " = NULL"
	if (t == "gchar**")
		return "g_auto(GStrv) " v " = NULL"
	if (t ~ /^const .*\*$/)
		return t v " = NULL"
	if (t ~ /^(guint16|MbimIPv4|MbimIPv6)\*$/)
		return "g_autofree " t v " = NULL"
	if (t == "GList*")
		return "g_autolist(MbimTlv) " v " = NULL"
	if (t ~ /Array\*$/)
		return "g_autoptr(" b "Array) " v " = NULL"
	if (t ~ /^Mbim[A-Za-z0-9]+\*$/)
		return "g_autoptr(" b ") " v " = NULL"
	fail("a result of type " t "*")
}

function result(i,    t, b, v, q) {
	t = type[i]
	sub(/\*$/, "", t)
	b = bare(t)
	v = "v" i
	q = "(t, \"" name[i] "\", "
	if (t ~ /^(g(u?int(16|32|64)|boolean)|Mbim[A-Za-z0-9]+)$/)
		return "libmbim_got_number" q "(" (t ~ /64$/ ? "guint64" : "guint32") ")" v ")"
	if (t == "gchar*")
		return "libmbim_got_text" q v ")"
	if (t == "gchar**")
		return "libmbim_got_texts" q v ")"
	if (t == "const guint8*")
		return "libmbim_got_bytes" q v ", " (len[i] ? "v" len[i] : \
			"libmbim_give_length(t, \"" name[i] "\")") ")"
	if (t ~ /^const Mbim(Uuid|IPv4|IPv6)\*$/)
		return "libmbim_got_bytes" q v ", " v " ? sizeof(*" v ") : 0)"
	if (t == "guint16*")
		return "libmbim_got_u16s" q v ", v" len[i] ")"
	if (t ~ /^MbimIPv[46]\*$/)
		return "libmbim_got_each" q v ", sizeof(*" v "), v" len[i] ")"
	if (t == "GList*")
		return "libmbim_got_tlvs" q v ")"
	if (t == "MbimTlv*")
		return "libmbim_got_tlv" q v ")"
	if (t ~ /Array\*$/)
		return "read_list_" b q v ")"
	return "read_" b q v ")"
}

function emit_parse(    i) {
	print "static gboolean " fn "(struct libmbim_talk *t, const MbimMessage *m)\n{"
	for (i = 2; i <= n; i++)
		print "\t" variable(type[i], "v" i) ";"
	print "\tg_autoptr(GError) error = NULL;\n"
	print "\tif (!mbim_message_" fn "(m,"
	for (i = 2; i <= n; i++)
		print "\t\t&v" i ","
	print "\t\t&error)) {"
	print "\t\tlibmbim_failed(t, error->message);\n\t\treturn FALSE;\n\t}"
	for (i = 2; i <= n; i++)
		if (!counts[i])
			print "\t" result(i) ";"
	print "\treturn TRUE;\n}\n"
	rows = rows "\t{\"" fn "\", NULL, " fn "},\n"
}

BEGIN {
	print "/* Made from the headers of libmbim-glib. */"
	print "#include \"" talk "\"\n"
	# Not every struct of libmbim is read or made by a message.
	print "#define OPTIONAL static __attribute__((unused))\n"
}
FNR == 1 {
	ours = 0
}
/GENERATED CODE/ {
	ours = 1
}
!ours {
	next
}
/^typedef struct \{/ {
	in_struct = 1
	n = 0
	next
}
in_struct && /^\} Mbim/ {
	s = $2
	sub(/;/, "", s)
	find_lengths()
	read_struct(s)
	if (!parse)
		make_struct(s)
	in_struct = 0
	next
}
in_struct {
	take_member($0)
	next
}
/^(MbimMessage \*|gboolean )mbim_message_[a-z0-9_]+_(new|parse) \($/ {
	fn = $0
	sub(/^.*mbim_message_/, "", fn)
	sub(/ \($/, "", fn)
	n = 0
	in_function = 1
	next
}
in_function && /GError \*\*error\);/ {
	find_lengths()
	if (fn ~ /_parse$/)
		emit_parse()
	else if (!parse)
		emit_make()
	in_function = 0
	next
}
in_function {
	take_member($0)
}
END {
	if (failed)
		exit 1
	print "const struct libmbim_function libmbim_functions[] = {\n" rows
	print "\t{NULL, NULL, NULL},\n};"
}
