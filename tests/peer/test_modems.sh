#!/bin/bash
# Several simulated modems on one bus: each with its own identity, data, commands
# and plug, and `authorized` of sysfs.
# usage: test_modems.sh SIMODEM ATTACHE
# shellcheck disable=SC2016 # expanded inside
simodem=$1 attache=$2
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	echo "1..0 # SKIP needs /dev/fuse and new namespaces"
	exit 0
fi
. tests/tap.sh
sys=/sys/bus/usb/devices

# in SCRIPT: with two modems, $sys, $attache and the FIFO $commands, and `until`
# a command is true, for 10 s at most.
inside() {
	rm -f "$out/commands"
	sys=$sys attache=$attache commands=$out/commands timeout 60 "$simodem" \
		--commands "$out/commands" --apn one \
		--modem --id 1209:0002 --apn two --usbfs -- bash -c '
		until_() {
			for _ in $(seq 100); do
				"$@" && return
				sleep 0.1
			done
			return 1
		}
		query() {
			timeout 20 "$attache" query --personal -d "$@"
		}
		'"$1" >"$out/said" 2>&1
}

identities() {
	inside '
		[ "$(ls $sys)" = "$(printf "1-1\n1-2\nusb1")" ] &&
		[ "$(cat $sys/1-1/serial)" = 000000000000000 ] &&
		[ "$(cat $sys/1-2/serial)" = 000000000000001 ] &&
		query usb:1209:0001 basic_connect.device_caps |
			grep "device_id: .000000000000000" &&
		query usb:1209:0002 basic_connect.device_caps |
			grep "device_id: .000000000000001" &&
		query usb:1209:0002 basic_connect.subscriber_ready_status |
			grep "sim_icc_id: .8900000000000000010"'
}

data() {
	inside '
		for i in 1 2; do
			apn=$(printf "one\ntwo" | sed -n ${i}p)
			echo "sessions: [{name: wwan$i, apn: $apn}]" \
				>"$commands.$i"
			timeout 30 "$attache" run -q --control none \
				-c "$commands.$i" -d usb:1209:000$i &
			pids="$pids $!"
		done
		until_ ping -c 1 -W 1 -I wwan1 10.64.0.1 &&
		until_ ping -c 1 -W 1 -I wwan2 10.65.0.1
		status=$?
		kill $pids
		wait
		exit $status'
}

# The others are not disturbed.
plugs() {
	inside '
		echo modem 2 unplug >$commands
		until_ [ ! -e $sys/1-2 ] && [ -e $sys/1-1/serial ] &&
		query usb:1209:0001 basic_connect.radio_state &&
		echo modem 2 plug >$commands &&
		until_ [ -e $sys/1-2/serial ] &&
		[ "$(cat $sys/1-2/devnum)" = 4 ] &&
		echo modem 1 unplug >$commands &&
		until_ [ ! -e $sys/1-1 ] &&
		query usb:1209:0002 basic_connect.radio_state &&
		echo plug >$commands && until_ [ -e $sys/1-1/serial ]'
}

# As the kernel does: it stays, without a configuration.
authorizes() {
	inside '
		of() { [ "$(cat $sys/1-2/bConfigurationValue)" = "$1" ]; }
		of 1 && echo 0 >$sys/1-2/authorized && until_ of "" &&
		[ "$(cat $sys/1-2/devnum)" = 3 ] &&
		! query usb:1209:0002 basic_connect.radio_state &&
		query usb:1209:0001 basic_connect.radio_state &&
		echo 1 >$sys/1-2/authorized && until_ of 1 &&
		query usb:1209:0002 basic_connect.radio_state'
}

# A modem that is mute is so until it is authorized again.
heals() {
	inside '
		query usb:1209:0002 basic_connect.radio_state &&
		echo modem 2 fail mute reenumerate >$commands && sleep 0.2 &&
		! timeout 2 "$attache" query -d usb:1209:0002 \
			basic_connect.radio_state &&
		printf 0 >$sys/1-2/authorized && printf 1 >$sys/1-2/authorized &&
		query usb:1209:0002 basic_connect.radio_state'
}

# attache has both: run LIST SCRIPT, in which it goes on.
both() {
	inside '
		printf "control: %s.control\nmodems: [%s]\n" "$commands" "'"$1"'" \
			>"$commands.yaml"
		"$attache" run -c "$commands.yaml" >"$commands.run" 2>&1 &
		run=$!
		tells() { grep -q "$1" "$commands.run"; }
		up() { until_ ping -c 1 -W 1 -I "$1" "$2"; }
		(
			'"$2"'
		)
		status=$?
		cat "$commands.run"
		kill $run && wait $run && exit $status'
}

# Neither takes the modem of the other, also when one is plugged in anew.
shared() {
	both "{sessions: [{apn: one}], sms: false},
		{sessions: [{apn: two}], sms: false}" '
		up wwan0 10.64.0.1 && up wwan1 10.65.0.1 &&
		echo modem 2 unplug >$commands &&
		until_ tells "modem1: link wwan1 down" &&
		ping -c 1 -W 1 -I wwan0 10.64.0.1 &&
		echo modem 2 plug >$commands && up wwan1 10.65.0.1 &&
		ping -c 1 -W 1 -I wwan0 10.64.0.1 &&
		! tells "modem0: link wwan0 down"'
}

# The first modem is the first that any would take, and it is another one'"'"'s.
reserved() {
	both "{sessions: [{apn: two}], sms: false},
		{sessions: [{apn: one}], sms: false,
			device: serial:000000000000000}" '
		up wwan0 10.65.0.1 && up wwan1 10.64.0.1 &&
		echo modem 1 unplug >$commands &&
		until_ tells "modem1: link wwan1 down" &&
		echo modem 1 plug >$commands && up wwan1 10.64.0.1 &&
		! tells "modem0: link wwan0 down"'
}

refuses() {
	"$simodem" --modem --mbim-proxy >"$out/said" 2>&1
	[ $? = 2 ] && grep -q "\-\-modem needs --pty" "$out/said" || return 1
	"$simodem" --pty "$out/a" --modem --pty >"$out/said" 2>&1
	[ $? = 2 ] && grep -q "a link of its own" "$out/said" || return 1
	"$simodem" --modem --modem --modem --modem --usbfs >"$out/said" 2>&1
	[ $? = 2 ] && grep -q "modem" "$out/said"
}

echo "1..8"
for test in identities data plugs authorizes heals shared reserved refuses; do
	$test
	result "modems_$test" $?
done
exit "$failed"
