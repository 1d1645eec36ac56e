/* The modems of the daemon: each comes, is at work, and goes without the
 * others.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/errors.h"
#include "linux/daemon_parts.h"
#include "linux/rights.h"
#include "linux/wanted.h"

/* How long a modem has to close its channel. */
#define STOP_MS 10000u

/* --- all of them ---------------------------------------------------------- */

struct att_daemon_modem *att_daemon_modem(struct att_daemon *d, unsigned i)
{
	return i < ATT_CONFIG_MODEMS && d->of[i].daemon ? &d->of[i] : NULL;
}

static void on_stop_timeout(void *arg)
{
	struct att_daemon *d = arg;

	att_daemon_say(d, "error: the modem did not close its channel in time");
	d->done = true;
}

void att_daemon_stops(struct att_daemon *d)
{
	att_loop_timer_init(&d->loop, &d->stop_timer, on_stop_timeout, d);
}

void att_daemon_stop(struct att_daemon *d, int result)
{
	struct att_daemon_modem *m;

	if (d->stopping) {
		d->done = true;
		return;
	}
	d->stopping = true;
	d->result = result;
	att_notify_stopping(&d->notify);
	d->stop_timer.at_ms = att_loop_now(&d->loop) + STOP_MS;
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if ((m = att_daemon_modem(d, i)))
			att_modem_release(&m->modem);
}

static bool all_closed(struct att_daemon *d)
{
	const struct att_daemon_modem *m;

	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if ((m = att_daemon_modem(d, i)) && !m->modem.closed)
			return false;
	return true;
}

/* Is another modem at work? */
static bool is_last(struct att_daemon *d, const struct att_daemon_modem *m)
{
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		const struct att_daemon_modem *other = att_daemon_modem(d, i);

		if (other && other != m && !other->leaving)
			return false;
	}
	return true;
}

/* The name servers of all modems are in one file. */
void att_daemon_put_servers(struct att_daemon *d)
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

/* --- what a modem calls ------------------------------------------------ */

static void on_line(void *ctx, const char *line)
{
	const struct att_daemon_modem *m = ctx;

	att_daemon_put_line(m->daemon, m, line);
}

static void on_step(void *ctx, const struct att_trace_rec *rec)
{
	const struct att_daemon_modem *m = ctx;

	att_daemon_put_step(m, rec);
}

static void on_waits(void *ctx)
{
	const struct att_daemon_modem *m = ctx;

	att_daemon_show(m->daemon);
}

static void remember(struct att_daemon *d, const char *problem)
{
	snprintf(d->problem, sizeof(d->problem), "%s", problem);
}

/* The host has no device for it. */
static void fail(struct att_daemon_modem *m, int err, const char *problem)
{
	struct att_daemon *d = m->daemon;

	if (!is_last(d, m)) {
		att_daemon_put_line(d, m,
				    "error: it is left alone until it stands "
				    "anew in a configuration that is read");
		att_daemon_leave(m);
		return;
	}
	remember(d, problem);
	d->result = err;
	d->done = true;
}

static void on_ended(void *ctx, enum att_modem_end end, int err,
		     const char *problem)
{
	struct att_daemon_modem *m = ctx;
	struct att_daemon *d = m->daemon;

	switch (end) {
	case ATT_MODEM_CLOSED:
		d->done = d->done || (d->stopping && all_closed(d));
		break;
	case ATT_MODEM_LOST:
		if (!d->options.once || d->stopping)
			break;
		remember(d, problem);
		att_daemon_stop(d, ATT_E_STATE);
		break;
	case ATT_MODEM_FAILED:
		fail(m, err, problem);
		break;
	}
}

static void on_changed(void *ctx)
{
	const struct att_daemon_modem *m = ctx;

	att_daemon_put_servers(m->daemon);
}

static void on_told(void *ctx, struct att_bytes message)
{
	struct att_daemon_modem *m = ctx;

	att_sms_told(&m->sms, message);
	if (message.len && message.p[0] == QMI_MARK)
		att_cids_told(&m->cids, message);
	att_control_socket_told(&m->daemon->control, att_daemon_place(m),
				message);
}

static void on_power(void *ctx, const char *modem)
{
	struct att_daemon_modem *m = ctx;

	if (m->config->power[0])
		att_hook_power(&m->hook, m->config->power, modem);
}

/* A device belongs to the modem that has it, and else to the one whose name
 * says more exactly which is meant. */
