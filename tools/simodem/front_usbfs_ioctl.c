/* USBDEVFS_* ioctls. FUSE would copy the arguments by the direction in the
 * ioctl's number, but that is wrong for half of them and knows nothing of the
 * pointers inside: everything is read from and written to the caller's memory
 * at the address that it gave. */
#include <errno.h>
#include <linux/usb/ch9.h>
#include <linux/usbdevice_fs.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

#include "tools/simodem/front_usbfs.h"

/* 0 or -EFAULT, for all or nothing. */
static int user_get(const struct usbfs_call *c, uint64_t from, void *to,
		    size_t len)
{
	struct iovec local = {to, len}, remote = {(void *)(uintptr_t)from, len};

	if (len == 0)
		return 0;
	return process_vm_readv(c->pid, &local, 1, &remote, 1, 0) ==
			       (ssize_t)len
		       ? 0
		       : -EFAULT;
}

static int user_put(pid_t pid, uint64_t to, const void *from, size_t len)
{
	struct iovec local = {(void *)(uintptr_t)from, len};
	struct iovec remote = {(void *)(uintptr_t)to, len};

	if (len == 0)
		return 0;
	return process_vm_writev(pid, &local, 1, &remote, 1, 0) == (ssize_t)len
		       ? 0
		       : -EFAULT;
}

/* A class or standard request to an interface or endpoint needs a claim. */
static int control_allowed(struct usbfs_handle *h, const uint8_t *setup)
{
	struct usbfs_endpoint e;
	uint16_t index = att_get16(setup + 4);

	if ((setup[0] & USB_TYPE_MASK) == USB_TYPE_VENDOR)
		return 0;
	switch (setup[0] & USB_RECIP_MASK) {
	case USB_RECIP_INTERFACE:
		return usbfs_bus_claim(h, index & 0xff);
	case USB_RECIP_ENDPOINT:
		return (index & 0x7f) == 0
			       ? 0
			       : usbfs_bus_endpoint(h, index & 0xff, &e);
	}
	return 0;
}

/* A control URB of which `data` is the data stage's address. */
static int control_urb(struct usbfs_call *c, const uint8_t setup[8],
		       uint64_t data, struct usbfs_urb **out)
{
	uint16_t len = att_get16(setup + 6);
	struct usbfs_urb *u;
	int err = control_allowed(c->handle, setup);

	if (err < 0)
		return err;
	u = usbfs_urb_new(c->handle, len);
	if (!u)
		return -ENOMEM;
	u->endpoint = setup[0] & USB_DIR_IN;
	u->user_data = data;
	memcpy(u->setup, setup, 8);
	if (!(setup[0] & USB_DIR_IN) && user_get(c, data, u->data, len) < 0) {
		usbfs_urb_free(u);
		return -EFAULT;
	}
	*out = u;
	return 0;
}

/* Bulk transfers go to either type of endpoint, interrupt ones to one. */
static int bulk_urb(struct usbfs_call *c, uint8_t type, uint8_t address,
		    uint64_t data, size_t len, bool zero_packet,
		    struct usbfs_urb **out)
{
	struct usbfs_endpoint e;
	struct usbfs_urb *u;
	int err = usbfs_bus_endpoint(c->handle, address, &e);

	if (err < 0)
		return err;
	if (e.type != USB_ENDPOINT_XFER_INT &&
	    (e.type != USB_ENDPOINT_XFER_BULK ||
	     type != USBDEVFS_URB_TYPE_BULK))
		return -EINVAL;
	u = usbfs_urb_new(c->handle, len);
	if (!u)
		return -ENOMEM;
	u->endpoint = address;
	u->interface = e.interface;
	u->packet = e.type == USB_ENDPOINT_XFER_INT ? e.packet : 0;
	u->user_data = data;
	u->zlp = len == 0 || (zero_packet && e.packet && len % e.packet == 0);
	if (!(address & USB_DIR_IN) && user_get(c, data, u->data, len) < 0) {
		usbfs_urb_free(u);
		return -EFAULT;
	}
	*out = u;
	return 0;
}

