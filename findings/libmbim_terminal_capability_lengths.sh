#!/bin/bash
# libmbim 1.28.2 has other lengths for terminal capabilities than the message.
#
# Input: an answer to UICC TERMINAL_CAPABILITY with two elements, of 3 and of 4
# bytes, each with an offset and a size, padded to 4 bytes as MBIM wants it; and
# the same two given to libmbim for a set.
# Seen: the first one is read to the end of the message, padding and second
# element with it: 8 bytes. Only the last one can come out right. In the set the
# size of the first is 4: the padding counts as the card's bytes.
# Expected: 3 and 4, both ways (Microsoft's "MB low level UICC access": each
# element is an offset and a size, of which the bytes are a TLV for the card).
. "$(dirname "$0")/lib/package.sh"
. "$(dirname "$0")/lib/capture.sh"
package libmbim-glib4 1.28.2-1
package libmbim-glib-dev 1.28.2-1

cat >"$work/lengths.c" <<'END'
#include <libmbim-glib.h>

static void read_answer(const char *hex)
{
	MbimTerminalCapabilityInfoArray *e = NULL;
	guint8 b[256];
	guint32 count = 0;
	guint n = 0;
	MbimMessage *m;

	for (const char *p = hex; p[0] && n < sizeof(b); p += 2)
		b[n++] = (guint8)(g_ascii_xdigit_value(p[0]) << 4 |
				  g_ascii_xdigit_value(p[1]));
	m = mbim_message_new(b, n);
	if (!mbim_message_ms_uicc_low_level_access_terminal_capability_response_parse(
		    m, &count, &e, NULL))
		return;
	for (guint i = 0; i < count; i++)
		g_print("%s%u", i ? "," : "",
			e[i]->terminal_capability_data_size);
	g_print("\n");
}

static void write_set(void)
{
	guint8 first[] = {0xa9, 0x01, 0x00}, second[] = {0xa9, 0x02, 0x00, 0x00};
	MbimTerminalCapabilityInfo a = {sizeof(first), first};
	MbimTerminalCapabilityInfo b = {sizeof(second), second};
	const MbimTerminalCapabilityInfo *both[] = {&a, &b, NULL};
	MbimMessage *m =
		mbim_message_ms_uicc_low_level_access_terminal_capability_set_new(
			2, both, NULL);
	guint32 n = 0;
	const guint8 *info = mbim_message_command_get_raw_information_buffer(
		m, &n);

	/* behind the count: offset and size of each */
	g_print("%u,%u\n", info[8], info[16]);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		read_answer(argv[1]);
	else
		write_set();
	return 0;
}
END
compile lengths mbim-glib libmbim-glib

uicc=c2f6588ef0374bc98665f4d44bd09367
answer=$(done_msg 2 $uicc 5 "$(le 4 2)$(le 4 20)$(le 4 3)$(le 4 24)$(le 4 4)\
a9010000a9020000")
seen "sizes of the elements of an answer with 3 and 4" "8,4" \
	"$("$work/lengths" "$answer")"
seen "sizes in a set of 3 and 4 bytes" "4,4" "$("$work/lengths")"
