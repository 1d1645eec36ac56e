/* What people want to know: where the machines stand, and why. */
#include "core/cause.h"
#include "core/plan.h"
#include "core/state.h"

static void put_cause(struct att_text *t, enum att_cause_of of, uint32_t cause)
{
	const char *advice = att_cause_advice(of, cause);

	att_text_number(t, cause, att_cause_name(of, cause));
	if (!advice)
		return;
	att_text_put(t, "; ");
	att_text_put(t, advice);
}

static void put_code(const struct att_core *c, struct att_text *t,
		     uint32_t code)
{
	att_text_number(t, code, c->protocol->code_name(code));
}

/* The network's word if it gave one, else the modem's. */
static void put_refusal(const struct att_core *c, struct att_text *t,
			enum att_cause_of of, uint32_t cause, uint32_t code)
{
	if (cause)
		put_cause(t, of, cause);
	else if (code)
		put_code(c, t, code);
}

/* Packet service is not there: who has refused it, or ended it? */
static void put_detached(const struct att_core *c, struct att_text *t)
{
	const struct att_refused *r = &c->attach_refused;
	const struct att_session_state *s = &c->session[0];

	if (r->cause) {
		att_text_put(t, "the network refused packet service");
		put_cause(t, ATT_CAUSE_OF_MOBILITY, r->cause);
	} else if (r->refused) {
		att_text_put(t, r->code ? "the modem refuses to attach to "
					  "packet service"
					: "the modem does not attach to packet "
					  "service");
		put_refusal(c, t, ATT_CAUSE_OF_MOBILITY, 0, r->code);
	} else if (c->packet_cause) {
		att_text_put(t, "the network ended packet service");
		put_cause(t, ATT_CAUSE_OF_MOBILITY, c->packet_cause);
	} else {
		att_text_put(t, att_attach_info.about[c->attach.state].says);
	}
	if (r->refused && !r->cause && (s->status || s->cause)) {
		att_text_put(t, "; connecting without was refused");
		put_refusal(c, t, ATT_CAUSE_OF_SESSION, s->cause, s->status);
	}
}

static void put_searching(const struct att_core *c, struct att_text *t)
{
	att_text_put(t, att_attach_info.about[c->attach.state].says);
	if (!c->register_refused.refused)
		return;
	att_text_put(t, "; the modem does not let itself be told to");
	put_refusal(c, t, ATT_CAUSE_OF_MOBILITY, 0, c->register_refused.code);
}

static void put_starting(const struct att_core *c, struct att_text *t)
{
	if (c->sim_refused.refused) {
		att_text_put(t, "the modem does not tell how its SIM is");
		put_refusal(c, t, ATT_CAUSE_OF_MOBILITY, 0,
			    c->sim_refused.code);
	} else {
		att_text_put(t, att_attach_info.about[c->attach.state].says);
	}
	if (!c->sim_refused.refused && att_sim_hangs(c))
		att_text_put(t, ", for half a minute by now; take it out and "
				"in, or restart the modem");
}

/* What the chart says of the state, and what is known beside. */
static void put_state(const struct att_core *c, struct att_text *t)
{
	switch (c->attach.state) {
	case ATT_ATTACH_ATTACH_FAILED:
		put_detached(c, t);
		return;
	case ATT_ATTACH_SEARCHING:
		put_searching(c, t);
		return;
	case ATT_ATTACH_SIM_STARTING:
		put_starting(c, t);
		return;
	case ATT_ATTACH_SIM_ABSENT:
		if (c->card) {
			att_text_put(t, "no SIM is in the slot that the modem "
					"uses; one is in slot ");
			att_text_dec(t, c->card);
			att_text_put(t, " (sim: slot)");
			return;
		}
		break;
	case ATT_ATTACH_ROAMING_BARRED:
		if (c->registration == ATT_REGISTRATION_PARTNER) {
			att_text_put(t, "registered with a partner network, "
					"and no session allows that (partner)");
			return;
		}
		break;
	}
	att_text_put(t, att_attach_info.about[c->attach.state].says);
	if (c->attach.state == ATT_ATTACH_DENIED && c->registration_cause)
		put_cause(t, ATT_CAUSE_OF_MOBILITY, c->registration_cause);
}

static bool attach_problem(const struct att_core *c, struct att_text *t)
{
	const char *text = att_sim_problem(c);

	if (text)
		att_text_put(t, text);
	else if (att_attach_info.about[c->attach.state].says)
		put_state(c, t);
	return t->len > 0;
}

static void put_not_opened(const struct att_core *c, struct att_text *t)
{
	struct att_channel_status channel;

	c->protocol->status(c->t, &channel);
	if (!channel.why) {
		att_text_put(
			t,
			c->protocol->control->about[c->protocol->waiting].says);
		return;
	}
	att_text_put(t, channel.why);
	att_text_put(t, "; ");
	att_text_put(t, channel.instead);
}

