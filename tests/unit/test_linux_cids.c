/* CIDs that a modem of QMI is asked for: what it is asked, and what its
 * answers, also those that are short or wrong, become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "cids_rig.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "wire/qmi/message.h"

#define BASIC MBIM_SERVICE_BASIC_CONNECT

/* --- what the modem answers ----------------------------------------------- */

static uint8_t tlvs[512];

static void has_caps(void)
{
	static const uint8_t radios[] = {QMI_DMS_RADIO_INTERFACE_GSM,
					 QMI_DMS_RADIO_INTERFACE_LTE,
					 QMI_DMS_RADIO_INTERFACE_5GNR};
	const struct qmi_dms_get_capabilities_resp caps = {
		.has.info = true,
		.info = {.data_service_capability =
				 QMI_DMS_DATA_SERVICE_CAPABILITY_SIMULTANEOUS_CS_PS,
			 .sim_capability = QMI_DMS_SIM_CAPABILITY_SUPPORTED,
			 .radio_interface_list = att_array_of(radios, 3)},
	};
	const struct qmi_dms_get_ids_resp ids = {
		.has = {.esn = true, .imei = true},
		.esn = att_str_utf8("0"),
		.imei = att_str_utf8("350000000000006"),
	};
	const struct qmi_dms_get_revision_resp revision = {
		.has.revision = true, .revision = att_str_utf8("R1")};
	const struct qmi_dms_get_model_resp model = {
		.has.model = true, .model = att_str_utf8("M1")};

	cids_rig_answers(QMI_SERVICE_DMS, QMI_DMS_GET_CAPABILITIES, 0, tlvs,
			 qmi_dms_get_capabilities_resp_encode(&caps, tlvs,
							      sizeof(tlvs)));
	cids_rig_answers(QMI_SERVICE_DMS, QMI_DMS_GET_IDS, 0, tlvs,
			 qmi_dms_get_ids_resp_encode(&ids, tlvs, sizeof(tlvs)));
	cids_rig_answers(QMI_SERVICE_DMS, QMI_DMS_GET_REVISION, 0, tlvs,
			 qmi_dms_get_revision_resp_encode(&revision, tlvs,
							  sizeof(tlvs)));
	cids_rig_answers(
		QMI_SERVICE_DMS, QMI_DMS_GET_MODEL, 0, tlvs,
		qmi_dms_get_model_resp_encode(&model, tlvs, sizeof(tlvs)));
}

static void is_locked(void)
{
	cids_rig_has_card(
		QMI_UIM_CARD_APPLICATION_STATE_PIN1_OR_UPIN_PIN_REQUIRED,
		QMI_UIM_PIN_STATE_ENABLED_NOT_VERIFIED, 3, 10);
}

static void is_ready(void)
{
	cids_rig_has_card(QMI_UIM_CARD_APPLICATION_STATE_READY,
			  QMI_UIM_PIN_STATE_DISABLED, 3, 10);
}

static void refuses_pins(uint8_t pin, uint8_t puk)
{
	const struct qmi_uim_verify_pin_resp r = {
		.has.retries_remaining = true,
		.retries_remaining = {pin, puk},
	};
	int len = qmi_uim_verify_pin_resp_encode(&r, tlvs, sizeof(tlvs));

	cids_rig_answers(QMI_SERVICE_UIM, QMI_UIM_VERIFY_PIN,
			 QMI_PROTOCOL_ERROR_INCORRECT_PIN, tlvs, len);
	cids_rig_answers(QMI_SERVICE_UIM, QMI_UIM_SET_PIN_PROTECTION,
			 QMI_PROTOCOL_ERROR_INCORRECT_PIN, tlvs, len);
}

static uint32_t pin(uint32_t type, uint32_t operation, const char *code)
{
	const struct mbim_basic_connect_pin_set set = {
		.pin_type = type,
		.pin_operation = operation,
		.pin = att_str_utf8(code),
	};
	uint8_t body[128];

	return cids_rig_status(
		BASIC, MBIM_CID_BASIC_CONNECT_PIN, true, body,
		mbim_basic_connect_pin_set_encode(&set, body, sizeof(body)));
}

