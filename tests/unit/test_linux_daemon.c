/* The daemon with a simulated modem in the same process, in a network namespace
 * of its own and in a time of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/daemon.h"
#include "tools/simodem/sim.h"

/* A port whose other end is the simulated modem. */
struct fake_port {
	struct mbim_port port;
	struct sim_modem *sim;
	bool open, plugged, resets;
	unsigned busy; /* sends to refuse */
	uint8_t slot[4096];
};

struct rig {
	struct mbim_daemon daemon;
	struct mbim_config config, next;
	struct fake_port fake;
	struct sim_config sim;
	uint64_t now_ms;
	int reload_result;
	char folder[64];
	char log[65536];
};

static const char *why_not;
/* open_port has no context of its own */
static struct rig *the_rig;

static uint64_t rig_clock(void *ctx)
{
	return ((struct rig *)ctx)->now_ms;
}

static void remember(struct rig *rig, const char *line)
{
	size_t n = strlen(rig->log);

	assert_true(n + strlen(line) + 2 < sizeof(rig->log));
	snprintf(rig->log + n, sizeof(rig->log) - n, "%s\n", line);
}

static void on_line(void *ctx, uint64_t since_start_ms, const char *line)
{
	(void)since_start_ms;
	remember(ctx, line);
}

static void on_step(void *ctx, const struct mbim_trace_rec *rec,
		    uint64_t start_ms)
{
	char line[256];
	struct mbim_text t;

	mbim_text_init(&t, line, sizeof(line));
	mbim_trace_text(&t, rec, start_ms);
	remember(ctx, line);
}

static int on_reload(void *ctx, struct mbim_config *config)
{
	struct rig *rig = ctx;

	*config = rig->next;
	return rig->reload_result;
}

static void fake_due(void *arg);

static void fake_arm(struct fake_port *f)
{
	uint64_t at = sim_modem_deadline(f->sim), now = the_rig->now_ms;

	if (sim_modem_ready(f->sim, now))
		at = now;
	f->port.host->timer(f->port.host->ctx,
			    at == UINT64_MAX ? -1
			    : at <= now	     ? 0
					     : (int)(at - now),
			    fake_due, f);
}

/* Give the host what the modem has for it. */
static void fake_due(void *arg)
{
	struct fake_port *f = arg;
	uint8_t buf[4096];
	size_t n;

	sim_modem_expire(f->sim, the_rig->now_ms);
	while (f->plugged && (n = sim_modem_output(f->sim, buf, sizeof(buf),
						   the_rig->now_ms)) > 0)
		f->port.host->control(f->port.host->ctx, mbim_bytes_of(buf, n));
	if (f->plugged)
		fake_arm(f);
}

static int fake_send(struct mbim_port *port, struct mbim_bytes fragment)
{
	struct fake_port *f = (struct fake_port *)port;

	if (!f->plugged)
		return MBIM_E_GONE;
	if (f->busy) {
		f->busy--;
		return MBIM_E_BUSY;
	}
	sim_modem_input(f->sim, fragment, the_rig->now_ms);
	fake_arm(f);
	return 0;
}

static uint8_t *fake_reserve(struct mbim_port *port,
			     struct mbim_ntb_stream stream, uint32_t max)
{
	(void)stream;
	assert_true(max <= sizeof(((struct fake_port *)port)->slot));
	return ((struct fake_port *)port)->slot;
}

static void fake_commit(struct mbim_port *port, struct mbim_ntb_stream stream,
			uint32_t len)
{
	(void)port;
	(void)stream;
	(void)len;
}

static void fake_flush(struct mbim_port *port)
{
	(void)port;
}

static void fake_reset(struct mbim_port *port)
{
	((struct fake_port *)port)->resets = true;
}

static void fake_close(struct mbim_port *port)
{
	((struct fake_port *)port)->open = false;
}

static const struct mbim_port_ops fake_ops = {
	.send = fake_send,
	.send_reserve = fake_reserve,
	.send_commit = fake_commit,
	.send_flush = fake_flush,
	.reset = fake_reset,
	.close = fake_close,
};

static void plug(void *arg)
{
	struct fake_port *f = arg;
	const struct mbim_port_info info = {.name = "usb:1209:0001",
					    .max_control = 4096,
					    .ex_version = 0x0300,
					    .mtu = 1500,
					    .max_outstanding = 16,
					    .framed = true,
					    .has_data = true};

	f->plugged = true;
	sim_modem_power_up(f->sim, the_rig->now_ms);
	f->port.host->up(f->port.host->ctx, &info);
}

