/* Network devices over rtnetlink: up, down, MTU, VLANs, and what there is. */
#ifndef ATT_LINUX_RTNL_LINK_H
#define ATT_LINUX_RTNL_LINK_H

#include "linux/rtnl.h"

struct nlmsghdr;

struct att_rtnl_link {
	int ifindex;
	char name[16];
	bool up; /* set up, whatever its carrier is */
	uint32_t mtu;
	int below;    /* what it is a VLAN of; 0: it is no VLAN */
	uint16_t vid; /* of a VLAN */
	bool ours;    /* attache made it; told of VLANs */
};

struct att_rtnl_vlan {
	int ifindex;
	char name[16];
	bool made; /* by attache, now or in an earlier run */
};

/* Results as of rtnl.h. mtu 0: as it is. own_local: the kernel makes a
 * link-local IPv6 address, of a random identifier. Else the modem's is the only
 * one that the network answers to. */
int att_rtnl_link_up(struct att_rtnl *nl, int ifindex, uint32_t mtu,
		     bool own_local);
int att_rtnl_link_mtu(struct att_rtnl *nl, int ifindex, uint32_t mtu);
int att_rtnl_link_down(struct att_rtnl *nl, int ifindex);
int att_rtnl_link_delete(struct att_rtnl *nl, int ifindex);
/* Each device once at the least, in any order. fn must not use nl. */
int att_rtnl_link_each(struct att_rtnl *nl,
		       void (*fn)(void *ctx, const struct att_rtnl_link *link),
		       void *ctx);
/* The VLAN of the device: the one that is there, or one made with this name,
 * which may hold a "%d" for the kernel to fill in. One that attache makes has
 * "attache" as its alias, by which a later run knows it. */
int att_rtnl_link_vlan(struct att_rtnl *nl, int below, uint16_t vid,
		       const char *name, struct att_rtnl_vlan *vlan);

/* What a message of type RTM_NEWLINK or RTM_DELLINK says. */
void att_rtnl_link_read(const struct nlmsghdr *h, struct att_rtnl_link *link);

#endif
