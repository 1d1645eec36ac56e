#!/bin/sh
# The spec against the reference tables (of ATTACHE_REFERENCE, or shared/
# reference beside the source folder): every difference is in
# spec/differences.txt, with its reason, and nothing else is.
set -u

tool=$ATTACHE_BUILD/gen/mbim-gen-spec
here=tests/gen
spec=spec/mbim_cids.yaml
listed=spec/differences.txt
tables=${ATTACHE_REFERENCE:-../shared/reference}
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT
export LC_ALL=C
n=0
failed=0

# result NAME STATUS
result() {
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		failed=1
	fi
}

# facts SPEC: those of a spec.
facts() {
	"$tool" --fields "$1" >"$out/rows" &&
		awk -f $here/spec_facts.awk "$out/rows" | sort -u
}

# compare SPEC LIST: what is wrong with the list goes to "$out/wrong".
compare() {
	facts "$1" >"$out/spec" || return 1
	diff "$out/tables" "$out/spec" |
		sed -n 's/^< /- /p; s/^> /+ /p' >"$out/differences"
	awk -f $here/spec_differences.awk "$2" "$out/differences" \
		>"$out/wrong"
	[ ! -s "$out/wrong" ]
}

# refuses TEXT SPEC LIST: the comparison ends with this in its complaint.
refuses() {
	! compare "$2" "$3" && grep -qF -- "$1" "$out/wrong"
}

for table in cids fields enums uuids; do
	if [ ! -r "$tables/$table.tsv" ]; then
		echo 1..1
		echo "ok 1 - spec_is_like_the_tables_but_for_listed_differences" \
			"# SKIP no table $tables/$table.tsv"
		exit 0
	fi
done
echo 1..5
awk -f $here/spec_tables_facts.awk "$tables/cids.tsv" "$tables/fields.tsv" \
	"$tables/enums.tsv" "$tables/uuids.tsv" | sort -u >"$out/tables"
[ "$(wc -l <"$out/tables")" -gt 2000 ]
result tables_have_facts $?

compare $spec $listed
result spec_is_like_the_tables_but_for_listed_differences $?
sed 's/^/# /' "$out/wrong"
echo "# $(wc -l <"$out/tables") facts in the tables, $(wc -l <"$out/spec")" \
	"in the spec, $(wc -l <"$out/differences") differences"

# The comparison itself: a field that loses its enum, a difference that the
# list no longer has, one that is none.
sed '/name: sw_radio_state/s/, enum: radio_switch_state//' $spec \
	>"$out/edited.yaml"
refuses "not listed: - basic_connect.radio_state.response@1.0 sw_radio_state" \
	"$out/edited.yaml" $listed
result difference_that_is_not_listed_fails $?

grep -v '^+ enum wanted' $listed >"$out/shorter"
refuses "not listed: + enum wanted connected 2" $spec "$out/shorter"
result difference_that_lost_its_line_fails $?

{
	cat $listed
	printf '\n- sms.read number 3\n'
} >"$out/longer"
refuses "no such difference: - sms.read number 3" $spec "$out/longer" &&
	grep -q "no reason stands above" "$out/wrong"
result line_without_difference_or_reason_fails $?
exit $failed
