/* Policy of recovery: what is troubled, when its count is passed, and which
 * rung comes next. A rung is never taken because of what the network says or
 * does not say; and no rung touches the PIN. */
#include "core/state.h"

#define ASKED_MS   10000u /* data may come back */
#define AWAY_MS	   60000u /* a modem that was reset comes back in that time */
#define STEADY_MS  60000u
#define MOST_RESTS 5u
#define UNANSWERED 3u /* refusals */

static enum att_recovery_state state(const struct att_core *c)
{
	return (enum att_recovery_state)c->recovery.machine.state;
}

static bool absent(const struct att_core *c)
{
	return att_channel(c) == ATT_CHANNEL_ABSENT;
}

static bool enabled(const struct att_core *c)
{
	const struct att_core_recovery *r = &c->config.recovery;

	return r->rungs || r->ask_ms;
}

void att_recovery_default(struct att_core_recovery *r)
{
	*r = (struct att_core_recovery){
		.rungs = ATT_RUNG_SESSION | ATT_RUNG_RADIO | ATT_RUNG_REOPEN |
			 ATT_RUNG_RESET | ATT_RUNG_REENUMERATE,
		.ask_ms = 25000,
		.refusals = 5,
		.sim_ms = 120000,
		.rest_ms = 300000,
	};
}

void att_recovery_start(struct att_core *c)
{
	att_recovery_init(&c->recovery.machine);
	c->recovery.timer_ms = ATT_CORE_NEVER;
	c->recovery.steady_ms = ATT_CORE_NEVER;
	c->recovery.sim_ms = ATT_CORE_NEVER;
}

/* --- what is troubled ---------------------------------------------------- */

static bool stalls(const struct att_core *c, uint32_t *session)
{
	for (uint32_t i = 0; i < c->config.n_sessions; i++) {
		*session = i;
		if (c->session[i].machine.state == ATT_CONNECT_UP &&
		    c->session[i].traffic == ATT_TRAFFIC_STALLS)
			return true;
	}
	return false;
}

static bool refuses(const struct att_core *c, uint32_t *session)
{
	const uint32_t most = c->config.recovery.refusals;

	if (!most)
		return false;
	for (uint32_t i = 0; i < c->config.n_sessions; i++) {
		*session = i;
		if (c->session[i].refusals >= most)
			return true;
	}
	*session = ATT_CORE_SESSIONS;
	return c->recovery.refusals >= most;
}

static bool sim_hangs(const struct att_core *c)
{
	return c->config.recovery.sim_ms &&
	       c->recovery.sim_ms != ATT_CORE_NEVER &&
	       c->now_ms >= c->recovery.sim_ms + c->config.recovery.sim_ms;
}

static enum att_trouble trouble(const struct att_core *c, uint32_t *session)
{
	*session = 0;
	if (sim_hangs(c))
		return ATT_TROUBLE_SIM;
	if (refuses(c, session))
		return ATT_TROUBLE_REFUSED;
	if (stalls(c, session))
		return ATT_TROUBLE_STALL;
	return c->recovery.silent ? ATT_TROUBLE_SILENCE : ATT_TROUBLE_NONE;
}

static void watch_sim(struct att_core *c)
{
	if (c->attach.state != ATT_ATTACH_SIM &&
	    c->attach.state != ATT_ATTACH_SIM_STARTING)
		c->recovery.sim_ms = ATT_CORE_NEVER;
	else if (c->recovery.sim_ms == ATT_CORE_NEVER)
		c->recovery.sim_ms = c->now_ms;
}

/* Since when does everything stand that is wanted? */
static void watch_steadiness(struct att_core *c)
{
	bool stands =
		c->attach.state == ATT_ATTACH_ATTACHED && !c->recovery.silent;

	for (uint32_t i = 0; i < c->config.n_sessions; i++)
		stands &= c->want < ATT_WANT_CONNECTED ||
			  c->config.session[i].off ||
			  (c->session[i].machine.state == ATT_CONNECT_UP &&
			   c->session[i].traffic != ATT_TRAFFIC_STALLS);
	if (!stands)
		c->recovery.steady_ms = ATT_CORE_NEVER;
	else if (c->recovery.steady_ms == ATT_CORE_NEVER)
		c->recovery.steady_ms = c->now_ms;
}

/* When will that have been so long enough? */
static uint64_t steady_at(const struct att_core *c)
{
	const uint32_t long_ms = c->config.recovery.steady_ms;

	if (c->recovery.steady_ms == ATT_CORE_NEVER)
		return ATT_CORE_NEVER;
	return c->recovery.steady_ms + (long_ms ? long_ms : STEADY_MS);
}

static bool steady(const struct att_core *c)
{
	return c->now_ms >= steady_at(c);
}

