#!/bin/bash
# A part of tree.sh: downloads the kernel's packages into the tree's /root. Newer
# releases have the kernel and its modules in packages of their own.
# usage: tree_kernel.sh TREE
set -eu

depends() { # depends TREE PACKAGE WORD: those that are called linux-WORD-...
	chroot "$1" apt-cache depends "$2" |
		sed -n "s/^ *Depends: \(linux-\($3\)-.*\)/\1/p"
}

image=$(depends "$1" linux-image-amd64 image | head -n 1)
# shellcheck disable=SC2046
chroot "$1" sh -c 'cd /root && apt-get -qq download "$@"' sh "$image" \
	$(depends "$1" "$image" 'binary\|modules')
