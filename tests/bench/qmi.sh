# Topic: QMI from one message to online, beside libqmi, uqmi and ModemManager

# Its own columns: what, peers, ours, goal, whether it is met.
columns=$work/columns

# met OURS GOAL PEER: the goal "<= N", "= N" or ">= Nx fewer", a word.
met() {
	awk -v ours="$1" -v goal="$2" -v peer="$3" 'BEGIN {
		split(goal, g, " ")
		n = g[2] + 0
		if (ours !~ /^[0-9]/ || n "" != g[2] + 0 "" || g[2] !~ /^[0-9]/)
			print "not measured"
		else if (g[1] == "<=" ? ours <= n : g[1] == "=" ? ours == n :
				peer >= n * ours)
			print "met"
		else
			print "MISSED"
	}'
}

# judged WHAT PEERS OURS GOAL [PEER]: a row, with the number of the peer if the
# goal is of it.
judged() {
	local verdict
	verdict=$(met "$3" "$4" "${5:-0}")
	echo "$1|$2|$3|$4|$verdict" >>"$columns"
	figure "QMI: $1" "$2" - "$3" "$4"
}

# message_row OPERATION WHAT TARGET: with libqmi's figure as its peer.
message_row() {
	local ours peer
	ours=$(instructions $build/tests/bench/bench_qmi attache "$1")
	peer=$(instructions $build/tests/bench/bench_qmi libqmi "$1")
	printf '%-24s %9d %9d %6.1fx   %s\n' "$1" "$ours" "$peer" \
		"$(echo "scale=1; $peer / $ours" | bc)" "$(awk -v op="$1" \
			'$1 == op { print $2 " / " $3 }' "$work/heap")"
	judged "$2, instructions" "libqmi $peer" "$ours" "$3" "$peer"
}

messages() {
	local program=$build/tests/bench/bench_qmi
	[ -x "$program" ] || {
		echo "messages not measured: libqmi-glib is not installed"
		return
	}
	echo "== QMI: one message, start to end, beside libqmi-glib" \
		"$(pkg-config --modversion qmi-glib)"
	$program same
	$program heap >"$work/heap"
	printf '%-24s %9s %9s %7s   %s\n' operation instr. libqmi ratio \
		'allocations'
	message_row empty_request "an empty request" "<= 20"
	message_row start_network "start_network with 5 TLVs" "<= 200"
	# What bounds these two: 82 and 79 instructions go by before the first
	# TLV (the head of the frame 50, and looking at each value). A number
	# takes 10 at least: type and length, are they it, is it inside, the
	# value in the order of the host, and that it is there. So with this
	# interface 7 of them are no less than 152, and the 3 TLVs, of which
	# two hold a list and a text, no less than 137. Above that are clearing
	# the struct (27: readers take what is not there as 0), the check of
	# all lengths before any is used (4 a TLV), TLVs in any order (a jump,
	# 5 each) and that of two the first counts (2 each).
	message_row serving_system "read serving_system, 3 TLVs" "<= 170"
	message_row current_settings "read current_settings, 7 TLVs" "<= 120"
	message_row print_serving_system "print serving_system" ">= 25x fewer"
	message_row print_current_settings "print current_settings" \
		">= 25x fewer"
	judged "heap calls of all of these" \
		"libqmi $(awk '{ n += $3 } END { print n }' "$work/heap")" \
		"$(awk '{ n += $2 } END { print n }' "$work/heap")" "= 0"
}

# --- one query as a process ---------------------------------------------------

# asks PROGRAM...: instructions in user space, of three runs the least; nothing
# if it does not say that the modem is registered.
asks() {
	local r
	for ((r = 0; r < 3; r++)); do
		valgrind --tool=callgrind --callgrind-out-file=/dev/null \
			--log-file="$work/valgrind" "$@" >"$work/answer" \
			2>/dev/null && grep -q registered "$work/answer" &&
			awk '/Collected/ { print $NF }' "$work/valgrind"
	done | best
}

# Files that nothing but QMI needs, as the linker's map names their objects.
only_qmi='qmi|qmap|qrtr|[(](counted|print_number|port_cdc_wdm_format)[.]c'

