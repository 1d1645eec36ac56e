/* The kernel's network device of a modem, and its VLANs. */
#include "linux/links_kernel.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "base/errors.h"
#include "linux/rights.h"

static void use_vlan(struct att_link *link, const struct att_link *first,
		     unsigned index, const char *name, struct att_link_env *env)
{
	struct att_rtnl_vlan vlan;

	link->ifindex = link->made_vlan = 0;
	if (att_rights->link_vlan(&env->rtnl, first->ifindex, (uint16_t)index,
				  name, &vlan) < 0) {
		att_link_say(env,
			     "error: session %u has no network device: VLAN %u "
			     "of %s cannot be made: %s",
			     index, index, first->name,
			     env->rtnl.error == EEXIST
				     ? "its name is that of another device"
				     : strerror(env->rtnl.error));
		return;
	}
	if (vlan.made)
		link->made_vlan = vlan.ifindex;
	link->ifindex = vlan.ifindex;
	link->below = first->ifindex;
	memcpy(link->name, vlan.name, sizeof(link->name));
}

/* --- VLANs of an earlier run ---------------------------------------------- */

#define AT_ONCE 16

struct leftovers {
	int below;
	uint16_t n_sessions;
	unsigned n;
	struct att_rtnl_link vlan[AT_ONCE];
};

static void note_vlan(void *ctx, const struct att_rtnl_link *link)
{
	struct leftovers *l = ctx;

	if (link->ours && link->below == l->below &&
	    link->vid >= l->n_sessions && l->n < AT_ONCE)
		l->vlan[l->n++] = *link;
}

/* Those that no session uses now. */
static void delete_leftovers(const struct att_link *first, uint16_t n_sessions,
			     struct att_link_env *env)
{
	struct leftovers l = {.below = first->ifindex,
			      .n_sessions = n_sessions};

	att_rtnl_link_each(&env->rtnl, note_vlan, &l);
	for (unsigned i = 0; i < l.n; i++)
		if (att_rights->link_delete(&env->rtnl, l.vlan[i].ifindex) == 0)
			att_link_say(env,
				     "%s: the VLAN of an earlier run, %s, was "
				     "left on it, taken away",
				     first->name, l.vlan[i].name);
}

/* --- the API -------------------------------------------------------------- */

void att_links_kernel_attach(struct att_link link[ATT_CORE_SESSIONS],
			     const struct att_config_modem *config,
			     const char *netdev, bool vlans,
			     struct att_link_env *env)
{
	struct att_link *first = &link[0];

	snprintf(first->name, sizeof(first->name), "%s", netdev);
	first->ifindex = (int)att_rights->index(netdev);
	first->kernel = first->ifindex != 0;
	if (!first->ifindex) {
		att_link_say(env,
			     "error: network device %s: %s: addresses are only "
			     "shown",
			     netdev, strerror(errno));
		return;
	}
	if (!vlans)
		return;
	delete_leftovers(first, (uint16_t)config->core.n_sessions, env);
	for (unsigned i = 1; i < config->core.n_sessions; i++)
		use_vlan(&link[i], first, i, config->session[i].device, env);
}

void att_links_kernel_mux(struct att_link *link, unsigned index,
			  struct port *port, const char *netdev,
			  struct att_link_env *env)
{
	char name[16];
	int err = port->ops->netdev(port, index, name);

	link->ifindex = link->below = link->made_vlan = 0;
	link->kernel = link->mux = false;
	if (err) {
		att_link_say(env,
			     "error: session %u has no network device beside "
			     "%s: %s",
			     index, netdev, att_errors_text(err));
		return;
	}
	memcpy(link->name, name, sizeof(name));
	link->ifindex = (int)att_rights->index(name);
	link->kernel = strcmp(name, netdev) == 0;
	link->mux = !link->kernel;
	if (link->mux)
		link->below = (int)att_rights->index(netdev);
}

void att_links_kernel_follow(struct att_link link[ATT_CORE_SESSIONS],
			     const struct att_config_modem *config,
			     struct port *port, const char *netdev,
			     struct att_link_env *env)
{
	for (unsigned i = 0; i < config->core.n_sessions; i++)
		att_links_kernel_mux(&link[i], i, port, netdev, env);
}

void att_links_kernel_replace(struct att_link *link,
			      const struct att_link *first, unsigned index,
			      struct att_link_env *env)
{
	char name[16], below[IF_NAMESIZE];

	if (!att_rights->name((unsigned)link->below, below))
		return; /* it went with the device below it */
	memcpy(name, link->name, sizeof(name));
	use_vlan(link, first, index, name, env);
}

void att_links_kernel_raise(const struct att_link *link,
			    const struct att_link *first, uint16_t port_mtu,
			    struct att_link_env *env)
{
	/* As wide as the modem's transfers are long. Without an address of its
	 * own it sends nothing beside the muxes, which the modem would take for
	 * garbage. */
	if (link->mux)
		att_link_raise(env, link, link->below, 0);
	else if (link->below)
		att_link_raise(env, first, link->below,
			       first->up ? first->plan.mtu : port_mtu);
}

void att_links_kernel_release(struct att_link *link, struct att_link_env *env)
{
	if (link->below && link->made_vlan)
		att_rights->link_delete(&env->rtnl, link->made_vlan);
	link->made_vlan = 0;
}
