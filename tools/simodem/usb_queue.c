/* A queue of datagrams of the simulated modem, and when they leave it. */
#include "tools/simodem/usb_queue.h"

#define NS_PER_MS 1000000u
#define NS_PER_S  1000000000u

/* Of a record: session, is it DSS, length; when it leaves; then its bytes. */
#define FLOW_AT	      0u
#define LEN_AT	      2u
#define DUE_AT	      4u
#define RECORD_HEADER 12u

void sim_usb_queue_clear(struct sim_usb_queue *q)
{
	q->at = q->end = q->wrap = 0;
	q->free_ns = 0;
}

/* The records are in one piece each: of what is left at the end of the ring
 * when the next one does not fit there, nothing is used. */
uint8_t *sim_usb_queue_reserve(struct sim_usb_queue *q, size_t max)
{
	size_t need = RECORD_HEADER + max;

	if (q->at == q->end)
		q->at = q->end = 0;
	if (q->end < q->at) {
		if (need >= q->at - q->end)
			return NULL;
	} else if (need > sizeof(q->ring) - q->end) {
		if (need >= q->at)
			return NULL;
		q->wrap = q->end;
		q->end = 0;
	}
	q->reserved = q->ring + q->end + RECORD_HEADER;
	return q->reserved;
}

static uint64_t leaves_ns(struct sim_usb_queue *q, size_t len, uint64_t now_ms)
{
	uint64_t now_ns = now_ms * NS_PER_MS;

	if (q->rate == 0)
		return 0;
	if (q->free_ns < now_ns)
		q->free_ns = now_ns;
	q->free_ns += (uint64_t)len * 8 * NS_PER_S / q->rate;
	return q->free_ns;
}

void sim_usb_queue_commit(struct sim_usb_queue *q, struct flow flow, size_t len,
			  uint64_t now_ms)
{
	uint8_t *record = q->ring + q->end;

	record[FLOW_AT] = flow.id;
	record[FLOW_AT + 1] = flow.service;
	att_put16(record + LEN_AT, (uint16_t)len);
	att_put64(record + DUE_AT, leaves_ns(q, len, now_ms));
	q->end += RECORD_HEADER + len;
}

uint64_t sim_usb_queue_backlog_ns(const struct sim_usb_queue *q,
				  uint64_t now_ms)
{
	uint64_t now_ns = now_ms * NS_PER_MS;

	return q->free_ns > now_ns ? q->free_ns - now_ns : 0;
}

/* NULL: it is empty. */
static const uint8_t *first_record(struct sim_usb_queue *q)
{
	if (q->end < q->at && q->at == q->wrap)
		q->at = 0;
	return q->at == q->end ? NULL : q->ring + q->at;
}

bool sim_usb_queue_first(struct sim_usb_queue *q, uint64_t now_ms,
			 struct flow *flow, struct att_bytes *datagram)
{
	const uint8_t *record = first_record(q);

	if (record == NULL || att_get64(record + DUE_AT) > now_ms * NS_PER_MS)
		return false;
	flow->id = record[FLOW_AT];
	flow->service = record[FLOW_AT + 1];
	*datagram = att_bytes_of(record + RECORD_HEADER,
				 att_get16(record + LEN_AT));
	return true;
}

void sim_usb_queue_take(struct sim_usb_queue *q)
{
	const uint8_t *record = first_record(q);

	if (record != NULL)
		q->at += RECORD_HEADER + att_get16(record + LEN_AT);
}

uint64_t sim_usb_queue_due_ms(struct sim_usb_queue *q)
{
	const uint8_t *record = first_record(q);

	if (record == NULL)
		return UINT64_MAX;
	return (att_get64(record + DUE_AT) + NS_PER_MS - 1) / NS_PER_MS;
}
