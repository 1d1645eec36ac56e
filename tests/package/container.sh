#!/bin/bash
# Runs a scenario in a clean Debian whose systemd is the first process of
# namespaces of its own, on this machine's kernel: at its full speed, and with
# the modem that simodem serves by FUSE in place of its USB. What a kernel does
# with a modem is run.sh's. check.sh has made the tree and the packages.
# With a TREE, in that with these packages of Debian as well (tree_more.sh). What
# the scenario says behind "# simodem: " are options of simodem.
# usage: container.sh SIMODEM SCENARIO [SUITE|- [TREE PACKAGE...]]
set -u
here=$(cd "$(dirname "$0")" && pwd)
simodem=$1
scenario=$2
# shellcheck source=tests/package/suite.sh
. "$here/suite.sh" "${3:-}"
name=${scenario%.sh}
tree=${4:-root}

[ -f "$dir/deb/higher.deb" ] || skip "$name" "there are no packages"
if [ "$tree" != root ]; then
	said=$("$here/tree_more.sh" "$suite" "$tree" "${@:5}") ||
		skip "$name" "$said"
fi
for node in /dev/fuse /dev/net/tun; do
	[ -c $node ] || skip "$name" "there is no $node"
done
cgroups=$(awk '$3 == "cgroup2" { print $2 }' /proc/mounts | head -n 1)
cgroup=$cgroups/attache.$$
[ -n "$cgroups" ] && mkdir "$cgroup" 2>/dev/null ||
	skip "$name" "no group of processes can be made: systemd needs one"
run=$(mktemp -d "$dir/run.XXXXXX") || exit 1

# Also what is left if this ends early; systemd has groups below its own.
cleanup() {
	[ ! -f "$cgroup/cgroup.kill" ] || echo 1 >"$cgroup/cgroup.kill"
	for _ in $(seq 50); do
		find "$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null
		[ -d "$cgroup" ] || break
		sleep 0.1
	done
	rm -rf "$run"
}
trap cleanup EXIT

mkdir "$run/base" "$run/new" "$run/test"
cp "$here/$scenario" "$here/service.sh" "$here/../vm/guest.sh" "$run/test/"
for file in $(sed -n 's/^# with: //p' "$here/$scenario"); do
	cp "$here/../../$file" "$run/test/"
done
cp "$dir"/deb/attache_*.deb "$run/test/attache.deb"
cp "$dir"/deb/attache-dbus_*.deb "$run/test/attache-dbus.deb"
cp "$dir/deb/higher.deb" "$run/test/"
cp "$here/inside.sh" "$run/"
mkfifo "$run/commands"
cat >"$run/test/unit.conf" <<EOF
[Service]
ExecStart=
ExecStart=/bin/sh /run/test/$scenario
StandardOutput=file:/run/test/console
StandardError=file:/run/test/console
EOF
options=$(sed -n 's/^# simodem: //p' "$here/$scenario")
# shellcheck disable=SC2086
timeout -k 10 240 unshare -m "$here/container_tree.sh" "$dir/$tree.img" \
	"$run" "$cgroup" "$simodem" $options >"$run/container" 2>&1
status=$?

tap=$run/test/tap
if grep -q '^1\.\.' "$tap" 2>/dev/null && ! grep -q '^not ok' "$tap"; then
	cat "$tap"
	exit 0
fi
cat "$tap" 2>/dev/null
grep -q '^not ok' "$tap" 2>/dev/null ||
	echo "not ok - container_ends (status $status)"
for log in container test/console; do
	tail -n 120 "$run/$log" 2>/dev/null | sed "s|^|# ${log##*/}: |"
done
exit 1
