/* The simulated SIM: PIN, PUK, removal. */
#include "test_simodem_fixture.h"

static void start_locked(struct fixture *f, bool pin2)
{
	struct sim_config c;

	sim_config_default(&c);
	memcpy(c.pin, "1234", 5);
	memcpy(c.puk, "12345678", 9);
	c.pin2_locked = pin2;
	fixture_start(f, &c);
	fixture_open(f, 512);
}

static uint32_t pin(struct fixture *f, uint32_t type, uint32_t op,
		    const char *old, const char *new)
{
	struct mbim_basic_connect_pin_set s = {
		.pin_type = type,
		.pin_operation = op,
		.pin = att_str_utf8(old),
		.new_pin = att_str_utf8(new),
	};
	uint8_t buf[128];
	int len = mbim_basic_connect_pin_set_encode(&s, buf, sizeof(buf));

	assert_true(len > 0);
	return fixture_command(f, BC(PIN), true, buf, (size_t)len);
}

static uint32_t enter(struct fixture *f, const char *value)
{
	return pin(f, MBIM_PIN_TYPE_PIN1, MBIM_PIN_OPERATION_ENTER, value, "");
}

static void check_answer(struct fixture *f, uint32_t type, uint32_t state,
			 uint32_t attempts)
{
	struct mbim_basic_connect_pin_response r;

	assert_int_equal(
		mbim_basic_connect_pin_response_decode(f->got.body, &r), 0);
	assert_int_equal(r.pin_type, type);
	assert_int_equal(r.pin_state, state);
	assert_int_equal(r.remaining_attempts, attempts);
}

static uint32_t ready_state(struct fixture *f)
{
	struct mbim_basic_connect_subscriber_ready_status_response r;

	FIXTURE_READ(f, BC(SUBSCRIBER_READY_STATUS),
		     mbim_basic_connect_subscriber_ready_status_response, &r);
	return r.ready_state;
}

static uint32_t register_state(struct fixture *f)
{
	struct mbim_basic_connect_register_state_response r;

	FIXTURE_READ(f, BC(REGISTER_STATE),
		     mbim_basic_connect_register_state_response, &r);
	return r.register_state;
}

static void right_pin_unlocks_and_registers(void **state)
{
	struct fixture f;

	(void)state;
	start_locked(&f, false);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED);
	assert_int_equal(register_state(&f), MBIM_REGISTER_STATE_DEREGISTERED);
	assert_int_equal(fixture_query(&f, BC(PIN)), MBIM_STATUS_NONE);
	check_answer(&f, MBIM_PIN_TYPE_PIN1, MBIM_PIN_STATE_LOCKED, 3);
	assert_int_equal(enter(&f, "1234"), MBIM_STATUS_NONE);
	check_answer(&f, MBIM_PIN_TYPE_PIN1, MBIM_PIN_STATE_UNLOCKED, 3);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_INITIALIZED);
	assert_int_equal(register_state(&f), MBIM_REGISTER_STATE_HOME);
	fixture_stop(&f);
}

static void identity_is_hidden_behind_the_pin(void **state)
{
	struct mbim_basic_connect_subscriber_ready_status_response r;
	struct fixture f;

	(void)state;
	start_locked(&f, false);
	FIXTURE_READ(&f, BC(SUBSCRIBER_READY_STATUS),
		     mbim_basic_connect_subscriber_ready_status_response, &r);
	assert_int_equal(r.subscriber_id.len, 0);
	assert_int_equal(r.telephone_numbers.count, 0);
	assert_int_equal(r.sim_icc_id.len, 2 * 19);
	assert_int_equal(enter(&f, "1234"), MBIM_STATUS_NONE);
	FIXTURE_READ(&f, BC(SUBSCRIBER_READY_STATUS),
		     mbim_basic_connect_subscriber_ready_status_response, &r);
	assert_int_equal(r.subscriber_id.len, 2 * 15);
	assert_int_equal(r.telephone_numbers.count, 1);
	fixture_stop(&f);
}

