/* The manager's surface: what happens outside becomes events, and after each
 * call the machines are where the wish and the facts put them. */
#include "core/state.h"

#include <assert.h>

#define DEFAULT_CONTROL 4096u
#define IP_GIVE_UP_MS	20000u
#define RSSI_UNKNOWN	99u

static void traced(struct mbim_core *c, struct mbim_trace_rec *rec,
		   uint32_t instance)
{
	rec->at_ms = c->now_ms;
	rec->instance = instance;
	c->refused += rec->refused;
	if (c->trace)
		c->trace(c->trace_ctx, rec);
}

/* The machine has moved: what it asked before no longer matters. */
static void carry_out(struct mbim_core *c, unsigned slot, uint32_t session,
		      const struct mbim_action *action)
{
	mbim_request_drop(c, slot);
	if (action->run)
		action->run(c, session);
	else if (action->type)
		mbim_request_put(c, slot, session, action);
}

void mbim_core_control_event(struct mbim_core *c, enum mbim_control_event ev)
{
	uint8_t from = c->control.state;
	struct mbim_trace_rec rec;
	bool taken = mbim_control_step(&c->control, ev, &rec);

	traced(c, &rec, 0);
	if (!taken)
		return;
	c->control_timer_ms = mbim_control_timer(c);
	if (from == MBIM_CONTROL_OPEN)
		mbim_core_channel_lost(c);
	if (c->control.state == MBIM_CONTROL_OPENING)
		mbim_control_opening(c, from);
	/* A freshly opened function owes no answers, and gave none. */
	if (c->control.state == MBIM_CONTROL_SERVICES) {
		memset(c->abandoned, 0, sizeof(c->abandoned));
		c->answered = false;
	}
	if (c->control.state == MBIM_CONTROL_CLOSED &&
	    from != MBIM_CONTROL_ABSENT)
		c->closed = c->want == MBIM_WANT_OFF;
	carry_out(c, MBIM_SLOT_CONTROL, 0, mbim_control_action(rec.effect));
}

void mbim_core_attach_event(struct mbim_core *c, enum mbim_attach_event ev)
{
	struct mbim_trace_rec rec;
	bool taken = mbim_attach_step(&c->attach, ev, &rec);

	traced(c, &rec, 0);
	if (!taken)
		return;
	c->attach_timer_ms = mbim_attach_timer(c);
	if (c->attach.state == MBIM_ATTACH_IDLE)
		c->radio = c->sim = c->registered = c->packet = 0;
	carry_out(c, MBIM_SLOT_ATTACH, 0, mbim_attach_action(rec.effect));
}

static void connect_entered(struct mbim_core *c, uint32_t session, uint8_t from)
{
	struct mbim_session_state *s = &c->session[session];

	if (from == MBIM_CONNECT_IDLE) {
		s->ip_type = c->config.session[session].ip;
		s->status = s->nw_error = 0;
		s->activity = 0;
	}
	if (s->machine.state == MBIM_CONNECT_ACTIVATING)
		s->activity = 0; /* whatever comes now is news */
	if (from == MBIM_CONNECT_ACTIVATING)
		s->give_up_ms = c->now_ms + IP_GIVE_UP_MS;
}

void mbim_core_connect_event(struct mbim_core *c, uint32_t session,
			     enum mbim_connect_event ev)
{
	struct mbim_session_state *s = &c->session[session];
	uint8_t from = s->machine.state;
	struct mbim_trace_rec rec;
	bool taken = mbim_connect_step(&s->machine, ev, &rec);

	if (ev == MBIM_CONNECT_EV_ACTIVATED ||
	    ev == MBIM_CONNECT_EV_DEACTIVATED)
		s->activity = (uint16_t)ev;
	traced(c, &rec, session);
	if (!taken)
		return;
	s->timer_ms = mbim_connect_timer(c, session);
	connect_entered(c, session, from);
	carry_out(c, MBIM_SLOT_CONNECT + session, session,
		  mbim_connect_action(rec.effect));
}