/* --- which rung ---------------------------------------------------------- */

static uint16_t event(struct att_core *c, enum att_recovery_event e,
		      enum att_trouble t, uint32_t session)
{
	c->recovery.trouble = t;
	c->recovery.trouble_session = session;
	return (uint16_t)e;
}

static uint16_t from_well(struct att_core *c)
{
	uint32_t session;
	enum att_trouble t = trouble(c, &session);

	switch (t) {
	case ATT_TROUBLE_NONE:
		return 0;
	case ATT_TROUBLE_SILENCE:
	case ATT_TROUBLE_STALL:
		return event(c, ATT_RECOVERY_EV_ASK, t, session);
	case ATT_TROUBLE_REFUSED:
	case ATT_TROUBLE_SIM:
		break;
	}
	return event(c, ATT_RECOVERY_EV_TROUBLE, t, session);
}

/* RSSI of at most -107 dBm, or RSRP of at most -120 dBm: data gets lost on the
 * air. */
static bool weak(const struct att_core *c)
{
	const struct att_signal_facts *s = &c->signal;

	return s->rssi <= 3 ||
	       (s->rsrp_dbm != ATT_RSRP_UNKNOWN && s->rsrp_dbm <= -120);
}

/* Then a new session may be had, if the configuration has that, and no more. */
static bool may_begin(const struct att_core *c, enum att_trouble t)
{
	return t != ATT_TROUBLE_STALL ||
	       (c->now_ms >= c->recovery.timer_ms &&
		(!weak(c) || c->config.recovery.rungs & ATT_RUNG_SESSION));
}

/* Silence is counted by the channel: it is hung, or not. */
static uint16_t from_asked(struct att_core *c)
{
	uint32_t session;
	enum att_trouble t = trouble(c, &session);

	if (absent(c))
		return c->now_ms >= c->recovery.timer_ms ? ATT_RECOVERY_EV_MUTE
							 : 0;
	/* After a rest more is needed than that nothing is wrong by now. */
	if (t == ATT_TROUBLE_NONE)
		return !c->recovery.rests || steady(c) ? ATT_RECOVERY_EV_WELL
						       : 0;
	if (t == ATT_TROUBLE_SILENCE || !may_begin(c, t))
		return 0;
	return event(c, ATT_RECOVERY_EV_TROUBLE, t, session);
}

static uint16_t from_rung(struct att_core *c)
{
	uint32_t session;
	enum att_trouble t = trouble(c, &session);

	if (steady(c))
		return ATT_RECOVERY_EV_WELL;
	if (absent(c))
		return c->now_ms >= c->recovery.timer_ms
			       ? (uint16_t)ATT_RECOVERY_EV_TROUBLE
			       : 0;
	if (t == ATT_TROUBLE_NONE || t == ATT_TROUBLE_SILENCE ||
	    (t == ATT_TROUBLE_STALL && weak(c)))
		return 0;
	return event(c, ATT_RECOVERY_EV_TROUBLE, t, session);
}

static uint16_t from_resting(const struct att_core *c)
{
	if (steady(c))
		return ATT_RECOVERY_EV_WELL;
	return c->now_ms >= c->recovery.timer_ms ? ATT_RECOVERY_EV_RETRY : 0;
}

uint16_t att_recovery_due(struct att_core *c)
{
	if (!enabled(c))
		return state(c) == ATT_RECOVERY_WELL ? 0 : ATT_RECOVERY_EV_GONE;
	watch_sim(c);
	watch_steadiness(c);
	if (state(c) == ATT_RECOVERY_WELL)
		return c->want > ATT_WANT_OPEN ? from_well(c) : 0;
	if (c->recovery.gone || c->want <= ATT_WANT_OPEN)
		return ATT_RECOVERY_EV_GONE;
	if (state(c) == ATT_RECOVERY_ASKED)
		return from_asked(c);
	return state(c) == ATT_RECOVERY_RESTING ? from_resting(c)
						: from_rung(c);
}

/* What is over by now was considered, and is still so. */
static void earliest(const struct att_core *c, uint64_t *at, uint64_t other)
{
	if (other > c->now_ms && other < *at)
		*at = other;
}

uint64_t att_recovery_deadline(const struct att_core *c)
{
	const struct att_recovery_policy *r = &c->recovery;
	uint64_t at = ATT_CORE_NEVER;

	if (!enabled(c))
		return ATT_CORE_NEVER;
	earliest(c, &at, r->timer_ms);
	if (state(c) != ATT_RECOVERY_WELL)
		earliest(c, &at, steady_at(c));
	if (c->config.recovery.sim_ms && r->sim_ms != ATT_CORE_NEVER)
		earliest(c, &at, r->sim_ms + c->config.recovery.sim_ms);
	return at;
}

