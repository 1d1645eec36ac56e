/* What the world tells: facts in the order in which they happened, until a
 * face pulls them. */
#include "tools/simodem/world.h"

#include <assert.h>

void sim_world_tell(struct sim_world *w, enum sim_fact_kind kind,
		    uint32_t about, enum sim_result result)
{
	assert(w->n_facts < SIM_FACTS);
	w->fact[w->n_facts++] = (struct sim_fact){
		.kind = kind,
		.about = about,
		.result = result,
		.then = w->now,
	};
}

bool sim_world_next(struct sim_world *w, struct sim_fact *fact)
{
	if (w->next_fact == w->n_facts) {
		w->next_fact = w->n_facts = 0;
		return false;
	}
	*fact = w->fact[w->next_fact++];
	return true;
}
