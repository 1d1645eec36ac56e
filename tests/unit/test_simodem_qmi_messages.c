/* Short messages and USSD of the simulated modem that speaks QMI. */
#include <string.h>

#include "simodem_qmi.h"
#include "wire/sms/sms.h"

#define WMS    QMI_SERVICE_WMS
#define VOICE  QMI_SERVICE_VOICE
#define UIM    QMI_WMS_STORAGE_TYPE_UIM
#define GSM    QMI_WMS_MESSAGE_FORMAT_GSM_WCDMA_POINT_TO_POINT
#define UNREAD QMI_WMS_MESSAGE_TAG_TYPE_MT_NOT_READ
#define READ   QMI_WMS_MESSAGE_TAG_TYPE_MT_READ
#define ASCII  QMI_VOICE_USS_DATA_CODING_SCHEME_ASCII

static void command(struct qmi_host *h, const char *line)
{
	assert_true(sim_modem_command(h->m, line, h->now));
	qmi_host_pass(h, 0);
}

/* A client that is told of messages, of codes. */
static uint8_t wms(struct qmi_host *h)
{
	const struct qmi_wms_set_event_report_req r = {
		.has.new_mt_message_indicator = true,
		.new_mt_message_indicator.report = true,
	};
	uint8_t client;

	qmi_host_start(h, NULL);
	client = qmi_host_client(h, WMS);
	assert_int_equal(QMI_HOST_ASK(h, WMS, client, QMI_WMS_SET_EVENT_REPORT,
				      wms_set_event_report, &r),
			 0);
	return client;
}

static uint8_t voice(struct qmi_host *h)
{
	const struct qmi_voice_indication_register_req r = {
		.has.ussd_notification_events = true,
		.ussd_notification_events = true,
	};
	uint8_t client;

	qmi_host_start(h, NULL);
	client = qmi_host_client(h, VOICE);
	assert_int_equal(QMI_HOST_ASK(h, VOICE, client,
				      QMI_VOICE_INDICATION_REGISTER,
				      voice_indication_register, &r),
			 0);
	return client;
}

/* --- messages --------------------------------------------------------------
 */

/* How many messages have this tag (0xff: any). */
static uint32_t listed(struct qmi_host *h, uint8_t client, uint8_t tag)
{
	const struct qmi_wms_list_messages_req req = {
		.has = {.storage_type = true, .message_tag = tag != 0xff},
		.storage_type = UIM,
		.message_tag = tag,
	};
	struct qmi_wms_list_messages_resp r;

	assert_int_equal(QMI_HOST_ASK(h, WMS, client, QMI_WMS_LIST_MESSAGES,
				      wms_list_messages, &req),
			 0);
	QMI_HOST_READ(h, wms_list_messages_resp, &r);
	return r.message_list.count;
}

static uint16_t read(struct qmi_host *h, uint8_t client, uint32_t index,
		     uint8_t *tag, char *text, size_t cap)
{
	const struct qmi_wms_raw_read_req req = {
		.has.message_memory_storage_id = true,
		.message_memory_storage_id = {UIM, index},
	};
	uint16_t error = QMI_HOST_ASK(h, WMS, client, QMI_WMS_RAW_READ,
				      wms_raw_read, &req);
	struct qmi_wms_raw_read_resp r;
	struct att_sms s;

	if (error != 0)
		return error;
	QMI_HOST_READ(h, wms_raw_read_resp, &r);
	assert_int_equal(r.raw_message_data.format, GSM);
	*tag = r.raw_message_data.message_tag;
	assert_true(att_sms_decode(r.raw_message_data.raw_data, &s) > 0);
	assert_true(att_sms_text(&s, text, cap) >= 0);
	return 0;
}

static void message_comes_and_is_read(void **state)
{
	struct qmi_wms_event_report_ind ind;
	const struct qmi_wms_modify_tag_req tag_req = {
		.has.message_tag = true, .message_tag = {UIM, 0, READ}};
	struct qmi_host h;
	uint8_t client, tag;
	char text[64];

	(void)state;
	client = wms(&h);
	command(&h, "sms +15550100 Hello");
	qmi_host_indication(&h, WMS, client, QMI_WMS_EVENT_REPORT);
	QMI_HOST_READ(&h, wms_event_report_ind, &ind);
	assert_true(ind.has.mt_message);
	assert_int_equal(ind.mt_message.storage_type, UIM);
	assert_int_equal(ind.mt_message.memory_index, 0);
	assert_int_equal(listed(&h, client, UNREAD), 1);
	assert_int_equal(read(&h, client, 0, &tag, text, sizeof(text)), 0);
	assert_int_equal(tag, UNREAD);
	assert_string_equal(text, "Hello");
	assert_int_equal(QMI_HOST_ASK(&h, WMS, client, QMI_WMS_MODIFY_TAG,
				      wms_modify_tag, &tag_req),
			 0);
	assert_int_equal(listed(&h, client, UNREAD), 0);
	assert_int_equal(listed(&h, client, READ), 1);
	assert_int_equal(read(&h, client, 1, &tag, text, sizeof(text)),
			 QMI_PROTOCOL_ERROR_NO_ENTRY);
	qmi_host_stop(&h);
}

