/* The kernel's network device of a modem, and its VLANs. */
#include "linux/links_kernel.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>

static void use_vlan(struct att_link *link, const struct att_link *first,
		     unsigned index, const char *name, struct att_link_env *env)
{
	struct att_rtnl_vlan vlan;

	if (att_rtnl_vlan(&env->rtnl, first->ifindex, (uint16_t)index, name,
			  &vlan) < 0) {
		att_link_say(env,
			     "error: session %u has no network device: VLAN %u "
			     "of %s "
			     "cannot "
			     "be made: %s",
			     index, index, first->name,
			     strerror(env->rtnl.error));
		return;
	}
	/* Made by us earlier, before the port was reset: still ours. */
	if (vlan.made || vlan.ifindex != link->made_vlan)
		link->made_vlan = vlan.made ? vlan.ifindex : 0;
	link->ifindex = vlan.ifindex;
	link->below = first->ifindex;
	memcpy(link->name, vlan.name, sizeof(link->name));
}

void att_links_kernel_attach(struct att_link link[ATT_CORE_SESSIONS],
			     const struct att_config *config,
			     const char *netdev, struct att_link_env *env)
{
	struct att_link *first = &link[0];

	snprintf(first->name, sizeof(first->name), "%s", netdev);
	first->ifindex = (int)if_nametoindex(netdev);
	if (!first->ifindex) {
		att_link_say(env,
			     "error: network device %s: %s: addresses are only "
			     "shown",
			     netdev, strerror(errno));
		return;
	}
	for (unsigned i = 1; i < config->core.n_sessions; i++)
		use_vlan(&link[i], first, i, config->session[i].device, env);
}

void att_links_kernel_raise(const struct att_link *link,
			    const struct att_link *first, uint16_t port_mtu,
			    struct att_link_env *env)
{
	if (link->below)
		att_link_raise(env, first, link->below,
			       first->up ? first->plan.mtu : port_mtu);
}

void att_links_kernel_release(struct att_link *link, struct att_link_env *env)
{
	if (link->below && link->made_vlan)
		att_rtnl_delete(&env->rtnl, link->made_vlan);
}
