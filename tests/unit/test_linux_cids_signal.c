/* SIGNAL_STATE, the providers and the cells, of what a modem says in NAS. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/errors.h"
#include "linux/cids_cells.h"
#include "linux/cids_providers.h"
#include "linux/cids_signal.h"
#include "linux_cids.h"

#define BASIC MBIM_SERVICE_BASIC_CONNECT
#define MS    MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS

static struct cids_talk t;

/* --- SIGNAL_STATE --------------------------------------------------------- */

static int put_info(int8_t rssi, int16_t rsrp, int16_t snr)
{
	const struct qmi_nas_get_signal_info_resp r = {
		.has = {.lte_signal_strength = true,
			.signal_strength_5g = true},
		.lte_signal_strength = {.rssi = rssi,
					.rsrq = -9,
					.rsrp = rsrp,
					.snr = snr},
		.signal_strength_5g = {.rsrp = INT16_MIN, .snr = INT16_MIN},
	};

	return qmi_nas_get_signal_info_resp_encode(&r, t.body, sizeof(t.body));
}

static struct mbim_basic_connect_signal_state_response_v2 strength(
	struct mbim_rsrp_snr_info *one)
{
	struct mbim_basic_connect_signal_state_response_v2 r;
	struct att_cursor c;

	assert_int_equal(mbim_basic_connect_signal_state_response_v2_decode(
				 cids_answer(&t), &r),
			 0);
	c = att_cursor_of(&r.rsrp_snr);
	memset(one, 0, sizeof(*one));
	(void)mbim_rsrp_snr_info_next(&c, one);
	return r;
}

static void begin_signal(bool set)
{
	cids_begin(&t, &att_cids_signal, BASIC,
		   MBIM_CID_BASIC_CONNECT_SIGNAL_STATE, set);
}

static void signal_has_units_of_mbim(void **state)
{
	struct mbim_basic_connect_signal_state_response_v2 r;
	struct mbim_rsrp_snr_info one;

	(void)state;
	begin_signal(false);
	cids_heard(&t, 0, put_info(-71, -100, 125));
	assert_int_equal(cids_asks(&t, 1), ATT_CIDS_SKIP);
	r = strength(&one);
	assert_int_equal(r.rssi, 21);
	assert_int_equal(r.error_rate, 99);
	assert_int_equal(r.rsrp_snr.count, 1);
	assert_int_equal(one.rsrp, 57);
	assert_int_equal(one.snr, 72);
	assert_int_equal(one.system_type, MBIM_DATA_CLASS_V3_LTE);
}

static void signal_beyond_the_scale_is_its_end(void **state)
{
	struct mbim_rsrp_snr_info one;

	(void)state;
	begin_signal(false);
	cids_heard(&t, 0, put_info(-40, -10, 450));
	assert_int_equal(strength(&one).rssi, 31);
	assert_int_equal(one.rsrp, 126);
	assert_int_equal(one.snr, 127);
	cids_heard(&t, 0, put_info(-120, -160, -300));
	assert_int_equal(strength(&one).rssi, 0);
	assert_int_equal(one.rsrp, 0);
	assert_int_equal(one.snr, 0);
}

static void older_modem_tells_rssi(void **state)
{
	const struct qmi_nas_get_signal_strength_resp r = {
		.has.signal_strength = true,
		.signal_strength.strength = -71,
	};
	struct mbim_rsrp_snr_info one;

	(void)state;
	begin_signal(false);
	cids_refused(&t, 0, QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND);
	assert_int_equal(cids_asks(&t, 1), 0);
	cids_heard(&t, 1,
		   qmi_nas_get_signal_strength_resp_encode(&r, t.body,
							   sizeof(t.body)));
	assert_int_equal(strength(&one).rssi, 21);
	assert_int_equal(strength(&one).rsrp_snr.count, 0);
}