void mbim_core_channel_lost(struct mbim_core *c)
{
	for (uint32_t i = 0; i < MBIM_CORE_SESSIONS; i++)
		if (c->session[i].machine.state != MBIM_CONNECT_IDLE)
			mbim_core_connect_event(c, i, MBIM_CONNECT_EV_DETACHED);
	mbim_aside_drop(c);
	if (c->attach.state != MBIM_ATTACH_IDLE)
		mbim_core_attach_event(c, MBIM_ATTACH_EV_LOST);
}

/* --- the wish ---------------------------------------------------------- */

static void settle_session(struct mbim_core *c, uint32_t i)
{
	uint8_t state = c->session[i].machine.state;
	bool wanted =
		c->want == MBIM_WANT_CONNECTED && mbim_session_allowed(c, i);

	if (state == MBIM_CONNECT_IDLE) {
		/* Which sessions there are beside the first, caps tell. */
		if (wanted && c->attach.state == MBIM_ATTACH_ATTACHED &&
		    (i == 0 || c->caps_answered))
			mbim_core_connect_event(c, i, MBIM_CONNECT_EV_ATTACHED);
		return;
	}
	if (!wanted && state != MBIM_CONNECT_RELEASING)
		mbim_core_connect_event(c, i, MBIM_CONNECT_EV_RELEASE);
}

static bool sessions_idle(const struct mbim_core *c)
{
	for (uint32_t i = 0; i < MBIM_CORE_SESSIONS; i++)
		if (c->session[i].machine.state != MBIM_CONNECT_IDLE)
			return false;
	return true;
}

static void settle_channel(struct mbim_core *c)
{
	switch ((enum mbim_control_state)c->control.state) {
	case MBIM_CONTROL_ABSENT:
	case MBIM_CONTROL_CLOSING:
		return;
	case MBIM_CONTROL_CLOSED:
		if (c->want != MBIM_WANT_OFF && c->now_ms >= c->hold_until_ms)
			mbim_core_control_event(c, MBIM_CONTROL_EV_WANTED);
		return;
	case MBIM_CONTROL_OPENING:
	case MBIM_CONTROL_RESYNCING:
	case MBIM_CONTROL_SERVICES:
	case MBIM_CONTROL_VERSION:
	case MBIM_CONTROL_OPEN:
	case MBIM_CONTROL_WAITING:
		if (c->want == MBIM_WANT_OFF && sessions_idle(c))
			mbim_core_control_event(c, MBIM_CONTROL_EV_RELEASE);
		return;
	}
}

/* Sessions first: a context is deactivated before the channel is closed. */
static void settle(struct mbim_core *c)
{
	for (uint32_t i = 0; i < MBIM_CORE_SESSIONS; i++)
		settle_session(c, i);
	settle_channel(c);
}

/* --- API ----------------------------------------------------------------- */

size_t mbim_core_size(void)
{
	return sizeof(struct mbim_core);
}

struct mbim_core *mbim_core_init(void *mem,
				 const struct mbim_core_config *config,
				 uint32_t seed, mbim_core_trace_fn *trace,
				 void *trace_ctx)
{
	struct mbim_core *c = mem;

	assert((uintptr_t)mem % sizeof(uint64_t) == 0);
	memset(c, 0, sizeof(*c));
	c->config = *config;
	c->random = seed;
	c->trace = trace;
	c->trace_ctx = trace_ctx;
	c->transaction = mbim_request_first_id(seed);
	c->control_timer_ms = MBIM_CORE_NEVER;
	c->attach_timer_ms = MBIM_CORE_NEVER;
	c->pin_attempts = UINT32_MAX;
	c->rssi = RSSI_UNKNOWN;
	mbim_control_init(&c->control);
	mbim_attach_init(&c->attach);
	for (uint32_t i = 0; i < MBIM_CORE_SESSIONS; i++) {
		mbim_connect_init(&c->session[i].machine);
		c->session[i].timer_ms = MBIM_CORE_NEVER;
	}
	mbim_frag_rx_init(&c->rx, true, c->stream, sizeof(c->stream), c->whole,
			  sizeof(c->whole));
	return c;
}

static bool same(const void *a, const void *b, size_t len)
{
	return mbim_bytes_equal(mbim_bytes_of(a, len), mbim_bytes_of(b, len));
}

