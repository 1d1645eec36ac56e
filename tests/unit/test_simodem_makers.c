/* Services of Microsoft's and of makers: contexts by their type, PCO,
 * parameters of 5G's registration, firmware, AT commands, Intel's and AT&T's.
 */
#include "test_simodem_yaml.h"

#define SERVICE(service, cid) MBIM_SERVICE_##service, MBIM_CID_##service##_##cid

/* A modem that has these services and no others. */
static void start_with(struct fixture *f, const char *services)
{
	struct sim_config c;

	assert_int_equal(read_yaml(sim_profile_read, &c, services), 0);
	fixture_start(f, &c);
	fixture_open(f, 4096);
}

/* --- contexts ---------------------------------------------------------------
 */

static uint32_t set_context(struct fixture *f, uint32_t operation,
			    const struct att_uuid *type, const char *apn)
{
	struct mbim_ms_basic_connect_extensions_provisioned_contexts_set s = {
		.operation = operation,
		.context_type = *type,
		.ip_type = MBIM_CONTEXT_IP_TYPE_IPV6,
		.state = MBIM_CONTEXT_STATE_ENABLED,
		.roaming = MBIM_CONTEXT_ROAMING_CONTROL_HOME_ONLY,
		.source = MBIM_CONTEXT_SOURCE_USER,
		.access_string = att_str_utf8(apn),
	};
	uint8_t body[256];
	int len =
		mbim_ms_basic_connect_extensions_provisioned_contexts_set_encode(
			&s, body, sizeof(body));

	assert_true(len > 0);
	return fixture_command(f, EXT(PROVISIONED_CONTEXTS), true, body,
			       (size_t)len);
}

/* The one at a place; how many there are. */
static uint32_t context(struct fixture *f, uint32_t place,
			struct mbim_provisioned_context_element_v2 *e)
{
	struct mbim_ms_basic_connect_extensions_provisioned_contexts_response r;
	struct att_cursor at;

	FIXTURE_READ(
		f, EXT(PROVISIONED_CONTEXTS),
		mbim_ms_basic_connect_extensions_provisioned_contexts_response,
		&r);
	at = att_cursor_of(&r.provisioned_contexts);
	for (uint32_t i = 0; i <= place; i++)
		assert_true(mbim_provisioned_context_element_v2_next(&at, e));
	return r.provisioned_contexts.count;
}

static void context_is_known_by_its_type(void **state)
{
	struct mbim_provisioned_context_element_v2 e;
	struct fixture f;
	char apn[32];

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 4096);
	assert_int_equal(set_context(&f, MBIM_CONTEXT_OPERATION_DEFAULT,
				     &mbim_context_type_ims, "ims"),
			 MBIM_STATUS_NONE);
	assert_int_equal(context(&f, 1, &e), 2);
	assert_int_equal(e.context_id, 2);
	assert_int_equal(e.ip_type, MBIM_CONTEXT_IP_TYPE_IPV6);
	assert_int_equal(e.roaming, MBIM_CONTEXT_ROAMING_CONTROL_HOME_ONLY);
	assert_int_equal(set_context(&f, MBIM_CONTEXT_OPERATION_DEFAULT,
				     &mbim_context_type_internet, "other"),
			 MBIM_STATUS_NONE);
	assert_int_equal(context(&f, 0, &e), 2);
	assert_true(att_str_get(&e.access_string, apn, sizeof(apn)) >= 0);
	assert_string_equal(apn, "other");
	assert_int_equal(set_context(&f, MBIM_CONTEXT_OPERATION_DELETE,
				     &mbim_context_type_internet, ""),
			 MBIM_STATUS_NONE);
	assert_int_equal(context(&f, 0, &e), 1);
	assert_int_equal(e.context_id, 2);
	/* The other CID has the same contexts. */
	assert_int_equal(fixture_query(&f, BC(PROVISIONED_CONTEXTS)),
			 MBIM_STATUS_NONE);
	assert_int_equal(set_context(&f, MBIM_CONTEXT_OPERATION_DELETE,
				     &mbim_context_type_mms, ""),
			 MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(set_context(&f, MBIM_CONTEXT_OPERATION_RESTORE_FACTORY,
				     &mbim_context_type_none, ""),
			 MBIM_STATUS_NONE);
	assert_int_equal(context(&f, 0, &e), 1);
	assert_int_equal(e.context_id, 1);
	fixture_stop(&f);
}

