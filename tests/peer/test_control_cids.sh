#!/bin/bash
# MBIM at a modem of QMI that attache run has: Debian's mbimcli asks CIDs, and
# beside it qmicli the messages that these become; both print the same.
# usage: test_control_cids.sh ATTACHE SIMODEM CLIENTS
attache=$1 simodem=$2 clients=$3
tool=mbimcli modem=(--profile mdm9x07) device=usb:1e0e:9001
command -v qmicli >/dev/null || tool=qmicli
# shellcheck source=tests/peer/control.sh
. tests/peer/control.sh

# value FILE NAME: what it says of it, between quotes
value() {
	grep -F -- "$2" "$dir/$1" | head -n 1 | grep -o "'[^']*'"
}

# same NAME NAME: mbimcli and qmicli have the same value, and one at that
same() {
	local mbim qmi
	mbim=$(value out "$1:")
	qmi=$(value qmi "$2:")
	[ -n "$mbim" ] && [ "$mbim" = "$qmi" ] && return 0
	echo "# $1 is $mbim, and $2 is $qmi"
	return 1
}

is_who_qmicli_says() {
	mbim 0 --query-device-caps && says "hsdpa, hsupa, lte'" &&
		qmi --dms-get-ids && same "Device ID" IMEI &&
		qmi --dms-get-revision && same "Firmware info" Revision &&
		qmi --dms-get-model && same "Hardware info" Model
}

has_the_sim_of_qmicli() {
	mbim 0 --query-subscriber-ready-status && says "'initialized'" &&
		qmi --dms-uim-get-iccid && same "SIM ICCID" ICCID &&
		qmi --dms-uim-get-imsi && same "Subscriber ID" IMSI &&
		qmi --dms-get-msisdn && same "Telephone numbers" MSISDN
}

# attempts N: so many are left, both say
attempts() {
	mbim 0 --query-pin-state && says "Remaining attempts: '$1'" &&
		qmi --uim-get-card-status &&
		grep -q "PIN1 retries: '$1'" "$dir/qmi"
}

counts_pin_attempts_as_qmicli() {
	attempts 3 &&
		mbim 1 --enable-pin=9999 && moans PinRequired && attempts 2 &&
		mbim 0 --enable-pin=0000 && attempts 3 &&
		mbim 0 --query-pin-list && says "Mode: 'enabled'" &&
		mbim 0 --change-pin=0000,1234 && mbim 1 --disable-pin=0000 &&
		attempts 2 && mbim 0 --disable-pin=1234 && attempts 3
}

knows_the_session() {
	mbim 0 --query-connection-state=0 && says "'activated'" &&
		mbim 0 --query-connection-state=1 && says "'deactivated'" &&
		mbim 0 --query-ip-configuration=0 && says "'10.64.0.2/30'" &&
		says "Gateway: '10.64.0.1'" && says "'2001:db8:64::2/64'" &&
		says "MTU: '1500'" && mbim 1 --query-ip-configuration=1 &&
		moans ContextNotActivated
}

has_the_bearer_of_qmicli() {
	mbim 0 --ms-query-lte-attach-info && says "Access string: internet" &&
		qmi --wds-get-lte-attach-parameters &&
		grep -q "APN: internet" "$dir/qmi" &&
		mbim 0 --ms-query-lte-attach-configuration &&
		says "Access string: internet"
}

keeps_the_session() {
	mbim 1 --disconnect=0 && moans OperationNotAllowed &&
		mbim 1 --connect=session-id=1,access-string=other &&
		moans NoDeviceSupport &&
		"$attache" set --control "$control" \
			ms_basic_connect_extensions.device_reset \
			>"$dir/out" 2>&1
	[ $? = 1 ] && says "a reset would end" &&
		ping -q -c 2 -i 0.2 -W 2 10.64.0.1 && online &&
		[ "$(grep -c "link wwan0 up" "$dir/run")" = 1 ]
}

refuses_what_qmi_lacks() {
	mbim 1 --query-packet-statistics && moans NoDeviceSupport &&
		mbim 0 --query-device-services && ! says packet-statistics &&
		says subscriber-ready-status
	local rc=$?
	"$attache" query --control "$control" basic_connect.packet_statistics \
		2>"$dir/err"
	[ $? = 1 ] && moans "QMI counts the packets of a call" && return $rc
}

# mode MODE: both say so
radio() {
	says "Software radio state: '$1'" && qmi --dms-get-operating-mode &&
		grep -q "Mode: '$2'" "$dir/qmi"
}

switches_the_radio_as_qmicli_sees() {
	"$attache" set --control "$control" attache.want want=open &&
		until_in "$dir/run" "link wwan0 down" &&
		mbim 0 --query-radio-state && radio on online &&
		mbim 0 --set-radio-state=off && radio off low-power &&
		mbim 0 --query-radio-state && radio off low-power &&
		mbim 0 --set-radio-state=on && radio on online &&
		"$attache" connect --control "$control" && online
}

# tells WAY COMMAND...: simodem carries these out, until a client has been told
tells() {
	local rc
	"$clients" "$1" >"$dir/told" 2>&1 &
	client=$!
	for _ in $(seq 100); do
		for command in "${@:2}"; do
			echo "$command" >"$world/commands"
			sleep 0.1
		done
		kill -0 $client 2>/dev/null || break
	done
	wait $client
	rc=$?
	cat "$dir/told"
	online && return $rc
}

# The link stays up: the client hears of nothing else.
tells_of_addresses() {
	tells addressed "readdress 0" &&
		mbim 0 --query-ip-configuration=0 && ! says "'10.64.0.2/30'" &&
		says "/30'" &&
		[ "$(grep -c "link wwan0 up" "$dir/run")" = "$ups" ]
}

# Each prints what it saw go wrong.
bears() {
	"$clients" "$1" >"$dir/said" && online &&
		ping -q -c 1 -W 2 10.64.0.1 &&
		[ "$(grep -c "link wwan0 up" "$dir/run")" = "$ups" ]
}

ends_and_replays() {
	kill -TERM "$pid" && wait "$pid" &&
		"$attache" replay "$dir/trace.pcapng" >"$dir/out" &&
		says identical && [ "$(counted)" = "0 clients" ]
}

check manager_comes_online comes_online
check caps_are_what_qmicli_says is_who_qmicli_says
check sim_is_what_qmicli_says has_the_sim_of_qmicli
check pin_attempts_are_what_qmicli_says counts_pin_attempts_as_qmicli
check session_is_what_attache_knows knows_the_session
check bearer_of_the_attach_is_what_qmicli_says has_the_bearer_of_qmicli
check who_would_break_the_session_is_refused keeps_the_session
check what_qmi_lacks_is_refused_by_name refuses_what_qmi_lacks
check radio_is_what_qmicli_says switches_the_radio_as_qmicli_sees
check card_that_comes_and_goes_is_told tells ready "sim out" "sim in"
ups=$(grep -c "link wwan0 up" "$dir/run")
check fifty_clients_are_answered bears many
check what_is_too_long_is_an_error_and_no_more bears long
check short_fragments_for_who_takes_no_longer bears short
check garbage_harms_only_who_sends_it bears garbage
check who_does_not_read_is_hung_up_or_waits bears mute
check who_goes_at_any_byte_harms_nobody bears gone
check addresses_that_change_are_told tells_of_addresses
check run_ends_and_gives_its_clients_back ends_and_replays
echo "1..$n"
exit $bad
