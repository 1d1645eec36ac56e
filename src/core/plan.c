/* From a modem's IP configuration to addresses, routes and an MTU. */
#include "core/plan.h"

#define MTU_DEFAULT 1500u
#define MTU_MIN_V4  576u
#define MTU_MIN_V6  1280u

static size_t bytes_of(bool v6)
{
	return v6 ? 16 : 4;
}

static bool same(const uint8_t *a, const uint8_t *b, bool v6)
{
	return att_bytes_equal(att_bytes_of(a, bytes_of(v6)),
			       att_bytes_of(b, bytes_of(v6)));
}

bool att_plan_address_equal(const struct att_plan_address *a,
			    const struct att_plan_address *b)
{
	return a->v6 == b->v6 && a->prefix == b->prefix &&
	       same(a->b, b->b, a->v6);
}

bool att_plan_address_is_link_local(const struct att_plan_address *a)
{
	return a->v6 && att_ipv6_is_link_local(a->b);
}

bool att_plan_route_equal(const struct att_plan_route *a,
			  const struct att_plan_route *b)
{
	return att_plan_address_equal(&a->to, &b->to) &&
	       a->has_via == b->has_via && a->metric == b->metric &&
	       (!a->has_via || same(a->via, b->via, a->to.v6));
}

static bool inside(const struct att_plan_address *net, const uint8_t *b)
{
	unsigned whole = net->prefix / 8, bits = net->prefix % 8;

	if (!att_bytes_equal(att_bytes_of(net->b, whole),
			     att_bytes_of(b, whole)))
		return false;
	return bits == 0 || (net->b[whole] ^ b[whole]) >> (8 - bits) == 0;
}

static void add_address(struct att_plan *plan, bool v6, const uint8_t *b,
			uint8_t prefix)
{
	struct att_plan_address *a = &plan->address[plan->n_addresses++];

	a->v6 = v6;
	a->prefix = prefix;
	memcpy(a->b, b, bytes_of(v6));
}

/* Modems tell of a whole address, or of no prefix at all, where the network has
 * given a /64 (3GPP TS 23.401 5.3.1.2.2). */
static uint8_t prefix6(uint8_t prefix)
{
	return prefix == 0 || prefix > 127 ? 64 : prefix;
}

static void add_addresses(struct att_plan *plan, const struct att_ip_config *ip,
			  bool share_prefix)
{
	for (uint32_t i = 0; i < ip->n_ipv4; i++) {
		uint8_t prefix = ip->ipv4[i].prefix;

		if (prefix == 0 || prefix > 32)
			prefix = 32;
		add_address(plan, false, ip->ipv4[i].address.b, prefix);
	}
	for (uint32_t i = 0; i < ip->n_ipv6; i++) {
		const uint8_t *b = ip->ipv6[i].address.b;
		uint8_t prefix = prefix6(ip->ipv6[i].prefix);

		if (share_prefix && prefix <= 64 && !att_ipv6_is_link_local(b))
			prefix = 128;
		add_address(plan, true, b, prefix);
	}
}

static struct att_plan_route *add_route(struct att_plan *plan, bool v6,
					uint32_t metric)
{
	struct att_plan_route *r = &plan->route[plan->n_routes++];

	r->to.v6 = v6;
	r->metric = metric;
	return r;
}

/* The default route of one family, and before it one to its gateway. */
static void add_default(struct att_plan *plan, bool v6, const uint8_t *gateway,
			uint32_t metric)
{
	bool ours = false,
	     on_link = v6 && gateway && att_ipv6_is_link_local(gateway);
	struct att_plan_route *r;

	for (uint32_t i = 0; gateway && i < plan->n_addresses; i++) {
		const struct att_plan_address *a = &plan->address[i];

		if (a->v6 != v6)
			continue;
		ours = ours || same(a->b, gateway, v6);
		on_link = on_link || inside(a, gateway);
	}
	if (ours)
		gateway = NULL;
	if (gateway && !on_link) {
		r = add_route(plan, v6, metric);
		r->to.prefix = v6 ? 128 : 32;
		memcpy(r->to.b, gateway, bytes_of(v6));
	}
	r = add_route(plan, v6, metric);
	if (!gateway)
		return;
	r->has_via = true;
	memcpy(r->via, gateway, bytes_of(v6));
}

static bool any(const uint8_t *b, size_t len)
{
	while (len)
		if (b[--len])
			return true;
	return false;
}

/* A default route needs an address that others can answer to. */
static bool routable6(const struct att_ip_config *ip)
{
	for (uint32_t i = 0; i < ip->n_ipv6; i++)
		if (!att_ipv6_is_link_local(ip->ipv6[i].address.b))
			return true;
	return false;
}

static uint32_t choose_mtu(const struct att_ip_config *ip,
			   const struct att_plan_options *options)
{
	bool v6 = ip->n_ipv6 || ip->slaac6;
	uint32_t floor = v6 ? MTU_MIN_V6 : MTU_MIN_V4;
	uint32_t mtu = options->port_mtu ? options->port_mtu : MTU_DEFAULT;
	uint32_t wanted = options->mtu ? options->mtu : ip->mtu;

	if (wanted >= MTU_MIN_V4 && wanted < mtu)
		mtu = wanted;
	return mtu < floor ? floor : mtu;
}

void att_plan_make(struct att_plan *plan, const struct att_ip_config *ip,
		   const struct att_plan_options *options)
{
	const uint8_t *g4 = ip->gateway4.b, *g6 = ip->gateway6.b;

	memset(plan, 0, sizeof(*plan));
	plan->mtu = choose_mtu(ip, options);
	add_addresses(plan, ip, options->share_prefix);
	if (!options->default_route)
		return;
	if (ip->n_ipv4)
		add_default(plan, false,
			    ip->has_gateway4 && any(g4, 4) ? g4 : NULL,
			    options->metric);
	/* with a link-local address only, the network's router advertisement
	 * brings the global one and the route */
	if (routable6(ip))
		add_default(plan, true,
			    ip->has_gateway6 && any(g6, 16) ? g6 : NULL,
			    options->metric);
}

struct att_ipv6_prefix att_plan_shared_prefix(const struct att_ip_config *ip)
{
	struct att_ipv6_prefix shared = {.length = 0};

	for (uint32_t i = 0; i < ip->n_ipv6 && !shared.length; i++) {
		const uint8_t *b = ip->ipv6[i].address.b;
		uint8_t prefix = prefix6(ip->ipv6[i].prefix);

		if (att_ipv6_is_link_local(b) || prefix > 64)
			continue;
		shared.length = prefix;
		memcpy(shared.net.b, b, prefix / 8);
		if (prefix % 8)
			shared.net.b[prefix / 8] =
				(uint8_t)(b[prefix / 8] & 0xff00 >> prefix % 8);
	}
	return shared;
}
