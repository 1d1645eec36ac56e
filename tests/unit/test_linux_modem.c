/* Devices that are no modem, or that are not there: what the daemon says, and
 * when. */
#include "unit/linux_rig.h"

#include <stdio.h>
#include <string.h>

static void is_told(struct rig *rig, enum fake_voice voice, const char *words)
{
	char line[192];

	rig_need_namespace();
	rig->fake.voice = voice;
	assert_int_equal(rig_start(rig, false), 0);
	snprintf(line, sizeof(line), "waiting: %s\n", words);
	rig_until(rig, line);
	assert_int_equal(rig->now_ms, 5000 + 5000);
	assert_string_equal(rig->daemon.of[0].modem.status.problem, words);
}

static void a_mute_device_is_named_after_five_seconds(void **state)
{
	is_told(*state, VOICE_MUTE,
		"it does not answer MBIM: it hangs, is in another mode, or is "
		"no modem");
}

static void an_echoing_device_is_named_after_five_seconds(void **state)
{
	is_told(*state, VOICE_ECHO,
		"it sends back what it is sent: a terminal or a loop, no "
		"modem");
}

static void a_device_of_at_commands_is_named_after_five_seconds(void **state)
{
	is_told(*state, VOICE_GARBAGE,
		"what it sends is not MBIM: it may speak AT commands, or be "
		"in another mode");
}

/* The words are forgotten with what they were said of. */
static void a_modem_that_comes_then_is_no_problem(void **state)
{
	struct rig *rig = *state;

	a_mute_device_is_named_after_five_seconds(state);
	rig_unplug(&rig->fake);
	rig->fake.voice = VOICE_MODEM;
	rig_plug(&rig->fake);
	rig_until(rig, "link wwan0 up");
	assert_null(rig->daemon.of[0].modem.status.problem);
}

static void why_there_is_no_modem_is_said_once_and_in_the_status(void **state)
{
	static const char words[] = "usb:1209:0001 is held by other (pid 1)";
	struct rig *rig = *state;
	const struct att_core_status *s = &rig->daemon.of[0].modem.status;
	const struct port_host *host;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig->daemon.of[0].modem.port_timer.at_ms = ATT_LOOP_NEVER;
	host = rig->fake.port.host;
	for (int i = 0; i < 10; i++)
		host->waits(host->ctx, words);
	assert_string_equal(rig->log, "waiting: usb:1209:0001 is held by other "
				      "(pid 1)\n");
	assert_string_equal(s->problem, words);
	host->waits(host->ctx, "");
	rig_until(rig, "waiting for a modem (device auto)\n");
	assert_string_equal(s->problem, "no modem");
	rig_plug(&rig->fake);
	rig_until(rig, "link wwan0 up");
	assert_null(s->problem);
}

/* A SIM may go from one to the other, and a modem too. */
static void those_passed_are_asked_again_when_the_right_one_has_gone(
	void **state)
{
	struct rig *rig = *state;
	struct att_modem *m = &rig->daemon.of[0].modem;

	rig_need_namespace();
	snprintf(rig->config.modem[0].device,
		 sizeof(rig->config.modem[0].device), "imei:%s", rig->sim.imei);
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	strcpy(m->host.passed[m->host.n_passed++], "1-2 no 3");
	rig_unplug(&rig->fake);
	rig_forget(rig);
	rig_until(rig, "link wwan0 up");
	assert_int_equal(m->host.n_passed, 0);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_mute_device_is_named_after_five_seconds),
		TEST(an_echoing_device_is_named_after_five_seconds),
		TEST(a_device_of_at_commands_is_named_after_five_seconds),
		TEST(a_modem_that_comes_then_is_no_problem),
		TEST(why_there_is_no_modem_is_said_once_and_in_the_status),
		TEST(those_passed_are_asked_again_when_the_right_one_has_gone),
	};

	rig_enter();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
