#!/bin/bash
# tshark 4.0.17 knows one MBIM function a device: the version that one function
# agreed on, and its transactions, count for the other one as well.
#
# Input: usbmon frames of a composite device with two MBIM functions, on
# interfaces 0 and 2. The first agrees on MBIMEx 3.0. The second is not asked for
# its version and answers PACKET_SERVICE and SIGNAL_STATE in the layout of MBIM
# 1.0. Each function counts its own transactions: both have a transaction 2.
# Seen: both answers of the second function have the mark "Malformed Packet
# (Exception occurred)", for what only MBIMEx 2 and 3 have is missed. The answer
# to transaction 2 of the first function is said to belong to the request of the
# second (where tshark links them at all: in Wireshark, and with -2).
# Expected: no mark, and the request of the same function. All functions of a
# device share its control endpoint; wIndex of SEND_ENCAPSULATED_COMMAND and
# GET_ENCAPSULATED_RESPONSE says which is meant (CDC 1.2 6.2.1 and 6.2.2). The
# version is agreed on by the host and one function (MBIM extensions 2.0).
. "$(dirname "$0")/lib/package.sh"
. "$(dirname "$0")/lib/capture.sh"
wireshark 4.0.17-0+deb12u3

# function_descriptors INTERFACE ENDPOINT
function_descriptors() {
	local control data
	control=$(le 1 "$1")
	data=$(le 1 $(($1 + 1)))
	printf %s "080b${control}02020e0000" "0904${control}0001020e0000" \
		0524002001 "052406$control$data" 0c241b0001001020800008 00 \
		"0705$(le 1 $((0x80 + $2)))03400009" "0904${data}00000a000200" \
		"0904${data}01020a000200" \
		"0705$(le 1 $((0x81 + $2)))02000200" \
		"0705$(le 1 "$2")02000200"
}
# to INTERFACE MESSAGE, from INTERFACE MESSAGE: one message over endpoint 0.
to() {
	local n=$((${#2} / 2))
	urb 2 S 02 00 00 00 $n "21000000$(le 2 "$1")$(le 2 $n)" "$2"
	urb 2 C 02 00 2d 3c $n -
}
from() {
	urb 3 S 02 80 00 3c 4096 "a1010000$(le 2 "$1")$(le 2 4096)"
	urb 3 C 02 80 2d 00 $((${#2} / 2)) - "$2"
}

functions=$(function_descriptors 0 1)$(function_descriptors 2 4)
n=$((${#functions} / 2 + 9))
packet_service=$(le 4 0)$(le 4 2)$(le 4 32) # attached, LTE
packet_service+=$(le 8 50000000)$(le 8 100000000)
signal_state=$(le 4 20)$(le 4 99)$(le 4 5)$(le 4 0)$(le 4 0)
# frames EXTENDED_VERSION: of the first function.
frames() {
	local version
	version=$(le 2 0x100)$(le 2 "$1")
	urb 1 S 02 80 00 3c $n "8006000200$(le 1 0)$(le 2 $n)"
	urb 1 C 02 80 2d 00 $n - "0902$(le 2 $n)040100c032$functions"
	to 0 "$(command_msg 1 $ms_basic_connect_extensions 15 0 "$version")"
	from 0 "$(done_msg 1 $ms_basic_connect_extensions 15 "$version")"
	to 2 "$(command_msg 1 $basic_connect 10 0 "")"
	from 2 "$(done_msg 1 $basic_connect 10 "$packet_service")" # frame 10
	to 0 "$(command_msg 2 $basic_connect 3 0 "")"              # frame 11
	to 2 "$(command_msg 2 $basic_connect 11 0 "")"             # frame 13
	from 0 "$(done_msg 2 $basic_connect 3 "$(le 4 1)$(le 4 1)")" # frame 16
	from 2 "$(done_msg 2 $basic_connect 11 "$signal_state")"   # frame 18
}
# field FRAME NAME OPTIONS...
field() {
	tshark -r "$work/two.pcap" -Y "frame.number==$1" -T fields -e "$2" \
		"${@:3}" 2>/dev/null
}
mark="Malformed Packet (Exception occurred)"
frames 0x100 | capture $dlt_usbmon "$work/two.pcap"
seen "first at MBIMEx 1.0: marks of the second" "" \
	"$(field 10 _ws.expert.message)$(field 18 _ws.expert.message)"
frames 0x300 | capture $dlt_usbmon "$work/two.pcap"
seen "first at MBIMEx 3.0: mark of the second's PACKET_SERVICE" "$mark" \
	"$(field 10 _ws.expert.message)"
seen "first at MBIMEx 3.0: mark of the second's SIGNAL_STATE" "$mark" \
	"$(field 18 _ws.expert.message)"
seen "request of the first's RADIO_STATE, which was sent in frame 11" 13 \
	"$(field 16 mbim.control.request_in -2)"
