/* Between a port and the core: what comes from the port goes to the core, and
 * what the core then has to say goes to the port, the network devices and the
 * user. */
#include "linux/pump.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/errors.h"

/* A port with a full queue tells nobody when it has room again. */
#define SEND_AGAIN_MS 2u

void mbim_pump_say(struct mbim_daemon *d, const char *format, ...)
{
	char line[768];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	d->options.line(d->options.ctx, mbim_loop_now(&d->loop) - d->start_ms,
			line);
}

void mbim_pump_line(void *ctx, const char *line)
{
	mbim_pump_say(ctx, "%s", line);
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
		if (d->want == MBIM_WANT_CONNECTED)
			end_once(d, "the link was lost");
		break;
	case MBIM_EFFECT_RESET_PORT:
		/* not from inside the port's own call */
		d->reset_due = true;
		break;
	case MBIM_EFFECT_CLOSED:
		if (d->stopping)
			d->done = true;
		break;
	}
}

/* A problem is said once, not at each attempt that meets it again; what was
 * waited for is said again when it turns out to stay. */
static void look(struct mbim_daemon *d)
{
	const struct mbim_core_status *s = &d->status;
	bool stays;

	mbim_core_status(d->recorder.core, &d->status);
	if (d->stopping || !d->plugged)
		return;
	stays = s->stuck || s->up;
	if (s->problem && (strcmp(s->problem, d->problem) != 0 ||
			   (stays && !d->problem_stays))) {
		strcpy(d->problem, s->problem);
		d->problem_stays = stays;
		mbim_pump_say(d, "%s: %s", stays ? "problem" : "waiting",
			      d->problem);
	}
	if (s->up && !s->problem)
		d->problem[0] = '\0';
	if (s->stuck)
		end_once(d, NULL);
}

/* A run does not end with its trace. */
static void watch_trace(struct mbim_daemon *d)
{
	int error = mbim_recorder_error(&d->recorder);

	if (!error || d->trace_ended)
		return;
	d->trace_ended = true;
	mbim_pump_say(d, "the trace in %s ends here: %s", d->config.trace,
		      strerror(error));
}

void mbim_pump_run(struct mbim_daemon *d, uint64_t now_ms)
{
	struct mbim_effect effect;

	send_all(d, now_ms);
	while (mbim_recorder_effect(&d->recorder, &effect, now_ms))
		carry_out(d, &effect);
	d->core_timer.at_ms = mbim_core_deadline(d->recorder.core);
	watch_trace(d);
	look(d);
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
		.stale = info->stale,
	};
	uint64_t now_ms = mbim_loop_now(&d->loop);
	int err;

	mbim_pump_say(d, "modem %s", info->name);
	d->plugged = true;
	d->info = *info;
	d->transfer_len = 0;
	err = mbim_links_attach(&d->links, d->port, info);
	if (err) {
		d->result = err;
		d->done = true;
		return;
	}
	mbim_recorder_plug(&d->recorder, &link, now_ms);
	mbim_pump_run(d, now_ms);
}

static void on_gone(void *ctx, int err)
{
	struct mbim_daemon *d = ctx;
	uint64_t now_ms = mbim_loop_now(&d->loop);

	mbim_pump_say(d, "modem gone: %s", mbim_errors_text(err));
	d->plugged = false;
	mbim_recorder_unplug(&d->recorder, now_ms);
	mbim_pump_run(d, now_ms);
	mbim_links_detach(&d->links);
	end_once(d, "the modem has gone");
}

static void on_control(void *ctx, struct mbim_bytes bytes)
{
	struct mbim_daemon *d = ctx;
	uint64_t now_ms = mbim_loop_now(&d->loop);

	mbim_recorder_input(&d->recorder, bytes, now_ms);
	mbim_pump_run(d, now_ms);
}

static void on_data(void *ctx, struct mbim_ntb_stream stream,
		    struct mbim_bytes datagram)
{
	struct mbim_daemon *d = ctx;

	mbim_links_input(&d->links, stream, datagram);
}

static void on_data_end(void *ctx)
{
	struct mbim_daemon *d = ctx;

	mbim_links_input_end(&d->links);
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

void mbim_pump_host(struct mbim_daemon *d)
{
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
		.log = mbim_pump_line,
	};
}
