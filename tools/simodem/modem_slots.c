/* SIM slots: the modem has one executor, which is mapped to one of its slots;
 * the card in the other one is off. MS Multi-SIM Operations. */
#include "tools/simodem/modem.h"

static void swap_cards(struct sim_modem *m)
{
	struct sim_config *c = &m->config;
	struct sim_unmapped old = m->unmapped;

	m->unmapped.card.inserted = c->sim_inserted;
	sim_copy(m->unmapped.card.imsi, sizeof(c->imsi), c->imsi);
	sim_copy(m->unmapped.card.iccid, sizeof(c->iccid), c->iccid);
	m->unmapped.pin1 = m->pin1;
	m->unmapped.pin2 = m->pin2;
	c->sim_inserted = old.card.inserted;
	sim_copy(c->imsi, sizeof(c->imsi), old.card.imsi);
	sim_copy(c->iccid, sizeof(c->iccid), old.card.iccid);
	m->pin1 = old.pin1;
	m->pin2 = old.pin2;
}

static uint32_t state_of(const struct sim_modem *m, uint32_t slot)
{
	if (slot != m->slot)
		return m->unmapped.card.inserted
			       ? MBIM_UICC_SLOT_STATE_OFF
			       : MBIM_UICC_SLOT_STATE_OFF_EMPTY;
	switch (sim_card_state(m)) {
	case MBIM_SUBSCRIBER_READY_STATE_SIM_NOT_INSERTED:
		return MBIM_UICC_SLOT_STATE_EMPTY;
	case MBIM_SUBSCRIBER_READY_STATE_NOT_INITIALIZED:
		return MBIM_UICC_SLOT_STATE_NOT_READY;
	case MBIM_SUBSCRIBER_READY_STATE_BAD_SIM:
		return MBIM_UICC_SLOT_STATE_ERROR;
	default: /* locked or not: it answers */
		return MBIM_UICC_SLOT_STATE_ACTIVE;
	}
}

void sim_slots_indicate(struct sim_modem *m)
{
	for (uint32_t i = 0; i < m->config.slots; i++) {
		uint32_t state = state_of(m, i);

		if (m->slot_state[i] == state)
			continue;
		m->slot_state[i] = state;
		sim_indicate(
			m, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
			MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SLOT_INFO_STATUS,
			i);
	}
}

/* The host finds another card in place of the one it knew. */
uint32_t sim_set_slot_mappings(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response s;
	struct mbim_uicc_slot slot;

	if (mbim_ms_basic_connect_extensions_device_slot_mappings_response_decode(
		    c->body, &s) != 0 ||
	    s.slot_map.count != 1)
		return MBIM_STATUS_INVALID_PARAMETERS;
	mbim_uicc_slot_at(&s.slot_map, 0, &slot);
	if (slot.slot >= m->config.slots)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (slot.slot == m->slot)
		return MBIM_STATUS_NONE;
	m->slot = slot.slot;
	swap_cards(m);
	sim_card_insert(m, c->now_ms);
	sim_card_changed(m, c->now_ms);
	return MBIM_STATUS_NONE;
}

int sim_put_slot_mappings(const struct sim_modem *m, uint32_t arg, uint8_t *out,
			  size_t cap)
{
	struct mbim_uicc_slot slot = {.slot = m->slot};
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response
		r = {.slot_map = mbim_array_of(&slot, 1)};

	(void)arg;
	return mbim_ms_basic_connect_extensions_device_slot_mappings_response_encode(
		&r, out, cap);
}

uint32_t sim_query_slot_info(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_ms_basic_connect_extensions_slot_info_status_query q;

	if (mbim_ms_basic_connect_extensions_slot_info_status_query_decode(
		    c->body, &q) != 0 ||
	    q.slot_index >= m->config.slots)
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->arg = q.slot_index;
	return MBIM_STATUS_NONE;
}

int sim_put_slot_info(const struct sim_modem *m, uint32_t slot, uint8_t *out,
		      size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_slot_info_status_response
		r = {.slot_index = slot, .state = state_of(m, slot)};

	return mbim_ms_basic_connect_extensions_slot_info_status_response_encode(
		&r, out, cap);
}

int sim_put_sys_caps(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		     size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_sys_caps_response r = {
		.number_of_executors = 1,
		.number_of_slots = m->config.slots,
		.concurrency = 1,
	};

	(void)arg;
	return mbim_ms_basic_connect_extensions_sys_caps_response_encode(
		&r, out, cap);
}
