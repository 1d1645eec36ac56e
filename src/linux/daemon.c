/* The daemon: what comes from the port goes to the core, and what the core then
 * has to say goes to the port, the network devices and the user. */
#include "linux/daemon.h"

#include <errno.h>
#include <stdarg.h>
#include <signal.h>
#include <stdio.h>

#include "base/errors.h"
#include "linux/answers.h"

/* How long the modem has to close its channel at the end. */
#define STOP_MS 10000u
/* How long a modem that is there may take to be found. */
#define ABSENT_MS 1000u
/* A port with a full queue tells nobody when it has room again. */
#define SEND_AGAIN_MS 2u

__attribute__((format(printf, 2, 3))) static void say(struct mbim_daemon *d,
						      const char *format, ...)
{
	char line[768];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	d->options.line(d->options.ctx, mbim_loop_now(&d->loop) - d->start_ms,
			line);
}

static void say_line(void *ctx, const char *line)
{
	say(ctx, "%s", line);
}

static void on_step(void *ctx, const struct mbim_trace_rec *rec)
{
	struct mbim_daemon *d = ctx;

	d->options.step(d->options.ctx, rec, d->start_ms);
}

static void finish(struct mbim_daemon *d)
{
	d->done = true;
}

/* Give the port what the core has for it, until one of them has enough. */
static void send_all(struct mbim_daemon *d, uint64_t now_ms)
{
	for (;;) {
		if (!d->transfer_len)
			d->transfer_len = mbim_recorder_output(
				&d->recorder, d->transfer, sizeof(d->transfer),
				now_ms);
		if (!d->transfer_len)
			return;
		if (d->plugged &&
		    d->port->ops->send(
			    d->port,
			    mbim_bytes_of(d->transfer, d->transfer_len)) ==
			    MBIM_E_BUSY) {
			d->send_timer.at_ms = now_ms + SEND_AGAIN_MS;
			return;
		}
		/* sent, or the port will call `gone` */
		d->transfer_len = 0;
	}
}

/* With `once`, something that would else be waited out. */
static void end_once(struct mbim_daemon *d, const char *problem)
{
	if (!d->options.once || d->stopping)
		return;
	if (problem)
		snprintf(d->problem, sizeof(d->problem), "%s", problem);
	mbim_daemon_stop(d, MBIM_E_STATE);
}

static void carry_out(struct mbim_daemon *d, const struct mbim_effect *effect)
{
	switch (effect->kind) {
	case MBIM_EFFECT_LINK_UP:
	case MBIM_EFFECT_LINK_CHANGE:
		mbim_links_effect(&d->links, effect);
		break;
	case MBIM_EFFECT_LINK_DOWN:
		mbim_links_effect(&d->links, effect);
		end_once(d, "the link was lost");
		break;
	case MBIM_EFFECT_RESET_PORT:
		/* not from inside the port's own call */
		d->reset_due = true;
		break;
	case MBIM_EFFECT_CLOSED:
		if (d->stopping)
			finish(d);
		break;
	}
}