static void messages_are_deleted(void **state)
{
	struct qmi_wms_delete_req req = {
		.has = {.memory_storage = true, .memory_index = true},
		.memory_storage = UIM,
		.memory_index = 1,
	};
	struct qmi_host h;
	uint8_t client;

	(void)state;
	client = wms(&h);
	for (int i = 0; i < 3; i++) {
		command(&h, "sms 4477 x");
		qmi_host_indication(&h, WMS, client, QMI_WMS_EVENT_REPORT);
	}
	assert_int_equal(
		QMI_HOST_ASK(&h, WMS, client, QMI_WMS_DELETE, wms_delete, &req),
		0);
	assert_int_equal(
		QMI_HOST_ASK(&h, WMS, client, QMI_WMS_DELETE, wms_delete, &req),
		QMI_PROTOCOL_ERROR_NO_ENTRY);
	assert_int_equal(listed(&h, client, 0xff), 2);
	req.has.memory_index = false;
	assert_int_equal(
		QMI_HOST_ASK(&h, WMS, client, QMI_WMS_DELETE, wms_delete, &req),
		0);
	assert_int_equal(listed(&h, client, 0xff), 0);
	qmi_host_stop(&h);
}

/* Class 0 is handed on, and the centre stands beside it. */
static void flash_message_is_handed_on(void **state)
{
	struct qmi_wms_event_report_ind ind;
	uint8_t pdu[ATT_SMS_PDU_MAX] = {0};
	struct qmi_host h;
	struct att_sms s;
	uint8_t client;
	char text[64];
	size_t len;

	(void)state;
	client = wms(&h);
	command(&h, "sms flash 4477 Fire");
	qmi_host_indication(&h, WMS, client, QMI_WMS_EVENT_REPORT);
	QMI_HOST_READ(&h, wms_event_report_ind, &ind);
	assert_true(ind.has.transfer_route_mt_message);
	assert_true(att_str_get(&ind.smsc_address, text, sizeof(text)) > 0);
	assert_string_equal(text, "+10000000099");
	len = ind.transfer_route_mt_message.raw_data.len;
	memcpy(pdu + 1, ind.transfer_route_mt_message.raw_data.p, len);
	assert_int_equal(att_sms_decode(att_bytes_of(pdu, len + 1), &s),
			 (int)len + 1);
	assert_true(att_sms_text(&s, text, sizeof(text)) > 0);
	assert_string_equal(text, "Fire");
	assert_int_equal(listed(&h, client, 0xff), 0);
	qmi_host_stop(&h);
}

/* "Hi" to +15550100. */
static const uint8_t submit[] = {0,    1, 0, 8, 0x91, 0x51, 0x55,
				 0x10, 0, 0, 0, 2,    0xc8, 0x34};

static uint16_t send(struct qmi_host *h, uint8_t client, uint8_t format)
{
	const struct qmi_wms_raw_send_req req = {
		.has.raw_message_data = true,
		.raw_message_data = {format,
				     att_bytes_of(submit, sizeof(submit))},
	};

	return QMI_HOST_ASK(h, WMS, client, QMI_WMS_RAW_SEND, wms_raw_send,
			    &req);
}

static void message_is_sent(void **state)
{
	struct qmi_wms_raw_send_resp r;
	struct qmi_host h;
	uint8_t client;

	(void)state;
	client = wms(&h);
	assert_int_equal(send(&h, client, GSM), 0);
	QMI_HOST_READ(&h, wms_raw_send_resp, &r);
	assert_int_equal(r.message_id, 1);
	assert_int_equal(send(&h, client, QMI_WMS_MESSAGE_FORMAT_CDMA),
			 QMI_PROTOCOL_ERROR_DEVICE_UNSUPPORTED);
	qmi_host_stop(&h);
}

static void refused_message_has_its_cause(void **state)
{
	struct qmi_wms_raw_send_resp r;
	struct sim_config c;
	struct qmi_host h;
	uint8_t client;

	(void)state;
	qmi_host_config(&c);
	c.scenario.n_failures = 1;
	c.scenario.failure[0] =
		(struct sim_failure){.kind = SIM_FAILURE_SMS,
				     .cause = 38,
				     .session = SIM_ANY_SESSION};
	qmi_host_start(&h, &c);
	client = qmi_host_client(&h, WMS);
	assert_int_equal(send(&h, client, GSM),
			 QMI_PROTOCOL_ERROR_WMS_CAUSE_CODE);
	QMI_HOST_READ(&h, wms_raw_send_resp, &r);
	assert_true(r.has.gsm_wcdma_cause_info);
	assert_int_equal(r.gsm_wcdma_cause_info.rp_cause, 38);
	qmi_host_stop(&h);
}

