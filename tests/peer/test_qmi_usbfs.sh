#!/bin/bash
# A modem that is mute without DTR, on USB, by either back end: online, data,
# unplugged in the middle of a transfer, and attache killed.
# usage: test_qmi_usbfs.sh SIMODEM ATTACHE usb|libusb
# shellcheck disable=SC2016 # expanded inside
simodem=$1 attache=$2 backend=$3
if [ ! -r /dev/fuse ] || [ ! -c /dev/net/tun ] ||
	! unshare -mn true 2>/dev/null; then
	echo "1..0 # SKIP needs /dev/fuse, /dev/net/tun and new namespaces"
	exit 0
fi
if ! command -v busybox >/dev/null; then
	echo "1..0 # SKIP no busybox, it is in the package busybox-static"
	exit 0
fi
. tests/tap.sh

export attache out device=$backend:1e0e:9001
mkfifo "$out/silence"
# What simodem says goes to $out/told, what the steps of the test come to, to
# $out/steps.
timeout 100 "$simodem" --profile mdm9x07 --commands "$out/commands" \
	--usbfs -- bash -c '
	exec >"$out/said" 2>&1
	step() {
		name=$1
		shift
		"$@" >"$out/$name" 2>&1
		echo "$name $?" >>"$out/steps"
	}
	until_ok() {
		for _ in $(seq 150); do
			"$@" && return
			sleep 0.1
		done
		cat "$out/log"
		return 1
	}
	start() {
		"$attache" run -d "$device" --control "$out/control" \
			>"$out/log" 2>&1 &
		pid=$!
	}
	is() { # is NAME VALUE, in the status
		"$attache" status --json --control "$out/control" |
			grep -qF "\"$1\":\"$2\""
	}
	online() {
		until_ok is connect_state up
	}
	pings() {
		ping -q -c 3 -i 0.05 -W 5 -I wwan0 10.64.0.1 &&
			ping -q -c 3 -i 0.05 -W 5 -I wwan0 2001:db8:64::1
	}
	whole_packets() { # a missing ZLP would hold one back
		for s in $(seq 480 488) $(seq 992 1000) 1472; do
			ping -q -c 1 -W 5 -s $s 10.64.0.1 || return
		done
	}
	up() {
		head -c 4000000 /dev/zero |
			timeout 60 busybox nc -w 10 10.64.0.1 9
	}
	down() {
		[ "$(timeout 60 busybox nc -w 10 10.64.0.1 19 \
			<>"$out/silence" | head -c 4000000 | wc -c)" = 4000000 ]
	}
	has_sent() {
		[ "$(cat /sys/class/net/wwan0/statistics/tx_bytes)" -gt 7000000 ]
	}
	clients() { # how many of them are given out
		lines=$(wc -l <"$out/told")
		echo count >"$out/commands"
		until_ok eval "[ \$(wc -l <\"$out/told\") -gt $lines ]"
		tail -n 1 "$out/told" | grep -o "[0-9]* clients"
	}
	one_of_each() {
		[ "$(ip -4 -o addr show dev wwan0 | wc -l)" = 1 ] &&
			[ "$(ip -4 route show default | wc -l)" = 1 ]
	}
	unplug() {
		busybox nc -w 10 10.64.0.1 9 </dev/zero &
		until_ok has_sent
		echo unplug >"$out/commands"
		until_ok is control_state absent
	}
	plug() {
		echo plug >"$out/commands"
		online
	}
	as_many() {
		now=$(clients)
		echo "$before, $now"
		[ -n "$now" ] && [ "$now" = "$before" ]
	}

	start
	step comes_online online
	step pings_in_both_families pings
	step full_packets_come_back whole_packets
	step runs_tcp_up up
	step runs_tcp_down down
	before=$(clients)
	step is_absent_when_unplugged unplug
	step is_online_when_plugged_again plug
	step pings_when_plugged_again pings
	kill -KILL $pid
	wait $pid
	step leaves_its_clients_when_it_is_killed as_many
	start
	step is_online_after_it_was_killed online
	step has_no_more_clients_than_before as_many
	step has_one_address_and_one_default_route one_of_each
	step pings_after_it_was_killed pings
	kill -TERM $pid
	wait $pid
	step ends eval "[ $? = 0 ]"
	before="0 clients"
	step gives_its_clients_back as_many' >"$out/told" 2>"$out/err"

while read -r name status; do
	cat "$out/$name" "$out/log" >"$out/said"
	result "qmi_by_${backend}_$name" "$status"
done <"$out/steps"
[ "$n" = 15 ] || result "qmi_by_${backend}_all_steps_are_made" 1
echo "1..$n"
exit "$failed"
