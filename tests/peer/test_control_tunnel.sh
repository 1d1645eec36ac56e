#!/bin/bash
# QMI inside MBIM beside attache run: Debian's qmicli, which finds attache where
# libmbim's proxy would be. Its client ids are its own, and are given back when
# it goes; what would end attache's session is refused, as of a modem of QMI.
# usage: test_control_tunnel.sh ATTACHE SIMODEM
attache=$1 simodem=$2
tool=qmicli modem=() device=auto
profile='{id: 1209:0001, services: {basic_connect: all, qmi: all}}'
# shellcheck source=tests/peer/control.sh
. tests/peer/control.sh

cli() { # cli STATUS OPTION...
	timeout 60 qmicli -p --device-open-mbim -d /dev/null "${@:2}" \
		>"$dir/out" 2>"$dir/err"
	[ $? = "$1" ]
}

none_left() {
	for _ in $(seq 100); do
		[ "$(counted)" = "0 clients" ] && return 0
		sleep 0.1
	done
	echo "# $(counted)"
	return 1
}

comes_alone() {
	comes_online && none_left
}

answers() {
	cli 0 --dms-get-model && says "Model:" &&
		cli 0 --nas-get-serving-system && says "'registered'" &&
		none_left
}

gives_back_what_is_left() {
	cli 0 --dms-get-ids --client-no-release-cid && says "CID:" && none_left
}

syncs_nobody_away() {
	qmicli -p --device-open-mbim -d /dev/null --uim-monitor-slot-status \
		>"$dir/follow" 2>&1 &
	local watch=$!
	for _ in $(seq 100); do
		[ "$(counted)" = "1 clients" ] && break
		sleep 0.05
	done
	cli 0 --device-open-sync --dms-get-revision &&
		[ "$(counted)" = "1 clients" ]
	local kept=$?
	kill $watch
	wait $watch
	none_left && return $kept
}

keeps_the_session() {
	cli 1 --wds-start-network=apn=internet && moans AccessDenied &&
		cli 1 --dms-set-operating-mode=low-power &&
		moans AccessDenied && online &&
		[ "$(grep -c "link wwan0 up" "$dir/run")" = 1 ]
}

ends_and_replays() {
	kill -TERM "$pid" && wait "$pid" &&
		"$attache" replay "$dir/trace.pcapng" >"$dir/out" &&
		says identical
}

check manager_comes_online comes_alone
check qmicli_is_answered_beside_it answers
check id_that_a_client_leaves_is_given_back gives_back_what_is_left
check sync_of_a_client_takes_nobodys_ids syncs_nobody_away
check who_would_break_the_session_is_refused keeps_the_session
check run_ends_and_replays_with_all_that ends_and_replays
echo "1..$n"
exit $bad
