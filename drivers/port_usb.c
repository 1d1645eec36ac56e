/* A modem on USB, without the kernel's driver: waits for the device, brings it
 * up, carries control and data, and starts over when it has gone. All transfers
 * are asynchronous. Opening, claiming, choosing a configuration or altsetting
 * and clearing a halt block for as long as the kernel takes. */
#include "drivers/port_usb.h"
#include "drivers/port_rights.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/errors.h"

enum { STOP_TURN_MS = 50, STOP_TURNS = 40 };

/* --- the loop's calls -------------------------------------------- */

static void unwatch_nodes(struct usb_port *p)
{
	if (p->inotify < 0)
		return;
	p->port.host->unwatch(p->port.host->ctx, p->inotify);
	close(p->inotify);
	p->inotify = -1;
}

static void fini(struct usb_port *p)
{
	usb_port_timer(p, -1);
	usb_io_cancel(p);
	for (int i = 0; p->io.in_flight && i < STOP_TURNS; i++)
		p->usb->ops->wait(p->usb, STOP_TURN_MS);
	usb_run_forget(p);
	unwatch_nodes(p);
	p->usb->ops->fini(p->usb);
	free(p);
}

static void work(struct usb_port *p)
{
	while (!p->closed && usb_run_step(p))
		;
	p->due = false;
	p->inside = false;
	if (p->closed)
		fini(p);
}

static void on_timer(void *arg)
{
	struct usb_port *p = arg;

	p->inside = true;
	p->due = true;
	p->armed = false;
	work(p);
}

/* --- the back end's calls ---------------------------------------- */

static void on_begin(void *arg)
{
	struct usb_port *p = arg;

	p->inside = true;
	p->in_events = true;
}

static void on_end(void *arg)
{
	struct usb_port *p = arg;

	p->in_events = false;
	usb_io_received(p);
	work(p);
}

static void on_came(void *arg)
{
	struct usb_port *p = arg;

	p->rescan = true;
}

static void on_left(void *arg, uint16_t number)
{
	struct usb_port *p = arg;

	if (number == usb_dev_number(p))
		p->left = true;
	usb_dev_forgive(p, number);
	p->rescan = true;
}

/* --- the port ---------------------------------------------------- */

static int port_send(struct port *port, struct att_bytes fragment)
{
	struct usb_port *p = (struct usb_port *)port;
	int err;

	if (p->state != USB_UP || p->fail || p->left)
		return ATT_E_GONE;
	err = wdm_send(&p->wdm, fragment);
	/* In a handler the pump follows, and may block there. */
	if (!err && !p->inside)
		usb_run_control(p);
	return err;
}

static uint8_t *port_send_reserve(struct port *port, struct flow flow,
				  uint32_t max)
{
	struct usb_port *p = (struct usb_port *)port;
	uint8_t *room;

	if (p->state != USB_UP || p->fail || !p->data.framing || p->reformat)
		return NULL;
	room = bulk_reserve(&p->bulk, flow, max);
	if (room)
		return room;
	usb_io_pump_tx(p); /* the full one; is there another? */
	return bulk_reserve(&p->bulk, flow, max);
}

static void port_send_commit(struct port *port, struct flow flow, uint32_t len)
{
	struct usb_port *p = (struct usb_port *)port;

	if (p->state == USB_UP && p->data.framing)
		bulk_commit(&p->bulk, flow, len);
}

static void port_send_flush(struct port *port)
{
	struct usb_port *p = (struct usb_port *)port;

	if (p->state != USB_UP || p->fail || !p->data.framing)
		return;
	bulk_flush(&p->bulk);
	usb_io_pump_tx(p);
}

static void reenumerate(struct usb_port *p)
{
	const char *place = p->up_place;
	enum port_usb_cycle cycle = PORT_USB_STAYS;
	char dir[64 + PORT_USB_PLACE];

	snprintf(dir, sizeof(dir), PORT_USB_DEVICES "/%s", place);
	if (place[0])
		cycle = port_usb_place_authorize(dir);
	if (cycle == PORT_USB_BACK)
		usb_port_log(p, "taken off the bus and put back");
	else
		usb_port_log(p, "%s (%s)", port_usb_place_cycle_text(cycle),
			     place[0] ? strerror(errno) : "it was never up");
	if (p->state != USB_UP)
		return;
	if (cycle == PORT_USB_STAYS)
		usb_dev_reset(p);
	usb_port_fail(p, ATT_E_GONE);
}

static void port_reset(struct port *port, enum port_reset how)
{
	struct usb_port *p = (struct usb_port *)port;

	if (how == PORT_REENUMERATE) {
		reenumerate(p);
		return;
	}
	if (p->state != USB_UP)
		return; /* it is being brought to its initial state */
	p->reset = true;
	if (!p->inside)
		usb_run_control(p);
}

/* With SET_NTB_INPUT_SIZE instead of without or the other way round, and then
 * back again: there are modems of either kind that are in no table. */
