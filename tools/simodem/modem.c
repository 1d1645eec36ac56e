/* The simulated modem: a world, and a face in front of it, which the pipe
 * knows. What the
 * world tells is pulled here after each thing that happens to it from without;
 * what a host does is in the face. */
#include "tools/simodem/modem.h"

#include "tools/simodem/at.h"

#include <stdlib.h>

static void take_facts(struct sim_modem *m)
{
	m->pipe->ops->facts(m->pipe->face);
}

/* The host has done this. */
static void remedy(struct sim_modem *m, enum sim_remedy done)
{
	sim_failures_remedy(&m->world, done, SIM_ANY_SESSION);
	m->pipe->ops->remedy(m->pipe->face, done);
}

static void close_channel(struct sim_modem *m)
{
	m->pipe->ops->reset(m->pipe->face);
}

struct sim_modem *sim_modem_new(const struct sim_config *c, uint64_t now_ms)
{
	struct sim_modem *m = calloc(1, sizeof(*m));

	if (m == NULL)
		abort();
	sim_world_init(&m->world, c, now_ms);
	sim_qmi_init(&m->qmi, &m->world, !c->speaks_qmi, now_ms);
	if (!c->speaks_qmi)
		sim_mbim_init(&m->mbim, &m->world, &m->qmi, now_ms);
	m->pipe = c->speaks_qmi ? &m->qmi.pipe : &m->mbim.pipe;
	take_facts(m);
	return m;
}

void sim_modem_free(struct sim_modem *m)
{
	if (m == NULL)
		return;
	sim_pipe_fini(m->pipe);
	free(m);
}

void sim_modem_reset(struct sim_modem *m, uint64_t now_ms)
{
	m->pipe->now_ms = now_ms;
	if (m->pipe->tried)
		remedy(m, SIM_REMEDY_FUNCTION);
	close_channel(m);
}

void sim_modem_power_up(struct sim_modem *m, enum sim_remedy by,
			uint64_t now_ms)
{
	m->pipe->now_ms = now_ms;
	remedy(m, by);
	if (by != SIM_REMEDY_NONE)
		m->world.left_ended = UINT8_MAX;
	sim_world_power_up(&m->world, now_ms);
	m->pipe->ops->power_up(m->pipe->face);
	m->pipe->tried = false;
	take_facts(m);
}

struct sim_config *sim_modem_config(struct sim_modem *m)
{
	return &m->world.config;
}

const struct sim_counters *sim_modem_counters(const struct sim_modem *m)
{
	return &m->pipe->counters;
}

struct sim_fuzz *sim_modem_fuzz(struct sim_modem *m)
{
	return &m->pipe->fuzz;
}

bool sim_modem_has_qmi(const struct sim_modem *m)
{
	return m->world.config.speaks_qmi ||
	       sim_offers(&m->mbim,
			  sim_reply_find(&m->mbim,
					 &mbim_services[MBIM_SERVICE_QMI].uuid,
					 MBIM_CID_QMI_MSG));
}

uint32_t sim_modem_clients(const struct sim_modem *m)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < SIM_QMI_CLIENTS; i++)
		n += m->qmi.client[i].id != 0;
	return n;
}

/* --- time ------------------------------------------------------------------
 */

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t sim_modem_deadline(const struct sim_modem *m)
{
	const struct sim_pipe *p = m->pipe;
	uint64_t at = sooner(p->ops->deadline(p->face), sim_queue_deadline(p));

	at = sooner(at, sim_late_deadline(p));
	return sooner(at, sooner(sim_world_deadline(&m->world),
				 sim_world_event_deadline(&m->world)));
}

static void world_expire(struct sim_modem *m, uint64_t now_ms)
{
	sim_world_expire(&m->world, now_ms);
	take_facts(m);
}

/* It has restarted, or has forgotten that its function is open. */
static void command(struct sim_modem *m, const char *line, uint64_t now_ms)
{
	struct sim_world *w = &m->world;

	sim_world_command(w, line, now_ms);
	take_facts(m);
	if (w->restarts)
		sim_modem_power_up(m, SIM_REMEDY_RESET, now_ms);
	else if (w->forgets)
		close_channel(m);
	w->restarts = w->forgets = false;
}

