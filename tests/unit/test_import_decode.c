/* attache decode: transfers become messages, and messages text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "generated/cids.h"
#include "capture/messages.h"
#include "tools/attache/decode.h"
#include "tools/attache/yaml_text.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

static struct decode d;
static struct messages assembly;
static unsigned shown, cut;
static bool stream;
static int real_stdout;
static FILE *caught;
static char out[65536];
static uint32_t record; /* of the last transfer */

/* What is written to standard output between these two is in out. */
static void catch_output(void)
{
	fflush(stdout);
	caught = tmpfile();
	assert_non_null(caught);
	real_stdout = dup(STDOUT_FILENO);
	dup2(fileno(caught), STDOUT_FILENO);
}

static const char *output(void)
{
	size_t n;

	fflush(stdout);
	dup2(real_stdout, STDOUT_FILENO);
	close(real_stdout);
	rewind(caught);
	n = fread(out, 1, sizeof(out) - 1, caught);
	out[n] = '\0';
	fclose(caught);
	return out;
}

static void begin(enum decode_as as)
{
	memset(&d, 0, sizeof(d));
	memset(&assembly, 0, sizeof(assembly));
	d.as = as;
	assembly.ex_version = MBIM_EX_1;
	assembly.guess = true;
	record = shown = cut = 0;
	stream = false;
	catch_output();
	decode_begin(&d, "file", false, "log");
}

static void show(void)
{
	struct message m;

	while (messages_next(&assembly, &m)) {
		decode_put(&d, &m);
		shown++;
		cut += m.cut_from > 0;
	}
}

static const char *end(void)
{
	messages_end(&assembly);
	show();
	messages_fini(&assembly);
	decode_end(&d);
	return output();
}

static void put_transfer(const struct transfer *t)
{
	assert_true(messages_put(&assembly, t));
	show();
}

static void put(const char *device, enum transfer_way way, const void *p,
		size_t len, size_t full_len)
{
	const struct transfer t = {
		.bytes = att_bytes_of(p, len),
		.full_len = full_len,
		.way = way,
		.record = ++record,
		.device = device,
		.stream = stream,
	};

	put_transfer(&t);
}

/* An answer to the query of signals, in version 1: 20 bytes of body; newer
 * modems append. */
static size_t make_signal(uint8_t *buf, uint32_t transaction, size_t body)
{
	size_t header = mbim_msg_header_len((uint32_t)MBIM_MSG_COMMAND_DONE);

	memset(buf + header, 0, body);
	att_put32(buf + header, 17);
	return (size_t)mbim_msg_encode_done(
		buf, 200, transaction,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_SIGNAL_STATE, 0, body);
}

static size_t fragment(uint8_t *to, const uint8_t *whole, size_t len,
		       uint32_t i)
{
	int n = mbim_frag_tx_get(att_bytes_of(whole, len), 64, i, to, 64);

	assert_true(n > 20);
	return (size_t)n;
}

static void fragments_of_two_devices_do_not_mix(void **state)
{
	uint8_t a[200], b[200], part[64];
	size_t a_len = make_signal(a, 1, 80), b_len = make_signal(b, 2, 80), n;
	uint32_t total = mbim_frag_tx_count(att_bytes_of(a, a_len), 64);

	(void)state;
	begin(DECODE_TEXT);
	for (uint32_t i = 0; i < total; i++) {
		n = fragment(part, a, a_len, i);
		put("one", TRANSFER_TO_HOST, part, n, n);
		n = fragment(part, b, b_len, i);
		put("two", TRANSFER_TO_HOST, part, n, n);
	}
	end();
	assert_int_equal(total, 3);
	assert_non_null(strstr(out, "# one\n5 <- command_done 1 "
				    "basic_connect.signal_state status none "
				    "(3 fragments) (60 bytes in no field)\n"
				    "  rssi: 17\n"));
	assert_non_null(strstr(out, "# two\n6 <- command_done 2 "));
	assert_int_equal(shown, 2);
	assert_false(d.failed);
}

static void incomplete_messages_are_shown_as_they_are(void **state)
{
	uint8_t a[200], part[64];
	size_t len = make_signal(a, 1, 80), n;

	(void)state;
	begin(DECODE_JSON);
	n = fragment(part, a, len, 1); /* without its beginning */
	put(NULL, TRANSFER_UNKNOWN, part, n, n);
	n = fragment(part, a, len, 0);
	put(NULL, TRANSFER_UNKNOWN, part, n, n);
	n = fragment(part, a, len, 2); /* one is missing */
	put(NULL, TRANSFER_UNKNOWN, part, n, n);
	n = fragment(part, a, len, 0); /* goes on nowhere */
	put("x", TRANSFER_UNKNOWN, part, n, n);
	end();
	assert_string_equal(
		out, "{\"source\":\"file:1\",\"direction\":\"device->host\","
		     "\"type\":\"command_done\",\"transaction\":1,"
		     "\"fragment\":{\"current\":1,\"total\":3}}\n"
		     "{\"source\":\"file:2\",\"direction\":\"device->host\","
		     "\"type\":\"command_done\",\"transaction\":1,"
		     "\"service\":\"basic_connect\",\"cid\":\"signal_state\","
		     "\"status\":\"none\","
		     "\"fragment\":{\"current\":0,\"total\":3}}\n"
		     "{\"source\":\"file:3\",\"direction\":\"device->host\","
		     "\"type\":\"command_done\",\"transaction\":1,"
		     "\"fragment\":{\"current\":2,\"total\":3}}\n"
		     "{\"source\":\"file:4\",\"device\":\"x\","
		     "\"direction\":\"device->host\","
		     "\"type\":\"command_done\",\"transaction\":1,"
		     "\"service\":\"basic_connect\",\"cid\":\"signal_state\","
		     "\"status\":\"none\","
		     "\"fragment\":{\"current\":0,\"total\":3}}\n");
}

