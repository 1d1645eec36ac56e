/* What USBPcap has captured on Windows, and OpenBSD's tcpdump in the same form,
 * as packets of pcap (https://desowin.org/usbpcap/captureformat.html). */
#ifndef ATTACHE_USBPCAP_H
#define ATTACHE_USBPCAP_H

#include "capture/urb.h"
#include "trace/pcapng.h"

#define USBPCAP_LINK 249 /* LINKTYPE_USBPCAP */

/* The setup packet whose data comes in a packet of its own. */
struct usbpcap {
	struct urb setup; /* id 0: there is none */
};

/* NULL, and the transfer of the bus that the packet holds, whose data is a view
 * of it. Else why it holds none. u is zeros before the first packet. */
const char *usbpcap_read(struct usbpcap *u,
			 const struct att_pcapng_view *packet, struct urb *out);

#endif
