/* The news of rtnetlink: devices, addresses, routes. */
#include "linux/rtnl_watch.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/errors.h"

#define NEWS_BYTES 32768
/* Messages read before other descriptors get their turn. */
#define BATCH 64

static const int groups[] = {RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR,
			     RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
			     RTNLGRP_IPV6_ROUTE};

static int take_one(const struct nlmsghdr *h, void *ctx)
{
	struct att_rtnl_watch *w = ctx;
	const struct ifaddrmsg *address = mnl_nlmsg_get_payload(h);
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
	return MNL_CB_OK;
}

/* False: there is nothing more. */
static bool take_some(struct att_rtnl_watch *w)
{
	char buf[NEWS_BYTES];
	ssize_t n = recv(mnl_socket_get_fd(w->socket), buf, sizeof(buf),
			 MSG_DONTWAIT);

	if (n > 0)
		mnl_cb_run(buf, (size_t)n, 0, 0, take_one, w);
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

static int join(struct att_rtnl_watch *w)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (mnl_socket_setsockopt(w->socket, NETLINK_ADD_MEMBERSHIP,
					  (void *)&groups[i],
					  sizeof(groups[i])) < 0)
			return ATT_E_IO;
	return 0;
}

int att_rtnl_watch_open(struct att_rtnl_watch *w, struct att_loop *loop)
{
	int err;

	w->loop = loop;
	w->socket =
		mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (!w->socket)
		return ATT_E_IO;
	err = mnl_socket_bind(w->socket, 0, MNL_SOCKET_AUTOPID) < 0 ? ATT_E_IO
								    : join(w);
	if (!err)
		err = att_loop_watch(loop, mnl_socket_get_fd(w->socket),
				     EPOLLIN, readable, w);
	if (err)
		att_rtnl_watch_close(w);
	return err;
}

void att_rtnl_watch_close(struct att_rtnl_watch *w)
{
	if (!w->socket)
		return;
	att_loop_unwatch(w->loop, mnl_socket_get_fd(w->socket));
	mnl_socket_close(w->socket);
	w->socket = NULL;
}
