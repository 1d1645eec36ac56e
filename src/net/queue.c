/* The flows: RFC 8290 section 4. Their queues are found as in a cache with
 * several ways, so that flows share one only where many meet. */
#include "net/queue.h"

#include <assert.h>

#include "base/errors.h"
#include "net/ecn.h"
#include "net/flow_hash.h"

/* Queues in which a flow may be. */
#define WAYS 8u
#define SETS (ATT_QUEUE_FLOWS / WAYS)

/* A pause that is longer says nothing about the link. */
#define PAUSE_MOST_US 20000u

/* --- lists of flows ----------------------------------------------------- */

static struct att_queue_flow *first_of(const struct att_queue *q,
				       const struct att_queue_list *list)
{
	return list->head ? &q->memory->flow[list->head - 1] : NULL;
}

static struct att_queue_flow *next_of(const struct att_queue *q,
				      const struct att_queue_flow *f)
{
	return f->next ? &q->memory->flow[f->next - 1] : NULL;
}

static void append(struct att_queue *q, struct att_queue_list *list,
		   struct att_queue_flow *f)
{
	uint16_t index = (uint16_t)(f - q->memory->flow + 1);

	f->next = 0;
	if (list->head)
		q->memory->flow[list->tail - 1].next = index;
	else
		list->head = index;
	list->tail = index;
}

static void remove_first(struct att_queue *q, struct att_queue_list *list)
{
	list->head = first_of(q, list)->next;
}

/* --- from the beginning to the end --------------------------------------- */

void att_queue_init(struct att_queue *q, struct att_queue_memory *memory,
		    uint64_t seed)
{
	memset(q, 0, sizeof(*q));
	q->memory = memory;
	q->seed = seed;
}

void att_queue_forget(struct att_queue *q)
{
	assert(!q->n);
	memset(&q->blocks, 0, sizeof(q->blocks));
	q->expected = 0;
	memset(&q->fresh, 0, sizeof(q->fresh));
	memset(&q->others, 0, sizeof(q->others));
}

/* --- when the memory is full -------------------------------------------- */

static struct att_queue_flow *fatter(struct att_queue *q,
				     const struct att_queue_list *list,
				     struct att_queue_flow *fattest)
{
	struct att_queue_flow *f = first_of(q, list);

	for (; f; f = next_of(q, f))
		if (!fattest || f->n_blocks > fattest->n_blocks)
			fattest = f;
	return fattest;
}

/* All that is left of the first item of a flow: how many datagrams. */
static uint32_t drop_item(struct att_queue *q, struct att_queue_flow *f)
{
	uint32_t n, bytes;

	bytes = att_queue_item_bytes(&q->memory->item[f->first], &n);
	f->bytes -= bytes;
	q->bytes -= bytes;
	q->n -= n;
	att_queue_item_free(q->memory, &q->blocks, f);
	return n;
}

/* Half of what the flow has, so that the next one is not searched for at once
 * (RFC 8290 5.3, and its sender is to notice). */
static void drop_of_fattest(struct att_queue *q)
{
	struct att_queue_flow *f =
		fatter(q, &q->others, fatter(q, &q->fresh, NULL));
	uint32_t least = f->n_blocks / 2;

	do {
		uint32_t n = drop_item(q, f);

		f->codel.count += n;
		q->stats.overflowed += n;
	} while (f->first && f->n_blocks > least);
}

static void make_room(struct att_queue *q, uint32_t blocks)
{
	while (!att_queue_fill_spare(q->memory, &q->blocks, blocks))
		drop_of_fattest(q);
}

/* There is room already if anything has come: a read that then finds nothing
 * must not cost another flow its datagrams. As many blocks as the last one had,
 * as each of them costs the system call something; what is more is copied. */
unsigned att_queue_room(struct att_queue *q, struct iovec *iov)
{
	struct att_queue_memory *m = q->memory;
	uint16_t block;
	unsigned n = 1;

	if (!q->expected)
		q->expected = 1;
	make_room(q, q->expected);
	block = q->blocks.spare;
	iov[0] = (struct iovec){m->block[block], ATT_QUEUE_BLOCK};
	for (; n < q->expected; n++) {
		block = m->link[block];
		iov[n] = (struct iovec){m->block[block], ATT_QUEUE_BLOCK};
	}
	iov[n] = (struct iovec){m->spill,
				(ATT_QUEUE_MOST - n) * ATT_QUEUE_BLOCK};
	return n < ATT_QUEUE_MOST ? n + 1 : n;
}

/* --- what is told of it -------------------------------------------------- */

static uint64_t oldest_us(const struct att_queue *q,
			  const struct att_queue_list *list, uint64_t us)
{
	const struct att_queue_item *item = q->memory->item;
	const struct att_queue_flow *f = first_of(q, list);

	for (; f; f = next_of(q, f))
		if (f->first && item[f->first].came_us < us)
			us = item[f->first].came_us;
	return us;
}

uint64_t att_queue_delay_us(const struct att_queue *q, uint64_t now_us)
{
	return now_us -
	       oldest_us(q, &q->others, oldest_us(q, &q->fresh, now_us));
}

