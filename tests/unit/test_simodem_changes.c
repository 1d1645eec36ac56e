/* What changes while the simulated modem runs: answers by their number and by
 * time, events that come again, and addresses. */
#include "test_simodem_yaml.h"

#include "support/element.h"
#include "tools/simodem/modem.h"

static uint32_t connect_(struct fixture *f, uint32_t session, bool activate)
{
	return fixture_connect(f, MBIM_EX_1, session, activate, "internet",
			       MBIM_CONTEXT_IP_TYPE_IPV4V6);
}

/* --- answers and events -----------------------------------------------------
 */

static void events_come_again(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "events:\n"
		       "  - {at_ms: 100, every_ms: 100, do: detach}\n"
		       "  - {at_ms: 150, do: signal 7}\n");
	for (int i = 0; i < 5; i++) {
		uint8_t attach[4] = {0};

		fixture_pass(&f, 100);
		assert_int_equal(f.m->world.now.packet, SIM_DETACHED);
		fixture_command(&f, BC(PACKET_SERVICE), true, attach, 4);
		assert_int_equal(f.m->world.now.packet, SIM_ATTACHED);
	}
	assert_int_equal(f.m->world.now.rssi, 7);
	fixture_stop(&f);
}

static void answers_change_with_their_number(void **state)
{
	static const uint32_t want[] = {20, 1, 1, 2, 20, 20};
	struct fixture f;

	(void)state;
	yaml_start(&f,
		   "answers:\n"
		   "  - {cid: signal_state, fields: {rssi: 1}, occurrence: 2, "
		   "times: 2}\n"
		   "  - {cid: signal_state, fields: {rssi: 2}, occurrence: 4, "
		   "times: 1}\n");
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		assert_int_equal(fixture_rssi(&f), want[i]);
	fixture_stop(&f);
}

static void answers_change_with_time(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "answers:\n"
		       "  - {cid: signal_state, fields: {rssi: 1}, at_ms: 100, "
		       "for_ms: 100, every_ms: 1000}\n");
	assert_int_equal(fixture_rssi(&f), 20);
	fixture_pass(&f, 100);
	assert_int_equal(fixture_rssi(&f), 1);
	fixture_pass(&f, 100);
	assert_int_equal(fixture_rssi(&f), 20);
	fixture_pass(&f, 900);
	assert_int_equal(fixture_rssi(&f), 1);
	fixture_stop(&f);
}

/* --- other addresses --------------------------------------------------------
 */

static uint8_t address(struct fixture *f)
{
	struct mbim_basic_connect_ip_configuration_response r;
	struct mbim_ipv4_element e;
	uint8_t session[4] = {0};

	assert_int_equal(
		fixture_command(f, BC(IP_CONFIGURATION), false, session, 4),
		MBIM_STATUS_NONE);
	assert_int_equal(mbim_basic_connect_ip_configuration_response_decode(
				 f->got.body, &r),
			 0);
	element_of(&r.ipv4_address, 0, &mbim_ipv4_element_layout, &e);
	return e.ipv4_address.b[3];
}

static void addresses_change_with_and_without_news(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "events:\n"
		       "  - {at_ms: 10, do: readdress 0}\n"
		       "  - {at_ms: 20, do: readdress 0 silently}\n");
	fixture_subscribe(&f, 1u << MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION);
	assert_int_equal(connect_(&f, 0, true), MBIM_STATUS_NONE);
	assert_int_equal(address(&f), 2);
	fixture_pass(&f, 10);
	fixture_indication(&f, BC(IP_CONFIGURATION));
	assert_int_equal(address(&f), 6);
	fixture_pass(&f, 10);
	assert_false(fixture_next(&f));
	assert_int_equal(address(&f), 10);
	assert_false(sim_command_known("readdress"));
	assert_false(sim_command_known("readdress 9"));
	assert_false(sim_command_known("readdress 0 loudly"));
	fixture_stop(&f);
}

static bool from(struct fixture *f, uint8_t last)
{
	uint8_t d[20] = {0x45};

	d[12] = 10;
	d[13] = 64;
	d[15] = last;
	return sim_modem_datagram(f->m, 0, att_bytes_of(d, sizeof(d)), false);
}

static int session_of(struct fixture *f, uint8_t last)
{
	uint8_t d[20] = {0x45};

	d[16] = 10;
	d[17] = 64;
	d[19] = last;
	return sim_modem_session_of(f->m, att_bytes_of(d, sizeof(d)));
}

static void old_addresses_carry_nothing(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "events: [{at_ms: 10, do: readdress 0 silently}]\n");
	assert_int_equal(connect_(&f, 0, true), MBIM_STATUS_NONE);
	assert_true(from(&f, 2));
	assert_int_equal(session_of(&f, 2), 0);
	fixture_pass(&f, 10);
	assert_false(from(&f, 2));
	assert_true(from(&f, 6));
	assert_int_equal(session_of(&f, 2), -1);
	assert_int_equal(session_of(&f, 6), 0);
	fixture_stop(&f);
}

