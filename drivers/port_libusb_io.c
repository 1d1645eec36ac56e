/* The transfers of the libusb back end. Callbacks of libusb note what ended
 * and hand data on; everything that blocks waits until they have returned. */
#include "drivers/port_libusb.h"

#include <stdlib.h>

#include "base/errors.h"

enum {
	SETUP = LIBUSB_CONTROL_SETUP_SIZE,
	NOTIFY_LEN = 64, /* SPEED_CHANGE has 16 bytes */
	MAX_ERRORS = 8	 /* consecutive, of a bulk endpoint */
};

/* What every callback does first. */
static int transfer_ended(struct usb_transfer *x)
{
	x->busy = false;
	x->port->io.in_flight--;
	switch (x->t->status) {
	case LIBUSB_TRANSFER_COMPLETED:
		return 0;
	case LIBUSB_TRANSFER_STALL:
		return ATT_E_STALL;
	case LIBUSB_TRANSFER_TIMED_OUT:
		return ATT_E_TIMEOUT;
	case LIBUSB_TRANSFER_NO_DEVICE:
		return ATT_E_GONE;
	case LIBUSB_TRANSFER_CANCELLED:
		return ATT_E_STATE;
	case LIBUSB_TRANSFER_ERROR:
	case LIBUSB_TRANSFER_OVERFLOW:
		break;
	}
	return ATT_E_IO;
}

static bool transfer_submit(struct usb_transfer *x)
{
	int r = libusb_submit_transfer(x->t);

	if (r) {
		usb_port_fail(x->port, usb_dev_error(r));
		return false;
	}
	x->busy = true;
	x->port->io.in_flight++;
	return true;
}

static bool transfer_init(struct usb_transfer *x, struct usb_port *p,
			  uint32_t index)
{
	x->port = p;
	x->index = index;
	x->t = libusb_alloc_transfer(0);
	return x->t;
}

/* Memory of the device itself spares the kernel a copy of each transfer, and
 * a buffer to clear for it. Not every usbfs has some. */
static bool transfer_map(struct usb_transfer *x, size_t len)
{
	x->buf = libusb_dev_mem_alloc(x->port->handle, len);
	x->mapped = x->buf ? len : 0;
	if (!x->buf)
		x->buf = calloc(1, len);
	return x->buf;
}

static void transfer_unmap(struct usb_transfer *x)
{
	if (!x->mapped)
		return;
	libusb_dev_mem_free(x->port->handle, x->buf, x->mapped);
	x->buf = NULL;
	x->mapped = 0;
}

static void transfer_fini(struct usb_transfer *x)
{
	libusb_free_transfer(x->t);
	free(x->buf);
	memset(x, 0, sizeof(*x));
}

/* --- control ----------------------------------------------------- */

static void LIBUSB_CALL on_control(struct libusb_transfer *t)
{
	struct usb_transfer *x = t->user_data;
	int err = transfer_ended(x);

	x->port->io.control_done = true;
	x->port->io.control_result = err ? err : t->actual_length;
}

void usb_io_control(struct usb_port *p, const struct usb_req *req)
{
	struct usb_transfer *x = &p->io.control;

	libusb_fill_control_setup(x->buf, req->request_type, req->request,
				  req->value, req->index, req->length);
	if (!(req->request_type & LIBUSB_ENDPOINT_IN) && req->length)
		memcpy(x->buf + SETUP, req->data, req->length);
	libusb_fill_control_transfer(x->t, p->handle, x->buf, on_control, x,
				     req->timeout_ms);
	transfer_submit(x);
}

int usb_io_control_take(struct usb_port *p, const struct usb_req *req)
{
	int result = p->io.control_result;

	p->io.control_done = false;
	if (result > req->length)
		result = req->length;
	if ((req->request_type & LIBUSB_ENDPOINT_IN) && result > 0)
		memcpy(req->data, p->io.control.buf + SETUP, (size_t)result);
	return result;
}

/* --- notifications ----------------------------------------------- */

static void LIBUSB_CALL on_notify(struct libusb_transfer *t)
{
	struct usb_transfer *x = t->user_data;
	int err = transfer_ended(x);

	/* Cancelled: we are stopping. */
	if (err == ATT_E_STATE)
		return;
	err = wdm_notified(&x->port->wdm, err,
			   att_bytes_of(x->buf, (size_t)t->actual_length));
	if (err)
		usb_port_fail(x->port, err);
}

