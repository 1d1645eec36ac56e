#!/bin/bash
# tools/bench: topics are found by their files, each says what it leaves out,
# and the table has all rows, measured or not. Nothing is measured here.
set -u
. tests/tap.sh

listed() {
	tools/bench -h >"$out/said" &&
		[ "$(sed 1d "$out/said" | awk '{ print $1 }')" = "$(grep -l \
			'^# Topic: ' tests/bench/*.sh | sed 's,.*/,,;s/\.sh$//')" ]
}

refused() {
	tools/bench codec no-such-topic >"$out/said" 2>&1
	[ $? = 2 ] && grep -q '^usage: ' "$out/said"
}

told() {
	grep -l '^# Topic: ' tests/bench/*.sh |
		xargs grep -LiE 'not covered|does not cover' >"$out/said"
	[ ! -s "$out/said" ]
}

# table LINE...: the table of these rows, in a frame of two.
table() {
	printf '%s\n' '# a comment' 'first row|peer 1|7|<= 3|codec' \
		'second|-|-|0|data' >"$out/frame"
	printf '%s\n' "$@" |
		tests/bench/table.awk "$out/frame" - >"$out/said"
}

# cells N: the cells of row N, joined by "|".
cells() {
	sed -n "$((2 + $1))p" "$out/said" | sed 's/   */|/g'
}

in_order() {
	table '# row second, 2|x|5|6|-' 'words' '# row other|p|1|2|3' \
		'# row first row, ms|peer 9|8|4|<= 2' &&
		[ "$(cells 1)" = "first row, ms|peer 9|8|4|<= 2" ] &&
		[ "$(cells 2)" = "second, 2|x|5|6|0" ] &&
		[ "$(cells 3)" = "other|p|1|2|3" ]
}

quoted() {
	table '# row first row|-|-|4|-' &&
		[ "$(cells 1)" = "first row|peer 1|7 *|4|<= 3" ] &&
		[ "$(cells 2)" = "second|-|-|(tools/bench data)|0" ]
}

framed() {
	grep -v '^#' tests/bench/table.txt | awk -F '|' 'NF != 5' >"$out/said"
	[ ! -s "$out/said" ]
}

echo "1..6"
listed
result bench_lists_the_topics_by_their_files $?
refused
result bench_refuses_an_unknown_topic $?
told
result each_topic_says_what_it_does_not_cover $?
in_order
result table_has_the_order_of_its_frame $?
quoted
result table_quotes_what_was_not_measured $?
framed
result each_row_of_the_frame_has_five_cells $?
exit "$failed"
