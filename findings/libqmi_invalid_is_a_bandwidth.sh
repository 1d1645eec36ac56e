#!/bin/bash
# libqmi 1.32.2 has names for "not valid" and "unknown" that are numbers which
# modems use for something else.
#
# Input: NAS Get LTE Cphy CA Info of a modem that aggregates with a carrier of
# 5G of 5 MHz (number 6 of the bandwidths), and one with a carrier of LTE of 20
# MHz (number 5).
# Seen: the first is "invalid", the second "20".
# Expected: its bandwidth, or the number, as for any other that the library does
# not know. In libqmi 1.36.0 number 6 is 5 MHz of 5G: the name for what is not valid
# had been given the first number that was free, and the next firmware used it.
# A host that stops at "invalid" drops a carrier that is there.
. "$(dirname "$0")/lib/package.sh"
. "$(dirname "$0")/lib/capture.sh"
. "$(dirname "$0")/lib/qmi.sh"

# bandwidth NUMBER: the word for it, in an answer to Get LTE Cphy CA Info.
bandwidth() {
	"$work/show" "$(nas_answer 0xac "$(tlv 11 "$(le 4 "$1")")")" |
		awk '/"DL Bandwidth"/ { found = 1 }
		found && /translated = / { print $3; exit }' | tr -d "'"
}
seen "20 MHz of LTE" 20 "$(bandwidth 5)"
seen "5 MHz of 5G" invalid "$(bandwidth 6)"
