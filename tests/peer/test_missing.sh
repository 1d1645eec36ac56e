#!/bin/bash
# What the system does not have is named: free descriptors, /dev/net/tun,
# /dev/fuse, a mount point.
# usage: test_missing.sh SIMODEM ATTACHE
simodem=$1 attache=$2
. tests/tap.sh
names="too_many_open_files_are_named missing_tun_is_named
	missing_fuse_is_named unusable_fuse_is_named chroot_is_named"
echo 1..5
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null ||
	[ "$(id -u)" != 0 ]; then
	skip_all "needs root, /dev/fuse and new namespaces" $names
fi

# From a few more than a program needs to be loaded; with many there is a modem.
exhausted() {
	status=0
	for fds in $(seq 6 9); do
		prlimit --nofile="$fds" timeout 10 "$attache" run -q \
			--control "$out/control" >"$out/one" 2>&1
		[ $? = 1 ] && grep -q ': Too many open files' "$out/one" ||
			status=1
		{ echo "$fds" && cat "$out/one"; } >>"$out/said"
	done
	return $status
}

# in_space COMMAND: in a mount namespace of its own.
in_space() {
	unshare -m bash -c "$1" "$0" "$simodem" "$attache" "$out" \
		>"$out/said" 2>&1
}

exhausted
result too_many_open_files_are_named $?
in_space 'mount -t tmpfs none /dev/net &&
	"$1" --usbfs -- "$2" run -1 -q --control none'
[ $? = 1 ] && grep -q '/dev/net/tun is missing (modprobe tun)' "$out/said"
result missing_tun_is_named $?
in_space 'mount -t tmpfs none /dev && mkdir /dev/pts && mknod /dev/null c 1 3 &&
	mknod /dev/urandom c 1 9 && "$1" --usbfs -- true'
[ $? = 1 ] && grep -q '/dev/fuse is missing (modprobe fuse)' "$out/said" &&
	! grep -q 'permission denied' "$out/said"
result missing_fuse_is_named $?
in_space 'mount --bind /dev/null /dev/fuse && "$1" --usbfs -- true'
[ $? = 1 ] && grep -q 'file system at /dev/bus/usb: Invalid argument' \
	"$out/said" && ! grep -q 'permission denied' "$out/said"
result unusable_fuse_is_named $?
# A folder with all that the program needs, which is no mount point.
in_space 'mkdir "$3/root" && cd "$3/root" && mkdir lib lib64 usr dev program &&
	for folder in lib lib64 usr; do
		mount --bind "/$folder" "$folder" 2>/dev/null
	done
	mount --bind "$(dirname "$(realpath "$1")")" program &&
	mknod dev/null c 1 3 &&
	chroot . "/program/$(basename "$1")" --usbfs -- true'
[ $? = 1 ] && grep -q '/ is no mount point, as in a chroot' "$out/said"
result chroot_is_named $?
exit $failed
