/* attache's own service, answered. */
#include "linux/control_socket_answers.h"

#include <stdio.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/control_modem.h"
#include "linux/monitors.h"
#include "linux/traffic.h"
#include "wire/str.h"

/* What of a session has no place in its struct: its addresses in the order of
 * the message, and why it is not up. */
struct room {
	struct mbim_ipv4_element ipv4[ATT_CORE_ADDRESSES];
	struct mbim_ipv6_element ipv6[ATT_CORE_ADDRESSES];
	char problem[sizeof((struct att_core_status *)0)->problem_text];
};

static void fill_addresses(struct room *a, const struct att_ip_config *ip)
{
	for (uint32_t n = 0; n < ip->n_ipv4; n++)
		a->ipv4[n] = (struct mbim_ipv4_element){
			.on_link_prefix_length = ip->ipv4[n].prefix,
			.ipv4_address = ip->ipv4[n].address};
	for (uint32_t n = 0; n < ip->n_ipv6; n++)
		a->ipv6[n] = (struct mbim_ipv6_element){
			.on_link_prefix_length = ip->ipv6[n].prefix,
			.ipv6_address = ip->ipv6[n].address};
}

static void fill_session(struct mbim_attache_session *out, struct room *room,
			 const struct att_manager *m, unsigned modem,
			 const struct att_manager_status *s, uint32_t i)
{
	const struct att_ip_config *ip = s->session[i].ip;

	const struct att_ipv6_prefix *shared = &s->core->shared[i];

	fill_addresses(room, ip);
	*out = (struct mbim_attache_session){
		.name = att_str_utf8(s->session[i].device),
		.state = att_str_utf8(s->core->connect[i]),
		.ipv4_address = att_array_of(room->ipv4, ip->n_ipv4),
		.ipv6_address = att_array_of(room->ipv6, ip->n_ipv6),
		.ipv4_gateway = ip->has_gateway4 ? &ip->gateway4 : NULL,
		.ipv6_gateway = ip->has_gateway6 ? &ip->gateway6 : NULL,
		.ipv4_dns_server = att_array_of(ip->dns4, ip->n_dns4),
		.ipv6_dns_server = att_array_of(ip->dns6, ip->n_dns6),
		.mtu = s->session[i].mtu,
		.ipv4_origin = s->session[i].ipv4_origin,
		.ipv6_origin = s->session[i].ipv6_origin,
		.shared_prefix_length = shared->length,
		.shared_prefix = shared->length ? &shared->net : NULL,
		.up_s = s->session[i].up_s,
		.rx_bytes =
			att_traffic_counter(s->session[i].device, "rx_bytes"),
		.tx_bytes =
			att_traffic_counter(s->session[i].device, "tx_bytes"),
		.origin = m->origin(m->ctx, modem, i),
		.apn = att_str_utf8(s->session[i].apn),
		.addresses = s->session[i].by_another
				     ? MBIM_SESSION_ADDRESSES_ANOTHER
				     : MBIM_SESSION_ADDRESSES_ATTACHE,
		.nw_error = s->core->cause[i],
		.code = s->core->code[i],
	};
	m->problem(m->ctx, modem, i, room->problem, sizeof(room->problem));
	out->problem = att_str_utf8(room->problem);
}

/* "3.0" of 0x0300; "" of 0. */
static struct att_str version_text(uint16_t bcd, char *buf, size_t cap)
{
	buf[0] = '\0';
	if (bcd)
		snprintf(buf, cap, "%x.%x", bcd >> 8, bcd & 0xffu);
	return att_str_utf8(buf);
}

static int encode_status(const struct att_manager *m, unsigned modem,
			 const struct att_manager_status *status, uint8_t *buf,
			 size_t cap)
{
	const struct att_core_status *s = status->core;
	struct mbim_attache_session session[ATT_CORE_SESSIONS];
	struct room room[ATT_CORE_SESSIONS];
	char version[8];
	struct mbim_attache_status_response out = {
		.uptime_s = (uint32_t)(status->since_start_ms / 1000),
		.modem = att_str_utf8(status->modem),
		.control_state = att_str_utf8(s->control),
		.attach_state = att_str_utf8(s->attach),
		.connect_state = att_str_utf8(s->connect[0]),
		.provider_name = att_str_utf8(s->provider),
		.provider_id = att_str_utf8(s->provider_id),
		.register_state = s->register_state,
		.data_class = s->data_class,
		.rssi_dbm = s->rssi_dbm,
		.rsrp_dbm = s->rsrp_dbm,
		.rsrq_db = s->rsrq_db,
		.snr_db = s->snr_db,
		.cell_id = s->cell_id,
		.tac = s->tac,
		.nw_error = s->nw_error,
		.pin_attempts = s->pin_attempts,
		.mbim_extended_version =
			version_text(s->ex_version, version, sizeof(version)),
		.refused = s->refused,
		.timeouts = s->timeouts,
		.orphans = s->orphans,
		.queue_waiting = status->queue.waiting,
		.queue_delay_ms = status->queue.delay_ms,
		.queue_dropped = status->queue.dropped,
		.queue_marked = status->queue.marked,
		.problem = att_str_utf8(status->ending ? "attache is ending"
						       : s->problem),
		.sessions = att_array_of(session, s->n_sessions),
		.version = ATT_STR(ATTACHE_VERSION),
		.model = att_str_utf8(s->hardware),
		.firmware = att_str_utf8(s->firmware),
		.recovery_state = att_str_utf8(s->recovery),
		.transitions = s->transitions,
		.recoveries = s->recoveries,
	};

	for (uint32_t i = 0; i < s->n_sessions; i++)
		fill_session(&session[i], &room[i], m, modem, status, i);
	return mbim_attache_status_response_encode(&out, buf, cap);
}

