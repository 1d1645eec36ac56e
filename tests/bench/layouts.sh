# Topic: every layout that modems send, with 0, 4 and 64 elements in its arrays

# dumps PROGRAM MODE: "LAYOUT ELEMENTS WORK INSTRUCTIONS" for each dump of
# callgrind, which counts each byte of a "rep movsb": so there are none.
dumps() {
	GLIBC_TUNABLES=glibc.cpu.x86_rep_movsb_threshold=0x40000000 \
		valgrind --tool=callgrind --collect-atstart=no \
		--combine-dumps=yes --callgrind-out-file="$work/callgrind" \
		"$1" "$2" >"$work/said" 2>&1 || {
		cat "$work/said" >&2
		return 1
	}
	awk 'sub(/^desc: Trigger: Client Request: /, "") { name = $0 }
	/^totals: / && name { print name, $2; name = "" }' "$work/callgrind"
	rm "$work/callgrind"
}

# beside PROGRAM VERSION ROWS: of libmbim; what the rows are called.
beside() {
	echo "beside libmbim-glib $2:"
	"$1" same | awk '$2 == "empty" { empty = $1; next }
	{ n[$2]++; who[$2] = who[$2] " " $1 }
	END {
		printf "%d layouts; it lacks %d; %d answers are empty;" \
			" the same values in %d", NR - 1, n["unknown"],
			empty, n["same"]
		if (n["refused"])
			printf ", it refuses%s", who["refused"]
		print (n["differs"] ? ", not in" who["differs"] : "")
	}'
	dumps "$1" count >"$work/count"
	awk -v verbose="$verbose" -v peer="$2" -v rows="$3" \
		-f tests/bench/layouts_ratios.awk "$work/count"
}

layouts() {
	local newest
	echo "== every layout that modems send: from bytes, each value" \
		"visited, freed; instructions"
	beside $build/tests/bench/bench_layouts \
		"$(pkg-config --modversion mbim-glib)" layouts
	if newest=$(newest_libmbim bench_layouts); then
		beside $build/tests/bench/bench_layouts_newest "$newest" \
			"newest libmbim"
	fi
	dumps $build/tests/bench/bench_layouts grow >"$work/grow"
	awk -v verbose="$verbose" -f tests/bench/layouts_grow.awk "$work/grow"
	echo "not covered: requests, time, caches, messages that are not as" \
		"the spec has them"
}

layouts