/* --- PCO --------------------------------------------------------------------
 */

static uint32_t query_pco(struct fixture *f, uint32_t session)
{
	uint8_t body[12] = {0};

	att_put32(body, session);
	return fixture_command(f, EXT(PCO), false, body, sizeof(body));
}

static void pco_has_the_name_server_of_an_active_session(void **state)
{
	static const uint8_t want[] = {0x27, 8,	 0x80, 0x00, 0x0d,
				       4,    10, 64,   0,    1};
	struct mbim_ms_basic_connect_extensions_pco_response r;
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 4096);
	assert_int_equal(query_pco(&f, 0), MBIM_STATUS_CONTEXT_NOT_ACTIVATED);
	assert_int_equal(query_pco(&f, 99), MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_NONE);
	assert_int_equal(query_pco(&f, 0), MBIM_STATUS_NONE);
	assert_int_equal(mbim_ms_basic_connect_extensions_pco_response_decode(
				 f.got.body, &r),
			 0);
	assert_int_equal(r.pco_value.pco_data_size, sizeof(want));
	assert_memory_equal(r.pco_value.pco_data_buffer.p, want, sizeof(want));
	fixture_stop(&f);
}

/* --- MBIMEx 3 ---------------------------------------------------------------
 */

static uint32_t set_parameters(struct fixture *f, uint32_t mico)
{
	struct mbim_ms_basic_connect_extensions_registration_parameters_response_v3
		s = {.mico_mode = mico, .drx_cycle = MBIM_DRX_CYCLE_64};
	uint8_t body[64];
	int len =
		mbim_ms_basic_connect_extensions_registration_parameters_response_v3_encode(
			&s, body, sizeof(body));

	assert_true(len > 0);
	return fixture_command(f, EXT(REGISTRATION_PARAMETERS), true, body,
			       (size_t)len);
}

static void registration_parameters_came_with_version_3(void **state)
{
	struct mbim_ms_basic_connect_extensions_registration_parameters_response_v3
		r;
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 4096);
	assert_int_equal(fixture_query(&f, EXT(REGISTRATION_PARAMETERS)),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	fixture_stop(&f);

	fixture_start(&f, NULL);
	fixture_open(&f, 4096);
	fixture_version(&f, MBIM_EX_3);
	assert_int_equal(set_parameters(&f, MBIM_MICO_MODE_ENABLED),
			 MBIM_STATUS_NONE);
	assert_int_equal(set_parameters(&f, 9), MBIM_STATUS_INVALID_PARAMETERS);
	FIXTURE_READ(
		&f, EXT(REGISTRATION_PARAMETERS),
		mbim_ms_basic_connect_extensions_registration_parameters_response_v3,
		&r);
	assert_int_equal(r.mico_mode, MBIM_MICO_MODE_ENABLED);
	assert_int_equal(r.drx_cycle, MBIM_DRX_CYCLE_64);
	fixture_stop(&f);
}

/* --- makers -----------------------------------------------------------------
 */

static uint32_t set_u32s(struct fixture *f, uint8_t service, uint32_t cid,
			 uint32_t a, uint32_t b)
{
	uint8_t body[8];

	att_put32(body, a);
	att_put32(body + 4, b);
	return fixture_command(f, service, cid, true, body, sizeof(body));
}

static void update_is_refused(void **state)
{
	struct mbim_qdu_update_session_response r;
	struct fixture f;

	(void)state;
	start_with(&f, "services: {qdu: all}\n");
	FIXTURE_READ(&f, SERVICE(QDU, UPDATE_SESSION),
		     mbim_qdu_update_session_response, &r);
	assert_int_equal(r.current_session_status,
			 MBIM_QDU_SESSION_STATUS_INACTIVE);
	assert_int_equal(set_u32s(&f, SERVICE(QDU, UPDATE_SESSION),
				  MBIM_QDU_SESSION_ACTION_START,
				  MBIM_QDU_SESSION_TYPE_LE),
			 MBIM_STATUS_OPERATION_NOT_ALLOWED);
	assert_int_equal(set_u32s(&f, SERVICE(QDU, FILE_OPEN), 0, 4096),
			 MBIM_STATUS_OPERATION_NOT_ALLOWED);
	fixture_stop(&f);
}

