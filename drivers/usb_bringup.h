/* The dance that makes a function usable: one request after the other, from the
 * configuration to the data altsetting. MBIM 1.0 section 6 and 7, NCM 1.0
 * section 6.2 and 7.2; for QMI it is short, as the data path is agreed on later
 * (usb_data.h). No I/O, no memory of its own. */
#ifndef MBIM_DRIVERS_USB_BRINGUP_H
#define MBIM_DRIVERS_USB_BRINGUP_H

#include "drivers/bulk.h"
#include "drivers/ntb.h"
#include "drivers/usb.h"

struct usb_bringup {
	const struct usb_function *f;
	uint8_t configuration; /* active when we came; 0: none */
	uint32_t in_cap, out_cap;
	uint8_t step; /* row of the table in usb_bringup.c */
	int err;      /* 0, or why it ended early */
	/* The result. in.max_size is what the bulk-in buffers must hold. */
	struct ntb_params in, out;
	uint32_t device_in, device_out; /* dwNtb{In,Out}MaxSize as reported */
	uint16_t formats;
	uint32_t tolerated; /* optional steps that failed */
	uint8_t buf[28];
};

/* f must outlive b. configuration is the active bConfigurationValue. The caps
 * bound NTBs in each direction, in bytes, at least 2048. */
void usb_bringup_init(struct usb_bringup *b, const struct usb_function *f,
		      uint8_t configuration, uint32_t in_cap, uint32_t out_cap);
/* The request to carry out next; false: finished, see err. Asking again
 * without usb_bringup_done gives the same request. Its data lies in b. */
bool usb_bringup_next(struct usb_bringup *b, struct usb_req *req);
/* How the request ended: bytes transferred, or a negative ATT_E_*. A failure
 * of an optional step is tolerated, except ATT_E_GONE. */
void usb_bringup_done(struct usb_bringup *b, int result);
/* What is to be taken back before the interfaces are given back; false:
 * nothing. A QMI modem then forgets its clients and ends their calls. */
bool usb_bringup_undo(const struct usb_function *f, struct usb_req *req);
/* Once it ended well: the data path, of NTBs as they were agreed on. bufs: 2 to
 * BULK_MAX_BUFS buffers of b->out.max_size bytes; they and l outlive bulk. */
void usb_bringup_data(const struct usb_bringup *b, struct ntb_link *l,
		      struct bulk *bulk, uint8_t *const bufs[],
		      uint32_t n_bufs);
/* How its transfers of NTBs end. */
struct bulk_out usb_bringup_out(const struct usb_bringup *b);
/* Once it is finished: the longest datagram either way, which the device takes
 * and an NTB of ours holds; 0: unknown. */
uint16_t usb_bringup_mtu(const struct usb_bringup *b);
/* The step under way or the one that failed, for people: "NTB parameters". */
const char *usb_bringup_name(const struct usb_bringup *b);

#endif
