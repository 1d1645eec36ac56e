/* Packet service: attached and detached, by the host and by the network. */
#include "tools/simodem/world.h"

#define CAUSE_IMPLICITLY_DETACHED 10u /* 3GPP TS 24.008 10.5.5.14 */

static void set_state(struct sim_world *w, enum sim_packet_state state,
		      uint32_t cause)
{
	w->now.packet_cause = cause;
	if (w->now.packet == state)
		return;
	w->now.packet = state;
	sim_world_tell(w, SIM_PACKET_CHANGED, 0, SIM_DONE);
}

void sim_packet_start(struct sim_world *w, uint64_t now_ms)
{
	if (w->now.packet != SIM_DETACHED)
		return;
	set_state(w, SIM_ATTACHING, 0);
	w->attach_at_ms = now_ms + w->config.attach_ms;
}

void sim_packet_stop(struct sim_world *w, uint32_t cause)
{
	if (w->now.packet == SIM_DETACHED)
		return;
	sim_sessions_stop(w, cause);
	w->attach_at_ms = SIM_NEVER;
	set_state(w, SIM_DETACHED, cause);
	sim_world_tell(w, SIM_ATTACH_ENDED, 0, SIM_NOT_ATTACHED);
}

void sim_packet_expire(struct sim_world *w, uint64_t now_ms)
{
	const struct sim_failure *f =
		sim_world_failure(w, SIM_FAILURE_ATTACH, SIM_ANY_SESSION);
	uint32_t cause = f != NULL ? f->cause : w->config.attach_error;
	bool refused = f != NULL || cause != 0;

	if (w->attach_at_ms > now_ms)
		return;
	w->attach_at_ms = SIM_NEVER;
	set_state(w, refused ? SIM_DETACHED : SIM_ATTACHED, cause);
	if (!refused)
		sim_sessions_left(w);
	sim_world_tell(w, SIM_ATTACH_ENDED, 0,
		       refused ? SIM_REFUSED : SIM_DONE);
}

static enum sim_result possible(const struct sim_world *w)
{
	enum sim_result result = sim_world_usable(w);

	if (result != SIM_DONE)
		return result;
	return sim_registered(&w->now) ? SIM_DONE : SIM_NOT_REGISTERED;
}

enum sim_result sim_world_attach(struct sim_world *w, uint64_t now_ms)
{
	enum sim_result result = possible(w);

	if (result != SIM_DONE)
		return result;
	sim_packet_start(w, now_ms);
	sim_packet_expire(w, now_ms);
	return w->now.packet == SIM_DETACHED ? SIM_REFUSED : SIM_DONE;
}

enum sim_result sim_world_detach(struct sim_world *w)
{
	enum sim_result result = possible(w);

	if (result == SIM_DONE)
		sim_packet_stop(w, 0);
	return result;
}

void sim_world_detached(struct sim_world *w)
{
	sim_packet_stop(w, CAUSE_IMPLICITLY_DETACHED);
}
