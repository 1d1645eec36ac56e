# Topic: one message in each of the hot layouts, start to end (C1, C2, C3, C4)

# ratios FILE: of decoding, mean and worst; of encoding CONNECT and a query.
ratios() {
	awk '{ r = $3 / $2 }
	$1 == "encode_connect" { connect = r }
	$1 == "encode_query" { query = r }
	/^decode_/ {
		s += log(r)
		n++
		if (!w || r < w)
			w = r
	}
	END {
		printf "%.1fx %.1fx %.1fx %.1fx\n", exp(s / n), w, connect,
			query
	}' "$1"
}

# all_instructions PROGRAM OPERATIONS...: a line each for ratios.
all_instructions() {
	local program=$1 op
	shift
	for op; do
		echo "$op $(instructions $program attache "$op")" \
			"$(instructions $program libmbim "$op")"
	done
}

# beside_newest OPERATIONS...
beside_newest() {
	local program=$build/tests/bench/bench_codec_newest version
	local mean worst connect query
	version=$(newest_libmbim bench_codec) || return 0
	read -r mean worst connect query <<<"$(all_instructions $program "$@" |
		ratios -)"
	echo "beside libmbim-glib $version: decode: geometric mean $mean," \
		"worst $worst; encode CONNECT $connect, a query $query"
	figure "newest libmbim: decode of the hot messages" "libmbim $version" \
		- "$mean" -
}

# codec_rows DECODE ENCODE: beside those of the earlier build, if there is one.
codec_rows() {
	local program=$before/tests/bench/bench_codec was=- was_encode=-
	local connect query
	if [ -n "$before" ]; then
		read -r was _ connect query <<<"$(all_instructions $program \
			$($program list | grep -E '^(de|en)code_') | ratios -)"
		was_encode="$connect / $query"
	fi
	figure "decode of the hot messages" - "$was" "$1" -
	figure "encode of CONNECT / a query" - "$was_encode" "$2" -
}

codec() {
	local program=$build/tests/bench/bench_codec op ours peer ns
	local mean worst connect query
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
	read -r mean worst connect query <<<"$(ratios "$work/instr")"
	echo "decode: geometric mean $mean, worst $worst"
	codec_rows "$mean" "$connect / $query"
	beside_newest $($program list | grep -E '^(de|en)code_')
	echo "size of tables and code, bytes (text data bss):"
	size $build/gen/libmbim_cids.a $build/src/wire/libmbim_wire.a \
		$build/src/wire/*/lib*.a \
		2>/dev/null | awk 'NR > 1 { t += $1; d += $2; b += $3 }
		END { print "  ", t, d, b }'
	echo "not covered: other layouts, which are the topic 'layouts'; texts" \
		"that are read; caches"
}

codec
