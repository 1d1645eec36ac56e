/* Failures of the simulated modem: what no longer works, for how long, and what
 * a host does that mends it. */
#include "test_simodem_yaml.h"

#include <stdio.h>
#include <string.h>

#include "tools/simodem/modem.h"

#define CAPS BC(DEVICE_CAPS)

static uint32_t connect_(struct fixture *f, uint32_t session, bool activate)
{
	return fixture_connect(f, MBIM_EX_1, session, activate, "internet",
			       MBIM_CONTEXT_IP_TYPE_IPV4V6);
}

static bool fails(const struct fixture *f, enum sim_failure_kind kind)
{
	return sim_world_fails(&f->m->world, kind);
}

static bool answers(struct fixture *f)
{
	fixture_send(f, CAPS, false, NULL, 0);
	return fixture_next(f);
}

static uint32_t radio(struct fixture *f, uint32_t on)
{
	uint8_t buf[4];

	att_put32(buf, on);
	return fixture_command(f, BC(RADIO_STATE), true, buf, 4);
}

/* --- what mends ------------------------------------------------------------
 */

static void do_(struct fixture *f, enum sim_remedy remedy)
{
	switch (remedy) {
	case SIM_REMEDY_SESSION:
		connect_(f, 0, false);
		break;
	case SIM_REMEDY_RADIO:
		radio(f, 0);
		break;
	case SIM_REMEDY_REOPEN:
		fixture_open(f, 4096);
		break;
	case SIM_REMEDY_FUNCTION:
		sim_modem_reset(f->m, f->now);
		break;
	case SIM_REMEDY_RESET:
	case SIM_REMEDY_REENUMERATE:
	case SIM_REMEDY_POWER:
		sim_modem_power_up(f->m, remedy, f->now);
		break;
	case SIM_REMEDY_NONE:
	case SIM_REMEDIES:
		break;
	}
	fixture_pass(f, 0);
}

static bool is_healed(enum sim_remedy heals, enum sim_remedy remedy)
{
	struct fixture f;
	char yaml[96];
	bool healed;

	snprintf(yaml, sizeof(yaml),
		 "failures: [{failure: no_data, at_ms: 50, heals: %s}]\n",
		 sim_remedy_names[heals]);
	yaml_start(&f, yaml);
	assert_int_equal(connect_(&f, 0, true), MBIM_STATUS_NONE);
	fixture_pass(&f, 50);
	assert_true(fails(&f, SIM_FAILURE_NO_DATA));
	do_(&f, remedy);
	healed = !fails(&f, SIM_FAILURE_NO_DATA);
	fixture_stop(&f);
	return healed;
}

static void remedy_mends_what_it_is_enough_for(void **state)
{
	(void)state;
	for (int heals = SIM_REMEDY_SESSION; heals < SIM_REMEDIES; heals++)
		for (int r = SIM_REMEDY_SESSION; r < SIM_REMEDIES; r++)
			if (is_healed((enum sim_remedy)heals,
				      (enum sim_remedy)r) != (r >= heals))
				fail_msg("%s, %s", sim_remedy_names[heals],
					 sim_remedy_names[r]);
}

static void nothing_mends_what_nothing_heals(void **state)
{
	(void)state;
	for (int r = SIM_REMEDY_SESSION; r < SIM_REMEDIES; r++)
		assert_false(is_healed(SIM_REMEDY_NONE, (enum sim_remedy)r));
}

/* How a host begins is no remedy. */
static void first_open_and_the_reset_before_it_mend_nothing(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	assert_int_equal(read_yaml(sim_scenario_read, &c,
				   "failures: [{failure: no_data, heals: "
				   "session}]\n"),
			 0);
	fixture_start(&f, &c);
	sim_modem_reset(f.m, f.now);
	fixture_open(&f, 4096);
	assert_true(fails(&f, SIM_FAILURE_NO_DATA));
	fixture_open(&f, 4096);
	assert_false(fails(&f, SIM_FAILURE_NO_DATA));
	fixture_stop(&f);
}

static void failure_lasts_its_time_and_comes_again(void **state)
{
	static const struct {
		uint64_t at_ms;
		bool fails;
	} want[] = {{99, false},  {100, true},	{149, true},
		    {150, false}, {299, false}, {300, true},
		    {350, false}, {500, true},	{550, false}};
	struct fixture f;
	uint64_t at = 0;

	(void)state;
	yaml_start(&f, "failures: [{failure: mute, at_ms: 100, for_ms: 50, "
		       "every_ms: 200}]\n");
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		fixture_pass(&f, want[i].at_ms - at);
		at = want[i].at_ms;
		if (fails(&f, SIM_FAILURE_MUTE) != want[i].fails)
			fail_msg("at %u ms", (unsigned)at);
	}
	fixture_stop(&f);
}

