/* Blocks, and the datagrams in them. */
#include "net/queue_memory.h"

#include <assert.h>

/* --- blocks ------------------------------------------------------------ */

static void give_back(struct att_queue_memory *m, struct att_queue_blocks *b,
		      struct att_queue_flow *f, uint16_t block)
{
	m->link[block] = b->free;
	b->free = block;
	f->n_blocks--;
}

/* A block whose link is 0; in one that was never used it is. */
static uint16_t get(struct att_queue_memory *m, struct att_queue_blocks *b)
{
	uint16_t block = b->free;

	if (block) {
		b->free = m->link[block];
		m->link[block] = 0;
	} else if (b->touched + 1u < ATT_QUEUE_BLOCKS) {
		block = ++b->touched;
	}
	return block;
}

bool att_queue_fill_spare(struct att_queue_memory *m,
			  struct att_queue_blocks *b, uint32_t n)
{
	while (b->n_spare < n) {
		uint16_t block = get(m, b);

		if (!block)
			return false;
		if (b->n_spare++)
			m->link[b->last_spare] = block;
		else
			b->spare = block;
		b->last_spare = block;
	}
	return true;
}

uint32_t att_queue_blocks_of(size_t len)
{
	return (uint32_t)((len + ATT_QUEUE_BLOCK - 1) / ATT_QUEUE_BLOCK);
}

uint16_t att_queue_take_spare(struct att_queue_memory *m,
			      struct att_queue_blocks *b, size_t len)
{
	uint32_t n = att_queue_blocks_of(len);
	uint16_t first = b->spare, last = first;

	assert(n && n <= b->n_spare);
	for (uint32_t i = 1; i < n; i++)
		last = m->link[last];
	b->spare = m->link[last];
	b->n_spare = (uint16_t)(b->n_spare - n);
	m->link[last] = 0;
	return first;
}

void att_queue_fill(struct att_queue_memory *m, struct att_queue_blocks *b,
		    size_t at, struct att_bytes bytes)
{
	uint16_t block = b->spare;

	for (; at >= ATT_QUEUE_BLOCK; at -= ATT_QUEUE_BLOCK)
		block = m->link[block];
	while (bytes.len) {
		size_t here = ATT_QUEUE_BLOCK - at;

		if (here > bytes.len)
			here = bytes.len;
		memcpy(m->block[block] + at, bytes.p, here);
		bytes = att_bytes_of(bytes.p + here, bytes.len - here);
		block = m->link[block];
		at = 0;
	}
}

/* --- items ------------------------------------------------------------- */

uint32_t att_queue_item_bytes(const struct att_queue_item *t, uint32_t *n)
{
	const struct att_gso *g = &t->gso;

	*n = g->left ? (g->left + g->size - 1) / g->size : 1;
	return g->left ? g->left + *n * g->headers : t->len;
}

/* The first block stays: it has the headers. */
static void leave_block(struct att_queue_memory *m, struct att_queue_blocks *b,
			struct att_queue_flow *f, struct att_queue_item *t)
{
	uint16_t block = t->block;

	t->block = m->link[block];
	t->at = 0;
	if (block != f->first)
		give_back(m, b, f, block);
}

static void pass(struct att_queue_memory *m, struct att_queue_blocks *b,
		 struct att_queue_flow *f, uint8_t *to, uint32_t len)
{
	struct att_queue_item *t = &m->item[f->first];

	while (len) {
		uint32_t here = ATT_QUEUE_BLOCK - t->at;

		if (here > len)
			here = len;
		if (to) {
			memcpy(to, m->block[t->block] + t->at, here);
			to += here;
		}
		len -= here;
		t->at = (uint16_t)(t->at + here);
		if (t->at == ATT_QUEUE_BLOCK)
			leave_block(m, b, f, t);
	}
}

void att_queue_item_free(struct att_queue_memory *m, struct att_queue_blocks *b,
			 struct att_queue_flow *f)
{
	uint16_t first = f->first, block = m->item[first].block;

	while (block) {
		uint16_t next = m->link[block];

		if (block != first)
			give_back(m, b, f, block);
		block = next;
	}
	f->first = m->item[first].next;
	if (f->foreign == first)
		f->foreign = 0;
	give_back(m, b, f, first);
}

static void output_segment(struct att_queue_memory *m,
			   struct att_queue_blocks *b, struct att_queue_flow *f,
			   uint8_t *p)
{
	struct att_gso *g = &m->item[f->first].gso;
	uint32_t payload = att_gso_len(g) - g->headers;

	pass(m, b, f, p ? p + g->headers : NULL, payload);
	if (p)
		att_gso_next(g, p);
	else
		att_gso_skip(g);
	if (!g->left)
		att_queue_item_free(m, b, f);
}

void att_queue_item_output(struct att_queue_memory *m,
			   struct att_queue_blocks *b, struct att_queue_flow *f,
			   uint8_t *p)
{
	const struct att_queue_item *t = &m->item[f->first];

	if (t->gso.left) {
		output_segment(m, b, f, p);
		return;
	}
	if (p) {
		pass(m, b, f, p, t->len);
		att_gso_finish(&t->virtio, p, t->len);
	}
	att_queue_item_free(m, b, f);
}
