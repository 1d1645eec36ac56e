/* The kernel's network device of a modem, and its VLANs. */
#include "linux/links_kernel.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>

static void use_vlan(struct mbim_link *link, const struct mbim_link *first,
		     unsigned index, const char *name,
		     struct mbim_link_env *env)
{
	struct mbim_rtnl_vlan vlan;

	if (mbim_rtnl_vlan(&env->rtnl, first->ifindex, (uint16_t)index, name,
			   &vlan) < 0) {
		mbim_link_say(env,
			      "session %u has no network device: VLAN %u of %s "
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

void mbim_links_kernel_attach(struct mbim_link link[MBIM_CORE_SESSIONS],
			      const struct mbim_config *config,
			      const char *netdev, struct mbim_link_env *env)
{
	struct mbim_link *first = &link[0];

	snprintf(first->name, sizeof(first->name), "%s", netdev);
	first->ifindex = (int)if_nametoindex(netdev);
	if (!first->ifindex) {
		mbim_link_say(env,
			      "network device %s: %s: addresses are only shown",
			      netdev, strerror(errno));
		return;
	}
	for (unsigned i = 1; i < config->core.n_sessions; i++)
		use_vlan(&link[i], first, i, config->session[i].device, env);
}

void mbim_links_kernel_raise(const struct mbim_link *link,
			     const struct mbim_link *first, uint16_t port_mtu,
			     struct mbim_link_env *env)
{
	if (link->below)
		mbim_link_raise(env, first, link->below,
				first->up ? first->plan.mtu : port_mtu);
}

void mbim_links_kernel_release(struct mbim_link *link,
			       struct mbim_link_env *env)
{
	if (link->below && link->made_vlan)
		mbim_rtnl_delete(&env->rtnl, link->made_vlan);
}
