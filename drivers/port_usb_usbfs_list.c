/* The USB devices that sysfs shows. */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors.h"
#include "drivers/port_dir.h"
#include "drivers/port_file.h"
#include "drivers/port_rights.h"
#include "drivers/port_usb_usbfs.h"

enum { DESCRIPTORS_CAP = 65536 };

/* Bytes of an attribute; 0: there are none. */
static size_t read_attribute(const char *place, const char *attribute,
			     uint8_t *to, size_t cap)
{
	char path[128];

	snprintf(path, sizeof(path), PORT_USB_DEVICES "/%.40s/%.40s", place,
		 attribute);
	return port_file_read(path, to, cap);
}

/* 0: it has none, or is just leaving. */
static uint8_t read_number(const char *place, const char *attribute)
{
	char text[8];
	size_t n = read_attribute(place, attribute, (uint8_t *)text,
				  sizeof(text) - 1);

	text[n] = '\0';
	return (uint8_t)atoi(text);
}

uint8_t usbfs_list_configuration(const char *place)
{
	return read_number(place, "bConfigurationValue");
}

static struct usb_host_device device_of(const char *place, uint8_t *descriptors)
{
	struct usb_host_device d = {
		.bus = read_number(place, "busnum"),
		.address = read_number(place, "devnum"),
		.configuration = usbfs_list_configuration(place),
	};
	size_t len = read_attribute(place, "descriptors", descriptors,
				    DESCRIPTORS_CAP);

	memcpy(d.place, place, strlen(place));
	d.descriptors = att_bytes_of(descriptors, len);
	return d;
}

int usbfs_list(bool (*each)(void *arg, const struct usb_host_device *d),
	       void *arg)
{
	uint8_t *descriptors = malloc(DESCRIPTORS_CAP);
	char name[PORT_USB_PLACE] = "";
	bool found = false;

	if (!descriptors)
		return ATT_E_MEMORY;
	while (!found &&
	       port_rights->next(PORT_USB_DEVICES, "", name, sizeof(name))) {
		struct usb_host_device d;

		/* Interfaces have a colon in their names. */
		if (name[0] == '.' || strchr(name, ':'))
			continue;
		d = device_of(name, descriptors);
		found = d.bus && d.address && each(arg, &d);
	}
	free(descriptors);
	return 0;
}
