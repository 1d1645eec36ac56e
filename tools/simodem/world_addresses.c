/* The addresses of a session, and which datagrams are its own. */
#include "tools/simodem/world.h"

#include "tools/simodem/addresses.h"

#define IPV6_PREFIX  64u
#define IPV6_MIN_MTU 1280u /* RFC 8200 5 */

void sim_world_addresses(const struct sim_world *w, uint32_t session,
			 struct sim_addresses *a)
{
	const struct sim_config *c = &w->config;
	uint32_t families = w->session[session].families;
	uint32_t mtu = c->ipv4_mtu;

	*a = (struct sim_addresses){
		.ipv4 = (families & SIM_IPV4) != 0,
		.ipv6 = (families & SIM_IPV6) != 0,
		.advertised = c->ipv6_advertised != 0,
		.prefix4 = c->ipv4_prefix,
		.prefix6 = IPV6_PREFIX,
		.mtu4 = mtu,
		.mtu6 = mtu < IPV6_MIN_MTU ? IPV6_MIN_MTU : mtu,
	};
	sim_address4(a->address4, session, SIM_NEAR);
	sim_address4(a->router4, session, SIM_FAR);
	sim_address6(a->address6, session, SIM_NEAR);
	sim_address6(a->router6, session, SIM_FAR);
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

bool sim_world_datagram(struct sim_world *w, uint32_t session,
			struct att_bytes d, bool downlink)
{
	struct sim_traffic *t = &w->traffic;
	bool taken = carries(w, session, d);

	if (downlink) {
		t->in_octets += taken ? d.len : 0;
		t->in_packets += taken;
		t->in_discards += !taken;
	} else {
		t->out_octets += taken ? d.len : 0;
		t->out_packets += taken;
		t->out_discards += !taken;
	}
	return taken;
}

int sim_world_session_of(const struct sim_world *w, struct att_bytes d)
{
	uint8_t net[16], n;

	sim_address6(net, 0, SIM_NET);
	if (d.len >= 20 && d.p[0] >> 4 == 4 && d.p[16] == 10 && d.p[17] == 64)
		n = d.p[18];
	else if (d.len >= 40 && d.p[0] >> 4 == 6 &&
		 att_bytes_equal(att_bytes_of(d.p + 24, 7),
				 att_bytes_of(net, 7)))
		n = d.p[31];
	else
		return -1;
	return sim_world_session_up(w, n) ? n : -1;
}
