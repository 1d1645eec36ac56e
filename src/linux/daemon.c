/* The daemon's life: start, signals, configurations, end. */
#include "linux/daemon_parts.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/rights.h"

/* How long the modems have to close their channels at the end. */
#define STOP_MS 10000u
/* And the programs that still have to be told. */
#define CHILDREN_MS 10000u

/* --- the end ----------------------------------------------------------- */

static void on_stop_timeout(void *arg)
{
	struct att_daemon *d = arg;

	att_daemon_say(d, "error: the modem did not close its channel in time");
	d->done = true;
}

/* Release the modems and end with this result; called again: end at once. */
static void stop(struct att_daemon *d, int result)
{
	if (d->stopping) {
		d->done = true;
		return;
	}
	d->stopping = true;
	d->result = result;
	att_notify_stopping(&d->notify);
	d->stop_timer.at_ms = att_loop_now(&d->loop) + STOP_MS;
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (d->of[i].daemon)
			att_modem_release(&d->of[i].modem);
}

static bool all_closed(const struct att_daemon *d)
{
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (d->of[i].daemon && !d->of[i].modem.closed)
			return false;
	return true;
}

/* --- what a modem calls ------------------------------------------------ */

static void on_line(void *ctx, const char *line)
{
	const struct att_daemon_modem *m = ctx;

	att_daemon_put_line(m->daemon, line);
}

static void on_step(void *ctx, const struct att_trace_rec *rec)
{
	const struct att_daemon_modem *m = ctx;

	att_daemon_put_step(m->daemon, rec);
}

static void show(struct att_daemon *d)
{
	if (d->options.waits)
		d->options.waits(d->options.ctx);
}

static void on_waits(void *ctx)
{
	const struct att_daemon_modem *m = ctx;

	show(m->daemon);
}

static void remember(struct att_daemon *d, const char *problem)
{
	snprintf(d->problem, sizeof(d->problem), "%s", problem);
}

static void on_ended(void *ctx, enum att_modem_end end, int err,
		     const char *problem)
{
	const struct att_daemon_modem *m = ctx;
	struct att_daemon *d = m->daemon;

	switch (end) {
	case ATT_MODEM_CLOSED:
		d->done = d->done || all_closed(d);
		break;
	case ATT_MODEM_LOST:
		if (!d->options.once || d->stopping)
			break;
		remember(d, problem);
		stop(d, ATT_E_STATE);
		break;
	case ATT_MODEM_FAILED:
		remember(d, problem);
		d->result = err;
		d->done = true;
		break;
	}
}

/* The name servers of all modems are in one file. */
static void put_servers(struct att_daemon *d)
{
	struct att_dns_source source[ATT_CONFIG_SESSIONS];
	unsigned n = 0;
	int err;

	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		n += d->of[i].daemon
			     ? att_modem_dns(&d->of[i].modem, source + n)
			     : 0;
	err = att_rights->dns(&d->dns, d->config.dns_file, source, n);
	if (err == ATT_E_BUSY && d->dns_error != err)
		att_daemon_say(d,
			       "error: %s belongs to systemd-resolved, and is "
			       "not written: set \"dns_service: resolved\"",
			       d->config.dns_file);
	else if (err && d->dns_error != err)
		att_daemon_say(d, "error: %s cannot be written: %s",
			       d->config.dns_file, strerror(errno));
	d->dns_error = err;
	att_dns_service_update(&d->dns_service, &d->children,
			       d->config.dns_service, source, n);
}

static void on_changed(void *ctx)
{
	const struct att_daemon_modem *m = ctx;

	put_servers(m->daemon);
}

static void on_told(void *ctx, struct att_bytes message)
{
	struct att_daemon_modem *m = ctx;

	att_sms_told(&m->sms, message);
	att_control_socket_told(&m->daemon->control, message);
}

static void on_power(void *ctx, const char *modem)
{
	struct att_daemon_modem *m = ctx;

	if (m->config->power[0])
		att_hook_power(&m->daemon->children, m->config->power, modem);
}

/* Who is told of what has changed. */
static void tell_news(struct att_daemon *d, struct att_daemon_modem *m)
{
	struct att_manager_status status;

	/* Not with each turn of the loop: most of them carry data. */
	if (!m->modem.news)
		return;
	m->modem.news = false;
	att_modem_status(&m->modem, &status);
	att_notify_modem(&d->notify, &status);
	att_hook_look(&m->hook, d->config.hook, &status);
	att_sms_look(&m->sms, &status, att_loop_now(&d->loop));
	if (!status.core->open)
		att_control_socket_lost(&d->control);
}

static void tell_monitors(struct att_daemon *d)
{
	unsigned dropped = att_monitors_flush(&d->control.monitors);

	if (dropped)
		att_daemon_say(d,
			       "%u client%s of the control socket asked for "
			       "events and "
			       "did not read them: hung up",
			       dropped, dropped == 1 ? "" : "s");
}

static void on_resume(void *arg, uint64_t slept_ms)
{
	struct att_daemon *d = arg;

	att_daemon_say(d,
		       "the host slept for %" PRIu64
		       " s; asking the modem how it is",
		       slept_ms / 1000);
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (d->of[i].daemon)
			att_modem_resumed(&d->of[i].modem);
}

