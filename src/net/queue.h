/* Where datagrams wait for a slow modem: fair queues (FQ-CoDel, RFC 8290). Each
 * flow has a queue of its own, which CoDel keeps short; they are served in
 * turn, and first those that had nothing to send. A super-packet waits as it is
 * and leaves segment by segment, with other flows between. No I/O, no clock,
 * and no memory but what is handed in. */
#ifndef ATT_NET_QUEUE_H
#define ATT_NET_QUEUE_H

#include "net/queue_memory.h"

/* Bytes that each flow may send in turn: a datagram of full length. */
#define ATT_QUEUE_QUANTUM 1500

struct att_queue_stats {
	uint64_t queued;     /* datagrams that had to wait */
	uint64_t dropped;    /* of them: by CoDel */
	uint64_t marked;     /* by CoDel, in place of that (RFC 3168) */
	uint64_t overflowed; /* the memory was full */
	uint64_t cleared;    /* their modem or session has gone */
};

/* Flows in the order in which they are served. */
struct att_queue_list {
	uint16_t head, tail; /* index + 1; 0: none */
};

struct att_queue {
	struct att_queue_memory *memory;
	struct att_queue_blocks blocks;
	struct att_queue_list fresh, others; /* RFC 8290: new, old flows */
	struct att_queue_flow *turn; /* whose it is, of att_queue_next */
	uint32_t expected;	     /* blocks of what was read last */
	uint64_t seed;
	uint32_t n, bytes;  /* datagrams that wait, in bytes */
	uint64_t waited_us; /* the last one that left had to wait */
	uint64_t pause_us;  /* the longest of late in which none left */
	uint64_t left_us;   /* when the last one did; 0: it was the last */
	uint64_t calm_us;   /* when pause_us became less or more */
	struct att_queue_stats stats;
};

/* memory: zeroed, and outlives the queue. seed: decides which flows share a
 * queue by chance. */
void att_queue_init(struct att_queue *q, struct att_queue_memory *memory,
		    uint64_t seed);
/* Drop everything that waits. */
void att_queue_clear(struct att_queue *q);
/* Drop what waits of one session. */
void att_queue_clear_session(struct att_queue *q, uint8_t session);
/* Nothing waits, and the memory was zeroed meanwhile. */
void att_queue_forget(struct att_queue *q);

/* Where a datagram or super-packet may be read to: how many of iov, which has
 * room for ATT_QUEUE_IOV. */
unsigned att_queue_room(struct att_queue *q, struct iovec *iov);
/* len bytes, at most what there was room for, were read there behind that
 * virtio header. No segment may be longer than mtu. If the memory is full then,
 * the flow that has most of it loses its oldest datagrams. 0; ATT_E_LENGTH,
 * ATT_E_VALUE: too long, malformed; it is lost. */
int att_queue_input(struct att_queue *q, uint8_t session, uint32_t mtu,
		    const struct virtio_net_hdr *h, size_t len,
		    uint64_t now_us);
/* What is left of a super-packet that was begun elsewhere; it is copied. */
void att_queue_rest(struct att_queue *q, uint8_t session,
		    const struct att_gso *gso, const uint8_t *payload,
		    uint64_t now_us);

/* The length of the datagram that is to leave next, and its session; 0: there
 * is none. */
uint32_t att_queue_next(struct att_queue *q, uint8_t *session);
/* How long that one has waited of which this is most; 0: nothing waits. */
uint64_t att_queue_delay_us(const struct att_queue *q, uint64_t now_us);
/* Take it, right after that: into p, which has room for the length that was
 * asked for just now; its length. 0: it was dropped, ask again. */
uint32_t att_queue_output(struct att_queue *q, uint8_t *p, uint64_t now_us);

#endif
