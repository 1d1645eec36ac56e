/* The devices that libusb has found. */
#include "drivers/port_usb_libusb.h"

#include <stdlib.h>

#include "base/errors.h"

enum { DESCRIPTORS_CAP = 65536 };

/* --- the descriptors, as bytes again ----------------------------- */

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
	size_t begin = o->len;
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
	if (o->len - begin >= sizeof(head))
		att_put16(o->p + begin + 2, (uint16_t)(o->len - begin));
}

static void flat_device(struct flat *o, libusb_device *device)
{
	struct libusb_device_descriptor d;
	struct libusb_config_descriptor *c;
	uint8_t b[18] = {18, LIBUSB_DT_DEVICE};

	o->len = 0;
	if (libusb_get_device_descriptor(device, &d))
		return;
	att_put16(b + 2, d.bcdUSB);
	b[4] = d.bDeviceClass;
	b[5] = d.bDeviceSubClass;
	b[6] = d.bDeviceProtocol;
	b[7] = d.bMaxPacketSize0;
	att_put16(b + 8, d.idVendor);
	att_put16(b + 10, d.idProduct);
	att_put16(b + 12, d.bcdDevice);
	b[14] = d.iManufacturer;
	b[15] = d.iProduct;
	b[16] = d.iSerialNumber;
	b[17] = d.bNumConfigurations;
	flat_put(o, b, sizeof(b));
	for (uint8_t i = 0; i < d.bNumConfigurations; i++)
		if (!libusb_get_config_descriptor(device, i, &c)) {
			flat_configuration(o, c);
			libusb_free_config_descriptor(c);
		}
}

/* --- the list ---------------------------------------------------- */

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

static struct usb_host_device device_of(libusb_device *device, struct flat *o)
{
	struct usb_host_device d = {
		.bus = libusb_get_bus_number(device),
		.address = libusb_get_device_address(device),
		.configuration = active_configuration(device),
	};
	uint8_t ports[7];
	int n = libusb_get_port_numbers(device, ports, sizeof(ports));

	port_usb_place_name(d.bus, ports, n, d.place);
	flat_device(o, device);
	d.descriptors = att_bytes_of(o->p, o->len);
	return d;
}

int usb_host_libusb_list(libusb_context *context,
			 bool (*each)(void *arg,
				      const struct usb_host_device *d),
			 void *arg)
{
	struct flat o = {.p = malloc(DESCRIPTORS_CAP), .cap = DESCRIPTORS_CAP};
	libusb_device **list;
	ssize_t n = o.p ? libusb_get_device_list(context, &list) : -1;
	bool found = false;

	for (ssize_t i = 0; i < n && !found; i++) {
		struct usb_host_device d = device_of(list[i], &o);

		found = each(arg, &d);
	}
	if (n >= 0)
		libusb_free_device_list(list, 1);
	free(o.p);
	return n < 0 ? ATT_E_IO : 0;
}
