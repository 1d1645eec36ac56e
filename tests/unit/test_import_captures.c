/* attache decode: packets of captures, and what of them is MBIM. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture/capture.h"
#include "capture/tracepdu.h"
#include "capture/usbmon.h"
#include "wire/mbim/cid.h"

enum { CONTROL = 2, BULK = 3 };

/* One packet of usbmon, little-endian, of device 3.5. */
struct packet {
	uint64_t id;
	char type;
	uint8_t transfer, endpoint;
	const char *setup; /* 8 bytes, or NULL */
	const char *data;
	size_t len;
	uint32_t full_len; /* 0: len */
};

static uint8_t bytes[512];

static struct att_pcapng_view packet_of(const struct packet *u)
{
	struct att_pcapng_view v = {.number = 9, .link = USBMON_LINK};

	memset(bytes, 0, 48);
	att_put64(bytes, u->id);
	bytes[8] = (uint8_t)u->type;
	bytes[9] = u->transfer;
	bytes[10] = u->endpoint;
	bytes[11] = 5;
	bytes[12] = 3;
	bytes[14] = u->setup ? 0 : '-';
	att_put64(bytes + 16, 1700000000);
	att_put32(bytes + 24, 250000);
	att_put32(bytes + 32, u->full_len ? u->full_len : (uint32_t)u->len);
	att_put32(bytes + 36, (uint32_t)u->len);
	if (u->setup)
		memcpy(bytes + 40, u->setup, 8);
	if (u->len)
		memcpy(bytes + 48, u->data, u->len);
	v.data = att_bytes_of(bytes, 48 + u->len);
	return v;
}

static struct urbs usb;
static struct transfer t;

static bool take_view(const struct att_pcapng_view *v)
{
	struct urb urb;

	return !usbmon_read(v, &urb) && !urbs_take(&usb, &urb, &t);
}

static bool take(struct packet u)
{
	struct att_pcapng_view v = packet_of(&u);

	return take_view(&v);
}

#define SEND  "\x21\x00\0\0\x02\0\x10\0"
#define GET   "\xa1\x01\0\0\x02\0\0\x10"
#define CLOSE "\2\0\0\0\x0c\0\0\0\3\0\0\0"
#define DONE  "\2\0\0\x80\x10\0\0\0\3\0\0\0\0\0\0\0"

static void command_and_response_are_found(void **state)
{
	(void)state;
	urbs_init(&usb);
	assert_true(
		take((struct packet){1, 'S', CONTROL, 0, SEND, CLOSE, 12, 0}));
	assert_int_equal(t.way, TRANSFER_TO_DEVICE);
	assert_int_equal(t.bytes.len, 12);
	assert_int_equal(t.full_len, 12);
	assert_int_equal(t.channel, 2);
	assert_int_equal(t.record, 9);
	assert_string_equal(t.device, "usb 3.5");
	assert_string_equal(t.time, "+0.000000");
	assert_string_equal(t.date, "2023-11-14T22:13:20.250000Z");
	assert_false(take((struct packet){1, 'C', CONTROL, 0, NULL, "", 0, 0}));
	assert_false(
		take((struct packet){2, 'S', CONTROL, 0x80, GET, "", 0, 0}));
	assert_true(take(
		(struct packet){2, 'C', CONTROL, 0x80, NULL, DONE, 16, 0}));
	assert_int_equal(t.way, TRANSFER_TO_HOST);
	assert_int_equal(t.channel, 2);
}

/* QMI has the same two requests. */
static void frames_of_qmi_are_found(void **state)
{
	static const char ask[] = "\1\x0c\0\0\2\x14\0\1\0\x5f\x55\0\0";
	static const char both[] = "\1\x0c\0\x80\2\x14\2\1\0\x5f\x55\0\0"
				   "\1\x0c\0\x80\2\x14\4\0\0\x01\x00\0\0";

	(void)state;
	urbs_init(&usb);
	assert_true(
		take((struct packet){1, 'S', CONTROL, 0, SEND, ask, 13, 0}));
	assert_int_equal(t.way, TRANSFER_TO_DEVICE);
	assert_int_equal(t.bytes.len, 13);
	assert_false(
		take((struct packet){2, 'S', CONTROL, 0x80, GET, "", 0, 0}));
	assert_true(take(
		(struct packet){2, 'C', CONTROL, 0x80, NULL, both, 26, 0}));
	assert_int_equal(t.way, TRANSFER_TO_HOST);
	assert_int_equal(t.bytes.len, 26);
}