static bool among(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

/* Where the core waits for something that it cannot bring about itself. */
static bool stuck(const struct mbim_core_status *s)
{
	static const char *const attach[] = {
		"radio_blocked",  "sim_absent",	   "sim_bad",
		"pin_blocked",	  "puk_blocked",   "denied",
		"roaming_barred", "attach_failed", NULL};

	if (strcmp(s->control, "waiting") == 0 || among(s->attach, attach))
		return true;
	for (uint32_t i = 0; i < s->n_sessions; i++)
		if (strcmp(s->connect[i], "waiting") == 0)
			return true;
	return false;
}

static bool all_up(const struct mbim_core_status *s)
{
	for (uint32_t i = 0; i < s->n_sessions; i++)
		if (strcmp(s->connect[i], "up") != 0)
			return false;
	return true;
}

/* A problem is said once, not at each attempt that meets it again. */
static void look(struct mbim_daemon *d)
{
	const struct mbim_core_status *s = &d->status;

	mbim_core_status(d->recorder.core, &d->status);
	if (d->stopping || !d->plugged)
		return;
	if (s->problem && strcmp(s->problem, d->problem) != 0) {
		strcpy(d->problem, s->problem);
		say(d, "problem: %s", d->problem);
	}
	if (all_up(s))
		d->problem[0] = '\0';
	if (stuck(s))
		end_once(d, NULL);
}

/* After every call of the core. */
static void pump(struct mbim_daemon *d, uint64_t now_ms)
{
	struct mbim_effect effect;

	send_all(d, now_ms);
	while (mbim_recorder_effect(&d->recorder, &effect, now_ms))
		carry_out(d, &effect);
	d->core_timer.at_ms = mbim_core_deadline(d->recorder.core);
	look(d);
}

static void on_deadline(void *arg)
{
	struct mbim_daemon *d = arg;
	uint64_t now_ms = mbim_loop_now(&d->loop);

	mbim_recorder_expire(&d->recorder, now_ms);
	pump(d, now_ms);
}

static void on_send_again(void *arg)
{
	struct mbim_daemon *d = arg;

	pump(d, mbim_loop_now(&d->loop));
}

void mbim_daemon_want(struct mbim_daemon *d, enum mbim_want want)
{
	uint64_t now_ms = mbim_loop_now(&d->loop);

	d->want = want;
	mbim_recorder_want(&d->recorder, want, now_ms);
	pump(d, now_ms);
}

static void on_absent(void *arg)
{
	struct mbim_daemon *d = arg;

	if (!d->plugged)
		say(d, "waiting for a modem (device %s)", d->config.device);
}

static void on_stop_timeout(void *arg)
{
	struct mbim_daemon *d = arg;

	say(d, "the modem did not close its channel in time");
	finish(d);
}

void mbim_daemon_stop(struct mbim_daemon *d, int result)
{
	if (d->stopping) {
		finish(d);
		return;
	}
	d->stopping = true;
	d->result = result;
	d->stop_timer.at_ms = mbim_loop_now(&d->loop) + STOP_MS;
	mbim_daemon_want(d, MBIM_WANT_OFF);
}

static void on_up(void *ctx, const struct mbim_port_info *info)
{
	struct mbim_daemon *d = ctx;
	const struct mbim_core_link link = {
		.max_control = info->max_control,
		.ex_version = info->ex_version,
		.max_outstanding = info->max_outstanding,
		.mtu = info->mtu,
		.framed = info->framed,
	};
	uint64_t now_ms = mbim_loop_now(&d->loop);
	int err;

	say(d, "modem %s", info->name);
	d->plugged = true;
	d->info = *info;
	d->transfer_len = 0;
	err = mbim_links_attach(&d->links, d->port, info);
	if (err) {
		d->result = err;
		finish(d);
		return;
	}
	mbim_recorder_plug(&d->recorder, &link, now_ms);
	pump(d, now_ms);
}

static void on_gone(void *ctx, int err)
{
	struct mbim_daemon *d = ctx;
	uint64_t now_ms = mbim_loop_now(&d->loop);

	say(d, "modem gone: %s", mbim_errors_text(err));
	d->plugged = false;
	mbim_recorder_unplug(&d->recorder, now_ms);
	pump(d, now_ms);
	mbim_links_detach(&d->links);
	end_once(d, "the modem has gone");
}

static void on_control(void *ctx, struct mbim_bytes bytes)
{
	struct mbim_daemon *d = ctx;
	uint64_t now_ms = mbim_loop_now(&d->loop);

	mbim_recorder_input(&d->recorder, bytes, now_ms);
	pump(d, now_ms);
}

static void on_data(void *ctx, struct mbim_ntb_stream stream,
		    struct mbim_bytes datagram)
{
	struct mbim_daemon *d = ctx;

	mbim_links_input(&d->links, stream, datagram);
}

static void on_data_end(void *ctx)
{
	(void)ctx; /* every datagram was written as it came */
}

static void on_writable(void *ctx)
{
	struct mbim_daemon *d = ctx;

	mbim_links_writable(&d->links);
}

static int on_watch(void *ctx, int fd, uint32_t events,
		    void (*fn)(void *arg, uint32_t revents), void *arg)
{
	struct mbim_daemon *d = ctx;

	return mbim_loop_watch(&d->loop, fd, events, fn, arg);
}

static void on_unwatch(void *ctx, int fd)
{
	struct mbim_daemon *d = ctx;

	mbim_loop_unwatch(&d->loop, fd);
}

static void on_timer(void *ctx, int ms, void (*fn)(void *arg), void *arg)
{
	struct mbim_daemon *d = ctx;

	d->port_timer.fn = fn;
	d->port_timer.arg = arg;
	d->port_timer.at_ms = ms < 0 ? MBIM_LOOP_NEVER
				     : mbim_loop_now(&d->loop) + (unsigned)ms;
}

/* What cannot change while the modem is in use is said. */
static void keep_the_rest(struct mbim_daemon *d,
			  const struct mbim_config *config)
{
	if (strcmp(d->config.device, config->device) != 0 ||
	    strcmp(d->config.control, config->control) != 0 ||
	    strcmp(d->config.trace, config->trace) != 0 ||
	    d->config.mask != config->mask)
		say(d, "device, control, trace and mask stay as they were "
		       "until attache is started again");
	for (unsigned i = 0; i < d->config.core.n_sessions; i++)
		if (i < config->core.n_sessions &&
		    strcmp(d->config.session[i].device,
			   config->session[i].device) != 0)
			say(d, "session %u keeps the network device %s", i,
			    d->links.link[i].name);
}

static void reload(struct mbim_daemon *d)
{
	struct mbim_config config;
	uint64_t now_ms = mbim_loop_now(&d->loop);

	if (!d->options.reload)
		return;
	if (d->options.reload(d->options.ctx, &config) < 0) {
		say(d, "the configuration stays as it was");
		return;
	}
	say(d, "configuration read again");
	keep_the_rest(d, &config);
	d->config.core = config.core;
	memcpy(d->config.session, config.session, sizeof(config.session));
	memcpy(d->config.dns_file, config.dns_file, sizeof(config.dns_file));
	if (d->plugged)
		mbim_links_attach(&d->links, d->port, &d->info);
	mbim_recorder_reconfigure(&d->recorder, &d->config.core, now_ms);
	pump(d, now_ms);
	mbim_links_configure(&d->links);
}

static void on_signal(void *arg, int signo)
{
	struct mbim_daemon *d = arg;

	if (signo == SIGHUP) {
		reload(d);
		return;
	}
	say(d, d->stopping ? "ending at once" : "ending");
	mbim_daemon_stop(d, d->stopping ? d->result : 0);
}

static int start_core(struct mbim_daemon *d)
{
	const struct mbim_recorder_options options = {
		.config = &d->config.core,
		.path = d->config.trace[0] ? d->config.trace : NULL,
		.mask = d->config.mask,
		.seed = d->options.seed,
		.start_ms = d->start_ms,
		.trace = on_step,
		.trace_ctx = d,
	};
	int err = mbim_recorder_init(&d->recorder, &options);

	if (err == MBIM_E_IO)
		say(d, "%s cannot be written: %s", d->config.trace,
		    strerror(errno));
	else if (err)
		say(d, "%s", mbim_errors_text(err));
	return err;
}

static int start_port(struct mbim_daemon *d)
{
	int err;

	d->host = (struct mbim_port_host){
		.ctx = d,
		.up = on_up,
		.control = on_control,
		.data = on_data,
		.data_end = on_data_end,
		.writable = on_writable,
		.gone = on_gone,
		.watch = on_watch,
		.unwatch = on_unwatch,
		.timer = on_timer,
		.log = say_line,
	};
	err = d->options.open_port(d->config.device, &d->host, &d->port);
	if (err)
		say(d, "device %s: %s", d->config.device,
		    mbim_errors_text(err));
	return err;
}

/* Where nobody asked for it in particular, attache works without it. */
static int start_server(struct mbim_daemon *d)
{
	const char *path = d->config.control;
	int err;

	if (!path[0])
		return 0;
	err = mbim_server_open(&d->server, &d->loop, path, mbim_answers_command,
			       d);
	if (!err)
		return 0;
	if (err == MBIM_E_BUSY)
		say(d, "control socket %s: another attache is running", path);
	else
		say(d, "control socket %s: %s", path, strerror(errno));
	return strcmp(path, MBIM_CONFIG_CONTROL) == 0 ? 0 : err;
}

static int start(struct mbim_daemon *d)
{
	int err = start_core(d);

	if (err)
		return err;
	err = mbim_links_init(&d->links, &d->config, &d->loop, say_line, d);
	if (err) {
		say(d, "rtnetlink: %s", mbim_errors_text(err));
		return err;
	}
	err = mbim_loop_signals(&d->loop, on_signal, d);
	if (!err)
		err = start_server(d);
	if (err)
		return err;
	mbim_daemon_want(d, MBIM_WANT_CONNECTED);
	return start_port(d);
}

int mbim_daemon_init(struct mbim_daemon *d,
		     const struct mbim_daemon_options *options)
{
	int err;

	memset(d, 0, sizeof(*d));
	d->options = *options;
	d->config = *options->config;
	d->server.fd = -1;
	err = mbim_loop_init(&d->loop, options->clock, options->clock_ctx);
	if (err)
		return err;
	d->start_ms = mbim_loop_now(&d->loop);
	mbim_loop_timer_init(&d->loop, &d->core_timer, on_deadline, d);
	mbim_loop_timer_init(&d->loop, &d->port_timer, NULL, NULL);
	mbim_loop_timer_init(&d->loop, &d->stop_timer, on_stop_timeout, d);
	mbim_loop_timer_init(&d->loop, &d->send_timer, on_send_again, d);
	mbim_loop_timer_init(&d->loop, &d->absent_timer, on_absent, d);
	d->absent_timer.at_ms = d->start_ms + ABSENT_MS;
	err = start(d);
	if (err)
		mbim_daemon_fini(d);
	return err;
}

bool mbim_daemon_turn(struct mbim_daemon *d, int max_ms)
{
	int err;

	if (d->done)
		return false;
	err = mbim_loop_turn(&d->loop, max_ms);
	if (err) {
		d->result = err;
		return false;
	}
	if (d->reset_due && d->plugged)
		d->port->ops->reset(d->port);
	d->reset_due = false;
	return !d->done;
}

int mbim_daemon_run(struct mbim_daemon *d)
{
	while (mbim_daemon_turn(d, -1))
		;
	return d->result;
}

void mbim_daemon_fini(struct mbim_daemon *d)
{
	mbim_server_close(&d->server);
	if (d->links.config)
		mbim_links_fini(&d->links);
	if (d->port)
		d->port->ops->close(d->port);
	d->port = NULL;
	if (mbim_recorder_fini(&d->recorder) < 0)
		say(d, "the trace in %s is not complete", d->config.trace);
	mbim_loop_fini(&d->loop);
}
