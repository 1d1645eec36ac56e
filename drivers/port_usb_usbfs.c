/* USB by Linux's usbfs: a device is a file, and its URBs are ioctls. The file
 * can be written to when URBs have ended, and is in error when the device has
 * left. */
#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_usb_usbfs.h"
#include "drivers/port_rights.h"

enum { INTERFACES = 32 }; /* that usbfs knows */

struct host_usbfs {
	struct usb_host host; /* first */
	struct usbfs_hotplug hotplug;
	int fd; /* of the open device; -1: none */
	uint16_t number;
	char place[PORT_USB_PLACE];
	uint32_t claimed; /* a bit for each interface */
	struct usb_urb *urbs;
};

_Static_assert(sizeof(struct usbdevfs_urb) <=
		       sizeof(((struct usb_urb *)NULL)->own),
	       "a URB of the kernel has room in ours");

static struct host_usbfs *of(struct usb_host *host)
{
	return (struct host_usbfs *)host;
}

static struct usbdevfs_urb *kernel_urb(struct usb_urb *u)
{
	return (struct usbdevfs_urb *)(void *)&u->own;
}

static int error_of(int error)
{
	switch (error) {
	case ENODEV:
	case ESHUTDOWN: /* or its interface was taken from us */
		return ATT_E_GONE;
	case EPIPE:
		return ATT_E_STALL;
	case ETIMEDOUT:
		return ATT_E_TIMEOUT;
	case EBUSY:
		return ATT_E_BUSY;
	case ENOMEM:
		return ATT_E_MEMORY;
	case EACCES:
	case EPERM:
		return ATT_E_ACCESS;
	}
	/* EPROTO, EILSEQ, ETIME: the bus; EOVERFLOW: more than asked for */
	return ATT_E_IO;
}

static int result_of(const struct usbdevfs_urb *k)
{
	if (k->status == -ENOENT || k->status == -ECONNRESET)
		return ATT_E_STATE; /* cancelled */
	return k->status ? error_of(-k->status) : k->actual_length;
}

static int call(const struct host_usbfs *h, unsigned request, void *arg)
{
	return ioctl(h->fd, request, arg) < 0 ? error_of(errno) : 0;
}

/* --- URBs that end ------------------------------------------------ */

static void urb_ended(struct usb_urb *u, int result)
{
	u->busy = false;
	u->ended(u, result);
}

/* Take every URB that has ended; false: the device has left. */
static bool reap(struct host_usbfs *h)
{
	struct usbdevfs_urb *k;
	struct usb_urb *u;

	while (ioctl(h->fd, USBDEVFS_REAPURBNDELAY, &k) == 0) {
		u = k->usercontext;
		urb_ended(u, result_of(k));
	}
	return errno != ENODEV;
}

static void unwatch(struct host_usbfs *h)
{
	h->host.loop->unwatch(h->host.loop->ctx, h->fd);
}

/* The kernel tells so without end. */
static void device_left(struct host_usbfs *h)
{
	const struct usb_host_user *user = h->host.user;

	unwatch(h);
	for (struct usb_urb *u = h->urbs; u; u = u->next)
		if (u->busy)
			urb_ended(u, ATT_E_GONE);
	user->left(user->arg, h->number);
}

static void on_device(void *arg, uint32_t revents)
{
	struct host_usbfs *h = arg;
	const struct usb_host_user *user = h->host.user;

	user->begin(user->arg);
	if (!reap(h) || (revents & (EPOLLERR | EPOLLHUP)))
		device_left(h);
	user->end(user->arg);
}

/* --- the bus ------------------------------------------------------ */

static void bus_fini(struct usb_host *host)
{
	usbfs_hotplug_fini(&of(host)->hotplug);
	free(host);
}

