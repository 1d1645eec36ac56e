/* Policy of the network: registration, roaming, packet service. */
#include "core/state.h"

static bool roams(const struct att_core *c)
{
	return c->registration == ATT_REGISTRATION_ROAMING ||
	       c->registration == ATT_REGISTRATION_PARTNER;
}

bool att_network_allows(const struct att_core *c, uint32_t session)
{
	if (session >= c->config.n_sessions)
		return false;
	/* MBIM 1.0 10.5.12: SessionId is below MaxSessions. */
	if (c->max_sessions && session >= c->max_sessions)
		return false;
	return c->config.session[session].roaming || !roams(c);
}

static bool any_session_allowed(const struct att_core *c)
{
	if (!c->config.n_sessions)
		return true;
	for (uint32_t i = 0; i < c->config.n_sessions; i++)
		if (att_network_allows(c, i))
			return true;
	return false;
}

static uint16_t register_event(const struct att_core *c)
{
	switch (c->registration) {
	case ATT_REGISTRATION_HOME:
	case ATT_REGISTRATION_ROAMING:
	case ATT_REGISTRATION_PARTNER:
		return any_session_allowed(c) ? ATT_ATTACH_EV_REGISTERED
					      : ATT_ATTACH_EV_ROAMING_BARRED;
	case ATT_REGISTRATION_SEARCHING:
		return ATT_ATTACH_EV_SEARCHING;
	case ATT_REGISTRATION_DENIED:
		return ATT_ATTACH_EV_DENIED;
	case ATT_REGISTRATION_UNKNOWN:
	case ATT_REGISTRATION_NONE:
		break;
	}
	return ATT_ATTACH_EV_UNREGISTERED;
}

uint16_t att_network_reconsider(struct att_core *c)
{
	if (c->attach.state != ATT_ATTACH_ATTACHED ||
	    register_event(c) != ATT_ATTACH_EV_ROAMING_BARRED)
		return 0;
	c->registered = ATT_ATTACH_EV_ROAMING_BARRED;
	return c->registered;
}

static void keep(struct att_core *c, const struct att_registration_facts *f)
{
	c->registration = f->state;
	c->automatic_attach = f->automatic_attach;
	c->cause = f->cause;
	memcpy(c->provider_id, f->provider_id, sizeof(c->provider_id));
	memcpy(c->provider, f->provider, sizeof(c->provider));
}

uint16_t att_network_report(struct att_core *c, const struct att_report *r)
{
	/* Whatever the modem said of its radio: asked again in a while. */
	if (r->result == ATT_RESULT_REFUSED &&
	    r->refusal == ATT_REFUSAL_RADIO_OFF) {
		c->radio = ATT_ATTACH_EV_RADIO_OFF;
		return c->radio;
	}
	if (r->has_facts)
		keep(c, &r->facts.registration);
	/* A refusal may carry the cause; some modems refuse with cause 0 and
	 * register all the same. */
	if (!r->has_facts || (r->result == ATT_RESULT_REFUSED && c->cause))
		return ATT_ATTACH_EV_FAILED;
	c->registered = register_event(c);
	if (c->registered == ATT_ATTACH_EV_UNREGISTERED &&
	    c->radio == ATT_ATTACH_EV_RADIO_OFF)
		return ATT_ATTACH_EV_RADIO_OFF;
	return c->registered;
}

/* Only a good answer counts; everything else is found out rung by rung. */
uint16_t att_network_survey(struct att_core *c, const struct att_report *r)
{
	if (r->result != ATT_RESULT_DONE)
		return ATT_ATTACH_EV_UNREGISTERED;
	keep(c, &r->facts.registration);
	c->registered = register_event(c);
	if (c->registered != ATT_ATTACH_EV_REGISTERED &&
	    c->registered != ATT_ATTACH_EV_ROAMING_BARRED)
		return ATT_ATTACH_EV_UNREGISTERED;
	c->radio = ATT_ATTACH_EV_RADIO_ON;
	att_sim_unlocked(c);
	att_services_registered(c);
	return c->registered;
}

uint16_t att_network_news(struct att_core *c, const union att_facts *f)
{
	uint16_t ev;

	keep(c, &f->registration);
	ev = register_event(c);
	if (ev == c->registered)
		return 0;
	c->registered = ev;
	/* Below this rung registration will be asked for anyway. */
	return c->attach.state >= ATT_ATTACH_REGISTRATION ? ev : 0;
}

void att_network_forget(struct att_core *c)
{
	c->registration = ATT_REGISTRATION_UNKNOWN;
	c->data_class = c->cause = 0;
	c->provider[0] = c->provider_id[0] = 0;
}

/* --- packet service ------------------------------------------------------ */

static uint16_t packet_event(enum att_packet state)
{
	switch (state) {
	case ATT_PACKET_ATTACHED:
		return ATT_ATTACH_EV_ATTACHED;
	case ATT_PACKET_ATTACHING:
		return ATT_ATTACH_EV_ATTACHING;
	case ATT_PACKET_DETACHED:
		break;
	}
	return ATT_ATTACH_EV_DETACHED;
}

static void keep_packet(struct att_core *c, const struct att_packet_facts *f)
{
	c->data_class = f->data_class;
	if (f->cause)
		c->cause = f->cause;
}

uint16_t att_network_packet_report(struct att_core *c,
				   const struct att_report *r)
{
	uint16_t before = c->packet;

	if (r->has_facts)
		keep_packet(c, &r->facts.packet);
	if (r->result != ATT_RESULT_DONE)
		return ATT_ATTACH_EV_FAILED;
	c->packet = packet_event(r->facts.packet.state);
	/* With automatic attach an explicit attach gets no news of its own:
	 * wait for the modem's (MBIM 1.0 10.5.9, registration flag), once. */
	if (c->packet == ATT_ATTACH_EV_DETACHED && c->automatic_attach &&
	    c->attach.state == ATT_ATTACH_PACKET &&
	    before != ATT_ATTACH_EV_DETACHED)
		return ATT_ATTACH_EV_ATTACHING;
	return c->packet;
}

uint16_t att_network_packet_news(struct att_core *c, const union att_facts *f)
{
	uint16_t ev = packet_event(f->packet.state);

	keep_packet(c, &f->packet);
	if (ev == c->packet)
		return 0;
	c->packet = ev;
	return c->attach.state >= ATT_ATTACH_PACKET ? ev : 0;
}
