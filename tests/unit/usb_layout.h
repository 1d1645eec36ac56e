/* A configuration descriptor out of a text. An interface is a line with number,
 * class/subclass/protocol and what stands under it (hex): bADDRESS a bulk
 * endpoint, iADDRESS:PACKET an interrupt one, f a functional descriptor,
 * uCONTROL:DATA a union. */
#ifndef ATT_TESTS_USB_LAYOUT_H
#define ATT_TESTS_USB_LAYOUT_H

#include "base/bytes.h"

struct usb_layout {
	uint8_t p[1024];
	size_t len;
};

/* Each line of layout ends with a line feed. A bad one fails the test. */
void usb_layout_build(struct usb_layout *b, const char *layout);

#endif
