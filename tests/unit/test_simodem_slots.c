/* Two SIM slots of the simulated modem, of which it uses one. */
#include "test_simodem_yaml.h"

static void start_two(struct fixture *f)
{
	yaml_start(
		f,
		"sim: {pin: '1234', other_slot: {iccid: '8900000000000000077',"
		" imsi: '001020000000000'}}\n");
}

static uint32_t map(struct fixture *f, uint32_t slot)
{
	uint8_t body[32];
	struct mbim_uicc_slot s = {.slot = slot};
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response
		m = {.slot_map = att_array_of(&s, 1)};
	int len =
		mbim_ms_basic_connect_extensions_device_slot_mappings_response_encode(
			&m, body, sizeof(body));

	assert_true(len > 0);
	return fixture_command(f, EXT(DEVICE_SLOT_MAPPINGS), true, body,
			       (size_t)len);
}

static uint32_t state_of(struct fixture *f, uint32_t slot)
{
	struct mbim_ms_basic_connect_extensions_slot_info_status_response r;
	uint8_t query[4];

	att_put32(query, slot);
	assert_int_equal(fixture_command(f, EXT(SLOT_INFO_STATUS), false, query,
					 sizeof(query)),
			 MBIM_STATUS_NONE);
	assert_int_equal(
		mbim_ms_basic_connect_extensions_slot_info_status_response_decode(
			f->got.body, &r),
		0);
	assert_int_equal(r.slot_index, slot);
	return r.state;
}

static void check_iccid(struct fixture *f, uint32_t state, const char *iccid)
{
	struct mbim_basic_connect_subscriber_ready_status_response r;
	char text[24];

	FIXTURE_READ(f, BC(SUBSCRIBER_READY_STATUS),
		     mbim_basic_connect_subscriber_ready_status_response, &r);
	assert_int_equal(r.ready_state, state);
	assert_true(att_str_get(&r.sim_icc_id, text, sizeof(text)) >= 0);
	assert_string_equal(text, iccid);
}

static void modem_with_one_slot_says_nothing_of_slots(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "");
	assert_int_equal(fixture_query(&f, EXT(SYS_CAPS)),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(fixture_query(&f, EXT(DEVICE_SLOT_MAPPINGS)),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	fixture_stop(&f);
}

static void two_slots_are_told_with_their_cards(void **state)
{
	struct mbim_ms_basic_connect_extensions_sys_caps_response caps;
	struct fixture f;

	(void)state;
	start_two(&f);
	FIXTURE_READ(&f, EXT(SYS_CAPS),
		     mbim_ms_basic_connect_extensions_sys_caps_response, &caps);
	assert_int_equal(caps.number_of_executors, 1);
	assert_int_equal(caps.number_of_slots, 2);
	assert_int_equal(state_of(&f, 0), MBIM_UICC_SLOT_STATE_ACTIVE);
	assert_int_equal(state_of(&f, 1), MBIM_UICC_SLOT_STATE_OFF);
	fixture_stop(&f);
}

static void slot_without_a_card_is_empty(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "sim: {other_slot: {inserted: false}}\n");
	assert_int_equal(state_of(&f, 1), MBIM_UICC_SLOT_STATE_OFF_EMPTY);
	assert_int_equal(map(&f, 1), MBIM_STATUS_NONE);
	assert_int_equal(state_of(&f, 1), MBIM_UICC_SLOT_STATE_EMPTY);
	assert_int_equal(state_of(&f, 0), MBIM_UICC_SLOT_STATE_OFF);
	check_iccid(&f, MBIM_SUBSCRIBER_READY_STATE_SIM_NOT_INSERTED, "");
	fixture_stop(&f);
}

/* The locked card is away, the other one is not locked; and back. */
static void mapped_slot_brings_its_card(void **state)
{
	struct fixture f;

	(void)state;
	start_two(&f);
	check_iccid(&f, MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED,
		    "8900000000000000000");
	assert_int_equal(map(&f, 1), MBIM_STATUS_NONE);
	check_iccid(&f, MBIM_SUBSCRIBER_READY_STATE_INITIALIZED,
		    "8900000000000000077");
	assert_int_equal(map(&f, 0), MBIM_STATUS_NONE);
	check_iccid(&f, MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED,
		    "8900000000000000000");
	fixture_stop(&f);
}

static void slots_that_change_are_indicated(void **state)
{
	struct mbim_event_entry e = {
		.device_service_id =
			mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS]
				.uuid,
	};
	struct mbim_basic_connect_device_service_subscribe_list_set set = {
		.events = att_array_of(&e, 1)};
	struct mbim_ms_basic_connect_extensions_slot_info_status_response r;
	uint8_t body[64];
	struct fixture f;
	int len = mbim_basic_connect_device_service_subscribe_list_set_encode(
		&set, body, sizeof(body));

	(void)state;
	start_two(&f);
	assert_int_equal(fixture_command(&f, BC(DEVICE_SERVICE_SUBSCRIBE_LIST),
					 true, body, (size_t)len),
			 MBIM_STATUS_NONE);
	sim_modem_sim(f.m, false, f.now);
	fixture_indication(&f, EXT(SLOT_INFO_STATUS));
	assert_int_equal(
		mbim_ms_basic_connect_extensions_slot_info_status_response_decode(
			f.got.body, &r),
		0);
	assert_int_equal(r.slot_index, 0);
	assert_int_equal(r.state, MBIM_UICC_SLOT_STATE_EMPTY);
	assert_false(fixture_next(&f));
	fixture_stop(&f);
}

static void slot_that_is_not_there_is_refused(void **state)
{
	const uint8_t query[4] = {2, 0, 0, 0};
	struct fixture f;

	(void)state;
	start_two(&f);
	assert_int_equal(map(&f, 2), MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(fixture_command(&f, EXT(SLOT_INFO_STATUS), false,
					 query, sizeof(query)),
			 MBIM_STATUS_INVALID_PARAMETERS);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modem_with_one_slot_says_nothing_of_slots),
		cmocka_unit_test(two_slots_are_told_with_their_cards),
		cmocka_unit_test(slot_without_a_card_is_empty),
		cmocka_unit_test(mapped_slot_brings_its_card),
		cmocka_unit_test(slots_that_change_are_indicated),
		cmocka_unit_test(slot_that_is_not_there_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
