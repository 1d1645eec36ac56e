/* Calls of the simulated modem that speaks QMI, and what a scenario makes of
 * its messages. */
#include <string.h>

#include "simodem_qmi.h"
#include "test_simodem_yaml.h"

#define WDS  QMI_SERVICE_WDS
#define IPV4 QMI_WDS_IP_FAMILY_IPV4
#define IPV6 QMI_WDS_IP_FAMILY_IPV6

struct calls {
	struct qmi_host h;
	uint8_t a, b; /* two clients */
};

static void start_with(struct calls *c, const struct sim_config *config)
{
	qmi_host_start(&c->h, config);
	c->a = qmi_host_client(&c->h, WDS);
	c->b = qmi_host_client(&c->h, WDS);
	assert_int_equal(c->h.error, 0);
}

static void start(struct calls *c, uint32_t quirks)
{
	struct sim_config config;

	qmi_host_config(&config);
	config.quirks |= quirks;
	start_with(c, &config);
}

static void start_yaml(struct calls *c, const char *scenario)
{
	struct sim_config config;

	qmi_host_config(&config);
	assert_int_equal(read_yaml_on(sim_scenario_read, &config, scenario), 0);
	start_with(c, &config);
}

static void stop(struct calls *c)
{
	qmi_host_stop(&c->h);
}

/* The next indication tells that a client's call has ended: its verbose
 * reason. */
static int16_t ended(struct calls *c, uint8_t client)
{
	struct qmi_wds_packet_service_status_ind ind;

	qmi_host_indication(&c->h, WDS, client, QMI_WDS_PACKET_SERVICE_STATUS);
	QMI_HOST_READ(&c->h, wds_packet_service_status_ind, &ind);
	assert_int_equal(ind.connection_status.status,
			 QMI_WDS_CONNECTION_STATUS_DISCONNECTED);
	return ind.has.verbose_call_end_reason
		       ? ind.verbose_call_end_reason.reason
		       : 0;
}

/* --- calls ------------------------------------------------------------------
 */

static void answer_waits_for_the_network(void **state)
{
	struct sim_config config;
	struct calls c;
	uint16_t transaction;

	(void)state;
	qmi_host_config(&config);
	config.connect_ms = 700;
	start_with(&c, &config);
	transaction = qmi_host_send(&c.h, WDS, c.a, QMI_WDS_START_NETWORK, 0);
	qmi_host_pass(&c.h, 699);
	assert_false(qmi_host_next(&c.h));
	qmi_host_pass(&c.h, 1);
	assert_int_equal(
		qmi_host_answer(&c.h, transaction, QMI_WDS_START_NETWORK), 0);
	qmi_host_indication(&c.h, WDS, c.a, QMI_WDS_PACKET_SERVICE_STATUS);
	assert_false(qmi_host_next(&c.h));
	stop(&c);
}

static void start_that_waits_can_be_aborted(void **state)
{
	struct qmi_wds_abort_req r = {.has.transaction_id = true};
	struct sim_config config;
	struct calls c;
	uint16_t started, aborts;
	int len;

	(void)state;
	qmi_host_config(&config);
	config.connect_ms = 700;
	start_with(&c, &config);
	started = qmi_host_send(&c.h, WDS, c.a, QMI_WDS_START_NETWORK, 0);
	r.transaction_id = started;
	len = qmi_wds_abort_req_encode(&r, c.h.tlvs, sizeof(c.h.tlvs));
	aborts = qmi_host_send(&c.h, WDS, c.a, QMI_WDS_ABORT, len);
	assert_int_equal(qmi_host_answer(&c.h, started, QMI_WDS_START_NETWORK),
			 QMI_PROTOCOL_ERROR_CALL_FAILED);
	assert_int_equal(qmi_host_answer(&c.h, aborts, QMI_WDS_ABORT), 0);
	qmi_host_pass(&c.h, 60000);
	assert_false(qmi_host_next(&c.h));
	assert_false(sim_modem_session_up(c.h.m, 0));
	stop(&c);
}

