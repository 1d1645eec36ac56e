/* What was reported goes to whose policy it is, and the event that comes of it
 * to the machine's step. */
#include "core/dispatch.h"

static uint16_t attach_report(struct att_core *c, const struct att_slot *was,
			      const struct att_report *r)
{
	switch (was->kind) {
	case ATT_OP_RADIO:
	case ATT_OP_RADIO_ON:
		return att_radio_report(c, was, r);
	case ATT_OP_SIM:
		return att_radio_behind_sim(c, att_sim_report(c, r));
	case ATT_OP_LOCK:
		return att_sim_lock_report(c, r);
	case ATT_OP_ENTER_PIN:
		return att_sim_pin_report(c, r);
	case ATT_OP_REGISTRATION:
		if (c->attach.state == ATT_ATTACH_SURVEYING)
			return att_network_survey(c, r);
		return att_network_report(c, r);
	case ATT_OP_REGISTER:
		return att_network_report(c, r);
	case ATT_OP_RADIO_OFF:
		return att_choice_radio_off(r);
	}
	return att_network_packet_report(c, r);
}

/* A modem that restarts goes: that is the event. */
static void restart_answer(struct att_core *c, const struct att_report *r)
{
	if (r->result == ATT_RESULT_REFUSED)
		att_step_attach(c, ATT_ATTACH_EV_FAILED);
}

static void lock_answer(struct att_core *c, const struct att_report *r)
{
	uint16_t ev = att_radio_lock_report(c, r);

	if (ev == ATT_ATTACH_EV_SIM_ABSENT)
		att_sim_out(c);
	att_step_attach(c, ev);
}

static void attach_event(struct att_core *c, uint16_t ev)
{
	if (ev)
		att_step_attach(c, ev);
}

static void attach_answer(struct att_core *c, const struct att_slot *was,
			  const struct att_report *r)
{
	if (was->kind == ATT_OP_FCC)
		lock_answer(c, r);
	else if (att_operation_about(was->kind) == ATT_ABOUT_UNLOCK)
		att_step_attach(c, att_radio_unlock_report(c, r));
	else if (was->kind == ATT_OP_RESTART)
		restart_answer(c, r);
	else if (was->kind >= ATT_OP_SLOT && was->kind <= ATT_OP_SET_BEARER)
		att_step_attach(c, att_choice_report(c, was->kind, r));
	else if (r->result == ATT_RESULT_NO_ANSWER && was->kind != ATT_OP_LOCK)
		att_step_attach(c, att_choice_event(c, ATT_ATTACH_EV_TIMEOUT));
	else
		attach_event(c, att_choice_event(c, attach_report(c, was, r)));
}

static void session_answer(struct att_core *c, const struct att_slot *was,
			   const struct att_report *r)
{
	uint16_t ev = ATT_CONNECT_EV_TIMEOUT;

	if (r->result != ATT_RESULT_NO_ANSWER)
		ev = att_session_report(c, was, r);
	if (ev)
		att_step_session(c, was->session, ev);
}

static void control_answer(struct att_core *c, const struct att_slot *was,
			   const struct att_report *r)
{
	if (r->result != ATT_RESULT_NO_ANSWER) {
		att_step_control(c, r->event);
		return;
	}
	att_step_control(c,
			 c->protocol->unanswered(c->t, was->kind, c->now_ms));
	if (att_channel(c) == ATT_CHANNEL_OPEN)
		att_channel_done_without(c);
}

static void service_answer(struct att_core *c, const struct att_slot *was,
			   const struct att_report *r)
{
	uint16_t ev = att_services_report(c, was, r);

	if (ev)
		att_step_attach(c, ev);
}

static void news(struct att_core *c, const struct att_report *r);

static void radio_cycled(struct att_core *c, const struct att_report *r)
{
	att_radio_cycled(c, r);
	att_sim_restarted(c);
}

