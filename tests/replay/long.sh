#!/bin/bash
# Files of any length are read with the memory that a short one needs, from a
# file or a pipe, and what came through a pipe is shown before the rest is
# waited for.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
record=$ATTACHE_BUILD/tests/replay/record_long
peak=$ATTACHE_BUILD/tests/support/peak
# shellcheck source=tests/check.sh
. tests/check.sh

# peak_of FILE COMMAND...: in kB
peak_of() {
	"$peak" "$dir/kb" "$attache" "${@:2}" "$1" >/dev/null 2>"$dir/err" ||
		return
	cat "$dir/kb"
}

# no_more SHORT LONG COMMAND...: twenty times as much in the file takes less than
# 1 MiB more. (40,000 messages are 7.7 MB; which pages of a program the kernel
# maps differs by some 100 kB from run to run.)
no_more() {
	local short long
	short=$(peak_of "$1" "${@:3}") && long=$(peak_of "$2" "${@:3}") ||
		return
	echo "${*:3}: $short kB, $long kB"
	[ "$long" -lt $((short + 1024)) ]
}

traces_take_no_more() {
	"$record" 2000 "$dir/short" && "$record" 40000 "$dir/long" &&
		[ "$(stat -c %s "$dir/long")" -gt 7000000 ] &&
		for what in "trace show" "trace show --verbose" replay \
			decode "decode --json" "decode --yaml"; do
			# shellcheck disable=SC2086
			no_more "$dir/short" "$dir/long" $what || return
		done
}

# The simulated modem takes and frees memory, which the sanitizer would keep.
written_with_no_more() {
	local short long
	export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=0
	"$peak" "$dir/kb" "$record" 20000 "$dir/file" &&
		short=$(cat "$dir/kb") &&
		"$peak" "$dir/kb" "$record" 60000 "$dir/file" &&
		long=$(cat "$dir/kb") && echo "$short kB, $long kB" &&
		[ "$long" -lt $((short + 1024)) ]
}

# times N: standard input, so many times
times() {
	awk -v n="$1" '{ a = a $0 "\n" } END { while (n--) printf "%s", a }'
}

hex() {
	printf '01000000 10000000 07000000 00020000\n\n'
}

libmbim() {
	cat <<-'END'
		[/dev/cdc-wdm0] Sent message...
		<<<<<< RAW:
		<<<<<<   length = 16
		<<<<<<   data   = 01:00:00:00:10:00:00:00:01:00:00:00:00:10:00:00
	END
}


# More than 1 MiB, of which the kind of a file is found out.
logs_take_no_more() {
	for kind in hex libmbim; do
		$kind | times 30000 >"$dir/short"
		$kind | times 90000 >"$dir/long"
		no_more "$dir/short" "$dir/long" decode || return
	done
}

# A line, or a block of hex, without an end.
endless_is_refused() {
	head -c 5000000 /dev/zero | tr '\0' 0 >"$dir/zeros"
	{
		libmbim
		printf 'data = '
		cat "$dir/zeros"
	} >"$dir/line"
	run 1 decode --format mbimcli "$dir/line" &&
		moans "line:5: error: it is longer than 2 MiB" &&
		says "open 1" &&
		run 1 decode --format hex "$dir/zeros" &&
		moans "zeros:1:" "it is longer than 2 MiB"
}

pipes_are_read() {
	"$record" 3000 "$dir/file"
	for what in "trace show" replay decode; do
		# shellcheck disable=SC2086
		"$attache" $what "$dir/file" 2>/dev/null |
			sed "s,$dir/file,-," >"$dir/from_file"
		# shellcheck disable=SC2086
		cat "$dir/file" | "$attache" $what - >"$dir/out" 2>/dev/null &&
			cmp "$dir/from_file" "$dir/out" || return
	done
}

# The files of a run through pipes, none of which can be read twice; and behind
# them another run.
files_of_a_run_come_through_pipes() {
	local files=() i
	"$record" 1500 "$dir/run.trace" 60000
	"$record" 200 "$dir/other"
	for ((i = 99; i > 0; i--)); do
		[ ! -e "$dir/run.trace.$i" ] || files+=("$dir/run.trace.$i")
	done
	[ ${#files[@]} -gt 3 ] &&
		run 0 replay "${files[@]}" "$dir/run.trace" "$dir/other" &&
		[ "$(grep -c identical "$dir/out")" -eq 2 ] &&
		sed "s/^[^:]*//" "$dir/out" >"$dir/from_files" &&
		"$attache" replay <(cat "${files[@]}") <(cat "$dir/run.trace") \
			<(cat "$dir/other") >"$dir/out" &&
		sed "s/^[^:]*//" "$dir/out" | cmp "$dir/from_files" - &&
		run 1 replay "${files[@]:1}" "$dir/run.trace" "$dir/other" &&
		[ "$(grep -c "give the older files" "$dir/err")" -eq 1 ] &&
		[ "$(grep -c "identical$" "$dir/out")" -eq 1 ]
}

shown_before_the_rest_comes() {
	"$record" 200 "$dir/file"
	mkfifo "$dir/fifo"
	"$attache" "$@" "$dir/fifo" >"$dir/out" 2>"$dir/err" &
	local pid=$!
	exec 5>"$dir/fifo"
	head -c 20000 "$dir/file" >&5
	until_in "$dir/out" "basic_connect.subscriber_ready_status"
	local seen=$?
	tail -c +20001 "$dir/file" >&5
	exec 5>&-
	wait $pid && [ $seen -eq 0 ]
}

echo "1..8"
check long_trace_takes_no_more_memory traces_take_no_more
check long_log_takes_no_more_memory logs_take_no_more
check line_without_end_is_refused endless_is_refused
check pipes_are_read_as_files_are pipes_are_read
check files_of_a_run_come_through_pipes files_of_a_run_come_through_pipes
check trace_is_shown_before_its_rest_comes shown_before_the_rest_comes \
	trace show
rm -f "$dir/fifo"
check capture_is_decoded_before_its_rest_comes shown_before_the_rest_comes \
	decode
check long_trace_is_written_with_no_more_memory written_with_no_more
exit $bad
