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

# beside PROGRAM VERSION: of libmbim.
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
	awk -v verbose="$verbose" -v peer="$2" -v before="$3" \
		-v before_utf8="$4" -f tests/bench/layouts_ratios.awk \
		"$work/count"
}

# What is quoted as before is of commit 80c8df3.
layouts() {
	local newest
	echo "== every layout that modems send: from bytes, each value" \
		"visited, freed; instructions"
	beside $build/tests/bench/bench_layouts \
		"$(pkg-config --modversion mbim-glib)" \
		"8.8x / 7.6x / 7.3x, worst 3.9x / 2.2x / 0.2x" \
		"6.5x / 5.1x / 5.0x, worst 1.4x / 1.1x / 0.2x"
	if newest=$(tests/bench/newest_libmbim.sh $build/libmbim); then
		cmake -DBENCH_LIBMBIM="$(realpath $build/libmbim/root)" \
			$build >/dev/null
		ninja -C $build bench_layouts_newest >/dev/null
		beside $build/tests/bench/bench_layouts_newest "$newest" "" ""
	fi
	dumps $build/tests/bench/bench_layouts grow >"$work/grow"
	awk -v verbose="$verbose" -f tests/bench/layouts_grow.awk "$work/grow"
	echo "not covered: requests, time, caches, messages that are not as" \
		"the spec has them"
}

layouts
