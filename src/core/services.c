/* Services: what is asked beside the machines, as nothing waits for the
 * answers. A modem that takes one command at a time is asked when no machine
 * has anything to ask; only the subscription to events goes first, so that none
 * is missed. */
#include "core/state.h"

/* `identified`: which modem this is was asked, and what has answered. */
enum { ASKED = 1, DEVICE_KNOWN = 2, SIM_KNOWN = 4, KNOWN = 7 };

const struct att_signal_facts att_signal_unknown = ATT_SIGNAL_NONE;

/* How often a state that only news end is looked at where there are none. */
#define LOOK_MS 30000u

uint64_t att_services_timer(const struct att_core *c, uint64_t until_ms)
{
	return c->no_events && (c->attach.state == ATT_ATTACH_PIN_BLOCKED ||
				c->attach.state == ATT_ATTACH_PUK_BLOCKED)
		       ? c->now_ms + LOOK_MS
		       : until_ms;
}

/* Without events the ladder is climbed blindly: they are asked for once more,
 * and what was missed until now is asked for. */
static void events_report(struct att_core *c, const struct att_slot *was,
			  const struct att_report *r)
{
	if (r->result == ATT_RESULT_DONE) {
		if (c->attach_timer_ms != ATT_CORE_NEVER &&
		    c->attach.state < ATT_ATTACH_ATTACHED)
			c->attach_timer_ms = c->now_ms;
	} else if (!was->again) {
		att_request_repeat(c, was, ATT_SLOT_EVENTS);
	} else {
		c->no_events = true;
		c->attach_timer_ms = att_services_timer(c, c->attach_timer_ms);
	}
}

static uint16_t device_report(struct att_core *c, const struct att_report *r)
{
	const struct att_device_facts *f = &r->facts.device;

	c->device_answered = true;
	c->identified |= c->want == ATT_WANT_KNOWN ? DEVICE_KNOWN : 0;
	if (r->result != ATT_RESULT_DONE)
		return 0;
	c->max_sessions = f->max_sessions;
	memcpy(c->device_id, f->id, sizeof(c->device_id));
	memcpy(c->firmware, f->firmware, sizeof(c->firmware));
	memcpy(c->hardware, f->hardware, sizeof(c->hardware));
	att_radio_device(c, f->hardware);
	/* A modem that takes one command at a time says it this late. */
	return c->attach.state == ATT_ATTACH_RADIO_BLOCKED &&
			       c->radio == ATT_ATTACH_EV_RADIO_OFF &&
			       att_radio_may_unlock(c)
		       ? ATT_ATTACH_EV_RADIO_LOCKED
		       : 0;
}

/* --- which modem this is ------------------------------------------------- */

void att_services_identify(struct att_core *c)
{
	if (c->identified)
		return;
	c->identified = ASKED;
	att_request_aside(c, ATT_SLOT_DEVICE, ATT_OP_DEVICE, 0);
	att_request_aside(c, ATT_SLOT_SIM, ATT_OP_SIM, 0);
}

void att_services_forget(struct att_core *c)
{
	c->identified = 0;
	c->sim_id[0] = 0;
}

bool att_services_known(const struct att_core *c)
{
	return c->identified == KNOWN;
}

/* Before attach begins, a SIM is of no other interest. */
static uint16_t sim_report(struct att_core *c, const struct att_report *r)
{
	if (c->want == ATT_WANT_KNOWN) {
		c->identified |= SIM_KNOWN;
		if (r->result == ATT_RESULT_DONE)
			memcpy(c->sim_id, r->facts.sim_id, sizeof(c->sim_id));
		return 0;
	}
	return r->result == ATT_RESULT_DONE ? att_sim_news(c, &r->facts) : 0;
}

static void stream_report(struct att_core *c, uint32_t stream,
			  const struct att_report *r)
{
	c->stream_status[stream] = r->result == ATT_RESULT_DONE ? 0
				   : r->code			? r->code
								: 1;
}

/* The slot in use has none, as its SIM is absent. */
static void card_report(struct att_core *c, const struct att_report *r)
{
	if (r->result != ATT_RESULT_DONE)
		return;
	if (r->facts.card.present)
		c->card = r->facts.card.slot + 1;
	else if (c->card == r->facts.card.slot + 1)
		c->card = 0;
}

uint16_t att_services_report(struct att_core *c, const struct att_slot *was,
			     const struct att_report *r)
{
	switch (was->kind) {
	case ATT_OP_EVENTS:
		events_report(c, was, r);
		return 0;
	case ATT_OP_DEVICE:
		return device_report(c, r);
	case ATT_OP_SIM:
		return sim_report(c, r);
	case ATT_OP_SIGNAL:
		if (r->result == ATT_RESULT_DONE)
			c->signal = r->facts.signal;
		return 0;
	case ATT_OP_STREAM:
		stream_report(c, was->session, r);
		return 0;
	case ATT_OP_CARD:
		card_report(c, r);
		att_choice_card(c, was->session + 1,
				r->result == ATT_RESULT_DONE &&
					r->facts.card.present);
		return 0;
	}
	return 0;
}

void att_services_open(struct att_core *c)
{
	c->device_answered = c->no_events = false;
	att_request_aside(c, ATT_SLOT_EVENTS, ATT_OP_EVENTS, 0);
	att_request_aside(c, ATT_SLOT_DEVICE, ATT_OP_DEVICE, 0);
	for (uint32_t i = 0; i < c->config.n_streams; i++)
		att_request_aside(c, ATT_SLOT_STREAM + i, ATT_OP_STREAM, i);
}

/* Quectel EP06 refuses CONNECT until it was asked for its SIM. */
void att_services_registered(struct att_core *c)
{
	att_request_aside(c, ATT_SLOT_SIM, ATT_OP_SIM, 0);
}

void att_services_attached(struct att_core *c)
{
	att_request_aside(c, ATT_SLOT_SIGNAL, ATT_OP_SIGNAL, 0);
}

void att_services_absent(struct att_core *c)
{
	att_choice_absent(c);
	for (uint32_t i = 0; i < ATT_CORE_CARDS; i++) {
		att_request_aside(c, ATT_SLOT_CARD + i, ATT_OP_CARD, i);
		/* Once: it is asked again with the SIM. */
		c->slot[ATT_SLOT_CARD + i].again = true;
	}
}

bool att_services_look_for_sim(const struct att_core *c)
{
	if (c->card || c->sim_empty || !att_operation_can(c, ATT_OP_CARD))
		return false;
	for (uint32_t i = 0; i < ATT_CORE_CARDS; i++)
		if (c->slot[ATT_SLOT_CARD + i].state != ATT_SLOT_IDLE)
			return true;
	return false;
}

void att_services_drop(struct att_core *c)
{
	att_services_forget(c);
	att_request_drop(c, ATT_SLOT_EVENTS);
	att_request_drop(c, ATT_SLOT_DEVICE);
	att_request_drop(c, ATT_SLOT_SIM);
	att_request_drop(c, ATT_SLOT_SIGNAL);
	for (uint32_t i = 0; i < ATT_CORE_STREAMS; i++) {
		att_request_drop(c, ATT_SLOT_STREAM + i);
		c->stream_status[i] = 0;
	}
	for (uint32_t i = 0; i < ATT_CORE_CARDS; i++)
		att_request_drop(c, ATT_SLOT_CARD + i);
	c->card = 0;
}
