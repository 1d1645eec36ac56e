#!/bin/bash
# The generated dissector makes Debian's tshark show of QMI what attache decode
# shows: frames alone, in traces, in captures of USB and inside MBIM.
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
frames=$ATTACHE_BUILD/tests/peer/qmi_frames
lua=$ATTACHE_BUILD/docs/qmi.lua
# shellcheck source=tests/check.sh
. tests/check.sh

for program in tshark text2pcap; do
	if ! command -v $program >/dev/null; then
		echo "1..0 # SKIP $program is not installed"
		exit 0
	fi
done

# A home without preferences. What is written to standard error is an error of
# the script, but for the warning that root runs it.
tshark() {
	HOME=$dir XDG_CONFIG_HOME=$dir command tshark -X "lua_script:$lua" \
		-r "$@" 2>"$dir/moans"
	! grep -v 'Running as user' "$dir/moans"
}

# pcap NAME OPTION...: hex, one packet a line, as a capture of this kind.
pcap() {
	sed 's/../& /g;s/^/000000 /;s/$/\n/' |
		text2pcap "${@:2}" - "$dir/$1" >"$dir/made" 2>&1
}

# One line for each value, in the same words for both.
# One line for each value, in the same words for both: tshark cuts what is long,
# and rounds.
same_words='
	function round(s,    done) {
		done = ""
		while (match(s, /-?[0-9]+\.[0-9]+/)) {
			done = done substr(s, 1, RSTART - 1) \
				sprintf("%.4g", substr(s, RSTART, RLENGTH))
			s = substr(s, RSTART + RLENGTH)
		}
		return done s
	}
	function say(s,    name, value) {
		value = s
		name = ""
		if (s ~ /^[a-z0-9_ ]+: /) {
			name = substr(s, 1, index(s, ": ") + 1)
			value = substr(s, length(name) + 1)
		}
		if (value ~ /^".*"$/)
			value = substr(value, 2, length(value) - 2)
		gsub(/\\[tnr]/, "?", value)
		sub(/\?+$/, "", value) # where tshark sees the end of a text
		if (value ~ /^[0-9a-f]+$/ && length(value) > 72)
			value = substr(value, 1, 72)
		if (value ~ /^\[[-0-9., ]*\]$/ || value ~ /^-?[0-9]+\.[0-9]+$/)
			value = round(value)
		print name substr(value, 1, 200)
	}'

by_attache() {
	"$attache" decode --personal -f hex - |
		awk "$same_words"'
			/^ *[a-z0-9_]+(\[[0-9]+\])?:$/ { next } # a heading
			/: \["/ { gsub(/"/, "") } # texts in a list
			{ sub(/^ */, ""); say($0) }'
}

