/* SAR: how the radio backs off near a body, which nobody feels here, and
 * whether it transmits; and a host that says that it is going down. Microsoft's
 * "MB SAR Platform Support" and "Host Shutdown Device Service". */
#include "tools/simodem/mbim.h"

#define ALL_ANTENNAS   0xffffffffu
#define HYSTERESIS_MIN 1u /* seconds */
#define HYSTERESIS_MAX 5u

void sim_sar_init(struct sim_mbim *m)
{
	m->sar = (struct sim_sar){
		.mode = MBIM_SAR_CONTROL_MODE_DEVICE,
		.hysteresis_s = HYSTERESIS_MAX,
		.idle_at_ms = SIM_NEVER,
	};
}

/* --- CONFIG -----------------------------------------------------------------
 */

static bool antennas(const struct att_array *states,
		     uint32_t index[SIM_ANTENNAS])
{
	struct mbim_sar_config_state s;
	struct att_cursor c = att_cursor_of(states);

	while (mbim_sar_config_state_next(&c, &s)) {
		if (s.antenna_index >= SIM_ANTENNAS &&
		    s.antenna_index != ALL_ANTENNAS)
			return false;
		for (uint32_t i = 0; i < SIM_ANTENNAS; i++)
			if (s.antenna_index == ALL_ANTENNAS ||
			    s.antenna_index == i)
				index[i] = s.backoff_index;
	}
	return true;
}

uint32_t sim_set_sar(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_sar_config_set s;
	struct sim_sar sar = m->sar;

	if (mbim_ms_sar_config_set_decode(c->body, &s) != 0 ||
	    s.mode > MBIM_SAR_CONTROL_MODE_OS ||
	    s.backoff_state > MBIM_SAR_BACKOFF_STATE_ENABLED ||
	    !antennas(&s.config_states, sar.backoff))
		return MBIM_STATUS_INVALID_PARAMETERS;
	sar.mode = s.mode;
	sar.backoff_state = s.backoff_state;
	m->sar = sar;
	return MBIM_STATUS_NONE;
}

int sim_put_sar(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		size_t cap)
{
	struct mbim_sar_config_state states[SIM_ANTENNAS] = {0};
	struct mbim_ms_sar_config_response r = {
		.mode = m->sar.mode,
		.backoff_state = m->sar.backoff_state,
		.wifi_integration = MBIM_SAR_WIFI_HARDWARE_STATE_NOT_INTEGRATED,
		.config_states_count = SIM_ANTENNAS,
		.config_states = att_array_of(states, SIM_ANTENNAS),
	};

	(void)arg;
	for (uint32_t i = 0; i < SIM_ANTENNAS; i++)
		states[i] = (struct mbim_sar_config_state){
			.antenna_index = i,
			.backoff_index = m->sar.backoff[i],
		};
	return mbim_ms_sar_config_response_encode(&r, out, cap);
}

/* --- TRANSMISSION_STATUS ----------------------------------------------------
 */

uint32_t sim_set_transmission(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_sar_transmission_status_set s;

	if (mbim_ms_sar_transmission_status_set_decode(c->body, &s) != 0 ||
	    s.channel_notification >
		    MBIM_TRANSMISSION_NOTIFICATION_STATUS_ENABLED ||
	    s.hysteresis_timer < HYSTERESIS_MIN ||
	    s.hysteresis_timer > HYSTERESIS_MAX)
		return MBIM_STATUS_INVALID_PARAMETERS;
	m->sar.notify = s.channel_notification;
	m->sar.hysteresis_s = s.hysteresis_timer;
	return MBIM_STATUS_NONE;
}

int sim_put_transmission(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			 size_t cap)
{
	const struct mbim_ms_sar_transmission_status_response r = {
		.channel_notification = m->sar.notify,
		.transmission_status =
			m->sar.transmits ? MBIM_TRANSMISSION_STATE_ACTIVE
					 : MBIM_TRANSMISSION_STATE_INACTIVE,
		.hysteresis_timer = m->sar.hysteresis_s,
	};

	(void)arg;
	return mbim_ms_sar_transmission_status_response_encode(&r, out, cap);
}

static void tell(struct sim_mbim *m, bool transmits)
{
	m->sar.transmits = transmits;
	m->sar.idle_at_ms = SIM_NEVER;
	if (m->sar.notify == MBIM_TRANSMISSION_NOTIFICATION_STATUS_ENABLED)
		sim_indicate(m, MBIM_SERVICE_MS_SAR,
			     MBIM_CID_MS_SAR_TRANSMISSION_STATUS, 0);
}

/* It transmits while a session is up, and the hysteresis longer. */
void sim_sar_session_changed(struct sim_mbim *m)
{
	bool up = false;

	for (uint32_t i = 0; i < SIM_SESSIONS; i++)
		up |= m->state->session[i].is == SIM_ACTIVE;
	if (up && !m->sar.transmits)
		tell(m, true);
	else if (up)
		m->sar.idle_at_ms = SIM_NEVER;
	else if (m->sar.transmits && m->sar.idle_at_ms == SIM_NEVER)
		m->sar.idle_at_ms =
			m->pipe.now_ms + 1000ull * m->sar.hysteresis_s;
}

void sim_sar_expire(struct sim_mbim *m)
{
	if (m->sar.idle_at_ms <= m->pipe.now_ms)
		tell(m, false);
}

/* --- a host that goes down --------------------------------------------------
 */

/* It has said so, and the modem goes on: it may have been mistaken. */
uint32_t sim_set_shutdown(struct sim_mbim *m, struct sim_call *c)
{
	(void)m;
	return c->body.len == 0 ? MBIM_STATUS_NONE
				: MBIM_STATUS_INVALID_PARAMETERS;
}
