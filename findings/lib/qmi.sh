# shellcheck shell=bash
# The libqmi that findings look at, and a program that shows QMUX frames as it
# does. Sourced after package.sh and capture.sh.
package libmbim-glib4 1.28.2-1
package libqrtr-glib0 1.2.2-1
package libqrtr-glib-dev 1.2.2-1
package libqmi-glib5 1.32.2-1
package libqmi-glib-dev 1.32.2-1

# show FRAME...: each in hex.
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
# nas_answer MESSAGE TLVS: of NAS (3) to client 1, a success.
nas_answer() {
	local tlvs n
	tlvs=$(tlv 02 "$(le 4 0)")$2
	n=$((${#tlvs} / 2))
	printf '01%s80030102%s%s%s%s' "$(le 2 $((n + 12)))" "$(le 2 1)" \
		"$(le 2 "$1")" "$(le 2 $n)" "$tlvs"
}
