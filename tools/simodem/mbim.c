/* The MBIM face as a whole: how it begins, its power and its time. */
#include "tools/simodem/mbim.h"

void sim_mbim_init(struct sim_mbim *m, struct sim_world *w)
{
	m->world = w;
	m->config = &w->config;
	m->state = &w->now;
	m->cids = sim_cids;
	m->n_cids = sim_cids_count;
	sim_queue_init(m);
	sim_mbim_framing(m, true);
	sim_providers_init(m);
	sim_mbim_contexts_init(m);
	sim_attach_init(m);
	sim_scenario_init(m);
	sim_mbim_power_up(m);
}

void sim_mbim_fini(struct sim_mbim *m)
{
	sim_queue_drop(m);
	sim_late_drop(m);
}

void sim_mbim_framing(struct sim_mbim *m, bool framed)
{
	mbim_frag_rx_init(&m->rx, framed, m->stream, sizeof(m->stream),
			  m->whole, sizeof(m->whole));
}

void sim_mbim_power_up(struct sim_mbim *m)
{
	sim_channel_reset(m);
	m->tried = m->opened = false;
	m->ex = MBIM_EX_1;
	m->wanted_classes = MBIM_DATA_CLASS_LTE;
	sim_sessions_forget(m);
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t sim_mbim_deadline(const struct sim_mbim *m)
{
	uint64_t at = sooner(m->rx.deadline_ms, sim_queue_deadline(m));

	return sooner(sooner(at, sim_late_deadline(m)),
		      sim_scenario_deadline(m));
}
