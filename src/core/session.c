/* Policy of one IP session: fallback to one address family, refusals that last,
 * addresses, the link. */
#include "core/state.h"

#define SETTLING_MS 180000u /* ACTIVATING or DEACTIVATING, not yet done */
#define LASTING_MS  300000u
#define GIVE_UP_MS  20000u /* without addresses */

/* Causes that do not pass by themselves: Windows waits 300 s after them. */
static bool lasts(uint32_t cause)
{
	switch (cause) {
	case ATT_CAUSE_GPRS_NOT_ALLOWED:
	case ATT_CAUSE_GPRS_AND_NON_GPRS_NOT_ALLOWED:
	case ATT_CAUSE_MISSING_OR_UNKNOWN_APN:
	case ATT_CAUSE_UNKNOWN_PDP_TYPE:
	case ATT_CAUSE_USER_AUTHENTICATION_FAILED:
	case ATT_CAUSE_SERVICE_OPTION_NOT_SUBSCRIBED:
		return true;
	}
	return false;
}

/* A context that an earlier host left. */
static uint16_t query_report(const struct att_report *r)
{
	const enum att_activity state = r->facts.session.state;

	if (r->result != ATT_RESULT_DONE)
		return ATT_CONNECT_EV_FAILED;
	return state == ATT_SESSION_ACTIVE || state == ATT_SESSION_ACTIVATING
		       ? ATT_CONNECT_EV_ACTIVATED
		       : ATT_CONNECT_EV_DEACTIVATED;
}

/* The network, or the modem, cannot give both address families at once: ask
 * for the one that it can. */
static bool fall_back(struct att_session_state *s, enum att_refusal refusal)
{
	if (s->families != (ATT_V4 | ATT_V6))
		return false;
	if (s->cause == ATT_CAUSE_IPV6_ONLY_ALLOWED) {
		s->families = ATT_V6;
		return true;
	}
	if (s->cause == ATT_CAUSE_IPV4_ONLY_ALLOWED ||
	    s->cause == ATT_CAUSE_UNKNOWN_PDP_TYPE ||
	    refusal == ATT_REFUSAL_FAMILY) {
		s->families = ATT_V4;
		return true;
	}
	return false;
}

static uint16_t activate_report(struct att_core *c, struct att_session_state *s,
				const struct att_report *r)
{
	const enum att_activity state = r->facts.session.state;

	s->full = r->refusal == ATT_REFUSAL_FULL;
	s->status = r->code;
	s->cause = r->has_facts ? r->facts.session.cause : 0;
	/* A cause beside an active session means one family only: a success. */
	if (r->result == ATT_RESULT_DONE && state == ATT_SESSION_ACTIVE)
		return ATT_CONNECT_EV_ACTIVATED;
	if (r->result == ATT_RESULT_DONE && state == ATT_SESSION_ACTIVATING) {
		s->timer_ms = c->now_ms + SETTLING_MS;
		return 0;
	}
	s->over = ATT_SESSION_REFUSED;
	return fall_back(s, r->refusal) ? ATT_CONNECT_EV_TYPE_REJECTED
					: ATT_CONNECT_EV_REJECTED;
}

static uint16_t deactivate_report(struct att_core *c,
				  struct att_session_state *s,
				  const struct att_report *r)
{
	if (r->result == ATT_RESULT_REFUSED &&
	    r->refusal != ATT_REFUSAL_INACTIVE &&
	    r->refusal != ATT_REFUSAL_NO_SIM)
		return ATT_CONNECT_EV_FAILED;
	if (r->result == ATT_RESULT_DONE &&
	    r->facts.session.state == ATT_SESSION_DEACTIVATING) {
		s->timer_ms = c->now_ms + SETTLING_MS;
		return 0;
	}
	return ATT_CONNECT_EV_DEACTIVATED;
}

/* What makes sense of it. The MTU is the least that is known. */
static void offer(const struct att_core *c, struct att_session_state *s,
		  struct att_ip_config *out, const struct att_ip_config *ip)
{
	memcpy(out, ip, sizeof(*out));
	att_addresses_check(out, &s->address_fault);
	if (c->link.mtu && (!out->mtu || c->link.mtu < out->mtu))
		out->mtu = c->link.mtu;
}

