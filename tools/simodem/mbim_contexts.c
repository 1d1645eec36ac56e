/* PROVISIONED_CONTEXTS. MBIM 1.0 10.5.13. */
#include "tools/simodem/mbim.h"

void sim_mbim_contexts_init(struct sim_mbim *m)
{
	for (uint32_t i = 0; i < m->world->n_contexts; i++)
		m->context[i].type = mbim_context_type_internet;
}

static bool read_context(
	const struct mbim_basic_connect_provisioned_contexts_set *s,
	struct sim_context *x)
{
	x->id = s->context_id;
	return att_str_get(&s->access_string, x->apn, sizeof(x->apn)) >= 0 &&
	       att_str_get(&s->user_name, x->user, sizeof(x->user)) >= 0 &&
	       att_str_get(&s->password, x->password, sizeof(x->password)) >= 0;
}

uint32_t sim_set_context(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_basic_connect_provisioned_contexts_set s;
	struct sim_context x = {0};
	enum sim_result result;
	uint32_t i;

	if (mbim_basic_connect_provisioned_contexts_set_decode(c->body, &s) !=
	    0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (!read_context(&s, &x))
		return MBIM_STATUS_PARAMETER_TOO_LONG;
	result = sim_world_context(m->world, &x, &i);
	if (result != SIM_DONE)
		return sim_word_status(result);
	m->context[i] = (struct sim_mbim_context){
		.type = s.context_type,
		.compression = s.compression,
		.auth = s.auth_protocol,
	};
	c->changed = true;
	return MBIM_STATUS_NONE;
}

int sim_put_contexts(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		     size_t cap)
{
	const struct sim_world *w = m->world;
	struct mbim_provisioned_context_element e[SIM_CONTEXTS] = {0};
	struct mbim_basic_connect_provisioned_contexts_response r = {
		.provisioned_contexts = att_array_of(e, w->n_contexts),
	};

	(void)arg;
	for (uint32_t i = 0; i < w->n_contexts; i++) {
		const struct sim_context *x = &w->context[i];
		const struct sim_mbim_context *own = &m->context[i];

		e[i] = (struct mbim_provisioned_context_element){
			.context_id = x->id,
			.context_type = own->type,
			.access_string = att_str_utf8(x->apn),
			.user_name = att_str_utf8(x->user),
			.password = att_str_utf8(x->password),
			.compression = own->compression,
			.auth_protocol = own->auth,
		};
	}
	return mbim_basic_connect_provisioned_contexts_response_encode(&r, out,
								       cap);
}