static void completion_of_something_else_is_no_response(void **state)
{
	(void)state;
	urbs_init(&usb);
	/* never submitted; its id was used again; completed before */
	assert_false(take(
		(struct packet){1, 'C', CONTROL, 0x80, NULL, DONE, 16, 0}));
	assert_false(
		take((struct packet){1, 'S', CONTROL, 0x80, GET, "", 0, 0}));
	assert_false(
		take((struct packet){1, 'S', CONTROL, 0x80, SEND, "", 0, 0}));
	assert_false(take(
		(struct packet){1, 'C', CONTROL, 0x80, NULL, DONE, 16, 0}));
	assert_false(
		take((struct packet){2, 'S', CONTROL, 0x80, GET, "", 0, 0}));
	assert_true(take(
		(struct packet){2, 'C', CONTROL, 0x80, NULL, DONE, 16, 0}));
	assert_false(take(
		(struct packet){2, 'C', CONTROL, 0x80, NULL, DONE, 16, 0}));
}

static void other_functions_are_passed_over(void **state)
{
	/* the length of the message is not that of the frame */
	static const char wrong[] = "\1\x0c\0\0\2\x14\0\1\0\x5f\x55\1\0";
	static const char rndis[] = "\2\0\0\0\x18\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0"
				    "\0\x40\0\0";

	(void)state;
	urbs_init(&usb);
	assert_false(
		take((struct packet){1, 'S', CONTROL, 0, SEND, wrong, 13, 0}));
	assert_false(
		take((struct packet){1, 'S', CONTROL, 0, SEND, rndis, 24, 0}));
	assert_false(
		take((struct packet){1, 'S', CONTROL, 0, SEND, CLOSE, 11, 0}));
	assert_false(take((struct packet){
		1, 'S', CONTROL, 0, "\x21\x20\0\0\0\0\7\0", CLOSE, 12, 0}));
	assert_false(
		take((struct packet){1, 'S', BULK, 2, NULL, CLOSE, 12, 0}));
}

static void ntbs_have_the_way_of_their_endpoint(void **state)
{
	static const char ntb[] = "NCMH\x0c\0\1\0\x0c\0\0\0";

	(void)state;
	urbs_init(&usb);
	assert_true(take((struct packet){1, 'S', BULK, 2, NULL, ntb, 12, 0}));
	assert_int_equal(t.way, TRANSFER_TO_DEVICE);
	assert_false(take((struct packet){1, 'C', BULK, 2, NULL, ntb, 12, 0}));
	assert_true(
		take((struct packet){1, 'C', BULK, 0x81, NULL, ntb, 12, 2048}));
	assert_int_equal(t.way, TRANSFER_TO_HOST);
	assert_int_equal(t.full_len, 2048);
	assert_int_equal(t.bytes.len, 12);
}

/* MBIM's extended functional descriptor says 3.0 before anything is asked. */
static void descriptor_says_the_version(void **state)
{
	static const char get[] = "\x80\6\0\2\0\0\xff\0";
	static const char device[] = "\x12\1\0\2\xef\2\1\x40\x99\x11"
				     "\x79\x90\1\0\1\2\3\1";
	static const char configuration[] =
		"\x09\2\x51\0\2\1\0\x80\xfa"
		"\x09\4\4\0\1\2\x0e\0\0"
		"\5\x24\0\x10\1"
		"\5\x24\6\4\5"
		"\x0c\x24\x1b\0\1\0\x10\x20\x80\0\x08\x20"
		"\x08\x24\x1c\0\3\4\xdc\5"
		"\7\5\x81\3\x40\0\5"
		"\x09\4\5\0\0\x0a\0\2\0"
		"\x09\4\5\1\2\x0a\0\2\0"
		"\7\5\x82\2\0\2\0"
		"\7\5\2\2\0\2\0";
	size_t len = sizeof(configuration) - 1;
	char copy[sizeof(configuration)];

	(void)state;
	memcpy(copy, configuration, sizeof(copy));
	copy[2] = (char)len;
	urbs_init(&usb);
	assert_false(
		take((struct packet){1, 'S', CONTROL, 0x80, get, "", 0, 0}));
	assert_false(take(
		(struct packet){1, 'C', CONTROL, 0x80, NULL, device, 18, 0}));
	assert_false(
		take((struct packet){1, 'S', CONTROL, 0x80, get, "", 0, 0}));
	assert_true(take(
		(struct packet){1, 'C', CONTROL, 0x80, NULL, copy, len, 0}));
	assert_int_equal(t.ex_version, MBIM_EX_3);
	assert_int_equal(t.link->vendor, 0x1199);
	assert_int_equal(t.link->product, 0x9079);
	assert_int_equal(t.link->max_control, 4096);
	assert_int_equal(t.link->max_outstanding, 4);
	assert_int_equal(t.link->mtu, 1500);
	assert_int_equal(t.link->configuration.len, len);
	assert_int_equal(t.channel, 4);
	assert_int_equal(t.bytes.len, 0);
	/* as hosts read it first */
	assert_false(
		take((struct packet){1, 'S', CONTROL, 0x80, get, "", 0, 0}));
	assert_false(
		take((struct packet){1, 'C', CONTROL, 0x80, NULL, copy, 9, 0}));
}

