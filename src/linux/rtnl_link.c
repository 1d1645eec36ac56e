/* Requests about network devices, and what the kernel tells of them. */
#include "linux/rtnl_link.h"

#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "base/errors.h"
#include "linux/rtnl_msg.h"

/* By which a run knows the VLANs that an earlier one made. */
#define ALIAS "attache"

#define N_LINK (IFLA_IFALIAS + 1)
#define N_INFO (IFLA_INFO_DATA + 1)
#define N_VLAN (IFLA_VLAN_ID + 1)

/* Of the flags only those in `change` are set. */
static struct nlmsghdr *begin_link(char *buf, int ifindex, unsigned change,
				   unsigned flags)
{
	struct nlmsghdr *h = att_rtnl_begin(buf, RTM_NEWLINK, 0);
	struct ifinfomsg *info = att_rtnl_msg_put_header(h, sizeof(*info));

	info->ifi_index = ifindex;
	info->ifi_change = change;
	info->ifi_flags = flags;
	return h;
}

/* Fails where the kernel has no IPv6; nothing depends on it then. */
static void choose_link_local(struct att_rtnl *nl, int ifindex, uint8_t mode)
{
	char buf[ATT_RTNL_REQUEST];
	struct nlmsghdr *h = begin_link(buf, ifindex, 0, 0);
	struct nlattr *spec, *inet6;

	spec = att_rtnl_msg_nest(h, IFLA_AF_SPEC);
	inet6 = att_rtnl_msg_nest(h, AF_INET6);
	att_rtnl_msg_put_u8(h, IFLA_INET6_ADDR_GEN_MODE, mode);
	att_rtnl_msg_nest_end(h, inet6);
	att_rtnl_msg_nest_end(h, spec);
	att_rtnl_carry_out(nl, h);
}

int att_rtnl_link_mtu(struct att_rtnl *nl, int ifindex, uint32_t mtu)
{
	char buf[ATT_RTNL_REQUEST];
	struct nlmsghdr *h = begin_link(buf, ifindex, 0, 0);

	att_rtnl_msg_put_u32(h, IFLA_MTU, mtu);
	return att_rtnl_carry_out(nl, h);
}

int att_rtnl_link_up(struct att_rtnl *nl, int ifindex, uint32_t mtu,
		     bool own_local)
{
	char buf[ATT_RTNL_REQUEST];
	struct nlmsghdr *h;

	choose_link_local(nl, ifindex,
			  own_local ? IN6_ADDR_GEN_MODE_RANDOM
				    : IN6_ADDR_GEN_MODE_NONE);
	h = begin_link(buf, ifindex, IFF_UP, IFF_UP);
	if (mtu)
		att_rtnl_msg_put_u32(h, IFLA_MTU, mtu);
	return att_rtnl_carry_out(nl, h);
}

int att_rtnl_link_down(struct att_rtnl *nl, int ifindex)
{
	char buf[ATT_RTNL_REQUEST];

	return att_rtnl_carry_out(nl, begin_link(buf, ifindex, IFF_UP, 0));
}

int att_rtnl_link_delete(struct att_rtnl *nl, int ifindex)
{
	char buf[ATT_RTNL_REQUEST];
	struct nlmsghdr *h = att_rtnl_begin(buf, RTM_DELLINK, 0);
	struct ifinfomsg *info = att_rtnl_msg_put_header(h, sizeof(*info));

	info->ifi_index = ifindex;
	return att_rtnl_carry_out(nl, h);
}

/* --- what there is -------------------------------------------------------- */

static void read_vlan(const struct nlattr *linkinfo, const struct nlattr *below,
		      struct att_rtnl_link *link)
{
	const struct nlattr *info[N_INFO], *data[N_VLAN];

	att_rtnl_msg_nested(linkinfo, info, N_INFO);
	if (!below || !info[IFLA_INFO_KIND] || !info[IFLA_INFO_DATA] ||
	    !att_rtnl_msg_is(info[IFLA_INFO_KIND], "vlan"))
		return;
	att_rtnl_msg_nested(info[IFLA_INFO_DATA], data, N_VLAN);
	if (!data[IFLA_VLAN_ID])
		return;
	link->below = (int)att_rtnl_msg_u32(below);
	link->vid = att_rtnl_msg_u16(data[IFLA_VLAN_ID]);
}

