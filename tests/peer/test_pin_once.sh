#!/bin/bash
# A modem that accepts the PIN and goes on saying that the SIM is locked gets it
# once, however long it says so.
# usage: test_pin_once.sh SIMODEM ATTACHE
simodem=$1 attache=$2
. tests/tap.sh

echo "1..2"
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	skip_all "needs /dev/fuse and new namespaces" pin_is_sent_once \
		status_says_that_it_is_still_locked
fi
cat >"$out/scenario.yaml" <<'END'
answers:
  - {cid: basic_connect.pin, op: query,
     fields: {pin_type: pin1, pin_state: locked, remaining_attempts: 3}}
  - {cid: basic_connect.subscriber_ready_status,
     fields: {ready_state: device_locked}}
  - {cid: basic_connect.register_state, op: query,
     fields: {register_state: deregistered, register_mode: automatic}}
END
(
	umask 077
	echo 'sim: {pin: "1111"}' >"$out/attache.yaml"
	echo 'sessions: [{name: wwan0, apn: internet}]' >>"$out/attache.yaml"
)
"$simodem" --pin 1111 --scenario "$out/scenario.yaml" --usbfs -- \
	timeout -s TERM 6 "$attache" run --control none \
	-c "$out/attache.yaml" >"$out/said" 2>&1
[ "$(grep -c 'enter_pin' "$out/said")" = 1 ]
result pin_is_sent_once $?
grep -q 'waiting: the modem accepted the PIN and says that the SIM is still' \
	"$out/said"
result status_says_that_it_is_still_locked $?
exit $failed
