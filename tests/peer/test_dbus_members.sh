#!/bin/bash
# attache-dbus and what ModemManager's clients ask of a modem with Microsoft's
# extensions: cells, profiles, registration in 5G, the signal.
set -u
# shellcheck source=tests/peer/dbus.sh
. tests/peer/dbus.sh

has() { # has WORDS IN_WHAT_WAS_SAID
	[[ $2 == *"$1"* ]] || {
		echo "no $1 in: $2"
		return 1
	}
}

property() { # property INTERFACE NAME
	busctl --user get-property $mm "$modem" "$mm.$1" "$2" 2>&1
}

reads() { # reads WANTED INTERFACE NAME
	[ "$(property "$2" "$3")" = "$1" ]
}

# --- cells

# cells_are WORDS...: in this order
cells_are() {
	local said word
	said=$(named "$modem" Modem.GetCellInfo) || {
		echo "$said"
		return 1
	}
	for word; do
		has "$word" "$said" || return
		said=${said#*"$word"}
	done
}

nr_and_lte_cells() {
	cells_are "{'cell-type': <uint32 5>, 'serving': <false>, 'operator-id': <'00101'>" \
		"'ci': <'3E8'>, 'earfcn': <uint32 1300>, 'physical-ci': <'1F0'>" \
		"'tac': <'7'>, 'rsrp': <-101.0>, 'rsrq': <-10.0>}" \
		"{'cell-type': <uint32 6>, 'serving': <true>, 'operator-id': <'00101'>" \
		"'ci': <'3E9'>, 'physical-ci': <'1F1'>, 'nrarfcn': <uint32 632628>" \
		"'tac': <'7'>, 'rsrp': <-90.0>, 'rsrq': <-10.0>, 'sinr': <7.0>}" \
		"{'cell-type': <uint32 6>, 'serving': <false>" "'ci': <'1002'>"
}

lte_cells() {
	cells_are "{'cell-type': <uint32 5>, 'serving': <true>" "'ci': <'3E8'>" \
		"'rsrp': <-90.0>" "{'cell-type': <uint32 5>, 'serving': <false>"
}

# What is not known is left out.
cells_of_older_kinds() {
	cells_are "{'cell-type': <uint32 2>, 'serving': <true>, 'operator-id': <'00101'>, 'lac': <'12'>, 'ci': <'33'>, 'timing-advance': <uint32 1>, 'arfcn': <uint32 20>, 'rx-level': <uint32 33>}" \
		"{'cell-type': <uint32 3>, 'serving': <false>, 'lac': <'12'>, 'uarfcn': <uint32 10562>, 'psc': <uint32 300>, 'rscp': <-80.0>, 'path-loss': <uint32 90>}" \
		"{'cell-type': <uint32 1>, 'serving': <true>, 'nid': <'A'>, 'sid': <'B'>, 'ref-pn': <'C'>, 'pilot-strength': <uint32 40>}"
}

# --- registration in 5G

set_nr5g() { # set_nr5g DICTIONARY
	named "$modem" Modem.Modem3gpp.SetNr5gRegistrationSettings "$1"
}

nr5g() {
	[ "$(property Modem.Modem3gpp Nr5gRegistrationSettings)" = "$1" ]
}

nr5g_is_set() {
	set_nr5g "{'mico-mode': <uint32 3>, 'drx-cycle': <uint32 4>}" &&
		until_ok 10 nr5g 'a{sv} 2 "mico-mode" u 3 "drx-cycle" u 4'
}

no_such_cycle() {
	refused Core.InvalidArgs "$modem" Modem.Modem3gpp.SetNr5gRegistrationSettings \
		"{'drx-cycle': <uint32 6>}" &&
		nr5g 'a{sv} 2 "mico-mode" u 3 "drx-cycle" u 4'
}

# --- the signal

# modem_says WORDS...: of its SIGNAL_STATE
modem_says() {
	local word
	"$attache" query --control "$dir/control" basic_connect.signal_state \
		>"$dir/signal" 2>&1
	for word; do
		grep -q "$word" "$dir/signal" || {
			echo "no $word"
			cat "$dir/signal"
			return 1
		}
	done
}

rate_is_set() {
	named "$modem" Modem.Signal.Setup 7 &&
		modem_says 'interval: 7$' 'rssi_threshold: 0$' &&
		until_ok 10 reads 'u 7' Modem.Signal Rate
}

thresholds_are_set() {
	named "$modem" Modem.Signal.SetupThresholds \
		"{'rssi-threshold': <uint32 10>, 'error-rate-threshold': <true>}" &&
		modem_says 'interval: 7$' 'rssi_threshold: 5$' \
			'error_rate_threshold: 1$' &&
		until_ok 10 reads 'u 10' Modem.Signal RssiThreshold &&
		reads 'b true' Modem.Signal ErrorRateThreshold
}

rate_leaves_thresholds() {
	named "$modem" Modem.Signal.Setup 0 &&
		modem_says 'interval: 5$' 'rssi_threshold: 5$' &&
		named "$modem" Modem.Signal.SetupThresholds "{'rssi-threshold': <uint32 1>}" &&
		modem_says 'rssi_threshold: 1$' 'error_rate_threshold: 0$'
}

wrong_threshold() {
	refused Core.InvalidArgs "$modem" Modem.Signal.SetupThresholds \
		"{'rssi-threshold': <'ten'>}" && modem_says 'rssi_threshold: 1$'
}

# --- profiles

profiles=Modem.Modem3gpp.ProfileManager

# stores WANTED DICTIONARY: this is what the modem has then
stores() {
	local said
	said=$(named "$modem" $profiles.Set "$2") && echo "$said" &&
		[ "$said" = "({$1},)" ] && has "{$1}" "$(named "$modem" $profiles.List)"
}

by_type() {
	reads 's "apn-type"' $profiles IndexField &&
		stores "'profile-id': <2>, 'apn': <'ims'>, 'apn-type': <uint32 4>, 'user': <'somebody'>, 'allowed-auth': <uint32 2>, 'ip-type': <uint32 2>, 'profile-enabled': <true>, 'access-type-preference': <uint32 1>, 'profile-source': <uint32 2>" \
			"{'apn-type': <uint32 4>, 'apn': <'ims'>, 'ip-type': <uint32 2>, 'user': <'somebody'>, 'password': <'secret'>, 'allowed-auth': <uint32 2>, 'roaming-allowance': <uint32 3>, 'access-type-preference': <uint32 1>}" &&
		stores "'profile-id': <2>, 'apn': <'other'>, 'apn-type': <uint32 4>, 'allowed-auth': <uint32 1>, 'profile-enabled': <false>, 'access-type-preference': <uint32 2>, 'profile-source': <uint32 1>" \
			"{'apn-type': <uint32 4>, 'apn': <'other'>, 'profile-enabled': <false>, 'profile-source': <uint32 1>}"
}

gone() { # gone DICTIONARY WORDS: it is deleted, and these are in no profile then
	local said
	named "$modem" $profiles.Delete "$1" && said=$(named "$modem" $profiles.List) &&
		echo "$said" && [[ $said != *"$2"* ]]
}

by_number() {
	reads 's "profile-id"' $profiles IndexField &&
		stores "'profile-id': <2>, 'apn': <'two'>, 'apn-type': <uint32 2>, 'user': <'somebody'>, 'allowed-auth': <uint32 4>" \
			"{'apn': <'two'>, 'user': <'somebody'>, 'password': <'secret'>}" &&
		stores "'profile-id': <1>, 'apn': <'one'>, 'apn-type': <uint32 8>, 'allowed-auth': <uint32 1>" \
			"{'profile-id': <1>, 'apn': <'one'>, 'apn-type': <uint32 8>}"
}

no_profile() {
	refused Core.InvalidArgs "$modem" $profiles.Set "{'apn-type': <uint32 6>}" &&
		refused Core.InvalidArgs "$modem" $profiles.Set "{'apn-type': <uint32 1>}" &&
		refused Core.InvalidArgs "$modem" $profiles.Set "{'apn-type': <uint32 2>, 'roaming-allowance': <uint32 8>}" &&
		refused Core.InvalidArgs "$modem" $profiles.Delete "{'apn': <'one'>}"
}

# The numbers of MBIM 1.0 are of other profiles than those that are listed.
number_alone() {
	local before
	before=$(named "$modem" $profiles.List) && echo "$before" &&
		refused Core.InvalidArgs "$modem" $profiles.Set "{'profile-id': <1>, 'apn': <'far'>}" &&
		refused Core.InvalidArgs "$modem" $profiles.Delete "{'profile-id': <1>}" &&
		numbered_are_as_before && [ "$(named "$modem" $profiles.List)" = "$before" ]
}

numbered() {
	"$attache" query --control "$dir/control" basic_connect.provisioned_contexts
}

numbered_are_as_before() {
	numbered | diff "$dir/numbered" -
}

far_number() {
	refused Core.InvalidArgs "$modem" $profiles.Set "{'profile-id': <4711>, 'apn': <'far'>}"
}

# Only what another client has changed.
told_of_others() {
	beside "$dir/monitor" gdbus monitor --session --dest $mm
	local monitor=$!
	until_in "$dir/monitor" "is owned by" &&
		named "$modem" $profiles.Set "{'profile-id': <3>, 'apn': <'ours'>}" &&
		"$attache" set --control "$dir/control" \
			basic_connect.provisioned_contexts context_id=2 \
			context_type=context_type_internet access_string=theirs &&
		until_in "$dir/monitor" "$profiles.Updated" &&
		named "$modem" Modem.Signal.Setup 3 &&
		until_in "$dir/monitor" "'Rate': <uint32 3>"
	local status=$?
	kill $monitor
	cat "$dir/monitor"
	[ $status = 0 ] && [ "$(grep -c "$profiles.Updated" "$dir/monitor")" = 1 ]
}

echo "1..25"
cat >"$dir/scenario.yaml" <<'END'
network:
  cells:
    - {id: 1001, tac: 7, generation: 5g_sa, rsrp: -90}
    - {id: 1000, tac: 7, generation: 4g, rsrp: -101}
    - {id: 1002, tac: 7, generation: 5g_sa, rsrp: -110}
END
check modem_of_5g_is_on_the_bus begins --profile qualcomm-5g
check it_is_registered until_ok 20 reads 'u 1' Modem.Modem3gpp RegistrationState
check cells_of_5g_and_4g_are_told nr_and_lte_cells
check settings_of_5g_are_told nr5g 'a{sv} 2 "mico-mode" u 1 "drx-cycle" u 1'
check settings_of_5g_are_set nr5g_is_set
check cycle_that_is_none_is_refused no_such_cycle
check rate_of_the_signal_is_the_modems rate_is_set
check thresholds_are_the_modems thresholds_are_set
check each_leaves_the_other_as_it_is rate_leaves_thresholds
check threshold_of_another_type_is_refused wrong_threshold
check profiles_are_stored_by_type by_type
check profile_of_a_type_is_deleted gone "{'apn-type': <uint32 4>}" "'apn-type': <uint32 4>"
check profile_that_is_none_is_refused no_profile
numbered >"$dir/numbered"
check number_says_no_profile_where_types_do number_alone
ends
cat >"$dir/scenario.yaml" <<'END'
network:
  cells:
    - {id: 1000, tac: 7, rsrp: -90}
    - {id: 1003, tac: 7}
END
check modem_of_4g_is_on_the_bus begins
check cells_of_4g_are_told lte_cells
ends
cat >"$dir/scenario.yaml" <<'END'
answers:
  - cid: ms_basic_connect_extensions.base_stations_info
    op: query
    fields:
      system_type: gprs
      gsm_serving_cell:
        {provider_id: "00101", location_area_code: 18, cell_id: 51, timing_advance: 1,
            arfcn: 20, base_station_id: 0xffffffff, rx_level: 33}
      umts_neighboring_cells:
        - {provider_id: "", location_area_code: 18, cell_id: 0xffffffff, uarfcn: 10562,
            primary_scrambling_code: 300, rscp: -80, ecno: 1, path_loss: 90}
      cdma_cells:
        - {serving_cell_flag: 1, nid: 10, sid: 11, base_station_id: 0xffffffff,
            base_latitude: 0, base_longitude: 0, ref_pn: 12, gps_seconds: 0,
            pilot_strength: 40}
END
check modem_in_an_older_network_is_on_the_bus begins
check cells_of_2g_3g_and_cdma_are_told cells_of_older_kinds
ends
echo '{}' >"$dir/scenario.yaml"
check modem_with_few_extensions_is_on_the_bus begins --profile fibocom-l850gl
check cells_that_it_does_not_have_are_refused refused Core.Unsupported "$modem" Modem.GetCellInfo
check settings_of_5g_that_it_does_not_have_are_refused \
	refused Core.Unsupported "$modem" Modem.Modem3gpp.SetNr5gRegistrationSettings "{}"
check profiles_are_stored_by_number by_number
check number_that_the_modem_does_not_have_is_refused far_number
check profile_with_a_number_is_deleted gone "{'profile-id': <2>}" "'two'"
check changes_by_others_are_told told_of_others
ends
exit $bad
