/* IPv4 by DHCP on one network device, for a modem that gives no addresses (MBIM
 * 1.0 10.5.20): busybox' udhcpc as a child. It changes nothing on the host;
 * what it gets is reported. The child never outlives attache. */
#ifndef ATT_LINUX_DHCP_H
#define ATT_LINUX_DHCP_H

#include "linux/child_run.h"
#include "linux/dhcp_lease.h"
#include "linux/loop.h"

#define ATT_DHCP_LINE 512

/* What has changed. ip: only of BOUND, not checked yet. The client goes on
 * whatever it is, but for MISSING; it may be stopped from within. */
typedef void att_dhcp_fn(void *ctx, enum att_dhcp_change change,
			 const struct att_ip_config *ip);

struct att_dhcp {
	struct att_loop *loop;
	att_dhcp_fn *fn;
	void *ctx;
	struct att_child child; /* pid 0: none runs; fd: its output */
	bool bound;
	char line[ATT_DHCP_LINE]; /* so far */
	size_t len;
};

/* Ask on the device, which is up. path: where to look for the client, as in
 * PATH; NULL: where programs are. d is zeroed memory, or was stopped. 0 or
 * ATT_E_IO (errno). */
int att_dhcp_start(struct att_dhcp *d, struct att_loop *loop,
		   const char *device, const char *path, att_dhcp_fn *fn,
		   void *ctx);
/* End the child. What it got is not given back: the session ends as well. Does
 * nothing where none runs. */
void att_dhcp_stop(struct att_dhcp *d);

#endif
