/* The transfers of the USB port. URBs that end note what became of them and
 * hand data on; everything that blocks waits until all of them have been seen.
 */
#include "drivers/port_usb.h"

#include <stdlib.h>

#include "base/errors.h"
#include "drivers/port_clock.h"

enum {
	REQUEST_IN = 0x80, /* of bmRequestType */
	MAX_ERRORS = 8	   /* consecutive, of a bulk endpoint */
};

/* What every URB does first that ends. */
static struct usb_transfer *transfer_ended(struct usb_urb *u)
{
	struct usb_transfer *x = (struct usb_transfer *)u;

	x->port->io.in_flight--;
	return x;
}

static bool transfer_submit(struct usb_transfer *x)
{
	struct usb_port *p = x->port;
	int err = p->usb->ops->submit(p->usb, &x->urb);

	if (err) {
		usb_port_fail(p, err);
		return false;
	}
	p->io.in_flight++;
	return true;
}

static bool transfer_init(struct usb_transfer *x, struct usb_port *p,
			  enum usb_urb_type type, uint8_t endpoint,
			  void (*ended)(struct usb_urb *u, int result))
{
	x->port = p;
	x->urb.type = type;
	x->urb.endpoint = endpoint;
	x->urb.ended = ended;
	return !p->usb->ops->urb_init(p->usb, &x->urb);
}

static void transfer_unmap(struct usb_transfer *x)
{
	struct usb_host *usb;

	if (!x->mapped)
		return;
	usb = x->port->usb;
	usb->ops->unmap(usb, x->urb.buf, x->mapped);
	x->urb.buf = NULL;
	x->mapped = 0;
}

/* Memory of the device if it has some, else of the heap. */
static bool transfer_map(struct usb_transfer *x, uint32_t len)
{
	struct usb_host *usb = x->port->usb;

	transfer_unmap(x);
	free(x->urb.buf);
	x->urb.len = len;
	x->urb.buf = usb->ops->map(usb, len);
	x->mapped = x->urb.buf ? len : 0;
	if (!x->urb.buf)
		x->urb.buf = calloc(1, len);
	return x->urb.buf;
}

static void transfer_fini(struct usb_transfer *x)
{
	if (x->port)
		x->port->usb->ops->urb_fini(x->port->usb, &x->urb);
	free(x->urb.buf);
	memset(x, 0, sizeof(*x));
}

/* --- control ----------------------------------------------------- */

static void on_control(struct usb_urb *u, int result)
{
	struct usb_io *io = &transfer_ended(u)->port->io;

	io->control_done = true;
	io->control_result = io->control_late && result == ATT_E_STATE
				     ? ATT_E_TIMEOUT
				     : result;
}

void usb_io_control(struct usb_port *p, const struct usb_req *req)
{
	struct usb_transfer *x = &p->io.control;
	uint8_t *setup = x->urb.buf;

	setup[0] = req->request_type;
	setup[1] = req->request;
	att_put16(setup + 2, req->value);
	att_put16(setup + 4, req->index);
	att_put16(setup + 6, req->length);
	if (!(req->request_type & REQUEST_IN) && req->length)
		memcpy(setup + USB_SETUP_LEN, req->data, req->length);
	x->urb.len = USB_SETUP_LEN + req->length;
	p->io.control_late = false;
	if (transfer_submit(x) && req->timeout_ms)
		usb_port_timer(p, (int)req->timeout_ms);
}

void usb_io_control_late(struct usb_port *p)
{
	p->io.control_late = true;
	p->usb->ops->cancel(p->usb, &p->io.control.urb);
}

int usb_io_control_take(struct usb_port *p, const struct usb_req *req)
{
	int result = p->io.control_result;

	p->io.control_done = false;
	usb_port_timer(p, -1);
	if (result > req->length)
		result = req->length;
	if ((req->request_type & REQUEST_IN) && result > 0)
		memcpy(req->data, p->io.control.urb.buf + USB_SETUP_LEN,
		       (size_t)result);
	return result;
}

