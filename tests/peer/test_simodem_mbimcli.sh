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
echo "1..58"

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

# --- the card -----------------------------------------------------------------

usim=application-id=A0000000871002FF49FF0589
card() { # card NAME "WANT" OPTIONS...
	check "$@" --device-open-ms-mbimex-v3
}
apdu() { # apdu NAME "WANT" COMMAND
	card "$1" "$2" "--ms-set-uicc-apdu=channel=1,secure-message=none,\
classbyte-type=inter-industry,command=$3"
}
fails() { # fails NAME "WANT" OPTION
	if m --device-open-ms-mbimex-v3 "$3"; then say not "$1"
	elif has "$2"; then say ok "$1"; else say not "$1"; fi
}
printf 'sim: {pin: "1234", spn: Provider, gid1: a1b2}\n' >"$dir/card.yaml"
start --profile qualcomm-5g --scenario "$dir/card.yaml"
card uicc_has_an_atr "3B:98:96:40:80:31:E0:73:FE:21:13:00" --ms-query-uicc-atr
card uicc_application_is_listed "A0:00:00:00:87:10:02:FF:49:FF:05:89" \
	--ms-query-uicc-application-list
card uicc_file_has_a_size "Item size: 17" \
	"--ms-query-uicc-file-status=$usim,file-path=7FFF6F46"
card uicc_file_has_access_conditions "Read: pin1" \
	"--ms-query-uicc-file-status=$usim,file-path=7FFF6F07"
card uicc_file_that_is_missing_is_6a82 "Status word 2: 130" \
	"--ms-query-uicc-file-status=$usim,file-path=7FFF6F3F"
card uicc_spn_is_read "Data: 00:50:72:6F:76:69:64:65:72:FF" \
	"--ms-query-uicc-read-binary=$usim,file-path=7FFF6F46,read-offset=0,\
read-size=17"
card uicc_imsi_is_behind_the_pin "Status word 1: 105" \
	"--ms-query-uicc-read-binary=$usim,file-path=7FFF6F07,read-offset=0,\
read-size=9"
card uicc_channel_is_opened "channel: 1" \
	"--ms-set-uicc-open-channel=application-id=A0000000871002,\
selectp2arg=4,channel-group=1"
apdu uicc_wrong_pin_is_63c2 "status: 49763" 002000010830303030FFFFFFFF
apdu uicc_right_pin_is_9000 "status: 144" 002000010831323334FFFFFFFF
card uicc_pin_of_a_command_unlocks "Ready state: 'initialized'" \
	--query-subscriber-ready-status
card uicc_imsi_is_read "Data: 08:09:10:10:00:00:00:00:00" \
	"--ms-query-uicc-read-binary=$usim,file-path=7FFF6F07,read-offset=0,\
read-size=9"
card uicc_record_is_read "07:91:01:00:00:00:00:F0" \
	"--ms-query-uicc-read-record=$usim,file-path=7FFF6F40,record-number=1"
card uicc_channel_is_closed "status: 144" \
	--ms-set-uicc-close-channel=channel=1,channel-group=1
fails uicc_closed_channel_takes_no_command "0x87430003" \
	"--ms-set-uicc-apdu=channel=1,secure-message=none,\
classbyte-type=inter-industry,command=00B0000000"
fails uicc_application_that_is_missing_is_told "0x87430002" \
	"--ms-set-uicc-open-channel=application-id=A0000005591010FFFFFFFF8900000100,\
selectp2arg=0,channel-group=1"
card uicc_is_passed_through "pass through action: enabled" \
	--ms-set-uicc-reset=enable
card uicc_passed_through_is_no_subscriber "Ready state: 'not-initialized'" \
	--query-subscriber-ready-status
card uicc_is_reset "pass through action: disabled" --ms-set-uicc-reset=disable
card uicc_pass_through_is_told "pass through action: disabled" \
	--ms-query-uicc-reset
card uicc_reset_asks_for_the_pin "Ready state: 'device-locked'" \
	--query-subscriber-ready-status
card uicc_takes_terminal_capabilities "Succesfully set" \
	'--ms-set-uicc-terminal-capability=terminal-capability="810101"'
card uicc_keeps_terminal_capabilities "81:01:01" \
	--ms-query-uicc-terminal-capability

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
