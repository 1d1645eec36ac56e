/* From what was agreed on to a framing. */
#include "drivers/usb_data.h"

#include "base/errors.h"

enum {
	/* Where datagrams have transfers of their own; with room for an
	 * Ethernet header and for more than the usual 1500 bytes. */
	PLAIN_SIZE = 4096,
	/* Where the modem does not say. */
	UNSAID_DOWN = 32768,
	UNSAID_UP = 4096,
	/* Longer ones would only lengthen the queue. */
	MOST_UP = 32768,
	MOST_DOWN = 65536,
	LEAST = 2048 /* a datagram of 1500 bytes, and what is around it */
};

void usb_data_init(struct usb_data *d)
{
	d->framing = NULL;
	d->in_size = d->out_size = 0;
}

void usb_data_ntb(struct usb_data *d, const struct usb_bringup *b)
{
	d->framing = &ntb_framing;
	ntb_link_init(&d->link.ntb, &b->out,
		      b->f->quirks & USB_QUIRK_NDP_AT_END, b->f->out_packet);
	d->in_size = b->in.max_size;
	d->out_size = b->out.max_size;
	d->out = usb_bringup_out(b);
}

/* --- QMI ---------------------------------------------------------- */

static enum qmap_form form_of(enum att_aggregation a, bool up)
{
	switch (a) {
	case ATT_AGGREGATION_NONE:
	case ATT_AGGREGATION_QMAP:
		break;
	case ATT_AGGREGATION_QMAP_V4:
		return up ? QMAP_V4_UP : QMAP_V4_DOWN;
	case ATT_AGGREGATION_QMAP_V5:
		return QMAP_V5;
	}
	return QMAP_V1;
}

static int follow_qmap(struct usb_data *d, const struct att_data_format *f)
{
	uint32_t up = f->up_max_size ? f->up_max_size : UNSAID_UP;
	uint32_t down = f->down_max_size ? f->down_max_size : UNSAID_DOWN;
	struct qmap_params p = {
		.form = form_of(f->up, true),
		.max_size = up < MOST_UP ? up : MOST_UP,
		.max_datagrams = f->up_max_datagrams,
	};

	if (f->link != ATT_LINK_RAW_IP || up < LEAST || down > MOST_DOWN)
		return ATT_E_VALUE;
	qmap_link_init(&d->link.qmap, &p, form_of(f->down, false));
	d->framing = &qmap_framing;
	d->in_size = down < LEAST ? LEAST : down;
	d->out_size = p.max_size;
	return 0;
}

static int follow_plain(struct usb_data *d, const struct att_data_format *f)
{
	switch (f->link) {
	case ATT_LINK_UNKNOWN:
		return ATT_E_VALUE;
	case ATT_LINK_ETHERNET:
		ethernet_link_init(&d->link.ethernet, PLAIN_SIZE);
		d->framing = &ethernet_framing;
		break;
	case ATT_LINK_RAW_IP:
		raw_ip_link_init(&d->link.raw_ip, PLAIN_SIZE);
		d->framing = &raw_ip_framing;
		break;
	}
	d->in_size = d->out_size = PLAIN_SIZE;
	return 0;
}

int usb_data_follow(struct usb_data *d, const struct usb_function *f,
		    const struct att_data_format *format)
{
	bool up = format->up != ATT_AGGREGATION_NONE;
	int err;

	/* One direction alone: no modem was seen that does it. */
	if (up != (format->down != ATT_AGGREGATION_NONE))
		return ATT_E_VALUE;
	err = up ? follow_qmap(d, format) : follow_plain(d, format);
	if (err)
		return err;
	/* Linux qmi_wwan ends every transfer of whole packets so. */
	d->out = (struct bulk_out){.full = UINT32_MAX, .packet = f->out_packet};
	return 0;
}

void usb_data_bulk(struct usb_data *d, struct bulk *bulk, uint8_t *const bufs[],
		   uint32_t n_bufs)
{
	bulk_init(bulk, d->framing, &d->link, &d->out, bufs, n_bufs);
}
