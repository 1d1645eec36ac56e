/* Codes that can be none never go to a modem, by MBIM, by QMI and by QMI inside
 * MBIM. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "proxy/codes.h"
#include "wire/qmi/message.h"

static const char *set(uint32_t type, uint32_t operation, const char *pin,
		       const char *new_pin)
{
	const struct mbim_basic_connect_pin_set s = {
		.pin_type = type,
		.pin_operation = operation,
		.pin = att_str_utf8(pin),
		.new_pin = att_str_utf8(new_pin),
	};
	uint8_t body[256];
	int len = mbim_basic_connect_pin_set_encode(&s, body, sizeof(body));
	const struct mbim_msg m = {
		.service = mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		.cid = MBIM_CID_BASIC_CONNECT_PIN,
		.code = true,
		.body = att_bytes_of(body, (size_t)len),
	};

	assert_true(len > 0);
	return att_codes_wrong(&m);
}

#define ENTER(type, pin, new_pin) \
	set(MBIM_PIN_TYPE_##type, MBIM_PIN_OPERATION_ENTER, pin, new_pin)

static void pin_has_4_to_8_digits(void **state)
{
	static const char *const wrong[] = {"",		 "123",	    "123456789",
					    "12a4",	 "1234 ",   "-123",
					    "\u0661234", "１２３４"};

	(void)state;
	assert_null(ENTER(PIN1, "1234", ""));
	assert_null(ENTER(PIN2, "12345678", ""));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_string_equal(ENTER(PIN1, wrong[i], ""),
				    "a PIN has 4 to 8 digits");
		assert_non_null(ENTER(PIN2, wrong[i], ""));
		assert_non_null(set(MBIM_PIN_TYPE_PIN1,
				    MBIM_PIN_OPERATION_CHANGE, "1234",
				    wrong[i]));
	}
}

static void puk_has_8_digits(void **state)
{
	(void)state;
	assert_null(ENTER(PUK1, "00000000", "1234"));
	assert_string_equal(ENTER(PUK1, "0000000", "1234"),
			    "a PUK has 8 digits");
	assert_non_null(ENTER(PUK2, "1234", "1234"));
	assert_string_equal(ENTER(PUK1, "00000000", "123"),
			    "a PIN has 4 to 8 digits");
	assert_non_null(ENTER(PUK1, "00000000", ""));
}

static void codes_of_other_locks_are_not_judged(void **state)
{
	(void)state;
	assert_null(ENTER(NETWORK_PIN, "0123456789abcdef", ""));
	assert_null(ENTER(DEVICE_SIM_PIN, "1", ""));
}

static void question_is_free(void **state)
{
	const struct mbim_msg m = {
		.service = mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		.cid = MBIM_CID_BASIC_CONNECT_PIN,
	};

	(void)state;
	assert_null(att_codes_wrong(&m));
}

/* --- QMI ------------------------------------------------------------------ */

static const char *request(uint8_t service, uint16_t message,
			   const uint8_t *tlvs, int len)
{
	const struct qmi_head head = {.service = service, .message = message};
	const struct qmi_message m = {.head = head,
				      .tlvs = att_bytes_of(tlvs, (size_t)len)};
	uint8_t frame[512];
	size_t n = qmi_head_put(&head, (size_t)len, frame);
	struct mbim_msg outer = {
		.service = mbim_services[MBIM_SERVICE_QMI].uuid,
		.cid = MBIM_CID_QMI_MSG,
		.code = true,
	};
	const char *why = att_codes_wrong_qmi(&m);

	assert_true(len > 0);
	memcpy(frame + n - (size_t)len, tlvs, (size_t)len);
	outer.body = att_bytes_of(frame, n);
	assert_ptr_equal(att_codes_wrong(&outer), why);
	return why;
}

static const char *verify(const char *pin)
{
	const struct qmi_uim_verify_pin_req r = {
		.has.info = true, .info = {1, att_str_utf8(pin)}};
	const struct qmi_dms_uim_verify_pin_req d = {
		.has.info = true, .info = {1, att_str_utf8(pin)}};
	uint8_t tlvs[128], of_dms[128];
	int len = qmi_uim_verify_pin_req_encode(&r, tlvs, sizeof(tlvs));
	int n = qmi_dms_uim_verify_pin_req_encode(&d, of_dms, sizeof(of_dms));
	const char *why =
		request(QMI_SERVICE_UIM, QMI_UIM_VERIFY_PIN, tlvs, len);

	assert_ptr_equal(
		request(QMI_SERVICE_DMS, QMI_DMS_UIM_VERIFY_PIN, of_dms, n),
		why);
	return why;
}

static const char *unblock(const char *puk, const char *pin)
{
	const struct qmi_uim_unblock_pin_req r = {
		.has.info = true,
		.info = {1, att_str_utf8(puk), att_str_utf8(pin)}};
	const struct qmi_dms_uim_unblock_pin_req d = {
		.has.info = true,
		.info = {1, att_str_utf8(puk), att_str_utf8(pin)}};
	uint8_t tlvs[128], of_dms[128];
	int len = qmi_uim_unblock_pin_req_encode(&r, tlvs, sizeof(tlvs));
	int n = qmi_dms_uim_unblock_pin_req_encode(&d, of_dms, sizeof(of_dms));
	const char *why =
		request(QMI_SERVICE_UIM, QMI_UIM_UNBLOCK_PIN, tlvs, len);

	assert_ptr_equal(
		request(QMI_SERVICE_DMS, QMI_DMS_UIM_UNBLOCK_PIN, of_dms, n),
		why);
	return why;
}

static void codes_of_qmi_are_judged_the_same(void **state)
{
	(void)state;
	assert_null(verify("1234"));
	assert_string_equal(verify("123"), "a PIN has 4 to 8 digits");
	assert_non_null(verify("123456789"));
	assert_non_null(verify("12a4"));
	assert_null(unblock("00000000", "1234"));
	assert_string_equal(unblock("1234", "1234"), "a PUK has 8 digits");
	assert_non_null(unblock("00000000", "12"));
}

static void changed_pin_of_qmi_is_judged(void **state)
{
	const struct qmi_uim_change_pin_req r = {
		.has.info = true,
		.info = {1, att_str_utf8("1234"), att_str_utf8("12345")}};
	const struct qmi_uim_change_pin_req wrong = {
		.has.info = true,
		.info = {1, att_str_utf8("1234"), att_str_utf8("12e45")}};
	uint8_t tlvs[128];
	int len = qmi_uim_change_pin_req_encode(&r, tlvs, sizeof(tlvs));

	(void)state;
	assert_null(request(QMI_SERVICE_UIM, QMI_UIM_CHANGE_PIN, tlvs, len));
	len = qmi_uim_change_pin_req_encode(&wrong, tlvs, sizeof(tlvs));
	assert_non_null(
		request(QMI_SERVICE_UIM, QMI_UIM_CHANGE_PIN, tlvs, len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pin_has_4_to_8_digits),
		cmocka_unit_test(puk_has_8_digits),
		cmocka_unit_test(codes_of_other_locks_are_not_judged),
		cmocka_unit_test(question_is_free),
		cmocka_unit_test(codes_of_qmi_are_judged_the_same),
		cmocka_unit_test(changed_pin_of_qmi_is_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
