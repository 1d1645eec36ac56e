/* The simulated modem: a world, and the MBIM function in front of it. What the
 * world tells is pulled here after each thing that happens to it from without;
 * what a host does is in the face. */
#include "tools/simodem/modem.h"

#include <stdlib.h>

struct sim_modem *sim_modem_new(const struct sim_config *c, uint64_t now_ms)
{
	struct sim_modem *m = calloc(1, sizeof(*m));

	if (m == NULL)
		abort();
	m->mbim.now_ms = now_ms;
	sim_world_init(&m->world, c, now_ms);
	sim_mbim_init(&m->mbim, &m->world);
	sim_facts_take(&m->mbim);
	return m;
}

void sim_modem_free(struct sim_modem *m)
{
	if (m == NULL)
		return;
	sim_mbim_fini(&m->mbim);
	free(m);
}

void sim_modem_reset(struct sim_modem *m, uint64_t now_ms)
{
	m->mbim.now_ms = now_ms;
	if (m->mbim.tried)
		sim_remedy(&m->mbim, SIM_REMEDY_FUNCTION);
	sim_channel_reset(&m->mbim);
}

void sim_modem_power_up(struct sim_modem *m, enum sim_remedy remedy,
			uint64_t now_ms)
{
	m->mbim.now_ms = now_ms;
	sim_remedy(&m->mbim, remedy);
	if (remedy != SIM_REMEDY_NONE)
		m->world.left_ended = UINT8_MAX;
	sim_mbim_power_up(&m->mbim);
	sim_world_power_up(&m->world, now_ms);
	sim_facts_take(&m->mbim);
}

struct sim_config *sim_modem_config(struct sim_modem *m)
{
	return &m->world.config;
}

const struct sim_counters *sim_modem_counters(const struct sim_modem *m)
{
	return &m->mbim.counters;
}

/* --- time ------------------------------------------------------------------
 */

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t sim_modem_deadline(const struct sim_modem *m)
{
	return sooner(sim_mbim_deadline(&m->mbim),
		      sooner(sim_world_deadline(&m->world),
			     sim_world_event_deadline(&m->world)));
}

static void world_expire(struct sim_modem *m, uint64_t now_ms)
{
	sim_world_expire(&m->world, now_ms);
	sim_facts_take(&m->mbim);
}

/* It has restarted, or has forgotten that its function is open. */
static void command(struct sim_modem *m, const char *line, uint64_t now_ms)
{
	struct sim_world *w = &m->world;

	sim_world_command(w, line, now_ms);
	sim_facts_take(&m->mbim);
	if (w->restarts)
		sim_modem_power_up(m, SIM_REMEDY_RESET, now_ms);
	else if (w->forgets)
		sim_channel_reset(&m->mbim);
	w->restarts = w->forgets = false;
}

/* Each event finds the world as it is at this time, and after what the scenario
 * says at the same time. */
static void events_expire(struct sim_modem *m, uint64_t now_ms)
{
	const char *line = sim_world_event(&m->world, now_ms);

	for (; line != NULL; line = sim_world_event(&m->world, now_ms)) {
		world_expire(m, now_ms);
		sim_scenario_expire(&m->mbim, now_ms);
		command(m, line, now_ms);
	}
	sim_scenario_expire(&m->mbim, now_ms);
}

void sim_modem_expire(struct sim_modem *m, uint64_t now_ms)
{
	m->mbim.now_ms = now_ms;
	sim_channel_expire(&m->mbim);
	world_expire(m, now_ms);
	sim_queue_expire(&m->mbim);
	sim_faults_expire(&m->mbim);
	sim_world_replug(&m->world, now_ms);
	events_expire(m, now_ms);
	sim_channel_reset_by_fault(&m->mbim);
}

/* --- what happens to the world ---------------------------------------------
 */

bool sim_modem_command(struct sim_modem *m, const char *line, uint64_t now_ms)
{
	if (!sim_command_known(line))
		return false;
	sim_modem_expire(m, now_ms);
	command(m, line, now_ms);
	return true;
}

void sim_modem_network(struct sim_modem *m, bool available, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	sim_world_network(&m->world, available, now_ms);
	sim_facts_take(&m->mbim);
}

void sim_modem_signal(struct sim_modem *m, uint32_t rssi, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	sim_world_signal(&m->world, rssi);
	sim_facts_take(&m->mbim);
}

void sim_modem_detach(struct sim_modem *m, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	sim_world_detached(&m->world);
	sim_facts_take(&m->mbim);
}

void sim_modem_disconnect(struct sim_modem *m, uint8_t session, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	sim_world_disconnected(&m->world, session);
	sim_facts_take(&m->mbim);
}

void sim_modem_sim(struct sim_modem *m, bool inserted, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	sim_world_card(&m->world, inserted, now_ms);
	sim_facts_take(&m->mbim);
}

void sim_modem_on_plug(struct sim_modem *m, sim_plug *fn, void *ctx)
{
	m->world.plug = fn;
	m->world.plug_ctx = ctx;
}

/* --- datagrams -------------------------------------------------------------
 */

bool sim_modem_session_up(const struct sim_modem *m, uint8_t session)
{
	return sim_world_session_up(&m->world, session);
}

bool sim_modem_datagram(struct sim_modem *m, uint8_t session,
			struct att_bytes datagram, bool downlink)
{
	return sim_world_datagram(&m->world, session, datagram, downlink);
}

uint32_t sim_modem_network_of(const struct sim_modem *m, uint8_t session)
{
	return sim_world_network_of(&m->world, session);
}

int sim_modem_session_of(const struct sim_modem *m, struct att_bytes datagram)
{
	return sim_world_session_of(&m->world, datagram);
}

bool sim_modem_dss_up(const struct sim_modem *m, uint8_t session)
{
	return sim_dss_up(&m->mbim, session);
}

/* --- the control channel ---------------------------------------------------
 */

void sim_modem_framing(struct sim_modem *m, bool framed)
{
	sim_mbim_framing(&m->mbim, framed);
}

bool sim_modem_input(struct sim_modem *m, struct att_bytes bytes,
		     uint64_t now_ms)
{
	bool taken;

	sim_modem_expire(m, now_ms);
	m->mbim.tried = true;
	if (!sim_modem_listens(m))
		return true; /* it is lost */
	taken = sim_faults_input(&m->mbim, bytes);
	sim_channel_reset_by_fault(&m->mbim);
	return taken;
}

bool sim_modem_listens(const struct sim_modem *m)
{
	return !sim_world_fails(&m->world, SIM_FAILURE_DEAF);
}

bool sim_modem_ready(const struct sim_modem *m, uint64_t now_ms)
{
	return sim_mbim_ready(&m->mbim, now_ms);
}

bool sim_modem_stalls(struct sim_modem *m, uint64_t now_ms)
{
	return sim_mbim_stalls(&m->mbim, now_ms);
}

uint32_t sim_modem_responses(const struct sim_modem *m, uint64_t now_ms)
{
	return sim_mbim_responses(&m->mbim, now_ms);
}

size_t sim_modem_output(struct sim_modem *m, uint8_t *buf, size_t cap,
			uint64_t now_ms)
{
	return sim_mbim_output(&m->mbim, buf, cap, now_ms);
}

void sim_modem_ntb_lost(struct sim_modem *m)
{
	m->mbim.counters.lost_ntbs++;
}

void sim_modem_datagram_lost(struct sim_modem *m)
{
	m->mbim.counters.lost_datagrams++;
}

void sim_modem_ntb_input(struct sim_modem *m)
{
	m->mbim.ntb_input_set = true;
}
