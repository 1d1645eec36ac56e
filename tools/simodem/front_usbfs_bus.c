/* The simulated bus: plugging, configurations and altsettings, and who has
 * claimed which interface. The rules are those of the kernel's usbfs. */
#include <errno.h>
#include <stdlib.h>

#include "tools/simodem/front_usbfs.h"

enum {
	REQ_CLEAR_FEATURE = 1,
	REQ_GET_DESCRIPTOR = 6,
	REQ_SET_CONFIGURATION = 9,
	REQ_SET_INTERFACE = 11,
	TO_DEVICE = 0,
	TO_INTERFACE = 1,
	TO_ENDPOINT = 2,
	FEATURE_HALT = 0
};

int usbfs_bus_control(struct usbfs_device *d, const uint8_t *setup,
		      uint8_t *data)
{
	if (setup[0] == 0x80 && setup[1] == REQ_GET_DESCRIPTOR)
		return usbfs_desc_get(d->model, setup, data);
	return d->model->control(d->model->ctx, setup, data);
}

/* A standard request without data; 0 or -EPIPE. */
static int bus_request(struct usbfs_device *d, uint8_t to, uint8_t request,
		       unsigned value, unsigned index)
{
	uint8_t setup[8] = {to, request}, none[1];

	att_put16(setup + 2, (uint16_t)value);
	att_put16(setup + 4, (uint16_t)index);
	return usbfs_bus_control(d, setup, none) < 0 ? -EPIPE : 0;
}

static struct att_bytes bus_configuration(const struct usbfs_device *d)
{
	if (d->configuration == 0)
		return att_bytes_of(NULL, 0);
	return usbfs_desc_configuration(d->model, d->configuration);
}

static bool bus_has_interface(const struct usbfs_device *d, unsigned interface)
{
	return interface < USBFS_INTERFACES &&
	       usbfs_desc_interface(bus_configuration(d), interface, 0);
}

void usbfs_bus_init(struct usbfs_device *d, const struct sim_usb_device *model,
		    const char *name)
{
	memset(d, 0, sizeof(*d));
	d->model = model;
	d->name = name;
	TAILQ_INIT(&d->pending);
	TAILQ_INIT(&d->handles);
}

static void configure(struct usbfs_device *d, uint8_t value)
{
	memset(d->alt, 0, sizeof(d->alt));
	d->configuration = value;
	if (bus_request(d, TO_DEVICE, REQ_SET_CONFIGURATION, value, 0) < 0)
		d->configuration = 0;
}

void usbfs_bus_plug(struct usbfs_device *d, uint8_t devnum,
		    enum sim_remedy remedy)
{
	struct att_bytes first = usbfs_desc_nth(d->model, 0);

	d->devnum = devnum;
	d->present = d->authorized = true;
	d->model->reset(d->model->ctx, remedy);
	configure(d, first.len ? first.p[5] : 0);
}

void usbfs_bus_authorize(struct usbfs_device *d, bool authorized)
{
	struct att_bytes first = usbfs_desc_nth(d->model, 0);

	if (!d->present || d->authorized == authorized)
		return;
	d->authorized = authorized;
	if (authorized) {
		configure(d, first.len ? first.p[5] : 0);
		return;
	}
	memset(d->owner, 0, sizeof(d->owner));
	usbfs_urb_cancel(d, NULL, -1, -ESHUTDOWN);
	d->model->reset(d->model->ctx, SIM_REMEDY_REENUMERATE);
	configure(d, 0);
}

void usbfs_bus_unplug(struct usbfs_device *d)
{
	struct usbfs_handle *h;

	d->present = false;
	memset(d->owner, 0, sizeof(d->owner));
	usbfs_urb_cancel(d, NULL, -1, -ESHUTDOWN);
	TAILQ_FOREACH(h, &d->handles, entry)
	{
		h->gone = true;
		h->wake = true;
	}
}

struct usbfs_handle *usbfs_bus_open(struct usbfs_device *d, bool writable)
{
	struct usbfs_handle *h = calloc(1, sizeof(*h));

	if (!h)
		return NULL;
	h->device = d;
	h->writable = writable;
	TAILQ_INIT(&h->done);
	TAILQ_INIT(&h->reapers);
	TAILQ_INSERT_TAIL(&d->handles, h, entry);
	return h;
}

