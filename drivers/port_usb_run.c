/* The life of a device on USB: found, opened, brought up, at work, stopped, and
 * tried again. */
#include "drivers/port_usb.h"
#include "drivers/port_rights.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/errors.h"

enum {
	NTB_IN_CAP = 65536,
	NTB_OUT_CAP = 32768, /* more would only lengthen the queue */

	OPEN_RETRY_MS = 100, /* udev may need a moment for the node */
	OPEN_ATTEMPTS = 20,
	KERNEL_ATTEMPTS = 10, /* within these */
	OPEN_AGAIN_MS = 5000,
	HELD_MS = 500,	   /* it is to be back within a second */
	RESTART_MS = 1000, /* doubled with each failure, up to 32 s */
	RESTARTS = 5,
	STOP_MS = 2000,

	RESET_FUNCTION = 0x05,
	RESET_TIMEOUT_MS = 2000
};

/* --- one device, from found to forgotten ------------------------- */

static void close_device(struct usb_port *p)
{
	if (p->undo && !p->left && p->fail != ATT_E_GONE)
		usb_dev_undo(p);
	p->undo = false;
	usb_dev_release(p);
	usb_io_unmap(p);
	usb_dev_close(p);
	usb_io_fini(p);
}

void usb_run_forget(struct usb_port *p)
{
	close_device(p);
	p->device.bus = 0;
	p->left = p->delay = p->reset = p->resetting = p->reformat = false;
	p->fail = 0;
	p->attempts = 0;
	p->state = USB_WAITING;
	p->rescan = true; /* there may be another that fits */
}

/* It cannot be used at the moment: others first, and it again later. */
static void avoid(struct usb_port *p, int ms)
{
	bool room = usb_dev_avoid(p);

	usb_run_forget(p);
	p->rescan = room;
	p->again_ms = ms;
	usb_port_timer(p, ms); /* the one before was for this device */
}

static void stop(struct usb_port *p)
{
	p->state = USB_STOPPING;
	usb_io_cancel(p);
	usb_port_timer(p, STOP_MS);
}

/* Without end: its program will end, or let it go. */
static void wait_for_holder(struct usb_port *p, const char *path)
{
	char text[48];

	port_holder_look(path, &p->holder);
	port_holder_text(&p->holder, text, sizeof(text));
	usb_port_waits(p, "is held by %s, tried again every %d ms", text,
		       HELD_MS);
	avoid(p, HELD_MS);
}

/* Each failure doubles the wait, up to a limit. */
static void retry(struct usb_port *p, int err)
{
	int ms = RESTART_MS << p->failures;

	if (p->failures < RESTARTS) {
		usb_port_log(p, "trying again in %d ms", ms);
		p->failures++;
	}
	usb_port_waits(p, "cannot be brought up: %s", att_errors_text(err));
	avoid(p, ms);
}

/* Every transfer is back, or will never be: then closing the device takes it
 * from the back end. */
static void stopped(struct usb_port *p)
{
	bool was_up = p->up, present = p->fail != ATT_E_GONE && !p->left;
	int err = p->left ? ATT_E_GONE : p->fail;
	bool last = present && err != ATT_E_BUSY && p->failures + 1 == RESTARTS;
	char path[64];

	p->up = false;
	usb_port_timer(p, -1);
	close_device(p);
	if (was_up || last)
		p->port.host->gone(p->port.host->ctx, err);
	if (p->closed)
		return;
	if (!present)
		usb_run_forget(p);
	else if (err != ATT_E_BUSY)
		retry(p, err);
	else if (p->kernel_node[0])
		wait_for_holder(p, p->kernel_node);
	else
		wait_for_holder(p, usb_dev_path(p, path));
}

/* The back end tells less than the system does. */
static void complain_of_open(struct usb_port *p)
{
	char path[64];
	int fd = port_rights->open(usb_dev_path(p, path), O_RDWR);
	int error = fd < 0 ? errno : EIO;

	if (fd >= 0)
		close(fd);
	if (error == EACCES || error == EPERM)
		usb_port_waits(p,
			       "cannot be opened, no permission for %s: run as "
			       "root, or add the udev rule SUBSYSTEM==\"usb\", "
			       "ATTR{idVendor}==\"%04x\", "
			       "ATTR{idProduct}==\"%04x\", TAG+=\"uaccess\"",
			       path, p->f.vendor, p->f.product);
	else
		usb_port_waits(p, "cannot be opened: %s: %s", path,
			       strerror(error));
}

/* It has no node for us; a rule for it, or a free descriptor, may yet come. */
static void not_opened(struct usb_port *p, int err)
{
	uint16_t number = usb_dev_number(p);
	bool again = p->refused == number;

	complain_of_open(p);
	p->refused = number;
	avoid(p, OPEN_AGAIN_MS);
	if (!again)
		p->port.host->gone(p->port.host->ctx, err);
}

