/* What the control socket sees of the daemon (manager.h). */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/errors.h"
#include "linux/daemon_parts.h"
#include "linux/sms_answers.h"

static const char *on_name(void *ctx, unsigned i, const char **device)
{
	const struct att_daemon_modem *m = att_daemon_modem(ctx, i);

	if (!m || m->leaving)
		return NULL;
	if (device)
		*device = att_identity_name(m->config->device);
	return m->config->name;
}

static void on_status(void *ctx, unsigned i, struct att_manager_status *out)
{
	struct att_daemon *d = ctx;

	att_modem_status(&d->of[i].modem, out);
}

static int on_want(void *ctx, unsigned i, enum att_want want)
{
	struct att_daemon *d = ctx;

	if (d->stopping)
		return ATT_E_BUSY;
	att_modem_want(&d->of[i].modem, want);
	return 0;
}

static int on_wish(void *ctx, unsigned i, const struct att_runtime_wish *wish)
{
	struct att_daemon *d = ctx;
	struct att_daemon_modem *m = &d->of[i];
	char line[128];
	int session;

	if (d->stopping)
		return ATT_E_BUSY;
	session = att_runtime_wish(&m->runtime, m->config, wish,
				   m->modem.status.max_sessions);
	if (session < 0)
		return session;
	snprintf(line, sizeof(line),
		 "session %d: %s by a client of the control socket", session,
		 wish->remove	    ? "taken away"
		 : wish->by_another ? "made, with addresses by another program,"
				    : "made");
	att_daemon_put_line(d, m, line);
	att_modem_reconfigure(&m->modem);
	return session;
}

static enum att_runtime_origin on_origin(void *ctx, unsigned i,
					 uint32_t session)
{
	const struct att_daemon *d = ctx;

	return att_runtime_origin(&d->of[i].runtime, d->of[i].config, session);
}

static void on_problem(void *ctx, unsigned i, uint32_t session, char *buf,
		       size_t cap)
{
	const struct att_daemon *d = ctx;

	att_modem_session_problem(&d->of[i].modem, session, buf, cap);
}

static void on_command(void *ctx, unsigned i, const struct mbim_msg *command,
		       struct att_manager_reply reply)
{
	struct att_daemon *d = ctx;
	struct att_manager_status now;

	att_modem_status(&d->of[i].modem, &now);
	if (att_sms_is_asked(command))
		att_sms_command(&d->of[i].sms, command, reply);
	else if (now.qmi)
		att_cids_command(&d->of[i].cids, command, reply);
	else
		att_modem_command(&d->of[i].modem, command, reply);
}

static void on_request(void *ctx, unsigned i, struct att_bytes frame,
		       struct att_manager_reply reply)
{
	struct att_daemon *d = ctx;

	att_modem_request(&d->of[i].modem, frame, reply);
}

static bool on_forget(void *ctx, unsigned i, uint32_t token)
{
	struct att_daemon *d = ctx;

	return att_asks_forget(&d->of[i].modem.asks, token) ||
	       att_cids_forget(&d->of[i].cids, token);
}

static void start_proxy(struct att_daemon *d, const char *name,
			const char *library)
{
	int err = att_control_socket_proxy(&d->control, name);

	if (err)
		att_daemon_say(d,
			       "error: proxy: %s: %s; programs of %s do not "
			       "reach the modem through attache",
			       name,
			       err == ATT_E_BUSY ? "a proxy is running"
						 : strerror(errno),
			       library);
}

/* Where nobody asked for it in particular, attache works without it. */
int att_daemon_open_control(struct att_daemon *d)
{
	const char *path = d->config.control;
	bool without;
	int err;

	if (!path[0])
		return 0;
	d->manager = (struct att_manager){
		.ctx = d,
		.name = on_name,
		.status = on_status,
		.want = on_want,
		.wish = on_wish,
		.origin = on_origin,
		.problem = on_problem,
		.command = on_command,
		.request = on_request,
		.forget = on_forget,
	};
	err = att_control_socket_open(&d->control, &d->loop, path, &d->manager);
	if (!err && d->config.group.name[0])
		err = att_control_socket_share(&d->control, &d->config);
	if (!err && d->config.proxy) {
		start_proxy(d, ATT_CONTROL_PROXY, "libmbim");
		start_proxy(d, ATT_CONTROL_QMI_PROXY, "libqmi");
	}
	if (!err)
		return 0;
	without = strcmp(path, ATT_CONFIG_CONTROL) == 0;
	att_daemon_say(d, "error: control socket %s: %s%s", path,
		       err == ATT_E_BUSY ? "another attache is running"
					 : strerror(errno),
		       without ? "; this attache runs without one: status, "
				 "connect and "
				 "disconnect cannot reach it"
			       : "");
	return without ? 0 : err;
}
