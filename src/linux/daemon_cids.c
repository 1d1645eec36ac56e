/* CIDs of modems that speak QMI as a part of the daemon: through the same door
 * to the modem that clients have. */
#include "linux/daemon_parts.h"

static void on_status(void *ctx, struct att_manager_status *out)
{
	struct att_daemon_modem *m = ctx;

	att_modem_status(&m->modem, out);
}

static void on_request(void *ctx, struct att_bytes frame,
		       struct att_manager_reply reply)
{
	struct att_daemon_modem *m = ctx;

	att_modem_request(&m->modem, frame, reply);
}

static bool on_forget(void *ctx, uint32_t token)
{
	struct att_daemon_modem *m = ctx;

	return att_asks_forget(&m->modem.asks, token);
}

static void on_told(void *ctx, struct att_bytes message)
{
	struct att_daemon_modem *m = ctx;

	att_control_socket_told(&m->daemon->control, att_daemon_place(m),
				message);
}

/* That it is due is seen in the same turn. */
static void on_timer(void *ctx)
{
	(void)ctx;
}

static bool on_heard(void *ctx)
{
	struct att_daemon_modem *m = ctx;
	struct att_proxy_client *all[ATT_CONTROL_CLIENTS];
	unsigned n = att_control_client_proxies(&m->daemon->control,
						att_daemon_place(m), all);

	for (unsigned i = 0; i < n; i++)
		if (att_proxy_hears(all[i]))
			return true;
	return false;
}

void att_daemon_init_cids(struct att_daemon_modem *m)
{
	const struct att_cids_options options = {
		.status = on_status,
		.request = on_request,
		.forget = on_forget,
		.told = on_told,
		.heard = on_heard,
		.ctx = m,
	};

	att_cids_init(&m->cids, &options);
	att_loop_timer_init(&m->daemon->loop, &m->cids_timer, on_timer, m);
}

void att_daemon_settle_cids(struct att_daemon_modem *m)
{
	att_cids_settle(&m->cids, att_loop_now(&m->daemon->loop));
	m->cids_timer.at_ms = att_cids_deadline(&m->cids);
}
