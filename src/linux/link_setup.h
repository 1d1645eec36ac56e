/* What a session's network device is to have on Linux: the plan of its
 * addresses (core/plan.h) and what only Linux needs beside it, routes to the
 * prefixes and preferred sources. No system calls. */
#ifndef ATT_LINUX_LINK_SETUP_H
#define ATT_LINUX_LINK_SETUP_H

#include "linux/rtnl_ip.h"

/* One for each prefix, and one to an advertised router. */
#define ATT_LINK_ROUTES (ATT_PLAN_ROUTES + ATT_PLAN_ADDRESSES + 1)

struct att_link_setup {
	uint32_t mtu; /* 0: none of this is wanted */
	uint32_t n_addresses, n_routes;
	struct att_plan_address address[ATT_PLAN_ADDRESSES];
	struct att_rtnl_route route[ATT_LINK_ROUTES]; /* in order of use */
	/* The IPv6 address comes from a router's advertisement, and with
	 * default_route the route too, which gets the metric. */
	bool advertised, default_route;
	bool own_local; /* the kernel makes the link-local address */
	uint32_t metric;
};

/* Each prefix has a route that is ours, and not the kernel's: so it has the
 * metric of the others. Each route prefers the first address of its family. */
void att_link_setup_make(struct att_link_setup *setup,
			 const struct att_plan *plan,
			 const struct att_plan_options *options);

/* The modem gives no IPv6 address: all of it comes by advertisements. */
void att_link_setup_advertise(struct att_link_setup *setup);
/* With a default route of ours to this router of IPv6. */
void att_link_setup_follow(struct att_link_setup *setup,
			   const uint8_t router[16]);

/* Is this one of the setup's? */
bool att_link_setup_has_address(const struct att_link_setup *setup,
				const struct att_plan_address *address);
bool att_link_setup_has_route(const struct att_link_setup *setup,
			      const struct att_rtnl_route *route);

#endif
