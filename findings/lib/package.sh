# shellcheck shell=bash
# What each finding needs: pinned packages of Debian, a folder of its own, and a
# comparison that ends with 1 once the behaviour is another one. Sourced.
set -u
export LC_ALL=C.UTF-8
work=$(mktemp -d) || exit 77
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir "$root"

# cannot REASON: what the finding runs is not to be had.
cannot() {
	echo "skipped: $1"
	exit 77
}

# package NAME VERSION: have that version of a package on the search paths: the
# installed one if it is that version, else one fetched into the folder.
package() {
	local have
	have=$(dpkg-query -W -f '${Version}' "$1" 2>/dev/null)
	if [ "$have" = "$2" ]; then
		echo "$1 $2 (installed)"
		return
	fi
	(cd "$work" && apt-get -q -o APT::Sandbox::User=root \
		download "$1=$2") >"$work/apt.log" 2>&1 ||
		cannot "$1 $2 cannot be fetched: $(tail -1 "$work/apt.log")"
	dpkg -x "$work/$1"_*.deb "$root" || cannot "$1 $2 cannot be unpacked"
	rm "$work/$1"_*.deb
	echo "$1 $2 (fetched)"
	export PATH="$root/usr/bin:$root/usr/sbin:$root/bin:$root/sbin:$PATH"
	local lib=$root/usr/lib/x86_64-linux-gnu
	export LD_LIBRARY_PATH="$lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
}

# runs PROGRAM ARGUMENTS...: one of them that only shows that it starts.
runs() {
	"$@" >/dev/null 2>"$work/starts.log" ||
		cannot "$1 does not start: $(tail -1 "$work/starts.log")"
}

# seen WHAT EXPECTED ACTUAL: the behaviour that the finding tells of.
seen() {
	if [ "$2" != "$3" ]; then
		printf 'CHANGED: %s\n  was: %s\n  is:  %s\n' "$1" "$2" "$3"
		exit 1
	fi
	printf '%s: %s\n' "$1" "$3"
}

# compile NAME LIBRARY HEADERS...: NAME.c of the folder with GLib and a library on
# top of it, whose headers lie in these folders of the include path.
compile() {
	local headers=() name
	for name in gcc pkg-config; do
		command -v $name >/dev/null || cannot "there is no $name"
	done
	pkg-config gio-2.0 || cannot "GLib's headers are not installed"
	for name in "${@:3}"; do
		headers+=("-I$root/usr/include/$name" "-I/usr/include/$name")
	done
	# shellcheck disable=SC2046
	gcc -o "$work/$1" "$work/$1.c" "${headers[@]}" \
		$(pkg-config --cflags gio-2.0) \
		-L"$root/usr/lib/x86_64-linux-gnu" "-l$2" \
		-Wl,-rpath-link,"$root/usr/lib/x86_64-linux-gnu" \
		$(pkg-config --libs gio-2.0) 2>"$work/gcc.log" ||
		cannot "gcc: $(tail -1 "$work/gcc.log")"
}
