/* Cuts super-packets. The pseudo header's sum is in the checksum field already,
 * with the length of the whole; all that differs between segments is counted
 * up from the headers of the super-packet. */
#include "net/gso.h"

#include "base/errors.h"
#include "net/inet.h"

#define TCP_HEADER 20u
#define UDP_HEADER 8u

int att_gso_finish(const struct virtio_net_hdr *h, uint8_t *p, size_t len)
{
	size_t field = (size_t)h->csum_start + h->csum_offset;

	if (!(h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM))
		return 0;
	if (!att_gso_sum_fits(h, len))
		return ATT_E_VALUE;
	att_inet_put_sum(p + field, att_inet_sum(0, p + h->csum_start,
						 len - h->csum_start));
	return 0;
}

/* Hop-by-hop options, routing, destination options (RFC 8200 4.1). */
static bool is_extension(uint8_t next_header)
{
	return next_header == 0 || next_header == 43 || next_header == 60;
}

/* Where TCP or UDP begins, and what it is, as the virtio header has it; does
 * the IP header agree? */
static bool ip_fits(const struct att_gso *g, const uint8_t *p, uint8_t type,
		    size_t len)
{
	bool v6 = p[0] >> 4 == 6;
	uint8_t protocol = g->udp ? ATT_INET_UDP : ATT_INET_TCP;

	if (v6)
		return type != VIRTIO_NET_HDR_GSO_TCPV4 &&
		       (g->l4 == 40 ? p[6] == protocol
				    : g->l4 > 40 && is_extension(p[6])) &&
		       att_get16_be(p + 4) == len - 40;
	return p[0] >> 4 == 4 && type != VIRTIO_NET_HDR_GSO_TCPV6 &&
	       4u * (p[0] & 15) == g->l4 && g->l4 >= 20 && p[9] == protocol &&
	       att_get16_be(p + 2) == len;
}

/* Sets headers; false: it does not fit into the datagram. */
static bool find_payload(struct att_gso *g, struct att_bytes begin, size_t len)
{
	uint32_t least = g->udp ? UDP_HEADER : TCP_HEADER, l4_len = least;

	if (!att_bytes_has(begin, g->l4, least))
		return false;
	if (!g->udp)
		l4_len = 4u * (begin.p[g->l4 + 12] >> 4);
	g->headers = (uint16_t)(g->l4 + l4_len);
	return g->headers >= g->l4 + least && g->headers <= begin.len &&
	       g->headers <= ATT_GSO_HEADERS && g->headers < len;
}

int att_gso_init(struct att_gso *g, const struct virtio_net_hdr *h,
		 struct att_bytes begin, size_t len, uint8_t *head)
{
	uint8_t type = h->gso_type & (uint8_t)~VIRTIO_NET_HDR_GSO_ECN;
	uint16_t field, whole;

	g->left = 0;
	g->index = 0;
	g->udp = type == ATT_GSO_UDP_L4;
	g->l4 = h->csum_start;
	g->size = h->gso_size;
	g->sum_at = (uint16_t)(g->l4 + (g->udp ? 6 : 16));
	if (!g->udp && type != VIRTIO_NET_HDR_GSO_TCPV4 &&
	    type != VIRTIO_NET_HDR_GSO_TCPV6)
		return ATT_E_VALUE;
	if (!(h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) || !g->size ||
	    begin.len > len || len > UINT16_MAX + 40u ||
	    h->csum_offset != (g->udp ? 6 : 16) || !find_payload(g, begin, len))
		return ATT_E_VALUE;
	if (!ip_fits(g, begin.p, type, len))
		return ATT_E_VALUE;
	if (head != begin.p)
		memcpy(head, begin.p, g->headers);
	g->head = head;
	memcpy(&field, head + g->sum_at, sizeof(field));
	/* of its own length, which is the one thing in it that changes: */
	att_put16_be((uint8_t *)&whole, (uint16_t)(len - g->l4));
	g->pseudo = (uint64_t)field + (uint16_t)~whole;
	g->left = (uint32_t)(len - g->headers);
	return 0;
}

/* RFC 9293 3.1: what belongs to the first or to the last byte only. */
static void put_tcp(const struct att_gso *g, uint8_t *tcp, bool last)
{
	uint32_t seq = att_get32_be(tcp + 4);

	att_put32_be(tcp + 4, seq + g->index * g->size);
	if (!last)
		tcp[13] = (uint8_t)(tcp[13] & ~(ATT_INET_FIN | ATT_INET_PSH));
	if (g->index)
		tcp[13] &= (uint8_t)~ATT_INET_CWR;
}

void att_gso_next(struct att_gso *g, uint8_t *p)
{
	uint32_t len = att_gso_len(g), l4_len = len - g->l4;
	uint8_t length[2];
	uint64_t sum;

	memcpy(p, g->head, g->headers);
	g->left -= len - g->headers;
	if (p[0] >> 4 == 4) /* as Linux does, also with "don't fragment" */
		att_put16_be(p + 4, (uint16_t)(att_get16_be(p + 4) + g->index));
	att_inet_put_len(p, g->l4, g->udp, l4_len);
	if (!g->udp)
		put_tcp(g, p + g->l4, !g->left);
	att_put16_be(length, (uint16_t)l4_len);
	att_put16_be(p + g->sum_at, 0);
	sum = att_inet_sum(g->pseudo, length, sizeof(length));
	att_inet_put_sum(p + g->sum_at, att_inet_sum(sum, p + g->l4, l4_len));
	g->index++;
}