void usbfs_bus_close(struct usbfs_handle *h)
{
	struct usbfs_urb *u;

	usbfs_urb_cancel(h->device, h, -1, -ENOENT);
	for (unsigned i = 0; i < USBFS_INTERFACES; i++)
		if (h->device->owner[i] == h)
			usbfs_bus_release(h, i);
	while ((u = TAILQ_FIRST(&h->done))) {
		TAILQ_REMOVE(&h->done, u, entry);
		usbfs_urb_free(u);
	}
	TAILQ_REMOVE(&h->device->handles, h, entry);
	free(h);
}

int usbfs_bus_claim(struct usbfs_handle *h, unsigned interface)
{
	struct usbfs_device *d = h->device;

	if (interface >= USBFS_INTERFACES)
		return -EINVAL;
	if (!bus_has_interface(d, interface))
		return -ENOENT;
	if (d->owner[interface] && d->owner[interface] != h)
		return -EBUSY;
	d->owner[interface] = h;
	return 0;
}

int usbfs_bus_disconnect(struct usbfs_device *d, unsigned interface)
{
	if (interface >= USBFS_INTERFACES || !d->owner[interface])
		return -ENODATA;
	d->owner[interface] = NULL;
	usbfs_urb_cancel(d, NULL, (int)interface, -ESHUTDOWN);
	/* An unbound interface is put back to altsetting 0. */
	if (d->alt[interface] != 0)
		bus_request(d, TO_INTERFACE, REQ_SET_INTERFACE, 0, interface);
	d->alt[interface] = 0;
	return 0;
}

int usbfs_bus_release(struct usbfs_handle *h, unsigned interface)
{
	if (interface >= USBFS_INTERFACES || h->device->owner[interface] != h)
		return -EINVAL;
	return usbfs_bus_disconnect(h->device, interface);
}

int usbfs_bus_set_interface(struct usbfs_handle *h, unsigned interface,
			    unsigned alt)
{
	struct usbfs_device *d = h->device;
	int err = usbfs_bus_claim(h, interface);

	if (err < 0)
		return err;
	usbfs_urb_cancel(d, NULL, (int)interface, -ENOENT);
	if (!usbfs_desc_interface(bus_configuration(d), interface, alt))
		return -EINVAL;
	err = bus_request(d, TO_INTERFACE, REQ_SET_INTERFACE, alt, interface);
	if (err == 0)
		d->alt[interface] = (uint8_t)alt;
	return err;
}

int usbfs_bus_set_configuration(struct usbfs_handle *h, unsigned value)
{
	struct usbfs_device *d = h->device;
	int err;

	if (value == UINT32_MAX || !d->authorized)
		value = 0; /* -1: unconfigure */
	if (value > UINT8_MAX ||
	    (value != 0 &&
	     usbfs_desc_configuration(d->model, (uint8_t)value).len == 0))
		return -EINVAL;
	for (unsigned i = 0; i < USBFS_INTERFACES; i++)
		if (d->owner[i])
			return -EBUSY;
	err = bus_request(d, TO_DEVICE, REQ_SET_CONFIGURATION, value, 0);
	if (err < 0)
		return err;
	d->configuration = (uint8_t)value;
	memset(d->alt, 0, sizeof(d->alt));
	usbfs_sysfs_configured(d);
	return 0;
}

int usbfs_bus_endpoint(struct usbfs_handle *h, unsigned address,
		       struct usbfs_endpoint *out)
{
	const struct usbfs_device *d = h->device;

	if (address & ~0x8fu)
		return -EINVAL;
	if (!usbfs_desc_endpoint(bus_configuration(d), (uint8_t)address, d->alt,
				 out))
		return -ENOENT;
	return usbfs_bus_claim(h, out->interface);
}

int usbfs_bus_clear_halt(struct usbfs_handle *h, unsigned address)
{
	struct usbfs_endpoint e;
	int err = usbfs_bus_endpoint(h, address, &e);

	if (err < 0)
		return err;
	return bus_request(h->device, TO_ENDPOINT, REQ_CLEAR_FEATURE,
			   FEATURE_HALT, address);
}

int usbfs_bus_reset(struct usbfs_handle *h)
{
	struct usbfs_device *d = h->device;
	int err = 0;

	for (unsigned i = 0; i < USBFS_INTERFACES; i++) {
		d->owner[i] = NULL;
		d->alt[i] = 0;
	}
	usbfs_urb_cancel(d, NULL, -1, -ESHUTDOWN);
	d->model->reset(d->model->ctx, SIM_REMEDY_RESET);
	if (d->configuration != 0)
		err = bus_request(d, TO_DEVICE, REQ_SET_CONFIGURATION,
				  d->configuration, 0);
	return err;
}
