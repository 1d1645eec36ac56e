/* Chooses the back end that a device name means. */
#include "drivers/port.h"

#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors.h"

/* Is this the class device of a node that the kernel's MBIM driver made? */
static bool is_cdc_mbim(const char *class_device)
{
	char path[PATH_MAX], target[PATH_MAX];
	ssize_t n;

	snprintf(path, sizeof(path), "%s/device/driver", class_device);
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return false;
	target[n] = 0;
	return !strcmp(basename(target), "cdc_mbim");
}

/* The node of the first modem that the kernel drives. */
static bool find_node(char *path, size_t cap)
{
	bool found = false;
	glob_t g;

	if (glob("/sys/class/usbmisc/cdc-wdm*", 0, NULL, &g))
		return false;
	for (size_t i = 0; i < g.gl_pathc && !found; i++) {
		found = is_cdc_mbim(g.gl_pathv[i]);
		snprintf(path, cap, "/dev/%s", basename(g.gl_pathv[i]));
	}
	globfree(&g);
	return found;
}

/* Four hex digits, then `end`. */
static bool parse_id(const char *s, char end, int *id)
{
	char *rest;

	if (strspn(s, "0123456789abcdefABCDEF") != 4 || s[4] != end)
		return false;
	*id = (int)strtol(s, &rest, 16);
	return true;
}

int port_open(const char *device, const struct port_host *host,
	      struct port **port)
{
	char path[64];
	int vendor, product;

	if (!strcmp(device, "auto")) {
		if (find_node(path, sizeof(path)))
			return port_open_cdc_wdm(path, host, port);
		return port_open_libusb(-1, -1, host, port);
	}
	if (strchr(device, '/'))
		return port_open_cdc_wdm(device, host, port);
	if (strncmp(device, "usb:", 4) || !parse_id(device + 4, ':', &vendor) ||
	    !parse_id(device + 9, 0, &product))
		return ATT_E_CONFIG;
	return port_open_libusb(vendor, product, host, port);
}
