# shellcheck shell=bash
# What each finding needs: pinned packages of Debian, a folder of its own, and a
# comparison that ends with 1 once the behaviour is another one. Sourced.
set -u
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
