/* attache decode: messages in logs that people post. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture/textlog.h"
#include "capture/textlog_words.h"

static struct att_window in;
static struct textlog l;
static struct skips skips;
static struct transfer t;

static void begin(const char *text, enum textlog_kind kind)
{
	in = att_window_of(att_bytes_of(text, strlen(text)));
	skips = (struct skips){.n = 0};
	textlog_init(&l, &in, kind, &skips);
}

static void end(void)
{
	assert_int_equal(textlog_next(&l, &t), 0);
	assert_int_equal(textlog_next(&l, &t), 0);
	textlog_fini(&l);
}

/* How much was skipped for this reason. */
static unsigned skipped(const char *why)
{
	unsigned others = skips.total;

	for (unsigned i = 0; i < skips.n; i++) {
		if (why && strcmp(skips.of[i].why, why) == 0)
			return skips.of[i].count;
		others -= skips.of[i].count;
	}
	return why ? 0 : others;
}

#define OTHER  "blocks that are neither MBIM nor QMI"
#define LINES  NULL
#define REPEAT "fragments of a message that is whole"

/* The next transfer has these bytes (in hex, no blanks). */
static void is_next(const char *hex)
{
	char got[512];

	assert_int_equal(textlog_next(&l, &t), 1);
	assert_true(t.bytes.len < sizeof(got) / 2);
	for (size_t i = 0; i < t.bytes.len; i++)
		snprintf(got + 2 * i, 3, "%02x", t.bytes.p[i]);
	assert_string_equal(got, hex);
}

#define OPEN  "01:00:00:00:10:00:00:00:01:00:00:00:00:10:00:00"
#define OPEN_ "01000000100000000100000000100000"

static void log_of_libmbim_is_read(void **state)
{
	(void)state;
	begin("[22 Nov 2026, 13:00:03] [Debug] [/dev/cdc-wdm4] sent "
	      "message...\n"
	      "<<<<<< RAW:\n"
	      "<<<<<<   length = 16\n"
	      "<<<<<<   data   = " OPEN "\n"
	      "\n"
	      "something else\n"
	      "[22 Nov 2026, 13:00:04] [Debug] [/dev/cdc-wdm4] received "
	      "message...\n"
	      ">>>>>> RAW:\n"
	      ">>>>>>   length = 16\n"
	      ">>>>>>   data   = "
	      "01:00:00:80:10:00:00:00:01:00:00:00:00:00:00:00\n",
	      TEXTLOG_LIBMBIM);
	is_next(OPEN_);
	assert_int_equal(t.way, TRANSFER_TO_DEVICE);
	assert_int_equal(t.full_len, 16);
	assert_int_equal(t.record, 2);
	assert_string_equal(t.time, "22 Nov 2026, 13:00:03");
	assert_string_equal(t.device, "/dev/cdc-wdm4");
	is_next("01000080100000000100000000000000");
	assert_int_equal(t.way, TRANSFER_TO_HOST);
	assert_string_equal(t.time, "22 Nov 2026, 13:00:04");
	end();
	assert_int_equal(l.lines, 10);
	assert_int_equal(skipped(LINES), 3); /* with the two of times */
}

static void line_breaks_of_mail_do_not_matter(void **state)
{
	(void)state;
	begin("> <<<<<<\n> RAW:#012<<<<<< length =\n>\n> 16#012<<<<<< data =\n"
	      "> 01:00:00:00:10:00:00:00:\n> 01:00:00:00:00:10:00:00\n"
	      ">>>>>>> RAW: >>>>>>> length = 16 >>>>>>> data = " OPEN " tail\n",
	      TEXTLOG_LIBMBIM);
	is_next(OPEN_);
	assert_int_equal(t.way, TRANSFER_TO_DEVICE);
	assert_null(t.time);
	assert_null(t.device);
	is_next(OPEN_);
	assert_int_equal(t.way, TRANSFER_TO_HOST);
	end();
}

