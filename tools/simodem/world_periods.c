/* When something holds that begins by itself, and ends by time or by a
 * remedy. */
#include "tools/simodem/world.h"

void sim_period_init(struct sim_period_state *s, const struct sim_period *p,
		     uint64_t born_ms)
{
	*s = (struct sim_period_state){
		.begins_ms = born_ms + p->at_ms,
		.ends_ms = SIM_NEVER,
	};
}

uint64_t sim_period_deadline(const struct sim_period_state *s)
{
	return s->begins_ms < s->ends_ms ? s->begins_ms : s->ends_ms;
}

static void begin(struct sim_period_state *s, const struct sim_period *p)
{
	s->on = true;
	s->ends_ms = p->for_ms != 0 ? s->begins_ms + p->for_ms : SIM_NEVER;
	s->begins_ms =
		p->every_ms != 0 ? s->begins_ms + p->every_ms : SIM_NEVER;
}

bool sim_period_expire(struct sim_period_state *s, const struct sim_period *p,
		       uint64_t now_ms)
{
	bool before = s->on;

	while (sim_period_deadline(s) <= now_ms) {
		if (s->begins_ms <= s->ends_ms) {
			begin(s, p);
		} else {
			s->on = false;
			s->ends_ms = SIM_NEVER;
		}
	}
	return s->on != before;
}

bool sim_period_remedy(struct sim_period_state *s, const struct sim_period *p,
		       enum sim_remedy remedy)
{
	if (!s->on || p->heals == SIM_REMEDY_NONE ||
	    remedy < (enum sim_remedy)p->heals)
		return false;
	s->on = false;
	s->ends_ms = SIM_NEVER;
	return true;
}
