/* Two modems in one daemon: each comes up, fails and goes without the other. */
#include "unit/linux_rig.h"

#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "linux/config_modem.h"

static void make_two(struct att_config *c)
{
	c->n_modems = 2;
	for (unsigned i = 0; i < 2; i++)
		att_config_modem_default(&c->modem[i], i, ATT_CONFIG_MODEMS);
	strcpy(c->modem[1].name, "backup");
	strcpy(c->modem[1].device, "serial:second");
}

static void start_two(struct rig *rig)
{
	make_two(&rig->config);
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "backup: link wwan1 up");
	rig_until(rig, "modem0: link wwan0 up");
}

static void reload(struct rig *rig)
{
	rig_forget(rig);
	kill(getpid(), SIGHUP);
	rig_until(rig, "configuration read again");
}

static bool is_up(const struct att_daemon_modem *m)
{
	return strcmp(m->modem.status.connect[0], "up") == 0;
}

static void each_modem_has_a_network_device_of_its_own(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	start_two(rig);
	assert_true(is_up(&rig->daemon.of[0]));
	assert_true(is_up(&rig->daemon.of[1]));
	assert_int_not_equal(if_nametoindex("wwan0"), 0);
	assert_int_not_equal(if_nametoindex("wwan1"), 0);
	/* The first of the list goes before the second. */
	assert_int_equal(rig->daemon.of[0].config->session[0].metric, 700);
	assert_int_equal(rig->daemon.of[1].config->session[0].metric, 701);
	assert_non_null(strstr(rig->log, "\nbackup +"));
	kill(getpid(), SIGTERM);
	assert_int_equal(rig_until_end(rig), 0);
}

/* Whichever comes first. */
static void names_of_devices_do_not_depend_on_the_order(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	make_two(&rig->config);
	strcpy(rig->config.modem[0].device, "serial:second");
	strcpy(rig->config.modem[1].device, "auto");
	assert_int_equal(rig_start(rig, false), 0);
	rig->second.port.host->timer(rig->second.port.host->ctx, 3000, rig_plug,
				     &rig->second);
	rig_until(rig, "backup: link wwan1 up");
	assert_null(strstr(rig->log, "modem0: link"));
	rig_until(rig, "modem0: link wwan0 up");
}

static void a_modem_that_goes_takes_nothing_of_the_other(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	start_two(rig);
	rig_forget(rig);
	rig_unplug(&rig->second);
	rig_until(rig, "backup: modem gone");
	rig_until(rig, "backup: link wwan1 down");
	assert_null(strstr(rig->log, "modem0"));
	assert_true(is_up(&rig->daemon.of[0]));
	rig_plug(&rig->second);
	rig_until(rig, "backup: link wwan1 up");
	assert_null(strstr(rig->log, "modem0"));
}

static void what_is_wrong_is_said_of_the_right_one(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	make_two(&rig->config);
	rig->second.voice = VOICE_MUTE;
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "modem0: link wwan0 up");
	rig_until(rig, "waiting: backup: ");
	assert_null(strstr(rig->log, "waiting: modem0"));
	assert_true(is_up(&rig->daemon.of[0]));
}

/* It answers each command with garbage, without end. */
static void a_hostile_modem_costs_the_other_nothing(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	make_two(&rig->config);
	rig->second.voice = VOICE_GARBAGE;
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "modem0: link wwan0 up");
	/* All that the first one waited for was its own. */
	assert_true(rig->now_ms - rig->daemon.start_ms < 1000);
	for (int i = 0; i < 500; i++)
		assert_true(rig_step(rig));
	assert_true(is_up(&rig->daemon.of[0]));
	assert_int_equal(rig->daemon.of[0].modem.status.timeouts, 0);
}

static void a_reload_takes_a_modem_in_and_leaves_the_other_alone(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	make_two(&rig->next);
	reload(rig);
	rig_until(rig, "modem backup is taken in");
	rig_until(rig, "backup: link wwan1 up");
	assert_null(strstr(rig->log, "modem0"));
	assert_true(is_up(&rig->daemon.of[0]));
}

