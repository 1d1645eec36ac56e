/* What locked modems have beside MBIM: Quectel's own radio state, which tells
 * of the lock and opens it, and Microsoft's DEVICE_RESET. */
#include "tools/simodem/mbim.h"

uint32_t sim_set_quectel(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_quectel_radio_state_set s;

	if (mbim_quectel_radio_state_set_decode(c->body, &s) != 0 ||
	    s.radio_state > MBIM_QUECTEL_RADIO_SWITCH_STATE_ON)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (s.radio_state == MBIM_QUECTEL_RADIO_SWITCH_STATE_ON)
		sim_world_unlock(m->world);
	return MBIM_STATUS_NONE;
}

static uint32_t state_of(const struct sim_mbim *m)
{
	/* What was set counts after the next start, and is told so. */
	if (!m->world->radio_unlocked && !m->world->lock_opened)
		return MBIM_QUECTEL_RADIO_SWITCH_STATE_FCC_LOCKED;
	return m->state->radio ? MBIM_QUECTEL_RADIO_SWITCH_STATE_ON
			       : MBIM_QUECTEL_RADIO_SWITCH_STATE_OFF;
}

int sim_put_quectel(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		    size_t cap)
{
	const struct mbim_quectel_radio_state_response r = {
		.radio_state = state_of(m),
	};

	(void)arg;
	return mbim_quectel_radio_state_response_encode(&r, out, cap);
}

uint32_t sim_set_device_reset(struct sim_mbim *m, struct sim_call *c)
{
	sim_world_restart(m->world, c->now_ms);
	return MBIM_STATUS_NONE;
}
