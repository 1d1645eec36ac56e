/* What Linux' usbmon captured of an MBIM function: the encapsulated commands
 * and responses of its control channel, and NTBs. */
#ifndef ATTACHE_USBMON_H
#define ATTACHE_USBMON_H

#include "trace/pcapng.h"
#include "capture/transfer.h"

#define USBMON_LINK	    189 /* LINKTYPE_USB_LINUX */
#define USBMON_LINK_MMAPPED 220 /* LINKTYPE_USB_LINUX_MMAPPED */
#define USBMON_PENDING	    64

struct usbmon {
	/* Control transfers that were submitted: the completion does not
	 * repeat what it is for. */
	struct {
		uint64_t id; /* of the URB; 0: free */
		uint16_t bus, request;
		uint8_t device, interface;
	} pending[USBMON_PENDING];
	unsigned next_pending;
	/* Device descriptors that were seen. */
	struct {
		uint16_t bus, vendor, product;
		uint8_t device; /* 0: free */
	} seen[USBMON_PENDING];
	unsigned next_seen;
	struct transfer_link link;
	bool begun;
	uint64_t first_us;
	char device[24], time[32], date[80];
};

/* Before the first packet of a file. */
void usbmon_init(struct usbmon *u);
/* True, and the transfer that the packet holds: bytes are a view of the
 * packet, texts last until the next call. False: nothing of MBIM is in it. */
bool usbmon_take(struct usbmon *u, const struct att_pcapng_view *packet,
		 struct transfer *out);

#endif
