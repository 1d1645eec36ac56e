# Topic: size of attache, as it is built for whom; `all`: also for ARM

# size_row WHAT PROGRAM: one without symbols: its bytes on disk, of its code and
# constants, of its variables that have a value at the start, and of the others.
size_row() {
	printf '%-30s %9d %s\n' "$1" "$(stat -c %s "$2")" "$(size "$2" |
		awk 'NR == 2 { printf "%9d %9d %9d", $1, $2, $3 }')"
}

# stripped PROGRAM: a copy without symbols.
stripped() {
	strip -o "$work/stripped" "$1"
	echo "$work/stripped"
}

build_least() {
	cmake -S . -B build/least -G Ninja -DCMAKE_BUILD_TYPE=Release \
		-DBUILD_TESTING=OFF -DATTACHE_SIMODEM=OFF -DATTACHE_USB=usbfs \
		-DATTACHE_GZIP=OFF -DATTACHE_SECCOMP=OFF >build/least.log
	ninja -C build/least attache >>build/least.log
}

size_of_all() {
	local processor
	printf '%-30s %9s %9s %9s %9s\n' "size, in bytes" "on disk" text data bss
	size_row "shared libraries" "$(stripped $build/tools/attache/attache)"
	build_least
	size_row "shared, libyaml alone" \
		"$(stripped build/least/tools/attache/attache)"
	tools/build-static >/dev/null
	size_row "static, with musl, for size" build/static/attache
	echo "not covered: simodem, and what is installed beside the programs;" \
		"ARM without \`all\`"
	[ -n "$wide" ] || return 0
	for processor in aarch64 armv7; do
		tools/build-cross $processor -DCMAKE_BUILD_TYPE=Release >/dev/null
		size_row "$processor, shared libraries" build/$processor/attache
	done
}

size_of_all
