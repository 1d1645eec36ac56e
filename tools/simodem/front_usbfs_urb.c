/* URBs: queued in the order in which programs submit them, offered to the
 * device, and handed back when they are done. */
#include <errno.h>
#include <stdlib.h>

#include "tools/simodem/front_usbfs.h"

struct usbfs_urb *usbfs_urb_new(struct usbfs_handle *h, size_t len)
{
	size_t size = sizeof(struct usbfs_urb) + len;
	struct usbfs_urb *u;

	if (size > USBFS_MEMORY - h->memory)
		return NULL;
	u = calloc(1, size);
	if (!u)
		return NULL;
	u->handle = h;
	u->len = len;
	u->deadline = UINT64_MAX;
	u->interface = USBFS_NO_INTERFACE;
	h->memory += size;
	return u;
}

void usbfs_urb_free(struct usbfs_urb *u)
{
	u->handle->memory -= sizeof(*u) + u->len;
	free(u);
}

void usbfs_urb_submit(struct usbfs_urb *u)
{
	TAILQ_INSERT_TAIL(&u->handle->device->pending, u, entry);
}

static void urb_done(struct usbfs_urb *u, int status)
{
	struct usbfs_handle *h = u->handle;

	u->status = status;
	TAILQ_REMOVE(&h->device->pending, u, entry);
	TAILQ_INSERT_TAIL(&h->done, u, entry);
	h->wake = true;
}

int usbfs_urb_discard(struct usbfs_handle *h, uint64_t user_urb)
{
	struct usbfs_urb *u;

	TAILQ_FOREACH(u, &h->device->pending, entry)
	{
		if (u->handle != h || u->waiter || u->user_urb != user_urb)
			continue;
		urb_done(u, -ENOENT);
		return 0;
	}
	return -EINVAL;
}

void usbfs_urb_cancel(struct usbfs_device *d, const struct usbfs_handle *h,
		      int interface, int status)
{
	struct usbfs_urb *u, *next;

	for (u = TAILQ_FIRST(&d->pending); u; u = next) {
		next = TAILQ_NEXT(u, entry);
		if ((!h || u->handle == h) &&
		    (interface < 0 || u->interface == interface))
			urb_done(u, status);
	}
}

/* Bytes transferred, or SIM_USB_*. */
static int urb_transfer(struct usbfs_urb *u)
{
	struct usbfs_device *d = u->handle->device;
	const struct sim_usb_device *m = d->model;

	if (u->interface == USBFS_NO_INTERFACE)
		return usbfs_bus_control(d, u->setup, u->data);
	if (u->endpoint & 0x80)
		return m->in(m->ctx, u->endpoint, u->data + u->actual,
			     u->len - u->actual);
	return m->out(m->ctx, u->endpoint, u->data, u->len, u->zlp);
}

/* A notification that fills its packets does not end the transfer, as no packet
 * of no length follows it: the next one has the rest of the room. USB 2.0
 * 5.7.3. */
static bool goes_on(const struct usbfs_urb *u, size_t n)
{
	return u->packet != 0 && u->endpoint & 0x80 && n != 0 &&
	       n % u->packet == 0 && u->actual + n < u->len;
}

/* One try; false: the device has nothing to say yet. */
static bool urb_step(struct usbfs_urb *u)
{
	int n = urb_transfer(u), status = 0;

	if (n == SIM_USB_NAK)
		return false;
	if (n < 0) {
		status = -EPIPE;
	} else if ((size_t)n > u->len - u->actual) {
		status = -EOVERFLOW;
	} else if (goes_on(u, (size_t)n)) {
		u->actual += (size_t)n;
		return true;
	} else {
		u->actual += (size_t)n;
		if (u->short_not_ok && u->actual < u->len)
			status = -EREMOTEIO;
	}
	urb_done(u, status);
	return true;
}

/* One try for the oldest URB of every endpoint; true: one of them is done. */
static bool urb_round(struct usbfs_device *d)
{
	uint32_t waits = 0; /* endpoints that have nothing to say */
	struct usbfs_urb *u, *next;
	bool progress = false;

	for (u = TAILQ_FIRST(&d->pending); u; u = next) {
		uint32_t bit = 1;

		next = TAILQ_NEXT(u, entry);
		if (u->interface != USBFS_NO_INTERFACE)
			bit <<= (u->endpoint & 15) | (u->endpoint & 0x80) >> 3;
		if (waits & bit)
			continue;
		if (urb_step(u))
			progress = true;
		else
			waits |= bit;
	}
	return progress;
}

void usbfs_urb_pump(struct usbfs_device *d, uint64_t now_ms)
{
	struct usbfs_urb *u, *next;

	/* What one endpoint has taken may be what another waits for. */
	while (urb_round(d))
		;
	for (u = TAILQ_FIRST(&d->pending); u; u = next) {
		next = TAILQ_NEXT(u, entry);
		if (u->interrupted)
			urb_done(u, -EINTR);
		else if (now_ms >= u->deadline)
			urb_done(u, -ETIMEDOUT);
	}
}

uint64_t usbfs_urb_deadline(const struct usbfs_device *d)
{
	const struct usbfs_urb *u;
	uint64_t first = UINT64_MAX;

	TAILQ_FOREACH(u, &d->pending, entry)
	if (u->deadline < first)
		first = u->deadline;
	return first;
}
