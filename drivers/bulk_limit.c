/* The rate is measured between the ends of transfers that followed each other
 * without a pause. At that rate the limit holds what takes 5 ms. If bulk-out
 * ran dry all the same, the host was late, or the modem takes bursts: then it
 * holds more, which is forgotten again while all goes well. */
#include "drivers/bulk_limit.h"

#include <string.h>

/* The rate is an average of spans of at least this. */
#define SPAN_US 2000u
/* What an unknown modem gets at first, and at most. */
#define FIRST_BYTES   3072u
#define UNKNOWN_BYTES (1u << 20)
/* How long all has to go well, and how often the limit is lowered then. */
#define WELL_US	 1000000u
#define LOWER_US 250000u

void bulk_limit_init(struct bulk_limit *l)
{
	memset(l, 0, sizeof(*l));
	l->unknown = FIRST_BYTES;
	l->flight_us = BULK_LIMIT_LEAST_US;
}

uint32_t bulk_limit_bytes(const struct bulk_limit *l)
{
	uint64_t bytes = (uint64_t)l->rate * l->flight_us / 1000;

	if (!l->rate)
		return l->unknown;
	return bytes > UNKNOWN_BYTES ? UNKNOWN_BYTES : (uint32_t)bytes;
}

static void measured(struct bulk_limit *l)
{
	uint64_t rate = l->bytes * 1000 / l->busy_us;

	if (rate > UINT32_MAX / 2)
		rate = UINT32_MAX / 2;
	if (!rate)
		rate = 1;
	l->rate = l->rate ? (l->rate + (uint32_t)rate) / 2 : (uint32_t)rate;
	l->bytes = l->busy_us = 0;
}

static void ran_dry(struct bulk_limit *l, uint64_t now_us)
{
	l->late_us = now_us;
	if (!l->rate) {
		if (l->unknown < UNKNOWN_BYTES)
			l->unknown *= 2;
		return;
	}
	l->flight_us += l->flight_us / 2;
	if (l->flight_us > BULK_LIMIT_MOST_US)
		l->flight_us = BULK_LIMIT_MOST_US;
}

static void goes_well(struct bulk_limit *l, uint64_t now_us)
{
	if (l->flight_us == BULK_LIMIT_LEAST_US ||
	    now_us - l->late_us < WELL_US)
		return;
	l->late_us += LOWER_US;
	l->flight_us -= l->flight_us / 8;
	if (l->flight_us < BULK_LIMIT_LEAST_US)
		l->flight_us = BULK_LIMIT_LEAST_US;
}

void bulk_limit_ended(struct bulk_limit *l, uint32_t len, uint32_t n, bool dry,
		      uint64_t now_us)
{
	if (l->busy) {
		l->bytes += len;
		l->busy_us += now_us - l->ended_us;
	}
	l->ended_us = now_us;
	l->busy = n > 0;
	if (l->busy_us >= SPAN_US)
		measured(l);
	if (dry)
		ran_dry(l, now_us);
	else
		goes_well(l, now_us);
}
