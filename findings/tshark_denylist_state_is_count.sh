#!/bin/bash
# tshark 4.0.17 takes the state of a denylist of networks for its length.
#
# Input: the answer to MBIM_CID_MS_NETWORK_BLACKLIST: state 1 (the SIM's
# provider is on the list), two elements: 001-01 for SIMs, 001-02 for networks.
# Seen: one element instead of two, with the MCC 131072 and the MNC 1572864.
# The state is read, but not stepped over; so it is the count, the count is an
# offset, and the offset is a length. With state 0, the usual one, each list
# seems to be empty.
# Expected: a count of 2, then (24, 12) and (36, 12). The list comes after the
# state (Microsoft, MB Network Blacklist Operations; WWAN_NETWORK_BLACKLIST_INFO).
. "$(dirname "$0")/lib/package.sh"
. "$(dirname "$0")/lib/capture.sh"
wireshark 4.0.17-0+deb12u3

# answer STATE
answer() {
	local info
	info=$(le 4 "$1")$(le 4 2)
	info+=$(le 4 24)$(le 4 12)$(le 4 36)$(le 4 12)
	info+=$(le 4 1)$(le 4 1)$(le 4 0) # MCC, MNC, list of SIMs
	info+=$(le 4 1)$(le 4 2)$(le 4 1) # MCC, MNC, list of networks
	{
		command_msg 1 $ms_basic_connect_extensions 2 0 ""
		done_msg 1 $ms_basic_connect_extensions 2 "$info"
	} | capture $dlt_user "$work/denylist.pcap"
}
# field NAME
field() {
	dissect mbim.control "$work/denylist.pcap" -Y frame.number==2 \
		-T fields -e "mbim.control.$1"
}
list=mbim_ms_network_blacklist_info
provider=ms_network_blacklist_provider
answer 1
seen "state 1: elements" 1 "$(field $list.elem_count)"
seen "state 1: offset of the first" 2 "$(field $list.item_offset)"
seen "state 1: its size" 24 "$(field $list.item_size)"
seen "state 1: its MCC and MNC" 131072-1572864 \
	"$(field $provider.mcc)-$(field $provider.mnc)"
answer 0
seen "state 0: elements" 0 "$(field $list.elem_count)"