static void unplug(struct fake_port *f)
{
	f->plugged = false;
	f->port.host->gone(f->port.host->ctx, MBIM_E_GONE);
}

static int fake_open(const char *device, const struct mbim_port_host *host,
		     struct mbim_port **port)
{
	struct fake_port *f = &the_rig->fake;

	if (strcmp(device, "auto") != 0)
		return MBIM_E_CONFIG;
	f->open = true;
	f->port.ops = &fake_ops;
	f->port.host = host;
	*port = &f->port;
	host->timer(host->ctx, 0, plug, f);
	return 0;
}

static int setup(void **state)
{
	static struct rig rig;

	memset(&rig, 0, sizeof(rig));
	*state = the_rig = &rig;
	if (why_not)
		return 0;
	rig.now_ms = 5000;
	mbim_config_default(&rig.config);
	strcpy(rig.folder, "/tmp/attache-daemon-XXXXXX");
	assert_non_null(mkdtemp(rig.folder));
	snprintf(rig.config.control, sizeof(rig.config.control), "%s/control",
		 rig.folder);
	sim_config_default(&rig.sim);
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	if (why_not)
		return 0;
	mbim_daemon_fini(&rig->daemon);
	sim_modem_free(rig->fake.sim);
	assert_false(rig->fake.open);
	return rmdir(rig->folder);
}

static int start(struct rig *rig, bool once)
{
	const struct mbim_daemon_options options = {
		.config = &rig->config,
		.seed = 1,
		.once = once,
		.open_port = fake_open,
		.clock = rig_clock,
		.clock_ctx = rig,
		.reload = on_reload,
		.step = on_step,
		.line = on_line,
		.ctx = rig,
	};

	rig->fake.sim = sim_modem_new(&rig->sim, rig->now_ms);
	assert_non_null(rig->fake.sim);
	return mbim_daemon_init(&rig->daemon, &options);
}

static void need_namespace(void)
{
	if (!why_not)
		return;
	print_message("# SKIP %s\n", why_not);
	skip();
}

/* One turn; time goes on to the next timer when nothing else is due. */
static bool step(struct rig *rig)
{
	int wait_ms = mbim_loop_wait_ms(&rig->daemon.loop);

	if (wait_ms > 0)
		rig->now_ms += (unsigned)wait_ms;
	return mbim_daemon_turn(&rig->daemon, 0);
}

/* Until the log has this line, or a bounded number of turns. */
static void until(struct rig *rig, const char *text)
{
	for (int i = 0; i < 5000 && !strstr(rig->log, text); i++)
		if (!step(rig))
			break;
	if (!strstr(rig->log, text))
		print_message("%s", rig->log);
	assert_non_null(strstr(rig->log, text));
}

/* What follows is to be seen in what is logged from here on. */
static void forget(struct rig *rig)
{
	rig->log[0] = '\0';
}

static int until_end(struct rig *rig)
{
	for (int i = 0; i < 5000; i++)
		if (!step(rig))
			return rig->daemon.result;
	fail_msg("the daemon did not end");
	return 0;
}

static void daemon_brings_the_modem_online(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	assert_int_equal(start(rig, false), 0);
	until(rig, "link wwan0 up 10.64.0.2/30 via 10.64.0.1");
	assert_non_null(strstr(rig->log, "modem usb:1209:0001\n"));
	assert_non_null(strstr(rig->log, "control closed --wanted--> opening "
					 "[send_open]\n"));
	assert_string_equal(rig->daemon.status.connect[0], "up");
}

static void daemon_sends_again_what_the_port_had_no_room_for(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	rig->fake.busy = 3;
	assert_int_equal(start(rig, false), 0);
	until(rig, "link wwan0 up");
	assert_int_equal(rig->fake.busy, 0);
	assert_int_equal(sim_modem_counters(rig->fake.sim)->opens, 1);
	assert_int_equal(rig->daemon.status.timeouts, 0);
}

static void daemon_releases_the_modem_at_a_signal(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	assert_int_equal(start(rig, false), 0);
	until(rig, "link wwan0 up");
	kill(getpid(), SIGTERM);
	assert_int_equal(until_end(rig), 0);
	assert_non_null(strstr(rig->log, "link wwan0 down\n"));
	assert_int_equal(sim_modem_counters(rig->fake.sim)->closes, 1);
	assert_false(sim_modem_session_up(rig->fake.sim, 0));
}

