#!/bin/bash
# tshark 4.0.17 warns of an NTB whose wBlockLength is 0.
#
# Input: one NTB16 of 56 bytes with one IPv4 packet, twice: with wBlockLength 56
# and with wBlockLength 0. Both are read through to the packet.
# Seen: the second is marked as faulty (expert information, a warning):
#   NTH Block Length does not match packet length
# Expected: no mark. wBlockLength 0 means that the NTB ends with the transfer,
# by a short packet (NCM 1.0 3.2.1).
. "$(dirname "$0")/lib/package.sh"
. "$(dirname "$0")/lib/capture.sh"
wireshark 4.0.17-0+deb12u3

datagram=4500001c000100004011f6ccc0000201c00002021001100200080000
ndp=49505300$(le 2 16)$(le 2 0)$(le 2 28)$(le 2 28)$(le 4 0)
for length in 56 0; do
	nth=4e434d48$(le 2 12)$(le 2 1)$(le 2 $length)$(le 2 12)
	echo "$nth$ndp$datagram" | capture $dlt_user "$work/ntb.pcap"
	seen "wBlockLength $length: source, datagrams" "192.0.2.1 1" \
		"$(dissect mbim.bulk "$work/ntb.pcap" -T fields -E separator=' ' \
			-e ip.src -e mbim.bulk.total_nb_datagrams)"
	expected=
	[ $length = 0 ] &&
		expected="NTH Block Length does not match packet length"
	seen "wBlockLength $length: mark" "$expected" \
		"$(dissect mbim.bulk "$work/ntb.pcap" -T fields \
			-e _ws.expert.message)"
done