/* A message larger than 4096 bytes is logged whole, then in fragments. */
static void fragments_of_a_whole_message_are_not_repeated(void **state)
{
	(void)state;
	begin("[/dev/cdc-wdm0] sent message...\n"
	      "<<<<<< RAW:\n<<<<<<   length = 16\n<<<<<<   data   = " OPEN "\n"
	      "[/dev/cdc-wdm0] sent fragment (0)...\n"
	      "<<<<<< RAW:\n<<<<<<   length = 16\n<<<<<<   data   = " OPEN "\n"
	      "[/dev/cdc-wdm0] sent fragment (translated)...\n"
	      "[/dev/cdc-wdm0] received message... (partial fragment)\n"
	      ">>>>>> RAW:\n>>>>>>   length = 16\n>>>>>>   data   = " OPEN "\n"
	      "[/dev/cdc-wdm0] received message fragment (translated)...\n",
	      TEXTLOG_LIBMBIM);
	is_next(OPEN_);
	is_next(OPEN_);
	assert_int_equal(t.way, TRANSFER_TO_HOST);
	end();
	assert_int_equal(skipped(REPEAT), 1);
}

static void translation_completes_what_was_cut(void **state)
{
	(void)state;
	begin("<<<<<< RAW:\n<<<<<<   length = 108\n"
	      "<<<<<<   data   = 03:00:00:00:6C:00:00:00:7A:00:00:00...\n"
	      "[/dev/cdc-wdm0] sent message (translated)...\n"
	      "<<<<<< Header:\n"
	      "<<<<<<   type        = command (0x00000003)\n"
	      "<<<<<< Contents:\n"
	      "<<<<<<   service = 'basic-connect' "
	      "(a289cc33-bcbb-8b4f-b6b0-133ec2aae6df)\n"
	      "<<<<<<   cid     = 'ip-configuration' (0x0000000f)\n"
	      "<<<<<<   type    = 'set' (0x00000001)\n"
	      ">>>>>> RAW:\n>>>>>>   length = 60\n"
	      ">>>>>>   data   = 03:00:00:80:3C:00:00:00:7A:00:00:00...\n"
	      ">>>>>>   status error = 'NotInitialized' (0x0000000e)\n"
	      ">>>>>>   service      = 'x' "
	      "(a289cc33-bcbb-8b4f-b6b0-133ec2aae6df)\n"
	      ">>>>>>   cid          = 'y' (0x00000001)\n"
	      ">>>>>> Fields:\n"
	      ">>>>>>   cid = 'z' (0x00000063)\n",
	      TEXTLOG_LIBMBIM);
	is_next("030000006c0000007a0000000100000000000000"
		"a289cc33bcbb8b4fb6b0133ec2aae6df0f0000000100000000000000");
	assert_int_equal(t.full_len, 108);
	is_next("030000803c0000007a0000000100000000000000"
		"a289cc33bcbb8b4fb6b0133ec2aae6df010000000e00000000000000");
	end();
}

static void cut_block_without_translation_is_handed_out(void **state)
{
	(void)state;
	begin("<<<<<< RAW:\n<<<<<<   length = 16\n"
	      "<<<<<<   data   = 01:00:00:00:10:00:00:00:01:00:00:00...\n"
	      "<<<<<< RAW:\n<<<<<<   length = 12\n"
	      "<<<<<<   data   = 02:00:00:00:0C:00:00:00:03:00:00:00\n"
	      ">>>>>> RAW:\n>>>>>>   length = 16\n"
	      ">>>>>>   data   = 02:00:00:80:10:00:00:00:03:00:00:00...\n",
	      TEXTLOG_LIBMBIM);
	is_next("010000001000000001000000");
	assert_int_equal(t.full_len, 16);
	assert_int_equal(t.record, 1);
	is_next("020000000c00000003000000");
	is_next("020000801000000003000000");
	assert_int_equal(t.way, TRANSFER_TO_HOST);
	end();
}

/* libqmi marks answers as it does requests, so the mark does not count. */
static void log_of_libqmi_is_read(void **state)
{
	(void)state;
	begin("[22 Nov 2026, 13:00:03] [Debug] [/dev/cdc-wdm4] sent "
	      "message...\n"
	      "<<<<<< RAW:\n<<<<<<   length = 13\n<<<<<<   data   = "
	      "01:0C:00:00:02:14:00:01:00:5F:55:00:00\n"
	      "\n"
	      "<<<<<< QMUX:\n<<<<<<   length  = 12\n"
	      "<<<<<< TLV:\n<<<<<<   type       = \"Result\" (0x02)\n"
	      "<<<<<< RAW:\n<<<<<<   length = 24\n<<<<<<   data   = "
	      "01:17:00:80:00:00:01:01:22:00:0C:00...\n",
	      TEXTLOG_LIBMBIM);
	is_next("010c000002140001005f550000");
	assert_int_equal(t.way, TRANSFER_UNKNOWN);
	assert_string_equal(t.device, "/dev/cdc-wdm4");
	assert_int_equal(t.full_len, 13);
	is_next("011700800000010122000c00");
	assert_int_equal(t.full_len, 24);
	end();
	assert_int_equal(skipped(OTHER), 0);
}