static void no_network_is_no_signal(void **state)
{
	struct mbim_rsrp_snr_info one;

	(void)state;
	begin_signal(false);
	cids_refused(&t, 0, QMI_PROTOCOL_ERROR_INFORMATION_UNAVAILABLE);
	cids_refused(&t, 1, QMI_PROTOCOL_ERROR_INFORMATION_UNAVAILABLE);
	assert_int_equal(strength(&one).rssi, 99);
}

static void threshold_is_a_change_in_dB(void **state)
{
	const struct mbim_basic_connect_signal_state_set s = {
		.signal_strength_interval = 30, .rssi_threshold = 3};
	struct mbim_basic_connect_signal_state_response_v2 r;
	struct qmi_nas_config_signal_info_v2_req req;
	struct mbim_rsrp_snr_info one;

	(void)state;
	begin_signal(true);
	cids_sent(&t, mbim_basic_connect_signal_state_set_encode(
			      &s, t.body, sizeof(t.body)));
	assert_int_equal(qmi_nas_config_signal_info_v2_req_decode(
				 cids_sends(&t, 0), &req),
			 0);
	assert_int_equal(req.lte_rssi_delta, 60);
	cids_heard(&t, 1, put_info(-71, -100, 125));
	r = strength(&one);
	assert_int_equal(r.rssi_threshold, 3);
	assert_int_equal(r.signal_strength_interval, 0);
	assert_int_equal(r.rssi, 21);
}

/* --- providers ------------------------------------------------------------ */

static void home_network_is_told(void **state)
{
	const struct qmi_nas_get_home_network_resp h = {
		.has = {.home_network = true, .home_network_3gpp_mnc = true},
		.home_network = {.mcc = 1,
				 .mnc = 1,
				 .description = att_str_utf8("Heim")},
		.home_network_3gpp_mnc = {1, 1},
	};
	struct mbim_basic_connect_home_provider_response r;

	(void)state;
	cids_begin(&t, &att_cids_providers, BASIC,
		   MBIM_CID_BASIC_CONNECT_HOME_PROVIDER, false);
	cids_heard(&t, 0,
		   qmi_nas_get_home_network_resp_encode(&h, t.body,
							sizeof(t.body)));
	assert_int_equal(mbim_basic_connect_home_provider_response_decode(
				 cids_answer(&t), &r),
			 0);
	cids_assert_text(&r.provider.provider_id, "001001");
	cids_assert_text(&r.provider.provider_name, "Heim");
	assert_int_equal(r.provider.provider_state, MBIM_PROVIDER_STATE_HOME);
	assert_int_equal(r.provider.rssi, 99);
}

static void network_of_two_radios_is_one(void **state)
{
	static const struct qmi_nas_network_information seen[] = {
		{1, 1, QMI_NAS_NETWORK_STATUS_CURRENT_SERVING, {0}},
		{1, 1, QMI_NAS_NETWORK_STATUS_HOME, {0}},
		{1, 2, QMI_NAS_NETWORK_STATUS_FORBIDDEN, {0}}};
	static const struct qmi_nas_mnc_pcs_digit_include_status digits[] = {
		{1, 2, 1}};
	const struct qmi_nas_network_scan_resp s = {
		.has = {.network_information = true,
			.mnc_pcs_digit_include_status = true},
		.network_information = att_array_of(seen, 3),
		.mnc_pcs_digit_include_status = att_array_of(digits, 1),
	};
	struct mbim_basic_connect_visible_providers_response r;
	struct mbim_provider p;
	struct att_cursor c;

	(void)state;
	cids_begin(&t, &att_cids_providers, BASIC,
		   MBIM_CID_BASIC_CONNECT_VISIBLE_PROVIDERS, false);
	cids_heard(
		&t, 0,
		qmi_nas_network_scan_resp_encode(&s, t.body, sizeof(t.body)));
	assert_int_equal(mbim_basic_connect_visible_providers_response_decode(
				 cids_answer(&t), &r),
			 0);
	assert_int_equal(r.providers.count, 2);
	c = att_cursor_of(&r.providers);
	assert_true(mbim_provider_next(&c, &p));
	cids_assert_text(&p.provider_id, "00101");
	assert_int_equal(p.provider_state,
			 MBIM_PROVIDER_STATE_VISIBLE |
				 MBIM_PROVIDER_STATE_HOME |
				 MBIM_PROVIDER_STATE_REGISTERED);
	assert_true(mbim_provider_next(&c, &p));
	cids_assert_text(&p.provider_id, "001002");
	assert_int_equal(p.provider_state,
			 MBIM_PROVIDER_STATE_VISIBLE |
				 MBIM_PROVIDER_STATE_FORBIDDEN);
}

