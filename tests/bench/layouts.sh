# Topic: every layout that modems send, with 0, 4 and 64 elements in its arrays

# dumps MODE: "LAYOUT ELEMENTS WORK INSTRUCTIONS" for each dump of callgrind,
# which counts each byte of a "rep movsb": so there are none.
dumps() {
	GLIBC_TUNABLES=glibc.cpu.x86_rep_movsb_threshold=0x40000000 \
	valgrind --tool=callgrind --collect-atstart=no --combine-dumps=yes \
		--callgrind-out-file="$work/callgrind" \
		$build/tests/bench/bench_layouts "$1" >"$work/said" 2>&1 || {
		cat "$work/said" >&2
		return 1
	}
	awk 'sub(/^desc: Trigger: Client Request: /, "") { name = $0 }
	/^totals: / && name { print name, $2; name = "" }' "$work/callgrind"
	rm "$work/callgrind"
}

layouts() {
	local version
	version=$(pkg-config --modversion mbim-glib)
	echo "== every layout that modems send, beside libmbim-glib $version:" \
		"from bytes, each value visited, freed; instructions"
	$build/tests/bench/bench_layouts same >"$work/same"
	awk '$2 == "empty" { empty = $1; next }
	{ n[$2]++; who[$2] = who[$2] " " $1 }
	END {
		printf "%d layouts; libmbim lacks %d; %d answers are empty\n",
			NR - 1, n["unknown"], empty
		printf "both see the same values in %d", n["same"]
		if (n["refused"])
			printf ", libmbim refuses%s", who["refused"]
		print (n["differs"] ? ", not in" who["differs"] : "")
	}' "$work/same"
	dumps count >"$work/count"
	awk -v verbose="$verbose" -f tests/bench/layouts_ratios.awk \
		"$work/count"
	dumps grow >"$work/grow"
	awk -v verbose="$verbose" -f tests/bench/layouts_grow.awk "$work/grow"
	echo "not covered: requests, time, caches, messages that are not as" \
		"the spec has them"
}

layouts
