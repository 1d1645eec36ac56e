/* Whole control messages: headers, real captures, and what is odd in them. */
#include "wire_zoo.h"

#include <string.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "wire/mbim/dialect.h"
#include "wire/mbim/msg.h"
#include "wire_json.h"

static char out[4096];
static struct att_text t;

static int decode(const char *hex, struct mbim_msg *msg)
{
	struct att_bytes b = zoo_hex(hex);
	int err = mbim_msg_decode(b, msg);

	zoo_free(b);
	return err;
}

static int json(const char *hex, uint16_t ex, enum att_show show)
{
	struct att_bytes b = zoo_hex(hex);
	int err;

	att_text_init(&t, out, sizeof(out));
	err = mbim_msg_json(b, ex, show, &t);
	assert_true(wire_json_valid(out, t.len));
	zoo_free(b);
	return err;
}

/* Its first line is what the title is. */
static int print(const char *hex, uint16_t ex, enum att_show show)
{
	char title[1024];
	struct att_bytes b = zoo_hex(hex);
	int err;

	att_text_init(&t, out, sizeof(out));
	err = mbim_msg_print(b, ex, show, &t);
	att_text_init(&t, title, sizeof(title));
	assert_int_equal(mbim_msg_title(b, ex, &t), err);
	assert_int_equal(strcspn(out, "\n"), t.len - 1);
	assert_memory_equal(out, title, t.len);
	zoo_free(b);
	return err;
}

#define BASIC_CONNECT "a289cc33 bcbb 8b4f b6b0 133ec2aae6df"
#define QMI	      "d1a30bc2 f97a 6e43 bf65 c7e24fb0f0d3"
#define NOBODY	      "00112233 4455 6677 8899 aabbccddeeff"

/* Fibocom L850-GL, with the serial number replaced */
#define DEVICE_CAPS                                                      \
	"03000080 d4000000 06000000 01000000 00000000" BASIC_CONNECT     \
	"01000000 00000000 a4000000"                                     \
	"01000000 01000000 01000000 02000000 3c000080 03000000 01000000" \
	"08000000 40000000 0a000000 4c000000 1e000000 6c000000 2c000000" \
	"98000000 0c000000"                                              \
	"48005300500041002b00000033003500300030003000300030003000"       \
	"30003000300030003000300036000000310038003500300030002e00"       \
	"35003000300031002e00300030002e00300035002e00320037002e00"       \
	"31003200560031002e0030002e003400"

/* Sierra EM7455, CONNECT set of umbim */
#define CONNECT_SET                                                      \
	"03000000 6c000000 02000000 01000000 00000000" BASIC_CONNECT     \
	"0c000000 01000000 3c000000"                                     \
	"00000000 01000000 00000000 00000000 00000000 00000000 00000000" \
	"00000000 00000000 00000000 00000000 7e5e2a7e 4e6f7272 736b656e" \
	"7e5e2a7e"

static void device_caps_of_a_real_modem_is_decoded(void **state)
{
	struct mbim_basic_connect_device_caps_response caps;
	struct att_bytes b = zoo_hex(DEVICE_CAPS);
	const struct att_layout *l;
	struct mbim_msg msg;

	(void)state;
	assert_int_equal(mbim_msg_decode(b, &msg), 0);
	assert_int_equal(msg.type, (uint32_t)MBIM_MSG_COMMAND_DONE);
	assert_int_equal(msg.transaction, 6);
	assert_int_equal(msg.total, 1);
	assert_int_equal(msg.cid, 1);
	assert_int_equal(msg.code, 0);
	assert_int_equal(msg.body.len, 0xa4);
	l = mbim_msg_layout(&msg, MBIM_EX_1);
	assert_ptr_equal(l, &mbim_basic_connect_device_caps_response_layout);
	assert_int_equal(att_layout_decode(l, msg.body, &caps), 0);
	assert_int_equal(caps.max_sessions, 8);
	zoo_expect_str(&caps.device_id, "350000000000006");
	zoo_expect_str(&caps.firmware_info, "18500.5001.00.05.27.12");
	zoo_free(b);
}

