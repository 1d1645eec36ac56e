/* What a modem of QMI says that MBIM has no room or no word for: the rest is
 * told all the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "linux/cids_cells.h"
#include "linux/cids_contexts.h"
#include "linux/cids_network.h"
#include "linux/cids_providers.h"
#include "linux/cids_sim.h"
#include "linux_cids.h"

#define BASIC MBIM_SERVICE_BASIC_CONNECT
#define MS    MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS

static struct cids_talk t;

/* n times this character */
static struct att_str many(char c, size_t n, char *room)
{
	memset(room, c, n);
	room[n] = '\0';
	return att_str_utf8(room);
}

#define HEAR(step, name, r) \
	cids_heard(&t, step, qmi_##name##_encode(&(r), t.body, sizeof(t.body)))

/* --- numbers of a SIM ----------------------------------------------------- */

/* The steps of SUBSCRIBER_READY_STATUS that speak DMS. */
static unsigned step_of(uint16_t message)
{
	unsigned i = 0;

	while (i < ATT_CIDS_STEPS &&
	       (t.row->step[i].service != QMI_SERVICE_DMS ||
		t.row->step[i].message != message))
		i++;
	assert_true(i < ATT_CIDS_STEPS);
	return i;
}

static void hear_numbers(const struct att_str *iccid,
			 const struct att_str *imsi)
{
	const struct qmi_dms_uim_get_state_resp ready = {
		.has.state = true,
		.state = QMI_DMS_UIM_STATE_INITIALIZATION_COMPLETED};
	const struct qmi_dms_uim_get_iccid_resp card = {.has.iccid = true,
							.iccid = *iccid};
	const struct qmi_dms_uim_get_imsi_resp subscriber = {.has.imsi = true,
							     .imsi = *imsi};

	cids_begin(&t, &att_cids_sim, BASIC,
		   MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS, false);
	cids_refused(&t, 0, QMI_PROTOCOL_ERROR_INVALID_SERVICE_TYPE);
	HEAR(step_of(QMI_DMS_UIM_GET_STATE), dms_uim_get_state_resp, ready);
	HEAR(step_of(QMI_DMS_UIM_GET_ICCID), dms_uim_get_iccid_resp, card);
	HEAR(step_of(QMI_DMS_UIM_GET_IMSI), dms_uim_get_imsi_resp, subscriber);
}

static void assert_numbers(const char *iccid, const char *imsi)
{
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r;

	assert_int_equal(
		mbim_basic_connect_subscriber_ready_status_response_v3_decode(
			cids_answer(&t), &r),
		0);
	assert_int_equal(r.ready_state,
			 MBIM_SUBSCRIBER_READY_STATE_INITIALIZED);
	cids_assert_text(&r.sim_icc_id, iccid);
	cids_assert_text(&r.subscriber_id, imsi);
}

/* 24 is what the room for one was. */
static void long_numbers_of_dms_are_cut(void **state)
{
	static const size_t lengths[] = {20, 21, 23, 24, 25, 255};
	char a[256], b[256];

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		const struct att_str iccid = many('8', lengths[i], a),
				     imsi = many('0', lengths[i], b);

		hear_numbers(&iccid, &imsi);
		assert_numbers("88888888888888888888", "000000000000000");
	}
}

static void numbers_of_dms_that_are_no_text_are_shown(void **state)
{
	const struct att_str iccid = att_str_utf8("8900\xe9\xff\x01"),
			     imsi = att_str_utf8("001\xe9");

	(void)state;
	hear_numbers(&iccid, &imsi);
	assert_numbers("8900\xef\xbf\xbd\xef\xbf\xbd?", "001\xef\xbf\xbd");
}

/* --- profiles ------------------------------------------------------------- */

static int put_settings(const struct att_str *apn, const struct att_str *user,
			uint8_t *to, size_t cap)
{
	const struct qmi_wds_get_profile_settings_resp r = {
		.has = {.apn_name = true, .username = true},
		.apn_name = *apn,
		.username = *user,
	};
	const int len = qmi_wds_get_profile_settings_resp_encode(
		&r, to + ATT_CIDS_HEARD_HEAD, cap - ATT_CIDS_HEARD_HEAD);

	assert_true(len > 0);
	att_put16(to, (uint16_t)len);
	return len + (int)ATT_CIDS_HEARD_HEAD;
}

