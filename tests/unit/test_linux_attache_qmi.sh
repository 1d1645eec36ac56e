#!/bin/bash
# attache run on a simulated modem that speaks QMI, on a pty: what it comes to,
# what it leaves behind, and that each run can be replayed.
set -u
attache=${ATTACHE_PROGRAM:-$ATTACHE_BUILD/tools/attache/attache}
simodem=$ATTACHE_BUILD/tools/simodem/simodem
profiles=tools/simodem/profiles/qmi
# shellcheck source=tests/check.sh
. tests/check.sh

# modem PROFILE [OPTION...]: it is there
modem() {
	[ -p "$dir/fifo" ] || mkfifo "$dir/fifo"
	beside "$dir/sim" "$simodem" --profile "$profiles/$1.yaml" --commands "$dir/fifo" \
		--pty "$dir/pty" "${@:2}"
	sim=$!
	for _ in $(seq 200); do
		[ -e "$dir/pty" ] && return 0
		sleep 0.1
	done
	return 1
}

# leave STATUS: the modem goes; a run that a failed test has left would meet the
# next one's.
leave() {
	kill "$sim"
	wait "$sim"
	rm -f "$dir/pty"
	# shellcheck disable=SC2046 # one word each
	kill -KILL $(jobs -pr) 2>/dev/null
	return "$1"
}

# begin [YAML]: a run with this configuration
begin() {
	printf 'device: qmi:%s\ncontrol: none\ntrace: %s\n%s\n' "$dir/pty" \
		"$dir/trace.pcapng" "${1:-}" >"$dir/c.yaml"
	chmod 600 "$dir/c.yaml"
	beside "$dir/run" "$attache" run --config "$dir/c.yaml"
	pid=$!
}

# until_again TEXT: it is there twice
until_again() {
	for _ in $(seq 200); do
		[ "$(grep -c -- "$1" "$dir/run")" -ge 2 ] && return 0
		sleep 0.1
	done
	return 1
}

# It gives back its clients, and the trace of it replays.
ends() {
	kill -TERM $pid && wait $pid &&
		grep -q "closing --released--> closed" "$dir/run" &&
		run 0 replay "$dir/trace.pcapng" && says identical
}

# asked MESSAGE: how often
asked() {
	"$attache" trace show "$dir/trace.pcapng" |
		grep -c -- "-> request .* $1 "
}

comes_online() {
	modem "$@" && begin && until_in "$dir/run" "link wwan0 up 10.64.0.2/30" &&
		ends
	leave $?
}

two_families() {
	modem generic && begin && until_in "$dir/run" "2001:db8:64::2/64" &&
		ends && [ "$(asked wds.start_network)" -eq 2 ]
	leave $?
}

one_family() {
	modem generic --ipv4-only && begin &&
		until_in "$dir/run" "link wwan0 up 10.64.0.2/30" &&
		! grep -q "rejected" "$dir/run" && ends
	leave $?
}

wrong_apn() {
	modem generic --apn other && begin 'sessions: [{apn: internet}]' &&
		until_in "$dir/run" "27 (missing_or_unknown_apn)" && ends
	leave $?
}

right_pin() {
	modem "$1" --pin 4321 && begin 'sim: {pin: 4321}' &&
		until_in "$dir/run" "link wwan0 up" && ends &&
		! grep -q 4321 "$dir/run"
	leave $?
}

wrong_pin() {
	modem generic --pin 1111 && begin 'sim: {pin: 4321}' &&
		until_in "$dir/run" "the configured PIN was rejected" && ends &&
		[ "$(asked uim.verify_pin)" -eq 1 ]
	leave $?
}

fcc_lock() {
	modem sierra-em7455-qmi && begin 'unlock: true' &&
		until_in "$dir/run" "unlocking --radio_unlocked-->" &&
		until_in "$dir/run" "link wwan0 up" && ends
	leave $?
}