static void message_is_printed_for_people(void **state)
{
	(void)state;
	assert_int_equal(print(DEVICE_CAPS, MBIM_EX_1, ATT_SHOW_MASKED), 0);
	assert_string_equal(
		out, "command_done 6 basic_connect.device_caps status none\n"
		     "  device_type: embedded\n"
		     "  cellular_class: gsm\n"
		     "  voice_class: no_voice\n"
		     "  sim_class: removable\n"
		     "  data_class: umts|hsdpa|hsupa|lte|custom\n"
		     "  sms_caps: pdu_receive|pdu_send\n"
		     "  control_caps: reg_manual\n"
		     "  max_sessions: 8\n"
		     "  custom_data_class: \"HSPA+\"\n"
		     "  device_id: \"***************\"\n"
		     "  firmware_info: \"18500.5001.00.05.27.12\"\n"
		     "  hardware_info: \"V1.0.4\"\n");
}

static void message_is_one_json_object(void **state)
{
	(void)state;
	assert_int_equal(json(CONNECT_SET, MBIM_EX_1, ATT_SHOW_ALL), 0);
	assert_string_equal(
		out, "{\"type\":\"command\",\"transaction\":2,"
		     "\"service\":\"basic_connect\",\"cid\":\"connect\","
		     "\"operation\":\"set\",\"fields\":{\"session_id\":0,"
		     "\"activation_command\":\"activate\","
		     "\"access_string\":\"\",\"user_name\":\"\","
		     "\"password\":\"\",\"compression\":\"none\","
		     "\"auth_protocol\":\"none\",\"ip_type\":\"default\","
		     "\"context_type\":"
		     "\"7e5e2a7e-4e6f-7272-736b-656e7e5e2a7e\"}}");
}

static void connect_set_encodes_to_the_captured_bytes(void **state)
{
	struct mbim_basic_connect_connect_set set = {
		.activation_command = MBIM_ACTIVATION_COMMAND_ACTIVATE,
		.context_type = mbim_context_type_internet};
	const struct att_uuid *uuid =
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid;
	uint8_t buf[108];
	int n;

	(void)state;
	n = mbim_basic_connect_connect_set_encode(
		&set, buf + MBIM_MSG_COMMAND_BODY, 60);
	assert_int_equal(n, 60);
	assert_int_equal(mbim_msg_encode_command(buf, sizeof(buf), 2, uuid,
						 MBIM_CID_BASIC_CONNECT_CONNECT,
						 1, 60),
			 108);
	zoo_expect(att_bytes_of(buf, 108), CONNECT_SET);
	assert_int_equal(mbim_msg_encode_command(buf, 107, 2, uuid, 12, 1, 60),
			 ATT_E_ROOM);
	assert_int_equal(mbim_msg_encode_command(buf, sizeof(buf), 2, uuid, 12,
						 1, (size_t)-1),
			 ATT_E_ROOM);
}

static void short_messages_have_their_shape(void **state)
{
	struct mbim_msg msg;
	uint8_t buf[16];

	(void)state;
	assert_int_equal(
		mbim_msg_encode_simple(buf, 16, MBIM_MSG_OPEN, 1, 4096), 16);
	zoo_expect(att_bytes_of(buf, 16),
		   "01000000 10000000 01000000 00100000");
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, 16), &msg), 0);
	assert_int_equal(msg.code, 4096);
	/* CLOSE has 12 bytes, never more */
	assert_int_equal(mbim_msg_encode_simple(buf, 16, MBIM_MSG_CLOSE, 2, 9),
			 12);
	zoo_expect(att_bytes_of(buf, 12), "02000000 0c000000 02000000");
	assert_int_equal(mbim_msg_encode_simple(buf, 11, MBIM_MSG_CLOSE, 2, 9),
			 ATT_E_ROOM);
	assert_int_equal(mbim_msg_encode_simple(buf, 15, MBIM_MSG_OPEN, 2, 9),
			 ATT_E_ROOM);
}

