#!/bin/bash
# tshark 4.0.17 shows the network error of SERVICE_ACTIVATION twice: as a number,
# and as the first four bytes of the vendor's data.
#
# Input: a set of SERVICE_ACTIVATION and its answer, NwError 0, then the four
# bytes aabbccdd that the vendor defines.
# Seen:
#   Network Error: Success (0)
#   Data Buffer: 00000000aabbccdd
# Expected: a buffer of aabbccdd. MBIM_SERVICE_ACTIVATION_INFO is NwError,
# four bytes, and behind it the buffer (MBIM 1.0 10.5.14).
. "$(dirname "$0")/lib/package.sh"
. "$(dirname "$0")/lib/capture.sh"
wireshark 4.0.17-0+deb12u3

{
	command_msg 1 $basic_connect 14 1 aabbccdd
	done_msg 1 $basic_connect 14 "$(le 4 0)aabbccdd"
} | capture $dlt_user "$work/activation.pcap"

# field FRAME NAME
field() {
	dissect mbim.control "$work/activation.pcap" -Y "frame.number==$1" \
		-T fields -e "mbim.control.$2"
}
seen "buffer of the request" aabbccdd \
	"$(field 1 set_service_activation.data_buffer)"
seen "error of the answer" 0 "$(field 2 service_activation_info.nw_error)"
seen "buffer of the answer" 00000000aabbccdd \
	"$(field 2 service_activation_info.data_buffer)"
