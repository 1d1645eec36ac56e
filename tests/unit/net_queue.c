/* A queue, and what is read into it. */
#include "net_queue.h"

struct att_queue *net_queue_new(void)
{
	static struct att_queue_memory memory;
	static struct att_queue q;

	memset(&memory, 0, sizeof(memory));
	att_queue_init(&q, &memory, 1);
	return &q;
}

int net_queue_put(struct att_queue *q, uint8_t session,
		  const struct virtio_net_hdr *h, struct att_bytes d,
		  uint64_t now_us)
{
	static const struct virtio_net_hdr none;
	struct iovec iov[ATT_QUEUE_IOV];
	unsigned n = att_queue_room(q, iov);
	size_t at = 0;

	for (unsigned i = 0; i < n && at < d.len; i++) {
		size_t here = d.len - at;

		if (here > iov[i].iov_len)
			here = iov[i].iov_len;
		memcpy(iov[i].iov_base, d.p + at, here);
		at += here;
	}
	return att_queue_input(q, session, 1500, h ? h : &none, at, now_us);
}

unsigned net_queue_blocks(const struct att_queue *q)
{
	unsigned free = q->blocks.n_spare;

	for (uint16_t b = q->blocks.free; b; b = q->memory->link[b])
		free++;
	return q->blocks.touched - free;
}
