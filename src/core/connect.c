/* Effects of the connect machine: one IP session. */
#include "core/state.h"

#define SETTLING_MS 180000u /* ACTIVATING or DEACTIVATING, not yet done */
#define LASTING_MS  300000u

/* NwErrors that do not pass by themselves: Windows waits 300 s after them. */
static bool lasts(uint32_t nw_error)
{
	switch (nw_error) {
	case MBIM_NW_ERROR_GPRS_NOT_ALLOWED:
	case MBIM_NW_ERROR_GPRS_AND_NON_GPRS_NOT_ALLOWED:
	case MBIM_NW_ERROR_MISSING_OR_UNKNOWN_APN:
	case MBIM_NW_ERROR_UNKNOWN_PDP_ADDRESS_OR_TYPE:
	case MBIM_NW_ERROR_USER_AUTHENTICATION_FAILED:
	case MBIM_NW_ERROR_REQUESTED_SERVICE_OPTION_NOT_SUBSCRIBED:
		return true;
	}
	return false;
}

/* --- CONNECT ------------------------------------------------------------- */

/* What the manager reads of a CONNECT answer; MBIMEx 3 appends to it. */
static int connect_read(const struct mbim_msg *msg,
			struct mbim_basic_connect_connect_response *r)
{
	return mbim_basic_connect_connect_response_decode(msg->body, r);
}

static int query_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
		      size_t cap)
{
	const struct mbim_basic_connect_connect_query_v3 q3 = {
		.session_id = session,
	};
	const struct mbim_basic_connect_connect_response q1 = {
		.session_id = session,
		.context_type = mbim_context_type_internet,
	};

	if (c->ex_version >= MBIM_EX_3)
		return mbim_basic_connect_connect_query_v3_encode(&q3, buf,
								  cap);
	return mbim_basic_connect_connect_response_encode(&q1, buf, cap);
}

static void query_answer(struct mbim_core *c, uint32_t session,
			 const struct mbim_msg *msg)
{
	struct mbim_basic_connect_connect_response r;
	bool active;

	if (!msg) {
		mbim_core_connect_event(c, session, MBIM_CONNECT_EV_TIMEOUT);
		return;
	}
	if (msg->type != (uint32_t)MBIM_MSG_COMMAND_DONE || msg->code ||
	    connect_read(msg, &r)) {
		mbim_core_connect_event(c, session, MBIM_CONNECT_EV_FAILED);
		return;
	}
	/* UNKNOWN before the first activation (Huawei ME936) is inactive. */
	active = r.activation_state == MBIM_ACTIVATION_STATE_ACTIVATED ||
		 r.activation_state == MBIM_ACTIVATION_STATE_ACTIVATING;
	mbim_core_connect_event(c, session,
				active ? MBIM_CONNECT_EV_ACTIVATED
				       : MBIM_CONNECT_EV_DEACTIVATED);
}

static int set_v3(const struct mbim_core_session *s, uint32_t session,
		  uint32_t command, uint32_t ip_type, uint8_t *buf, size_t cap)
{
	const struct mbim_basic_connect_connect_set_v3 m = {
		.session_id = session,
		.activation_command = command,
		.auth_protocol = s->auth,
		.ip_type = ip_type,
		.context_type = mbim_context_type_internet,
		.media_preference = MBIM_ACCESS_MEDIA_TYPE_UNKNOWN,
		.access_string = mbim_str_utf8(s->apn),
		.user_name = mbim_str_utf8(s->user),
		.password = mbim_str_utf8(s->password),
	};

	return mbim_basic_connect_connect_set_v3_encode(&m, buf, cap);
}

static int set_v1(const struct mbim_core_session *s, uint32_t session,
		  uint32_t command, uint32_t ip_type, uint8_t *buf, size_t cap)
{
	const struct mbim_basic_connect_connect_set m = {
		.session_id = session,
		.activation_command = command,
		.access_string = mbim_str_utf8(s->apn),
		.user_name = mbim_str_utf8(s->user),
		.password = mbim_str_utf8(s->password),
		.auth_protocol = s->auth,
		.ip_type = ip_type,
		.context_type = mbim_context_type_internet,
	};

	return mbim_basic_connect_connect_set_encode(&m, buf, cap);
}

static int activate_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
			 size_t cap)
{
	const struct mbim_core_session *s = &c->config.session[session];
	uint32_t ip_type = c->session[session].ip_type;

	if (c->ex_version >= MBIM_EX_3)
		return set_v3(s, session, MBIM_ACTIVATION_COMMAND_ACTIVATE,
			      ip_type, buf, cap);
	return set_v1(s, session, MBIM_ACTIVATION_COMMAND_ACTIVATE, ip_type,
		      buf, cap);
}