/* The link is to ask; the MTU and the name servers of the modem stay. */
static uint16_t leave_to_the_link(struct att_session_state *s)
{
	s->offered.dhcp4 = (s->families & ATT_V4) != 0;
	s->offered.slaac6 = (s->families & ATT_V6) != 0;
	return ATT_CONNECT_EV_UNSERVED;
}

/* A session that has ended has no addresses anywhere. */
static uint16_t addresses_refused(struct att_core *c,
				  struct att_session_state *s,
				  const struct att_report *r)
{
	s->addresses = ATT_ADDRESSES_REFUSED;
	s->addresses_code = r->code;
	if (!c->config.in_band || r->refusal == ATT_REFUSAL_INACTIVE ||
	    r->refusal == ATT_REFUSAL_NO_SIM ||
	    r->refusal == ATT_REFUSAL_RADIO_OFF)
		return ATT_CONNECT_EV_FAILED;
	memset(&s->offered, 0, sizeof(s->offered));
	s->offered.mtu = c->link.mtu;
	return leave_to_the_link(s);
}

static uint16_t addresses_report(struct att_core *c, uint32_t session,
				 const struct att_report *r)
{
	struct att_session_state *s = &c->session[session];

	/* An error of the channel says nothing of addresses. */
	if (r->result == ATT_RESULT_REFUSED && r->about == ATT_ABOUT_ADDRESSES)
		return addresses_refused(c, s, r);
	if (r->result != ATT_RESULT_DONE ||
	    r->facts.addresses.session != session)
		return ATT_CONNECT_EV_FAILED;
	offer(c, s, &s->offered, &r->facts.addresses.ip);
	if (att_addresses_any(&s->offered, ATT_V4 | ATT_V6)) {
		s->addresses = ATT_ADDRESSES_UNASKED;
		return ATT_CONNECT_EV_CONFIGURED;
	}
	s->addresses = ATT_ADDRESSES_NONE;
	return ATT_CONNECT_EV_UNCONFIGURED;
}

uint16_t att_session_report(struct att_core *c, const struct att_slot *was,
			    const struct att_report *r)
{
	struct att_session_state *s = &c->session[was->session];

	switch (was->kind) {
	case ATT_OP_SESSION:
		return query_report(r);
	case ATT_OP_ACTIVATE:
		return activate_report(c, s, r);
	case ATT_OP_DEACTIVATE:
		return deactivate_report(c, s, r);
	}
	return addresses_report(c, was->session, r);
}

/* --- news ---------------------------------------------------------------- */

/* Of what was refused before nothing is told any more. */
static void ended(struct att_session_state *s, uint32_t cause)
{
	if (!att_session_active(s) &&
	    s->machine.state != ATT_CONNECT_ACTIVATING)
		return;
	s->over = ATT_SESSION_ENDED;
	s->status = 0;
	s->cause = cause;
}

static uint16_t activity_news(struct att_core *c,
			      const struct att_session_facts *f)
{
	struct att_session_state *s = &c->session[f->session];
	uint16_t ev;

	if (f->state == ATT_SESSION_ACTIVE)
		ev = ATT_CONNECT_EV_ACTIVATED;
	else if (f->state == ATT_SESSION_INACTIVE && f->known)
		ev = ATT_CONNECT_EV_DEACTIVATED;
	else
		return 0;
	if (ev == s->activity || s->machine.state == ATT_CONNECT_IDLE)
		return 0;
	/* Of the context before: what becomes of this one its answer tells. */
	if (ev == ATT_CONNECT_EV_DEACTIVATED &&
	    s->machine.state == ATT_CONNECT_ACTIVATING &&
	    c->slot[ATT_SLOT_CONNECT + f->session].state != ATT_SLOT_IDLE)
		return 0;
	if (ev == ATT_CONNECT_EV_DEACTIVATED)
		ended(s, f->cause);
	return ev;
}

static bool same_ip(const struct att_ip_config *a,
		    const struct att_ip_config *b)
{
	return att_bytes_equal(att_bytes_of(a, sizeof(*a)),
			       att_bytes_of(b, sizeof(*b)));
}