/* Of two profiles: a good one is behind the one of the test. */
static void hear_profiles(unsigned service, uint32_t cid,
			  const struct att_str *apn, const struct att_str *user)
{
	static const struct qmi_wds_profile_list list[] = {
		{QMI_WDS_PROFILE_TYPE_3GPP, 1, {0}},
		{QMI_WDS_PROFILE_TYPE_3GPP, 2, {0}}};
	const struct qmi_wds_get_profile_list_resp r = {
		.has.profile_list = true,
		.profile_list = att_array_of(list, 2)};
	const struct att_str good = att_str_utf8("internet");
	int len;

	cids_begin(&t, &att_cids_contexts, service, cid, false);
	HEAR(0, wds_get_profile_list_resp, r);
	len = put_settings(apn, user, t.body, sizeof(t.body));
	len += put_settings(&good, &good, t.body + len,
			    sizeof(t.body) - (size_t)len);
	cids_heard(&t, 1, len);
}

static void assert_profiles(const char *apn, const char *user)
{
	struct mbim_basic_connect_provisioned_contexts_response r;
	struct mbim_provisioned_context_element e;
	struct att_cursor c;

	assert_int_equal(
		mbim_basic_connect_provisioned_contexts_response_decode(
			cids_answer(&t), &r),
		0);
	assert_int_equal(r.provisioned_contexts.count, 2);
	c = att_cursor_of(&r.provisioned_contexts);
	assert_true(mbim_provisioned_context_element_next(&c, &e));
	cids_assert_text(&e.access_string, apn);
	cids_assert_text(&e.user_name, user);
	assert_true(mbim_provisioned_context_element_next(&c, &e));
	cids_assert_text(&e.access_string, "internet");
	cids_assert_text(&e.user_name, "internet");
}

static void assert_profiles_of_microsoft(const char *apn, const char *user)
{
	struct mbim_ms_basic_connect_extensions_provisioned_contexts_response r;
	struct mbim_provisioned_context_element_v2 e;
	struct att_cursor c;

	assert_int_equal(
		mbim_ms_basic_connect_extensions_provisioned_contexts_response_decode(
			cids_answer(&t), &r),
		0);
	assert_int_equal(r.provisioned_contexts.count, 2);
	c = att_cursor_of(&r.provisioned_contexts);
	assert_true(mbim_provisioned_context_element_v2_next(&c, &e));
	cids_assert_text(&e.access_string, apn);
	cids_assert_text(&e.user_name, user);
	assert_true(mbim_provisioned_context_element_v2_next(&c, &e));
	cids_assert_text(&e.access_string, "internet");
}

/* MBIM 1.0 10.5.13: 100 characters of an APN, 255 of a name. */
static void try_profile(const struct att_str *apn, const struct att_str *user,
			const char *shown_apn, const char *shown_user)
{
	hear_profiles(BASIC, MBIM_CID_BASIC_CONNECT_PROVISIONED_CONTEXTS, apn,
		      user);
	assert_profiles(shown_apn, shown_user);
	hear_profiles(MS,
		      MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_PROVISIONED_CONTEXTS,
		      apn, user);
	assert_profiles_of_microsoft(shown_apn, shown_user);
}

static void one_odd_profile_hides_no_other(void **state)
{
	char a[512], b[512], shown_a[512], shown_b[512];
	struct att_str apn = att_str_utf8("caf\xe9"),
		       user = att_str_utf8("J\xf6rg");

	(void)state;
	try_profile(&apn, &user, "caf\xef\xbf\xbd", "J\xef\xbf\xbdrg");
	apn = many('a', 101, a);
	user = many('u', 256, b);
	(void)many('a', 100, shown_a);
	(void)many('u', 255, shown_b);
	try_profile(&apn, &user, shown_a, shown_b);
}

/* --- networks ------------------------------------------------------------- */

static unsigned told(const char *const *ids, unsigned n)
{
	struct mbim_basic_connect_visible_providers_response r;
	struct mbim_provider p;
	struct att_cursor c;

	assert_int_equal(mbim_basic_connect_visible_providers_response_decode(
				 cids_answer(&t), &r),
			 0);
	c = att_cursor_of(&r.providers);
	for (unsigned i = 0; i < n; i++) {
		assert_true(mbim_provider_next(&c, &p));
		cids_assert_text(&p.provider_id, ids[i]);
	}
	return r.providers.count;
}