radio_that_takes_its_time() {
	modem generic --radio-off --network-ms 200 && begin &&
		until_in "$dir/run" "radio_switching --radio_on--> sim" &&
		until_in "$dir/run" "link wwan0 up" && ends &&
		! grep -q "attach_failed" "$dir/run"
	leave $?
}

# More often than the modem has client ids.
killed() {
	modem gobi2000 || return
	for _ in $(seq 12); do
		begin
		until_in "$dir/run" "link wwan0 up" || break
		kill -KILL $pid
		wait $pid
	done
	begin && until_in "$dir/run" "link wwan0 up" && ends
	leave $?
}

ended_by_the_network() {
	modem generic && begin && until_in "$dir/run" "link wwan0 up" &&
		echo "disconnect 0" >"$dir/fifo" &&
		until_in "$dir/run" "connect waiting --retry--> querying" &&
		until_in "$dir/run" "querying --deactivated--> activating" &&
		ends
	leave $?
}

network_comes_and_goes() {
	modem generic && begin && until_in "$dir/run" "link wwan0 up" &&
		echo "network off" >"$dir/fifo" &&
		until_in "$dir/run" "attach attached --" &&
		echo "network on" >"$dir/fifo" &&
		until_in "$dir/run" "--> attached" && ends
	leave $?
}

restarts() {
	modem generic && begin && until_in "$dir/run" "link wwan0 up" &&
		echo restart >"$dir/fifo" &&
		until_in "$dir/run" "control open --restarted--> opening" &&
		until_in "$dir/run" "link wwan0 down" &&
		until_again "link wwan0 up" && ends
	leave $?
}

# The signal is asked for last.
tells_its_cell() {
	modem generic || return
	beside "$dir/run" "$attache" run --device "qmi:$dir/pty" --control "$dir/control"
	pid=$!
	until_in "$dir/run" "link wwan0 up" &&
		for _ in $(seq 200); do
			run 0 status --json --control "$dir/control" &&
				! says '"rsrp_dbm":null' && break
			sleep 0.1
		done
	says '"rsrq_db":-9,' '"cell_id":1,"tac":1,' && kill -TERM $pid &&
		wait $pid
	leave $?
}

# What is not translated is no answer: nothing is made up.
refuses_what_is_not_translated() {
	local why="attache query: phonebook.configuration: this modem speaks QMI, and\
 attache does not translate this CID: ask for messages such as dms.get_model"
	modem generic || return
	beside "$dir/run" "$attache" run --device "qmi:$dir/pty" --control "$dir/control"
	pid=$!
	until_in "$dir/run" "link wwan0 up" &&
		run 0 query --control "$dir/control" basic_connect.device_caps &&
		says 'data_class: gprs|edge|umts|hsdpa|hsupa|lte' &&
		run 1 query --control "$dir/control" phonebook.configuration &&
		[ ! -s "$dir/out" ] && [ "$(cat "$dir/err")" = "$why" ] &&
		run 1 query --json --control "$dir/control" \
			phonebook.configuration &&
		! grep -q phonebook_state "$dir/out" &&
		grep -q '"status":"no_device_support"' "$dir/out" &&
		moans "$why" && kill -TERM $pid && wait $pid
	leave $?
}

echo "1..19"
for profile in generic gobi2000 mdm9x07 quectel-eg25g sdx55-5g; do
	check "comes_online_on_$profile" comes_online "$profile"
done
check each_family_is_a_call two_families
check refused_family_is_no_failure one_family
check unknown_apn_has_the_networks_cause wrong_apn
check pin_is_entered_by_uim right_pin generic
check pin_is_entered_by_dms right_pin gobi2000
check wrong_pin_is_sent_once wrong_pin
check fcc_lock_is_opened fcc_lock
check radio_is_waited_for radio_that_takes_its_time
check killed_runs_leak_no_client killed
check session_that_the_network_ends_comes_back ended_by_the_network
check network_may_come_and_go network_comes_and_goes
check modem_that_restarts_is_online_again restarts
check cid_that_is_not_translated_is_refused refuses_what_is_not_translated
check status_has_the_cell_and_its_quality tells_its_cell
exit $bad