static int deactivate_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
			   size_t cap)
{
	static const struct mbim_core_session none = {.apn = ""};

	if (c->ex_version >= MBIM_EX_3)
		return set_v3(&none, session,
			      MBIM_ACTIVATION_COMMAND_DEACTIVATE, 0, buf, cap);
	return set_v1(&none, session, MBIM_ACTIVATION_COMMAND_DEACTIVATE, 0,
		      buf, cap);
}

/* The network, or the modem, cannot give both address families at once: ask
 * for the one that it can. */
static bool fall_back(struct mbim_session_state *s)
{
	if (s->ip_type != MBIM_IP_V4V6)
		return false;
	if (s->nw_error == MBIM_NW_ERROR_PDP_TYPE_IPV6_ONLY_ALLOWED) {
		s->ip_type = MBIM_IP_V6;
		return true;
	}
	if (s->nw_error == MBIM_NW_ERROR_PDP_TYPE_IPV4_ONLY_ALLOWED ||
	    s->nw_error == MBIM_NW_ERROR_UNKNOWN_PDP_ADDRESS_OR_TYPE ||
	    s->status == MBIM_STATUS_NO_DEVICE_SUPPORT ||
	    s->status == MBIM_STATUS_INVALID_PARAMETERS ||
	    s->status == MBIM_STATUS_CONTEXT_NOT_SUPPORTED) {
		s->ip_type = MBIM_IP_V4;
		return true;
	}
	return false;
}

static void activate_answer(struct mbim_core *c, uint32_t session,
			    const struct mbim_msg *msg)
{
	struct mbim_session_state *s = &c->session[session];
	struct mbim_basic_connect_connect_response r;
	bool ok;

	if (!msg) {
		mbim_core_connect_event(c, session, MBIM_CONNECT_EV_TIMEOUT);
		return;
	}
	ok = msg->type == (uint32_t)MBIM_MSG_COMMAND_DONE &&
	     !connect_read(msg, &r);
	s->status = msg->type == (uint32_t)MBIM_MSG_COMMAND_DONE
			    ? msg->code
			    : (uint32_t)MBIM_STATUS_FAILURE;
	s->nw_error = ok ? r.nw_error : 0;
	/* NwError beside ACTIVATED means one family only: a success. */
	if (ok && !msg->code &&
	    r.activation_state == MBIM_ACTIVATION_STATE_ACTIVATED) {
		mbim_core_connect_event(c, session, MBIM_CONNECT_EV_ACTIVATED);
		return;
	}
	if (ok && !msg->code &&
	    r.activation_state == MBIM_ACTIVATION_STATE_ACTIVATING) {
		s->timer_ms = c->now_ms + SETTLING_MS;
		return;
	}
	mbim_core_connect_event(c, session,
				fall_back(s) ? MBIM_CONNECT_EV_TYPE_REJECTED
					     : MBIM_CONNECT_EV_REJECTED);
}

/* Statuses that say: there was nothing to deactivate. */
static bool already_inactive(uint32_t status)
{
	return status == MBIM_STATUS_CONTEXT_NOT_ACTIVATED ||
	       status == MBIM_STATUS_OPERATION_NOT_ALLOWED ||
	       status == MBIM_STATUS_SIM_NOT_INSERTED ||
	       status == MBIM_STATUS_PACKET_SERVICE_DETACHED;
}

static void deactivate_answer(struct mbim_core *c, uint32_t session,
			      const struct mbim_msg *msg)
{
	struct mbim_basic_connect_connect_response r;

	if (!msg) {
		mbim_core_connect_event(c, session, MBIM_CONNECT_EV_TIMEOUT);
		return;
	}
	if (msg->type != (uint32_t)MBIM_MSG_COMMAND_DONE ||
	    (msg->code && !already_inactive(msg->code))) {
		mbim_core_connect_event(c, session, MBIM_CONNECT_EV_FAILED);
		return;
	}
	if (!msg->code && !connect_read(msg, &r) &&
	    r.activation_state == MBIM_ACTIVATION_STATE_DEACTIVATING) {
		c->session[session].timer_ms = c->now_ms + SETTLING_MS;
		return;
	}
	mbim_core_connect_event(c, session, MBIM_CONNECT_EV_DEACTIVATED);
}

