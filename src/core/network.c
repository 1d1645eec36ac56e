/* Policy of the network: registration, roaming, packet service. */
#include "core/state.h"

/* After so many attempts to attach CONNECT is tried without. */
#define ATTACH_TRIES 2u

/* A partner costs no more than roaming; ModemManager calls it roaming. */
static bool allowed_by(const struct att_core_session *s,
		       enum att_registration registration)
{
	if (registration == ATT_REGISTRATION_PARTNER)
		return s->partner || s->roaming;
	return registration != ATT_REGISTRATION_ROAMING || s->roaming;
}

bool att_network_allows(const struct att_core *c, uint32_t session)
{
	if (session >= c->config.n_sessions || c->config.session[session].off)
		return false;
	/* MBIM 1.0 10.5.12: SessionId is below MaxSessions. */
	if (c->max_sessions && session >= c->max_sessions)
		return false;
	return allowed_by(&c->config.session[session], c->registration);
}

static bool any_session_allowed(const struct att_core *c)
{
	bool any = false;

	for (uint32_t i = 0; i < c->config.n_sessions; i++) {
		any |= !c->config.session[i].off;
		if (att_network_allows(c, i))
			return true;
	}
	return !any;
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
	c->registration_cause = f->cause;
	c->access = f->access;
	memcpy(c->provider_id, f->provider_id, sizeof(c->provider_id));
	memcpy(c->provider, f->provider, sizeof(c->provider));
}

static bool registers(const struct att_core *c)
{
	return c->attach.state == ATT_ATTACH_REGISTRATION ||
	       c->attach.state == ATT_ATTACH_REGISTERING;
}

/* What a refusal says of something else than what was asked; 0: nothing. */
static uint16_t beside(struct att_core *c, const struct att_report *r)
{
	if (r->result != ATT_RESULT_REFUSED)
		return 0;
	switch (r->refusal) {
	case ATT_REFUSAL_RADIO_OFF:
		/* Whatever the modem said of its radio: asked again in a while.
		 */
		c->radio = ATT_ATTACH_EV_RADIO_OFF;
		return c->radio;
	case ATT_REFUSAL_NO_SIM:
		return ATT_ATTACH_EV_SIM_ABSENT;
	case ATT_REFUSAL_LOCKED:
		return ATT_ATTACH_EV_SIM_LOCKED;
	case ATT_REFUSAL_SIM_STARTING:
		return registers(c) ? ATT_ATTACH_EV_SIM_STARTING : 0;
	case ATT_REFUSAL_FULL:
	case ATT_REFUSAL_FAMILY:
	case ATT_REFUSAL_INACTIVE:
	case ATT_REFUSAL_NOT_READY:
	case ATT_REFUSAL_OTHER:
		break;
	}
	return 0;
}

static struct att_refused refused(const struct att_report *r, uint32_t cause)
{
	return (struct att_refused){
		.refused = r->result == ATT_RESULT_REFUSED,
		.code = r->code,
		.cause = cause,
	};
}

/* Some modems refuse to be told to register, with cause 0 or none, and register
 * all the same: only a cause is the network's word. */
uint16_t att_network_report(struct att_core *c, const struct att_report *r)
{
	const bool told = c->attach.state == ATT_ATTACH_REGISTERING;
	const uint32_t cause = r->has_facts ? r->facts.registration.cause : 0;
	const uint16_t other = beside(c, r);

	if (other)
		return other;
	if (told)
		c->register_refused = refused(r, cause);
	if (r->has_facts)
		keep(c, &r->facts.registration);
	if (r->result == ATT_RESULT_REFUSED && cause)
		return told ? ATT_ATTACH_EV_DENIED : ATT_ATTACH_EV_FAILED;
	if (!r->has_facts)
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
	static const struct att_refused not_refused;

	c->registration = ATT_REGISTRATION_UNKNOWN;
	c->register_refused = c->attach_refused = not_refused;
	c->data_class = c->registration_cause = c->packet_cause = 0;
	c->attach_tries = 0;
	c->provider[0] = c->provider_id[0] = 0;
}

