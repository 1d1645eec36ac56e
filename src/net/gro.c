/* Joins datagrams. Two are joined only if nothing is lost by it: everything in
 * their headers is the same or follows from the first. */
#include "net/gro.h"

#include "net/gso.h"

/* Bytes of an IP datagram. */
#define IP_MAX 65535u

/* Where the ports of two flows and their addresses are. */
static bool same_flow(const struct att_inet *a, const struct att_inet *b)
{
	size_t at = a->v6 ? 8 : 12, len = a->v6 ? 32 : 8;

	/* Behind an IP header of fixed length: addresses, then ports. */
	return a->v6 == b->v6 && a->protocol == b->protocol &&
	       !memcmp(a->p + at, b->p + at, len + 4);
}

/* Version, type of service, flow label, DF, hops. */
static bool same_ip(const struct att_gro_flow *f, const struct att_inet *h)
{
	const uint8_t *a = f->first.p, *b = h->p;

	if (h->v6)
		return !memcmp(a, b, 4) && a[7] == b[7];
	if (a[1] != b[1] || a[6] != b[6] || a[8] != b[8])
		return false;
	/* RFC 6864: with DF the identification means nothing */
	return a[6] & 0x40 || att_get16_be(b + 4) == f->id;
}

/* The same acknowledgement, flags, window and options, and the next bytes. */
static bool tcp_follows(const struct att_gro_flow *f, const struct att_inet *h)
{
	const uint8_t *a = f->first.p + h->l4, *b = h->p + h->l4;
	uint8_t differ =
		(uint8_t)((a[13] ^ b[13]) & ~(ATT_INET_FIN | ATT_INET_PSH));

	return att_get32_be(b + 4) == f->seq && !differ &&
	       !memcmp(a + 8, b + 8, 5) && !memcmp(a + 14, b + 14, 2) &&
	       !memcmp(a + 18, b + 18, h->headers - h->l4 - 18u);
}

static bool follows(const struct att_gro_flow *f, const struct att_inet *h)
{
	return f->n < ATT_GRO_PAYLOADS && h->headers == f->first.headers &&
	       h->payload <= f->first.payload &&
	       (size_t)f->first.headers + f->payload + h->payload <= IP_MAX &&
	       same_ip(f, h) &&
	       (h->protocol == ATT_INET_UDP || tcp_follows(f, h));
}

static bool joinable(const struct att_gro *g, const struct att_inet *h)
{
	uint8_t flags;

	if (!h->payload)
		return false;
	if (h->protocol == ATT_INET_UDP)
		return g->udp;
	flags = (uint8_t)(h->p[h->l4 + 13] &
			  ~(ATT_INET_FIN | ATT_INET_PSH | ATT_INET_ECE));
	return g->tcp && flags == ATT_INET_ACK;
}

/* Nothing may be joined behind this one. */
static bool is_last(const struct att_gro_flow *f, const struct att_inet *h)
{
	return h->payload < f->first.payload || f->flags;
}

static uint8_t end_flags(const struct att_inet *h)
{
	return h->protocol == ATT_INET_TCP
		       ? h->p[h->l4 + 13] & (ATT_INET_FIN | ATT_INET_PSH)
		       : 0;
}

/* --- out -------------------------------------------------------------- */

static struct iovec piece(const void *p, size_t len)
{
	/* which is not written to */
	return (struct iovec){(void *)(uintptr_t)p, len};
}

static void write_alone(struct att_gro *g, struct att_bytes datagram)
{
	static const struct virtio_net_hdr none;
	const struct iovec iov[2] = {piece(&none, sizeof(none)),
				     piece(datagram.p, datagram.len)};

	g->write(g->ctx, iov, 2, 1);
}

static uint8_t gso_type(const struct att_inet *h)
{
	if (h->protocol == ATT_INET_UDP)
		return ATT_GSO_UDP_L4;
	return h->v6 ? VIRTIO_NET_HDR_GSO_TCPV6 : VIRTIO_NET_HDR_GSO_TCPV4;
}

/* The headers of the first, with the length of all; the checksum is left to
 * the receiver, who finds the pseudo header's sum in its place. */
