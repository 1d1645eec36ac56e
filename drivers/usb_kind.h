/* What a USB device without a function of ours is, for people. */
#ifndef MBIM_DRIVERS_USB_KIND_H
#define MBIM_DRIVERS_USB_KIND_H

#include "base/bytes.h"

/* In words that follow "is", by the interfaces of one configuration descriptor;
 * never NULL, static storage. */
const char *usb_kind_text(struct att_bytes configuration);
/* The vendor makes modems, so that its devices are worth a word where none was
 * named. */
bool usb_kind_makes_modems(uint16_t vendor);

#endif