static void scan_that_failed_is_told(void **state)
{
	const struct qmi_nas_network_scan_resp s = {
		.has.network_scan_result = true,
		.network_scan_result = QMI_NAS_NETWORK_SCAN_RESULT_ABORT,
	};

	(void)state;
	cids_begin(&t, &att_cids_providers, BASIC,
		   MBIM_CID_BASIC_CONNECT_VISIBLE_PROVIDERS, false);
	cids_heard(
		&t, 0,
		qmi_nas_network_scan_resp_encode(&s, t.body, sizeof(t.body)));
	assert_int_equal(cids_error(&t), ATT_E_STATE);
}

static void preferred_networks_are_replaced(void **state)
{
	const struct mbim_provider list[] = {
		{.provider_id = att_str_utf8("00101")},
		{.provider_id = att_str_utf8("310026")}};
	const struct mbim_basic_connect_preferred_providers_set s = {
		.providers = att_array_of(list, 2)};
	struct qmi_nas_set_preferred_networks_req r;
	struct qmi_nas_mnc_pcs_digit_include_status d;
	struct att_cursor c;

	(void)state;
	cids_begin(&t, &att_cids_providers, BASIC,
		   MBIM_CID_BASIC_CONNECT_PREFERRED_PROVIDERS, true);
	cids_sent(&t, mbim_basic_connect_preferred_providers_set_encode(
			      &s, t.body, sizeof(t.body)));
	assert_int_equal(qmi_nas_set_preferred_networks_req_decode(
				 cids_sends(&t, 0), &r),
			 0);
	assert_int_equal(r.clear_previous_preferred_networks, 1);
	assert_int_equal(r.preferred_networks.count, 2);
	c = att_cursor_of(&r.mnc_pcs_digit_include_status);
	assert_true(qmi_nas_mnc_pcs_digit_include_status_next(&c, &d));
	assert_int_equal(d.includes_pcs_digit, 0);
	assert_true(qmi_nas_mnc_pcs_digit_include_status_next(&c, &d));
	assert_int_equal(d.mcc, 310);
	assert_int_equal(d.mnc, 26);
	assert_int_equal(d.includes_pcs_digit, 1);
}

/* --- cells ---------------------------------------------------------------- */

static void hear_cells(void)
{
	static const struct qmi_nas_intrafrequency_lte_info_v2_cell seen[] = {
		{.physical_cell_id = 9, .rsrq = -115, .rsrp = -1012},
		{.physical_cell_id = 7, .rsrq = -94, .rsrp = -987}};
	const struct qmi_nas_get_cell_location_info_resp r = {
		.has = {.intrafrequency_lte_info_v2 = true,
			.nr5g_cell_information = true},
		.intrafrequency_lte_info_v2 =
			{.plmn = {0x00, 0x01, 0x10},
			 .tracking_area_code = 0x2b,
			 .global_cell_id = 0x1234567,
			 .eutra_absolute_rf_channel_number = 1300,
			 .serving_cell_id = 7,
			 .cell = att_array_of(seen, 2)},
		.nr5g_cell_information = {.plmn = {0x00, 0xf1, 0x10},
					  .tracking_area_code = {1, 2, 3},
					  .global_cell_id = 0x123456789,
					  .rsrp = -1000,
					  .rsrq = -110,
					  .snr = INT16_MIN},
	};

	cids_heard(&t, 0,
		   qmi_nas_get_cell_location_info_resp_encode(&r, t.body,
							      sizeof(t.body)));
}