static void on_signal(void *arg, int signo)
{
	struct att_daemon *d = arg;

	if (signo == SIGHUP) {
		att_daemon_reload(d);
		return;
	}
	if (!att_loop_end_signal(&d->loop))
		return; /* part of the one before */
	att_daemon_say(d, d->stopping ? "ending at once" : "ending");
	stop(d, d->stopping ? d->result : 0);
}

/* --- from the beginning to the end ------------------------------------- */

static int init_modem(struct att_daemon *d, unsigned i)
{
	struct att_daemon_modem *m = &d->of[i];
	const struct att_modem_options options = {
		.config = &d->config.modem[i],
		.control = d->config.control,
		.loop = &d->loop,
		.seed = d->options.seed,
		.start_ms = d->start_ms,
		.open_port = d->options.open_port,
		.line = on_line,
		.step = on_step,
		.ended = on_ended,
		.changed = on_changed,
		.waits = on_waits,
		.told = on_told,
		.power = on_power,
		.ctx = m,
	};

	m->daemon = d;
	m->config = &d->config.modem[i];
	m->hook.children = &d->children;
	att_daemon_init_sms(m);
	return att_modem_init(&m->modem, &options);
}

static int init_modems(struct att_daemon *d)
{
	int err = 0;

	for (unsigned i = 0; i < d->config.n_modems && !err; i++)
		err = init_modem(d, i);
	return err;
}

static int start_modems(struct att_daemon *d)
{
	int err = 0;

	for (unsigned i = 0; i < d->config.n_modems && !err; i++)
		err = att_modem_start(&d->of[i].modem);
	return err;
}

/* Without it the service would be taken for one that hangs. */
static void start_notify(struct att_daemon *d)
{
	int err = att_notify_open(&d->notify, &d->loop);

	if (err)
		att_daemon_say(
			d,
			"error: $NOTIFY_SOCKET: %s; systemd is not told how "
			"attache is",
			err == ATT_E_CONFIG ? "it names no Unix socket"
					    : att_loop_error(err));
}

/* One that was killed has left its name servers. */
static void forget_dead_run(struct att_daemon *d)
{
	for (unsigned m = 0; m < d->config.n_modems; m++) {
		const struct att_config_modem *modem = &d->config.modem[m];

		for (uint32_t i = 0; i < modem->core.n_sessions; i++)
			if (modem->session[i].dns)
				att_dns_service_begin(
					&d->children, d->config.dns_service,
					modem->core.session[i].name);
	}
	put_servers(d);
}

static void on_child_line(void *ctx, const char *line)
{
	att_daemon_put_line(ctx, line);
}

static int start(struct att_daemon *d)
{
	int err;

	att_loop_timer_init(&d->loop, &d->stop_timer, on_stop_timeout, d);
	att_loop_resumes(&d->loop, on_resume, d);
	att_children_init(&d->children, &d->loop, on_child_line, d);
	start_notify(d);
	err = init_modems(d);
	if (!err) {
		err = att_loop_signals(&d->loop, on_signal, d);
		if (err)
			att_daemon_say(d, "error: signals: %s",
				       att_loop_error(err));
	}
	if (!err)
		err = att_daemon_open_control(d);
	if (err)
		return err;
	forget_dead_run(d);
	err = start_modems(d);
	if (!err)
		att_notify_ready(&d->notify);
	return err;
}

int att_daemon_init(struct att_daemon *d,
		    const struct att_daemon_options *options)
{
	int err;

	d->options = *options;
	if (options->config != &d->config)
		d->config = *options->config;
	d->control.fd = d->notify.fd = -1;
	err = att_loop_init(&d->loop, options->clock, options->clock_ctx);
	d->start_ms = att_loop_now(&d->loop);
	if (err) {
		att_daemon_say(d, "error: event loop: %s", att_loop_error(err));
		att_loop_fini(&d->loop);
		return err;
	}
	err = start(d);
	if (err)
		att_daemon_fini(d);
	return err;
}

bool att_daemon_turn(struct att_daemon *d, int max_ms)
{
	int err;

	if (d->done)
		return false;
	show(d);
	err = att_loop_turn(&d->loop, max_ms);
	if (err) {
		d->result = err;
		return false;
	}
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (d->of[i].daemon)
			att_modem_settle(&d->of[i].modem);
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (d->of[i].daemon)
			tell_news(d, &d->of[i]);
	att_control_socket_settle(&d->control);
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (d->of[i].daemon)
			att_daemon_settle_sms(&d->of[i]);
	tell_monitors(d);
	return !d->done;
}

int att_daemon_run(struct att_daemon *d)
{
	while (att_daemon_turn(d, -1))
		;
	return d->result;
}

void att_daemon_fini(struct att_daemon *d)
{
	show(d);
	att_control_socket_close(&d->control);
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (d->of[i].daemon)
			att_modem_fini(&d->of[i].modem);
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		att_sms_fini(&d->of[i].sms);
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (d->of[i].daemon)
			att_hook_end(&d->of[i].hook, d->config.hook);
	show(d);
	if (d->children.loop)
		att_children_fini(&d->children, CHILDREN_MS);
	att_notify_close(&d->notify);
	att_monitors_end(&d->control.monitors, d->told_ms);
	att_loop_fini(&d->loop);
}
