/* rtnetlink requests, one at a time, over libmnl. */
#include "linux/rtnl.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "base/errors.h"

/* Our requests are some 200 bytes; an answer is an error message with ours. */
#define REQUEST_BYTES 1024
/* What the kernel may put into one message of a dump. */
#define DUMP_BYTES 16384
/* While devices come and go, their list may have to be asked for again. */
#define LIST_ATTEMPTS 8

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

int att_rtnl_open(struct att_rtnl *nl)
{
	*nl = (struct att_rtnl){
		.socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC)};
	if (!nl->socket)
		return fail(nl);
	if (mnl_socket_bind(nl->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		int err = fail(nl);

		att_rtnl_close(nl);
		return err;
	}
	nl->port_id = mnl_socket_get_portid(nl->socket);
	return 0;
}

void att_rtnl_close(struct att_rtnl *nl)
{
	if (nl->socket)
		mnl_socket_close(nl->socket);
	nl->socket = NULL;
}

static struct nlmsghdr *begin(char *buf, uint16_t type, unsigned flags)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(buf);

	h->nlmsg_type = type;
	h->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
	return h;
}

/* Of a dump that broke off there may be more, which answers nothing else. */
static int request(struct att_rtnl *nl, struct nlmsghdr *h)
{
	char rest[REQUEST_BYTES];

	while (recv(mnl_socket_get_fd(nl->socket), rest, sizeof(rest),
		    MSG_DONTWAIT) > 0)
		;
	h->nlmsg_seq = ++nl->sequence;
	return mnl_socket_sendto(nl->socket, h, h->nlmsg_len) < 0 ? fail(nl)
								  : 0;
}