static int later(struct usbfs_call *c, struct usbfs_urb *u, uint32_t timeout_ms)
{
	u->waiter = c->waiter;
	if (timeout_ms)
		u->deadline = c->now_ms + timeout_ms;
	usbfs_urb_submit(u);
	c->later = u;
	return USBFS_LATER;
}

static int do_control(struct usbfs_call *c)
{
	struct usbdevfs_ctrltransfer x;
	struct usbfs_urb *u;
	uint8_t setup[8];
	int err = user_get(c, c->arg, &x, sizeof(x));

	if (err < 0)
		return err;
	if (x.wLength > USBFS_CONTROL)
		return -EINVAL;
	setup[0] = x.bRequestType;
	setup[1] = x.bRequest;
	att_put16(setup + 2, x.wValue);
	att_put16(setup + 4, x.wIndex);
	att_put16(setup + 6, x.wLength);
	err = control_urb(c, setup, (uintptr_t)x.data, &u);
	return err < 0 ? err : later(c, u, x.timeout);
}

static int do_bulk(struct usbfs_call *c)
{
	struct usbdevfs_bulktransfer x;
	struct usbfs_urb *u;
	int err = user_get(c, c->arg, &x, sizeof(x));

	if (err < 0)
		return err;
	if (x.ep & ~0x8fu)
		return -EINVAL;
	err = bulk_urb(c, USBDEVFS_URB_TYPE_BULK, (uint8_t)x.ep,
		       (uintptr_t)x.data, x.len, false, &u);
	if (err < 0)
		return err;
	return later(c, u, x.timeout);
}

static int submit_control(struct usbfs_call *c, const struct usbdevfs_urb *x,
			  struct usbfs_urb **out)
{
	uint64_t data = (uintptr_t)x->buffer;
	uint8_t setup[8];

	if (x->buffer_length < 8)
		return -EINVAL;
	if (user_get(c, data, setup, sizeof(setup)) < 0)
		return -EFAULT;
	if (x->buffer_length < att_get16(setup + 6) + 8)
		return -EINVAL;
	return control_urb(c, setup, data + 8, out);
}

static int do_submit(struct usbfs_call *c)
{
	const unsigned known = USBDEVFS_URB_SHORT_NOT_OK |
			       USBDEVFS_URB_NO_FSBR | USBDEVFS_URB_ZERO_PACKET |
			       USBDEVFS_URB_NO_INTERRUPT;
	struct usbdevfs_urb x;
	struct usbfs_urb *u;
	int err = user_get(c, c->arg, &x, sizeof(x));

	if (err < 0)
		return err;
	if ((x.flags & ~known) || x.buffer_length < 0)
		return -EINVAL;
	switch (x.type) {
	case USBDEVFS_URB_TYPE_CONTROL:
		err = submit_control(c, &x, &u);
		break;
	case USBDEVFS_URB_TYPE_BULK:
	case USBDEVFS_URB_TYPE_INTERRUPT:
		err = bulk_urb(c, x.type, x.endpoint, (uintptr_t)x.buffer,
			       (size_t)x.buffer_length,
			       x.flags & USBDEVFS_URB_ZERO_PACKET, &u);
		break;
	default:
		return -EINVAL; /* isochronous */
	}
	if (err < 0)
		return err;
	u->user_urb = c->arg;
	u->short_not_ok = x.flags & USBDEVFS_URB_SHORT_NOT_OK;
	usbfs_urb_submit(u);
	return 0;
}

