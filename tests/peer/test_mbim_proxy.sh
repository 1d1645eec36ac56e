#!/bin/bash
# simodem in place of libmbim's proxy, for Debian's mbimcli and for attache
# query, with nothing else. Abstract sockets belong to a network namespace, so
# that the name is the real one and no proxy outside is met.
# usage: test_mbim_proxy.sh ATTACHE SIMODEM
attache=$1 simodem=$2
needs="jq mbimcli"
# shellcheck source=tests/peer/proxy_name.sh
. tests/peer/proxy_name.sh
# shellcheck source=tests/peer/query.sh
. tests/peer/query.sh
# The proxy has one modem, whatever the path; mbimcli looks whether it is a
# special file.
device=/dev/null

cli() {
	timeout 60 mbimcli -p -d "$device" "$@" >"$dir/out" 2>"$dir/err"
}

mbimcli_asks() {
	cli --query-device-caps && says "Firmware info: 'SIM.1.0'"
}

mbimcli_connects() {
	cli --connect=access-string=internet && cli --query-ip-configuration &&
		says "IP [0]: '10.64.0.2/30'"
}

attache_asks() {
	ask 0 query --proxy --json basic_connect.connect session_id=0 &&
		json '.fields.activation_state == "activated"'
}

# Both clients have a command under way at the same time.
together() {
	local one
	beside "$dir/cli" timeout 60 mbimcli -p -d "$device" --query-radio-state
	one=$!
	ask 0 query --proxy basic_connect.device_caps && says "SIM.1.0" &&
		wait $one && grep -q "Software radio state: 'on'" "$dir/cli"
}

# mbimcli has agreed on a version and has gone; whoever comes is told.
version_stays() {
	sim_at --mbim-proxy
	device=/dev/null
	cli --ms-query-version=1.0,3.0 && says "3.00" &&
		ask 0 query --proxy --json ms_basic_connect_extensions.device_caps &&
		json '.fields | has("data_subclass")'
}

unplugged() {
	kill -USR1 "$sim"
	ask 1 query --proxy basic_connect.device_caps || return 1
	kill -USR2 "$sim"
	for _ in $(seq 100); do
		ask 0 query --proxy basic_connect.device_caps && return 0
		sleep 0.1
	done
	return 1
}

name_is_taken() {
	timeout 10 "$simodem" --mbim-proxy >"$dir/out" 2>"$dir/err"
	[ $? = 1 ] && moans "mbim-proxy @mbim-proxy: it is there already"
}

# A /dev of its own, with this many devices.
with_devices() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare -m bash -c 'mount -t tmpfs none /dev && cd /dev && mknod -m 666 null c 1 3 &&
		for i in $(seq "$1"); do : >cdc-wdm$i || exit; done &&
		"$2" query --proxy basic_connect.device_caps' \
		- "$1" "$attache" >"$dir/out" 2>"$dir/err"
}

finds_device() {
	with_devices 1 && says SIM.1.0 &&
		! with_devices 0 && moans "there is no /dev/cdc-wdm*" &&
		! with_devices 2 && moans "there are several /dev/cdc-wdm*" &&
		run 2 query --proxy --device usb:1209:0001 \
			basic_connect.device_caps &&
		moans "--proxy needs a PATH"
}

at_a_path() {
	sim_at --mbim-proxy "$dir/socket" && [ "$device" = "$dir/socket" ] &&
		[ -S "$dir/socket" ] && sim_stop && [ ! -e "$dir/socket" ]
}

echo "1..9"
sim_at --delay-ms 50 --mbim-proxy
device=/dev/null
check mbimcli_asks mbimcli_asks
check mbimcli_connects mbimcli_connects
check attache_sees_the_connection_of_mbimcli attache_asks
check only_device_need_not_be_named finds_device
check two_clients_ask_at_once together
check unplugged_proxy_lets_nobody_in unplugged
check version_that_mbimcli_agreed_on_is_told_to_the_next version_stays
check taken_name_is_told name_is_taken
check socket_at_a_path_is_taken_away_again at_a_path
exit $bad
