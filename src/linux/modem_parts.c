/* See modem_parts.h. */
#include "linux/modem_parts.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/errors.h"
#include "linux/rights.h"
#include "trace/file.h"

void att_modem_say(struct att_modem *m, const char *format, ...)
{
	char line[768];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	m->options.line(m->options.ctx, line);
}

void att_modem_put_absence(struct att_modem *m)
{
	struct att_core_status *s = &m->status;
	const char *why =
		m->plugged ? att_hearing_problem(&m->hearing, s) : m->absence;

	if (m->plugged && (!why || !why[0]))
		why = att_links_problem(&m->links);
	if (!why || !why[0])
		return;
	snprintf(s->problem_text, sizeof(s->problem_text), "%.*s",
		 (int)sizeof(s->problem_text) - 1, why);
	s->problem = s->problem_text;
}

static void on_step(void *ctx, const struct att_trace_rec *rec)
{
	struct att_modem *m = ctx;

	m->options.step(m->options.ctx, rec);
}

static void on_heard(void *ctx, const struct att_heard *heard)
{
	struct att_modem *m = ctx;

	if (heard->news)
		m->options.told(m->options.ctx, heard->message);
	else
		att_asks_heard(&m->asks, heard);
}

int att_modem_init_core(struct att_modem *m)
{
	const struct att_config_modem *config = m->options.config;
	struct att_recorder_options options = {
		.config = &config->core,
		.keep = config->trace_keep,
		.path = config->trace[0] ? config->trace : NULL,
		.mask = config->mask,
		.seed = m->options.seed,
		.start_ms = m->options.start_ms,
		.trace = on_step,
		.trace_ctx = m,
	};
	int err;

	options.keep.place = att_rights->place;
	err = att_recorder_init(&m->recorder, &options);

	if (err == ATT_E_IO)
		att_modem_say(m, "error: %s cannot be written: %s",
			      config->trace, att_tracefile_why(errno));
	else if (err)
		att_modem_say(m, "error: %s", att_errors_text(err));
	if (!err)
		att_core_listen(m->recorder.core, on_heard, m);
	return err;
}

int att_modem_open_port(struct att_modem *m)
{
	const char *device = m->options.config->device;
	int err = m->options.open_port(device, &m->host, &m->port);
	struct att_nearest near;

	if (err && m->absence[0])
		att_modem_say(m, "error: %s", m->absence);
	else if (err == ATT_E_CONFIG)
		att_modem_say(m, "error: device %s: it is not " PORT_NAMES "%s",
			      att_identity_name(device),
			      port_wish_hint(device, &near));
	else if (err)
		att_modem_say(m, "error: device %s: %s",
			      att_identity_name(device), att_loop_error(err));
	return err;
}
