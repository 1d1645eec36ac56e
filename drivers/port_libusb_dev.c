/* Devices of libusb: which of them has an MBIM function, and the requests that
 * libusb has only in a blocking form. */
#include "drivers/port_libusb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_usb_place.h"
#include "drivers/usb_kind.h"

int usb_dev_error(int error)
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

uint16_t usb_dev_place(libusb_device *device)
{
	return (uint16_t)(libusb_get_bus_number(device) << 8 |
			  libusb_get_device_address(device));
}

const char *usb_dev_path(const struct usb_port *p, char path[64])
{
	snprintf(path, 64, "/dev/bus/usb/%03u/%03u",
		 libusb_get_bus_number(p->device),
		 libusb_get_device_address(p->device));
	return path;
}

/* --- those that cannot be used at the moment --------------------- */

bool usb_dev_avoid(struct usb_port *p)
{
	if (p->n_avoided == USB_AVOIDED)
		return false;
	p->avoided[p->n_avoided++] = usb_dev_place(p->device);
	return true;
}

void usb_dev_forgive(struct usb_port *p, uint16_t place)
{
	unsigned n = 0;

	for (unsigned i = 0; i < p->n_avoided; i++)
		if (p->avoided[i] != place)
			p->avoided[n++] = p->avoided[i];
	if (n < p->n_avoided)
		p->failures = 0;
	if (p->refused == place)
		p->refused = 0;
	p->n_avoided = n;
}

static bool avoided(const struct usb_port *p, uint16_t place)
{
	for (unsigned i = 0; i < p->n_avoided; i++)
		if (p->avoided[i] == place)
			return true;
	return false;
}

/* --- other programs ---------------------------------------------- */

/* The lock is that of port_cdc_wdm.c. */
static bool locked(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	bool yes;

	if (fd < 0)
		return false;
	yes = !port_holder_lock(fd);
	close(fd);
	return yes;
}

bool usb_dev_kernel_has(const struct usb_port *p)
{
	char path[64];

	return port_usb_place_node(p->place, p->f.control_interface, path,
				   sizeof(path));
}

bool usb_dev_kernel_may_come(void)
{
	return !access("/sys/bus/usb/drivers/cdc_mbim", F_OK);
}

bool usb_dev_kernel_holds(const struct usb_port *p, char path[64])
{
	struct port_holder h;

	if (port_usb_place_node(p->place, p->f.control_interface, path, 64) &&
	    (port_holder_find(path, &h) || locked(path)))
		return true;
	path[0] = '\0';
	return false;
}

/* --- the descriptor, as bytes again ------------------------------ */

/* libusb hands out a configuration descriptor in pieces; in this order they
 * are the bytes that it read (without opening the device). */
struct flat {
	uint8_t *p;
	size_t len, cap;
};

static void flat_put(struct flat *o, const void *p, size_t len)
{
	if (len > o->cap - o->len)
		len = o->cap - o->len;
	if (!len)
		return;
	memcpy(o->p + o->len, p, len);
	o->len += len;
}

static void flat_extra(struct flat *o, const unsigned char *extra, int len)
{
	if (extra && len > 0)
		flat_put(o, extra, (size_t)len);
}

static void flat_endpoint(struct flat *o,
			  const struct libusb_endpoint_descriptor *e)
{
	uint8_t b[7] = {7, e->bDescriptorType, e->bEndpointAddress,
			e->bmAttributes};

	att_put16(b + 4, e->wMaxPacketSize);
	b[6] = e->bInterval;
	flat_put(o, b, sizeof(b));
	flat_extra(o, e->extra, e->extra_length);
}

