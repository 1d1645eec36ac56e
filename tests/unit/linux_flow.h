/* Flows of TCP and UDP for the tests of what cuts and joins their datagrams:
 * super-packets as a TUN device hands them out, and what was written to one
 * cut into datagrams again. */
#ifndef TESTS_UNIT_LINUX_FLOW_H
#define TESTS_UNIT_LINUX_FLOW_H

#include "net/gro.h"
#include "net/gso.h"

#define FLOW_MAX  70000u
#define FLOW_LIST 2048u

struct inet_flow {
	bool v6, udp, no_df;
	uint16_t port; /* of the sender: tells flows apart */
	uint16_t id;
	uint32_t seq;
	uint8_t flags;	 /* of TCP */
	uint8_t options; /* bytes, a multiple of 4 */
	uint8_t ecn;	 /* of the traffic class */
};

/* Random numbers below n; *seed goes on. */
uint32_t flow_below(uint32_t *seed, uint32_t n);
/* Any flow of that sender. */
struct inet_flow flow_any(uint32_t *seed, uint16_t port);
/* The sender of a datagram. */
uint16_t flow_port(struct att_bytes datagram);
/* Bytes of IP and TCP or UDP header. */
uint32_t flow_headers(const struct inet_flow *f);
/* A super-packet of the flow's next bytes, cut into segments of size bytes:
 * its length; p has FLOW_MAX bytes. The payload is the flow's stream. */
size_t flow_super(struct inet_flow *f, uint8_t *p, struct virtio_net_hdr *h,
		  uint32_t payload, uint16_t size);
/* One datagram of the flow's next bytes, with its checksums. */
size_t flow_datagram(struct inet_flow *f, uint8_t *p, uint16_t payload);
/* Byte number n of any flow's stream. */
uint8_t flow_byte(uint32_t n);

/* Datagrams one behind the other. */
struct flow_list {
	uint32_t n;
	size_t len;
	struct att_bytes datagram[FLOW_LIST];
	uint8_t mem[1 << 20];
};
void flow_list_add(struct flow_list *l, struct att_bytes datagram);
/* Cut a super-packet that lies in one piece; an error of att_gso_init. */
int flow_cut(struct flow_list *l, const struct virtio_net_hdr *h,
	     struct att_bytes super);
/* What att_gro_write was called with, cut if it is a super-packet. Counts
 * writes. */
struct flow_sink {
	unsigned writes, joined; /* joined: super-packets */
	unsigned datagrams;	 /* as they were told */
	bool refused;		 /* a super-packet contradicts itself */
	const uint8_t *payload;	 /* where the last write's last piece is */
	struct flow_list list;
};
void flow_sink_write(void *sink, const struct iovec *iov, int n_iov,
		     unsigned datagrams);

#endif