static void wrong_pins_lead_to_the_puk(void **state)
{
	struct fixture f;

	(void)state;
	start_locked(&f, false);
	assert_int_equal(enter(&f, "1111"), MBIM_STATUS_PIN_REQUIRED);
	check_answer(&f, MBIM_PIN_TYPE_PIN1, MBIM_PIN_STATE_LOCKED, 2);
	assert_int_equal(enter(&f, "1111"), MBIM_STATUS_PIN_REQUIRED);
	assert_int_equal(enter(&f, "1111"), MBIM_STATUS_PIN_REQUIRED);
	check_answer(&f, MBIM_PIN_TYPE_PUK1, MBIM_PIN_STATE_LOCKED, 10);
	assert_int_equal(enter(&f, "1234"), MBIM_STATUS_PIN_REQUIRED);
	assert_int_equal(pin(&f, MBIM_PIN_TYPE_PUK1, MBIM_PIN_OPERATION_ENTER,
			     "00000000", "4321"),
			 MBIM_STATUS_PIN_REQUIRED);
	check_answer(&f, MBIM_PIN_TYPE_PUK1, MBIM_PIN_STATE_LOCKED, 9);
	assert_int_equal(pin(&f, MBIM_PIN_TYPE_PUK1, MBIM_PIN_OPERATION_ENTER,
			     "12345678", "4321"),
			 MBIM_STATUS_NONE);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_INITIALIZED);
	fixture_stop(&f);
}

static void spent_puk_makes_a_bad_sim(void **state)
{
	struct fixture f;

	(void)state;
	start_locked(&f, false);
	for (int i = 0; i < 3; i++)
		enter(&f, "1111");
	for (int i = 0; i < 10; i++)
		pin(&f, MBIM_PIN_TYPE_PUK1, MBIM_PIN_OPERATION_ENTER,
		    "00000000", "4321");
	assert_int_equal(ready_state(&f), MBIM_SUBSCRIBER_READY_STATE_BAD_SIM);
	assert_int_equal(pin(&f, MBIM_PIN_TYPE_PUK1, MBIM_PIN_OPERATION_ENTER,
			     "12345678", "4321"),
			 MBIM_STATUS_BAD_SIM);
	fixture_stop(&f);
}

static void attempts_outlive_the_power(void **state)
{
	struct fixture f;

	(void)state;
	start_locked(&f, false);
	enter(&f, "1111");
	sim_modem_power_up(f.m, SIM_REMEDY_POWER, f.now);
	fixture_open(&f, 512);
	assert_int_equal(fixture_query(&f, BC(PIN)), MBIM_STATUS_NONE);
	check_answer(&f, MBIM_PIN_TYPE_PIN1, MBIM_PIN_STATE_LOCKED, 2);
	fixture_stop(&f);
}

