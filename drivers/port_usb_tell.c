/* What every part of the USB port says to the loop: lines for the log, the
 * timer, and that the device has to be stopped. */
#include "drivers/port_usb.h"

#include <stdarg.h>
#include <stdio.h>

void usb_port_timer(struct usb_port *p, int ms)
{
	p->due = false;
	p->armed = ms >= 0;
	p->port.host->timer(p->port.host->ctx, ms, p->on_timer, p);
}

static void put_line(const struct usb_port *p, const char *between,
		     const char *format, va_list args,
		     void (*fn)(void *ctx, const char *line))
{
	char line[256];
	int n = 0;

	if (p->closed)
		return;
	if (p->name[0])
		n = snprintf(line, sizeof(line), "%s%s", p->name, between);
	vsnprintf(line + n, sizeof(line) - (size_t)n, format, args);
	fn(p->port.host->ctx, line);
}

void usb_port_log(struct usb_port *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_line(p, ": ", format, args, p->port.host->log);
	va_end(args);
}

void usb_port_waits(struct usb_port *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_line(p, " ", format, args, p->port.host->waits);
	va_end(args);
}

void usb_port_fail(struct usb_port *p, int err)
{
	if (!p->fail)
		p->fail = err;
	/* Outside our handlers the loop has to call us for it. */
	if (!p->inside && !p->closed)
		usb_port_timer(p, 0);
}