static void log_of_uqmi_is_read(void **state)
{
	(void)state;
	begin("Send packet: 01 0c 00 00 02 14 00 01 00 5f 55 00 00\n"
	      "Transmit message to srv 2\n"
	      "Received packet: 01 0f 00 80 02 14 02 01 00\n"
	      " 5f 55 03 00 10 00 00\n"
	      "\"fed\"\n"
	      "Received packet: 01 0f 00\n",
	      TEXTLOG_UQMI);
	is_next("010c000002140001005f550000");
	assert_int_equal(t.full_len, 13);
	is_next("010f0080021402010"
		"05f550300100000");
	assert_int_equal(t.record, 3);
	end();
	assert_int_equal(skipped(OTHER), 1);
}

/* A block that is neither, as others write them. */
static void other_blocks_are_counted(void **state)
{
	(void)state;
	begin("<<<<<< RAW:\n<<<<<<   length = 13\n<<<<<<   data   = "
	      "02:0C:00:00:02:14:00:01:00:5F:55:00:00\n",
	      TEXTLOG_LIBMBIM);
	end();
	assert_int_equal(skipped(OTHER), 1);
}

static void log_of_umbim_is_read(void **state)
{
	(void)state;
	begin("sending (16): 01 00 00 00 10 00 00 00 01 00 00 00 00 10 00 00 \n"
	      "  header_type: 0001\n"
	      "  header_length: 0010\n"
	      "reading (16): 01 00 00 80 10 00 00 00 01 00 \n"
	      "00 00 00 00 00 00\n"
	      "required pin: 3 - pin2\n"
	      "be careful\n"
	      "sending (16): sending (12): reading (16): \n"
	      "02 00 00 00 0c 00 00 00 03 00 00 00 \n"
	      "  header_type: 0002\n",
	      TEXTLOG_UMBIM);
	is_next(OPEN_);
	assert_int_equal(t.way, TRANSFER_TO_DEVICE);
	is_next("01000080100000000100000000000000");
	assert_int_equal(t.way, TRANSFER_TO_HOST);
	assert_int_equal(t.record, 4);
	is_next("020000000c00000003000000");
	assert_int_equal(t.full_len, 12);
	assert_int_equal(t.way, TRANSFER_UNKNOWN);
	end();
	assert_int_equal(skipped(OTHER), 0);
}

static void times_are_found(void **state)
{
	static const struct {
		const char *line, *time, *device;
	} lines[] = {
		{"[04  Oct 2024, 13:00:03] [Debug] [/dev/cdc-wdm0] sent",
		 "04 Oct 2024, 13:00:03", "/dev/cdc-wdm0"},
		{"Nov 22 13:27:02 host ModemManager[519]: <dbg> "
		 "[1700000000.123456] [/dev/wwan0mbim0] sent",
		 "1700000000.123456", "/dev/wwan0mbim0"},
		{"> 2013-10-09T10:49:49.930237+02:00 linux ModemManager[566]:",
		 "2013-10-09T10:49:49.930237+02:00", "-"},
		{"Wed Jun 26 16:47:59 2024 daemon.debug [2234]: x",
		 "Wed Jun 26 16:47:59", "-"},
		{"[13:44:42.820] [init -> mbimcli] <<<<<< RAW:", "13:44:42.820",
		 "-"},
		{"<<<<<<   data   = 01:00:00:00:10:00:00:00", "-", "-"},
		{"data = 01:00:00", "data = 01:00:00", "-"},
		{"12:3", "-", "-"},
		{"[1234567890.]", "-", "-"},
		{"[/dev/unfinished", "-", "/dev/unfinished"},
		{"\x1b[31m10:00:00\x1b[0m", "31m10:00:00?[0m", "-"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char time[40] = "-", device[48] = "-";

		textlog_note(lines[i].line, strlen(lines[i].line), time,
			     sizeof(time), device, sizeof(device));
		assert_string_equal(time, lines[i].time);
		assert_string_equal(device, lines[i].device);
	}
}

static void times_are_counted_in_ms(void **state)
{
	static const struct {
		const char *time;
		uint64_t ms;
	} times[] = {
		{"04 Oct 2024, 13:00:03", 46803000},
		{"1700000000.123456", 1700000000123},
		{"1700000000.5", 1700000000500},
		{"13:44:42.820", 49482820},
		{"00:00:00,07", 70},
	};
	uint64_t ms = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		assert_true(textlog_ms(times[i].time, &ms));
		assert_int_equal(ms, times[i].ms);
	}
	assert_false(textlog_ms("12:3", &ms));
	assert_false(textlog_ms("", &ms));
}

