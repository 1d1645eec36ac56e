/* Failures of the modem: states that last until they end by themselves, or the
 * host does what mends them. What follows from one is where it matters. */
#include "tools/simodem/world.h"

void sim_failures_init(struct sim_world *w)
{
	const struct sim_scenario *s = &w->config.scenario;

	for (uint32_t i = 0; i < s->n_failures; i++)
		sim_period_init(&w->failing[i], &s->failure[i].when,
				w->born_ms);
}

static bool concerns(const struct sim_failure *f, enum sim_failure_kind kind,
		     uint32_t session)
{
	return f->kind == kind &&
	       (f->session == SIM_ANY_SESSION || session == SIM_ANY_SESSION ||
		f->session == session);
}

const struct sim_failure *sim_world_failure(const struct sim_world *w,
					    enum sim_failure_kind kind,
					    uint32_t session)
{
	const struct sim_scenario *s = &w->config.scenario;

	for (uint32_t i = 0; i < s->n_failures; i++)
		if (w->failing[i].on && concerns(&s->failure[i], kind, session))
			return &s->failure[i];
	return NULL;
}

bool sim_world_fails(const struct sim_world *w, enum sim_failure_kind kind)
{
	return sim_world_failure(w, kind, SIM_ANY_SESSION) != NULL;
}

bool sim_failures_data(const struct sim_world *w, uint32_t session,
		       unsigned direction)
{
	const struct sim_scenario *s = &w->config.scenario;

	for (uint32_t i = 0; i < s->n_failures; i++) {
		const struct sim_failure *f = &s->failure[i];

		if (w->failing[i].on &&
		    concerns(f, SIM_FAILURE_NO_DATA, session) &&
		    (f->to == 0 || (f->to & direction) != 0))
			return true;
	}
	return false;
}

uint64_t sim_failures_deadline(const struct sim_world *w)
{
	uint64_t at = SIM_NEVER, next;

	for (uint32_t i = 0; i < w->config.scenario.n_failures; i++) {
		next = sim_period_deadline(&w->failing[i]);
		at = next < at ? next : at;
	}
	return at;
}

bool sim_failures_expire(struct sim_world *w, uint64_t now_ms)
{
	const struct sim_scenario *s = &w->config.scenario;
	bool changed = w->failures_changed;

	w->failures_changed = false;
	for (uint32_t i = 0; i < s->n_failures; i++)
		changed |= sim_period_expire(&w->failing[i],
					     &s->failure[i].when, now_ms);
	return changed;
}

void sim_failures_remedy(struct sim_world *w, enum sim_remedy remedy,
			 uint32_t session)
{
	const struct sim_scenario *s = &w->config.scenario;

	for (uint32_t i = 0; i < s->n_failures; i++) {
		const struct sim_failure *f = &s->failure[i];

		if (concerns(f, (enum sim_failure_kind)f->kind, session))
			w->failures_changed |= sim_period_remedy(
				&w->failing[i], &f->when, remedy);
	}
}

bool sim_failures_add(struct sim_world *w, enum sim_failure_kind kind,
		      enum sim_remedy heals)
{
	struct sim_scenario *s = &w->config.scenario;
	uint32_t i = 0;

	/* That of an earlier command that is over makes room. */
	while (i < s->n_failures &&
	       (w->failing[i].on ||
		sim_period_deadline(&w->failing[i]) != SIM_NEVER))
		i++;
	if (i == SIM_FAILURES)
		return false;
	s->n_failures += i == s->n_failures;
	s->failure[i] = (struct sim_failure){
		.kind = (uint8_t)kind,
		.when.heals = (uint8_t)heals,
		.session = SIM_ANY_SESSION,
	};
	w->failing[i] = (struct sim_period_state){
		.on = true, .begins_ms = SIM_NEVER, .ends_ms = SIM_NEVER};
	w->failures_changed = true;
	return true;
}

void sim_failures_end(struct sim_world *w)
{
	for (uint32_t i = 0; i < w->config.scenario.n_failures; i++) {
		w->failures_changed |= w->failing[i].on;
		w->failing[i].on = false;
		w->failing[i].ends_ms = SIM_NEVER;
	}
}
