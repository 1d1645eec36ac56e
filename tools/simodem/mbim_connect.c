/* CONNECT in its two layouts. MBIM 1.0 10.5.12. */
#include "tools/simodem/mbim.h"

/* The parts of a CONNECT set that both layouts have. */
struct request {
	uint32_t session, command, ip_type;
	struct att_uuid context_type;
	char apn[101];
};

void sim_sessions_forget(struct sim_mbim *m)
{
	for (uint32_t i = 0; i < SIM_SESSIONS; i++)
		m->session[i] = (struct sim_mbim_session){
			.context_type = mbim_context_type_none,
		};
}

static int decode_v1(struct att_bytes body, struct request *r)
{
	struct mbim_basic_connect_connect_set s;
	int err = mbim_basic_connect_connect_set_decode(body, &s);

	if (err != 0)
		return err;
	r->session = s.session_id;
	r->command = s.activation_command;
	r->ip_type = s.ip_type;
	r->context_type = s.context_type;
	return att_str_get(&s.access_string, r->apn, sizeof(r->apn));
}

static int decode_v3(struct att_bytes body, struct request *r)
{
	struct mbim_basic_connect_connect_set_v3 s;
	int err = mbim_basic_connect_connect_set_v3_decode(body, &s);

	if (err != 0)
		return err;
	r->session = s.session_id;
	r->command = s.activation_command;
	r->ip_type = s.ip_type;
	r->context_type = s.context_type;
	return att_str_get(&s.access_string, r->apn, sizeof(r->apn));
}

static uint32_t families_of(uint32_t ip_type)
{
	switch (ip_type) {
	case MBIM_CONTEXT_IP_TYPE_IPV6:
		return SIM_IPV6;
	case MBIM_CONTEXT_IP_TYPE_IPV4V6:
	case MBIM_CONTEXT_IP_TYPE_IPV4_AND_IPV6:
		return SIM_IPV4 | SIM_IPV6;
	default:
		return SIM_IPV4;
	}
}

/* The cause is in the fields. */
static uint32_t refused(struct sim_mbim *m, const struct request *r,
			struct sim_call *c)
{
	const struct sim_failure *f =
		sim_world_failure(m->world, SIM_FAILURE_SESSIONS, r->session);

	c->failure_body = true;
	return f != NULL && f->status != 0 ? f->status
					   : sim_word_status(SIM_REFUSED);
}

static uint32_t activate(struct sim_mbim *m, const struct request *r,
			 struct sim_call *c)
{
	struct sim_mbim_session *s = &m->session[r->session];
	enum sim_result result =
		sim_world_activate(m->world, r->session,
				   families_of(r->ip_type), r->apn, c->now_ms);

	if (result == SIM_REFUSED)
		return refused(m, r, c);
	if (result != SIM_DONE)
		return sim_word_status(result);
	s->ip_type = r->ip_type == MBIM_CONTEXT_IP_TYPE_DEFAULT
			     ? MBIM_CONTEXT_IP_TYPE_IPV4
			     : r->ip_type;
	s->context_type = r->context_type;
	c->wait = (enum sim_wait)(SIM_WAIT_SESSION + r->session);
	return sim_world_session_up(m->world, r->session) ? MBIM_STATUS_NONE
							  : SIM_LATER;
}

uint32_t sim_set_connect(struct sim_mbim *m, struct sim_call *c)
{
	struct request r = {0};
	int err = m->ex >= MBIM_EX_3 ? decode_v3(c->body, &r)
				     : decode_v1(c->body, &r);

	if (err < 0 || r.command > MBIM_ACTIVATION_COMMAND_ACTIVATE ||
	    r.ip_type > MBIM_CONTEXT_IP_TYPE_IPV4_AND_IPV6)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (r.session >= m->config->max_sessions)
		return MBIM_STATUS_MAX_ACTIVATED_CONTEXTS;
	c->arg = r.session;
	if (r.command == MBIM_ACTIVATION_COMMAND_ACTIVATE)
		return activate(m, &r, c);
	return sim_word_status(sim_world_deactivate(m->world, r.session));
}

/* All layouts of the query begin with the session; more is ignored. */
uint32_t sim_query_connect(struct sim_mbim *m, struct sim_call *c)
{
	if (c->body.len < 4 || att_get32(c->body.p) >= m->config->max_sessions)
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->arg = att_get32(c->body.p);
	return MBIM_STATUS_NONE;
}

int sim_put_connect(const struct sim_mbim *m, uint32_t i, uint8_t *out,
		    size_t cap)
{
	const struct sim_mbim_session *s = &m->session[i];
	uint32_t state = sim_word_session(m->state->session[i].is);
	uint32_t cause = m->state->session[i].cause;
	struct mbim_basic_connect_connect_response r = {
		.session_id = i,
		.activation_state = state,
		.voice_call_state = MBIM_VOICE_CALL_STATE_NONE,
		.ip_type = s->ip_type,
		.context_type = s->context_type,
		.nw_error = cause,
	};
	struct mbim_basic_connect_connect_response_v3 r3 = {
		.session_id = i,
		.activation_state = state,
		.voice_call_state = MBIM_VOICE_CALL_STATE_NONE,
		.ip_type = s->ip_type,
		.context_type = s->context_type,
		.nw_error = cause,
		.media_preference = MBIM_ACCESS_MEDIA_TYPE_3GPP,
		.access_string = att_str_utf8(m->world->session[i].apn),
	};

	if (m->ex >= MBIM_EX_3)
		return mbim_basic_connect_connect_response_v3_encode(&r3, out,
								     cap);
	return mbim_basic_connect_connect_response_encode(&r, out, cap);
}
