/* See cids_session.h. MBIM 1.0 10.5.12, 10.5.14, 10.5.20. A call of QMI belongs
 * to the client that has started it, so the modem is not asked: attache has its
 * own. */
#include "linux/cids_session.h"

#include "base/errors.h"
#include "generated/cids.h"

/* The number stands in front, in each version. */
static bool session_of(const struct att_cids_asked *a, uint32_t *session)
{
	if (a->body.len < 4)
		return false;
	*session = att_get32(a->body.p);
	return *session < ATT_CORE_SESSIONS;
}

uint32_t att_cids_sessions(const struct att_manager_status *now)
{
	uint32_t up = 0;

	for (uint32_t i = 0; i < now->core->n_sessions; i++)
		if (!now->session[i].off && now->session[i].up_s != UINT32_MAX)
			up |= 1u << i;
	return up;
}

static bool is_up(const struct att_cids_asked *a, uint32_t session)
{
	return att_cids_sessions(a->now) >> session & 1u;
}

/* The families that have addresses, or are asked for on the link. */
static uint32_t ip_type_of(const struct att_ip_config *ip)
{
	const bool v4 = ip->n_ipv4 || ip->dhcp4, v6 = ip->n_ipv6 || ip->slaac6;

	if (v4 && v6)
		return MBIM_CONTEXT_IP_TYPE_IPV4V6;
	return v6   ? MBIM_CONTEXT_IP_TYPE_IPV6
	       : v4 ? MBIM_CONTEXT_IP_TYPE_IPV4
		    : MBIM_CONTEXT_IP_TYPE_DEFAULT;
}

/* A session that is not there is one that is down. */
static int connection(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_basic_connect_connect_response_v3 out = {
		.activation_state = MBIM_ACTIVATION_STATE_DEACTIVATED,
		.voice_call_state = MBIM_VOICE_CALL_STATE_NONE,
		.context_type = mbim_context_type_none,
	};
	uint32_t i;

	if (!session_of(a, &i))
		return ATT_E_VALUE;
	out.session_id = i;
	if (i < a->now->core->n_sessions)
		out.nw_error = a->now->core->cause[i];
	if (is_up(a, i)) {
		out.activation_state = MBIM_ACTIVATION_STATE_ACTIVATED;
		out.ip_type = ip_type_of(&a->now->core->ip[i]);
		out.context_type = mbim_context_type_internet;
		out.access_string = att_str_utf8(a->now->session[i].apn);
	}
	return mbim_basic_connect_connect_response_v3_encode(&out, buf, cap);
}

/* What of a family counts. */
static uint32_t available(bool address, bool gateway, bool dns, bool mtu)
{
	return (address ? MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_ADDRESS : 0u) |
	       (gateway ? MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_GATEWAY : 0u) |
	       (dns ? MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_DNS : 0u) |
	       (mtu ? MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_MTU : 0u);
}

struct addresses {
	struct mbim_ipv4_element v4[ATT_CORE_ADDRESSES];
	struct mbim_ipv6_element v6[ATT_CORE_ADDRESSES];
};

static void fill(struct mbim_basic_connect_ip_configuration_response *out,
		 const struct att_ip_config *ip, struct addresses *room)
{
	for (uint32_t i = 0; i < ip->n_ipv4; i++)
		room->v4[i] = (struct mbim_ipv4_element){ip->ipv4[i].prefix,
							 ip->ipv4[i].address};
	for (uint32_t i = 0; i < ip->n_ipv6; i++)
		room->v6[i] = (struct mbim_ipv6_element){ip->ipv6[i].prefix,
							 ip->ipv6[i].address};
	out->ipv4_configuration_available =
		available(ip->n_ipv4, ip->has_gateway4, ip->n_dns4,
			  ip->n_ipv4 && ip->mtu);
	out->ipv6_configuration_available =
		available(ip->n_ipv6, ip->has_gateway6, ip->n_dns6,
			  ip->n_ipv6 && ip->mtu);
	out->ipv4_address = att_array_of(room->v4, ip->n_ipv4);
	out->ipv6_address = att_array_of(room->v6, ip->n_ipv6);
	out->ipv4_gateway = ip->has_gateway4 ? &ip->gateway4 : NULL;
	out->ipv6_gateway = ip->has_gateway6 ? &ip->gateway6 : NULL;
	out->ipv4_dns_server = att_array_of(ip->dns4, ip->n_dns4);
	out->ipv6_dns_server = att_array_of(ip->dns6, ip->n_dns6);
	out->ipv4_mtu = ip->n_ipv4 ? ip->mtu : 0;
	out->ipv6_mtu = ip->n_ipv6 ? ip->mtu : 0;
}

static int configuration(const struct att_cids_asked *a, uint8_t *buf,
			 size_t cap)
{
	struct mbim_basic_connect_ip_configuration_response out = {0};
	struct addresses room;
	uint32_t i;

	if (!session_of(a, &i))
		return ATT_E_VALUE;
	if (!is_up(a, i))
		return ATT_CIDS_REFUSE(MBIM_STATUS_CONTEXT_NOT_ACTIVATED);
	out.session_id = i;
	fill(&out, &a->now->core->ip[i], &room);
	return mbim_basic_connect_ip_configuration_response_encode(&out, buf,
								   cap);
}

#define BASIC(c) \
	.service = MBIM_SERVICE_BASIC_CONNECT, .cid = MBIM_CID_BASIC_CONNECT_##c

static const struct att_cids_row rows[] = {
	{BASIC(CONNECT), .answer = connection},
	{BASIC(CONNECT), .set = true,
	 .lacks = "a call of QMI belongs to the client that has started it: a "
		  "session is attache's (attache.session), or made by "
		  "wds.start_network"},
	{BASIC(IP_CONFIGURATION), .answer = configuration},
	{BASIC(PACKET_STATISTICS),
	 .lacks = "QMI counts the packets of a call for the client that has "
		  "started it: attache.status has what its network devices "
		  "count"},
};

static const struct att_cids_event events[] = {
	{ATT_CIDS_SESSION, 0, MBIM_SERVICE_BASIC_CONNECT,
	 MBIM_CID_BASIC_CONNECT_CONNECT, NULL},
	{ATT_CIDS_SESSION, 0, MBIM_SERVICE_BASIC_CONNECT,
	 MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION, NULL},
};

const struct att_cids_part att_cids_session = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.events = events,
	.n_events = sizeof(events) / sizeof(events[0]),
};
