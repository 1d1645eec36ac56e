/* Watching: what the modem is asked while all is well. Operators give other
 * addresses without news, news gets lost, and a modem can stop to answer while
 * nobody asks it anything. One question after the other: the signal, which
 * tells soonest whether it answers, then the addresses of each session that is
 * up. */
#include "core/state.h"

/* After the host slept, the modem has to wake up as well. */
#define AWAKE_MS 5000u
/* Behind the last question. */
#define DONE (ATT_CORE_SESSIONS + 1)

void att_watch_start(struct att_core *c)
{
	c->recovery.asks_ms = ATT_CORE_NEVER;
	c->recovery.next = DONE;
}

static bool watches(const struct att_core *c)
{
	return c->config.recovery.ask_ms && c->want > ATT_WANT_OPEN &&
	       att_channel(c) == ATT_CHANNEL_OPEN;
}

static bool asks(const struct att_core *c)
{
	return c->slot[ATT_SLOT_WATCH].state != ATT_SLOT_IDLE;
}

static void put(struct att_core *c, uint16_t kind, uint32_t session)
{
	att_request_put(c, ATT_SLOT_WATCH, kind, session);
	c->slot[ATT_SLOT_WATCH].watch = true;
}

static void put_next(struct att_core *c)
{
	struct att_recovery_policy *w = &c->recovery;

	if (!w->next) {
		w->next = 1;
		put(c, ATT_OP_SIGNAL, 0);
		return;
	}
	while (w->next <= c->config.n_sessions) {
		const uint32_t session = w->next++ - 1;

		if (c->session[session].machine.state == ATT_CONNECT_UP) {
			put(c, ATT_OP_ADDRESSES, session);
			return;
		}
	}
}

void att_watch_round(struct att_core *c)
{
	if (!watches(c))
		return;
	c->recovery.asks_ms = c->now_ms + c->config.recovery.ask_ms;
	c->recovery.next = 0;
	if (!asks(c))
		put_next(c);
}

void att_watch_ask(struct att_core *c)
{
	struct att_recovery_policy *w = &c->recovery;

	if (!watches(c))
		w->asks_ms = ATT_CORE_NEVER;
	else if (w->asks_ms == ATT_CORE_NEVER)
		w->asks_ms = c->now_ms + c->config.recovery.ask_ms;
	else if (c->now_ms >= w->asks_ms)
		att_watch_round(c);
}

void att_watch_addresses(struct att_core *c, uint32_t session)
{
	if (session >= c->config.n_sessions ||
	    c->session[session].machine.state != ATT_CONNECT_UP)
		return;
	if (asks(c))
		c->recovery.next = 1; /* all sessions, behind that */
	else
		put(c, ATT_OP_ADDRESSES, session);
}

uint64_t att_watch_deadline(const struct att_core *c)
{
	return c->recovery.asks_ms;
}

bool att_watch_answered(struct att_core *c, const struct att_slot *was,
			const struct att_report *r)
{
	struct att_recovery_policy *w = &c->recovery;
	bool up = was->session < ATT_CORE_SESSIONS &&
		  c->session[was->session].machine.state == ATT_CONNECT_UP;

	w->silent = r->result == ATT_RESULT_NO_ANSWER;
	/* One that is spared is asked when it is time again. */
	if (w->silent && !att_watch_spares(c, was))
		put(c, was->kind, was->session);
	/* It has no addresses: is it there? */
	else if (r->result != ATT_RESULT_DONE && !w->silent &&
		 was->kind == ATT_OP_ADDRESSES && up)
		put(c, ATT_OP_SESSION, was->session);
	else if (!w->silent)
		put_next(c);
	return r->result == ATT_RESULT_DONE && r->has_facts;
}

bool att_watch_data_flows(const struct att_core *c)
{
	for (uint32_t i = 0; i < c->config.n_sessions; i++)
		if (c->session[i].traffic == ATT_TRAFFIC_FLOWS)
			return true;
	return false;
}

bool att_watch_spares(const struct att_core *c, const struct att_slot *was)
{
	return was->watch && att_watch_data_flows(c);
}

void att_watch_resumed(struct att_core *c)
{
	att_request_allow(c, AWAKE_MS);
	att_watch_round(c);
}

void att_watch_drop(struct att_core *c)
{
	att_request_drop(c, ATT_SLOT_WATCH);
	att_request_drop(c, ATT_SLOT_RADIO_OFF);
	c->recovery.silent = false;
	c->recovery.next = DONE;
}
