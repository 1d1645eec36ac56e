# Circles between source files. Standard input: the list of those that may be
# (circles.txt), then "SOURCE NM-LINE" for every symbol of every object. An arrow
# goes from A to B where A wants a symbol that B alone defines. Prints TAP; with
# -v known=1 today's circles as lines of the list.

function list_line(kind, text,    n, files, i, reason) {
	sub(/^[a-z]+ /, "", text)
	reason = text
	if (sub(/^[^:]*:[ ]*/, "", reason) == 0 || reason == "") {
		print "# " kind " " text ": no reason is given"
		wrong++
		return
	}
	sub(/ *:.*/, "", text)
	kinds[++n_list] = kind
	names[n_list] = text
	sizes[n_list] = split(text, files, " ")
	for (i in files)
		member[n_list, files[i]] = 1
}

# Tarjan's strongly connected components.
function visit(v,    i, w, n, circle) {
	seen[v] = low[v] = ++clock
	stack[++depth] = v
	on[v] = 1
	for (i = 1; i <= n_out[v]; i++) {
		w = out[v, i]
		if (!(w in seen)) {
			visit(w)
			if (low[w] < low[v])
				low[v] = low[w]
		} else if (on[w] && seen[w] < low[v])
			low[v] = seen[w]
	}
	if (low[v] != seen[v])
		return
	n_circles++
	do {
		w = stack[depth--]
		on[w] = 0
		circle_of[w] = n_circles
		circle_size[n_circles]++
	} while (w != v)
}

function same_line(c, k,    i) {
	if (kinds[k] == "allowed" && circle_size[c] != sizes[k])
		return 0
	for (i = 1; i <= n_files; i++)
		if (circle_of[file[i]] == c && !((k, file[i]) in member))
			return 0
	return 1
}

# The shortest way round from the circle's first file.
function show(c,    i, k, start, head, tail, queue, from, v, w, path) {
	for (i = 1; i <= n_files && circle_of[file[i]] != c; i++)
		;
	start = file[i]
	queue[tail = 1] = start
	for (head = 1; head <= tail; head++) {
		v = queue[head]
		for (k = 1; k <= n_out[v]; k++) {
			w = out[v, k]
			if (circle_of[w] != c || w in from)
				continue
			from[w] = v
			queue[++tail] = w
		}
		if (start in from)
			break
	}
	path = ""
	w = start
	do {
		v = from[w]
		path = "#   " v " wants " why[v, w] " of " w "\n" path
		w = v
	} while (w != start)
	printf "%s", path
}

function files_of(c,    i, text) {
	for (i = 1; i <= n_files; i++)
		if (circle_of[file[i]] == c)
			text = text (text == "" ? "" : " ") file[i]
	return text
}

function judge(c,    k, found) {
	for (k = 1; k <= n_list; k++)
		if (same_line(c, k)) {
			used[k] = 1
			found = 1
			n_found[kinds[k]]++
		}
	if (known) {
		print "known " files_of(c) ": why"
		return
	}
	if (found)
		return
	n_new++
	print "# a new circle: " files_of(c)
	show(c)
}

list {
	if ($1 == "allowed" || $1 == "known")
		list_line($1, $0)
	else if (NF && $1 !~ /^#/) {
		print "# circles.txt:" FNR ": neither allowed nor known"
		wrong++
	}
	next
}
{
	if (!($1 in is_file)) {
		is_file[$1] = 1
		file[++n_files] = $1
	}
}
NF == 3 && $2 == "U" { wants[++n_wants] = $1 " " $3 }
NF == 4 && $3 ~ /^[TDBRC]$/ {
	if (!(($4, $1) in defined)) {
		defined[$4, $1] = 1
		n_defined[$4]++
	}
	definer[$4] = $1
}
END {
	for (i = 1; i <= n_wants; i++) {
		split(wants[i], part, " ")
		a = part[1]
		b = definer[part[2]]
		if (n_defined[part[2]] != 1 || a == b || (a, b) in why)
			continue
		why[a, b] = part[2]
		out[a, ++n_out[a]] = b
		n_arrows++
	}
	for (i = 1; i <= n_files; i++)
		if (!(file[i] in seen))
			visit(file[i])
	for (c = 1; c <= n_circles; c++)
		if (circle_size[c] > 1)
			judge(c)
	if (known)
		exit
	print (n_new ? "not " : "") "ok 1 - no_new_circle"
	for (k = 1; k <= n_list; k++)
		if (!used[k]) {
			print "# no circle any more: " kinds[k] " " names[k]
			wrong++
		}
	print (wrong ? "not " : "") "ok 2 - every_line_of_the_list_is_a_circle"
	print "# " n_files " files, " n_arrows + 0 " arrows; circles: " \
		n_found["allowed"] + 0 " allowed, " n_found["known"] + 0 \
		" known, " n_new + 0 " new"
	few = n_files < least || !n_arrows
	print (few ? "not " : "") "ok 3 - there_are_files_to_look_at"
	exit n_new + wrong + few > 0
}
