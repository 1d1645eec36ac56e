#!/bin/bash
# tshark 4.0.17 does not decode what SET_NTB_INPUT_SIZE carries.
#
# Input: usbmon frames of an MBIM function that is told to keep its NTBs below
# 2,048 bytes (SET_NTB_INPUT_SIZE) and is asked for it (GET_NTB_INPUT_SIZE).
# Seen: the GET shows "NTB IN Max Size: 2048". The SET shows
#   Payload: 00080000
# and the display filter usbcom.control.set_ntb_input_size.ntb_in_max_size,
# which tshark has, matches nothing. It looks for the value in the completion
# of the transfer, which has no data.
# Expected: the value in the frame with the request. The data stage of this
# request goes from the host to the function (NCM 1.0 6.2.7).
. "$(dirname "$0")/lib/package.sh"
. "$(dirname "$0")/lib/capture.sh"
wireshark 4.0.17-0+deb12u3

# One configuration: control of MBIM, data in two altsettings.
interfaces=0904000001020e0000           # interface 0, MBIM
interfaces+=0524002001                  # CDC 1.20
interfaces+=0524060001                  # union of 0 and 1
interfaces+=0c241b00010010208000080000  # MBIM 1.0, no capabilities
interfaces+=07058103400009              # interrupt
interfaces+=09040100000a000200          # interface 1, no endpoints
interfaces+=09040101020a000200          # interface 1, altsetting 1
interfaces+=0705820200020007050102000200 # bulk
n=$((${#interfaces} / 2 + 9))
configuration=0902$(le 2 $n)020100c032$interfaces
size=$(le 4 2048)
{
	urb 1 S 02 80 00 3c $n "8006000200$(le 1 0)$(le 2 $n)"
	urb 1 C 02 80 2d 00 $n - "$configuration"
	urb 2 S 02 00 00 00 4 2186000000000400 "$size"
	urb 2 C 02 00 2d 3c 4 -
	urb 3 S 02 80 00 3c 4 a185000000000400
	urb 3 C 02 80 2d 00 4 - "$size"
} | capture $dlt_usbmon "$work/set.pcap"

# field NAME: its value in each of the frames with data of the two requests.
field() {
	tshark -r "$work/set.pcap" -Y 'frame.number in {3,6}' -T fields \
		-e "usbcom.control.$1" 2>/dev/null | paste -sd,
}
seen "frames taken for SET and GET of the size" "0x86,,,0x85" \
	"$(field request_code),$(field response_code)"
seen "the size as GET has it" ",2048" \
	"$(field get_ntb_input_size.ntb_in_max_size)"
seen "the size as SET has it" "," \
	"$(field set_ntb_input_size.ntb_in_max_size)"
seen "what SET has instead" "00080000," "$(field payload)"
seen "fields that tshark has for SET" 3 "$(tshark -G fields 2>/dev/null |
	grep -c 'usbcom.control.set_ntb_input_size')"
