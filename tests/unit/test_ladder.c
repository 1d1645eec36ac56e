/* The manager against the simulated modem: losses at every rung. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/pair.h"
#include "tools/simodem/modem.h"
#include "generated/qmi_messages.h"
#include "wire/qmi/qmi.h"

#define STEPS 2000

static bool qmi; /* the modem speaks it, or MBIM */

static void slow_modem(struct sim_config *c)
{
	sim_config_default(c);
	c->speaks_qmi = qmi;
	strcpy(c->pin, "0000");
	c->radio_off = true;
	c->auto_attach = false;
	c->sim_ms = 300;
	c->register_ms = 700;
	c->attach_ms = 200;
	c->connect_ms = 100;
	c->delay_ms = 20;
}

static uint32_t messages_to_online(void)
{
	struct sim_config slow;
	struct pair p;
	uint32_t n;

	slow_modem(&slow);
	pair_init(&p, &slow);
	pair_plug(&p);
	assert_true(pair_until(&p, &p.up, STEPS));
	n = p.messages;
	pair_fini(&p);
	return n;
}

/* After each single control transfer of the way up: the wait for the device
 * is clean, and the way up works again. */
static void unplug_after_every_message_comes_back_online(void **state)
{
	uint32_t n = messages_to_online();
	struct att_core_status s;
	struct sim_config slow;

	(void)state;
	assert_true(n > 30);
	slow_modem(&slow);
	for (uint32_t at = 0; at <= n; at++) {
		struct pair p;

		pair_init(&p, &slow);
		pair_plug(&p);
		while (p.messages < at && pair_step(&p))
			;
		pair_unplug(&p);
		att_core_status(p.core, &s);
		assert_string_equal(s.control, "absent");
		assert_string_equal(s.attach, "idle");
		assert_string_equal(s.connect[0], "idle");
		assert_false(p.up);
		assert_int_equal(att_core_deadline(p.core), UINT64_MAX);
		pair_plug(&p);
		if (!pair_until(&p, &p.up, STEPS))
			fail_msg("unplugged after %u of %u messages: not back",
				 at, n);
		assert_int_equal(p.modem->world.card[0].pin1.attempts, 3);
		pair_fini(&p);
	}
}

/* The wish changes after each message: the channel ends closed, with the
 * context deactivated, or at least nothing is left waiting for ever. */
static void release_after_every_message_ends_closed(void **state)
{
	uint32_t n = messages_to_online();
	struct att_core_status s;
	struct sim_config slow;

	(void)state;
	slow_modem(&slow);
	for (uint32_t at = 1; at <= n; at++) {
		struct pair p;

		pair_init(&p, &slow);
		pair_plug(&p);
		while (p.messages < at && pair_step(&p))
			;
		att_core_want(p.core, ATT_WANT_OFF, p.now_ms);
		if (!pair_until(&p, &p.closed, STEPS))
			fail_msg("released after %u messages: not closed", at);
		att_core_status(p.core, &s);
		assert_string_equal(s.control, "closed");
		assert_false(sim_modem_session_up(p.modem, 0));
		assert_false(p.up);
		pair_fini(&p);
	}
}

static void online_after_network_loss(void **state)
{
	struct sim_config slow;
	struct pair p;
	bool down;

	(void)state;
	slow_modem(&slow);
	pair_init(&p, &slow);
	pair_plug(&p);
	assert_true(pair_until(&p, &p.up, STEPS));
	sim_modem_network(p.modem, false, p.now_ms);
	for (int i = 0; p.up && i < STEPS; i++)
		pair_step(&p);
	down = !p.up;
	assert_true(down);
	sim_modem_network(p.modem, true, p.now_ms);
	assert_true(pair_until(&p, &p.up, STEPS));
	pair_fini(&p);
}

static void wrong_pin_costs_one_attempt_for_ever(void **state)
{
	struct att_core_status s;
	struct sim_config slow;
	struct pair p;

	(void)state;
	slow_modem(&slow);
	strcpy(slow.pin, "9999");
	pair_init(&p, &slow);
	for (int replug = 0; replug < 5; replug++) {
		pair_plug(&p);
		for (int i = 0; i < 400; i++)
			pair_step(&p);
		att_core_status(p.core, &s);
		assert_string_equal(s.attach, "pin_blocked");
		assert_non_null(strstr(s.problem, "rejected"));
		pair_unplug(&p);
	}
	assert_int_equal(sim_modem_counters(p.modem)->pin_entries, 1);
	pair_fini(&p);
}

