#!/bin/bash
# The program attache as people use it: its words, its exit statuses, and a run
# on a simulated modem, on a pty and on USB.
set -u
attache=${ATTACHE_PROGRAM:-$ATTACHE_BUILD/tools/attache/attache}
simodem=$ATTACHE_BUILD/tools/simodem/simodem
# shellcheck source=tests/check.sh
. tests/check.sh

helps() {
	run 0 --help && says "disconnect" && run 0 run --help &&
		says "--config" && run 0 status --help && says "--json" &&
		run 0 connect --help && says "--timeout"
}

refuses_usage() {
	run 2 && run 2 frobnicate && says 'no command "frobnicate"' &&
		run 2 run --frobnicate && says "attache run: " &&
		run 2 statsu && says 'did you mean "status"?' &&
		run 2 run extra && run 2 status extra && says 'what is "extra"?' &&
		run 2 connect --timeout soon &&
		says "--timeout must be 0 to 86400 seconds" &&
		run 2 status --timeout 3 && says "no option --timeout"
}

refuses_config() {
	printf 'sim: {pin: 12x4}\nsessions:\n  - {apm: a}\n' >"$dir/bad.yaml"
	run 2 run --config "$dir/bad.yaml" &&
		says "bad.yaml:1:12: error: pin must be 4 to 8 digits" &&
		says 'bad.yaml:3:6: error: unknown key "apm"' && ! says 12x4 &&
		run 2 run --config "$dir" && says ": error: Is a directory"
}

refuses_device() {
	run 2 run --device nonsense --control none &&
		says "device nonsense: it is not auto, usb:VID:PID, usb:BUS-PORT," &&
		run 2 query --device nonsense basic_connect.pin &&
		says "device nonsense: it is not auto, usb:VID:PID, usb:BUS-PORT,"
}

names_what_is_no_modem() {
	run 2 query --device imei:359999990000014 basic_connect.pin &&
		says "a question cannot look for an IMEI or ICCID" || return
	words="/dev/null is a device of the kernel's memory driver, and no modem"
	run 2 run -q --device /dev/null --control none &&
		says "error: $words" &&
		run 2 query --device /dev/null basic_connect.pin &&
		says "attache query: $words" &&
		run 2 run --device "$dir" --control none &&
		says "error: $dir is a folder, and no modem"
}

nobody_listens() {
	run 1 status --control "$dir/none" && says "not running" &&
		run 1 connect --control "$dir/none" && says "not running"
}

installs() {
	DESTDIR=$dir/root cmake --install "$ATTACHE_BUILD" --prefix /usr \
		>"$dir/out" 2>&1 &&
		"$dir/root/usr/bin/attache" --version >"$dir/out" &&
		says "attache 0." &&
		[ -f "$dir/root/usr/share/man/man1/attache-query.1" ] &&
		[ -f "$dir/root/usr/share/man/man7/mbim_cids.7" ]
}

pty_start() {
	beside "$dir/sim" "$simodem" --pty "$dir/pty" "$@"
	sim=$!
	for _ in $(seq 200); do
		[ -e "$dir/pty" ] && return 0
		sleep 0.1
	done
	return 1
}

pty_stop() {
	kill "$sim"
	wait "$sim"
	rm -f "$dir/pty"
	# A run that a failed test has left would meet the next one's modem.
	# shellcheck disable=SC2046 # one word each
	kill -KILL $(jobs -pr) 2>/dev/null
}

pty_run() {
	beside "$dir/run" "$attache" run --device "$(readlink "$dir/pty")" \
		--control "$dir/control" "$@"
	pid=$!
}

takes_a_relative_path() {
	pty_start && (cd "$dir" && timeout 60 "$attache" query --device ./pty \
		basic_connect.radio_state >out 2>err) &&
		says "sw_radio_state: on"
	rc=$?
	pty_stop
	return $rc
}

# The daemon is online, is asked, is told, and releases the modem.
controls_a_run() {
	pty_start && pty_run &&
		until_in "$dir/run" "link wwan0 up 10.64.0.2/30" &&
		run 0 status --control "$dir/control" &&
		says "session  wwan0 up 10.64.0.2/30" &&
		run 0 status --json --control "$dir/control" &&
		says '"attach_state":"attached"' &&
		run 0 disconnect --control "$dir/control" &&
		until_in "$dir/run" "link wwan0 down" &&
		run 0 connect --control "$dir/control" &&
		kill -TERM $pid && wait $pid &&
		grep -q "closing --close_done--> closed" "$dir/run" &&
		[ ! -e "$dir/control" ]
	rc=$?
	pty_stop
	return $rc
}