static void a_reload_takes_a_modem_out_and_leaves_the_other_alone(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	start_two(rig);
	rig->next = rig->config;
	rig->next.n_modems = 1;
	reload(rig);
	rig_until(rig, "backup: link wwan1 down");
	rig_until(rig, "modem backup is taken out");
	assert_null(strstr(rig->log, "modem0"));
	assert_int_equal(if_nametoindex("wwan1"), 0);
	assert_false(rig->second.open);
	assert_true(is_up(&rig->daemon.of[0]));
	/* Its place is for another one, which may be the same. */
	make_two(&rig->next);
	reload(rig);
	rig_until(rig, "backup: link wwan1 up");
	assert_true(is_up(&rig->daemon.of[0]));
}

/* The second is the first of the list then, and keeps its device. */
static void a_modem_keeps_its_link_when_the_list_gets_shorter(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	start_two(rig);
	make_two(&rig->next);
	att_config_modem_default(&rig->next.modem[0], 0, ATT_CONFIG_MODEMS);
	strcpy(rig->next.modem[0].name, "backup");
	strcpy(rig->next.modem[0].device, "serial:second");
	rig->next.n_modems = 1;
	reload(rig);
	rig_until(rig, "modem modem0 is taken out");
	assert_null(strstr(rig->log, "link wwan1"));
	assert_true(is_up(&rig->daemon.of[1]));
	assert_int_equal(rig->daemon.of[1].config->session[0].metric, 701);
}

static void a_reload_changes_one_modem_alone(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	start_two(rig);
	rig->next = rig->config;
	strcpy(rig->next.modem[1].core.session[0].apn, "other");
	reload(rig);
	rig_until(rig, "backup: link wwan1 down");
	assert_null(strstr(rig->log, "modem0: link"));
	assert_null(strstr(rig->log, "modem0 +"));
	assert_true(is_up(&rig->daemon.of[0]));
}

static void a_modem_without_a_device_is_left_alone(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	make_two(&rig->config);
	strcpy(rig->config.modem[1].session[0].device, "lo");
	strcpy(rig->config.modem[1].core.session[0].name, "lo");
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "error: backup: network device lo cannot be made");
	rig_until(rig, "error: backup: it is left alone");
	rig_until(rig, "link wwan0 up");
	rig_until(rig, "modem backup is taken out");
	assert_true(is_up(&rig->daemon.of[0]));
}

static void one_sentence_of_each_is_told_to_the_service_manager(void **state)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "\0atwo"};
	struct rig *rig = *state;
	char said[1024] = "";
	bool both = false;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	rig_need_namespace();
	assert_int_equal(bind(fd, (struct sockaddr *)&at,
			      offsetof(struct sockaddr_un, sun_path) + 5),
			 0);
	setenv("NOTIFY_SOCKET", "@atwo", 1);
	start_two(rig);
	rig_step(rig);
	for (ssize_t n; (n = recv(fd, said, sizeof(said) - 1, 0)) > 0;) {
		said[n] = '\0';
		both |= !strcmp(said, "STATUS=modem0: online: wwan0; "
				      "backup: online: wwan1");
	}
	assert_true(both);
	close(fd);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_modem_has_a_network_device_of_its_own),
		TEST(names_of_devices_do_not_depend_on_the_order),
		TEST(a_modem_that_goes_takes_nothing_of_the_other),
		TEST(what_is_wrong_is_said_of_the_right_one),
		TEST(a_hostile_modem_costs_the_other_nothing),
		TEST(a_reload_takes_a_modem_in_and_leaves_the_other_alone),
		TEST(a_reload_takes_a_modem_out_and_leaves_the_other_alone),
		TEST(a_modem_keeps_its_link_when_the_list_gets_shorter),
		TEST(a_reload_changes_one_modem_alone),
		TEST(a_modem_without_a_device_is_left_alone),
		TEST(one_sentence_of_each_is_told_to_the_service_manager),
	};

	rig_enter();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
