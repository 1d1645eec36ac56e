/* The daemon's life: start, signals, configurations, end. */
#include "linux/daemon.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/rights.h"

/* How long the modems have to close their channels at the end. */
#define STOP_MS 10000u
/* And the programs that still have to be told. */
#define CHILDREN_MS 10000u

/* ms since the start: a machine's step is of the input that it belongs to, but
 * never before what was told already. */
static uint64_t in_order(struct att_daemon *d, uint64_t at_ms)
{
	if (at_ms - d->start_ms > d->told_ms)
		d->told_ms = at_ms - d->start_ms;
	return d->told_ms;
}

static void put_line(struct att_daemon *d, const char *line)
{
	const struct att_event event = {
		.since_start_ms = in_order(d, att_loop_now(&d->loop)),
		.line = line,
	};

	d->options.line(d->options.ctx, event.since_start_ms, line);
	att_monitors_tell(&d->control.monitors, &event);
}

__attribute__((format(printf, 2, 3))) static void say(struct att_daemon *d,
						      const char *format, ...)
{
	char line[768];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	put_line(d, line);
}

/* --- the end ----------------------------------------------------------- */

static void on_stop_timeout(void *arg)
{
	struct att_daemon *d = arg;

	say(d, "error: the modem did not close its channel in time");
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
	for (unsigned i = 0; i < ATT_DAEMON_MODEMS; i++)
		att_modem_release(&d->modem[i]);
}

static bool all_closed(const struct att_daemon *d)
{
	for (unsigned i = 0; i < ATT_DAEMON_MODEMS; i++)
		if (!d->modem[i].closed)
			return false;
	return true;
}

/* --- what a modem calls ------------------------------------------------ */

static void on_line(void *ctx, const char *line)
{
	put_line(ctx, line);
}

static void on_step(void *ctx, const struct att_trace_rec *rec)
{
	struct att_daemon *d = ctx;
	struct att_trace_rec now = *rec;
	const struct att_event event = {
		.since_start_ms = in_order(d, rec->at_ms),
		.step = &now,
	};

	now.at_ms = d->start_ms + event.since_start_ms;
	d->options.step(d->options.ctx, &now, d->start_ms);
	att_monitors_tell(&d->control.monitors, &event);
}

static void on_waits(void *ctx)
{
	struct att_daemon *d = ctx;

	if (d->options.waits)
		d->options.waits(d->options.ctx);
}

static void remember(struct att_daemon *d, const char *problem)
{
	snprintf(d->problem, sizeof(d->problem), "%s", problem);
}

