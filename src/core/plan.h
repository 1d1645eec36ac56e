/* What one session's addresses mean to the host: which addresses, routes and
 * MTU its network device gets. Pure arithmetic, no system calls. */
#ifndef ATT_CORE_PLAN_H
#define ATT_CORE_PLAN_H

#include "core/core.h"

#define ATT_PLAN_ADDRESSES ((size_t)2 * ATT_CORE_ADDRESSES)
#define ATT_PLAN_ROUTES	   4 /* gateway and default, each family */

struct att_plan_address {
	bool v6;
	uint8_t prefix;
	uint8_t b[16]; /* network order; IPv4 in the first 4 */
};

struct att_plan_route {
	struct att_plan_address to; /* prefix 0: default */
	bool has_via;
	uint8_t via[16];
	uint32_t metric;
};

struct att_plan {
	uint32_t mtu;
	uint32_t n_addresses, n_routes;
	struct att_plan_address address[ATT_PLAN_ADDRESSES];
	struct att_plan_route route[ATT_PLAN_ROUTES]; /* in order of use */
};

struct att_plan_options {
	uint16_t port_mtu; /* of the data path; 0: unknown */
	bool default_route;
	uint32_t metric;
	uint32_t mtu;	   /* instead of the modem's; 0: the modem's */
	bool share_prefix; /* IPv6 addresses are alone on the link */
};

/* Modems give prefixes and gateways that cannot be taken literally: an IPv4
 * prefix of 0 or above 32 is 32, a global IPv6 prefix that is not 1..127 is
 * 64; a gateway outside the prefix gets a host route first; without a gateway,
 * or when it is our own address, the default route is the device. The MTU is
 * the least that is known, or what the options say, but no more than the data
 * path carries; never below 1280 when there is IPv6, nor below 576. A prefix
 * that is shared is on another link: the address has the prefix 128. */
void att_plan_make(struct att_plan *plan, const struct att_ip_config *ip,
		   const struct att_plan_options *options);

/* The prefix that a host may give to its own network (RFC 7278): that of the
 * first address that is not link-local, if it has 64 bits or fewer. */
struct att_ipv6_prefix att_plan_shared_prefix(const struct att_ip_config *ip);

/* Are these the same for the kernel? */
bool att_plan_address_equal(const struct att_plan_address *a,
			    const struct att_plan_address *b);
bool att_plan_route_equal(const struct att_plan_route *a,
			  const struct att_plan_route *b);
/* Of IPv6: fe80::/10. */
bool att_plan_address_is_link_local(const struct att_plan_address *a);

#endif
