/* Transmit without a timer, receive without mercy for what is not IP. */
#include "drivers/bulk.h"

#include <assert.h>

void bulk_init(struct bulk *n, const struct usb_bringup *b,
	       uint8_t *const bufs[], uint32_t n_bufs)
{
	assert(n_bufs >= 2 && n_bufs <= BULK_MAX_BUFS);
	memset(n, 0, sizeof(*n));
	n->out = b->out;
	n->device_out = b->device_out;
	n->out_packet = b->f->out_packet;
	n->ndp_at_end = b->f->quirks & USB_QUIRK_NDP_AT_END;
	n->no_zlp = b->f->quirks & USB_QUIRK_NO_ZLP;
	for (uint32_t i = 0; i < n_bufs; i++)
		n->buf[i] = bufs[i];
	n->n_bufs = n_bufs;
	n->filling = n_bufs;
}

/* --- transmit ---------------------------------------------------- */

/* An NTB to fill: the one begun, else one in a buffer that is free. */
static bool tx_open(struct bulk *n)
{
	if (n->filling < n->n_bufs)
		return true;
	for (uint32_t i = 0; i < n->n_bufs; i++) {
		if (n->in_flight & 1u << i)
			continue;
		n->filling = i;
		n->full = n->flush = false;
		ntb_tx_begin(&n->tx, &n->out, n->ndp_at_end, n->buf[i]);
		return true;
	}
	return false;
}

uint8_t *bulk_reserve(struct bulk *n, struct flow stream, uint32_t max)
{
	uint8_t *p = NULL;

	assert(!n->reserved);
	/* A full NTB that nobody has fetched yet cannot take more. */
	if (tx_open(n) && !n->full) {
		p = ntb_tx_reserve(&n->tx, stream, max);
		n->full = !p && n->tx.n;
	}
	n->reserved = p;
	n->starved = !p;
	return p;
}

void bulk_commit(struct bulk *n, struct flow stream, uint32_t len)
{
	assert(n->reserved);
	n->reserved = false;
	ntb_tx_commit(&n->tx, stream, len);
	n->stats.tx_datagrams += len > 0;
}

void bulk_flush(struct bulk *n)
{
	n->flush = true;
}

/* NCM 1.0 3.2.1: a transfer ends with a short packet or with dwNtbOutMaxSize
 * bytes. Most modems want a ZLP in that case as well. */
static bool needs_zlp(const struct bulk *n, uint32_t len)
{
	if (len % n->out_packet)
		return false;
	return len < n->device_out || !n->no_zlp;
}

bool bulk_next(struct bulk *n, struct bulk_transfer *t)
{
	if (n->filling == n->n_bufs || n->reserved || !n->tx.n)
		return false;
	if (!n->full && (!n->flush || n->in_flight))
		return false;
	t->index = n->filling;
	t->p = n->buf[n->filling];
	t->len = ntb_tx_end(&n->tx, n->tx_sequence++, n->out_packet);
	t->zlp = needs_zlp(n, t->len);
	n->in_flight |= 1u << n->filling;
	n->filling = n->n_bufs;
	n->stats.tx_ntbs++;
	return true;
}

bool bulk_done(struct bulk *n, uint32_t index)
{
	bool starved = n->starved;

	assert(index < n->n_bufs && (n->in_flight & 1u << index));
	n->in_flight &= ~(1u << index);
	n->starved = false;
	return starved;
}

/* --- receive ----------------------------------------------------- */

static void take_sequence(struct bulk *n)
{
	if (n->rx_started)
		n->stats.rx_gaps += (uint16_t)(n->rx.sequence - n->rx_sequence);
	n->rx_started = true;
	n->rx_sequence = (uint16_t)(n->rx.sequence + 1);
}

void bulk_input(struct bulk *n, struct mbim_bytes transfer)
{
	n->rx_open = false;
	if (!transfer.len)
		return; /* the ZLP of a full NTB */
	n->stats.rx_ntbs++;
	if (ntb_rx_init(&n->rx, transfer)) {
		n->stats.rx_malformed++;
		return;
	}
	n->rx_open = true;
	take_sequence(n);
}

/* Huawei K5160 puts ARP frames into its IP session. */
static bool is_ip(struct mbim_bytes datagram)
{
	uint8_t version = datagram.len ? datagram.p[0] >> 4 : 0;

	return version == 4 || version == 6;
}

bool bulk_rx_next(struct bulk *n, struct flow *stream,
		  struct mbim_bytes *datagram)
{
	int more = 0;

	while (n->rx_open) {
		more = ntb_rx_next(&n->rx, stream, datagram);
		if (more <= 0)
			break;
		if (stream->service || is_ip(*datagram)) {
			n->stats.rx_datagrams++;
			return true;
		}
		n->stats.rx_not_ip++;
	}
	if (n->rx_open) {
		n->stats.rx_malformed += more < 0;
		n->stats.rx_skipped += n->rx.skipped;
	}
	n->rx_open = false;
	return false;
}
