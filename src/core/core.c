/* The manager's surface: what happens outside becomes events, and after each
 * call the machines are where the wish and the facts put them. */
#include <assert.h>

#include "core/dispatch.h"

static void tell(struct att_core *c, enum att_control_news n)
{
	att_step_control(c, att_channel_event(c, n));
}

/* --- the wish ---------------------------------------------------------- */

static void settle_session(struct att_core *c, uint32_t i)
{
	uint8_t state = c->session[i].machine.state;
	bool wanted = c->want == ATT_WANT_CONNECTED && att_network_allows(c, i);

	if (state == ATT_CONNECT_IDLE) {
		/* Which sessions there are beside the first, caps tell. */
		if (wanted && att_network_serves(c) &&
		    (i == 0 || c->device_answered))
			att_step_session(c, i, ATT_CONNECT_EV_ATTACHED);
		return;
	}
	if (!wanted && state != ATT_CONNECT_RELEASING)
		att_step_session(c, i, ATT_CONNECT_EV_RELEASE);
}

static bool sessions_idle(const struct att_core *c)
{
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		if (c->session[i].machine.state != ATT_CONNECT_IDLE)
			return false;
	return true;
}

/* On an open channel the wish may grow beyond it, or shrink to it. */
static void settle_attach(struct att_core *c)
{
	bool begun = c->attach.state != ATT_ATTACH_IDLE;

	if (c->want <= ATT_WANT_KNOWN && begun && sessions_idle(c))
		att_step_end(c);
	else if (c->want > ATT_WANT_KNOWN && !begun)
		att_step_begin(c);
	else if (c->want == ATT_WANT_KNOWN && !begun)
		att_services_identify(c);
}

/* Sessions were begun without packet service: has one brought it? */
static void settle_unattached(struct att_core *c)
{
	bool active = false, under_way = false;

	if (c->attach.state != ATT_ATTACH_UNATTACHED)
		return;
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++) {
		uint8_t state = c->session[i].machine.state;

		active |= att_session_active(&c->session[i]);
		under_way |= state != ATT_CONNECT_IDLE &&
			     state != ATT_CONNECT_WAITING;
	}
	if (active)
		att_step_attach(c, ATT_ATTACH_EV_SESSION_ACTIVE);
	else if (!under_way)
		att_step_attach(c, ATT_ATTACH_EV_SESSION_REFUSED);
}

static void settle_channel(struct att_core *c)
{
	switch (att_channel(c)) {
	case ATT_CHANNEL_ABSENT:
	case ATT_CHANNEL_CLOSING:
		return;
	case ATT_CHANNEL_CLOSED:
		if (c->want != ATT_WANT_OFF && !att_channel_held(c))
			tell(c, ATT_CONTROL_WANTED);
		return;
	case ATT_CHANNEL_OPENING:
	case ATT_CHANNEL_SYNCHRONISING:
	case ATT_CHANNEL_OPEN:
	case ATT_CHANNEL_WAITING:
		if (c->want == ATT_WANT_OFF && sessions_idle(c))
			tell(c, ATT_CONTROL_RELEASE);
		else if (att_channel(c) == ATT_CHANNEL_OPEN)
			settle_attach(c);
		return;
	}
}

/* The rungs that are left out are passed at once; some steps are enough. */
static void settle_recovery(struct att_core *c)
{
	uint16_t event;

	att_watch_ask(c);
	for (unsigned i = 0; i < 4 && (event = att_recovery_due(c)); i++)
		att_step_recovery(c, event);
}

/* Sessions first: a context is deactivated before the channel is closed. */
static void settle(struct att_core *c)
{
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		settle_session(c, i);
	settle_unattached(c);
	settle_channel(c);
	settle_recovery(c);
}

/* --- API ----------------------------------------------------------------- */

/* The protocol's state stands behind the manager's. */
static size_t own_size(void)
{
	const size_t align = sizeof(uint64_t);

	return (sizeof(struct att_core) + align - 1) / align * align;
}

size_t att_core_size(const struct att_protocol *const *protocols)
{
	size_t largest = 0;

	for (; *protocols; protocols++)
		if ((*protocols)->size > largest)
			largest = (*protocols)->size;
	return own_size() + largest;
}