/* What it says is news to the machines. */
static void watch_answer(struct att_core *c, const struct att_slot *was,
			 const struct att_report *r)
{
	if (was->kind == ATT_OP_RADIO_OFF)
		radio_cycled(c, r);
	else if (!att_watch_answered(c, was, r))
		return;
	if (r->result == ATT_RESULT_DONE && r->has_facts)
		news(c, r);
}

static void answer(struct att_core *c, const struct att_slot *was,
		   const struct att_report *r)
{
	if (was->kind == ATT_OP_RAW)
		att_raw_report(c, was, r);
	else if (was->stray)
		att_strays_report(c, was, r);
	else if (was->watch)
		watch_answer(c, was, r);
	else if (was->twice)
		service_answer(c, was, r);
	else if (was->kind >= ATT_OP_OWN)
		control_answer(c, was, r);
	else if (was->kind >= ATT_OP_SESSION && was->kind <= ATT_OP_ADDRESSES)
		session_answer(c, was, r);
	else
		attach_answer(c, was, r);
}

/* An event only where it is news: else a trace would be full of refusals. */
static void news(struct att_core *c, const struct att_report *r)
{
	uint32_t session = 0;
	uint16_t ev = 0;

	switch (r->about) {
	case ATT_ABOUT_RADIO:
		ev = att_radio_news(c, &r->facts);
		break;
	case ATT_ABOUT_SIM:
		ev = att_sim_news(c, &r->facts);
		break;
	case ATT_ABOUT_REGISTRATION:
		ev = att_choice_news(c, att_network_news(c, &r->facts));
		break;
	case ATT_ABOUT_PACKET:
		ev = att_network_packet_news(c, &r->facts);
		break;
	case ATT_ABOUT_SIGNAL:
		c->signal = r->facts.signal;
		return;
	case ATT_ABOUT_SESSION:
	case ATT_ABOUT_ADDRESSES:
		ev = att_session_news(c, r, &session);
		if (ev)
			att_step_session(c, session, ev);
		return;
	}
	if (ev)
		att_step_attach(c, ev);
}

static const struct att_report silence = {
	.kind = ATT_REPORT_ANSWER,
	.result = ATT_RESULT_NO_ANSWER,
};

/* A channel that is hung is opened anew; or more is done, if that was of no use
 * before. */
static void lose_channel(struct att_core *c, uint16_t ev)
{
	if (ev == att_channel_event(c, ATT_CONTROL_HUNG)) {
		const uint16_t rung = att_recovery_of_hung(c);

		if (rung == ATT_RECOVERY_EV_HUNG)
			att_step_recovery_told(c, rung);
		else if (rung)
			att_step_recovery(c, rung);
	}
	if (att_channel(c) == ATT_CHANNEL_OPEN)
		att_step_control(c, ev);
}

/* What the watch asked is spoilt again and again. That is no silence: the next
 * question shows whether it is so with all answers. */
static void spoilt(struct att_core *c, const struct att_slot *was)
{
	static const struct att_report unreadable = {
		.kind = ATT_REPORT_ANSWER,
		.result = ATT_RESULT_UNREADABLE,
	};
	const uint16_t ev =
		att_watch_spares(c, was) ? 0 : att_channel_spoilt(c);

	answer(c, was, &unreadable);
	if (ev)
		lose_channel(c, ev);
}

/* What only asks is asked again at once; for all else it is as if no answer had
 * come. */
static void lost(struct att_core *c, const struct att_report *r)
{
	struct att_slot *s = att_request_sent(c, r->tag), was;
	bool again = s && att_channel_lost(c, s->kind);

	if (!s || (!again && !s->watch))
		return;
	was = *s;
	if (!again) {
		s->state = ATT_SLOT_IDLE;
		spoilt(c, &was);
		return;
	}
	s->state = ATT_SLOT_QUEUED;
	if (att_operation_asks(s->kind))
		return;
	s->state = ATT_SLOT_IDLE;
	answer(c, &was, &silence);
}

