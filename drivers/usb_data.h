/* The data path of a USB function: how datagrams lie in its transfers, and how
 * long these are. In MBIM the bring-up finds it; a modem that speaks QMI
 * decides it later, on its control channel, and the driver follows. No I/O, no
 * memory of its own. */
#ifndef MBIM_DRIVERS_USB_DATA_H
#define MBIM_DRIVERS_USB_DATA_H

#include "base/data_format.h"
#include "drivers/ethernet.h"
#include "drivers/qmap.h"
#include "drivers/raw_ip.h"
#include "drivers/usb_bringup.h"

/* What can be followed, in bits as in port_info, and the longest transfer from
 * the modem, in bytes. */
#define USB_DATA_LINKS (1u << ATT_LINK_ETHERNET | 1u << ATT_LINK_RAW_IP)
#define USB_DATA_AGGREGATIONS                                      \
	(1u << ATT_AGGREGATION_NONE | 1u << ATT_AGGREGATION_QMAP | \
	 1u << ATT_AGGREGATION_QMAP_V4 | 1u << ATT_AGGREGATION_QMAP_V5)
#define USB_DATA_DOWN 32768u

struct usb_data {
	const struct framing *framing; /* NULL: nothing is agreed on yet */
	union {
		struct ntb_link ntb;
		struct qmap_link qmap;
		struct raw_ip_link raw_ip;
		struct ethernet_link ethernet;
	} link;			    /* its state */
	uint32_t in_size, out_size; /* of transfers; buffers hold so much */
	struct bulk_out out;
};

/* Nothing is agreed on. */
void usb_data_init(struct usb_data *d);
/* NTBs, as the bring-up found. */
void usb_data_ntb(struct usb_data *d, const struct usb_bringup *b);
/* What was agreed on. 0; ATT_E_VALUE: it cannot be followed, and d is as it
 * was. */
int usb_data_follow(struct usb_data *d, const struct usb_function *f,
		    const struct att_data_format *format);
/* The data path. bufs: 2 to BULK_MAX_BUFS buffers of d->out_size bytes; they
 * and d, on which something is agreed, outlive bulk. */
void usb_data_bulk(struct usb_data *d, struct bulk *bulk, uint8_t *const bufs[],
		   uint32_t n_bufs);

#endif