static void begin(struct usb_port *p)
{
	int err;

	if (usb_dev_kernel_holds(p, p->kernel_node)) {
		p->state = USB_BRINGUP;
		usb_port_fail(p, ATT_E_BUSY);
		return;
	}
	err = usb_io_init(p);
	if (err)
		usb_port_fail(p, err);
	usb_bringup_init(&p->bringup, &p->f, p->usb->ops->configuration(p->usb),
			 NTB_IN_CAP, NTB_OUT_CAP);
	p->state = USB_BRINGUP;
}

/* What is to be had by the kernel's node is left to it; what has just come, its
 * driver may yet take. */
static bool left_to_kernel(struct usb_port *p)
{
	if (!p->wish.follow)
		return false;
	if (usb_dev_kernel_has(p)) {
		avoid(p, OPEN_AGAIN_MS);
		p->port.host->moved(p->port.host->ctx);
		return true;
	}
	if (!p->scanned || p->attempts >= KERNEL_ATTEMPTS ||
	    !usb_dev_kernel_may_come(p))
		return false;
	p->attempts++;
	usb_port_timer(p, OPEN_RETRY_MS);
	return true;
}

static void try_open(struct usb_port *p)
{
	int err;

	if (left_to_kernel(p))
		return;
	err = p->usb->ops->open(p->usb, &p->device);
	p->open = !err;
	if (!err) {
		begin(p);
		return;
	}
	if ((err == ATT_E_ACCESS || err == ATT_E_GONE) &&
	    ++p->attempts < OPEN_ATTEMPTS) {
		usb_port_timer(p, OPEN_RETRY_MS);
		return;
	}
	not_opened(p, err);
}

/* --- bring-up ---------------------------------------------------- */

static void mbim_info(const struct usb_port *p, struct port_info *info)
{
	info->speaks = "mbim";
	info->ex_version = p->f.ex_version;
	info->mtu = usb_bringup_mtu(&p->bringup);
	info->max_outstanding = p->f.max_outstanding;
}

static void qmi_info(const struct usb_port *p, struct port_info *info)
{
	info->speaks = "qmi";
	info->links = USB_DATA_LINKS;
	info->aggregations = USB_DATA_AGGREGATIONS;
	info->down_max_size = USB_DATA_DOWN;
	info->endpoint = ATT_ENDPOINT_USB;
	info->interface = p->f.control_interface;
}

static void tell_up(struct usb_port *p)
{
	struct port_info info = {
		.max_control = p->f.max_control,
		.framed = true,
		.data = PORT_DATAGRAMS,
	};

	if (p->f.speaks == USB_SPEAKS_QMI)
		qmi_info(p, &info);
	else
		mbim_info(p, &info);
	memcpy(info.name, p->name, sizeof(p->name));
	port_usb_place_now(p->device.place, info.place);
	info.vendor = p->f.vendor;
	info.product = p->f.product;
	memcpy(p->up_place, p->device.place, sizeof(p->up_place));
	p->up = true;
	p->port.host->up(p->port.host->ctx, &info);
}

static void log_function(struct usb_port *p)
{
	if (p->f.speaks == USB_SPEAKS_QMI)
		usb_port_log(p, "QMI on interface %u%s", p->f.control_interface,
			     p->f.guessed ? ", by its class" : "");
	else
		usb_port_log(p, "NTB %u in, %u out, control %u%s",
			     p->bringup.in.max_size, p->bringup.out.max_size,
			     p->f.max_control,
			     p->f.ncm_combination ? ", NCM/MBIM" : "");
}

static void bringup_ended(struct usb_port *p)
{
	int err = p->bringup.err;

	if (err) {
		if (err != ATT_E_BUSY)
			usb_port_log(p, "bring-up: %s: %s",
				     usb_bringup_name(&p->bringup),
				     att_errors_text(err));
		usb_port_fail(p, err);
		return;
	}
	p->undo = true;
	err = usb_io_init_data(p);
	if (err) {
		usb_port_fail(p, err);
		return;
	}
	log_function(p);
	p->state = USB_UP;
	usb_io_pump(p);
	tell_up(p);
}

static void pump_bringup(struct usb_port *p)
{
	if (p->io.control_done)
		usb_bringup_done(&p->bringup, usb_io_control_take(p, &p->req));
	if (p->delay && p->due) {
		p->delay = false;
		usb_bringup_done(&p->bringup, 0);
	}
	while (!p->io.control.urb.busy && !p->delay && !p->fail) {
		if (!usb_bringup_next(&p->bringup, &p->req)) {
			bringup_ended(p);
			return;
		}
		if (p->req.kind == USB_CONTROL) {
			usb_io_control(p, &p->req);
		} else if (p->req.kind == USB_DELAY) {
			p->delay = true;
			usb_port_timer(p, p->req.value);
		} else {
			int err = usb_dev_request(p, &p->req);

			usb_bringup_done(&p->bringup, err);
		}
	}
}

/* --- the control channel ----------------------------------------- */

