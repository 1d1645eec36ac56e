#!/bin/sh
# QMI's spec against the reference tables (of ATTACHE_REFERENCE, or shared/
# reference beside the source folder): every difference is in
# spec/qmi_differences.txt, with its reason, and nothing else is.
set -u

tool=$ATTACHE_BUILD/gen/qmi-gen-spec
here=tests/gen
spec=spec/qmi_messages.yaml
listed=spec/qmi_differences.txt
tables=${ATTACHE_REFERENCE:-../shared/reference}
. tests/tap.sh
export LC_ALL=C

# compare SPEC LIST: what is wrong with the list goes to "$out/wrong".
compare() {
	"$tool" --fields "$1" >"$out/rows" || return 1
	awk -f $here/qmi_facts.awk "$out/rows" | sort -u >"$out/spec"
	diff "$out/tables" "$out/spec" |
		sed -n 's/^< /- /p; s/^> /+ /p' >"$out/differences"
	awk -f $here/spec_differences.awk "$2" "$out/differences" \
		>"$out/wrong"
	[ ! -s "$out/wrong" ]
}

for table in messages fields enums; do
	if [ ! -r "$tables/qmi_$table.tsv" ]; then
		echo 1..1
		echo "ok 1 - spec_of_qmi_is_like_the_tables" \
			"# SKIP no table $tables/qmi_$table.tsv"
		exit 0
	fi
done
echo 1..3
awk -f $here/qmi_tables_facts.awk "$tables/qmi_messages.tsv" \
	"$tables/qmi_fields.tsv" "$tables/qmi_enums.tsv" |
	sort -u >"$out/tables"
[ "$(wc -l <"$out/tables")" -gt 6000 ]
result tables_of_qmi_have_facts $?

compare $spec $listed
result spec_of_qmi_is_like_the_tables_but_for_listed_differences $?
sed 's/^/# /' "$out/wrong"
echo "# $(wc -l <"$out/tables") facts in the tables, $(wc -l <"$out/spec")" \
	"in the spec, $(wc -l <"$out/differences") differences"

# The comparison itself: a TLV of another type is found.
sed 's/name: serving_system, struct: nas_serving_system}/name: serving_system, type: u8}/' \
	$spec >"$out/changed.yaml"
! cmp -s $spec "$out/changed.yaml" && ! compare "$out/changed.yaml" $listed &&
	grep -qF 'nas.get_serving_system response 0x01 serving_system u8' \
		"$out/wrong"
result comparison_finds_a_tlv_of_another_type $?
exit $failed
