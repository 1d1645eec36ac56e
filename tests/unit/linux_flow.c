/* Flows of TCP and UDP, and their datagrams. */
#include "linux_flow.h"

#include <assert.h>
#include <stdlib.h>

uint8_t flow_byte(uint32_t n)
{
	return (uint8_t)(n * 7 + (n >> 8) * 3 + (n >> 16));
}

static uint16_t l4_of(const struct inet_flow *f)
{
	return f->v6 ? 40 : 20;
}

uint32_t flow_below(uint32_t *seed, uint32_t n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)(*seed >> 8) * n >> 24);
}

struct inet_flow flow_any(uint32_t *seed, uint16_t port)
{
	struct inet_flow f = {.port = port, .flags = ATT_INET_ACK};

	f.v6 = flow_below(seed, 2);
	f.udp = flow_below(seed, 3) == 0;
	f.no_df = flow_below(seed, 4) == 0;
	f.id = (uint16_t)(0xfff0 + flow_below(seed, 32));
	f.seq = 0xffff0000u + flow_below(seed, 0x20000);
	f.options = (uint8_t)(4 * flow_below(seed, 11));
	f.ecn = (uint8_t)flow_below(seed, 4);
	return f;
}

uint16_t flow_port(struct att_bytes d)
{
	return att_get16_be(d.p + (d.p[0] >> 4 == 6 ? 40 : 20));
}

uint32_t flow_headers(const struct inet_flow *f)
{
	return l4_of(f) + (f->udp ? 8u : 20u + f->options);
}

static void put_ip(const struct inet_flow *f, uint8_t *p)
{
	uint8_t protocol = f->udp ? ATT_INET_UDP : ATT_INET_TCP;

	if (f->v6) {
		att_put32_be(p, 0x60012345 | (uint32_t)f->ecn << 20);
		p[6] = protocol;
		p[7] = 64;
		memset(p + 8, 0x20, 16);
		memset(p + 24, 0x2a, 16);
		return;
	}
	p[0] = 0x45;
	p[1] = 0x10 | f->ecn;
	att_put16_be(p + 4, f->id);
	att_put16_be(p + 6, f->no_df ? 0 : 0x4000);
	p[8] = 64;
	p[9] = protocol;
	att_put32_be(p + 12, 0x0a400002);
	att_put32_be(p + 16, 0x0a400001);
}

static void put_l4(const struct inet_flow *f, uint8_t *l4)
{
	att_put16_be(l4, f->port);
	att_put16_be(l4 + 2, 9);
	if (f->udp)
		return;
	att_put32_be(l4 + 4, f->seq);
	att_put32_be(l4 + 8, 0x01020304);
	l4[12] = (uint8_t)((20 + f->options) << 2);
	l4[13] = f->flags;
	att_put16_be(l4 + 14, 500);
	memset(l4 + 20, 1, f->options); /* no operation */
}

/* Everything but the checksum of TCP or UDP, which has the pseudo header's
 * sum. */
static size_t put_packet(struct inet_flow *f, uint8_t *p, uint32_t payload)
{
	uint32_t headers = flow_headers(f), l4 = l4_of(f);
	uint32_t l4_len = headers - l4 + payload;
	struct att_inet inet = {.p = p, .v6 = f->v6};
	uint16_t sum;

	memset(p, 0, headers);
	put_ip(f, p);
	put_l4(f, p + l4);
	for (uint32_t i = 0; i < payload; i++)
		p[headers + i] = flow_byte(f->seq + i);
	att_inet_put_len(p, (uint16_t)l4, f->udp, l4_len);
	inet.protocol = f->udp ? ATT_INET_UDP : ATT_INET_TCP;
	sum = att_inet_fold(att_inet_pseudo(&inet, l4_len));
	memcpy(p + l4 + (f->udp ? 6 : 16), &sum, sizeof(sum));
	f->seq += payload;
	return headers + payload;
}

size_t flow_super(struct inet_flow *f, uint8_t *p, struct virtio_net_hdr *h,
		  uint32_t payload, uint16_t size)
{
	size_t len;

	*h = (struct virtio_net_hdr){
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = f->udp  ? ATT_GSO_UDP_L4
			    : f->v6 ? VIRTIO_NET_HDR_GSO_TCPV6
				    : VIRTIO_NET_HDR_GSO_TCPV4,
		.hdr_len = (uint16_t)flow_headers(f),
		.gso_size = size,
		.csum_start = l4_of(f),
		.csum_offset = f->udp ? 6 : 16,
	};
	len = put_packet(f, p, payload);
	f->id = (uint16_t)(f->id + (payload + size - 1) / size);
	return len;
}

size_t flow_datagram(struct inet_flow *f, uint8_t *p, uint16_t payload)
{
	size_t len = put_packet(f, p, payload), l4 = l4_of(f);

	att_inet_put_sum(p + l4 + (f->udp ? 6 : 16),
			 att_inet_sum(0, p + l4, len - l4));
	f->id++;
	return len;
}

void flow_list_add(struct flow_list *l, struct att_bytes datagram)
{
	assert(l->n < FLOW_LIST && datagram.len <= sizeof(l->mem) - l->len);
	memcpy(l->mem + l->len, datagram.p, datagram.len);
	l->datagram[l->n++] = att_bytes_of(l->mem + l->len, datagram.len);
	l->len += datagram.len;
}

int flow_cut(struct flow_list *l, const struct virtio_net_hdr *h,
	     struct att_bytes super)
{
	struct att_gso g;
	const uint8_t *payload;
	uint8_t head[ATT_GSO_HEADERS];
	uint32_t len;
	int err = att_gso_init(&g, h, super, super.len, head);

	if (err)
		return err;
	payload = super.p + g.headers;
	while ((len = att_gso_len(&g)) > 0) {
		uint8_t *segment = malloc(len); /* exactly: for the sanitizer */

		assert(segment);
		memcpy(segment + g.headers, payload, len - g.headers);
		payload += len - g.headers;
		att_gso_next(&g, segment);
		flow_list_add(l, att_bytes_of(segment, len));
		free(segment);
	}
	return 0;
}

void flow_sink_write(void *sink, const struct iovec *iov, int n_iov,
		     unsigned datagrams)
{
	static uint8_t whole[FLOW_MAX];
	struct flow_sink *s = sink;
	struct virtio_net_hdr h;
	size_t len = 0;

	assert(iov[0].iov_len == sizeof(h));
	memcpy(&h, iov[0].iov_base, sizeof(h));
	for (int i = 1; i < n_iov; i++) {
		assert(iov[i].iov_len <= sizeof(whole) - len);
		memcpy(whole + len, iov[i].iov_base, iov[i].iov_len);
		len += iov[i].iov_len;
		s->payload = iov[i].iov_base;
	}
	s->writes++;
	s->datagrams += datagrams;
	if (h.gso_type == VIRTIO_NET_HDR_GSO_NONE) {
		flow_list_add(&s->list, att_bytes_of(whole, len));
		return;
	}
	s->joined++;
	if (flow_cut(&s->list, &h, att_bytes_of(whole, len)))
		s->refused = true;
}
