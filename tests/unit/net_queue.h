/* Queues in memory of their own, and datagrams put into them, for their tests.
 */
#ifndef TESTS_UNIT_NET_QUEUE_H
#define TESTS_UNIT_NET_QUEUE_H

#include "net/queue.h"

/* An empty queue; there is one. */
struct att_queue *net_queue_new(void);
/* As if it were read from a TUN device: what att_queue_input says. h NULL: of a
 * datagram with its checksums. */
int net_queue_put(struct att_queue *q, uint8_t session,
		  const struct virtio_net_hdr *h, struct att_bytes d,
		  uint64_t now_us);
/* Blocks that are neither free nor spare. */
unsigned net_queue_blocks(const struct att_queue *q);

#endif
