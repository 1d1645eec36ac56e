/* Addresses and routes of one network device. */
#include "linux/link.h"

#include <stdarg.h>
#include <stdio.h>

void att_link_say(struct att_link_env *env, const char *format, ...)
{
	char line[768];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	env->log(env->log_ctx, line);
}

static void refused(struct att_link_env *env, const struct att_link *link,
		    const char *what)
{
	att_link_say(env, "error: %s: %s: %s", link->name, what,
		     strerror(env->rtnl.error));
}

static bool has_address(const struct att_plan *plan,
			const struct att_plan_address *a)
{
	for (uint32_t i = 0; i < plan->n_addresses; i++)
		if (att_plan_address_equal(&plan->address[i], a))
			return true;
	return false;
}

static bool has_route(const struct att_plan *plan,
		      const struct att_plan_route *r)
{
	for (uint32_t i = 0; i < plan->n_routes; i++)
		if (att_plan_route_equal(&plan->route[i], r))
			return true;
	return false;
}

/* Take away what the new plan does not have, routes before addresses. */
static void remove_old(struct att_link_env *env, struct att_link *link,
		       const struct att_plan *plan)
{
	const struct att_plan *old = &link->plan;

	for (uint32_t i = old->n_routes; i-- > 0;)
		if (!has_route(plan, &old->route[i]))
			att_rtnl_route(&env->rtnl, link->ifindex, false,
				       &old->route[i]);
	for (uint32_t i = old->n_addresses; i-- > 0;)
		if (!has_address(plan, &old->address[i]))
			att_rtnl_address(&env->rtnl, link->ifindex, false,
					 &old->address[i]);
}

static void add_address(struct att_link_env *env, struct att_link *link,
			const struct att_plan_address *a)
{
	if (att_rtnl_address(&env->rtnl, link->ifindex, true, a) < 0)
		refused(env, link,
			a->v6 ? "IPv6 address refused"
			      : "IPv4 address refused");
}

static void add_route(struct att_link_env *env, struct att_link *link,
		      const struct att_plan_route *r)
{
	if (att_rtnl_route(&env->rtnl, link->ifindex, true, r) < 0)
		refused(env, link,
			r->to.v6 ? "IPv6 route refused" : "IPv4 route refused");
}

void att_link_raise(struct att_link_env *env, const struct att_link *link,
		    int ifindex, uint32_t mtu)
{
	if (att_rtnl_up(&env->rtnl, ifindex, mtu) < 0)
		refused(env, link, "cannot be brought up");
}

/* Adding what is there already does no harm, and mends what somebody else may
 * have removed, or the kernel together with an address. */
void att_link_apply(struct att_link_env *env, struct att_link *link,
		    const struct att_plan *plan)
{
	remove_old(env, link, plan);
	att_link_raise(env, link, link->ifindex, plan->mtu);
	for (uint32_t i = 0; i < plan->n_addresses; i++)
		add_address(env, link, &plan->address[i]);
	for (uint32_t i = 0; i < plan->n_routes; i++)
		add_route(env, link, &plan->route[i]);
}

void att_link_clear(struct att_link_env *env, struct att_link *link)
{
	const struct att_plan nothing = {.mtu = 0};

	remove_old(env, link, &nothing);
}