/* Status, lengths and data of a URB that is done, and its address to arg. */
static int copy_back(struct usbfs_urb *u, pid_t pid, uint64_t arg)
{
	struct usbdevfs_urb *user =
		(struct usbdevfs_urb *)(uintptr_t)u->user_urb;
	int actual = (int)u->actual;
	size_t in = u->endpoint & USB_DIR_IN ? u->actual : 0;
	const struct iovec local[] = {{&u->status, sizeof(u->status)},
				      {&actual, sizeof(actual)},
				      {&user, sizeof(user)},
				      {u->data, in}};
	const struct iovec remote[] = {{&user->status, sizeof(u->status)},
				       {&user->actual_length, sizeof(actual)},
				       {(void *)(uintptr_t)arg, sizeof(user)},
				       {(void *)(uintptr_t)u->user_data, in}};
	size_t len = sizeof(u->status) + sizeof(actual) + sizeof(user) + in;

	return process_vm_writev(pid, local, 4, remote, 4, 0) == (ssize_t)len
		       ? 0
		       : -EFAULT;
}

int usbfs_ioctl_reap(struct usbfs_handle *h, pid_t pid, uint64_t arg)
{
	struct usbfs_urb *u = TAILQ_FIRST(&h->done);
	int err;

	if (!u)
		return h->gone ? -ENODEV : -EAGAIN;
	err = copy_back(u, pid, arg);
	TAILQ_REMOVE(&h->done, u, entry);
	usbfs_urb_free(u);
	return err;
}

int usbfs_ioctl_finish(const struct usbfs_urb *u, pid_t pid)
{
	if (u->status < 0)
		return u->status == -ESHUTDOWN ? -ENODEV : u->status;
	if ((u->endpoint & USB_DIR_IN) &&
	    user_put(pid, u->user_data, u->data, u->actual) < 0)
		return -EFAULT;
	return (int)u->actual;
}

/* The ioctls whose argument is one number behind a pointer. */
static int do_number(struct usbfs_call *c)
{
	struct usbfs_handle *h = c->handle;
	struct usbfs_endpoint e;
	unsigned n;
	int err = user_get(c, c->arg, &n, sizeof(n));

	if (err < 0)
		return err;
	switch (c->cmd) {
	case USBDEVFS_CLAIMINTERFACE:
		return usbfs_bus_claim(h, n);
	case USBDEVFS_RELEASEINTERFACE:
		return usbfs_bus_release(h, n);
	case USBDEVFS_SETCONFIGURATION:
		return usbfs_bus_set_configuration(h, n);
	case USBDEVFS_CLEAR_HALT:
		return usbfs_bus_clear_halt(h, n);
	case USBDEVFS_RESETEP: /* the host's side only: nothing is kept here */
		return usbfs_bus_endpoint(h, n, &e);
	}
	return -ENOTTY;
}

static int do_set_interface(struct usbfs_call *c)
{
	struct usbdevfs_setinterface x;
	int err = user_get(c, c->arg, &x, sizeof(x));

	if (err < 0)
		return err;
	return usbfs_bus_set_interface(c->handle, x.interface, x.altsetting);
}

/* The only driver in here is usbfs itself. */
static int do_get_driver(struct usbfs_call *c)
{
	struct usbdevfs_getdriver x;
	int err = user_get(c, c->arg, &x.interface, sizeof(x.interface));

	if (err < 0)
		return err;
	if (x.interface >= USBFS_INTERFACES ||
	    !c->handle->device->owner[x.interface])
		return -ENODATA;
	return user_put(c->pid,
			c->arg + offsetof(struct usbdevfs_getdriver, driver),
			"usbfs", sizeof("usbfs"));
}

static int do_driver_ioctl(struct usbfs_call *c)
{
	struct usbfs_device *d = c->handle->device;
	struct usbdevfs_ioctl x;
	int err = user_get(c, c->arg, &x, sizeof(x));

	if (err < 0)
		return err;
	if (x.ifno < 0 || x.ifno >= USBFS_INTERFACES)
		return -EINVAL;
	switch ((unsigned)x.ioctl_code) {
	case USBDEVFS_DISCONNECT:
		return usbfs_bus_disconnect(d, (unsigned)x.ifno);
	case USBDEVFS_CONNECT: /* 0: no driver wanted it */
		return d->owner[x.ifno] ? -EBUSY : 0;
	}
	return -ENOTTY;
}