static void control_ended(struct usb_port *p, int result)
{
	const struct port_host *host = p->port.host;
	bool drained = p->wdm.draining;
	struct att_bytes response;
	int err = wdm_done(&p->wdm, result, &response);

	if (drained && !p->wdm.draining && p->wdm.drained)
		usb_port_log(p,
			     "answers to an earlier program: %u, "
			     "dropped",
			     p->wdm.drained);
	if (err == ATT_E_GONE)
		usb_port_fail(p, err);
	else if (err)
		usb_port_log(p, "a command was not taken: %s",
			     att_errors_text(err));
	if (!response.len || p->closed)
		return;
	p->failures = 0; /* it works */
	host->control(host->ctx, response);
}

static bool control_idle(const struct usb_port *p)
{
	return !p->io.control.urb.busy && !p->io.control_done &&
	       !p->resetting && !p->fail && !p->closed;
}

/* MBIM 1.0 8.1: RESET_FUNCTION closes the function. QMI has nothing like it. */
static void submit_reset(struct usb_port *p)
{
	struct usb_req req = {
		.kind = USB_CONTROL,
		.request_type = 0x21,
		.request = RESET_FUNCTION,
		.index = p->f.control_interface,
		.timeout_ms = RESET_TIMEOUT_MS,
	};

	if (p->f.speaks == USB_SPEAKS_QMI) {
		usb_dev_reset(p);
		usb_port_fail(p, ATT_E_GONE);
		return;
	}
	p->req = req;
	p->resetting = true;
	usb_io_control(p, &p->req);
}

void usb_run_control(struct usb_port *p)
{
	while (control_idle(p)) {
		if (p->reset) {
			submit_reset(p);
			return;
		}
		if (!wdm_next(&p->wdm, &p->req))
			return;
		if (p->req.kind == USB_CONTROL) {
			usb_io_control(p, &p->req);
			continue;
		}
		control_ended(p, usb_dev_request(p, &p->req));
	}
}

static void take_control(struct usb_port *p)
{
	int result;

	if (!p->io.control_done)
		return;
	result = usb_io_control_take(p, &p->req);
	if (!p->resetting) {
		control_ended(p, result);
		return;
	}
	usb_port_log(p, "function reset: %s",
		     result < 0 ? att_errors_text(result) : "done");
	if (result < 0)
		usb_dev_reset(p);
	usb_port_fail(p, ATT_E_GONE);
}

/* --- the data path of QMI ----------------------------------------- */

static void log_format(struct usb_port *p)
{
	usb_port_log(p, "data: %s, transfers of %u bytes in, %u out",
		     p->data.framing == &qmap_framing	  ? "QMAP"
		     : p->data.framing == &raw_ip_framing ? "raw IP"
							  : "802.3",
		     p->data.in_size, p->data.out_size);
}

void usb_run_format(struct usb_port *p)
{
	int err;

	if (!p->reformat || p->in_events || p->fail || !usb_io_halt_data(p))
		return;
	err = usb_data_follow(&p->data, &p->f, &p->format);
	if (!err)
		err = usb_io_size_data(p);
	if (err) {
		usb_port_fail(p, err);
		return;
	}
	p->reformat = false;
	p->io.writable = true;
	log_format(p);
}

static void pump_up(struct usb_port *p)
{
	const struct port_host *host = p->port.host;

	take_control(p);
	usb_run_control(p);
	usb_run_format(p);
	if (p->fail || p->closed)
		return;
	usb_io_pump(p);
	if (p->io.writable && !p->closed) {
		p->io.writable = false;
		host->writable(host->ctx);
	}
}

/* --- the states -------------------------------------------------- */

/* Those that could not be used before are looked at again when it is time. */
static void look(struct usb_port *p)
{
	if (p->due)
		p->n_avoided = 0;
	if ((p->rescan || p->due) && usb_dev_find(p)) {
		p->state = USB_OPENING;
		p->due = true; /* no need to wait */
	} else if (p->rescan && !p->n_avoided) {
		p->port.host->waits(p->port.host->ctx, p->other);
	} else if (p->n_avoided && !p->armed) {
		usb_port_timer(p, p->again_ms);
	}
	p->rescan = false;
	p->scanned |= p->state == USB_WAITING;
}

bool usb_run_step(struct usb_port *p)
{
	enum usb_state was = p->state;
	bool running = was == USB_BRINGUP || was == USB_UP;

	if (p->left)
		usb_port_fail(p, ATT_E_GONE);
	if (p->fail && running) {
		stop(p);
		return true;
	}
	if (p->due && running && p->io.control.urb.busy)
		usb_io_control_late(p);
	switch (p->state) {
	case USB_WAITING:
		look(p);
		break;
	case USB_OPENING:
		if (p->left)
			usb_run_forget(p);
		else if (p->due)
			try_open(p);
		break;
	case USB_BRINGUP:
		pump_bringup(p);
		break;
	case USB_UP:
		pump_up(p);
		break;
	case USB_STOPPING:
		if (!p->io.in_flight || p->due)
			stopped(p);
		break;
	}
	return p->state != was || (p->fail && running);
}
