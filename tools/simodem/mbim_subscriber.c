/* SUBSCRIBER_READY_STATUS. MBIM 1.0 10.5.2. */
#include "tools/simodem/mbim.h"

int sim_put_subscriber(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		       size_t cap)
{
	const struct sim_config *c = m->config;
	uint32_t state = sim_word_card(sim_world_card_state(m->world));
	bool ready = state == MBIM_SUBSCRIBER_READY_STATE_INITIALIZED;
	bool there =
		ready || state == MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED;
	struct att_str number = att_str_utf8(c->number);
	uint32_t numbers = ready && c->number[0] != '\0' ? 1 : 0;
	/* The IMSI is behind the PIN, the ICCID is printed on the card. */
	struct mbim_basic_connect_subscriber_ready_status_response r = {
		.ready_state = state,
		.subscriber_id = att_str_utf8(ready ? c->imsi : ""),
		.sim_icc_id = att_str_utf8(there ? c->iccid : ""),
		.telephone_numbers = att_array_of(&number, numbers),
	};
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r3 = {
		.ready_state = state,
		.flags =
			MBIM_SUBSCRIBER_READY_STATUS_FLAG_SIM_REMOVABILITY_KNOWN |
			MBIM_SUBSCRIBER_READY_STATUS_FLAG_SIM_REMOVABLE,
		.subscriber_id = r.subscriber_id,
		.sim_icc_id = r.sim_icc_id,
		.telephone_numbers = r.telephone_numbers,
	};

	(void)arg;
	if (m->ex >= MBIM_EX_3)
		return mbim_basic_connect_subscriber_ready_status_response_v3_encode(
			&r3, out, cap);
	return mbim_basic_connect_subscriber_ready_status_response_encode(
		&r, out, cap);
}
