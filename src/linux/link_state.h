/* What the kernel has of a session's network device, and what is wrong with it:
 * other programs take addresses, routes and devices away. */
#ifndef ATT_LINUX_LINK_STATE_H
#define ATT_LINUX_LINK_STATE_H

#include "linux/link.h"

#define ATT_LINK_FOUND	16
#define ATT_LINK_RIVALS 4

struct att_link_state {
	struct att_rtnl_link device; /* ifindex 0: there is none any more */
	/* A bit for each address and route of the setup that is there. */
	uint32_t addresses, routes;
	/* All addresses, as far as there is room. */
	uint32_t n_found;
	struct att_plan_address found[ATT_LINK_FOUND];
	/* Default routes of others through the device, with our metric, and
	 * what is left of ours. */
	uint32_t n_rivals;
	struct att_rtnl_route rival[ATT_LINK_RIVALS];
	/* The default route by router advertisement. */
	bool has_router;
	uint8_t router[16];
	uint32_t router_metric;
	/* A VLAN that takes the datagrams of session 0; "": none. */
	char vlan0[16];
};

/* Ask the kernel. 0 or an error as of rtnl.h. */
int att_link_state_get(struct att_link_env *env, const struct att_link *link,
		       struct att_link_state *state);
/* What is not as the link's setup has it, in words without addresses that go
 * behind the name of the device: "the IPv4 address is gone". "": all is. */
void att_link_state_fault(const struct att_link *link,
			  const struct att_link_state *state,
			  char text[ATT_OBSERVED_WORDS]);
/* Has it an IPv6 address that others can answer to? */
bool att_link_state_has_global6(const struct att_link_state *state);
/* What the session has of the host: the modem's configuration with the
 * addresses and the MTU that the kernel has. */
void att_link_state_ip(const struct att_link *link,
		       const struct att_link_state *state,
		       struct att_ip_config *ip);

#endif
