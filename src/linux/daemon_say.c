/* What the daemon and its modems say, in one order for the log and for clients
 * that listen. */
#include "linux/daemon_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LINE 768

/* In front of what is said of a modem, where there are several; "". */
static const char *name_of(const struct att_daemon *d,
			   const struct att_daemon_modem *m)
{
	unsigned n = 0;

	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		n += d->of[i].daemon != NULL;
	return m && n > 1 ? m->config->name : "";
}

/* ms since the start: a machine's step is of the input that it belongs to, but
 * never before what was told already. */
static uint64_t in_order(struct att_daemon *d, uint64_t at_ms)
{
	if (at_ms - d->start_ms > d->told_ms)
		d->told_ms = at_ms - d->start_ms;
	return d->told_ms;
}

/* What kind of line it is stays in front: "problem: modem1: no SIM". */
static void put_name(char *named, size_t cap, const char *name,
		     const char *line)
{
	static const char *const kinds[] = {
		"error: ", "problem: ", "waiting: "};
	size_t kind = 0;

	for (unsigned i = 0; i < 3; i++)
		if (strncmp(line, kinds[i], strlen(kinds[i])) == 0)
			kind = strlen(kinds[i]);
	snprintf(named, cap, "%.*s%s: %s", (int)kind, line, name, line + kind);
}

void att_daemon_put_line(struct att_daemon *d, const struct att_daemon_modem *m,
			 const char *line)
{
	const struct att_event event = {
		.since_start_ms = in_order(d, att_loop_now(&d->loop)),
		.modem = name_of(d, m),
		.line = line,
	};
	char named[LINE + ATT_CONFIG_NAME];

	if (event.modem[0])
		put_name(named, sizeof(named), event.modem, line);
	d->options.line(d->options.ctx, event.since_start_ms,
			event.modem[0] ? named : line);
	att_monitors_tell(&d->control.monitors, &event);
}

void att_daemon_put_step(const struct att_daemon_modem *m,
			 const struct att_trace_rec *rec)
{
	struct att_daemon *d = m->daemon;
	struct att_trace_rec now = *rec;
	const struct att_event event = {
		.since_start_ms = in_order(d, rec->at_ms),
		.modem = name_of(d, m),
		.step = &now,
	};

	now.at_ms = d->start_ms + event.since_start_ms;
	d->options.step(d->options.ctx, event.modem, &now, d->start_ms);
	att_monitors_tell(&d->control.monitors, &event);
}

void att_daemon_say(struct att_daemon *d, const char *format, ...)
{
	char line[LINE];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	att_daemon_put_line(d, NULL, line);
}

void att_daemon_show(struct att_daemon *d)
{
	if (d->options.waits)
		d->options.waits(d->options.ctx);
}