static void short_packets_are_passed_over(void **state)
{
	struct packet u = {1, 'S', CONTROL, 0, SEND, CLOSE, 12, 0};
	struct att_pcapng_view v = packet_of(&u);
	size_t len = v.data.len;

	(void)state;
	urbs_init(&usb);
	for (v.data.len = 0; v.data.len < len; v.data.len++)
		assert_false(take_view(&v));
	assert_true(take_view(&v));
}

/* --- files ------------------------------------------------------------- */

/* A pcapng file with one packet of 12 bytes, big-endian, 10^-3 s. */
static const uint8_t pcapng[] = {0x0a, 0x0d, 0x0d, 0x0a, 0,    0,   0,
				 28,   0x1a, 0x2b, 0x3c, 0x4d, /* SHB */
				 0,    1,    0,	   0,	 255,  255, 255,
				 255,  255,  255,  255,	 255,  0,   0,
				 0,    28, /**/
				 0,    0,    0,	   1,	 0,    0,   0,
				 44,   0,    189,  0,	 0,    0,   0,
				 0,    0, /* IDB */
				 0,    9,    0,	   1,	 3,    0,   0,
				 0,    0,    14,   0,	 8,    0,   0,
				 0,    0,    0,	   0,	 0,    5, /**/
				 0,    0,    0,	   0,	 0,    0,   0,
				 44, /**/
				 0,    0,    0,	   5,	 0,    0,   0,
				 12,   0,    0,	   0,	 12, /* other */
				 0,    0,    0,	   6,	 0,    0,   0,
				 44,   0,    0,	   0,	 0,    0,   0,
				 0,    0,    0,	   0,	 1,    2, /* EPB */
				 0,    0,    0,	   12,	 0,    0,   0,
				 99,   1,    2,	   3,	 4,    5,   6,
				 7,    8,    9,	   10,	 11,   12,  0,
				 0,    0,    44};

static const uint8_t pcap[] = {0xa1, 0xb2, 0x3c, 0x4d, 0,  2,	0,   4, 0, 0,
			       0,    0,	   0,	 0,    0,  0,	0,   4, 0, 0,
			       0,    0,	   0,	 220, /* of the packet: */
			       0,    0,	   0,	 7,    29, 205, 101, 0, 0, 0,
			       0,    3,	   0,	 0,    0,  9,	1,   2, 3};

static struct capture c;
static struct att_pcapng_view v;
static struct att_window in;

static bool begin(const uint8_t *file, size_t len)
{
	in = att_window_of(att_bytes_of(file, len));
	return capture_init(&c, &in, "test");
}

static void pcapng_of_a_big_endian_machine_is_read(void **state)
{
	(void)state;
	assert_true(begin(pcapng, sizeof(pcapng)));
	assert_int_equal(capture_next(&c, &v), 1);
	assert_true(v.big);
	assert_int_equal(v.number, 1);
	assert_int_equal(v.link, 189);
	assert_int_equal(v.ms, 0x102);
	assert_int_equal(v.epoch_s, 5);
	assert_int_equal(v.original_len, 99);
	assert_int_equal(v.data.len, 12);
	assert_int_equal(v.data.p[11], 12);
	assert_int_equal(capture_next(&c, &v), 0);
}

static void pcap_of_a_big_endian_machine_is_read(void **state)
{
	(void)state;
	assert_true(begin(pcap, sizeof(pcap)));
	assert_int_equal(capture_next(&c, &v), 1);
	assert_true(v.big);
	assert_int_equal(v.link, 220);
	assert_int_equal(v.ms, 7500);
	assert_int_equal(v.original_len, 9);
	assert_int_equal(v.data.len, 3);
	assert_int_equal(capture_next(&c, &v), 0);
}

