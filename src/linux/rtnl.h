/* rtnetlink: one request at a time. Each call waits for the kernel's own
 * answer, which comes at once. What can be asked is in rtnl_link.h and
 * rtnl_ip.h. */
#ifndef ATT_LINUX_RTNL_H
#define ATT_LINUX_RTNL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Our requests are some 200 bytes; an answer is an error message with ours. */
#define ATT_RTNL_REQUEST 1024

/* The number that tells attache's routes from those of other programs, as
 * `proto` in `ip route`. It is not in iproute2's list of such numbers. */
#define ATT_RTNL_PROTOCOL 77

struct nlmsghdr;

struct att_rtnl {
	int fd; /* -1: not open */
	uint32_t sequence;
	bool unread; /* there may be more of the answer to the last request */
	int error;   /* errno of the last call that failed, for messages */
};

/* All return 0, ATT_E_ACCESS (needs CAP_NET_ADMIN), ATT_E_GONE (no such
 * device) or ATT_E_IO. fd: of att_rtnl_msg_open, which blocks, and is nl's from
 * here; -1: there is none (errno). */
int att_rtnl_open(struct att_rtnl *nl, int fd);
void att_rtnl_close(struct att_rtnl *nl);

/* Begin a request of this type (RTM_*) with these flags (NLM_F_*) in buf, of
 * ATT_RTNL_REQUEST bytes; an acknowledgement is asked for. */
struct nlmsghdr *att_rtnl_begin(char *buf, uint16_t type, unsigned flags);
/* Send it and take the acknowledgement. */
int att_rtnl_carry_out(struct att_rtnl *nl, struct nlmsghdr *h);
/* Send a request with NLM_F_DUMP and call fn for each message of the answer.
 * It must not use nl. A dump that changes meanwhile is asked for again, so fn
 * can see the same thing twice. */
int att_rtnl_dump(struct att_rtnl *nl, struct nlmsghdr *h,
		  void (*fn)(void *ctx, const struct nlmsghdr *h), void *ctx);

#endif
