/* USSD, of what a modem says in VOICE. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/errors.h"
#include "linux/cids_ussd.h"
#include "linux_cids.h"
#include "wire/sms/ussd.h"

enum { NEWS, NO_WAIT, WAITING, ANSWER, CANCEL, SAYS };

static struct cids_talk t;

static void say(uint32_t action, const char *text)
{
	uint8_t octets[ATT_USSD_MAX], dcs;
	int len = att_ussd_encode(
		att_bytes_of((const uint8_t *)text, strlen(text)), &dcs,
		octets);
	const struct mbim_ussd_ussd_set s = {
		.action = action,
		.data_coding_scheme = dcs,
		.payload = att_bytes_of(octets, (size_t)len),
	};

	assert_true(len >= 0);
	cids_begin(&t, &att_cids_ussd, MBIM_SERVICE_USSD, MBIM_CID_USSD_USSD,
		   true);
	cids_sent(&t, mbim_ussd_ussd_set_encode(&s, t.body, sizeof(t.body)));
}

/* A request was taken. */
static void take(unsigned step)
{
	const struct qmi_voice_answer_ussd_resp r = {.has.result = true};

	cids_heard(
		&t, step,
		qmi_voice_answer_ussd_resp_encode(&r, t.body, sizeof(t.body)));
	t.asked.asked = step + 1;
}

/* TLVs of len bytes stand behind the header. */
static void hear_frame(uint16_t message, int len)
{
	const struct qmi_head head = {.service = QMI_SERVICE_VOICE,
				      .client = 3,
				      .from_modem = true,
				      .kind = QMI_INDICATION,
				      .message = message};

	assert_true(len >= 0);
	assert_true(t.row->step[SAYS].awaits(&t.asked, &head));
	cids_heard(&t, SAYS, (int)qmi_head_put(&head, (size_t)len, t.body));
}

#define TLVS (t.body + QMI_HEAD_MAX)
#define CAP  (sizeof(t.body) - QMI_HEAD_MAX)

static uint32_t response(const char *text)
{
	struct mbim_ussd_ussd_response r;
	char said[ATT_USSD_TEXT] = "";

	assert_int_equal(mbim_ussd_ussd_response_decode(cids_answer(&t), &r),
			 0);
	if (r.payload.len)
		assert_true(att_ussd_decode((uint8_t)r.data_coding_scheme,
					    r.payload, said,
					    sizeof(said)) >= 0);
	assert_string_equal(said, text);
	return r.response;
}

static void asks(unsigned step, uint8_t coding, const char *bytes, size_t n)
{
	struct qmi_voice_originate_ussd_req r;

	assert_int_equal(
		qmi_voice_originate_ussd_req_decode(cids_sends(&t, step), &r),
		0);
	assert_int_equal(r.uss_data.data_coding_scheme, coding);
	assert_int_equal(r.uss_data.data.len, n);
	assert_memory_equal(r.uss_data.data.p, bytes, n);
}

static void code_is_sent_as_text(void **state)
{
	(void)state;
	say(MBIM_USSD_ACTION_INITIATE, "*100#");
	asks(NO_WAIT, QMI_VOICE_USS_DATA_CODING_SCHEME_ASCII, "*100#", 5);
	assert_int_equal(cids_asks(&t, WAITING), ATT_CIDS_SKIP);
	assert_int_equal(cids_asks(&t, ANSWER), ATT_CIDS_SKIP);
	assert_int_equal(cids_asks(&t, CANCEL), ATT_CIDS_SKIP);
	say(MBIM_USSD_ACTION_CONTINUE, "\xce\xa9\xd0\x96");
	assert_int_equal(cids_asks(&t, NO_WAIT), ATT_CIDS_SKIP);
	asks(ANSWER, QMI_VOICE_USS_DATA_CODING_SCHEME_UCS2, "\x03\xa9\x04\x16",
	     4);
}

static int put_result(const uint16_t *units, uint32_t n)
{
	const struct qmi_voice_originate_ussd_no_wait_ind ind = {
		.has = {.uss_data_utf16 = true, .error_code = n == 0},
		.error_code = QMI_PROTOCOL_ERROR_SUPS_FAILURE_CASE,
		.uss_data_utf16 = att_array_of(units, n),
	};

	return qmi_voice_originate_ussd_no_wait_ind_encode(&ind, TLVS, CAP);
}

static void result_is_the_answer(void **state)
{
	static const uint16_t units[] = {'5', ' ', 0x20ac, '\n', 0x0416};

	(void)state;
	say(MBIM_USSD_ACTION_INITIATE, "*100#");
	take(NO_WAIT);
	assert_int_equal(cids_asks(&t, SAYS), 0);
	hear_frame(QMI_VOICE_ORIGINATE_USSD_NO_WAIT, put_result(units, 5));
	assert_int_equal(response("5 \xe2\x82\xac\n\xd0\x96"),
			 MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED);
}

