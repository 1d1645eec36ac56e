/* The addresses of a session, and which datagrams are its own. */
#include "tools/simodem/world.h"

#include "tools/simodem/addresses.h"

#define IPV6_PREFIX  64u
#define IPV6_MIN_MTU 1280u /* RFC 8200 5 */

uint32_t sim_world_network_of(const struct sim_world *w, uint32_t session)
{
	uint32_t changes =
		session < SIM_SESSIONS ? w->session[session].changes : 0;

	return sim_network(w->config.modem, changes, session);
}

void sim_world_readdress(struct sim_world *w, uint32_t session, bool silently)
{
	if (!sim_world_session_up(w, session))
		return;
	w->session[session].changes++;
	if (!silently)
		sim_world_tell(w, SIM_ADDRESSES_CHANGED, session, SIM_DONE);
}

void sim_world_addresses(const struct sim_world *w, uint32_t session,
			 struct sim_addresses *a)
{
	const struct sim_config *c = &w->config;
	uint32_t families = w->session[session].families;
	uint32_t mtu = c->ipv4_mtu, network = sim_world_network_of(w, session);

	*a = (struct sim_addresses){
		.ipv4 = (families & SIM_IPV4) != 0,
		.ipv6 = (families & SIM_IPV6) != 0,
		.advertised = c->ipv6_advertised != 0,
		.prefix4 = c->ipv4_prefix,
		.prefix6 = IPV6_PREFIX,
		.mtu4 = mtu,
		.mtu6 = mtu < IPV6_MIN_MTU ? IPV6_MIN_MTU : mtu,
	};
	sim_address4(a->address4, network, SIM_NEAR);
	sim_address4(a->router4, network, SIM_FAR);
	sim_address6(a->address6, network, SIM_NEAR);
	sim_address6(a->router6, network, SIM_FAR);
	if (a->advertised)
		sim_link_local(a->address6, SIM_NEAR);
}

static bool carries(const struct sim_world *w, uint32_t session,
		    struct att_bytes d)
{
	unsigned version = d.len > 0 ? d.p[0] >> 4 : 0;
	uint32_t families;

	if (!sim_world_session_up(w, session))
		return false;
	families = w->session[session].families;
	return (version == 4 && (families & SIM_IPV4) != 0) ||
	       (version == 6 && (families & SIM_IPV6) != 0);
}

/* The part of an address that says which network it is in. */
#define SAME4 3u
#define SAME6 8u

static bool is_in4(const uint8_t *p, uint32_t network)
{
	uint8_t net[4];

	sim_address4(net, network, SIM_NET);
	return att_bytes_equal(att_bytes_of(p, SAME4),
			       att_bytes_of(net, SAME4)) &&
	       (p[3] & ~3u) == net[3];
}

static bool is_in6(const uint8_t *p, uint32_t network)
{
	uint8_t net[16];

	sim_address6(net, network, SIM_NET);
	return att_bytes_equal(att_bytes_of(p, SAME6),
			       att_bytes_of(net, SAME6));
}

/* Unspecified, or link-local. */
static bool has_no_network(bool v6, const uint8_t *p)
{
	static const uint8_t none[16];

	return att_bytes_equal(att_bytes_of(p, v6 ? 16 : 4),
			       att_bytes_of(none, v6 ? 16 : 4)) ||
	       (v6 && p[0] == 0xfe);
}

static bool is_from(struct att_bytes d, uint32_t network)
{
	if (d.len >= 20 && d.p[0] >> 4 == 4)
		return is_in4(d.p + 12, network) ||
		       has_no_network(false, d.p + 12);
	if (d.len >= 40 && d.p[0] >> 4 == 6)
		return is_in6(d.p + 8, network) ||
		       has_no_network(true, d.p + 8);
	return false;
}

bool sim_world_datagram(struct sim_world *w, uint32_t session,
			struct att_bytes d, bool downlink)
{
	struct sim_traffic *t = &w->traffic;
	bool taken = carries(w, session, d);
	bool lost = sim_failures_data(w, session,
				      downlink ? SIM_TO_HOST : SIM_TO_MODEM);

	/* Of the addresses that it had before, the network carries nothing. */
	if (taken && !downlink && w->session[session].changes > 0)
		taken = is_from(d, sim_world_network_of(w, session));

	if (downlink && lost)
		return false;
	if (downlink) {
		t->in_octets += taken ? d.len : 0;
		t->in_packets += taken;
		t->in_discards += !taken;
	} else {
		t->out_octets += taken ? d.len : 0;
		t->out_packets += taken;
		t->out_discards += !taken;
	}
	return taken && !lost;
}

int sim_world_session_of(const struct sim_world *w, struct att_bytes d)
{
	for (uint32_t i = 0; i < SIM_SESSIONS; i++) {
		uint32_t network = sim_world_network_of(w, i);

		if (!sim_world_session_up(w, i))
			continue;
		if ((d.len >= 20 && d.p[0] >> 4 == 4 &&
		     is_in4(d.p + 16, network)) ||
		    (d.len >= 40 && d.p[0] >> 4 == 6 &&
		     is_in6(d.p + 24, network)))
			return (int)i;
	}
	return -1;
}