/* --- in ----------------------------------------------------------------- */

/* The queue of the flow: its own, else one that nobody uses, else a shared one.
 * Who may have something in a shared one stays there, for the order. */
static struct att_queue_flow *find(struct att_queue *q, uint32_t hash)
{
	struct att_queue_flow *set = &q->memory->flow[hash % SETS * WAYS];
	struct att_queue_flow *other = &set[hash / SETS % WAYS], *f = NULL;

	for (unsigned i = 0; i < WAYS; i++) {
		if (set[i].hash == hash)
			return &set[i];
		if (!f && !set[i].listed)
			f = &set[i];
	}
	if (!f || other->foreign)
		return other;
	memset(f, 0, sizeof(*f));
	f->hash = hash;
	return f;
}

static void add_item(struct att_queue *q, struct att_queue_flow *f,
		     uint16_t index, size_t len)
{
	struct att_queue_item *t = &q->memory->item[index];
	uint32_t n, bytes = att_queue_item_bytes(t, &n);

	t->next = 0;
	if (f->first)
		q->memory->item[f->last].next = index;
	else
		f->first = index;
	f->last = index;
	f->n_blocks += att_queue_blocks_of(len);
	f->bytes += bytes;
	q->bytes += bytes;
	q->n += n;
	q->stats.queued += n;
}

/* What is at hand of an item of len bytes: what its first block has of it. */
static struct att_bytes beginning(const struct att_queue *q, uint16_t index,
				  size_t len)
{
	return att_bytes_of(q->memory->block[index],
			    len < ATT_QUEUE_BLOCK ? len : ATT_QUEUE_BLOCK);
}

/* An item in len bytes of spare blocks. */
static void enqueue(struct att_queue *q, uint8_t session, size_t len,
		    uint64_t now_us)
{
	uint16_t index = att_queue_take_spare(q->memory, &q->blocks, len);
	struct att_queue_item *t = &q->memory->item[index];
	uint32_t hash =
		att_flow_hash(beginning(q, index, len), session, q->seed);
	struct att_queue_flow *f = find(q, hash);

	t->came_us = now_us;
	t->session = session;
	t->block = index;
	t->at = t->gso.left ? t->gso.headers : 0;
	add_item(q, f, index, len);
	if (f->hash != hash)
		f->foreign = index;
	if (f->listed)
		return;
	f->listed = true;
	f->credit = ATT_QUEUE_QUANTUM;
	append(q, &q->fresh, f);
}

/* Describe what was read into the spare blocks; ATT_E_VALUE. */
static int describe(struct att_queue *q, const struct virtio_net_hdr *h,
		    size_t len)
{
	uint16_t first = q->blocks.spare;
	struct att_queue_item *t = &q->memory->item[first];

	t->gso.left = 0;
	t->virtio = *h;
	t->len = (uint32_t)len;
	if (h->gso_type != VIRTIO_NET_HDR_GSO_NONE)
		return att_gso_init(&t->gso, h, beginning(q, first, len), len,
				    q->memory->block[first]);
	return att_gso_sum_fits(h, len) ? 0 : ATT_E_VALUE;
}

/* Copy what went beyond the blocks that were expected. */
static void take_spill(struct att_queue *q, size_t len)
{
	size_t room = (size_t)q->expected * ATT_QUEUE_BLOCK;

	q->expected = att_queue_blocks_of(len);
	if (len <= room)
		return;
	make_room(q, q->expected);
	att_queue_fill(q->memory, &q->blocks, room,
		       att_bytes_of(q->memory->spill, len - room));
}

int att_queue_input(struct att_queue *q, uint8_t session, uint32_t mtu,
		    const struct virtio_net_hdr *h, size_t len, uint64_t now_us)
{
	if (!len || len > ATT_QUEUE_MOST * ATT_QUEUE_BLOCK)
		return ATT_E_LENGTH;
	if (describe(q, h, len))
		return ATT_E_VALUE;
	if (att_queue_item_len(&q->memory->item[q->blocks.spare]) > mtu)
		return ATT_E_LENGTH;
	take_spill(q, len);
	enqueue(q, session, len, now_us);
	make_room(q, q->expected);
	return 0;
}

void att_queue_rest(struct att_queue *q, uint8_t session,
		    const struct att_gso *gso, const uint8_t *payload,
		    uint64_t now_us)
{
	size_t len = gso->headers + gso->left;
	struct att_queue_memory *m = q->memory;
	struct att_queue_item *t;

	make_room(q, att_queue_blocks_of(len));
	att_queue_fill(m, &q->blocks, 0, att_bytes_of(gso->head, gso->headers));
	att_queue_fill(m, &q->blocks, gso->headers,
		       att_bytes_of(payload, gso->left));
	t = &m->item[q->blocks.spare];
	t->gso = *gso;
	t->gso.head = m->block[q->blocks.spare];
	enqueue(q, session, len, now_us);
	make_room(q, q->expected);
}

/* --- out ---------------------------------------------------------------- */

/* It has nothing at the moment. A new flow goes through the list of the others
 * once, or it would be new again, and first, with its next datagram. */
