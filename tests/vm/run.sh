#!/bin/bash
# Boots the guest of setup.sh without KVM, with simodem in its USB port, lets it
# run a scenario and shows the scenario's TAP. Further modems, in further ports,
# are named after "--". With --far the first modem's far side is this machine's
# TCP/IP with iperf3 behind it (far.sh), else simodem's own small host.
# $VM_CPU has QEMU's options for processors and time, if not as for tests, and
# $VM_SECONDS how long it may take.
# usage: run.sh SIMODEM SCENARIO [--far] [SIMODEM-OPTION]... [-- OPTION...]...
set -u
simodem=$1
scenario=$2
shift 2
here=$(dirname "$0")
vm=$ATTACHE_BUILD/vm
if [ ! -f "$vm/guest.cpio" ]; then
	reason=$(cat "$vm/skip" 2>/dev/null || echo "setup.sh was not run")
	echo "1..1"
	echo "ok 1 - guest_runs_$(basename "$scenario" .sh) # SKIP $reason"
	exit 77
fi
dir=$(mktemp -d "$vm/run.XXXXXX") || exit 1
pids=()
trap '[ ${#pids[@]} = 0 ] || kill "${pids[@]}"; wait; rm -rf "$dir"' EXIT
mkfifo "$dir/ready" || exit 1

# Root needs no user namespace to have a network namespace.
far=()
if [ "${1:-}" = --far ]; then
	shift
	far=(unshare --net)
	[ "$(id -u)" = 0 ] || far+=(--map-root-user)
	far+=("$here/far.sh")
fi

# start_modem OPTION...: as the next one, in the port of the same number.
usb=()
start_modem() {
	local n=$((${#pids[@]} + 1))
	"${far[@]}" "$simodem" --commands "$dir/commands$n" \
		--usbredir "unix:$dir/usb$n" "$@" \
		>"$dir/ready" 2>>"$dir/simodem" &
	pids+=($!)
	read -r _ <"$dir/ready"
	usb+=(-chardev "socket,id=usb$n,path=$dir/usb$n"
		-device "usb-redir,chardev=usb$n,port=$n")
	far=()
}
options=()
for o in "$@" --; do
	if [ "$o" = -- ]; then
		start_modem "${options[@]}"
		options=()
	else
		options+=("$o")
	fi
done

# Archives that follow one another are one initramfs.
mkdir "$dir/tree"
cp "$scenario" "$dir/tree/scenario.sh"
(cat "$vm/guest.cpio" && cd "$dir/tree" &&
	echo scenario.sh | cpio --quiet -o -H newc -R 0:0) >"$dir/cpio"

timeout ${VM_SECONDS:-300} qemu-system-x86_64 -M pc -cpu qemu64 -m 768 \
	${VM_CPU:--smp 2 -accel tcg,thread=multi} -nodefaults -no-user-config -display none \
	-no-reboot -kernel "$vm/vmlinux" -initrd "$dir/cpio" \
	-append "console=ttyS0 quiet panic=-1 mitigations=off" \
	-serial "file:$dir/console" -serial "file:$dir/tap" \
	-chardev "file,id=commands,path=$dir/commands1" \
	-serial chardev:commands -device qemu-xhci,p2=12,p3=12 "${usb[@]}" \
	>"$dir/qemu" 2>&1 </dev/null
status=$?

tr -d '\r' <"$dir/tap"
if grep -q '^1\.\.' "$dir/tap" && ! grep -q '^not ok' "$dir/tap" &&
	kill -0 "${pids[@]}"; then
	exit 0
fi
grep -q '^not ok' "$dir/tap" || echo "not ok - guest_ends (QEMU: $status)"
for log in qemu simodem console; do
	tail -n 90 "$dir/$log" | tr -d '\r' | sed "s/^/# $log: /"
done
exit 1
