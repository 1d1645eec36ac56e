#!/bin/bash
# attache-dbus and a modem that takes its time for one command, and does others
# meanwhile as its USB descriptors say: no call waits for another.
set -u
# shellcheck source=tests/peer/dbus.sh
. tests/peer/dbus.sh
if [ ! -r /dev/fuse ] || ! unshare -mn true 2>/dev/null; then
	echo "1..0 # SKIP needs /dev/fuse and new namespaces"
	exit 0
fi
# Where the modem is in the USB port.
if [ "${ATTACHE_IN_USB:-}" != yes ]; then
	echo 'answers_ms: {nitz: 8000, lte_attach_info: 8000}' >"$dir/scenario.yaml"
	ATTACHE_IN_USB=yes "$simodem" --profile qualcomm-5g --usbfs \
		--scenario "$dir/scenario.yaml" -- "$0"
	exit
fi

starts() {
	beside "$dir/run" "$attache" run --control "$dir/control" \
		--config tools/dbus/attache-dbus.yaml
	run=$!
	joins
}

# answered WORDS...: this call is, while the slow one waits
answered() {
	named "$modem" "$@" && kill -0 $slow
}

asks() {
	named "$modem" Modem.Time.GetNetworkTime >"$dir/time" &
	slow=$!
	sleep 0.5
	kill -0 $slow
}

connects() {
	answered Modem.Simple.Connect "{'apn': <'internet'>}" && connected
}

slow_one_is_answered() {
	wait $slow
	cat "$dir/time"
	grep -q "('20" "$dir/time"
}

echo "1..8"
check modem_is_on_the_bus starts
check slow_call_waits asks
check profiles_are_listed answered Modem.Modem3gpp.ProfileManager.List
check cells_are_told answered Modem.GetCellInfo
check power_is_limited answered Modem.Sar.Enable true
check messages_are_listed answered Modem.Messaging.List
check connection_comes_up connects
check slow_call_is_answered slow_one_is_answered
kill "$bus" "$run"
exit $bad
