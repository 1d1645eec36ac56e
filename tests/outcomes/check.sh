#!/bin/bash
# The tables of outcomes: whole rows, and every test that they name is one.
. tests/tap.sh
echo "1..1"
tests/outcomes/names.sh passed >"$out/tests" &&
	awk -f tests/outcomes/outcomes.awk "$out/tests" \
		tests/outcomes/*.tsv >"$out/said" 2>&1
result every_outcome_has_its_test $?
exit "$failed"
