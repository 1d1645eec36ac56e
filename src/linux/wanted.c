/* Names of devices and sysfs. */
#include "linux/wanted.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/port.h"
#include "drivers/port_file.h"
#include "drivers/port_rights.h"
#include "drivers/port_usb_place.h"

/* Of a device: an attribute that is a number in hex; -1: it has none. */
static int number(const char *place, const char *name)
{
	char path[160], text[16], *end;
	size_t n;
	long v;

	snprintf(path, sizeof(path), PORT_USB_DEVICES "/%.60s/%s", place, name);
	n = port_file_read(path, text, sizeof(text) - 1);
	text[n] = '\0';
	v = strtol(text, &end, 16);
	return end == text ? -1 : (int)v;
}

/* The device behind the node with this path. */
static bool is_behind_node(const char *path, const char *place)
{
	char node[PATH_MAX], device[PATH_MAX + 64], real[PATH_MAX];

	if (!port_rights->real(path, node))
		return false;
	snprintf(device, sizeof(device), "/sys/class/usbmisc/%s/device/..",
		 basename(node));
	return port_rights->real(device, real) &&
	       !strcmp(basename(real), place);
}

bool att_wanted_fits(const char *name, const char *place)
{
	struct port_wish wish;

	port_wish_protocol(&name);
	if (strchr(name, '/'))
		return is_behind_node(name, place);
	if (port_wish_parse(name, &wish) || wish.qrtr)
		return false;
	if (wish.vendor >= 0 && (number(place, "idVendor") != wish.vendor ||
				 number(place, "idProduct") != wish.product))
		return false;
	return port_usb_place_fits(place, wish.place, wish.serial);
}

int att_wanted_rank(const char *name)
{
	struct port_wish wish;

	port_wish_protocol(&name);
	if (strchr(name, '/'))
		return 2;
	if (port_wish_parse(name, &wish))
		return 0;
	return wish.place[0] || wish.serial[0] ? 2 : wish.vendor >= 0;
}
