/* REGISTER_STATE, PACKET_SERVICE and LOCATION_INFO_STATUS, of what a modem says
 * in NAS. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/errors.h"
#include "linux/cids_network.h"
#include "linux_cids.h"

#define BASIC MBIM_SERVICE_BASIC_CONNECT
#define MS    MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS

static struct cids_talk t;

/* --- what is heard -------------------------------------------------------- */

static const uint8_t lte[] = {QMI_NAS_RADIO_INTERFACE_LTE};
static const uint8_t both[] = {QMI_NAS_RADIO_INTERFACE_LTE,
			       QMI_NAS_RADIO_INTERFACE_5GNR};

static void hear_serving(unsigned step, const uint8_t *radios, uint32_t n)
{
	const struct qmi_nas_get_serving_system_resp r = {
		.has = {.serving_system = true,
			.roaming_indicator = true,
			.current_plmn = true,
			.lac_3gpp = true,
			.cid_3gpp = true,
			.lte_tac = true},
		.serving_system =
			{.registration_state =
				 QMI_NAS_REGISTRATION_STATE_REGISTERED,
			 .ps_attach_state = QMI_NAS_ATTACH_STATE_ATTACHED,
			 .radio_interfaces = att_array_of(radios, n)},
		.roaming_indicator = QMI_NAS_ROAMING_INDICATOR_STATUS_ON,
		.current_plmn = {.mcc = 1,
				 .mnc = 1,
				 .description = att_str_utf8("Test")},
		.lac_3gpp = 0xfffe,
		.cid_3gpp = 0x1234567,
		.lte_tac = 0x2b,
	};

	cids_heard(&t, step,
		   qmi_nas_get_serving_system_resp_encode(&r, t.body,
							  sizeof(t.body)));
}

static void hear_state(unsigned step, uint8_t state)
{
	const struct qmi_nas_get_serving_system_resp r = {
		.has = {.serving_system = true},
		.serving_system = {.registration_state = state},
	};

	cids_heard(&t, step,
		   qmi_nas_get_serving_system_resp_encode(&r, t.body,
							  sizeof(t.body)));
}

static void hear_system(unsigned step, uint8_t cause)
{
	const struct qmi_nas_get_system_info_resp r = {
		.has = {.lte_service_status = true, .lte_system_info_v2 = true},
		.lte_service_status.service_status =
			cause ? QMI_NAS_SERVICE_STATUS_LIMITED
			      : QMI_NAS_SERVICE_STATUS_AVAILABLE,
		.lte_system_info_v2 = {.registration_reject_info_valid =
					       cause != 0,
				       .registration_reject_cause = cause,
				       .network_id_valid = true,
				       .mcc = {(const uint8_t *)"001", 3, true},
				       .mnc = {(const uint8_t *)"01\xff", 3,
					       true}},
	};

	cids_heard(&t, step,
		   qmi_nas_get_system_info_resp_encode(&r, t.body,
						       sizeof(t.body)));
}

static void hear_selection(unsigned step, bool manual)
{
	const struct qmi_nas_get_system_selection_preference_resp r = {
		.has = {.mode_preference = true,
			.network_selection_preference = true},
		.mode_preference = QMI_NAS_RAT_MODE_PREFERENCE_LTE |
				   QMI_NAS_RAT_MODE_PREFERENCE_UMTS,
		.network_selection_preference = manual,
	};

	cids_heard(&t, step,
		   qmi_nas_get_system_selection_preference_resp_encode(
			   &r, t.body, sizeof(t.body)));
}

/* --- REGISTER_STATE ------------------------------------------------------- */

static void begin_register(bool set)
{
	cids_begin(&t, &att_cids_network, BASIC,
		   MBIM_CID_BASIC_CONNECT_REGISTER_STATE, set);
}

static struct mbim_basic_connect_register_state_response_v2 registered(void)
{
	struct mbim_basic_connect_register_state_response_v2 r;

	assert_int_equal(mbim_basic_connect_register_state_response_v2_decode(
				 cids_answer(&t), &r),
			 0);
	return r;
}

