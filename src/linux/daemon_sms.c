/* Short messages as a part of the daemon: through the same door to the modem
 * that clients have. */
#include "generated/cids.h"
#include "linux/control_mbim.h"
#include "linux/daemon_parts.h"

#define POLL_MS 25000u

static void on_command(void *ctx, const struct mbim_msg *command,
		       struct att_manager_reply reply)
{
	struct att_daemon_modem *m = ctx;

	att_modem_command(&m->modem, command, reply);
}

static void on_request(void *ctx, struct att_bytes frame,
		       struct att_manager_reply reply)
{
	struct att_daemon_modem *m = ctx;

	att_modem_request(&m->modem, frame, reply);
}

static int on_subscribe(void *ctx, uint8_t *buf, size_t cap)
{
	struct att_daemon_modem *m = ctx;

	return att_control_mbim_list(&m->daemon->control, att_daemon_place(m),
				     buf, cap);
}

static void on_line(void *ctx, const char *line)
{
	const struct att_daemon_modem *m = ctx;

	att_daemon_put_line(m->daemon, m, line);
}

static void on_told(void *ctx, struct att_bytes message)
{
	const struct att_daemon_modem *m = ctx;

	att_control_socket_told(&m->daemon->control, att_daemon_place(m),
				message);
}

/* That it is due is seen in the same turn. */
static void on_timer(void *ctx)
{
	(void)ctx;
}

void att_daemon_init_sms(struct att_daemon_modem *m)
{
	const struct att_sms_options options = {
		.folder = m->config->spool,
		.command = on_command,
		.request = on_request,
		.subscribe = on_subscribe,
		.line = on_line,
		.told = on_told,
		.ctx = m,
	};

	att_sms_init(&m->sms, &options);
	att_loop_timer_init(&m->daemon->loop, &m->sms_timer, on_timer, m);
}

/* Inside MBIM nothing tells of what comes, also where the modem is not asked
 * how it is. */
static uint32_t poll_ms(const struct att_daemon_modem *m)
{
	const uint32_t ask_ms = m->config->core.recovery.ask_ms;

	if (!m->modem.info.inside)
		return 0;
	return ask_ms ? ask_ms : POLL_MS;
}

void att_daemon_settle_sms(struct att_daemon_modem *m)
{
	m->sms.poll_ms = poll_ms(m);
	att_sms_settle(&m->sms, att_loop_now(&m->daemon->loop));
	m->daemon->control.of[att_daemon_place(m)].sms = m->sms.active;
	m->sms_timer.at_ms = att_sms_deadline(&m->sms);
}
