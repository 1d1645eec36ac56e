/* Asks on one link for the addresses that the modem does not give (MBIM 1.0
 * 10.5.20): for IPv4 by a DHCP client, for IPv6 by a link-local address, with
 * which the kernel looks for a router. */
#ifndef ATT_LINUX_LINK_ASK_H
#define ATT_LINUX_LINK_ASK_H

#include "linux/dhcp.h"
#include "linux/link.h"

struct att_link_ask {
	struct att_loop *loop;
	struct att_link_env *env;
	struct att_link *link;
	/* link->ip, or link->no_lease, has changed */
	void (*changed)(void *ctx, struct att_link *link);
	void *ctx;
	struct att_dhcp dhcp;
	struct att_ip_config given; /* what the link has without a lease */
};

/* The session has this configuration from now on, which goes to link->ip with
 * what is needed to ask for more. Does not need the device. */
void att_link_ask_prepare(struct att_link_ask *a,
			  const struct att_ip_config *ip);
/* The device is up: ask, if the configuration says so and nobody asks yet. */
void att_link_ask_start(struct att_link_ask *a);
/* The same on another device, which has the name of the one before. */
void att_link_ask_anew(struct att_link_ask *a);
/* Nothing is asked for any more. */
void att_link_ask_end(struct att_link_ask *a);
/* Why nobody can be asked for a lease, if that stays so until somebody mends
 * it; else NULL. */
const char *att_link_ask_problem(const struct att_link *link);

#endif
