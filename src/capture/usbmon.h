/* What Linux' usbmon has captured (Documentation/usb/usbmon.rst), as packets of
 * pcap. */
#ifndef ATTACHE_USBMON_H
#define ATTACHE_USBMON_H

#include "capture/urb.h"
#include "trace/pcapng.h"

#define USBMON_LINK	    189 /* LINKTYPE_USB_LINUX */
#define USBMON_LINK_MMAPPED 220 /* LINKTYPE_USB_LINUX_MMAPPED */

/* NULL, and the transfer of the bus that the packet holds, whose data is a view
 * of it. Else why it holds none. */
const char *usbmon_read(const struct att_pcapng_view *packet, struct urb *out);

#endif