void mbim_connect_state(struct mbim_core *c, const struct mbim_msg *msg)
{
	struct mbim_basic_connect_connect_response r;
	struct mbim_session_state *s;
	uint16_t ev;

	if (connect_read(msg, &r) || r.session_id >= MBIM_CORE_SESSIONS)
		return;
	s = &c->session[r.session_id];
	if (r.activation_state == MBIM_ACTIVATION_STATE_ACTIVATED)
		ev = MBIM_CONNECT_EV_ACTIVATED;
	else if (r.activation_state == MBIM_ACTIVATION_STATE_DEACTIVATED)
		ev = MBIM_CONNECT_EV_DEACTIVATED;
	else
		return;
	if (ev == s->activity || s->machine.state == MBIM_CONNECT_IDLE)
		return;
	/* Of the context before: what becomes of this one its answer tells. */
	if (ev == MBIM_CONNECT_EV_DEACTIVATED &&
	    s->machine.state == MBIM_CONNECT_ACTIVATING &&
	    c->slot[MBIM_SLOT_CONNECT + r.session_id].state != MBIM_SLOT_IDLE)
		return;
	if (ev == MBIM_CONNECT_EV_DEACTIVATED && r.nw_error)
		s->nw_error = r.nw_error;
	mbim_core_connect_event(c, r.session_id, ev);
}

/* --- IP_CONFIGURATION ------------------------------------------------------
 */

static int ip_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
		   size_t cap)
{
	const struct mbim_basic_connect_ip_configuration_response q = {
		.session_id = session,
	};

	(void)c;
	return mbim_basic_connect_ip_configuration_response_encode(&q, buf,
								   cap);
}

static uint32_t at_most(uint32_t n)
{
	return n < MBIM_CORE_ADDRESSES ? n : MBIM_CORE_ADDRESSES;
}

static void ip_read4(
	const struct mbim_basic_connect_ip_configuration_response *r,
	struct mbim_ip_config *ip)
{
	struct mbim_ipv4_element e;

	ip->n_ipv4 = at_most(r->ipv4_address.count);
	for (uint32_t i = 0; i < ip->n_ipv4; i++) {
		mbim_ipv4_element_at(&r->ipv4_address, i, &e);
		ip->ipv4[i].address = e.ipv4_address;
		ip->ipv4[i].prefix =
			(uint8_t)(e.on_link_prefix_length > 32
					  ? 32
					  : e.on_link_prefix_length);
	}
	ip->n_dns4 = at_most(r->ipv4_dns_server.count);
	for (uint32_t i = 0; i < ip->n_dns4; i++)
		ip->dns4[i] = mbim_array_ipv4(&r->ipv4_dns_server, i);
	ip->has_gateway4 = r->ipv4_gateway != NULL;
	if (r->ipv4_gateway)
		ip->gateway4 = *r->ipv4_gateway;
}

static void ip_read6(
	const struct mbim_basic_connect_ip_configuration_response *r,
	struct mbim_ip_config *ip)
{
	struct mbim_ipv6_element e;

	ip->n_ipv6 = at_most(r->ipv6_address.count);
	for (uint32_t i = 0; i < ip->n_ipv6; i++) {
		mbim_ipv6_element_at(&r->ipv6_address, i, &e);
		ip->ipv6[i].address = e.ipv6_address;
		ip->ipv6[i].prefix =
			(uint8_t)(e.on_link_prefix_length > 128
					  ? 128
					  : e.on_link_prefix_length);
	}
	ip->n_dns6 = at_most(r->ipv6_dns_server.count);
	for (uint32_t i = 0; i < ip->n_dns6; i++)
		ip->dns6[i] = mbim_array_ipv6(&r->ipv6_dns_server, i);
	ip->has_gateway6 = r->ipv6_gateway != NULL;
	if (r->ipv6_gateway)
		ip->gateway6 = *r->ipv6_gateway;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	if (!a || !b)
		return a ? a : b;
	return a < b ? a : b;
}

static int ip_read(const struct mbim_core *c, const struct mbim_msg *msg,
		   uint32_t *session, struct mbim_ip_config *ip)
{
	struct mbim_basic_connect_ip_configuration_response r;
	int err = mbim_basic_connect_ip_configuration_response_decode(msg->body,
								      &r);

	if (err)
		return err;
	memset(ip, 0, sizeof(*ip));
	ip_read4(&r, ip);
	ip_read6(&r, ip);
	ip->mtu = smaller(smaller(r.ipv4_mtu, r.ipv6_mtu), c->link.mtu);
	*session = r.session_id;
	return 0;
}

static void ip_answer(struct mbim_core *c, uint32_t session,
		      const struct mbim_msg *msg)
{
	struct mbim_session_state *s = &c->session[session];
	uint32_t id;

	if (!msg) {
		mbim_core_connect_event(c, session, MBIM_CONNECT_EV_TIMEOUT);
		return;
	}
	if (msg->type != (uint32_t)MBIM_MSG_COMMAND_DONE || msg->code ||
	    ip_read(c, msg, &id, &s->offered) || id != session) {
		mbim_core_connect_event(c, session, MBIM_CONNECT_EV_FAILED);
		return;
	}
	if (s->offered.n_ipv4 || s->offered.n_ipv6)
		mbim_core_connect_event(c, session, MBIM_CONNECT_EV_CONFIGURED);
	else
		mbim_core_connect_event(c, session,
					MBIM_CONNECT_EV_UNCONFIGURED);
}

