/* The host behind the simulated modem: takes IP datagrams of its user and
 * answers echo requests, solicitations, UDP and TCP, as any address that it is
 * called by. */
#include "tools/simodem/host.h"

#include <stdlib.h>

#define HOPS	     64u
#define ECHO_PORT    7u
#define DNS_PORT     53u
#define DHCP_SERVER  67u
#define ROUTER_S     1800u /* lifetime of what is advertised */
#define UDP_HEADER   8u
#define ICMP_HEADER  8u
#define V4_ERROR_MAX 576u  /* RFC 1812 4.3.2.3 */
#define V6_ERROR_MAX 1280u /* RFC 4443 2.4 (c) */

/* ICMP and ICMPv6 types. */
enum {
	ECHO_REPLY = 0,
	UNREACHABLE = 3,
	ECHO_REQUEST = 8,
	V6_UNREACHABLE = 1,
	V6_ECHO_REQUEST = 128,
	V6_ECHO_REPLY = 129,
	V6_ROUTER_SOLICITATION = 133,
	V6_ROUTER_ADVERTISEMENT = 134,
	V6_SOLICITATION = 135,
	V6_ADVERTISEMENT = 136,
};

uint8_t *sim_host_payload(struct sim_host *h, bool v6)
{
	return h->out + sim_ip_header_len(v6);
}

size_t sim_host_payload_max(const struct sim_host *h, bool v6)
{
	return h->mtu - sim_ip_header_len(v6);
}

void sim_host_emit(struct sim_host *h, const struct sim_flow *flow,
		   uint8_t protocol, uint8_t hop_limit, size_t len)
{
	size_t total;

	if (len > sim_host_payload_max(h, flow->v6)) {
		h->counters.too_big++;
		return;
	}
	total = sim_ip_encode(h->out, flow, protocol, hop_limit, h->ip_id++,
			      len);
	h->send(h->ctx, flow->session, att_bytes_of(h->out, total));
}

/* Answer a packet with its own payload, which the caller then changes. */
static uint8_t *payload_copy(struct sim_host *h, const struct sim_packet *p)
{
	uint8_t *out = sim_host_payload(h, p->flow.v6);

	/* An answer above the MTU is not sent, but it is built first. */
	if (p->payload.len > sizeof(h->out) - sim_ip_header_len(true)) {
		h->counters.too_big++;
		return NULL;
	}
	memcpy(out, p->payload.p, p->payload.len);
	return out;
}

static void echo_reply(struct sim_host *h, const struct sim_packet *p,
		       uint8_t type)
{
	uint8_t *out = payload_copy(h, p);

	if (!out || h->no_ping)
		return;
	out[0] = type;
	sim_host_emit(h, &p->flow, p->protocol, HOPS, p->payload.len);
}

/* RFC 4861 7.2.4. No link-layer address: there is no link layer. */
static void advertise(struct sim_host *h, const struct sim_packet *p)
{
	struct sim_flow flow = p->flow;
	uint8_t *out = sim_host_payload(h, true);

	if (p->payload.len < 24 || p->hop_limit != 255 ||
	    p->payload.p[8] == 0xff) {
		h->counters.bad++;
		return;
	}
	memcpy(flow.local, p->payload.p + 8, 16);
	memset(out, 0, 8);
	out[0] = V6_ADVERTISEMENT;
	out[4] = 0xe0; /* router, solicited, override */
	memcpy(out + 8, flow.local, 16);
	sim_host_emit(h, &flow, SIM_IP_ICMPV6, 255, 24);
}

/* Options of an advertisement, RFC 4861 4.6.2 and 4.6.4, RFC 8106 5.1. The
 * prefix is for addresses, not on the link: nobody else is there. */
static size_t put_options(const struct sim_host *h, uint8_t session,
			  uint8_t *out)
{
	enum { PREFIX = 3, MTU = 5, RDNSS = 25, FOR_ADDRESSES = 0x40 };

	memset(out, 0, 64);
	out[0] = MTU;
	out[1] = 1;
	att_put32_be(out + 4, h->mtu);
	out[8] = PREFIX;
	out[9] = 4;
	out[10] = 64;
	out[11] = FOR_ADDRESSES;
	att_put32_be(out + 12, UINT32_MAX); /* valid and preferred: ever */
	att_put32_be(out + 16, UINT32_MAX);
	sim_address6(out + 24, h->network[session], SIM_NET);
	out[40] = RDNSS;
	out[41] = 3;
	att_put32_be(out + 44, ROUTER_S);
	sim_address6(out + 48, h->network[session], SIM_FAR);
	return 64;
}

