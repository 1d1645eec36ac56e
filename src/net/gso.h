/* What a TUN device with offloads hands out: a datagram whose checksum is not
 * finished, or a super-packet of TCP or UDP that has to be cut into segments
 * (virtio 1.2 section 5.1.6.2). No I/O, no memory of its own. */
#ifndef ATT_NET_GSO_H
#define ATT_NET_GSO_H

#include <linux/virtio_net.h>

#include "base/bytes.h"

/* Newer than the headers of Debian 12. */
enum { ATT_GSO_UDP_L4 = 5 };

/* Headers of IP with extensions and of TCP. */
#define ATT_GSO_HEADERS 256u

struct att_gso {
	const uint8_t *head;  /* the headers of the super-packet */
	uint16_t l4, headers; /* lengths: of IP; of both */
	uint16_t sum_at;      /* offset of the checksum */
	uint16_t size;	      /* payload of each but the last */
	uint32_t left;	      /* payload not yet cut off */
	uint32_t index;	      /* of the next segment */
	uint64_t pseudo;      /* sum of the pseudo header without its length */
	bool udp;
};

/* Does the checksum that the header speaks of lie in the datagram? */
static inline bool att_gso_sum_fits(const struct virtio_net_hdr *h, size_t len)
{
	return !(h->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) ||
	       (len >= 2 && (size_t)h->csum_start + h->csum_offset <= len - 2);
}
/* Finish the checksum of a datagram that is none of TSO. 0, or ATT_E_VALUE:
 * the header contradicts the datagram. */
int att_gso_finish(const struct virtio_net_hdr *h, uint8_t *p, size_t len);
/* Begin to cut a super-packet of len bytes whose beginning is at hand: at
 * least its headers. They are copied to head, which may be begin.p, and needed
 * there until it is cut; at most ATT_GSO_HEADERS bytes. 0, or ATT_E_VALUE: it
 * contradicts itself. */
int att_gso_init(struct att_gso *g, const struct virtio_net_hdr *h,
		 struct att_bytes begin, size_t len, uint8_t *head);
/* Length of the next segment with its headers; 0: there is none. */
static inline uint32_t att_gso_len(const struct att_gso *g)
{
	return g->left ? g->headers + (g->left < g->size ? g->left : g->size)
		       : 0;
}
/* Make the next segment of p, whose payload lies behind the room for its
 * headers already: its headers and its checksum. */
void att_gso_next(struct att_gso *g, uint8_t *p);
/* Leave it out. */
static inline void att_gso_skip(struct att_gso *g)
{
	g->left -= att_gso_len(g) - g->headers;
	g->index++;
}

#endif
