/* SUBSCRIBER_READY_STATUS. MBIM 1.0 10.5.2. */
#include "tools/simodem/mbim.h"

/* As it stands on the card; a view of these texts. */
struct texts {
	char imsi[SIM_CARD_TEXT], iccid[SIM_CARD_TEXT], number[SIM_CARD_TEXT];
	struct att_str numbers;
};

static void read_card(const struct sim_mbim *m, struct texts *t)
{
	const struct sim_uicc *u = &m->world->card[m->world->slot];

	sim_uicc_imsi(u, t->imsi);
	sim_uicc_iccid(u, t->iccid);
	sim_uicc_number(u, t->number);
	t->numbers = att_str_utf8(t->number);
}

int sim_put_subscriber(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		       size_t cap)
{
	struct texts t;
	uint32_t state = sim_word_card(sim_world_card_state(m->world));
	bool ready = state == MBIM_SUBSCRIBER_READY_STATE_INITIALIZED;
	bool there =
		ready || state == MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED;
	struct mbim_basic_connect_subscriber_ready_status_response r = {
		.ready_state = state,
	};
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r3 = {
		.ready_state = state,
		.flags =
			MBIM_SUBSCRIBER_READY_STATUS_FLAG_SIM_REMOVABILITY_KNOWN |
			MBIM_SUBSCRIBER_READY_STATUS_FLAG_SIM_REMOVABLE,
	};

	(void)arg;
	read_card(m, &t);
	/* The IMSI is behind the PIN, the ICCID is printed on the card. */
	r.subscriber_id = att_str_utf8(ready ? t.imsi : "");
	r.sim_icc_id = att_str_utf8(there ? t.iccid : "");
	r.telephone_numbers =
		att_array_of(&t.numbers, ready && t.number[0] != '\0');
	r3.subscriber_id = r.subscriber_id;
	r3.sim_icc_id = r.sim_icc_id;
	r3.telephone_numbers = r.telephone_numbers;
	if (m->ex >= MBIM_EX_3)
		return mbim_basic_connect_subscriber_ready_status_response_v3_encode(
			&r3, out, cap);
	return mbim_basic_connect_subscriber_ready_status_response_encode(
		&r, out, cap);
}