static void healed_failure_comes_again_at_its_time(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "failures: [{failure: mute, at_ms: 100, every_ms: 1000, "
		       "heals: reopen}]\n");
	for (int i = 0; i < 3; i++) {
		fixture_pass(&f, i == 0 ? 100 : 1000);
		assert_false(answers(&f));
		fixture_open(&f, 4096);
		assert_true(answers(&f));
	}
	fixture_stop(&f);
}

/* --- the control channel ---------------------------------------------------
 */

static void mute_modem_takes_commands_and_carries_data(void **state)
{
	uint8_t off[4] = {0};
	struct fixture f;

	(void)state;
	yaml_start(&f, "failures: [{failure: mute, at_ms: 10}]\n");
	assert_int_equal(connect_(&f, 0, true), MBIM_STATUS_NONE);
	fixture_pass(&f, 10);
	assert_false(answers(&f));
	assert_true(sim_modem_datagram(f.m, 0, att_bytes_of("\x45", 1), true));
	fixture_send(&f, BC(RADIO_STATE), true, off, sizeof(off));
	assert_false(fixture_next(&f));
	assert_false(f.m->world.now.radio);
	fixture_stop(&f);
}

static void mute_modem_tells_no_news(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "failures: [{failure: mute, at_ms: 10, for_ms: 100}]\n"
		       "events: [{at_ms: 50, do: network off}]\n");
	fixture_subscribe(&f, 1u << MBIM_CID_BASIC_CONNECT_REGISTER_STATE);
	fixture_pass(&f, 200);
	assert_int_equal(f.m->world.now.registration, SIM_SEARCHING);
	assert_false(fixture_next(&f));
	assert_true(answers(&f));
	fixture_stop(&f);
}

static void deaf_modem_carries_nothing_out(void **state)
{
	uint8_t off[4] = {0};
	struct fixture f;

	(void)state;
	yaml_start(&f, "failures: [{failure: deaf, at_ms: 10, heals: reset}]\n"
		       "events: [{at_ms: 50, do: network off}]\n");
	fixture_subscribe(&f, 1u << MBIM_CID_BASIC_CONNECT_REGISTER_STATE);
	fixture_pass(&f, 10);
	assert_false(sim_modem_listens(f.m));
	fixture_send(&f, BC(RADIO_STATE), true, off, sizeof(off));
	assert_false(fixture_next(&f));
	assert_true(f.m->world.now.radio);
	/* it still tells news */
	fixture_pass(&f, 40);
	fixture_indication(&f, BC(REGISTER_STATE));
	sim_modem_power_up(f.m, SIM_REMEDY_RESET, f.now);
	assert_true(sim_modem_listens(f.m));
	fixture_stop(&f);
}

/* --- data ------------------------------------------------------------------
 */

static bool passes(struct fixture *f, uint8_t session, bool to_host)
{
	return sim_modem_datagram(f->m, session, att_bytes_of("\x45", 1),
				  to_host);
}

static void data_is_lost_where_it_is_said(void **state)
{
	static const struct {
		const char *keys;
		bool in0, out0, in1, out1;
	} rows[] = {
		{"", false, false, false, false},
		{"to: host", false, true, false, true},
		{"to: modem", true, false, true, false},
		{"session: 1", true, true, false, false},
		{"session: 1, to: host", true, true, false, true},
	};
	struct fixture f;
	char yaml[96];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(yaml, sizeof(yaml),
			 "failures: [{failure: no_data, %s}]\n", rows[i].keys);
		yaml_start(&f, yaml);
		assert_int_equal(connect_(&f, 0, true), MBIM_STATUS_NONE);
		assert_int_equal(connect_(&f, 1, true), MBIM_STATUS_NONE);
		assert_int_equal(passes(&f, 0, true), rows[i].in0);
		assert_int_equal(passes(&f, 0, false), rows[i].out0);
		assert_int_equal(passes(&f, 1, true), rows[i].in1);
		assert_int_equal(passes(&f, 1, false), rows[i].out1);
		/* the modem counts what it has sent, not what came of it */
		assert_int_equal(f.m->world.traffic.out_packets, 2);
		assert_true(answers(&f));
		fixture_stop(&f);
	}
}

static void session_that_is_renewed_carries_data_again(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "failures: [{failure: no_data, session: 0, "
		       "heals: session}]\n");
	connect_(&f, 0, true);
	connect_(&f, 1, true);
	connect_(&f, 1, false);
	assert_false(passes(&f, 0, true));
	connect_(&f, 0, false);
	connect_(&f, 0, true);
	assert_true(passes(&f, 0, true));
	fixture_stop(&f);
}

/* --- refusals --------------------------------------------------------------
 */

