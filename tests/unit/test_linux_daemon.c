/* The daemon's life with a modem: online, replugged, reconfigured, released. */
#include "unit/linux_rig.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"

static void daemon_brings_the_modem_online(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up 10.64.0.2/30 via 10.64.0.1");
	assert_non_null(strstr(rig->log, "modem usb:1209:0001\n"));
	assert_non_null(strstr(rig->log, "control closed --wanted--> opening "
					 "[send_open]\n"));
	assert_string_equal(rig->daemon.of[0].modem.status.connect[0], "up");
}

static void daemon_sends_again_what_the_port_had_no_room_for(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	rig->fake.busy = 3;
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	assert_int_equal(rig->fake.busy, 0);
	assert_int_equal(sim_modem_counters(rig->fake.sim)->opens, 1);
	assert_int_equal(rig->daemon.of[0].modem.status.timeouts, 0);
}

static void daemon_releases_the_modem_at_a_signal(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	kill(getpid(), SIGTERM);
	assert_int_equal(rig_until_end(rig), 0);
	assert_non_null(strstr(rig->log, "link wwan0 down\n"));
	assert_int_equal(sim_modem_counters(rig->fake.sim)->closes, 1);
	assert_false(sim_modem_session_up(rig->fake.sim, 0));
}

/* All that was said to the socket, a line each. */
static void hear(int fd, char *said, size_t cap)
{
	size_t len = strlen(said);
	ssize_t n;

	while ((n = recv(fd, said + len, cap - len - 1, 0)) > 0) {
		len += (size_t)n;
		said[len++] = '\n';
		said[len] = '\0';
	}
}

static void daemon_tells_the_service_manager(void **state)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "\0attn"};
	struct rig *rig = *state;
	char said[4096] = "";
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	rig_need_namespace();
	assert_int_equal(bind(fd, (struct sockaddr *)&at,
			      offsetof(struct sockaddr_un, sun_path) + 5),
			 0);
	setenv("NOTIFY_SOCKET", "@attn", 1);
	assert_int_equal(rig_start(rig, false), 0);
	hear(fd, said, sizeof(said));
	assert_string_equal(said, "READY=1\n");
	rig_until(rig, "link wwan0 up");
	rig_step(rig);
	hear(fd, said, sizeof(said));
	assert_non_null(strstr(said, "\nSTATUS=online: wwan0\n"));
	said[0] = '\0';
	rig->next = rig->config;
	kill(getpid(), SIGHUP);
	rig_until(rig, "configuration read again");
	hear(fd, said, sizeof(said));
	assert_memory_equal(said, "RELOADING=1\n", 12);
	assert_non_null(strstr(said, "\nREADY=1\n"));
	said[0] = '\0';
	kill(getpid(), SIGTERM);
	assert_int_equal(rig_until_end(rig), 0);
	hear(fd, said, sizeof(said));
	assert_string_equal(said, "STOPPING=1\nSTATUS=releasing the modem\n");
	close(fd);
}

static void daemon_waits_ten_seconds_for_a_modem_that_is_mute(void **state)
{
	struct rig *rig = *state;
	uint64_t asked;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	sim_modem_config(rig->fake.sim)->delay_ms = 1000000;
	asked = rig->now_ms;
	kill(getpid(), SIGINT);
	assert_true(att_daemon_turn(&rig->daemon, 0));
	assert_int_equal(rig_until_end(rig), 0);
	assert_true(rig->now_ms - asked <= 10000);
}

static void daemon_ends_at_once_at_the_second_signal(void **state)
{
	struct rig *rig = *state;
	uint64_t asked;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	sim_modem_config(rig->fake.sim)->delay_ms = 1000000;
	asked = rig->now_ms;
	kill(getpid(), SIGINT);
	assert_true(att_daemon_turn(&rig->daemon, 0));
	rig->now_ms += 1000;
	kill(getpid(), SIGINT);
	assert_false(att_daemon_turn(&rig->daemon, 0));
	assert_int_equal(rig->now_ms, asked + 1000);
}

/* timeout(1) sends one to its child and one to the child's group; so may a
 * terminal's end and the service manager. */
static void daemon_takes_two_signals_in_a_second_for_one(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	sim_modem_config(rig->fake.sim)->delay_ms = 60;
	kill(getpid(), SIGTERM);
	assert_true(att_daemon_turn(&rig->daemon, 0));
	rig->now_ms += 90;
	kill(getpid(), SIGINT);
	assert_int_equal(rig_until_end(rig), 0);
	assert_int_equal(sim_modem_counters(rig->fake.sim)->closes, 1);
	assert_non_null(strstr(rig->log, "closing --close_done--> closed"));
	assert_null(strstr(rig->log, "ending at once"));
}

static void daemon_ends_at_once_without_a_modem(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	kill(getpid(), SIGINT);
	rig_until(rig, "ending");
	assert_int_equal(rig_until_end(rig), 0);
}

