/* What rtnetlink tells of changes, in a socket of its own. */
#ifndef ATT_LINUX_RTNL_WATCH_H
#define ATT_LINUX_RTNL_WATCH_H

#include "linux/loop.h"
#include "linux/rtnl_ip.h"
#include "linux/rtnl_link.h"

struct att_rtnl_watch {
	int fd; /* -1: not open */
	struct att_loop *loop;
	/* A device, or the addresses of it, have changed. below: what it is a
	 * VLAN of; 0: nothing. */
	void (*device)(void *ctx, int ifindex, int below);
	/* A route has come, gone or taken another's place. */
	void (*route)(void *ctx, int ifindex,
		      const struct att_rtnl_route *route);
	/* Some changes were too many to be told. */
	void (*lost)(void *ctx);
	void *ctx;
};

/* The functions and their context are set. 0 or an error as of rtnl.h. */
int att_rtnl_watch_open(struct att_rtnl_watch *w, struct att_loop *loop);
void att_rtnl_watch_close(struct att_rtnl_watch *w);

#endif