static void retire(struct att_queue *q, struct att_queue_list *list,
		   struct att_queue_flow *f)
{
	att_codel_empty(&f->codel);
	remove_first(q, list);
	if (list == &q->fresh && q->others.head)
		append(q, &q->others, f);
	else
		f->listed = false;
}

/* The flow whose turn it is. */
static struct att_queue_flow *choose(struct att_queue *q)
{
	for (;;) {
		struct att_queue_list *list =
			q->fresh.head ? &q->fresh : &q->others;
		struct att_queue_flow *f = first_of(q, list);

		if (!f || (f->credit > 0 && f->first))
			return f;
		if (f->credit > 0) {
			retire(q, list, f);
			continue;
		}
		f->credit += ATT_QUEUE_QUANTUM;
		if (list == &q->others && list->head == list->tail)
			continue; /* there is no other */
		remove_first(q, list);
		append(q, &q->others, f);
	}
}

uint32_t att_queue_next(struct att_queue *q, uint8_t *session)
{
	struct att_queue_flow *f = choose(q);
	const struct att_queue_item *t;

	if (!f)
		return 0;
	q->turn = f;
	t = &q->memory->item[f->first];
	*session = t->session;
	return att_queue_item_len(t);
}

static bool is_capable(const struct att_queue *q,
		       const struct att_queue_flow *f)
{
	const struct att_queue_item *t = &q->memory->item[f->first];
	uint32_t len = t->gso.left ? t->gso.headers : t->len;

	return att_ecn_capable(att_bytes_of(q->memory->block[f->first], len));
}

/* How long nothing left although something waited. It is forgotten by and by.
 */
static void note_pause(struct att_queue *q, uint64_t now_us)
{
	uint64_t pause_us = q->left_us ? now_us - q->left_us : 0;

	if (pause_us > PAUSE_MOST_US)
		pause_us = PAUSE_MOST_US;
	if (pause_us >= q->pause_us) {
		q->pause_us = pause_us;
		q->calm_us = now_us;
	} else if (now_us - q->calm_us >= ATT_CODEL_INTERVAL_US) {
		q->pause_us -= q->pause_us / 8;
		q->calm_us = now_us;
	}
	q->left_us = q->n > 1 ? now_us : 0;
}

/* CoDel's target. Where the link takes something only now and then, because it
 * is slow (RFC 8290 5.2.2) or the host is late, the wait for that is not the
 * queue's fault. */
static uint64_t target_us(const struct att_queue *q)
{
	uint64_t us = q->pause_us * 3 / 2;

	return us > ATT_CODEL_TARGET_US ? us : ATT_CODEL_TARGET_US;
}

uint32_t att_queue_output(struct att_queue *q, uint8_t *p, uint64_t now_us)
{
	struct att_queue_flow *f = q->turn;
	const struct att_queue_item *t = &q->memory->item[f->first];
	uint32_t len = att_queue_item_len(t);
	bool few = f->bytes <= ATT_QUEUE_QUANTUM, mark = false, drop;

	note_pause(q, now_us);
	q->waited_us = now_us - t->came_us;
	drop = att_codel_drops(&f->codel, q->waited_us, target_us(q), few,
			       now_us);
	if (drop) {
		mark = is_capable(q, f);
		drop = !mark;
		q->stats.marked += mark;
		q->stats.dropped += drop;
	}
	att_queue_item_output(q->memory, &q->blocks, f, drop ? NULL : p);
	f->bytes -= len;
	q->bytes -= len;
	q->n--;
	if (drop)
		return 0;
	f->credit -= (int32_t)len;
	if (mark)
		att_ecn_mark(p);
	return len;
}

void att_queue_clear(struct att_queue *q)
{
	struct att_queue_flow *f;

	while ((f = choose(q)))
		q->stats.cleared += drop_item(q, f);
	q->left_us = q->pause_us = 0; /* of this link */
}

/* The first item of a flow becomes its last one. */
static void rotate(struct att_queue *q, struct att_queue_flow *f)
{
	struct att_queue_item *item = q->memory->item;
	uint16_t first = f->first;

	if (first == f->last)
		return;
	f->first = item[first].next;
	item[first].next = 0;
	item[f->last].next = first;
	f->last = first;
}

/* Each item of the flow is looked at once; the others keep their order. */
static void clear_flow(struct att_queue *q, struct att_queue_flow *f,
		       uint8_t session)
{
	uint16_t last = f->last, i = f->first ? 0 : last;

	while (i != last) {
		i = f->first;
		if (q->memory->item[i].session == session)
			q->stats.cleared += drop_item(q, f);
		else
			rotate(q, f);
	}
}

static void clear_list(struct att_queue *q, const struct att_queue_list *list,
		       uint8_t session)
{
	struct att_queue_flow *f = first_of(q, list);

	for (; f; f = next_of(q, f))
		clear_flow(q, f, session);
}

void att_queue_clear_session(struct att_queue *q, uint8_t session)
{
	clear_list(q, &q->fresh, session);
	clear_list(q, &q->others, session);
	if (!q->n)
		q->left_us = 0;
}