static void indication_has_no_status(void **state)
{
	static const char hex[] =
		"07000080 34000000 00000000 01000000 00000000 533fbeeb14fe4467"
		"9f9033a223e56c3f 05000000 08000000 02000000 01000000";
	struct mbim_msg msg;
	uint8_t buf[44];

	(void)state;
	assert_int_equal(decode(hex, &msg), 0);
	assert_int_equal(msg.transaction, 0);
	assert_int_equal(msg.cid, 5);
	assert_int_equal(msg.body.len, 8);
	assert_int_equal(
		mbim_msg_encode_indication(buf, 44, &msg.service, 5, 0), 44);
	zoo_expect(att_bytes_of(buf, 44),
		   "07000080 2c000000 00000000 01000000 00000000"
		   "533fbeeb14fe44679f9033a223e56c3f 05000000 00000000");
	print(hex, MBIM_EX_1, ATT_SHOW_ALL);
	assert_string_equal(out, "indicate_status 0 sms.message_store_status\n"
				 "  flag: new_message\n  message_index: 1\n");
}

static void close_of_sixteen_bytes_is_tolerated(void **state)
{
	struct mbim_msg msg;

	(void)state;
	assert_int_equal(decode("02000000 0c000000 03000000", &msg), 0);
	assert_int_equal(decode("02000000 10000000 03000000 deadbeef", &msg),
			 0);
	assert_int_equal(msg.transaction, 3);
	assert_int_equal(msg.code, 0);
	assert_int_equal(decode("02000000 0e000000 03000000 dead", &msg),
			 ATT_E_SHORT);
	assert_int_equal(
		decode("02000000 14000000 03000000 deadbeef 00000000", &msg),
		ATT_E_LENGTH);
}

static void lengths_must_agree(void **state)
{
	struct mbim_msg msg;

	(void)state;
	/* bytes against MessageLength */
	assert_int_equal(decode("01000080 10000000 07000000 00000000 00", &msg),
			 ATT_E_LENGTH);
	assert_int_equal(msg.transaction, 7);
	assert_int_equal(decode("01000080 14000000 07000000 00000000", &msg),
			 ATT_E_SHORT);
	/* too short for the type */
	assert_int_equal(decode("01000080 0c000000 07000000", &msg),
			 ATT_E_SHORT);
	assert_int_equal(msg.transaction, 7);
	assert_int_equal(decode("01000080 0c0000", &msg), ATT_E_SHORT);
	assert_int_equal(decode("", &msg), ATT_E_SHORT);
	/* InformationBufferLength against the rest */
	assert_int_equal(decode("03000080 34000000 07000000 01000000 "
				"00000000" BASIC_CONNECT
				"01000000 00000000 05000000 00000000",
				&msg),
			 ATT_E_LENGTH);
	assert_int_equal(msg.cid, 1);
	assert_int_equal(msg.body.len, 0);
	assert_int_equal(decode("03000080 2f000000 07000000 01000000 "
				"00000000" BASIC_CONNECT
				"01000000 00000000 000000",
				&msg),
			 ATT_E_SHORT);
}

static void unknown_type_is_named(void **state)
{
	struct mbim_msg msg;

	(void)state;
	assert_int_equal(decode("05000000 0c000000 07000000", &msg),
			 ATT_E_TYPE);
	assert_int_equal(msg.transaction, 7);
	assert_int_equal(
		json("05000000 0c000000 07000000", MBIM_EX_1, ATT_SHOW_ALL),
		ATT_E_TYPE);
	assert_string_equal(out, "{\"type\":\"unknown\",\"transaction\":7,"
				 "\"error\":\"type\"}");
}

