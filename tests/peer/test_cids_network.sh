#!/bin/bash
# What attache answers of the network for a modem that speaks QMI: Debian's mbimcli
# asks in MBIM, and its qmicli the same modem in QMI, beside it.
# usage: test_cids_network.sh ATTACHE SIMODEM CLIENTS
attache=$1 simodem=$2 clients=$3
tool=mbimcli device=usb:1e0e:9001
modem=(--profile mdm9x07 --scenario tests/peer/slow_scan.yaml)
# shellcheck source=tests/peer/control.sh
. tests/peer/control.sh
command -v qmicli >/dev/null || {
	echo "1..1"
	echo "ok 1 - test_cids_network # SKIP no qmicli (tools/setup test)"
	exit 77
}

# The values of qmicli's lines with this word; an MNC of one digit has two.
value() {
	sed -n "s/^[[:space:]]*$1: '\([^' ]*\).*/\1/p" "$dir/qmi" | head -n 1
}

plmn() {
	printf '%03d%02d' "$(value MCC)" "$(value MNC)"
}

registration() {
	qmi --nas-get-serving-system && mbim 0 --query-registration-state &&
		says "Register state: 'home'" "Register mode: 'automatic'" \
			"Available data classes: '$(value '\[0\]')'" \
			"Provider ID: '$(plmn)'" \
			"Provider name: '$(value Description)'"
}

packet_service() {
	qmi --nas-get-serving-system && [ "$(value PS)" = attached ] &&
		mbim 0 --query-packet-service-state &&
		says "Packet service state: 'attached'" \
			"Available data classes: 'lte'"
}

# 3GPP TS 27.007 8.5, and MBIMEx 2.0.
signal() {
	qmi --nas-get-signal-info && mbim 0 --query-signal-state &&
		says "RSSI [0-31,99]: '$((($(value RSSI) + 113) / 2))'" &&
		"$attache" query --control "$control" \
			basic_connect.signal_state >"$dir/out" &&
		says "rsrp: $(($(value RSRP) + 157))" "system_type: lte"
}

home() {
	qmi --nas-get-home-network && mbim 0 --query-home-provider &&
		says "Provider ID: '$(plmn)'" "State: 'home'" \
			"Provider name: '$(value Description)'"
}

scan() {
	qmi --nas-network-scan && mbim 0 --query-visible-providers &&
		says "Visible providers (2)" "Provider ID: '$(plmn)'" \
			"State: 'home, visible, registered'" \
			"State: 'forbidden, visible'"
}

# A scan of minutes is nothing that others wait for.
scan_holds_nobody_up() {
	timeout 60 mbimcli -p -d /dev/null --query-visible-providers \
		>"$dir/scan" 2>&1 &
	local scan=$!
	mbim 0 --query-home-provider && mbim 0 --query-signal-state &&
		kill -0 $scan && wait $scan &&
		grep -q "Visible providers" "$dir/scan"
}

register() { # register STATUS ID ACTION
	"$attache" set --control "$control" basic_connect.register_state \
		provider_id="$2" register_action="$3" data_class=none \
		>"$dir/out" 2>"$dir/err"
	[ $? = "$1" ]
}

becomes() { # WORDS: what the registration is after a while
	for _ in $(seq 100); do
		mbim 0 --query-registration-state && says "$@" && return 0
		sleep 0.1
	done
	return 1
}

chosen() {
	register 0 00101 manual &&
		becomes "Register mode: 'manual'" "Register state: 'home'" &&
		qmi --nas-get-system-selection-preference &&
		grep -q "Network selection preference: 'manual'" "$dir/qmi" &&
		mbim 0 --register-automatic &&
		becomes "Register mode: 'automatic'" "Register state: 'home'"
}

no_such_network() {
	register 1 nowher manual &&
		grep -q invalid_parameters "$dir/err" &&
		register 1 99999 manual &&
		grep -q providers_not_found "$dir/err" &&
		register 0 "" automatic && becomes "Register state: 'home'"
}