/* An answer that only cannot be read is asked for again. */
static bool asked_again(struct att_core *c, const struct att_report *r)
{
	struct att_slot *s = att_request_sent(c, r->tag);

	if (r->result != ATT_RESULT_UNREADABLE || !s ||
	    r->about != att_operation_about(s->kind) ||
	    !att_operation_asks(s->kind) || !att_channel_lost(c, s->kind))
		return false;
	s->state = ATT_SLOT_QUEUED;
	return true;
}

static void answered(struct att_core *c, const struct att_report *r)
{
	struct att_slot was;

	if (r->result == ATT_RESULT_LOST) {
		lost(c, r);
		return;
	}
	if (asked_again(c, r))
		return;
	switch (att_request_answered(c, r, &was)) {
	case ATT_ANSWERED_NOBODY:
		if (r->stands)
			att_step_control(c, r->event);
		return;
	case ATT_ANSWERED_IN_PART:
		att_channel_answered(c, was.kind);
		return;
	case ATT_ANSWERED:
		att_channel_answered(c, was.kind);
		if (r->result != ATT_RESULT_UNREADABLE)
			att_channel_read(c, was.kind);
		answer(c, &was, r);
		return;
	}
}

void att_dispatch(struct att_core *c, const struct att_report *r)
{
	switch (r->kind) {
	case ATT_REPORT_NOTHING:
		return;
	case ATT_REPORT_ANSWER:
		answered(c, r);
		return;
	case ATT_REPORT_NEWS:
		if (att_channel(c) != ATT_CHANNEL_OPEN)
			return;
		att_raw_news(c, r);
		if (r->has_facts)
			news(c, r);
		else if (r->about == ATT_ABOUT_ADDRESSES)
			att_watch_addresses(c, r->facts.addresses.session);
		return;
	case ATT_REPORT_CONTROL:
		att_step_control(c, r->event);
		return;
	case ATT_REPORT_NOT_OPENED:
		att_step_control(c, att_channel_not_opened(c));
		return;
	}
}

/* What policy has to know before it leaves: it may arrive whatever happens. */
static void about_to_send(struct att_core *c, const struct att_slot *s)
{
	if (s->kind == ATT_OP_ENTER_PIN)
		att_sim_pin_sent(c);
	else if (s->kind >= ATT_OP_UNLOCK && s->kind <= ATT_OP_UNLOCK_QUECTEL &&
		 !s->part)
		att_radio_unlock_sent(c);
}

/* Nothing was sent, and it is as if it was refused. */
static void refuse(struct att_core *c, const struct att_slot *s,
		   enum att_refusal refusal, uint32_t code)
{
	const struct att_report refused = {
		.kind = ATT_REPORT_ANSWER,
		.about = att_operation_about(s->kind),
		.result = ATT_RESULT_REFUSED,
		.refusal = refusal,
		.code = code,
	};
	const struct att_slot was = *s;

	answer(c, &was, &refused);
}

bool att_dispatch_send(struct att_core *c, bool *refused)
{
	struct att_slot *s = att_request_due(c);

	*refused = false;
	if (!s)
		return false;
	if (!att_operation_can(c, s->kind) ||
	    (s->kind == ATT_OP_ENTER_PIN && !att_sim_has_pin(c))) {
		*refused = true;
		s->state = ATT_SLOT_IDLE;
		refuse(c, s, ATT_REFUSAL_OTHER, 0);
		return true;
	}
	about_to_send(c, s);
	if (!att_request_write(c, s)) {
		*refused = true;
		refuse(c, s, c->protocol->unwritable_refusal,
		       c->protocol->unwritable);
	}
	return true;
}

void att_dispatch_overdue(struct att_core *c)
{
	struct att_slot was;

	for (unsigned i = 0; att_request_overdue(c, &was, &i); i++) {
		uint16_t ev = att_watch_spares(c, &was)
				      ? 0
				      : att_channel_silence(c, &was);

		if (!ev && was.twice && !was.again)
			att_request_repeat(c, &was, i);
		/* What the machines asked is lost with the channel. */
		else if (!ev || was.kind == ATT_OP_RAW)
			answer(c, &was, &silence);
		if (ev)
			lose_channel(c, ev);
	}
}
