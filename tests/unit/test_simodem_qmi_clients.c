/* The channel of the simulated modem that speaks QMI: clients, what they are
 * told, and what becomes of them. */
#include <string.h>

#include "simodem_qmi.h"

#define CTL QMI_SERVICE_CTL, 0

static uint16_t sync_(struct qmi_host *h)
{
	return qmi_host_ask(h, CTL, QMI_CTL_SYNC, 0);
}

static uint16_t model(struct qmi_host *h, uint8_t client)
{
	return qmi_host_ask(h, QMI_SERVICE_DMS, client, QMI_DMS_GET_MODEL, 0);
}

/* A modem with few ids, and whatever else. */
static void start(struct qmi_host *h, uint8_t clients, uint32_t quirks)
{
	struct sim_config c;

	qmi_host_config(&c);
	c.qmi.clients = clients;
	c.quirks |= quirks;
	qmi_host_start(h, &c);
}

/* --- ids --------------------------------------------------------------------
 */

static void ids_are_limited_and_given_out_again(void **state)
{
	struct qmi_host h;

	(void)state;
	start(&h, 2, 0);
	assert_int_equal(qmi_host_client(&h, QMI_SERVICE_NAS), 1);
	assert_int_equal(qmi_host_client(&h, QMI_SERVICE_NAS), 2);
	assert_int_equal(qmi_host_client(&h, QMI_SERVICE_NAS), 0);
	assert_int_equal(h.error, QMI_PROTOCOL_ERROR_CLIENT_IDS_EXHAUSTED);
	assert_int_equal(qmi_host_client(&h, QMI_SERVICE_DMS), 1);
	qmi_host_release(&h, QMI_SERVICE_NAS, 1);
	assert_int_equal(h.error, 0);
	assert_int_equal(qmi_host_client(&h, QMI_SERVICE_NAS), 1);
	qmi_host_stop(&h);
}

static void released_id_is_nobodys(void **state)
{
	struct qmi_host h;
	uint8_t client;

	(void)state;
	start(&h, 4, 0);
	client = qmi_host_client(&h, QMI_SERVICE_DMS);
	assert_int_equal(model(&h, client), 0);
	qmi_host_release(&h, QMI_SERVICE_DMS, client);
	assert_int_equal(model(&h, client),
			 QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID);
	qmi_host_release(&h, QMI_SERVICE_DMS, client);
	assert_int_equal(h.error, QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID);
	qmi_host_stop(&h);
}

static void service_that_is_not_there_has_no_ids(void **state)
{
	struct sim_config c;
	struct qmi_host h;

	(void)state;
	qmi_host_config(&c);
	c.qmi.without[c.qmi.n_without++] = (struct sim_qmi_missing){
		.service = QMI_SERVICE_UIM, .message = SIM_QMI_SERVICE};
	c.qmi.without[c.qmi.n_without++] = (struct sim_qmi_missing){
		.service = QMI_SERVICE_DMS, .message = QMI_DMS_GET_MODEL};
	qmi_host_start(&h, &c);
	assert_int_equal(qmi_host_client(&h, QMI_SERVICE_UIM), 0);
	assert_int_equal(h.error, QMI_PROTOCOL_ERROR_INVALID_SERVICE_TYPE);
	assert_int_equal(qmi_host_client(&h, QMI_SERVICE_CTL), 0);
	assert_int_equal(h.error, QMI_PROTOCOL_ERROR_INVALID_SERVICE_TYPE);
	assert_int_equal(model(&h, qmi_host_client(&h, QMI_SERVICE_DMS)),
			 QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND);
	qmi_host_stop(&h);
}

static void service_that_is_there_also_has_clients_and_no_message(void **state)
{
	struct qmi_ctl_get_version_info_resp r;
	struct qmi_ctl_service_list s;
	struct sim_config c;
	struct att_cursor at;
	struct qmi_host h;
	uint8_t client;
	bool told = false;

	(void)state;
	qmi_host_config(&c);
	c.qmi.also[c.qmi.n_also++] = QMI_SERVICE_DSD;
	qmi_host_start(&h, &c);
	assert_int_equal(qmi_host_ask(&h, CTL, QMI_CTL_GET_VERSION_INFO, 0), 0);
	QMI_HOST_READ(&h, ctl_get_version_info_resp, &r);
	at = att_cursor_of(&r.service_list);
	while (qmi_ctl_service_list_next(&at, &s))
		told |= s.service == QMI_SERVICE_DSD;
	assert_true(told);
	client = qmi_host_client(&h, QMI_SERVICE_DSD);
	assert_int_not_equal(client, 0);
	assert_int_equal(qmi_host_ask(&h, QMI_SERVICE_DSD, client,
				      QMI_DSD_GET_SYSTEM_STATUS, 0),
			 QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND);
	qmi_host_stop(&h);
}

