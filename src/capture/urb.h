/* Transfers on a USB bus, whoever has captured them: what of them is a modem's
 * control channel, or an NTB. */
#ifndef ATTACHE_URB_H
#define ATTACHE_URB_H

#include "capture/transfer.h"

#define URB_PENDING   64
#define URB_SUBMITTED 'S' /* as usbmon calls them */
#define URB_COMPLETED 'C'
#define URB_CONTROL   2
#define URB_BULK      3
#define URB_IN	      0x80u /* in the number of the endpoint */

struct urb {
	uint64_t id;	  /* the same of submission and completion */
	uint8_t type;	  /* URB_SUBMITTED, URB_COMPLETED, or what it is not */
	uint8_t transfer; /* usbmon's: 0 isochronous, 1 interrupt, ... */
	uint8_t endpoint, device;
	uint16_t bus;
	bool has_setup;
	uint16_t request; /* bmRequestType and bRequest */
	uint8_t interface;
	uint32_t length; /* of the data, before it was cut */
	struct att_bytes data;
	uint64_t us;   /* when */
	bool has_date; /* us counts from 1970 */
	uint32_t record;
};

struct urbs {
	/* Control transfers that were submitted: the completion does not
	 * repeat what it is for. */
	struct {
		uint64_t id; /* of the URB; 0: free */
		uint16_t bus, request;
		uint8_t device, interface;
	} pending[URB_PENDING];
	unsigned next_pending;
	/* Device descriptors that were seen. */
	struct {
		uint16_t bus, vendor, product;
		uint8_t device; /* 0: free */
	} seen[URB_PENDING];
	unsigned next_seen;
	struct transfer_link link;
	bool begun;
	uint64_t first_us;
	char device[24], time[32], date[80];
};

/* Before the first one of a file. */
void urbs_init(struct urbs *u);
/* NULL, and the transfer that it holds: bytes are a view of its data, texts
 * last until the next call. Else why it holds none. */
const char *urbs_take(struct urbs *u, struct urb *urb, struct transfer *out);

#endif