static int bus_init(const struct usb_host_user *user,
		    const struct port_host *loop, struct usb_host **host)
{
	struct host_usbfs *h = calloc(1, sizeof(*h));
	int err;

	if (!h)
		return ATT_E_MEMORY;
	h->host = (struct usb_host){&usb_host_usbfs, user, loop};
	h->fd = -1;
	err = usbfs_hotplug_init(&h->hotplug, user, loop);
	if (err) {
		int error = errno;

		bus_fini(&h->host);
		errno = error;
		return err;
	}
	*host = &h->host;
	return 0;
}

static int list(struct usb_host *host,
		bool (*each)(void *arg, const struct usb_host_device *d),
		void *arg)
{
	(void)host;
	return usbfs_list(each, arg);
}

/* --- the device --------------------------------------------------- */

static void device_close(struct usb_host *host)
{
	struct host_usbfs *h = of(host);

	for (struct usb_urb *u = h->urbs; u; u = u->next)
		u->busy = false;
	h->urbs = NULL;
	h->claimed = 0;
	unwatch(h);
	close(h->fd); /* which cancels what is under way */
	h->fd = -1;
}

static int device_open(struct usb_host *host, const struct usb_host_device *d)
{
	struct host_usbfs *h = of(host);
	char path[64];
	int err;

	h->fd = port_rights->open(
		port_usb_place_usbfs(d->bus, d->address, path), O_RDWR);
	if (h->fd < 0)
		return errno == ENOENT ? ATT_E_GONE : error_of(errno);
	h->number = usb_host_number(d->bus, d->address);
	memcpy(h->place, d->place, sizeof(h->place));
	err = h->host.loop->watch(h->host.loop->ctx, h->fd, EPOLLOUT, on_device,
				  h);
	if (err)
		device_close(host);
	return err;
}

static uint8_t configuration(struct usb_host *host)
{
	return usbfs_list_configuration(of(host)->place);
}

/* The kernel's driver is taken away, another program is not. */
static int claim(struct host_usbfs *h, unsigned interface)
{
	struct usbdevfs_disconnect_claim x = {
		.interface = interface,
		.flags = USBDEVFS_DISCONNECT_CLAIM_EXCEPT_DRIVER,
		.driver = "usbfs",
	};
	int err = call(h, USBDEVFS_DISCONNECT_CLAIM, &x);

	if (!err)
		h->claimed |= 1u << interface;
	return err;
}

static int driver_ioctl(struct host_usbfs *h, unsigned interface, unsigned code)
{
	struct usbdevfs_ioctl x = {.ifno = (int)interface,
				   .ioctl_code = (int)code};

	return call(h, USBDEVFS_IOCTL, &x);
}

/* And the kernel's driver may have it again. */
static int release(struct host_usbfs *h, unsigned interface)
{
	int err;

	if (!(h->claimed & 1u << interface))
		return ATT_E_STATE;
	h->claimed &= ~(1u << interface);
	err = call(h, USBDEVFS_RELEASEINTERFACE, &interface);
	driver_ioctl(h, interface, USBDEVFS_CONNECT);
	return err;
}

/* The kernel refuses a new configuration while drivers hold interfaces. */
static int set_configuration(struct host_usbfs *h, int value)
{
	struct usbdevfs_getdriver x;

	for (unsigned i = 0; i < INTERFACES; i++) {
		x.interface = i;
		if (!call(h, USBDEVFS_GETDRIVER, &x) &&
		    strcmp(x.driver, "usbfs") != 0)
			driver_ioctl(h, i, USBDEVFS_DISCONNECT);
	}
	if (!value)
		value = -1; /* the kernel's word for unconfigured */
	return call(h, USBDEVFS_SETCONFIGURATION, &value);
}

static int set_interface(struct host_usbfs *h, unsigned interface, unsigned alt)
{
	struct usbdevfs_setinterface x = {interface, alt};
	int err = call(h, USBDEVFS_SETINTERFACE, &x);

	/* So says the kernel of an altsetting that it does not know. */
	return err && errno == EINVAL ? ATT_E_STALL : err;
}