place() {
	qmi --nas-get-cell-location-info &&
		mbim 0 --ms-query-location-info-status &&
		says "$(printf '%08X' "$(value 'Global Cell ID')")" \
			"$(printf '%06X' "$(value 'Tracking Area Code')")"
}

cells() {
	qmi --nas-get-cell-location-info &&
		mbim 0 --ms-query-base-stations-info &&
		says "00101" "$(value 'EUTRA Absolute RF Channel Number')"
}

preferred() {
	qmi --nas-set-preferred-networks=00102,all,310026,eutran &&
		mbim 0 --query-preferred-providers &&
		says "Provider ID: '00102'" "Provider ID: '310026'" \
			"State: 'preferred'"
}

# Both have the profiles of the modem; it numbers a new one itself.
contexts() {
	mbim 0 --set-provisioned-contexts=context-id=9,context-type=internet,auth=pap,compression=none,username=who,password=secret,access-string=second &&
		qmi --wds-get-profile-list=3gpp &&
		grep -q "APN: 'second'" "$dir/qmi" &&
		mbim 0 --query-provisioned-contexts &&
		says "Provisioned contexts (2)" "Context ID 2:" \
			"Access string: 'second'" "Username: 'who'" &&
		! grep -q secret "$dir/out" &&
		mbim 0 --ms-query-provisioned-contexts && says "'second'"
}

# told MODE COMMAND COMMAND: these happen in turn until a client has heard of it.
told() {
	local client
	"$clients" "$1" >"$dir/told" 2>&1 &
	client=$!
	for _ in $(seq 100); do
		echo "$2" >"$world/commands"
		sleep 0.1
		echo "$3" >"$world/commands"
		sleep 0.1
		kill -0 $client 2>/dev/null || break
	done
	wait $client && return 0
	cat "$dir/told"
	return 1
}

news() {
	told strong "signal 10" "signal 20" &&
		told registered "network off" "network on" &&
		told spoken_to "ussd notify Hello" "ussd end" &&
		becomes "Register state: 'home'" && online
}

# The manager has its session by them.
keeps_the_session() {
	mbim 1 --detach-packet-service &&
		grep -q OperationNotAllowed "$dir/err" &&
		mbim 0 --attach-packet-service && online &&
		[ "$(grep -c "link wwan0 up" "$dir/run")" = 1 ]
}

detaches() {
	"$attache" set --control "$control" attache.want want=open &&
		until_in "$dir/run" "link wwan0 down" &&
		mbim 0 --detach-packet-service &&
		says "Packet service state: 'detached'" &&
		qmi --nas-get-serving-system && [ "$(value PS)" = detached ] &&
		mbim 0 --attach-packet-service &&
		says "Packet service state: 'attached'"
}

lacking() {
	mbim 1 --query-network-idle-hint && grep -q NoDeviceSupport "$dir/err"
}

ends() {
	kill -TERM "$pid" && wait "$pid" &&
		"$attache" replay "$dir/trace.pcapng" >"$dir/out" 2>&1 &&
		says identical
}

echo "1..18"
check qmi_modem_comes_online comes_online
check registration_is_that_of_qmicli registration
check packet_service_is_that_of_qmicli packet_service
check signal_is_that_of_qmicli signal
check home_network_is_that_of_qmicli home
check networks_are_those_of_qmicli scan
check scan_holds_nobody_up scan_holds_nobody_up
check network_is_chosen_and_the_modem_chooses_again chosen
check what_is_no_network_is_refused no_such_network
check place_is_that_of_qmicli place
check cells_are_told cells
check preferred_networks_are_those_of_qmicli preferred
check profiles_are_those_of_qmicli contexts
check session_is_kept_from_a_detach keeps_the_session
check changes_are_told news
check host_that_wants_no_session_may_detach detaches
check what_qmi_lacks_is_told lacking
check run_replays ends
exit $bad
