#!/bin/bash
# attache query through Debian's mbim-proxy, which keeps the simulated modem's
# channel, beside mbimcli. Abstract sockets belong to a network namespace, so
# that no proxy outside is met.
# usage: test_query_proxy.sh ATTACHE SIMODEM
attache=$1 simodem=$2
proxy=/usr/libexec/mbim-proxy
needs="$proxy jq mbimcli"
# shellcheck source=tests/peer/proxy_name.sh
. tests/peer/proxy_name.sh
# shellcheck source=tests/peer/query.sh
. tests/peer/query.sh

proxy_start() {
	beside "$dir/proxy" "$proxy" --no-exit
	proxy_pid=$!
	for _ in $(seq 200); do
		grep -q '@mbim-proxy$' /proc/net/unix && return 0
		sleep 0.1
	done
	return 1
}

cli() {
	timeout 60 mbimcli -p -d "$device" "$@" >"$dir/out" 2>"$dir/err"
}

needs_proxy() {
	ask 1 query --proxy basic_connect.device_caps &&
		moans "mbim-proxy is not running"
}

asks() {
	proxy_start && ask 0 query --proxy --json basic_connect.device_caps &&
		json '.fields.firmware_info == "SIM.1.0"'
}

# The proxy keeps the device open when its client has gone.
shares() {
	cli --query-device-caps && grep -q "SIM.1.0" "$dir/out" &&
		ask 0 query --proxy basic_connect.device_caps &&
		says "SIM.1.0"
}

sets() {
	ask 0 set --proxy basic_connect.radio_state radio_state=off &&
		cli --query-radio-state &&
		grep -q "Software radio state: 'off'" "$dir/out"
}

# What others have agreed on is told by the proxy, and is left as it is.
keeps_version() {
	sim_stop && sim_start && cli --ms-query-version=1.0,2.0 &&
		ask 0 query --proxy --json \
			ms_basic_connect_extensions.device_caps &&
		json '.fields | has("data_subclass") | not' &&
		ask 0 query --proxy --json basic_connect.signal_state &&
		json '.fields | has("rsrp_snr")'
}

agrees() {
	sim_stop && sim_start &&
		ask 0 query --proxy --json \
			ms_basic_connect_extensions.device_caps &&
		json '.fields | has("data_subclass")'
}

no_device() {
	: >"$dir/file"
	run 1 query --proxy --device "$dir/file" basic_connect.device_caps &&
		moans "the proxy cannot open $dir/file"
}

echo "1..7"
sim_start
check absence_of_the_proxy_is_told needs_proxy
check modem_is_asked_through_the_proxy asks
check proxy_is_shared_with_mbimcli shares
check set_goes_through_the_proxy sets
check version_that_others_agreed_on_is_kept keeps_version
check version_is_agreed_on_through_the_proxy agrees
check device_that_the_proxy_cannot_open_is_told no_device
kill "$proxy_pid"
wait "$proxy_pid"
exit $bad
