/* Joins datagrams that follow one another in a flow of TCP or UDP into one
 * super-packet, without a copy of their payload: what is written is a list of
 * pieces of memory, a virtio header first (virtio 1.2 section 5.1.6.2). Cut
 * again, a super-packet gives the same datagrams. No I/O. */
#ifndef ATT_NET_GRO_H
#define ATT_NET_GRO_H

#include <linux/virtio_net.h>
#include <sys/uio.h>

#include "net/inet.h"

#define ATT_GRO_FLOWS	 128u  /* of which something is held back */
#define ATT_GRO_HELD	 1024u /* datagrams, of all flows */
#define ATT_GRO_PAYLOADS 64u   /* datagrams in one super-packet */
#define ATT_GRO_HEADERS	 100u
#define ATT_GRO_BUCKETS	 256u

/* A virtio header, what is behind it, and how many datagrams it was. */
typedef void att_gro_write(void *ctx, const struct iovec *iov, int n_iov,
			   unsigned datagrams);

/* The payload of a datagram that is held back, where it lies. */
struct att_gro_piece {
	const uint8_t *p;
	uint16_t len;
	uint16_t next; /* of the flow; else the next free one */
};

struct att_gro_flow {
	struct att_inet first;	 /* the datagram that began it */
	uint32_t seq;		 /* TCP: of the next */
	uint32_t payload;	 /* bytes */
	uint16_t n;		 /* datagrams */
	uint16_t id;		 /* IPv4 without DF: of the next */
	uint16_t head, tail;	 /* pieces */
	uint16_t older, younger; /* flows; younger: else the next free one */
	uint16_t next;		 /* in its bucket */
	uint8_t bucket;
	uint8_t flags; /* FIN and PSH of the last */
};

struct att_gro {
	bool tcp, udp; /* what the receiver takes as super-packets */
	att_gro_write *write;
	void *ctx;
	/* The last one that was given back; how many were ever used. */
	uint16_t free_piece, free_flow, pieces, flows;
	uint16_t oldest, youngest; /* flows of which something is held back */
	uint16_t bucket[ATT_GRO_BUCKETS];
	struct att_gro_flow flow[ATT_GRO_FLOWS];
	struct att_gro_piece piece[ATT_GRO_HELD];
};

/* No flow is open. What is joined goes to write, called with ctx, in the order
 * of each flow. */
void att_gro_init(struct att_gro *g, bool tcp, bool udp, att_gro_write *write,
		  void *ctx);
/* One datagram, which must stay where it is until the next flush. It is held
 * back, or written at once; the order within a flow is kept. Only datagrams
 * whose checksum is right are joined; others are handed on as they are. Of a
 * flow for which there is no room any more nothing is held back. */
void att_gro_input(struct att_gro *g, struct att_bytes datagram);
/* Write what is held back, the flow that has waited longest first. */
void att_gro_flush(struct att_gro *g);
/* Forget it. */
void att_gro_clear(struct att_gro *g);

#endif
