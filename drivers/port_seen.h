/* What sysfs, /proc and the name service of QRTR show of modems, without
 * opening any of them: for a person who asks what is there. */
#ifndef MBIM_DRIVERS_PORT_SEEN_H
#define MBIM_DRIVERS_PORT_SEEN_H

#include "drivers/port_holder.h"
#include "drivers/port_usb_place.h"

struct port_seen {
	char name[PORT_USB_PLACE + 8]; /* "usb:1209:0001", "/dev/wwan0mbim0" */
	char place[PORT_USB_PLACE];    /* "1-1"; "": not on USB */
	char product[96];	       /* as it calls itself; "": not at all */
	const char *speaks;	       /* "mbim", "qmi"; NULL: neither, */
	const char *kind; /* but what it is, in words behind "is" */
	char driver[24]; /* of the kernel, on the control interface; "": none */
	char node[64];	 /* that a program opens: the driver's, or usbfs' */
	bool may_open;	 /* this program may */
	bool shared;	 /* by any number of programs, of which nobody tells */
	struct port_holder holder; /* of the node; pid 0: nobody was seen */
};

/* The modems, and the devices of makers of modems that are none: at most cap of
 * them, in the order of their places. How many. */
unsigned port_seen_list(struct port_seen *to, unsigned cap);
/* Has the kernel loaded QRTR? */
bool port_seen_has_qrtr(void);
/* The modems on it: at most cap of them; how many. This asks the kernel's name
 * service, for 200 ms at most. */
unsigned port_seen_qrtr(struct port_seen *to, unsigned cap);
/* The first process with this name ("ModemManager"); 0: there is none. */
int port_seen_process(const char *name);

#endif
