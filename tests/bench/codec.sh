# Topic: one message in each of the hot layouts, start to end (C1, C2, C3, C4)

codec() {
	local program=$build/tests/bench/bench_codec op ours peer ns
	echo "== codec: one message, start to end (C1, C2, C3, C4)"
	$program same
	printf '%-24s %9s %9s %7s   %8s %8s %7s   %s\n' operation instr. \
		libmbim ratio ns libmbim ratio 'allocations'
	$program times >"$work/times"
	for op in $($program list); do
		ours=$(instructions $program attache "$op")
		peer=$(instructions $program libmbim "$op")
		ns=$(awk -v op="$op" '$1 == op {
			printf "%8.1f %8.1f %6.1fx   %.0f / %.0f",
				$2, $3, $3 / $2, $4, $5 }' "$work/times")
		printf '%-24s %9d %9d %6.1fx   %s\n' "$op" "$ours" "$peer" \
			"$(echo "scale=1; $peer / $ours" | bc)" "$ns"
		echo "$op $ours $peer" >>"$work/instr"
	done
	awk '/^decode_/ {
		r = $3 / $2
		s += log(r)
		n++
		if (!w || r < w)
			w = r
	}
	END {
		printf "decode: geometric mean %.1fx, worst %.1fx\n",
			exp(s / n), w
	}' "$work/instr"
	echo "size of tables and code, bytes (text data bss):"
	size $build/gen/libmbim_cids.a $build/src/wire/libmbim_wire.a \
		$build/src/wire/*/lib*.a \
		2>/dev/null | awk 'NR > 1 { t += $1; d += $2; b += $3 }
		END { print "  ", t, d, b }'
}

codec
