/* The addresses of a session: IP_CONFIGURATION, which datagrams belong to
 * it, and IP_PACKET_FILTERS. MBIM 1.0 10.5.20, 10.5.27. */
#include "tools/simodem/modem.h"

#define IPV6_PREFIX 64u

static struct mbim_ipv4 ipv4(uint32_t session, uint8_t host)
{
	struct mbim_ipv4 a;

	sim_address4(a.b, session, host);
	return a;
}

static struct mbim_ipv6 ipv6(uint32_t session, uint8_t host)
{
	struct mbim_ipv6 a;

	sim_address6(a.b, session, host);
	return a;
}

static bool has_ipv4(const struct sim_session *s)
{
	return s->ip_type != MBIM_CONTEXT_IP_TYPE_IPV6;
}

static bool has_ipv6(const struct sim_session *s)
{
	return s->ip_type != MBIM_CONTEXT_IP_TYPE_IPV4;
}

/* --- IP_CONFIGURATION ----------------------------------------------------- */

uint32_t sim_query_ip_configuration(struct sim_modem *m, struct sim_call *c)
{
	uint32_t status = sim_query_connect(m, c);

	if (status != MBIM_STATUS_NONE)
		return status;
	return sim_modem_session_up(m, (uint8_t)c->arg)
		       ? MBIM_STATUS_NONE
		       : MBIM_STATUS_CONTEXT_NOT_ACTIVATED;
}

int sim_put_ip_configuration(const struct sim_modem *m, uint32_t i,
			     uint8_t *out, size_t cap)
{
	const uint32_t all = MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_ADDRESS |
			     MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_GATEWAY |
			     MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_DNS |
			     MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_MTU;
	const struct sim_session *s = &m->session[i];
	struct mbim_ipv4_element address4 = {m->config.ipv4_prefix,
					     ipv4(i, SIM_NEAR)};
	struct mbim_ipv6_element address6 = {IPV6_PREFIX, ipv6(i, SIM_NEAR)};
	struct mbim_ipv4 router4 = ipv4(i, SIM_FAR);
	struct mbim_ipv6 router6 = ipv6(i, SIM_FAR);
	uint32_t mtu = m->config.ipv4_mtu;
	struct mbim_basic_connect_ip_configuration_response r = {
		.session_id = i,
	};

	if (has_ipv4(s)) {
		r.ipv4_configuration_available = all;
		r.ipv4_address = mbim_array_of(&address4, 1);
		r.ipv4_gateway = &router4;
		r.ipv4_dns_server = mbim_array_of(&router4, 1);
		r.ipv4_mtu = mtu;
	}
	if (has_ipv6(s)) {
		r.ipv6_configuration_available = all;
		r.ipv6_address = mbim_array_of(&address6, 1);
		r.ipv6_gateway = &router6;
		r.ipv6_dns_server = mbim_array_of(&router6, 1);
		r.ipv6_mtu = mtu < 1280 ? 1280 : mtu; /* RFC 8200 5 */
	}
	if (has_ipv6(s) && m->config.ipv6_advertised) {
		sim_link_local(address6.ipv6_address.b, SIM_NEAR);
		r.ipv6_configuration_available =
			MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_ADDRESS;
		r.ipv6_gateway = NULL;
		r.ipv6_dns_server = mbim_array_of(NULL, 0);
	}
	return mbim_basic_connect_ip_configuration_response_encode(&r, out,
								   cap);
}

/* --- datagrams -------------------------------------------------------------
 */

bool sim_modem_datagram(struct sim_modem *m, uint8_t session,
			struct mbim_bytes d, bool downlink)
{
	unsigned version = d.len > 0 ? d.p[0] >> 4 : 0;
	bool taken = false;

	if (sim_modem_session_up(m, session)) {
		const struct sim_session *s = &m->session[session];

		taken = (version == 4 && has_ipv4(s)) ||
			(version == 6 && has_ipv6(s));
	}
	if (downlink) {
		m->in_octets += taken ? d.len : 0;
		m->in_packets += taken;
		m->in_discards += !taken;
	} else {
		m->out_octets += taken ? d.len : 0;
		m->out_packets += taken;
		m->out_discards += !taken;
	}
	return taken;
}

int sim_modem_session_of(const struct sim_modem *m, struct mbim_bytes d)
{
	struct mbim_ipv6 net = ipv6(0, SIM_NET);
	uint8_t n;

	if (d.len >= 20 && d.p[0] >> 4 == 4 && d.p[16] == 10 && d.p[17] == 64)
		n = d.p[18];
	else if (d.len >= 40 && d.p[0] >> 4 == 6 &&
		 mbim_bytes_equal(mbim_bytes_of(d.p + 24, 7),
				  mbim_bytes_of(net.b, 7)))
		n = d.p[31];
	else
		return -1;
	return sim_modem_session_up(m, n) ? n : -1;
}

