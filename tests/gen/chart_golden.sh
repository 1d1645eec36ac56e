#!/bin/sh
# What the generator writes for one small chart is what was agreed to; with
# ATTACHE_UPDATE=1 the agreed files are rewritten. And it writes only what
# changes.
set -u

tool=$ATTACHE_BUILD/gen/mbim-gen-chart
golden=tests/gen/golden_chart
chart=$golden/lamp.rl
. tests/tap.sh

# same FILE: the file of this name in $out is the golden one.
same() {
	if [ "${ATTACHE_UPDATE:-0}" = 1 ]; then
		cp "$out/$1" "$golden/$1"
	fi
	diff -u "$golden/$1" "$out/$1" >"$out/diff"
	same_status=$?
	sed 's/^/# /' "$out/diff"
	return "$same_status"
}

echo 1..13
"$tool" "$chart" "$out" && same lamp_machine.h
result chart_header_is_golden $?
same lamp_machine.rl
result chart_host_file_is_golden $?
for page in edges table dot; do
	"$tool" "--$page" "$chart" >"$out/lamp.$page" && same lamp.$page
	result "chart_prints_golden_$page" $?
done

# Two runs with an old time stamp between them: an untouched file keeps it.
touch -t 200001010000 "$out/lamp_machine.h" "$out/lamp_machine.rl"
"$tool" "$chart" "$out" &&
	[ -z "$(find "$out" -name 'lamp_machine.*' -newermt 2001-01-01)" ]
result chart_unchanged_files_keep_their_time $?

mkdir "$out/new" && sed 's/@dim /@fade/' "$chart" >"$out/new/lamp.rl"
"$tool" "$out/new/lamp.rl" "$out" &&
	grep -q MBIM_LAMP_DO_FADE "$out/lamp_machine.h" &&
	[ -z "$(find "$out" -name '*.new')" ]
result chart_changed_files_are_replaced $?

"$tool" "$chart" "$out/no/such/folder" 2>"$out/message"
[ $? -eq 1 ] && grep -q 'lamp_machine.h.new: No such file' "$out/message"
result chart_reports_folder_it_cannot_write $?

"$tool" "$out/missing.rl" "$out" 2>"$out/message"
[ $? -eq 1 ] && grep -q 'missing.rl: No such file' "$out/message"
result chart_reports_file_it_cannot_read $?

# The prefix of the names in C: as given, as in the file's name, or mbim.
"$tool" --prefix att "$chart" "$out/new" &&
	grep -q '^struct att_lamp {' "$out/new/lamp_machine.h" &&
	grep -q 'ATT_LAMP_EV_HELD,' "$out/new/lamp_machine.h" &&
	! grep -qi mbim_lamp "$out/new/lamp_machine.h" "$out/new/lamp_machine.rl"
result chart_takes_prefix_for_its_names_in_c $?

cp "$chart" "$out/new/qmi_lamp.rl"
"$tool" "$out/new/qmi_lamp.rl" "$out/new" &&
	grep -q '^struct qmi_lamp {' "$out/new/qmi_lamp_machine.h" &&
	grep -q 'include lamp "qmi_lamp.rl";' "$out/new/qmi_lamp_machine.rl" &&
	"$tool" --edges "$out/new/qmi_lamp.rl" | cmp - "$golden/lamp.edges"
result chart_takes_prefix_from_its_file $?

"$tool" --prefix mbim "$out/new/qmi_lamp.rl" "$out/new" 2>"$out/message"
[ $? -eq 1 ] &&
	grep -q "machine 'lamp' in a file named 'qmi_lamp.rl'" "$out/message"
result chart_refuses_prefix_that_its_file_has_not $?

"$tool" --prefix a-b "$chart" "$out/new" 2>"$out/message"
[ $? -eq 1 ] && grep -q "'a-b' is not in lower case" "$out/message"
result chart_refuses_prefix_that_is_no_name $?
exit $failed
