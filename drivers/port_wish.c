/* Names of devices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/errors.h"
#include "base/nearest.h"
#include "drivers/port.h"
#include "drivers/port_usb_place.h"

/* Four hex digits, then `end`. */
static bool parse_id(const char *s, char end, int *id)
{
	char *rest;

	if (strspn(s, "0123456789abcdefABCDEF") != 4 || s[4] != end)
		return false;
	*id = (int)strtol(s, &rest, 16);
	return true;
}

/* "1-1.2" */
static bool is_place(const char *s)
{
	size_t bus = strspn(s, "0123456789");
	const char *p = s + bus;

	if (!bus || *p != '-' || strlen(s) >= PORT_USB_PLACE)
		return false;
	do {
		size_t digits = strspn(++p, "0123456789");

		if (!digits)
			return false;
		p += digits;
	} while (*p == '.');
	return !*p;
}

static bool digits(const char *s, size_t least, size_t most)
{
	size_t n = strspn(s, "0123456789");

	return n >= least && n <= most && !s[n];
}

static bool copy(char *to, size_t cap, const char *from)
{
	return (size_t)snprintf(to, cap, "%s", from) < cap && from[0];
}

/* "12d1:15c1", "1-1.2" */
static int parse_usb(const char *s, struct port_wish *wish)
{
	if (is_place(s))
		return copy(wish->place, sizeof(wish->place), s) ? 0
								 : ATT_E_CONFIG;
	wish->follow = false;
	return parse_id(s, ':', &wish->vendor) &&
			       parse_id(s + 5, 0, &wish->product)
		       ? 0
		       : ATT_E_CONFIG;
}

const char *port_wish_protocol(const char **device)
{
	static const struct {
		const char *name, *speaks;
	} prefixes[] = {
		{"mbim:", "mbim"},
		{"qmi:", "qmi"},
		{PORT_QMI_OVER_MBIM, "mbim"},
	};

	for (unsigned i = 0; i < 3; i++) {
		size_t n = strlen(prefixes[i].name);

		if (strncmp(*device, prefixes[i].name, n) != 0)
			continue;
		*device += n;
		return prefixes[i].speaks;
	}
	return NULL;
}

/* "0", "any" */
static int parse_qrtr(const char *s, struct port_wish *wish)
{
	wish->qrtr = true;
	wish->follow = false;
	wish->node = -1;
	if (!strcmp(s, "any"))
		return 0;
	if (!digits(s, 1, 9))
		return ATT_E_CONFIG;
	wish->node = strtol(s, NULL, 10);
	return 0;
}

int port_wish_parse(const char *device, struct port_wish *wish)
{
	*wish = (struct port_wish){.vendor = -1, .product = -1, .follow = true};
	wish->speaks = port_wish_protocol(&device);
	wish->libusb = !strncmp(device, "libusb:", 7);
	if (wish->libusb)
		device += strlen("libusb:");
	if (!strcmp(device, "auto"))
		return 0;
	if (strchr(device, '/'))
		return ATT_E_CONFIG;
	if (!strncmp(device, "serial:", 7))
		return copy(wish->serial, sizeof(wish->serial), device + 7)
			       ? 0
			       : ATT_E_CONFIG;
	if (wish->libusb)
		return parse_usb(device, wish);
	if (!strncmp(device, "qrtr:", 5) &&
	    (!wish->speaks || !strcmp(wish->speaks, "qmi")))
		return parse_qrtr(device + 5, wish);
	if (!strncmp(device, "imei:", 5))
		return digits(device + 5, 14, 16) ? 0 : ATT_E_CONFIG;
	if (!strncmp(device, "iccid:", 6))
		return digits(device + 6, 18, 20) ? 0 : ATT_E_CONFIG;
	if (!strncmp(device, "usb:", 4))
		return parse_usb(device + 4, wish);
	return ATT_E_CONFIG;
}

const char *port_wish_hint(const char *device, struct att_nearest *near)
{
	static const char *const begins[] = {
		"auto",	 "usb:", "serial:", "imei:",	       "iccid:",
		"qrtr:", "qmi:", "mbim:",   PORT_QMI_OVER_MBIM};
	size_t len;

	port_wish_protocol(&device);
	len = strcspn(device, ":");
	att_nearest_init(near, device, len + (device[len] == ':'));
	for (unsigned i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		att_nearest_try(near, begins[i]);
	return att_nearest_hint(near);
}

bool port_wish_passed(const struct port_host *host, const char *place)
{
	for (unsigned i = 0; i < host->n_passed; i++)
		if (!strcmp(host->passed[i], place))
			return true;
	return host->taken && host->taken(host->ctx, place);
}
