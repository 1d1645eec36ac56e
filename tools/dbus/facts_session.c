/* IP sessions of attache's status as ModemManager's bearers have them. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "facts.h"

static void put_ipv4(struct facts_ip *ip, const struct mbim_attache_session *s)
{
	struct att_cursor c = att_cursor_of(&s->ipv4_address);
	struct mbim_ipv4_element e;

	if (mbim_ipv4_element_next(&c, &e)) {
		ip->method = MM_IP_STATIC;
		ip->prefix = e.on_link_prefix_length;
		inet_ntop(AF_INET, e.ipv4_address.b, ip->address,
			  sizeof(ip->address));
	}
	if (s->ipv4_gateway)
		inet_ntop(AF_INET, s->ipv4_gateway->b, ip->gateway,
			  sizeof(ip->gateway));
	for (uint32_t i = 0; i < s->ipv4_dns_server.count && i < FACTS_DNS; i++)
		inet_ntop(AF_INET, att_array_ipv4(&s->ipv4_dns_server, i).b,
			  ip->dns[i], sizeof(ip->dns[i]));
	ip->mtu = s->mtu;
}

static void put_ipv6(struct facts_ip *ip, const struct mbim_attache_session *s)
{
	struct att_cursor c = att_cursor_of(&s->ipv6_address);
	struct mbim_ipv6_element e;

	if (mbim_ipv6_element_next(&c, &e)) {
		ip->method = MM_IP_STATIC;
		ip->prefix = e.on_link_prefix_length;
		inet_ntop(AF_INET6, e.ipv6_address.b, ip->address,
			  sizeof(ip->address));
	}
	if (s->ipv6_gateway)
		inet_ntop(AF_INET6, s->ipv6_gateway->b, ip->gateway,
			  sizeof(ip->gateway));
	for (uint32_t i = 0; i < s->ipv6_dns_server.count && i < FACTS_DNS; i++)
		inet_ntop(AF_INET6, att_array_ipv6(&s->ipv6_dns_server, i).b,
			  ip->dns[i], sizeof(ip->dns[i]));
	ip->mtu = s->mtu;
}

/* Where the modem gives no address at all it is asked for on the link. */
static void put_addresses(struct facts_link *l,
			  const struct mbim_attache_session *s)
{
	if (!l->connected)
		return;
	put_ipv4(&l->ip4, s);
	put_ipv6(&l->ip6, s);
	if (!l->ip4.method && !l->ip6.method)
		l->ip4.method = l->ip6.method = MM_IP_DHCP;
}

static enum facts_session_state state_of(const struct mbim_attache_session *s)
{
	if (facts_is(&s->state, "up"))
		return FACTS_SESSION_UP;
	if (facts_is(&s->state, "releasing"))
		return FACTS_SESSION_ENDS;
	if (s->origin == MBIM_SESSION_ORIGIN_NONE ||
	    facts_is(&s->state, "idle"))
		return FACTS_SESSION_NONE;
	return FACTS_SESSION_BEGINS;
}

void facts_of_session(struct facts_session *now,
		      const struct mbim_attache_session *s)
{
	struct facts_link *l = &now->link;

	memset(now, 0, sizeof(*now));
	now->state = state_of(s);
	now->clients = s->origin == MBIM_SESSION_ORIGIN_CLIENT;
	now->by_another = s->addresses == MBIM_SESSION_ADDRESSES_ANOTHER;
	now->refused = facts_is(&s->state, "waiting");
	now->cause = s->nw_error;
	now->code = s->code;
	facts_text(now->problem, sizeof(now->problem), &s->problem);
	l->connected = now->state == FACTS_SESSION_UP;
	facts_text(l->net, sizeof(l->net), &s->name);
	l->stats.rx_bytes = s->rx_bytes;
	l->stats.tx_bytes = s->tx_bytes;
	l->stats.up_s = s->up_s;
	put_addresses(l, s);
}
