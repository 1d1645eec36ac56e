#!/bin/bash
# Builds the packages of this tree for a release of Debian, into
# $ATTACHE_BUILD/package/SUITE/deb, and of attache a second one with a higher
# version. Where this system is that release it builds here, else in a tree of
# it. What cannot be had is told by status 77.
# usage: build.sh SUITE
set -u
suite=$1
dir=$ATTACHE_BUILD/package/$suite
source=$dir/source
export DEB_BUILD_OPTIONS=nocheck CCACHE_BASEDIR=$dir CCACHE_NOHASHDIR=1

give_up() {
	echo "$*"
	exit 77
}

# What is in git, as it is now.
copy_source() {
	rm -rf "$source" "$dir/deb"
	mkdir -p "$source" "$dir/deb"
	git ls-files -z | tar -cf - --null --ignore-failed-read -T - \
		2>/dev/null | tar -xf - -C "$source"
}

build_here() {
	(cd "$source" && PATH=/usr/lib/ccache:$PATH \
		dpkg-buildpackage -us -uc -b) >"$dir/build.log" 2>&1
}

# A tree with what the packages are built with, once.
make_tree() {
	local needs valid=true
	[ ! -d "$dir/build-tree" ] || return 0
	command -v mmdebstrap >/dev/null ||
		give_up "mmdebstrap is not installed (tools/setup vm)"
	needs=$(sed -n '/^Build-Depends/,/^[SR]/s/^ \([a-z0-9.-]*\).*/\1/p' \
		debian/control | paste -sd,)
	# As in tree.sh, of sid.
	[ "$suite" != sid ] || valid=false
	mmdebstrap --quiet --variant=buildd \
		--aptopt="Acquire::Check-Valid-Until \"$valid\"" \
		--include="debhelper,ccache,$needs" \
		"$suite" "$dir/build-tree.new" \
		"deb http://deb.debian.org/debian $suite main" \
		>"$dir/build-tree.log" 2>&1 ||
		give_up "no tree of $suite: $(tail -n 1 "$dir/build-tree.log")"
	mv "$dir/build-tree.new" "$dir/build-tree"
}

# In a mount namespace, so that nothing stays mounted.
build_in_tree() {
	local ccache=${CCACHE_DIR:-$HOME/.cache/ccache}
	make_tree
	mkdir -p "$dir/build-tree/source" "$dir/build-tree/ccache" "$ccache"
	unshare -m bash -c 'set -e
		mount --bind "$1" "$2/source"
		mount --bind "$3" "$2/ccache"
		mount -t proc proc "$2/proc"
		exec chroot "$2" env CCACHE_DIR=/ccache \
			PATH=/usr/lib/ccache:/usr/sbin:/usr/bin:/sbin:/bin \
			sh -c "cd /source/source && dpkg-buildpackage -us -uc -b"
		' sh "$dir" "$dir/build-tree" "$ccache" >"$dir/build.log" 2>&1
}

# higher VERSION: the same package, with that version.
higher() {
	local old
	old=$(echo "$dir"/deb/attache_*.deb)
	dpkg-deb -R "$old" "$dir/higher" &&
		sed -i "s/^Version: .*/Version: $1/" \
			"$dir/higher/DEBIAN/control" &&
		dpkg-deb --root-owner-group -b "$dir/higher" "$dir/deb/higher.deb"
	local status=$?
	rm -rf "$dir/higher"
	return $status
}

[ "$(id -u)" = 0 ] || give_up "packages are built for a tree by root"
copy_source
# shellcheck source=/dev/null
here=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
if [ "$here" = "$suite" ] &&
	(cd "$source" && dpkg-checkbuilddeps 2>"$dir/build.log"); then
	build_here
else
	[ "$here" != "$suite" ] || echo "# $(cat "$dir/build.log")"
	build_in_tree
fi || {
	tail -n 30 "$dir/build.log"
	exit 1
}
mv "$dir"/*.deb "$dir/deb/" && higher 99 >"$dir/higher.log" 2>&1 ||
	exit 1
rm -rf "$source" "$dir"/*.buildinfo "$dir"/*.changes