/* --- tests ---------------------------------------------------------------- */

static void is_text(const struct att_str *s, const char *text)
{
	char buf[64];

	assert_true(att_str_get(s, buf, sizeof(buf)) >= 0);
	assert_string_equal(buf, text);
}

static void caps_are_those_of_dms(void **state)
{
	struct mbim_basic_connect_device_caps_response r;

	(void)state;
	has_caps();
	assert_int_equal(cids_rig_status(BASIC,
					 MBIM_CID_BASIC_CONNECT_DEVICE_CAPS,
					 false, NULL, 0),
			 MBIM_STATUS_NONE);
	IS_ANSWERED(basic_connect_device_caps_response, r);
	assert_int_equal(r.cellular_class, MBIM_CELLULAR_CLASS_GSM);
	assert_int_equal(r.voice_class,
			 MBIM_VOICE_CLASS_SIMULTANEOUS_VOICE_DATA);
	assert_int_equal(r.data_class, MBIM_DATA_CLASS_V3_GPRS |
					       MBIM_DATA_CLASS_V3_EDGE |
					       MBIM_DATA_CLASS_V3_LTE |
					       MBIM_DATA_CLASS_V3_5G);
	assert_int_equal(r.sms_caps, MBIM_SMS_CAPS_NONE);
	is_text(&r.device_id, "350000000000006");
	is_text(&r.firmware_info, "R1");
	is_text(&r.hardware_info, "M1");
}