static void families_are_calls_of_their_own_in_one_session(void **state)
{
	struct calls c;
	uint32_t four, six;

	(void)state;
	start(&c, 0);
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", &four), 0);
	assert_int_equal(qmi_host_call(&c.h, c.b, IPV6, "internet", &six), 0);
	assert_int_not_equal(four, six);
	assert_false(sim_modem_session_up(c.h.m, 1));
	assert_int_equal(qmi_host_hang_up(&c.h, c.a, six),
			 QMI_PROTOCOL_ERROR_INVALID_HANDLE);
	assert_int_equal(qmi_host_hang_up(&c.h, c.a, four), 0);
	ended(&c, c.a);
	assert_true(sim_modem_session_up(c.h.m, 0));
	assert_int_equal(qmi_host_hang_up(&c.h, c.a, four),
			 QMI_PROTOCOL_ERROR_NO_EFFECT);
	assert_int_equal(qmi_host_hang_up(&c.h, c.b, six), 0);
	ended(&c, c.b);
	assert_false(sim_modem_session_up(c.h.m, 0));
	stop(&c);
}

static void settings_are_of_the_familys_own(void **state)
{
	struct qmi_wds_get_current_settings_resp r;
	struct calls c;

	(void)state;
	start(&c, 0);
	assert_int_equal(
		qmi_host_ask(&c.h, WDS, c.a, QMI_WDS_GET_CURRENT_SETTINGS, 0),
		QMI_PROTOCOL_ERROR_OUT_OF_CALL);
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL), 0);
	assert_int_equal(qmi_host_call(&c.h, c.b, IPV6, "internet", NULL), 0);
	assert_int_equal(
		qmi_host_ask(&c.h, WDS, c.a, QMI_WDS_GET_CURRENT_SETTINGS, 0),
		0);
	QMI_HOST_READ(&c.h, wds_get_current_settings_resp, &r);
	assert_memory_equal(r.ipv4_address.b, ((uint8_t[]){10, 64, 0, 2}), 4);
	assert_memory_equal(r.ipv4_gateway_subnet_mask.b,
			    ((uint8_t[]){255, 255, 255, 252}), 4);
	assert_false(r.has.ipv6_address);
	assert_int_equal(
		qmi_host_ask(&c.h, WDS, c.b, QMI_WDS_GET_CURRENT_SETTINGS, 0),
		0);
	QMI_HOST_READ(&c.h, wds_get_current_settings_resp, &r);
	assert_int_equal(r.ipv6_address.prefix_length, 64);
	assert_false(r.has.ipv4_address);
	stop(&c);
}

static void mux_id_is_a_session(void **state)
{
	struct qmi_wds_bind_mux_data_port_req r = {.has.mux_id = true,
						   .mux_id = 2};
	struct calls c;

	(void)state;
	start(&c, 0);
	assert_int_equal(QMI_HOST_ASK(&c.h, WDS, c.b,
				      QMI_WDS_BIND_MUX_DATA_PORT,
				      wds_bind_mux_data_port, &r),
			 0);
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL), 0);
	assert_int_equal(qmi_host_call(&c.h, c.b, IPV4, "internet", NULL), 0);
	assert_true(sim_modem_session_up(c.h.m, 0));
	assert_true(sim_modem_session_up(c.h.m, 1));
	sim_modem_disconnect(c.h.m, 1, c.h.now);
	assert_int_equal(ended(&c, c.b), 36);
	assert_false(qmi_host_next(&c.h));
	r.mux_id = 200;
	assert_int_equal(QMI_HOST_ASK(&c.h, WDS, c.b,
				      QMI_WDS_BIND_MUX_DATA_PORT,
				      wds_bind_mux_data_port, &r),
			 QMI_PROTOCOL_ERROR_INVALID_ARGUMENT);
	stop(&c);
}

static void network_ends_the_calls_of_all_families(void **state)
{
	struct calls c;

	(void)state;
	start(&c, 0);
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL), 0);
	assert_int_equal(qmi_host_call(&c.h, c.b, IPV6, "internet", NULL), 0);
	sim_modem_disconnect(c.h.m, 0, c.h.now);
	assert_int_equal(ended(&c, c.a), 36);
	assert_int_equal(ended(&c, c.b), 36);
	assert_false(qmi_host_next(&c.h));
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL), 0);
	stop(&c);
}

