/* The only caller of the machines' steps: each is traced, arms the timer of the
 * new state and has its effect carried out. */
#include "core/state.h"

static void traced(struct att_core *c, struct att_trace_rec *rec,
		   uint32_t instance)
{
	rec->at_ms = c->now_ms;
	rec->instance = instance;
	c->refused += rec->refused;
	c->transitions += !rec->refused;
	c->recoveries += rec->machine == &att_recovery_info &&
			 rec->from == ATT_RECOVERY_WELL &&
			 rec->to != ATT_RECOVERY_WELL;
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
	if (s->machine.state == ATT_CONNECT_WAITING)
		att_recovery_session_waits(c, session, from);
	if (s->machine.state == ATT_CONNECT_WAITING && s->full)
		att_strays_look(c);
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
	c->attach_timer_ms = att_radio_timer(c, c->attach_timer_ms);
	c->attach_timer_ms = att_services_timer(c, c->attach_timer_ms);
	att_recovery_attach(c);
	if (c->attach.state == ATT_ATTACH_IDLE) {
		att_choice_forget(c);
		c->radio = c->sim = c->registered = c->packet = 0;
	}
	ask(c, ATT_SLOT_ATTACH, 0,
	    att_radio_operation(c, att_operation_of_attach(rec.effect)));
	if (c->attach.state == ATT_ATTACH_SIM_ABSENT)
		att_services_absent(c);
	if (rec.effect == ATT_ATTACH_DO_ANNOUNCE_DETACHED)
		detach_sessions(c);
	if (rec.effect != ATT_ATTACH_DO_ANNOUNCE_ATTACHED)
		return false;
	att_backoff_reset(&c->attach_backoff);
	att_network_attached(c);
	att_services_attached(c);
	return att_network_reconsider(c) != 0;
}

void att_step_attach(struct att_core *c, uint16_t event)
{
	if (step_attach(c, event))
		step_attach(c, c->registered);
	event = att_sim_reconsider(c);
	if (event)
		step_attach(c, event);
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
	att_watch_drop(c);
	att_strays_drop(c);
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

static void reset_port(struct att_core *c)
{
	att_step_recovery_told(c, att_recovery_of_reset(c));
	if (att_recovery_reset(c, &c->reset))
		att_channel_reset(c);
	else
		c->control_timer_ms = c->recovery.timer_ms;
}

static void carry_out(struct att_core *c, uint16_t kind)
{
	switch (kind) {
	case ATT_OP_ANNOUNCE_OPEN:
		att_request_drop(c, ATT_SLOT_CONTROL);
		c->format_due = c->protocol->data_format(c->t, &c->format);
		if (c->want == ATT_WANT_OFF || c->want > ATT_WANT_KNOWN)
			att_step_begin(c);
		return;
	case ATT_OP_RESET_PORT:
		att_request_drop(c, ATT_SLOT_CONTROL);
		reset_port(c);
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

/* --- recovery ------------------------------------------------------------ */

static void reset_device(struct att_core *c)
{
	if (att_channel(c) != ATT_CHANNEL_ABSENT)
		att_step_control(c, att_channel_event(c, ATT_CONTROL_MUTE));
	else if (att_recovery_reset(c, &c->reset))
		att_channel_reset(c);
}

static void carry_out_rung(struct att_core *c, uint8_t effect)
{
	switch ((enum att_recovery_effect)effect) {
	case ATT_RECOVERY_DO_NOTHING:
		return;
	case ATT_RECOVERY_DO_ASK:
		att_watch_round(c);
		return;
	case ATT_RECOVERY_DO_RENEW_SESSION:
		att_step_session(c, c->recovery.trouble_session,
				 ATT_CONNECT_EV_RELEASE);
		return;
	case ATT_RECOVERY_DO_CYCLE_RADIO:
		att_request_put(c, ATT_SLOT_RADIO_OFF, ATT_OP_RADIO_OFF, 0);
		c->slot[ATT_SLOT_RADIO_OFF].watch = true;
		return;
	case ATT_RECOVERY_DO_REOPEN_CHANNEL:
		att_step_control(c, att_channel_event(c, ATT_CONTROL_HUNG));
		return;
	case ATT_RECOVERY_DO_RESET_PORT:
	case ATT_RECOVERY_DO_REENUMERATE:
	case ATT_RECOVERY_DO_CUT_POWER:
		reset_device(c);
		return;
	}
}

static bool step_recovery(struct att_core *c, uint16_t event, uint8_t *effect)
{
	struct att_trace_rec rec;
	bool taken = att_recovery_step(&c->recovery.machine,
				       (enum att_recovery_event)event, &rec);

	traced(c, &rec, 0);
	*effect = rec.effect;
	if (taken)
		att_recovery_entered(c);
	return taken;
}

/* To the first rung that may be used: its effect. */
static uint8_t pass_rungs(struct att_core *c, uint8_t effect)
{
	while (!att_recovery_may(c))
		step_recovery(c, ATT_RECOVERY_EV_TROUBLE, &effect);
	return effect;
}

void att_step_recovery(struct att_core *c, uint16_t event)
{
	uint8_t effect;

	if (!step_recovery(c, event, &effect))
		return;
	effect = pass_rungs(c, effect);
	att_recovery_acts(c);
	c->recovery.acts = true;
	carry_out_rung(c, effect);
	c->recovery.acts = false;
}

void att_step_recovery_told(struct att_core *c, uint16_t event)
{
	uint8_t effect;

	/* A channel that is hung is opened anew whatever may be used. */
	if (event && step_recovery(c, event, &effect) &&
	    event != ATT_RECOVERY_EV_HUNG)
		pass_rungs(c, effect);
}
