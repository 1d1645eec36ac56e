#!/bin/sh
# Debian's mbimcli as the host of the simulated modem, on a pty.
# usage: test_simodem_mbimcli.sh SIMODEM
simodem=$1
n=0
dir=$(mktemp -d) || exit 1
mkfifo "$dir/ready" || exit 1
exec 4<>"$dir/ready"
pid=
trap 'stop; rm -rf "$dir"' EXIT

say() { # say ok|not NAME
	n=$((n + 1))
	if [ "$1" = ok ]; then echo "ok $n - $2"; else
		echo "not ok $n - $2"
		sed 's/^/# /' "$dir/out"
	fi
}

stop() {
	[ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid"
	pid=
}

# start OPTIONS...: simodem tells the pty's path when it is ready
start() {
	stop
	"$simodem" "$@" --commands "$dir/commands" --pty "$dir/modem" \
		>"$dir/ready" 2>"$dir/err" &
	pid=$!
	ready
}

ready() {
	device=$(timeout 60 head -n 1 <&4)
}

m() { # m ARGS...: the status of mbimcli, its output in $dir/out
	timeout 30 mbimcli -d "$device" "$@" >"$dir/out" 2>&1
}

has() { # each argument is in the output
	for want; do
		grep -qF -- "$want" "$dir/out" || return 1
	done
}

check() { # check NAME "WANT" ARGS...: exit status 0 and the text
	name=$1 want=$2
	shift 2
	if m "$@" && has "$want"; then say ok "$name"; else say not "$name"; fi
}

if ! command -v mbimcli >/dev/null; then
	echo "1..0 # SKIP mbimcli (libmbim-utils) is not installed"
	exit 0
fi
echo "1..35"

start
check device_caps_have_the_identity "Device ID: '000000000000000'" \
	--query-device-caps
check subscriber_is_ready "Ready state: 'initialized'" \
	--query-subscriber-ready-status
# Each mbimcli opens the channel, asks one question and closes it.
counted() {
	echo count >"$dir/commands"
	timeout 60 head -n 1 <&4 >"$dir/out"
	[ "$(cat "$dir/out")" = "2 commands" ]
}
if counted; then say ok commands_are_counted; else say not commands_are_counted; fi
check modem_is_registered_at_home "Register state: 'home'" \
	--query-registration-state
check packet_service_is_attached "Packet service state: 'attached'" \
	--attach-packet-service
check connects "Activation state: 'activated'" --connect=apn=internet
check connection_state_is_kept "Activation state: 'activated'" \
	--query-connection-state
if m --query-ip-configuration && has "IP [0]: '10.64.0.2/30'" \
	"Gateway: '10.64.0.1'" "MTU: '1500'"; then
	say ok ip_configuration_has_addresses
else
	say not ip_configuration_has_addresses
fi
check disconnects "Successfully disconnected" --disconnect
check both_families_connect "IP [0]: '2001:db8:64::2/64'" \
	--connect=apn=internet,ip-type=ipv4v6
check device_services_are_listed "ip-configuration (15)" \
	--query-device-services
check visible_providers_are_listed "Provider name: 'Forbidden'" \
	--query-visible-providers
# libmbim 1.32 has quotes around it, 1.28 has none.
if m --ms-query-lte-attach-info &&
	grep -qE "Attach state: +('attached'|attached)\$" "$dir/out"; then
	say ok lte_attach_info_is_told
else
	say not lte_attach_info_is_told
fi
check version_is_negotiated "MBIM extended version : 3.00" \
	--ms-query-version=1.0,3.0

# mbimcli cannot see a descriptor here and opens with 4096.
start --max-control 512
if m --query-device-caps; then say not larger_open_than_offered_fails; else
	say ok larger_open_than_offered_fails
fi

# One channel over several calls: OPEN once, CLOSE at the end.
start --delay-ms 20
m --no-close --connect=apn=internet
trid=$(sed -n "s/.*TRID: '\([0-9]*\)'.*/\1/p" "$dir/out")
check channel_stays_open_between_calls "Activation state: 'activated'" \
	--no-open="$trid" --query-connection-state
if m --no-open=9 --query-connection-state; then
	say not closed_channel_takes_no_command
elif has NotOpened; then
	say ok closed_channel_takes_no_command
else
	say not closed_channel_takes_no_command
fi

start --pin 1234
check sim_is_locked "Ready state: 'device-locked'" \
	--query-subscriber-ready-status
if m --enter-pin=1111; then say not wrong_pin_is_refused; else
	say ok wrong_pin_is_refused
fi
check attempts_are_counted "Remaining attempts: '2'" --query-pin-state
check right_pin_unlocks "PIN operation successful" --enter-pin=1234
check unlocked_sim_registers "Register state: 'home'" \
	--query-registration-state

start --deny 11
check denial_has_its_cause "Network error: 'plmn-not-allowed'" \
	--query-registration-state

start --apn good
if m --connect=apn=bad; then say not wrong_apn_is_refused; else
	say ok wrong_apn_is_refused
fi
check right_apn_connects "Successfully connected" --connect=apn=good

printf 'unplug\nplug\n' >"$dir/commands"
ready
check plugged_again_it_has_forgotten_the_session \
	"Activation state: 'deactivated'" --query-connection-state
if [ "$(readlink "$dir/modem")" = "$device" ]; then
	say ok link_follows_the_new_pty
else
	say not link_follows_the_new_pty
fi

printf 'sim: {other_slot: {iccid: "8900000000000000077"}}\n' >"$dir/slots.yaml"
start --profile qualcomm-5g --scenario "$dir/slots.yaml"
check two_slots_are_told "Number of slots: '2'" --ms-query-sys-caps
check unused_slot_is_off "'state-off'" --ms-query-slot-info-status=1
check slot_is_mapped "slot '1'" --ms-set-device-slot-mappings=1
check mapped_slot_brings_its_card "SIM ICCID: '8900000000000000077'" \
	--query-subscriber-ready-status

# Two in one program: each has its pty, its card and its profile.
stop
"$simodem" --iccid 8900000000000000044 --pty "$dir/other" --modem \
	--profile fibocom-l850gl --pty "$dir/modem" >"$dir/two" 2>"$dir/err" &
pid=$!
until [ -e "$dir/modem" ]; do sleep 0.1; done
device=$(readlink "$dir/modem")
if m --query-device-caps && has "Hardware info: 'L850-GL'" &&
	device=$(readlink "$dir/other") && m --query-subscriber-ready-status &&
	has "SIM ICCID: '8900000000000000044'"; then
	say ok two_modems_have_a_pty_each
else
	say not two_modems_have_a_pty_each
fi

start --roaming
check roaming_is_told "Register state: 'roaming'" --query-registration-state
echo "sim out" >"$dir/commands"
check sim_is_removed_by_command "Ready state: 'sim-not-inserted'" \
	--query-subscriber-ready-status

kill -TERM "$pid"
wait "$pid"
status=$?
pid=
if [ $status = 0 ] && [ ! -e "$dir/modem" ]; then
	say ok simodem_ends_and_takes_its_link_away
else
	say not simodem_ends_and_takes_its_link_away
fi
