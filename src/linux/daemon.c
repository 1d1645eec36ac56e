/* The daemon's life: start, timers, signals, configurations, end. */
#include "linux/daemon.h"

#include <errno.h>
#include <signal.h>

#include "base/errors.h"
#include "linux/answers.h"
#include "linux/pump.h"

/* How long the modem has to close its channel at the end. */
#define STOP_MS 10000u
/* How long a modem that is there may take to be found, and to change its
 * configuration. */
#define ABSENT_MS 2000u

static void on_step(void *ctx, const struct mbim_trace_rec *rec)
{
	struct mbim_daemon *d = ctx;

	d->options.step(d->options.ctx, rec, d->start_ms);
}

static void on_deadline(void *arg)
{
	struct mbim_daemon *d = arg;
	uint64_t now_ms = mbim_loop_now(&d->loop);

	mbim_recorder_expire(&d->recorder, now_ms);
	mbim_pump_run(d, now_ms);
}

static void on_send_again(void *arg)
{
	struct mbim_daemon *d = arg;

	mbim_pump_run(d, mbim_loop_now(&d->loop));
}

void mbim_daemon_want(struct mbim_daemon *d, enum mbim_want want)
{
	uint64_t now_ms = mbim_loop_now(&d->loop);

	d->want = want;
	mbim_recorder_want(&d->recorder, want, now_ms);
	mbim_pump_run(d, now_ms);
}

static void on_absent(void *arg)
{
	struct mbim_daemon *d = arg;

	if (!d->plugged)
		mbim_pump_say(d, "waiting for a modem (device %s)",
			      d->config.device);
}

static void on_stop_timeout(void *arg)
{
	struct mbim_daemon *d = arg;

	mbim_pump_say(d, "the modem did not close its channel in time");
	d->done = true;
}

void mbim_daemon_stop(struct mbim_daemon *d, int result)
{
	if (d->stopping) {
		d->done = true;
		return;
	}
	d->stopping = true;
	d->result = result;
	d->stop_timer.at_ms = mbim_loop_now(&d->loop) + STOP_MS;
	mbim_daemon_want(d, MBIM_WANT_OFF);
}

/* What cannot change while the modem is in use is said. */
static void keep_the_rest(struct mbim_daemon *d,
			  const struct mbim_config *config)
{
	if (strcmp(d->config.device, config->device) != 0 ||
	    strcmp(d->config.control, config->control) != 0 ||
	    strcmp(d->config.trace, config->trace) != 0 ||
	    d->config.mask != config->mask)
		mbim_pump_say(
			d, "device, control, trace and mask stay as they were "
			   "until attache is started again");
	for (unsigned i = 0; i < d->config.core.n_sessions; i++)
		if (i < config->core.n_sessions &&
		    strcmp(d->config.session[i].device,
			   config->session[i].device) != 0)
			mbim_pump_say(d,
				      "session %u keeps the network device %s",
				      i, d->links.link[i].name);
}

static void reload(struct mbim_daemon *d)
{
	struct mbim_config config;
	uint64_t now_ms = mbim_loop_now(&d->loop);

	if (!d->options.reload)
		return;
	if (d->options.reload(d->options.ctx, &config) < 0) {
		mbim_pump_say(d, "the configuration stays as it was");
		return;
	}
	mbim_pump_say(d, "configuration read again");
	keep_the_rest(d, &config);
	/* a stream is connected when the channel is opened */
	config.core.n_streams = d->config.core.n_streams;
	memcpy(config.core.stream, d->config.core.stream,
	       sizeof(config.core.stream));
	d->config.core = config.core;
	memcpy(d->config.session, config.session, sizeof(config.session));
	memcpy(d->config.dns_file, config.dns_file, sizeof(config.dns_file));
	if (d->plugged)
		mbim_links_attach(&d->links, d->port, &d->info);
	mbim_recorder_reconfigure(&d->recorder, &d->config.core, now_ms);
	mbim_pump_run(d, now_ms);
	mbim_links_configure(&d->links);
}

static void on_signal(void *arg, int signo)
{
	struct mbim_daemon *d = arg;

	if (signo == SIGHUP) {
		reload(d);
		return;
	}
	if (!mbim_loop_end_signal(&d->loop))
		return; /* part of the one before */
	mbim_pump_say(d, d->stopping ? "ending at once" : "ending");
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
		mbim_pump_say(d, "%s cannot be written: %s", d->config.trace,
			      strerror(errno));
	else if (err)
		mbim_pump_say(d, "%s", mbim_errors_text(err));
	return err;
}

static int start_port(struct mbim_daemon *d)
{
	int err;

	mbim_pump_host(d);
	err = d->options.open_port(d->config.device, &d->host, &d->port);
	if (err == MBIM_E_CONFIG)
		mbim_pump_say(d, "device %s: it is not " MBIM_PORT_NAMES,
			      d->config.device);
	else if (err)
		mbim_pump_say(d, "device %s: %s", d->config.device,
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
		mbim_pump_say(d,
			      "control socket %s: another attache is running",
			      path);
	else
		mbim_pump_say(d, "control socket %s: %s", path,
			      strerror(errno));
	return strcmp(path, MBIM_CONFIG_CONTROL) == 0 ? 0 : err;
}

static int start(struct mbim_daemon *d)
{
	int err = start_core(d);

	if (err)
		return err;
	err = mbim_links_init(&d->links, &d->config, &d->loop, mbim_pump_line,
			      d);
	if (err) {
		mbim_pump_say(d, "rtnetlink: %s", mbim_errors_text(err));
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
		mbim_pump_say(d, "the trace in %s is not complete",
			      d->config.trace);
	mbim_loop_fini(&d->loop);
}
