#!/bin/bash
# Installs the packages of this tree in a clean Debian whose systemd runs in a
# guest without KVM, with simodem in its USB port, and shows the scenario's TAP.
# check.sh has made both. usage: run.sh SIMODEM [SUITE]
set -u
simodem=$1
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/package/suite.sh
. "$here/suite.sh" "${2:-}"
[ -f "$dir/deb/higher.deb" ] || skip packages_serve "there are no packages"
command -v qemu-system-x86_64 >/dev/null ||
	skip packages_serve "no qemu-system-x86_64 (tools/setup vm)"

run=$(mktemp -d "$dir/run.XXXXXX") || exit 1
pid=
trap '[ -z "$pid" ] || kill $pid; wait; rm -rf "$run"' EXIT
mkfifo "$run/ready"
"$simodem" --commands "$run/commands" --usbredir "unix:$run/usb" \
	>"$run/ready" 2>"$run/simodem" &
pid=$!
read -r _ <"$run/ready"

# Archives that follow one another are one initramfs.
mkdir "$run/test"
cp "$here/scenario.sh" "$here/service.sh" "$here/../vm/guest.sh" "$run/test/"
cp "$dir"/deb/attache_*.deb "$run/test/attache.deb"
cp "$dir/deb/higher.deb" "$run/test/"
(cat "$dir/initramfs.cpio" && cd "$run" &&
	find test | cpio --quiet -o -H newc -R 0:0) >"$run/cpio"
timeout 500 qemu-system-x86_64 -M pc -cpu qemu64 -m 1024 -smp 2 \
	-accel tcg,thread=multi -nodefaults -no-user-config -display none \
	-no-reboot -kernel "$dir/vmlinux" -initrd "$run/cpio" \
	-append "console=ttyS0 quiet panic=-1 mitigations=off rw" \
	-serial "file:$run/console" -serial "file:$run/tap" \
	-chardev "file,id=commands,path=$run/commands" -serial chardev:commands \
	-drive "file=$dir/root.img,if=virtio,format=raw,snapshot=on" \
	-device qemu-xhci,p2=4,p3=4 -chardev "socket,id=usb,path=$run/usb" \
	-device usb-redir,chardev=usb,port=1 >"$run/qemu" 2>&1 </dev/null
status=$?

tr -d '\r' <"$run/tap"
if grep -q '^1\.\.' "$run/tap" && ! grep -q '^not ok' "$run/tap"; then
	exit 0
fi
grep -q '^not ok' "$run/tap" || echo "not ok - guest_ends (QEMU: $status)"
for log in qemu simodem console; do
	tail -n 120 "$run/$log" | tr -d '\r' | sed "s/^/# $log: /"
done
exit 1