static uint16_t addresses_news(struct att_core *c,
			       const struct att_addresses_facts *f)
{
	struct att_session_state *s = &c->session[f->session];
	struct att_ip_config ip;

	/* Before the context is active the query will ask for it anyway. */
	if (s->machine.state != ATT_CONNECT_IP_WAITING &&
	    s->machine.state != ATT_CONNECT_CONFIGURING &&
	    s->machine.state != ATT_CONNECT_LINK_CONFIGURING &&
	    s->machine.state != ATT_CONNECT_UP)
		return 0;
	offer(c, s, &ip, &f->ip);
	if (!att_addresses_any(&ip, ATT_V4 | ATT_V6) ||
	    (s->machine.state == ATT_CONNECT_UP && same_ip(&ip, &s->ip)))
		return 0;
	memcpy(&s->offered, &ip, sizeof(s->offered));
	s->addresses = ATT_ADDRESSES_UNASKED;
	return ATT_CONNECT_EV_CONFIGURED;
}

uint16_t att_session_news(struct att_core *c, const struct att_report *r,
			  uint32_t *session)
{
	bool addresses = r->about == ATT_ABOUT_ADDRESSES;

	*session = addresses ? r->facts.addresses.session
			     : r->facts.session.session;
	if (*session >= ATT_CORE_SESSIONS)
		return 0;
	return addresses ? addresses_news(c, &r->facts.addresses)
			 : activity_news(c, &r->facts.session);
}

/* --- its states ---------------------------------------------------------- */

void att_session_entered(struct att_core *c, uint32_t session, uint8_t from)
{
	struct att_session_state *s = &c->session[session];

	if (from == ATT_CONNECT_IDLE) {
		s->families = (uint32_t)c->config.session[session].ip;
		s->over = ATT_SESSION_NOT_OVER;
		s->status = s->cause = 0;
		s->activity = 0;
		memset(&s->address_fault, 0, sizeof(s->address_fault));
		s->addresses = ATT_ADDRESSES_UNASKED;
		s->link_words[0] = 0;
	}
	if (s->machine.state == ATT_CONNECT_LINK_CONFIGURING)
		s->link_words[0] = 0;
	if (from == ATT_CONNECT_LINK_CONFIGURING &&
	    s->machine.state == ATT_CONNECT_UP)
		att_backoff_reset(&s->backoff);
	if (s->machine.state == ATT_CONNECT_ACTIVATING)
		s->activity = 0; /* whatever comes now is news */
	if (from == ATT_CONNECT_ACTIVATING)
		s->give_up_ms = c->now_ms + GIVE_UP_MS;
}

uint64_t att_session_timer(struct att_core *c, uint32_t session)
{
	struct att_session_state *s = &c->session[session];
	const struct att_machine_about *state =
		&att_connect_info.about[s->machine.state];
	uint64_t until = att_backoff_until(c, state, &s->backoff);

	if (state->backoff && lasts(s->cause) && until < c->now_ms + LASTING_MS)
		until = c->now_ms + LASTING_MS;
	return until;
}

static void link_is_bad(struct att_session_state *s, const char *words)
{
	struct att_text t;

	att_text_init(&t, s->link_words, sizeof(s->link_words));
	att_text_put(&t, words && words[0]
				 ? words
				 : "the network device carries no data");
}

uint16_t att_session_expired(struct att_core *c, uint32_t session)
{
	struct att_session_state *s = &c->session[session];

	if (s->machine.state == ATT_CONNECT_LINK_CONFIGURING)
		link_is_bad(s, "none came on the link either");
	if (s->machine.state == ATT_CONNECT_WAITING ||
	    s->machine.state == ATT_CONNECT_LINK_CONFIGURING)
		return ATT_CONNECT_EV_RETRY;
	if (s->machine.state == ATT_CONNECT_IP_WAITING &&
	    c->now_ms < s->give_up_ms)
		return ATT_CONNECT_EV_RETRY;
	if (s->machine.state == ATT_CONNECT_IP_WAITING)
		return c->config.in_band ? leave_to_the_link(s)
					 : ATT_CONNECT_EV_EXHAUSTED;
	return ATT_CONNECT_EV_TIMEOUT; /* settling for too long */
}

bool att_session_active(const struct att_session_state *s)
{
	return s->machine.state == ATT_CONNECT_CONFIGURING ||
	       s->machine.state == ATT_CONNECT_IP_WAITING ||
	       s->machine.state == ATT_CONNECT_LINK_CONFIGURING ||
	       s->machine.state == ATT_CONNECT_UP;
}

