/* Contexts that are kept in the modem: how an access point is entered. */
#include "tools/simodem/world.h"

void sim_contexts_init(struct sim_world *w)
{
	struct sim_context *first = &w->context[0];
	const char *apn = w->config.apn;

	w->n_contexts = 1;
	first->id = 1;
	first->user[0] = first->password[0] = '\0';
	sim_copy(first->apn, sizeof(first->apn),
		 apn[0] != '\0' ? apn : "internet");
}

/* Its place, or the first free one. */
static uint32_t find(const struct sim_world *w, uint32_t id)
{
	uint32_t i = 0;

	while (i < w->n_contexts && w->context[i].id != id)
		i++;
	return i;
}

static uint32_t new_id(const struct sim_world *w)
{
	uint32_t id = 0;

	for (uint32_t i = 0; i < w->n_contexts; i++)
		if (w->context[i].id > id)
			id = w->context[i].id;
	return id + 1;
}

void sim_world_forget_context(struct sim_world *w, uint32_t place)
{
	for (w->n_contexts--; place < w->n_contexts; place++)
		w->context[place] = w->context[place + 1];
}

enum sim_result sim_world_put_context(struct sim_world *w,
				      const struct sim_context *x,
				      uint32_t *place)
{
	uint32_t at = find(w, x->id);
	uint32_t id = x->id != SIM_NEW_CONTEXT ? x->id : new_id(w);

	if (at == SIM_CONTEXTS)
		return SIM_CONTEXTS_FULL;
	w->n_contexts += at == w->n_contexts;
	w->context[at] = *x;
	w->context[at].id = id;
	*place = at;
	return SIM_DONE;
}

enum sim_result sim_world_context(struct sim_world *w,
				  const struct sim_context *x, uint32_t *place)
{
	*place = find(w, x->id);
	if (*place == w->n_contexts && x->id != SIM_NEW_CONTEXT)
		return SIM_NO_CONTEXT;
	return sim_world_put_context(w, x, place);
}