static void old_modem_has_no_verbose_reason(void **state)
{
	struct calls c;

	(void)state;
	start(&c, SIM_QUIRK_PLAIN_REASONS);
	assert_int_equal(qmi_host_call(&c.h, c.a, 0, "internet", NULL), 0);
	sim_modem_disconnect(c.h.m, 0, c.h.now);
	assert_int_equal(ended(&c, c.a), 0);
	stop(&c);
}

static void refused_family_leaves_the_other_alone(void **state)
{
	struct qmi_wds_start_network_resp r;
	struct sim_config config;
	struct calls c;

	(void)state;
	qmi_host_config(&config);
	config.ipv4_only = true;
	start_with(&c, &config);
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL), 0);
	assert_int_equal(qmi_host_call(&c.h, c.b, IPV6, "internet", NULL),
			 QMI_PROTOCOL_ERROR_CALL_FAILED);
	QMI_HOST_READ(&c.h, wds_start_network_resp, &r);
	assert_int_equal(r.verbose_call_end_reason.type,
			 QMI_WDS_VERBOSE_CALL_END_REASON_TYPE_3GPP);
	assert_int_equal(r.verbose_call_end_reason.reason, 50);
	assert_true(sim_modem_session_up(c.h.m, 0));
	assert_false(qmi_host_next(&c.h));
	stop(&c);
}

static void call_of_another_is_in_the_way(void **state)
{
	struct calls c;

	(void)state;
	start(&c, 0);
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL), 0);
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL),
			 QMI_PROTOCOL_ERROR_NO_EFFECT);
	assert_int_equal(qmi_host_call(&c.h, c.b, IPV4, "internet", NULL),
			 QMI_PROTOCOL_ERROR_POLICY_MISMATCH);
	stop(&c);
	start(&c, SIM_QUIRK_NO_EFFECT);
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL), 0);
	assert_int_equal(qmi_host_call(&c.h, c.b, IPV4, "internet", NULL),
			 QMI_PROTOCOL_ERROR_NO_EFFECT);
	stop(&c);
}

static void modem_that_dials_has_a_call_of_its_own(void **state)
{
	struct qmi_wds_set_autoconnect_settings_req r = {.has.status = true};
	struct calls c;

	(void)state;
	start(&c, SIM_QUIRK_AUTOCONNECT);
	assert_true(sim_modem_session_up(c.h.m, 0));
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL),
			 QMI_PROTOCOL_ERROR_POLICY_MISMATCH);
	assert_int_equal(QMI_HOST_ASK(&c.h, WDS, c.a,
				      QMI_WDS_SET_AUTOCONNECT_SETTINGS,
				      wds_set_autoconnect_settings, &r),
			 0);
	assert_int_equal(qmi_host_hang_up(&c.h, c.a, UINT32_MAX), 0);
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL), 0);
	stop(&c);
}

static void other_addresses_are_told(void **state)
{
	struct qmi_wds_packet_service_status_ind ind;
	struct calls c;

	(void)state;
	start(&c, 0);
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL), 0);
	assert_true(sim_modem_command(c.h.m, "readdress 0", c.h.now));
	qmi_host_indication(&c.h, WDS, c.a, QMI_WDS_PACKET_SERVICE_STATUS);
	QMI_HOST_READ(&c.h, wds_packet_service_status_ind, &ind);
	assert_int_equal(ind.connection_status.status,
			 QMI_WDS_CONNECTION_STATUS_CONNECTED);
	assert_int_equal(ind.connection_status.reconfiguration_required, 1);
	assert_false(qmi_host_next(&c.h));
	stop(&c);
}

/* --- scenarios --------------------------------------------------------------
 */

