#!/bin/bash
# libqmi 1.32.2 has names for "not valid" and "unknown" that are numbers which
# modems use for something else.
#
# Input: NAS Get LTE Cphy CA Info of a modem that aggregates with a carrier of
# 5G of 5 MHz (number 6 of the bandwidths), and one with a carrier of LTE of 20
# MHz (number 5).
# Seen: the first is "invalid", the second "20".
# Expected: its bandwidth, or the number, as for any other that the library does
# not know. In libqmi 1.36.0 number 6 is 5 MHz of 5G: the name for what is not valid
# had been given the first number that was free, and the next firmware used it.
# A host that stops at "invalid" drops a carrier that is there.
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
	GByteArray *b = g_byte_array_new();
	QmiMessage *m;

	for (const char *p = argc > 1 ? argv[1] : ""; p[0]; p += 2) {
		guint8 x = (guint8)(g_ascii_xdigit_value(p[0]) << 4 |
				    g_ascii_xdigit_value(p[1]));

		g_byte_array_append(b, &x, 1);
	}
	m = qmi_message_new_from_raw(b, NULL);
	if (!m)
		return 2;
	puts(qmi_message_get_printable_full(m, NULL, ""));
	return 0;
}
END
compile show qmi-glib libqmi-glib libqrtr-glib

# bandwidth NUMBER: the word for it, in an answer of NAS (3) to client 1.
bandwidth() {
	local tlvs n
	tlvs=02$(le 2 4)$(le 4 0)
	tlvs+=11$(le 2 4)$(le 4 "$1")
	n=$((${#tlvs} / 2))
	"$work/show" "01$(le 2 $((n + 12)))80030102$(le 2 1)$(le 2 \
		0xac)$(le 2 $n)$tlvs" | awk '/"DL Bandwidth"/ { found = 1 }
		found && /translated = / { print $3; exit }' | tr -d "'"
}
seen "20 MHz of LTE" 20 "$(bandwidth 5)"
seen "5 MHz of 5G" invalid "$(bandwidth 6)"
