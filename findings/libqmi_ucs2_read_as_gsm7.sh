#!/bin/bash
# libqmi 1.32.2 reads the name of a network that comes in UCS-2 as GSM-7.
#
# Input: answers of NAS Get Home Network for 001-01, whose description is "Test"
# in ASCII, "Test" packed in GSM-7, "Test" in UCS-2, and U+00D6 "st" in UCS-2.
# Seen: the first two are "Test". The third is "T@" U+039B U+00A5 "0" U+00C5 "@:",
# the fourth no better.
# Expected: all four names. A network may give its name in GSM-7 or in UCS-2
# (3GPP TS 24.008 10.5.3.5a), and the documentation of
# qmi_message_tlv_read_string() says that what is no UTF-8 is tried as GSM-7 or
# UCS-2. They are tried in this order; as nearly every string of bytes unpacks to
# some characters of GSM-7, UCS-2 has hardly ever its turn.
. "$(dirname "$0")/lib/package.sh"
. "$(dirname "$0")/lib/capture.sh"
package libmbim-glib4 1.28.2-1
package libqrtr-glib0 1.2.2-1
package libqrtr-glib-dev 1.2.2-1
package libqmi-glib5 1.32.2-1
package libqmi-glib-dev 1.32.2-1

cat >"$work/show.c" <<'END'
#include <libqmi-glib.h>

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		GByteArray *b = g_byte_array_new();
		QmiMessage *m;

		for (const char *p = argv[i]; p[0]; p += 2) {
			guint8 x = (guint8)(g_ascii_xdigit_value(p[0]) << 4 |
					    g_ascii_xdigit_value(p[1]));

			g_byte_array_append(b, &x, 1);
		}
		m = qmi_message_new_from_raw(b, NULL);
		if (!m)
			return 2;
		puts(qmi_message_get_printable_full(m, NULL, ""));
	}
	return 0;
}
END
compile show qmi-glib libqmi-glib libqrtr-glib

# tlv TYPE VALUE
tlv() {
	printf %s "$1" "$(le 2 $((${#2} / 2)))" "$2"
}
# name BYTES: what libqmi reads, of an answer of NAS (3) to client 1.
name() {
	local tlvs n
	tlvs=$(tlv 02 "$(le 4 0)")
	tlvs+=$(tlv 01 "$(le 2 1)$(le 2 1)$(le 1 $((${#1} / 2)))$1")
	n=$((${#tlvs} / 2))
	"$work/show" "01$(le 2 $((n + 12)))80030102$(le 2 1)$(le 2 \
		0x25)$(le 2 $n)$tlvs" | sed -n "s/.*description = '\(.*\)' \]$/\1/p"
}
seen "Test in ASCII" Test "$(name 54657374)"
seen "Test in GSM-7" Test "$(name d4f29c0e)"
seen "Test in UCS-2" $'T@\u039b\u00a50\u00c5@:' "$(name 5400650073007400)"
seen $'\u00d6st in UCS-2' "not that name" \
	"$([ "$(name d60073007400)" = $'\u00d6st' ] || echo "not that name")"
