/* USB by libusb. Its events are handled in the loop, which watches its file
 * descriptors; its thread only hears of devices that come and go. */
#include "drivers/port_usb_libusb.h"

#include <errno.h>
#include <stdlib.h>

#include "base/errors.h"

struct host_libusb {
	struct usb_host host; /* first */
	libusb_context *context;
	libusb_hotplug_callback_handle hotplug;
	libusb_device_handle *handle;
	bool unwatched; /* a descriptor of it could not be watched */
};

static int error_of(int error)
{
	switch (error) {
	case LIBUSB_SUCCESS:
		return 0;
	case LIBUSB_ERROR_ACCESS:
		return ATT_E_ACCESS;
	case LIBUSB_ERROR_NO_DEVICE:
		return ATT_E_GONE;
	case LIBUSB_ERROR_PIPE:
		return ATT_E_STALL;
	case LIBUSB_ERROR_TIMEOUT:
		return ATT_E_TIMEOUT;
	case LIBUSB_ERROR_BUSY:
		return ATT_E_BUSY;
	case LIBUSB_ERROR_NO_MEM:
		return ATT_E_MEMORY;
	default:
		return ATT_E_IO;
	}
}

/* --- events ------------------------------------------------------ */

static void handle_events(struct host_libusb *h, int ms)
{
	struct timeval turn = {.tv_usec = ms * 1000};

	libusb_handle_events_timeout_completed(h->context, &turn, NULL);
}

static void on_fd(void *arg, uint32_t revents)
{
	struct host_libusb *h = arg;
	const struct usb_host_user *user = h->host.user;

	(void)revents;
	user->begin(user->arg);
	handle_events(h, 0);
	user->end(user->arg);
}

static int LIBUSB_CALL on_hotplug(libusb_context *context,
				  libusb_device *device,
				  libusb_hotplug_event event, void *arg)
{
	struct host_libusb *h = arg;
	const struct usb_host_user *user = h->host.user;
	uint16_t number = usb_host_number(libusb_get_bus_number(device),
					  libusb_get_device_address(device));

	(void)context;
	if (event == LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT)
		user->left(user->arg, number);
	else
		user->came(user->arg);
	return 0;
}

static void LIBUSB_CALL on_fd_added(int fd, short events, void *arg)
{
	struct host_libusb *h = arg;
	const struct port_host *loop = h->host.loop;

	/* POLLIN and POLLOUT are EPOLLIN and EPOLLOUT. */
	if (loop->watch(loop->ctx, fd, (uint32_t)events, on_fd, h))
		h->unwatched = true;
}

static void LIBUSB_CALL on_fd_removed(int fd, void *arg)
{
	struct host_libusb *h = arg;

	h->host.loop->unwatch(h->host.loop->ctx, fd);
}

static int watch_all(struct host_libusb *h)
{
	const struct libusb_pollfd **fds = libusb_get_pollfds(h->context);
	int err = fds ? 0 : ATT_E_IO;

	for (size_t i = 0; !err && fds[i]; i++)
		err = h->host.loop->watch(h->host.loop->ctx, fds[i]->fd,
					  (uint32_t)fds[i]->events, on_fd, h);
	libusb_free_pollfds(fds);
	libusb_set_pollfd_notifiers(h->context, on_fd_added, on_fd_removed, h);
	return err;
}

/* Its own notifier is not called for these. */
static void unwatch_all(struct host_libusb *h)
{
	const struct libusb_pollfd **fds = libusb_get_pollfds(h->context);

	libusb_set_pollfd_notifiers(h->context, NULL, NULL, NULL);
	for (size_t i = 0; fds && fds[i]; i++)
		h->host.loop->unwatch(h->host.loop->ctx, fds[i]->fd);
	libusb_free_pollfds(fds);
}

/* --- the bus ----------------------------------------------------- */

static int follow(struct host_libusb *h)
{
	if (libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG) &&
	    !libusb_hotplug_register_callback(
		    h->context,
		    LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED |
			    LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT,
		    LIBUSB_HOTPLUG_NO_FLAGS, LIBUSB_HOTPLUG_MATCH_ANY,
		    LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
		    on_hotplug, h, &h->hotplug))
		return watch_all(h);
	h->host.loop->log(h->host.loop->ctx, "libusb has no hotplug");
	errno = ENOSYS;
	return ATT_E_IO;
}

static void bus_fini(struct usb_host *host)
{
	struct host_libusb *h = (struct host_libusb *)host;

	unwatch_all(h);
	libusb_hotplug_deregister_callback(h->context, h->hotplug);
	libusb_exit(h->context);
	free(h);
}

static int bus_init(const struct usb_host_user *user,
		    const struct port_host *loop, struct usb_host **host)
{
	struct host_libusb *h = calloc(1, sizeof(*h));
	int err;

	if (!h)
		return ATT_E_MEMORY;
	h->host = (struct usb_host){&usb_host_libusb, user, loop};
	if (libusb_init(&h->context)) {
		if (errno != EMFILE && errno != ENFILE)
			errno = EIO;
		free(h);
		return ATT_E_IO;
	}
	err = follow(h);
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
	struct host_libusb *h = (struct host_libusb *)host;

	return usb_host_libusb_list(h->context, each, arg);
}

/* --- the device -------------------------------------------------- */

static void device_close(struct usb_host *host)
{
	struct host_libusb *h = (struct host_libusb *)host;

	libusb_close(h->handle);
	h->handle = NULL;
}

static int open_device(struct host_libusb *h, libusb_device *device)
{
	int r = libusb_open(device, &h->handle);

	if (!r && h->unwatched) {
		device_close(&h->host);
		r = LIBUSB_ERROR_IO;
	}
	h->unwatched = false;
	if (r)
		return error_of(r);
	libusb_set_auto_detach_kernel_driver(h->handle, 1);
	return 0;
}

