/* What one session's addresses mean to the host: which addresses, routes and
 * MTU its network device gets. Pure arithmetic, no system calls. */
#ifndef MBIM_CORE_PLAN_H
#define MBIM_CORE_PLAN_H

#include "core/core.h"

#define MBIM_PLAN_ADDRESSES ((size_t)2 * MBIM_CORE_ADDRESSES)
#define MBIM_PLAN_ROUTES    4 /* gateway and default, each family */

struct mbim_plan_address {
	bool v6;
	uint8_t prefix;
	uint8_t b[16]; /* network order; IPv4 in the first 4 */
};

struct mbim_plan_route {
	struct mbim_plan_address to; /* prefix 0: default */
	bool has_via;
	uint8_t via[16];
	uint32_t metric;
};

struct mbim_plan {
	uint32_t mtu;
	uint32_t n_addresses, n_routes;
	struct mbim_plan_address address[MBIM_PLAN_ADDRESSES];
	struct mbim_plan_route route[MBIM_PLAN_ROUTES]; /* in order of use */
};

struct mbim_plan_options {
	uint16_t port_mtu; /* of the data path; 0: unknown */
	bool default_route;
	uint32_t metric;
};

/* Modems give prefixes and gateways that cannot be taken literally: an IPv4
 * prefix of 0 or above 32 is 32, a global IPv6 prefix that is not 1..127 is
 * 64; a gateway outside the prefix gets a host route first; without a gateway,
 * or when it is our own address, the default route is the device. The MTU is
 * the least that is known, never below 1280 when there is IPv6, nor below 576.
 */
void mbim_plan_make(struct mbim_plan *plan, const struct mbim_ip_config *ip,
		    const struct mbim_plan_options *options);

/* Are these the same for the kernel? */
bool mbim_plan_address_equal(const struct mbim_plan_address *a,
			     const struct mbim_plan_address *b);
bool mbim_plan_route_equal(const struct mbim_plan_route *a,
			   const struct mbim_plan_route *b);

#endif
