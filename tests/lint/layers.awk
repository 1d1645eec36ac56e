# Layers: what a folder may include, and whose functions it may call. Input: the
# rules (layers.txt); then "include FILE HEADER" for every #include of a header of
# ours, and "symbol SOURCE NM-LINE" for every symbol of every object. Prints TAP;
# with -v known=1 what breaks the rules as lines for them.

# A glob as a regular expression: * does not match a slash, ** does.
function regex(glob) {
	gsub(/\./, "\\.", glob)
	gsub(/\*\*/, "@", glob)
	gsub(/\*/, "[^/]*", glob)
	gsub(/@/, ".*", glob)
	return "^" glob "$"
}

# "includes FOLDER: GLOB..."
function rule(    i, folder) {
	folder = $2
	sub(/:$/, "", folder)
	if (!(folder in is_layer)) {
		is_layer[folder] = 1
		layer[++n_layers] = folder
	}
	has[$1, folder] = 1
	for (i = 3; i <= NF; i++)
		glob[$1, folder, ++n_globs[$1, folder]] = regex($i)
}

# "known GLOB includes|calls GLOB: REASON"
function known_line(    to, reason) {
	reason = $0
	if (sub(/^[^:]*: */, "", reason) == 0 || reason == "") {
		print "# no reason is given: " $0
		wrong++
		return
	}
	to = $4
	sub(/:$/, "", to)
	known_lines[++n_known] = $2 " " $3 " " to
	known_from[n_known] = regex($2)
	known_verb[n_known] = $3
	known_to[n_known] = regex(to)
}

function is_known(from, verb, to,    i, found) {
	for (i = 1; i <= n_known; i++)
		if (verb == known_verb[i] && from ~ known_from[i] &&
		    to ~ known_to[i])
			found = met[i] = 1
	return found
}

# The layer with the longest name that this file lies in.
function layer_of(f,    i, best) {
	for (i = 1; i <= n_layers; i++)
		if (index(f, layer[i] "/") == 1 && length(layer[i]) > length(best))
			best = layer[i]
	return best
}

function may(verb, folder, target,    i) {
	if (!((verb, folder) in has))
		return 1
	for (i = 1; i <= n_globs[verb, folder]; i++)
		if (target ~ glob[verb, folder, i])
			return 1
	return 0
}

# Where a header lies that is written like this.
function place(header) {
	return header ~ /^(drivers|gen|tools|tests|generated)\// ? header : \
		"src/" header
}

function breaks(from, verb, to, how,    what) {
	what = from " " verb " " to
	if (what in broken)
		return
	broken[what] = 1
	if (known) {
		print "known " what ": why" how
		return
	}
	if (is_known(from, verb, to)) {
		n_met++
		return
	}
	print "# " what how
	n_new++
}

# All that this file includes, and what that includes in turn.
function walk(folder, f, from,    i, h, p) {
	for (i = 1; i <= n_in[f]; i++) {
		h = includes[f, i]
		p = place(h)
		if (layer_of(p) != folder && !may("includes", folder, h)) {
			breaks(f, "includes", h, from == f ? "" : \
				" (and so does " from ")")
			continue
		}
		if ((folder, p) in walked)
			continue
		walked[folder, p] = 1
		walk(folder, p, from)
	}
}

list {
	if ($1 == "includes" || $1 == "calls")
		rule()
	else if ($1 == "known")
		known_line()
	else if (NF && $1 !~ /^#/) {
		print "# cannot be understood: " $0
		wrong++
	}
	next
}
$1 == "include" {
	includes[$2, ++n_in[$2]] = $3
	if (!($2 in is_source)) {
		is_source[$2] = 1
		source[++n_sources] = $2
	}
}
$1 == "symbol" && NF == 4 && $3 == "U" { wants[++n_wants] = $2 " " $4 }
$1 == "symbol" && NF == 5 && $4 ~ /^[TDBRC]$/ {
	if (!(($5, $2) in defined)) {
		defined[$5, $2] = 1
		n_defined[$5]++
	}
	definer[$5] = $2
	n_objects += !seen_object[$2]++
}
END {
	for (i = 1; i <= n_sources; i++) {
		folder = layer_of(source[i])
		if (folder == "")
			continue
		n_files++
		walk(folder, source[i], source[i])
	}
	if (!known)
		print (n_new ? "not " : "") "ok 1 - layers_include_only_what_they_may"
	bad = n_new
	n_new = 0
	for (i = 1; i <= n_wants; i++) {
		split(wants[i], part, " ")
		b = definer[part[2]]
		folder = layer_of(part[1])
		if (folder == "" || n_defined[part[2]] != 1 ||
		    layer_of(b) == folder || may("calls", folder, b))
			continue
		breaks(part[1], "calls", b, " (" part[2] ")")
	}
	if (known)
		exit
	print (n_new ? "not " : "") "ok 2 - layers_call_only_what_they_may"
	bad += n_new
	for (i = 1; i <= n_known; i++)
		if (!met[i]) {
			print "# no longer: known " known_lines[i]
			wrong++
		}
	print (wrong ? "not " : "") "ok 3 - every_known_line_is_met"
	few = n_files < least || n_objects < least
	print "# " n_files " files, " n_objects + 0 " objects; known: " n_met + 0
	print (few ? "not " : "") "ok 4 - there_are_files_to_look_at"
	exit bad + wrong + few > 0
}
