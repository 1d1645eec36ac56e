/* What there is of a network device, compared with what is to be there. */
#include "linux/link_state.h"

#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "base/errors.h"

/* cdc_mbim gives a VLAN with this id, where there is one, the datagrams of
 * session 0, and the untagged device nothing. */
#define VID_SESSION_0 4094

/* --- ask ------------------------------------------------------------------ */

struct question {
	const struct att_link *link;
	struct att_link_state *state;
};

static void see_device(void *ctx, const struct att_rtnl_link *device)
{
	const struct question *q = ctx;

	if (device->ifindex == q->link->ifindex)
		q->state->device = *device;
	if (q->link->kernel && device->below == q->link->ifindex &&
	    device->vid == VID_SESSION_0)
		memcpy(q->state->vlan0, device->name, sizeof(device->name));
}

static void see_address(void *ctx, const struct att_plan_address *address)
{
	const struct question *q = ctx;
	const struct att_link_setup *setup = &q->link->setup;
	struct att_link_state *state = q->state;

	for (uint32_t i = 0; i < setup->n_addresses; i++)
		if (att_plan_address_equal(&setup->address[i], address))
			state->addresses |= 1u << i;
	if (state->n_found < ATT_LINK_FOUND)
		state->found[state->n_found++] = *address;
}

/* A default route of the same family and metric as one of ours, or one of ours
 * that is not as it was: the kernel takes the source of an IPv6 route away
 * together with the address. */
static bool is_rival(const struct att_link_setup *setup,
		     const struct att_rtnl_route *route)
{
	if (route->protocol == ATT_RTNL_PROTOCOL)
		return true;
	for (uint32_t i = 0; i < setup->n_routes; i++)
		if (att_plan_address_equal(&setup->route[i].at.to,
					   &route->at.to) &&
		    setup->route[i].at.metric == route->at.metric)
			return !route->at.to.prefix &&
			       route->protocol != RTPROT_RA;
	return false;
}

static void see_route(void *ctx, int ifindex,
		      const struct att_rtnl_route *route)
{
	const struct question *q = ctx;
	const struct att_link_setup *setup = &q->link->setup;
	struct att_link_state *state = q->state;
	bool ours = false;

	if (ifindex != q->link->ifindex)
		return;
	for (uint32_t i = 0; i < setup->n_routes; i++)
		if (att_rtnl_ip_route_equal(&setup->route[i], route)) {
			state->routes |= 1u << i;
			ours = true;
		}
	if (!ours && is_rival(setup, route) &&
	    state->n_rivals < ATT_LINK_RIVALS)
		state->rival[state->n_rivals++] = *route;
	if (route->at.to.v6 && !route->at.to.prefix && route->at.has_via &&
	    route->protocol == RTPROT_RA) {
		state->has_router = true;
		memcpy(state->router, route->at.via, sizeof(state->router));
		state->router_metric = route->at.metric;
	}
}

int att_link_state_get(struct att_link_env *env, const struct att_link *link,
		       struct att_link_state *state)
{
	struct question q = {link, state};
	int err;

	memset(state, 0, sizeof(*state));
	err = att_rtnl_link_each(&env->rtnl, see_device, &q);
	if (err || !state->device.ifindex)
		return err;
	err = att_rtnl_ip_addresses(&env->rtnl, link->ifindex, see_address, &q);
	if (!err)
		err = att_rtnl_ip_routes(&env->rtnl, link->ifindex, see_route,
					 &q);
	/* it went while it was asked for */
	if (err == ATT_E_GONE)
		memset(state, 0, sizeof(*state));
	return err == ATT_E_GONE ? 0 : err;
}

/* --- judge ---------------------------------------------------------------- */

bool att_link_state_has_global6(const struct att_link_state *state)
{
	for (uint32_t i = 0; i < state->n_found; i++)
		if (state->found[i].v6 &&
		    !att_plan_address_is_link_local(&state->found[i]))
			return true;
	return false;
}

static const char *address_fault(const struct att_link *link,
				 const struct att_link_state *state)
{
	const struct att_link_setup *setup = &link->setup;

	for (uint32_t i = 0; i < setup->n_addresses; i++)
		if (!(state->addresses & 1u << i) &&
		    !(link->no_ipv6 && setup->address[i].v6))
			return setup->address[i].v6
				       ? "the IPv6 address is gone"
				       : "the IPv4 address is gone";
	return NULL;
}

static const char *route_fault(const struct att_link *link,
			       const struct att_link_state *state)
{
	const struct att_link_setup *setup = &link->setup;

	for (uint32_t i = 0; i < setup->n_routes; i++) {
		const struct att_plan_address *to = &setup->route[i].at.to;

		if (state->routes & 1u << i || (link->no_ipv6 && to->v6))
			continue;
		if (to->prefix)
			return "a route is gone";
		return to->v6 ? "the IPv6 default route is gone"
			      : "the IPv4 default route is gone";
	}
	return state->n_rivals ? "another default route has its metric" : NULL;
}

static const char *device_fault(const struct att_link *link,
				const struct att_link_state *state)
{
	if (!state->device.ifindex)
		return "the network device is gone";
	if (!state->device.up)
		return "the network device was set down";
	if (state->device.mtu != link->setup.mtu && !link->mtu_refused)
		return "the MTU is another one";
	return NULL;
}

void att_link_state_fault(const struct att_link *link,
			  const struct att_link_state *state,
			  char text[ATT_OBSERVED_WORDS])
{
	const char *what = device_fault(link, state);

	if (!what)
		what = address_fault(link, state);
	if (!what)
		what = route_fault(link, state);
	snprintf(text, ATT_OBSERVED_WORDS, "%s", what ? what : "");
}

/* --- show ----------------------------------------------------------------- */

static void show_address(struct att_ip_config *ip,
			 const struct att_plan_address *a)
{
	if (a->v6 && ip->n_ipv6 < ATT_CORE_ADDRESSES) {
		ip->ipv6[ip->n_ipv6].prefix = a->prefix;
		memcpy(ip->ipv6[ip->n_ipv6++].address.b, a->b, 16);
	} else if (!a->v6 && ip->n_ipv4 < ATT_CORE_ADDRESSES) {
		ip->ipv4[ip->n_ipv4].prefix = a->prefix;
		memcpy(ip->ipv4[ip->n_ipv4++].address.b, a->b, 4);
	}
}

void att_link_state_ip(const struct att_link *link,
		       const struct att_link_state *state,
		       struct att_ip_config *ip)
{
	const struct att_link_setup *setup = &link->setup;

	*ip = link->ip;
	ip->n_ipv4 = ip->n_ipv6 = 0;
	ip->mtu = state->device.mtu;
	/* those of the modem in its order, then those of others */
	for (uint32_t i = 0; i < setup->n_addresses; i++)
		if (state->addresses & 1u << i)
			show_address(ip, &setup->address[i]);
	for (uint32_t i = 0; i < state->n_found; i++)
		if (!att_link_setup_has_address(setup, &state->found[i]))
			show_address(ip, &state->found[i]);
	if (state->has_router && !ip->has_gateway6) {
		ip->has_gateway6 = true;
		memcpy(ip->gateway6.b, state->router, sizeof(state->router));
	}
}
