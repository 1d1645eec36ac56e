/* USB devices in sysfs. */
#include "drivers/port_usb_place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "drivers/port_dir.h"
#include "drivers/port_file.h"
#include "drivers/port_rights.h"

void port_usb_place_name(unsigned bus, const uint8_t *ports, int n_ports,
			 char place[PORT_USB_PLACE])
{
	int n = snprintf(place, PORT_USB_PLACE, n_ports > 0 ? "%u" : "usb%u",
			 bus);

	for (int i = 0; i < n_ports && n < PORT_USB_PLACE; i++)
		n += snprintf(place + n, (size_t)(PORT_USB_PLACE - n), "%c%u",
			      i ? '.' : '-', ports[i]);
}

/* A file's text, without its last line end. */
static bool read_text(const char *path, char *text, size_t cap)
{
	size_t n = port_file_read(path, text, cap - 1);

	if (!n)
		return false;
	text[n - (text[n - 1] == '\n')] = '\0';
	return true;
}

/* A line of text of the device, "serial"; false: it has none. */
static bool attribute_of(const char *place, const char *attribute, char *text,
			 size_t cap)
{
	struct att_text t;
	char path[128];

	att_text_init(&t, path, sizeof(path));
	att_text_put(&t, PORT_USB_DEVICES "/");
	att_text_put(&t, place);
	att_text_char(&t, '/');
	att_text_put(&t, attribute);
	return !t.cut && read_text(path, text, cap);
}

void port_usb_place_now(const char *place, char now[48])
{
	char number[8] = "?";
	struct att_text t;

	attribute_of(place, "devnum", number, sizeof(number));
	att_text_init(&t, now, 48);
	att_text_span(&t, place, strnlen(place, 31));
	att_text_put(&t, " no ");
	att_text_put(&t, number);
}

const char *port_usb_place_usbfs(unsigned bus, unsigned address, char path[64])
{
	snprintf(path, 64, PORT_USB_NODES "/%03u/%03u", bus, address);
	return path;
}

bool port_usb_place_fits(const char *place, const char *wanted,
			 const char *serial)
{
	char text[128] = "";

	if (wanted[0] && strcmp(place, wanted) != 0)
		return false;
	if (serial[0])
		attribute_of(place, "serial", text, sizeof(text));
	return strcmp(text, serial) == 0;
}

/* The kernel's name for the node of a device in sysfs. */
static bool node_of(const char *folder, const char *device, char *path,
		    size_t cap)
{
	static const char key[] = "DEVNAME=";
	char file[PATH_MAX], text[512];
	const char *at;

	snprintf(file, sizeof(file), "%s/%s/uevent", folder, device);
	if (!read_text(file, text, sizeof(text)))
		return false;
	at = strstr(text, key);
	if (!at)
		return false;
	at += strlen(key);
	snprintf(path, cap, "/dev/%.*s", (int)strcspn(at, "\n"), at);
	return true;
}

bool port_usb_place_node(const char *place, uint8_t interface, char *path,
			 size_t cap)
{
	char device[96], ours[16], begins[48], name[64] = "", node[32] = "";
	size_t end = (size_t)snprintf(ours, sizeof(ours), ".%u", interface);

	snprintf(begins, sizeof(begins), "%.40s:", place);
	while (port_rights->next(PORT_USB_DEVICES, begins, name,
				 sizeof(name))) {
		if (strlen(name) < end ||
		    strcmp(name + strlen(name) - end, ours) != 0)
			continue;
		snprintf(device, sizeof(device), PORT_USB_DEVICES "/%s/usbmisc",
			 name);
		if (port_rights->next(device, "cdc-wdm", node, sizeof(node)))
			return node_of(device, node, path, cap);
	}
	return false;
}

static bool write_attribute(const char *dir, const char *name, const char *text)
{
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return port_rights->put(path, text);
}

/* A modem that hangs is not always read at once. */
static bool put_back(const char *dir)
{
	return write_attribute(dir, "authorized", "1") ||
	       write_attribute(dir, "authorized", "1");
}

enum port_usb_cycle port_usb_place_authorize(const char *dir)
{
	if (!write_attribute(dir, "authorized", "0"))
		return PORT_USB_STAYS;
	return put_back(dir) ? PORT_USB_BACK : PORT_USB_OFF;
}

const char *port_usb_place_cycle_text(enum port_usb_cycle cycle)
{
	switch (cycle) {
	case PORT_USB_STAYS:
		return "cannot be taken off the bus";
	case PORT_USB_OFF:
		return "was taken off the bus, and cannot be put back";
	case PORT_USB_BACK:
		break;
	}
	return "was taken off the bus and put back";
}
