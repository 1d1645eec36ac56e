/* Services of Intel's modems: radio frequencies and temperature, mutual
 * authentication, traces. libmbim, Wireshark. */
#include "tools/simodem/mbim.h"

/* --- RFIM: what the radio uses, for who could disturb it -------------------
 */

uint32_t sim_set_rfim(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_intel_thermal_rf_rfim_set s;

	if (mbim_intel_thermal_rf_rfim_set_decode(c->body, &s) != 0 ||
	    s.activation_state > 1)
		return MBIM_STATUS_INVALID_PARAMETERS;
	m->rfim = s.activation_state;
	c->no_fields = true;
	return MBIM_STATUS_NONE;
}

#define BAND3_HZ 1815000000u
#define WIDE_HZ	 20000000u

int sim_put_rfim(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		 size_t cap)
{
	const struct mbim_intel_rfim_frequency_value value = {
		.serving_cell_info = MBIM_INTEL_SERVING_CELL_INFO_PCELL,
		.center_frequency = BAND3_HZ,
		.bandwidth = WIDE_HZ,
		.rsrp = sim_word_rsrp(m->state->rsrp_dbm),
		.rssi = m->state->rssi,
		.connection_status = sim_registered(m->state),
	};
	const struct mbim_intel_thermal_rf_rfim_response r = {
		.rfim_frequency_values =
			att_array_of(&value, sim_registered(m->state) ? 1 : 0),
	};

	(void)arg;
	return mbim_intel_thermal_rf_rfim_response_encode(&r, out, cap);
}

/* --- temperature ------------------------------------------------------------
 */

#define DEGREES 40u

uint32_t sim_query_thermal(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_intel_thermal_rf_thermal_state_query q;

	(void)m;
	if (mbim_intel_thermal_rf_thermal_state_query_decode(c->body, &q) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->arg = q.temp_sensor_id;
	return MBIM_STATUS_NONE;
}

/* The answer repeats them. */
uint32_t sim_set_thermal(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_intel_thermal_rf_thermal_state_set s;

	(void)m;
	if (mbim_intel_thermal_rf_thermal_state_set_decode(c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->echo = c->body;
	return MBIM_STATUS_NONE;
}

int sim_put_thermal(const struct sim_mbim *m, uint32_t sensor, uint8_t *out,
		    size_t cap)
{
	const struct mbim_intel_thermal_rf_thermal_state_notification r = {
		.current_temp_value = DEGREES,
		.threshold = {.temp_sensor_id = sensor},
	};

	(void)m;
	return mbim_intel_thermal_rf_thermal_state_notification_encode(&r, out,
								       cap);
}

/* --- mutual authentication and traces --------------------------------------
 */

/* The radio of this modem is not locked: there is no challenge. */
uint32_t sim_set_fcc(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_intel_mutual_authentication_fcc_lock_set s;

	(void)m;
	return mbim_intel_mutual_authentication_fcc_lock_set_decode(c->body,
								    &s) == 0
		       ? MBIM_STATUS_NONE
		       : MBIM_STATUS_INVALID_PARAMETERS;
}

int sim_put_fcc(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		size_t cap)
{
	const struct mbim_intel_mutual_authentication_fcc_lock_response r = {
		.challenge_present = 0};

	(void)m;
	(void)arg;
	return mbim_intel_mutual_authentication_fcc_lock_response_encode(
		&r, out, cap);
}

uint32_t sim_query_trace(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_intel_tools_trace_config_query q;

	(void)m;
	if (mbim_intel_tools_trace_config_query_decode(c->body, &q) != 0 ||
	    q.trace_cmd >= SIM_TRACES)
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->arg = q.trace_cmd;
	return MBIM_STATUS_NONE;
}

uint32_t sim_set_trace(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_intel_tools_trace_config_set s;

	if (mbim_intel_tools_trace_config_set_decode(c->body, &s) != 0 ||
	    s.trace_cmd >= SIM_TRACES)
		return MBIM_STATUS_INVALID_PARAMETERS;
	m->trace[s.trace_cmd] = s.trace_value;
	c->arg = s.trace_cmd;
	return MBIM_STATUS_NONE;
}

int sim_put_trace(const struct sim_mbim *m, uint32_t command, uint8_t *out,
		  size_t cap)
{
	const struct mbim_intel_tools_trace_config_response r = {
		.trace_cmd = command, .result = m->trace[command]};

	return mbim_intel_tools_trace_config_response_encode(&r, out, cap);
}
