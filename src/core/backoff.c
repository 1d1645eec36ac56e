/* Waits between attempts: doubled from 1 s to 64 s, with up to a quarter of
 * seeded jitter, so that many devices do not come back at the same moment. */
#include "core/state.h"

static uint32_t next_ms(struct att_core *c, struct att_backoff *b)
{
	uint32_t base_ms = 1000u << (b->failures < 6 ? b->failures : 6);

	if (b->failures < 6)
		b->failures++;
	c->random = c->random * 1664525u + 1013904223u;
	return base_ms + (c->random >> 16) % (base_ms / 4);
}

void att_backoff_reset(struct att_backoff *b)
{
	b->failures = 0;
}

uint64_t att_backoff_next(struct att_core *c, struct att_backoff *b)
{
	return c->now_ms + next_ms(c, b);
}

uint64_t att_backoff_until(struct att_core *c,
			   const struct att_machine_about *state,
			   struct att_backoff *b)
{
	uint32_t ms = state->backoff ? next_ms(c, b) : state->lasts_ms;

	return ms ? c->now_ms + ms : ATT_CORE_NEVER;
}
