/* What every part of the libusb back end says to the loop: lines for the log,
 * the timer, and that the device has to be stopped. */
#include "drivers/port_libusb.h"

#include <stdarg.h>
#include <stdio.h>

void usb_port_timer(struct usb_port *p, int ms)
{
	p->due = false;
	p->port.host->timer(p->port.host->ctx, ms, p->on_timer, p);
}

void usb_port_log(struct usb_port *p, const char *format, ...)
{
	char line[256];
	va_list args;
	int n = 0;

	if (p->closed)
		return;
	if (p->name[0])
		n = snprintf(line, sizeof(line), "%s: ", p->name);
	va_start(args, format);
	vsnprintf(line + n, sizeof(line) - (size_t)n, format, args);
	va_end(args);
	p->port.host->log(p->port.host->ctx, line);
}

void usb_port_fail(struct usb_port *p, int err)
{
	if (!p->fail)
		p->fail = err;
	/* Outside our handlers the loop has to call us for it. */
	if (!p->inside && !p->closed)
		usb_port_timer(p, 0);
}