/* --- what the control chart does ----------------------------------------- */

/* What recovery orders itself is no news to it. */
static bool heeds(const struct att_core *c)
{
	return enabled(c) && !c->recovery.acts &&
	       state(c) != ATT_RECOVERY_RESTING;
}

/* Below `reopened` it is a rung that is jumped to. */
static uint16_t silence(struct att_core *c, enum att_recovery_event jump)
{
	if (!heeds(c))
		return 0;
	c->recovery.trouble = ATT_TROUBLE_SILENCE;
	return (uint16_t)(state(c) < ATT_RECOVERY_REOPENED
				  ? jump
				  : ATT_RECOVERY_EV_TROUBLE);
}

uint16_t att_recovery_of_hung(struct att_core *c)
{
	return silence(c, ATT_RECOVERY_EV_HUNG);
}

uint16_t att_recovery_of_reset(struct att_core *c)
{
	return silence(c, ATT_RECOVERY_EV_MUTE);
}

bool att_recovery_reset(const struct att_core *c, enum att_reset *how)
{
	*how = ATT_RESET_PORT;
	if (state(c) == ATT_RECOVERY_REENUMERATED)
		*how = ATT_RESET_REENUMERATE;
	else if (state(c) == ATT_RECOVERY_POWERED)
		*how = ATT_RESET_POWER;
	return state(c) != ATT_RECOVERY_RESTING;
}

/* --- the rungs ----------------------------------------------------------- */

bool att_recovery_may(const struct att_core *c)
{
	static const uint32_t rungs[] = {
		[ATT_RECOVERY_WELL] = 0,
		[ATT_RECOVERY_ASKED] = 0,
		[ATT_RECOVERY_RENEWED] = ATT_RUNG_SESSION,
		[ATT_RECOVERY_CYCLED] = ATT_RUNG_RADIO,
		[ATT_RECOVERY_REOPENED] = ATT_RUNG_REOPEN,
		[ATT_RECOVERY_RESET] = ATT_RUNG_RESET,
		[ATT_RECOVERY_REENUMERATED] = ATT_RUNG_REENUMERATE,
		[ATT_RECOVERY_POWERED] = ATT_RUNG_POWER,
		[ATT_RECOVERY_RESTING] = 0,
	};
	const uint32_t rung = rungs[state(c)];

	if (rung == ATT_RUNG_SESSION &&
	    c->recovery.trouble != ATT_TROUBLE_STALL)
		return false;
	return !rung || c->config.recovery.rungs & rung;
}

static uint64_t rest_until(struct att_core *c)
{
	uint32_t first = c->config.recovery.rest_ms;
	uint64_t ms = (uint64_t)(first ? first : STEADY_MS)
		      << c->recovery.rests;

	if (c->recovery.rests < MOST_RESTS)
		c->recovery.rests++;
	return c->now_ms + ms;
}

static uint64_t timer(struct att_core *c)
{
	switch (state(c)) {
	case ATT_RECOVERY_ASKED:
		return c->now_ms + ASKED_MS;
	case ATT_RECOVERY_RESET:
	case ATT_RECOVERY_REENUMERATED:
	case ATT_RECOVERY_POWERED:
		return c->now_ms + AWAY_MS;
	case ATT_RECOVERY_RESTING:
		return rest_until(c);
	case ATT_RECOVERY_WELL:
	case ATT_RECOVERY_RENEWED:
	case ATT_RECOVERY_CYCLED:
	case ATT_RECOVERY_REOPENED:
		break;
	}
	return ATT_CORE_NEVER;
}

/* A count has to be passed again before the next rung. */
static void forget_counts(struct att_core *c)
{
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		c->session[i].refusals = 0;
	c->recovery.refusals = 0;
	c->recovery.sim_ms = ATT_CORE_NEVER;
	c->recovery.steady_ms = ATT_CORE_NEVER;
}

void att_recovery_entered(struct att_core *c)
{
	c->recovery.timer_ms = timer(c);
	c->recovery.gone = false;
	forget_counts(c);
	if (state(c) != ATT_RECOVERY_WELL)
		return;
	c->recovery.rests = 0;
	c->recovery.trouble = ATT_TROUBLE_NONE;
}

void att_recovery_acts(struct att_core *c)
{
	if (state(c) == ATT_RECOVERY_ASKED || state(c) == ATT_RECOVERY_RESTING)
		return;
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		c->session[i].traffic = ATT_TRAFFIC_UNKNOWN;
}

/* The next one may be another modem. */
void att_recovery_unplugged(struct att_core *c, bool own_reset)
{
	c->recovery.gone = !own_reset && state(c) != ATT_RECOVERY_WELL;
	if (!own_reset)
		forget_counts(c);
}