void att_rtnl_link_read(const struct nlmsghdr *h, struct att_rtnl_link *link)
{
	const struct ifinfomsg *info = att_rtnl_msg_header(h, sizeof(*info));
	const struct nlattr *a[N_LINK];

	att_rtnl_msg_attributes_of(h, sizeof(*info), a, N_LINK);
	*link = (struct att_rtnl_link){.ifindex = info->ifi_index,
				       .up = info->ifi_flags & IFF_UP};
	if (a[IFLA_IFNAME])
		att_rtnl_msg_str(a[IFLA_IFNAME], link->name,
				 sizeof(link->name));
	if (a[IFLA_MTU])
		link->mtu = att_rtnl_msg_u32(a[IFLA_MTU]);
	if (a[IFLA_LINKINFO])
		read_vlan(a[IFLA_LINKINFO], a[IFLA_LINK], link);
	link->ours = link->below && a[IFLA_IFALIAS] &&
		     att_rtnl_msg_is(a[IFLA_IFALIAS], ALIAS);
}

struct visitor {
	void (*fn)(void *ctx, const struct att_rtnl_link *link);
	void *ctx;
};

static void visit(void *ctx, const struct nlmsghdr *h)
{
	const struct visitor *v = ctx;
	struct att_rtnl_link link;

	if (h->nlmsg_type != RTM_NEWLINK)
		return;
	att_rtnl_link_read(h, &link);
	v->fn(v->ctx, &link);
}

int att_rtnl_link_each(struct att_rtnl *nl,
		       void (*fn)(void *ctx, const struct att_rtnl_link *link),
		       void *ctx)
{
	char buf[ATT_RTNL_REQUEST];
	struct nlmsghdr *h = att_rtnl_begin(buf, RTM_GETLINK, 0);
	struct visitor v = {fn, ctx};

	att_rtnl_msg_put_header(h, sizeof(struct ifinfomsg));
	return att_rtnl_dump(nl, h, visit, &v);
}

/* --- VLANs ---------------------------------------------------------------- */

struct wanted {
	int below;
	uint16_t vid;
	struct att_rtnl_link found; /* ifindex 0: not yet */
};

static void compare(void *ctx, const struct att_rtnl_link *link)
{
	struct wanted *w = ctx;

	if (link->below == w->below && link->vid == w->vid)
		w->found = *link;
}

static int make_vlan(struct att_rtnl *nl, const struct wanted *w,
		     const char *name)
{
	char buf[ATT_RTNL_REQUEST];
	struct nlmsghdr *h =
		att_rtnl_begin(buf, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct nlattr *info, *data;

	att_rtnl_msg_put_header(h, sizeof(struct ifinfomsg));
	att_rtnl_msg_put_str(h, IFLA_IFNAME, name);
	att_rtnl_msg_put_str(h, IFLA_IFALIAS, ALIAS);
	att_rtnl_msg_put_u32(h, IFLA_LINK, (uint32_t)w->below);
	info = att_rtnl_msg_nest(h, IFLA_LINKINFO);
	att_rtnl_msg_put_str(h, IFLA_INFO_KIND, "vlan");
	data = att_rtnl_msg_nest(h, IFLA_INFO_DATA);
	att_rtnl_msg_put_u16(h, IFLA_VLAN_ID, w->vid);
	att_rtnl_msg_nest_end(h, data);
	att_rtnl_msg_nest_end(h, info);
	return att_rtnl_carry_out(nl, h);
}

/* The kernel takes no alias for a device that it has yet to make. */
static void name_as_ours(struct att_rtnl *nl, int ifindex)
{
	char buf[ATT_RTNL_REQUEST];
	struct nlmsghdr *h = begin_link(buf, ifindex, 0, 0);

	att_rtnl_msg_put_str(h, IFLA_IFALIAS, ALIAS);
	att_rtnl_carry_out(nl, h);
}

int att_rtnl_link_vlan(struct att_rtnl *nl, int below, uint16_t vid,
		       const char *name, struct att_rtnl_vlan *vlan)
{
	struct wanted w = {.below = below, .vid = vid};
	bool made = false;
	int err = att_rtnl_link_each(nl, compare, &w);

	*vlan = (struct att_rtnl_vlan){.ifindex = 0};
	if (!err && !w.found.ifindex) {
		err = make_vlan(nl, &w, name);
		made = !err;
		if (made) /* the kernel does not say what it made */
			err = att_rtnl_link_each(nl, compare, &w);
	}
	if (err)
		return err;
	if (!w.found.ifindex)
		return ATT_E_GONE;
	if (made)
		name_as_ours(nl, w.found.ifindex);
	vlan->ifindex = w.found.ifindex;
	memcpy(vlan->name, w.found.name, sizeof(vlan->name));
	vlan->made = made || w.found.ours;
	return 0;
}
