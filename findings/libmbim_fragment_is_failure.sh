#!/bin/bash
# libmbim 1.28.2 shows a fragment of a successful answer as a failure.
#
# Input: the answer to SERVICE_ACTIVATION, a success, of a function with which a
# control transfer of 64 bytes was agreed: two fragments.
# mbim_message_validate() accepts each, mbim_message_get_printable_full() is
# asked for more than the headers.
# Seen, for either fragment:
#   status error = 'Failure' (0x00000002)
#   service      = 'invalid' (00000000-0000-0000-0000-000000000000)
#   cid          = '(null)' (0x00000000)
# and GLib's "CRITICAL" on standard error. That is what the getters return for
# any message of more than one fragment. The whole message is shown as it is.
# Expected: service, CID and status of the first fragment, which has them, and
# none for the second, which begins behind them (MBIM 1.0 9.4 and 9.5): an
# answer of one fragment is no failure.
. "$(dirname "$0")/lib/package.sh"
. "$(dirname "$0")/lib/capture.sh"
package libmbim-glib4 1.28.2-1
package libmbim-glib-dev 1.28.2-1

cat >"$work/show.c" <<'END'
#include <libmbim-glib.h>

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		guint8 b[256];
		guint n = 0;
		MbimMessage *m;

		for (const char *p = argv[i]; p[0] && n < sizeof(b); p += 2)
			b[n++] = (guint8)(g_ascii_xdigit_value(p[0]) << 4 |
					  g_ascii_xdigit_value(p[1]));
		m = mbim_message_new(b, n);
		if (!mbim_message_validate(m, NULL))
			return 2;
		puts(mbim_message_get_printable_full(m, 1, 0, "", FALSE,
						     NULL));
	}
	return 0;
}
END
compile show mbim-glib libmbim-glib

# fragment CURRENT PAYLOAD: of two, with transaction 2.
fragment() {
	printf %s "$(le 4 0x80000003)" "$(le 4 $((20 + ${#2} / 2)))" \
		"$(le 4 2)" "$(le 4 2)" "$(le 4 "$1")" "$2"
}
# show MESSAGE: the status and the service that libmbim has for it.
show() {
	"$work/show" "$1" 2>"$work/log" |
		sed -n "s/^ *\(status error\|service\) *= '\([^']*\)'.*/\2/p" |
		paste -sd,
}
whole=$(done_msg 2 $basic_connect 14 "$(le 60 0)")
payload=${whole:40}
seen "whole message: status, service" "None,basic-connect" "$(show "$whole")"
seen "first fragment: status, service" "Failure,invalid" \
	"$(show "$(fragment 0 "${payload:0:88}")")"
seen "second fragment: status, service" "Failure,invalid" \
	"$(show "$(fragment 1 "${payload:88}")")"
seen "what GLib says of it" "assertion 'MBIM_MESSAGE_FRAGMENT_GET_TOTAL (self) == 1' failed" \
	"$(grep -o "assertion 'MBIM.*" "$work/log" | sort -u)"