static void sync_frees_every_id_and_ends_every_call(void **state)
{
	struct qmi_host h;
	uint8_t client;

	(void)state;
	start(&h, 1, 0);
	client = qmi_host_client(&h, QMI_SERVICE_WDS);
	assert_int_equal(qmi_host_call(&h, client, 0, "internet", NULL), 0);
	assert_true(sim_modem_session_up(h.m, 0));
	assert_int_equal(sync_(&h), 0);
	assert_false(qmi_host_next(&h));
	assert_false(sim_modem_session_up(h.m, 0));
	assert_int_equal(qmi_host_client(&h, QMI_SERVICE_WDS), client);
	qmi_host_stop(&h);
}

static void release_ends_the_call_of_its_client_alone(void **state)
{
	struct qmi_host h;
	uint8_t a, b;

	(void)state;
	start(&h, 4, 0);
	a = qmi_host_client(&h, QMI_SERVICE_WDS);
	b = qmi_host_client(&h, QMI_SERVICE_WDS);
	assert_int_equal(qmi_host_call(&h, a, 4, "internet", NULL), 0);
	assert_int_equal(qmi_host_call(&h, b, 6, "internet", NULL), 0);
	qmi_host_release(&h, QMI_SERVICE_WDS, a);
	assert_true(sim_modem_session_up(h.m, 0));
	qmi_host_release(&h, QMI_SERVICE_WDS, b);
	assert_false(sim_modem_session_up(h.m, 0));
	qmi_host_stop(&h);
}

/* --- restart ----------------------------------------------------------------
 */

static void restarted_modem_says_so_to_everybody(void **state)
{
	struct qmi_host h;
	uint8_t client;

	(void)state;
	start(&h, 4, 0);
	client = qmi_host_client(&h, QMI_SERVICE_DMS);
	assert_true(sim_modem_command(h.m, "restart", h.now));
	qmi_host_indication(&h, QMI_SERVICE_CTL, QMI_CLIENT_ALL, QMI_CTL_SYNC);
	assert_int_equal(model(&h, client),
			 QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID);
	qmi_host_stop(&h);
}

static void first_power_up_says_nothing(void **state)
{
	struct qmi_host h;

	(void)state;
	start(&h, 4, 0);
	sim_modem_power_up(h.m, SIM_REMEDY_NONE, h.now);
	assert_false(qmi_host_next(&h));
	qmi_host_stop(&h);
}

static void forgotten_clients_are_not_told(void **state)
{
	struct qmi_host h;
	uint8_t client;

	(void)state;
	start(&h, 4, 0);
	client = qmi_host_client(&h, QMI_SERVICE_WDS);
	assert_int_equal(qmi_host_call(&h, client, 0, "internet", NULL), 0);
	assert_true(sim_modem_command(h.m, "forget", h.now));
	assert_false(qmi_host_next(&h));
	/* The call goes on, and is nobody's. */
	assert_true(sim_modem_session_up(h.m, 0));
	client = qmi_host_client(&h, QMI_SERVICE_WDS);
	assert_int_equal(qmi_host_call(&h, client, 0, "internet", NULL),
			 QMI_PROTOCOL_ERROR_POLICY_MISMATCH);
	assert_int_equal(qmi_host_hang_up(&h, client, UINT32_MAX), 0);
	assert_false(sim_modem_session_up(h.m, 0));
	assert_int_equal(qmi_host_call(&h, client, 0, "internet", NULL), 0);
	qmi_host_stop(&h);
}

/* --- the stream -------------------------------------------------------------
 */

static void first_request_is_lost_and_no_other(void **state)
{
	struct qmi_host h;

	(void)state;
	start(&h, 4, SIM_QUIRK_FIRST_LOST);
	qmi_host_send(&h, CTL, QMI_CTL_GET_VERSION_INFO, 0);
	qmi_host_pass(&h, 60000);
	assert_false(qmi_host_next(&h));
	assert_int_equal(qmi_host_ask(&h, CTL, QMI_CTL_GET_VERSION_INFO, 0), 0);
	qmi_host_stop(&h);
}

