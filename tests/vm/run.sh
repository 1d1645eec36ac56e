#!/bin/bash
# Boots the guest of setup.sh without KVM, with simodem in its USB port, lets it
# run a scenario and shows the scenario's TAP.
# usage: run.sh SIMODEM SCENARIO [SIMODEM-OPTION]...
set -u
simodem=$1
scenario=$2
shift 2
vm=$ATTACHE_BUILD/vm
if [ ! -f "$vm/guest.cpio" ]; then
	reason=$(cat "$vm/skip" 2>/dev/null || echo "setup.sh was not run")
	echo "1..1"
	echo "ok 1 - guest_runs_$(basename "$scenario" .sh) # SKIP $reason"
	exit 0
fi
dir=$(mktemp -d "$vm/run.XXXXXX") || exit 1
pid=
trap '[ -n "$pid" ] && kill "$pid"; wait; rm -rf "$dir"' EXIT

mkfifo "$dir/ready" || exit 1
"$simodem" --commands "$dir/commands" --usbredir "unix:$dir/usb" "$@" \
	>"$dir/ready" 2>"$dir/simodem" &
pid=$!
read -r _ <"$dir/ready"

# Archives that follow one another are one initramfs.
mkdir "$dir/tree"
cp "$scenario" "$dir/tree/scenario.sh"
(cat "$vm/guest.cpio" && cd "$dir/tree" &&
	echo scenario.sh | cpio --quiet -o -H newc -R 0:0) >"$dir/cpio"

timeout 120 qemu-system-x86_64 -M pc -cpu qemu64 -smp 2 -m 768 \
	-accel tcg,thread=multi -nodefaults -no-user-config -display none \
	-no-reboot -kernel "$vm/vmlinux" -initrd "$dir/cpio" \
	-append "console=ttyS0 quiet panic=-1 mitigations=off" \
	-serial "file:$dir/console" -serial "file:$dir/tap" \
	-chardev "file,id=commands,path=$dir/commands" \
	-serial chardev:commands -device qemu-xhci \
	-chardev "socket,id=usb,path=$dir/usb" -device usb-redir,chardev=usb \
	>"$dir/qemu" 2>&1 </dev/null
status=$?

tr -d '\r' <"$dir/tap"
if grep -q '^1\.\.' "$dir/tap" && ! grep -q '^not ok' "$dir/tap" &&
	kill -0 "$pid"; then
	exit 0
fi
grep -q '^not ok' "$dir/tap" || echo "not ok - guest_ends (QEMU: $status)"
for log in qemu simodem console; do
	tail -n 90 "$dir/$log" | tr -d '\r' | sed "s/^/# $log: /"
done
exit 1