static void daemon_waits_ten_seconds_for_a_modem_that_is_mute(void **state)
{
	struct rig *rig = *state;
	uint64_t asked;

	need_namespace();
	assert_int_equal(start(rig, false), 0);
	until(rig, "link wwan0 up");
	sim_modem_config(rig->fake.sim)->delay_ms = 1000000;
	asked = rig->now_ms;
	kill(getpid(), SIGINT);
	assert_true(mbim_daemon_turn(&rig->daemon, 0));
	assert_int_equal(until_end(rig), 0);
	assert_true(rig->now_ms - asked <= 10000);
}

static void daemon_ends_at_once_at_the_second_signal(void **state)
{
	struct rig *rig = *state;
	uint64_t asked;

	need_namespace();
	assert_int_equal(start(rig, false), 0);
	until(rig, "link wwan0 up");
	sim_modem_config(rig->fake.sim)->delay_ms = 1000000;
	asked = rig->now_ms;
	kill(getpid(), SIGINT);
	assert_true(mbim_daemon_turn(&rig->daemon, 0));
	kill(getpid(), SIGINT);
	assert_false(mbim_daemon_turn(&rig->daemon, 0));
	assert_int_equal(rig->now_ms, asked);
}

static void daemon_ends_at_once_without_a_modem(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	assert_int_equal(start(rig, false), 0);
	kill(getpid(), SIGINT);
	until(rig, "ending");
	assert_int_equal(until_end(rig), 0);
}

static void daemon_says_that_it_waits_for_a_modem(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	assert_int_equal(start(rig, false), 0);
	rig->daemon.port_timer.at_ms = MBIM_LOOP_NEVER;
	until(rig, "waiting for a modem (device auto)\n");
	assert_int_equal(rig->now_ms, 6000);
	plug(&rig->fake);
	until(rig, "link wwan0 up");
}

static void daemon_takes_up_a_modem_that_comes_back(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	assert_int_equal(start(rig, false), 0);
	until(rig, "link wwan0 up");
	forget(rig);
	unplug(&rig->fake);
	assert_non_null(strstr(rig->log, "link wwan0 down\n"));
	assert_non_null(strstr(rig->log, "modem gone: "));
	forget(rig);
	plug(&rig->fake);
	until(rig, "link wwan0 up 10.64.0.2/30");
}

static void once_ends_with_the_reason_of_a_refusal(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	rig->sim.deny_registration = true;
	rig->sim.deny_cause = 11;
	assert_int_equal(start(rig, true), 0);
	assert_int_equal(until_end(rig), MBIM_E_STATE);
	assert_non_null(
		strstr(rig->daemon.problem, "refused the registration"));
	/* and the modem was released */
	assert_int_equal(sim_modem_counters(rig->fake.sim)->closes, 1);
}

static void once_ends_when_the_link_is_lost(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	assert_int_equal(start(rig, true), 0);
	until(rig, "link wwan0 up");
	sim_modem_disconnect(rig->fake.sim, 0, rig->now_ms);
	fake_arm(&rig->fake);
	assert_int_equal(until_end(rig), MBIM_E_STATE);
	assert_string_equal(rig->daemon.problem, "the link was lost");
}

static void once_ends_when_the_modem_is_unplugged(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	assert_int_equal(start(rig, true), 0);
	until(rig, "attach");
	unplug(&rig->fake);
	assert_int_equal(until_end(rig), MBIM_E_STATE);
}

static void problem_is_said_once_in_plain_words(void **state)
{
	struct rig *rig = *state;
	const char *first;

	need_namespace();
	rig->sim.sim_inserted = false;
	assert_int_equal(start(rig, false), 0);
	until(rig, "problem: no SIM is inserted\n");
	first = strstr(rig->log, "problem: no SIM is inserted\n");
	for (int i = 0; i < 50; i++)
		step(rig);
	assert_null(strstr(first + 1, "problem: no SIM is inserted\n"));
}

static void reload_gives_the_corrected_configuration_to_the_core(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	strcpy(rig->sim.pin, "1234");
	assert_int_equal(start(rig, false), 0);
	until(rig, "the SIM asks for its PIN and none is configured\n");
	rig->next = rig->config;
	strcpy(rig->next.core.pin, "1234");
	kill(getpid(), SIGHUP);
	until(rig, "link wwan0 up");
	assert_int_equal(sim_modem_counters(rig->fake.sim)->pin_entries, 1);
}

