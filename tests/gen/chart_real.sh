#!/bin/sh
# The real charts pass the lint, and are checked in earnest: with one slip in
# them they do not. And Ragel and mbim-gen-chart read the same
# edges out of them: those of Ragel's own drawing (ragel -V), put into our
# words, are those of --edges.
set -u

tool=$ATTACHE_BUILD/gen/mbim-gen-chart
. tests/tap.sh

# Reads the host file for the numbers of the events, then Ragel's drawing:
#   2 -> 3 [ label = "257..258, 260 / send_open, in_opening" ];
# The number of a state gets its name from the in_ action of any edge that
# leads there; that of the first state is the one that ENTRY leads to.
ragel_edges() {
	awk -v machine="$1" -v initial="$2" '
	FNR == NR {
		if ($1 ~ /^ev_/ && $2 == "=")
			event[$3 + 0] = substr($1, 4)
		next
	}
	/^\tENTRY -> / { name[$3] = initial }
	/^\t[0-9]+ -> [0-9]+ \[ label = "/ {
		label = $0
		sub(/^[^"]*"/, "", label)
		sub(/".*/, "", label)
		n = split(label, side, " / ")
		if (n != 2) { print "no action: " $0; next }
		effect = ""
		m = split(side[2], action, ", ")
		for (i = 1; i <= m; i++)
			if (action[i] ~ /^in_/)
				name[$3] = substr(action[i], 4)
			else
				effect = effect " [" action[i] "]"
		m = split(side[1], range, ", ")
		for (i = 1; i <= m; i++) {
			k = split(range[i], bound, /\.\./)
			for (v = bound[1] + 0; v <= bound[k] + 0; v++) {
				edges++
				from[edges] = $1
				to[edges] = $3
				what[edges] = event[v]
				does[edges] = effect
			}
		}
	}
	END {
		for (i = 1; i <= edges; i++)
			print machine, name[from[i]], what[i], \
				name[to[i]] does[i]
	}' "$3" "$4"
}

# agree CHART: true if both lists are the same and not empty.
agree() {
	chart=$1
	name=$(basename "$chart" .rl)
	"$tool" "$chart" "$out" || return 1
	"$tool" --edges "$chart" | sort >"$out/ours" || return 1
	ragel -V -I "$(dirname "$chart")" "$out/${name}_machine.rl" \
		>"$out/drawing" || return 1
	initial=$("$tool" --edges "$chart" | awk 'NR == 1 { print $2 }')
	machine=$("$tool" --edges "$chart" | awk 'NR == 1 { print $1 }')
	ragel_edges "$machine" "$initial" "$out/${name}_machine.rl" \
		"$out/drawing" | sort >"$out/theirs"
	[ -s "$out/ours" ] || return 1
	diff -u "$out/ours" "$out/theirs" >"$out/diff"
	status=$?
	sed 's/^/# /' "$out/diff"
	return "$status"
}

# refused CHART WORDS: the copy of the chart in $out/slip is refused so.
refused() {
	"$tool" --check "$out/slip/$(basename "$1")" 2>"$out/said"
	[ $? -eq 1 ] && grep -q "$2" "$out/said" && return
	sed 's/^/# /' "$out/said"
	return 1
}

# The last word of an event and of an effect in the rows gets a letter more.
slip_in_event() {
	awk '/ev_[a-z_]* .*->/ { last = NR } { line[NR] = $0 } END {
		sub(/ev_[a-z_]*/, "&x", line[last])
		for (i = 1; i <= NR; i++)
			print line[i]
	}' "$1"
}

slip_in_effect() {
	awk '/@[a-z_]* .*->/ { last = NR } { line[NR] = $0 } END {
		sub(/@[a-z_]*/, "&x", line[last])
		for (i = 1; i <= NR; i++)
			print line[i]
	}' "$1"
}

# skip_without TOOL NAME: true, and the test skipped, if there is no TOOL.
skip_without() {
	command -v "$1" >/dev/null && return 1
	n=$((n + 1))
	echo "ok $n - $2 # SKIP no $1"
}

mkdir "$out/slip"
set -- machines/*.rl tests/gen/golden_chart/lamp.rl
echo "1..$(($# * 7))"
for chart; do
	name=$(basename "$chart" .rl)
	"$tool" --check "$chart"
	result "lint_accepts_$name" $?
	slip_in_event "$chart" >"$out/slip/$name.rl"
	refused "$chart" "there is no event 'ev_[a-z_]*x'; did you mean 'ev_"
	result "lint_knows_the_events_of_$name" $?
	slip_in_effect "$chart" >"$out/slip/$name.rl"
	refused "$chart" "there is no effect '[a-z_]*x'; did you mean '"
	result "lint_knows_the_effects_of_$name" $?
	grep -v '# bounded:' "$chart" >"$out/slip/$name.rl"
	# A chart that bounds nothing has no such cycle.
	if grep -q '# bounded:' "$chart"; then
		refused "$chart" \
			'a cycle in which no state waits: [a-z_]* --'
	else
		"$tool" --check "$out/slip/$name.rl"
	fi
	result "lint_finds_the_cycles_of_$name" $?
	agree "$chart"
	result "ragel_agrees_on_$name" $?
	if ! skip_without clang-format "header_of_${name}_is_formatted" \
		clang-format; then
		clang-format --style=file:.clang-format --dry-run -Werror \
			"$out/${name}_machine.h"
		result "header_of_${name}_is_formatted" $?
	fi
	if ! skip_without dot "dot_draws_$name" graphviz; then
		"$tool" --dot "$chart" | dot -Tsvg -o "$out/picture.svg" &&
			grep -q '</svg>' "$out/picture.svg"
		result "dot_draws_$name" $?
	fi
done
exit $failed