/* The host's command was four bytes longer than it said. */
static void length_mismatch_still_shows_the_header(void **state)
{
	static const char hex[] =
		"03000000 3d000000 07000000 01000000 00000000" QMI
		"01000000 01000000 11000000 01100000 02030008 005c5504 00010100"
		"06";

	(void)state;
	assert_int_equal(json(hex, MBIM_EX_1, ATT_SHOW_ALL), ATT_E_LENGTH);
	assert_string_equal(out, "{\"type\":\"command\",\"transaction\":7,"
				 "\"service\":\"qmi\",\"cid\":\"msg\","
				 "\"operation\":\"set\",\"error\":\"length\","
				 "\"message_length\":61,\"bytes\":65}");
	assert_int_equal(print(hex, MBIM_EX_1, ATT_SHOW_ALL), ATT_E_LENGTH);
	assert_string_equal(out, "command 7 qmi.msg set error length "
				 "message_length 61 bytes 65\n");
}

static void failing_status_with_empty_body_is_legal(void **state)
{
	static const char hex[] =
		"03000080 30000000 07000000 01000000 00000000" BASIC_CONNECT
		"01000000 02000000 00000000";

	(void)state;
	assert_int_equal(json(hex, MBIM_EX_1, ATT_SHOW_ALL), 0);
	assert_string_equal(
		out, "{\"type\":\"command_done\",\"transaction\":7,"
		     "\"service\":\"basic_connect\",\"cid\":\"device_caps\","
		     "\"status\":\"failure\",\"fields\":{}}");
	assert_int_equal(print(hex, MBIM_EX_1, ATT_SHOW_ALL), 0);
	assert_string_equal(
		out,
		"command_done 7 basic_connect.device_caps status failure\n");
}

static void a_fragment_is_printed_without_fields(void **state)
{
	static const char last[] =
		"03000080 18000000 05000000 03000000 02000000 00000000";
	static const char first[] =
		"03000080 34000000 05000000 03000000 00000000" BASIC_CONNECT
		"10000000 00000000 e8030000 00000000";
	struct mbim_msg msg;

	(void)state;
	assert_int_equal(decode(last, &msg), ATT_E_SEQUENCE);
	assert_int_equal(json(last, MBIM_EX_1, ATT_SHOW_ALL), 0);
	assert_string_equal(out, "{\"type\":\"command_done\","
				 "\"transaction\":5,\"fragment\":"
				 "{\"current\":2,\"total\":3}}");
	assert_int_equal(decode(first, &msg), ATT_E_SEQUENCE);
	assert_int_equal(msg.cid, 16);
	assert_int_equal(print(first, MBIM_EX_1, ATT_SHOW_ALL), 0);
	assert_string_equal(out, "command_done 5 basic_connect.device_services "
				 "status none fragment 0 of 3\n");
}

static void what_has_no_name_is_a_number(void **state)
{
	static const char nobody[] =
		"03000080 32000000 07000000 01000000 00000000" NOBODY
		"05000000 39050000 02000000 aabb";
	static const char cid[] =
		"03000000 30000000 07000000 01000000 00000000" BASIC_CONNECT
		"63000000 05000000 00000000";

	(void)state;
	assert_int_equal(json(nobody, MBIM_EX_1, ATT_SHOW_ALL), 0);
	assert_string_equal(
		out, "{\"type\":\"command_done\",\"transaction\":7,"
		     "\"service\":\"00112233-4455-6677-8899-aabbccddeeff\","
		     "\"cid\":5,\"status\":1337,\"body\":\"aabb\"}");
	assert_int_equal(print(cid, MBIM_EX_1, ATT_SHOW_ALL), 0);
	assert_string_equal(out, "command 7 basic_connect.99 5\n");
}

static void body_that_nobody_understands_is_masked(void **state)
{
	static const char nobody[] =
		"03000080 32000000 07000000 01000000 00000000" NOBODY
		"05000000 00000000 02000000 aabb";

	(void)state;
	assert_int_equal(print(nobody, MBIM_EX_1, ATT_SHOW_MASKED), 0);
	assert_string_equal(out, "command_done 7 00112233-4455-6677-8899-"
				 "aabbccddeeff.5 status none\n  body: ****\n");
}

