/* What a QMI modem says of short messages, read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "linux/sms_qmi.h"

#define CLIENT 7

static uint8_t buf[512];

/* TLVs of len bytes stand behind the header. */
static struct att_bytes frame(uint16_t message, enum qmi_kind kind, int len)
{
	const struct qmi_head head = {.service = QMI_SERVICE_WMS,
				      .client = CLIENT,
				      .from_modem = true,
				      .kind = kind,
				      .message = message};

	assert_true(len >= 0);
	return att_bytes_of(buf, qmi_head_put(&head, (size_t)len, buf));
}

static uint8_t *tlvs(void)
{
	return buf + qmi_head_len(QMI_SERVICE_WMS);
}

#define CAP 400

static struct att_bytes sent(uint16_t error, uint16_t cause)
{
	const struct qmi_wms_raw_send_resp r = {
		.has = {.result = true,
			.message_id = true,
			.gsm_wcdma_cause_info = cause != 0},
		.result = {.status = error != 0, .error = error},
		.message_id = 9,
		.gsm_wcdma_cause_info.rp_cause = cause,
	};

	return frame(QMI_WMS_RAW_SEND, QMI_RESPONSE,
		     qmi_wms_raw_send_resp_encode(&r, tlvs(), CAP));
}

static void cause_of_the_network_is_read(void **state)
{
	uint32_t cause;

	(void)state;
	assert_int_equal(att_sms_qmi_status(0, sent(0, 0), &cause),
			 MBIM_STATUS_NONE);
	assert_int_equal(cause, 0);
	assert_int_equal(att_sms_qmi_number(ATT_SMS_SEND, sent(0, 0)), 9);
	assert_int_equal(
		att_sms_qmi_status(
			0, sent(QMI_PROTOCOL_ERROR_WMS_CAUSE_CODE, 38), &cause),
		MBIM_STATUS_FAILURE);
	assert_int_equal(cause, 38);
}

static void errors_are_told_apart(void **state)
{
	uint32_t cause;

	(void)state;
	assert_int_equal(
		att_sms_qmi_status(0, sent(QMI_PROTOCOL_ERROR_NO_ENTRY, 0),
				   &cause),
		MBIM_STATUS_INVALID_MEMORY_INDEX);
	assert_int_equal(
		att_sms_qmi_status(
			0, sent(QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND, 0),
			&cause),
		MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(att_sms_qmi_status(MBIM_STATUS_BUSY,
					    att_bytes_of(NULL, 0), &cause),
			 MBIM_STATUS_BUSY);
	assert_int_equal(att_sms_qmi_status(0, att_bytes_of(buf, 5), &cause),
			 MBIM_STATUS_FAILURE);
}

static void places_of_both_stores_differ(void **state)
{
	static const struct qmi_wms_message_list list[] = {
		{3, QMI_WMS_MESSAGE_TAG_TYPE_MT_NOT_READ},
		{4, QMI_WMS_MESSAGE_TAG_TYPE_MO_NOT_SENT}};
	const struct qmi_wms_list_messages_resp r = {
		.has = {.result = true, .message_list = true},
		.message_list = att_array_of(list, 2)};
	struct att_bytes f =
		frame(QMI_WMS_LIST_MESSAGES, QMI_RESPONSE,
		      qmi_wms_list_messages_resp_encode(&r, tlvs(), CAP));
	struct att_sms_records it;
	struct att_sms_record one;

	(void)state;
	assert_true(att_sms_qmi_records(ATT_SMS_LIST, ATT_SMS_QMI_NV, f, &it));
	assert_true(att_sms_qmi_next(&it, &one));
	assert_int_equal(one.place, ATT_SMS_QMI_NV | 3);
	assert_true(one.received);
	assert_true(att_sms_qmi_next(&it, &one));
	assert_false(one.received);
	assert_false(att_sms_qmi_next(&it, &one));
	assert_true(att_sms_qmi_records(ATT_SMS_LIST, 0, f, &it));
	assert_true(att_sms_qmi_next(&it, &one));
	assert_int_equal(one.place, 3);
}

static struct att_bytes handed_on(const char *centre, size_t len)
{
	static const uint8_t raw[ATT_SMS_PDU_MAX] = {4, 2, 0x91};
	const struct qmi_wms_event_report_ind ind = {
		.has = {.transfer_route_mt_message = true,
			.smsc_address = centre != NULL},
		.smsc_address = att_str_utf8(centre),
		.transfer_route_mt_message = {
			.ack_indicator = QMI_WMS_ACK_INDICATOR_SEND,
			.transaction_id = 77,
			.format =
				QMI_WMS_MESSAGE_FORMAT_GSM_WCDMA_POINT_TO_POINT,
			.raw_data = att_bytes_of(raw, len)}};

	return frame(QMI_WMS_EVENT_REPORT, QMI_INDICATION,
		     qmi_wms_event_report_ind_encode(&ind, tlvs(), CAP));
}

static void centre_of_what_is_handed_on_is_put_in_front(void **state)
{
	static const uint8_t with[] = {4, 0x91, 0x51, 0x55, 0x01, 4, 2, 0x91};
	static const uint8_t without[] = {0, 4, 2, 0x91};
	struct att_sms_records it;
	struct att_sms_record one;

	(void)state;
	assert_true(att_sms_qmi_records(ATT_SMS_NOTHING, 0,
					handed_on("+155510", 3), &it));
	assert_true(att_sms_qmi_next(&it, &one));
	assert_int_equal(one.pdu.len, sizeof(with));
	assert_memory_equal(one.pdu.p, with, sizeof(with));
	assert_true(att_sms_qmi_records(ATT_SMS_NOTHING, 0, handed_on(NULL, 3),
					&it));
	assert_true(att_sms_qmi_next(&it, &one));
	assert_int_equal(one.pdu.len, sizeof(without));
	assert_memory_equal(one.pdu.p, without, sizeof(without));
	/* With its centre it would be longer than a message can be. */
	assert_false(att_sms_qmi_records(ATT_SMS_NOTHING, 0,
					 handed_on("+155510", 174), &it));
}

static void news_are_of_its_own_client(void **state)
{
	struct att_sms_news news;

	(void)state;
	assert_true(att_sms_qmi_news(handed_on(NULL, 3), CLIENT, &news));
	assert_true(news.records);
	assert_true(news.has_ack);
	assert_int_equal(news.ack, 77);
	assert_false(news.has_place);
	assert_false(att_sms_qmi_news(handed_on(NULL, 3), CLIENT + 1, &news));
	assert_false(att_sms_qmi_news(sent(0, 0), CLIENT, &news));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cause_of_the_network_is_read),
		cmocka_unit_test(errors_are_told_apart),
		cmocka_unit_test(places_of_both_stores_differ),
		cmocka_unit_test(centre_of_what_is_handed_on_is_put_in_front),
		cmocka_unit_test(news_are_of_its_own_client),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