static void small_control_transfers_are_enough(void **state)
{
	struct sim_config slow;
	struct pair p;
	struct att_core_link link = {.max_control = 64, .framed = true};

	(void)state;
	slow_modem(&slow);
	slow.max_control = 64;
	pair_init(&p, &slow);
	att_core_plug(p.core, &link, 0);
	assert_true(pair_until(&p, &p.up, STEPS));
	pair_fini(&p);
}

static void modem_with_a_smaller_limit_than_it_says(void **state)
{
	struct sim_config slow;
	struct pair p;

	(void)state;
	slow_modem(&slow);
	slow.max_control = 512;
	pair_init(&p, &slow);
	pair_plug(&p); /* says 4096 */
	assert_true(pair_until(&p, &p.up, STEPS));
	pair_fini(&p);
}

static void every_mbimex_version_comes_online(void **state)
{
	(void)state;
	for (unsigned v = 1; v <= 3; v++) {
		struct att_core_status s;
		struct sim_config slow;
		struct pair p;

		slow_modem(&slow);
		slow.ex_version = (uint16_t)(v << 8);
		pair_init(&p, &slow);
		pair_plug(&p);
		assert_true(pair_until(&p, &p.up, STEPS));
		att_core_status(p.core, &s);
		assert_int_equal(s.ex_version, v << 8);
		assert_int_equal(s.refused, 1); /* SIM ready before the PIN's
						   answer */
		assert_int_equal(s.orphans, 0);
		pair_fini(&p);
	}
}

static void network_without_ipv6_gives_ipv4(void **state)
{
	struct att_core_status s;
	struct sim_config slow;
	struct pair p;

	(void)state;
	slow_modem(&slow);
	slow.ipv4_only = true;
	pair_init(&p, &slow);
	pair_plug(&p);
	assert_true(pair_until(&p, &p.up, STEPS));
	att_core_status(p.core, &s);
	assert_int_equal(s.ip[0].n_ipv4, 1);
	assert_int_equal(s.ip[0].n_ipv6, 0);
	pair_fini(&p);
}

static void never_answers(struct sim_config *c, uint8_t service, uint32_t cid)
{
	slow_modem(c);
	c->scenario.n_timings = 1;
	c->scenario.timing[0] = (struct sim_timing){
		.service = service, .cid = cid, .ms = UINT32_MAX};
}

static const char *name_of(uint8_t service, uint32_t cid)
{
	const struct qmi_head h = {.service = service,
				   .message = (uint16_t)cid};

	return qmi ? qmi_message_name(&h)
		   : mbim_cid_find(&mbim_services[service], cid)->name;
}

static void live_without(uint8_t service, uint32_t cid, uint8_t outstanding)
{
	const struct att_core_link link = {.speaks = qmi ? "qmi" : "mbim",
					   .framed = true,
					   .max_outstanding = outstanding};
	struct att_core_status s;
	struct sim_config silent;
	struct pair p;

	never_answers(&silent, service, cid);
	pair_init(&p, &silent);
	att_core_plug(p.core, &link, 0);
	while (p.now_ms < 10 * 60 * 1000 && pair_step(&p))
		;
	att_core_status(p.core, &s);
	print_message("# %s, %u at once: %s\n", name_of(service, cid),
		      outstanding, s.up ? "online" : s.problem);
	if (!s.up && !s.problem)
		fail_msg("neither online nor a reason");
	assert_int_equal(p.modem->world.card[0].pin1.attempts, 3);
	pair_fini(&p);
}

