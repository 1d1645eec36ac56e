#!/bin/bash
# libqmi's proxy and simodem: Debian's proxy in front of the modem on a pty, and
# simodem in place of it, for several programs at once.
# usage: test_qmi_proxy.sh SIMODEM
simodem=$1
needs="qmicli"
# shellcheck source=tests/peer/proxy_name.sh
. tests/peer/proxy_name.sh
# shellcheck source=tests/peer/query.sh
. tests/peer/query.sh

# cli ARGS...: through the proxy.
cli() {
	timeout 60 qmicli -p -d "$device" --device-open-qmi "$@" \
		>"$dir/out" 2>&1
}

debian_proxy() {
	sim_start --profile generic
	cli --dms-get-model && says "Model: 'simodem'" &&
		cli --nas-get-serving-system && says "Simulated"
}

# qmicli starts it where it is not there yet; it ends by itself, too late.
end_proxy() {
	local proxy
	for proxy in /proc/[0-9]*; do
		[ "$(readlink "$proxy/ns/net" 2>/dev/null)" = \
			"$(readlink /proc/self/ns/net)" ] &&
			grep -qz qmi-proxy "$proxy/cmdline" 2>/dev/null &&
			kill "${proxy#/proc/}"
	done
	return 0
}

# The path names the device; qmicli looks whether it is a special file.
simulated() {
	end_proxy
	sim_at --profile generic --delay-ms 50 --commands "$dir/commands" \
		--qmi-proxy
	[ "$device" = @qmi-proxy ] || return 1
	device=/dev/null
	cli --dms-get-model && says "Model: 'simodem'"
}

# Both have a request of ctl and one of their own under way at the same time.
together() {
	local one
	beside "$dir/first" timeout 60 qmicli -p -d "$device" --device-open-qmi --dms-get-ids
	one=$!
	cli --nas-get-system-info && says "LTE service" && wait $one &&
		grep -q "IMEI: '000000000000000'" "$dir/first"
}

call_stays() {
	local cid
	cli --client-no-release-cid --wds-start-network=apn=internet &&
		says "Network started" || return 1
	cid=$(sed -n "s/^.*CID: '\([0-9]*\)'.*/\1/p" "$dir/out")
	cli "--client-cid=$cid" --wds-get-packet-service-status &&
		says "'connected'"
}

# One program hears what the world does; another asks meanwhile.
indication() {
	local one
	sim_at --profile sdx55-5g --commands "$dir/commands" --qmi-proxy
	device=/dev/null
	beside "$dir/follow" timeout 60 qmicli -p -d "$device" --device-open-qmi \
		--uim-monitor-slot-status
	one=$!
	for _ in $(seq 100); do
		echo "sim out" >"$dir/commands"
		sleep 0.05
		grep -q "Slot status" "$dir/follow" && break
		echo "sim in" >"$dir/commands"
	done
	cli --dms-get-model && says RM500Q || return 1
	kill $one
	wait $one
	grep -q "Card status: absent" "$dir/follow"
}

unplugged() {
	kill -USR1 "$sim"
	cli --dms-get-model && return 1
	kill -USR2 "$sim"
	for _ in $(seq 100); do
		cli --dms-get-model && return 0
		sleep 0.1
	done
	return 1
}

other_protocol() {
	timeout 10 "$simodem" --qmi-proxy >"$dir/out" 2>"$dir/err"
	[ $? = 2 ] && moans "the proxy has to be that of the modem's protocol"
}

echo "1..7"
check debians_proxy_takes_the_modem debian_proxy
check qmicli_takes_simodem_for_the_proxy simulated
check two_programs_ask_at_once together
check client_outlives_its_program call_stays
check indication_comes_to_who_wants_it indication
check unplugged_proxy_lets_nobody_in unplugged
check modem_without_qmi_has_no_such_proxy other_protocol
end_proxy
exit $bad
