#!/bin/bash
# The libraries for other programs, the codec and the client: against the installed
# tree, which was moved, and with what pkg-config says alone, a program in C and one in
# C++ decode and encode messages, and ask a running attache; each header compiles by
# itself; the codec needs no other library.
set -u
. tests/tap.sh
# shellcheck source=tests/wait.sh
. tests/wait.sh
echo "1..11"
DESTDIR=$out/all cmake --install "$ATTACHE_BUILD/plain" --component dev \
	>"$out/said" 2>&1 && mv "$out/all/usr" "$out/moved"
result codec_installs $?
pc=$(find "$out/moved" -name pkgconfig)
ask() {
	PKG_CONFIG_LIBDIR=$pc pkg-config "$@" attache-mbim
}
read -ra cflags <<<"$(ask --cflags)"
read -ra libs <<<"$(ask --libs)"

# compile COMPILER STANDARD OUTPUT OPTION...
compile() {
	"$1" -std="$2" -Wall -Wextra -Werror "${cflags[@]}" "${@:4}" -o "$3" \
		"${libs[@]}" >"$out/said" 2>&1
}

headers_compile() {
	local header headers
	headers=$(cd "$out/moved/include/attache" && find . -name '*.h' |
		sed 's|^\./||')
	for header in $headers; do
		echo "#include \"$header\"" >"$out/one.c"
		compile "$1" "$2" /dev/null -x "$3" -fsyntax-only "$out/one.c" ||
			return
	done
	[ "$(wc -w <<<"$headers")" -gt 15 ]
}

works() {
	compile "$1" "$2" "$out/outside" -x "$3" tests/build/outside.c \
		-x none && "$out/outside" >"$out/said" 2>&1
}

# gcc makes strlen of a loop.
needs_no_library() {
	nm -u "$(ask --variable=libdir)/libattache-mbim.a" |
		sed -n 's/^ *U //p' | sort -u >"$out/uses"
	nm --defined-only "$(ask --variable=libdir)/libattache-mbim.a" |
		awk 'NF == 3 { print $3 }' | sort -u >"$out/has"
	comm -23 "$out/uses" "$out/has" | grep -vxE \
		'mem(cpy|move|set)|strlen|__(memcpy|memmove|memset)_chk|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_' \
		>"$out/said"
	[ ! -s "$out/said" ]
}

# Into a shared library, such as a binding is.
goes_into_a_shared_library() {
	compile cc c11 "$out/binding.so" -shared -fPIC -Wl,-z,defs \
		tests/build/outside.c
}

[ "$(ask --modversion)" = "$(sed -n \
	's/^project(attache VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)" ]
result pkg_config_knows_the_version $?
headers_compile cc c11 c
result headers_compile_alone_as_c11 $?
headers_compile c++ c++17 c++
result headers_compile_alone_as_cxx17 $?
works cc c11 c
result outside_program_decodes_and_encodes $?
works c++ c++17 c++
result outside_program_is_one_of_cxx_too $?
needs_no_library
result codec_needs_no_library $?
goes_into_a_shared_library
result codec_goes_into_a_shared_library $?

# --- the client: beside a running attache ----------------------------------------

client() { # COMPILER STANDARD LANGUAGE
	read -ra cflags <<<"$(PKG_CONFIG_LIBDIR=$pc pkg-config --cflags attache-client)"
	read -ra libs <<<"$(PKG_CONFIG_LIBDIR=$pc pkg-config --libs attache-client)"
	compile "$1" "$2" "$out/client" -x "$3" tests/build/outside_client.c -x none
}

answered() {
	local sim run status
	"$ATTACHE_BUILD/tools/simodem/simodem" --pty "$out/pty" >"$out/sim" 2>&1 &
	sim=$!
	until_ok 20 test -e "$out/pty"
	"$ATTACHE_BUILD/tools/attache/attache" run --control "$out/control" \
		--device "$(readlink "$out/pty")" >"$out/run" 2>&1 &
	run=$!
	until_in "$out/run" "link wwan0 up"
	"$out/client" "$out/control" >"$out/said" 2>&1 &&
		grep -qx "attach_state attached" "$out/said" &&
		grep -qx "rssi 20" "$out/said"
	status=$?
	kill "$sim" "$run"
	wait
	return "$status"
}

client c++ c++17 c++
result client_is_one_of_cxx_too $?
client cc c11 c
result client_compiles_by_pkg_config_alone $?
answered
result outside_client_asks_attache_and_the_modem $?
exit "$failed"
