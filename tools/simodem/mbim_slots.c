/* SYS_CAPS, DEVICE_SLOT_MAPPINGS and SLOT_INFO_STATUS: the modem has one
 * executor, which is mapped to one of its slots. MS Multi-SIM Operations. */
#include "tools/simodem/mbim.h"

/* The host finds another card in place of the one it knew. */
uint32_t sim_set_slot_mappings(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response s;
	struct mbim_uicc_slot slot;
	struct att_cursor at;

	if (mbim_ms_basic_connect_extensions_device_slot_mappings_response_decode(
		    c->body, &s) != 0 ||
	    s.slot_map.count != 1)
		return MBIM_STATUS_INVALID_PARAMETERS;
	at = att_cursor_of(&s.slot_map);
	mbim_uicc_slot_next(&at, &slot);
	if (slot.slot >= m->config->slots)
		return MBIM_STATUS_INVALID_PARAMETERS;
	sim_world_use_slot(m->world, slot.slot, c->now_ms);
	return MBIM_STATUS_NONE;
}

int sim_put_slot_mappings(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			  size_t cap)
{
	struct mbim_uicc_slot slot = {.slot = m->world->slot};
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response
		r = {.slot_map = att_array_of(&slot, 1)};

	(void)arg;
	return mbim_ms_basic_connect_extensions_device_slot_mappings_response_encode(
		&r, out, cap);
}

uint32_t sim_query_slot_info(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_basic_connect_extensions_slot_info_status_query q;

	if (mbim_ms_basic_connect_extensions_slot_info_status_query_decode(
		    c->body, &q) != 0 ||
	    q.slot_index >= m->config->slots)
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->arg = q.slot_index;
	return MBIM_STATUS_NONE;
}

int sim_put_slot_info(const struct sim_mbim *m, uint32_t slot, uint8_t *out,
		      size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_slot_info_status_response
		r = {.slot_index = slot,
		     .state = sim_word_slot(
			     sim_world_slot_state(m->world, slot))};

	return mbim_ms_basic_connect_extensions_slot_info_status_response_encode(
		&r, out, cap);
}

int sim_put_sys_caps(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		     size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_sys_caps_response r = {
		.number_of_executors = 1,
		.number_of_slots = m->config->slots,
		.concurrency = 1,
	};

	(void)arg;
	return mbim_ms_basic_connect_extensions_sys_caps_response_encode(
		&r, out, cap);
}
