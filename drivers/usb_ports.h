/* The serial ports that a modem has beside its MBIM or QMI function. */
#ifndef MBIM_DRIVERS_USB_PORTS_H
#define MBIM_DRIVERS_USB_PORTS_H

#include "drivers/usb.h"

enum usb_port_kind {
	USB_PORT_OTHER, /* not known: only its number tells */
	USB_PORT_AT,
	USB_PORT_DIAGNOSTIC, /* of the chip's maker, as QCDM */
	USB_PORT_GPS	     /* NMEA 0183 */
};

struct usb_port {
	enum usb_port_kind kind;
	uint8_t interface;		/* with the data */
	uint8_t control_interface;	/* of CDC-ACM another one */
	uint8_t ep_in, ep_out;		/* endpoint addresses */
	uint16_t in_packet, out_packet; /* wMaxPacketSize */
};

/* Find the ports in the configuration descriptor that has the function f of
 * this device, in the order of the descriptors: at most cap; how many. They are
 * interfaces of the vendor's class with bulk endpoints in both directions, and
 * CDC-ACM functions (CDC PSTN 1.2 3.2.2), but those of f. What a port is a
 * table tells (usb_ports.c). A malformed rest is not looked at. */
unsigned usb_ports_find(struct att_bytes configuration,
			const struct usb_function *f, uint16_t vendor,
			uint16_t product, struct usb_port *ports, unsigned cap);
/* "at", "diagnostic", "gps" or "other". */
const char *usb_port_kind_name(enum usb_port_kind kind);
/* SET_CONTROL_LINE_STATE with DTR and RTS on or off, CDC PSTN 1.2 6.3.12:
 * without DTR most ports say nothing. False: the port has none, as those of
 * diagnosis, of which some never end the transfer (Linux option). */
bool usb_port_line_state(const struct usb_port *port, bool on,
			 struct usb_req *req);

#endif
