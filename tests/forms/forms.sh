#!/bin/bash
# attache decode takes what people have: the same few messages in every form, made
# by the program that writes the form, or by this script where no package of
# Debian does. A row of forms.tsv is a form, how it is made, and which file has
# what is to be seen: the text of the messages, without where and when.
# Usage: forms.sh (from the top of the tree)
set -u
attache=$ATTACHE_BUILD/tools/attache/attache
here=tests/forms
. tests/tap.sh

# --- makers --------------------------------------------------------------

# The messages of a list, a file of bytes each: $out/messages.1 ...
for list in messages qmi; do
	i=0
	while read -r hex; do
		i=$((i + 1))
		xxd -r -p <<<"$hex" >"$out/$list.$i"
	done < <(sed '/^#/d; s/ //g' $here/$list.hex)
done

# The files in their order.
files() {
	ls "$out/$list".* | sort -t. -k3n
}

# The output of a command for each message.
each() {
	local file
	for file in $(files); do
		"$@" "$file" || return 1
	done
}

# The same with an empty line behind it.
parted() {
	local file
	for file in $(files); do
		"$@" "$file" || return 1
		echo
	done
}

# A command that reads standard input.
from() {
	"${@:1:$#-1}" <"${*: -1}"
}

# One line of bytes: uppercase with colons, lowercase with blanks.
colons() {
	xxd -p -u "$1" | tr -d '\n' | sed 's/../&:/g; s/:$/\n/'
}

blanks() {
	xxd -p "$1" | tr -d '\n' | sed 's/../& /g; s/$/\n/'
}

dashes() {
	colons "$1" | tr : -
}

prefixed() {
	blanks "$1" | sed 's/\([^ ]*\) /0x\1, /g'
}

prose() {
	printf 'Then I sent this, and the modem said nothing:\n'
	blanks "$1" | fold -s -w 60
	printf 'Has anybody seen that? It is a EM00, by the way.\n'
}

in_a_line() {
	printf 'Message: %s\n' "$(blanks "$1")"
}

annotated() {
	hexdump -C "$1" | awk '{ print } NR == 1 { print "          ^^ type" }'
}

to_host() {
	[ "$(xxd -s 3 -l 1 -p "$1")" = 80 ]
}

# As libmbim and libqmi log it, "%s" of $1 in front of the mark.
raw_block() {
	local mark='<<<<<<' sent=sent
	to_host "$2" && mark='>>>>>>' sent=received
	printf "%s$1" "[/dev/cdc-wdm0] $sent message..." \
		"$mark RAW:" "$mark   length = $(stat -c %s "$2")" \
		"$mark   data   = $(colons "$2")"
}

libmbim() {
	printf '[30 Nov 2026, 12:00:00] [Debug] '
	raw_block '\n' "$1"
	echo
}

