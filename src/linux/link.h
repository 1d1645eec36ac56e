/* One network device of a session: whether it is up, its MTU, its addresses and
 * its routes. Whose device it is, and what carries its datagrams, is decided in
 * links.c. */
#ifndef ATT_LINUX_LINK_H
#define ATT_LINUX_LINK_H

#include "core/core.h"
#include "linux/link_env.h"
#include "linux/link_setup.h"
#include "linux/rtnl_link.h"

struct att_link {
	int ifindex;   /* of the device in use; 0: none */
	int below;     /* what it is a VLAN or a mux of; 0: it is neither */
	bool mux;      /* a mux of QMAP, of the kernel's driver */
	int made_vlan; /* ifindex of the VLAN that we made; 0: none */
	char name[16]; /* of the device in use, or what it is to be called */
	bool kernel;   /* the device is that of the kernel's driver */
	bool up;
	bool by_another; /* it is brought up, and nothing else is set */
	struct att_ip_config ip;
	struct att_plan plan;	     /* of ip */
	struct att_link_setup setup; /* as applied */
	/* What of it the kernel refused, in words without addresses; "":
	 * nothing that keeps the link from carrying data. */
	char refused[ATT_OBSERVED_WORDS];
	bool no_ipv6;	  /* it was said that the host has none */
	bool mtu_refused; /* the device has another one, and that does */
	/* Where the modem gives no addresses: it waits to hear that there are
	 * some; and why there are none by DHCP, NULL: there are, or nobody has
	 * been asked. */
	bool asking;
	const char *no_lease;
	/* The advertised route has a metric of the kernel's: one of ours leads
	 * to the same router. */
	bool follows;
	uint8_t router[16];
};

/* Bring a device up; mtu 0: as it is. link says what it is called. A refusal is
 * logged. 0 or an error as of rtnl.h. */
int att_link_raise(struct att_link_env *env, const struct att_link *link,
		   int ifindex, uint32_t mtu);
/* From the setup that was applied last to this one. What the kernel refuses is
 * logged and kept; the rest is done. */
void att_link_apply(struct att_link_env *env, struct att_link *link,
		    const struct att_link_setup *setup);
/* Take away the addresses and routes of the last setup. The device stays up. */
void att_link_clear(struct att_link_env *env, struct att_link *link);
/* Make the device that the link is to use what it is after a clean end: down,
 * without addresses, without routes of attache and default routes. An earlier
 * run, or another program, can have left them; a line tells of that. */
void att_link_empty(struct att_link_env *env, const struct att_link *link);

#endif