static int do_disconnect_claim(struct usbfs_call *c)
{
	struct usbfs_device *d = c->handle->device;
	struct usbdevfs_disconnect_claim x;
	bool usbfs;
	int err = user_get(c, c->arg, &x, sizeof(x));

	if (err < 0)
		return err;
	if (x.interface >= USBFS_INTERFACES)
		return -EINVAL;
	usbfs = memcmp(x.driver, "usbfs", sizeof("usbfs")) == 0;
	if (d->owner[x.interface]) {
		if ((x.flags & USBDEVFS_DISCONNECT_CLAIM_IF_DRIVER) && !usbfs)
			return -EBUSY;
		if ((x.flags & USBDEVFS_DISCONNECT_CLAIM_EXCEPT_DRIVER) &&
		    usbfs)
			return -EBUSY;
		usbfs_bus_disconnect(d, x.interface);
	}
	return usbfs_bus_claim(c->handle, x.interface);
}

static int do_get_capabilities(struct usbfs_call *c)
{
	/* One URB a transfer of any length: neither scatter-gather nor
	 * continuation; and no mmap. */
	uint32_t caps = USBDEVFS_CAP_ZERO_PACKET |
			USBDEVFS_CAP_NO_PACKET_SIZE_LIM |
			USBDEVFS_CAP_REAP_AFTER_DISCONNECT;

	return user_put(c->pid, c->arg, &caps, sizeof(caps));
}

static int do_connect_info(struct usbfs_call *c)
{
	struct usbdevfs_connectinfo x;

	memset(&x, 0, sizeof(x));
	x.devnum = c->handle->device->devnum;
	return user_put(c->pid, c->arg, &x, sizeof(x));
}

static int get_speed(const struct usbfs_device *d)
{
	switch (d->model->speed_mbit) {
	case 12:
		return USB_SPEED_FULL;
	case 480:
		return USB_SPEED_HIGH;
	case 5000:
		return USB_SPEED_SUPER;
	}
	return USB_SPEED_UNKNOWN;
}

/* What the device has to be there for. */
static int ioctl_present(struct usbfs_call *c)
{
	switch (c->cmd) {
	case USBDEVFS_CONTROL:
		return do_control(c);
	case USBDEVFS_BULK:
		return do_bulk(c);
	case USBDEVFS_SUBMITURB:
		return do_submit(c);
	case USBDEVFS_DISCARDURB:
		return usbfs_urb_discard(c->handle, c->arg);
	case USBDEVFS_SETINTERFACE:
		return do_set_interface(c);
	case USBDEVFS_RESET:
		return usbfs_bus_reset(c->handle);
	case USBDEVFS_GETDRIVER:
		return do_get_driver(c);
	case USBDEVFS_IOCTL:
		return do_driver_ioctl(c);
	case USBDEVFS_DISCONNECT_CLAIM:
		return do_disconnect_claim(c);
	case USBDEVFS_GET_CAPABILITIES:
		return do_get_capabilities(c);
	case USBDEVFS_CONNECTINFO:
		return do_connect_info(c);
	case USBDEVFS_GET_SPEED:
		return get_speed(c->handle->device);
	case USBDEVFS_CLAIMINTERFACE:
	case USBDEVFS_RELEASEINTERFACE:
	case USBDEVFS_SETCONFIGURATION:
	case USBDEVFS_CLEAR_HALT:
	case USBDEVFS_RESETEP:
		return do_number(c);
	}
	return -ENOTTY;
}

int usbfs_ioctl(struct usbfs_call *c)
{
	int err;

	if (!c->handle->writable)
		return -EPERM;
	if (c->cmd == USBDEVFS_REAPURBNDELAY || c->cmd == USBDEVFS_REAPURB) {
		err = usbfs_ioctl_reap(c->handle, c->pid, c->arg);
		if (err == -EAGAIN && c->cmd == USBDEVFS_REAPURB)
			return USBFS_LATER;
		return err;
	}
	if (c->handle->gone)
		return -ENODEV;
	return ioctl_present(c);
}