static void refusal_of_the_network_is_an_answer(void **state)
{
	(void)state;
	say(MBIM_USSD_ACTION_INITIATE, "*1#");
	take(NO_WAIT);
	hear_frame(QMI_VOICE_ORIGINATE_USSD_NO_WAIT, put_result(NULL, 0));
	assert_int_equal(response(""),
			 MBIM_USSD_RESPONSE_OPERATION_NOT_SUPPORTED);
}

static void question_asks_for_an_answer(void **state)
{
	const struct qmi_voice_ussd_ind ind = {
		.has = {.user_action = true, .uss_data = true},
		.user_action = QMI_VOICE_USER_ACTION_REQUIRED,
		.uss_data = {QMI_VOICE_USS_DATA_CODING_SCHEME_UCS2,
			     att_bytes_of("\x00?\x04\x16", 4)},
	};

	(void)state;
	say(MBIM_USSD_ACTION_INITIATE, "*101#");
	take(NO_WAIT);
	hear_frame(QMI_VOICE_USSD, qmi_voice_ussd_ind_encode(&ind, TLVS, CAP));
	assert_int_equal(response("?\xd0\x96"),
			 MBIM_USSD_RESPONSE_ACTION_REQUIRED);
}

static void end_of_the_last_talk_is_no_answer(void **state)
{
	const struct qmi_head end = {.service = QMI_SERVICE_VOICE,
				     .message = QMI_VOICE_RELEASE_USSD};

	(void)state;
	say(MBIM_USSD_ACTION_INITIATE, "*100#");
	assert_false(t.row->step[SAYS].awaits(&t.asked, &end));
	say(MBIM_USSD_ACTION_CONTINUE, "1");
	take(ANSWER);
	hear_frame(QMI_VOICE_RELEASE_USSD, 0);
	assert_int_equal(response(""),
			 MBIM_USSD_RESPONSE_TERMINATED_BY_NETWORK);
}

static void older_modem_answers_the_code(void **state)
{
	const struct qmi_voice_originate_ussd_resp r = {
		.has.uss_data = true,
		.uss_data = {QMI_VOICE_USS_DATA_CODING_SCHEME_ASCII,
			     att_bytes_of("5.00", 4)},
	};

	(void)state;
	say(MBIM_USSD_ACTION_INITIATE, "*100#");
	cids_refused(&t, NO_WAIT, QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND);
	asks(WAITING, QMI_VOICE_USS_DATA_CODING_SCHEME_ASCII, "*100#", 5);
	cids_heard(&t, WAITING,
		   qmi_voice_originate_ussd_resp_encode(&r, t.body,
							sizeof(t.body)));
	assert_int_equal(cids_asks(&t, SAYS), ATT_CIDS_SKIP);
	assert_int_equal(response("5.00"),
			 MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED);
}

static void no_service_is_no_support(void **state)
{
	(void)state;
	say(MBIM_USSD_ACTION_INITIATE, "*100#");
	cids_refused(&t, NO_WAIT, QMI_PROTOCOL_ERROR_INVALID_SERVICE_TYPE);
	cids_refused(&t, WAITING, QMI_PROTOCOL_ERROR_INVALID_SERVICE_TYPE);
	assert_int_equal(cids_asks(&t, SAYS), ATT_CIDS_SKIP);
	assert_int_equal(cids_error(&t),
			 ATT_CIDS_REFUSE(MBIM_STATUS_NO_DEVICE_SUPPORT));
}

static void talk_is_ended(void **state)
{
	(void)state;
	say(MBIM_USSD_ACTION_CANCEL, "");
	assert_int_equal(cids_asks(&t, CANCEL), 0);
	take(CANCEL);
	assert_int_equal(cids_asks(&t, SAYS), ATT_CIDS_SKIP);
	assert_int_equal(response(""),
			 MBIM_USSD_RESPONSE_TERMINATED_BY_NETWORK);
	say(MBIM_USSD_ACTION_CANCEL, "");
	cids_refused(&t, CANCEL, QMI_PROTOCOL_ERROR_INVALID_OPERATION);
	assert_int_equal(cids_error(&t),
			 ATT_CIDS_REFUSE(MBIM_STATUS_OPERATION_NOT_ALLOWED));
}

static void broken_answers_break_nothing(void **state)
{
	(void)state;
	cids_torture(&att_cids_ussd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(code_is_sent_as_text),
		cmocka_unit_test(result_is_the_answer),
		cmocka_unit_test(refusal_of_the_network_is_an_answer),
		cmocka_unit_test(question_asks_for_an_answer),
		cmocka_unit_test(end_of_the_last_talk_is_no_answer),
		cmocka_unit_test(older_modem_answers_the_code),
		cmocka_unit_test(no_service_is_no_support),
		cmocka_unit_test(talk_is_ended),
		cmocka_unit_test(broken_answers_break_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
