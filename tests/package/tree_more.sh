#!/bin/bash
# Makes of the clean tree a second one with more of Debian's packages, for
# scenarios of container.sh: $ATTACHE_BUILD/package/SUITE/NAME.img. What cannot
# be had is told by status 77.
# usage: tree_more.sh SUITE NAME PACKAGE...
set -u
suite=$1
name=$2
shift 2
dir=$ATTACHE_BUILD/package/$suite
[ -f "$dir/root.img" ] || {
	echo "there is no clean tree"
	exit 77
}
# Of two tests one makes it.
exec 9>"$dir/$name.lock"
flock 9
[ ! -f "$dir/$name.img" ] || exit 0
cp --sparse=always "$dir/root.img" "$dir/$name.new" || exit 1
# The packages' services are not started here; each scenario starts what it is
# about.
unshare -m bash -c 'set -e
	mkdir -p "$2"
	mount -o loop "$1" "$2"
	mount -t proc proc "$2/proc"
	mount -t tmpfs tmpfs "$2/tmp"
	mount -t tmpfs tmpfs "$2/run"
	cp --dereference /etc/resolv.conf "$2/run/resolv.conf"
	touch "$2/etc/resolv.conf"
	mount --bind "$2/run/resolv.conf" "$2/etc/resolv.conf"
	cp /bin/true "$2/tmp/true"
	mount --bind "$2/tmp/true" "$2/usr/bin/systemctl"
	in="chroot $2 env DEBIAN_FRONTEND=noninteractive"
	shift 2
	$in apt-get -qq -o APT::Sandbox::User=root update
	$in apt-get -qq -y -o APT::Sandbox::User=root \
		install --no-install-recommends "$@"
	$in apt-get clean' \
	sh "$dir/$name.new" "$dir/$name.mnt" "$@" >"$dir/$name.log" 2>&1
status=$?
rmdir "$dir/$name.mnt" 2>/dev/null
[ $status = 0 ] || {
	rm -f "$dir/$name.new"
	echo "no $* for $suite: $(tail -n 1 "$dir/$name.log")"
	exit 77
}
mv "$dir/$name.new" "$dir/$name.img"