static void reload_of_a_bad_configuration_changes_nothing(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	assert_int_equal(start(rig, false), 0);
	until(rig, "link wwan0 up");
	rig->reload_result = MBIM_E_CONFIG;
	forget(rig);
	kill(getpid(), SIGHUP);
	until(rig, "the configuration stays as it was\n");
	assert_null(strstr(rig->log, "link"));
	assert_int_equal(rig->daemon.config.core.n_sessions, 1);
}

static void reload_makes_the_device_of_a_new_session(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	assert_int_equal(start(rig, false), 0);
	until(rig, "link wwan0 up");
	rig->next = rig->config;
	rig->next.core.n_sessions = 2;
	rig->next.core.session[1] = rig->next.core.session[0];
	strcpy(rig->next.core.session[1].name, "second");
	rig->next.session[1] = rig->next.session[0];
	strcpy(rig->next.session[1].device, "second");
	forget(rig);
	kill(getpid(), SIGHUP);
	until(rig, "link second up 10.64.1.2/30");
}

static void daemon_says_why_it_does_not_start(void **state)
{
	struct rig *rig = *state;

	need_namespace();
	strcpy(rig->config.device, "/dev/null");
	assert_int_equal(start(rig, false), MBIM_E_CONFIG);
	assert_non_null(strstr(rig->log, "device /dev/null: "));
	forget(rig);
	sim_modem_free(rig->fake.sim);
	memset(&rig->daemon, 0, sizeof(rig->daemon));
	strcpy(rig->config.device, "auto");
	strcpy(rig->config.control, "/nonexistent/folder/control");
	assert_int_equal(start(rig, false), MBIM_E_IO);
	assert_string_equal(rig->log,
			    "control socket /nonexistent/folder/control: "
			    "No such file or directory\n");
}

static int control(struct rig *rig)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	strcpy(at.sun_path, rig->config.control);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

/* Ask on the control socket; the answer, whose views point into buf. */
static struct mbim_msg ask(struct rig *rig, int fd, const struct mbim_uuid *to,
			   uint32_t cid, bool set, uint32_t body, uint8_t *buf,
			   size_t cap)
{
	struct mbim_msg msg;
	ssize_t n;

	mbim_put32(buf + MBIM_MSG_COMMAND_BODY, body);
	n = mbim_msg_encode_command(buf, cap, 9, to, cid, set, set ? 4 : 0);
	assert_true(n > 0);
	assert_int_equal(send(fd, buf, (size_t)n, 0), n);
	for (int i = 0; i < 3; i++)
		mbim_daemon_turn(&rig->daemon, 0);
	n = recv(fd, buf, cap, 0);
	assert_true(n > 0);
	assert_int_equal(mbim_msg_decode(mbim_bytes_of(buf, (size_t)n), &msg),
			 0);
	assert_int_equal(msg.transaction, 9);
	return msg;
}

static void str_is(struct mbim_str s, const char *expected)
{
	char text[128];

	assert_true(mbim_str_get(&s, text, sizeof(text)) >= 0);
	assert_string_equal(text, expected);
}

static void control_socket_tells_where_everything_stands(void **state)
{
	struct rig *rig = *state;
	const struct mbim_uuid *to;
	struct mbim_attache_status_response s;
	struct mbim_attache_session session;
	struct mbim_ipv4_element address;
	struct mbim_msg msg;
	uint8_t buf[8192];
	int fd;

	need_namespace();
	to = &mbim_services[MBIM_SERVICE_ATTACHE].uuid;
	assert_int_equal(start(rig, false), 0);
	until(rig, "link wwan0 up");
	fd = control(rig);
	msg = ask(rig, fd, to, MBIM_CID_ATTACHE_STATUS, false, 0, buf,
		  sizeof(buf));
	assert_int_equal(msg.code, MBIM_STATUS_NONE);
	assert_int_equal(mbim_attache_status_response_decode(msg.body, &s), 0);
	str_is(s.control_state, "open");
	str_is(s.attach_state, "attached");
	str_is(s.provider_name, "Simulated");
	str_is(s.problem, "");
	assert_int_equal(s.mbim_extended_version, 0x0300);
	assert_int_equal(s.sessions.count, 1);
	mbim_attache_session_at(&s.sessions, 0, &session);
	str_is(session.name, "wwan0");
	str_is(session.state, "up");
	assert_int_equal(session.mtu, 1500);
	assert_int_equal(session.ipv4_address.count, 1);
	mbim_ipv4_element_at(&session.ipv4_address, 0, &address);
	assert_int_equal(address.on_link_prefix_length, 30);
	assert_memory_equal(address.ipv4_address.b, "\x0a\x40\x00\x02", 4);
	close(fd);
}