struct att_core *att_core_init(void *mem,
			       const struct att_protocol *const *protocols,
			       const struct att_core_config *config,
			       uint32_t seed, att_core_trace_fn *trace,
			       void *trace_ctx)
{
	struct att_core *c = mem;

	assert((uintptr_t)mem % sizeof(uint64_t) == 0);
	/* config, the first, is filled in whole */
	memset(&c->link, 0, sizeof(*c) - offsetof(struct att_core, link));
	c->protocols = protocols;
	c->protocol = protocols[0];
	c->t = (uint8_t *)mem + own_size();
	c->config = *config;
	c->random = seed;
	c->trace = trace;
	c->trace_ctx = trace_ctx;
	att_recovery_start(c);
	att_watch_start(c);
	c->control_timer_ms = ATT_CORE_NEVER;
	c->attach_timer_ms = ATT_CORE_NEVER;
	c->pin_attempts = ATT_ATTEMPTS_UNKNOWN;
	c->signal = att_signal_unknown;
	c->protocol->init(c->t, seed);
	att_attach_init(&c->attach);
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++) {
		att_connect_init(&c->session[i].machine);
		c->session[i].timer_ms = ATT_CORE_NEVER;
	}
	return c;
}

static void reconfigure_session(struct att_core *c, uint32_t i)
{
	struct att_session_state *s = &c->session[i];

	att_backoff_reset(&s->backoff);
	if (s->machine.state != ATT_CONNECT_IDLE &&
	    s->machine.state != ATT_CONNECT_RELEASING)
		att_step_session(c, i, ATT_CONNECT_EV_RELEASE);
}

/* The way up is gone anew: settle begins it. */
static void choose_anew(struct att_core *c)
{
	if (c->attach.state != ATT_ATTACH_IDLE)
		att_step_end(c);
}

void att_core_reconfigure(struct att_core *c,
			  const struct att_core_config *config, uint64_t now_ms)
{
	struct att_core_config old = c->config;

	c->now_ms = now_ms;
	c->config = *config;
	if (!att_bytes_equal(att_bytes_of(old.pin, sizeof(old.pin)),
			     att_bytes_of(config->pin, sizeof(config->pin))))
		att_sim_reconfigured(c);
	if (old.unlock != config->unlock)
		att_radio_reconfigured(c);
	if (!att_core_choice_same(&old.choice, &config->choice))
		choose_anew(c);
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		if (!att_core_session_same(&old.session[i],
					   &config->session[i]))
			reconfigure_session(c, i);
	if (c->attach.state == ATT_ATTACH_PIN_BLOCKED ||
	    c->attach.state == ATT_ATTACH_PUK_BLOCKED ||
	    c->attach.state == ATT_ATTACH_ROAMING_BARRED ||
	    (c->attach.state == ATT_ATTACH_RADIO_BLOCKED &&
	     old.unlock != config->unlock))
		att_step_attach(c, ATT_ATTACH_EV_RECONFIGURED);
	else if (att_network_reconsider(c))
		att_step_attach(c, c->registered);
	settle(c);
}

void att_core_want(struct att_core *c, enum att_want want, uint64_t now_ms)
{
	c->now_ms = now_ms;
	c->want = want;
	att_services_forget(c);
	att_channel_wanted(c);
	c->closed =
		want == ATT_WANT_OFF && (att_channel(c) == ATT_CHANNEL_ABSENT ||
					 att_channel(c) == ATT_CHANNEL_CLOSED);
	settle(c);
}

/* What is kept of the protocol of the modem before is of no use to this one. */
static bool choose_protocol(struct att_core *c, const char *name)
{
	const struct att_protocol *const *p = c->protocols;

	while (name && *p && !att_text_same((*p)->name, name))
		p++;
	if (*p && *p != c->protocol) {
		c->protocol = *p;
		c->protocol->init(c->t, c->random);
	}
	return *p != NULL;
}

void att_core_plug(struct att_core *c, const struct att_core_link *link,
		   uint64_t now_ms)
{
	if (att_channel(c) != ATT_CHANNEL_ABSENT)
		att_core_unplug(c, now_ms);
	c->now_ms = now_ms;
	if (!choose_protocol(c, link->speaks))
		return;
	c->link = *link;
	if (!c->link.max_outstanding)
		c->link.max_outstanding = c->protocol->outstanding;
	c->protocol->plug(c->t, link);
	att_radio_plugged(c);
	tell(c, ATT_CONTROL_PLUGGED);
	settle(c);
}

/* The next one may be another modem. */
static void forget_modem(struct att_core *c)
{
	att_radio_forget(c);
	att_network_forget(c);
	c->max_sessions = 0;
	c->signal = att_signal_unknown;
	c->device_id[0] = c->firmware[0] = c->hardware[0] = 0;
}

