#!/bin/bash
# D4: what the kernel's cdc_mbim and attache over usbfs cost for the same
# bytes, in one guest with Debian's kernel and the same modem, one after the
# other.
# usage: guest.sh BUILD (of CMAKE_BUILD_TYPE Release)
set -eu
cd "$(dirname "$0")/../.."
build=$1
. tests/bench/lib.sh
make_guest D4 "$build/tools/attache/attache" || exit 0
VM_CPU=$counting run_guest tests/bench/guest_data.sh --far >"$work/said"
awk -v ns=$instruction_ns '
$1 == "#" && $2 == "figure" {
	busy[$3, $4] += $5
	time[$3, $4] += $6
	bytes[$3, $4] += $7
}
function per_byte(driver, way) {
	return busy[driver, way] * 1e9 / ns / bytes[driver, way]
}
function rate(driver, way) {
	return bytes[driver, way] / time[driver, way] / 1e6
}
END {
	print "D4 TCP in a guest, all that its processor does for a byte (goal" \
		" 1.0x), and what it carries:"
	printf "%-10s %22s %22s %8s\n", "", "attache over usbfs",
		"kernel: cdc_mbim", "ratio"
	split("download upload", ways)
	for (i = 1; i <= 2; i++) {
		w = ways[i]
		a = per_byte("attache", w)
		k = per_byte("cdc_mbim", w)
		printf "%-10s %15.2f instr. %15.2f instr. %7.2fx\n", w, a, k,
			a / k
		a = rate("attache", w)
		k = rate("cdc_mbim", w)
		printf "%-10s %17.1f MB/s %17.1f MB/s %7.2fx\n", "", a, k, a / k
	}
	print "(QEMU counts instructions, " 1e3 / ns " million are a second of" \
		" the guest; KVM is not used)"
}' "$work/said"