static void fault_means_a_message_by_its_name(void **state)
{
	struct calls c;
	uint16_t transaction;

	(void)state;
	start_yaml(&c, "faults:\n"
		       "  - {fault: drop, at: {cid: wds.start_network, "
		       "type: response}}\n"
		       "  - {fault: delay, ms: 5000, at: {cid: "
		       "wds.packet_service_status, type: indication, "
		       "occurrence: 2}}\n");
	transaction = qmi_host_send(&c.h, WDS, c.a, QMI_WDS_START_NETWORK, 0);
	(void)transaction;
	/* The answer is lost, and the call is up. */
	qmi_host_indication(&c.h, WDS, c.a, QMI_WDS_PACKET_SERVICE_STATUS);
	assert_false(qmi_host_next(&c.h));
	assert_true(sim_modem_session_up(c.h.m, 0));
	sim_modem_disconnect(c.h.m, 0, c.h.now);
	qmi_host_pass(&c.h, 4999);
	assert_false(qmi_host_next(&c.h));
	qmi_host_pass(&c.h, 1);
	ended(&c, c.a);
	assert_int_equal(sim_modem_counters(c.h.m)->faults, 2);
	stop(&c);
}

static void requests_can_be_lost_and_refused(void **state)
{
	struct calls c;

	(void)state;
	start_yaml(&c, "faults:\n"
		       "  - {fault: drop, to: modem, at: {cid: "
		       "get_dormancy_status}}\n"
		       "  - {fault: function_error, to: modem, code: 3, at: "
		       "{cid: get_channel_rates, type: request}}\n");
	qmi_host_send(&c.h, WDS, c.a, QMI_WDS_GET_DORMANCY_STATUS, 0);
	assert_false(qmi_host_next(&c.h));
	assert_int_equal(
		qmi_host_ask(&c.h, WDS, c.a, QMI_WDS_GET_DORMANCY_STATUS, 0),
		QMI_PROTOCOL_ERROR_OUT_OF_CALL);
	assert_int_equal(
		qmi_host_ask(&c.h, WDS, c.a, QMI_WDS_GET_CHANNEL_RATES, 0),
		QMI_PROTOCOL_ERROR_INTERNAL);
	stop(&c);
}

static void garbage_before_an_answer_is_passed_over(void **state)
{
	struct calls c;

	(void)state;
	start_yaml(&c, "faults:\n"
		       "  - {fault: orphan_fragment, at: {cid: "
		       "get_dormancy_status}}\n");
	assert_int_equal(
		qmi_host_ask(&c.h, WDS, c.a, QMI_WDS_GET_DORMANCY_STATUS, 0),
		QMI_PROTOCOL_ERROR_OUT_OF_CALL);
	assert_true(c.h.rx.garbage > 0);
	stop(&c);
}

static void answer_can_come_after_the_hosts_time(void **state)
{
	struct calls c;
	uint16_t transaction;

	(void)state;
	start_yaml(&c, "answers_ms: {wds.start_network: 200000}\n");
	transaction = qmi_host_send(&c.h, WDS, c.a, QMI_WDS_START_NETWORK, 0);
	qmi_host_indication(&c.h, WDS, c.a, QMI_WDS_PACKET_SERVICE_STATUS);
	qmi_host_pass(&c.h, 199999);
	assert_false(qmi_host_next(&c.h));
	qmi_host_pass(&c.h, 1);
	assert_int_equal(
		qmi_host_answer(&c.h, transaction, QMI_WDS_START_NETWORK), 0);
	stop(&c);
}

static void any_message_can_be_answered(void **state)
{
	struct qmi_tlv tlv;
	struct calls c;

	(void)state;
	start_yaml(&c, "answers:\n"
		       "  - {cid: wds.get_pdn_throttle_info, hex: 100100aa}\n"
		       "  - {cid: get_channel_rates, status: internal, "
		       "times: 1}\n"
		       "  - {cid: get_dormancy_status, silent: true}\n"
		       "indications:\n"
		       "  - {at_ms: 500, cid: wds.event_report, hex: "
		       "18010001}\n");
	assert_int_equal(
		qmi_host_ask(&c.h, WDS, c.a, QMI_WDS_GET_PDN_THROTTLE_INFO, 0),
		0);
	assert_true(qmi_tlv_find(c.h.got.tlvs, 0x10, &tlv));
	assert_int_equal(tlv.value.p[0], 0xaa);
	assert_int_equal(
		qmi_host_ask(&c.h, WDS, c.a, QMI_WDS_GET_CHANNEL_RATES, 0),
		QMI_PROTOCOL_ERROR_INTERNAL);
	assert_int_equal(
		qmi_host_ask(&c.h, WDS, c.a, QMI_WDS_GET_CHANNEL_RATES, 0),
		QMI_PROTOCOL_ERROR_OUT_OF_CALL);
	qmi_host_send(&c.h, WDS, c.a, QMI_WDS_GET_DORMANCY_STATUS, 0);
	assert_false(qmi_host_next(&c.h));
	/* Nobody has opened the channel yet. */
	qmi_host_ask(&c.h, QMI_SERVICE_CTL, 0, QMI_CTL_GET_VERSION_INFO, 0);
	qmi_host_pass(&c.h, 500);
	qmi_host_indication(&c.h, WDS, QMI_CLIENT_ALL, QMI_WDS_EVENT_REPORT);
	stop(&c);
}

