/* QMUX frames and QMI messages, of real modems and damaged. */
#include "wire_zoo.h"

#include <stdio.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "wire/mbim/msg.h"
#include "generated/qmi_messages.h"
#include "wire_json.h"

static char out[8192];

/* Frames of a Sierra EM7355 and EM7455 */
#define FCC_AUTH "010c0000 0214 00 0100 5f55 0000"
#define ALLOCATED                                        \
	"01170080 0000 01 04 2200 0c00 02 0400 00000000" \
	"01 0200 0203"
#define COMPOSITION                                        \
	"011e0080 0203 02 0600 5b55 1200 02 0400 00000000" \
	"10 0100 08 11 0400 03060809"
/* The same of a message that nobody knows */
#define STRANGE                                            \
	"011e0080 0203 02 0600 5b66 1200 02 0400 00000000" \
	"10 0100 08 11 0400 03060809"

/* A message that carries the frame. */
static struct att_bytes carry(const char *frame, uint8_t *message, size_t cap)
{
	struct att_bytes b = zoo_hex(frame);
	int len;

	memcpy(message + 48, b.p, b.len);
	len = mbim_msg_encode_done(message, cap, 5,
				   &mbim_services[MBIM_SERVICE_QMI].uuid,
				   MBIM_CID_QMI_MSG, 0, b.len);
	zoo_free(b);
	assert_true(len > 0);
	return att_bytes_of(message, (size_t)len);
}

/* What it is shown as. */
static const char *show(const char *frame, bool json, enum att_show personal)
{
	uint8_t message[1024];
	struct att_bytes b = carry(frame, message, sizeof(message));
	struct att_text t;

	att_text_init(&t, out, sizeof(out));
	if (json)
		assert_int_equal(mbim_msg_json(b, MBIM_EX_1, personal, &t), 0);
	else
		assert_int_equal(mbim_msg_print(b, MBIM_EX_1, personal, &t), 0);
	if (json)
		assert_true(wire_json_valid(out, t.len));
	return out;
}

/* The frame after its message was masked. */
static void mask(const char *frame, const char *masked)
{
	uint8_t message[1024], copy[1024];
	struct att_bytes b = carry(frame, message, sizeof(message));

	memcpy(copy, message, b.len);
	mbim_msg_mask(b, copy, MBIM_EX_1);
	zoo_expect(att_bytes_of(copy + 48, b.len - 48), masked);
}

static int decode(const char *hex, struct qmi_message *q)
{
	struct att_bytes b = zoo_hex(hex);
	int err = qmi_decode(b, q);

	zoo_free(b);
	return err;
}

static void request_of_a_service_is_decoded(void **state)
{
	struct qmi_message q;

	(void)state;
	assert_int_equal(decode(FCC_AUTH, &q), 0);
	assert_int_equal(q.head.service, 2);
	assert_int_equal(q.head.client, 0x14);
	assert_int_equal(q.head.kind, QMI_REQUEST);
	assert_int_equal(q.head.transaction, 1);
	assert_int_equal(q.head.message, 0x555f);
	assert_int_equal(q.tlvs.len, 0);
	assert_string_equal(qmi_service_name(q.head.service), "dms");
	assert_string_equal(qmi_message_name(&q.head),
			    "set_fcc_authentication");
	q.head.service = QMI_SERVICE_NAS;
	assert_null(qmi_message_name(&q.head));
	assert_null(qmi_service_name(0xdf));
}

static void response_of_ctl_has_a_short_transaction(void **state)
{
	struct qmi_message q;

	(void)state;
	assert_int_equal(decode(ALLOCATED, &q), 0);
	assert_int_equal(q.head.kind, QMI_RESPONSE);
	assert_int_equal(q.head.transaction, 4);
	assert_int_equal(q.head.message, 0x22);
	assert_int_equal(q.tlvs.len, 12);
}

static void frame_is_shown_below_its_field(void **state)
{
	(void)state;
	assert_string_equal(show(ALLOCATED, false, ATT_SHOW_MASKED),
			    "command_done 5 qmi.msg status none\n"
			    "  message: response 4 ctl.allocate_cid client 0\n"
			    "    result:\n"
			    "      status: success\n"
			    "      error: none\n"
			    "    allocation_info:\n"
			    "      service: dms\n"
			    "      cid: 3\n");
	assert_string_equal(
		show("010c0000 7f01 04 0100 0200 0000", false, ATT_SHOW_MASKED),
		"command_done 5 qmi.msg status none\n"
		"  message: indication 1 127.0x0002 client 1\n");
}

static void what_is_not_known_is_shown_only_when_asked_for(void **state)
{
	(void)state;
	show(STRANGE, false, ATT_SHOW_MASKED);
	assert_non_null(strstr(out, "    tlv 0x11: ********\n"));
	assert_non_null(strstr(out, "    tlv 0x02: ********\n"));
	show(STRANGE, false, ATT_SHOW_ALL);
	assert_non_null(strstr(out, "    tlv 0x11: 03060809\n"));
}