static void pump_notify(struct usb_port *p)
{
	struct usb_transfer *x = &p->io.notify;
	int len = NOTIFY_LEN - NOTIFY_LEN % p->f.notify_packet;

	if (!len)
		len = p->f.notify_packet;
	if (!wdm_arm(&p->wdm))
		return;
	libusb_fill_interrupt_transfer(x->t, p->handle, p->f.ep_notify, x->buf,
				       len, on_notify, x, 0);
	transfer_submit(x);
}

/* --- bulk -------------------------------------------------------- */

/* What became of one transfer of a pipe: 0, it may be used. */
static int pipe_ended(struct usb_pipe *pipe, struct usb_transfer *x)
{
	int err = transfer_ended(x);

	pipe->in_flight--;
	if (!err)
		pipe->errors = 0;
	else if (err == ATT_E_GONE)
		usb_port_fail(x->port, err);
	else if (err == ATT_E_STALL)
		pipe->halted = true;
	else if (err != ATT_E_STATE && ++pipe->errors >= MAX_ERRORS)
		usb_port_fail(x->port, err);
	return err;
}

static void pipe_cancel(struct usb_pipe *pipe)
{
	for (uint32_t i = 0; i < pipe->n; i++)
		if (pipe->x[i].busy)
			libusb_cancel_transfer(pipe->x[i].t);
}

/* A stalled endpoint is cleared when no transfer of it is left. True: it can
 * be used. */
static bool pipe_clear(struct usb_port *p, struct usb_pipe *pipe)
{
	struct usb_req req = {.kind = USB_CLEAR_HALT, .index = pipe->endpoint};

	if (!pipe->halted)
		return true;
	if (pipe->in_flight) {
		pipe_cancel(pipe);
		return false;
	}
	if (p->in_events)
		return false; /* it blocks */
	pipe->halted = false;
	if (usb_dev_request(p, &req) || ++pipe->errors >= MAX_ERRORS) {
		usb_port_fail(p, ATT_E_IO);
		return false;
	}
	usb_port_log(p, "endpoint 0x%02x was stalled, cleared", pipe->endpoint);
	return true;
}

static bool pipe_init(struct usb_pipe *pipe, struct usb_port *p, uint32_t n,
		      uint8_t endpoint, uint32_t len,
		      libusb_transfer_cb_fn ended)
{
	pipe->n = n;
	pipe->endpoint = endpoint;
	for (uint32_t i = 0; i < n; i++) {
		struct usb_transfer *x = &pipe->x[i];

		if (!transfer_init(x, p, i) || !transfer_map(x, len))
			return false;
		libusb_fill_bulk_transfer(x->t, p->handle, endpoint, x->buf,
					  (int)len, ended, x, 0);
	}
	return true;
}

static void pipe_fini(struct usb_pipe *pipe)
{
	for (uint32_t i = 0; i < pipe->n; i++)
		transfer_fini(&pipe->x[i]);
}

/* The buffer holds an NTB, rounded up to whole packets: with less room the
 * last packet would be an overflow. */
static uint32_t rx_len(const struct usb_port *p)
{
	uint32_t packet = p->f.in_packet;

	return (p->bringup.in.max_size + packet - 1) / packet * packet;
}

static void pipe_submit(struct usb_pipe *pipe, struct usb_transfer *x)
{
	if (transfer_submit(x))
		pipe->in_flight++;
}

static void rx_deliver(struct usb_port *p, struct att_bytes transfer)
{
	const struct port_host *host = p->port.host;
	struct flow flow;
	struct att_bytes datagram;

	bulk_input(&p->bulk, transfer);
	while (!p->closed && bulk_rx_next(&p->bulk, &flow, &datagram)) {
		host->data(host->ctx, flow, datagram);
		p->io.received = true;
	}
}

/* What came at the same time ends at the same time, so that datagrams of
 * several NTBs can be joined; then the pump submits their transfers again. */
void usb_io_received(struct usb_port *p)
{
	const struct port_host *host = p->port.host;

	if (p->io.received && !p->closed)
		host->data_end(host->ctx);
	p->io.received = false;
}

