/* From a plan to what Linux is told. */
#include "linux/link_setup.h"

#include <string.h>

/* What Linux makes of the metric 0 of an IPv6 route. */
#define USUAL_METRIC6 1024u

/* The source of the routes of one family: its first address that others can
 * answer to. */
static const struct att_plan_address *source(const struct att_link_setup *setup,
					     bool v6)
{
	for (uint32_t i = 0; i < setup->n_addresses; i++)
		if (setup->address[i].v6 == v6 &&
		    !att_plan_address_is_link_local(&setup->address[i]))
			return &setup->address[i];
	return NULL;
}

static void add_route(struct att_link_setup *setup,
		      const struct att_plan_route *at)
{
	const struct att_plan_address *from = source(setup, at->to.v6);
	struct att_rtnl_route r = {.at = *at, .protocol = ATT_RTNL_PROTOCOL};

	if (at->to.v6 && !at->metric)
		r.at.metric = USUAL_METRIC6;
	if (from) {
		r.has_src = true;
		memcpy(r.src, from->b, from->v6 ? 16 : 4);
	}
	if (!att_link_setup_has_route(setup, &r))
		setup->route[setup->n_routes++] = r;
}

static void clear_behind(uint8_t *b, size_t len, uint8_t prefix)
{
	for (size_t i = 0; i < len; i++) {
		unsigned begin = (unsigned)i * 8;

		if (begin >= prefix)
			b[i] = 0;
		else if (begin + 8 > prefix)
			b[i] &= (uint8_t)(0xff << (begin + 8 - prefix));
	}
}

/* A link-local prefix the kernel keeps by itself. */
static void add_prefix(struct att_link_setup *setup,
		       const struct att_plan_address *address, uint32_t metric)
{
	struct att_plan_route at = {.to = *address, .metric = metric};
	size_t len = address->v6 ? 16 : 4;

	if (address->prefix == len * 8 ||
	    att_plan_address_is_link_local(address))
		return;
	clear_behind(at.to.b, len, address->prefix);
	add_route(setup, &at);
}

/* With a link-local address only, the network's router says the rest. */
static bool needs_router(const struct att_link_setup *setup)
{
	bool local = false;

	for (uint32_t i = 0; i < setup->n_addresses; i++)
		local |= att_plan_address_is_link_local(&setup->address[i]);
	return local && !source(setup, true);
}

void att_link_setup_make(struct att_link_setup *setup,
			 const struct att_plan *plan,
			 const struct att_plan_options *options)
{
	*setup = (struct att_link_setup){
		.mtu = plan->mtu,
		.n_addresses = plan->n_addresses,
		.default_route = options->default_route,
		.metric = options->metric ? options->metric : USUAL_METRIC6,
	};
	memcpy(setup->address, plan->address, sizeof(setup->address));
	setup->advertised = needs_router(setup);
	for (uint32_t i = 0; i < plan->n_addresses; i++)
		add_prefix(setup, &plan->address[i], options->metric);
	for (uint32_t i = 0; i < plan->n_routes; i++)
		add_route(setup, &plan->route[i]);
}

void att_link_setup_advertise(struct att_link_setup *setup)
{
	setup->own_local = !setup->advertised && !source(setup, true);
	setup->advertised |= setup->own_local;
}

void att_link_setup_follow(struct att_link_setup *setup,
			   const uint8_t router[16])
{
	struct att_plan_route at = {.has_via = true, .metric = setup->metric};

	at.to.v6 = true;
	memcpy(at.via, router, sizeof(at.via));
	add_route(setup, &at);
}

bool att_link_setup_has_address(const struct att_link_setup *setup,
				const struct att_plan_address *address)
{
	for (uint32_t i = 0; i < setup->n_addresses; i++)
		if (att_plan_address_equal(&setup->address[i], address))
			return true;
	return false;
}

bool att_link_setup_has_route(const struct att_link_setup *setup,
			      const struct att_rtnl_route *route)
{
	for (uint32_t i = 0; i < setup->n_routes; i++)
		if (att_rtnl_ip_route_equal(&setup->route[i], route))
			return true;
	return false;
}
