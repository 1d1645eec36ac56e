#!/bin/bash
# libqmi 1.32.2 reads the name of a network that comes in UCS-2 as GSM-7.
#
# Input: answers of NAS Get Home Network for 001-01, whose description is "Test"
# in ASCII, "Test" packed in GSM-7, "Test" in UCS-2, and U+00D6 "st" in UCS-2.
# Seen: the first two are "Test". The third is "T@" U+039B U+00A5 "0" U+00C5 "@:",
# the fourth no better.
# Expected: all four names. A network may give its name in GSM-7 or in UCS-2
# (3GPP TS 24.008 10.5.3.5a), and the documentation of
# qmi_message_tlv_read_string() says that what is no UTF-8 is tried as GSM-7 or
# UCS-2. They are tried in this order; as nearly every string of bytes unpacks to
# some characters of GSM-7, UCS-2 has hardly ever its turn.
. "$(dirname "$0")/lib/package.sh"
. "$(dirname "$0")/lib/capture.sh"
. "$(dirname "$0")/lib/qmi.sh"

# name BYTES: what libqmi reads, of an answer to Get Home Network.
name() {
	local network
	network=$(le 2 1)$(le 2 1)$(le 1 $((${#1} / 2)))$1
	"$work/show" "$(nas_answer 0x25 "$(tlv 01 "$network")")" |
		sed -n "s/.*description = '\(.*\)' \]$/\1/p"
}
seen "Test in ASCII" Test "$(name 54657374)"
seen "Test in GSM-7" Test "$(name d4f29c0e)"
seen "Test in UCS-2" $'T@\u039b\u00a50\u00c5@:' "$(name 5400650073007400)"
seen $'\u00d6st in UCS-2' "not that name" \
	"$([ "$(name d60073007400)" = $'\u00d6st' ] || echo "not that name")"
