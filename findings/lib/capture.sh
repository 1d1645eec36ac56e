# shellcheck shell=bash disable=SC2034
# Captures written byte by byte, and the tshark that reads them. Sourced after
# package.sh. Every number in a capture is little-endian.

# The user link type that stands for one MBIM message, or one NTB, a frame.
dlt_user=147
dlt_usbmon=220

# le BYTES NUMBER: in hex.
le() {
	local i
	for ((i = 0; i < $1; i++)); do
		printf '%02x' $((i < 8 ? $2 >> 8 * i & 255 : 0))
	done
}

# capture LINKTYPE FILE: one frame a line of hex on standard input.
capture() {
	local frame n
	{
		printf 'd4c3b2a102000400%s%s%s' "$(le 8 0)" "$(le 4 65535)" \
			"$(le 4 "$1")"
		while read -r frame; do
			n=$((${#frame} / 2))
			printf '%s%s%s%s' "$(le 8 0)" "$(le 4 $n)" \
				"$(le 4 $n)" "$frame"
		done
	} | sed 's/../\\x&/g' | while read -r hex || [ -n "$hex" ]; do
		printf '%b' "$hex"
	done >"$2"
}

# urb ID S|C TRANSFER EPNUM SETUP? DATA? LENGTH SETUP [DATA]: one usbmon frame of
# device 5 on bus 1. SETUP? and DATA? are the two flags; no setup is "-".
urb() {
	local data=${9:-} setup=$8
	[ "$setup" = - ] && setup=$(le 8 0)
	printf '%s%02x%s%s05%s%s%s%s%s%s%s%s%s\n' "$(le 8 "$1")" "'$2" \
		"$3" "$4" "$(le 2 1)" "$5" "$6" "$(le 16 0)" "$(le 4 "$7")" \
		"$(le 4 $((${#data} / 2)))" "$setup" "$(le 16 0)" "$data"
}

# The services that the findings use, as they stand on the wire.
basic_connect=a289cc33bcbb8b4fb6b0133ec2aae6df
ms_basic_connect_extensions=3d01dcc5fef54d050d3abef7058e9aaf

# command_msg TID SERVICE CID 0|1 INFORMATION: a query (0) or a set (1). MBIM 1.0 9.3.
command_msg() {
	local n=$((${#5} / 2))
	printf '%s%s%s%s%s%s%s%s%s%s\n' "$(le 4 3)" "$(le 4 $((48 + n)))" \
		"$(le 4 "$1")" "$(le 4 1)" "$(le 4 0)" "$2" "$(le 4 "$3")" \
		"$(le 4 "$4")" "$(le 4 $n)" "$5"
}

# done_msg TID SERVICE CID INFORMATION: its answer, a success. MBIM 1.0 9.4.
done_msg() {
	local n=$((${#4} / 2))
	printf '%s%s%s%s%s%s%s%s%s%s\n' "$(le 4 0x80000003)" \
		"$(le 4 $((48 + n)))" "$(le 4 "$1")" "$(le 4 1)" "$(le 4 0)" \
		"$2" "$(le 4 "$3")" "$(le 4 0)" "$(le 4 $n)" "$4"
}

# dissect PROTOCOL FILE OPTIONS...: tshark on a capture of the user link type.
dissect() {
	local protocol=$1 file=$2
	shift 2
	tshark -r "$file" -o \
		"uat:user_dlts:\"User 0 (DLT=147)\",\"$protocol\",\"0\",\"\",\"0\",\"\"" \
		"$@" 2>/dev/null
}

# wireshark VERSION: tshark and what it is linked with.
wireshark() {
	local name
	for name in libwireshark-data libwsutil14 libwiretap13 libwireshark16 \
		wireshark-common tshark; do
		package $name "$1"
	done
	runs tshark --version
}