static void frames_come_in_pieces_and_behind_garbage(void **state)
{
	static const uint8_t ask[] = {0x01, 11, 0,    0, 0, 0,
				      0,    7,	0x21, 0, 0, 0};
	static const uint8_t garbage[] = {0x55, 0x00, 0xff};
	struct qmi_host h;

	(void)state;
	start(&h, 4, 0);
	qmi_host_write(&h, garbage, sizeof(garbage));
	for (size_t i = 0; i < sizeof(ask); i++)
		qmi_host_write(&h, ask + i, 1);
	assert_int_equal(qmi_host_answer(&h, 7, QMI_CTL_GET_VERSION_INFO), 0);
	qmi_host_stop(&h);
}

static void versions_are_of_the_services_that_are_there(void **state)
{
	struct qmi_ctl_get_version_info_resp r;
	struct qmi_ctl_service_list s;
	struct att_cursor at;
	struct sim_config c;
	struct qmi_host h;
	uint64_t seen = 0;

	(void)state;
	qmi_host_config(&c);
	c.qmi.without[c.qmi.n_without++] = (struct sim_qmi_missing){
		.service = QMI_SERVICE_WDA, .message = SIM_QMI_SERVICE};
	qmi_host_start(&h, &c);
	assert_int_equal(qmi_host_ask(&h, CTL, QMI_CTL_GET_VERSION_INFO, 0), 0);
	QMI_HOST_READ(&h, ctl_get_version_info_resp, &r);
	at = att_cursor_of(&r.service_list);
	while (qmi_ctl_service_list_next(&at, &s))
		seen |= 1ull << s.service;
	assert_true(seen >> QMI_SERVICE_NAS & 1);
	assert_true(seen >> QMI_SERVICE_LOC & 1);
	assert_false(seen >> QMI_SERVICE_WDA & 1);
	qmi_host_stop(&h);
}

/* --- operating mode, card and network ---------------------------------------
 */

static uint16_t set_mode(struct qmi_host *h, uint8_t client, uint8_t mode)
{
	struct qmi_dms_set_operating_mode_req r = {.has.mode = true,
						   .mode = mode};

	return QMI_HOST_ASK(h, QMI_SERVICE_DMS, client,
			    QMI_DMS_SET_OPERATING_MODE, dms_set_operating_mode,
			    &r);
}

static void mode_is_told_behind_the_answer_to_who_wants_it(void **state)
{
	struct qmi_dms_set_event_report_req r = {.has.operating_mode_reporting =
							 true,
						 .operating_mode_reporting = 1};
	struct qmi_dms_event_report_ind ind;
	struct qmi_host h;
	uint8_t a, b;

	(void)state;
	start(&h, 4, 0);
	a = qmi_host_client(&h, QMI_SERVICE_DMS);
	b = qmi_host_client(&h, QMI_SERVICE_DMS);
	assert_int_equal(QMI_HOST_ASK(&h, QMI_SERVICE_DMS, b,
				      QMI_DMS_SET_EVENT_REPORT,
				      dms_set_event_report, &r),
			 0);
	assert_int_equal(set_mode(&h, a, QMI_DMS_OPERATING_MODE_LOW_POWER), 0);
	qmi_host_indication(&h, QMI_SERVICE_DMS, b, QMI_DMS_EVENT_REPORT);
	QMI_HOST_READ(&h, dms_event_report_ind, &ind);
	assert_int_equal(ind.operating_mode, QMI_DMS_OPERATING_MODE_LOW_POWER);
	assert_false(qmi_host_next(&h));
	qmi_host_stop(&h);
}

static void from_offline_only_a_reset_leads_away(void **state)
{
	struct qmi_host h;
	uint8_t client;

	(void)state;
	start(&h, 4, 0);
	client = qmi_host_client(&h, QMI_SERVICE_DMS);
	assert_int_equal(set_mode(&h, client, QMI_DMS_OPERATING_MODE_OFFLINE),
			 0);
	assert_int_equal(set_mode(&h, client, QMI_DMS_OPERATING_MODE_ONLINE),
			 QMI_PROTOCOL_ERROR_INVALID_TRANSITION);
	assert_int_equal(set_mode(&h, client, QMI_DMS_OPERATING_MODE_RESET), 0);
	qmi_host_stop(&h);
}

