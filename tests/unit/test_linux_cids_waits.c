/* Commands that wait for an indication: USSD, for what the network says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cids_rig.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "wire/sms/ussd.h"

static uint8_t buf[512];

static void says(uint32_t action)
{
	uint8_t octets[ATT_USSD_MAX], dcs;
	int len = att_ussd_encode(
		att_bytes_of((const uint8_t *)"*100#",
			     action == MBIM_USSD_ACTION_CANCEL ? 0 : 5),
		&dcs, octets);
	const struct mbim_ussd_ussd_set s = {
		.action = action,
		.data_coding_scheme = dcs,
		.payload = att_bytes_of(octets, (size_t)len),
	};

	len = mbim_ussd_ussd_set_encode(&s, buf, sizeof(buf));
	cids_rig_asks(MBIM_SERVICE_USSD, MBIM_CID_USSD_USSD, true, buf, len);
}

/* A modem that takes each request. */
static void takes_all(void)
{
	cids_rig_answers(QMI_SERVICE_VOICE, QMI_VOICE_INDICATION_REGISTER, 0,
			 "", 0);
	cids_rig_answers(QMI_SERVICE_VOICE, QMI_VOICE_ORIGINATE_USSD_NO_WAIT, 0,
			 "", 0);
	cids_rig_answers(QMI_SERVICE_VOICE, QMI_VOICE_CANCEL_USSD, 0, "", 0);
}

static void hear(uint16_t message, int len)
{
	const struct qmi_head head = {.service = QMI_SERVICE_VOICE,
				      .client = CIDS_RIG_CLIENT,
				      .from_modem = true,
				      .kind = QMI_INDICATION,
				      .message = message};

	assert_true(len >= 0);
	att_cids_told(&cids_rig,
		      att_bytes_of(buf, qmi_head_put(&head, (size_t)len, buf)));
	att_cids_settle(&cids_rig, cids_rig_now);
}

#define TLVS (buf + QMI_HEAD_MAX)
#define CAP  (sizeof(buf) - QMI_HEAD_MAX)

static void hear_result(const char *text)
{
	const struct qmi_voice_originate_ussd_no_wait_ind ind = {
		.has.uss_data = true,
		.uss_data = {QMI_VOICE_USS_DATA_CODING_SCHEME_ASCII,
			     att_bytes_of(text, 4)},
	};

	hear(QMI_VOICE_ORIGINATE_USSD_NO_WAIT,
	     qmi_voice_originate_ussd_no_wait_ind_encode(&ind, TLVS, CAP));
}

static void hear_ussd(const char *text)
{
	const struct qmi_voice_ussd_ind ind = {
		.has = {.user_action = true, .uss_data = true},
		.user_action = QMI_VOICE_USER_ACTION_NOT_REQUIRED,
		.uss_data = {QMI_VOICE_USS_DATA_CODING_SCHEME_ASCII,
			     att_bytes_of(text, 4)},
	};

	hear(QMI_VOICE_USSD, qmi_voice_ussd_ind_encode(&ind, TLVS, CAP));
}

static uint32_t response(void)
{
	struct mbim_ussd_ussd_response r;

	assert_int_equal(cids_rig_client.status, MBIM_STATUS_NONE);
	assert_int_equal(
		mbim_ussd_ussd_response_decode(cids_rig_client.body, &r), 0);
	return r.response;
}

static void command_waits_for_what_is_said(void **state)
{
	(void)state;
	takes_all();
	says(MBIM_USSD_ACTION_INITIATE);
	assert_int_equal(cids_rig_client.replies, 0);
	hear_result("5.00");
	assert_int_equal(cids_rig_client.replies, 1);
	assert_int_equal(response(), MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED);
	assert_int_equal(cids_rig_client.told, 0);
}

/* Both can be in one read. */
static void what_is_said_may_come_before_the_answer(void **state)
{
	(void)state;
	takes_all();
	says(MBIM_USSD_ACTION_CANCEL); /* so there is a client id */
	cids_rig_modem.waits = true;   /* INDICATION_REGISTER */
	says(MBIM_USSD_ACTION_INITIATE);
	cids_rig_modem.waits = true; /* the code */
	cids_rig_goes_on(MBIM_STATUS_NONE);
	hear_result("5.00");
	assert_int_equal(cids_rig_client.replies, 1);
	cids_rig_goes_on(MBIM_STATUS_NONE);
	assert_int_equal(cids_rig_client.replies, 2);
	assert_int_equal(response(), MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED);
}

