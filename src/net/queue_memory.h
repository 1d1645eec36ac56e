/* The memory of the queues: blocks of one size. A datagram has as many as it
 * needs, and its first block has its description. */
#ifndef ATT_NET_QUEUE_MEMORY_H
#define ATT_NET_QUEUE_MEMORY_H

#include <sys/uio.h>

#include "net/codel.h"
#include "net/gso.h"

#define ATT_QUEUE_BLOCK	 2048u /* bytes */
#define ATT_QUEUE_BLOCKS 1024u /* the first is not used: 0 is none */
#define ATT_QUEUE_FLOWS	 1024u
/* Blocks of the longest super-packet, and pieces to read it into. */
#define ATT_QUEUE_MOST 33u
#define ATT_QUEUE_IOV  (ATT_QUEUE_MOST + 1)

/* A datagram, or a super-packet of which segments may have left. */
struct att_queue_item {
	struct att_gso gso;	      /* left 0: it is none */
	struct virtio_net_hdr virtio; /* of a datagram: its checksum */
	uint32_t len;		      /* of a datagram */
	uint64_t came_us;
	uint16_t next;	    /* in the same flow */
	uint16_t block, at; /* where the payload goes on */
	uint8_t session;
};

struct att_queue_flow {
	struct att_codel codel;
	uint32_t hash;
	int32_t credit; /* bytes that it may send before others */
	uint32_t bytes; /* of its datagrams */
	uint32_t n_blocks;
	uint16_t first, last; /* items */
	uint16_t next;	      /* in its list: index + 1 */
	uint16_t foreign;     /* the last item of another flow; 0: none */
	bool listed;
};

/* About 2 MiB. All zero: nothing was ever there. The first blocks are used
 * first, so what is never needed is never touched. */
struct att_queue_memory {
	struct att_queue_flow flow[ATT_QUEUE_FLOWS];
	struct att_queue_item item[ATT_QUEUE_BLOCKS];
	uint16_t link[ATT_QUEUE_BLOCKS]; /* the block behind it */
	uint8_t block[ATT_QUEUE_BLOCKS][ATT_QUEUE_BLOCK];
	/* What was read is longer than expected: the rest of it. */
	uint8_t spill[ATT_QUEUE_MOST * ATT_QUEUE_BLOCK];
};

struct att_queue_blocks {
	uint16_t free;	  /* given back */
	uint16_t touched; /* those up to here have been in use */
	/* Linked, for the next datagram: */
	uint16_t spare, last_spare, n_spare;
};

/* Make sure of n spare ones. False: there are not enough. */
bool att_queue_fill_spare(struct att_queue_memory *m,
			  struct att_queue_blocks *b, uint32_t n);
/* Take the spare ones that len bytes need, linked: the first. */
uint16_t att_queue_take_spare(struct att_queue_memory *m,
			      struct att_queue_blocks *b, size_t len);
/* Copy bytes to the spare ones, from the place `at` on. */
void att_queue_fill(struct att_queue_memory *m, struct att_queue_blocks *b,
		    size_t at, struct att_bytes bytes);
uint32_t att_queue_blocks_of(size_t len);

/* Length of the datagram of an item that is to leave next. */
static inline uint32_t att_queue_item_len(const struct att_queue_item *t)
{
	return t->gso.left ? att_gso_len(&t->gso) : t->len;
}
/* All of what is left of it, as datagrams: bytes, and their number. */
uint32_t att_queue_item_bytes(const struct att_queue_item *t, uint32_t *n);
/* Copy the next datagram of the first item of a flow to p (NULL: leave it out),
 * and free what it does not need any more. */
void att_queue_item_output(struct att_queue_memory *m,
			   struct att_queue_blocks *b, struct att_queue_flow *f,
			   uint8_t *p);
/* Free the first item of a flow. */
void att_queue_item_free(struct att_queue_memory *m, struct att_queue_blocks *b,
			 struct att_queue_flow *f);

#endif
