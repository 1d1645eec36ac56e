/* A ring of equal slots. */
#include "drivers/wdm_outq.h"

#include "base/errors.h"

#define LEN	  2u /* of the length before each */
#define MIN_SLOTS 16u
#define MIN_BYTES 65536u

static uint32_t slots_for(uint16_t max)
{
	return MIN_BYTES / max + MIN_SLOTS;
}

static uint8_t *slot(const struct wdm_outq *q, uint32_t i)
{
	return q->mem + (size_t)(i % q->n_slots) * (LEN + q->max);
}

size_t wdm_outq_size(uint16_t max)
{
	return (size_t)slots_for(max) * (LEN + max);
}

void wdm_outq_init(struct wdm_outq *q, uint16_t max, uint8_t *mem)
{
	q->mem = mem;
	q->max = max;
	q->n_slots = slots_for(max);
	q->head = 0;
	q->count = 0;
}

int wdm_outq_put(struct wdm_outq *q, struct att_bytes bytes)
{
	uint8_t *p;

	if (!bytes.len || bytes.len > q->max)
		return ATT_E_LENGTH;
	if (q->count == q->n_slots)
		return ATT_E_BUSY;
	p = slot(q, q->head + q->count);
	att_put16(p, (uint16_t)bytes.len);
	memcpy(p + LEN, bytes.p, bytes.len);
	q->count++;
	return 0;
}

bool wdm_outq_front(const struct wdm_outq *q, struct att_bytes *bytes)
{
	const uint8_t *p = slot(q, q->head);

	if (!q->count)
		return false;
	*bytes = att_bytes_of(p + LEN, att_get16(p));
	return true;
}

void wdm_outq_pop(struct wdm_outq *q)
{
	if (!q->count)
		return;
	q->count--;
	/* An empty one begins anew: most often a few slots are all that is
	 * ever touched of the memory. */
	q->head = q->count ? (q->head + 1) % q->n_slots : 0;
}
