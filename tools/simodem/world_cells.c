/* The cells of the network, and which radio is used in them. */
#include "tools/simodem/world.h"

/* Where the configuration has none: rssi 20 is as strong as RSRP -97 dBm, and
 * the ratio to noise is 6.5 dB. */
static const struct sim_cell plain = {.id = 1, .tac = 1, .snr = 60};

const struct sim_cell *sim_world_cell(const struct sim_world *w,
				      const struct sim_state *s)
{
	return s->cell < w->config.n_cells ? &w->config.cell[s->cell] : &plain;
}

/* The first operator of all, whichever is chosen. */
static const struct sim_operator *first(const struct sim_world *w)
{
	return w->instead != 0 ? &w->config.other[w->instead - 1]
			       : &w->config.operator_;
}

const struct sim_operator *sim_cell_operator(const struct sim_world *w,
					     const struct sim_cell *cell)
{
	const char *id = cell->operator_;

	if (id[0] == '\0' || sim_same_text(id, first(w)->id))
		return first(w);
	for (uint32_t i = 0; i < w->config.n_others; i++)
		if (sim_same_text(w->config.other[i].id, id))
			return &w->config.other[i];
	return &w->config.operator_;
}

enum sim_generation sim_cell_generation(const struct sim_world *w,
					const struct sim_cell *cell)
{
	uint8_t is = cell->generation;

	if (is == SIM_BEST)
		is = cell == &plain ? w->config.operator_.generation
				    : sim_cell_operator(w, cell)->generation;
	if (!w->config.nr)
		return SIM_4G;
	return is == SIM_BEST ? SIM_5G_SA : (enum sim_generation)is;
}

enum sim_generation sim_world_generation(const struct sim_world *w,
					 const struct sim_state *s)
{
	return sim_cell_generation(w, sim_world_cell(w, s));
}

uint32_t sim_world_neighbours(const struct sim_world *w,
			      const struct sim_state *s,
			      const struct sim_cell **cells)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < w->config.n_cells; i++)
		if (i != s->cell)
			cells[n++] = &w->config.cell[i];
	return n;
}

uint32_t sim_cell_place(const struct sim_world *w, uint32_t id)
{
	uint32_t i = 0;

	while (i < w->config.n_cells && w->config.cell[i].id != id)
		i++;
	return i;
}

bool sim_cell_fits(const struct sim_world *w, const struct sim_cell *cell)
{
	/* A network without cells is everywhere. */
	return w->config.n_cells == 0 ||
	       sim_cell_operator(w, cell) == &w->config.operator_;
}

uint32_t sim_cell_of_chosen(const struct sim_world *w)
{
	uint32_t i = 0;

	while (i < w->config.n_cells && !sim_cell_fits(w, &w->config.cell[i]))
		i++;
	return i;
}
