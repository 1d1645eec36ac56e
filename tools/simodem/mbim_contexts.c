/* PROVISIONED_CONTEXTS of MBIM 1.0 10.5.13, and Microsoft's of the same
 * contexts.
 */
#include "tools/simodem/mbim.h"

void sim_mbim_contexts_init(struct sim_mbim *m)
{
	for (uint32_t i = 0; i < m->world->n_contexts; i++)
		m->context[i] = (struct sim_mbim_context){
			.type = mbim_context_type_internet,
			.ip_type = MBIM_CONTEXT_IP_TYPE_IPV4V6,
			.state = MBIM_CONTEXT_STATE_ENABLED,
			.roaming = MBIM_CONTEXT_ROAMING_CONTROL_ALLOW_ALL,
			.source = MBIM_CONTEXT_SOURCE_MODEM,
		};
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
	/* There is room for those with low numbers: some hosts, such as
	 * ModemManager, number a new one themselves. */
	if (x.id <= SIM_CONTEXTS && x.id != 0)
		result = sim_world_put_context(m->world, &x, &i);
	else
		result = sim_world_context(m->world, &x, &i);
	if (result != SIM_DONE)
		return sim_word_status(result);
	m->context[i].type = s.context_type;
	m->context[i].compression = s.compression;
	m->context[i].auth = s.auth_protocol;
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

/* --- Microsoft's -----------------------------------------------------------
 */

/* A host knows the type, not the id: there is one of a type. */
static uint32_t place_of(const struct sim_mbim *m, const struct att_uuid *type)
{
	uint32_t i = 0;

	while (i < m->world->n_contexts &&
	       memcmp(&m->context[i].type, type, sizeof(*type)) != 0)
		i++;
	return i;
}

static uint32_t forget(struct sim_mbim *m, const struct att_uuid *type)
{
	uint32_t i = place_of(m, type);

	if (i == m->world->n_contexts)
		return MBIM_STATUS_INVALID_PARAMETERS;
	sim_world_forget_context(m->world, i);
	for (; i < m->world->n_contexts; i++)
		m->context[i] = m->context[i + 1];
	return MBIM_STATUS_NONE;
}

typedef struct mbim_ms_basic_connect_extensions_provisioned_contexts_set ms_set;

static uint32_t store(struct sim_mbim *m, const ms_set *s)
{
	uint32_t i = place_of(m, &s->context_type);
	struct sim_context x = {.id = i < m->world->n_contexts
					      ? m->world->context[i].id
					      : SIM_NEW_CONTEXT};
	enum sim_result result;

	if (att_str_get(&s->access_string, x.apn, sizeof(x.apn)) < 0 ||
	    att_str_get(&s->user_name, x.user, sizeof(x.user)) < 0 ||
	    att_str_get(&s->password, x.password, sizeof(x.password)) < 0)
		return MBIM_STATUS_PARAMETER_TOO_LONG;
	result = sim_world_context(m->world, &x, &i);
	if (result != SIM_DONE)
		return sim_word_status(result);
	m->context[i] = (struct sim_mbim_context){
		.type = s->context_type,
		.compression = s->compression,
		.auth = s->auth_protocol,
		.ip_type = s->ip_type,
		.state = s->state,
		.roaming = s->roaming,
		.media = s->media_type,
		.source = s->source,
	};
	return MBIM_STATUS_NONE;
}

static uint32_t restore(struct sim_mbim *m)
{
	sim_contexts_init(m->world);
	sim_mbim_contexts_init(m);
	return MBIM_STATUS_NONE;
}

uint32_t sim_set_ms_context(struct sim_mbim *m, struct sim_call *c)
{
	uint32_t status = MBIM_STATUS_INVALID_PARAMETERS;
	ms_set s;

	if (mbim_ms_basic_connect_extensions_provisioned_contexts_set_decode(
		    c->body, &s) != 0)
		return status;
	if (s.operation == MBIM_CONTEXT_OPERATION_DEFAULT)
		status = store(m, &s);
	else if (s.operation == MBIM_CONTEXT_OPERATION_DELETE)
		status = forget(m, &s.context_type);
	else if (s.operation == MBIM_CONTEXT_OPERATION_RESTORE_FACTORY)
		status = restore(m);
	c->changed = status == MBIM_STATUS_NONE;
	return status;
}

int sim_put_ms_contexts(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			size_t cap)
{
	const struct sim_world *w = m->world;
	struct mbim_provisioned_context_element_v2 e[SIM_CONTEXTS] = {0};
	const struct
		mbim_ms_basic_connect_extensions_provisioned_contexts_response
			r = {.provisioned_contexts =
				     att_array_of(e, w->n_contexts)};

	(void)arg;
	for (uint32_t i = 0; i < w->n_contexts; i++) {
		const struct sim_context *x = &w->context[i];
		const struct sim_mbim_context *own = &m->context[i];

		e[i] = (struct mbim_provisioned_context_element_v2){
			.context_id = x->id,
			.context_type = own->type,
			.ip_type = own->ip_type,
			.state = own->state,
			.roaming = own->roaming,
			.media_type = own->media,
			.source = own->source,
			.access_string = att_str_utf8(x->apn),
			.user_name = att_str_utf8(x->user),
			.password = att_str_utf8(x->password),
			.compression = own->compression,
			.auth_protocol = own->auth,
		};
	}
	return mbim_ms_basic_connect_extensions_provisioned_contexts_response_encode(
		&r, out, cap);
}
