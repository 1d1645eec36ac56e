/* IP_CONFIGURATION. MBIM 1.0 10.5.20. */
#include "tools/simodem/mbim.h"

#define ALL                                             \
	(MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_ADDRESS | \
	 MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_GATEWAY | \
	 MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_DNS |     \
	 MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_MTU)

uint32_t sim_query_ip_configuration(struct sim_mbim *m, struct sim_call *c)
{
	uint32_t status = sim_query_connect(m, c);

	if (status != MBIM_STATUS_NONE)
		return status;
	return sim_world_session_up(m->world, c->arg)
		       ? MBIM_STATUS_NONE
		       : MBIM_STATUS_CONTEXT_NOT_ACTIVATED;
}

int sim_put_ip_configuration(const struct sim_mbim *m, uint32_t i, uint8_t *out,
			     size_t cap)
{
	struct sim_addresses a;
	struct mbim_ipv4_element address4;
	struct mbim_ipv6_element address6;
	struct att_ipv4 router4;
	struct att_ipv6 router6;
	struct mbim_basic_connect_ip_configuration_response r = {
		.session_id = i,
	};

	sim_world_addresses(m->world, i, &a);
	address4.on_link_prefix_length = a.prefix4;
	memcpy(address4.ipv4_address.b, a.address4, sizeof(a.address4));
	memcpy(router4.b, a.router4, sizeof(a.router4));
	address6.on_link_prefix_length = a.prefix6;
	memcpy(address6.ipv6_address.b, a.address6, sizeof(a.address6));
	memcpy(router6.b, a.router6, sizeof(a.router6));
	if (a.ipv4) {
		r.ipv4_configuration_available = ALL;
		r.ipv4_address = att_array_of(&address4, 1);
		r.ipv4_gateway = &router4;
		r.ipv4_dns_server = att_array_of(&router4, 1);
		r.ipv4_mtu = a.mtu4;
	}
	if (a.ipv6) {
		r.ipv6_configuration_available =
			a.advertised
				? MBIM_IP_CONFIGURATION_AVAILABLE_FLAG_ADDRESS
				: ALL;
		r.ipv6_address = att_array_of(&address6, 1);
		r.ipv6_mtu = a.mtu6;
	}
	if (a.ipv6 && !a.advertised) {
		r.ipv6_gateway = &router6;
		r.ipv6_dns_server = att_array_of(&router6, 1);
	}
	return mbim_basic_connect_ip_configuration_response_encode(&r, out,
								   cap);
}
