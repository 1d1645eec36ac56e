#!/bin/bash
# A client chooses another slot of a modem that attache run has: Debian's mbimcli
# or qmicli does, and the sessions come up with the card of that one.
# usage: test_control_slot.sh ATTACHE SIMODEM mbim|qmi
attache=$1 simodem=$2 kind=$3
# A card takes its time, so that its network is lost meanwhile.
scenario='sim: {other_slot: {iccid: "8900000000000000077"}}
delays: {sim_ms: 500}'
case $kind in
mbim) tool=mbimcli modem=(--profile qualcomm-5g) device=usb:1199:90d3 ;;
qmi) tool=qmicli modem=(--profile sdx55-5g) device=usb:2c7c:0800 ;;
esac
# shellcheck source=tests/peer/control.sh
. tests/peer/control.sh

switch_to() {
	case $kind in
	mbim) mbim 0 --ms-set-device-slot-mappings=$(($1 - 1)) ;;
	qmi) qmi --uim-switch-slot="$1" ;;
	esac
}

# ups N: the link has come up so often
ups() {
	for _ in $(seq 200); do
		[ "$(grep -c "link wwan0 up" "$dir/run")" = "$1" ] && online &&
			return 0
		sleep 0.1
	done
	return 1
}

# has_card ICCID: so MBIM says, whatever the modem speaks
has_card() {
	run 0 query --control "$control" --personal \
		basic_connect.subscriber_ready_status && says "$1"
}

goes_to_the_other_card() {
	switch_to 2 && ups 2 && has_card 8900000000000000077 &&
		ping -q -c 2 -i 0.2 -W 2 10.64.0.1
}

goes_back() {
	switch_to 1 && ups 3 && ! has_card 8900000000000000077 &&
		ping -q -c 2 -i 0.2 -W 2 10.64.0.1
}

ends_and_replays() {
	kill -TERM "$pid" && wait "$pid" &&
		"$attache" replay "$dir/trace.pcapng" >"$dir/out" &&
		says identical
}

check manager_comes_online comes_online
check "${kind}_client_chooses_the_other_slot" goes_to_the_other_card
check "${kind}_client_chooses_the_first_again" goes_back
check run_ends_and_replays_with_all_that ends_and_replays
echo "1..$n"
exit $bad
