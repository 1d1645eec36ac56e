/* IP sessions: CONNECT in its two layouts, and which datagrams a session
 * carries. MBIM 1.0 10.5.12. */
#include "tools/simodem/modem.h"

#define NW_UNKNOWN_APN 27u
#define NW_IPV4_ONLY   50u
#define NW_DEACTIVATED 36u /* regular deactivation, 3GPP TS 24.301 */

/* The parts of a CONNECT set that both layouts have. */
struct request {
	uint32_t session, command, ip_type;
	struct mbim_uuid context_type;
	char apn[101];
};

static void session_init(struct sim_session *s)
{
	*s = (struct sim_session){
		.state = MBIM_ACTIVATION_STATE_DEACTIVATED,
		.at_ms = SIM_NEVER,
		.context_type = mbim_context_type_none,
	};
}

void sim_sessions_init(struct sim_modem *m)
{
	for (uint32_t i = 0; i < SIM_SESSIONS; i++)
		session_init(&m->session[i]);
	m->in_octets = m->in_packets = m->in_discards = 0;
	m->out_octets = m->out_packets = m->out_discards = 0;
}

static void set_state(struct sim_modem *m, uint32_t i, uint32_t state,
		      uint32_t error)
{
	struct sim_session *s = &m->session[i];

	s->nw_error = error;
	if (s->state == state)
		return;
	s->state = state;
	sim_indicate(m, MBIM_SERVICE_BASIC_CONNECT,
		     MBIM_CID_BASIC_CONNECT_CONNECT, i);
}

static void stop(struct sim_modem *m, uint32_t i, uint32_t error)
{
	if (m->session[i].state == MBIM_ACTIVATION_STATE_DEACTIVATED)
		return;
	m->session[i].at_ms = SIM_NEVER;
	set_state(m, i, MBIM_ACTIVATION_STATE_DEACTIVATED, error);
	sim_finish(m, (enum sim_wait)(SIM_WAIT_SESSION + i),
		   MBIM_STATUS_FAILURE);
}

void sim_sessions_stop(struct sim_modem *m, uint32_t error)
{
	for (uint32_t i = 0; i < SIM_SESSIONS; i++)
		stop(m, i, error);
}

uint64_t sim_sessions_deadline(const struct sim_modem *m)
{
	uint64_t at = SIM_NEVER;

	for (uint32_t i = 0; i < SIM_SESSIONS; i++)
		if (m->session[i].at_ms < at)
			at = m->session[i].at_ms;
	return at;
}

void sim_sessions_expire(struct sim_modem *m, uint64_t now_ms)
{
	for (uint32_t i = 0; i < SIM_SESSIONS; i++) {
		if (m->session[i].at_ms > now_ms)
			continue;
		m->session[i].at_ms = SIM_NEVER;
		set_state(m, i, MBIM_ACTIVATION_STATE_ACTIVATED, 0);
		sim_finish(m, (enum sim_wait)(SIM_WAIT_SESSION + i),
			   MBIM_STATUS_NONE);
	}
}

void sim_modem_disconnect(struct sim_modem *m, uint8_t session, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	if (session < SIM_SESSIONS)
		stop(m, session, NW_DEACTIVATED);
}

bool sim_modem_session_up(const struct sim_modem *m, uint8_t session)
{
	return session < SIM_SESSIONS &&
	       m->session[session].state == MBIM_ACTIVATION_STATE_ACTIVATED;
}

/* --- CONNECT ---------------------------------------------------------------
 */

static int decode_v1(struct mbim_bytes body, struct request *r)
{
	struct mbim_basic_connect_connect_set s;
	int err = mbim_basic_connect_connect_set_decode(body, &s);

	if (err != 0)
		return err;
	r->session = s.session_id;
	r->command = s.activation_command;
	r->ip_type = s.ip_type;
	r->context_type = s.context_type;
	return mbim_str_get(&s.access_string, r->apn, sizeof(r->apn));
}

static int decode_v3(struct mbim_bytes body, struct request *r)
{
	struct mbim_basic_connect_connect_set_v3 s;
	int err = mbim_basic_connect_connect_set_v3_decode(body, &s);

	if (err != 0)
		return err;
	r->session = s.session_id;
	r->command = s.activation_command;
	r->ip_type = s.ip_type;
	r->context_type = s.context_type;
	return mbim_str_get(&s.access_string, r->apn, sizeof(r->apn));
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
}

/* APNs are names in DNS: case does not count. */
static bool apn_fits(const char *ours, const char *asked)
{
	if (ours[0] == '\0')
		return true;
	for (; *ours != '\0' && lower(*ours) == lower(*asked); ours++)
		asked++;
	return *ours == *asked;
}

