/* Requests about addresses and routes, and what the kernel tells of them. */
#include "linux/rtnl_ip.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "base/errors.h"
#include "linux/rtnl_msg.h"

#define N_ADDRESS (IFA_FLAGS + 1)
#define N_ROUTE	  (RTA_TABLE + 1)

static size_t bytes_of(bool v6)
{
	return v6 ? 16 : 4;
}

/* --- requests ------------------------------------------------------------- */

int att_rtnl_ip_address(struct att_rtnl *nl, int ifindex, bool add,
			const struct att_plan_address *address)
{
	char buf[ATT_RTNL_REQUEST];
	struct nlmsghdr *h = add ? att_rtnl_begin(buf, RTM_NEWADDR,
						  NLM_F_CREATE | NLM_F_REPLACE)
				 : att_rtnl_begin(buf, RTM_DELADDR, 0);
	struct ifaddrmsg *a = att_rtnl_msg_put_header(h, sizeof(*a));
	size_t len = bytes_of(address->v6);
	uint32_t flags = 0;
	int err;

	a->ifa_family = address->v6 ? AF_INET6 : AF_INET;
	a->ifa_prefixlen = address->prefix;
	a->ifa_index = (uint32_t)ifindex;
	if (address->v6)
		flags |= IFA_F_NODAD;
	if (!att_plan_address_is_link_local(address))
		flags |= IFA_F_NOPREFIXROUTE;
	if (add)
		att_rtnl_msg_put_u32(h, IFA_FLAGS, flags);
	att_rtnl_msg_put(h, IFA_LOCAL, address->b, len);
	att_rtnl_msg_put(h, IFA_ADDRESS, address->b, len);
	err = att_rtnl_carry_out(nl, h);
	return !add && err && nl->error == EADDRNOTAVAIL ? 0 : err;
}

int att_rtnl_ip_route(struct att_rtnl *nl, int ifindex, bool add,
		      const struct att_rtnl_route *route)
{
	char buf[ATT_RTNL_REQUEST];
	/* not NLM_F_REPLACE: it would take the route of another device that has
	 * the same metric */
	struct nlmsghdr *h =
		add ? att_rtnl_begin(buf, RTM_NEWROUTE, NLM_F_CREATE)
		    : att_rtnl_begin(buf, RTM_DELROUTE, 0);
	struct rtmsg *r = att_rtnl_msg_put_header(h, sizeof(*r));
	const struct att_plan_route *at = &route->at;
	size_t len = bytes_of(at->to.v6);
	int err;

	r->rtm_family = at->to.v6 ? AF_INET6 : AF_INET;
	r->rtm_dst_len = at->to.prefix;
	r->rtm_table = RT_TABLE_MAIN;
	r->rtm_protocol = route->protocol;
	r->rtm_type = RTN_UNICAST;
	r->rtm_scope =
		at->has_via || at->to.v6 ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
	if (!add)
		r->rtm_scope = RT_SCOPE_NOWHERE; /* whatever it is */
	if (at->to.prefix)
		att_rtnl_msg_put(h, RTA_DST, at->to.b, len);
	if (at->has_via)
		att_rtnl_msg_put(h, RTA_GATEWAY, at->via, len);
	if (route->has_src)
		att_rtnl_msg_put(h, RTA_PREFSRC, route->src, len);
	att_rtnl_msg_put_u32(h, RTA_OIF, (uint32_t)ifindex);
	att_rtnl_msg_put_u32(h, RTA_PRIORITY, at->metric);
	err = att_rtnl_carry_out(nl, h);
	return err && nl->error == (add ? EEXIST : ESRCH) ? 0 : err;
}

bool att_rtnl_ip_route_equal(const struct att_rtnl_route *a,
			     const struct att_rtnl_route *b)
{
	return att_plan_route_equal(&a->at, &b->at) &&
	       a->protocol == b->protocol && a->has_src == b->has_src &&
	       (!a->has_src ||
		memcmp(a->src, b->src, bytes_of(a->at.to.v6)) == 0);
}

/* --- what there is -------------------------------------------------------- */

/* Copy an address; false: it is not there, or too short. */
static bool take(uint8_t *out, const struct nlattr *a, bool v6)
{
	if (!a || att_rtnl_msg_len(a) < bytes_of(v6))
		return false;
	memcpy(out, att_rtnl_msg_payload(a), bytes_of(v6));
	return true;
}

struct addresses {
	int ifindex;
	uint8_t family;
	att_rtnl_ip_address_fn *fn;
	void *ctx;
};

static void read_address(void *ctx, const struct nlmsghdr *h)
{
	const struct ifaddrmsg *m = att_rtnl_msg_header(h, sizeof(*m));
	const struct addresses *v = ctx;
	struct att_plan_address address = {.v6 = m->ifa_family == AF_INET6,
					   .prefix = m->ifa_prefixlen};
	const struct nlattr *a[N_ADDRESS];

	if (h->nlmsg_type != RTM_NEWADDR || m->ifa_family != v->family ||
	    m->ifa_index != (uint32_t)v->ifindex)
		return;
	att_rtnl_msg_attributes_of(h, sizeof(*m), a, N_ADDRESS);
	if (take(address.b, a[IFA_LOCAL] ? a[IFA_LOCAL] : a[IFA_ADDRESS],
		 address.v6))
		v->fn(v->ctx, &address);
}

