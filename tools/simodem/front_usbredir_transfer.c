/* The usbredir front's transfers: bulk and interrupt packets of the guest,
 * which wait until the device takes them, and packets of interrupt endpoints
 * that the guest wants to receive. */
#include <stdlib.h>

#include "tools/simodem/front_usbredir.h"

static unsigned endpoint_index(uint8_t address)
{
	return (address & 0x80u) >> 3 | (address & 0x0fu);
}

/* --- answers ----------------------------------------------------------------
 */

static void transfer_free(struct redir *r, struct redir_transfer *t)
{
	TAILQ_REMOVE(&r->pending, t, entry);
	usbredirparser_free_packet_data(r->parser, t->data);
	free(t);
}

/* The answer is the guest's own header; only IN has data. */
static void transfer_done(struct redir *r, struct redir_transfer *t,
			  uint8_t status, size_t len)
{
	bool in = (t->endpoint & 0x80) != 0;
	uint8_t *data = in ? r->buf : NULL;
	int data_len = in ? (int)len : 0;

	if (t->interrupt) {
		struct usb_redir_interrupt_packet_header *h =
			&t->header.interrupt;

		h->status = status;
		h->length = (uint16_t)len;
		usbredirparser_send_interrupt_packet(r->parser, t->id, h, data,
						     data_len);
	} else {
		struct usb_redir_bulk_packet_header *h = &t->header.bulk;

		h->status = status;
		h->length = (uint16_t)(len & 0xffff);
		h->length_high = (uint16_t)(len >> 16);
		usbredirparser_send_bulk_packet(r->parser, t->id, h, data,
						data_len);
	}
	transfer_free(r, t);
}

/* One try; false: the device has nothing to say yet. */
static bool transfer_step(struct redir *r, struct redir_transfer *t)
{
	const struct sim_usb_device *m = r->model;
	size_t cap = t->len < sizeof(r->buf) ? t->len : sizeof(r->buf);
	int n;

	/* A zero length packet comes as a transfer of its own. So does, from
	 * QEMU's xHCI, one that the guest has taken back: it asks for nothing,
	 * and would keep the ones behind it from what the device has to say. */
	if (t->endpoint & 0x80 && !t->len)
		n = 0;
	else if (t->endpoint & 0x80)
		n = m->in(m->ctx, t->endpoint, r->buf, cap);
	else
		n = m->out(m->ctx, t->endpoint, t->data ? t->data : r->buf,
			   t->len, t->len == 0);
	if (n == SIM_USB_NAK)
		return false;
	if (n < 0)
		transfer_done(r, t, usb_redir_stall, 0);
	else
		transfer_done(r, t, usb_redir_success, (size_t)n);
	return true;
}

/* --- pumping ----------------------------------------------------------------
 */

/* One try for the oldest transfer of every endpoint. */
static bool pump_pending(struct redir *r)
{
	uint32_t waits = 0; /* endpoints that have nothing to say */
	struct redir_transfer *t, *next;
	bool progress = false;

	for (t = TAILQ_FIRST(&r->pending); t; t = next) {
		uint32_t bit = 1u << endpoint_index(t->endpoint);

		next = TAILQ_NEXT(t, entry);
		if (waits & bit)
			continue;
		if (transfer_step(r, t))
			progress = true;
		else
			waits |= bit;
	}
	return progress;
}

static void receive(struct redir *r, uint8_t endpoint)
{
	const struct sim_usb_device *m = r->model;
	struct usb_redir_interrupt_packet_header h = {.endpoint = endpoint};
	int n;

	while ((n = m->in(m->ctx, endpoint, r->buf, 1024)) >= 0) {
		h.length = (uint16_t)n;
		usbredirparser_send_interrupt_packet(
			r->parser, r->interrupt_id++, &h, r->buf, n);
	}
	if (n != SIM_USB_STALL)
		return;
	/* usbredir: after a stall the receiving has ended. */
	r->receiving &= ~(1u << endpoint_index(endpoint));
	usbredirparser_send_interrupt_receiving_status(
		r->parser, 0,
		&(struct usb_redir_interrupt_receiving_status_header){
			usb_redir_stall, endpoint});
}

void redir_transfer_pump(struct redir *r)
{
	/* What one endpoint has taken may be what another waits for. */
	while (pump_pending(r))
		;
	for (uint8_t i = 0; i < 16; i++)
		if (r->receiving & 1u << (16 + i))
			receive(r, 0x80 | i);
}