static void body_that_does_not_decode_is_an_error_member(void **state)
{
	static const char hex[] =
		"03000080 34000000 07000000 01000000 00000000" BASIC_CONNECT
		"01000000 00000000 04000000 01000000";

	(void)state;
	assert_int_equal(json(hex, MBIM_EX_1, ATT_SHOW_ALL), 0);
	assert_string_equal(
		out, "{\"type\":\"command_done\",\"transaction\":7,"
		     "\"service\":\"basic_connect\",\"cid\":\"device_caps\","
		     "\"status\":\"none\",\"error\":\"short\","
		     "\"body\":\"01000000\"}");
}

static void protocol_errors_have_names(void **state)
{
	(void)state;
	assert_int_equal(json("04000080 10000000 07000000 03000000", MBIM_EX_1,
			      ATT_SHOW_ALL),
			 0);
	assert_string_equal(out,
			    "{\"type\":\"function_error\",\"transaction\":7,"
			    "\"error\":\"length_mismatch\"}");
	print("04000000 10000000 07000000 63000000", MBIM_EX_1, ATT_SHOW_ALL);
	assert_string_equal(out, "host_error 7 error 99\n");
	assert_null(mbim_msg_protocol_error_name(0));
	assert_string_equal(
		mbim_msg_protocol_error_name(MBIM_PROTOCOL_MAX_TRANSFER),
		"max_transfer");
}

static void mbimex_version_decides_the_layout(void **state)
{
	struct att_bytes b = zoo_hex(CONNECT_SET);
	struct mbim_msg msg;

	(void)state;
	assert_int_equal(mbim_msg_decode(b, &msg), 0);
	assert_ptr_equal(mbim_msg_layout(&msg, MBIM_EX_1),
			 &mbim_basic_connect_connect_set_layout);
	assert_ptr_equal(mbim_msg_layout(&msg, MBIM_EX_2),
			 &mbim_basic_connect_connect_set_layout);
	assert_ptr_equal(mbim_msg_layout(&msg, MBIM_EX_3),
			 &mbim_basic_connect_connect_set_v3_layout);
	assert_ptr_equal(mbim_msg_layout(&msg, 0x0400),
			 &mbim_basic_connect_connect_set_v3_layout);
	msg.type = MBIM_MSG_OPEN;
	assert_null(mbim_msg_layout(&msg, MBIM_EX_1));
	zoo_free(b);
}

static void services_and_cids_are_found_by_name(void **state)
{
	const struct mbim_service *s =
		mbim_service_named("basic_connect.connect", 13);
	const struct mbim_cid *c;

	(void)state;
	assert_ptr_equal(s, &mbim_services[MBIM_SERVICE_BASIC_CONNECT]);
	assert_null(mbim_service_named("basic_connec", 12));
	assert_null(mbim_service_named("basic_connect_", 14));
	c = mbim_cid_named(s, "connect", 7);
	assert_non_null(c);
	assert_int_equal(c->number, MBIM_CID_BASIC_CONNECT_CONNECT);
	assert_ptr_equal(mbim_cid_find(s, 12), c);
	assert_null(mbim_cid_find(s, 0));
	assert_null(mbim_cid_named(s, "conn", 4));
	assert_null(mbim_service_find(&mbim_context_type_internet));
}

/* Masking message hex leaves it with the same header and `body`. */
static void mask(const char *hex, size_t header, const char *body)
{
	struct att_bytes b = zoo_hex(hex), copy = zoo_hex(hex);

	mbim_msg_mask(b, (uint8_t *)(uintptr_t)copy.p, MBIM_EX_1);
	assert_memory_equal(copy.p, b.p, header);
	zoo_expect(att_bytes_of(copy.p + header, copy.len - header), body);
	zoo_free(b);
	zoo_free(copy);
}