static void reconfigure_session(struct mbim_core *c, uint32_t i)
{
	struct mbim_session_state *s = &c->session[i];

	s->backoff.failures = 0;
	if (s->machine.state != MBIM_CONNECT_IDLE &&
	    s->machine.state != MBIM_CONNECT_RELEASING)
		mbim_core_connect_event(c, i, MBIM_CONNECT_EV_RELEASE);
}

void mbim_core_reconfigure(struct mbim_core *c,
			   const struct mbim_core_config *config,
			   uint64_t now_ms)
{
	struct mbim_core_config old = c->config;

	c->now_ms = now_ms;
	c->config = *config;
	if (!same(old.pin, config->pin, sizeof(old.pin)))
		c->pin_use = MBIM_PIN_FRESH;
	for (uint32_t i = 0; i < MBIM_CORE_SESSIONS; i++)
		if (!same(&old.session[i], &config->session[i],
			  sizeof(old.session[i])))
			reconfigure_session(c, i);
	if (c->attach.state == MBIM_ATTACH_PIN_BLOCKED ||
	    c->attach.state == MBIM_ATTACH_PUK_BLOCKED ||
	    c->attach.state == MBIM_ATTACH_ROAMING_BARRED)
		mbim_core_attach_event(c, MBIM_ATTACH_EV_RECONFIGURED);
	else
		mbim_register_reconsider(c);
	settle(c);
}

void mbim_core_want(struct mbim_core *c, enum mbim_want want, uint64_t now_ms)
{
	c->now_ms = now_ms;
	c->want = want;
	c->hold_until_ms = 0;
	c->closed = want == MBIM_WANT_OFF &&
		    (c->control.state == MBIM_CONTROL_ABSENT ||
		     c->control.state == MBIM_CONTROL_CLOSED);
	settle(c);
}

static uint16_t control_size(uint16_t max_control)
{
	if (!max_control || max_control > DEFAULT_CONTROL)
		return DEFAULT_CONTROL;
	return max_control < MBIM_MSG_MIN_CONTROL ? MBIM_MSG_MIN_CONTROL
						  : max_control;
}

static uint16_t known_version(uint16_t ex_version)
{
	if (ex_version < MBIM_EX_1)
		return MBIM_EX_1;
	return ex_version > MBIM_EX_3 ? MBIM_EX_3 : ex_version;
}

void mbim_core_plug(struct mbim_core *c, const struct mbim_core_link *link,
		    uint64_t now_ms)
{
	if (c->control.state != MBIM_CONTROL_ABSENT)
		mbim_core_unplug(c, now_ms);
	c->now_ms = now_ms;
	c->link = *link;
	if (!c->link.max_outstanding)
		c->link.max_outstanding = 1;
	c->max_control = control_size(link->max_control);
	c->ex_version = known_version(link->ex_version);
	mbim_frag_rx_init(&c->rx, link->framed, c->stream, sizeof(c->stream),
			  c->whole, sizeof(c->whole));
	c->plug_transaction = c->transaction;
	c->desynced = link->stale;
	mbim_core_control_event(c, MBIM_CONTROL_EV_PLUGGED);
	settle(c);
}

static void forget_silence(struct mbim_core *c)
{
	c->hold_until_ms = 0;
	c->control_backoff.failures = 0;
	c->mute = c->not_opened = false;
	c->silent_to = NULL;
	c->services_unanswered = c->version_unanswered = false;
}

/* The next one may be another modem. */
static void forget_modem(struct mbim_core *c)
{
	c->fcc_lock = false;
	c->fcc_tries = 0;
	c->max_sessions = 0;
	c->register_state = c->data_class = c->nw_error = 0;
	c->rssi = RSSI_UNKNOWN;
	c->device_id[0] = c->firmware[0] = 0;
	c->provider[0] = c->provider_id[0] = 0;
}

void mbim_core_unplug(struct mbim_core *c, uint64_t now_ms)
{
	c->now_ms = now_ms;
	if (c->control.state == MBIM_CONTROL_ABSENT)
		return;
	mbim_core_control_event(c, MBIM_CONTROL_EV_GONE);
	if (c->pin_use == MBIM_PIN_SENT || c->pin_use == MBIM_PIN_ACCEPTED)
		c->pin_use = MBIM_PIN_UNANSWERED;
	mbim_request_reset(c);
	/* Who plugs a modem in does not want to wait. */
	if (!c->own_reset)
		forget_silence(c);
	c->own_reset = false;
	forget_modem(c);
	c->closed = c->want == MBIM_WANT_OFF;
}