static void daemon_says_that_it_waits_for_a_modem(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig->daemon.of[0].modem.port_timer.at_ms = ATT_LOOP_NEVER;
	rig_until(rig, "waiting for a modem (device auto)\n");
	assert_int_equal(rig->now_ms, 7000);
	rig_plug(&rig->fake);
	rig_until(rig, "link wwan0 up");
}

/* Whatever else the modem has to say meanwhile. */
static void daemon_says_once_that_a_stream_was_refused(void **state)
{
	static const char said[] =
		"problem: device service stream 0 was refused: ";
	struct rig *rig = *state;
	const char *line;

	rig_need_namespace();
	rig->config.modem[0].core.n_streams = 1;
	snprintf(rig->config.modem[0].stream[0].socket,
		 sizeof(rig->config.modem[0].stream[0].socket), "%s/stream",
		 rig->folder);
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	rig_until(rig, said);
	line = strstr(rig->log, said);
	for (uint32_t rssi = 10; rssi < 20; rssi++) {
		sim_modem_signal(rig->fake.sim, rssi, rig->now_ms);
		rig_arm(&rig->fake);
		rig_step(rig);
	}
	assert_int_equal(rig->daemon.of[0].modem.status.rssi_dbm, 19 * 2 - 113);
	assert_null(strstr(line + strlen(said), "refused"));
}

static void daemon_takes_up_a_modem_that_comes_back(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	rig_forget(rig);
	rig_unplug(&rig->fake);
	assert_non_null(strstr(rig->log, "link wwan0 down\n"));
	assert_non_null(strstr(rig->log, "modem gone: "));
	rig_forget(rig);
	rig_plug(&rig->fake);
	rig_until(rig, "link wwan0 up 10.64.0.2/30");
}

static void once_ends_with_the_reason_of_a_refusal(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	rig->sim.deny_registration = true;
	rig->sim.deny_cause = 11;
	assert_int_equal(rig_start(rig, true), 0);
	assert_int_equal(rig_until_end(rig), ATT_E_STATE);
	assert_non_null(
		strstr(rig->daemon.problem, "refused the registration"));
	/* and the modem was released */
	assert_int_equal(sim_modem_counters(rig->fake.sim)->closes, 1);
}

static void once_ends_when_the_link_is_lost(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, true), 0);
	rig_until(rig, "link wwan0 up");
	sim_modem_disconnect(rig->fake.sim, 0, rig->now_ms);
	rig_arm(&rig->fake);
	assert_int_equal(rig_until_end(rig), ATT_E_STATE);
	assert_string_equal(rig->daemon.problem, "the link was lost");
}

static void once_ends_when_the_modem_is_unplugged(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, true), 0);
	rig_until(rig, "attach");
	rig_unplug(&rig->fake);
	assert_int_equal(rig_until_end(rig), ATT_E_STATE);
}

static void once_ends_with_the_reason_of_a_lost_link(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, true), 0);
	rig_until(rig, "link wwan0 up");
	rig_unplug(&rig->fake);
	assert_int_equal(rig_until_end(rig), ATT_E_STATE);
	assert_string_equal(rig->daemon.problem, "the modem has gone");
}

static void once_takes_a_wanted_disconnect_for_no_loss(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, true), 0);
	rig_until(rig, "link wwan0 up");
	att_modem_want(&rig->daemon.of[0].modem, ATT_WANT_ATTACHED);
	rig_until(rig, "link wwan0 down\n");
	assert_false(rig->daemon.stopping);
}

static void daemon_resets_a_modem_that_never_answers(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	rig->sim.delay_ms = 100000000;
	assert_int_equal(rig_start(rig, false), 0);
	for (int i = 0; i < 1000 && !rig->fake.resets; i++)
		assert_true(rig_step(rig));
	assert_true(rig->fake.resets);
}

static void problem_is_said_once_in_plain_words(void **state)
{
	struct rig *rig = *state;
	const char *first;

	rig_need_namespace();
	rig->sim.sim_inserted = false;
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "problem: no SIM is inserted\n");
	first = strstr(rig->log, "problem: no SIM is inserted\n");
	for (int i = 0; i < 50; i++)
		rig_step(rig);
	assert_null(strstr(first + 1, "problem: no SIM is inserted\n"));
}

static void reload_gives_the_corrected_configuration_to_the_core(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	strcpy(rig->sim.pin, "1234");
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "the SIM asks for its PIN and none is configured\n");
	rig->next = rig->config;
	strcpy(rig->next.modem[0].core.pin, "1234");
	kill(getpid(), SIGHUP);
	rig_until(rig, "link wwan0 up");
	assert_int_equal(sim_modem_counters(rig->fake.sim)->pin_entries, 1);
}

static void reload_of_a_bad_configuration_changes_nothing(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	rig->reload_result = ATT_E_CONFIG;
	rig_forget(rig);
	kill(getpid(), SIGHUP);
	rig_until(rig, "the configuration stays as it was\n");
	assert_null(strstr(rig->log, "link"));
	assert_int_equal(rig->daemon.config.modem[0].core.n_sessions, 1);
}