static void indication_comes_after_a_request(void **state)
{
	struct calls c;

	(void)state;
	start_yaml(&c, "indications:\n"
		       "  - {after: {cid: get_channel_rates, occurrence: 2}, "
		       "at_ms: 30, cid: wds.event_report, hex: 18010001}\n");
	qmi_host_ask(&c.h, QMI_SERVICE_CTL, 0, QMI_CTL_GET_VERSION_INFO, 0);
	qmi_host_ask(&c.h, WDS, c.a, QMI_WDS_GET_CHANNEL_RATES, 0);
	qmi_host_pass(&c.h, 1000);
	assert_false(qmi_host_next(&c.h));
	qmi_host_ask(&c.h, WDS, c.a, QMI_WDS_GET_CHANNEL_RATES, 0);
	qmi_host_pass(&c.h, 30);
	qmi_host_indication(&c.h, WDS, QMI_CLIENT_ALL, QMI_WDS_EVENT_REPORT);
	stop(&c);
}

/* The answer is the scenario's, the call is made. */
static void start_that_is_carried_out_has_the_handle_it_says(void **state)
{
	uint32_t handle = 0;
	struct calls c;

	(void)state;
	start_yaml(&c, "answers:\n"
		       "  - {cid: start_network, carry_out: true, fields: "
		       "{packet_data_handle: 4711}}\n"
		       "  - {cid: stop_network, carry_out: true, "
		       "status: internal}\n");
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", &handle),
			 0);
	assert_int_equal(handle, 4711);
	assert_true(sim_modem_session_up(c.h.m, 0));
	assert_int_equal(qmi_host_hang_up(&c.h, c.a, handle),
			 QMI_PROTOCOL_ERROR_INTERNAL);
	assert_false(sim_modem_session_up(c.h.m, 0));
	stop(&c);
}

static void fields_have_the_names_of_the_spec(void **state)
{
	struct qmi_wds_get_channel_rates_resp rates;
	struct qmi_nas_signal_info_ind signal;
	struct calls c;

	(void)state;
	start_yaml(&c, "answers:\n"
		       "  - {cid: wds.get_channel_rates, fields: "
		       "{channel_rates: {max_channel_rx_rate_bps: 7}}}\n"
		       "indications:\n"
		       "  - {at_ms: 500, cid: nas.signal_info, fields: "
		       "{lte_signal_strength: {rssi: -51, rsrp: -99}}}\n");
	assert_int_equal(
		qmi_host_ask(&c.h, WDS, c.a, QMI_WDS_GET_CHANNEL_RATES, 0), 0);
	QMI_HOST_READ(&c.h, wds_get_channel_rates_resp, &rates);
	assert_true(rates.has.channel_rates);
	assert_int_equal(rates.channel_rates.max_channel_rx_rate_bps, 7);
	qmi_host_ask(&c.h, QMI_SERVICE_CTL, 0, QMI_CTL_GET_VERSION_INFO, 0);
	qmi_host_pass(&c.h, 500);
	qmi_host_indication(&c.h, QMI_SERVICE_NAS, QMI_CLIENT_ALL,
			    QMI_NAS_SIGNAL_INFO);
	QMI_HOST_READ(&c.h, nas_signal_info_ind, &signal);
	assert_int_equal(signal.lte_signal_strength.rssi, -51);
	assert_int_equal(signal.lte_signal_strength.rsrp, -99);
	assert_false(signal.has.gsm_signal_strength);
	stop(&c);
}