/* The wishes that a client can have, as the socket numbers them. */
static const enum att_want wants[] = {
	[MBIM_WANTED_OFF] = ATT_WANT_OFF,
	[MBIM_WANTED_ATTACHED] = ATT_WANT_ATTACHED,
	[MBIM_WANTED_CONNECTED] = ATT_WANT_CONNECTED,
	[MBIM_WANTED_OPEN] = ATT_WANT_OPEN,
};

#define N_WANTS (sizeof(wants) / sizeof(wants[0]))

static uint32_t set_want(const struct att_manager *m, unsigned i,
			 struct att_bytes body)
{
	struct mbim_attache_want_set set;

	if (mbim_attache_want_set_decode(body, &set) < 0 || set.want >= N_WANTS)
		return MBIM_STATUS_INVALID_PARAMETERS;
	return m->want(m->ctx, i, wants[set.want])
		       ? MBIM_STATUS_OPERATION_NOT_ALLOWED
		       : MBIM_STATUS_NONE;
}

static int encode_want(enum att_want want, uint8_t *buf, size_t cap)
{
	struct mbim_attache_want_response out = {.want = MBIM_WANTED_OFF};

	for (uint32_t n = 0; n < N_WANTS; n++)
		if (wants[n] == want)
			out.want = n;
	return mbim_attache_want_response_encode(&out, buf, cap);
}

/* One session, or none where there is none with this number. */
static int encode_session(const struct att_manager *m, unsigned modem,
			  uint32_t i, uint8_t *buf, size_t cap)
{
	struct att_manager_status status;
	struct mbim_attache_session session;
	struct room room;
	const bool there = m->origin(m->ctx, modem, i) != ATT_RUNTIME_NONE;
	struct mbim_attache_session_response out = {
		.session_id = i,
		.sessions = att_array_of(&session, there),
	};

	m->status(m->ctx, modem, &status);
	if (there)
		fill_session(&session, &room, m, modem, &status, i);
	return mbim_attache_session_response_encode(&out, buf, cap);
}

static int answer_session(const struct att_manager *m, unsigned modem,
			  struct att_bytes body, uint32_t *status, uint8_t *buf,
			  size_t cap)
{
	struct mbim_attache_session_query query;

	*status = MBIM_STATUS_NONE;
	if (mbim_attache_session_query_decode(body, &query) == 0)
		return encode_session(m, modem, query.session_id, buf, cap);
	*status = MBIM_STATUS_INVALID_PARAMETERS;
	return 0;
}

static const enum att_ip_type ip_types[] = {
	[MBIM_CONTEXT_IP_TYPE_DEFAULT] = ATT_IP_V4V6,
	[MBIM_CONTEXT_IP_TYPE_IPV4] = ATT_IP_V4,
	[MBIM_CONTEXT_IP_TYPE_IPV6] = ATT_IP_V6,
	[MBIM_CONTEXT_IP_TYPE_IPV4V6] = ATT_IP_V4V6,
	[MBIM_CONTEXT_IP_TYPE_IPV4_AND_IPV6] = ATT_IP_V4V6,
};

#define N_IP_TYPES (sizeof(ip_types) / sizeof(ip_types[0]))

/* False: it is not one that can be. */
static bool read_wish(struct att_bytes body, struct att_runtime_wish *wish)
{
	struct att_core_session *core = &wish->core;
	struct mbim_attache_session_set set;

	if (mbim_attache_session_set_decode(body, &set) ||
	    set.change > MBIM_SESSION_CHANGE_REMOVE ||
	    set.addresses > MBIM_SESSION_ADDRESSES_ANOTHER ||
	    set.auth > MBIM_AUTH_PROTOCOL_MSCHAPV2 ||
	    set.ip_type >= N_IP_TYPES || set.abroad > MBIM_SESSION_ABROAD_ANY)
		return false;
	*wish = (struct att_runtime_wish){
		.session = set.session_id,
		.remove = set.change == MBIM_SESSION_CHANGE_REMOVE,
		.by_another = set.addresses == MBIM_SESSION_ADDRESSES_ANOTHER,
		.metric = set.metric,
	};
	core->auth = set.auth;
	core->ip = ip_types[set.ip_type];
	core->roaming = set.abroad == MBIM_SESSION_ABROAD_ANY;
	core->partner = set.abroad == MBIM_SESSION_ABROAD_PARTNER;
	return att_str_get(&set.apn, core->apn, sizeof(core->apn)) >= 0 &&
	       att_str_get(&set.user, core->user, sizeof(core->user)) >= 0 &&
	       att_str_get(&set.password, core->password,
			   sizeof(core->password)) >= 0;
}