/* What the network says of a request: a NwError or 0. */
static uint32_t refusal(const struct sim_modem *m, const struct request *r)
{
	bool ipv6 = r->ip_type == MBIM_CONTEXT_IP_TYPE_IPV6 ||
		    r->ip_type == MBIM_CONTEXT_IP_TYPE_IPV4V6 ||
		    r->ip_type == MBIM_CONTEXT_IP_TYPE_IPV4_AND_IPV6;

	if (m->config.connect_error != 0)
		return m->config.connect_error;
	if (!apn_fits(m->config.apn, r->apn))
		return NW_UNKNOWN_APN;
	if (m->config.ipv4_only && ipv6)
		return NW_IPV4_ONLY;
	return 0;
}

static uint32_t activate(struct sim_modem *m, const struct request *r,
			 struct sim_call *c)
{
	struct sim_session *s = &m->session[r->session];
	uint32_t status = sim_network_status(m);

	if (status != MBIM_STATUS_NONE)
		return status;
	if (!sim_registered(m))
		return MBIM_STATUS_NOT_REGISTERED;
	if (m->packet_state != MBIM_PACKET_SERVICE_STATE_ATTACHED)
		return MBIM_STATUS_PACKET_SERVICE_DETACHED;
	if (s->state != MBIM_ACTIVATION_STATE_DEACTIVATED)
		return MBIM_STATUS_MAX_ACTIVATED_CONTEXTS;
	s->nw_error = refusal(m, r);
	if (s->nw_error != 0) {
		c->failure_body = true;
		return MBIM_STATUS_FAILURE;
	}
	s->ip_type = r->ip_type == MBIM_CONTEXT_IP_TYPE_DEFAULT
			     ? MBIM_CONTEXT_IP_TYPE_IPV4
			     : r->ip_type;
	s->context_type = r->context_type;
	sim_copy(s->apn, sizeof(s->apn), r->apn);
	set_state(m, r->session, MBIM_ACTIVATION_STATE_ACTIVATING, 0);
	s->at_ms = c->now_ms + m->config.connect_ms;
	sim_sessions_expire(m, c->now_ms);
	if (s->state == MBIM_ACTIVATION_STATE_ACTIVATED)
		return MBIM_STATUS_NONE;
	return sim_defer(m, (enum sim_wait)(SIM_WAIT_SESSION + r->session), c);
}

uint32_t sim_set_connect(struct sim_modem *m, struct sim_call *c)
{
	struct request r = {0};
	int err = m->ex >= MBIM_EX_3 ? decode_v3(c->body, &r)
				     : decode_v1(c->body, &r);

	if (err < 0 || r.command > MBIM_ACTIVATION_COMMAND_ACTIVATE ||
	    r.ip_type > MBIM_CONTEXT_IP_TYPE_IPV4_AND_IPV6)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (r.session >= m->config.max_sessions)
		return MBIM_STATUS_MAX_ACTIVATED_CONTEXTS;
	c->arg = r.session;
	if (r.command == MBIM_ACTIVATION_COMMAND_ACTIVATE)
		return activate(m, &r, c);
	if (m->session[r.session].state == MBIM_ACTIVATION_STATE_DEACTIVATED)
		return MBIM_STATUS_CONTEXT_NOT_ACTIVATED;
	stop(m, r.session, 0);
	return MBIM_STATUS_NONE;
}

/* All layouts of the query begin with the session; more is ignored. */
uint32_t sim_query_connect(struct sim_modem *m, struct sim_call *c)
{
	if (c->body.len < 4 || mbim_get32(c->body.p) >= m->config.max_sessions)
		return MBIM_STATUS_INVALID_PARAMETERS;
	c->arg = mbim_get32(c->body.p);
	return MBIM_STATUS_NONE;
}

int sim_put_connect(const struct sim_modem *m, uint32_t i, uint8_t *out,
		    size_t cap)
{
	const struct sim_session *s = &m->session[i];
	struct mbim_basic_connect_connect_response r = {
		.session_id = i,
		.activation_state = s->state,
		.voice_call_state = MBIM_VOICE_CALL_STATE_NONE,
		.ip_type = s->ip_type,
		.context_type = s->context_type,
		.nw_error = s->nw_error,
	};
	struct mbim_basic_connect_connect_response_v3 r3 = {
		.session_id = i,
		.activation_state = s->state,
		.voice_call_state = MBIM_VOICE_CALL_STATE_NONE,
		.ip_type = s->ip_type,
		.context_type = s->context_type,
		.nw_error = s->nw_error,
		.media_preference = MBIM_ACCESS_MEDIA_TYPE_3GPP,
		.access_string = mbim_str_utf8(s->apn),
	};

	if (m->ex >= MBIM_EX_3)
		return mbim_basic_connect_connect_response_v3_encode(&r3, out,
								     cap);
	return mbim_basic_connect_connect_response_encode(&r, out, cap);
}