static void LIBUSB_CALL on_rx(struct libusb_transfer *t)
{
	struct usb_transfer *x = t->user_data;
	struct usb_port *p = x->port;
	int err = pipe_ended(&p->io.rx, x);

	if (p->closed || p->state != USB_UP)
		return;
	if (!err)
		rx_deliver(p, att_bytes_of(x->buf, (size_t)t->actual_length));
}

static void pump_rx(struct usb_port *p)
{
	struct usb_pipe *rx = &p->io.rx;

	if (!pipe_clear(p, rx))
		return;
	for (uint32_t i = 0; i < rx->n && !p->fail; i++)
		if (!rx->x[i].busy)
			pipe_submit(rx, &rx->x[i]);
}

static void LIBUSB_CALL on_tx(struct libusb_transfer *t)
{
	struct usb_transfer *x = t->user_data;
	struct usb_port *p = x->port;

	pipe_ended(&p->io.tx, x);
	if (bulk_done(&p->bulk, x->index))
		p->io.writable = true;
}

static void tx_submit(struct usb_port *p, const struct bulk_transfer *t)
{
	struct usb_transfer *x = &p->io.tx.x[t->index];

	x->t->length = (int)t->len;
	x->t->flags = t->zlp ? LIBUSB_TRANSFER_ADD_ZERO_PACKET : 0;
	pipe_submit(&p->io.tx, x);
	if (!x->busy)
		bulk_done(&p->bulk, t->index);
}

void usb_io_pump_tx(struct usb_port *p)
{
	struct bulk_transfer t;

	if (!pipe_clear(p, &p->io.tx))
		return;
	while (!p->fail && bulk_next(&p->bulk, &t))
		tx_submit(p, &t);
}

/* --- all together ------------------------------------------------ */

int usb_io_init(struct usb_port *p)
{
	struct usb_transfer *control = &p->io.control;

	memset(&p->io, 0, sizeof(p->io));
	control->buf = calloc(1, SETUP + USB_MAX_CONTROL);
	return transfer_init(control, p, 0) && control->buf ? 0 : ATT_E_MEMORY;
}

int usb_io_init_data(struct usb_port *p)
{
	struct usb_io *io = &p->io;
	uint8_t *bufs[USB_TX];
	bool ok = transfer_init(&io->notify, p, 0) &&
		  pipe_init(&io->rx, p, USB_RX, p->f.ep_in, rx_len(p), on_rx) &&
		  pipe_init(&io->tx, p, USB_TX, p->f.ep_out,
			    p->bringup.out.max_size, on_tx);

	io->notify.buf = calloc(1, NOTIFY_LEN + p->f.notify_packet);
	io->wdm_mem = malloc(wdm_size(p->f.max_control));
	if (!ok || !io->notify.buf || !io->wdm_mem)
		return ATT_E_MEMORY;
	for (uint32_t i = 0; i < USB_TX; i++)
		bufs[i] = io->tx.x[i].buf;
	wdm_init(&p->wdm, &p->f, io->wdm_mem);
	usb_bringup_data(&p->bringup, &p->ntb, &p->bulk, bufs, USB_TX);
	return 0;
}

void usb_io_unmap(struct usb_port *p)
{
	for (uint32_t i = 0; i < p->io.rx.n; i++)
		transfer_unmap(&p->io.rx.x[i]);
	for (uint32_t i = 0; i < p->io.tx.n; i++)
		transfer_unmap(&p->io.tx.x[i]);
}

void usb_io_fini(struct usb_port *p)
{
	transfer_fini(&p->io.control);
	transfer_fini(&p->io.notify);
	pipe_fini(&p->io.rx);
	pipe_fini(&p->io.tx);
	free(p->io.wdm_mem);
	memset(&p->io, 0, sizeof(p->io));
}

void usb_io_cancel(struct usb_port *p)
{
	if (p->io.control.busy)
		libusb_cancel_transfer(p->io.control.t);
	if (p->io.notify.busy)
		libusb_cancel_transfer(p->io.notify.t);
	pipe_cancel(&p->io.rx);
	pipe_cancel(&p->io.tx);
}

void usb_io_pump(struct usb_port *p)
{
	pump_notify(p);
	pump_rx(p);
	usb_io_pump_tx(p);
}