static void registration_is_told(void **state)
{
	struct mbim_basic_connect_register_state_response_v2 r;

	(void)state;
	begin_register(false);
	hear_serving(0, lte, 1);
	hear_selection(2, true);
	r = registered();
	assert_int_equal(r.register_state, MBIM_REGISTER_STATE_ROAMING);
	assert_int_equal(r.register_mode, MBIM_REGISTER_MODE_MANUAL);
	assert_int_equal(r.available_data_classes, MBIM_DATA_CLASS_V3_LTE);
	assert_int_equal(r.current_cellular_class, MBIM_CELLULAR_CLASS_GSM);
	assert_int_equal(r.preferred_data_classes,
			 MBIM_DATA_CLASS_V3_LTE | MBIM_DATA_CLASS_V3_UMTS |
				 MBIM_DATA_CLASS_V3_HSDPA |
				 MBIM_DATA_CLASS_V3_HSUPA);
	cids_assert_text(&r.provider_id, "00101");
	cids_assert_text(&r.provider_name, "Test");
}

static void system_info_alone_tells_too(void **state)
{
	struct mbim_basic_connect_register_state_response_v2 r;

	(void)state;
	begin_register(false);
	cids_refused(&t, 0, QMI_PROTOCOL_ERROR_NOT_SUPPORTED);
	hear_system(1, 0);
	cids_refused(&t, 2, QMI_PROTOCOL_ERROR_NOT_SUPPORTED);
	r = registered();
	assert_int_equal(r.register_state, MBIM_REGISTER_STATE_HOME);
	assert_int_equal(r.register_mode, MBIM_REGISTER_MODE_UNKNOWN);
	cids_assert_text(&r.provider_id, "00101");
}

static void refusal_has_its_cause(void **state)
{
	struct mbim_basic_connect_register_state_response_v2 r;

	(void)state;
	begin_register(false);
	hear_state(0, QMI_NAS_REGISTRATION_STATE_REGISTRATION_DENIED);
	hear_system(1, 11);
	r = registered();
	assert_int_equal(r.register_state, MBIM_REGISTER_STATE_DENIED);
	assert_int_equal(r.nw_error, 11);
	assert_int_equal(r.available_data_classes, 0);
	cids_assert_text(&r.provider_id, "");
}

static void nothing_heard_is_no_registration(void **state)
{
	(void)state;
	begin_register(false);
	assert_int_equal(cids_error(&t), ATT_E_STATE);
}

static void send_register(const char *id, uint32_t action, uint32_t classes)
{
	const struct mbim_basic_connect_register_state_set s = {
		.provider_id = att_str_utf8(id),
		.register_action = action,
		.data_class = classes,
	};

	begin_register(true);
	cids_sent(&t, mbim_basic_connect_register_state_set_encode(
			      &s, t.body, sizeof(t.body)));
}

static void network_is_chosen_by_its_digits(void **state)
{
	struct qmi_nas_initiate_network_register_req r;

	(void)state;
	send_register("001010", MBIM_REGISTER_ACTION_MANUAL, 0);
	assert_int_equal(cids_asks(&t, 0), ATT_CIDS_SKIP);
	assert_int_equal(qmi_nas_initiate_network_register_req_decode(
				 cids_sends(&t, 1), &r),
			 0);
	assert_int_equal(r.action, QMI_NAS_NETWORK_REGISTER_TYPE_MANUAL);
	assert_int_equal(r.manual_registration_info_3gpp.mcc, 1);
	assert_int_equal(r.manual_registration_info_3gpp.mnc, 10);
	assert_int_equal(r.mnc_pcs_digit_include_status, 1);
	send_register("nowher", MBIM_REGISTER_ACTION_MANUAL, 0);
	assert_int_equal(cids_asks(&t, 1), ATT_E_VALUE);
	send_register("", MBIM_REGISTER_ACTION_MANUAL + 1, 0);
	assert_int_equal(cids_asks(&t, 0), ATT_E_VALUE);
}

static void classes_choose_radios(void **state)
{
	struct qmi_nas_set_system_selection_preference_req r;

	(void)state;
	send_register("", MBIM_REGISTER_ACTION_AUTOMATIC,
		      MBIM_DATA_CLASS_V3_LTE | MBIM_DATA_CLASS_V3_5G);
	assert_int_equal(qmi_nas_set_system_selection_preference_req_decode(
				 cids_sends(&t, 0), &r),
			 0);
	assert_int_equal(r.mode_preference,
			 QMI_NAS_RAT_MODE_PREFERENCE_LTE |
				 QMI_NAS_RAT_MODE_PREFERENCE_5GNR);
	send_register("", MBIM_REGISTER_ACTION_AUTOMATIC,
		      MBIM_DATA_CLASS_V3_1XEVDO);
	assert_int_equal(cids_asks(&t, 0),
			 ATT_CIDS_REFUSE(MBIM_STATUS_DATA_CLASS_NOT_AVAILABLE));
}

