/* What a modem of QMI says of SIM, slots and its attach, as MBIM has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cids_rig.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"

#define BASIC MBIM_SERVICE_BASIC_CONNECT
#define MS    MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS

static uint8_t tlvs[256];

static void is_text(const struct att_str *s, const char *text)
{
	char buf[64];

	assert_true(att_str_get(s, buf, sizeof(buf)) >= 0);
	assert_string_equal(buf, text);
}

static void is_ready(void)
{
	cids_rig_has_card(QMI_UIM_CARD_APPLICATION_STATE_READY,
			  QMI_UIM_PIN_STATE_DISABLED, 3, 10);
}

/* --- SUBSCRIBER_READY_STATUS ---------------------------------------------- */

/* Both files are read by the same message; one answer stands for both. */
static uint32_t ready_with_file(const uint8_t *file, size_t len)
{
	const struct qmi_uim_read_transparent_resp r = {
		.has.read_result = true,
		.read_result = att_bytes_of(file, len),
	};

	cids_rig_modem.n_answers = 0;
	is_ready();
	cids_rig_answers(
		QMI_SERVICE_UIM, QMI_UIM_READ_TRANSPARENT, 0, tlvs,
		qmi_uim_read_transparent_resp_encode(&r, tlvs, sizeof(tlvs)));
	return cids_rig_status(BASIC,
			       MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS,
			       false, NULL, 0);
}

/* 3GPP TS 31.102 4.2.2: a length, and the parity before the first digit. */
static void imsi_is_what_the_file_has(void **state)
{
	static const uint8_t file[] = {8,    9,	   0x10, 0x10, 0x32,
				       0x54, 0x76, 0x98, 0x10};
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r;

	(void)state;
	assert_int_equal(ready_with_file(file, sizeof(file)), MBIM_STATUS_NONE);
	IS_ANSWERED(basic_connect_subscriber_ready_status_response_v3, r);
	assert_int_equal(r.ready_state,
			 MBIM_SUBSCRIBER_READY_STATE_INITIALIZED);
	is_text(&r.subscriber_id, "001012345678901");
}

static void file_that_is_no_imsi_tells_none(void **state)
{
	static const uint8_t files[][9] = {
		{0}, {9, 9, 0x10}, {8, 0xff, 0xff}, {255}};
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r;

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		assert_int_equal(ready_with_file(files[i], i ? 3 : 0),
				 MBIM_STATUS_NONE);
		IS_ANSWERED(basic_connect_subscriber_ready_status_response_v3,
			    r);
		is_text(&r.subscriber_id, "");
	}
}

static void locked_sim_is_asked_for_no_imsi(void **state)
{
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r;

	(void)state;
	cids_rig_has_card(
		QMI_UIM_CARD_APPLICATION_STATE_PIN1_OR_UPIN_PIN_REQUIRED,
		QMI_UIM_PIN_STATE_ENABLED_NOT_VERIFIED, 3, 10);
	assert_int_equal(
		cids_rig_status(BASIC,
				MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS,
				false, NULL, 0),
		MBIM_STATUS_NONE);
	IS_ANSWERED(basic_connect_subscriber_ready_status_response_v3, r);
	assert_int_equal(r.ready_state,
			 MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED);
	/* The card, and the ICCID. */
	assert_int_equal(cids_rig_modem.asked[QMI_SERVICE_UIM], 2);
}

/* --- slots ---------------------------------------------------------------- */

