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

static void take_modem(struct att_daemon_modem *m,
		       struct att_config_modem *next)
{
	att_config_modem_keep(next, m->config);
	*m->config = *next;
	att_runtime_over(&m->runtime, m->config);
}

static void take_shared(struct att_daemon *d, const struct att_config *next)
{
	d->config.admin_group = next->admin_group;
	d->config.dns_service = next->dns_service;
	memcpy(d->config.hook, next->hook, sizeof(next->hook));
	memcpy(d->config.dns_file, next->dns_file, sizeof(next->dns_file));
}

/* Is there anything that cannot change while modems are in use? */
static bool needs_a_start(struct att_daemon *d, struct att_config *next)
{
	bool needs = att_config_differs(next, &d->config);

	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		const struct att_daemon_modem *m = att_daemon_modem(d, i);
		const struct att_config_modem *now =
			m ? att_config_find(next, m->config->name) : NULL;

		needs |= now && att_config_modem_differs(now, m->config);
	}
	return needs;
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
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		struct att_daemon_modem *m = att_daemon_modem(d, i);
		struct att_config_modem *its =
			m ? att_config_find(&next, m->config->name) : NULL;

		if (!its)
			continue;
		say_what_stays(d, m, its);
		take_modem(m, its);
		att_modem_reconfigure(&m->modem);
	}
}

void att_daemon_reload(struct att_daemon *d)
{
	if (!d->options.reload)
		return;
	att_notify_reloading(&d->notify);
	read_again(d);
	att_notify_ready(&d->notify);
}
