/* RADIO_STATE and REGISTER_STATE. MBIM 1.0 10.5.3, 10.5.9. */
#include "tools/simodem/mbim.h"

/* --- RADIO_STATE ------------------------------------------------------- */

uint32_t sim_set_radio(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_basic_connect_radio_state_set s;

	if (mbim_basic_connect_radio_state_set_decode(c->body, &s) != 0 ||
	    s.radio_state > MBIM_RADIO_SWITCH_STATE_ON)
		return MBIM_STATUS_INVALID_PARAMETERS;
	sim_world_radio(m->world, s.radio_state == MBIM_RADIO_SWITCH_STATE_ON,
			c->now_ms);
	return MBIM_STATUS_NONE;
}

int sim_put_radio(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		  size_t cap)
{
	struct mbim_basic_connect_radio_state_response r = {
		.hw_radio_state = MBIM_RADIO_SWITCH_STATE_ON,
		.sw_radio_state = m->state->radio ? MBIM_RADIO_SWITCH_STATE_ON
						  : MBIM_RADIO_SWITCH_STATE_OFF,
	};

	(void)arg;
	return mbim_basic_connect_radio_state_response_encode(&r, out, cap);
}

/* --- REGISTER_STATE ------------------------------------------------------ */

/* The operator that the host names; "" if it is none. */
static const char *operator_of(
	const struct mbim_basic_connect_register_state_set *s, char *text,
	size_t cap)
{
	if (s->register_action != MBIM_REGISTER_ACTION_MANUAL)
		return NULL;
	if (att_str_get(&s->provider_id, text, cap) < 0)
		text[0] = '\0';
	return text;
}

uint32_t sim_set_register(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_basic_connect_register_state_set s;
	enum sim_result result;
	char id[16];

	if (mbim_basic_connect_register_state_set_decode(c->body, &s) != 0 ||
	    s.register_action > MBIM_REGISTER_ACTION_MANUAL)
		return MBIM_STATUS_INVALID_PARAMETERS;
	result = sim_world_register(m->world, operator_of(&s, id, sizeof(id)),
				    c->now_ms);
	if (result != SIM_DONE)
		return sim_word_status(result);
	if (s.data_class != 0)
		m->wanted_classes = s.data_class;
	if (m->world->register_at_ms == SIM_NEVER)
		return MBIM_STATUS_NONE;
	c->wait = SIM_WAIT_REGISTER;
	return SIM_LATER;
}

/* Beside NR that stands alone there is nothing else. */
static uint32_t available(const struct sim_mbim *m)
{
	uint32_t lte = sim_generation_told(m) == SIM_5G_NSA
			       ? MBIM_DATA_CLASS_LTE
			       : MBIM_DATA_CLASS_NONE;

	return sim_data_class(m) | lte;
}

int sim_put_register(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		     size_t cap)
{
	const struct sim_operator *o = &m->config->operator_;
	const struct sim_state *now = m->state;
	bool in = sim_registered(now);
	struct mbim_basic_connect_register_state_response_v2 r = {
		.nw_error = now->registration_cause,
		.register_state = sim_word_registration(now->registration),
		.register_mode = m->world->manual
					 ? MBIM_REGISTER_MODE_MANUAL
					 : MBIM_REGISTER_MODE_AUTOMATIC,
		.available_data_classes = in ? available(m) : 0,
		.current_cellular_class = MBIM_CELLULAR_CLASS_GSM,
		.provider_id = att_str_utf8(in ? o->id : ""),
		.provider_name = att_str_utf8(in ? o->name : ""),
		.roaming_text = att_str_utf8(in && o->roaming ? "roaming" : ""),
		.registration_flag =
			m->config->auto_attach
				? MBIM_REGISTRATION_FLAG_PACKET_SERVICE_AUTOMATIC_ATTACH
				: MBIM_REGISTRATION_FLAG_NONE,
		.preferred_data_classes = m->wanted_classes,
	};
	struct mbim_basic_connect_register_state_response r1 = {
		.nw_error = r.nw_error,
		.register_state = r.register_state,
		.register_mode = r.register_mode,
		.available_data_classes = r.available_data_classes,
		.current_cellular_class = r.current_cellular_class,
		.provider_id = r.provider_id,
		.provider_name = r.provider_name,
		.roaming_text = r.roaming_text,
		.registration_flag = r.registration_flag,
	};

	(void)arg;
	if (m->ex >= MBIM_EX_2)
		return mbim_basic_connect_register_state_response_v2_encode(
			&r, out, cap);
	return mbim_basic_connect_register_state_response_encode(&r1, out, cap);
}
