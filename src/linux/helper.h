/* The process with the rights: it carries out the plans of a manager that has
 * given its own up, if the configuration allows them, and undoes at the end
 * what would be left. It reads nothing that a modem has sent. */
#ifndef ATT_LINUX_HELPER_H
#define ATT_LINUX_HELPER_H

#include "linux/config.h"
#include "linux/dns.h"
#include "linux/helper_plan.h"
#include "linux/rtnl.h"

#define ATT_HELPER_DEVICES  (2 * ATT_CONFIG_SESSIONS + 2 * ATT_CONFIG_MODEMS)
#define ATT_HELPER_CHILDREN (ATT_CONFIG_SESSIONS + 2)
#define ATT_HELPER_SOCKETS  (2 + ATT_CONFIG_MODEMS * ATT_CORE_STREAMS)

struct att_helper {
	int fd;	       /* of the manager */
	pid_t manager; /* that process */
	/* As read last; what only a start changes, as it was then. */
	struct att_config config;
	char notify[128]; /* $NOTIFY_SOCKET; "": none */
	int (*configure)(void *ctx, struct att_config *config);
	void *ctx;
	struct att_rtnl nl;
	struct att_dns dns;
	int made[ATT_HELPER_DEVICES];	 /* ifindex of devices made here */
	int touched[ATT_HELPER_DEVICES]; /* and of those that were changed */
	struct att_child child[ATT_HELPER_CHILDREN];
	char listening[ATT_HELPER_SOCKETS][108];
	unsigned refusals;
};

/* Clear what the helper does not need of it: secrets are the manager's. */
void att_helper_forget(struct att_config *config);
/* Check a plan and carry it out; in_fd: that came with it, or -1. *out_fd: that
 * goes with the answer, or -1, to be closed by the caller. What is refused has
 * the error EPERM, and is said. */
void att_helper_carry_out(struct att_helper *h, struct att_helper_plan *p,
			  int in_fd, struct att_helper_answer *a, int *out_fd);
/* Until the manager has ended, then undo. h is zeroed but for fd, manager,
 * config, notify, configure and ctx. */
void att_helper_run(struct att_helper *h);

#endif
