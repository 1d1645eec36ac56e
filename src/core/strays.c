/* Policy of contexts that nobody owns: a modem that has no room for a session
 * may hold those of an earlier host. Those that the configuration does not name
 * are asked for, and deactivated, once for each refusal. */
#include "core/state.h"

#define FEWEST 8u
#define MOST   16u

static uint32_t end(const struct att_core *c)
{
	if (!c->max_sessions)
		return FEWEST;
	return c->max_sessions < MOST ? c->max_sessions : MOST;
}

static void put(struct att_core *c, uint16_t kind, uint32_t session)
{
	att_request_put(c, ATT_SLOT_STRAY, kind, session);
	c->slot[ATT_SLOT_STRAY].stray = true;
}

/* Those who were refused for the first time need not wait: there is room now.
 * Where the contexts come back that would go round without an end. */
static void retry(struct att_core *c)
{
	for (uint32_t i = 0; i < c->config.n_sessions; i++)
		if (c->session[i].machine.state == ATT_CONNECT_WAITING &&
		    c->session[i].full && c->session[i].backoff.failures < 2)
			c->session[i].timer_ms = c->now_ms;
}

void att_strays_look(struct att_core *c)
{
	if (c->slot[ATT_SLOT_STRAY].state != ATT_SLOT_IDLE ||
	    c->config.n_sessions >= end(c))
		return;
	c->strays_closed = 0;
	put(c, ATT_OP_SESSION, c->config.n_sessions);
}

static bool is_alive(const struct att_report *r)
{
	return r->result == ATT_RESULT_DONE &&
	       (r->facts.session.state == ATT_SESSION_ACTIVE ||
		r->facts.session.state == ATT_SESSION_ACTIVATING);
}

void att_strays_report(struct att_core *c, const struct att_slot *was,
		       const struct att_report *r)
{
	if (was->kind == ATT_OP_DEACTIVATE)
		c->strays_closed += r->result == ATT_RESULT_DONE;
	else if (is_alive(r)) {
		put(c, ATT_OP_DEACTIVATE, was->session);
		return;
	}
	if (r->result != ATT_RESULT_NO_ANSWER && was->session + 1 < end(c))
		put(c, ATT_OP_SESSION, was->session + 1);
	else if (c->strays_closed)
		retry(c);
}

void att_strays_drop(struct att_core *c)
{
	att_request_drop(c, ATT_SLOT_STRAY);
}
