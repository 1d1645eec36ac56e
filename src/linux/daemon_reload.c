/* The configuration, read again while modems are at work. */
#include <string.h>

#include "linux/config_keep.h"
#include "linux/daemon_parts.h"

static void say_what_stays(struct att_daemon *d,
			   const struct att_daemon_modem *m,
			   const struct att_config_modem *next)
{
	struct att_manager_status status;

	att_modem_status(&m->modem, &status);
	for (unsigned i = 0; i < m->config->core.n_sessions; i++)
		if (i < next->core.n_sessions &&
		    strcmp(m->config->session[i].device,
			   next->session[i].device) != 0)
			att_daemon_say(d,
				       "session %u keeps the network device %s",
				       i, status.session[i].device);
}

static void change(struct att_daemon *d, struct att_daemon_modem *m,
		   struct att_config_modem *next)
{
	say_what_stays(d, m, next);
	att_config_modem_keep(next, m->config);
	*m->config = *next;
	att_runtime_over(&m->runtime, m->config);
	att_modem_reconfigure(&m->modem);
}

static void take_shared(struct att_daemon *d, const struct att_config *next)
{
	d->config.admin_group = next->admin_group;
	d->config.dns_service = next->dns_service;
	memcpy(d->config.hook, next->hook, sizeof(next->hook));
	memcpy(d->config.dns_file, next->dns_file, sizeof(next->dns_file));
}

/* The one in use that the configuration calls so. */
static struct att_daemon_modem *find(struct att_daemon *d, const char *name)
{
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		struct att_daemon_modem *m = att_daemon_modem(d, i);

		if (m && !m->leaving && !strcmp(m->config->name, name))
			return m;
	}
	return NULL;
}

/* Is there anything that cannot change while modems are in use? */
static bool needs_a_start(struct att_daemon *d, struct att_config *next)
{
	bool needs = att_config_differs(next, &d->config);

	for (unsigned i = 0; i < next->n_modems; i++) {
		const struct att_daemon_modem *m = find(d, next->modem[i].name);

		needs |= m &&
			 att_config_modem_differs(&next->modem[i], m->config);
	}
	return needs;
}

/* --- modems that come and go ---------------------------------------------- */

static bool join_at(struct att_daemon *d, unsigned i,
		    const struct att_config_modem *next)
{
	d->config.modem[i] = *next;
	att_daemon_say(d, "modem %s is taken in", next->name);
	if (att_daemon_init_modem(d, i)) {
		d->of[i].leaving = d->of[i].modem.closed = true;
		return false;
	}
	if (!att_daemon_start_modem(d, i))
		return true;
	att_daemon_leave(&d->of[i]);
	return false;
}

static void join(struct att_daemon *d, const struct att_config_modem *next)
{
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (!att_daemon_modem(d, i)) {
			if (!join_at(d, i, next))
				att_daemon_say(d,
					       "error: modem %s cannot be "
					       "taken in",
					       next->name);
			return;
		}
	att_daemon_say(d,
		       "error: modem %s is not taken in: those that were taken "
		       "out have not closed yet; have the configuration read "
		       "again",
		       next->name);
}

static void let_go(struct att_daemon *d, struct att_config *next)
{
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		struct att_daemon_modem *m = att_daemon_modem(d, i);

		if (m && !m->leaving && !att_config_find(next, m->config->name))
			att_daemon_leave(m);
	}
}

static void read_again(struct att_daemon *d)
{
	struct att_config next;

	if (d->options.reload(d->options.ctx, &next) < 0) {
		att_daemon_say(d, "error: the configuration stays as it was");
		return;
	}
	att_daemon_say(d, "configuration read again");
	if (needs_a_start(d, &next))
		att_daemon_say(
			d, "device, user, groups, streams, sms, trace, "
			   "mask, proxy and control stay as they were until "
			   "attache is started again");
	take_shared(d, &next);
	let_go(d, &next);
	for (unsigned i = 0; i < next.n_modems; i++) {
		struct att_daemon_modem *m = find(d, next.modem[i].name);

		if (m)
			change(d, m, &next.modem[i]);
		else
			join(d, &next.modem[i]);
	}
}

void att_daemon_reload(struct att_daemon *d)
{
	if (!d->options.reload || d->stopping)
		return;
	att_notify_reloading(&d->notify);
	read_again(d);
	att_notify_ready(&d->notify);
}
