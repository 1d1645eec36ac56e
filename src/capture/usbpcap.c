/* USBPcap's packets. Their header is packed, and little-endian. */
#include "capture/usbpcap.h"

#define HEADER	       27u
#define HEADER_CONTROL 28u
#define SETUP	       8u /* bytes of a setup packet */
#define FROM_BUS       1u /* of info: it comes back from the controller */
#define CONTROL	       2

/* of a control transfer */
enum stage { STAGE_SETUP, STAGE_DATA, STAGE_STATUS, STAGE_COMPLETE };

/* The setup packet, and what older versions of USBPcap do not have here: the
 * data that goes out. */
static void read_setup(struct usbpcap *u, struct urb *urb)
{
	struct att_bytes data;

	urb->type = URB_SUBMITTED;
	if (!att_bytes_sub(urb->data, SETUP, urb->data.len - SETUP, &data)) {
		urb->data.len = 0;
		return;
	}
	urb->has_setup = true;
	urb->request = att_get16(urb->data.p);
	urb->interface = urb->data.p[4];
	urb->length = urb->length > SETUP ? urb->length - SETUP : 0;
	urb->data = data;
	u->setup = *urb;
}

/* Data in a packet of its own belongs to the setup packet before. */
static void read_data(const struct usbpcap *u, struct urb *urb, bool back)
{
	const struct urb *setup = &u->setup;

	urb->type = back ? URB_COMPLETED : URB_SUBMITTED;
	if (back || setup->id != urb->id || setup->bus != urb->bus ||
	    setup->device != urb->device)
		return;
	urb->has_setup = true;
	urb->request = setup->request;
	urb->interface = setup->interface;
}

const char *usbpcap_read(struct usbpcap *u,
			 const struct att_pcapng_view *packet, struct urb *out)
{
	const uint8_t *p = packet->data.p;
	size_t header;
	bool back;

	*out = (struct urb){.record = packet->number, .has_date = true};
	if (packet->data.len < HEADER)
		return "shorter than a header of USBPcap";
	header = att_get16(p);
	if (header < HEADER || (p[22] == CONTROL && header < HEADER_CONTROL) ||
	    !att_bytes_sub(packet->data, header, packet->data.len - header,
			   &out->data))
		return "with a wrong length in the header of USBPcap";
	back = p[16] & FROM_BUS;
	out->id = att_get64(p + 2);
	out->bus = att_get16(p + 17);
	out->device = p[19];
	out->endpoint = p[21];
	out->transfer = p[22];
	out->length = att_get32(p + 23);
	out->us = packet->ms * 1000;
	out->type = back ? URB_COMPLETED : URB_SUBMITTED;
	if (out->length < out->data.len)
		out->data.len = out->length;
	if (out->transfer != CONTROL)
		return NULL;
	if (p[27] == STAGE_SETUP)
		read_setup(u, out);
	else if (p[27] == STAGE_DATA)
		read_data(u, out, out->endpoint & URB_IN);
	return NULL;
}