/* --- PACKET_SERVICE, LOCATION_INFO_STATUS --------------------------------- */

static struct mbim_basic_connect_packet_service_response_v3 packet(void)
{
	struct mbim_basic_connect_packet_service_response_v3 r;

	assert_int_equal(mbim_basic_connect_packet_service_response_v3_decode(
				 cids_answer(&t), &r),
			 0);
	return r;
}

static void packet_service_is_told(void **state)
{
	struct mbim_basic_connect_packet_service_response_v3 r;

	(void)state;
	cids_begin(&t, &att_cids_network, BASIC,
		   MBIM_CID_BASIC_CONNECT_PACKET_SERVICE, false);
	hear_serving(0, both, 2);
	r = packet();
	assert_int_equal(r.packet_service_state,
			 MBIM_PACKET_SERVICE_STATE_ATTACHED);
	assert_int_equal(r.highest_available_data_class, MBIM_DATA_CLASS_V3_5G);
	assert_int_equal(r.data_subclass, MBIM_DATA_SUBCLASS_5G_ENDC);
	assert_int_equal(r.tai.plmn_mcc, 0x001);
	assert_int_equal(r.tai.plmn_mnc, 0x8001);
	assert_int_equal(r.tai.tac, 0x2b);
	hear_state(0, QMI_NAS_REGISTRATION_STATE_NOT_REGISTERED_SEARCHING);
	r = packet();
	assert_int_equal(r.packet_service_state,
			 MBIM_PACKET_SERVICE_STATE_DETACHED);
	assert_int_equal(r.highest_available_data_class, 0);
}

static void attach_is_asked_for(void **state)
{
	struct mbim_basic_connect_packet_service_set s = {
		.packet_service_action = MBIM_PACKET_SERVICE_ACTION_DETACH};
	struct qmi_nas_attach_detach_req r;

	(void)state;
	cids_begin(&t, &att_cids_network, BASIC,
		   MBIM_CID_BASIC_CONNECT_PACKET_SERVICE, true);
	cids_sent(&t, mbim_basic_connect_packet_service_set_encode(
			      &s, t.body, sizeof(t.body)));
	assert_int_equal(
		qmi_nas_attach_detach_req_decode(cids_sends(&t, 0), &r), 0);
	assert_int_equal(r.action, QMI_NAS_PS_ATTACH_ACTION_DETACH);
	s.packet_service_action = 7;
	cids_sent(&t, mbim_basic_connect_packet_service_set_encode(
			      &s, t.body, sizeof(t.body)));
	assert_int_equal(cids_asks(&t, 0), ATT_E_VALUE);
}

static void place_is_told_while_registered(void **state)
{
	struct mbim_ms_basic_connect_extensions_location_info_status_response r;

	(void)state;
	cids_begin(&t, &att_cids_network, MS,
		   MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LOCATION_INFO_STATUS,
		   false);
	hear_serving(0, lte, 1);
	assert_int_equal(
		mbim_ms_basic_connect_extensions_location_info_status_response_decode(
			cids_answer(&t), &r),
		0);
	assert_int_equal(r.location_area_code, 0xfffe);
	assert_int_equal(r.tracking_area_code, 0x2b);
	assert_int_equal(r.cell_id, 0x1234567);
	hear_state(0, QMI_NAS_REGISTRATION_STATE_NOT_REGISTERED);
	assert_int_equal(
		mbim_ms_basic_connect_extensions_location_info_status_response_decode(
			cids_answer(&t), &r),
		0);
	assert_int_equal(r.cell_id, UINT32_MAX);
}

static void broken_answers_break_nothing(void **state)
{
	(void)state;
	cids_torture(&att_cids_network);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registration_is_told),
		cmocka_unit_test(system_info_alone_tells_too),
		cmocka_unit_test(refusal_has_its_cause),
		cmocka_unit_test(nothing_heard_is_no_registration),
		cmocka_unit_test(network_is_chosen_by_its_digits),
		cmocka_unit_test(classes_choose_radios),
		cmocka_unit_test(packet_service_is_told),
		cmocka_unit_test(attach_is_asked_for),
		cmocka_unit_test(place_is_told_while_registered),
		cmocka_unit_test(broken_answers_break_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
