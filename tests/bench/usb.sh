# Topic: USB by usbfs beside libusb: start, memory, instructions and calls a ping

# usb_run HOW COUNT [PROGRAM...]: attache by libusb, by usbfs, or as it is shipped,
# under this program, on a modem in a simulated usbfs; COUNT pings, one after the
# other; prints its RSS in kB.
usb_run() {
	local device=usb:1209:0001 attache=$build/tools/attache/attache
	[ "$1" != libusb ] || device=libusb:1209:0001
	[ "$1" != shipped ] || attache=build/static/attache
	rm -f "$work/said"
	$build/tools/simodem/simodem --usbfs -- bash tests/bench/usb_inside.sh \
		"$work" $device "$2" "${@:3}" $attache
}

# Each prints the figure of a run of HOW with COUNT pings.
usb_rss() {
	local r
	for ((r = 0; r < 5; r++)); do
		usb_run "$1" "$2"
	done | median
}

usb_instructions() {
	usb_run "$1" "$2" valgrind --tool=callgrind \
		--callgrind-out-file=/dev/null --log-file="$work/said" >"$work/rss"
	awk '/Collected/ { print $NF }' "$work/said"
}

usb_heap() {
	usb_run "$1" "$2" valgrind --log-file="$work/said" >"$work/rss"
	awk '/total heap usage/ { gsub(",", ""); print $5 }' "$work/said"
}

usb_calls() {
	: >"$work/calls"
	usb_run "$1" "$2" strace -D -f -c -o "$work/calls" >"$work/rss"
	awk '$NF == "total" { print $4 }' "$work/calls"
	rm "$work/calls"
}

# usb_per WHAT HOW: a ping, from the difference of two runs.
usb_per() {
	local a b
	a=$("usb_$1" "$2" 100)
	b=$("usb_$1" "$2" 1100)
	echo "scale=1; ($b - $a) / 1000" | bc
}

# usb_row NAME TARGET COMMAND...: for each HOW, which is its last argument but
# for COUNT.
usb_row() {
	local name=$1 target=$2 how
	local -A got=([shipped]=-)
	shift 2
	for how in $hows; do
		got[$how]=$("${@//HOW/$how}")
	done
	printf '  %-32s %10s %10s %10s\n' "$name" "${got[libusb]}" \
		"${got[usbfs]}" "${got[shipped]}"
	figure "$name, by libusb / usbfs / as shipped" "${got[libusb]}" "" \
		"${got[usbfs]} / ${got[shipped]}" "$target"
}

# What a guest's processor does, in which the kernel carries the URBs out.
usb_guest() {
	make_guest "  in a guest:" "$build/tools/attache/attache" || return 0
	VM_SECONDS=560 VM_CPU=$counting run_guest tests/bench/guest_usb.sh \
		--far >"$work/said"
	awk -v ns=$instruction_ns '
	$2 == "figure" && $4 == "rss" { rss[$3] = $5 }
	$2 == "figure" && NF == 6 {
		busy[$3, $4] += $5 * 1e9 / ns
		units[$3, $4] += $6
	}
	function per(driver, what) {
		return busy[driver, what] / units[driver, what]
	}
	END {
		n = split("ping download upload", whats)
		for (i = 1; i <= n; i++) {
			w = whats[i]
			k = per("cdc_mbim", w)
			printf "  in a guest, %-8s cdc_mbim %8.1f, libusb" \
				" %5.2fx, usbfs %5.2fx\n", w, k,
				per("libusb", w) / k, per("usbfs", w) / k
			printf "# row USB in a guest: %s, cdc_mbim 1|%.2fx" \
				" (libusb)||%.2fx|<= 1x\n", w,
				per("libusb", w) / k, per("usbfs", w) / k
		}
		print "  (instructions a ping, or a byte of TCP; ratios to it)"
		printf "  in a guest, RSS, kB: libusb %d, usbfs %d\n",
			rss["libusb"], rss["usbfs"]
	}' "$work/said"
}

usb() {
	local hows="libusb usbfs"
	tools/build-static >"$work/static" 2>&1 && hows="$hows shipped"
	echo "== USB, attache run on simodem's usbfs"
	printf '  %-32s %10s %10s %10s\n' "" libusb usbfs shipped
	usb_row "USB: RSS, kB" "<= 1099" usb_rss HOW 100
	usb_row "USB: exec to end, instructions" "<= 1x" usb_instructions HOW 1
	usb_row "USB: a ping, instructions" "<= 1x" usb_per instructions HOW
	usb_row "USB: a ping, system calls" "<= 1x" usb_per calls HOW
	# musl's calls are not seen in a program without shared libraries
	hows="libusb usbfs" usb_row "heap calls after start, a ping" 0 usb_per heap HOW
	if [ -n "$wide" ]; then
		usb_guest
	else
		echo "  in a guest, beside cdc_mbim: tools/bench usb all"
	fi
	echo "A ping is an NTB each way. Not covered: the kernel's own work for a" \
		"URB (in a guest it is), memory of the device (FUSE has none)"
}

usb