static void each_activation_can_have_new_addresses(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "network: {new_addresses: true}\n");
	for (uint8_t i = 1; i < 4; i++) {
		assert_int_equal(connect_(&f, 0, true), MBIM_STATUS_NONE);
		assert_int_equal(address(&f), 4 * i + 2);
		connect_(&f, 0, false);
	}
	fixture_stop(&f);
}

/* --- restarts ----------------------------------------------------------------
 */

static void restart_loses_all_without_a_word(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "events: [{at_ms: 10, do: restart}]\n");
	assert_int_equal(connect_(&f, 0, true), MBIM_STATUS_NONE);
	fixture_pass(&f, 10);
	assert_false(fixture_next(&f));
	assert_false(sim_modem_session_up(f.m, 0));
	fixture_send(&f, BC(DEVICE_CAPS), false, NULL, 0);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.type, (uint32_t)MBIM_MSG_FUNCTION_ERROR);
	assert_int_equal(f.got.code, MBIM_PROTOCOL_NOT_OPENED);
	fixture_stop(&f);
}

static void forgotten_channel_leaves_the_session_up(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "events: [{at_ms: 10, do: forget}]\n");
	assert_int_equal(connect_(&f, 0, true), MBIM_STATUS_NONE);
	fixture_pass(&f, 10);
	assert_true(sim_modem_session_up(f.m, 0));
	fixture_send(&f, BC(DEVICE_CAPS), false, NULL, 0);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.type, (uint32_t)MBIM_MSG_FUNCTION_ERROR);
	fixture_stop(&f);
}

/* --- contexts of another program ---------------------------------------------
 */

static void contexts_that_are_left_take_the_places(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "network: {contexts: 2, left_active: [1, 2]}\n");
	assert_true(sim_modem_session_up(f.m, 1));
	assert_true(sim_modem_session_up(f.m, 2));
	assert_int_equal(connect_(&f, 0, true),
			 MBIM_STATUS_MAX_ACTIVATED_CONTEXTS);
	assert_int_equal(connect_(&f, 1, false), MBIM_STATUS_NONE);
	assert_int_equal(connect_(&f, 0, true), MBIM_STATUS_NONE);
	/* it does not come again, nor do those after a reset */
	sim_modem_detach(f.m, f.now);
	fixture_pass(&f, 10);
	assert_false(sim_modem_session_up(f.m, 1));
	sim_modem_power_up(f.m, SIM_REMEDY_RESET, f.now);
	fixture_pass(&f, 10);
	assert_int_equal(f.m->world.now.packet, SIM_ATTACHED);
	assert_false(sim_modem_session_up(f.m, 2));
	fixture_stop(&f);
}

/* --- who it is
 * -----------------------------------------------------------------
 */

static void partner_is_neither_home_nor_roaming(void **state)
{
	struct mbim_basic_connect_register_state_response r;
	struct fixture f;

	(void)state;
	yaml_start(&f, "network: {operators: [{id: \"00103\", name: P, "
		       "partner: true}]}\n");
	FIXTURE_READ(&f, BC(REGISTER_STATE),
		     mbim_basic_connect_register_state_response, &r);
	assert_int_equal(r.register_state, MBIM_REGISTER_STATE_PARTNER);
	assert_int_equal(connect_(&f, 0, true), MBIM_STATUS_NONE);
	fixture_stop(&f);
}

static void esim_without_a_profile_says_so(void **state)
{
	struct mbim_basic_connect_subscriber_ready_status_response r;
	struct fixture f;

	(void)state;
	yaml_start(&f, "sim: {profile: false}\n");
	FIXTURE_READ(&f, BC(SUBSCRIBER_READY_STATUS),
		     mbim_basic_connect_subscriber_ready_status_response, &r);
	assert_int_equal(r.ready_state,
			 MBIM_SUBSCRIBER_READY_STATE_NO_ESIM_PROFILE);
	assert_int_equal(f.m->world.now.registration, SIM_DEREGISTERED);
	assert_int_equal(sim_world_slot_state(&f.m->world, 0),
			 SIM_SLOT_NO_PROFILE);
	fixture_stop(&f);
}

static void card_may_be_in_the_other_slot(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "sim: {inserted: false, other_slot: {inserted: true}}"
		       "\n");
	assert_int_equal(sim_world_slot_state(&f.m->world, 0), SIM_SLOT_EMPTY);
	assert_int_equal(sim_world_slot_state(&f.m->world, 1), SIM_SLOT_OFF);
	sim_world_use_slot(&f.m->world, 1, f.now);
	fixture_pass(&f, 10);
	assert_int_equal(f.m->world.now.registration, SIM_HOME);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_come_again),
		cmocka_unit_test(answers_change_with_their_number),
		cmocka_unit_test(answers_change_with_time),
		cmocka_unit_test(addresses_change_with_and_without_news),
		cmocka_unit_test(old_addresses_carry_nothing),
		cmocka_unit_test(each_activation_can_have_new_addresses),
		cmocka_unit_test(restart_loses_all_without_a_word),
		cmocka_unit_test(forgotten_channel_leaves_the_session_up),
		cmocka_unit_test(contexts_that_are_left_take_the_places),
		cmocka_unit_test(partner_is_neither_home_nor_roaming),
		cmocka_unit_test(esim_without_a_profile_says_so),
		cmocka_unit_test(card_may_be_in_the_other_slot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