static void messages_of_one_transfer_are_parted(void **state)
{
	static const char two[] = "\2\0\0\0\x0c\0\0\0\3\0\0\0"
				  "\2\0\0\0\x0c\0\0\0\4\0\0\0";

	(void)state;
	begin(DECODE_TEXT);
	put(NULL, TRANSFER_UNKNOWN, two, 24, 24);
	put(NULL, TRANSFER_UNKNOWN, two, 20, 20); /* no second message */
	end();
	assert_string_equal(out, "1 -> close 3\n1 -> close 4\n"
				 "2 -> close 3 error length message_length 12 "
				 "bytes 20\n");
	assert_true(d.failed);
}

static void answer_to_version_is_followed(void **state)
{
	const struct att_uuid *uuid =
		&mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS].uuid;
	uint8_t version[64], signal[200];
	size_t len, body = 48;

	(void)state;
	att_put32(version + body, 0x02000100);
	len = (size_t)mbim_msg_encode_done(
		version, sizeof(version), 2, uuid,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION, 0, 4);
	begin(DECODE_TEXT);
	put("a", TRANSFER_TO_HOST, version, len, len);
	len = make_signal(signal, 3, 20); /* too short for MBIMEx 2 */
	put("a", TRANSFER_TO_HOST, signal, len, len);
	put("b", TRANSFER_TO_HOST, signal, len, len);
	assembly.guess = false;
	put("a", TRANSFER_TO_HOST, signal, len, len);
	end();
	assert_non_null(strstr(out, "<- command_done 3 basic_connect."
				    "signal_state status none (as MBIMEx 1.0)\n"
				    "  rssi: 17\n"));
	assert_non_null(strstr(out, "# b\n3 <- command_done 3 basic_connect."
				    "signal_state status none\n  rssi: 17\n"));
	assert_non_null(strstr(out, "# a\n4 <- command_done 3 basic_connect."
				    "signal_state status none error short\n"));
	assert_true(d.failed);
}

static void what_was_cut_is_no_failure(void **state)
{
	static const char ntb[] = "NCMH\x0c\0\1\0\x0c\1\x0c\0";
	uint8_t signal[200];
	size_t len = make_signal(signal, 3, 80);

	(void)state;
	begin(DECODE_TEXT);
	put(NULL, TRANSFER_UNKNOWN, signal, len - 1, len);
	put(NULL, TRANSFER_UNKNOWN, signal, 12, len);
	put(NULL, TRANSFER_UNKNOWN, signal, 5, len);
	put(NULL, TRANSFER_TO_HOST, ntb, 12, 268);
	end();
	assert_string_equal(
		out, "1 <- command_done 3 basic_connect.signal_state status "
		     "none (128 bytes, cut by the log)\n"
		     "  rssi: 17\n  error_rate: 0\n"
		     "  signal_strength_interval: 0\n  rssi_threshold: 0\n"
		     "  error_rate_threshold: 0\n"
		     "2 <- command_done 3 (128 bytes, cut by the log)\n"
		     "3 <- command_done (128 bytes, cut by the log)\n"
		     "4 <- ntb error short (268 bytes, cut by the log)\n");
	assert_false(d.failed);
	assert_int_equal(cut, 4);
}

#define GET_MODEL "\1\x0c\0\0\2\7\0\1\0\x22\0\0\0"
/* Its answer, and a report of the operating mode: online. */
#define MODEL                                \
	"\1\x19\0\x80\2\7\2\1\0\x22\0\x0d\0" \
	"\2\4\0\0\0\0\0"                     \
	"\1\3\0EM7"
#define REPORT "\1\x10\0\x80\2\7\4\0\0\1\0\4\0\x14\1\0\0"
#define SHOWN                                               \
	"response 1 dms.get_model client 7\n"               \
	"  result:\n    status: success\n    error: none\n" \
	"  model: \"EM7\"\n"
#define REPORTED                                   \
	"indication 0 dms.event_report client 7\n" \
	"  operating_mode: online\n"

static void frames_of_qmi_are_parted(void **state)
{
	(void)state;
	begin(DECODE_TEXT);
	put(NULL, TRANSFER_UNKNOWN, GET_MODEL, 13, 13);
	put(NULL, TRANSFER_UNKNOWN, MODEL REPORT, 43, 43);
	put(NULL, TRANSFER_TO_HOST, REPORT MODEL, 42, 42);
	end();
	assert_string_equal(out, "1 -> request 1 dms.get_model client 7\n"
				 "2 <- " SHOWN "2 <- " REPORTED "3 <- " REPORTED
				 "3 <- no QMUX frame: length\n");
	assert_true(d.failed);
}