int att_rtnl_ip_addresses(struct att_rtnl *nl, int ifindex,
			  att_rtnl_ip_address_fn *fn, void *ctx)
{
	static const uint8_t families[] = {AF_INET, AF_INET6};
	int err = 0;

	for (unsigned i = 0; i < 2 && !err; i++) {
		char buf[ATT_RTNL_REQUEST];
		struct nlmsghdr *h = att_rtnl_begin(buf, RTM_GETADDR, 0);
		struct ifaddrmsg *m = att_rtnl_msg_put_header(h, sizeof(*m));
		struct addresses v = {ifindex, families[i], fn, ctx};

		m->ifa_family = families[i];
		m->ifa_index = (uint32_t)ifindex;
		err = att_rtnl_dump(nl, h, read_address, &v);
	}
	return err;
}

/* One with several next hops is as many routes. */
static void read_hops(const struct nlattr *hops, struct att_rtnl_route *route,
		      att_rtnl_ip_route_fn *fn, void *ctx)
{
	const char *p = att_rtnl_msg_payload(hops);
	size_t len = att_rtnl_msg_len(hops);

	while (len >= sizeof(struct rtnexthop)) {
		const struct rtnexthop *hop = (const void *)p;
		const struct nlattr *a[N_ROUTE];
		size_t step = (hop->rtnh_len + 3u) & ~3u;

		if (hop->rtnh_len < sizeof(*hop) || hop->rtnh_len > len)
			return;
		att_rtnl_msg_attributes(hop + 1, hop->rtnh_len - sizeof(*hop),
					a, N_ROUTE);
		route->at.has_via =
			take(route->at.via, a[RTA_GATEWAY], route->at.to.v6);
		fn(ctx, hop->rtnh_ifindex, route);
		step = step < len ? step : len;
		p += step;
		len -= step;
	}
}

void att_rtnl_ip_read_route(const struct nlmsghdr *h, att_rtnl_ip_route_fn *fn,
			    void *ctx)
{
	const struct rtmsg *m = att_rtnl_msg_header(h, sizeof(*m));
	struct att_rtnl_route route = {.protocol = m->rtm_protocol};
	const struct nlattr *a[N_ROUTE];
	bool v6 = m->rtm_family == AF_INET6;

	att_rtnl_msg_attributes_of(h, sizeof(*m), a, N_ROUTE);
	if (m->rtm_type != RTN_UNICAST || !a[RTA_TABLE] ||
	    att_rtnl_msg_u32(a[RTA_TABLE]) != RT_TABLE_MAIN)
		return;
	route.at.to.v6 = v6;
	route.at.to.prefix = m->rtm_dst_len;
	take(route.at.to.b, a[RTA_DST], v6);
	route.at.has_via = take(route.at.via, a[RTA_GATEWAY], v6);
	route.has_src = take(route.src, a[RTA_PREFSRC], v6);
	if (a[RTA_PRIORITY])
		route.at.metric = att_rtnl_msg_u32(a[RTA_PRIORITY]);
	if (a[RTA_OIF])
		fn(ctx, (int)att_rtnl_msg_u32(a[RTA_OIF]), &route);
	else if (a[RTA_MULTIPATH])
		read_hops(a[RTA_MULTIPATH], &route, fn, ctx);
}

struct routes {
	uint8_t family;
	att_rtnl_ip_route_fn *fn;
	void *ctx;
};

static void read_route(void *ctx, const struct nlmsghdr *h)
{
	const struct rtmsg *m = att_rtnl_msg_header(h, sizeof(*m));
	const struct routes *v = ctx;

	if (h->nlmsg_type == RTM_NEWROUTE && m->rtm_family == v->family)
		att_rtnl_ip_read_route(h, v->fn, v->ctx);
}

int att_rtnl_ip_routes(struct att_rtnl *nl, int ifindex,
		       att_rtnl_ip_route_fn *fn, void *ctx)
{
	static const uint8_t families[] = {AF_INET, AF_INET6};
	int err = 0;

	for (unsigned i = 0; i < 2 && !err; i++) {
		char buf[ATT_RTNL_REQUEST];
		struct nlmsghdr *h = att_rtnl_begin(buf, RTM_GETROUTE, 0);
		struct rtmsg *m = att_rtnl_msg_put_header(h, sizeof(*m));
		struct routes v = {families[i], fn, ctx};

		m->rtm_family = families[i];
		att_rtnl_msg_put_u32(h, RTA_OIF, (uint32_t)ifindex);
		err = att_rtnl_dump(nl, h, read_route, &v);
	}
	return err;
}
