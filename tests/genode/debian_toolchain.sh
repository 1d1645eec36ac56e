#!/bin/bash
# Lets a Genode build folder (x86_64, made by tool/create_builddir) use Debian's
# gcc 12 in place of Genode's tool chain: writes its etc/tools.conf, and into its
# folder debian/ a C++ run-time library that needs no glibc. For tests; what is
# to be used is built by Genode's own tool chain.
# Usage: debian_toolchain.sh BUILD_FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
[ -f "$build/etc/build.conf" ] || {
	echo "$build is no Genode build folder" >&2
	exit 1
}
to=$build/debian
mkdir -p "$to"
cp "$(g++ -print-file-name=libsupc++.a)" "$to/libsupc++.a"
gcc -O2 -std=gnu11 -D_GNU_SOURCE -fPIC -mcmodel=large -ffunction-sections \
	-fno-builtin -c "$here/debian_cxx.c" -o "$to/eh_globals.o"
ar d "$to/libsupc++.a" eh_alloc.o
ar r "$to/libsupc++.a" "$to/eh_globals.o"

# Genode's build system asks the compiler where the library is.
cat >"$to/g++" <<-END
	#!/bin/sh
	for arg; do
		[ "\$arg" != -print-file-name=libsupc++.a ] || {
			echo "$to/libsupc++.a"
			exit
		}
	done
	exec g++ "\$@"
END
chmod +x "$to/g++"

cat >"$build/etc/tools.conf" <<-END
	# Debian's gcc in place of Genode's tool chain
	CROSS_DEV_PREFIX     := x86_64-linux-gnu-
	REQUIRED_GCC_VERSION := $(g++ -dumpfullversion)
	CUSTOM_CXX_LIB       := $to/g++
	CXX_LINK_OPT         += -no-pie -Wl,--build-id=none
END
