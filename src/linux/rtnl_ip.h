/* Addresses and routes over rtnetlink. Routes are those of the main table. */
#ifndef ATT_LINUX_RTNL_IP_H
#define ATT_LINUX_RTNL_IP_H

#include "core/plan.h"
#include "linux/rtnl.h"

/* A route as attache sets it, or as the kernel has it. */
struct att_rtnl_route {
	struct att_plan_route at;
	bool has_src; /* the source that datagrams get which have none yet */
	uint8_t src[16];
	uint8_t protocol; /* who made it: RTPROT_*, or ATT_RTNL_PROTOCOL */
};

/* Results as of rtnl.h. IPv6 without duplicate address detection: the link has
 * no neighbours. Adding makes no route to the prefix, but for a link-local one:
 * the kernel's has a metric of its own. Adding what is there, and deleting what
 * is not, succeed. */
int att_rtnl_ip_address(struct att_rtnl *nl, int ifindex, bool add,
			const struct att_plan_address *address);
int att_rtnl_ip_route(struct att_rtnl *nl, int ifindex, bool add,
		      const struct att_rtnl_route *route);

typedef void att_rtnl_ip_address_fn(void *ctx,
				    const struct att_plan_address *address);
typedef void att_rtnl_ip_route_fn(void *ctx, int ifindex,
				  const struct att_rtnl_route *route);

/* Each address of the device; each route through it, and on an old kernel those
 * through others: once at the least. fn must not use nl. A kernel without IPv6
 * has none of that. */
int att_rtnl_ip_addresses(struct att_rtnl *nl, int ifindex,
			  att_rtnl_ip_address_fn *fn, void *ctx);
int att_rtnl_ip_routes(struct att_rtnl *nl, int ifindex,
		       att_rtnl_ip_route_fn *fn, void *ctx);

/* Are these the same for the kernel? */
bool att_rtnl_ip_route_equal(const struct att_rtnl_route *a,
			     const struct att_rtnl_route *b);

/* The route of a message of type RTM_NEWROUTE or RTM_DELROUTE, once for each
 * device that it leads through; none if it is not of the main table. */
void att_rtnl_ip_read_route(const struct nlmsghdr *h, att_rtnl_ip_route_fn *fn,
			    void *ctx);

#endif
