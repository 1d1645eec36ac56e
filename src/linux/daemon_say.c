/* What the daemon and its modems say, in one order for the log and for clients
 * that listen. */
#include "linux/daemon_parts.h"

#include <stdarg.h>
#include <stdio.h>

struct att_daemon_modem *att_daemon_modem(struct att_daemon *d, unsigned i)
{
	return i < ATT_CONFIG_MODEMS && d->of[i].daemon ? &d->of[i] : NULL;
}

/* ms since the start: a machine's step is of the input that it belongs to, but
 * never before what was told already. */
static uint64_t in_order(struct att_daemon *d, uint64_t at_ms)
{
	if (at_ms - d->start_ms > d->told_ms)
		d->told_ms = at_ms - d->start_ms;
	return d->told_ms;
}

void att_daemon_put_line(struct att_daemon *d, const char *line)
{
	const struct att_event event = {
		.since_start_ms = in_order(d, att_loop_now(&d->loop)),
		.line = line,
	};

	d->options.line(d->options.ctx, event.since_start_ms, line);
	att_monitors_tell(&d->control.monitors, &event);
}

void att_daemon_put_step(struct att_daemon *d, const struct att_trace_rec *rec)
{
	struct att_trace_rec now = *rec;
	const struct att_event event = {
		.since_start_ms = in_order(d, rec->at_ms),
		.step = &now,
	};

	now.at_ms = d->start_ms + event.since_start_ms;
	d->options.step(d->options.ctx, &now, d->start_ms);
	att_monitors_tell(&d->control.monitors, &event);
}

void att_daemon_say(struct att_daemon *d, const char *format, ...)
{
	char line[768];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	att_daemon_put_line(d, line);
}
