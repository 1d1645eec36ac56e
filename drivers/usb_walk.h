/* Steps through a list of USB descriptors, which come from the device and may
 * be anything. */
#ifndef MBIM_DRIVERS_USB_WALK_H
#define MBIM_DRIVERS_USB_WALK_H

#include "base/bytes.h"

enum usb_descriptor_type {
	USB_DT_CONFIGURATION = 0x02,
	USB_DT_INTERFACE = 0x04,
	USB_DT_ENDPOINT = 0x05,
	USB_DT_ASSOCIATION = 0x0b,
	USB_DT_CS_INTERFACE = 0x24
};

enum usb_endpoint_type { USB_ENDPOINT_BULK = 2, USB_ENDPOINT_INTERRUPT = 3 };

enum usb_functional { USB_CDC_UNION = 0x06 };

/* One step: `iface` is the interface descriptor under which `d` stands. */
struct usb_walk {
	struct att_bytes all, d, iface;
	size_t at;
	bool malformed; /* the walk ended before the list did */
};

/* The descriptors that wTotalLength of this configuration descriptor and the
 * bytes themselves both hold; *cut: there are fewer bytes. 0 or
 * ATT_E_DESCRIPTOR. */
int usb_walk_open(struct att_bytes bytes, struct att_bytes *all, bool *cut);
/* Begin behind the first descriptor of what usb_walk_open found. */
struct usb_walk usb_walk_of(struct att_bytes all);
/* The next descriptor, into w->d. It is as long as its type demands. */
bool usb_walk_next(struct usb_walk *w);
/* It is a functional descriptor of CDC, of len bytes at least. */
bool usb_walk_functional(const struct usb_walk *w, uint8_t subtype, size_t len);
/* The packet size of an endpoint of this kind, 0: it is none. */
uint16_t usb_walk_packet(const struct usb_walk *w, enum usb_endpoint_type type,
			 bool in);

#endif
