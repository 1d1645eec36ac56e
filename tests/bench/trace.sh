# Topic: a trace of 10^6 messages shown, replayed and decoded, beside tshark

# Our commands, each with tshark's that shows as much of a packet.
commands_of() {
	cat <<-END
		show     tshark-r $1 trace show
		show-v   tshark-V $1 trace show -v
		replay   tshark-r $1 replay
		decode   tshark-V $1 decode
		decode-j tshark-V $1 decode -j
	END
}

# An earlier commit may not take a trace of today's manager.
commands_before() {
	local name beside words
	commands_of "$before/tools/attache/attache" |
		while read -r name beside words; do
			if $words "$work/short" >/dev/null 2>&1 </dev/null; then
				echo "$name $beside $words"
			fi
		done
}

commands() {
	if [ "$1" = before ]; then
		commands_before
	else
		commands_of $build/tools/attache/attache
		echo "tshark-r - tshark -r"
		echo "tshark-V - tshark -V -r"
	fi
}

# counted_file COMMAND...: the lines that it prints, and its instructions.
counted_file() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null \
		--log-file="$work/valgrind" "$@" 2>/dev/null </dev/null | wc -l
	awk '/Collected/ { print $NF }' "$work/valgrind"
}

# "instr SIDE NAME BESIDE LINES INSTRUCTIONS LINES INSTRUCTIONS" of a trace and
# of a longer one: start-up drops out of the difference.
count() {
	local name beside words
	while read -r name beside words; do
		echo instr "$1" "$name" "$beside" \
			$(counted_file $words "$work/short") \
			$(counted_file $words "$work/longer")
	done < <(commands "$1")
}

# "whole SIDE NAME BESIDE KB SECONDS" of the whole trace.
measure() {
	local name beside words s TIMEFORMAT=%U
	while read -r name beside words; do
		s=$({ time $build/tests/support/peak "$work/kb" $words \
			"$work/whole" >/dev/null 2>&1 </dev/null; } 2>&1)
		echo whole "$1" "$name" "$beside" "$(cat "$work/kb")" "$s"
	done < <(commands "$1")
}

trace() {
	local record=$build/tests/replay/record_long side
	command -v tshark >/dev/null || {
		echo "trace: tshark is not installed"
		return 0
	}
	$record 2000 "$work/short"
	$record 6000 "$work/longer"
	$record 1000000 "$work/whole"
	for side in ${before:+before} now; do
		count $side
		measure $side
	done >"$work/figures"
	awk -f tests/bench/trace.awk "$work/figures"
	echo "not covered: writing a trace; a disk that is read for the first" \
		"time; runs with other messages than those of a modem at rest" \
		"that loses its network now and then"
}

trace
