#!/bin/bash
# Takes the kernel out of a bzImage, which holds it as one compressed stream
# somewhere behind its loader: of xz in Debian 12, of zstd in Debian 13.
# usage: vmlinux.sh BZIMAGE VMLINUX; status 1 if there is no such stream
set -u

# try MAGIC COMMAND...: unpacks at each place that begins like such a stream.
# What follows the stream makes the command fail, so its output decides.
try() {
	local magic=$1 offset
	shift
	for offset in $(LC_ALL=C grep -abo -P "$magic" "$image" |
		cut -d: -f1); do
		tail -c +$((offset + 1)) "$image" | "$@" >"$kernel" 2>/dev/null
		[ "$(head -c 4 "$kernel" | tail -c 3)" != ELF ] || exit 0
	done
}

image=$1
kernel=$2
try '\xfd7zXZ\x00' xz -dc --single-stream
try '\x28\xb5\x2f\xfd' zstd -dc
exit 1