/* While attempts fail, also during the next one. */
static bool channel_problem(const struct att_core *c, struct att_text *t)
{
	const struct att_machine_about *about = c->protocol->control->about;

	if (att_channel(c) == ATT_CHANNEL_ABSENT) {
		att_text_put(t, about[c->protocol->state(c->t)].says);
		return true;
	}
	if (!c->control_backoff.failures || c->want == ATT_WANT_OFF)
		return false;
	if (c->mute)
		att_text_put(t, "the modem opens its control channel and "
				"answers no command; trying again");
	else
		put_not_opened(c, t);
	return true;
}

static void put_silence(const struct att_core *c, struct att_text *t)
{
	att_text_put(t, "the modem does not answer ");
	att_text_put(t, c->silent_to);
	att_text_put(t, "; trying again");
}

static void put_unserved(const struct att_core *c,
			 const struct att_session_state *s, struct att_text *t)
{
	const char *request = c->protocol->request_name(c->t, ATT_OP_ADDRESSES);
	const char *code = c->protocol->code_name(s->addresses_code);

	att_text_put(t, "the modem gives no addresses (");
	att_text_put(t, request ? request : "addresses");
	if (s->addresses == ATT_ADDRESSES_NONE) {
		att_text_put(t, " is empty");
	} else {
		att_text_put(t, ": ");
		if (s->addresses_code && code)
			att_text_put(t, code);
		else if (s->addresses_code)
			att_text_dec(t, s->addresses_code);
		else
			att_text_put(t, "it has no such request");
	}
	att_text_char(t, ')');
}

/* What comes of asking on the link. */
static void put_in_band(const struct att_session_state *s, struct att_text *t)
{
	if (s->machine.state == ATT_CONNECT_LINK_CONFIGURING) {
		att_text_put(t, "; asking on the link by ");
		att_text_put(t, s->offered.dhcp4 ? "DHCP" : "SLAAC");
		if (s->offered.dhcp4 && s->offered.slaac6)
			att_text_put(t, " and SLAAC");
	} else if (s->machine.state != ATT_CONNECT_UP && s->link_words[0]) {
		att_text_put(t, "; ");
		att_text_put(t, s->link_words);
	}
}

static void session_unserved(const struct att_core *c,
			     const struct att_session_state *s,
			     struct att_text *t)
{
	if (s->address_fault.reason)
		att_addresses_fault_text(t, "the modem", &s->address_fault);
	else
		put_unserved(c, s, t);
	put_in_band(s, t);
}

static void put_awaited(const struct att_core *c, struct att_text *t)
{
	att_text_put(t, "the modem has not answered ");
	att_text_put(t, att_request_awaited(c));
	att_text_put(t, " yet");
}

static void put_unread(const struct att_core *c, struct att_text *t)
{
	att_text_put(t, "the modem's answer to ");
	att_text_put(t, c->unread);
	att_text_put(t, " cannot be read; asking again");
}

static const char *session_end(const struct att_session_state *s)
{
	switch (s->over) {
	case ATT_SESSION_ENDED:
		return s->cause ? " was ended" : " was ended; connecting again";
	case ATT_SESSION_REFUSED:
		return s->cause || s->status
			       ? " was refused"
			       : " was refused without a reason; trying again";
	case ATT_SESSION_NOT_OVER:
		break;
	}
	return "";
}

static void session_problem(const struct att_core *c, uint32_t i,
			    struct att_text *t)
{
	const struct att_session_state *s = &c->session[i];
	const char *says = att_connect_info.about[s->machine.state].says;

	if (!att_session_refused(s)) {
		if (s->link_bad)
			att_text_put(t, s->link_words);
		else if (att_session_unserved(s))
			session_unserved(c, s, t);
		else if (says)
			att_text_put(t, says);
		else if (s->machine.state == ATT_CONNECT_WAITING)
			att_text_put(t, "a session could not be activated; "
					"trying again");
		return;
	}
	att_text_put(t, "session ");
	att_text_put(t, c->config.session[i].name);
	att_text_put(t, session_end(s));
	put_refusal(c, t, ATT_CAUSE_OF_SESSION, s->cause, s->status);
}

static void stream_problem(const struct att_core *c, uint32_t i,
			   struct att_text *t)
{
	att_text_put(t, "device service stream ");
	att_text_dec(t, i);
	att_text_put(t, " was refused");
	put_code(c, t, c->stream_status[i]);
}

static void put_problem(const struct att_core *c, struct att_text *t)
{
	att_recovery_text(c, t);
	if (t->len || channel_problem(c, t) || att_radio_problem(c, t) ||
	    att_choice_problem(c, t) || attach_problem(c, t))
		return;
	if (c->silent_to && c->want != ATT_WANT_OFF) {
		put_silence(c, t);
		return;
	}
	if (c->unread && c->want != ATT_WANT_OFF) {
		put_unread(c, t);
		return;
	}
	for (uint32_t i = 0; i < c->config.n_sessions && !t->len; i++) {
		if (c->config.session[i].off)
			continue;
		if (c->max_sessions && i >= c->max_sessions)
			att_text_put(t, "the modem has fewer sessions than "
					"the configuration");
		else
			session_problem(c, i, t);
	}
	for (uint32_t i = 0; i < c->config.n_streams && !t->len; i++)
		if (c->stream_status[i])
			stream_problem(c, i, t);
	if (!t->len)
		att_choice_note(c, t);
	if (!t->len && att_request_awaited(c))
		put_awaited(c, t);
}

