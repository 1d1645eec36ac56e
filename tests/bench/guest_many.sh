#!/bin/bash
# What many flows and small datagrams cost, as guest.sh has it for one flow of
# TCP: the kernel's cdc_mbim and attache over usbfs in the same guest. Each
# boot of the guest measures each once; the sums of all boots are compared.
# Not covered: the far side and the modem, which are outside of the guest, and
# what a flood costs of which datagrams are lost.
# usage: guest_many.sh BUILD [BOOTS] (of CMAKE_BUILD_TYPE Release)
set -eu
cd "$(dirname "$0")/../.."
build=$1
. tests/bench/lib.sh
make_guest "D4 of many flows" "$build/tools/attache/attache" || exit 0
for ((boot = 0; boot < ${2:-2}; boot++)); do
	VM_SECONDS=1200 VM_CPU=$counting run_guest \
		tests/bench/guest_many_data.sh --far
done >"$work/said"
awk -v ns=$instruction_ns '
$1 == "#" && $2 == "figure" {
	busy[$3, $4] += $5
	count[$3, $4] += $6
}
function each(driver, what) {
	return busy[driver, what] * 1e9 / ns / count[driver, what]
}
END {
	print "D4 many flows and small datagrams in a guest, all that its" \
		" processor does for a byte or a datagram (goal 1.0x):"
	printf "%-14s %22s %22s %8s\n", "", "attache over usbfs",
		"kernel: cdc_mbim", "ratio"
	n = split("12_flows_down 64_flows_down udp_64_down udp_64_up", whats)
	for (i = 1; i <= n; i++) {
		w = whats[i]
		a = each("attache", w)
		k = each("cdc_mbim", w)
		printf "%-14s %15.2f instr. %15.2f instr. %7.2fx\n", w, a, k,
			a / k
		printf "# row guest, %s|cdc_mbim %.2f|-|%.2f, %.2fx|<= 1.0x\n",
			w, k, a, a / k
	}
}' "$work/said"
