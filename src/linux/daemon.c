/* The daemon's life: start, signals, configurations, end. */
#include "linux/daemon_parts.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/rights.h"
#include "linux/start_pages.h"

/* How long the programs have that still have to be told. */
#define CHILDREN_MS 10000u

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
	att_daemon_stop(d, d->stopping ? d->result : 0);
}

/* --- from the beginning to the end ------------------------------------- */

static int init_modems(struct att_daemon *d)
{
	int err = 0;

	for (unsigned i = 0; i < d->config.n_modems && !err; i++)
		err = att_daemon_init_modem(d, i);
	return err;
}

static int start_modems(struct att_daemon *d)
{
	int err = 0;

	for (unsigned i = 0; i < d->config.n_modems && !err; i++)
		err = att_daemon_start_modem(d, i);
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

static void on_child_line(void *ctx, const char *line)
{
	att_daemon_put_line(ctx, NULL, line);
}

static int start(struct att_daemon *d)
{
	int err;

	att_daemon_stops(d);
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
	att_daemon_put_servers(d);
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

/* What clients need of the modem may be answered at once, and no event comes of
 * that: then it is asked for what follows, at most so often. */
#define SETTLES 4

static void settle_control(struct att_daemon *d)
{
	bool asked = true;

	for (unsigned n = 0; asked && n < SETTLES; n++) {
		asked = att_control_socket_settle(&d->control);
		for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
			if (d->of[i].daemon)
				att_daemon_settle_cids(&d->of[i]);
	}
}

bool att_daemon_turn(struct att_daemon *d, int max_ms)
{
	int err;

	if (d->done)
		return false;
	att_daemon_show(d);
	err = att_loop_turn(&d->loop, max_ms);
	if (err) {
		d->result = err;
		return false;
	}
	att_daemon_settle(d);
	settle_control(d);
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (d->of[i].daemon)
			att_daemon_settle_sms(&d->of[i]);
	tell_monitors(d);
	return !d->done;
}

static void on_started(void *arg)
{
	(void)arg;
	att_start_pages_give_back();
}

int att_daemon_run(struct att_daemon *d)
{
	att_loop_timer_init(&d->loop, &d->start_timer, on_started, NULL);
	d->start_timer.at_ms = att_loop_now(&d->loop) + ATT_START_MS;
	while (att_daemon_turn(d, -1))
		;
	return d->result;
}

void att_daemon_fini(struct att_daemon *d)
{
	att_daemon_show(d);
	att_control_socket_close(&d->control);
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (d->of[i].daemon)
			att_daemon_end_modem(&d->of[i]);
	att_daemon_show(d);
	if (d->children.loop)
		att_children_fini(&d->children, CHILDREN_MS);
	att_notify_close(&d->notify);
	att_monitors_end(&d->control.monitors, d->told_ms);
	att_loop_fini(&d->loop);
}
