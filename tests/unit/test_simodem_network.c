/* Radio, registration, packet service and what is indicated of them. */
#include "test_simodem_fixture.h"

#define BIT(cid) (1u << MBIM_CID_BASIC_CONNECT_##cid)

static struct sim_config slow_network(void)
{
	struct sim_config c;

	sim_config_default(&c);
	c.register_ms = 1000;
	c.attach_ms = 500;
	return c;
}

static uint32_t register_state(struct fixture *f)
{
	struct mbim_basic_connect_register_state_response r;

	FIXTURE_READ(f, BC(REGISTER_STATE),
		     mbim_basic_connect_register_state_response, &r);
	return r.register_state;
}

static uint32_t packet_state(struct fixture *f)
{
	struct mbim_basic_connect_packet_service_response r;

	FIXTURE_READ(f, BC(PACKET_SERVICE),
		     mbim_basic_connect_packet_service_response, &r);
	return r.packet_service_state;
}

static uint32_t set_u32(struct fixture *f, uint8_t service, uint32_t cid,
			uint32_t value)
{
	uint8_t buf[4];

	att_put32(buf, value);
	return fixture_command(f, service, cid, true, buf, sizeof(buf));
}

static uint32_t send_register(struct fixture *f, const char *provider,
			      uint32_t action)
{
	struct mbim_basic_connect_register_state_set s = {
		.provider_id = att_str_utf8(provider),
		.register_action = action,
		.data_class = MBIM_DATA_CLASS_LTE,
	};
	uint8_t buf[64];
	int len = mbim_basic_connect_register_state_set_encode(&s, buf,
							       sizeof(buf));

	assert_true(len > 0);
	return fixture_send(f, BC(REGISTER_STATE), true, buf, (size_t)len);
}

static void modem_registers_and_attaches_by_itself(void **state)
{
	struct sim_config c = slow_network();
	struct fixture f;

	(void)state;
	fixture_start(&f, &c);
	fixture_open(&f, 512);
	fixture_subscribe(&f, BIT(REGISTER_STATE) | BIT(PACKET_SERVICE) |
				      BIT(SIGNAL_STATE));
	assert_int_equal(register_state(&f), MBIM_REGISTER_STATE_SEARCHING);
	assert_int_equal(packet_state(&f), MBIM_PACKET_SERVICE_STATE_DETACHED);
	fixture_pass(&f, 999);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 1);
	fixture_indication(&f, BC(REGISTER_STATE));
	fixture_indication(&f, BC(SIGNAL_STATE));
	fixture_indication(&f, BC(PACKET_SERVICE));
	assert_int_equal(register_state(&f), MBIM_REGISTER_STATE_HOME);
	assert_int_equal(packet_state(&f), MBIM_PACKET_SERVICE_STATE_ATTACHING);
	fixture_pass(&f, 500);
	fixture_indication(&f, BC(PACKET_SERVICE));
	assert_int_equal(packet_state(&f), MBIM_PACKET_SERVICE_STATE_ATTACHED);
	fixture_stop(&f);
}

static void only_subscribed_cids_are_indicated(void **state)
{
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 512);
	sim_modem_network(f.m, false, f.now);
	assert_false(fixture_next(&f));
	fixture_subscribe(&f, BIT(REGISTER_STATE));
	sim_modem_network(f.m, true, f.now);
	fixture_pass(&f, 0);
	fixture_indication(&f, BC(REGISTER_STATE));
	assert_false(fixture_next(&f));
	/* A new list takes the place of the old one. */
	fixture_subscribe(&f, BIT(PACKET_SERVICE));
	sim_modem_network(f.m, false, f.now);
	fixture_indication(&f, BC(PACKET_SERVICE));
	assert_false(fixture_next(&f));
	assert_int_equal(sim_modem_counters(f.m)->indications, 2);
	fixture_stop(&f);
}

static void reopening_forgets_the_subscriptions(void **state)
{
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 512);
	fixture_subscribe(&f, BIT(REGISTER_STATE));
	fixture_open(&f, 512);
	sim_modem_network(f.m, false, f.now);
	assert_false(fixture_next(&f));
	fixture_stop(&f);
}

static void radio_off_ends_everything_in_order(void **state)
{
	struct fixture f;
	uint32_t id;
	uint8_t off[4] = {0};

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 512);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_NONE);
	fixture_subscribe(&f, BIT(CONNECT) | BIT(PACKET_SERVICE) |
				      BIT(REGISTER_STATE) | BIT(RADIO_STATE));
	id = fixture_send(&f, BC(RADIO_STATE), true, off, 4);
	fixture_indication(&f, BC(CONNECT));
	fixture_indication(&f, BC(PACKET_SERVICE));
	fixture_indication(&f, BC(REGISTER_STATE));
	fixture_indication(&f, BC(RADIO_STATE));
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.transaction, id);
	assert_int_equal(f.got.code, MBIM_STATUS_NONE);
	assert_int_equal(register_state(&f), MBIM_REGISTER_STATE_DEREGISTERED);
	assert_int_equal(set_u32(&f, BC(PACKET_SERVICE), 0),
			 MBIM_STATUS_RADIO_POWER_OFF);
	fixture_stop(&f);
}