#define STATIONS(kind) \
	mbim_ms_basic_connect_extensions_base_stations_info_##kind##_v3

static struct STATIONS(response) stations(uint32_t most)
{
	const struct STATIONS(query)
		q = {.max_lte_count = most, .max_nr_count = most};
	struct STATIONS(response) r;

	cids_begin(&t, &att_cids_cells, MS,
		   MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_BASE_STATIONS_INFO,
		   false);
	cids_sent(
		&t,
		mbim_ms_basic_connect_extensions_base_stations_info_query_v3_encode(
			&q, t.body, sizeof(t.body)));
	hear_cells();
	assert_int_equal(
		mbim_ms_basic_connect_extensions_base_stations_info_response_v3_decode(
			cids_answer(&t), &r),
		0);
	return r;
}

static void cells_of_lte_are_told(void **state)
{
	struct STATIONS(response) r = stations(5);
	struct mbim_cell_info_serving_lte here;
	struct mbim_cell_info_neighboring_lte beside;
	struct att_cursor c = att_cursor_of(&r.lte_serving_cell);

	(void)state;
	assert_int_equal(r.system_sub_type, MBIM_DATA_SUBCLASS_5G_ENDC);
	assert_true(mbim_cell_info_serving_lte_next(&c, &here));
	cids_assert_text(&here.provider_id, "001010");
	assert_int_equal(here.cell_id, 0x1234567);
	assert_int_equal(here.tac, 0x2b);
	assert_int_equal(here.rsrp, -98);
	assert_int_equal(here.rsrq, -9);
	assert_int_equal(here.timing_advance, UINT32_MAX);
	assert_int_equal(r.lte_neighboring_cells.count, 1);
	c = att_cursor_of(&r.lte_neighboring_cells);
	assert_true(mbim_cell_info_neighboring_lte_next(&c, &beside));
	assert_int_equal(beside.physical_cell_id, 9);
	assert_int_equal(beside.rsrp, -101);
	assert_int_equal(beside.cell_id, UINT32_MAX);
	assert_int_equal(stations(0).lte_neighboring_cells.count, 0);
}

static void cell_of_nr_has_steps(void **state)
{
	struct STATIONS(response) r = stations(5);
	struct mbim_cell_info_serving_nr here;
	struct att_cursor c = att_cursor_of(&r.nr_serving_cells);

	(void)state;
	assert_true(mbim_cell_info_serving_nr_next(&c, &here));
	cids_assert_text(&here.provider_id, "00101");
	assert_int_equal(here.nci, 0x123456789);
	assert_int_equal(here.tac, 0x10203);
	assert_int_equal(here.rsrp, 57);
	assert_int_equal(here.rsrq, 65);
	assert_int_equal(here.sinr, UINT32_MAX);
}

static void broken_answers_break_nothing(void **state)
{
	(void)state;
	cids_torture(&att_cids_cells);
	cids_torture(&att_cids_signal);
	cids_torture(&att_cids_providers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signal_has_units_of_mbim),
		cmocka_unit_test(signal_beyond_the_scale_is_its_end),
		cmocka_unit_test(older_modem_tells_rssi),
		cmocka_unit_test(no_network_is_no_signal),
		cmocka_unit_test(threshold_is_a_change_in_dB),
		cmocka_unit_test(home_network_is_told),
		cmocka_unit_test(network_of_two_radios_is_one),
		cmocka_unit_test(scan_that_failed_is_told),
		cmocka_unit_test(preferred_networks_are_replaced),
		cmocka_unit_test(cells_of_lte_are_told),
		cmocka_unit_test(cell_of_nr_has_steps),
		cmocka_unit_test(broken_answers_break_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
