/* rtnetlink, as far as a modem's network device needs it: link state, MTU,
 * addresses, routes, VLANs. Each call waits for the kernel's own answer, which
 * comes at once. */
#ifndef ATT_LINUX_RTNL_H
#define ATT_LINUX_RTNL_H

#include "core/plan.h"

struct mnl_socket;

struct att_rtnl {
	struct mnl_socket *socket;
	uint32_t sequence, port_id;
	int error; /* errno of the last call that failed, for messages */
};

struct att_rtnl_vlan {
	int ifindex;
	char name[16];
	bool made; /* it was not there before */
};

/* All return 0, ATT_E_ACCESS (needs CAP_NET_ADMIN), ATT_E_GONE (no such
 * device) or ATT_E_IO. */
int att_rtnl_open(struct att_rtnl *nl);
void att_rtnl_close(struct att_rtnl *nl);

/* mtu 0: as it is. The device gets no link-local address of the kernel's: the
 * modem's identifier is the only one that the network answers to. */
int att_rtnl_up(struct att_rtnl *nl, int ifindex, uint32_t mtu);
int att_rtnl_down(struct att_rtnl *nl, int ifindex);
/* The VLAN of the device: the one that is there, or one made with this name,
 * which may hold a "%d" for the kernel to fill in. */
int att_rtnl_vlan(struct att_rtnl *nl, int below, uint16_t id, const char *name,
		  struct att_rtnl_vlan *vlan);
int att_rtnl_delete(struct att_rtnl *nl, int ifindex);
/* IPv6 without duplicate address detection: the link has no neighbours. Adding
 * what is there, and deleting what is not, succeed. */
int att_rtnl_address(struct att_rtnl *nl, int ifindex, bool add,
		     const struct att_plan_address *address);
int att_rtnl_route(struct att_rtnl *nl, int ifindex, bool add,
		   const struct att_plan_route *route);

#endif
