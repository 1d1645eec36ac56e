# Topic: QMI messages, start to end, beside libqmi-glib; size of what is QMI's

# text_and_data LIBRARY...: bytes of what is in a program that has them.
text_and_data() {
	size "$@" 2>/dev/null | awk 'NR > 1 { n += $1 + $2 } END { print n + 0 }'
}

# qmi_row OPERATION WHAT TARGET: with libqmi's figure as its peer.
qmi_row() {
	local ours peer
	ours=$(instructions $build/tests/bench/bench_qmi attache "$1")
	peer=$(instructions $build/tests/bench/bench_qmi libqmi "$1")
	printf '%-24s %9d %9d %6.1fx   %s\n' "$1" "$ours" "$peer" \
		"$(echo "scale=1; $peer / $ours" | bc)" "$(awk -v op="$1" \
			'$1 == op { print $2 " / " $3 }' "$work/heap")"
	figure "QMI: $2, instructions" "libqmi $peer" - "$ours" "$3"
}

qmi() {
	local program=$build/tests/bench/bench_qmi
	[ -x "$program" ] || {
		echo "not measured: libqmi-glib is not installed"
		return
	}
	echo "== QMI: one message, start to end, beside libqmi-glib" \
		"$(pkg-config --modversion qmi-glib)"
	$program same
	$program heap >"$work/heap"
	printf '%-24s %9s %9s %7s   %s\n' operation instr. libqmi ratio \
		'allocations'
	qmi_row empty_request "an empty request" "<= 20"
	qmi_row start_network "start_network with 5 TLVs" "<= 200"
	qmi_row serving_system "read serving_system, 3 TLVs" "<= 170"
	qmi_row current_settings "read current_settings, 7 TLVs" "<= 120"
	qmi_row print_serving_system "print serving_system" ">= 25x fewer"
	qmi_row print_current_settings "print current_settings" ">= 25x fewer"
	figure "QMI: tables and straight code, bytes" - - \
		"$(text_and_data $build/gen/libqmi_messages.a)" "<= 200000"
	echo "not covered: other messages, time, caches; in a program of which" \
		"the linker drops what it does not use the code is smaller"
}

qmi