static void other_mask(struct att_config *c)
{
	c->modem[0].mask = !c->modem[0].mask;
}

static void other_trace_size(struct att_config *c)
{
	c->modem[0].trace_keep.size = 1 << 20;
}

static void other_trace_files(struct att_config *c)
{
	c->modem[0].trace_keep.files = 9;
}

static void one_stream(struct att_config *c)
{
	c->modem[0].core.n_streams = 1;
	strcpy(c->modem[0].stream[0].socket, "/run/attache/echo");
}

static void nothing_that_stays(struct att_config *c)
{
	c->modem[0].core.recovery.rest_ms++;
}

typedef void change_fn(struct att_config *c);

static void reload_says_what_stays_until_the_next_start(void **state)
{
	static change_fn *const changes[] = {nothing_that_stays, other_mask,
					     other_trace_size,
					     other_trace_files, one_stream};
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		rig->next = rig->config;
		changes[i](&rig->next);
		rig_forget(rig);
		kill(getpid(), SIGHUP);
		rig_until(rig, "configuration read again\n");
		assert_int_equal(strstr(rig->log, " stay as they were") != NULL,
				 i != 0);
	}
}

static void reload_makes_the_device_of_a_new_session(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	rig->next = rig->config;
	rig->next.modem[0].core.n_sessions = 2;
	rig->next.modem[0].core.session[1] = rig->next.modem[0].core.session[0];
	strcpy(rig->next.modem[0].core.session[1].name, "second");
	rig->next.modem[0].session[1] = rig->next.modem[0].session[0];
	strcpy(rig->next.modem[0].session[1].device, "second");
	rig_forget(rig);
	kill(getpid(), SIGHUP);
	rig_until(rig, "link second up 10.64.1.2/30");
}

static void daemon_says_why_it_does_not_start(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	strcpy(rig->config.modem[0].device, "/dev/null");
	assert_int_equal(rig_start(rig, false), ATT_E_CONFIG);
	assert_non_null(strstr(rig->log, "device /dev/null: "));
	rig_forget(rig);
	sim_modem_free(rig->fake.sim);
	memset(&rig->daemon, 0, sizeof(rig->daemon));
	strcpy(rig->config.modem[0].device, "auto");
	strcpy(rig->config.control, "/nonexistent/folder/control");
	assert_int_equal(rig_start(rig, false), ATT_E_IO);
	assert_string_equal(
		rig->log, "error: control socket /nonexistent/folder/control: "
			  "No such file or directory\n");
}

/* Nothing tells of them there; elsewhere the modem does. */
static void daemon_looks_for_messages_inside_mbim(void **state)
{
	struct rig *rig = *state;
	struct att_daemon_modem *m = &rig->daemon.of[0];
	uint32_t *ask_ms = &rig->daemon.config.modem[0].core.recovery.ask_ms;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	rig_step(rig);
	assert_int_equal(m->sms.poll_ms, 0);
	m->modem.info.inside = true;
	*ask_ms = 7000;
	rig_step(rig);
	assert_int_equal(m->sms.poll_ms, 7000);
	*ask_ms = 0; /* it is not asked how it is */
	rig_step(rig);
	assert_int_equal(m->sms.poll_ms, 25000);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(daemon_brings_the_modem_online),
		TEST(daemon_looks_for_messages_inside_mbim),
		TEST(daemon_sends_again_what_the_port_had_no_room_for),
		TEST(daemon_releases_the_modem_at_a_signal),
		TEST(daemon_tells_the_service_manager),
		TEST(daemon_waits_ten_seconds_for_a_modem_that_is_mute),
		TEST(daemon_ends_at_once_at_the_second_signal),
		TEST(daemon_takes_two_signals_in_a_second_for_one),
		TEST(daemon_ends_at_once_without_a_modem),
		TEST(daemon_says_that_it_waits_for_a_modem),
		TEST(daemon_says_once_that_a_stream_was_refused),
		TEST(daemon_takes_up_a_modem_that_comes_back),
		TEST(once_ends_with_the_reason_of_a_refusal),
		TEST(once_ends_when_the_link_is_lost),
		TEST(once_ends_when_the_modem_is_unplugged),
		TEST(once_ends_with_the_reason_of_a_lost_link),
		TEST(once_takes_a_wanted_disconnect_for_no_loss),
		TEST(daemon_resets_a_modem_that_never_answers),
		TEST(problem_is_said_once_in_plain_words),
		TEST(reload_gives_the_corrected_configuration_to_the_core),
		TEST(reload_of_a_bad_configuration_changes_nothing),
		TEST(reload_says_what_stays_until_the_next_start),
		TEST(reload_makes_the_device_of_a_new_session),
		TEST(daemon_says_why_it_does_not_start),
	};

	rig_enter();
	return cmocka_run_group_tests_name("linux_daemon", tests, NULL, NULL);
}
