/* A queue of control transfers that wait to be sent, in order, in the memory
 * of its owner. */
#ifndef MBIM_DRIVERS_WDM_OUTQ_H
#define MBIM_DRIVERS_WDM_OUTQ_H

#include "base/bytes.h"

struct wdm_outq {
	uint8_t *mem; /* n_slots slots: a length, then max bytes */
	uint32_t max, n_slots, head, count;
};

/* Bytes of memory for a queue of at least 64 KiB of transfers of up to max
 * bytes each. */
size_t wdm_outq_size(uint16_t max);
/* mem holds wdm_outq_size(max) bytes and outlives q. */
void wdm_outq_init(struct wdm_outq *q, uint16_t max, uint8_t *mem);
/* Copy bytes behind the others. 0, ATT_E_BUSY (full), ATT_E_LENGTH (more
 * than max bytes, or none). */
int wdm_outq_put(struct wdm_outq *q, struct att_bytes bytes);
/* The oldest, as a view until the next pop; false: empty. */
bool wdm_outq_front(const struct wdm_outq *q, struct att_bytes *bytes);
void wdm_outq_pop(struct wdm_outq *q);

#endif