static void flat_interface(struct flat *o,
			   const struct libusb_interface_descriptor *i)
{
	const uint8_t b[9] = {9,
			      i->bDescriptorType,
			      i->bInterfaceNumber,
			      i->bAlternateSetting,
			      i->bNumEndpoints,
			      i->bInterfaceClass,
			      i->bInterfaceSubClass,
			      i->bInterfaceProtocol,
			      i->iInterface};

	flat_put(o, b, sizeof(b));
	flat_extra(o, i->extra, i->extra_length);
	for (int n = 0; n < i->bNumEndpoints; n++)
		flat_endpoint(o, &i->endpoint[n]);
}

static void flat_configuration(struct flat *o,
			       const struct libusb_config_descriptor *c)
{
	const uint8_t head[9] = {9,
				 c->bDescriptorType,
				 0,
				 0,
				 c->bNumInterfaces,
				 c->bConfigurationValue,
				 c->iConfiguration,
				 c->bmAttributes,
				 c->MaxPower};

	flat_put(o, head, sizeof(head));
	flat_extra(o, c->extra, c->extra_length);
	for (int i = 0; i < c->bNumInterfaces; i++)
		for (int a = 0; a < c->interface[i].num_altsetting; a++)
			flat_interface(o, &c->interface[i].altsetting[a]);
	att_put16(o->p + 2, (uint16_t)o->len);
}

/* --- finding ----------------------------------------------------- */

/* The descriptor's bytes, to be freed by the caller; frees c. */
static struct att_bytes take_bytes(struct libusb_config_descriptor *c)
{
	struct flat o = {.cap = UINT16_MAX};

	o.p = malloc(o.cap);
	if (o.p)
		flat_configuration(&o, c);
	libusb_free_config_descriptor(c);
	return att_bytes_of(o.p, o.len);
}

static bool take_configuration(struct libusb_config_descriptor *c,
			       struct usb_function *f)
{
	struct att_bytes all = take_bytes(c);
	bool found = all.p && !usb_function_find(all, f);

	free((void *)all.p);
	return found;
}

/* bConfigurationValue; 0: the device has none yet. */
static uint8_t active_configuration(libusb_device *device)
{
	struct libusb_config_descriptor *c;
	uint8_t value;

	if (libusb_get_active_config_descriptor(device, &c))
		return 0;
	value = c->bConfigurationValue;
	libusb_free_config_descriptor(c);
	return value;
}

/* The function of the configuration that is preferred. */
static bool device_function(libusb_device *device,
			    const struct libusb_device_descriptor *d,
			    struct usb_function *f)
{
	const struct usb_quirk *q = usb_quirks_find(d->idVendor, d->idProduct);
	uint8_t active = active_configuration(device);
	struct libusb_config_descriptor *c;
	struct usb_function one;
	unsigned best = 0, rank;

	for (uint8_t i = 0; i < d->bNumConfigurations; i++) {
		if (libusb_get_config_descriptor(device, i, &c) ||
		    !take_configuration(c, &one))
			continue;
		rank = usb_quirks_rank(q, one.configuration, active);
		if (rank > best) {
			best = rank;
			*f = one;
		}
	}
	return best > 0;
}

/* It is of no use: say what it is, if it was meant. */
static void note(struct usb_port *p, libusb_device *device,
		 const struct libusb_device_descriptor *d)
{
	struct libusb_config_descriptor *c;
	struct att_bytes all;

	bool named =
		p->wish.vendor >= 0 || p->wish.place[0] || p->wish.serial[0];

	if ((!named && !usb_kind_makes_modems(d->idVendor)) ||
	    libusb_get_config_descriptor(device, 0, &c))
		return;
	all = take_bytes(c);
	snprintf(p->other, sizeof(p->other), "usb:%04x:%04x is %s", d->idVendor,
		 d->idProduct, all.p ? usb_kind_text(all) : "too large");
	free((void *)all.p);
}

static void take_place(struct usb_port *p, libusb_device *device)
{
	uint8_t ports[7];
	int n = libusb_get_port_numbers(device, ports, sizeof(ports));

	port_usb_place_name(libusb_get_bus_number(device), ports, n, p->place);
}

