/* What the class drivers need of a USB bus: requests that they hand out and
 * completions that they are given. They do no I/O, keep no memory and read no
 * clock; a back end (port_usb.c, Genode's Usb session) carries requests out.
 */
#ifndef MBIM_DRIVERS_USB_H
#define MBIM_DRIVERS_USB_H

#include "base/bytes.h"

enum usb_kind {
	USB_CONTROL,	       /* the setup members; data in or out */
	USB_SET_CONFIGURATION, /* value: bConfigurationValue */
	USB_CLAIM,	       /* index: interface; detaches the kernel */
	USB_RELEASE,	       /* index: interface; gives it back */
	USB_SET_INTERFACE,     /* index: interface, value: altsetting */
	USB_CLEAR_HALT,	       /* index: endpoint address */
	USB_DELAY	       /* value: milliseconds */
};

struct usb_req {
	enum usb_kind kind;
	uint8_t request_type, request; /* bmRequestType, bRequest */
	uint16_t value, index, length;
	uint8_t *data; /* length bytes: the caller's (in) or to send (out) */
	uint32_t timeout_ms;
};

/* Quirks of a device, rows of one table (usb_quirks.c), each with its source.
 */
#define USB_QUIRK_NDP_AT_END	0x01u /* data lost unless the NDP is last */
#define USB_QUIRK_NO_ZLP	0x02u /* full NTBs need no ZLP */
#define USB_QUIRK_NO_TOGGLE	0x04u /* altsetting toggle breaks it */
#define USB_QUIRK_NTB_DELAY	0x08u /* pause before the data altsetting */
#define USB_QUIRK_CONFIGURATION 0x10u /* MBIM is in `configuration` */
#define USB_QUIRK_SET_NTB_INPUT 0x20u /* OPEN fails without SET_NTB_INPUT */

struct usb_quirk {
	uint16_t vendor, product; /* product 0: every product of the vendor */
	uint32_t flags;
	uint8_t configuration;
	const char *source;
};

/* The row of a device; never NULL (a row without flags if unlisted). */
const struct usb_quirk *usb_quirks_find(uint16_t vendor, uint16_t product);
/* Of several configurations with an MBIM function the one of the highest rank
 * is used, the first of equals: the one that the quirk names, else the active
 * one, else any. Never 0. */
unsigned usb_quirks_rank(const struct usb_quirk *q, uint8_t configuration,
			 uint8_t active);

/* What the control channel of a function carries. */
enum usb_speaks { USB_SPEAKS_MBIM, USB_SPEAKS_QMI };

/* The function found in a configuration descriptor. In one of QMI control and
 * data may be the same interface; it has nothing of what CDC descriptors say,
 * and takes control transfers of up to USB_MAX_CONTROL. */
struct usb_function {
	enum usb_speaks speaks;
	uint16_t vendor, product;
	uint8_t configuration; /* bConfigurationValue */
	uint8_t control_interface, control_alt;
	uint8_t data_interface, data_alt;
	uint8_t ep_notify, ep_in, ep_out;	       /* endpoint addresses */
	uint16_t notify_packet, in_packet, out_packet; /* wMaxPacketSize */
	uint16_t max_control;			       /* wMaxControlMessage */
	uint16_t max_segment;			       /* wMaxSegmentSize */
	uint8_t capabilities;	 /* bmNetworkCapabilities */
	uint16_t ex_version;	 /* bcdMBIMExtendedVersion; 0: no descriptor */
	uint8_t max_outstanding; /* commands at once; 0: unknown */
	uint16_t mtu;		 /* wMTU; 0: unknown */
	bool ncm_combination;	 /* altsetting 0 is NCM, MBIM is behind it */
	bool guessed;		 /* by its class alone, which others use too */
	uint32_t quirks;	 /* USB_QUIRK_* */
};

/* The largest control transfer that is used: libusb and QEMU take no more.
 * Without a MBIM functional descriptor: the least that real modems have. */
#define USB_MAX_CONTROL	    4096u
#define USB_DEFAULT_CONTROL 512u

/* The n-th configuration descriptor, from 0, with all that belongs to it, of a
 * device's descriptors as the kernel keeps them: the device descriptor, and
 * the configurations. As in libusb the next one is found by its type, for what
 * the kernel keeps of a bad one may be less than wTotalLength. */
bool usb_function_configuration(struct att_bytes descriptors, unsigned n,
				struct att_bytes *configuration);
/* Find the MBIM function in one configuration descriptor (all wTotalLength
 * bytes). Interfaces are found by class 2/14 and the Union descriptor; where
 * that is missing, by the IAD; else data = control + 1. The data altsetting is
 * the one with protocol 2 and two bulk endpoints. Of several functions the
 * first complete one. A malformed rest is not looked at, as in Linux. 0,
 * ATT_E_NO_FUNCTION, ATT_E_DESCRIPTOR. MBIM 1.0 section 6. */
int usb_function_find(struct att_bytes configuration, struct usb_function *f);
/* Find the QMI function in one configuration descriptor of this device. Their
 * classes are their makers' own: a table (usb_qmi.c) has the classes and the
 * devices that are known, each with its source; then an interface ff/ff/ff with
 * an interrupt and two bulk endpoints and without functional descriptors is
 * taken (guessed). 0, ATT_E_NO_FUNCTION, ATT_E_DESCRIPTOR. */
int usb_qmi_find(struct att_bytes configuration, uint16_t vendor,
		 uint16_t product, struct usb_function *f);
/* Say whose function this is: sets vendor, product and quirks. A descriptor
 * of a configuration does not tell. */
void usb_function_identify(struct usb_function *f, uint16_t vendor,
			   uint16_t product);
/* The largest IP datagram, by wMTU and wMaxSegmentSize; 0: unknown. */
uint16_t usb_function_mtu(const struct usb_function *f);

#endif
