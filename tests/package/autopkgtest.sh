#!/bin/bash
# debian/tests by autopkgtest, in a clean tree of Debian that forgets it all.
# usage: autopkgtest.sh [SUITE]
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/package/suite.sh
. "$here/suite.sh" "${1:-}"
[ -f "$dir/deb/higher.deb" ] || skip autopkgtest "there are no packages"
command -v autopkgtest >/dev/null ||
	skip autopkgtest "autopkgtest is not installed (tools/setup vm)"
run=$(mktemp -d "$dir/run.XXXXXX") || exit 1
trap 'rm -rf "$run"' EXIT
echo "1..1"

# In a mount namespace, so that nothing stays mounted. A tree that is a mount
# point can have namespaces of its own.
mkdir "$run/base" "$run/new" "$run/tree" "$run/source"
cp -r debian "$run/source/"
unshare -m bash -c 'set -e
	mount -o loop,ro,noload "$1/root.img" "$2/base"
	mount -t tmpfs tmpfs "$2/new"
	mkdir "$2/new/up" "$2/new/work"
	mount -t overlay -o \
		"lowerdir=$2/base,upperdir=$2/new/up,workdir=$2/new/work" \
		overlay "$2/tree"
	mount -t proc proc "$2/tree/proc"
	mount -t sysfs sysfs "$2/tree/sys"
	mount --rbind /dev "$2/tree/dev"
	printf "#!/bin/sh\nexit 101\n" >"$2/tree/usr/sbin/policy-rc.d"
	chmod 755 "$2/tree/usr/sbin/policy-rc.d"
	cp /etc/resolv.conf "$2/tree/etc/"
	autopkgtest --setup-commands "apt-get -qq update" --no-built-binaries "$1"/deb/attache_*.deb \
		"$1"/deb/attache-simodem_*.deb \
		"$1"/deb/libattache-mbim-dev_*.deb "$2/source" -- chroot "$2/tree"
	' sh "$dir" "$run" >"$run/log" 2>&1
status=$?
grep -E '^[a-z]+ +(PASS|FAIL|SKIP)' "$run/log" | sort -u |
	sed 's/^/# | /; s/$/ |/'
if [ $status = 0 ]; then
	echo "ok 1 - autopkgtest_passes"
	exit 0
fi
echo "not ok 1 - autopkgtest_passes"
tail -n 60 "$run/log" | sed 's/^/# /'
exit 1
