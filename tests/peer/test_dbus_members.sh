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
		"'tac': <'7'>, 'rsrp': <-91.0>, 'rsrq': <-27.0>, 'sinr': <-8.5>}" \
		"{'cell-type': <uint32 6>, 'serving': <false>" "'ci': <'1002'>"
}

lte_cells() {
	cells_are "{'cell-type': <uint32 5>, 'serving': <true>" "'ci': <'3E8'>" \
		"'rsrp': <-90.0>" "{'cell-type': <uint32 5>, 'serving': <false>"
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

echo "1..12"
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
exit $bad
