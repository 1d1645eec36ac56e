/* The address families of a connection where the modem gives addresses of one
 * alone: the network may have granted the other too, and has them on the link
 * (MBIM 1.0 10.5.20). The modem says which it granted, and is asked before the
 * call is answered, as clients read Ip4Config and Ip6Config then. */
#include "families.h"

#include "wish.h"

static bool misses_one(const struct facts_link *l)
{
	return !l->ip4.method != !l->ip6.method;
}

static void on_session(void *ctx, void *with, uint32_t status,
		       struct att_bytes body)
{
	struct mbim_basic_connect_connect_response s;
	struct bridge *b = ctx;
	struct bearer *r = with;

	if (r->families != FAMILIES_ASKED)
		return; /* it has ended */
	r->families = FAMILIES_AS_GIVEN;
	/* MBIMEx 3 appends to the structure. */
	if (!status && !mbim_basic_connect_connect_response_decode(body, &s) &&
	    (s.ip_type == MBIM_CONTEXT_IP_TYPE_IPV4V6 ||
	     s.ip_type == MBIM_CONTEXT_IP_TYPE_IPV4_AND_IPV6))
		r->families = FAMILIES_BOTH;
	b->look(b);
}

static void ask(struct bearer *r)
{
	const struct mbim_basic_connect_connect_query_v3 q3 = {
		.session_id = r->session};
	const struct mbim_basic_connect_connect_response q = {
		.session_id = r->session,
		.context_type = mbim_context_type_internet};
	struct bridge *b = r->bridge;
	int len = b->ex >= MBIM_EX_3
			  ? mbim_basic_connect_connect_query_v3_encode(
				    &q3, client_body(&b->client), CLIENT_BODY)
			  : mbim_basic_connect_connect_response_encode(
				    &q, client_body(&b->client), CLIENT_BODY);

	r->families = FAMILIES_ASKED;
	client_ask_as(&b->client, CLIENT_OWN, MBIM_SERVICE_BASIC_CONNECT,
		      MBIM_CID_BASIC_CONNECT_CONNECT, false, len, on_session,
		      r);
}

bool families_known(struct bearer *r)
{
	if (r->families == FAMILIES_UNKNOWN &&
	    wish_ip_type(&r->now.wish) == MBIM_CONTEXT_IP_TYPE_IPV4V6 &&
	    misses_one(&r->bridge->way.session[r->session].link))
		ask(r);
	return r->families != FAMILIES_ASKED;
}

void families_put(const struct bearer *r, struct facts_link *l)
{
	if (r->families != FAMILIES_BOTH || !misses_one(l))
		return;
	if (!l->ip4.method)
		l->ip4.method = MM_IP_DHCP;
	else
		l->ip6.method = MM_IP_DHCP;
}