/* What the network says by itself while the code is on its way to the modem: up
 * to the request before the code, and up to the code. */
static void what_comes_before_the_code_was_sent_is_no_answer(void **state)
{
	(void)state;
	takes_all();
	says(MBIM_USSD_ACTION_CANCEL);
	cids_rig_modem.waits = true; /* INDICATION_REGISTER */
	says(MBIM_USSD_ACTION_INITIATE);
	hear_ussd("Hey!");
	assert_int_equal(cids_rig_client.told, 1);
	cids_rig_goes_on(MBIM_STATUS_NONE);
	assert_int_equal(cids_rig_client.replies, 1);
	hear_result("5.00");
	assert_int_equal(cids_rig_client.replies, 2);
	assert_int_equal(response(), MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED);
	assert_int_equal(cids_rig_client.told, 1);
}

/* A talk that ends, or goes on, before the answer was sent. */
static void what_comes_before_the_answer_was_sent_is_news(void **state)
{
	(void)state;
	takes_all();
	cids_rig_answers(QMI_SERVICE_VOICE, QMI_VOICE_ANSWER_USSD, 0, "", 0);
	says(MBIM_USSD_ACTION_CANCEL);
	cids_rig_modem.waits = true; /* INDICATION_REGISTER */
	says(MBIM_USSD_ACTION_CONTINUE);
	hear(QMI_VOICE_RELEASE_USSD, 0);
	hear_ussd("Hey!");
	assert_int_equal(cids_rig_client.told, 1);
	cids_rig_goes_on(MBIM_STATUS_NONE);
	assert_int_equal(cids_rig_client.replies, 1);
	hear_ussd("Bye!");
	assert_int_equal(cids_rig_client.replies, 2);
	assert_int_equal(cids_rig_client.told, 1);
}

static void what_nobody_waits_for_is_told(void **state)
{
	(void)state;
	takes_all();
	says(MBIM_USSD_ACTION_CANCEL);
	hear_ussd("Hey!");
	assert_int_equal(cids_rig_client.told, 1);
	assert_int_equal(cids_rig_client.news.cid, MBIM_CID_USSD_USSD);
}

static void silence_is_a_timeout(void **state)
{
	(void)state;
	takes_all();
	cids_rig_now = 1000;
	assert_int_equal(att_cids_deadline(&cids_rig), UINT64_MAX);
	says(MBIM_USSD_ACTION_INITIATE);
	assert_int_equal(att_cids_deadline(&cids_rig),
			 1000 + ATT_CIDS_AWAIT_S * 1000);
	cids_rig_now = 1000 + ATT_CIDS_AWAIT_S * 1000 - 1;
	att_cids_settle(&cids_rig, cids_rig_now);
	assert_int_equal(cids_rig_client.replies, 0);
	att_cids_settle(&cids_rig, ++cids_rig_now);
	assert_int_equal(cids_rig_client.replies, 1);
	assert_int_equal(response(), MBIM_USSD_RESPONSE_NETWORK_TIMEOUT);
	assert_int_equal(att_cids_deadline(&cids_rig), UINT64_MAX);
}

static void lost_channel_ends_the_wait(void **state)
{
	(void)state;
	takes_all();
	says(MBIM_USSD_ACTION_INITIATE);
	cids_rig_modem.core.open = false;
	att_cids_lost(&cids_rig);
	att_cids_settle(&cids_rig, cids_rig_now);
	assert_int_equal(cids_rig_client.replies, 1);
	assert_int_equal(cids_rig_client.status, MBIM_STATUS_NOT_INITIALIZED);
	assert_int_equal(att_cids_deadline(&cids_rig), UINT64_MAX);
}

static void client_that_goes_waits_no_more(void **state)
{
	(void)state;
	takes_all();
	says(MBIM_USSD_ACTION_INITIATE);
	assert_true(att_cids_forget(&cids_rig, CIDS_RIG_TOKEN));
	hear_result("5.00");
	assert_int_equal(cids_rig_client.replies, 0);
	assert_int_equal(att_cids_deadline(&cids_rig), UINT64_MAX);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, cids_rig_setup, cids_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(command_waits_for_what_is_said),
		TEST(what_is_said_may_come_before_the_answer),
		TEST(what_comes_before_the_code_was_sent_is_no_answer),
		TEST(what_comes_before_the_answer_was_sent_is_news),
		TEST(what_nobody_waits_for_is_told),
		TEST(silence_is_a_timeout),
		TEST(lost_channel_ends_the_wait),
		TEST(client_that_goes_waits_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