/* RFC 4861 6.2.6: what a router of a cellular network says to each who asks. */
static void advertise_router(struct sim_host *h, const struct sim_packet *p)
{
	struct sim_flow flow = p->flow;
	uint8_t *out = sim_host_payload(h, true);

	if (p->hop_limit != 255) {
		h->counters.bad++;
		return;
	}
	sim_link_local(flow.local, SIM_FAR);
	memset(out, 0, 16);
	out[0] = V6_ROUTER_ADVERTISEMENT;
	out[4] = HOPS;
	att_put16_be(out + 6, ROUTER_S);
	sim_host_emit(h, &flow, SIM_IP_ICMPV6, 255,
		      16 + put_options(h, flow.session, out + 16));
}

static void icmp_input(struct sim_host *h, const struct sim_packet *p)
{
	if (p->payload.len < ICMP_HEADER)
		h->counters.bad++;
	else if (p->payload.p[0] == ECHO_REQUEST)
		echo_reply(h, p, ECHO_REPLY);
	else
		h->counters.ignored++;
}

static void icmpv6_input(struct sim_host *h, const struct sim_packet *p)
{
	if (p->payload.len < ICMP_HEADER)
		h->counters.bad++;
	else if (p->payload.p[0] == V6_SOLICITATION)
		advertise(h, p);
	else if (p->payload.p[0] == V6_ROUTER_SOLICITATION)
		advertise_router(h, p);
	else if (p->payload.p[0] == V6_ECHO_REQUEST && p->flow.local[0] != 0xff)
		echo_reply(h, p, V6_ECHO_REPLY);
	else
		h->counters.ignored++;
}

static void port_unreachable(struct sim_host *h, const struct sim_packet *p)
{
	bool v6 = p->flow.v6;
	uint8_t *out = sim_host_payload(h, v6);
	size_t max = v6 ? V6_ERROR_MAX : V4_ERROR_MAX, room;
	size_t len = p->whole.len;

	if (max > h->mtu)
		max = h->mtu;
	room = max - sim_ip_header_len(v6) - ICMP_HEADER;
	if (len > room)
		len = room;
	memset(out, 0, ICMP_HEADER);
	out[0] = v6 ? V6_UNREACHABLE : UNREACHABLE;
	out[1] = v6 ? 4 : 3;
	memcpy(out + ICMP_HEADER, p->whole.p, len);
	sim_host_emit(h, &p->flow, v6 ? SIM_IP_ICMPV6 : SIM_IP_ICMP, HOPS,
		      ICMP_HEADER + len);
}

/* Cut the payload to the length that UDP itself states. */
static bool udp_trim(struct sim_packet *p)
{
	return p->payload.len >= UDP_HEADER &&
	       att_get16_be(p->payload.p + 4) >= UDP_HEADER &&
	       att_bytes_sub(p->payload, 0, att_get16_be(p->payload.p + 4),
			     &p->payload);
}

/* To where the flow goes; len bytes behind the header. */
static void udp_send(struct sim_host *h, const struct sim_packet *p,
		     const struct sim_flow *flow, size_t len)
{
	uint8_t *out = sim_host_payload(h, flow->v6);

	memcpy(out, p->payload.p + 2, 2);
	memcpy(out + 2, p->payload.p, 2);
	att_put16_be(out + 4, (uint16_t)(UDP_HEADER + len));
	att_put16_be(out + 6, 0);
	sim_host_emit(h, flow, SIM_IP_UDP, HOPS, UDP_HEADER + len);
}

/* Back to where the datagram came from. */
static void udp_reply(struct sim_host *h, const struct sim_packet *p,
		      size_t len)
{
	udp_send(h, p, &p->flow, len);
}

/* A client without an address is answered by broadcast. */
static void dhcp_input(struct sim_host *h, const struct sim_packet *p)
{
	uint32_t network = h->network[p->flow.session];
	struct sim_flow flow = p->flow;
	size_t len = sim_dhcp_answer(h, network,
				     att_bytes_of(p->payload.p + UDP_HEADER,
						  p->payload.len - UDP_HEADER),
				     sim_host_payload(h, false) + UDP_HEADER);

	if (!len) {
		h->counters.ignored++;
		return;
	}
	sim_address4(flow.local, network, SIM_FAR);
	if (!flow.remote[0])
		memset(flow.remote, 0xff, 4);
	udp_send(h, p, &flow, len);
}