static void refused_step_refuses_unless_the_answer_can_do_without(void **state)
{
	struct mbim_basic_connect_device_caps_response r;

	(void)state;
	assert_int_equal(cids_rig_status(BASIC,
					 MBIM_CID_BASIC_CONNECT_DEVICE_CAPS,
					 false, NULL, 0),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	has_caps();
	cids_rig_modem.n_answers = 1;
	assert_int_equal(cids_rig_status(BASIC,
					 MBIM_CID_BASIC_CONNECT_DEVICE_CAPS,
					 false, NULL, 0),
			 MBIM_STATUS_NONE);
	IS_ANSWERED(basic_connect_device_caps_response, r);
	is_text(&r.device_id, "");
}

/* More than MBIM has room for, and no UTF-8. */
static void text_of_the_modem_is_cut_and_mended(void **state)
{
	static const char text[] = "\xff\x1b"
				   "456789012345678901234567890123456789";
	const struct qmi_dms_get_model_resp model = {
		.has.model = true, .model = att_str_utf8(text)};
	struct mbim_basic_connect_device_caps_response r;

	(void)state;
	has_caps();
	cids_rig_modem.n_answers = 3;
	cids_rig_answers(
		QMI_SERVICE_DMS, QMI_DMS_GET_MODEL, 0, tlvs,
		qmi_dms_get_model_resp_encode(&model, tlvs, sizeof(tlvs)));
	assert_int_equal(cids_rig_status(BASIC,
					 MBIM_CID_BASIC_CONNECT_DEVICE_CAPS,
					 false, NULL, 0),
			 MBIM_STATUS_NONE);
	IS_ANSWERED(basic_connect_device_caps_response, r);
	is_text(&r.hardware_info, "\xef\xbf\xbd?4567890123456789012345678901");
}

static void client_is_asked_for_once(void **state)
{
	(void)state;
	has_caps();
	cids_rig_has_mode(QMI_DMS_OPERATING_MODE_ONLINE);
	cids_rig_modem.waits = true;
	cids_rig_asks(BASIC, MBIM_CID_BASIC_CONNECT_DEVICE_CAPS, false, NULL,
		      0);
	cids_rig_asks(BASIC, MBIM_CID_BASIC_CONNECT_RADIO_STATE, false, NULL,
		      0);
	assert_int_equal(cids_rig_client.replies, 0);
	cids_rig_goes_on(MBIM_STATUS_NONE);
	assert_int_equal(cids_rig_client.replies, 2);
	assert_int_equal(cids_rig_modem.allocated, 1);
	assert_int_equal(cids_rig_status(BASIC,
					 MBIM_CID_BASIC_CONNECT_RADIO_STATE,
					 false, NULL, 0),
			 MBIM_STATUS_NONE);
	assert_int_equal(cids_rig_modem.allocated, 1);
}

/* Each is answered once, also the one whose step the modem has. */
static void lost_channel_answers_what_waits(void **state)
{
	(void)state;
	has_caps();
	cids_rig_modem.waits = true;
	cids_rig_asks(BASIC, MBIM_CID_BASIC_CONNECT_DEVICE_CAPS, false, NULL,
		      0);
	cids_rig_modem.core.open = false;
	cids_rig_goes_on(MBIM_STATUS_FAILURE);
	assert_int_equal(cids_rig_client.replies, 1);
	assert_int_equal(cids_rig_client.status, MBIM_STATUS_NOT_INITIALIZED);
	att_cids_lost(&cids_rig);
	att_cids_settle(&cids_rig, cids_rig_now);
	assert_int_equal(cids_rig_client.replies, 1);
	assert_int_equal(cids_rig_status(BASIC,
					 MBIM_CID_BASIC_CONNECT_DEVICE_CAPS,
					 false, NULL, 0),
			 MBIM_STATUS_NOT_INITIALIZED);
	cids_rig_modem.core.open = true;
	assert_int_equal(cids_rig_status(BASIC,
					 MBIM_CID_BASIC_CONNECT_DEVICE_CAPS,
					 false, NULL, 0),
			 MBIM_STATUS_NONE);
	assert_int_equal(cids_rig_modem.allocated, 2);
}

static void forgotten_command_is_not_answered(void **state)
{
	(void)state;
	is_locked();
	cids_rig_modem.waits = true;
	cids_rig_asks(BASIC, MBIM_CID_BASIC_CONNECT_PIN, false, NULL, 0);
	assert_true(att_cids_forget(&cids_rig, CIDS_RIG_TOKEN));
	assert_false(att_cids_forget(&cids_rig, CIDS_RIG_TOKEN));
	cids_rig_goes_on(MBIM_STATUS_NONE);
	assert_int_equal(cids_rig_client.replies, 0);
	assert_int_equal(cids_rig.n_jobs, 0);
}

static void words_are(const char *words)
{
	assert_int_equal(cids_rig_client.status, MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_true(cids_rig_client.body.len >= strlen(words));
	assert_memory_equal(cids_rig_client.body.p, words, strlen(words));
}

static void what_is_not_translated_is_refused_in_words(void **state)
{
	(void)state;
	cids_rig_asks(MBIM_SERVICE_PHONEBOOK, 1, false, NULL, 0);
	words_are("this modem speaks QMI");
	cids_rig_asks(BASIC, MBIM_CID_BASIC_CONNECT_PACKET_STATISTICS, false,
		      NULL, 0);
	words_are("QMI counts");
}

static void sets_context(uint32_t compression)
{
	const struct mbim_basic_connect_provisioned_contexts_set set = {
		.context_type = mbim_context_type_internet,
		.access_string = att_str_utf8("internet"),
		.compression = compression,
	};
	uint8_t body[128];

	cids_rig_asks(BASIC, MBIM_CID_BASIC_CONNECT_PROVISIONED_CONTEXTS, true,
		      body,
		      mbim_basic_connect_provisioned_contexts_set_encode(
			      &set, body, sizeof(body)));
}

/* What QMI has no place for is no fault of this modem, nor the other way round.
 */
static void words_say_whether_the_modem_or_qmi_lacks_it(void **state)
{
	static const struct qmi_wds_get_profile_list_resp none;
	int len =
		qmi_wds_get_profile_list_resp_encode(&none, tlvs, sizeof(tlvs));

	(void)state;
	sets_context(MBIM_COMPRESSION_NONE);
	words_are("this modem lacks the message wds.get_profile_list of QMI");
	cids_rig_answers(QMI_SERVICE_WDS, QMI_WDS_GET_PROFILE_LIST, 0, tlvs,
			 len);
	sets_context(MBIM_COMPRESSION_ENABLE);
	words_are("a profile of QMI is for the internet");
	sets_context(MBIM_COMPRESSION_NONE);
	words_are("this modem lacks the message wds.create_profile of QMI");
	cids_rig_answers(QMI_SERVICE_WDS, QMI_WDS_CREATE_PROFILE,
			 QMI_PROTOCOL_ERROR_NOT_SUPPORTED, tlvs, 0);
	sets_context(MBIM_COMPRESSION_NONE);
	words_are("this modem answers the message wds.create_profile of QMI, "
		  "which this CID takes, with not_supported");
	cids_rig_answers(QMI_SERVICE_CTL, QMI_CTL_ALLOCATE_CID,
			 QMI_PROTOCOL_ERROR_INVALID_SERVICE_TYPE, tlvs, 0);
	cids_rig_asks(BASIC, MBIM_CID_BASIC_CONNECT_HOME_PROVIDER, false, NULL,
		      0);
	words_are("this modem lacks the service nas of QMI");
}

/* A step that the row can do without is not what it lacks. */
static void words_are_about_what_was_asked(void **state)
{
	(void)state;
	is_locked();
	assert_int_equal(
		pin(MBIM_PIN_TYPE_NETWORK_PIN, MBIM_PIN_OPERATION_ENTER, "1"),
		MBIM_STATUS_NO_DEVICE_SUPPORT);
	words_are("QMI's PIN messages are about PIN1");
	cids_rig_modem.n_answers = 0;
	assert_int_equal(
		pin(MBIM_PIN_TYPE_NETWORK_PIN, MBIM_PIN_OPERATION_ENTER, "1"),
		MBIM_STATUS_NO_DEVICE_SUPPORT);
	words_are("QMI's PIN messages are about PIN1");
}

/* As many bytes as the socket takes, and one more. */
static void longest_list_of_a_client_is_taken(void **state)
{
	static const uint32_t cids[60];
	const struct mbim_event_entry entry = {
		.device_service_id = mbim_services[BASIC].uuid,
		.cids = att_array_of(cids, 60),
	};
	struct mbim_event_entry all[16];
	const struct mbim_basic_connect_device_service_subscribe_list_set set =
		{.events = att_array_of(all, 15)};
	static uint8_t body[ATT_ASK_BODY + 1];
	const uint32_t list =
		MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST;
	int len;

	(void)state;
	for (unsigned i = 0; i < 15; i++)
		all[i] = entry;
	len = mbim_basic_connect_device_service_subscribe_list_set_encode(
		&set, body, ATT_ASK_BODY);
	assert_in_range(len, ATT_ASK_BODY - 100, ATT_ASK_BODY);
	assert_int_equal(cids_rig_status(BASIC, list, true, body, len),
			 MBIM_STATUS_NONE);
	assert_int_equal(cids_rig_status(BASIC, list, true, body, ATT_ASK_BODY),
			 MBIM_STATUS_NONE);
	assert_int_equal(
		cids_rig_status(BASIC, list, true, body, ATT_ASK_BODY + 1),
		MBIM_STATUS_INVALID_PARAMETERS);
}

/* --- PIN ------------------------------------------------------------------ */

static void refused_pin_is_sent_once_and_tells_what_is_left(void **state)
{
	struct mbim_basic_connect_pin_response r;

	(void)state;
	is_locked();
	refuses_pins(2, 10);
	assert_int_equal(
		pin(MBIM_PIN_TYPE_PIN1, MBIM_PIN_OPERATION_ENTER, "0000"),
		MBIM_STATUS_PIN_REQUIRED);
	assert_int_equal(cids_rig_modem.verified, 1);
	assert_int_equal(cids_rig_modem.asked[QMI_SERVICE_DMS], 0);
	IS_ANSWERED(basic_connect_pin_response, r);
	assert_int_equal(r.pin_type, MBIM_PIN_TYPE_PIN1);
	assert_int_equal(r.pin_state, MBIM_PIN_STATE_LOCKED);
	assert_int_equal(r.remaining_attempts, 2);
}

static void last_refusal_asks_for_the_puk(void **state)
{
	struct mbim_basic_connect_pin_response r;

	(void)state;
	is_locked();
	refuses_pins(0, 9);
	assert_int_equal(
		pin(MBIM_PIN_TYPE_PIN1, MBIM_PIN_OPERATION_ENTER, "0000"),
		MBIM_STATUS_PIN_REQUIRED);
	IS_ANSWERED(basic_connect_pin_response, r);
	assert_int_equal(r.pin_type, MBIM_PIN_TYPE_PUK1);
	assert_int_equal(r.remaining_attempts, 9);
}

static void wrong_code_for_an_open_sim_leaves_it_open(void **state)
{
	struct mbim_basic_connect_pin_response r;

	(void)state;
	is_ready();
	refuses_pins(2, 10);
	assert_int_equal(
		pin(MBIM_PIN_TYPE_PIN1, MBIM_PIN_OPERATION_ENABLE, "0000"),
		MBIM_STATUS_PIN_REQUIRED);
	IS_ANSWERED(basic_connect_pin_response, r);
	assert_int_equal(r.pin_state, MBIM_PIN_STATE_UNLOCKED);
	assert_int_equal(r.remaining_attempts, 2);
}

static void pin_that_makes_no_sense_reaches_no_modem(void **state)
{
	(void)state;
	is_locked();
	assert_int_equal(
		pin(MBIM_PIN_TYPE_NETWORK_PIN, MBIM_PIN_OPERATION_ENTER, "1"),
		MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(
		pin(MBIM_PIN_TYPE_PUK1, MBIM_PIN_OPERATION_ENABLE, "00000000"),
		MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(pin(MBIM_PIN_TYPE_PIN1, 9, "0000"),
			 MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(pin(MBIM_PIN_TYPE_PIN1, MBIM_PIN_OPERATION_ENTER, ""),
			 MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(cids_rig_status(BASIC, MBIM_CID_BASIC_CONNECT_PIN,
					 true, "\2", 1),
			 MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(cids_rig_modem.verified, 0);
}

/* A modem of before UIM. */
static void pin_goes_by_dms_where_there_is_no_uim(void **state)
{
	const struct qmi_dms_uim_get_pin_status_resp r = {
		.has.pin1_status = true,
		.pin1_status = {QMI_DMS_UIM_PIN_STATUS_ENABLED_NOT_VERIFIED, 3,
				10},
	};

	(void)state;
	cids_rig_answers(
		QMI_SERVICE_DMS, QMI_DMS_UIM_GET_PIN_STATUS, 0, tlvs,
		qmi_dms_uim_get_pin_status_resp_encode(&r, tlvs, sizeof(tlvs)));
	cids_rig_answers(QMI_SERVICE_DMS, QMI_DMS_UIM_VERIFY_PIN, 0, tlvs, 0);
	assert_int_equal(
		pin(MBIM_PIN_TYPE_PIN1, MBIM_PIN_OPERATION_ENTER, "0000"),
		MBIM_STATUS_NONE);
	assert_int_equal(cids_rig_modem.verified, 0);
}

/* --- the table ------------------------------------------------------------ */

/* So that words can say which one a modem lacks. */
static void names_its_messages(const struct att_cids_row *r)
{
	const struct att_cids_step *step;

	for (unsigned i = 0; (step = att_cids_step(r, &i)); i++) {
		const struct qmi_head head = {.service = step->service,
					      .message = step->message};

		assert_non_null(qmi_service_name(step->service));
		assert_true(step->awaits || qmi_message_name(&head));
	}
}

/* A CID once; one of sessions as often as there are sessions. */
static void news_have_room(void)
{
	const struct att_cids_event *e, *before[ATT_CIDS_TOLD];
	unsigned n = 0, places = 0;

	for (unsigned p = 0; att_cids_parts[p]; p++)
		for (unsigned i = 0; i < att_cids_parts[p]->n_events; i++) {
			unsigned k = 0;

			e = &att_cids_parts[p]->events[i];
			while (k < n && (before[k]->service != e->service ||
					 before[k]->cid != e->cid))
				k++;
			if (k < n)
				continue;
			assert_true(n < ATT_CIDS_TOLD);
			before[n++] = e;
			places += e->from == ATT_CIDS_SESSION
					  ? ATT_CORE_SESSIONS
					  : 1;
		}
	assert_in_range(places, ATT_CORE_SESSIONS, ATT_CIDS_TOLD);
}

static void table_has_each_cid_once_and_room_for_its_steps(void **state)
{
	unsigned sources = 0;

	(void)state;
	for (unsigned p = 0; att_cids_parts[p]; p++) {
		const struct att_cids_part *part = att_cids_parts[p];

		sources += part->n_sources;
		for (unsigned i = 0; i < part->n_rows; i++) {
			const struct att_cids_row *r = &part->rows[i];
			const struct att_uuid *service =
				&mbim_services[r->service].uuid;

			assert_ptr_equal(att_cids_row(service, r->cid, r->set),
					 r);
			assert_true(r->answer || r->lacks);
			names_its_messages(r);
		}
		for (unsigned i = 0; i < part->n_events; i++)
			assert_true(
				part->events[i].tell ||
				att_cids_row(
					&mbim_services[part->events[i].service]
						 .uuid,
					part->events[i].cid, false));
	}
	assert_in_range(sources, 1, ATT_CIDS_STEPS);
	news_have_room();
}

/* Whatever the modem sends, and whatever the client does: each command ends
 * with one answer. */
static void garbage_from_both_sides_is_answered_once(void **state)
{
	uint8_t body[64];

	(void)state;
	srand(1);
	for (unsigned round = 0; round < 40; round++)
		for (unsigned p = 0; att_cids_parts[p]; p++)
			for (unsigned i = 0; i < att_cids_parts[p]->n_rows;
			     i++) {
				const struct att_cids_row *r =
					&att_cids_parts[p]->rows[i];

				cids_rig_modem.n_answers = 0;
				for (unsigned s = 0;
				     (unsigned)s < ATT_CIDS_STEPS; s++) {
					if (!r->step[s].message)
						continue;
					for (size_t b = 0; b < 60; b++)
						tlvs[b] = (uint8_t)(rand() % 8);
					tlvs[0] = (uint8_t)(1 + rand() % 0x20);
					att_put16(tlvs + 1, 57);
					cids_rig_answers(r->step[s].service,
							 r->step[s].message, 0,
							 tlvs, 60);
				}
				for (size_t b = 0; b < sizeof(body); b++)
					body[b] = (uint8_t)(rand() % 4);
				(void)cids_rig_status(r->service, r->cid,
						      r->set, body,
						      rand() % 64);
			}
	assert_int_equal(cids_rig.n_jobs, 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, cids_rig_setup, cids_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(caps_are_those_of_dms),
		TEST(refused_step_refuses_unless_the_answer_can_do_without),
		TEST(text_of_the_modem_is_cut_and_mended),
		TEST(client_is_asked_for_once),
		TEST(lost_channel_answers_what_waits),
		TEST(forgotten_command_is_not_answered),
		TEST(what_is_not_translated_is_refused_in_words),
		TEST(words_say_whether_the_modem_or_qmi_lacks_it),
		TEST(words_are_about_what_was_asked),
		TEST(longest_list_of_a_client_is_taken),
		TEST(refused_pin_is_sent_once_and_tells_what_is_left),
		TEST(last_refusal_asks_for_the_puk),
		TEST(wrong_code_for_an_open_sim_leaves_it_open),
		TEST(pin_that_makes_no_sense_reaches_no_modem),
		TEST(pin_goes_by_dms_where_there_is_no_uim),
		TEST(table_has_each_cid_once_and_room_for_its_steps),
		TEST(garbage_from_both_sides_is_answered_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
