/* Addresses and routes of one network device. */
#include "linux/link.h"

#include <errno.h>
#include <stdio.h>

#include "linux/link_ipv6.h"
#include "linux/rights.h"

/* --- refusals ------------------------------------------------------------- */

/* The first one is kept: what follows it is often its consequence. */
static void refused(struct att_link_env *env, struct att_link *link,
		    const char *what)
{
	char words[ATT_OBSERVED_WORDS];

	snprintf(words, sizeof(words), "%s: %s: %s", link->name, what,
		 strerror(env->rtnl.error));
	att_link_say(env, "error: %s", words);
	if (!link->refused[0])
		memcpy(link->refused, words, sizeof(words));
}

/* A session of both families carries data on a host without IPv6. */
static bool goes_without_ipv6(struct att_link_env *env, struct att_link *link,
			      const struct att_link_setup *setup)
{
	uint32_t v4 = 0;

	for (uint32_t i = 0; i < setup->n_addresses; i++)
		v4 += !setup->address[i].v6;
	if (!v4 || !att_link_ipv6_off(env, link)) {
		link->no_ipv6 = false;
		return false;
	}
	if (!link->no_ipv6 && setup->n_addresses > v4)
		att_link_say(env,
			     "%s: this host has no IPv6 here (disable_ipv6): "
			     "the session's is not used",
			     link->name);
	link->no_ipv6 = true;
	return true;
}

/* --- apply ---------------------------------------------------------------- */

/* Take away what the new setup does not have, routes before addresses. */
static void remove_old(struct att_link_env *env, struct att_link *link,
		       const struct att_link_setup *setup)
{
	const struct att_link_setup *old = &link->setup;

	for (uint32_t i = old->n_routes; i-- > 0;)
		if (!att_link_setup_has_route(setup, &old->route[i]))
			att_rights->route(&env->rtnl, link->ifindex, false,
					  &old->route[i]);
	for (uint32_t i = old->n_addresses; i-- > 0;)
		if (!att_link_setup_has_address(setup, &old->address[i]))
			att_rights->address(&env->rtnl, link->ifindex, false,
					    &old->address[i]);
}

static void add_address(struct att_link_env *env, struct att_link *link,
			const struct att_plan_address *a)
{
	if (att_rights->address(&env->rtnl, link->ifindex, true, a) < 0)
		refused(env, link,
			a->v6 ? "IPv6 address refused"
			      : "IPv4 address refused");
}

static void add_route(struct att_link_env *env, struct att_link *link,
		      const struct att_rtnl_route *r)
{
	if (att_rights->route(&env->rtnl, link->ifindex, true, r) < 0)
		refused(env, link,
			r->at.to.v6 ? "IPv6 route refused"
				    : "IPv4 route refused");
}

int att_link_raise(struct att_link_env *env, const struct att_link *link,
		   int ifindex, uint32_t mtu)
{
	int err = att_rights->link_up(&env->rtnl, ifindex, mtu, false);

	if (err)
		att_link_say(env, "error: %s: cannot be brought up: %s",
			     link->name, strerror(env->rtnl.error));
	return err;
}

/* A device that takes no such MTU carries data with its own. */
static void set_mtu(struct att_link_env *env, struct att_link *link,
		    uint32_t mtu)
{
	int err = att_rights->link_mtu(&env->rtnl, link->ifindex, mtu);

	if (err && !link->mtu_refused)
		att_link_say(env, "error: %s: MTU %u refused: %s", link->name,
			     mtu, strerror(env->rtnl.error));
	link->mtu_refused = err != 0;
}

static void raise_own(struct att_link_env *env, struct att_link *link,
		      const struct att_link_setup *setup)
{
	set_mtu(env, link, setup->mtu);
	att_link_ipv6_prepare(env, link, setup);
	if (att_rights->link_up(&env->rtnl, link->ifindex, 0,
				setup->own_local) < 0)
		refused(env, link, "cannot be brought up");
}

static void add_all(struct att_link_env *env, struct att_link *link,
		    const struct att_link_setup *setup)
{
	bool no_ipv6 = goes_without_ipv6(env, link, setup);

	for (uint32_t i = 0; i < setup->n_addresses; i++)
		if (!no_ipv6 || !setup->address[i].v6)
			add_address(env, link, &setup->address[i]);
	for (uint32_t i = 0; i < setup->n_routes; i++)
		if (!no_ipv6 || !setup->route[i].at.to.v6)
			add_route(env, link, &setup->route[i]);
}

/* Adding what is there already does no harm, and mends what somebody else may
 * have removed, or the kernel together with an address. */
void att_link_apply(struct att_link_env *env, struct att_link *link,
		    const struct att_link_setup *setup)
{
	remove_old(env, link, setup);
	link->refused[0] = '\0';
	raise_own(env, link, setup);
	add_all(env, link, setup);
	link->setup = *setup;
}

void att_link_clear(struct att_link_env *env, struct att_link *link)
{
	const struct att_link_setup nothing = {.mtu = 0};

	remove_old(env, link, &nothing);
	link->setup = nothing;
	link->refused[0] = '\0';
	link->no_ipv6 = link->mtu_refused = false;
}

/* --- leftovers ------------------------------------------------------------ */

/* More than these at once are taken in several rounds. */
#define AT_ONCE 16

struct leftovers {
	int ifindex;
	uint32_t n_addresses, n_routes;
	struct att_plan_address address[AT_ONCE];
	struct att_rtnl_route route[AT_ONCE];
};

static void note_address(void *ctx, const struct att_plan_address *address)
{
	struct leftovers *l = ctx;

	if (l->n_addresses < AT_ONCE)
		l->address[l->n_addresses++] = *address;
}

static void note_route(void *ctx, int ifindex,
		       const struct att_rtnl_route *route)
{
	struct leftovers *l = ctx;

	if (ifindex == l->ifindex && l->n_routes < AT_ONCE &&
	    (route->protocol == ATT_RTNL_PROTOCOL || !route->at.to.prefix))
		l->route[l->n_routes++] = *route;
}

/* One round: how many there were. What the kernel refuses stays. */
static uint32_t empty_once(struct att_link_env *env,
			   const struct att_link *link)
{
	struct leftovers l = {.ifindex = link->ifindex};
	uint32_t gone = 0;

	att_rtnl_ip_routes(&env->rtnl, link->ifindex, note_route, &l);
	att_rtnl_ip_addresses(&env->rtnl, link->ifindex, note_address, &l);
	for (uint32_t i = 0; i < l.n_routes; i++)
		gone += !att_rights->route(&env->rtnl, link->ifindex, false,
					   &l.route[i]);
	for (uint32_t i = 0; i < l.n_addresses; i++)
		gone += !att_rights->address(&env->rtnl, link->ifindex, false,
					     &l.address[i]);
	return gone;
}

#define ROUNDS 8

void att_link_empty(struct att_link_env *env, const struct att_link *link)
{
	uint32_t all = 0, gone = 1;

	for (unsigned i = 0; i < ROUNDS && gone; i++) {
		gone = empty_once(env, link);
		all += gone;
	}
	att_rights->link_down(&env->rtnl, link->ifindex);
	if (all)
		att_link_say(env,
			     "%s: addresses and routes that were left on it: "
			     "%u, taken away",
			     link->name, all);
}
