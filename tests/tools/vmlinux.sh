#!/bin/bash
# The kernel that tests/vm/vmlinux.sh takes out of images like Debian's.
set -u
. tests/tap.sh
printf '\177ELF' >"$out/elf"
seq 20000 >>"$out/elf"

# image COMMAND...: a loader, the kernel as a stream, and what follows it.
image() {
	head -c 15000 /bin/sh
	"$@" <"$out/elf"
	printf '\001\002\003\004'
	head -c 3000 /bin/sh
}

# unpacks COMMAND...
unpacks() {
	image "$@" >"$out/image"
	tests/vm/vmlinux.sh "$out/image" "$out/kernel" >"$out/said" 2>&1 &&
		cmp "$out/elf" "$out/kernel" >"$out/said" 2>&1
}

echo "1..3"
if ! skip_without xz kernel_of_xz_is_unpacked xz-utils; then
	unpacks xz -c
	result kernel_of_xz_is_unpacked $?
fi
if ! skip_without zstd kernel_of_zstd_is_unpacked zstd; then
	unpacks zstd -qc
	result kernel_of_zstd_is_unpacked $?
fi
! unpacks cat
result image_without_a_known_stream_is_refused $?
exit "$failed"
