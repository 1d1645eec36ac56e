#!/bin/sh
# Debian's qmicli as the host of the simulated modem that speaks QMI, on a pty.
# usage: test_simodem_qmicli.sh SIMODEM
simodem=$1
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
mkfifo "$out/ready" || exit 1
exec 4<>"$out/ready"
pid=
trap 'stop; rm -rf "$out"' EXIT

stop() {
	[ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid"
	pid=
}

# start OPTIONS...: simodem tells the pty's path when it is ready
start() {
	stop
	"$simodem" "$@" --commands "$out/commands" --pty "$out/modem" \
		>"$out/ready" 2>"$out/err" &
	pid=$!
	ready
}

ready() {
	device=$(timeout 60 head -n 1 <&4)
}

# q ARGS...: the status of qmicli, what it says in $out/said
q() {
	timeout 30 qmicli -d "$device" --device-open-qmi "$@" >"$out/said" 2>&1
}

has() { # each argument is in what was said
	for want; do
		grep -qF -- "$want" "$out/said" || return 1
	done
}

check() { # check NAME "WANT" ARGS...: exit status 0 and the text
	name=$1 want=$2
	shift 2
	q "$@" && has "$want"
	result "$name" $?
}

# refuse NAME "WANT" ARGS...: it fails, and says so
refuse() {
	name=$1 want=$2
	shift 2
	! q "$@" && has "$want"
	result "$name" $?
}

# keep ACTION...: the client id is kept, and told in $cid
keep() {
	q --client-no-release-cid "$@" || return 1
	cid=$(sed -n "s/^.*CID: '\([0-9]*\)'.*/\1/p" "$out/said" | tail -1)
	[ -n "$cid" ]
}

if skip_without qmicli simodem_speaks_qmi libqmi-utils; then
	echo "1..$n"
	exit 0
fi

# --- what the modem is -------------------------------------------------------

start --profile generic
check versions_are_told "wds (1.67)" --get-service-version-info
check model_is_told "Model: 'simodem'" --dms-get-model
check manufacturer_is_told "Manufacturer: 'attache'" --dms-get-manufacturer
check revision_is_told "Revision: 'SIM.1.0'" --dms-get-revision
check ids_are_told "IMEI: '000000000000000'" --dms-get-ids
check capabilities_are_told "Networks: 'gsm, umts, lte'" \
	--dms-get-capabilities
check number_is_told "MSISDN: '+10000000000'" --dms-get-msisdn
check power_is_told "external-source" --dms-get-power-state
check bands_are_told "LTE bands: '1, 3, 7, 20'" --dms-get-band-capabilities
check mode_is_online "Mode: 'online'" --dms-get-operating-mode
q --dms-set-operating-mode=low-power
check radio_is_switched_off "Mode: 'low-power'" --dms-get-operating-mode
check without_radio_nothing_is_registered "Registration state: 'not-registered'" \
	--nas-get-serving-system
q --dms-set-operating-mode=online
check radio_is_switched_on "Mode: 'online'" --dms-get-operating-mode
refuse unknown_message_is_an_error "InvalidQmiCommand" --dms-list-stored-images

# --- card --------------------------------------------------------------------

check card_is_ready "Application state: 'ready'" --uim-get-card-status
check iccid_is_a_file "98:00:00:00:00:00:00:00:00:F0" \
	--uim-read-transparent=0x3F00,0x2FE2
check imsi_is_a_file "08:09:10:10:00:00:00:00:00" \
	--uim-read-transparent=0x3F00,0x7FFF,0x6F07
check record_is_read "07:91:01:00:00:00:00:F0" --uim-read-record=\
"file=0x3F00-0x7FFF-0x6F40,record-number=1,record-length=24"
refuse record_that_is_missing_is_told "InvalidIndex" --uim-read-record=\
"file=0x3F00-0x7FFF-0x6F40,record-number=2,record-length=24"
check attributes_have_the_size "File size: 9" \
	--uim-get-file-attributes=0x3F00,0x7FFF,0x6F07
has "Read security attributes: (single) pin1"
result attributes_have_the_access_condition $?
check attributes_have_records "Record count: 10" \
	--uim-get-file-attributes=0x3F00,0x7F10,0x6F3C
refuse file_that_is_missing_is_told "SimFileNotFound" \
	--uim-read-transparent=0x3F00,0x7FFF,0x6FFF
check iccid_is_told_by_dms "8900000000000000000" --dms-uim-get-iccid
check imsi_is_told_by_dms "001010000000000" --dms-uim-get-imsi
refuse one_slot_knows_no_slots "InvalidQmiCommand" --uim-get-slot-status

# --- network -----------------------------------------------------------------

check serving_system_is_told "Description: 'Simulated'" --nas-get-serving-system
check system_info_is_told "Tracking Area Code: '1'" --nas-get-system-info
check signal_is_told "RSSI: '-73 dBm'" --nas-get-signal-info
check signal_strength_is_told "Network 'lte': '-73 dBm'" \
	--nas-get-signal-strength
check cell_is_told "Global Cell ID: '1'" --nas-get-cell-location-info
check no_network_is_preferred_at_first "Preferred PLMN list" \
	--nas-get-preferred-networks
check networks_are_preferred "successfully" \
	--nas-set-preferred-networks=00101,all,310026,eutran
check preferred_networks_are_told "MCC: '310'" --nas-get-preferred-networks
check home_network_is_told "MNC: '1'" --nas-get-home-network
check networks_are_seen "Description: 'Forbidden'" --nas-network-scan
check preference_is_told "Network selection preference: 'automatic'" \
	--nas-get-system-selection-preference

# --- calls -------------------------------------------------------------------

check format_is_told "Link layer protocol: '802-3'" --wda-get-data-format
check raw_ip_is_taken "Link layer protocol: 'raw-ip'" \
	--wda-set-data-format=link-layer-protocol=raw-ip
check aggregation_is_lowered "Downlink data aggregation protocol: 'qmap'" \
	"--wda-set-data-format=link-layer-protocol=raw-ip,ul-protocol=qmap,\
dl-protocol=qmap,dl-max-datagrams=4,dl-datagram-max-size=4096"
check frames_are_not_put_together "Downlink data aggregation protocol: 'disabled'" \
	"--wda-set-data-format=link-layer-protocol=802-3,ul-protocol=qmap,\
dl-protocol=qmap"
check unknown_aggregation_is_none "Downlink data aggregation protocol: 'disabled'" \
	"--wda-set-data-format=link-layer-protocol=raw-ip,ul-protocol=qmapv5,\
dl-protocol=qmapv5"
check no_call_is_up "Connection status: 'disconnected'" \
	--wds-get-packet-service-status
refuse no_call_has_settings "OutOfCall" --wds-get-current-settings
keep --wds-start-network=apn=internet,ip-type=4 &&
	has "Network started"
result call_starts $?
call=$cid
handle=$(sed -n "s/^.*Packet data handle: '\([0-9]*\)'.*/\1/p" "$out/said")
w() { # with the client that has the call
	name=$1 want=$2
	shift 2
	check "$name" "$want" --client-cid="$call" --client-no-release-cid "$@"
}
w call_is_up "Connection status: 'connected'" --wds-get-packet-service-status
w call_has_an_address "IPv4 address: 10.64.0.2" --wds-get-current-settings
w call_has_a_gateway "IPv4 gateway address: 10.64.0.1" \
	--wds-get-current-settings
w call_has_an_mtu "MTU: 1500" --wds-get-current-settings
w call_has_rates "Current TX rate: 50000000bps" --wds-get-channel-rates
w call_has_counters "TX packets OK: 0" --wds-get-packet-statistics
w call_has_a_bearer "lte" --wds-get-current-data-bearer-technology
refuse held_call_is_anothers "PolicyMismatch" \
	--wds-start-network=apn=internet,ip-type=4
keep --wds-start-network=apn=internet,ip-type=6
result second_family_has_a_client_of_its_own $?
check second_family_has_its_address "IPv6 address: 2001:db8:64::2/64" \
	--client-cid="$cid" --client-no-release-cid --wds-get-current-settings
w first_family_has_no_other_address "IP Family: IPv4" --wds-get-current-settings
w call_stops "Network stopped" --wds-stop-network="$handle"
w call_is_down "Connection status: 'disconnected'" \
	--wds-get-packet-service-status
check other_family_is_still_up "Connection status: 'connected'" \
	--client-cid="$cid" --client-no-release-cid \
	--wds-get-packet-service-status
check autoconnect_is_off "Status: 'disabled'" --wds-get-autoconnect-settings
check profiles_are_listed "[1] 3gpp - internet" --wds-get-profile-list=3gpp
check profile_is_created "Profile index: '2'" \
	--wds-create-profile=3gpp,name=second,apn=second
check profile_is_told "APN: 'second'" --wds-get-profile-list=3gpp
check profile_is_deleted "successfully deleted" --wds-delete-profile=3gpp,2
refuse profile_of_the_attach_stays "InvalidProfile" --wds-delete-profile=3gpp,1
check attach_has_a_profile "Current list: '1'" --wds-get-lte-attach-pdn-list
check attach_has_an_apn "APN: internet" --wds-get-lte-attach-parameters

# --- refusals ----------------------------------------------------------------

start --profile generic --pin 1234
check card_is_locked "Application state: 'pin1-or-upin-pin-required'" \
	--uim-get-card-status
refuse wrong_pin_is_refused "IncorrectPin" --uim-verify-pin=PIN1,1111
check attempts_are_counted "PIN1 retries: '2'" --uim-get-card-status
check right_pin_unlocks "PIN verified successfully" --uim-verify-pin=PIN1,1234
check unlocked_card_registers "Registration state: 'registered'" \
	--nas-get-serving-system
check dms_has_the_pin_as_well "Status: enabled-verified" \
	--dms-uim-get-pin-status

start --profile generic --deny 11
check denial_is_told "Registration state: 'registration-denied'" \
	--nas-get-serving-system
start --profile generic --apn good
refuse wrong_apn_is_refused "call end reason (1013): gsm-wcdma-unknown-apn" \
	--wds-start-network=apn=bad
has "verbose call end reason (6,27): [3gpp] unknown-apn"
result cause_of_3gpp_is_told $?
check right_apn_connects "Network started" --wds-start-network=apn=good
start --profile generic --ipv4-only
refuse missing_family_has_its_cause "[3gpp] ipv4-only-allowed" \
	--wds-start-network=apn=internet,ip-type=6

# --- other modems ------------------------------------------------------------

for profile in tools/simodem/profiles/qmi/*.yaml; do
	name=$(basename "$profile" .yaml)
	model=$(sed -n 's/^model: "\{0,1\}\([^"]*\).*/\1/p' "$profile")
	start --profile "$name"
	check "profile_$name" "Model: '${model:-simodem}'" \
		--device-open-version-info --dms-get-model
done

start --profile gobi2000
check gobi_has_umts "Networks: 'gsm, umts'" --dms-get-capabilities
check gobi_has_the_pin_in_dms "Status: disabled" --dms-uim-get-pin-status
refuse gobi_has_no_uim "InvalidServiceType" --uim-get-card-status
refuse gobi_has_no_wda "InvalidServiceType" --wda-get-data-format
check gobi_starts_without_a_family "Network started" \
	--wds-start-network=apn=internet
start --profile mdm9x07
check first_request_is_lost_and_the_second_is_not "SIM7600" \
	--device-open-version-info --dms-get-model
start --profile sierra-em7455-qmi
refuse radio_is_locked "InvalidTransition" --dms-set-operating-mode=online
check lock_is_opened "Successfully set FCC authentication" \
	--dms-set-fcc-authentication
check unlocked_radio_is_switched_on "Operating mode set" \
	--dms-set-operating-mode=online
refuse em7455_has_no_card_in_dms "InvalidQmiCommand" --dms-uim-get-pin-status
check em7455_stays_in_raw_ip "Link layer protocol: 'raw-ip'" \
	--wda-set-data-format=link-layer-protocol=802-3
start --profile sdx55-5g
check sdx55_has_5g "5G SA service:" --nas-get-system-info
refuse wda_wants_an_endpoint "MissingArgument" --wda-get-data-format
check wda_takes_an_endpoint "'qmapv5'" \
	"--wda-set-data-format=link-layer-protocol=raw-ip,ul-protocol=qmapv5,\
dl-protocol=qmapv5,ep-type=hsusb,ep-iface-number=4"
check sdx55_has_two_slots "Physical slot 2" --uim-get-slot-status

# --- short messages ------------------------------------------------------------

start --profile generic
check messages_that_it_has_are_told "0x0031" --wms-get-supported-messages
check routes_are_told "store-and-notify" --wms-get-routes
check routes_can_be_said_again "" \
	--wms-set-routes="type=point,class=1,storage=uim,receipt-action=store-and-notify"
refuse routes_to_no_storage_are_refused "NotSupported" \
	--wms-set-routes="type=point,class=1,storage=nv,receipt-action=discard"
check wms_is_reset "" --wms-reset

# --- clients -----------------------------------------------------------------

cat >"$out/few.yaml" <<-END
	speaks: qmi
	qmi: {clients: 2}
END
start --profile "$out/few.yaml"
keep --dms-get-model && keep --dms-get-model
result client_ids_are_kept $?
echo count >"$out/commands"
timeout 60 head -n 1 <&4 >"$out/said"
has ", 2 clients"
result clients_are_counted $?
refuse client_ids_are_exhausted "ClientIdsExhausted" --dms-get-model
check sync_gives_them_back "Model: 'simodem'" --device-open-sync --dms-get-model

echo "1..$n"
exit "$failed"