/* --- packet service ------------------------------------------------------ */

void att_network_attached(struct att_core *c)
{
	static const struct att_refused not_refused;

	c->register_refused = c->attach_refused = not_refused;
	c->packet_cause = 0;
	c->attach_tries = 0;
}

bool att_network_serves(const struct att_core *c)
{
	return c->attach.state == ATT_ATTACH_ATTACHED ||
	       c->attach.state == ATT_ATTACH_UNATTACHED;
}

uint32_t att_network_cause(const struct att_core *c)
{
	if (c->attach.state < ATT_ATTACH_PACKET ||
	    c->attach.state == ATT_ATTACH_REGAINING)
		return c->registration_cause;
	return c->attach_refused.cause ? c->attach_refused.cause
				       : c->packet_cause;
}

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
	c->packet_cause = f->cause;
}

/* It was told to attach: what has come of it? */
static void keep_attach(struct att_core *c, const struct att_report *r)
{
	const uint32_t cause = r->has_facts ? r->facts.packet.cause : 0;

	c->attach_refused = refused(r, cause);
	if (c->attach_tries < ATTACH_TRIES)
		c->attach_tries++;
}

/* Not attached, and told to attach often enough: some modems attach with
 * CONNECT alone, and so does one whose network refused to attach. A cause is
 * the network's word on CONNECT as well. */
static bool may_do_without(struct att_core *c)
{
	if (c->attach_tries < ATTACH_TRIES || c->attach_refused.cause ||
	    c->want != ATT_WANT_CONNECTED)
		return false;
	c->attach_tries = 0;
	return true;
}

static uint16_t packet_query_event(struct att_core *c, uint16_t before)
{
	if (c->packet == ATT_ATTACH_EV_DETACHED && may_do_without(c))
		return ATT_ATTACH_EV_UNATTACHED;
	/* With automatic attach an explicit attach gets no news of its own:
	 * wait for the modem's (MBIM 1.0 10.5.9, registration flag), once. */
	if (c->packet == ATT_ATTACH_EV_DETACHED && c->automatic_attach &&
	    before != ATT_ATTACH_EV_DETACHED)
		return ATT_ATTACH_EV_ATTACHING;
	return c->packet;
}

uint16_t att_network_packet_report(struct att_core *c,
				   const struct att_report *r)
{
	const bool asked = c->attach.state == ATT_ATTACH_PACKET;
	const uint16_t before = c->packet, other = beside(c, r);

	if (!asked)
		keep_attach(c, r);
	if (other)
		return other;
	if (r->has_facts)
		keep_packet(c, &r->facts.packet);
	if (r->result != ATT_RESULT_DONE)
		return asked && may_do_without(c) ? ATT_ATTACH_EV_UNATTACHED
						  : ATT_ATTACH_EV_FAILED;
	c->packet = packet_event(r->facts.packet.state);
	return asked ? packet_query_event(c, before) : c->packet;
}

/* It was told to attach, or does so by itself. */
static bool under_way(const struct att_core *c)
{
	return c->attach.state == ATT_ATTACH_ATTACHING ||
	       c->attach.state == ATT_ATTACH_ATTACH_WAITING;
}

/* Sessions are being tried without: only that it has come is news. */
static bool expected(const struct att_core *c, uint16_t ev)
{
	return c->attach.state == ATT_ATTACH_UNATTACHED &&
	       ev != ATT_ATTACH_EV_ATTACHED;
}

uint16_t att_network_packet_news(struct att_core *c, const union att_facts *f)
{
	uint16_t ev = packet_event(f->packet.state);

	keep_packet(c, &f->packet);
	if (ev == c->packet)
		return 0;
	c->packet = ev;
	if (ev == ATT_ATTACH_EV_DETACHED && under_way(c))
		c->attach_refused = (struct att_refused){
			.refused = true,
			.cause = f->packet.cause,
		};
	if (c->attach.state < ATT_ATTACH_PACKET || expected(c, ev))
		return 0;
	return ev;
}
