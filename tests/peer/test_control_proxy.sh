#!/bin/bash
# Other programs at the modem that attache run has: Debian's mbimcli, which finds
# attache where libmbim's proxy would be, and clients that are many, mute, gone or
# wrong. usage: test_control_proxy.sh ATTACHE SIMODEM CLIENTS
attache=$1 simodem=$2 clients=$3
tool=mbimcli modem=() device=usb:1209:0001
# shellcheck source=tests/peer/control.sh
. tests/peer/control.sh

answers() {
	mbim 0 --query-device-caps && says "SIM.1.0" &&
		mbim 0 --query-connection-state=0 && says "'activated'" &&
		mbim 0 --query-radio-state && says "Software radio state: 'on'" &&
		mbim 0 --query-visible-providers && says "00101" &&
		mbim 0 --query-device-services && says "ms-uicc-low-level-access"
}

# A channel to an application of the SIM, as who manages an eSIM has it; its words
# are 90 00, of which mbimcli shows the first in the lowest byte.
reaches_the_card() {
	local channel
	mbim 0 --ms-set-uicc-open-channel=application-id=a0000000871002,selectp2arg=4,channel-group=1 &&
		says "status: 144" || return 1
	channel=$(sed -n 's/.*channel: *\([0-9]*\).*/\1/p' "$dir/out")
	[ "$channel" -gt 0 ] &&
		mbim 0 "--ms-set-uicc-apdu=channel=$channel,secure-message=none,classbyte-type=inter-industry,command=00a4000c026f07" &&
		says "status: 144" &&
		mbim 0 "--ms-set-uicc-close-channel=channel=$channel,channel-group=1" &&
		says "status: 144" && online
}

refused() {
	mbim 1 "$@" && grep -q OperationNotAllowed "$dir/err"
}

keeps_the_session() {
	refused --disconnect=0 && refused --connect=access-string=other &&
		refused --set-radio-state=off &&
		refused --detach-packet-service && mbim 0 --set-radio-state=on &&
		ping -q -c 2 -i 0.2 -W 2 10.64.0.1 && online &&
		[ "$(grep -c "link wwan0 up" "$dir/run")" = 1 ]
}

leaves_the_modem() {
	"$attache" set --control "$control" attache.want want=open &&
		until_in "$dir/run" "link wwan0 down" &&
		mbim 0 --connect=session-id=0,access-string=internet,ip-type=ipv4 &&
		says "'activated'" && mbim 0 --disconnect=0 &&
		"$attache" connect --control "$control" && online
}

agrees_on_its_own_version() {
	mbim 0 --ms-query-version=1.0,2.0 && says "2.00" &&
		"$attache" query --json --control "$control" \
			basic_connect.signal_state >"$dir/out" &&
		says rsrp_snr &&
		"$attache" status --json --control "$control" >"$dir/out" &&
		says '"mbim_extended_version":"3.0"'
}

# Each prints what it saw go wrong.
bears() {
	"$clients" "$1" >"$dir/said" && online &&
		ping -q -c 1 -W 2 10.64.0.1 &&
		[ "$(grep -c "link wwan0 up" "$dir/run")" = "$ups" ]
}

# A short message comes, again and again until somebody has told of it.
tells_of_messages() {
	local rc=1
	"$clients" standard >"$dir/told" 2>&1 &
	client=$!
	for _ in $(seq 100); do
		echo "sms 00101 hello" >"$world/commands"
		sleep 0.1
		kill -0 $client 2>/dev/null || break
	done
	kill $client 2>/dev/null
	wait $client
	rc=$?
	cat "$dir/told"
	return $rc
}

ends_and_replays() {
	kill -TERM "$pid" && wait "$pid" &&
		"$attache" replay "$dir/trace.pcapng" >"$dir/out" &&
		says identical
}

check manager_comes_online comes_online
check mbimcli_is_answered_beside_it answers
check card_is_reached_beside_it reaches_the_card
check who_would_break_the_session_is_refused keeps_the_session
check modem_is_left_to_others_on_demand leaves_the_modem
check each_client_agrees_on_its_own_version agrees_on_its_own_version
ups=$(grep -c "link wwan0 up" "$dir/run")
check fifty_clients_are_answered bears many
check who_has_no_list_is_told_what_the_standard_says tells_of_messages
check subscribers_are_told_what_they_want bears subscribe
check what_is_too_long_is_an_error_and_no_more bears long
check short_fragments_for_who_takes_no_longer bears short
check garbage_harms_only_who_sends_it bears garbage
check who_does_not_read_is_hung_up_or_waits bears mute
check who_goes_at_any_byte_harms_nobody bears gone
check run_ends_and_replays_with_all_that ends_and_replays
echo "1..$n"
exit $bad