static void write_joined(struct att_gro *g, struct att_gro_flow *f)
{
	const struct att_inet *h = &f->first;
	bool udp = h->protocol == ATT_INET_UDP;
	uint16_t l4_len = (uint16_t)(h->headers - h->l4 + f->payload), sum;
	uint8_t *l4 = f->headers + h->l4;

	f->virtio = (struct virtio_net_hdr){
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = gso_type(h),
		.hdr_len = h->headers,
		.gso_size = h->payload,
		.csum_start = h->l4,
		.csum_offset = udp ? 6 : 16,
	};
	memcpy(f->headers, h->p, h->headers);
	att_inet_put_len(f->headers, h->l4, udp, l4_len);
	if (!udp)
		l4[13] |= f->flags;
	sum = att_inet_fold(att_inet_pseudo(h, l4_len));
	memcpy(l4 + f->virtio.csum_offset, &sum, sizeof(sum));
	f->iov[0] = piece(&f->virtio, sizeof(f->virtio));
	f->iov[1] = piece(f->headers, h->headers);
	g->write(g->ctx, f->iov, 2 + (int)f->n, f->n);
}

static void flow_close(struct att_gro *g, struct att_gro_flow *f)
{
	const struct att_inet *h = &f->first;

	if (f->n == 1)
		write_alone(g, att_bytes_of(h->p, h->headers + h->payload));
	else if (f->n)
		write_joined(g, f);
	g->open -= f->n > 0;
	f->n = 0;
}

void att_gro_flush(struct att_gro *g)
{
	for (unsigned i = 0; i < ATT_GRO_FLOWS && g->open; i++)
		flow_close(g, &g->flow[i]);
	g->oldest = 0;
}

void att_gro_clear(struct att_gro *g)
{
	for (unsigned i = 0; i < ATT_GRO_FLOWS; i++)
		g->flow[i].n = 0;
	g->open = 0;
}

/* --- in --------------------------------------------------------------- */

static void flow_add(struct att_gro_flow *f, const struct att_inet *h)
{
	f->iov[2 + f->n++] = piece(h->p + h->headers, h->payload);
	f->payload += h->payload;
	f->flags = end_flags(h);
	f->id = (uint16_t)(att_get16_be(h->p + 4) + 1);
	if (h->protocol == ATT_INET_TCP)
		f->seq = att_get32_be(h->p + h->l4 + 4) + h->payload;
}

static struct att_gro_flow *flow_find(struct att_gro *g,
				      const struct att_inet *h)
{
	unsigned left = g->open;

	for (unsigned i = 0; left; i++) {
		struct att_gro_flow *f = &g->flow[i];

		if (f->n && same_flow(&f->first, h))
			return f;
		left -= f->n > 0;
	}
	return NULL;
}

static void flow_open(struct att_gro *g, const struct att_inet *h)
{
	struct att_gro_flow *f = &g->flow[g->oldest];

	flow_close(g, f);
	g->oldest = (g->oldest + 1) % ATT_GRO_FLOWS;
	f->first = *h;
	f->payload = 0;
	flow_add(f, h);
	g->open++;
}

/* The first is looked at when there is a second: most that come alone are
 * checked by the receiver in any case. */
static bool may_join(const struct att_gro_flow *f, const struct att_inet *h)
{
	return f && follows(f, h) && att_inet_good(h) &&
	       (f->n > 1 || att_inet_good(&f->first));
}

void att_gro_init(struct att_gro *g, bool tcp, bool udp, att_gro_write *write,
		  void *ctx)
{
	g->tcp = tcp;
	g->udp = udp;
	g->write = write;
	g->ctx = ctx;
	g->oldest = 0;
	att_gro_clear(g);
}

void att_gro_input(struct att_gro *g, struct att_bytes datagram)
{
	struct att_gro_flow *f;
	struct att_inet h;

	/* Of a fragment it is not known which flow it has to stay behind. */
	if (!att_inet_parse(&h, datagram)) {
		att_gro_flush(g);
		write_alone(g, datagram);
		return;
	}
	f = flow_find(g, &h);
	if (joinable(g, &h) && may_join(f, &h)) {
		flow_add(f, &h);
		if (is_last(f, &h))
			flow_close(g, f);
		return;
	}
	if (f)
		flow_close(g, f);
	if (joinable(g, &h) && !end_flags(&h))
		flow_open(g, &h);
	else
		write_alone(g, datagram);
}