/* --- IP_PACKET_FILTERS ------------------------------------------------------
 */

static uint32_t add_filter(struct sim_session *s, uint32_t id,
			   struct mbim_bytes filter, struct mbim_bytes mask)
{
	uint32_t n = s->n_filters;

	if (filter.len > SIM_FILTER_SIZE || filter.len != mask.len)
		return MBIM_STATUS_INVALID_PARAMETERS;
	s->filter[n].id = id;
	s->filter[n].len = (uint32_t)filter.len;
	memcpy(s->filter[n].filter, filter.p, filter.len);
	memcpy(s->filter[n].mask, mask.p, mask.len);
	s->n_filters++;
	return MBIM_STATUS_NONE;
}

static uint32_t set_filters_v1(struct sim_session *s,
			       const struct mbim_array *filters)
{
	struct mbim_packet_filter f;
	uint32_t status = MBIM_STATUS_NONE;

	for (uint32_t i = 0; i < filters->count && status == 0; i++) {
		mbim_packet_filter_at(filters, i, &f);
		status = add_filter(s, i, f.packet_filter, f.packet_mask);
	}
	return status;
}

static uint32_t set_filters_v3(struct sim_session *s,
			       const struct mbim_array *filters)
{
	struct mbim_packet_filter_v3 f;
	uint32_t status = MBIM_STATUS_NONE;

	for (uint32_t i = 0; i < filters->count && status == 0; i++) {
		mbim_packet_filter_v3_at(filters, i, &f);
		status = add_filter(s, f.filter_id, f.packet_filter,
				    f.packet_mask);
	}
	return status;
}

uint32_t sim_query_filters(struct sim_modem *m, struct sim_call *c)
{
	return sim_query_connect(m, c);
}

/* The filters of the session become those of the command. */
uint32_t sim_set_filters(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_basic_connect_ip_packet_filters_set s1 = {0};
	struct mbim_basic_connect_ip_packet_filters_set_v3 s3 = {0};
	bool v3 = m->ex >= MBIM_EX_3;
	uint32_t status = sim_query_connect(m, c);
	struct sim_session *session = &m->session[c->arg];
	int err;

	if (status != MBIM_STATUS_NONE)
		return status;
	err = v3 ? mbim_basic_connect_ip_packet_filters_set_v3_decode(c->body,
								      &s3)
		 : mbim_basic_connect_ip_packet_filters_set_decode(c->body,
								   &s1);
	if (err != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if ((v3 ? s3.packet_filters.count : s1.packet_filters.count) >
	    SIM_FILTERS)
		return MBIM_STATUS_FILTER_NOT_SUPPORTED;
	session->n_filters = 0;
	return v3 ? set_filters_v3(session, &s3.packet_filters)
		  : set_filters_v1(session, &s1.packet_filters);
}

static int put_filters_v3(const struct sim_modem *m, uint32_t i, uint8_t *out,
			  size_t cap)
{
	const struct sim_session *s = &m->session[i];
	struct mbim_packet_filter_v3 f[SIM_FILTERS] = {0};
	struct mbim_basic_connect_ip_packet_filters_response_v3 r = {
		.session_id = i,
		.packet_filters = mbim_array_of(f, s->n_filters),
	};

	for (uint32_t n = 0; n < s->n_filters; n++)
		f[n] = (struct mbim_packet_filter_v3){
			.packet_filter = mbim_bytes_of(s->filter[n].filter,
						       s->filter[n].len),
			.packet_mask = mbim_bytes_of(s->filter[n].mask,
						     s->filter[n].len),
			.filter_id = s->filter[n].id,
		};
	return mbim_basic_connect_ip_packet_filters_response_v3_encode(&r, out,
								       cap);
}

int sim_put_filters(const struct sim_modem *m, uint32_t i, uint8_t *out,
		    size_t cap)
{
	const struct sim_session *s = &m->session[i];
	struct mbim_packet_filter f[SIM_FILTERS] = {0};
	struct mbim_basic_connect_ip_packet_filters_response r = {
		.session_id = i,
		.packet_filters = mbim_array_of(f, s->n_filters),
	};

	if (m->ex >= MBIM_EX_3)
		return put_filters_v3(m, i, out, cap);
	for (uint32_t n = 0; n < s->n_filters; n++)
		f[n] = (struct mbim_packet_filter){
			.packet_filter = mbim_bytes_of(s->filter[n].filter,
						       s->filter[n].len),
			.packet_mask = mbim_bytes_of(s->filter[n].mask,
						     s->filter[n].len),
		};
	return mbim_basic_connect_ip_packet_filters_response_encode(&r, out,
								    cap);
}