static void locked_radio_is_opened_by_its_message(void **state)
{
	struct qmi_host h;
	uint8_t client;

	(void)state;
	start(&h, 4, SIM_QUIRK_FCC_LOCK);
	client = qmi_host_client(&h, QMI_SERVICE_DMS);
	assert_int_equal(set_mode(&h, client, QMI_DMS_OPERATING_MODE_ONLINE),
			 QMI_PROTOCOL_ERROR_INVALID_TRANSITION);
	assert_int_equal(qmi_host_ask(&h, QMI_SERVICE_DMS, client,
				      QMI_DMS_SET_FCC_AUTHENTICATION, 0),
			 0);
	assert_int_equal(set_mode(&h, client, QMI_DMS_OPERATING_MODE_ONLINE),
			 0);
	qmi_host_stop(&h);
}

static void removed_card_is_told_to_who_has_registered(void **state)
{
	struct qmi_uim_register_events_req r = {
		.has.event_registration_mask = true,
		.event_registration_mask =
			QMI_UIM_EVENT_REGISTRATION_FLAG_CARD_STATUS};
	struct qmi_uim_card_status_ind ind;
	struct qmi_uim_card_status_cards card;
	struct att_cursor at;
	struct qmi_host h;
	uint8_t client;

	(void)state;
	start(&h, 4, 0);
	client = qmi_host_client(&h, QMI_SERVICE_UIM);
	assert_int_equal(QMI_HOST_ASK(&h, QMI_SERVICE_UIM, client,
				      QMI_UIM_REGISTER_EVENTS,
				      uim_register_events, &r),
			 0);
	sim_modem_sim(h.m, false, h.now);
	qmi_host_indication(&h, QMI_SERVICE_UIM, client, QMI_UIM_CARD_STATUS);
	QMI_HOST_READ(&h, uim_card_status_ind, &ind);
	assert_int_equal(ind.card_status.index_gw_primary, 0xffff);
	at = att_cursor_of(&ind.card_status.cards);
	assert_true(qmi_uim_card_status_cards_next(&at, &card));
	assert_int_equal(card.card_state, QMI_UIM_CARD_STATE_ABSENT);
	assert_int_equal(card.applications.count, 0);
	qmi_host_stop(&h);
}

static uint8_t registered(struct qmi_host *h, uint8_t client)
{
	struct qmi_nas_get_serving_system_resp r;

	assert_int_equal(qmi_host_ask(h, QMI_SERVICE_NAS, client,
				      QMI_NAS_GET_SERVING_SYSTEM, 0),
			 0);
	QMI_HOST_READ(h, nas_get_serving_system_resp, &r);
	return r.serving_system.registration_state;
}

static void lost_network_is_told_in_both_ways(void **state)
{
	struct qmi_nas_register_indications_req r = {
		.has = {.serving_system_events = true, .system_info = true},
		.serving_system_events = 1,
		.system_info = 1};
	struct qmi_nas_serving_system_ind serving;
	struct qmi_nas_system_info_ind system;
	struct qmi_host h;
	uint8_t client;

	(void)state;
	start(&h, 4, 0);
	client = qmi_host_client(&h, QMI_SERVICE_NAS);
	assert_int_equal(registered(&h, client),
			 QMI_NAS_REGISTRATION_STATE_REGISTERED);
	assert_int_equal(QMI_HOST_ASK(&h, QMI_SERVICE_NAS, client,
				      QMI_NAS_REGISTER_INDICATIONS,
				      nas_register_indications, &r),
			 0);
	sim_modem_network(h.m, false, h.now);
	/* Packet service goes first. */
	qmi_host_indication(&h, QMI_SERVICE_NAS, client,
			    QMI_NAS_SERVING_SYSTEM);
	QMI_HOST_READ(&h, nas_serving_system_ind, &serving);
	assert_int_equal(serving.serving_system.registration_state,
			 QMI_NAS_REGISTRATION_STATE_REGISTERED);
	assert_int_equal(serving.serving_system.ps_attach_state,
			 QMI_NAS_ATTACH_STATE_DETACHED);
	qmi_host_indication(&h, QMI_SERVICE_NAS, client, QMI_NAS_SYSTEM_INFO);
	qmi_host_indication(&h, QMI_SERVICE_NAS, client,
			    QMI_NAS_SERVING_SYSTEM);
	QMI_HOST_READ(&h, nas_serving_system_ind, &serving);
	assert_int_equal(serving.serving_system.registration_state,
			 QMI_NAS_REGISTRATION_STATE_NOT_REGISTERED_SEARCHING);
	qmi_host_indication(&h, QMI_SERVICE_NAS, client, QMI_NAS_SYSTEM_INFO);
	QMI_HOST_READ(&h, nas_system_info_ind, &system);
	assert_int_equal(system.lte_service_status.service_status,
			 QMI_NAS_SERVICE_STATUS_NONE);
	assert_false(qmi_host_next(&h));
	qmi_host_stop(&h);
}

