# Topic: ping and throughput while TCP fills a modem, in a guest; latency.svg

# The seconds of a case, also of one of the many, and how often each driver has
# its turn.
seconds=10
seconds_wide=6
rounds=3
rate_down=200000000
plain="4:1:0:cubic:1 4:4:0:cubic:1 4:1:1:cubic:1"

# With `all`: families, flows, congestion controls, and two sessions.
wide_cases() {
	local family flows congestion
	for family in 4 6; do
		for congestion in cubic bbr; do
			for flows in 1 4 16; do
				echo $family:$flows:0:$congestion:1
			done
		done
	done
	echo 4:2:0:cubic:2
}

# guest RATE-UP CASES ROUNDS SECONDS: what it measured, with the rate in front.
guest() {
	{
		echo "rounds=$3 seconds=$4 drivers='$drivers' cases='$2'"
		cat tests/bench/guest_latency.sh
	} >"$work/scenario.sh"
	VM_CPU="-smp 1 -accel tcg,thread=multi" VM_SECONDS=3600 run_guest \
		"$work/scenario.sh" --far --rate-up "$1" \
		--rate-down $rate_down >"$work/said"
	sed -nE "s/^# (ping|flow|sum|cost) /\1 $1 /p" "$work/said"
}

# Our program of an earlier commit runs under another name.
make_latency_guest() {
	local programs=("$build/tools/attache/attache")
	if [ -n "$before" ]; then
		drivers="$drivers before"
		cp "$before/tools/attache/attache" "$work/attache_before"
		programs+=("$work/attache_before")
	fi
	make_guest "ping under load" "${programs[@]}"
}

latency() {
	local rate
	drivers="kernel attache"
	echo "== latency: ping while uploads fill a modem"
	tools/setup vm || {
		echo "not measured: tools/setup vm has failed"
		return
	}
	make_latency_guest || return 0
	guest 20000000 "$plain" $rounds $seconds >"$work/lines"
	if [ -n "$wide" ]; then
		for rate in 5000000 20000000 50000000; do
			guest $rate "$(wide_cases | xargs)" 1 $seconds_wide \
				>>"$work/wide"
		done
	fi
	tests/bench/latency.awk -v seconds=$seconds "$work/lines"
	[ -z "$wide" ] || tests/bench/latency.awk -v seconds=$seconds_wide \
		-v short=1 "$work/wide"
	tests/bench/latency_svg.awk -v cases="$plain" -v drivers="$drivers" \
		"$work/lines" >"$here/latency.svg"
	echo "drawn: latency.svg, the first round"
	echo "does not cover: a radio whose rate changes or that loses data;" \
		"KVM; other modems' buffers (simodem's holds 5 ms and an NTB)"
}

latency