static void what_is_no_pin_costs_no_attempt(void **state)
{
	struct fixture f;

	(void)state;
	start_locked(&f, false);
	assert_int_equal(enter(&f, "12"), MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(enter(&f, "12ab"), MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(fixture_query(&f, BC(PIN)), MBIM_STATUS_NONE);
	check_answer(&f, MBIM_PIN_TYPE_PIN1, MBIM_PIN_STATE_LOCKED, 3);
	assert_int_equal(sim_modem_counters(f.m)->pin_entries, 0);
	fixture_stop(&f);
}

static void pin2_is_reported_after_pin1(void **state)
{
	struct fixture f;

	(void)state;
	start_locked(&f, true);
	assert_int_equal(enter(&f, "1234"), MBIM_STATUS_NONE);
	check_answer(&f, MBIM_PIN_TYPE_PIN2, MBIM_PIN_STATE_LOCKED, 3);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_INITIALIZED);
	fixture_stop(&f);
}

static void pin_is_changed_and_disabled(void **state)
{
	struct mbim_basic_connect_pin_list_response list;
	struct fixture f;

	(void)state;
	start_locked(&f, false);
	assert_int_equal(pin(&f, MBIM_PIN_TYPE_PIN1, MBIM_PIN_OPERATION_CHANGE,
			     "1234", "5555"),
			 MBIM_STATUS_NONE);
	sim_modem_power_up(f.m, SIM_REMEDY_POWER, f.now);
	fixture_open(&f, 512);
	assert_int_equal(enter(&f, "1234"), MBIM_STATUS_PIN_REQUIRED);
	assert_int_equal(pin(&f, MBIM_PIN_TYPE_PIN1, MBIM_PIN_OPERATION_DISABLE,
			     "5555", ""),
			 MBIM_STATUS_NONE);
	FIXTURE_READ(&f, BC(PIN_LIST), mbim_basic_connect_pin_list_response,
		     &list);
	assert_int_equal(list.pin_desc_pin1.pin_mode, MBIM_PIN_MODE_DISABLED);
	sim_modem_power_up(f.m, SIM_REMEDY_POWER, f.now);
	fixture_open(&f, 512);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_INITIALIZED);
	assert_int_equal(enter(&f, "5555"), MBIM_STATUS_PIN_DISABLED);
	assert_int_equal(pin(&f, MBIM_PIN_TYPE_PIN1, MBIM_PIN_OPERATION_ENABLE,
			     "5555", ""),
			 MBIM_STATUS_NONE);
	sim_modem_power_up(f.m, SIM_REMEDY_POWER, f.now);
	fixture_open(&f, 512);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED);
	fixture_stop(&f);
}

static void removed_sim_takes_everything_down_in_order(void **state)
{
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 512);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_NONE);
	fixture_subscribe(
		&f,
		1u << MBIM_CID_BASIC_CONNECT_CONNECT |
			1u << MBIM_CID_BASIC_CONNECT_PACKET_SERVICE |
			1u << MBIM_CID_BASIC_CONNECT_REGISTER_STATE |
			1u << MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS);
	sim_modem_sim(f.m, false, f.now);
	fixture_indication(&f, BC(CONNECT));
	fixture_indication(&f, BC(PACKET_SERVICE));
	fixture_indication(&f, BC(REGISTER_STATE));
	fixture_indication(&f, BC(SUBSCRIBER_READY_STATUS));
	assert_false(fixture_next(&f));
	assert_false(sim_modem_session_up(f.m, 0));
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_SIM_NOT_INSERTED);
	fixture_stop(&f);
}

static void inserted_sim_starts_and_is_ready_later(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.sim_inserted = false;
	c.sim_ms = 500;
	fixture_start(&f, &c);
	fixture_open(&f, 512);
	fixture_subscribe(&f,
			  1u << MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS);
	sim_modem_sim(f.m, true, f.now);
	fixture_indication(&f, BC(SUBSCRIBER_READY_STATUS));
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_NOT_INITIALIZED);
	fixture_pass(&f, 500);
	fixture_indication(&f, BC(SUBSCRIBER_READY_STATUS));
	assert_int_equal(register_state(&f), MBIM_REGISTER_STATE_HOME);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_pin_unlocks_and_registers),
		cmocka_unit_test(identity_is_hidden_behind_the_pin),
		cmocka_unit_test(wrong_pins_lead_to_the_puk),
		cmocka_unit_test(spent_puk_makes_a_bad_sim),
		cmocka_unit_test(attempts_outlive_the_power),
		cmocka_unit_test(what_is_no_pin_costs_no_attempt),
		cmocka_unit_test(pin2_is_reported_after_pin1),
		cmocka_unit_test(pin_is_changed_and_disabled),
		cmocka_unit_test(removed_sim_takes_everything_down_in_order),
		cmocka_unit_test(inserted_sim_starts_and_is_ready_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