static void sessions_are_refused_with_an_error_by_its_name(void **state)
{
	struct calls c;

	(void)state;
	start_yaml(&c, "failures:\n"
		       "  - {failure: sessions_refused, status: "
		       "insufficient_resources, heals: radio}\n");
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL),
			 QMI_PROTOCOL_ERROR_INSUFFICIENT_RESOURCES);
	stop(&c);
	start_yaml(&c, "failures:\n"
		       "  - {failure: sessions_refused, cause: 26}\n");
	assert_int_equal(qmi_host_call(&c.h, c.a, IPV4, "internet", NULL),
			 QMI_PROTOCOL_ERROR_CALL_FAILED);
	stop(&c);
}

static void sync_mends_what_an_open_mends(void **state)
{
	struct calls c;

	(void)state;
	start_yaml(&c, "failures:\n"
		       "  - {failure: mute, at_ms: 1000, heals: reopen}\n");
	assert_int_equal(
		qmi_host_ask(&c.h, QMI_SERVICE_CTL, 0, QMI_CTL_SYNC, 0), 0);
	qmi_host_pass(&c.h, 1000);
	qmi_host_send(&c.h, QMI_SERVICE_DMS, 1, QMI_DMS_GET_MODEL, 0);
	assert_false(qmi_host_next(&c.h));
	assert_int_equal(
		qmi_host_ask(&c.h, QMI_SERVICE_CTL, 0, QMI_CTL_SYNC, 0), 0);
	stop(&c);
}

static void mistakes_are_told(void **state)
{
	struct sim_config c;

	(void)state;
	qmi_host_config(&c);
	assert_int_not_equal(read_yaml_on(sim_scenario_read, &c,
					  "answers_ms: {wds.no_such: 1}\n"),
			     0);
	assert_string_equal(yaml_told,
			    "1:14: error: unknown message \"wds.no_such\"\n");
	assert_int_not_equal(
		read_yaml_on(sim_profile_read, &c,
			     "qmi: {without: [uim, dms.no_such]}\n"),
		0);
	assert_string_equal(
		yaml_told,
		"1:22: error: simodem has no QMI message dms.no_such\n");
	assert_int_not_equal(read_yaml_on(sim_profile_read, &c,
					  "qmi: {also: [pdc, dms, none]}\n"),
			     0);
	assert_string_equal(yaml_told,
			    "1:19: error: simodem has dms itself\n"
			    "1:24: error: unknown service \"none\"\n");
	assert_int_not_equal(
		read_yaml_on(sim_profile_read, &c,
			     "qmi: {links: [raw_ip], link: 802_3}\n"),
		0);
	assert_string_equal(yaml_told,
			    "1:6: error: link must be one of links\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answer_waits_for_the_network),
		cmocka_unit_test(start_that_waits_can_be_aborted),
		cmocka_unit_test(
			families_are_calls_of_their_own_in_one_session),
		cmocka_unit_test(settings_are_of_the_familys_own),
		cmocka_unit_test(mux_id_is_a_session),
		cmocka_unit_test(network_ends_the_calls_of_all_families),
		cmocka_unit_test(old_modem_has_no_verbose_reason),
		cmocka_unit_test(refused_family_leaves_the_other_alone),
		cmocka_unit_test(call_of_another_is_in_the_way),
		cmocka_unit_test(modem_that_dials_has_a_call_of_its_own),
		cmocka_unit_test(other_addresses_are_told),
		cmocka_unit_test(fault_means_a_message_by_its_name),
		cmocka_unit_test(requests_can_be_lost_and_refused),
		cmocka_unit_test(garbage_before_an_answer_is_passed_over),
		cmocka_unit_test(answer_can_come_after_the_hosts_time),
		cmocka_unit_test(any_message_can_be_answered),
		cmocka_unit_test(indication_comes_after_a_request),
		cmocka_unit_test(
			start_that_is_carried_out_has_the_handle_it_says),
		cmocka_unit_test(fields_have_the_names_of_the_spec),
		cmocka_unit_test(
			sessions_are_refused_with_an_error_by_its_name),
		cmocka_unit_test(sync_mends_what_an_open_mends),
		cmocka_unit_test(mistakes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