void mbim_core_input(struct mbim_core *c, struct mbim_bytes bytes,
		     uint64_t now_ms)
{
	struct mbim_frag_fault fault;
	struct mbim_bytes message;
	int got;

	c->now_ms = now_ms;
	if (c->control.state == MBIM_CONTROL_ABSENT)
		return;
	mbim_frag_rx_put(&c->rx, bytes);
	for (;;) {
		fault.code = 0;
		got = mbim_frag_rx_get(&c->rx, now_ms, &message, &fault);
		if (!got)
			break;
		if (got > 0)
			mbim_core_message(c, message);
		else if (fault.code)
			mbim_request_fault(c, &fault);
	}
	settle(c);
}

size_t mbim_core_output(struct mbim_core *c, uint8_t *buf, size_t cap)
{
	if (c->control.state == MBIM_CONTROL_ABSENT)
		return 0;
	return mbim_request_output(c, buf, cap);
}

bool mbim_core_effect(struct mbim_core *c, struct mbim_effect *out)
{
	memset(out, 0, sizeof(*out));
	for (uint32_t i = 0; i < MBIM_CORE_SESSIONS; i++) {
		struct mbim_session_state *s = &c->session[i];

		if (!s->has_effect)
			continue;
		s->has_effect = false;
		out->kind = s->effect;
		out->session = i;
		out->ip = s->ip;
		return true;
	}
	if (c->reset_port) {
		c->reset_port = false;
		out->kind = MBIM_EFFECT_RESET_PORT;
		return true;
	}
	if (c->closed) {
		c->closed = false;
		out->kind = MBIM_EFFECT_CLOSED;
		return true;
	}
	return false;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t mbim_core_deadline(const struct mbim_core *c)
{
	uint64_t at = earlier(c->control_timer_ms, c->attach_timer_ms);

	at = earlier(at, mbim_request_deadline(c));
	at = earlier(at, c->rx.deadline_ms);
	for (uint32_t i = 0; i < MBIM_CORE_SESSIONS; i++)
		at = earlier(at, c->session[i].timer_ms);
	return at;
}

static bool due(struct mbim_core *c, uint64_t *timer_ms)
{
	if (*timer_ms > c->now_ms)
		return false;
	*timer_ms = MBIM_CORE_NEVER;
	return true;
}

static void expire_session(struct mbim_core *c, uint32_t i)
{
	struct mbim_session_state *s = &c->session[i];

	if (!due(c, &s->timer_ms))
		return;
	if (s->machine.state == MBIM_CONNECT_WAITING)
		mbim_core_connect_event(c, i, MBIM_CONNECT_EV_RETRY);
	else if (s->machine.state == MBIM_CONNECT_IP_WAITING)
		mbim_core_connect_event(c, i,
					c->now_ms >= s->give_up_ms
						? MBIM_CONNECT_EV_EXHAUSTED
						: MBIM_CONNECT_EV_RETRY);
	else /* ACTIVATING or DEACTIVATING for too long */
		mbim_core_connect_event(c, i, MBIM_CONNECT_EV_TIMEOUT);
}

void mbim_core_expire(struct mbim_core *c, uint64_t now_ms)
{
	struct mbim_frag_fault fault = {0, 0};

	c->now_ms = now_ms;
	if (mbim_frag_rx_expire(&c->rx, now_ms, &fault) > 0)
		mbim_request_fault(c, &fault);
	mbim_request_expire(c);
	/* In `closed` it ends a hold, and settle goes on. */
	if (due(c, &c->control_timer_ms) &&
	    c->control.state == MBIM_CONTROL_WAITING)
		mbim_core_control_event(c, MBIM_CONTROL_EV_RETRY);
	if (due(c, &c->attach_timer_ms))
		mbim_core_attach_event(c, MBIM_ATTACH_EV_RETRY);
	for (uint32_t i = 0; i < MBIM_CORE_SESSIONS; i++)
		expire_session(c, i);
	settle(c);
}
