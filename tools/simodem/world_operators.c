/* Which operator the modem registers with, and those that do not want it. */
#include "tools/simodem/world.h"

bool sim_same_text(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* The first one and one of the others change places. */
static void swap(struct sim_world *w, uint32_t other)
{
	struct sim_operator o = w->config.operator_;

	w->config.operator_ = w->config.other[other];
	w->config.other[other] = o;
}

bool sim_operator_known(const struct sim_world *w, const char *id)
{
	if (sim_same_text(id, w->config.operator_.id))
		return true;
	for (uint32_t i = 0; i < w->config.n_others; i++)
		if (sim_same_text(id, w->config.other[i].id))
			return true;
	return false;
}

bool sim_operator_choose(struct sim_world *w, const char *id)
{
	uint8_t before = w->instead;

	if (before != 0)
		swap(w, before - 1u);
	w->instead = 0;
	for (uint32_t i = 0; id != NULL && i < w->config.n_others; i++)
		if (sim_same_text(id, w->config.other[i].id))
			w->instead = (uint8_t)(i + 1);
	if (w->instead != 0)
		swap(w, w->instead - 1u);
	return w->instead != before;
}

/* --- forbidden networks -----------------------------------------------------
 */

static uint32_t place(const struct sim_world *w, const char *id)
{
	uint32_t i = 0;

	while (i < w->n_forbidden && !sim_same_text(w->forbidden[i], id))
		i++;
	return i;
}

bool sim_forbidden_has(const struct sim_world *w, const char *id)
{
	return place(w, id) < w->n_forbidden;
}

static void remove_at(struct sim_world *w, uint32_t i)
{
	for (w->n_forbidden--; i < w->n_forbidden; i++)
		memcpy(w->forbidden[i], w->forbidden[i + 1],
		       sizeof(w->forbidden[i]));
}

/* TS 23.122 3.1: if the list is full, the oldest goes. */
void sim_forbidden_add(struct sim_world *w, const char *id)
{
	if (sim_forbidden_has(w, id))
		return;
	if (w->n_forbidden == SIM_FORBIDDEN)
		remove_at(w, 0);
	sim_copy(w->forbidden[w->n_forbidden++], sizeof(w->forbidden[0]), id);
}

void sim_forbidden_drop(struct sim_world *w, const char *id)
{
	if (sim_forbidden_has(w, id))
		remove_at(w, place(w, id));
}