/* The kernel says how many bytes there were. */
static int control(struct host_usbfs *h, const struct usb_req *req)
{
	struct usbdevfs_ctrltransfer x = {
		.bRequestType = req->request_type,
		.bRequest = req->request,
		.wValue = req->value,
		.wIndex = req->index,
		.wLength = req->length,
		.timeout = req->timeout_ms,
		.data = req->data,
	};
	int n = ioctl(h->fd, USBDEVFS_CONTROL, &x);

	return n < 0 ? error_of(errno) : n;
}

static int request(struct usb_host *host, const struct usb_req *req)
{
	struct host_usbfs *h = of(host);
	unsigned index = req->index;

	switch (req->kind) {
	case USB_SET_CONFIGURATION:
		return set_configuration(h, req->value);
	case USB_CLAIM:
		return index < INTERFACES ? claim(h, index) : ATT_E_IO;
	case USB_RELEASE:
		return index < INTERFACES ? release(h, index) : ATT_E_IO;
	case USB_SET_INTERFACE:
		return set_interface(h, index, req->value);
	case USB_CLEAR_HALT:
		return call(h, USBDEVFS_CLEAR_HALT, &index);
	case USB_CONTROL:
		return control(h, req);
	case USB_DELAY:
		break;
	}
	return ATT_E_IO;
}

/* What is claimed would be bound to us again, and not by us. */
static int reset(struct usb_host *host)
{
	struct host_usbfs *h = of(host);

	for (unsigned i = 0; i < INTERFACES; i++)
		if (h->claimed & 1u << i)
			call(h, USBDEVFS_RELEASEINTERFACE, &i);
	return call(h, USBDEVFS_RESET, NULL);
}

static uint8_t *map(struct usb_host *host, size_t len)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED,
		       of(host)->fd, 0);

	return p == MAP_FAILED ? NULL : p;
}

static void unmap(struct usb_host *host, uint8_t *p, size_t len)
{
	(void)host;
	munmap(p, len);
}

/* --- URBs --------------------------------------------------------- */

static unsigned char type_of(enum usb_urb_type type)
{
	switch (type) {
	case USB_URB_CONTROL:
		return USBDEVFS_URB_TYPE_CONTROL;
	case USB_URB_INTERRUPT:
		return USBDEVFS_URB_TYPE_INTERRUPT;
	case USB_URB_BULK:
		break;
	}
	return USBDEVFS_URB_TYPE_BULK;
}

static int urb_init(struct usb_host *host, struct usb_urb *u)
{
	struct host_usbfs *h = of(host);

	*kernel_urb(u) = (struct usbdevfs_urb){
		.type = type_of(u->type),
		.endpoint = u->endpoint,
		.usercontext = u,
	};
	u->next = h->urbs;
	h->urbs = u;
	return 0;
}

static void urb_fini(struct usb_host *host, struct usb_urb *u)
{
	(void)host;
	(void)u;
}

static int submit(struct usb_host *host, struct usb_urb *u)
{
	struct usbdevfs_urb *k = kernel_urb(u);
	int err;

	k->flags = u->zlp ? USBDEVFS_URB_ZERO_PACKET : 0;
	k->buffer = u->buf;
	k->buffer_length = (int)u->len;
	err = call(of(host), USBDEVFS_SUBMITURB, k);
	u->busy = !err;
	return err;
}

/* One that has ended meanwhile is still to be reaped. */
static void cancel(struct usb_host *host, struct usb_urb *u)
{
	call(of(host), USBDEVFS_DISCARDURB, kernel_urb(u));
}

/* The kernel has waited for them when they were cancelled. */
static void bus_wait(struct usb_host *host, int ms)
{
	struct host_usbfs *h = of(host);

	(void)ms;
	if (!reap(h))
		device_left(h);
}

const struct usb_host_ops usb_host_usbfs = {
	.init = bus_init,
	.fini = bus_fini,
	.list = list,
	.open = device_open,
	.close = device_close,
	.configuration = configuration,
	.request = request,
	.reset = reset,
	.map = map,
	.unmap = unmap,
	.urb_init = urb_init,
	.urb_fini = urb_fini,
	.submit = submit,
	.cancel = cancel,
	.wait = bus_wait,
};