void redir_transfer_drop(struct redir *r)
{
	while (!TAILQ_EMPTY(&r->pending))
		transfer_free(r, TAILQ_FIRST(&r->pending));
}

/* --- the guest's packets ----------------------------------------------------
 */

static struct redir_transfer *transfer_new(struct redir *r, uint64_t id,
					   uint8_t endpoint, size_t len,
					   uint8_t *data)
{
	struct redir_transfer *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->id = id;
	t->endpoint = endpoint;
	t->len = len;
	t->data = data;
	TAILQ_INSERT_TAIL(&r->pending, t, entry);
	return t;
}

static void on_bulk(void *priv, uint64_t id,
		    struct usb_redir_bulk_packet_header *h, uint8_t *data,
		    int data_len)
{
	struct redir *r = priv;
	size_t wanted = (size_t)h->length_high << 16 | h->length;
	size_t len = h->endpoint & 0x80 ? wanted : (size_t)data_len;

	transfer_new(r, id, h->endpoint, len, data)->header.bulk = *h;
}

/* Interrupt OUT; the guest does not ask for each IN packet. */
static void on_interrupt(void *priv, uint64_t id,
			 struct usb_redir_interrupt_packet_header *h,
			 uint8_t *data, int data_len)
{
	struct redir *r = priv;
	struct redir_transfer *t =
		transfer_new(r, id, h->endpoint, (size_t)data_len, data);

	t->interrupt = true;
	t->header.interrupt = *h;
}

static void on_cancel(void *priv, uint64_t id)
{
	struct redir *r = priv;
	struct redir_transfer *t;

	TAILQ_FOREACH(t, &r->pending, entry)
	{
		if (t->id != id)
			continue;
		transfer_done(r, t, usb_redir_cancelled, 0);
		return;
	}
}

static void on_start(void *priv, uint64_t id,
		     struct usb_redir_start_interrupt_receiving_header *start)
{
	struct redir *r = priv;
	struct usb_redir_interrupt_receiving_status_header h = {
		usb_redir_success, start->endpoint};

	r->receiving |= 1u << endpoint_index(start->endpoint);
	if (r->model->listens != NULL)
		r->model->listens(r->model->ctx, start->endpoint);
	usbredirparser_send_interrupt_receiving_status(r->parser, id, &h);
}

static void on_stop(void *priv, uint64_t id,
		    struct usb_redir_stop_interrupt_receiving_header *stop)
{
	struct redir *r = priv;
	struct usb_redir_interrupt_receiving_status_header h = {
		usb_redir_success, stop->endpoint};

	r->receiving &= ~(1u << endpoint_index(stop->endpoint));
	usbredirparser_send_interrupt_receiving_status(r->parser, id, &h);
}

/* A modem has no isochronous endpoint. */
static void on_start_iso(void *priv, uint64_t id,
			 struct usb_redir_start_iso_stream_header *start)
{
	struct redir *r = priv;
	struct usb_redir_iso_stream_status_header h = {usb_redir_inval,
						       start->endpoint};

	usbredirparser_send_iso_stream_status(r->parser, id, &h);
}

static void on_stop_iso(void *priv, uint64_t id,
			struct usb_redir_stop_iso_stream_header *stop)
{
	struct redir *r = priv;
	struct usb_redir_iso_stream_status_header h = {usb_redir_inval,
						       stop->endpoint};

	usbredirparser_send_iso_stream_status(r->parser, id, &h);
}

static void on_iso(void *priv, uint64_t id,
		   struct usb_redir_iso_packet_header *h, uint8_t *data,
		   int data_len)
{
	struct redir *r = priv;

	(void)id, (void)h, (void)data_len;
	usbredirparser_free_packet_data(r->parser, data);
}

void redir_transfer_init(struct redir *r)
{
	struct usbredirparser *p = r->parser;

	p->bulk_packet_func = on_bulk;
	p->interrupt_packet_func = on_interrupt;
	p->cancel_data_packet_func = on_cancel;
	p->start_interrupt_receiving_func = on_start;
	p->stop_interrupt_receiving_func = on_stop;
	p->start_iso_stream_func = on_start_iso;
	p->stop_iso_stream_func = on_stop_iso;
	p->iso_packet_func = on_iso;
}