static void silence_about_any_cid_is_got_over_or_named(void **state)
{
	static const uint32_t cids[] = {
		MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES,
		MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST,
		MBIM_CID_BASIC_CONNECT_DEVICE_CAPS,
		MBIM_CID_BASIC_CONNECT_RADIO_STATE,
		MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS,
		MBIM_CID_BASIC_CONNECT_PIN,
		MBIM_CID_BASIC_CONNECT_REGISTER_STATE,
		MBIM_CID_BASIC_CONNECT_PACKET_SERVICE,
		MBIM_CID_BASIC_CONNECT_CONNECT,
		MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION,
		MBIM_CID_BASIC_CONNECT_SIGNAL_STATE,
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(cids) / sizeof(cids[0]); i++)
		for (uint8_t n = 1; n <= 16; n += 15)
			live_without(MBIM_SERVICE_BASIC_CONNECT, cids[i], n);
	live_without(MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		     MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION, 16);
}

static void silence_about_any_message_is_got_over_or_named(void **state)
{
	static const struct {
		uint8_t service;
		uint16_t message;
	} messages[] = {
		{QMI_SERVICE_CTL, QMI_CTL_GET_VERSION_INFO},
		{QMI_SERVICE_CTL, QMI_CTL_SYNC},
		{QMI_SERVICE_CTL, QMI_CTL_ALLOCATE_CID},
		{QMI_SERVICE_DMS, QMI_DMS_SET_EVENT_REPORT},
		{QMI_SERVICE_DMS, QMI_DMS_GET_OPERATING_MODE},
		{QMI_SERVICE_DMS, QMI_DMS_SET_OPERATING_MODE},
		{QMI_SERVICE_DMS, QMI_DMS_GET_IDS},
		{QMI_SERVICE_UIM, QMI_UIM_REGISTER_EVENTS},
		{QMI_SERVICE_UIM, QMI_UIM_GET_CARD_STATUS},
		{QMI_SERVICE_UIM, QMI_UIM_READ_TRANSPARENT},
		{QMI_SERVICE_UIM, QMI_UIM_VERIFY_PIN},
		{QMI_SERVICE_NAS, QMI_NAS_REGISTER_INDICATIONS},
		{QMI_SERVICE_NAS, QMI_NAS_GET_SERVING_SYSTEM},
		{QMI_SERVICE_NAS, QMI_NAS_GET_SYSTEM_INFO},
		{QMI_SERVICE_NAS, QMI_NAS_GET_SYSTEM_SELECTION_PREFERENCE},
		{QMI_SERVICE_NAS, QMI_NAS_ATTACH_DETACH},
		{QMI_SERVICE_NAS, QMI_NAS_GET_SIGNAL_INFO},
		{QMI_SERVICE_WDS, QMI_WDS_GET_AUTOCONNECT_SETTINGS},
		{QMI_SERVICE_WDS, QMI_WDS_GET_PACKET_SERVICE_STATUS},
		{QMI_SERVICE_WDS, QMI_WDS_SET_IP_FAMILY},
		{QMI_SERVICE_WDS, QMI_WDS_START_NETWORK},
		{QMI_SERVICE_WDS, QMI_WDS_GET_CURRENT_SETTINGS},
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		for (uint8_t n = 1; n <= 16; n += 15)
			live_without(messages[i].service, messages[i].message,
				     n);
}

#define OF_BOTH                                                            \
	cmocka_unit_test(unplug_after_every_message_comes_back_online),    \
		cmocka_unit_test(release_after_every_message_ends_closed), \
		cmocka_unit_test(online_after_network_loss),               \
		cmocka_unit_test(wrong_pin_costs_one_attempt_for_ever),    \
		cmocka_unit_test(network_without_ipv6_gives_ipv4)

/* With an argument the modem speaks QMI. */
int main(int argc, char **argv)
{
	const struct CMUnitTest of_mbim[] = {
		OF_BOTH,
		cmocka_unit_test(silence_about_any_cid_is_got_over_or_named),
		cmocka_unit_test(small_control_transfers_are_enough),
		cmocka_unit_test(modem_with_a_smaller_limit_than_it_says),
		cmocka_unit_test(every_mbimex_version_comes_online),
	};
	const struct CMUnitTest of_qmi[] = {
		OF_BOTH,
		cmocka_unit_test(
			silence_about_any_message_is_got_over_or_named),
	};

	(void)argv;
	qmi = argc > 1;
	if (qmi)
		return cmocka_run_group_tests(of_qmi, NULL, NULL);
	return cmocka_run_group_tests(of_mbim, NULL, NULL);
}
