#!/bin/bash
# tshark 4.0.17 marks each message with a cell of CDMA as malformed.
#
# Input: the answer to MBIM_CID_BASE_STATIONS_INFO with one CDMA cell.
# Seen: all values are right, and the longitude has the mark
#   Trying to fetch an unsigned integer with length 8
# (Malformed), so a filter for broken messages finds it.
# Expected: no mark. BaseLatitude and BaseLongitude have four bytes each
# (Microsoft, MB base stations information query support, MBIM_CELL_INFO_CDMA).
# Wireshark 4.4 has mended it.
. "$(dirname "$0")/lib/package.sh"
. "$(dirname "$0")/lib/capture.sh"
wireshark 4.0.17-0+deb12u3

cell=$(le 4 1)                       # it serves
cell+=$(le 4 1)$(le 4 2)$(le 4 3)    # NID, SID, base station
cell+=$(le 4 7)$(le 4 8)             # latitude, longitude
cell+=$(le 4 4)$(le 4 5)$(le 4 6)    # PN, GPS seconds, pilot
info=$(le 4 0x10000)                 # 1xRTT
info+=$(le 64 0)                     # four serving cells, four lists: none
info+=$(le 4 76)$(le 4 40)           # the cells of CDMA
info+=$(le 4 1)$cell
{
	command_msg 1 $ms_basic_connect_extensions 11 0 "$(for i in {1..5}; do
		le 4 15
	done)"
	done_msg 1 $ms_basic_connect_extensions 11 "$info"
} | capture $dlt_user "$work/cells.pcap"

# fields NAME...
fields() {
	dissect mbim.control "$work/cells.pcap" -Y "$1" -T fields \
		-E separator=' ' "${@:2}"
}
base=mbim.control.base_station
seen "latitude, longitude, PN" "7 8 4" "$(fields frame.number==2 \
	-e $base.base_latitude -e $base.base_longitude -e $base.ref_pn)"
seen "mark" "Trying to fetch an unsigned integer with length 8" \
	"$(fields frame.number==2 -e _ws.expert.message)"
seen "frames found by _ws.malformed" 2 \
	"$(fields '_ws.expert.group == "Malformed"' -e frame.number)"
