/* The context of the LTE attach itself: LTE_ATTACH_CONFIGURATION and
 * LTE_ATTACH_INFO of Microsoft's extensions. */
#include "tools/simodem/mbim.h"

static void factory(struct sim_mbim *m)
{
	memset(m->attach_set, 0, sizeof(m->attach_set));
	for (uint32_t i = 0; i < SIM_ATTACH_SETS; i++) {
		m->attach_set[i].ip_type = MBIM_CONTEXT_IP_TYPE_IPV4V6;
		m->attach_set[i].roaming = i;
		m->attach_set[i].source = MBIM_CONTEXT_SOURCE_MODEM;
	}
}

void sim_attach_init(struct sim_mbim *m)
{
	factory(m);
}

static bool read_set(struct sim_attach_set *to,
		     const struct mbim_lte_attach_configuration *from)
{
	to->ip_type = from->ip_type;
	to->roaming = from->roaming;
	to->source = from->source;
	to->compression = from->compression;
	to->auth = from->auth_protocol;
	return att_str_get(&from->access_string, to->apn, sizeof(to->apn)) >=
		       0 &&
	       att_str_get(&from->user_name, to->user, sizeof(to->user)) >= 0 &&
	       att_str_get(&from->password, to->password,
			   sizeof(to->password)) >= 0;
}

/* A set always holds one entry for each kind of roaming. */
uint32_t sim_set_attach_sets(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_basic_connect_extensions_lte_attach_configuration_set s;
	struct sim_attach_set sets[SIM_ATTACH_SETS] = {{0}};
	struct mbim_lte_attach_configuration e;
	struct att_cursor at;

	if (mbim_ms_basic_connect_extensions_lte_attach_configuration_set_decode(
		    c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (s.operation == MBIM_LTE_ATTACH_CONTEXT_OPERATION_RESTORE_FACTORY) {
		factory(m);
	} else {
		if (s.configurations.count != SIM_ATTACH_SETS)
			return MBIM_STATUS_INVALID_PARAMETERS;
		at = att_cursor_of(&s.configurations);
		for (uint32_t i = 0;
		     mbim_lte_attach_configuration_next(&at, &e); i++) {
			if (!read_set(&sets[i], &e))
				return MBIM_STATUS_PARAMETER_TOO_LONG;
		}
		memcpy(m->attach_set, sets, sizeof(sets));
	}
	c->changed = true;
	return MBIM_STATUS_NONE;
}

int sim_put_attach_sets(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			size_t cap)
{
	struct mbim_lte_attach_configuration e[SIM_ATTACH_SETS] = {0};
	struct mbim_ms_basic_connect_extensions_lte_attach_configuration_response
		r = {
			.configurations = att_array_of(e, SIM_ATTACH_SETS),
		};

	(void)arg;
	for (uint32_t i = 0; i < SIM_ATTACH_SETS; i++) {
		const struct sim_attach_set *a = &m->attach_set[i];

		e[i] = (struct mbim_lte_attach_configuration){
			.ip_type = a->ip_type,
			.roaming = a->roaming,
			.source = a->source,
			.access_string = att_str_utf8(a->apn),
			.user_name = att_str_utf8(a->user),
			.password = att_str_utf8(a->password),
			.compression = a->compression,
			.auth_protocol = a->auth,
		};
	}
	return mbim_ms_basic_connect_extensions_lte_attach_configuration_response_encode(
		&r, out, cap);
}

int sim_put_attach_info(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			size_t cap)
{
	const struct sim_attach_set *a =
		&m->attach_set[m->config->operator_.roaming ? 1 : 0];
	bool in = m->state->packet == SIM_ATTACHED;
	struct mbim_ms_basic_connect_extensions_lte_attach_info_response r = {
		.lte_attach_state = in ? MBIM_LTE_ATTACH_STATE_ATTACHED
				       : MBIM_LTE_ATTACH_STATE_DETACHED,
		.ip_type = in ? a->ip_type : 0,
		.access_string = att_str_utf8(in ? a->apn : ""),
		.auth_protocol = in ? a->auth : 0,
	};
	struct mbim_ms_basic_connect_extensions_lte_attach_info_response_v3 r3 =
		{
			.lte_attach_state = r.lte_attach_state,
			.nw_error = m->state->packet_cause,
			.ip_type = r.ip_type,
			.access_string = r.access_string,
			.auth_protocol = r.auth_protocol,
		};

	(void)arg;
	if (m->ex >= MBIM_EX_3)
		return mbim_ms_basic_connect_extensions_lte_attach_info_response_v3_encode(
			&r3, out, cap);
	return mbim_ms_basic_connect_extensions_lte_attach_info_response_encode(
		&r, out, cap);
}