/* Send and take the acknowledgement. */
static int carry_out(struct att_rtnl *nl, struct nlmsghdr *h)
{
	char buf[REQUEST_BYTES];
	int err = request(nl, h);
	ssize_t n;

	if (err)
		return err;
	do {
		n = mnl_socket_recvfrom(nl->socket, buf, sizeof(buf));
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail(nl);
	if (mnl_cb_run(buf, (size_t)n, nl->sequence, nl->port_id, NULL, NULL) <
	    0)
		return fail(nl);
	return 0;
}

static struct nlmsghdr *begin_link(char *buf, int ifindex, unsigned flags)
{
	struct nlmsghdr *h = begin(buf, RTM_NEWLINK, 0);
	struct ifinfomsg *info = mnl_nlmsg_put_extra_header(h, sizeof(*info));

	info->ifi_index = ifindex;
	info->ifi_change = IFF_UP;
	info->ifi_flags = flags;
	return h;
}

/* Fails where the kernel has no IPv6; nothing depends on it then. */
static void no_own_link_local(struct att_rtnl *nl, int ifindex)
{
	char buf[REQUEST_BYTES];
	struct nlmsghdr *h = begin_link(buf, ifindex, 0);
	struct ifinfomsg *info = mnl_nlmsg_get_payload(h);
	struct nlattr *spec, *inet6;

	info->ifi_change = 0;
	spec = mnl_attr_nest_start(h, IFLA_AF_SPEC);
	inet6 = mnl_attr_nest_start(h, AF_INET6);
	mnl_attr_put_u8(h, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
	mnl_attr_nest_end(h, inet6);
	mnl_attr_nest_end(h, spec);
	carry_out(nl, h);
}

int att_rtnl_up(struct att_rtnl *nl, int ifindex, uint32_t mtu)
{
	char buf[REQUEST_BYTES];
	struct nlmsghdr *h;

	no_own_link_local(nl, ifindex);
	h = begin_link(buf, ifindex, IFF_UP);
	if (mtu)
		mnl_attr_put_u32(h, IFLA_MTU, mtu);
	return carry_out(nl, h);
}

int att_rtnl_down(struct att_rtnl *nl, int ifindex)
{
	char buf[REQUEST_BYTES];

	return carry_out(nl, begin_link(buf, ifindex, 0));
}

int att_rtnl_delete(struct att_rtnl *nl, int ifindex)
{
	char buf[REQUEST_BYTES];
	struct nlmsghdr *h = begin(buf, RTM_DELLINK, 0);
	struct ifinfomsg *info = mnl_nlmsg_put_extra_header(h, sizeof(*info));

	info->ifi_index = ifindex;
	return carry_out(nl, h);
}

/* --- VLANs ---------------------------------------------------------------- */

struct wanted {
	int below;
	uint16_t id;
	struct att_rtnl_vlan *vlan; /* ifindex 0: not found yet */
};

static int put_by_type(const struct nlattr *a, void *ctx)
{
	const struct nlattr **table = ctx;
	uint16_t type = mnl_attr_get_type(a);

	if (type <= IFLA_LINKINFO)
		table[type] = a;
	return MNL_CB_OK;
}

/* The VLAN's id, of IFLA_LINKINFO; -1: it is something else. */
static int vlan_id(const struct nlattr *linkinfo)
{
	const struct nlattr *info[IFLA_LINKINFO + 1] = {NULL};
	const struct nlattr *data[IFLA_LINKINFO + 1] = {NULL};

	mnl_attr_parse_nested(linkinfo, put_by_type, info);
	if (!info[IFLA_INFO_KIND] || !info[IFLA_INFO_DATA] ||
	    strcmp(mnl_attr_get_str(info[IFLA_INFO_KIND]), "vlan") != 0)
		return -1;
	mnl_attr_parse_nested(info[IFLA_INFO_DATA], put_by_type, data);
	return data[IFLA_VLAN_ID] ? mnl_attr_get_u16(data[IFLA_VLAN_ID]) : -1;
}

static int compare(const struct nlmsghdr *h, void *ctx)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(h);
	const struct nlattr *a[IFLA_LINKINFO + 1] = {NULL};
	const struct wanted *w = ctx;

	mnl_attr_parse(h, sizeof(*info), put_by_type, a);
	if (!a[IFLA_LINK] || !a[IFLA_LINKINFO] || !a[IFLA_IFNAME] ||
	    mnl_attr_get_u32(a[IFLA_LINK]) != (uint32_t)w->below ||
	    vlan_id(a[IFLA_LINKINFO]) != w->id)
		return MNL_CB_OK;
	w->vlan->ifindex = info->ifi_index;
	strncpy(w->vlan->name, mnl_attr_get_str(a[IFLA_IFNAME]),
		sizeof(w->vlan->name) - 1);
	return MNL_CB_OK;
}

static int list(struct att_rtnl *nl, struct wanted *w)
{
	char buf[DUMP_BYTES];
	struct nlmsghdr *h = begin(buf, RTM_GETLINK, NLM_F_DUMP);
	int more = MNL_CB_OK, err;

	mnl_nlmsg_put_extra_header(h, sizeof(struct ifinfomsg));
	err = request(nl, h);
	if (err)
		return err;
	while (more > MNL_CB_STOP) {
		ssize_t n = mnl_socket_recvfrom(nl->socket, buf, sizeof(buf));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(nl);
		more = mnl_cb_run(buf, (size_t)n, nl->sequence, nl->port_id,
				  compare, w);
	}
	return more < 0 ? fail(nl) : 0;
}

/* EINTR: devices have changed meanwhile. */
static int find_vlan(struct att_rtnl *nl, struct wanted *w)
{
	int err = list(nl, w);

	for (int i = 1; i < LIST_ATTEMPTS && err && nl->error == EINTR; i++)
		err = list(nl, w);
	return err;
}

static int make_vlan(struct att_rtnl *nl, const struct wanted *w,
		     const char *name)
{
	char buf[REQUEST_BYTES];
	struct nlmsghdr *h = begin(buf, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct nlattr *info, *data;

	mnl_nlmsg_put_extra_header(h, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(h, IFLA_IFNAME, name);
	mnl_attr_put_u32(h, IFLA_LINK, (uint32_t)w->below);
	info = mnl_attr_nest_start(h, IFLA_LINKINFO);
	mnl_attr_put_strz(h, IFLA_INFO_KIND, "vlan");
	data = mnl_attr_nest_start(h, IFLA_INFO_DATA);
	mnl_attr_put_u16(h, IFLA_VLAN_ID, w->id);
	mnl_attr_nest_end(h, data);
	mnl_attr_nest_end(h, info);
	return carry_out(nl, h);
}

int att_rtnl_vlan(struct att_rtnl *nl, int below, uint16_t id, const char *name,
		  struct att_rtnl_vlan *vlan)
{
	struct wanted w = {.below = below, .id = id, .vlan = vlan};
	int err;

	*vlan = (struct att_rtnl_vlan){.ifindex = 0};
	err = find_vlan(nl, &w);
	if (err || vlan->ifindex)
		return err;
	err = make_vlan(nl, &w, name);
	if (err)
		return err;
	vlan->made = true;
	err = find_vlan(nl, &w); /* the kernel does not say what it made */
	return !err && !vlan->ifindex ? ATT_E_GONE : err;
}

/* --- addresses and routes ------------------------------------------------- */

static size_t bytes_of(bool v6)
{
	return v6 ? 16 : 4;
}

int att_rtnl_address(struct att_rtnl *nl, int ifindex, bool add,
		     const struct att_plan_address *address)
{
	char buf[REQUEST_BYTES];
	struct nlmsghdr *h =
		add ? begin(buf, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE)
		    : begin(buf, RTM_DELADDR, 0);
	struct ifaddrmsg *a = mnl_nlmsg_put_extra_header(h, sizeof(*a));
	size_t len = bytes_of(address->v6);
	int err;

	a->ifa_family = address->v6 ? AF_INET6 : AF_INET;
	a->ifa_prefixlen = address->prefix;
	a->ifa_index = (uint32_t)ifindex;
	if (address->v6)
		a->ifa_flags = IFA_F_NODAD;
	mnl_attr_put(h, IFA_LOCAL, len, address->b);
	mnl_attr_put(h, IFA_ADDRESS, len, address->b);
	err = carry_out(nl, h);
	return !add && err && nl->error == EADDRNOTAVAIL ? 0 : err;
}

int att_rtnl_route(struct att_rtnl *nl, int ifindex, bool add,
		   const struct att_plan_route *route)
{
	char buf[REQUEST_BYTES];
	/* not NLM_F_REPLACE: it would take the route of another device that has
	 * the same metric */
	struct nlmsghdr *h = add ? begin(buf, RTM_NEWROUTE, NLM_F_CREATE)
				 : begin(buf, RTM_DELROUTE, 0);
	struct rtmsg *r = mnl_nlmsg_put_extra_header(h, sizeof(*r));
	size_t len = bytes_of(route->to.v6);
	int err;

	r->rtm_family = route->to.v6 ? AF_INET6 : AF_INET;
	r->rtm_dst_len = route->to.prefix;
	r->rtm_table = RT_TABLE_MAIN;
	r->rtm_protocol = RTPROT_STATIC;
	r->rtm_type = RTN_UNICAST;
	r->rtm_scope = route->has_via || route->to.v6 ? RT_SCOPE_UNIVERSE
						      : RT_SCOPE_LINK;
	if (route->to.prefix)
		mnl_attr_put(h, RTA_DST, len, route->to.b);
	if (route->has_via)
		mnl_attr_put(h, RTA_GATEWAY, len, route->via);
	mnl_attr_put_u32(h, RTA_OIF, (uint32_t)ifindex);
	mnl_attr_put_u32(h, RTA_PRIORITY, route->metric);
	err = carry_out(nl, h);
	return err && nl->error == (add ? EEXIST : ESRCH) ? 0 : err;
}
