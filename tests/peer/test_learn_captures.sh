#!/bin/bash
# Modems learned from captures that people have published (tests/captures):
# mbimcli drives them to the end that the recorded host came to.
# usage: test_learn_captures.sh SIMODEM ATTACHE
set -u
simodem=$1
attache=$2
# shellcheck source=tests/peer/modem_on_pty.sh
. tests/peer/modem_on_pty.sh

# learned CAPTURE: its modem is on $dir/pty.
learned() {
	"$simodem" --learn "tests/captures/mbim/$1" -o "$dir/m" 2>&1 &&
		modem --profile "$dir/m-profile.yaml" \
			--scenario "$dir/m-scenario.yaml"
}

# asks NAME ARGS...: what mbimcli logs is in $dir/NAME.
asks() {
	timeout 60 mbimcli -d "$(readlink "$dir/pty")" --verbose-full \
		"${@:2}" >"$dir/$1" 2>&1
}

# decoded NAME: its messages, one a line.
decoded() {
	"$attache" decode "$dir/$1" 2>/dev/null | grep -E '(->|<-) '
}

# Opened while it is open, it answers CLOSE_DONE; closed and opened again, it
# is open.
open_while_open() {
	learned sierra-em7345-open-while-open.log &&
		asks first --no-close --query-radio-state &&
		asks second --query-radio-state
	stop && decoded second | sed 's/.*\(->\|<-\) \([a-z_]*\).*/\1 \2/' |
		head -6 | tr '\n' ' ' >"$dir/order"
	cat "$dir/order"
	[ "$(cat "$dir/order")" = "-> open <- close_done -> close\
 <- close_done -> open <- open_done " ]
}

# The PIN before the card is ready.
pin_too_early() {
	learned zte-mf823-pin-too-early.log && ! asks pin --enter-pin=1111
	stop && decoded pin | grep 'basic_connect.pin status not_initialized' &&
		grep 'NotInitialized' "$dir/pin"
}

# IPv4 alone, in a /29, with both name servers; the addresses are test
# addresses. The radio was off.
addresses_and_radio() {
	learned tcl-ik512-addresses.hex &&
		asks addresses --query-ip-configuration=0
	stop && grep "IP \[0\]: '.*/29'" "$dir/addresses" &&
		grep 'DNS \[1\]' "$dir/addresses" &&
		grep "IPv6 configuration available: 'none'" "$dir/addresses"
}

# What it says of its services.
services() {
	learned fibocom-fm101-gl-device-services.log &&
		asks services --query-device-services
	stop && decoded services |
		grep '<- command_done [0-9]* basic_connect.device_services status none'
}

echo 1..4
check em7345_is_closed_and_opened_again open_while_open
check mf823_refuses_the_pin_that_comes_too_early pin_too_early
check ik512_tells_its_addresses addresses_and_radio
check fm101_tells_its_services services
exit $bad
