/* SIGNAL_STATE. MBIM 1.0 10.5.11. */
#include "tools/simodem/mbim.h"

#define RATE_UNKNOWN 99u /* of errors: MBIM 1.0 10.5.11 */

uint32_t sim_set_signal(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_basic_connect_signal_state_set s;

	if (mbim_basic_connect_signal_state_set_decode(c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	m->signal_interval = s.signal_strength_interval;
	m->rssi_threshold = s.rssi_threshold;
	m->error_threshold = s.error_rate_threshold;
	return MBIM_STATUS_NONE;
}

uint32_t sim_word_rsrp(int16_t dbm)
{
	return (uint32_t)(dbm + 157);
}

/* Of each radio in use one: MBIMEx 2.0 3.3. */
static uint32_t list(const struct sim_mbim *m, struct mbim_rsrp_snr_info *info)
{
	bool both = sim_generation_told(m) == SIM_5G_NSA;

	if (!sim_registered(m->state))
		return 0;
	info[0] = (struct mbim_rsrp_snr_info){
		.rsrp = sim_word_rsrp(m->state->rsrp_dbm),
		.snr = sim_world_cell(m->world, m->state)->snr,
		.system_type = both ? MBIM_DATA_CLASS_LTE : sim_data_class(m),
	};
	info[1] = info[0];
	info[1].system_type = sim_data_class(m);
	return both ? 2 : 1;
}

static int put_signal_v2(const struct sim_mbim *m, uint8_t *out, size_t cap)
{
	struct mbim_rsrp_snr_info info[2];
	struct mbim_basic_connect_signal_state_response_v2 r = {
		.rssi = m->state->rssi,
		.error_rate = RATE_UNKNOWN,
		.signal_strength_interval = m->signal_interval,
		.rssi_threshold = m->rssi_threshold,
		.error_rate_threshold = m->error_threshold,
		.rsrp_snr = att_array_of(info, list(m, info)),
	};

	return mbim_basic_connect_signal_state_response_v2_encode(&r, out, cap);
}

int sim_put_signal(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		   size_t cap)
{
	struct mbim_basic_connect_signal_state_response r = {
		.rssi = m->state->rssi,
		.error_rate = RATE_UNKNOWN,
		.signal_strength_interval = m->signal_interval,
		.rssi_threshold = m->rssi_threshold,
		.error_rate_threshold = m->error_threshold,
	};

	(void)arg;
	if (m->ex >= MBIM_EX_2)
		return put_signal_v2(m, out, cap);
	return mbim_basic_connect_signal_state_response_encode(&r, out, cap);
}
