#!/bin/bash
# tools/demo says what is missing before it builds anything. Programs that answer
# as on such a machine stand in front of the path.
. tests/tap.sh
mkdir "$out/bin"
unshare=$(command -v unshare)

# stub NAME STATUS [WORD]: a program that prints WORD and ends with STATUS.
stub() {
	printf '#!/bin/sh\n[ -z "%s" ] || echo "%s"\nexit %s\n' "$3" "$3" "$2" \
		>"$out/bin/$1"
	chmod +x "$out/bin/$1"
}

# says WORDS: the demo ends with 1 and one sentence with these words, with no
# other program than those here.
says() {
	PATH=$out/bin $BASH tools/demo >"$out/said" 2>&1
	[ $? = 1 ] && [ "$(wc -l <"$out/said")" = 1 ] &&
		grep -q "^demo: .*$1" "$out/said"
}

echo 1..5
stub mountpoint 1 ""
stub id 0 0
ln -s "$(command -v dirname)" "$out/bin/dirname"
says "as in a chroot, and a mount is needed there: .* mount --bind FOLDER FOLDER"
result chroot_is_told_with_the_mount_that_it_needs $?

stub mountpoint 0 ""
stub unshare 1 ""
says "root may not mount here, .* --cap-add SYS_ADMIN"
result root_without_the_right_to_mount_is_told_how_to_get_it $?

stub id 0 1000
says "user namespaces are not for you here, .* kernel.unprivileged_userns_clone"
result lack_of_a_namespace_is_told_before_the_build $?

# hidden COMMAND WORDS: on a machine with an empty /dev, in which the command has
# put something, the demo says these words.
hidden() {
	"$unshare" -rm "$BASH" -c "mount -t tmpfs none /dev && $1 &&
		PATH=$out/bin exec $BASH tools/demo" >"$out/said" 2>&1
	[ $? = 1 ] && grep -q "^demo: $2" "$out/said"
}

stub unshare 0 ""
if "$unshare" -rm mount -t tmpfs none /dev >"$out/said" 2>&1; then
	hidden : "/dev/fuse is missing: modprobe fuse as root; in a container"
	result missing_fuse_is_told_with_how_to_get_it $?
	hidden "touch /dev/fuse" "/dev/net/tun is missing: modprobe tun as root"
	result missing_tun_is_told_with_how_to_get_it $?
else
	for node in fuse tun; do
		n=$((n + 1))
		echo "ok $n - missing_${node}_is_told_with_how_to_get_it" \
			"# SKIP no user namespace: $(cat "$out/said")"
	done
fi
exit "$failed"
