/*
 * \brief  What a router has to know of the IPv4 side of the link
 * \author attache maintainers
 * \date   2026-12-01
 *
 * Modems have a gateway in the prefix of their address, one outside of it, or
 * none. The NIC router takes a gateway outside for malformed. With the prefix 32
 * it sends everything that is not its own to the gateway, whatever that is.
 */

#ifndef _IPV4_LINK_H_
#define _IPV4_LINK_H_

#include <net/ipv4.h>

#include <attache.h>

extern "C" {
#include <attache/core/plan.h>
}

namespace Attache { struct Ipv4_link; }


struct Attache::Ipv4_link
{
	Net::Ipv4_address address { }, gateway { };
	uint8_t           prefix = 0;
	uint32_t          mtu    = 0; /* of the link, for both families */

	static Net::Ipv4_address net(uint8_t const *b) { return Net::Ipv4_address((void *)b); }

	/**
	 * \param ip  with an IPv4 address, or without; then nothing but the MTU is set
	 */
	static Ipv4_link from(att_ip_config const &ip)
	{
		att_plan         plan    { };
		att_plan_options options { };

		options.default_route = true;
		att_plan_make(&plan, &ip, &options);

		Ipv4_link link { .mtu = plan.mtu };
		if (!ip.n_ipv4)
			return link;

		link.address = net(ip.ipv4[0].address.b);
		link.prefix  = 32;
		link.gateway = link.address;
		link.gateway.addr[3] ^= 1; /* any other, unless the modem has one */

		/* a gateway that is off the link has a route of its own in front */
		bool on_link = true;
		for (unsigned i = 0; i < plan.n_routes; i++) {

			att_plan_route const &route = plan.route[i];

			if (route.to.v6)
				continue;

			if (route.to.prefix)
				on_link = false;
			else if (route.has_via) {
				link.gateway = net(route.via);
				if (on_link)
					link.prefix = plan.address[0].prefix;
			}
		}
		return link;
	}

	Net::Ipv4_address subnet_mask() const
	{
		uint32_t const mask = prefix ? ~0u << (32 - prefix) : 0;

		return Net::Ipv4_address::from_uint32_little_endian(mask);
	}

	bool same_address(Ipv4_link const &other) const
	{
		return address == other.address && gateway == other.gateway
		    && prefix  == other.prefix;
	}
};

#endif /* _IPV4_LINK_H_ */
