#!/bin/bash
# The tables of outcomes on made-up tables and logs of ctest.
. tests/tap.sh
unset ATTACHE_BUILD

cat >"$out/log" <<'END'
test 1
      Start  1: some
1: 1..2
1: ok 1 - one
1: not ok 2 - two
1/3 Test  #1: some ...............***Failed    0.01 sec
test 2
      Start  2: other_a
2: ok 1 - one
2/3 Test  #2: other_a ............   Passed    0.01 sec
test 3
      Start  3: other_b
3: ok 1 - guest # SKIP no kernel
3/3 Test  #3: other_b ............***Skipped   0.01 sec
END

# row CELL...: the table is this row.
row() {
	local IFS=$'\t'
	echo "$*" >"$out/table.tsv"
}

# shows NAME STATUS WORDS: the table is shown so.
shows() {
	tests/outcomes/show.sh "$out/log" "$out/table.tsv" >"$out/said" 2>&1
	[ $? = "$2" ] && grep -qF "$3" "$out/said"
	result "$1" $?
}

echo "1..14"
row item 'a | b' before after other_a
shows a_row_passes_with_its_test 0 \
	'| passed | item | a \| b | before | after | other_a |'
shows the_table_has_the_name_of_its_file 0 '| table | item |'
shows rows_are_counted 0 'outcomes: 1 passed, 0 failed, 0 skipped, 0 not run'
row i in before after other_a,some
shows a_row_fails_with_one_of_its_tests 1 '| failed | i |'
row i in before after 'other_.*'
shows a_row_is_skipped_with_one_of_its_tests 0 '| skipped | i |'
row i in before after some:one
shows a_case_passes_in_a_test_that_fails 0 '| passed | i |'
row i in before after some:two
shows a_case_fails 1 '| failed | i |'
row i in before after other_a:two
shows a_case_that_is_none_fails 1 'there is no test other_a:two'
row i in before after other
shows a_part_of_a_name_is_no_test 1 'there is no test other'
row i in before after
shows a_row_has_five_columns 1 'a row has 5 columns, this one 4'
row i in ' ' after some
shows an_empty_cell_fails 1 'the column `before` is empty'
: >"$out/table.tsv"
shows a_table_without_rows_fails 1 'there are no rows'
echo 'whole missing' >"$out/results"
row i in before after whole,whole:one
awk -v show=1 -f tests/outcomes/outcomes.awk "$out/results" "$out/table.tsv" \
	>"$out/said" && grep -qF '| not run | i |' "$out/said"
result a_test_that_was_not_chosen_is_said $?
echo 'whole passed' >"$out/results"
row i in before after whole:one
awk -f tests/outcomes/outcomes.awk "$out/results" "$out/table.tsv" \
	>"$out/said"
result a_case_is_not_looked_for_before_the_run $?
exit "$failed"