static void masked_frames_lose_only_personal_values(void **state)
{
	(void)state;
	mask(STRANGE, "011e0080 0203 02 0600 5b66 1200 02 0400 00000000"
		      "10 0100 2a 11 0400 2a2a2a2a");
	/* whoever reads a result reads its first four bytes */
	mask("01150080 0203 02 0600 5b66 0900 02 0600 01001a00 0304",
	     "01150080 0203 02 0600 5b66 0900 02 0600 01001a00 2a2a");
	mask(COMPOSITION, COMPOSITION);
	mask(ALLOCATED, ALLOCATED);
	mask(FCC_AUTH, FCC_AUTH);
	/* uim.verify_pin: slot and application stay, the PIN does not */
	mask("011a0000 0b01 00 0500 2600 0e00 01 0200 0000 02 0600 01"
	     "04 31323334",
	     "011a0000 0b01 00 0500 2600 0e00 01 0200 0000 02 0600 01"
	     "04 2a2a2a2a");
	/* a count that is too long spoils its TLV alone, in the copy too */
	mask("011a0000 0b01 00 0500 2600 0e00 01 0200 0000 02 0600 01"
	     "05 31323334",
	     "011a0000 0b01 00 0500 2600 0e00 01 0200 0000 02 0600 ff"
	     "ff ffffffff");
	/* a TLV is too long: nothing is known of it */
	mask("010e0000 0214 00 0100 5f55 0200 0102",
	     "2a2a2a2a 2a2a 2a 2a2a 2a2a 2a2a 2a2a");
}

static void frame_is_an_object_in_json(void **state)
{
	(void)state;
	show("01130080 0214 02 0100 5f55 0700 02 0400 01001a00", true,
	     ATT_SHOW_MASKED);
	assert_non_null(strstr(
		out, "\"message\":{\"type\":\"response\",\"transaction\":1,"
		     "\"service\":\"dms\","
		     "\"message\":\"set_fcc_authentication\","
		     "\"client\":20,\"error\":\"no_effect\","
		     "\"tlvs\":{\"result\":{\"status\":\"failure\","
		     "\"error\":\"no_effect\"}}}"));
	show(STRANGE, true, ATT_SHOW_ALL);
	assert_non_null(strstr(out,
			       "\"others\":[{\"tlv\":2,\"value\":\"00000000\"},"
			       "{\"tlv\":16,\"value\":\"08\"},"
			       "{\"tlv\":17,\"value\":\"03060809\"}]"));
}

static void malformed_frames_are_shown_as_bytes(void **state)
{
	static const struct {
		const char *hex;
		int err;
	} bad[] = {
		{"00", ATT_E_TYPE},
		{"01 0c", ATT_E_SHORT},
		/* another length in the frame, the message, the TLV */
		{"010d0000 0214 00 0100 5f55 0000", ATT_E_LENGTH},
		{"010c0000 0214 00 0100 5f55 0100", ATT_E_LENGTH},
		{"01100000 0214 00 0100 5f55 0400 01 0200 00", ATT_E_LENGTH},
		{"010e0000 0214 00 0100 5f55 0200 0102", ATT_E_LENGTH},
		/* no room for the message, flags of no message */
		{"01080000 0214 00 0100", ATT_E_SHORT},
		{"010c0000 0214 08 0100 5f55 0000", ATT_E_VALUE},
		{"010b0000 0000 03 01 2200 0000", ATT_E_VALUE},
	};
	struct qmi_message q;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(decode(bad[i].hex, &q), bad[i].err);
		show(bad[i].hex, false, ATT_SHOW_MASKED);
		assert_non_null(strstr(out, "** (no QMUX frame)\n"));
		show(bad[i].hex, true, ATT_SHOW_ALL);
		assert_non_null(strstr(out, "{\"qmux\":null,\"bytes\":\"0"));
	}
	show("00 11 22", false, ATT_SHOW_ALL);
	assert_non_null(strstr(out, "  message: 001122 (no QMUX frame)\n"));
}

/* Whatever the bytes are: views inside, and TLVs that fill their list. */
static void damaged_frames_are_read_safely(void **state)
{
	struct att_bytes good = zoo_hex(COMPOSITION);
	uint32_t seed = 1, decoded = 0;

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		struct att_bytes b = zoo_copy(good.p, good.len - i % 5);
		struct qmi_tlv tlv;
		struct qmi_message q;
		size_t len = 0;

		for (unsigned k = 0; k < i % 4; k++) {
			seed = seed * 1664525u + 1013904223u;
			((uint8_t *)b.p)[seed % b.len] = (uint8_t)(seed >> 24);
		}
		if (!qmi_decode(b, &q)) {
			decoded++;
			while (qmi_tlv_next(&q.tlvs, &tlv))
				len += 3 + tlv.value.len;
			assert_int_equal(len, q.head.service ? b.len - 13
							     : b.len - 12);
		}
		zoo_free(b);
	}
	zoo_free(good);
	assert_true(decoded > 1000);
}