static void check_said(struct fixture *f, const char *command, const char *said)
{
	assert_int_equal(fixture_command(f, SERVICE(FIBOCOM, AT_COMMAND), true,
					 command, strlen(command)),
			 MBIM_STATUS_NONE);
	assert_int_equal(f->got.body.len, strlen(said));
	assert_memory_equal(f->got.body.p, said, strlen(said));
}

static void at_commands_are_answered_as_text(void **state)
{
	struct fixture f;

	(void)state;
	start_with(&f, "model: FM350\nservices: {fibocom: all}\n");
	check_said(&f, "AT\r", "\r\n\r\n\r\nOK\r\n");
	check_said(&f, "at+cgmm\r\n", "\r\nFM350\r\n\r\nOK\r\n");
	check_said(&f, "AT+CSQ", "\r\n+CSQ: 20,99\r\n\r\nOK\r\n");
	check_said(&f, "AT+NONSENSE\r", "\r\nERROR\r\n");
	check_said(
		&f,
		"AT+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r",
		"\r\nERROR\r\n");
	assert_int_equal(fixture_query(&f, SERVICE(FIBOCOM, AT_COMMAND)),
			 MBIM_STATUS_INVALID_DEVICE_SERVICE_OPERATION);
	fixture_stop(&f);
}

static void intels_services_are_only_in_intels_modems(void **state)
{
	struct mbim_intel_thermal_rf_thermal_state_notification t;
	struct mbim_intel_thermal_rf_rfim_response r;
	uint8_t sensor[4] = {3};
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 4096);
	assert_int_equal(fixture_query(&f, SERVICE(INTEL_THERMAL_RF, RFIM)),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	fixture_stop(&f);

	start_with(&f, "services: {intel_thermal_rf: all}\n");
	FIXTURE_READ(&f, SERVICE(INTEL_THERMAL_RF, RFIM),
		     mbim_intel_thermal_rf_rfim_response, &r);
	assert_int_equal(r.rfim_frequency_values.count, 1);
	assert_int_equal(
		fixture_command(&f, SERVICE(INTEL_THERMAL_RF, THERMAL_STATE),
				false, sensor, sizeof(sensor)),
		MBIM_STATUS_NONE);
	assert_int_equal(
		mbim_intel_thermal_rf_thermal_state_notification_decode(
			f.got.body, &t),
		0);
	assert_int_equal(t.threshold.temp_sensor_id, 3);
	fixture_stop(&f);
}

static void atts_rat_is_kept_and_answered_without_fields(void **state)
{
	struct mbim_atds_rat_response r;
	struct fixture f;
	uint8_t mode[4] = {MBIM_ATDS_RAT_MODE_4G_ONLY};

	(void)state;
	start_with(&f, "services: {atds: all}\n");
	assert_int_equal(fixture_command(&f, SERVICE(ATDS, RAT), true, mode,
					 sizeof(mode)),
			 MBIM_STATUS_NONE);
	assert_int_equal(f.got.body.len, 0);
	FIXTURE_READ(&f, SERVICE(ATDS, RAT), mbim_atds_rat_response, &r);
	assert_int_equal(r.mode, MBIM_ATDS_RAT_MODE_4G_ONLY);
	fixture_stop(&f);
}

static void reboot_of_intels_takes_the_modem_away(void **state)
{
	struct fixture f;

	(void)state;
	start_with(&f, "services: {intel_firmware_update: all}\n");
	assert_int_equal(
		fixture_command(&f,
				SERVICE(INTEL_FIRMWARE_UPDATE, MODEM_REBOOT),
				true, NULL, 0),
		MBIM_STATUS_NONE);
	assert_int_equal(sim_modem_deadline(f.m), f.now + 100);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(context_is_known_by_its_type),
		cmocka_unit_test(pco_has_the_name_server_of_an_active_session),
		cmocka_unit_test(registration_parameters_came_with_version_3),
		cmocka_unit_test(update_is_refused),
		cmocka_unit_test(at_commands_are_answered_as_text),
		cmocka_unit_test(intels_services_are_only_in_intels_modems),
		cmocka_unit_test(atts_rat_is_kept_and_answered_without_fields),
		cmocka_unit_test(reboot_of_intels_takes_the_modem_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