static void sessions_are_refused_with_status_and_cause(void **state)
{
	struct mbim_basic_connect_connect_response r;
	struct fixture f;

	(void)state;
	yaml_start(&f,
		   "failures:\n"
		   "  - {failure: sessions_refused, cause: 26, session: 0,\n"
		   "     status: max_activated_contexts, heals: radio}\n"
		   "  - {failure: sessions_refused, session: 1}\n");
	assert_int_equal(connect_(&f, 0, true),
			 MBIM_STATUS_MAX_ACTIVATED_CONTEXTS);
	assert_int_equal(
		mbim_basic_connect_connect_response_decode(f.got.body, &r), 0);
	assert_int_equal(r.nw_error, 26);
	assert_int_equal(connect_(&f, 1, true), MBIM_STATUS_FAILURE);
	assert_int_equal(
		mbim_basic_connect_connect_response_decode(f.got.body, &r), 0);
	assert_int_equal(r.nw_error, 0);
	assert_int_equal(connect_(&f, 2, true), MBIM_STATUS_NONE);
	radio(&f, 0);
	radio(&f, 1);
	fixture_pass(&f, 10);
	assert_int_equal(connect_(&f, 0, true), MBIM_STATUS_NONE);
	assert_int_equal(connect_(&f, 1, true), MBIM_STATUS_FAILURE);
	fixture_stop(&f);
}

static void attach_is_refused_without_a_cause(void **state)
{
	uint8_t attach[4] = {0}, detach[4] = {1};
	struct fixture f;

	(void)state;
	yaml_start(&f, "failures: [{failure: attach_refused, at_ms: 10, "
		       "for_ms: 100}]\n");
	fixture_pass(&f, 10);
	assert_int_equal(
		fixture_command(&f, BC(PACKET_SERVICE), true, detach, 4),
		MBIM_STATUS_NONE);
	assert_int_equal(
		fixture_command(&f, BC(PACKET_SERVICE), true, attach, 4),
		MBIM_STATUS_FAILURE);
	fixture_pass(&f, 100);
	assert_int_equal(
		fixture_command(&f, BC(PACKET_SERVICE), true, attach, 4),
		MBIM_STATUS_NONE);
	fixture_stop(&f);
}

static void network_is_not_found_until_the_radio_is_cycled(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "failures: [{failure: no_network, at_ms: 10, "
		       "heals: radio}]\n");
	assert_int_equal(f.m->world.now.registration, SIM_HOME);
	fixture_pass(&f, 10);
	assert_int_equal(f.m->world.now.registration, SIM_SEARCHING);
	radio(&f, 0);
	radio(&f, 1);
	fixture_pass(&f, 10);
	assert_int_equal(f.m->world.now.registration, SIM_HOME);
	fixture_stop(&f);
}

static uint32_t ready_state(struct fixture *f)
{
	struct mbim_basic_connect_subscriber_ready_status_response r;

	FIXTURE_READ(f, BC(SUBSCRIBER_READY_STATUS),
		     mbim_basic_connect_subscriber_ready_status_response, &r);
	return r.ready_state;
}

static void sim_goes_on_starting_until_the_reset(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "failures: [{failure: sim_hangs, heals: reset}]\n");
	fixture_pass(&f, 600000);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_NOT_INITIALIZED);
	assert_int_equal(f.m->world.now.registration, SIM_DEREGISTERED);
	sim_modem_power_up(f.m, SIM_REMEDY_RESET, f.now);
	fixture_pass(&f, 10);
	fixture_open(&f, 4096);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_INITIALIZED);
	assert_int_equal(f.m->world.now.registration, SIM_HOME);
	fixture_stop(&f);
}

static void sim_that_hangs_later_is_told(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "failures: [{failure: sim_hangs, at_ms: 10, "
		       "for_ms: 100}]\n");
	fixture_subscribe(&f,
			  1u << MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS);
	fixture_pass(&f, 10);
	fixture_indication(&f, BC(SUBSCRIBER_READY_STATUS));
	fixture_pass(&f, 100);
	fixture_indication(&f, BC(SUBSCRIBER_READY_STATUS));
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_INITIALIZED);
	fixture_stop(&f);
}

/* --- by hand ---------------------------------------------------------------
 */