/* The verdict of each length that does not suit, of ctl and of others. */
static void lengths_that_contradict_are_told_apart(void **state)
{
	static const struct {
		const char *frame;
		int err;
	} rows[] = {
		{"", ATT_E_SHORT},
		{"02", ATT_E_TYPE},
		{"01", ATT_E_SHORT},
		{"01 0400 00 02", ATT_E_SHORT},
		{"01 0500 00 02 14", ATT_E_SHORT},
		{"01 0600 00 02 14", ATT_E_LENGTH},
		{"01 0a00 00 00 00 00 01 2200", ATT_E_LENGTH},
		{"01 0a00 00 00 00 00 01 2200 00", ATT_E_SHORT},
		{"01 0b00 00 00 00 00 01 2200 0000", 0},
		{"01 0b00 00 00 00 03 01 2200 0000", ATT_E_VALUE},
		{"01 0b00 00 00 00 00 01 2200 0100", ATT_E_LENGTH},
		{"01 0b00 00 02 14 00 0100 5f55 00", ATT_E_SHORT},
		{"01 0c00 00 02 14 00 0100 5f55 0000", 0},
		{"02 0c00 00 02 14 00 0100 5f55 0000", ATT_E_TYPE},
		{"01 0d00 00 02 14 00 0100 5f55 0000", ATT_E_LENGTH},
		{"01 0c00 00 02 14 06 0100 5f55 0000", ATT_E_VALUE},
		{"01 0c00 00 02 14 06 0100 5f55 0100", ATT_E_LENGTH},
		{"01 0e00 00 02 14 00 0100 5f55 0200 0100", ATT_E_LENGTH},
		{"01 0f00 00 02 14 00 0100 5f55 0300 010000", 0},
		{"01 0f00 00 02 14 00 0100 5f55 0300 010100", ATT_E_LENGTH},
		{"01 0f00 00 02 14 00 0100 5f55 0300 01ffff", ATT_E_LENGTH},
		{"01 1100 00 02 14 00 0100 5f55 0500 010100 aa 02",
		 ATT_E_LENGTH},
	};
	struct qmi_message q;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (decode(rows[i].frame, &q) != rows[i].err)
			fail_msg("%s: %d", rows[i].frame,
				 decode(rows[i].frame, &q));
}

/* None of the ways to copy few bytes writes another one. */
/* A struct whose list says that it is longer than its TLV, between two TLVs
 * that fit: it is found out in the middle of being shown. */
#define SPOILT                                            \
	"012000800301 02 0100 2400 1400 02 0400 00000000" \
	"01 0600 010101020902 10 0100 01"

static size_t show_in(struct att_bytes frame, bool json, char *buf, size_t cap)
{
	struct att_text t;
	int err;

	att_text_init(&t, buf, cap);
	err = json ? qmi_frame_json(frame, ATT_SHOW_ALL, &t)
		   : qmi_frame_print(frame, ATT_SHOW_ALL, &t);
	assert_int_equal(err, 0);
	assert_int_equal(strlen(buf), t.len);
	return t.len;
}

static void nothing_is_left_of_a_tlv_that_does_not_fit(void **state)
{
	struct att_bytes frame = zoo_hex(SPOILT);
	static char some[sizeof(out)];

	(void)state;
	for (int json = 0; json < 2; json++) {
		size_t all = show_in(frame, json, out, sizeof(out));

		assert_non_null(strstr(out, "010101020902"));
		assert_null(strstr(out, "registration_state"));
		assert_non_null(strstr(out, "roaming_indicator"));
		for (size_t cap = 1; cap <= all; cap++) {
			size_t n = show_in(frame, json, some, cap);

			assert_memory_equal(some, out, n);
		}
	}
	zoo_free(frame);
}

static void texts_of_every_length_are_written(void **state)
{
	char text[41];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('!' + i);
	for (uint32_t n = 0; n < sizeof(text); n++) {
		const struct qmi_wds_start_network_req req = {
			.has.apn = true,
			.apn = {n ? (const uint8_t *)text : NULL, n, true},
		};
		uint8_t b[64];
		const size_t len = QMI_TLV_HEADER + n;

		memset(b, 0xa5, sizeof(b));
		assert_int_equal(qmi_wds_start_network_req_encode(&req, b, len),
				 len);
		assert_int_equal(b[0], 0x14);
		assert_int_equal(att_get16(b + 1), n);
		assert_memory_equal(b + QMI_TLV_HEADER, text, n);
		assert_int_equal(b[len], 0xa5);
		assert_int_equal(
			qmi_wds_start_network_req_encode(&req, b, len - 1),
			ATT_E_ROOM);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_of_a_service_is_decoded),
		cmocka_unit_test(response_of_ctl_has_a_short_transaction),
		cmocka_unit_test(frame_is_shown_below_its_field),
		cmocka_unit_test(
			what_is_not_known_is_shown_only_when_asked_for),
		cmocka_unit_test(masked_frames_lose_only_personal_values),
		cmocka_unit_test(frame_is_an_object_in_json),
		cmocka_unit_test(malformed_frames_are_shown_as_bytes),
		cmocka_unit_test(damaged_frames_are_read_safely),
		cmocka_unit_test(lengths_that_contradict_are_told_apart),
		cmocka_unit_test(nothing_is_left_of_a_tlv_that_does_not_fit),
		cmocka_unit_test(texts_of_every_length_are_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
