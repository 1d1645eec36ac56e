# Topic: start and size of the program that is shipped, beside small clients

# Everything here is of build/static/attache, and of the program with shared
# libraries beside it.
static=build/static/attache
shared=$build/tools/attache/attache
client=$work/client_static
steps=$build/tests/bench/bench_steps

until_online() {
	in_room $build/tests/bench/bench_until ' up ' "$@"
}

# steps_of TEXT PROGRAM...: "INSTRUCTIONS SYSCALLS FAULTS", of three the least.
steps_of() {
	for ((r = 0; r < 3; r++)); do
		in_room $steps "$@" 2>/dev/null | tail -n 1
	done | best
}

run_of() {
	echo "$1 run --device /dev/cdc-wdm0 --control none --apn internet"
}

online() {
	local r base us who
	: >"$work/client"
	: >"$work/static"
	: >"$work/shared"
	: >"$work/true"
	for ((r = 0; r < 41; r++)); do
		# The client speaks MBIM 1.0, to a modem that nobody has told
		# of another version yet.
		start_modem
		until_online $client /dev/cdc-wdm0 internet >>"$work/client"
		until_online $(run_of $static) >>"$work/static"
		until_online $(run_of $shared) >>"$work/shared"
		in_room $build/tests/bench/bench_until "" true >>"$work/true"
		stop_modem
	done
	start_modem
	echo "exec to online on a modem that answers at once, in turn, the best" \
		"of 41 (the median):"
	base=$(best <"$work/client")
	for who in true client static shared; do
		us=$(best <"$work/$who")
		row $who "$us" "($(median <"$work/$who") us)"
	done
	figure "exec to online, attache run / a static client of 8 commands" \
		"$base us" "2.3x dynamic, 1.4x static" \
		"$(ratio "$(best <"$work/static")" "$base")x static" "<= 1.15x"
	echo "instructions in user space, system calls, page faults until then:"
	printf '  %-7s %s\n' client "$(steps_of ' up ' $client /dev/cdc-wdm0 \
		internet)"
	printf '  %-7s %s\n' static "$(steps_of ' up ' $(run_of $static))" \
		shared "$(steps_of ' up ' $(run_of $shared))"
	stop_modem
}

ratio() {
	echo "scale=2; $1 / $2" | bc
}

query() {
	local ask="query -d /dev/cdc-wdm0 basic_connect.device_caps" ours
	start_modem
	ours=$(steps_of '' $static $ask)
	echo "attache query basic_connect.device_caps, the same figures" \
		"(umbim caps: 54 k instructions, static; it is not in Debian):"
	printf '  %-7s %s\n' static "$ours" shared "$(steps_of '' $shared $ask)"
	figure "attache query, instructions" "umbim 54000" "1080000" \
		"${ours%% *}" "<= 54000 static"
	stop_modem
}

# kilobytes PROGRAM...: "RSS PSS ANONYMOUS" once it is online.
kilobytes() {
	in_room tests/bench/kilobytes.sh "$work" "$@"
}

memory() {
	local us sent pss ours
	start_modem
	ours=$(kilobytes $(run_of $static))
	echo "memory of the daemon in cdc-wdm mode, online, kB: RSS, PSS," \
		"anonymous:"
	printf '  %-7s %s\n' static "$ours" \
		shared "$(kilobytes $(run_of $shared))"
	stop_modem
	read -r us sent rss pss <<<"$(modemmanager)"
	[ -n "$rss" ] || return 0
	echo "  ModemManager and mbim-proxy: RSS $rss, PSS $pss"
	figure "RSS, cdc-wdm mode, kB" "$rss" 2756 \
		"${ours%% *} (1/$((rss / ${ours%% *})))" "<= 1/36"
}

rss= # of ModemManager and its proxy, once it was measured
# The same in USB mode, in the simulated machine.
usb_memory() {
	local ours
	ours=$($build/tools/simodem/simodem --usbfs -- \
		tests/bench/kilobytes.sh "$work" $static run --device auto \
		--control none --apn internet 2>/dev/null) || {
		echo "  in USB mode: not measured, it is not online"
		return 0
	}
	echo "  static in USB mode (usbfs): $ours"
	[ -z "$rss" ] || figure "RSS, USB mode, kB" "$rss" 3040 \
		"${ours%% *} (1/$((rss / ${ours%% *})))" "<= 1/20"
}

size_of() {
	local bytes
	bytes=$(stat -c %s $static)
	echo "the program with cdc-wdm and usbfs, stripped: $bytes bytes"
	figure "static program, bytes" - 469000 "$bytes" "<= 400000"
}

echo "== start and size"
# So that what follows is of today's sources.
tools/build-static >"$work/static.log" 2>&1 || {
	tail -n 3 "$work/static.log"
	echo "not measured: tools/build-static has failed"
	exit 0
}
# With the same C library as the program that it is compared with.
musl-gcc -static -Os -o $client tests/bench/client.c
online
query
memory
usb_memory
size_of
echo "not covered: other processors than this one; what the kernel does for a" \
	"program is in the times only; umbim, which no package of Debian has"
