/* The queues of what waits for a slow modem. An input is a list of commands: a
 * datagram or super-packet comes, the next one leaves, time passes, a session
 * ends, all is dropped. Whatever comes, what leaves is what was counted, and
 * all memory is free again in the end. */
#include <stdlib.h>

#include "fuzz.h"
#include "net/queue.h"

enum { MTU = 1500 };

static struct att_queue_memory memory;

/* len bytes, the first of them from the input. */
static void read_in(struct att_queue *q, struct att_bytes *in, size_t len)
{
	struct iovec iov[ATT_QUEUE_IOV];
	unsigned n = att_queue_room(q, iov);
	struct att_bytes begin = fuzz_take(in, len < 120 ? len : 120);

	size_t room = 0;

	for (unsigned i = 0; i < n; i++)
		room += iov[i].iov_len;
	FUZZ_CLAIM(n <= ATT_QUEUE_IOV && room > UINT16_MAX);
	if (begin.len)
		memcpy(iov[0].iov_base, begin.p, begin.len);
}

static void put(struct att_queue *q, struct att_bytes *in, uint64_t now_us)
{
	struct virtio_net_hdr h = {0};
	struct att_bytes head = fuzz_take(in, sizeof(h));
	size_t len = fuzz_u16(in);
	uint32_t before = q->n;
	int err;

	if (head.len == sizeof(h))
		memcpy(&h, head.p, sizeof(h));
	read_in(q, in, len);
	err = att_queue_input(q, h.flags & 1, MTU, &h, len, now_us);
	FUZZ_CLAIM(err ? q->n == before : q->n > before);
}

/* A super-packet of which the first segment has gone another way. */
static void put_rest(struct att_queue *q, struct att_bytes *in, uint64_t now_us)
{
	static uint8_t super[UINT16_MAX], head[ATT_GSO_HEADERS];
	struct virtio_net_hdr h = {0};
	struct att_bytes b = fuzz_take(in, sizeof(h));
	size_t len = fuzz_u16(in);
	struct att_gso g;
	uint32_t first;

	if (b.len == sizeof(h))
		memcpy(&h, b.p, sizeof(h));
	b = fuzz_take(in, len < 120 ? len : 120);
	if (b.len)
		memcpy(super, b.p, b.len);
	if (att_gso_init(&g, &h, att_bytes_of(super, len), len, head))
		return;
	first = att_gso_len(&g);
	att_gso_skip(&g);
	if (g.left && first <= MTU)
		att_queue_rest(q, 0, &g, super + first, now_us);
}

static void take(struct att_queue *q, uint64_t now_us)
{
	uint64_t lost = q->stats.dropped;
	uint8_t session, *p;
	uint32_t n = q->n, bytes = q->bytes, got,
		 len = att_queue_next(q, &session);

	FUZZ_CLAIM(!len == !n && len <= MTU);
	if (!len)
		return;
	p = fuzz_alloc(len);
	got = att_queue_output(q, p, now_us);
	FUZZ_CLAIM(got == len || (!got && q->stats.dropped == lost + 1));
	FUZZ_CLAIM(q->n == n - 1 && q->bytes == bytes - len);
	free(p);
}

/* Items of a session; all of them are in some flow. */
static unsigned of_session(uint8_t session)
{
	unsigned n = 0;

	for (unsigned i = 0; i < ATT_QUEUE_FLOWS; i++)
		for (uint16_t t = memory.flow[i].first; t;
		     t = memory.item[t].next)
			n += memory.item[t].session == session;
	return n;
}

static void clear_session(struct att_queue *q, uint8_t session, uint64_t now_us)
{
	unsigned others = of_session(!session);

	FUZZ_CLAIM(att_queue_delay_us(q, now_us) <= now_us);
	att_queue_clear_session(q, session);
	FUZZ_CLAIM(!of_session(session) && of_session(!session) == others);
	FUZZ_CLAIM(!q->n == !others);
}

static unsigned in_use(const struct att_queue *q)
{
	unsigned n = q->blocks.touched - q->blocks.n_spare;

	for (uint16_t b = q->blocks.free; b; b = memory.link[b])
		n--;
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = {data, size};
	struct att_queue q;
	uint64_t now_us = 0;

	att_queue_init(&q, &memory, fuzz_u8(&in));
	while (in.len) {
		uint8_t command = fuzz_u8(&in);

		if (command < 100)
			put(&q, &in, now_us);
		else if (command < 120)
			put_rest(&q, &in, now_us);
		else if (command < 220)
			take(&q, now_us);
		else if (command < 253)
			now_us += (uint64_t)(command - 219) * 1000;
		else if (command < 255)
			clear_session(&q, command - 253, now_us);
		else
			att_queue_clear(&q);
	}
	while (q.n)
		take(&q, now_us += 1000);
	FUZZ_CLAIM(!q.bytes && !in_use(&q));
	memset(memory.flow, 0, sizeof(memory.flow));
	return 0;
}
