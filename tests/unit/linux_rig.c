/* See linux_rig.h. */
#include "unit/linux_rig.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors.h"

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
	rig->unseen++;
}

static void on_waits(void *ctx)
{
	((struct rig *)ctx)->unseen = 0;
}

static void on_line(void *ctx, uint64_t since_start_ms, const char *line)
{
	(void)since_start_ms;
	remember(ctx, line);
}

static void on_step(void *ctx, const char *modem,
		    const struct att_trace_rec *rec, uint64_t start_ms)
{
	char line[256];
	struct att_text t;

	att_text_init(&t, line, sizeof(line));
	if (modem[0]) {
		att_text_put(&t, modem);
		att_text_char(&t, ' ');
	}
	att_trace_text(&t, rec, start_ms);
	remember(ctx, line);
}

static int on_reload(void *ctx, struct att_config *config)
{
	struct rig *rig = ctx;

	*config = rig->next;
	return rig->reload_result;
}

static void fake_due(void *arg);

void rig_arm(struct fake_port *f)
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

	if (f->voice != VOICE_MODEM) {
		if (f->said_len)
			f->port.host->control(
				f->port.host->ctx,
				att_bytes_of(f->said, f->said_len));
		f->said_len = 0;
		return;
	}
	sim_modem_expire(f->sim, the_rig->now_ms);
	while (f->plugged && (n = sim_modem_output(f->sim, buf, sizeof(buf),
						   the_rig->now_ms)) > 0)
		f->port.host->control(f->port.host->ctx, att_bytes_of(buf, n));
	if (f->plugged)
		rig_arm(f);
}

/* It is no modem; what it says comes from the loop, as ever. */
static void fake_speak(struct fake_port *f, struct att_bytes fragment)
{
	static const char at[] = "\r\nERROR\r\n";

	if (f->voice == VOICE_ECHO)
		f->said_len = fragment.len;
	if (f->voice == VOICE_GARBAGE)
		f->said_len = strlen(at);
	assert_true(f->said_len <= sizeof(f->said));
	memcpy(f->said, f->voice == VOICE_ECHO ? (const void *)fragment.p : at,
	       f->said_len);
	f->port.host->timer(f->port.host->ctx, 0, fake_due, f);
}

static int fake_send(struct port *port, struct att_bytes fragment)
{
	struct fake_port *f = (struct fake_port *)port;

	if (!f->plugged)
		return ATT_E_GONE;
	if (f->busy) {
		f->busy--;
		return ATT_E_BUSY;
	}
	if (f->voice != VOICE_MODEM) {
		fake_speak(f, fragment);
		return 0;
	}
	sim_modem_input(f->sim, fragment, the_rig->now_ms);
	rig_arm(f);
	return 0;
}

static uint8_t *fake_reserve(struct port *port, struct flow stream,
			     uint32_t max)
{
	(void)stream;
	assert_true(max <= sizeof(((struct fake_port *)port)->slot));
	return ((struct fake_port *)port)->slot;
}

static void fake_commit(struct port *port, struct flow stream, uint32_t len)
{
	(void)port;
	(void)stream;
	(void)len;
}

static void fake_flush(struct port *port)
{
	(void)port;
}

static void fake_reset(struct port *port, enum port_reset how)
{
	assert_int_equal(the_rig->unseen, 0);
	((struct fake_port *)port)->resets = true;
	((struct fake_port *)port)->reset_how = how;
}

static void fake_close(struct port *port)
{
	assert_int_equal(the_rig->unseen, 0);
	((struct fake_port *)port)->open = false;
}

static const struct port_ops fake_ops = {
	.send = fake_send,
	.send_reserve = fake_reserve,
	.send_commit = fake_commit,
	.send_flush = fake_flush,
	.reset = fake_reset,
	.close = fake_close,
};

