#!/bin/bash
# Each policy stands in one file: who else writes what it keeps? (policies.txt)
# usage: policies.sh [LIST [FOLDER]]
# Run from the top of the tree.
set -u
list=${1:-$(dirname "$0")/policies.txt}
folder=${2:-src/core}

awk '
function result(name, bad) {
	print (bad ? "not " : "") "ok " ++n " - " name
	failed += bad > 0
}
FNR == 1 { file = FILENAME; sub(/.*\//, "", file) }
NR == FNR {
	if (/^#/ || !NF)
		next
	owner = $1
	sub(/:$/, "", owner)
	for (i = 2; i <= NF; i++) {
		member[++n_members] = $i
		owner_of[$i] = owner
	}
	next
}
{
	sub(/\/\*.*/, "")
	gsub(/(^|[^a-z_0-9>.])o->[a-z_]+/, "") # an operation is no state
	for (i = 1; i <= n_members; i++) {
		m = "(->|\\.)" member[i]
		after = m "(\\[[^]]*\\])? *([-+|&^]?=([^=]|$)|\\+\\+|--)"
		before = "(\\+\\+|--)[a-z_]+([a-z_.>]|-|\\[[^]]*\\])*" m \
			"([^a-z_0-9]|$)"
		if ($0 !~ after && $0 !~ before)
			continue
		if (file == owner_of[member[i]]) {
			written[member[i]] = 1
			continue
		}
		print "# " FILENAME ":" FNR ": writes " member[i] \
			", which is for " owner_of[member[i]]
		n_others++
	}
}
END {
	result("each_policy_stands_in_one_file", n_others)
	for (i = 1; i <= n_members; i++)
		if (!(member[i] in written)) {
			print "# " owner_of[member[i]] " does not write " \
				member[i]
			n_never++
		}
	result("each_policy_writes_what_it_keeps", n_never)
	result("there_are_members_to_look_for", !n_members)
	print "1.." n
	exit failed > 0
}' "$list" "$folder"/*.c
