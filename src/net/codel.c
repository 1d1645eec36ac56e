/* The pseudocode of RFC 8289 section 5, one datagram a call. */
#include "net/codel.h"

/* In an overload that lasts, drops are resumed at the rate they had. */
#define SOON_US (16 * ATT_CODEL_INTERVAL_US)

static uint32_t root(uint64_t v)
{
	uint64_t r = 0, bit = UINT64_C(1) << 62;

	while (bit > v)
		bit >>= 2;
	for (; bit; bit >>= 2) {
		bool one = v >= r + bit;

		if (one)
			v -= r + bit;
		r = (r >> 1) + (one ? bit : 0);
	}
	return (uint32_t)r;
}

static uint64_t control_law(uint64_t at_us, uint32_t count)
{
	const uint64_t interval = ATT_CODEL_INTERVAL_US;

	return at_us + root(interval * interval / count);
}

/* Has it been too long for a whole interval? */
static bool above(struct att_codel *c, bool too_long, uint64_t now_us)
{
	if (!too_long) {
		c->above_us = 0;
		return false;
	}
	if (c->above_us)
		return now_us >= c->above_us;
	c->above_us = now_us + ATT_CODEL_INTERVAL_US;
	return false;
}

static void begin(struct att_codel *c, uint64_t now_us)
{
	uint32_t delta = c->count - c->last_count;

	c->dropping = true;
	c->count = delta > 1 && now_us - c->next_us < SOON_US ? delta : 1;
	c->last_count = c->count;
	c->next_us = control_law(now_us, c->count);
}

bool att_codel_drops(struct att_codel *c, uint64_t waited_us,
		     uint64_t target_us, bool few, uint64_t now_us)
{
	bool ok = above(c, waited_us >= target_us && !few, now_us);

	if (!ok) {
		c->dropping = false;
		return false;
	}
	if (!c->dropping) {
		begin(c, now_us);
		return true;
	}
	if (now_us < c->next_us)
		return false;
	c->count++;
	c->next_us = control_law(c->next_us, c->count);
	return true;
}

void att_codel_empty(struct att_codel *c)
{
	c->above_us = 0;
	c->dropping = false;
}
