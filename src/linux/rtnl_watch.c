/* The news of rtnetlink: devices, addresses, routes. */
#include "linux/rtnl_watch.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/rights.h"
#include "linux/rtnl_msg.h"

#define NEWS_BYTES 32768
/* Messages read before other descriptors get their turn. */
#define BATCH 64

#define GROUPS                                                   \
	(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | \
	 RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE)

static void take_one(void *ctx, const struct nlmsghdr *h)
{
	struct att_rtnl_watch *w = ctx;
	const struct ifaddrmsg *address =
		att_rtnl_msg_header(h, sizeof(*address));
	struct att_rtnl_link link;

	switch (h->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		att_rtnl_link_read(h, &link);
		w->device(w->ctx, link.ifindex, link.below);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		w->device(w->ctx, (int)address->ifa_index, 0);
		break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		att_rtnl_ip_read_route(h, w->route, w->ctx);
		break;
	}
}

/* False: there is nothing more. */
static bool take_some(struct att_rtnl_watch *w)
{
	static char buf[NEWS_BYTES];
	ssize_t n = recv(w->fd, buf, sizeof(buf), MSG_DONTWAIT);

	if (n > 0)
		att_rtnl_msg_each(buf, (size_t)n, 0, take_one, w);
	else if (n < 0 && errno == ENOBUFS)
		w->lost(w->ctx);
	else
		return n < 0 && errno == EINTR;
	return true;
}

static void readable(void *arg, uint32_t revents)
{
	struct att_rtnl_watch *w = arg;

	(void)revents;
	for (unsigned i = 0; i < BATCH && take_some(w); i++)
		;
}

int att_rtnl_watch_open(struct att_rtnl_watch *w, struct att_loop *loop)
{
	int err;

	w->loop = loop;
	w->fd = att_rights->netlink(GROUPS, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (w->fd < 0)
		return ATT_E_IO;
	err = att_loop_watch(loop, w->fd, EPOLLIN, readable, w);
	if (err)
		att_rtnl_watch_close(w);
	return err;
}

void att_rtnl_watch_close(struct att_rtnl_watch *w)
{
	if (w->fd < 0)
		return;
	att_loop_unwatch(w->loop, w->fd);
	close(w->fd);
	w->fd = -1;
}