static void hear_scan(const struct qmi_nas_network_information *seen,
		      unsigned n,
		      const struct qmi_nas_mnc_pcs_digit_include_status *digits,
		      unsigned n_digits)
{
	const struct qmi_nas_network_scan_resp r = {
		.has = {.network_information = true,
			.mnc_pcs_digit_include_status = n_digits != 0},
		.network_information = att_array_of(seen, n),
		.mnc_pcs_digit_include_status = att_array_of(digits, n_digits),
	};

	cids_begin(&t, &att_cids_providers, BASIC,
		   MBIM_CID_BASIC_CONNECT_VISIBLE_PROVIDERS, false);
	HEAR(0, nas_network_scan_resp, r);
}

/* 3GPP TS 24.008 10.5.1.3: these are two networks. */
static void networks_01_and_001_are_two(void **state)
{
	static const struct qmi_nas_network_information seen[] = {
		{1, 1, QMI_NAS_NETWORK_STATUS_FORBIDDEN, {0}},
		{1, 1, QMI_NAS_NETWORK_STATUS_PREFERRED, {0}},
		{1, 1, QMI_NAS_NETWORK_STATUS_HOME, {0}}};
	static const struct qmi_nas_mnc_pcs_digit_include_status digits[] = {
		{1, 1, 0}, {1, 1, 1}, {1, 1, 0}};
	static const struct qmi_nas_preferred_networks list[] = {{1, 1, 0},
								 {1, 1, 0}};
	static const char *const ids[] = {"00101", "001001"};
	const struct qmi_nas_get_preferred_networks_resp r = {
		.has = {.preferred_networks = true,
			.mnc_pcs_digit_include_status = true},
		.preferred_networks = att_array_of(list, 2),
		.mnc_pcs_digit_include_status = att_array_of(digits, 2),
	};

	(void)state;
	hear_scan(seen, 3, digits, 3);
	assert_int_equal(told(ids, 2), 2);
	cids_begin(&t, &att_cids_providers, BASIC,
		   MBIM_CID_BASIC_CONNECT_PREFERRED_PROVIDERS, false);
	HEAR(0, nas_get_preferred_networks_resp, r);
	assert_int_equal(told(ids, 2), 2);
}

static void what_is_no_network_hides_no_other(void **state)
{
	static const struct qmi_nas_network_information seen[] = {
		{UINT16_MAX, UINT16_MAX, 0, {0}},
		{1, 1, 0, {0}},
		{1, 1000, 0, {0}},
		{1000, 1, 0, {0}},
		{310, 260, 0, {0}}};
	static const struct qmi_nas_preferred_networks list[] = {
		{UINT16_MAX, UINT16_MAX, 0}, {1, 1, 0}, {310, 260, 0}};
	static const char *const ids[] = {"00101", "310260"};
	const struct qmi_nas_get_preferred_networks_resp r = {
		.has.preferred_networks = true,
		.preferred_networks = att_array_of(list, 3),
	};

	(void)state;
	hear_scan(seen, 5, NULL, 0);
	assert_int_equal(told(ids, 2), 2);
	cids_begin(&t, &att_cids_providers, BASIC,
		   MBIM_CID_BASIC_CONNECT_PREFERRED_PROVIDERS, false);
	HEAR(0, nas_get_preferred_networks_resp, r);
	assert_int_equal(told(ids, 2), 2);
}

/* The name is told. */
static void home_that_is_no_network_has_no_id(void **state)
{
	const struct qmi_nas_get_home_network_resp h = {
		.has.home_network = true,
		.home_network = {.mcc = UINT16_MAX,
				 .mnc = UINT16_MAX,
				 .description = att_str_utf8("Heim")},
	};
	struct mbim_basic_connect_home_provider_response r;

	(void)state;
	cids_begin(&t, &att_cids_providers, BASIC,
		   MBIM_CID_BASIC_CONNECT_HOME_PROVIDER, false);
	HEAR(0, nas_get_home_network_resp, h);
	assert_int_equal(mbim_basic_connect_home_provider_response_decode(
				 cids_answer(&t), &r),
			 0);
	cids_assert_text(&r.provider.provider_id, "");
	cids_assert_text(&r.provider.provider_name, "Heim");
}