/* --- notifications ----------------------------------------------- */

static void on_notify(struct usb_urb *u, int result)
{
	struct usb_port *p = transfer_ended(u)->port;
	size_t len = result > 0 ? (size_t)result : 0;
	int err = result < 0 ? result : 0;

	/* Cancelled: we are stopping. */
	if (err == ATT_E_STATE)
		return;
	err = wdm_notified(&p->wdm, err, att_bytes_of(u->buf, len));
	if (err)
		usb_port_fail(p, err);
}

static void pump_notify(struct usb_port *p)
{
	if (wdm_arm(&p->wdm))
		transfer_submit(&p->io.notify);
}

/* --- bulk -------------------------------------------------------- */

/* What became of one transfer of a pipe: 0, it may be used. */
static int pipe_ended(struct usb_pipe *pipe, struct usb_transfer *x, int result)
{
	int err = result < 0 ? result : 0;

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

static void transfer_cancel(struct usb_transfer *x)
{
	if (x->urb.busy)
		x->port->usb->ops->cancel(x->port->usb, &x->urb);
}

static void pipe_cancel(struct usb_pipe *pipe)
{
	for (uint32_t i = 0; i < pipe->n; i++)
		transfer_cancel(&pipe->x[i]);
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

static bool pipe_init(struct usb_pipe *pipe, struct usb_port *p, uint32_t most,
		      uint8_t endpoint,
		      void (*ended)(struct usb_urb *u, int result))
{
	pipe->endpoint = endpoint;
	for (uint32_t i = 0; i < most; i++) {
		pipe->x[i].index = i;
		if (!transfer_init(&pipe->x[i], p, USB_URB_BULK, endpoint,
				   ended))
			return false;
	}
	return true;
}

/* n transfers of len bytes; none is under way. */
static bool pipe_size(struct usb_pipe *pipe, uint32_t n, uint32_t len)
{
	for (pipe->n = 0; pipe->n < n; pipe->n++)
		if (!transfer_map(&pipe->x[pipe->n], len))
			return false;
	return true;
}

static void pipe_unmap(struct usb_pipe *pipe)
{
	for (uint32_t i = 0; i < USB_RX; i++)
		transfer_unmap(&pipe->x[i]);
}

static void pipe_fini(struct usb_pipe *pipe)
{
	for (uint32_t i = 0; i < USB_RX; i++)
		transfer_fini(&pipe->x[i]);
}

/* The buffer holds the longest transfer, rounded up to whole packets: with less
 * room the last packet would be an overflow. */
static uint32_t rx_len(const struct usb_port *p)
{
	uint32_t packet = p->f.in_packet;

	return (p->data.in_size + packet - 1) / packet * packet;
}

/* What arrives while the datagrams of one turn are written waits here; the more
 * there is of it, the more flows can be joined. The kernel's usbnet keeps about
 * 90 KiB at high speed, and 450 KiB at SuperSpeed. */
static uint32_t rx_count(const struct usb_port *p)
{
	uint32_t bytes = p->f.in_packet > 512 ? 512 * 1024 : 128 * 1024;
	uint32_t n = bytes / rx_len(p);

	return n < 4 ? 4 : n > USB_RX ? USB_RX : n;
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

static void on_rx(struct usb_urb *u, int result)
{
	struct usb_transfer *x = transfer_ended(u);
	struct usb_port *p = x->port;
	int err = pipe_ended(&p->io.rx, x, result);

	if (p->closed || p->state != USB_UP)
		return;
	if (!err)
		rx_deliver(p, att_bytes_of(u->buf, (size_t)result));
}

static void pump_rx(struct usb_port *p)
{
	struct usb_pipe *rx = &p->io.rx;

	if (p->reformat || !pipe_clear(p, rx))
		return;
	for (uint32_t i = 0; i < rx->n && !p->fail; i++)
		if (!rx->x[i].urb.busy)
			pipe_submit(rx, &rx->x[i]);
}

static void on_tx(struct usb_urb *u, int result)
{
	struct usb_transfer *x = transfer_ended(u);
	struct usb_port *p = x->port;

	pipe_ended(&p->io.tx, x, result);
	if (bulk_done(&p->bulk, x->index, port_clock_us()))
		p->io.writable = true;
}

static void tx_submit(struct usb_port *p, const struct bulk_transfer *t)
{
	struct usb_transfer *x = &p->io.tx.x[t->index];

	x->urb.len = t->len;
	x->urb.zlp = t->zlp;
	pipe_submit(&p->io.tx, x);
	if (!x->urb.busy)
		bulk_done(&p->bulk, t->index, port_clock_us());
}

void usb_io_pump_tx(struct usb_port *p)
{
	struct bulk_transfer t;

	if (!p->data.framing || p->reformat || !pipe_clear(p, &p->io.tx))
		return;
	while (!p->fail && bulk_next(&p->bulk, &t))
		tx_submit(p, &t);
}

/* --- all together ------------------------------------------------ */

int usb_io_init(struct usb_port *p)
{
	struct usb_transfer *control = &p->io.control;

	memset(&p->io, 0, sizeof(p->io));
	if (!transfer_init(control, p, USB_URB_CONTROL, 0, on_control))
		return ATT_E_MEMORY;
	control->urb.buf = calloc(1, USB_SETUP_LEN + USB_MAX_CONTROL);
	return control->urb.buf ? 0 : ATT_E_MEMORY;
}

int usb_io_size_data(struct usb_port *p)
{
	struct usb_io *io = &p->io;
	uint8_t *bufs[USB_TX];

	if (!pipe_size(&io->rx, rx_count(p), rx_len(p)) ||
	    !pipe_size(&io->tx, USB_TX, p->data.out_size))
		return ATT_E_MEMORY;
	for (uint32_t i = 0; i < USB_TX; i++)
		bufs[i] = io->tx.x[i].urb.buf;
	usb_data_bulk(&p->data, &p->bulk, bufs, USB_TX);
	return 0;
}

bool usb_io_halt_data(struct usb_port *p)
{
	pipe_cancel(&p->io.rx);
	pipe_cancel(&p->io.tx);
	return !p->io.rx.in_flight && !p->io.tx.in_flight;
}

int usb_io_init_data(struct usb_port *p)
{
	struct usb_io *io = &p->io;
	bool ok = transfer_init(&io->notify, p, USB_URB_INTERRUPT,
				p->f.ep_notify, on_notify) &&
		  pipe_init(&io->rx, p, USB_RX, p->f.ep_in, on_rx) &&
		  pipe_init(&io->tx, p, USB_TX, p->f.ep_out, on_tx);

	io->notify.urb.len = wdm_notify_len(p->f.notify_packet);
	io->notify.urb.buf = calloc(1, io->notify.urb.len);
	io->wdm_mem = malloc(wdm_size(p->f.max_control));
	if (!ok || !io->notify.urb.buf || !io->wdm_mem)
		return ATT_E_MEMORY;
	wdm_init(&p->wdm, &p->f, io->wdm_mem);
	usb_data_init(&p->data);
	if (p->f.speaks == USB_SPEAKS_QMI)
		return 0; /* its data path is agreed on later */
	usb_data_ntb(&p->data, &p->bringup);
	return usb_io_size_data(p);
}

void usb_io_unmap(struct usb_port *p)
{
	pipe_unmap(&p->io.rx);
	pipe_unmap(&p->io.tx);
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
	transfer_cancel(&p->io.control);
	transfer_cancel(&p->io.notify);
	pipe_cancel(&p->io.rx);
	pipe_cancel(&p->io.tx);
}

void usb_io_pump(struct usb_port *p)
{
	pump_notify(p);
	pump_rx(p);
	usb_io_pump_tx(p);
}
