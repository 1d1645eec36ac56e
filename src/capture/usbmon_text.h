/* What Linux' usbmon says in words, in /sys/kernel/debug/usb/usbmon/1u and 1t
 * (Documentation/usb/usbmon.rst). Of each transfer it has 32 bytes at most. */
#ifndef ATTACHE_USBMON_TEXT_H
#define ATTACHE_USBMON_TEXT_H

#include "capture/lines.h"
#include "capture/octets.h"
#include "capture/skips.h"
#include "capture/urb.h"

struct usbmon_text {
	struct lines lines;
	struct urbs urbs;
	struct octets data;
	struct skips *skips;
};

/* Read from in, which outlives u, as do the skips. */
void usbmon_text_init(struct usbmon_text *u, struct att_window *in,
		      struct skips *skips);
void usbmon_text_fini(struct usbmon_text *u);
/* The next transfer, whose record is its line: 1; 0 at the end; or an error of
 * the window. */
int usbmon_text_next(struct usbmon_text *u, struct transfer *out);

/* True if a text that begins like this has such lines of a modem. */
bool usbmon_text_is(struct att_bytes head);

#endif