static void forget_failures(struct att_core *c)
{
	att_backoff_reset(&c->attach_backoff);
	att_backoff_reset(&c->radio_backoff);
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		att_backoff_reset(&c->session[i].backoff);
}

void att_core_unplug(struct att_core *c, uint64_t now_ms)
{
	c->now_ms = now_ms;
	if (att_channel(c) == ATT_CHANNEL_ABSENT)
		return;
	tell(c, ATT_CONTROL_GONE);
	att_sim_gone(c, c->own_reset);
	att_request_reset(c);
	/* Who plugs a modem in does not want to wait. */
	if (!c->own_reset)
		forget_failures(c);
	att_recovery_unplugged(c, c->own_reset);
	att_channel_gone(c);
	forget_modem(c);
	settle_recovery(c);
	c->closed = c->want == ATT_WANT_OFF;
	c->format_due = false;
}

static void reports(struct att_core *c)
{
	struct att_report r;

	while (c->protocol->next(c->t, c->now_ms, &r))
		att_dispatch(c, &r);
}

void att_core_input(struct att_core *c, struct att_bytes bytes, uint64_t now_ms)
{
	c->now_ms = now_ms;
	if (att_channel(c) == ATT_CHANNEL_ABSENT)
		return;
	c->protocol->input(c->t, bytes);
	reports(c);
	settle(c);
}

size_t att_core_output(struct att_core *c, uint8_t *buf, size_t cap)
{
	bool refused;
	size_t len;

	if (att_channel(c) == ATT_CHANNEL_ABSENT)
		return 0;
	/* Messages are never interleaved (MBIM 1.0 9.5). */
	while (!(len = c->protocol->output(c->t, buf, cap))) {
		if (!att_dispatch_send(c, &refused))
			return 0;
		if (refused)
			settle(c);
	}
	return len;
}

bool att_core_effect(struct att_core *c, struct att_effect *out)
{
	memset(out, 0, sizeof(*out));
	if (c->format_due) {
		c->format_due = false;
		out->kind = ATT_EFFECT_DATA_FORMAT;
		out->format = c->format;
		return true;
	}
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++) {
		struct att_session_state *s = &c->session[i];

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
		out->kind = ATT_EFFECT_RESET_PORT;
		out->reset = c->reset;
		return true;
	}
	if (c->closed) {
		c->closed = false;
		out->kind = ATT_EFFECT_CLOSED;
		return true;
	}
	return false;
}

void att_core_left(const struct att_core *c, struct att_left *out)
{
	out->len = 0;
	if (c->protocol->left)
		c->protocol->left(c->t, out);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t att_core_deadline(const struct att_core *c)
{
	uint64_t at = earlier(c->control_timer_ms, c->attach_timer_ms);

	at = earlier(at, att_request_deadline(c));
	at = earlier(at, c->protocol->deadline(c->t));
	at = earlier(at, att_watch_deadline(c));
	at = earlier(at, att_recovery_deadline(c));
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		at = earlier(at, c->session[i].timer_ms);
	return at;
}

static bool due(struct att_core *c, uint64_t *timer_ms)
{
	if (*timer_ms > c->now_ms)
		return false;
	*timer_ms = ATT_CORE_NEVER;
	return true;
}

static void expire_session(struct att_core *c, uint32_t i)
{
	if (due(c, &c->session[i].timer_ms))
		att_step_session(c, i, att_session_expired(c, i));
}

static void observed(struct att_core *c, const struct att_observation *o)
{
	uint16_t ev = att_session_observed(c, o);

	if (ev)
		att_step_session(c, o->session, ev);
	att_recovery_observed(c, o);
}

void att_core_observe(struct att_core *c, const struct att_observation *o,
		      uint64_t now_ms)
{
	c->now_ms = now_ms;
	if (o->session < ATT_CORE_SESSIONS)
		observed(c, o);
	settle(c);
}

void att_core_expire(struct att_core *c, uint64_t now_ms)
{
	c->now_ms = now_ms;
	c->protocol->expire(c->t, now_ms);
	reports(c);
	att_dispatch_overdue(c);
	/* In `closed` it ends a hold, and settle goes on. */
	if (due(c, &c->control_timer_ms) &&
	    att_channel(c) == ATT_CHANNEL_WAITING)
		tell(c, ATT_CONTROL_RETRY);
	if (due(c, &c->attach_timer_ms))
		att_step_attach(c, ATT_ATTACH_EV_RETRY);
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		expire_session(c, i);
	settle(c);
}