journal() {
	raw_block '\n' "$1" | sed 's/^/Nov 30 12:00:00 h ModemManager[519]: /
		s/: \[/: <debug> [1796040000.123456] [/'
}

journal_cat() {
	printf '<debug> [1796040000.123456] '
	raw_block '\n' "$1"
}

logd() {
	printf 'Mon Nov 30 12:00:00 2026 daemon.debug [2234]: <dbg> '
	printf '[1796040000.123456] '
	raw_block ' ' "$1"
	echo
}

rsyslog() {
	printf 'Nov 30 12:00:00 h ModemManager[519]: <debug> '
	raw_block '#012' "$1"
	echo
}

umbim() {
	local way=sending
	to_host "$1" && way=reading
	printf '%s (%d): %s\n' $way "$(stat -c %s "$1")" "$(blanks "$1")"
	echo "  header_type: 0001"
}

uqmi() {
	local way=Send
	to_host "$1" && way=Received
	printf '%s packet: %s\n' $way "$(blanks "$1")"
}

# OpenBSD's umb(4) with UMB_DEBUG: offsets are decimal.
umb() {
	local i
	to_host "$1" && printf 'umb0: got response: len %d\n' "$(stat -c %s "$1")"
	blanks "$1" | xargs -n 16 | while read -r line; do
		printf '%4d:   %s\n' "${i:=0}" "$line"
		i=$((i + 16))
	done
	to_host "$1" || echo "umb0: sent MBIM_COMMAND_MSG (tid 1)"
}

umb_in_syslog() {
	umb "$1" | sed 's/^/Nov 30 12:00:00 h \/bsd: /'
}

html() {
	sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'
}

html_numbers() {
	sed 's/&/\&#38;/g; s/</\&#60;/g; s/>/\&#x3E;/g'
}

html_page() {
	echo '<html><body><pre>'
	html | sed 's/$/<br>/' | tr -d '\n'
	echo '</pre></body></html>'
}

# Two kinds of capture: the setup packet (SETUP) and data of each message.
packets() {
	local file
	for file in $(files); do
		local in=0 n
		to_host "$file" && in=1
		n=$(stat -c %s "$file")
		"$1" $in "$n" "$file"
		echo
	done | sed 's/^./000000 &/'
}

le() {
	printf "%0$(($2 * 2))x" "$1" | sed 's/../& /g' | awk '{
		for (i = NF; i; i--) printf "%s ", $i }'
}

# usb.urb_id, 'S' or 'C', control, endpoint, device, bus ...
usbmon_header() {
	local type=$1 endpoint=$2 setup=$3 length=$4
	printf '01 00 00 00 00 00 00 00 %s 02 %s 05 01 00 %s 3d ' \
		"$type" "$endpoint" "$setup"
	printf '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 '
	le "$length" 4
	le "$5" 4
	printf '%s ' "$6"
}

usbmon_packet() {
	if [ "$1" = 1 ]; then
		usbmon_header 53 80 00 4096 0 'a1 01 00 00 00 00 00 10'
		printf '\n'
		usbmon_header 43 80 2d "$2" "$2" '00 00 00 00 00 00 00 00'
	else
		usbmon_header 53 00 00 "$2" "$2" '21 00 00 00 00 00 00 10'
	fi
	blanks "$3"
}

# USBPcap: irp, status, function, info, bus, device, endpoint, control, length,
# stage.
usbpcap_header() {
	printf '1c 00 01 00 00 00 00 00 00 00 00 00 00 00 1b 00 %s ' "$1"
	printf '01 00 05 00 %s 02 ' "$2"
	le "$3" 4
	printf '%s ' "$4"
}

usbpcap_packet() {
	if [ "$1" = 1 ]; then
		usbpcap_header 00 80 8 00
		printf 'a1 01 00 00 00 00 00 10\n'
		usbpcap_header 01 80 "$2" 03
	else
		usbpcap_header 00 00 $((8 + $2)) 00
		printf '21 00 00 00 00 00 00 10 '
	fi
	blanks "$3"
}

# Before version 1.3 the data of a request is a packet of its own.
usbpcap_old_packet() {
	if [ "$1" = 1 ]; then
		usbpcap_packet "$@" | sed 's/ 03 \(0.\) 00 00 80/ 01 \1 00 00 80/'
		return
	fi
	usbpcap_header 00 00 8 00
	printf '21 00 00 00 00 00 00 10\n'
	usbpcap_header 00 00 "$2" 01
	blanks "$3"
}

capture() {
	text2pcap -q -l "$2" <(packets "$1") - 2>/dev/null
}

pcap() {
	text2pcap -q -F pcap -l "$2" <(packets "$1") - 2>/dev/null
}

tshark_x() {
	capture "$@" >"$out/capture" && tshark -x -r "$out/capture" 2>/dev/null
}

# usbmon's text has 32 bytes of each transfer.
usbmon_text() {
	local n data i=0
	data=$(head -c 32 "$1" | xxd -p -c 4 | xargs)
	n=$(stat -c %s "$1")
	if to_host "$1"; then
		printf 'ffff8800 100 S Ci:1:005:0 s a1 01 0000 0000 1000 4096 <\n'
		printf 'ffff8800 200 C Ci:1:005:0 0 %d = %s\n' "$n" "$data"
	else
		printf 'ffff8800 100 S Co:1:005:0 s 21 00 0000 0000 %04x %d = %s\n' \
			"$n" "$n" "$data"
		printf 'ffff8800 200 C Co:1:005:0 0 %d >\n' "$n"
	fi
}

usbmon_old_text() {
	usbmon_text "$1" | sed 's/:1:005:0 /:005:00 /'
}

# --- rows ----------------------------------------------------------------

# Without number, time and direction, and without the heading of a device.
seen() {
	"$attache" decode "$1" 2>"$out/err" |
		sed -E '/^# /d; s/^[0-9]+ ([^ ].* )?(->|<-) //'
}

# What is in the file, or that nothing is: status 3, and not a word of it.
is_seen() {
	if [ "$1" != nothing ]; then
		seen "$out/input" >"$out/seen" && diff "$here/$1.txt" "$out/seen"
		return
	fi
	"$attache" decode "$out/input" >"$out/seen" 2>"$out/err"
	[ $? -eq 3 ] && [ ! -s "$out/seen" ]
}

row() {
	local form=$1 made=$2 expected=$3
	list=messages
	[[ $expected == qmi* ]] && list=qmi
	rm -f "$out/input"
	eval "$made" >"$out/input" 2>"$out/err" && [ -s "$out/input" ] &&
		is_seen "$expected" >"$out/diff"
	local status=$?
	{
		head -c 600 "$out/input" | cat -v
		cat "$out/diff" "$out/err"
	} >"$out/said" 2>/dev/null
	result "$form" $status
	echo "# | $([ $status -eq 0 ] && echo right || echo FAILED) | $form | $made | $expected |"
}

for tool in hexdump xxd od tshark text2pcap gzip iconv; do
	command -v "$tool" >/dev/null && continue
	echo "1..0 # SKIP no $tool (tools/setup test)"
	exit 77
done

echo "1..$(grep -vc '^#' $here/forms.tsv)"
echo "# | result | form | made by | is to be seen |"
echo "# |---|---|---|---|---|"
while IFS=$'\t' read -r form made expected; do
	[[ $form == '#'* ]] || row "$form" "$made" "$expected"
done <$here/forms.tsv
exit $failed
