/* The socket of rtnetlink: requests, acknowledgements, dumps. */
#include "linux/rtnl.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/rtnl_msg.h"

/* What the kernel may put into one message of a dump. */
#define DUMP_BYTES 32768
/* While things come and go, their list may have to be asked for again. */
#define DUMP_ATTEMPTS 8

static int fail(struct att_rtnl *nl)
{
	nl->error = errno;
	switch (errno) {
	case EPERM:
	case EACCES:
		return ATT_E_ACCESS;
	case ENODEV:
	case ENXIO:
		return ATT_E_GONE;
	}
	return ATT_E_IO;
}

/* With strict checking the kernel sends of a dump only what was asked for. One
 * without it (before 4.20) sends all. */
static void check_strictly(struct att_rtnl *nl)
{
	int on = 1;

	(void)setsockopt(nl->fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on,
			 sizeof(on));
}

int att_rtnl_open(struct att_rtnl *nl, int fd)
{
	*nl = (struct att_rtnl){.fd = fd};
	if (nl->fd < 0)
		return fail(nl);
	check_strictly(nl);
	return 0;
}

void att_rtnl_close(struct att_rtnl *nl)
{
	if (nl->fd >= 0)
		close(nl->fd);
	nl->fd = -1;
}

struct nlmsghdr *att_rtnl_begin(char *buf, uint16_t type, unsigned flags)
{
	return att_rtnl_msg_begin(buf, type, NLM_F_REQUEST | NLM_F_ACK | flags);
}

/* Of a dump that broke off there may be more, which answers nothing else. */
static int request(struct att_rtnl *nl, struct nlmsghdr *h)
{
	char rest[ATT_RTNL_REQUEST];

	while (nl->unread && recv(nl->fd, rest, sizeof(rest), MSG_DONTWAIT) > 0)
		;
	nl->unread = true;
	h->nlmsg_seq = ++nl->sequence;
	return send(nl->fd, h, h->nlmsg_len, 0) < 0 ? fail(nl) : 0;
}

/* One datagram: its length, or ATT_E_*. */
static ssize_t receive(struct att_rtnl *nl, char *buf, size_t cap)
{
	ssize_t n;

	do {
		n = recv(nl->fd, buf, cap, MSG_TRUNC);
	} while (n < 0 && errno == EINTR);
	if (n > (ssize_t)cap) {
		errno = ENOSPC;
		n = -1;
	}
	return n < 0 ? fail(nl) : n;
}

int att_rtnl_carry_out(struct att_rtnl *nl, struct nlmsghdr *h)
{
	char buf[ATT_RTNL_REQUEST];
	ssize_t n = request(nl, h);

	if (!n)
		n = receive(nl, buf, sizeof(buf));
	if (n < 0)
		return (int)n;
	if (att_rtnl_msg_each(buf, (size_t)n, nl->sequence, NULL, NULL) < 0)
		return fail(nl);
	nl->unread = false;
	return 0;
}

/* --- dumps ---------------------------------------------------------------- */

static int dump_once(struct att_rtnl *nl, struct nlmsghdr *h,
		     att_rtnl_msg_fn *fn, void *ctx)
{
	static char buf[DUMP_BYTES]; /* few are written as a rule */
	ssize_t n = request(nl, h);
	int more = 1;

	while (n >= 0 && more > 0) {
		n = receive(nl, buf, sizeof(buf));
		if (n >= 0)
			more = att_rtnl_msg_each(buf, (size_t)n, nl->sequence,
						 fn, ctx);
	}
	if (n < 0)
		return (int)n;
	if (more < 0)
		return fail(nl);
	nl->unread = false;
	return 0;
}

/* EINTR: what is told has changed meanwhile. */
int att_rtnl_dump(struct att_rtnl *nl, struct nlmsghdr *h,
		  void (*fn)(void *ctx, const struct nlmsghdr *h), void *ctx)
{
	int err;

	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	err = dump_once(nl, h, fn, ctx);
	for (int i = 1; i < DUMP_ATTEMPTS && err && nl->error == EINTR; i++)
		err = dump_once(nl, h, fn, ctx);
	return err;
}
