# Topic: NTBs, copies, TUN devices and a guest (D1, D2, D3, D4, D5)

program=$build/tests/bench/bench_data

# each DATAGRAMS ARGS...: instructions a datagram of what is done so often in
# one of the times that bench_data is told last.
each() {
	local n=$1 a b
	shift
	a=$(counted $program "$@" 100)
	b=$(counted $program "$@" 1100)
	echo "scale=1; ($b - $a) / 1000 / $n" | bc
}

# coded decode|encode ntb|bulk|qmap1|qmap4|qmap5 BYTES: instructions a datagram.
coded() {
	each "$($program datagrams "$2" "$3")" "$@"
}

# What port_usb_io.c keeps in flight at SuperSpeed: 16 NTBs of 22 datagrams.
batch=352

# What it does not show: how much of it arrives at once is up to the load.
joined() {
	local flows what="" n
	for flows in 1 8 9 12 64; do
		n=$($program gro $flows $batch 1)
		what="$what${what:+ / }$n"
	done
	echo "GRO, $batch datagrams at once of 1 / 8 / 9 / 12 / 64 flows in" \
		"turn, datagrams a write: $what (goal 5)"
	figure "datagrams a write, 1 / 8 / 9 / 12 / 64 flows in turn" "-" "-" \
		"$what" ">= 5"
	echo "  instructions for each: $(each $batch gro 12 $batch), the sum" \
		"of its 1480 bytes among them: $(each 1 sum 1480)"
}

# flow up|down|udp offload|plain NTB MB [BUILD]
flow() {
	"${5:-$build}"/tests/bench/bench_data flow "$4" "$1" "$2" "$3"
}

# Both ways of one direction in turn, five times; the medians of what a second
# of the core that carries them moves.
flows() {
	local way=$1 ntb=$2 fast slow r
	: >"$work/offload"
	: >"$work/plain"
	for ((r = 0; r < 5; r++)); do
		flow "$way" offload "$ntb" 400 >>"$work/offload"
		flow "$way" plain "$ntb" 100 >>"$work/plain"
	done
	fast=$(cut -d' ' -f2 "$work/offload" | median)
	slow=$(cut -d' ' -f2 "$work/plain" | median)
	printf '  %-4s NTB %2d KiB: %6.2f against %5.2f Gbit, %.1fx\n' "$way" \
		$((ntb / 1024)) "$fast" "$slow" \
		"$(echo "scale=2; $fast / $slow" | bc)"
}

# copied BUILD: copies a datagram, received / sent / cut from a super-packet.
copied() {
	echo "$(flow down offload 32768 50 "$1" | cut -d' ' -f3) /" \
		"$(flow udp offload 32768 5 "$1" | cut -d' ' -f3) /" \
		"$(flow up offload 32768 50 "$1" | cut -d' ' -f3)"
}

# data_rows COPIES DELAYS
data_rows() {
	local was=- was_delays=-
	if [ -n "$before" ]; then
		was=$(copied "$before")
		was_delays=$("$before/tests/bench/bench_data" delay 5000 |
			awk '{ print $1 " / " $3 }')
	fi
	figure "copies a datagram, down / up UDP / up TCP" - "$was" "$1" -
	figure "added delay, us, out / in" - "$was_delays" "$2" -
}

# Decoded with what the driver checks.
qmap_rows() {
	local v what
	for v in 1 4 5; do
		what="$(coded encode qmap$v 1500) / $(coded decode qmap$v 1500)"
		echo "D1 QMAP version $v, 1500 bytes, encoded / decoded:" \
			"$what instructions a datagram (goal 60 / 45)"
		figure "QMAP $v encode / decode, 1500 bytes, instructions" - - \
			"$what" "<= 60 / <= 45"
	done
}

data() {
	local len copies encoded bulk
	echo "== data path (D1, D2, D3, D4, D5)"
	for len in 1500 64; do
		encoded=$(coded encode ntb $len)
		bulk=$(coded decode bulk $len)
		echo "D1 NTB decoded by reference, $len bytes:" \
			"$(coded decode ntb $len) instructions a datagram," \
			"$bulk with what the driver" \
			"checks (goal $([ $len = 64 ] && echo 32 || echo 40)," \
			"45); encoded: $encoded (goal 60)"
		figure "NTB encode / decode, $len bytes, instructions" - - \
			"$encoded / $bulk" -
	done
	qmap_rows
	joined
	copies=$(copied $build)
	set -- $copies
	echo "D2 copies a datagram in user space: $1 received, $3 sent," \
		"$5 cut from a super-packet (goal 0, 0, 1)"
	echo "D3 one TCP flow from TUN to TUN, a core-second, with offloads" \
		"against one datagram a system call (goal 5x):"
	for len in 16384 32768 65536; do
		flows up $len
		flows down $len
	done
	set -- $($build/tests/bench/bench_data delay 5000)
	echo "D5 added delay, median (99 %): $1 ($2) us out, $3 ($4) us in" \
		"(goal 10)"
	data_rows "$copies" "$1 / $3"
	if tools/setup vm; then
		tests/bench/guest.sh $build
		tests/bench/guest_many.sh $build
	else
		echo "D4 not measured: tools/setup vm has failed"
	fi
	echo "not covered: a radio that is slow or loses data, which is the topic" \
		"'latency'; IPv6"
}

data