static void control_socket_disconnects_and_connects(void **state)
{
	struct rig *rig = *state;
	const struct mbim_uuid *to;
	struct mbim_msg msg;
	uint8_t buf[1024];
	int fd;

	need_namespace();
	to = &mbim_services[MBIM_SERVICE_ATTACHE].uuid;
	assert_int_equal(start(rig, false), 0);
	until(rig, "link wwan0 up");
	fd = control(rig);
	forget(rig);
	msg = ask(rig, fd, to, MBIM_CID_ATTACHE_WANT, true,
		  MBIM_WANTED_ATTACHED, buf, sizeof(buf));
	assert_int_equal(msg.code, MBIM_STATUS_NONE);
	until(rig, "link wwan0 down\n");
	assert_string_equal(rig->daemon.status.attach, "attached");
	forget(rig);
	ask(rig, fd, to, MBIM_CID_ATTACHE_WANT, true, MBIM_WANTED_CONNECTED,
	    buf, sizeof(buf));
	until(rig, "link wwan0 up");
	close(fd);
}

static void control_socket_refuses_what_it_does_not_know(void **state)
{
	struct rig *rig = *state;
	const struct mbim_uuid *to;
	struct mbim_msg msg;
	uint8_t buf[1024];
	int fd;

	need_namespace();
	to = &mbim_services[MBIM_SERVICE_ATTACHE].uuid;
	assert_int_equal(start(rig, false), 0);
	fd = control(rig);
	msg = ask(rig, fd, to, MBIM_CID_ATTACHE_WANT, true, 3, buf,
		  sizeof(buf));
	assert_int_equal(msg.code, MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(rig->daemon.want, MBIM_WANT_CONNECTED);
	msg = ask(rig, fd, to, 99, false, 0, buf, sizeof(buf));
	assert_int_equal(msg.code, MBIM_STATUS_NO_DEVICE_SUPPORT);
	msg = ask(rig, fd, to, MBIM_CID_ATTACHE_STATUS, true, 0, buf,
		  sizeof(buf));
	assert_int_equal(msg.code, MBIM_STATUS_NO_DEVICE_SUPPORT);
	to = &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid;
	msg = ask(rig, fd, to, 1, false, 0, buf, sizeof(buf));
	assert_int_equal(msg.code, MBIM_STATUS_NO_DEVICE_SUPPORT);
	close(fd);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(daemon_brings_the_modem_online),
		TEST(daemon_sends_again_what_the_port_had_no_room_for),
		TEST(daemon_releases_the_modem_at_a_signal),
		TEST(daemon_waits_ten_seconds_for_a_modem_that_is_mute),
		TEST(daemon_ends_at_once_at_the_second_signal),
		TEST(daemon_ends_at_once_without_a_modem),
		TEST(daemon_says_that_it_waits_for_a_modem),
		TEST(daemon_takes_up_a_modem_that_comes_back),
		TEST(once_ends_with_the_reason_of_a_refusal),
		TEST(once_ends_when_the_link_is_lost),
		TEST(once_ends_when_the_modem_is_unplugged),
		TEST(problem_is_said_once_in_plain_words),
		TEST(reload_gives_the_corrected_configuration_to_the_core),
		TEST(reload_of_a_bad_configuration_changes_nothing),
		TEST(reload_makes_the_device_of_a_new_session),
		TEST(daemon_says_why_it_does_not_start),
		TEST(control_socket_tells_where_everything_stands),
		TEST(control_socket_disconnects_and_connects),
		TEST(control_socket_refuses_what_it_does_not_know),
	};

	if (unshare(CLONE_NEWNET) < 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		why_not = "no network namespace can be made here";
	else if (access("/dev/net/tun", R_OK | W_OK) < 0)
		why_not = "/dev/net/tun cannot be opened";
	return cmocka_run_group_tests_name("linux_daemon", tests, NULL, NULL);
}