static void has_slots(void)
{
	static const struct qmi_uim_physical_slot_status slots[] = {
		{.physical_card_status = QMI_UIM_PHYSICAL_CARD_STATE_PRESENT,
		 .physical_slot_status = QMI_UIM_SLOT_STATE_INACTIVE},
		{.physical_card_status = QMI_UIM_PHYSICAL_CARD_STATE_PRESENT,
		 .physical_slot_status = QMI_UIM_SLOT_STATE_ACTIVE,
		 .logical_slot = 1},
		{.physical_card_status = QMI_UIM_PHYSICAL_CARD_STATE_ABSENT,
		 .physical_slot_status = QMI_UIM_SLOT_STATE_INACTIVE}};
	static const struct qmi_uim_physical_slot_information info[] = {
		{.is_euicc = 0}, {.is_euicc = 1}, {.is_euicc = 0}};
	const struct qmi_uim_get_slot_status_resp r = {
		.has = {.physical_slot_status = true,
			.physical_slot_information = true},
		.physical_slot_status = att_array_of(slots, 3),
		.physical_slot_information = att_array_of(info, 3),
	};

	is_ready();
	cids_rig_answers(
		QMI_SERVICE_UIM, QMI_UIM_GET_SLOT_STATUS, 0, tlvs,
		qmi_uim_get_slot_status_resp_encode(&r, tlvs, sizeof(tlvs)));
}

static uint32_t slot_state(uint32_t slot)
{
	struct mbim_ms_basic_connect_extensions_slot_info_status_response r;
	uint8_t body[4];

	att_put32(body, slot);
	assert_int_equal(
		cids_rig_status(
			MS,
			MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SLOT_INFO_STATUS,
			false, body, sizeof(body)),
		MBIM_STATUS_NONE);
	IS_ANSWERED(ms_basic_connect_extensions_slot_info_status_response, r);
	assert_int_equal(r.slot_index, slot);
	return r.state;
}

static void slots_are_those_of_uim(void **state)
{
	struct mbim_ms_basic_connect_extensions_sys_caps_response caps;
	static const uint8_t fourth[] = {3, 0, 0, 0};

	(void)state;
	has_slots();
	assert_int_equal(
		cids_rig_status(MS,
				MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SYS_CAPS,
				false, NULL, 0),
		MBIM_STATUS_NONE);
	IS_ANSWERED(ms_basic_connect_extensions_sys_caps_response, caps);
	assert_int_equal(caps.number_of_slots, 3);
	assert_int_equal(slot_state(0), MBIM_UICC_SLOT_STATE_OFF);
	assert_int_equal(slot_state(1), MBIM_UICC_SLOT_STATE_ACTIVE_ESIM);
	assert_int_equal(slot_state(2), MBIM_UICC_SLOT_STATE_OFF_EMPTY);
	assert_int_equal(
		cids_rig_status(
			MS,
			MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SLOT_INFO_STATUS,
			false, fourth, sizeof(fourth)),
		MBIM_STATUS_INVALID_PARAMETERS);
}

/* A card is there, and nothing in it. */
static void esim_without_a_profile_is_no_card_that_starts(void **state)
{
	static const struct qmi_uim_card_status_cards card = {
		.card_state = QMI_UIM_CARD_STATE_PRESENT};
	const struct qmi_uim_get_card_status_resp status = {
		.has.card_status = true,
		.card_status = {0xffff, 0xffff, 0xffff, 0xffff,
				att_array_of(&card, 1)},
	};
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r;
	uint8_t empty[64];

	(void)state;
	cids_rig_answers(QMI_SERVICE_UIM, QMI_UIM_GET_CARD_STATUS, 0, empty,
			 qmi_uim_get_card_status_resp_encode(&status, empty,
							     sizeof(empty)));
	has_slots();
	assert_int_equal(
		cids_rig_status(BASIC,
				MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS,
				false, NULL, 0),
		MBIM_STATUS_NONE);
	IS_ANSWERED(basic_connect_subscriber_ready_status_response_v3, r);
	assert_int_equal(r.ready_state,
			 MBIM_SUBSCRIBER_READY_STATE_NO_ESIM_PROFILE);
	assert_int_equal(r.flags, MBIM_SUBSCRIBER_READY_STATUS_FLAG_ESIM);
	assert_int_equal(slot_state(1),
			 MBIM_UICC_SLOT_STATE_ACTIVE_ESIM_NO_PROFILES);
}