/* Written, sent from there, and marked as that. */
static void draft_is_sent_from_the_store(void **state)
{
	const struct qmi_wms_raw_write_req write = {
		.has.raw_message_data = true,
		.raw_message_data = {UIM, GSM,
				     att_bytes_of(submit, sizeof(submit))},
	};
	const struct qmi_wms_send_from_memory_storage_req req = {
		.has.information = true,
		.information = {UIM, 0, QMI_WMS_MESSAGE_MODE_GSM_WCDMA},
	};
	struct qmi_host h;
	uint8_t client;

	(void)state;
	client = wms(&h);
	assert_int_equal(QMI_HOST_ASK(&h, WMS, client, QMI_WMS_RAW_WRITE,
				      wms_raw_write, &write),
			 0);
	assert_int_equal(
		listed(&h, client, QMI_WMS_MESSAGE_TAG_TYPE_MO_NOT_SENT), 1);
	assert_int_equal(QMI_HOST_ASK(&h, WMS, client,
				      QMI_WMS_SEND_FROM_MEMORY_STORAGE,
				      wms_send_from_memory_storage, &req),
			 0);
	assert_int_equal(listed(&h, client, QMI_WMS_MESSAGE_TAG_TYPE_MO_SENT),
			 1);
	qmi_host_stop(&h);
}

/* --- USSD ------------------------------------------------------------------
 */

static uint16_t say(struct qmi_host *h, uint8_t client, uint16_t message,
		    const char *text)
{
	/* all three have this TLV, and no other */
	const struct qmi_voice_originate_ussd_req r = {
		.has.uss_data = true,
		.uss_data = {ASCII, att_bytes_of(text, strlen(text))},
	};

	return qmi_host_send(h, VOICE, client, message,
			     qmi_voice_originate_ussd_req_encode(
				     &r, h->tlvs, sizeof(h->tlvs)));
}

static void check_data(const struct qmi_voice_uss_data *d, const char *text)
{
	assert_int_equal(d->data_coding_scheme, ASCII);
	assert_int_equal(d->data.len, strlen(text));
	assert_memory_equal(d->data.p, text, d->data.len);
}

static void check_asked(struct qmi_host *h, uint8_t client, uint8_t action,
			const char *text)
{
	struct qmi_voice_ussd_ind ind;

	qmi_host_indication(h, VOICE, client, QMI_VOICE_USSD);
	QMI_HOST_READ(h, voice_ussd_ind, &ind);
	assert_int_equal(ind.user_action, action);
	check_data(&ind.uss_data, text);
	assert_int_equal(ind.uss_data_utf16.count, strlen(text));
}

static void code_is_answered(void **state)
{
	struct qmi_voice_originate_ussd_resp r;
	struct qmi_host h;
	uint8_t client;
	uint16_t t;

	(void)state;
	client = voice(&h);
	t = say(&h, client, QMI_VOICE_ORIGINATE_USSD, "*100#");
	qmi_host_pass(&h, 0);
	assert_int_equal(qmi_host_answer(&h, t, QMI_VOICE_ORIGINATE_USSD), 0);
	QMI_HOST_READ(&h, voice_originate_ussd_resp, &r);
	check_data(&r.uss_data, "Balance: 10.00");
	qmi_host_indication(&h, VOICE, client, QMI_VOICE_RELEASE_USSD);
	t = say(&h, client, QMI_VOICE_ORIGINATE_USSD, "*999#");
	qmi_host_pass(&h, 0);
	assert_int_equal(qmi_host_answer(&h, t, QMI_VOICE_ORIGINATE_USSD),
			 QMI_PROTOCOL_ERROR_SUPS_FAILURE_CASE);
	qmi_host_stop(&h);
}

/* The question is the answer to the code, and what follows is told. */
static void code_is_answered_with_a_question(void **state)
{
	struct qmi_voice_originate_ussd_resp r;
	struct qmi_host h;
	uint8_t client;
	uint16_t t;

	(void)state;
	client = voice(&h);
	t = say(&h, client, QMI_VOICE_ORIGINATE_USSD, "*101#");
	qmi_host_pass(&h, 0);
	assert_int_equal(qmi_host_answer(&h, t, QMI_VOICE_ORIGINATE_USSD), 0);
	QMI_HOST_READ(&h, voice_originate_ussd_resp, &r);
	check_data(&r.uss_data, "1: balance, 2: end");
	check_asked(&h, client, QMI_VOICE_USER_ACTION_REQUIRED,
		    "1: balance, 2: end");
	t = say(&h, client, QMI_VOICE_ANSWER_USSD, "1");
	assert_int_equal(qmi_host_answer(&h, t, QMI_VOICE_ANSWER_USSD), 0);
	qmi_host_pass(&h, 0);
	check_asked(&h, client, QMI_VOICE_USER_ACTION_NOT_REQUIRED,
		    "Balance: 10.00");
	qmi_host_indication(&h, VOICE, client, QMI_VOICE_RELEASE_USSD);
	assert_false(qmi_host_next(&h));
	qmi_host_stop(&h);
}