static bool attach_stuck(const struct att_core *c)
{
	/* Perhaps by a lock that can be opened: caps will tell. */
	if (c->attach.state == ATT_ATTACH_RADIO_BLOCKED && !c->device_answered)
		return false;
	if (att_choice_waits(c))
		return false;
	/* Perhaps its SIM is in another slot. */
	if (c->attach.state == ATT_ATTACH_SIM_ABSENT &&
	    att_services_look_for_sim(c))
		return false;
	return att_attach_info.about[c->attach.state].stuck || att_sim_hangs(c);
}

/* Every session up; or one of them, or a rung below, stuck. */
static void put_progress(const struct att_core *c, struct att_core_status *s)
{
	bool any = false, down = false;

	s->stuck = (c->want != ATT_WANT_OFF && c->control_backoff.failures &&
		    att_channel(c) != ATT_CHANNEL_ABSENT) ||
		   attach_stuck(c) || att_recovery_stuck(c);
	for (uint32_t i = 0; i < c->config.n_sessions; i++) {
		uint8_t state = c->session[i].machine.state;

		if (c->config.session[i].off)
			continue;
		any = true;
		down |= state != ATT_CONNECT_UP || c->session[i].link_bad;
		s->stuck |= att_connect_info.about[state].stuck;
	}
	s->up = any && !down;
}

/* MBIM 1.0 10.5.11: 0..31 is -113..-51 dBm in steps of 2, 99 unknown. */
static int32_t rssi_dbm(uint32_t coded)
{
	return coded <= 31 ? (int32_t)coded * 2 - 113 : 0;
}

void att_core_session_problem(const struct att_core *c, uint32_t session,
			      char *buf, size_t cap)
{
	struct att_text t;

	att_text_init(&t, buf, cap);
	if (session < c->config.n_sessions && !c->config.session[session].off)
		session_problem(c, session, &t);
}

void att_core_status(const struct att_core *c, struct att_core_status *s)
{
	struct att_channel_status channel;
	struct att_text t;

	c->protocol->status(c->t, &channel);
	/* What is filled in whole is not cleared before. */
	memset(s, 0, offsetof(struct att_core_status, problem_text));
	memset(s->shared, 0, sizeof(s->shared));
	s->control = c->protocol->control->states[c->protocol->state(c->t)];
	s->recovery = att_recovery_info.states[c->recovery.machine.state];
	s->attach = att_attach_info.states[c->attach.state];
	s->n_sessions = c->config.n_sessions;
	s->max_sessions = c->max_sessions;
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++) {
		s->connect[i] =
			att_connect_info.states[c->session[i].machine.state];
		s->ip[i] = c->session[i].ip;
		s->cause[i] = c->session[i].cause;
		s->code[i] = c->session[i].status;
		if (c->config.session[i].share_prefix)
			s->shared[i] = att_plan_shared_prefix(&s->ip[i]);
	}
	memcpy(s->device_id, c->device_id, sizeof(s->device_id));
	memcpy(s->firmware, c->firmware, sizeof(s->firmware));
	memcpy(s->hardware, c->hardware, sizeof(s->hardware));
	memcpy(s->provider, c->provider, sizeof(s->provider));
	memcpy(s->provider_id, c->provider_id, sizeof(s->provider_id));
	s->ex_version = channel.version;
	s->open = att_channel(c) == ATT_CHANNEL_OPEN;
	s->open_refusal = channel.refusal;
	s->why_closed = channel.why;
	s->known = att_services_known(c);
	memcpy(s->sim_id, c->sim_id, sizeof(s->sim_id));
	s->register_state = (uint32_t)c->registration;
	s->data_class = c->data_class;
	s->nw_error = att_network_cause(c);
	s->pin_attempts = c->pin_attempts;
	s->rssi_dbm = rssi_dbm(c->signal.rssi);
	s->rsrp_dbm = c->signal.rsrp_dbm;
	s->rsrq_db = c->signal.rsrq_db;
	s->snr_db = c->signal.snr_db;
	s->tac = c->signal.tac;
	s->cell_id = c->signal.cell_id;
	s->refused = c->refused;
	s->transitions = c->transitions;
	s->recoveries = c->recoveries;
	s->timeouts = c->timeouts;
	s->orphans = c->orphans + channel.orphans;
	s->garbage = channel.garbage;
	put_progress(c, s);
	att_text_init(&t, s->problem_text, sizeof(s->problem_text));
	put_problem(c, &t);
	s->problem = t.len ? s->problem_text : NULL;
}