static void manual_choice_needs_the_digits_of_the_mnc(void **state)
{
	struct qmi_nas_initiate_network_register_req r = {
		.has = {.action = true, .manual_registration_info_3gpp = true},
		.action = QMI_NAS_NETWORK_REGISTER_TYPE_MANUAL,
		.manual_registration_info_3gpp = {.mcc = 1, .mnc = 1}};
	struct sim_config c;
	struct qmi_host h;
	uint8_t client;

	(void)state;
	qmi_host_config(&c);
	sim_copy(c.operator_.id, sizeof(c.operator_.id), "001001");
	qmi_host_start(&h, &c);
	client = qmi_host_client(&h, QMI_SERVICE_NAS);
	assert_int_equal(QMI_HOST_ASK(&h, QMI_SERVICE_NAS, client,
				      QMI_NAS_INITIATE_NETWORK_REGISTER,
				      nas_initiate_network_register, &r),
			 QMI_PROTOCOL_ERROR_NO_NETWORK_FOUND);
	r.has.mnc_pcs_digit_include_status = true;
	r.mnc_pcs_digit_include_status = 1;
	assert_int_equal(QMI_HOST_ASK(&h, QMI_SERVICE_NAS, client,
				      QMI_NAS_INITIATE_NETWORK_REGISTER,
				      nas_initiate_network_register, &r),
			 0);
	qmi_host_stop(&h);
}

static void firmware_that_fills_one_message_says_nothing_in_the_other(
	void **state)
{
	struct qmi_nas_get_system_info_resp r;
	struct qmi_host h;
	uint8_t client;

	(void)state;
	start(&h, 4, SIM_QUIRK_EMPTY_SERVING);
	client = qmi_host_client(&h, QMI_SERVICE_NAS);
	assert_int_equal(registered(&h, client),
			 QMI_NAS_REGISTRATION_STATE_UNKNOWN);
	assert_int_equal(qmi_host_ask(&h, QMI_SERVICE_NAS, client,
				      QMI_NAS_GET_SYSTEM_INFO, 0),
			 0);
	QMI_HOST_READ(&h, nas_get_system_info_resp, &r);
	assert_true(r.has.lte_system_info_v2);
	qmi_host_stop(&h);
	start(&h, 4, SIM_QUIRK_EMPTY_SYSTEM);
	client = qmi_host_client(&h, QMI_SERVICE_NAS);
	assert_int_equal(registered(&h, client),
			 QMI_NAS_REGISTRATION_STATE_REGISTERED);
	assert_int_equal(qmi_host_ask(&h, QMI_SERVICE_NAS, client,
				      QMI_NAS_GET_SYSTEM_INFO, 0),
			 0);
	QMI_HOST_READ(&h, nas_get_system_info_resp, &r);
	assert_false(r.has.lte_service_status);
	qmi_host_stop(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_limited_and_given_out_again),
		cmocka_unit_test(released_id_is_nobodys),
		cmocka_unit_test(service_that_is_not_there_has_no_ids),
		cmocka_unit_test(
			service_that_is_there_also_has_clients_and_no_message),
		cmocka_unit_test(sync_frees_every_id_and_ends_every_call),
		cmocka_unit_test(release_ends_the_call_of_its_client_alone),
		cmocka_unit_test(restarted_modem_says_so_to_everybody),
		cmocka_unit_test(first_power_up_says_nothing),
		cmocka_unit_test(forgotten_clients_are_not_told),
		cmocka_unit_test(first_request_is_lost_and_no_other),
		cmocka_unit_test(frames_come_in_pieces_and_behind_garbage),
		cmocka_unit_test(versions_are_of_the_services_that_are_there),
		cmocka_unit_test(
			mode_is_told_behind_the_answer_to_who_wants_it),
		cmocka_unit_test(from_offline_only_a_reset_leads_away),
		cmocka_unit_test(locked_radio_is_opened_by_its_message),
		cmocka_unit_test(removed_card_is_told_to_who_has_registered),
		cmocka_unit_test(lost_network_is_told_in_both_ways),
		cmocka_unit_test(manual_choice_needs_the_digits_of_the_mnc),
		cmocka_unit_test(
			firmware_that_fills_one_message_says_nothing_in_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
