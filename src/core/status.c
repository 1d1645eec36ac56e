/* What people want to know: where the machines stand, and why. */
#include "core/state.h"

static void put_cause(struct mbim_text *t, const struct mbim_enum *e,
		      uint32_t value)
{
	const char *name = mbim_enum_name(e, value);

	mbim_text_put(t, ": ");
	mbim_text_dec(t, value);
	if (!name)
		return;
	mbim_text_put(t, " (");
	mbim_text_put(t, name);
	mbim_text_char(t, ')');
}

static const char *pin_problem(enum mbim_pin_reason reason)
{
	switch (reason) {
	case MBIM_PIN_NO_REASON:
		break;
	case MBIM_PIN_NOT_CONFIGURED:
		return "the SIM asks for its PIN and none is configured";
	case MBIM_PIN_WAS_REJECTED:
		return "the configured PIN was rejected; it will not be tried "
		       "again until it is changed or the SIM is reinserted";
	case MBIM_PIN_NO_ANSWER:
		return "the modem did not answer when it got the PIN; it is "
		       "not sent again until it is changed or the SIM or the "
		       "modem is plugged in again";
	case MBIM_PIN_FEW_ATTEMPTS:
		return "fewer than two PIN attempts are left; enter the PIN in "
		       "a phone to restore them";
	case MBIM_PIN_STILL_LOCKED:
		return "the modem accepted the PIN and says that the SIM is "
		       "still locked; the PIN is not sent again until the SIM "
		       "is seen unlocked or taken out";
	case MBIM_PIN_OTHER_LOCK:
		return "the modem is locked to a network or device and asks "
		       "for a code that is not the SIM's PIN";
	}
	return NULL;
}

static bool still_locked(const struct mbim_core *c)
{
	return c->pin_use == MBIM_PIN_ACCEPTED &&
	       c->sim == MBIM_ATTACH_EV_SIM_LOCKED;
}

/* What the chart says of the state, or what is known better. */
static const char *attach_problem(const struct mbim_core *c)
{
	const uint8_t state = c->attach.state;
	const char *text = NULL;

	if (state == MBIM_ATTACH_PIN_BLOCKED)
		text = pin_problem(c->pin_reason);
	else if ((state == MBIM_ATTACH_SIM ||
		  state == MBIM_ATTACH_SIM_STARTING) &&
		 still_locked(c))
		text = pin_problem(MBIM_PIN_STILL_LOCKED);
	return text ? text : mbim_attach_info.about[state].says;
}

/* While attempts fail, also during the next one. */
static bool channel_problem(const struct mbim_core *c, struct mbim_text *t)
{
	const struct mbim_machine_about *about = mbim_control_info.about;

	if (c->control.state == MBIM_CONTROL_ABSENT) {
		mbim_text_put(t, about[MBIM_CONTROL_ABSENT].says);
		return true;
	}
	if (!c->control_backoff.failures || c->want == MBIM_WANT_OFF)
		return false;
	mbim_text_put(t, c->mute ? "the modem opens its control channel and "
				   "answers no command; trying again"
				 : about[MBIM_CONTROL_WAITING].says);
	return true;
}

static void put_silence(const struct mbim_core *c, struct mbim_text *t)
{
	const struct mbim_action *a = c->silent_to;

	mbim_text_put(t, "the modem does not answer ");
	mbim_text_put(t,
		      mbim_cid_find(&mbim_services[a->service], a->cid)->name);
	mbim_text_put(t, "; trying again");
}

/* Also while it is being tried again. */
static bool refused(const struct mbim_session_state *s)
{
	switch ((enum mbim_connect_state)s->machine.state) {
	case MBIM_CONNECT_WAITING:
	case MBIM_CONNECT_QUERYING:
	case MBIM_CONNECT_CLEARING:
	case MBIM_CONNECT_ACTIVATING:
		return s->status || s->nw_error;
	case MBIM_CONNECT_IDLE:
	case MBIM_CONNECT_CONFIGURING:
	case MBIM_CONNECT_IP_WAITING:
	case MBIM_CONNECT_UP:
	case MBIM_CONNECT_ABANDONING:
	case MBIM_CONNECT_RELEASING:
		break;
	}
	return false;
}

static void session_problem(const struct mbim_core *c, uint32_t i,
			    struct mbim_text *t)
{
	const struct mbim_session_state *s = &c->session[i];
	const char *says = mbim_connect_info.about[s->machine.state].says;