static int device_open(struct usb_host *host, const struct usb_host_device *d)
{
	struct host_libusb *h = (struct host_libusb *)host;
	libusb_device **all;
	ssize_t n = libusb_get_device_list(h->context, &all);
	int err = ATT_E_GONE;

	for (ssize_t i = 0; i < n && err == ATT_E_GONE; i++)
		if (libusb_get_bus_number(all[i]) == d->bus &&
		    libusb_get_device_address(all[i]) == d->address)
			err = open_device(h, all[i]);
	if (n >= 0)
		libusb_free_device_list(all, 1);
	return err;
}

static uint8_t configuration(struct usb_host *host)
{
	struct host_libusb *h = (struct host_libusb *)host;
	int active;

	if (libusb_get_configuration(h->handle, &active))
		return 0;
	return (uint8_t)active;
}

/* The kernel refuses a new configuration while drivers hold interfaces. */
static void detach_all(libusb_device_handle *h)
{
	struct libusb_config_descriptor *c;

	if (libusb_get_active_config_descriptor(libusb_get_device(h), &c))
		return;
	for (int i = 0; i < c->bNumInterfaces; i++)
		if (c->interface[i].num_altsetting)
			libusb_detach_kernel_driver(
				h,
				c->interface[i].altsetting[0].bInterfaceNumber);
	libusb_free_config_descriptor(c);
}

static int set_configuration(libusb_device_handle *h, int value)
{
	detach_all(h);
	/* libusb's word for unconfigured is -1. */
	return libusb_set_configuration(h, value ? value : -1);
}

static int request(struct usb_host *host, const struct usb_req *req)
{
	libusb_device_handle *h = ((struct host_libusb *)host)->handle;
	int r = LIBUSB_ERROR_NOT_SUPPORTED;

	switch (req->kind) {
	case USB_SET_CONFIGURATION:
		r = set_configuration(h, req->value);
		break;
	case USB_CLAIM:
		r = libusb_claim_interface(h, req->index);
		break;
	case USB_RELEASE:
		r = libusb_release_interface(h, req->index);
		break;
	case USB_SET_INTERFACE:
		r = libusb_set_interface_alt_setting(h, req->index, req->value);
		/* Linux says so for a stalled SET_INTERFACE as well. */
		if (r == LIBUSB_ERROR_NOT_FOUND)
			r = LIBUSB_ERROR_PIPE;
		break;
	case USB_CLEAR_HALT:
		r = libusb_clear_halt(h, (unsigned char)req->index);
		break;
	case USB_CONTROL:
		r = libusb_control_transfer(h, req->request_type, req->request,
					    req->value, req->index, req->data,
					    req->length, req->timeout_ms);
		break;
	case USB_DELAY:
		break;
	}
	return r > 0 ? r : error_of(r);
}

static int reset(struct usb_host *host)
{
	struct host_libusb *h = (struct host_libusb *)host;
	int r = libusb_reset_device(h->handle);

	/* It came back as another device. */
	return r == LIBUSB_ERROR_NOT_FOUND ? 0 : error_of(r);
}

static uint8_t *map(struct usb_host *host, size_t len)
{
	return libusb_dev_mem_alloc(((struct host_libusb *)host)->handle, len);
}

static void unmap(struct usb_host *host, uint8_t *p, size_t len)
{
	libusb_dev_mem_free(((struct host_libusb *)host)->handle, p, len);
}

/* --- URBs -------------------------------------------------------- */

static int result_of(const struct libusb_transfer *t)
{
	switch (t->status) {
	case LIBUSB_TRANSFER_COMPLETED:
		return t->actual_length;
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

static void LIBUSB_CALL on_transfer(struct libusb_transfer *t)
{
	struct usb_urb *u = t->user_data;

	u->busy = false;
	u->ended(u, result_of(t));
}

static uint8_t type_of(enum usb_urb_type type)
{
	switch (type) {
	case USB_URB_CONTROL:
		return LIBUSB_TRANSFER_TYPE_CONTROL;
	case USB_URB_INTERRUPT:
		return LIBUSB_TRANSFER_TYPE_INTERRUPT;
	case USB_URB_BULK:
		break;
	}
	return LIBUSB_TRANSFER_TYPE_BULK;
}

static int urb_init(struct usb_host *host, struct usb_urb *u)
{
	struct libusb_transfer *t = libusb_alloc_transfer(0);

	u->own.transfer = t;
	if (!t)
		return ATT_E_MEMORY;
	t->dev_handle = ((struct host_libusb *)host)->handle;
	t->type = type_of(u->type);
	t->endpoint = u->endpoint;
	t->callback = on_transfer;
	t->user_data = u;
	return 0;
}

static void urb_fini(struct usb_host *host, struct usb_urb *u)
{
	(void)host;
	libusb_free_transfer(u->own.transfer);
}

static int submit(struct usb_host *host, struct usb_urb *u)
{
	struct libusb_transfer *t = u->own.transfer;
	int r;

	(void)host;
	t->buffer = u->buf;
	t->length = (int)u->len;
	t->flags = u->zlp ? LIBUSB_TRANSFER_ADD_ZERO_PACKET : 0;
	r = libusb_submit_transfer(t);
	u->busy = !r;
	return error_of(r);
}

static void cancel(struct usb_host *host, struct usb_urb *u)
{
	(void)host;
	libusb_cancel_transfer(u->own.transfer);
}

static void bus_wait(struct usb_host *host, int ms)
{
	handle_events((struct host_libusb *)host, ms);
}

const struct usb_host_ops usb_host_libusb = {
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
