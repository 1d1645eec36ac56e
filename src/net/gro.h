/* Joins datagrams that follow one another in a flow of TCP or UDP into one
 * super-packet, without a copy of their payload: what is written is a list of
 * pieces of memory, a virtio header first (virtio 1.2 section 5.1.6.2). Cut
 * again, a super-packet gives the same datagrams. No I/O. */
#ifndef ATT_NET_GRO_H
#define ATT_NET_GRO_H

#include <linux/virtio_net.h>
#include <sys/uio.h>

#include "net/inet.h"

#define ATT_GRO_FLOWS	 8u
#define ATT_GRO_PAYLOADS 64u /* datagrams in one super-packet */
#define ATT_GRO_HEADERS	 100u

/* A virtio header, what is behind it, and how many datagrams it was. */
typedef void att_gro_write(void *ctx, const struct iovec *iov, int n_iov,
			   unsigned datagrams);

struct att_gro_flow {
	struct att_inet first; /* the datagram that began it */
	unsigned n;	       /* datagrams; 0: free */
	uint32_t seq;	       /* TCP: of the next */
	uint32_t payload;      /* bytes */
	uint16_t id;	       /* IPv4 without DF: of the next */
	uint8_t flags;	       /* FIN and PSH of the last */
	struct virtio_net_hdr virtio;
	uint8_t headers[ATT_GRO_HEADERS];
	struct iovec iov[2 + ATT_GRO_PAYLOADS];
};

struct att_gro {
	bool tcp, udp; /* what the receiver takes as super-packets */
	att_gro_write *write;
	void *ctx;
	unsigned oldest; /* the flow that makes room for another */
	unsigned open;	 /* flows in use */
	struct att_gro_flow flow[ATT_GRO_FLOWS];
};

/* No flow is open. What is joined goes to write, called with ctx, in the order
 * of each flow. */
void att_gro_init(struct att_gro *g, bool tcp, bool udp, att_gro_write *write,
		  void *ctx);
/* One datagram, which must stay where it is until the next flush. It is held
 * back, or written at once; the order within a flow is kept. Only datagrams
 * whose checksum is right are joined; others are handed on as they are. */
void att_gro_input(struct att_gro *g, struct att_bytes datagram);
/* Write what is held back. */
void att_gro_flush(struct att_gro *g);
/* Forget it. */
void att_gro_clear(struct att_gro *g);

#endif