static void begin_no_wait(struct qmi_host *h, uint8_t client, const char *code)
{
	uint16_t t = say(h, client, QMI_VOICE_ORIGINATE_USSD_NO_WAIT, code);

	assert_int_equal(
		qmi_host_answer(h, t, QMI_VOICE_ORIGINATE_USSD_NO_WAIT), 0);
}

static void code_need_not_be_waited_for(void **state)
{
	struct qmi_voice_originate_ussd_no_wait_ind ind;
	struct qmi_host h;
	uint8_t client;

	(void)state;
	client = voice(&h);
	begin_no_wait(&h, client, "*100#");
	qmi_host_pass(&h, 0);
	qmi_host_indication(&h, VOICE, client,
			    QMI_VOICE_ORIGINATE_USSD_NO_WAIT);
	QMI_HOST_READ(&h, voice_originate_ussd_no_wait_ind, &ind);
	assert_false(ind.has.error_code);
	check_data(&ind.uss_data, "Balance: 10.00");
	qmi_host_indication(&h, VOICE, client, QMI_VOICE_RELEASE_USSD);
	begin_no_wait(&h, client, "*101#");
	qmi_host_pass(&h, 0);
	check_asked(&h, client, QMI_VOICE_USER_ACTION_REQUIRED,
		    "1: balance, 2: end");
	assert_false(qmi_host_next(&h));
	qmi_host_stop(&h);
}

/* A code that waits is answered, and a question is left alone. */
static void session_is_cancelled(void **state)
{
	struct qmi_voice_originate_ussd_no_wait_ind ind;
	struct qmi_host h;
	uint8_t client;

	(void)state;
	client = voice(&h);
	sim_modem_config(h.m)->ussd_ms = 300;
	begin_no_wait(&h, client, "*101#");
	assert_int_equal(
		qmi_host_ask(&h, VOICE, client, QMI_VOICE_CANCEL_USSD, 0), 0);
	qmi_host_indication(&h, VOICE, client,
			    QMI_VOICE_ORIGINATE_USSD_NO_WAIT);
	QMI_HOST_READ(&h, voice_originate_ussd_no_wait_ind, &ind);
	assert_int_equal(ind.error_code, QMI_PROTOCOL_ERROR_NETWORK_ABORTED);
	qmi_host_indication(&h, VOICE, client, QMI_VOICE_RELEASE_USSD);
	begin_no_wait(&h, client, "*101#");
	qmi_host_pass(&h, 300);
	check_asked(&h, client, QMI_VOICE_USER_ACTION_REQUIRED,
		    "1: balance, 2: end");
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(qmi_host_ask(&h, VOICE, client,
					      QMI_VOICE_CANCEL_USSD, 0),
				 i == 0 ? 0
					: QMI_PROTOCOL_ERROR_INVALID_OPERATION);
	qmi_host_stop(&h);
}

static void network_asks_by_itself(void **state)
{
	struct qmi_host h;
	uint8_t client;

	(void)state;
	client = voice(&h);
	command(&h, "ussd notify Hello");
	check_asked(&h, client, QMI_VOICE_USER_ACTION_NOT_REQUIRED, "Hello");
	qmi_host_indication(&h, VOICE, client, QMI_VOICE_RELEASE_USSD);
	command(&h, "ussd ask Yes?");
	check_asked(&h, client, QMI_VOICE_USER_ACTION_REQUIRED, "Yes?");
	command(&h, "ussd end");
	qmi_host_indication(&h, VOICE, client, QMI_VOICE_RELEASE_USSD);
	qmi_host_stop(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(message_comes_and_is_read),
		cmocka_unit_test(messages_are_deleted),
		cmocka_unit_test(flash_message_is_handed_on),
		cmocka_unit_test(message_is_sent),
		cmocka_unit_test(refused_message_has_its_cause),
		cmocka_unit_test(draft_is_sent_from_the_store),
		cmocka_unit_test(code_is_answered),
		cmocka_unit_test(code_is_answered_with_a_question),
		cmocka_unit_test(code_need_not_be_waited_for),
		cmocka_unit_test(session_is_cancelled),
		cmocka_unit_test(network_asks_by_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