/* --- counts -------------------------------------------------------------- */

static enum att_traffic traffic_of(enum att_observed what,
				   enum att_traffic before)
{
	switch (what) {
	case ATT_OBSERVED_TRAFFIC:
	case ATT_OBSERVED_PROBE_ANSWERED:
		return ATT_TRAFFIC_FLOWS;
	case ATT_OBSERVED_NO_TRAFFIC:
		return ATT_TRAFFIC_STALLS;
	/* Where other data is received the probe is at fault. */
	case ATT_OBSERVED_PROBE_FAILED:
		return before == ATT_TRAFFIC_FLOWS ? before
						   : ATT_TRAFFIC_STALLS;
	case ATT_OBSERVED_IDLE:
		return before == ATT_TRAFFIC_FLOWS ? ATT_TRAFFIC_UNKNOWN
						   : before;
	case ATT_OBSERVED_LINK_WELL:
	case ATT_OBSERVED_LINK_PROBLEM:
	case ATT_OBSERVED_RESUMED:
		break;
	}
	return before;
}

void att_recovery_observed(struct att_core *c, const struct att_observation *o)
{
	struct att_session_state *s = &c->session[o->session];

	if (o->what == ATT_OBSERVED_RESUMED)
		att_watch_resumed(c);
	else if (s->machine.state == ATT_CONNECT_UP)
		s->traffic = traffic_of(o->what, s->traffic);
}

/* A cause is the network's; without one it is the modem that refuses. What it
 * does not answer weighs more: that took minutes. */
static unsigned weight(const struct att_session_state *s, uint8_t from)
{
	if (from == ATT_CONNECT_ABANDONING || from == ATT_CONNECT_CLEARING)
		return UNANSWERED;
	return s->over == ATT_SESSION_REFUSED && !s->cause;
}

void att_recovery_session_waits(struct att_core *c, uint32_t session,
				uint8_t from)
{
	struct att_session_state *s = &c->session[session];
	const unsigned more = weight(s, from);

	if (!more)
		s->refusals = 0;
	else if (s->refusals <= UINT8_MAX - more)
		s->refusals = (uint8_t)(s->refusals + more);
}

void att_recovery_link(struct att_core *c, uint32_t session, bool up)
{
	c->session[session].traffic = ATT_TRAFFIC_UNKNOWN;
	if (up)
		c->session[session].refusals = 0;
}

void att_recovery_attach(struct att_core *c)
{
	if (c->attach.state == ATT_ATTACH_ATTACHED || att_network_cause(c))
		c->recovery.refusals = 0;
	else if (c->attach.state == ATT_ATTACH_ATTACH_FAILED &&
		 c->attach_refused.refused && c->recovery.refusals < UINT8_MAX)
		c->recovery.refusals++;
}

/* --- in words ------------------------------------------------------------ */

static void put_session(const struct att_core *c, struct att_text *t)
{
	att_text_put(t, "session ");
	att_text_put(t, c->config.session[c->recovery.trouble_session].name);
}

static void put_trouble(const struct att_core *c, struct att_text *t)
{
	switch (c->recovery.trouble) {
	case ATT_TROUBLE_NONE:
	case ATT_TROUBLE_SILENCE:
		att_text_put(t, "the modem does not answer");
		if (att_watch_data_flows(c))
			att_text_put(t, ", but data is received");
		return;
	case ATT_TROUBLE_STALL:
		put_session(c, t);
		att_text_put(t, " receives nothing");
		return;
	case ATT_TROUBLE_REFUSED:
		if (c->recovery.trouble_session < ATT_CORE_SESSIONS)
			put_session(c, t);
		else
			att_text_put(t, "packet service");
		att_text_put(t, " is refused again and again without a cause");
		return;
	case ATT_TROUBLE_SIM:
		att_text_put(t, "the SIM does not get ready");
		return;
	}
}

/* All that is wanted stands again, and is watched for a minute. A session that
 * received nothing has to receive something. */
static bool helped(const struct att_core *c)
{
	const struct att_recovery_policy *r = &c->recovery;

	return r->steady_ms != ATT_CORE_NEVER &&
	       (r->trouble != ATT_TROUBLE_STALL ||
		c->session[r->trouble_session].traffic == ATT_TRAFFIC_FLOWS);
}

bool att_recovery_stuck(const struct att_core *c)
{
	return att_recovery_info.about[state(c)].stuck && !helped(c);
}

void att_recovery_text(const struct att_core *c, struct att_text *t)
{
	const char *says = att_recovery_info.about[state(c)].says;

	if (!says || helped(c))
		return;
	put_trouble(c, t);
	att_text_put(t, ": ");
	att_text_put(t, says);
}
