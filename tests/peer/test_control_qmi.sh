#!/bin/bash
# Other programs at a modem of QMI that attache run has: Debian's qmicli, which
# finds attache where libqmi's proxy would be, and clients that are many, mute,
# gone or wrong. usage: test_control_qmi.sh ATTACHE SIMODEM CLIENTS
attache=$1 simodem=$2 clients=$3
tool=qmicli modem=(--profile mdm9x07) device=usb:1e0e:9001
# shellcheck source=tests/peer/control.sh
. tests/peer/control.sh

cli() { # cli STATUS OPTION...
	timeout 60 qmicli -p --device-open-qmi -d /dev/null "${@:2}" \
		>"$dir/out" 2>"$dir/err"
	[ $? = "$1" ]
}

none_left() {
	for _ in $(seq 100); do
		[ "$(counted)" = "$own" ] && return 0
		sleep 0.1
	done
	echo "# $(counted) instead of $own"
	return 1
}

answers() {
	cli 0 --dms-get-model && says SIMCOM &&
		cli 0 --nas-get-serving-system && says "'registered'" &&
		cli 0 --wds-get-packet-service-status && says "'disconnected'" &&
		cli 0 --nas-network-scan && says "Forbidden" &&
		cli 0 --uim-get-card-status && says "Card state: 'present'"
}

syncs_nobody_away() {
	cli 0 --device-open-sync --device-open-version-info \
		--dms-get-revision && online &&
		ping -q -c 2 -i 0.2 -W 2 10.64.0.1 &&
		! grep -q restarted "$dir/run"
}

keeps_the_session() {
	cli 1 --wds-start-network=apn=internet && moans AccessDenied &&
		cli 1 --dms-set-operating-mode=low-power &&
		moans AccessDenied &&
		cli 1 --dms-set-operating-mode=reset && moans AccessDenied &&
		cli 1 --wda-set-data-format=802-3 && moans AccessDenied &&
		cli 0 --dms-set-operating-mode=online &&
		ping -q -c 2 -i 0.2 -W 2 10.64.0.1 && online &&
		[ "$(grep -c "link wwan0 up" "$dir/run")" = 1 ]
}

leaves_the_modem() {
	"$attache" set --control "$control" attache.want want=open &&
		until_in "$dir/run" "link wwan0 down" &&
		cli 0 --wds-start-network=apn=internet &&
		says "Network started" &&
		"$attache" connect --control "$control" && online
}

tells_who_wants_it() {
	local watch
	qmicli -p --device-open-qmi -d /dev/null --uim-monitor-slot-status \
		>"$dir/follow" 2>&1 &
	watch=$!
	for _ in $(seq 100); do
		echo "sim out" >"$world/commands"
		sleep 0.05
		grep -q "Slot status" "$dir/follow" && break
		echo "sim in" >"$world/commands"
	done
	grep -q "Slot status" "$dir/follow"
	local told=$?
	kill $watch
	wait $watch
	echo "sim in" >"$world/commands"
	online && return $told
}

gives_back_what_is_left() {
	cli 0 --dms-get-ids --client-no-release-cid && says "CID:" && none_left
}

# Each prints what it saw go wrong.
bears() {
	"$clients" "$1" >"$dir/said" && online &&
		ping -q -c 1 -W 2 10.64.0.1 &&
		[ "$(grep -c "link wwan0 up" "$dir/run")" = "$ups" ] &&
		none_left
}

ends_and_replays() {
	kill -TERM "$pid" && wait "$pid" &&
		"$attache" replay "$dir/trace.pcapng" >"$dir/out" &&
		says identical && [ "$(counted)" = "0 clients" ]
}

check manager_comes_online comes_online
sleep 1
own=$(counted)
check qmicli_is_answered_beside_it answers
check sync_of_a_client_takes_nobodys_ids syncs_nobody_away
check who_would_break_the_session_is_refused keeps_the_session
check id_that_a_client_leaves_is_given_back gives_back_what_is_left
check modem_is_left_to_others_on_demand leaves_the_modem
check indication_comes_to_who_wants_it tells_who_wants_it
ups=$(grep -c "link wwan0 up" "$dir/run")
check fifty_clients_are_answered bears many
check garbage_harms_only_who_sends_it bears garbage
check who_does_not_read_is_hung_up_or_waits bears mute
check who_goes_at_any_byte_harms_nobody bears gone
check id_of_another_is_none bears stolen
check run_ends_and_replays_with_all_that ends_and_replays
echo "1..$n"
exit $bad
