/* Commands of the host's own for the card of a modem of QMI. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cids_rig.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"

#define UICC MBIM_SERVICE_MS_UICC_LOW_LEVEL_ACCESS

static uint8_t tlvs[128];

static void is_ready(void)
{
	cids_rig_has_card(QMI_UIM_CARD_APPLICATION_STATE_READY,
			  QMI_UIM_PIN_STATE_DISABLED, 3, 10);
}

static uint32_t apdu(uint32_t channel, uint32_t class_byte)
{
	static const uint8_t command[] = {0xff, 0xb0, 0, 0, 0};
	const struct mbim_ms_uicc_low_level_access_apdu_set set = {
		.channel = channel,
		.class_byte_type = class_byte,
		.command = att_bytes_of(command, sizeof(command)),
	};
	uint8_t body[64];

	return cids_rig_status(UICC, MBIM_CID_MS_UICC_LOW_LEVEL_ACCESS_APDU,
			       true, body,
			       mbim_ms_uicc_low_level_access_apdu_set_encode(
				       &set, body, sizeof(body)));
}

/* ETSI TS 102 221 10.1.1: the class byte has the channel. */
static void apdu_has_the_class_of_its_channel(void **state)
{
	static const uint8_t said[] = {0xaa, 0x90, 0x00};
	const struct qmi_uim_send_apdu_resp answer = {
		.has.apdu_response = true,
		.apdu_response = att_bytes_of(said, sizeof(said)),
	};
	struct mbim_ms_uicc_low_level_access_apdu_response r;
	struct qmi_uim_send_apdu_req req;
	struct qmi_message m;

	(void)state;
	is_ready();
	cids_rig_answers(
		QMI_SERVICE_UIM, QMI_UIM_SEND_APDU, 0, tlvs,
		qmi_uim_send_apdu_resp_encode(&answer, tlvs, sizeof(tlvs)));
	assert_int_equal(apdu(5, MBIM_UICC_CLASS_BYTE_TYPE_EXTENDED),
			 MBIM_STATUS_NONE);
	assert_int_equal(qmi_decode(cids_rig_modem.last, &m), 0);
	assert_int_equal(qmi_uim_send_apdu_req_decode(m.tlvs, &req), 0);
	assert_int_equal(req.channel_id, 5);
	assert_int_equal(req.apdu.p[0], 0xc1);
	IS_ANSWERED(ms_uicc_low_level_access_apdu_response, r);
	assert_int_equal(r.status, 0x90);
	assert_int_equal(r.response.len, 1);
	assert_int_equal(apdu(0, 0), MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(apdu(20, 0), MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(apdu(1, 2), MBIM_STATUS_INVALID_PARAMETERS);
}

static void channel_that_is_not_opened_says_why(void **state)
{
	const struct qmi_uim_open_logical_channel_resp answer = {
		.has.card_result = true, .card_result = {0x6a, 0x82}};
	struct mbim_ms_uicc_low_level_access_open_channel_response r;
	static const uint8_t body[] = {2, 0, 0, 0, 16, 0, 0, 0, 0, 0,
				       0, 0, 0, 0, 0,  0, 1, 2, 0, 0};

	(void)state;
	is_ready();
	cids_rig_answers(QMI_SERVICE_UIM, QMI_UIM_OPEN_LOGICAL_CHANNEL,
			 QMI_PROTOCOL_ERROR_SIM_FILE_NOT_FOUND, tlvs,
			 qmi_uim_open_logical_channel_resp_encode(
				 &answer, tlvs, sizeof(tlvs)));
	assert_int_equal(
		cids_rig_status(UICC,
				MBIM_CID_MS_UICC_LOW_LEVEL_ACCESS_OPEN_CHANNEL,
				true, body, sizeof(body)),
		MBIM_STATUS_MS_SELECT_FAILED);
	IS_ANSWERED(ms_uicc_low_level_access_open_channel_response, r);
	assert_int_equal(r.status, 0x826a);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, cids_rig_setup, cids_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(apdu_has_the_class_of_its_channel),
		TEST(channel_that_is_not_opened_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
