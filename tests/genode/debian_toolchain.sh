#!/bin/bash
# Lets a Genode build folder (x86_64 or arm_v8a, made by tool/create_builddir) use
# Debian's gcc 12 in place of Genode's tool chain: writes its etc/tools.conf, and
# into its folder debian/ a C++ run-time library that needs no glibc. For tests;
# what is to be used is built by Genode's own tool chain.
# Usage: debian_toolchain.sh BUILD_FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
[ -f "$build/etc/build.conf" ] || {
	echo "$build is no Genode build folder" >&2
	exit 1
}
to=$build/debian
PATH=/usr/bin:$PATH # the compilers, not links to ccache
cpu=$(sed -n 's|^SPECS += ||p' "$build/etc/specs.conf")
case $cpu in
x86_64) prefix=x86_64-linux-gnu- options=(-mcmodel=large) ;;
arm_v8a) prefix=aarch64-linux-gnu- options=() ;;
*)
	echo "$build is for ${cpu:-no processor}: x86_64 and arm_v8a are known" >&2
	exit 1
	;;
esac
mkdir -p "$to"
cp "$("${prefix}g++" -print-file-name=libsupc++.a)" "$to/libsupc++.a"
"${prefix}gcc" -O2 -std=gnu11 -D_GNU_SOURCE -fPIC "${options[@]}" \
	-ffunction-sections -fno-builtin -c "$here/debian_cxx.c" \
	-o "$to/eh_globals.o"
"${prefix}ar" d "$to/libsupc++.a" eh_alloc.o
"${prefix}ar" r "$to/libsupc++.a" "$to/eh_globals.o"

# The tools under their usual names. Genode's build system asks the compiler where
# the C++ library is; its run tool takes a warning of the linker for an error.
for tool in $(compgen -c "$prefix" | sort -u); do
	case $tool in *-g++) ;; *) ln -sf "$(command -v "$tool")" "$to/$tool" ;; esac
done
cat >"$to/${prefix}g++" <<-END
	#!/bin/bash
	case " \$* " in
	*" -print-file-name=libsupc++.a "*)
		echo "$to/libsupc++.a"
		exit
		;;
	*" -c "* | *" -shared "*) ;;
	*" -nostdlib "*)
		set -- -no-pie -Wl,--build-id=none -Wl,--no-warn-execstack \
			-Wl,--no-relax "\$@"
		;;
	esac
	exec $(command -v "${prefix}g++") "\$@"
END
chmod +x "$to/${prefix}g++"

cat >"$build/etc/tools.conf" <<-END
	# Debian's gcc in place of Genode's tool chain
	CROSS_DEV_PREFIX     := $to/$prefix
	REQUIRED_GCC_VERSION := $("${prefix}g++" -dumpfullversion)
	CXX_LINK_OPT         += -no-pie -Wl,--build-id=none
END
