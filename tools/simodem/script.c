/* Answers of a scenario that hold, and indications that are due. */
#include "tools/simodem/script.h"

void sim_script_init(struct sim_script *s, const struct sim_scenario *scenario,
		     uint64_t born_ms)
{
	s->scenario = scenario;
	for (uint32_t i = 0; i < scenario->n_answers; i++) {
		sim_period_init(&s->answer[i].now, &scenario->answer[i].when,
				born_ms);
		s->answer[i].asked = 0;
	}
	for (uint32_t i = 0; i < scenario->n_indications; i++) {
		s->indication[i].told = false;
		s->indication[i].asked = 0;
		s->indication[i].due_ms =
			scenario->indication[i].after.ops != 0
				? SIM_NEVER
				: born_ms + scenario->indication[i].at_ms;
	}
}

void sim_script_remedy(struct sim_script *s, enum sim_remedy remedy)
{
	for (uint32_t i = 0; i < s->scenario->n_answers; i++)
		sim_period_remedy(&s->answer[i].now,
				  &s->scenario->answer[i].when, remedy);
}

/* Is the n-th command, from 1, among those that it answers? */
static bool counts(const struct sim_answer *a, uint32_t n)
{
	uint32_t first = a->occurrence != 0 ? a->occurrence : 1;

	return n >= first && (a->times == 0 || n - first < a->times);
}

/* The first that holds. All that could have answered count the command. */
static const struct sim_answer *answer(struct sim_script *s, uint8_t service,
				       uint32_t cid, uint8_t ops,
				       uint64_t now_ms)
{
	const struct sim_answer *found = NULL;

	for (uint32_t i = 0; i < s->scenario->n_answers; i++) {
		const struct sim_answer *a = &s->scenario->answer[i];

		sim_period_expire(&s->answer[i].now, &a->when, now_ms);
		if (!s->answer[i].now.on || a->service != service ||
		    a->cid != cid || (a->ops & ops) == 0)
			continue;
		if (counts(a, ++s->answer[i].asked) && found == NULL)
			found = a;
	}
	return found;
}

const struct sim_answer *sim_script_command(struct sim_script *s,
					    uint8_t service, uint32_t cid,
					    uint8_t ops, uint64_t now_ms)
{
	for (uint32_t i = 0; i < s->scenario->n_indications; i++) {
		const struct sim_command *c = &s->scenario->indication[i].after;

		if (c->service == service && c->cid == cid &&
		    (c->ops & ops) != 0 &&
		    ++s->indication[i].asked == c->occurrence)
			s->indication[i].due_ms =
				now_ms + s->scenario->indication[i].at_ms;
	}
	return answer(s, service, cid, ops, now_ms);
}

/* The one that is due first, or n_indications. */
static uint32_t first(const struct sim_script *s)
{
	uint32_t n = s->scenario->n_indications, found = n;

	for (uint32_t i = 0; i < n; i++)
		if (!s->indication[i].told &&
		    (found == n ||
		     s->indication[i].due_ms < s->indication[found].due_ms))
			found = i;
	return found;
}

uint64_t sim_script_deadline(const struct sim_script *s)
{
	uint32_t i = first(s);

	return i < s->scenario->n_indications ? s->indication[i].due_ms
					      : SIM_NEVER;
}

const struct sim_indication *sim_script_next(struct sim_script *s,
					     uint64_t now_ms)
{
	uint32_t i = first(s);

	if (i == s->scenario->n_indications || s->indication[i].due_ms > now_ms)
		return NULL;
	s->indication[i].told = true;
	return &s->scenario->indication[i];
}