# What stands in the tree of the dissector, without types and lengths. That tree
# is inside the one of the setup packet, or beside all others.
by_tshark() {
	awk "$same_words"'
		function end_tlv() {
			if (tlv)
				say("tlv " tlv ": ") # an empty one
			tlv = ""
		}
		/^ *QMI, / { match($0, /^ */); base = RLENGTH }
		substr($0, 1, base) ~ /^ *$/ { $0 = substr($0, base + 1) }
		/^QMI, / { end_tlv(); inside = 1; list = 0; say(substr($0, 6)) }
		/^[^ ]/ { if (!/^QMI, /) inside = 0; next }
		!inside { next }
		{ match($0, /^ */); depth = RLENGTH }
		/^    TLV / {
			end_tlv()
			tlv = $2
			list = 0
			next
		}
		!/^        / { next } # the head
		/^        (Type|Length): / { next }
		/^ *(\[|Behind it: )/ { next }
		/^        Value: / {
			sub(/^ *Value/, "tlv " tlv)
			sub(/…$/, "")
			tlv = ""
			say($0)
			next
		}
		list && depth > list { next } # the members of a list
		{ tlv = ""; list = 0; sub(/^ */, "") }
		/^[a-z0-9_]+(\[[0-9]+\])?$/ { next } # a heading
		/: \[.*\]$/ { list = depth }
		!list {
			sub(/: Unknown \(/, ": (")
			if (/: \(-?[0-9]+\)$/) { # a value without a name
				sub(/: \(/, ": ")
				sub(/\)$/, "")
			} else if (/: 0x[0-9a-f]+ \(.*\)$/) { # flags
				sub(/: 0x[0-9a-f]+ \(/, ": ")
				sub(/\)$/, "")
			} else if (/: -?[0-9]+ \([a-z0].*[^0-9].*\)$/) {
				# flags of a signed number
				sub(/: -?[0-9]+ \(/, ": ")
				sub(/\)$/, "")
			} else {
				sub(/ \(-?[0-9]+\)$/, "")
			}
			sub(/…$/, "")
		}
		{ say($0) }
		END { end_tlv() }'
}

# The frames of which the test speaks, in hex, one a line: those of each layout
# of the spec with random values, and those of real modems that are whole.
corpus() {
	for file in tests/captures/qmi/*.hex; do
		grep -q 'transport: QRTR' "$file" ||
			printf '%s\n' "$(grep -v '^#' "$file" | tr -d ' \n')"
	done >"$dir/real"
	"$frames" >"$dir/random" && cat "$dir/real" "$dir/random" \
		>"$dir/frames" && wc -l "$dir/real" "$dir/frames" &&
		[ "$(wc -l <"$dir/real")" -gt 20 ] &&
		[ "$(wc -l <"$dir/frames")" -gt 1500 ]
}

# agrees FRAMES N CAPTURE: it shows what attache does of these frames, of which
# it says at least N things.
agrees() {
	sed G "$1" | by_attache >"$dir/ours"
	tshark "$3" -V >"$dir/tree" || return 1
	by_tshark <"$dir/tree" >"$dir/theirs"
	[ "$(wc -l <"$dir/ours")" -gt "$2" ] &&
		diff "$dir/ours" "$dir/theirs"
}

in_user0() {
	pcap user0 -l 147 <"$dir/frames" && agrees "$dir/frames" 9000 \
		"$dir/user0"
}

in_exported_pdus() {
	pcap pdus -P qmi <"$dir/frames" && agrees "$dir/frames" 9000 \
		"$dir/pdus"
}

# Of each frame the transfers that would carry it both ways, by usbmon, with its
# header of 64 bytes; and transfers that are something else.
usb_transfers() {
	awk '
		function le(v, n,    s) {
			for (s = ""; n; n--) {
				s = s sprintf("%02x", v % 256)
				v = int(v / 256)
			}
			return s
		}
		# transfer TYPE, to or from endpoint 0, "" or the setup packet
		function transfer(type, endpoint, setup, data, len) {
			printf "%s%s02%s050100%s%s", le(4711, 8), type,
				endpoint, setup ? "00" : "2d",
				data ? "00" : "3c"
			printf "%s%s%s%s%s", le(1700000000, 8), le(NR, 4),
				le(0, 4), le(len, 4), le(length(data) / 2, 4)
			print (setup ? setup : le(0, 8)) le(0, 16) data
		}
		{
			n = length($0) / 2
			transfer("53", "00", "210000000400" le(n, 2), $0, n)
			transfer("43", "00", "", "", n)
			transfer("53", "80", "a1010000040000 10", "", 4096)
			transfer("43", "80", "", $0, n)
		}
		NR == 1 { # another request, and a frame that is too short
			transfer("53", "00", "212000000400" le(n, 2), $0, n)
			transfer("53", "00", "210000000400" le(n - 1, 2),
				substr($0, 1, 2 * n - 2), n - 1)
		}' "$1" | tr -d ' '
}

in_usb() {
	grep . "$dir/real" >"$dir/some"
	awk '{ print; print }' "$dir/some" >"$dir/twice"
	usb_transfers "$dir/some" | pcap usb -l 220 &&
		agrees "$dir/twice" 200 "$dir/usb" || return 1
	# the same file, read by both
	tshark "$dir/usb" -Y qmi -T fields -e frame.number \
		-e _ws.col.Info >"$dir/theirs" &&
		"$attache" decode "$dir/usb" 2>"$dir/err" |
		grep -v 'no QMUX frame' | sed -n 's/^\([0-9]*\) [^ ]* \(->\|<-\) /\1\t/p' |
		diff - "$dir/theirs"
}

# COMMAND (set) of the CID qmi.msg with a frame in it.
in_mbim() {
	awk '
		function le(v) {
			return sprintf("%02x%02x0000", v % 256, int(v / 256))
		}
		{
			n = length($0) / 2
			print le(3) le(48 + n) le(NR) le(1) le(0) \
				"d1a30bc2f97a6e43bf65c7e24fb0f0d3" \
				le(1) le(1) le(n) $0
		}' "$dir/real" | pcap mbim -P mbim.control &&
		agrees "$dir/real" 100 "$dir/mbim" &&
		tshark "$dir/mbim" -T fields -e _ws.col.Info >"$dir/theirs" &&
		grep 'QMI (Set): .* ctl.allocate_cid client 0' "$dir/theirs"
}

titles() {
	sed G "$dir/frames" | "$attache" decode -f hex - | grep '^[a-z]' \
		>"$dir/ours"
	tshark "$dir/user0" -T fields -e _ws.col.Protocol -e _ws.col.Info \
		>"$dir/theirs" &&
		sed 's/^/QMI\t/' "$dir/ours" | diff - "$dir/theirs"
}

filters() {
	tshark "$dir/user0" -Y 'qmi.service == 3 && qmi.message == 0x24 &&
		qmi.kind == "response" &&
		qmi.nas_serving_system.registration_state == 1' \
		-T fields -e qmi.name >"$dir/names" &&
		grep -x get_serving_system "$dir/names"
}

# Bytes that begin like a frame, and are none: nothing is made of them.
none() {
	printf '%s\n' 010c0000021400010 010c0000021400010022000100 \
		010c000002140001002200 01ffff000214000100220000 \
		010c00400214000100220000000 01100000021400010022000400010900 \
		"$(printf '00%.0s' $(seq 40))" |
		sed 's/^\(\(..\)*\).$/\1/' | pcap none -l 147 &&
		tshark "$dir/none" -V >"$dir/tree" &&
		[ "$(grep -c '^Frame ' "$dir/tree")" -eq 7 ] &&
		! grep -e '^QMI, ' -e 'Lua' "$dir/tree"
}

echo "1..8"
check corpus_has_each_layout_and_real_modems corpus
check frames_of_user0_are_what_attache_shows in_user0
check exported_pdus_are_what_attache_shows in_exported_pdus
check control_transfers_are_what_attache_shows in_usb
check frames_in_mbim_are_what_attache_shows in_mbim
check info_column_is_the_title_of_attache titles
check fields_can_be_filtered filters
check what_is_no_frame_is_left_alone none
exit $bad
