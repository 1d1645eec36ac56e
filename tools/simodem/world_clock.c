/* The network's clock: the configuration's at the first power-up, and as much
 * later as the world is. */
#include "tools/simodem/world.h"

#define DAY_S 86400u

static bool leap(uint32_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static uint32_t days_of(uint32_t year, uint32_t month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30,
				       31, 31, 30, 31, 30, 31};

	return month == 2 && leap(year) ? 29 : days[month - 1];
}

static void next_day(struct sim_clock *c)
{
	if (c->day++ < days_of(c->year, c->month))
		return;
	c->day = 1;
	if (c->month++ < 12)
		return;
	c->month = 1;
	c->year++;
}

struct sim_clock sim_world_clock(const struct sim_world *w, uint64_t now_ms)
{
	struct sim_clock c = w->config.clock;
	uint64_t s = (now_ms - w->born_ms) / 1000 + c.hour * 3600u +
		     c.minute * 60u + c.second;

	for (; s >= DAY_S; s -= DAY_S)
		next_day(&c);
	c.hour = (uint8_t)(s / 3600);
	c.minute = (uint8_t)(s / 60 % 60);
	c.second = (uint8_t)(s % 60);
	return c;
}
