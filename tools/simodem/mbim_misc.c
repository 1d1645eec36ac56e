/* CIDs that carry one value: NETWORK_IDLE_HINT, EMERGENCY_MODE and
 * SERVICE_ACTIVATION. */
#include "tools/simodem/mbim.h"

uint32_t sim_set_idle_hint(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_basic_connect_network_idle_hint_set s;

	if (mbim_basic_connect_network_idle_hint_set_decode(c->body, &s) != 0 ||
	    s.state > MBIM_NETWORK_IDLE_HINT_STATE_ENABLED)
		return MBIM_STATUS_INVALID_PARAMETERS;
	m->idle_hint = s.state;
	return MBIM_STATUS_NONE;
}

int sim_put_idle_hint(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		      size_t cap)
{
	struct mbim_basic_connect_network_idle_hint_response r = {
		.state = m->idle_hint,
	};

	(void)arg;
	return mbim_basic_connect_network_idle_hint_response_encode(&r, out,
								    cap);
}

uint32_t sim_set_emergency(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_basic_connect_emergency_mode_set s;

	if (mbim_basic_connect_emergency_mode_set_decode(c->body, &s) != 0 ||
	    s.state > MBIM_EMERGENCY_MODE_STATE_ON)
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->changed = m->emergency != s.state;
	m->emergency = s.state;
	return MBIM_STATUS_NONE;
}

int sim_put_emergency(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		      size_t cap)
{
	struct mbim_basic_connect_emergency_mode_response r = {
		.state = m->emergency,
	};

	(void)arg;
	return mbim_basic_connect_emergency_mode_response_encode(&r, out, cap);
}

/* The network activates everybody: no error, no carrier's data. */
int sim_put_activation(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		       size_t cap)
{
	struct mbim_basic_connect_service_activation_response r = {0};

	(void)m;
	(void)arg;
	return mbim_basic_connect_service_activation_response_encode(&r, out,
								     cap);
}

uint32_t sim_set_activation(struct sim_mbim *m, struct sim_call *c)
{
	(void)c;
	return sim_word_status(sim_world_usable(m->world));
}

/* --- rows without -----------------------------------------------------------
 */

uint32_t sim_read(struct sim_mbim *m, struct sim_call *c)
{
	(void)m;
	(void)c;
	return MBIM_STATUS_NONE;
}

int sim_put_nothing(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		    size_t cap)
{
	(void)m;
	(void)arg;
	(void)out;
	(void)cap;
	return 0;
}