static void on_ended(void *ctx, enum att_modem_end end, int err,
		     const char *problem)
{
	struct att_daemon *d = ctx;

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
static void on_changed(void *ctx)
{
	struct att_daemon *d = ctx;
	struct att_dns_source source[ATT_DAEMON_MODEMS * ATT_CORE_SESSIONS];
	unsigned n = 0;
	int err;

	for (unsigned i = 0; i < ATT_DAEMON_MODEMS; i++)
		n += att_modem_dns(&d->modem[i], source + n);
	err = att_rights->dns(&d->dns, d->config.dns_file, source, n);
	if (err == ATT_E_BUSY && d->dns_error != err)
		say(d,
		    "error: %s belongs to systemd-resolved, and is not "
		    "written: set \"dns_service: resolved\"",
		    d->config.dns_file);
	else if (err && d->dns_error != err)
		say(d, "error: %s cannot be written: %s", d->config.dns_file,
		    strerror(errno));
	d->dns_error = err;
	att_dns_service_update(&d->dns_service, &d->children,
			       d->config.dns_service, source, n);
}

static void on_told(void *ctx, struct att_bytes message)
{
	struct att_daemon *d = ctx;

	att_control_socket_told(&d->control, message);
}

static void on_power(void *ctx, const char *modem)
{
	struct att_daemon *d = ctx;

	if (d->config.power[0])
		att_hook_power(&d->children, d->config.power, modem);
}

/* Who is told of what has changed. */
static void tell_news(struct att_daemon *d)
{
	struct att_manager_status status;

	/* Not with each turn of the loop: most of them carry data. */
	for (unsigned i = 0; i < ATT_DAEMON_MODEMS; i++) {
		if (!d->modem[i].news)
			continue;
		d->modem[i].news = false;
		att_modem_status(&d->modem[i], &status);
		att_notify_modem(&d->notify, &status);
		att_hook_look(&d->hook[i], d->config.hook, &status);
		if (!status.core->open)
			att_control_socket_lost(&d->control);
	}
}

/* --- the control socket, and what it calls (manager.h) ------------------ */

static void tell_monitors(struct att_daemon *d)
{
	unsigned dropped = att_monitors_flush(&d->control.monitors);

	if (dropped)
		say(d,
		    "%u client%s of the control socket asked for events and "
		    "did not read them: hung up",
		    dropped, dropped == 1 ? "" : "s");
}

static unsigned on_modems(void *ctx)
{
	(void)ctx;
	return ATT_DAEMON_MODEMS;
}

static void on_status(void *ctx, unsigned i, struct att_manager_status *out)
{
	struct att_daemon *d = ctx;

	att_modem_status(&d->modem[i], out);
}

static int on_want(void *ctx, unsigned i, enum att_want want)
{
	struct att_daemon *d = ctx;

	if (d->stopping)
		return ATT_E_BUSY;
	att_modem_want(&d->modem[i], want);
	return 0;
}

static int on_wish(void *ctx, unsigned i, const struct att_runtime_wish *wish)
{
	struct att_daemon *d = ctx;
	int session;

	if (d->stopping)
		return ATT_E_BUSY;
	session = att_runtime_wish(&d->runtime, &d->config, wish);
	if (session < 0)
		return session;
	say(d, "session %d: %s by a client of the control socket", session,
	    wish->remove       ? "taken away"
	    : wish->by_another ? "made, with addresses by another program,"
			       : "made");
	att_modem_reconfigure(&d->modem[i]);
	return session;
}

static enum att_runtime_origin on_origin(void *ctx, unsigned i,
					 uint32_t session)
{
	const struct att_daemon *d = ctx;

	(void)i;
	return att_runtime_origin(&d->runtime, &d->config, session);
}

static void on_problem(void *ctx, unsigned i, uint32_t session, char *buf,
		       size_t cap)
{
	const struct att_daemon *d = ctx;

	att_modem_session_problem(&d->modem[i], session, buf, cap);
}

static void on_command(void *ctx, unsigned i, const struct mbim_msg *command,
		       struct att_manager_reply reply)
{
	struct att_daemon *d = ctx;

	att_modem_command(&d->modem[i], command, reply);
}

static void on_forget(void *ctx, unsigned i, uint32_t token)
{
	struct att_daemon *d = ctx;

	att_asks_forget(&d->modem[i].asks, token);
}

/* --- the configuration ------------------------------------------------- */

static bool other_streams(const struct att_config *a,
			  const struct att_config *b)
{
	const uint32_t n = a->core.n_streams;

	return n != b->core.n_streams ||
	       memcmp(a->core.stream, b->core.stream,
		      n * sizeof(a->core.stream[0])) != 0 ||
	       memcmp(a->stream, b->stream, n * sizeof(a->stream[0])) != 0;
}

static bool needs_a_start(const struct att_config *a,
			  const struct att_config *b)
{
	return strcmp(a->device, b->device) != 0 ||
	       strcmp(a->control, b->control) != 0 || a->proxy != b->proxy ||
	       strcmp(a->user, b->user) != 0 ||
	       strcmp(a->group.name, b->group.name) != 0 ||
	       strcmp(a->trace, b->trace) != 0 || a->mask != b->mask ||
	       a->trace_keep.size != b->trace_keep.size ||
	       a->trace_keep.files != b->trace_keep.files ||
	       other_streams(a, b);
}

/* What cannot change while the modem is in use is said. */
static void say_what_stays(struct att_daemon *d, const struct att_modem *m,
			   const struct att_config *config)
{
	struct att_manager_status status;

	att_modem_status(m, &status);
	if (needs_a_start(&d->config, config))
		say(d, "device, user, groups, streams, trace, mask, proxy and "
		       "control stay as they were until attache is started "
		       "again");
	for (unsigned i = 0; i < d->config.core.n_sessions; i++)
		if (i < config->core.n_sessions &&
		    strcmp(d->config.session[i].device,
			   config->session[i].device) != 0)
			say(d, "session %u keeps the network device %s", i,
			    status.session[i].device);
}

static void take_config(struct att_daemon *d, struct att_config *config)
{
	/* a stream is connected when the channel is opened */
	config->core.n_streams = d->config.core.n_streams;
	memcpy(config->core.stream, d->config.core.stream,
	       sizeof(config->core.stream));
	d->config.core = config->core;
	d->config.stall_s = config->stall_s;
	d->config.admin_group = config->admin_group;
	d->config.dns_service = config->dns_service;
	memcpy(d->config.hook, config->hook, sizeof(config->hook));
	memcpy(d->config.power, config->power, sizeof(config->power));
	memcpy(d->config.session, config->session, sizeof(config->session));
	memcpy(d->config.dns_file, config->dns_file, sizeof(config->dns_file));
}

static void read_again(struct att_daemon *d)
{
	struct att_config config;

	if (d->options.reload(d->options.ctx, &config) < 0) {
		say(d, "error: the configuration stays as it was");
		return;
	}
	say(d, "configuration read again");
	say_what_stays(d, &d->modem[0], &config);
	take_config(d, &config);
	att_runtime_over(&d->runtime, &d->config);
	for (unsigned i = 0; i < ATT_DAEMON_MODEMS; i++)
		att_modem_reconfigure(&d->modem[i]);
}

static void reload(struct att_daemon *d)
{
	if (!d->options.reload)
		return;
	att_notify_reloading(&d->notify);
	read_again(d);
	att_notify_ready(&d->notify);
}

static void on_resume(void *arg, uint64_t slept_ms)
{
	struct att_daemon *d = arg;

	say(d, "the host slept for %" PRIu64 " s; asking the modem how it is",
	    slept_ms / 1000);
	for (unsigned i = 0; i < ATT_DAEMON_MODEMS; i++)
		att_modem_resumed(&d->modem[i]);
}

static void on_signal(void *arg, int signo)
{
	struct att_daemon *d = arg;

	if (signo == SIGHUP) {
		reload(d);
		return;
	}
	if (!att_loop_end_signal(&d->loop))
		return; /* part of the one before */
	say(d, d->stopping ? "ending at once" : "ending");
	stop(d, d->stopping ? d->result : 0);
}

/* --- from the beginning to the end ------------------------------------- */

static int init_modems(struct att_daemon *d)
{
	const struct att_modem_options options = {
		.config = &d->config,
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
		.ctx = d,
	};
	int err = 0;

	for (unsigned i = 0; i < ATT_DAEMON_MODEMS; i++)
		err = err ? err : att_modem_init(&d->modem[i], &options);
	return err;
}

static int start_modems(struct att_daemon *d)
{
	int err = 0;

	for (unsigned i = 0; i < ATT_DAEMON_MODEMS; i++)
		err = err ? err : att_modem_start(&d->modem[i]);
	return err;
}

static void start_proxy(struct att_daemon *d)
{
	int err = att_control_socket_proxy(&d->control);

	if (err)
		say(d,
		    "error: proxy: %s; programs of libmbim do not reach "
		    "the modem through attache",
		    err == ATT_E_BUSY ? "a proxy of libmbim is running"
				      : strerror(errno));
}

/* Where nobody asked for it in particular, attache works without it. */
static int start_control(struct att_daemon *d)
{
	const char *path = d->config.control;
	bool without;
	int err;

	if (!path[0])
		return 0;
	d->manager = (struct att_manager){
		.ctx = d,
		.modems = on_modems,
		.status = on_status,
		.want = on_want,
		.wish = on_wish,
		.origin = on_origin,
		.problem = on_problem,
		.command = on_command,
		.forget = on_forget,
	};
	err = att_control_socket_open(&d->control, &d->loop, path, &d->manager);
	if (!err && d->config.group.name[0])
		err = att_control_socket_share(&d->control, &d->config);
	if (!err && d->config.proxy)
		start_proxy(d);
	if (!err)
		return 0;
	without = strcmp(path, ATT_CONFIG_CONTROL) == 0;
	say(d, "error: control socket %s: %s%s", path,
	    err == ATT_E_BUSY ? "another attache is running" : strerror(errno),
	    without ? "; this attache runs without one: status, connect and "
		      "disconnect cannot reach it"
		    : "");
	return without ? 0 : err;
}

/* Without it the service would be taken for one that hangs. */
static void start_notify(struct att_daemon *d)
{
	int err = att_notify_open(&d->notify, &d->loop);

	if (err)
		say(d,
		    "error: $NOTIFY_SOCKET: %s; systemd is not told how "
		    "attache is",
		    err == ATT_E_CONFIG ? "it names no Unix socket"
					: att_loop_error(err));
}

/* One that was killed has left its name servers. */
static void forget_dead_run(struct att_daemon *d)
{
	for (uint32_t i = 0; i < d->config.core.n_sessions; i++)
		if (d->config.session[i].dns)
			att_dns_service_begin(&d->children,
					      d->config.dns_service,
					      d->config.core.session[i].name);
	on_changed(d);
}

static int start(struct att_daemon *d)
{
	int err;

	att_loop_timer_init(&d->loop, &d->stop_timer, on_stop_timeout, d);
	att_loop_resumes(&d->loop, on_resume, d);
	att_children_init(&d->children, &d->loop, on_line, d);
	start_notify(d);
	for (unsigned i = 0; i < ATT_DAEMON_MODEMS; i++)
		d->hook[i].children = &d->children;
	err = init_modems(d);
	if (!err) {
		err = att_loop_signals(&d->loop, on_signal, d);
		if (err)
			say(d, "error: signals: %s", att_loop_error(err));
	}
	if (!err)
		err = start_control(d);
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
		say(d, "error: event loop: %s", att_loop_error(err));
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
	on_waits(d);
	err = att_loop_turn(&d->loop, max_ms);
	if (err) {
		d->result = err;
		return false;
	}
	for (unsigned i = 0; i < ATT_DAEMON_MODEMS; i++)
		att_modem_settle(&d->modem[i]);
	tell_news(d);
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
	on_waits(d);
	att_control_socket_close(&d->control);
	for (unsigned i = 0; i < ATT_DAEMON_MODEMS; i++)
		att_modem_fini(&d->modem[i]);
	for (unsigned i = 0; i < ATT_DAEMON_MODEMS; i++)
		if (d->hook[i].children)
			att_hook_end(&d->hook[i], d->config.hook);
	on_waits(d);
	if (d->children.loop)
		att_children_fini(&d->children, CHILDREN_MS);
	att_notify_close(&d->notify);
	att_monitors_end(&d->control.monitors, d->told_ms);
	att_loop_fini(&d->loop);
}