static bool same_ip(const struct mbim_ip_config *a,
		    const struct mbim_ip_config *b)
{
	return mbim_bytes_equal(mbim_bytes_of(a, sizeof(*a)),
				mbim_bytes_of(b, sizeof(*b)));
}

void mbim_connect_ip(struct mbim_core *c, const struct mbim_msg *msg)
{
	struct mbim_session_state *s;
	struct mbim_ip_config ip;
	uint32_t session;

	if (ip_read(c, msg, &session, &ip) || session >= MBIM_CORE_SESSIONS)
		return;
	s = &c->session[session];
	/* Before the context is active the query will ask for it anyway. */
	if (s->machine.state != MBIM_CONNECT_IP_WAITING &&
	    s->machine.state != MBIM_CONNECT_CONFIGURING &&
	    s->machine.state != MBIM_CONNECT_UP)
		return;
	if (!(ip.n_ipv4 || ip.n_ipv6) ||
	    (s->machine.state == MBIM_CONNECT_UP && same_ip(&ip, &s->ip)))
		return;
	memcpy(&s->offered, &ip, sizeof(ip));
	mbim_core_connect_event(c, session, MBIM_CONNECT_EV_CONFIGURED);
}

/* --- the link --------------------------------------------------------------
 */

static void link_effect(struct mbim_session_state *s,
			enum mbim_effect_kind kind)
{
	/* The last one counts; an UP not yet fetched stays an UP. */
	if (!(kind == MBIM_EFFECT_LINK_CHANGE && s->has_effect))
		s->effect = kind;
	s->has_effect = true;
}

static void link_up(struct mbim_core *c, uint32_t session)
{
	struct mbim_session_state *s = &c->session[session];

	memcpy(&s->ip, &s->offered, sizeof(s->ip));
	s->backoff.failures = 0;
	s->status = 0;
	s->nw_error = 0;
	link_effect(s, MBIM_EFFECT_LINK_UP);
}

static void link_change(struct mbim_core *c, uint32_t session)
{
	struct mbim_session_state *s = &c->session[session];

	memcpy(&s->ip, &s->offered, sizeof(s->ip));
	link_effect(s, MBIM_EFFECT_LINK_CHANGE);
}

static void link_down(struct mbim_core *c, uint32_t session)
{
	struct mbim_session_state *s = &c->session[session];

	memset(&s->ip, 0, sizeof(s->ip));
	link_effect(s, MBIM_EFFECT_LINK_DOWN);
}

#define COMMAND(name, is_set, make, fn)                                \
	{                                                              \
		.type = MBIM_MSG_COMMAND,                              \
		.service = MBIM_SERVICE_BASIC_CONNECT,                 \
		.cid = MBIM_CID_BASIC_CONNECT_##name, .set = (is_set), \
		.body = (make), .answer = (fn)                         \
	}

static const struct mbim_action actions[] = {
	[MBIM_CONNECT_DO_QUERY_CONNECT] =
		COMMAND(CONNECT, false, query_body, query_answer),
	[MBIM_CONNECT_DO_ACTIVATE] =
		COMMAND(CONNECT, true, activate_body, activate_answer),
	[MBIM_CONNECT_DO_DEACTIVATE] =
		COMMAND(CONNECT, true, deactivate_body, deactivate_answer),
	[MBIM_CONNECT_DO_QUERY_IP] =
		COMMAND(IP_CONFIGURATION, false, ip_body, ip_answer),
	[MBIM_CONNECT_DO_LINK_UP] = {.run = link_up},
	[MBIM_CONNECT_DO_LINK_CHANGE] = {.run = link_change},
	[MBIM_CONNECT_DO_LINK_DOWN] = {.run = link_down},
};

const struct mbim_action *mbim_connect_action(uint8_t effect)
{
	return &actions[effect];
}

uint64_t mbim_connect_timer(struct mbim_core *c, uint32_t session)
{
	struct mbim_session_state *s = &c->session[session];
	const struct mbim_machine_about *state =
		&mbim_connect_info.about[s->machine.state];
	uint64_t until = mbim_backoff_until(c, state, &s->backoff);

	if (state->backoff && lasts(s->nw_error) &&
	    until < c->now_ms + LASTING_MS)
		until = c->now_ms + LASTING_MS;
	return until;
}