static bool is_of(const struct att_daemon_modem *other,
		  const struct att_daemon_modem *m, const char *place)
{
	char name[PORT_PLACE];

	if (other->modem.plugged && !strcmp(other->modem.info.place, place))
		return true;
	if (other->leaving || att_wanted_rank(other->config->device) <=
				      att_wanted_rank(m->config->device))
		return false;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(place, " "), place);
	return att_wanted_fits(other->config->device, name);
}

static bool on_taken(void *ctx, const char *place)
{
	const struct att_daemon_modem *m = ctx, *other;

	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		other = att_daemon_modem(m->daemon, i);
		if (other && other != m && is_of(other, m, place))
			return true;
	}
	return false;
}

static void on_freed(void *ctx)
{
	struct att_daemon_modem *m = ctx, *other;

	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		other = att_daemon_modem(m->daemon, i);
		if (other && other != m)
			att_modem_look_again(&other->modem);
	}
}

/* --- it comes ------------------------------------------------------------- */

static void on_leave_timeout(void *arg)
{
	struct att_daemon_modem *m = arg;

	att_daemon_put_line(m->daemon, m,
			    "error: it did not close its channel in time");
	m->modem.closed = true;
}

int att_daemon_init_modem(struct att_daemon *d, unsigned i)
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
		.taken = on_taken,
		.freed = on_freed,
		.ctx = m,
	};

	m->daemon = d;
	m->config = &d->config.modem[i];
	m->hook.children = &d->children;
	m->hook.name = m->config->name;
	att_loop_timer_init(&d->loop, &m->leave_timer, on_leave_timeout, m);
	att_daemon_init_sms(m);
	att_daemon_init_cids(m);
	return att_modem_init(&m->modem, &options);
}

/* One that was killed has left its name servers. */
static void forget_dead_run(struct att_daemon *d,
			    const struct att_config_modem *modem)
{
	for (uint32_t i = 0; i < modem->core.n_sessions; i++)
		if (modem->session[i].dns)
			att_dns_service_begin(&d->children,
					      d->config.dns_service,
					      modem->core.session[i].name);
}

int att_daemon_start_modem(struct att_daemon *d, unsigned i)
{
	forget_dead_run(d, &d->config.modem[i]);
	return att_modem_start(&d->of[i].modem);
}

/* --- it goes -------------------------------------------------------------- */

void att_daemon_leave(struct att_daemon_modem *m)
{
	m->leaving = true;
	m->leave_timer.at_ms = att_loop_now(&m->daemon->loop) + STOP_MS;
	att_modem_release(&m->modem);
}

void att_daemon_end_modem(struct att_daemon_modem *m)
{
	struct att_daemon *d = m->daemon;

	att_control_socket_gone(&d->control, att_daemon_place(m));
	att_modem_fini(&m->modem);
	att_cids_fini(&m->cids);
	att_sms_fini(&m->sms);
	att_hook_end(&m->hook, d->config.hook);
	att_notify_gone(&d->notify, att_daemon_place(m));
}

/* Its place is free for another one. */
static void clear(struct att_daemon_modem *m)
{
	struct att_daemon *d = m->daemon;

	att_daemon_end_modem(m);
	on_freed(m);
	att_daemon_say(d, "modem %s is taken out", m->config->name);
	att_loop_timers_end(&d->loop, m, sizeof(*m));
	memset(m, 0, sizeof(*m));
}

/* --- in each turn --------------------------------------------------------- */

/* Who is told of what has changed. */
static void tell_news(struct att_daemon *d, struct att_daemon_modem *m)
{
	struct att_manager_status status;

	/* Not with each turn of the loop: most of them carry data. */
	if (!m->modem.news)
		return;
	m->modem.news = false;
	att_modem_status(&m->modem, &status);
	att_notify_modem(&d->notify, att_daemon_place(m), m->config->name,
			 &status);
	att_hook_look(&m->hook, d->config.hook, &status);
	att_sms_look(&m->sms, &status, att_loop_now(&d->loop));
	if (status.core->open) {
		att_cids_look(&m->cids, &status);
		return;
	}
	att_cids_lost(&m->cids);
	att_control_socket_lost(&d->control, att_daemon_place(m));
}

void att_daemon_settle(struct att_daemon *d)
{
	struct att_daemon_modem *m;

	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if ((m = att_daemon_modem(d, i)))
			att_modem_settle(&m->modem);
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		m = att_daemon_modem(d, i);
		if (m)
			tell_news(d, m);
		if (m && m->leaving && m->modem.closed)
			clear(m);
	}
}