static void udp_input(struct sim_host *h, const struct sim_packet *p)
{
	uint8_t *out = sim_host_payload(h, p->flow.v6) + UDP_HEADER;
	struct att_bytes data = att_bytes_of(p->payload.p + UDP_HEADER,
					     p->payload.len - UDP_HEADER);
	size_t len;

	switch (att_get16_be(p->payload.p + 2)) {
	case DHCP_SERVER:
		if (!h->dhcp_lease_s || p->flow.v6)
			break;
		dhcp_input(h, p);
		return;
	case ECHO_PORT:
		if (payload_copy(h, p))
			udp_reply(h, p, data.len);
		return;
	case DNS_PORT:
		if (h->no_dns)
			return;
		len = sim_dns_answer(h->network[p->flow.session], data, out);
		if (len)
			udp_reply(h, p, len);
		else
			h->counters.bad++;
		return;
	}
	port_unreachable(h, p);
}

static bool checksum_is_good(struct sim_packet *p)
{
	if (p->protocol == SIM_IP_UDP) {
		if (!udp_trim(p))
			return false;
		/* RFC 768: 0 says that there is none; not in IPv6. */
		if (!p->flow.v6 && !att_get16_be(p->payload.p + 6))
			return true;
	}
	return !sim_ip_checksum(&p->flow, p->protocol, p->payload);
}

static void transport_input(struct sim_host *h, struct sim_packet *p,
			    uint64_t now_ms)
{
	bool v6 = p->flow.v6;

	if (p->protocol != SIM_IP_TCP && p->protocol != SIM_IP_UDP &&
	    p->protocol != (v6 ? SIM_IP_ICMPV6 : SIM_IP_ICMP)) {
		h->counters.ignored++;
		return;
	}
	if (!checksum_is_good(p)) {
		h->counters.bad++;
		return;
	}
	if (p->protocol == SIM_IP_ICMP)
		icmp_input(h, p);
	else if (p->protocol == SIM_IP_ICMPV6)
		icmpv6_input(h, p);
	else if (v6 && p->flow.local[0] == 0xff)
		h->counters.ignored++; /* multicast */
	else if (p->protocol == SIM_IP_UDP)
		udp_input(h, p);
	else
		sim_tcp_input(h->tcp, p, now_ms);
}

/* From nobody to everybody: only a DHCP server listens to that. */
static void broadcast_input(struct sim_host *h, struct sim_packet *p)
{
	if (!h->dhcp_lease_s || p->flow.v6 || p->protocol != SIM_IP_UDP ||
	    !checksum_is_good(p) ||
	    att_get16_be(p->payload.p + 2) != DHCP_SERVER)
		h->counters.ignored++;
	else
		dhcp_input(h, p);
}

/* --- what sim.h promises ---------------------------------------------- */

struct sim_host *sim_host_new(sim_host_send *send, void *ctx, uint32_t mtu)
{
	struct sim_host *h = calloc(1, sizeof(*h));

	if (!h)
		return NULL;
	h->send = send;
	h->ctx = ctx;
	for (uint32_t i = 0; i < 256; i++)
		h->network[i] = i;
	h->mtu = mtu < 576 ? 576 : mtu > 65535 ? 65535 : mtu;
	h->tcp = sim_tcp_new(h);
	if (!h->tcp) {
		free(h);
		return NULL;
	}
	return h;
}

void sim_host_free(struct sim_host *h)
{
	if (!h)
		return;
	sim_tcp_free(h->tcp);
	free(h);
}

void sim_host_network(struct sim_host *h, uint8_t session, uint32_t network)
{
	h->network[session] = network;
}

void sim_host_dhcp(struct sim_host *h, uint32_t lease_s)
{
	h->dhcp_lease_s = lease_s;
}

void sim_host_answers(struct sim_host *h, bool ping, bool dns)
{
	h->no_ping = !ping;
	h->no_dns = !dns;
}

void sim_host_input(struct sim_host *h, uint8_t session,
		    struct att_bytes datagram, uint64_t now_ms)
{
	struct sim_packet p;

	switch (sim_ip_decode(session, datagram, &p)) {
	case SIM_IP_OK:
		transport_input(h, &p, now_ms);
		break;
	case SIM_IP_BAD:
		h->counters.bad++;
		break;
	case SIM_IP_FRAGMENT:
		h->counters.fragments++;
		break;
	case SIM_IP_IGNORED:
		broadcast_input(h, &p);
		break;
	}
}

uint64_t sim_host_deadline(const struct sim_host *h)
{
	return sim_tcp_deadline(h->tcp);
}

void sim_host_expire(struct sim_host *h, uint64_t now_ms)
{
	sim_tcp_expire(h->tcp, now_ms);
}

void sim_host_writable(struct sim_host *h, uint64_t now_ms)
{
	sim_tcp_output(h->tcp, now_ms);
}

const struct sim_host_counters *sim_host_counters(const struct sim_host *h)
{
	return &h->counters;
}
