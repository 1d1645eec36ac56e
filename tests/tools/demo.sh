#!/bin/bash
# tools/demo says what is missing before it builds anything. Programs that answer
# as on such a machine stand in front of the path.
. tests/tap.sh
mkdir "$out/bin"

# stub NAME STATUS [WORD]: a program that prints WORD and ends with STATUS.
stub() {
	printf '#!/bin/sh\n[ -z "%s" ] || echo "%s"\nexit %s\n' "$3" "$3" "$2" \
		>"$out/bin/$1"
	chmod +x "$out/bin/$1"
}

# says TEXT: the demo ends with 1 and this sentence.
says() {
	PATH=$out/bin $BASH tools/demo >"$out/said" 2>&1
	[ $? = 1 ] && [ "$(cat "$out/said")" = "$1" ]
}

echo 1..2
stub mountpoint 1 ""
stub id 0 0
ln -s "$(command -v dirname)" "$out/bin/dirname"
says "demo: / is no mount point, as in a chroot: mount --bind the folder on\
 itself before the chroot"
result chroot_is_told_with_the_mount_that_it_needs $?
stub mountpoint 0 ""
stub id 0 1000
stub unshare 1 ""
says "demo: needs root, sudo, or a user namespace with /dev/fuse and /dev/net/tun\
 that may be written"
result lack_of_root_is_told_before_the_build $?
exit "$failed"