static void radio_off_at_power_up_waits_for_the_host(void **state)
{
	struct sim_config c;
	struct mbim_basic_connect_radio_state_response r;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.radio_off = true;
	fixture_start(&f, &c);
	fixture_open(&f, 512);
	assert_int_equal(register_state(&f), MBIM_REGISTER_STATE_DEREGISTERED);
	assert_int_equal(set_u32(&f, BC(RADIO_STATE), 1), MBIM_STATUS_NONE);
	FIXTURE_READ(&f, BC(RADIO_STATE),
		     mbim_basic_connect_radio_state_response, &r);
	assert_int_equal(r.sw_radio_state, MBIM_RADIO_SWITCH_STATE_ON);
	assert_int_equal(register_state(&f), MBIM_REGISTER_STATE_HOME);
	fixture_stop(&f);
}

static void register_set_is_answered_when_registered(void **state)
{
	struct sim_config c = slow_network();
	struct fixture f;
	uint32_t id;

	(void)state;
	fixture_start(&f, &c);
	fixture_open(&f, 512);
	id = send_register(&f, "", MBIM_REGISTER_ACTION_AUTOMATIC);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 1000);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.transaction, id);
	assert_int_equal(f.got.code, MBIM_STATUS_NONE);
	fixture_stop(&f);
}

static void denial_carries_its_cause(void **state)
{
	struct mbim_basic_connect_register_state_response r;
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.deny_registration = true;
	c.deny_cause = MBIM_NW_ERROR_PLMN_NOT_ALLOWED;
	fixture_start(&f, &c);
	fixture_open(&f, 512);
	FIXTURE_READ(&f, BC(REGISTER_STATE),
		     mbim_basic_connect_register_state_response, &r);
	assert_int_equal(r.register_state, MBIM_REGISTER_STATE_DENIED);
	assert_int_equal(r.nw_error, MBIM_NW_ERROR_PLMN_NOT_ALLOWED);
	assert_int_equal(set_u32(&f, BC(PACKET_SERVICE), 0),
			 MBIM_STATUS_NOT_REGISTERED);
	/* Allowed again, and asked for again. */
	sim_modem_config(f.m)->deny_registration = false;
	send_register(&f, "", MBIM_REGISTER_ACTION_AUTOMATIC);
	fixture_pass(&f, 0);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.code, MBIM_STATUS_NONE);
	assert_int_equal(register_state(&f), MBIM_REGISTER_STATE_HOME);
	fixture_stop(&f);
}

static void manual_registration_needs_a_visible_operator(void **state)
{
	struct mbim_basic_connect_register_state_response r;
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 512);
	send_register(&f, "99999", MBIM_REGISTER_ACTION_MANUAL);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.code, MBIM_STATUS_PROVIDER_NOT_VISIBLE);
	send_register(&f, "00101", MBIM_REGISTER_ACTION_MANUAL);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.code, MBIM_STATUS_NONE);
	FIXTURE_READ(&f, BC(REGISTER_STATE),
		     mbim_basic_connect_register_state_response, &r);
	assert_int_equal(r.register_mode, MBIM_REGISTER_MODE_MANUAL);
	fixture_stop(&f);
}

static void roaming_is_told(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.operator_.roaming = true;
	fixture_start(&f, &c);
	fixture_open(&f, 512);
	assert_int_equal(register_state(&f), MBIM_REGISTER_STATE_ROAMING);
	fixture_stop(&f);
}

static void host_attaches_where_the_modem_does_not(void **state)
{
	struct sim_config c = slow_network();
	struct fixture f;
	uint8_t attach[4] = {0};
	uint32_t id;

	(void)state;
	c.auto_attach = false;
	fixture_start(&f, &c);
	fixture_open(&f, 512);
	fixture_pass(&f, 5000);
	assert_int_equal(packet_state(&f), MBIM_PACKET_SERVICE_STATE_DETACHED);
	id = fixture_send(&f, BC(PACKET_SERVICE), true, attach, 4);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 500);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.transaction, id);
	assert_int_equal(f.got.code, MBIM_STATUS_NONE);
	assert_int_equal(packet_state(&f), MBIM_PACKET_SERVICE_STATE_ATTACHED);
	assert_int_equal(set_u32(&f, BC(PACKET_SERVICE),
				 MBIM_PACKET_SERVICE_ACTION_DETACH),
			 MBIM_STATUS_NONE);
	assert_int_equal(packet_state(&f), MBIM_PACKET_SERVICE_STATE_DETACHED);
	fixture_stop(&f);
}