	if (says)
		mbim_text_put(t, says);
	if (!refused(s))
		return;
	mbim_text_put(t, "session ");
	mbim_text_put(t, c->config.session[i].name);
	mbim_text_put(t, " was refused");
	if (s->nw_error)
		put_cause(t, &mbim_nw_error_enum, s->nw_error);
	else
		put_cause(t, &mbim_status_enum, s->status);
}

static void stream_problem(const struct mbim_core *c, uint32_t i,
			   struct mbim_text *t)
{
	mbim_text_put(t, "device service stream ");
	mbim_text_dec(t, i);
	mbim_text_put(t, " was refused");
	put_cause(t, &mbim_status_enum, c->stream_status[i]);
}

static void put_problem(const struct mbim_core *c, struct mbim_text *t)
{
	const char *text = attach_problem(c);

	if (channel_problem(c, t))
		return;
	if (text) {
		mbim_text_put(t, text);
		if (c->nw_error &&
		    (c->attach.state == MBIM_ATTACH_DENIED ||
		     c->attach.state == MBIM_ATTACH_ATTACH_FAILED))
			put_cause(t, &mbim_nw_error_enum, c->nw_error);
		return;
	}
	if (c->silent_to && c->want != MBIM_WANT_OFF) {
		put_silence(c, t);
		return;
	}
	for (uint32_t i = 0; i < c->config.n_sessions && !t->len; i++) {
		if (c->max_sessions && i >= c->max_sessions)
			mbim_text_put(t, "the modem has fewer sessions than "
					 "the configuration");
		else
			session_problem(c, i, t);
	}
	for (uint32_t i = 0; i < c->config.n_streams && !t->len; i++)
		if (c->stream_status[i])
			stream_problem(c, i, t);
}

static bool attach_stuck(const struct mbim_core *c)
{
	/* Perhaps by a lock that can be opened: caps will tell. */
	if (c->attach.state == MBIM_ATTACH_RADIO_BLOCKED && !c->caps_answered)
		return false;
	return mbim_attach_info.about[c->attach.state].stuck;
}

/* Every session up; or one of them, or a rung below, stuck. */
static void put_progress(const struct mbim_core *c, struct mbim_core_status *s)
{
	s->up = c->config.n_sessions > 0;
	s->stuck = (c->control_backoff.failures &&
		    c->control.state != MBIM_CONTROL_ABSENT) ||
		   attach_stuck(c);
	for (uint32_t i = 0; i < c->config.n_sessions; i++) {
		uint8_t state = c->session[i].machine.state;

		s->up &= state == MBIM_CONNECT_UP;
		s->stuck |= mbim_connect_info.about[state].stuck;
	}
}

/* MBIM 1.0 10.5.11: 0..31 is -113..-51 dBm in steps of 2, 99 unknown. */
static int32_t rssi_dbm(uint32_t coded)
{
	return coded <= 31 ? (int32_t)coded * 2 - 113 : 0;
}

void mbim_core_status(const struct mbim_core *c, struct mbim_core_status *s)
{
	struct mbim_text t;

	memset(s, 0, sizeof(*s));
	s->control = mbim_control_info.states[c->control.state];
	s->attach = mbim_attach_info.states[c->attach.state];
	s->n_sessions = c->config.n_sessions;
	for (uint32_t i = 0; i < MBIM_CORE_SESSIONS; i++) {
		s->connect[i] =
			mbim_connect_info.states[c->session[i].machine.state];
		s->ip[i] = c->session[i].ip;
	}
	memcpy(s->device_id, c->device_id, sizeof(s->device_id));
	memcpy(s->firmware, c->firmware, sizeof(s->firmware));
	memcpy(s->provider, c->provider, sizeof(s->provider));
	memcpy(s->provider_id, c->provider_id, sizeof(s->provider_id));
	s->ex_version = c->ex_version;
	s->register_state = c->register_state;
	s->data_class = c->data_class;
	s->nw_error = c->nw_error;
	s->pin_attempts = c->pin_attempts;
	s->rssi_dbm = rssi_dbm(c->rssi);
	s->refused = c->refused;
	s->timeouts = c->timeouts;
	s->orphans = c->orphans + c->rx.orphans;
	s->garbage = c->rx.dropped_bytes;
	put_progress(c, s);
	mbim_text_init(&t, s->problem_text, sizeof(s->problem_text));
	put_problem(c, &t);
	s->problem = t.len ? s->problem_text : NULL;
}