bool att_session_refused(const struct att_session_state *s)
{
	switch ((enum att_connect_state)s->machine.state) {
	case ATT_CONNECT_WAITING:
	case ATT_CONNECT_QUERYING:
	case ATT_CONNECT_CLEARING:
	case ATT_CONNECT_ACTIVATING:
		return s->over != ATT_SESSION_NOT_OVER;
	case ATT_CONNECT_IDLE:
	case ATT_CONNECT_CONFIGURING:
	case ATT_CONNECT_IP_WAITING:
	case ATT_CONNECT_LINK_CONFIGURING:
	case ATT_CONNECT_UP:
	case ATT_CONNECT_ABANDONING:
	case ATT_CONNECT_RELEASING:
		break;
	}
	return false;
}

bool att_session_unserved(const struct att_session_state *s)
{
	switch ((enum att_connect_state)s->machine.state) {
	case ATT_CONNECT_IDLE:
	case ATT_CONNECT_RELEASING:
		return false;
	case ATT_CONNECT_UP:
	case ATT_CONNECT_CONFIGURING:
	case ATT_CONNECT_IP_WAITING:
		return s->address_fault.reason;
	case ATT_CONNECT_QUERYING:
	case ATT_CONNECT_CLEARING:
	case ATT_CONNECT_ACTIVATING:
	case ATT_CONNECT_LINK_CONFIGURING:
	case ATT_CONNECT_ABANDONING:
	case ATT_CONNECT_WAITING:
		break;
	}
	return s->address_fault.reason || s->addresses;
}

/* --- what the platform sees ---------------------------------------------- */

uint16_t att_session_observed(struct att_core *c,
			      const struct att_observation *o)
{
	struct att_session_state *s = &c->session[o->session];
	bool in_band = s->machine.state == ATT_CONNECT_LINK_CONFIGURING;

	if (o->what == ATT_OBSERVED_LINK_WELL) {
		s->link_bad = false;
		return in_band ? ATT_CONNECT_EV_LINK_READY : 0;
	}
	if (o->what != ATT_OBSERVED_LINK_PROBLEM ||
	    (!in_band && s->machine.state != ATT_CONNECT_UP))
		return 0;
	link_is_bad(s, o->words);
	s->link_bad = !in_band;
	return in_band ? ATT_CONNECT_EV_LINK_FAILED : 0;
}

/* --- the link ------------------------------------------------------------ */

static void link_effect(struct att_session_state *s, enum att_effect_kind kind)
{
	/* The last one counts; an UP not yet fetched stays an UP. */
	if (!(kind == ATT_EFFECT_LINK_CHANGE && s->has_effect))
		s->effect = kind;
	s->has_effect = true;
}

void att_session_link(struct att_core *c, uint32_t session, uint8_t effect)
{
	struct att_session_state *s = &c->session[session];

	switch ((enum att_connect_effect)effect) {
	case ATT_CONNECT_DO_LINK_UP:
		memcpy(&s->ip, &s->offered, sizeof(s->ip));
		if (s->machine.state == ATT_CONNECT_UP)
			att_backoff_reset(&s->backoff);
		s->over = ATT_SESSION_NOT_OVER;
		s->status = s->cause = 0;
		att_recovery_link(c, session, true);
		link_effect(s, ATT_EFFECT_LINK_UP);
		return;
	case ATT_CONNECT_DO_LINK_CHANGE:
		memcpy(&s->ip, &s->offered, sizeof(s->ip));
		link_effect(s, ATT_EFFECT_LINK_CHANGE);
		return;
	case ATT_CONNECT_DO_LINK_DOWN:
		memset(&s->ip, 0, sizeof(s->ip));
		s->link_bad = false;
		att_recovery_link(c, session, false);
		link_effect(s, ATT_EFFECT_LINK_DOWN);
		return;
	case ATT_CONNECT_DO_NOTHING:
	case ATT_CONNECT_DO_QUERY_CONNECT:
	case ATT_CONNECT_DO_ACTIVATE:
	case ATT_CONNECT_DO_DEACTIVATE:
	case ATT_CONNECT_DO_QUERY_IP:
		return;
	}
}
