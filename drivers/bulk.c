/* Transmit without a timer, receive without mercy for what is not IP. */
#include "drivers/bulk.h"

#include <assert.h>

void bulk_init(struct bulk *b, const struct framing *framing, void *state,
	       const struct bulk_out *out, uint8_t *const bufs[],
	       uint32_t n_bufs)
{
	assert(n_bufs >= 2 && n_bufs <= BULK_MAX_BUFS);
	memset(b, 0, sizeof(*b));
	b->framing = framing;
	b->state = state;
	b->out = *out;
	for (uint32_t i = 0; i < n_bufs; i++)
		b->buf[i] = bufs[i];
	b->n_bufs = n_bufs;
	b->filling = n_bufs;
	bulk_limit_init(&b->limit);
}

/* --- transmit ---------------------------------------------------- */

/* May another transfer be sent behind those in flight, as near to the limit as
 * transfers of their length come? Two always may, so that the modem has the
 * next one when it has taken one. */
static bool tx_allowed(const struct bulk *b)
{
	uint32_t n = b->n_in_flight;

	return n < 2 || b->in_flight_bytes + b->in_flight_bytes / n / 2 <=
				bulk_limit_bytes(&b->limit);
}

/* A transfer to fill: the one begun, else one in a buffer that is free. */
static bool tx_open(struct bulk *b)
{
	if (b->filling < b->n_bufs)
		return true;
	if (b->n_in_flight == b->n_bufs)
		return false;
	b->limited = !tx_allowed(b);
	if (b->limited)
		return false;
	b->filling = 0;
	while (b->in_flight & 1u << b->filling)
		b->filling++;
	b->filled = b->filled_bytes = 0;
	b->full = b->flush = false;
	return true;
}

/* Half of what may be in flight is in one transfer, as near as datagrams of max
 * bytes come to it. */
static bool tx_has_share(const struct bulk *b, uint32_t max)
{
	return b->filled &&
	       b->filled_bytes + max / 2 > bulk_limit_bytes(&b->limit) / 2;
}

uint8_t *bulk_reserve(struct bulk *b, struct flow flow, uint32_t max)
{
	uint8_t *p = NULL;

	assert(!b->reserved);
	/* A full one that nobody has fetched yet cannot take more. */
	if (tx_open(b) && !b->full) {
		if (!tx_has_share(b, max))
			p = b->framing->reserve(b->state, b->buf[b->filling],
						flow, max);
		b->full = !p && b->filled;
	}
	b->reserved = p;
	b->starved = !p;
	return p;
}

void bulk_commit(struct bulk *b, struct flow flow, uint32_t len)
{
	assert(b->reserved);
	b->reserved = false;
	b->framing->commit(b->state, flow, len);
	b->filled += len > 0;
	b->filled_bytes += len;
	b->stats.tx_datagrams += len > 0;
}

void bulk_flush(struct bulk *b)
{
	b->flush = true;
}

/* NCM 1.0 3.2.1: a transfer ends with a short packet or with dwNtbOutMaxSize
 * bytes. Most modems want a ZLP in that case as well. */
static bool needs_zlp(const struct bulk *b, uint32_t len)
{
	if (len % b->out.packet)
		return false;
	return len < b->out.full || !b->out.no_zlp;
}

/* The transfer in this buffer is to be sent; bytes of datagrams are in it. */
static void send(struct bulk *b, uint32_t index, uint32_t len, uint32_t bytes,
		 struct bulk_transfer *t)
{
	t->index = index;
	t->p = b->buf[index];
	t->len = len;
	t->zlp = needs_zlp(b, len);
	b->in_flight |= 1u << index;
	b->n_in_flight++;
	b->bytes[index] = bytes;
	b->in_flight_bytes += bytes;
	b->stats.tx_transfers++;
}

/* What the framing itself has to say does not wait for datagrams. */
static bool send_own(struct bulk *b, struct bulk_transfer *t)
{
	uint32_t i = 0, len;

	if (!b->framing->own)
		return false;
	while (i < b->n_bufs && (i == b->filling || b->in_flight & 1u << i))
		i++;
	if (i == b->n_bufs)
		return false;
	len = b->framing->own(b->state, b->buf[i]);
	if (len)
		send(b, i, len, 0, t);
	return len > 0;
}

bool bulk_next(struct bulk *b, struct bulk_transfer *t)
{
	uint32_t index = b->filling;

	if (send_own(b, t))
		return true;
	if (index == b->n_bufs || b->reserved || !b->filled)
		return false;
	if (!b->full && (!b->flush || b->in_flight))
		return false;
	b->filling = b->n_bufs;
	send(b, index, b->framing->end(b->state), b->filled_bytes, t);
	return true;
}

bool bulk_done(struct bulk *b, uint32_t index, uint64_t now_us)
{
	assert(index < b->n_bufs && (b->in_flight & 1u << index));
	b->in_flight &= ~(1u << index);
	b->n_in_flight--;
	b->in_flight_bytes -= b->bytes[index];
	bulk_limit_ended(&b->limit, b->bytes[index], b->n_in_flight,
			 b->limited && !b->n_in_flight, now_us);
	if (!b->starved || !tx_allowed(b))
		return false;
	b->starved = false;
	return true;
}

/* --- receive ----------------------------------------------------- */

/* The next of them, into b->got. */
static void fetch(struct bulk *b, const struct att_bytes *transfer)
{
	int err;
	unsigned n =
		b->framing->walk(b->state, transfer, b->got, BULK_AHEAD, &err);

	b->stats.rx_malformed += err != 0;
	b->stats.rx_datagrams += n;
	b->walking = n == BULK_AHEAD;
	b->next = b->got;
	b->end = b->got + n;
}

void bulk_input(struct bulk *b, struct att_bytes transfer)
{
	if (!transfer.len) { /* the ZLP of a full one */
		b->next = b->end = b->got;
		b->walking = false;
		return;
	}
	b->stats.rx_transfers++;
	fetch(b, &transfer);
}

bool bulk_rx_more(struct bulk *b)
{
	if (!b->walking)
		return false;
	fetch(b, NULL);
	return b->next != b->end;
}