once_says_why() {
	pty_start --deny 11 && pty_run --once
	wait $pid
	rc=$?
	pty_stop
	[ $rc -eq 1 ] && grep -q "^attache run: .*refused" "$dir/run"
}

reads_the_pin_of_a_config() {
	printf 'sim: {pin: 4321}\n' >"$dir/pin.yaml"
	pty_start --pin 4321 && pty_run --config "$dir/pin.yaml" &&
		until_in "$dir/run" "link wwan0 up" && kill -TERM $pid &&
		wait $pid && ! grep -q 4321 "$dir/run"
	rc=$?
	pty_stop
	return $rc
}

# Runs in the simulated machine with the USB modem: traffic flows, the modem is
# unplugged and plugged, traffic flows again.
usb_program() {
	cat >"$dir/usb.sh" <<-'END'
		attache=$1 dir=$2
		until_count() {
			for _ in $(seq 200); do
				[ "$(grep -c "$1" "$dir/run")" -ge "$2" ] &&
					return 0
				sleep 0.1
			done
			return 1
		}
		"$attache" run --config "$dir/usb.yaml" >"$dir/run" 2>&1 &
		pid=$!
		until_count "link lte0 up" 1 || exit 11
		ping -c 2 -i 0.2 -W 2 192.0.2.7 >/dev/null || exit 12
		ping -6 -c 2 -i 0.2 -W 2 2001:db8:1::7 >/dev/null || exit 13
		grep -q "^nameserver 10.64.0.1" "$dir/resolv" || exit 14
		echo unplug >"$dir/fifo"
		until_count "link lte0 down" 1 || exit 15
		grep -q "^nameserver" "$dir/resolv" && exit 16
		echo plug >"$dir/fifo"
		until_count "link lte0 up" 2 || exit 17
		ping -c 2 -i 0.2 -W 2 192.0.2.7 >/dev/null || exit 18
		kill -TERM $pid
		wait $pid || exit 19
		[ ! -e /sys/class/net/lte0 ] || exit 20
	END
	printf 'device: usb:1209:0001\nsessions: [{name: lte0}]\ncontrol: none\ndns_file: %s\n' \
		"$dir/resolv" >"$dir/usb.yaml"
	mkfifo "$dir/fifo"
}

carries_traffic_over_usb() {
	usb_program
	timeout 100 "$simodem" --usbfs --commands "$dir/fifo" -- \
		bash "$dir/usb.sh" "$attache" "$dir" >"$dir/out" 2>&1
	rc=$?
	[ $rc -eq 0 ] || echo "exit status $rc" >>"$dir/run"
	return $rc
}

if [ "${ATTACHE_NETNS:-}" != yes ] && unshare -n true 2>/dev/null; then
	ATTACHE_NETNS=yes exec unshare -n "$0"
fi

echo "1..12"
check attache_explains_itself helps
check wrong_usage_ends_with_2 refuses_usage
check wrong_configuration_is_told_without_secrets refuses_config
check what_is_no_device_ends_with_2 refuses_device
check what_is_no_modem_is_named names_what_is_no_modem
check relative_path_is_a_device takes_a_relative_path
check program_and_manual_are_installed installs
check clients_say_that_attache_is_not_running nobody_listens
if [ "${ATTACHE_NETNS:-}" = yes ]; then
	check status_connect_and_disconnect_control_a_run controls_a_run
	check once_ends_with_1_and_the_reason once_says_why
	check pin_of_the_configuration_unlocks_the_sim reads_the_pin_of_a_config
else
	for name in status_connect_and_disconnect_control_a_run \
		once_ends_with_1_and_the_reason \
		pin_of_the_configuration_unlocks_the_sim; do
		skip $name "no network namespace can be made here"
	done
fi
if [ "${ATTACHE_NETNS:-}" = yes ] && [ -r /dev/fuse ] &&
	command -v ping >/dev/null; then
	check traffic_flows_over_usb_and_after_a_replug carries_traffic_over_usb
else
	skip traffic_flows_over_usb_and_after_a_replug \
		"needs a network namespace, /dev/fuse and ping"
fi
exit $bad
