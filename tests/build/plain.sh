#!/bin/bash
# Where pkg-config knows libyaml alone, attache and simodem build, need no other
# library, are hardened as Debian's programs are, and say what they lack. The build
# stays for the other tests, in $ATTACHE_BUILD/plain.
set -u
. tests/tap.sh
plain=$ATTACHE_BUILD/plain
attache=$plain/tools/attache/attache
simodem=$plain/tools/simodem/simodem
mkdir -p "$plain/known"
ln -sf "$(pkg-config --variable=pcfiledir yaml-0.1)/yaml-0.1.pc" "$plain/known/"

configure() {
	env -u CFLAGS -u LDFLAGS PKG_CONFIG_LIBDIR="$plain/known" \
		cmake -S . -B "$plain" -G Ninja -DCMAKE_BUILD_TYPE=Release \
		-DCMAKE_INSTALL_PREFIX=/usr -DATTACHE_WERROR=ON \
		-DATTACHE_GENERATORS="$ATTACHE_BUILD/gen" "$@" \
		>"$out/said" 2>&1
}

# An option that is left as it is asks for cmocka, and for zlib.
names_what_is_missing() {
	! configure -DBUILD_TESTING=ON -DATTACHE_GZIP=ON &&
		grep -q 'zlib' "$out/said" &&
		! configure -DBUILD_TESTING=ON -DATTACHE_GZIP=OFF &&
		grep -q 'tests need cmocka' "$out/said" &&
		! configure -DBUILD_TESTING=OFF \
			-DATTACHE_SIMODEM_FRONTS=usbredir &&
		grep -q "usbredir needs libusbredirparser" "$out/said"
}

build() {
	configure -DBUILD_TESTING=OFF -DATTACHE_SIMODEM_FRONTS= &&
		grep -q 'simodem without its front usbfs' "$out/said" &&
		ninja -C "$plain" >"$out/said" 2>&1
}

needs() {
	readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort |
		tee "$out/said" | grep -vE '^lib(c|yaml-0)\.so|^ld-linux'
}

# hardened PROGRAM: what hardening-check looks for.
hardened() {
	readelf -hldW "$1" >"$out/said"
	readelf -sW "$1" >"$out/symbols"
	grep -q 'Type: *DYN' "$out/said" &&
		grep -q 'FLAGS_1.*NOW.*PIE' "$out/said" &&
		grep -q 'GNU_RELRO' "$out/said" &&
		! grep -E 'GNU_STACK.* RWE' "$out/said" &&
		grep -q '__stack_chk_fail' "$out/symbols" &&
		grep -q '__[a-z]*_chk@' "$out/symbols"
}

says_what_it_lacks() {
	printf 'x' | gzip -c >"$out/x.gz"
	! "$attache" decode "$out/x.gz" >"$out/said" 2>&1 &&
		grep -q 'built without zlib' "$out/said" &&
		! "$simodem" --usbfs -- true >"$out/said" 2>&1 &&
		grep -q 'simodem was built without libfuse3' "$out/said" &&
		! "$simodem" --usbredir "unix:$out/s" >"$out/said" 2>&1 &&
		grep -q "built without usbredir" "$out/said"
}

echo "1..6"
names_what_is_missing
result options_name_what_is_missing $?
build
result everything_builds_with_libyaml_alone $?
! needs "$attache" && ! needs "$simodem"
result programs_need_libyaml_and_libc_alone $?
hardened "$attache" && hardened "$simodem"
result programs_are_hardened $?
says_what_it_lacks
result programs_say_what_they_lack $?
# shellcheck disable=SC2046
size $(find "$plain/tools" -maxdepth 2 -type f -perm -u+x) | sed 's/^/# /'
"$attache" --help >"$out/said" 2>&1
result the_program_starts $?
exit "$failed"