static void wrong_files_are_refused(void **state)
{
	static const uint8_t other[] = "hello, world";

	(void)state;
	assert_false(begin(other, sizeof(other)));
	assert_false(begin(pcap, 3));
	assert_false(begin(pcap, 23));
	assert_false(capture_is(att_bytes_of(NULL, 0)));
}

/* Ends anywhere, and any byte is another: packets lie in the file, and there
 * are no more of them than it has room for. */
static void damaged_captures_are_read_safely(void **state)
{
	uint32_t seed = 3, packets = 0;

	(void)state;
	for (unsigned i = 0; i < 6000; i++) {
		const uint8_t *good = i % 2 ? pcap : pcapng;
		size_t len = i % 2 ? sizeof(pcap) : sizeof(pcapng);
		uint8_t *copy = malloc(len);
		uint32_t n = 0;

		assert_non_null(copy);
		memcpy(copy, good, len);
		for (unsigned k = 0; k < i % 5; k++) {
			seed = seed * 1664525u + 1013904223u;
			copy[seed / 256 % len] = (uint8_t)(seed >> 24);
		}
		if (i % 3 == 0)
			len = 1 + seed / 7 % len;
		urbs_init(&usb);
		if (begin(copy, len))
			while (capture_next(&c, &v) == 1) {
				assert_true(v.data.len < len);
				take_view(&v);
				assert_true(++n < len / 12);
			}
		packets += n;
		free(copy);
	}
	assert_true(packets > 1000);
}

/* --- traces ------------------------------------------------------------ */

static bool take_pdu(struct tracepdu *trace, const char *dissector,
		     enum att_pcapng_direction direction, const char *text,
		     size_t len)
{
	struct att_pcapng_view pdu = {
		.number = 4,
		.link = ATT_PCAPNG_UPPER_PDU,
		.ms = 1500,
		.direction = direction,
		.dissector = att_bytes_of(dissector, strlen(dissector)),
		.data = att_bytes_of(text, len),
	};

	return !tracepdu_take(trace, &pdu, &t);
}

static void trace_says_how_the_modem_is_spoken_to(void **state)
{
	static const char plug[] = "plug max_control=4096 ex_version=0x0200 "
				   "max_outstanding=1 mtu=0 framed=0";
	struct tracepdu trace;

	(void)state;
	tracepdu_init(&trace);
	assert_true(
		take_pdu(&trace, "mbim.control", ATT_PCAPNG_OUT, CLOSE, 12));
	assert_int_equal(t.way, TRANSFER_TO_DEVICE);
	assert_false(t.stream);
	assert_string_equal(t.time, "+0.000");
	assert_true(take_pdu(&trace, "syslog", ATT_PCAPNG_IN, plug,
			     sizeof(plug) - 1));
	assert_int_equal(t.ex_version, MBIM_EX_2);
	assert_int_equal(t.link->max_control, 4096);
	assert_int_equal(t.link->max_outstanding, 1);
	assert_true(take_pdu(&trace, "data", ATT_PCAPNG_IN, DONE, 5));
	assert_int_equal(t.way, TRANSFER_TO_HOST);
	assert_true(t.stream);
	assert_false(take_pdu(&trace, "syslog", ATT_PCAPNG_OUT, "closed", 6));
	assert_true(take_pdu(&trace, "qmi", ATT_PCAPNG_OUT, CLOSE, 12));
	assert_false(take_pdu(&trace, "ip", ATT_PCAPNG_OUT, CLOSE, 12));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_and_response_are_found),
		cmocka_unit_test(frames_of_qmi_are_found),
		cmocka_unit_test(completion_of_something_else_is_no_response),
		cmocka_unit_test(other_functions_are_passed_over),
		cmocka_unit_test(ntbs_have_the_way_of_their_endpoint),
		cmocka_unit_test(descriptor_says_the_version),
		cmocka_unit_test(short_packets_are_passed_over),
		cmocka_unit_test(pcapng_of_a_big_endian_machine_is_read),
		cmocka_unit_test(pcap_of_a_big_endian_machine_is_read),
		cmocka_unit_test(wrong_files_are_refused),
		cmocka_unit_test(damaged_captures_are_read_safely),
		cmocka_unit_test(trace_says_how_the_modem_is_spoken_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
