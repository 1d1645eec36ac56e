/* Joins datagrams that follow one another in a flow of TCP or UDP into one
 * super-packet, without a copy of their payload: what is written is a list of
 * pieces of memory, a virtio header first (virtio 1.2 section 5.1.6.2). Cut
 * again, a super-packet gives the same datagrams. No I/O. */
#ifndef MBIM_NET_GRO_H
#define MBIM_NET_GRO_H

#include <linux/virtio_net.h>
#include <sys/uio.h>

#include "net/inet.h"

#define MBIM_GRO_FLOWS	  8u
#define MBIM_GRO_PAYLOADS 64u /* datagrams in one super-packet */
#define MBIM_GRO_HEADERS  100u

/* A virtio header, what is behind it, and how many datagrams it was. */
typedef void mbim_gro_write(void *ctx, const struct iovec *iov, int n_iov,
			    unsigned datagrams);

struct mbim_gro_flow {
	struct mbim_inet first; /* the datagram that began it */
	unsigned n;		/* datagrams; 0: free */
	uint32_t seq;		/* TCP: of the next */
	uint32_t payload;	/* bytes */
	uint16_t id;		/* IPv4 without DF: of the next */
	uint8_t flags;		/* FIN and PSH of the last */
	struct virtio_net_hdr virtio;
	uint8_t headers[MBIM_GRO_HEADERS];
	struct iovec iov[2 + MBIM_GRO_PAYLOADS];
};

struct mbim_gro {
	bool tcp, udp; /* what the receiver takes as super-packets */
	mbim_gro_write *write;
	void *ctx;
	unsigned oldest; /* the flow that makes room for another */
	unsigned open;	 /* flows in use */
	struct mbim_gro_flow flow[MBIM_GRO_FLOWS];
};

/* No flow is open. What is joined goes to write, called with ctx, in the order
 * of each flow. */
void mbim_gro_init(struct mbim_gro *g, bool tcp, bool udp,
		   mbim_gro_write *write, void *ctx);
/* One datagram, which must stay where it is until the next flush. It is held
 * back, or written at once; the order within a flow is kept. Only datagrams
 * whose checksum is right are joined; others are handed on as they are. */
void mbim_gro_input(struct mbim_gro *g, struct mbim_bytes datagram);
/* Write what is held back. */
void mbim_gro_flush(struct mbim_gro *g);
/* Forget it. */
void mbim_gro_clear(struct mbim_gro *g);

#endif
