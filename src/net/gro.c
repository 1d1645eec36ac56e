/* Joins datagrams. Two are joined only if nothing is lost by it: everything in
 * their headers is the same or follows from the first. */
#include "net/gro.h"

#include <assert.h>

#include "net/gso.h"

/* Bytes of an IP datagram. */
#define IP_MAX 65535u

/* No piece, no flow. */
#define NONE UINT16_MAX

static_assert(ATT_GRO_HELD < NONE && ATT_GRO_BUCKETS == 256, "as indices");

/* What tells flows apart: behind an IP header of fixed length, addresses, then
 * ports. */
static struct att_bytes key_of(const struct att_inet *h)
{
	return att_bytes_of(h->p + (h->v6 ? 8 : 12), h->v6 ? 36 : 12);
}

static bool same_flow(const struct att_inet *a, const struct att_inet *b)
{
	struct att_bytes x = key_of(a), y = key_of(b);
	uint32_t differ = 0;

	if (a->v6 != b->v6 || a->protocol != b->protocol)
		return false;
	for (size_t i = 0; i < x.len; i += 4)
		differ |= att_get32(x.p + i) ^ att_get32(y.p + i);
	return !differ;
}

/* The buckets of flows that differ in one port by one are different. */
static uint8_t bucket_of(const struct att_inet *h)
{
	struct att_bytes key = key_of(h);
	uint32_t sum = 0;

	for (size_t i = 0; i < key.len; i += 4)
		sum ^= att_get32(key.p + i);
	return (uint8_t)((sum ^ sum >> 16) * 0x9e3779b1u >> 24);
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
static void put_headers(const struct att_gro_flow *f, uint8_t *p,
			struct virtio_net_hdr *virtio)
{
	const struct att_inet *h = &f->first;
	bool udp = h->protocol == ATT_INET_UDP;
	uint16_t l4_len = (uint16_t)(h->headers - h->l4 + f->payload), sum;
	uint8_t *l4 = p + h->l4;

	*virtio = (struct virtio_net_hdr){
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = gso_type(h),
		.hdr_len = h->headers,
		.gso_size = h->payload,
		.csum_start = h->l4,
		.csum_offset = udp ? 6 : 16,
	};
	memcpy(p, h->p, h->headers);
	att_inet_put_len(p, h->l4, udp, l4_len);
	if (!udp)
		l4[13] |= f->flags;
	sum = att_inet_fold(att_inet_pseudo(h, l4_len));
	memcpy(l4 + virtio->csum_offset, &sum, sizeof(sum));
}

static void write_joined(struct att_gro *g, const struct att_gro_flow *f)
{
	struct iovec iov[2 + ATT_GRO_PAYLOADS];
	uint8_t headers[ATT_GRO_HEADERS];
	struct virtio_net_hdr virtio;
	int n = 2;

	put_headers(f, headers, &virtio);
	iov[0] = piece(&virtio, sizeof(virtio));
	iov[1] = piece(headers, f->first.headers);
	for (unsigned i = f->head; i != NONE; i = g->piece[i].next)
		iov[n++] = piece(g->piece[i].p, g->piece[i].len);
	g->write(g->ctx, iov, n, f->n);
}

static void unlink_flow(struct att_gro *g, unsigned i)
{
	struct att_gro_flow *f = &g->flow[i];
	uint16_t *at = &g->bucket[f->bucket];

	while (*at != i)
		at = &g->flow[*at].next;
	*at = f->next;
	*(f->older == NONE ? &g->oldest : &g->flow[f->older].younger) =
		f->younger;
	*(f->younger == NONE ? &g->youngest : &g->flow[f->younger].older) =
		f->older;
	f->younger = g->free_flow;
	g->free_flow = (uint16_t)i;
}

static void flow_close(struct att_gro *g, unsigned i)
{
	struct att_gro_flow *f = &g->flow[i];
	const struct att_inet *h = &f->first;

	if (f->n == 1)
		write_alone(g, att_bytes_of(h->p, h->headers + h->payload));
	else
		write_joined(g, f);
	g->piece[f->tail].next = g->free_piece;
	g->free_piece = f->head;
	unlink_flow(g, i);
}

void att_gro_flush(struct att_gro *g)
{
	while (g->oldest != NONE)
		flow_close(g, g->oldest);
}

void att_gro_clear(struct att_gro *g)
{
	memset(g->bucket, 0xff, sizeof(g->bucket)); /* NONE */
	g->free_flow = g->free_piece = NONE;
	g->flows = g->pieces = 0;
	g->oldest = g->youngest = NONE;
}

/* --- in --------------------------------------------------------------- */

/* What was never used is not touched. */
static bool has_piece(const struct att_gro *g)
{
	return g->free_piece != NONE || g->pieces < ATT_GRO_HELD;
}

static bool has_flow(const struct att_gro *g)
{
	return g->free_flow != NONE || g->flows < ATT_GRO_FLOWS;
}

static uint16_t piece_take(struct att_gro *g)
{
	uint16_t i = g->free_piece;

	if (i == NONE)
		return g->pieces++;
	g->free_piece = g->piece[i].next;
	return i;
}

static uint16_t flow_take(struct att_gro *g)
{
	uint16_t i = g->free_flow;

	if (i == NONE)
		return g->flows++;
	g->free_flow = g->flow[i].younger;
	return i;
}

/* There is a piece. */
static void flow_add(struct att_gro *g, struct att_gro_flow *f,
		     const struct att_inet *h)
{
	uint16_t i = piece_take(g);
	struct att_gro_piece *x = &g->piece[i];

	*x = (struct att_gro_piece){h->p + h->headers, h->payload, NONE};
	if (f->n++)
		g->piece[f->tail].next = i;
	else
		f->head = i;
	f->tail = i;
	f->payload += h->payload;
	f->flags = end_flags(h);
	f->id = (uint16_t)(att_get16_be(h->p + 4) + 1);
	if (h->protocol == ATT_INET_TCP)
		f->seq = att_get32_be(h->p + h->l4 + 4) + h->payload;
}

static unsigned flow_find(const struct att_gro *g, const struct att_inet *h,
			  uint8_t bucket)
{
	unsigned i = g->bucket[bucket];

	while (i != NONE && !same_flow(&g->flow[i].first, h))
		i = g->flow[i].next;
	return i;
}

/* There is a flow, and a piece. */
static void flow_open(struct att_gro *g, const struct att_inet *h,
		      uint8_t bucket)
{
	uint16_t i = flow_take(g);
	struct att_gro_flow *f = &g->flow[i];

	f->first = *h;
	f->payload = f->n = 0;
	f->bucket = bucket;
	f->next = g->bucket[bucket];
	g->bucket[bucket] = i;
	f->younger = NONE;
	f->older = g->youngest;
	*(g->youngest == NONE ? &g->oldest : &g->flow[g->youngest].younger) = i;
	g->youngest = i;
	flow_add(g, f, h);
}

/* The first is looked at when there is a second: most that come alone are
 * checked by the receiver in any case. */
static bool may_join(const struct att_gro_flow *f, const struct att_inet *h)
{
	return follows(f, h) && att_inet_good(h) &&
	       (f->n > 1 || att_inet_good(&f->first));
}

void att_gro_init(struct att_gro *g, bool tcp, bool udp, att_gro_write *write,
		  void *ctx)
{
	g->tcp = tcp;
	g->udp = udp;
	g->write = write;
	g->ctx = ctx;
	att_gro_clear(g);
}

/* One of a flow of which something may be held back. */
static void take(struct att_gro *g, const struct att_inet *h,
		 struct att_bytes datagram)
{
	uint8_t bucket = bucket_of(h);
	unsigned i = flow_find(g, h, bucket);
	bool joins = joinable(g, h);

	if (i != NONE && joins && may_join(&g->flow[i], h)) {
		flow_add(g, &g->flow[i], h);
		if (is_last(&g->flow[i], h))
			flow_close(g, i);
		return;
	}
	if (i != NONE)
		flow_close(g, i);
	if (joins && !end_flags(h) && has_flow(g))
		flow_open(g, h, bucket);
	else
		write_alone(g, datagram);
}

void att_gro_input(struct att_gro *g, struct att_bytes datagram)
{
	struct att_inet h;

	/* Of a fragment it is not known which flow it has to stay behind. */
	if (!att_inet_parse(&h, datagram)) {
		att_gro_flush(g);
		write_alone(g, datagram);
		return;
	}
	if (!(h.protocol == ATT_INET_UDP ? g->udp : g->tcp)) {
		write_alone(g, datagram);
		return;
	}
	if (!has_piece(g))
		att_gro_flush(g);
	take(g, &h, datagram);
}