static void commands_make_and_end_failures(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "events:\n"
		       "  - {at_ms: 10, do: fail mute reopen}\n"
		       "  - {at_ms: 20, do: fail no_data}\n"
		       "  - {at_ms: 30, do: heal}\n");
	fixture_pass(&f, 10);
	assert_true(fails(&f, SIM_FAILURE_MUTE));
	fixture_open(&f, 4096);
	assert_false(fails(&f, SIM_FAILURE_MUTE));
	fixture_pass(&f, 10);
	assert_true(fails(&f, SIM_FAILURE_NO_DATA));
	fixture_pass(&f, 10);
	assert_false(fails(&f, SIM_FAILURE_NO_DATA));
	/* what is over makes room */
	for (unsigned i = 0; i < 2 * SIM_FAILURES; i++) {
		assert_true(sim_modem_command(f.m, "fail deaf", f.now));
		assert_true(fails(&f, SIM_FAILURE_DEAF));
		assert_true(sim_modem_command(f.m, "heal", f.now));
		fixture_pass(&f, 1);
	}
	assert_false(sim_command_known("fail"));
	assert_false(sim_command_known("fail moot"));
	assert_false(sim_command_known("fail mute radios"));
	assert_false(sim_command_known("heal mute"));
	fixture_stop(&f);
}

/* --- answers that are mended -------------------------------------------
 */

static void answers_end_with_their_remedy(void **state)
{
	static const struct {
		const char *name;
		enum sim_remedy remedy;
	} rows[] = {{"session", SIM_REMEDY_SESSION},
		    {"radio", SIM_REMEDY_RADIO},
		    {"reopen", SIM_REMEDY_REOPEN},
		    {"function", SIM_REMEDY_FUNCTION},
		    {"power", SIM_REMEDY_POWER}};
	struct fixture f;
	char yaml[128];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(yaml, sizeof(yaml),
			 "answers: [{cid: device_caps, silent: true, at_ms: 9, "
			 "heals: %s}]\n",
			 rows[i].name);
		yaml_start(&f, yaml);
		assert_int_equal(connect_(&f, 0, true), MBIM_STATUS_NONE);
		fixture_pass(&f, 9);
		assert_false(answers(&f));
		do_(&f, rows[i].remedy);
		fixture_open(&f, 4096);
		assert_true(answers(&f));
		fixture_stop(&f);
	}
}

/* --- mistakes ----------------------------------------------------------------
 */

static void refuses(const char *yaml, const char *expected)
{
	yaml_refuses(sim_scenario_read, yaml, expected);
}

static void mistakes_are_told(void **state)
{
	(void)state;
	refuses("failures: [{failure: moot}]\n",
		"1:22: error: failure must be mute, deaf, no_data, "
		"sessions_refused, attach_refused, no_network, sim_hangs or "
		"sms_refused, "
		"not \"moot\"\n");
	refuses("failures: [{heals: radio}]\n",
		"1:12: error: a failure needs failure\n");
	refuses("failures: [{failure: mute, heals: magic}]\n",
		"1:35: error: heals must be nothing, session, radio, reopen, "
		"function, reset, reenumerate or power, not \"magic\"\n");
	refuses("failures: [{failure: mute, to: host}]\n",
		"1:12: error: this failure has no to\n");
	refuses("failures: [{failure: no_network, session: 1}]\n",
		"1:12: error: this failure has no session\n");
	refuses("failures: [{failure: no_data, cause: 26}]\n",
		"1:12: error: this failure has no cause\n");
	refuses("failures: [{failure: attach_refused, status: busy}]\n",
		"1:12: error: this failure has no status\n");
	refuses("failures: [{failure: deaf, heals: radio}]\n",
		"1:12: error: deaf is healed by function at least\n");
	refuses("answers: [{cid: pin, silent: true, status: busy}]\n",
		"1:11: error: silent is all there is\n");
	refuses("answers: [{cid: pin, times: 0}]\n",
		"1:29: error: times must be a number from 1 to 4294967295, not "
		"\"0\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(remedy_mends_what_it_is_enough_for),
		cmocka_unit_test(nothing_mends_what_nothing_heals),
		cmocka_unit_test(
			first_open_and_the_reset_before_it_mend_nothing),
		cmocka_unit_test(failure_lasts_its_time_and_comes_again),
		cmocka_unit_test(healed_failure_comes_again_at_its_time),
		cmocka_unit_test(mute_modem_takes_commands_and_carries_data),
		cmocka_unit_test(mute_modem_tells_no_news),
		cmocka_unit_test(deaf_modem_carries_nothing_out),
		cmocka_unit_test(data_is_lost_where_it_is_said),
		cmocka_unit_test(session_that_is_renewed_carries_data_again),
		cmocka_unit_test(sessions_are_refused_with_status_and_cause),
		cmocka_unit_test(attach_is_refused_without_a_cause),
		cmocka_unit_test(
			network_is_not_found_until_the_radio_is_cycled),
		cmocka_unit_test(sim_goes_on_starting_until_the_reset),
		cmocka_unit_test(sim_that_hangs_later_is_told),
		cmocka_unit_test(commands_make_and_end_failures),
		cmocka_unit_test(answers_end_with_their_remedy),
		cmocka_unit_test(mistakes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
