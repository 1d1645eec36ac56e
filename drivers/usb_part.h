/* The altsettings of a configuration descriptor, each with what stands under
 * it. */
#ifndef MBIM_DRIVERS_USB_PART_H
#define MBIM_DRIVERS_USB_PART_H

#include "drivers/usb_walk.h"

/* An altsetting. Of several endpoints of a kind it is the first one; a packet
 * size of 0: there is none. */
struct usb_part {
	const uint8_t *p; /* its descriptor, of 9 bytes at least */
	uint8_t ep_notify, ep_in, ep_out; /* interrupt in, bulk in, bulk out */
	uint16_t notify_packet, in_packet, out_packet;
	bool functional; /* it has functional descriptors */
	int slave;	 /* of its union; -1: it has none */
};

struct usb_parts {
	struct usb_walk w;
	bool on; /* w stands on the next altsetting */
};

/* Begin before the first altsetting of what usb_walk_open found. */
struct usb_parts usb_parts_of(struct att_bytes all);
/* The next altsetting; false: there are no more, or the rest is malformed
 * (parts->w). */
bool usb_parts_next(struct usb_parts *parts, struct usb_part *part);
/* It has bulk endpoints in both directions. */
bool usb_part_has_data(const struct usb_part *part);

#endif
