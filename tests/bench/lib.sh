# What the topics of tools/bench share. Sourced before each, in a shell of its
# own: $build is the build folder, $before that of an earlier commit or empty,
# $wide not empty if all was asked for, $here the folder for drawings, $work a
# folder that ends with the topic.
work=$(mktemp -d)
trap 'rm -rf "$work"; [ -z "${modem:-}" ] || kill "$modem" 2>/dev/null' EXIT

# figure WHAT PEER BEFORE NOW TARGET: a row of `tools/bench table`; what is "-"
# is taken from table.txt, where the row should have its place.
figure() {
	local IFS='|'
	echo "# row $*"
}

# newest_libmbim PROGRAM: makes PROGRAM_newest, which is PROGRAM with the newest
# libmbim, and prints that one's version; fails, and says why, if there is none.
newest_libmbim() {
	tests/bench/newest_libmbim.sh $build/libmbim || return
	cmake -DBENCH_LIBMBIM="$(realpath $build/libmbim/root)" \
		$build >/dev/null &&
		ninja -C $build "$1_newest" >/dev/null
}

# instructions PROGRAM SIDE OPERATION: of one operation: the difference of two
# runs, so that start-up drops out, without what calling it costs.
instructions() {
	echo $(($(per_call "$@") - $(per_call "$1" "$2" nothing)))
}

per_call() {
	local a b
	a=$(counted "$@" 100)
	b=$(counted "$@" 1100)
	echo $(((b - a) / 1000))
}

counted() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 |
		awk '/Collected/ { print $NF }'
}

median() {
	sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# The time that others on this machine disturbed least.
best() {
	sort -n | head -n 1
}

# row NAME MICROSECONDS NOTE: with its ratio to `base` microseconds.
row() {
	awk -v name="$1" -v us="$2" -v base="$base" -v note="$3" 'BEGIN {
		printf "  %-20s %10.3f ms %10.3fx   %s\n", name, us / 1000,
			us / base, note
	}'
}

# make_guest WHAT PROGRAM...: the guest of tests/vm with these programs; fails,
# and says that WHAT is not measured, if there is none here.
make_guest() {
	export ATTACHE_BUILD=$(realpath "$build")
	tests/vm/setup.sh "${@:2}" >"$work/setup" || [ $? = 77 ] || exit
	if [ -f "$build/vm/skip" ]; then
		echo "$1 not measured: $(cat "$build/vm/skip")"
		return 1
	fi
}

# For $VM_CPU: a guest whose clock counts instructions, so that neither this
# machine's load nor its lack of KVM moves the figures.
instruction_ns=8 # 2^shift
counting="-smp 1 -icount shift=3,sleep=on"

# run_guest SCENARIO OPTION...: prints what the scenario said; options and
# variables are those of tests/vm/run.sh. Ahead of this machine's other work
# where that is allowed: a late modem or guest is no matter of a driver.
run_guest() {
	local first=()
	! chrt -r 1 true 2>/dev/null || first=(chrt -r 1)
	"${first[@]}" tests/vm/run.sh "$build/tools/simodem/simodem" "$@" \
		>"$work/guest" || {
		tail -n 60 "$work/guest" >&2
		return 1
	}
	cat "$work/guest"
}

start_modem() {
	rm -f "$work/modem"
	$build/tools/simodem/simodem --pty "$work/modem" \
		--commands "$work/modem.does" "$@" >"$work/modem.said" &
	modem=$!
	for ((i = 0; i < 100; i++)); do
		[ -e "$work/modem" ] && return
		sleep 0.05
	done
}

stop_modem() {
	kill "$modem"
	wait "$modem" 2>/dev/null || true
	modem=
}

# in_room PROGRAM ARGS...: with the pty as the kernel would show it, and with
# the descriptors of the same modem, of $profile if that is set.
in_room() {
	[ -s "$work/descriptors" ] ||
		$build/tools/simodem/simodem ${profile:+--profile $profile} \
			--usbfs -- \
			cat /sys/bus/usb/devices/1-1/descriptors \
			>"$work/descriptors"
	tests/bench/room.sh "$work" "$work/modem" "$work/descriptors" "$@"
}

# Debian's package, which must not begin to run on this machine.
unpack_modemmanager() {
	[ ! -e "$work/root" ] || return 0
	tests/peer/modemmanager_tree.sh $build/modemmanager >&2 || return
	ln -s "$(realpath $build/modemmanager/root)" "$work/root"
}

# modemmanager [OPTIONS of simodem]: "US COMMANDS RSS PSS" of ModemManager as
# it is shipped: from exec to connected; then the kB of it and its proxy.
# Nothing, and a reason on stderr, if it cannot be had. $families: ipv4v6, or
# those that it is to connect.
modemmanager() {
	unpack_modemmanager 2>/dev/null || {
		echo "no ModemManager: its packages cannot be downloaded" >&2
		return 0
	}
	start_modem "$@"
	in_room tests/bench/modemmanager.sh "$work" "${families:-ipv4v6}" ||
		true
	stop_modem
}