static bool fits(struct usb_port *p, libusb_device *device)
{
	struct libusb_device_descriptor d;
	char now[PORT_PLACE];

	if (avoided(p, usb_dev_place(device)) ||
	    libusb_get_device_descriptor(device, &d))
		return false;
	if (p->wish.vendor >= 0 &&
	    (d.idVendor != p->wish.vendor || d.idProduct != p->wish.product))
		return false;
	take_place(p, device);
	if (!port_usb_place_fits(p->place, p->wish.place, p->wish.serial))
		return false;
	port_usb_place_now(p->place, now);
	if (port_wish_passed(p->port.host, now))
		return false;
	if (!device_function(device, &d, &p->f)) {
		note(p, device, &d);
		return false;
	}
	usb_function_identify(&p->f, d.idVendor, d.idProduct);
	if (usb_dev_place(device) == p->varied && p->n_varied % 2)
		p->f.quirks ^= USB_QUIRK_SET_NTB_INPUT;
	snprintf(p->name, sizeof(p->name), "usb:%04x:%04x", d.idVendor,
		 d.idProduct);
	return true;
}

/* libusb then finds no devices, and does not say why. */
static void note_exhaustion(struct usb_port *p)
{
	int fd = open("/sys/bus/usb/devices", O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	else if (errno == EMFILE || errno == ENFILE)
		snprintf(p->other, sizeof(p->other),
			 "USB devices cannot be looked for: %s",
			 strerror(errno));
}

bool usb_dev_find(struct usb_port *p)
{
	libusb_device **list;
	ssize_t n = libusb_get_device_list(p->context, &list);
	bool found = false;

	p->other[0] = '\0';
	if (n < 0)
		return false;
	for (ssize_t i = 0; i < n && !found; i++) {
		found = fits(p, list[i]);
		if (found)
			p->device = libusb_ref_device(list[i]);
	}
	libusb_free_device_list(list, 1);
	if (!found)
		note_exhaustion(p);
	return found;
}

/* --- blocking requests ------------------------------------------- */

/* The kernel refuses a new configuration while drivers hold interfaces. */
static void detach_all(struct usb_port *p)
{
	struct libusb_config_descriptor *c;

	if (libusb_get_active_config_descriptor(p->device, &c))
		return;
	for (int i = 0; i < c->bNumInterfaces; i++)
		if (c->interface[i].num_altsetting)
			libusb_detach_kernel_driver(
				p->handle,
				c->interface[i].altsetting[0].bInterfaceNumber);
	libusb_free_config_descriptor(c);
}

static int set_configuration(struct usb_port *p, int value)
{
	detach_all(p);
	/* libusb's word for unconfigured is -1. */
	return libusb_set_configuration(p->handle, value ? value : -1);
}

int usb_dev_request(struct usb_port *p, const struct usb_req *req)
{
	libusb_device_handle *h = p->handle;
	int r = LIBUSB_ERROR_NOT_SUPPORTED;

	switch (req->kind) {
	case USB_SET_CONFIGURATION:
		r = set_configuration(p, req->value);
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
	case USB_DELAY:
		break;
	}
	return usb_dev_error(r);
}

void usb_dev_reset(struct usb_port *p)
{
	int err = libusb_reset_device(p->handle);

	usb_port_log(p, "USB reset: %s",
		     !err || err == LIBUSB_ERROR_NOT_FOUND
			     ? "done"
			     : att_errors_text(usb_dev_error(err)));
}

void usb_dev_release(struct usb_port *p)
{
	if (!p->handle)
		return;
	/* Data first: in the other order cdc_mbim gets its control interface
	 * back while data is still ours, and gives up. */
	libusb_release_interface(p->handle, p->f.data_interface);
	libusb_release_interface(p->handle, p->f.control_interface);
}

void usb_dev_close(struct usb_port *p)
{
	if (p->handle)
		libusb_close(p->handle);
	p->handle = NULL;
}