/* It does not know the message. */
static void modem_with_one_slot_has_one(void **state)
{
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response r;

	(void)state;
	is_ready();
	assert_int_equal(slot_state(0), MBIM_UICC_SLOT_STATE_ACTIVE);
	assert_int_equal(
		cids_rig_status(
			MS,
			MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_SLOT_MAPPINGS,
			false, NULL, 0),
		MBIM_STATUS_NONE);
	IS_ANSWERED(ms_basic_connect_extensions_device_slot_mappings_response,
		    r);
	assert_int_equal(r.slot_map.count, 1);
}

/* --- the attach ----------------------------------------------------------- */

static uint32_t attach_with(uint32_t roaming, uint32_t auth)
{
	const struct mbim_lte_attach_configuration c = {
		.ip_type = MBIM_CONTEXT_IP_TYPE_IPV6,
		.roaming = roaming,
		.access_string = att_str_utf8("internet"),
		.auth_protocol = auth,
	};
	const struct
		mbim_ms_basic_connect_extensions_lte_attach_configuration_set
			set = {.configurations = att_array_of(&c, 1)};
	uint8_t body[256];

	return cids_rig_status(
		MS,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LTE_ATTACH_CONFIGURATION,
		true, body,
		mbim_ms_basic_connect_extensions_lte_attach_configuration_set_encode(
			&set, body, sizeof(body)));
}

static void has_attach_profile(uint16_t profile)
{
	const struct qmi_wds_get_lte_attach_pdn_list_resp r = {
		.has.current_list = true,
		.current_list = att_array_of(&profile, 1),
	};

	cids_rig_answers(QMI_SERVICE_WDS, QMI_WDS_GET_LTE_ATTACH_PDN_LIST, 0,
			 tlvs,
			 qmi_wds_get_lte_attach_pdn_list_resp_encode(
				 &r, tlvs, sizeof(tlvs)));
}

static void attach_is_set_in_its_profile(void **state)
{
	struct qmi_wds_modify_profile_req req;
	struct qmi_message m;

	(void)state;
	has_attach_profile(7);
	/* Modified, it is refused: so that is what was asked last. */
	assert_int_equal(
		attach_with(MBIM_LTE_ATTACH_CONTEXT_ROAMING_CONTROL_HOME,
			    MBIM_AUTH_PROTOCOL_CHAP),
		MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(qmi_decode(cids_rig_modem.last, &m), 0);
	assert_int_equal(m.head.message, QMI_WDS_MODIFY_PROFILE);
	assert_int_equal(qmi_wds_modify_profile_req_decode(m.tlvs, &req), 0);
	assert_int_equal(req.profile_identifier.profile_index, 7);
	assert_int_equal(req.pdp_type, QMI_WDS_PDP_TYPE_IPV6);
	assert_int_equal(req.authentication, QMI_WDS_AUTHENTICATION_CHAP);
	is_text(&req.apn_name, "internet");
}

static void attach_that_qmi_cannot_have_changes_nothing(void **state)
{
	(void)state;
	has_attach_profile(7);
	assert_int_equal(
		attach_with(MBIM_LTE_ATTACH_CONTEXT_ROAMING_CONTROL_HOME,
			    MBIM_AUTH_PROTOCOL_MSCHAPV2),
		MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(
		attach_with(MBIM_LTE_ATTACH_CONTEXT_ROAMING_CONTROL_PARTNER,
			    MBIM_AUTH_PROTOCOL_NONE),
		MBIM_STATUS_INVALID_PARAMETERS);
	/* The list of profiles, twice. */
	assert_int_equal(cids_rig_modem.asked[QMI_SERVICE_WDS], 2);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, cids_rig_setup, cids_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(imsi_is_what_the_file_has),
		TEST(file_that_is_no_imsi_tells_none),
		TEST(locked_sim_is_asked_for_no_imsi),
		TEST(slots_are_those_of_uim),
		TEST(esim_without_a_profile_is_no_card_that_starts),
		TEST(modem_with_one_slot_has_one),
		TEST(attach_is_set_in_its_profile),
		TEST(attach_that_qmi_cannot_have_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