static void refused_attach_tells_its_cause(void **state)
{
	struct mbim_basic_connect_packet_service_response r;
	uint8_t attach[4] = {0};
	struct sim_config c;
	struct fixture f;

	(void)state;
	for (uint32_t attach_ms = 0; attach_ms <= 500; attach_ms += 500) {
		sim_config_default(&c);
		c.auto_attach = false;
		c.attach_error = 8;
		c.attach_ms = attach_ms;
		fixture_start(&f, &c);
		fixture_open(&f, 4096);
		fixture_pass(&f, 2000);
		fixture_send(&f, BC(PACKET_SERVICE), true, attach, 4);
		fixture_pass(&f, attach_ms);
		assert_true(fixture_next(&f));
		assert_int_equal(f.got.code, MBIM_STATUS_FAILURE);
		assert_int_equal(
			mbim_basic_connect_packet_service_response_decode(
				f.got.body, &r),
			0);
		assert_int_equal(r.nw_error, 8);
		assert_int_equal(r.packet_service_state,
				 MBIM_PACKET_SERVICE_STATE_DETACHED);
		fixture_stop(&f);
	}
}

static void attach_fails_if_the_network_goes_meanwhile(void **state)
{
	struct sim_config c = slow_network();
	struct fixture f;
	uint8_t attach[4] = {0};

	(void)state;
	c.auto_attach = false;
	fixture_start(&f, &c);
	fixture_open(&f, 512);
	fixture_pass(&f, 5000);
	fixture_send(&f, BC(PACKET_SERVICE), true, attach, 4);
	sim_modem_network(f.m, false, f.now);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.code, MBIM_STATUS_PACKET_SERVICE_DETACHED);
	assert_int_equal(register_state(&f), MBIM_REGISTER_STATE_SEARCHING);
	fixture_stop(&f);
}

static void signal_follows_registration(void **state)
{
	struct mbim_basic_connect_signal_state_response r;
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 512);
	fixture_subscribe(&f, BIT(SIGNAL_STATE));
	sim_modem_signal(f.m, 7, f.now);
	fixture_indication(&f, BC(SIGNAL_STATE));
	assert_int_equal(
		mbim_basic_connect_signal_state_response_decode(f.got.body, &r),
		0);
	assert_int_equal(r.rssi, 7);
	sim_modem_network(f.m, false, f.now);
	fixture_indication(&f, BC(SIGNAL_STATE));
	FIXTURE_READ(&f, BC(SIGNAL_STATE),
		     mbim_basic_connect_signal_state_response, &r);
	assert_int_equal(r.rssi, 99);
	fixture_stop(&f);
}

static void answers_keep_their_order_when_delayed(void **state)
{
	struct fixture f;
	uint32_t first, second;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 512);
	sim_modem_config(f.m)->delay_ms = 300;
	first = fixture_send(&f, BC(DEVICE_CAPS), false, NULL, 0);
	f.now += 100;
	second = fixture_send(&f, BC(PIN), false, NULL, 0);
	assert_int_equal(sim_modem_deadline(f.m), f.now + 200);
	fixture_pass(&f, 200);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.transaction, first);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 100);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.transaction, second);
	fixture_stop(&f);
}

/* MBIM 1.0 10.5.6: an id has at most 12 bytes, a name at most 40. */
static void provider_with_long_words_is_refused(void **state)
{
	enum { ID_LEN = 4, NAME_LEN = 16, WORDS = 32 };
	uint8_t set[WORDS + 14 + 42];
	struct fixture f;

	(void)state;
	memset(set, 0, sizeof(set));
	for (size_t i = WORDS; i < sizeof(set); i += 2)
		set[i] = '1';
	att_put32(set, WORDS);
	att_put32(set + NAME_LEN - 4, WORDS);
	att_put32(set + ID_LEN, 12);
	att_put32(set + NAME_LEN, 40);
	fixture_start(&f, NULL);
	fixture_open(&f, 512);
	assert_int_equal(
		fixture_command(&f, BC(HOME_PROVIDER), true, set, sizeof(set)),
		MBIM_STATUS_NONE);
	att_put32(set + ID_LEN, 14);
	assert_int_equal(
		fixture_command(&f, BC(HOME_PROVIDER), true, set, sizeof(set)),
		MBIM_STATUS_PARAMETER_TOO_LONG);
	att_put32(set + ID_LEN, 12);
	att_put32(set + NAME_LEN, 42);
	assert_int_equal(
		fixture_command(&f, BC(HOME_PROVIDER), true, set, sizeof(set)),
		MBIM_STATUS_PARAMETER_TOO_LONG);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modem_registers_and_attaches_by_itself),
		cmocka_unit_test(only_subscribed_cids_are_indicated),
		cmocka_unit_test(reopening_forgets_the_subscriptions),
		cmocka_unit_test(radio_off_ends_everything_in_order),
		cmocka_unit_test(radio_off_at_power_up_waits_for_the_host),
		cmocka_unit_test(register_set_is_answered_when_registered),
		cmocka_unit_test(denial_carries_its_cause),
		cmocka_unit_test(manual_registration_needs_a_visible_operator),
		cmocka_unit_test(roaming_is_told),
		cmocka_unit_test(host_attaches_where_the_modem_does_not),
		cmocka_unit_test(refused_attach_tells_its_cause),
		cmocka_unit_test(attach_fails_if_the_network_goes_meanwhile),
		cmocka_unit_test(signal_follows_registration),
		cmocka_unit_test(answers_keep_their_order_when_delayed),
		cmocka_unit_test(provider_with_long_words_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