static void registration_in_no_network_is_told(void **state)
{
	static const uint8_t lte[] = {QMI_NAS_RADIO_INTERFACE_LTE};
	const struct qmi_nas_get_serving_system_resp heard = {
		.has = {.serving_system = true, .current_plmn = true},
		.serving_system =
			{.registration_state =
				 QMI_NAS_REGISTRATION_STATE_REGISTERED,
			 .radio_interfaces = att_array_of(lte, 1)},
		.current_plmn = {.mcc = UINT16_MAX, .mnc = UINT16_MAX},
	};
	struct mbim_basic_connect_register_state_response_v2 r;

	(void)state;
	cids_begin(&t, &att_cids_network, BASIC,
		   MBIM_CID_BASIC_CONNECT_REGISTER_STATE, false);
	HEAR(0, nas_get_serving_system_resp, heard);
	assert_int_equal(mbim_basic_connect_register_state_response_v2_decode(
				 cids_answer(&t), &r),
			 0);
	assert_int_equal(r.register_state, MBIM_REGISTER_STATE_HOME);
	cids_assert_text(&r.provider_id, "");
}

/* --- cells ---------------------------------------------------------------- */

#define STATIONS(kind) \
	mbim_ms_basic_connect_extensions_base_stations_info_##kind##_v3

static struct mbim_cell_info_serving_lte served(
	const struct qmi_nas_intrafrequency_lte_info_v2_cell *seen, unsigned n)
{
	const struct qmi_nas_get_cell_location_info_resp heard = {
		.has.intrafrequency_lte_info_v2 = true,
		.intrafrequency_lte_info_v2 = {.plmn = {0x00, 0xf1, 0x10},
					       .serving_cell_id = 7,
					       .cell = att_array_of(seen, n)},
	};
	const struct STATIONS(query) q = {.max_lte_count = 5};
	struct STATIONS(response) r;
	struct mbim_cell_info_serving_lte here;
	struct att_cursor c;

	cids_begin(&t, &att_cids_cells, MS,
		   MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_BASE_STATIONS_INFO,
		   false);
	cids_sent(
		&t,
		mbim_ms_basic_connect_extensions_base_stations_info_query_v3_encode(
			&q, t.body, sizeof(t.body)));
	HEAR(0, nas_get_cell_location_info_resp, heard);
	assert_int_equal(
		mbim_ms_basic_connect_extensions_base_stations_info_response_v3_decode(
			cids_answer(&t), &r),
		0);
	c = att_cursor_of(&r.lte_serving_cell);
	assert_true(mbim_cell_info_serving_lte_next(&c, &here));
	return here;
}

/* 0xffffffff: it is not known (MS MB base stations information query). */
static void cell_that_is_not_measured_has_no_strength(void **state)
{
	static const struct qmi_nas_intrafrequency_lte_info_v2_cell
		other[] = {{.physical_cell_id = 9,
			    .rsrq = -115,
			    .rsrp = -1012}},
		none[] = {{.physical_cell_id = 7,
			   .rsrq = INT16_MIN,
			   .rsrp = INT16_MIN}};
	struct mbim_cell_info_serving_lte here;

	(void)state;
	here = served(other, 1);
	assert_int_equal((uint32_t)here.rsrp, UINT32_MAX);
	assert_int_equal((uint32_t)here.rsrq, UINT32_MAX);
	here = served(none, 1);
	assert_int_equal((uint32_t)here.rsrp, UINT32_MAX);
	assert_int_equal((uint32_t)here.rsrq, UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_numbers_of_dms_are_cut),
		cmocka_unit_test(numbers_of_dms_that_are_no_text_are_shown),
		cmocka_unit_test(one_odd_profile_hides_no_other),
		cmocka_unit_test(networks_01_and_001_are_two),
		cmocka_unit_test(what_is_no_network_hides_no_other),
		cmocka_unit_test(home_that_is_no_network_has_no_id),
		cmocka_unit_test(registration_in_no_network_is_told),
		cmocka_unit_test(cell_that_is_not_measured_has_no_strength),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
