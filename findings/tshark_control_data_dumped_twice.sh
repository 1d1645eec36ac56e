#!/bin/bash
# tshark 4.0.17 -x dumps what a control transfer sends a second time.
#
# Input: usbmon's frames of SEND_ENCAPSULATED_COMMAND and of
# GET_ENCAPSULATED_RESPONSE, each with an MBIM message of 16 bytes.
# Seen: below the frame of the first one a second dump, "USB Control (23 bytes)":
# 7 of the 8 bytes of the setup packet, without bmRequestType, and the message
# once more, no longer at a multiple of 4. The answer has one dump. Who takes a
# text of -x for the packets finds the command twice.
# Expected: one dump a frame, or one that says which bytes of the frame it has.
. "$(dirname "$0")/lib/package.sh"
. "$(dirname "$0")/lib/capture.sh"
wireshark 4.0.17-0+deb12u3

open=01000000100000000100000000100000
{
	urb 2 S 02 00 00 00 16 2100000000001000 $open
	urb 2 C 02 00 2d 3c 16 -
	urb 3 S 02 80 00 3c 4096 a101000000000010
	urb 3 C 02 80 2d 00 16 - 01000080100000000100000000000000
} | capture $dlt_usbmon "$work/open.pcap"
# dump FILTER: -x of those frames.
dump() {
	tshark -r "$work/open.pcap" -Y "$1" -x 2>/dev/null
}
seen "dumps of the command" "Frame (80 bytes):,USB Control (23 bytes):" \
	"$(dump 'frame.number == 1' | grep ':$' | paste -sd,)"
seen "the second one" "00000000001000$open" \
	"$(dump 'frame.number == 1' | sed '1,/^USB Control/d; s/   .*//' |
		cut -c 7- | tr -d ' \n')"
seen "bytes in the dump of the answer" 80 \
	"$(dump 'frame.number == 4' | sed 's/   .*//' | cut -c 7- | wc -w)"