static void messages_are_masked_in_a_copy(void **state)
{
	/* PIN set: the PIN is personal, the rest is not */
	mask("03000000 4c000000 07000000 01000000 00000000" BASIC_CONNECT
	     "04000000 01000000 1c000000"
	     "02000000 00000000 18000000 04000000 00000000 00000000 31003200",
	     48,
	     "02000000 00000000 18000000 04000000 00000000 00000000 2a002a00");
	(void)state;
}

static void masking_hides_what_it_does_not_know(void **state)
{
	(void)state;
	mask("03000080 32000000 07000000 01000000 00000000" NOBODY
	     "05000000 00000000 02000000 aabb",
	     48, "2a2a");
	/* a fragment, a body that does not decode, a wrong length */
	mask("03000080 18000000 05000000 03000000 02000000 31003200", 20,
	     "2a2a2a2a");
	mask("03000000 34000000 07000000 01000000 00000000" BASIC_CONNECT
	     "04000000 01000000 04000000 01000000",
	     48, "2a2a2a2a");
	mask("03000000 3d000000 07000000 01000000 00000000" BASIC_CONNECT
	     "04000000 01000000 04000000 01000000",
	     48, "2a2a2a2a");
	mask("01000000 10000000 07000000 00100000", 12, "00100000");
	mask("010000", 0, "010000");
}

/* An answer of version 1, of which version 3 takes the subscriber's "Y" for the
 * length of a text behind the end; '*' would be one that fits. */
static void hidden_text_is_no_length_of_a_newer_layout(void **state)
{
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r;
	struct att_bytes b = zoo_hex(
		"03000080 60000000 0c000000 01000000 00000000" BASIC_CONNECT
		"02000000 00000000 30000000"
		"01000000 24000000 02000000 28000000 02000000 01000000"
		"01000000 01000000 02000000 59000000 53000000 28000000");
	uint8_t copy[0x60];

	(void)state;
	for (uint16_t ex = MBIM_EX_1; ex <= MBIM_EX_3; ex += 0x100) {
		assert_int_equal(b.len, sizeof(copy));
		memcpy(copy, b.p, sizeof(copy));
		mbim_dialect.mask(b, copy, ex);
		assert_memory_equal(copy, b.p, 48);
		assert_int_equal(copy[48 + 36], '*');
		assert_int_equal(copy[48 + 40], '*');
		/* of version 1 it is the answer that it was */
		assert_int_equal(copy[48], ex == MBIM_EX_3 ? '*' : 1);
		if (ex == MBIM_EX_3)
			assert_true(
				mbim_basic_connect_subscriber_ready_status_response_v3_decode(
					att_bytes_of(copy + 48, 48), &r));
	}
	zoo_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_caps_of_a_real_modem_is_decoded),
		cmocka_unit_test(message_is_printed_for_people),
		cmocka_unit_test(message_is_one_json_object),
		cmocka_unit_test(connect_set_encodes_to_the_captured_bytes),
		cmocka_unit_test(short_messages_have_their_shape),
		cmocka_unit_test(indication_has_no_status),
		cmocka_unit_test(close_of_sixteen_bytes_is_tolerated),
		cmocka_unit_test(lengths_must_agree),
		cmocka_unit_test(unknown_type_is_named),
		cmocka_unit_test(length_mismatch_still_shows_the_header),
		cmocka_unit_test(failing_status_with_empty_body_is_legal),
		cmocka_unit_test(a_fragment_is_printed_without_fields),
		cmocka_unit_test(what_has_no_name_is_a_number),
		cmocka_unit_test(body_that_nobody_understands_is_masked),
		cmocka_unit_test(body_that_does_not_decode_is_an_error_member),
		cmocka_unit_test(protocol_errors_have_names),
		cmocka_unit_test(mbimex_version_decides_the_layout),
		cmocka_unit_test(services_and_cids_are_found_by_name),
		cmocka_unit_test(messages_are_masked_in_a_copy),
		cmocka_unit_test(masking_hides_what_it_does_not_know),
		cmocka_unit_test(hidden_text_is_no_length_of_a_newer_layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
