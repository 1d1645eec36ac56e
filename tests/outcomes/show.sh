#!/bin/bash
# Prints the tables of outcomes with what the tests of this run gave. Exit 1 if
# a row is wrong or has failed.
# A legend goes in front.
# Usage: show.sh LOG [TABLE...]; LOG is ctest's verbose log. Tables: those here.
# With ATTACHE_BUILD set, a test of that build which is not in the log was not
# chosen by this run.
set -u -o pipefail
log=$1
shift
cd "$(dirname "$0")/../.." || exit 1
[ $# -gt 0 ] || set -- tests/outcomes/*.tsv
results=$(mktemp) || exit 1
trap 'rm -f "$results"' EXIT
if [ -n "${ATTACHE_BUILD:-}" ]; then
	tests/outcomes/names.sh missing >"$results" || exit 1
fi
awk '
/^ *Start +[0-9]+: / {
	sub(/:/, "", $2)
	name[$2] = $3
}
# A line of test 12 begins with "12: ".
match($0, /^[0-9]+: (not )?ok [0-9]+ - /) {
	id = $0
	sub(/:.*/, "", id)
	result = $2 == "not" ? "failed" : "passed"
	if (/# SKIP/)
		result = "skipped"
	one = substr($0, RLENGTH + 1)
	sub(/ .*/, "", one)
	print name[id] ":" one, result
}
# The verdict: behind the name, or on a line of its own after it.
match($0, /^ *[0-9]+\/[0-9]+ +Test +#[0-9]+: /) {
	test = $0
	sub(/^[^#]*#[0-9]+: */, "", test)
	sub(/ .*/, "", test)
}
test && /( Passed |\*\*\*)/ {
	print test, / Passed / ? "passed" : \
		/\*\*\*Skipped/ ? "skipped" : "failed"
	test = ""
}' "$log" >>"$results"
cat <<'END'
A row is something that happens to a modem or its host, or a question about one.
Its first cell is what the tests of its last cell gave in this run:
  passed   all of them passed: what `after` says is so
  failed   one of them failed, or is missing
  skipped  one of them could not be made here; "skipped: ..." below says why
  not run  they were not chosen
`before` is what attache did when the row was written, `after` what it does now.

END
awk -v show=1 -f tests/outcomes/outcomes.awk "$results" "$@"