static uint32_t refusal_of(int err)
{
	switch (err) {
	case ATT_E_ROOM:
		return MBIM_STATUS_MAX_ACTIVATED_CONTEXTS;
	case ATT_E_BUSY:
		return MBIM_STATUS_OPERATION_NOT_ALLOWED;
	}
	return MBIM_STATUS_INVALID_PARAMETERS;
}

static int set_session(const struct att_manager *m, unsigned modem,
		       struct att_bytes body, uint32_t *status, uint8_t *buf,
		       size_t cap)
{
	struct att_runtime_wish wish;
	int session;

	*status = MBIM_STATUS_INVALID_PARAMETERS;
	if (!read_wish(body, &wish))
		return 0;
	session = m->wish(m->ctx, modem, &wish);
	if (session < 0) {
		*status = refusal_of(session);
		return 0;
	}
	*status = MBIM_STATUS_NONE;
	return encode_session(m, modem, (uint32_t)session, buf, cap);
}

/* Where everything stands as events begin to be told: of modem i, or of each
 * one. */
static int encode_begin(const struct att_manager *m, unsigned modem,
			uint8_t *buf, size_t cap)
{
	const uint32_t only = att_control_modem_only(m);
	const bool one =
		modem < ATT_CONFIG_MODEMS || only != ATT_CONTROL_NO_MODEM;
	char text[ATT_CONFIG_MODEMS * 512] = "";
	struct att_event begin = {.modem = "", .line = text};
	struct att_manager_status status;
	size_t len = 0;

	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		const char *name = m->name(m->ctx, i, NULL);
		const struct att_core_status *s;

		if (!name || (modem < ATT_CONFIG_MODEMS && i != modem))
			continue;
		m->status(m->ctx, i, &status);
		s = status.core;
		begin.since_start_ms = status.since_start_ms;
		len += (size_t)snprintf(
			text + len, sizeof(text) - len,
			"%s%s%scontrol %s, attach %s, connect %s%s%.250s",
			len ? "; " : "", one ? "" : name, one ? "" : ": ",
			s->control, s->attach, s->connect[0],
			s->problem ? "; problem: " : "",
			s->problem ? s->problem : "");
	}
	return att_event_encode(&begin, MBIM_EVENT_KIND_BEGIN, buf, cap);
}

/* --- which modems there are ----------------------------------------------- */

static int encode_modems(const struct att_manager *m, uint8_t *buf, size_t cap)
{
	struct mbim_attache_modem modem[ATT_CONFIG_MODEMS];
	struct mbim_attache_modems_response out;
	struct att_manager_status s;
	uint32_t n = 0;

	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		const char *device, *name = m->name(m->ctx, i, &device);

		if (!name)
			continue;
		m->status(m->ctx, i, &s);
		modem[n++] = (struct mbim_attache_modem){
			.name = att_str_utf8(name),
			.device = att_str_utf8(device),
			.modem = att_str_utf8(s.modem),
		};
	}
	out = (struct mbim_attache_modems_response){
		.modems = att_array_of(modem, n)};
	return mbim_attache_modems_response_encode(&out, buf, cap);
}

int att_control_socket_answer(const struct att_manager *m, unsigned i,
			      const struct mbim_msg *command, uint32_t *status,
			      uint8_t *body, size_t cap)
{
	struct att_manager_status s;

	if (command->cid == MBIM_CID_ATTACHE_STATUS && !command->code) {
		*status = MBIM_STATUS_NONE;
		m->status(m->ctx, i, &s);
		return encode_status(m, i, &s, body, cap);
	}
	if (command->cid == MBIM_CID_ATTACHE_EVENTS && !command->code) {
		*status = MBIM_STATUS_NONE;
		return encode_begin(m, i, body, cap);
	}
	if (command->cid == MBIM_CID_ATTACHE_MODEMS && !command->code) {
		*status = MBIM_STATUS_NONE;
		return encode_modems(m, body, cap);
	}
	if (command->cid == MBIM_CID_ATTACHE_SESSION)
		return command->code ? set_session(m, i, command->body, status,
						   body, cap)
				     : answer_session(m, i, command->body,
						      status, body, cap);
	if (command->cid == MBIM_CID_ATTACHE_WANT && command->code) {
		*status = set_want(m, i, command->body);
		if (*status)
			return 0;
		m->status(m->ctx, i, &s);
		return encode_want(s.want, body, cap);
	}
	*status = MBIM_STATUS_NO_DEVICE_SUPPORT;
	return 0;
}