static void kinds_are_told_apart(void **state)
{
	static const char libmbim[] = "x\n> <<<<<< RAW:\n";
	static const char umbim[] = "x sending (16): 01";
	static const char uqmi[] = "x Send packet: 01 0c";
	static const char half[] = "  header_transaction: 0001\n";
	static const char hex[] = "01 00 00 00 # RAW: sending reading (x\n";

	(void)state;
	assert_int_equal(textlog_kind(libmbim, sizeof(libmbim) - 1),
			 TEXTLOG_LIBMBIM);
	assert_int_equal(textlog_kind(umbim, sizeof(umbim) - 1), TEXTLOG_UMBIM);
	assert_int_equal(textlog_kind(uqmi, sizeof(uqmi) - 1), TEXTLOG_UQMI);
	assert_int_equal(textlog_kind(half, sizeof(half) - 1), TEXTLOG_UMBIM);
	assert_int_equal(textlog_kind(hex, sizeof(hex) - 1), TEXTLOG_NONE);
	assert_int_equal(textlog_kind(NULL, 0), TEXTLOG_NONE);
}

/* Letters are lost, changed and moved: no byte outside is read, nothing is
 * found that is no message, and it ends. */
static void damaged_logs_are_read_safely(void **state)
{
	static const char good[] =
		"[22 Nov 2026, 13:00:03] [/dev/cdc-wdm4] sent message...\n"
		"<<<<<< RAW:#012<<<<<<   length = 16\n"
		"<<<<<<   data   = " OPEN "\n"
		"sending (16): 01 00 00 00 10 00 00 00 01 00 00 00 00 10 00 "
		"00\n"
		"Send packet: 01 0c 00 00 02 14 00 01 00 5f 55 00 00\n"
		">>>>>> RAW:\n>>>>>>   length = 176\n"
		">>>>>>   data   = 03:00:00:80:B0:00:00:00:02:00:00:00...\n"
		">>>>>>   status error = 'None' (0x00000000)\n"
		">>>>>>   service = 'x' "
		"(a289cc33-bcbb-8b4f-b6b0-133ec2aae6df)\n"
		">>>>>>   cid = 'y' (0x00000001)\n";
	uint32_t seed = 7, found = 0;

	(void)state;
	for (unsigned i = 0; i < 6000; i++) {
		size_t len = sizeof(good) - 1 - i % 7;
		char *text = malloc(len + 1);

		assert_non_null(text);
		memcpy(text, good, len);
		for (unsigned k = 0; k < i % 9; k++) {
			static const char some[] = "<>:=. (0af\n\0#'";

			seed = seed * 1664525u + 1013904223u;
			text[seed / 8 % len] = some[(seed >> 28) % 14];
		}
		text[len] = '\0';
		in = att_window_of(att_bytes_of(text, len));
		textlog_init(&l, &in, 1 + i % 3, &skips);
		while (textlog_next(&l, &t) == 1) {
			assert_true(t.bytes.len >= 12 && t.bytes.len <= 200);
			assert_true(t.full_len >= t.bytes.len);
			assert_true(t.record >= 1 && t.record <= l.lines);
			found++;
		}
		textlog_fini(&l);
		free(text);
	}
	assert_true(found > 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log_of_libmbim_is_read),
		cmocka_unit_test(line_breaks_of_mail_do_not_matter),
		cmocka_unit_test(fragments_of_a_whole_message_are_not_repeated),
		cmocka_unit_test(translation_completes_what_was_cut),
		cmocka_unit_test(cut_block_without_translation_is_handed_out),
		cmocka_unit_test(log_of_libqmi_is_read),
		cmocka_unit_test(log_of_uqmi_is_read),
		cmocka_unit_test(other_blocks_are_counted),
		cmocka_unit_test(log_of_umbim_is_read),
		cmocka_unit_test(times_are_found),
		cmocka_unit_test(times_are_counted_in_ms),
		cmocka_unit_test(kinds_are_told_apart),
		cmocka_unit_test(damaged_logs_are_read_safely),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
