/* The only caller of the machines' steps: each is traced, arms the timer of the
 * new state and has its effect carried out. */
#include "core/state.h"

static void traced(struct att_core *c, struct att_trace_rec *rec,
		   uint32_t instance)
{
	rec->at_ms = c->now_ms;
	rec->instance = instance;
	c->refused += rec->refused;
	if (c->trace)
		c->trace(c->trace_ctx, rec);
}

/* The machine has moved: what it asked before no longer matters. */
static void ask(struct att_core *c, unsigned slot, uint32_t session,
		uint16_t kind)
{
	att_request_drop(c, slot);
	if (kind != ATT_OP_NONE)
		att_request_put(c, slot, kind, session);
}

/* --- connect ------------------------------------------------------------- */

void att_step_session(struct att_core *c, uint32_t session, uint16_t event)
{
	struct att_session_state *s = &c->session[session];
	uint8_t from = s->machine.state;
	struct att_trace_rec rec;
	bool taken = att_connect_step(&s->machine,
				      (enum att_connect_event)event, &rec);

	if (event == ATT_CONNECT_EV_ACTIVATED ||
	    event == ATT_CONNECT_EV_DEACTIVATED)
		s->activity = event;
	traced(c, &rec, session);
	if (!taken)
		return;
	s->timer_ms = att_session_timer(c, session);
	att_session_entered(c, session, from);
	ask(c, ATT_SLOT_CONNECT + session, session,
	    att_operation_of_connect(rec.effect));
	att_session_link(c, session, rec.effect);
}

static void detach_sessions(struct att_core *c)
{
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		if (c->session[i].machine.state != ATT_CONNECT_IDLE)
			att_step_session(c, i, ATT_CONNECT_EV_DETACHED);
}

/* --- attach -------------------------------------------------------------- */

/* One step; true: roaming turns out to be barred, which is another. */
static bool step_attach(struct att_core *c, uint16_t event)
{
	struct att_trace_rec rec;
	bool taken =
		att_attach_step(&c->attach, (enum att_attach_event)event, &rec);

	traced(c, &rec, 0);
	if (!taken)
		return false;
	c->attach_timer_ms = att_backoff_until(
		c, &att_attach_info.about[c->attach.state], &c->attach_backoff);
	if (c->attach.state == ATT_ATTACH_IDLE)
		c->radio = c->sim = c->registered = c->packet = 0;
	ask(c, ATT_SLOT_ATTACH, 0, att_operation_of_attach(rec.effect));
	if (rec.effect == ATT_ATTACH_DO_ANNOUNCE_DETACHED)
		detach_sessions(c);
	if (rec.effect != ATT_ATTACH_DO_ANNOUNCE_ATTACHED)
		return false;
	att_backoff_reset(&c->attach_backoff);
	c->cause = 0;
	att_services_attached(c);
	return att_network_reconsider(c) != 0;
}

void att_step_attach(struct att_core *c, uint16_t event)
{
	if (step_attach(c, event))
		step_attach(c, c->registered);
}

/* --- control ------------------------------------------------------------- */

void att_step_begin(struct att_core *c)
{
	att_services_open(c);
	att_step_attach(c, ATT_ATTACH_EV_CHANNEL_OPEN);
}

void att_step_end(struct att_core *c)
{
	detach_sessions(c);
	att_services_drop(c);
	if (c->attach.state != ATT_ATTACH_IDLE)
		att_step_attach(c, ATT_ATTACH_EV_LOST);
}

/* The channel is gone or must be opened anew: all above it is lost. */
static void channel_lost(struct att_core *c)
{
	att_step_end(c);
	att_raw_drop(c);
}

static bool opened(enum att_channel channel)
{
	return channel == ATT_CHANNEL_SYNCHRONISING ||
	       channel == ATT_CHANNEL_OPEN;
}

static void channel_moved(struct att_core *c, enum att_channel from)
{
	enum att_channel to = att_channel(c);

	if (from == ATT_CHANNEL_OPEN)
		channel_lost(c);
	/* A freshly opened function owes no answers, and gave none. */
	if (opened(to) && !opened(from)) {
		att_request_forget(c);
		att_channel_opened(c);
	}
	if (to == ATT_CHANNEL_CLOSED && from != ATT_CHANNEL_ABSENT)
		c->closed = c->want == ATT_WANT_OFF;
}

static void carry_out(struct att_core *c, uint16_t kind)
{
	switch (kind) {
	case ATT_OP_ANNOUNCE_OPEN:
		att_request_drop(c, ATT_SLOT_CONTROL);
		if (c->want != ATT_WANT_OPEN)
			att_step_begin(c);
		return;
	case ATT_OP_RESET_PORT:
		att_request_drop(c, ATT_SLOT_CONTROL);
		att_channel_reset(c);
		return;
	}
	ask(c, ATT_SLOT_CONTROL, 0, kind);
}

void att_step_control(struct att_core *c, uint16_t event)
{
	enum att_channel from = att_channel(c);
	struct att_trace_rec rec;
	bool taken = c->protocol->step(c->t, event, c->now_ms, &rec);

	traced(c, &rec, 0);
	if (!taken)
		return;
	c->control_timer_ms = att_channel_timer(c);
	channel_moved(c, from);
	carry_out(c, c->protocol->order(rec.effect));
}