static void cut_frame_of_qmi_is_shown_by_its_header(void **state)
{
	(void)state;
	begin(DECODE_TEXT);
	put(NULL, TRANSFER_UNKNOWN, MODEL, 12, 26);
	put(NULL, TRANSFER_TO_HOST, MODEL, 4, 26);
	end();
	assert_string_equal(out, "1 <- response 1 dms.get_model "
				 "client 7 (26 bytes, cut by the log)\n"
				 "2 <- no QMUX frame: short (26 bytes, cut by "
				 "the log)\n");
	assert_false(d.failed);
}

/* Reads of a serial line begin and end anywhere. */
static void stream_of_qmi_is_put_together(void **state)
{
	static const char all[] = MODEL "???" REPORT;

	(void)state;
	begin(DECODE_TEXT);
	d.plain = stream = true;
	for (size_t i = 0; i < sizeof(all) - 1; i++)
		put(NULL, TRANSFER_TO_HOST, all + i, 1, 1);
	end();
	assert_string_equal(out, SHOWN REPORTED);
	assert_false(d.failed);
}

/* What there is on QRTR. */
static void bare_message_of_qmi_is_shown_as_a_frame(void **state)
{
	const struct transfer t = {
		.bytes = att_bytes_of(&MODEL[6], 20),
		.full_len = 20,
		.record = 1,
		.bare = true,
		.service = 2,
	};
	struct transfer other = t;

	(void)state;
	other.service = 0x302; /* no frame can say that */
	begin(DECODE_JSON);
	put_transfer(&t);
	put_transfer(&other);
	end();
	assert_string_equal(
		out, "{\"source\":\"file:1\",\"direction\":\"device->host\","
		     "\"type\":\"response\",\"transaction\":1,"
		     "\"service\":\"dms\",\"message\":\"get_model\","
		     "\"client\":0,\"tlvs\":{\"result\":{"
		     "\"status\":\"success\",\"error\":\"none\"},"
		     "\"model\":\"EM7\"}}\n"
		     "{\"source\":\"file:1\",\"error\":\"type\"}\n");
	assert_true(d.failed);
}

static void many_devices_are_not_remembered_for_ever(void **state)
{
	char name[16];

	(void)state;
	begin(DECODE_JSON);
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "%u", i);
		put(name, TRANSFER_TO_DEVICE, "\2\0\0\0\x0c\0\0\0\3\0\0\0", 12,
		    12);
	}
	assert_true(assembly.n_sessions <= 256);
	end();
	assert_int_equal(shown, 1000);
}

static void json_becomes_yaml(void **state)
{
	static const struct {
		const char *json, *yaml;
	} pairs[] = {
		{"{\"a\":1,\"b\":\"x\"}", "a: 1\nb: \"x\"\n"},
		{"{\"a\":{},\"b\":[],\"c\":null}", "a: {}\nb: []\nc: null\n"},
		{"{\"a\":[1,\"2\"],\"b\":{\"c\":{\"d\":true}}}",
		 "a: [1, \"2\"]\nb:\n  c:\n    d: true\n"},
		{"{\"a\":[{\"b\":1,\"c\":[{\"d\":2}]},{\"e\":{\"f\":3}}]}",
		 "a:\n  - b: 1\n    c:\n      - d: 2\n  - e:\n      f: 3\n"},
		{"{\"a\":[[1],[]]}", "a:\n  - [1]\n  - []\n"},
		{"{\"no\":\"no\",\"n\":\"\\\"\\\\\\u000a\"}",
		 "\"no\": \"no\"\n\"n\": \"\\\"\\\\\\u000a\"\n"},
		{"{\"a\":\"\x7f\xc2\x85\xef\xbb\xbf\xc3\xa9\xf0\x9f\x98\x80\"}",
		 "a: \"\\u007f\\u0085\\ufeff\xc3\xa9\xf0\x9f\x98\x80\"\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		catch_output();
		yaml_text(stdout, pairs[i].json, strlen(pairs[i].json));
		assert_string_equal(output(), pairs[i].yaml);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fragments_of_two_devices_do_not_mix),
		cmocka_unit_test(incomplete_messages_are_shown_as_they_are),
		cmocka_unit_test(messages_of_one_transfer_are_parted),
		cmocka_unit_test(answer_to_version_is_followed),
		cmocka_unit_test(what_was_cut_is_no_failure),
		cmocka_unit_test(frames_of_qmi_are_parted),
		cmocka_unit_test(cut_frame_of_qmi_is_shown_by_its_header),
		cmocka_unit_test(stream_of_qmi_is_put_together),
		cmocka_unit_test(bare_message_of_qmi_is_shown_as_a_frame),
		cmocka_unit_test(many_devices_are_not_remembered_for_ever),
		cmocka_unit_test(json_becomes_yaml),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
