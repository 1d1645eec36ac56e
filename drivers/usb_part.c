/* Collects what stands under an altsetting. */
#include "drivers/usb_part.h"

struct usb_parts usb_parts_of(struct att_bytes all)
{
	return (struct usb_parts){.w = usb_walk_of(all)};
}

static void endpoint_take(const struct usb_walk *w, enum usb_endpoint_type type,
			  bool in, uint8_t *address, uint16_t *packet)
{
	uint16_t size = usb_walk_packet(w, type, in);

	if (size && !*packet) {
		*packet = size;
		*address = w->d.p[2];
	}
}

static void part_take(struct usb_part *part, const struct usb_walk *w)
{
	part->functional |= w->d.p[1] == USB_DT_CS_INTERFACE;
	if (usb_walk_functional(w, USB_CDC_UNION, 5))
		part->slave = w->d.p[4];
	endpoint_take(w, USB_ENDPOINT_INTERRUPT, true, &part->ep_notify,
		      &part->notify_packet);
	endpoint_take(w, USB_ENDPOINT_BULK, true, &part->ep_in,
		      &part->in_packet);
	endpoint_take(w, USB_ENDPOINT_BULK, false, &part->ep_out,
		      &part->out_packet);
}

bool usb_parts_next(struct usb_parts *parts, struct usb_part *part)
{
	while (!parts->on) {
		if (!usb_walk_next(&parts->w))
			return false;
		parts->on = parts->w.d.p[1] == USB_DT_INTERFACE;
	}
	memset(part, 0, sizeof(*part));
	part->p = parts->w.d.p;
	part->slave = -1;
	while ((parts->on = usb_walk_next(&parts->w)) &&
	       parts->w.d.p[1] != USB_DT_INTERFACE)
		part_take(part, &parts->w);
	return true;
}

bool usb_part_has_data(const struct usb_part *part)
{
	return part->in_packet && part->out_packet;
}