/* Each event finds the world as it is at this time, and after what the scenario
 * says at the same time. */
static void events_expire(struct sim_modem *m, uint64_t now_ms)
{
	const char *line = sim_world_event(&m->world, now_ms);

	for (; line != NULL; line = sim_world_event(&m->world, now_ms)) {
		world_expire(m, now_ms);
		m->pipe->ops->scenario(m->pipe->face);
		command(m, line, now_ms);
	}
	m->pipe->ops->scenario(m->pipe->face);
}

void sim_modem_expire(struct sim_modem *m, uint64_t now_ms)
{
	m->pipe->now_ms = now_ms;
	m->pipe->ops->expire(m->pipe->face);
	world_expire(m, now_ms);
	sim_queue_expire(m->pipe);
	sim_pipe_expire(m->pipe);
	sim_world_replug(&m->world, now_ms);
	events_expire(m, now_ms);
	sim_pipe_reset_by_fault(m->pipe);
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
	take_facts(m);
}

void sim_modem_signal(struct sim_modem *m, uint32_t rssi, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	sim_world_signal(&m->world, rssi);
	take_facts(m);
}

void sim_modem_detach(struct sim_modem *m, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	sim_world_detached(&m->world);
	take_facts(m);
}

void sim_modem_disconnect(struct sim_modem *m, uint8_t session, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	sim_world_disconnected(&m->world, session);
	take_facts(m);
}

void sim_modem_sim(struct sim_modem *m, bool inserted, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	sim_world_card(&m->world, inserted, now_ms);
	take_facts(m);
}

void sim_modem_on_plug(struct sim_modem *m, sim_plug *fn, void *ctx)
{
	m->world.plug = fn;
	m->world.plug_ctx = ctx;
}

uint8_t *sim_modem_halted(struct sim_modem *m)
{
	return &m->world.halted;
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
	m->pipe->ops->framing(m->pipe->face, framed);
}

bool sim_modem_input(struct sim_modem *m, struct att_bytes bytes,
		     uint64_t now_ms)
{
	bool taken;

	sim_modem_expire(m, now_ms);
	m->pipe->tried = true;
	if (!sim_modem_listens(m))
		return true; /* it is lost */
	taken = sim_pipe_input(m->pipe, bytes);
	sim_pipe_reset_by_fault(m->pipe);
	return taken;
}

bool sim_modem_listens(const struct sim_modem *m)
{
	return !sim_world_fails(&m->world, SIM_FAILURE_DEAF);
}

bool sim_modem_ready(const struct sim_modem *m, uint64_t now_ms)
{
	return sim_pipe_ready(m->pipe, now_ms);
}

bool sim_modem_stalls(struct sim_modem *m, uint64_t now_ms)
{
	return sim_pipe_stalls(m->pipe, now_ms);
}

uint32_t sim_modem_responses(const struct sim_modem *m, uint64_t now_ms)
{
	return sim_pipe_responses(m->pipe, now_ms);
}

size_t sim_modem_output(struct sim_modem *m, uint8_t *buf, size_t cap,
			uint64_t now_ms)
{
	return sim_pipe_output(m->pipe, buf, cap, now_ms);
}

void sim_modem_dtr(struct sim_modem *m, bool on)
{
	if (m->world.config.speaks_qmi)
		sim_qmi_dtr(&m->qmi, on);
}

void sim_modem_at(const struct sim_modem *m, struct att_bytes command,
		  char said[SIM_AT_ANSWER])
{
	const struct sim_at at = {.config = &m->world.config,
				  .state = &m->world.now};

	sim_at_carry_out(&at, command, said);
}

const struct sim_format *sim_modem_format(const struct sim_modem *m)
{
	return &m->qmi.format;
}

uint8_t sim_modem_mux(const struct sim_modem *m, uint8_t session)
{
	return m->qmi.mux[session];
}

void sim_modem_ntb_lost(struct sim_modem *m)
{
	m->pipe->counters.lost_ntbs++;
}

void sim_modem_datagram_lost(struct sim_modem *m)
{
	m->pipe->counters.lost_datagrams++;
}

void sim_modem_ntb_input(struct sim_modem *m)
{
	m->mbim.ntb_input_set = true;
}
