#!/bin/bash
# A part of container.sh, in a mount namespace: the tree that forgets what is
# written to it, and simodem, which starts the container.
# usage: container_tree.sh IMAGE RUN CGROUP SIMODEM [OPTION...]
set -eu
image=$1
run=$2
mount --make-rprivate /
mount -o loop,ro,noload "$image" "$run/base"
mount -t tmpfs tmpfs "$run/new"
mkdir "$run"/new/{up,work,tree}
mount -t overlay -o "lowerdir=$run/base,upperdir=$run/new/up,workdir=$run/new/work" \
	overlay "$run/new/tree"
echo $$ >"$3/cgroup.procs"
simodem=("${@:4}")
# A fifo that both hold open to read and write has no end.
exec "${simodem[@]}" --commands "$run/commands" --usbfs -- \
	unshare --pid --fork --uts --ipc --cgroup --mount \
	bash "$run/inside.sh" "$run/new/tree" "$run/test" "$run/commands"