void rig_plug(void *arg)
{
	struct fake_port *f = arg;
	const bool qmi = sim_modem_config(f->sim)->speaks_qmi;
	const struct port_info info = {.name = "usb:1209:0001",
				       .speaks = qmi ? "qmi" : "mbim",
				       .max_control = 4096,
				       .ex_version = 0x0300,
				       .mtu = 1500,
				       .max_outstanding = 16,
				       .framed = true,
				       .data = PORT_DATAGRAMS};

	f->plugged = true;
	sim_modem_power_up(f->sim, SIM_REMEDY_POWER, the_rig->now_ms);
	f->port.host->up(f->port.host->ctx, &info);
}

void rig_unplug(struct fake_port *f)
{
	f->plugged = false;
	f->port.host->gone(f->port.host->ctx, ATT_E_GONE);
}

static int fake_open(const char *device, const struct port_host *host,
		     struct port **port)
{
	struct fake_port *f = &the_rig->fake;

	if (strcmp(device, "serial:second") == 0)
		f = &the_rig->second;
	else if (strcmp(device, "auto") != 0 &&
		 strncmp(device, "imei:", 5) != 0)
		return ATT_E_CONFIG;
	f->open = true;
	f->port.ops = &fake_ops;
	f->port.host = host;
	*port = &f->port;
	host->timer(host->ctx, 0, rig_plug, f);
	return 0;
}

int rig_setup(void **state)
{
	static struct rig rig;

	memset(&rig, 0, sizeof(rig));
	*state = the_rig = &rig;
	if (why_not)
		return 0;
	rig.now_ms = 5000;
	att_config_default(&rig.config);
	strcpy(rig.folder, "/tmp/attache-daemon-XXXXXX");
	assert_non_null(mkdtemp(rig.folder));
	snprintf(rig.config.control, sizeof(rig.config.control), "%s/control",
		 rig.folder);
	sim_config_default(&rig.sim);
	return 0;
}

int rig_teardown(void **state)
{
	struct rig *rig = *state;

	if (why_not)
		return 0;
	att_daemon_fini(&rig->daemon);
	sim_modem_free(rig->fake.sim);
	sim_modem_free(rig->second.sim);
	assert_false(rig->fake.open || rig->second.open);
	return rmdir(rig->folder);
}

int rig_start(struct rig *rig, bool once)
{
	const struct att_daemon_options options = {
		.config = &rig->config,
		.seed = 1,
		.once = once,
		.open_port = fake_open,
		.clock = rig_clock,
		.clock_ctx = rig,
		.reload = on_reload,
		.step = on_step,
		.line = on_line,
		.waits = on_waits,
		.ctx = rig,
	};

	rig->fake.sim = sim_modem_new(&rig->sim, rig->now_ms);
	sim_modem_free(rig->second.sim);
	rig->second.sim = sim_modem_new(&rig->sim, rig->now_ms);
	assert_non_null(rig->fake.sim);
	assert_non_null(rig->second.sim);
	return att_daemon_init(&rig->daemon, &options);
}

void rig_need_namespace(void)
{
	if (!why_not)
		return;
	print_message("# SKIP %s\n", why_not);
	skip();
}

bool rig_step(struct rig *rig)
{
	int wait_ms = att_loop_wait_ms(&rig->daemon.loop);

	if (wait_ms > 0)
		rig->now_ms += (unsigned)wait_ms;
	return att_daemon_turn(&rig->daemon, 0);
}

void rig_until(struct rig *rig, const char *text)
{
	for (int i = 0; i < 5000 && !strstr(rig->log, text); i++)
		if (!rig_step(rig))
			break;
	if (!strstr(rig->log, text))
		print_message("%s", rig->log);
	assert_non_null(strstr(rig->log, text));
}

void rig_forget(struct rig *rig)
{
	rig->log[0] = '\0';
}

int rig_until_end(struct rig *rig)
{
	for (int i = 0; i < 5000; i++)
		if (!rig_step(rig))
			return rig->daemon.result;
	fail_msg("the daemon did not end");
	return 0;
}

void rig_enter(void)
{
	if (unshare(CLONE_NEWNET) < 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		why_not = "no network namespace can be made here";
	else if (access("/dev/net/tun", R_OK | W_OK) < 0)
		why_not = "/dev/net/tun cannot be opened";
}
