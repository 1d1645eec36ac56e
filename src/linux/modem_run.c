/* After each call of the core: what it has to say is carried out. */
#include "linux/modem_parts.h"

#include "base/errors.h"
#include "trace/file.h"

/* A port with a full queue tells nobody when it has room again. */
#define SEND_AGAIN_MS 2u

uint64_t att_modem_now(const struct att_modem *m)
{
	return att_loop_now(m->options.loop);
}

void att_modem_lost(struct att_modem *m, const char *problem)
{
	m->options.ended(m->options.ctx, ATT_MODEM_LOST, 0, problem);
}

/* False: the port has no room at the moment. */
static bool send_one(struct att_modem *m, uint64_t now_ms)
{
	struct att_bytes bytes = att_bytes_of(m->transfer, m->transfer_len);

	if (m->plugged && m->port->ops->send(m->port, bytes) == ATT_E_BUSY) {
		m->send_timer.at_ms = now_ms + SEND_AGAIN_MS;
		return false;
	}
	att_hearing_sent(&m->hearing, bytes);
	/* sent, or the port will call `gone` */
	m->transfer_len = 0;
	return true;
}

/* Give the port what the core has for it, until one of them has enough. */
static void send_all(struct att_modem *m, uint64_t now_ms)
{
	do {
		if (!m->transfer_len)
			m->transfer_len = att_recorder_output(
				&m->recorder, m->transfer, sizeof(m->transfer),
				now_ms);
	} while (m->transfer_len && send_one(m, now_ms));
}

static void change_link(struct att_modem *m, const struct att_effect *effect)
{
	if (att_links_effect(&m->links, effect))
		m->options.changed(m->options.ctx);
}

void att_modem_watch_traffic(struct att_modem *m, uint32_t session, bool up)
{
	const struct att_link *link = &m->links.link[session];

	att_traffic_link(&m->traffic, session,
			 up && link->ifindex ? link->name : NULL, &link->ip);
}

static void follow_format(struct att_modem *m, const struct att_effect *effect)
{
	int err = att_links_follow(&m->links, &effect->format);

	if (err)
		att_modem_say(m,
			      "error: %s cannot carry data as the modem "
			      "does: %s",
			      m->info.name, att_errors_text(err));
}

static void carry_out(struct att_modem *m, const struct att_effect *effect)
{
	bool was_up;

	switch (effect->kind) {
	case ATT_EFFECT_LINK_UP:
		m->up_ms[effect->session] = att_modem_now(m);
		/* fall through */
	case ATT_EFFECT_LINK_CHANGE:
		m->options.waits(m->options.ctx);
		change_link(m, effect);
		att_modem_watch_traffic(m, effect->session, true);
		break;
	case ATT_EFFECT_LINK_DOWN:
		att_modem_watch_traffic(m, effect->session, false);
		was_up = strcmp(m->status.connect[effect->session], "up") == 0;
		change_link(m, effect);
		/* One that never was has a reason of its own. */
		if (was_up && m->want == ATT_WANT_CONNECTED)
			att_modem_lost(m, m->plugged ? "the link was lost"
						     : "the modem has gone");
		break;
	case ATT_EFFECT_DATA_FORMAT:
		follow_format(m, effect);
		break;
	case ATT_EFFECT_RESET_PORT:
		m->reset_due = true;
		m->reset = effect->reset;
		break;
	case ATT_EFFECT_CLOSED:
		m->pass_due =
			m->plugged && m->which.identity == ATT_IDENTITY_WRONG;
		if (!m->released)
			break;
		m->closed = true;
		m->options.ended(m->options.ctx, ATT_MODEM_CLOSED, 0, "");
		break;
	}
}

/* A problem is said once, not at each attempt that meets it again; what was
 * waited for is said again when it turns out to stay. */
static void say_problem(struct att_modem *m)
{
	const struct att_core_status *s = &m->status;
	bool stays = s->stuck || s->up;

	if (!s->problem || (strcmp(s->problem, m->problem) == 0 &&
			    (!stays || m->problem_stays)))
		return;
	strcpy(m->problem, s->problem);
	m->problem_stays = stays;
	att_modem_say(m, "%s: %s", stays ? "problem" : "waiting", m->problem);
}

static void identify(struct att_modem *m)
{
	if (m->plugged)
		m->wish_due |=
			att_identity_look(&m->which, m->options.config->device,
					  &m->status, att_modem_now(m));
	m->identity_timer.at_ms = m->which.again_ms;
}

void att_modem_look(struct att_modem *m)
{
	const struct att_core_status *s = &m->status;

	att_core_status(m->recorder.core, &m->status);
	m->news = true;
	att_modem_put_absence(m);
	identify(m);
	m->vary_due |= m->plugged && s->open_refusal.code && !m->refused;
	m->refused = s->open_refusal.code;
	if (m->released || !m->plugged || m->vary_due)
		return;
	say_problem(m);
	if (s->up && !s->problem)
		m->problem[0] = '\0';
	if (s->stuck)
		att_modem_lost(m, m->problem);
}

/* A run does not end with its trace. */
static void watch_trace(struct att_modem *m)
{
	int error = att_recorder_error(&m->recorder);

	if (!error || m->trace_ended)
		return;
	m->trace_ended = true;
	att_modem_say(m, "error: the trace in %s ends here: %s",
		      m->options.config->trace, att_tracefile_why(error));
}

/* Before anything else: from here on it is there, and may be left. */
static void keep(struct att_modem *m)
{
	struct att_left left;
	int error;

	att_core_left(m->recorder.core, &left);
	error = att_keep_put(&m->keep, &left);
	if (error)
		att_modem_say(m,
			      "error: %s cannot be written: %s; if attache is "
			      "killed, the modem keeps its client ids",
			      m->keep.path, strerror(error));
}

/* As the core has it where the port does not know. */
static unsigned at_once(const struct att_modem *m)
{
	if (m->info.max_outstanding)
		return m->info.max_outstanding;
	return att_modem_speaks(m, "qmi") ? ATT_CORE_ASKS : 1;
}

void att_modem_run(struct att_modem *m, uint64_t now_ms)
{
	struct att_effect effect;

	keep(m);
	m->running = true;
	do {
		m->observed = false;
		att_asks_pump(&m->asks, &m->recorder, at_once(m), now_ms);
		send_all(m, now_ms);
		while (att_recorder_effect(&m->recorder, &effect, now_ms))
			carry_out(m, &effect);
	} while (m->observed);
	m->running = false;
	m->core_timer.at_ms = att_core_deadline(m->recorder.core);
	watch_trace(m);
	att_modem_look(m);
}
