#!/bin/bash
# The folders that genode-src writes are complete, and the core needs nothing of
# a C library but three functions: each folder is built alone, with the
# compiler's own headers, as Genode's build system does.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
cc=${CC:-gcc}
lib=$ATTACHE_BUILD/genode-src/src/lib
cp -r "$lib" "$out/lib" || exit 1

# build NAME INCLUDE-FOLDER...: all that files.mk of the library lists.
build() {
	local name=$1 dir=$out/lib/$1 flags=() sources
	shift
	for include; do
		flags+=(-I"$out/lib/$include")
	done
	sources=$(sed '/^ATTACHE_VERSION/d; s/SRC_C +=//; s/\\$//' "$dir/files.mk")
	mkdir "$dir/objects"
	# shellcheck disable=SC2086
	(cd "$dir" && for source in $sources; do
		echo "$source"
	done | xargs -P 2 -I{} sh -c '
		o=objects/$(echo "$1" | tr / _).o
		shift
		exec "$@" -c "$0" -o "$o"' {} {} "$cc" -std=gnu17 -O1 -fPIC \
		-ffreestanding -nostdinc -Wall -Wextra -Werror \
		-DATTACHE_VERSION=\"0\" \
		-isystem "$("$cc" -print-file-name=include)" "${flags[@]}") \
		>"$out/said" 2>&1 && ar rcs "$out/$name.a" "$dir"/objects/*.o
}

# link NAME FUNCTION...: a shared object of the whole library for which these
# functions are all that there is from outside.
link() {
	local name=$1
	shift
	for function; do
		echo "void $function(void) {}"
	done | "$cc" -w -ffreestanding -fno-builtin -fPIC -x c -c - \
		-o "$out/outside.o" &&
		"$cc" -shared -nostdlib -Wl,-z,defs -o "$out/$name.so" \
			-Wl,--whole-archive "$out/$name.a" -Wl,--no-whole-archive \
			"${libraries[@]}" "$out/outside.o" >"$out/said" 2>&1
}

# What the components, which are C++, include of the libraries.
includes_compile_as_cxx() {
	grep -hA9 '^extern "C" {' genode/src/*/*/*.h | grep '^#include' \
		>"$out/includes.cc" &&
		clang -x c++ -std=gnu++20 -ffreestanding -nostdinc -fsyntax-only \
			-Wall -Wextra -Wc99-designator -Werror \
			-isystem "$(clang -print-file-name=include)" \
			-I"$out/lib/attache_sim" -I"$out/lib/attache_sim/include" \
			-I"$out/lib/attache_trace" \
			-I"$out/lib/attache_core" -I"$out/lib/attache_core/include" \
			"$out/includes.cc" >"$out/said" 2>&1
}

three=(memcpy memmove memset)
core=(attache_core attache_core/include)
libraries=()
build attache_core "${core[@]}"
result core_builds_from_its_folder_alone $?
link attache_core "${three[@]}"
result core_links_with_memcpy_memmove_and_memset $?

# Without one of them the linker says so: the check above can fail.
link attache_core memcpy memset
[ $? -ne 0 ] && grep -q "undefined reference to .memmove" "$out/said"
result a_missing_function_would_be_noticed $?

libraries=("$out/attache_core.a")
build attache_trace attache_trace attache_trace/include "${core[@]}"
result trace_builds_from_its_folder $?
link attache_trace "${three[@]}" memcmp strlen strcmp
result trace_links_with_what_the_component_has $?

build attache_sim attache_sim attache_sim/include "${core[@]}"
result simulated_modem_builds_from_its_folder $?
link attache_sim "${three[@]}" memcmp strlen malloc calloc free abort strtoull
result simulated_modem_links_with_what_usb_modem_sim_has $?
skip_without clang headers_compile_as_cxx clang || {
	includes_compile_as_cxx
	result headers_compile_as_cxx $?
}
echo "1..$n"
exit $failed