# bytes_of OBJECTS MAP: what these put into the program, less what the linker
# has dropped or joined, and less memory that is zero at the start. A section
# with a long name has its numbers on the next line.
bytes_of() {
	echo $((0$(awk -v objects="$1" '
		/^[._a-zA-Z]/ { stored = $1 ~ /^[.](text|rodata|data)/ }
		/^ [^ ]+$/ { getline more; $0 = $0 more }
		stored && /^ [^ *]/ && $4 ~ objects { print "+" $3 }' "$2")))
}

query() {
	local static=build/static/attache shared peer whole uqmi glib= ours= bytes=
	local what="query -d $work/modem nas.get_serving_system"
	echo "== one query as a process: nas.get_serving_system of simodem on a" \
		"pty, instructions in user space"
	start_modem --profile generic
	# So that it is of today's sources.
	if tools/build-static >"$work/static.log" 2>&1; then
		ours=$(asks $static $what)
		bytes=$(bytes_of "$only_qmi" $static.map)
		echo "attache, static, as it is shipped: ${ours:-it fails};" \
			"$(stat -c %s $static) bytes, $bytes of files that" \
			"only QMI needs"
	else
		tail -n 3 "$work/static.log"
		echo "attache, static: not measured: tools/build-static has failed"
	fi
	shared=$(asks $build/tools/attache/attache $what)
	echo "attache with shared libraries: ${shared:-it fails}"
	if command -v qmicli >/dev/null; then
		glib=$(asks qmicli -d "$work/modem" --device-open-qmi \
			--nas-get-serving-system)
		echo "qmicli --device-open-qmi: ${glib:-it fails}"
	else
		echo "qmicli: not measured: it is in the package libqmi-utils"
	fi
	if uqmi=$(command -v "${UQMI:-uqmi}"); then
		peer=$(asks "$uqmi" -d "$work/modem" --get-serving-system)
		echo "uqmi, $(file -b "$uqmi" | grep -o \
			'dynamically\|statically') linked: ${peer:-it fails}"
	else
		echo "uqmi: not measured: no package of Debian has it;" \
			"UQMI=/path/to/uqmi names one"
	fi
	stop_modem
	whole="uqmi ${peer:-not measured}, qmicli ${glib:-not measured}"
	judged "a query, static program, instructions" "$whole" "${ours:--}" \
		"<= ${peer:-uqmi}"
	judged "what QMI adds to the static program, bytes" - "${bytes:--}" \
		"<= 200000"
}

# --- to online ----------------------------------------------------------------

# Ahead of this machine's other work where that is allowed.
first=
! chrt -r 1 true 2>/dev/null || first="chrt -r 1"

# run_once FAMILIES: "US MS": from exec to online; from a modem that is there to
# the link, by the clock of the trace, which has whole milliseconds.
run_once() {
	local us ms program=$build/tools/attache/attache
	rm -f "$work/trace"
	us=$(in_room $first $build/tests/bench/bench_until ' up ' $program \
		run -c "$work/config.$1" --control none --trace "$work/trace") ||
		return
	ms=$($program trace show "$work/trace" | awk '
		/< plug/ { begin = $1 }
		/> link_up/ { print int(1000 * ($1 - begin) + 0.5); exit }')
	echo "$us $ms"
}

# runs FAMILIES: the best "US MS" of 21.
runs() {
	local r
	cat >"$work/config.$1" <<-END
		device: qmi:/dev/cdc-wdm0
		sessions: [{name: wwan0, apn: internet, ip: $1}]
	END
	start_modem --profile $profile
	[ -z "$first" ] || chrt -a -r -p 1 "$modem"
	for ((r = 0; r < 21; r++)); do
		run_once "$1"
	done >"$work/runs"
	stop_modem
	echo "$(cut -d' ' -f1 "$work/runs" | best)" \
		"$(cut -d' ' -f2 "$work/runs" | best)"
}

# online_rows WHAT FAMILIES IP-TYPE
online_rows() {
	local families=$3 theirs= theirs_us= ms sent us best_us best_ms rss pss
	read -r ms sent <<<"$($build/tests/bench/bench_connect 1 20 0 "$2")"
	read -r best_us best_ms <<<"$(runs "$2")"
	read -r theirs_us theirs rss pss <<<"$(modemmanager --profile $profile)"
	echo "$1: attache $((ms / 20)) messages one after the other, of $sent;" \
		"${best_ms:-?} ms from the modem to the link," \
		"${best_us:-?} us from exec to addresses that are set"
	if [ -n "$theirs_us" ]; then
		echo "$1: ModemManager $theirs messages and $theirs_us us from" \
			"exec to connected; $rss kB (PSS $pss) with its proxy"
		theirs="ModemManager $theirs in all"
		theirs_us="ModemManager $((theirs_us / 1000)) from exec"
	fi
	judged "$1, messages one after the other" "${theirs:--}" \
		"$((ms / 20))" "<= 14"
	judged "$1, ms to online on an instant modem" "${theirs_us:--}" \
		"${best_ms:--}" "<= 2"
}

online() {
	local profile=generic
	export ROOM_DRIVER=qmi_wwan
	echo "== to online: a modem without delays, registered already, as" \
		"qmi_wwan has it; the best of 21, ModemManager's only run"
	online_rows "IPv4" v4 ipv4
	online_rows "IPv4 and IPv6" v4v6 ipv4v6
}

verdicts() {
	echo "== QMI in one table"
	{
		echo "what|beside|ours|goal|verdict"
		cat "$columns"
	} | column -t -s'|'
	echo "not covered: other messages, time and caches of a message," \
		"counting the bytes of a text that is no literal (some 4" \
		"instructions each), what" \
		"the kernel does for a query, other processors than this one;" \
		"what QMI adds to files that MBIM needs too;" \
		"modems that take their time, where the network decides; USB" \
		"ports and QMAP (tools/bench usb, data); in a program of which" \
		"the linker drops what it does not use the code is smaller"
}

: >"$columns"
messages
query
online
verdicts
