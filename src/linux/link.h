/* One network device of a session: whether it is up, its MTU, its addresses and
 * its routes. Whose device it is, and what carries its datagrams, is decided in
 * links.c. */
#ifndef ATT_LINUX_LINK_H
#define ATT_LINUX_LINK_H

#include "core/core.h"
#include "linux/rtnl.h"

struct att_link {
	int ifindex;   /* of the device in use; 0: none */
	int below;     /* what it is a VLAN of; 0: it is no VLAN */
	int made_vlan; /* ifindex of the VLAN that we made; 0: none */
	char name[16]; /* of the device in use, or what it is to be called */
	bool up;
	struct att_ip_config ip;
	struct att_plan plan; /* as applied */
};

/* What all links are set up with. */
struct att_link_env {
	struct att_rtnl rtnl;
	void (*log)(void *ctx, const char *line);
	void *log_ctx;
};

/* A line for the user. */
__attribute__((format(printf, 2, 3))) void att_link_say(
	struct att_link_env *env, const char *format, ...);

/* Bring a device up; mtu 0: as it is. link says what it is called. A refusal is
 * logged. */
void att_link_raise(struct att_link_env *env, const struct att_link *link,
		    int ifindex, uint32_t mtu);
/* From the plan that was applied last to this one. What the kernel refuses is
 * logged; the rest is done. */
void att_link_apply(struct att_link_env *env, struct att_link *link,
		    const struct att_plan *plan);
/* Take away the addresses and routes of the last plan. The device stays up. */
void att_link_clear(struct att_link_env *env, struct att_link *link);

#endif