static bool port_vary(struct port *port)
{
	struct usb_port *p = (struct usb_port *)port;
	uint16_t place;

	if (p->state != USB_UP || p->fail || p->left ||
	    p->f.speaks != USB_SPEAKS_MBIM)
		return false;
	place = usb_dev_number(p);
	if (p->varied != place)
		p->n_varied = 0;
	p->varied = place;
	if (p->n_varied == 2)
		return false;
	p->n_varied++;
	usb_port_log(p,
		     "refuses to open: brought up again %s "
		     "SET_NTB_INPUT_SIZE",
		     p->f.quirks & USB_QUIRK_SET_NTB_INPUT ? "without"
							   : "with");
	usb_port_fail(p, ATT_E_GONE);
	return true;
}

static bool same_format(const struct usb_port *p,
			const struct att_data_format *f)
{
	return p->data.framing && !p->reformat &&
	       att_bytes_equal(att_bytes_of(&p->format, sizeof(p->format)),
			       att_bytes_of(f, sizeof(*f)));
}

static int port_data_format(struct port *port, const struct att_data_format *f)
{
	struct usb_port *p = (struct usb_port *)port;
	struct usb_data wanted;
	int err;

	if (p->state != USB_UP || p->fail || p->left)
		return ATT_E_GONE;
	if (p->f.speaks != USB_SPEAKS_QMI)
		return ATT_E_STATE;
	err = usb_data_follow(&wanted, &p->f, f);
	if (err || same_format(p, f))
		return err;
	p->format = *f;
	p->reformat = true;
	if (p->inside)
		return 0; /* it is seen to when the handler ends */
	usb_run_format(p);
	usb_io_pump(p);
	if (!p->io.control.urb.busy)
		usb_port_timer(p, 0);
	return 0;
}

static void port_close(struct port *port)
{
	struct usb_port *p = (struct usb_port *)port;

	p->closed = true;
	if (!p->inside)
		fini(p);
}

static const struct port_ops ops = {
	.send = port_send,
	.send_reserve = port_send_reserve,
	.send_commit = port_send_commit,
	.send_flush = port_send_flush,
	.reset = port_reset,
	.vary = port_vary,
	.data_format = port_data_format,
	.close = port_close,
};

static bool is_node(const struct inotify_event *e)
{
	return e->len && !strncmp(e->name, "cdc-wdm", strlen("cdc-wdm"));
}

static void on_dev(void *arg, uint32_t revents)
{
	struct usb_port *p = arg;
	_Alignas(struct inotify_event) char buf[4096];
	ssize_t n = read(p->inotify, buf, sizeof(buf));
	bool node = false;

	(void)revents;
	for (ssize_t at = 0; at < n;) {
		const struct inotify_event *e = (const void *)(buf + at);

		node |= is_node(e);
		at += (ssize_t)(sizeof(*e) + e->len);
	}
	if (node && p->state == USB_WAITING)
		p->port.host->moved(p->port.host->ctx);
}

/* Where no udevd tells of devices, the kernel's node tells that its driver has
 * one. */
static int watch_nodes(struct usb_port *p)
{
	if (!p->wish.follow)
		return 0;
	p->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (p->inotify < 0 ||
	    port_rights->watch(p->inotify, "/dev", IN_CREATE | IN_ATTRIB) < 0)
		return ATT_E_IO;
	return p->port.host->watch(p->port.host->ctx, p->inotify, EPOLLIN,
				   on_dev, p);
}

static int init(struct usb_port *p, const struct usb_host_ops *usb)
{
	int err, error;

	p->user = (struct usb_host_user){
		.arg = p,
		.begin = on_begin,
		.came = on_came,
		.left = on_left,
		.end = on_end,
	};
	err = usb->init(&p->user, p->port.host, &p->usb);
	if (err)
		return err;
	err = watch_nodes(p);
	if (err) {
		error = errno;
		unwatch_nodes(p);
		usb->fini(p->usb);
		errno = error;
	}
	return err;
}

int port_open_usb(const struct port_wish *wish, const struct port_host *host,
		  struct port **port)
{
	const struct usb_host_ops *usb = usb_host_find(wish->libusb);
	struct usb_port *p;
	int err;

	if (!usb) {
		host->log(
			host->ctx,
			wish->libusb
				? "this build has no libusb"
				: "this build has no USB: name a /dev/cdc-wdm");
		errno = ENOSYS;
		return ATT_E_IO;
	}
	p = calloc(1, sizeof(*p));
	if (!p)
		return ATT_E_MEMORY;
	p->port.ops = &ops;
	p->port.host = host;
	p->on_timer = on_timer;
	p->wish = *wish;
	p->inotify = -1;
	err = init(p, usb);
	if (err) {
		free(p);
		return err;
	}
	/* Look for the device as soon as the loop runs. */
	p->rescan = true;
	usb_port_timer(p, 0);
	*port = &p->port;
	return 0;
}
