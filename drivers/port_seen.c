/* A look at sysfs and /proc. */
#include "drivers/port_seen.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drivers/port_dir.h"
#include "drivers/port_file.h"
#include "drivers/usb.h"
#include "drivers/usb_kind.h"

#define WWAN "/sys/class/wwan"

enum { DESCRIPTORS = 65536, DEVICE_LEN = 18, FOLDER = 160 };

/* --- sysfs --------------------------------------------------------------- */

/* A line of text; "": it is not there. */
static void read_line(const char *folder, const char *name, char *text,
		      size_t cap)
{
	char path[FOLDER + 64];
	size_t n;

	snprintf(path, sizeof(path), "%.*s/%.60s", FOLDER, folder, name);
	n = port_file_read(path, text, cap - 1);
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
}

/* The last part of where a link leads; "": nowhere. */
static void read_link(const char *folder, const char *name, char *text,
		      size_t cap)
{
	char path[FOLDER + 64], target[PATH_MAX];
	const char *last;
	ssize_t n;

	snprintf(path, sizeof(path), "%.*s/%.60s", FOLDER, folder, name);
	n = readlink(path, target, sizeof(target) - 1);
	target[n > 0 ? n : 0] = '\0';
	last = strrchr(target, '/');
	snprintf(text, cap, "%.*s", (int)cap - 1, last ? last + 1 : target);
}

/* --- USB ----------------------------------------------------------------- */

/* The function that attache would use: MBIM, of both. */
static bool find_function(struct att_bytes all, uint16_t vendor,
			  uint16_t product, struct usb_function *f)
{
	struct att_bytes one;

	for (unsigned i = 0; usb_function_configuration(all, i, &one); i++)
		if (usb_function_find(one, f) == 0)
			return true;
	for (unsigned i = 0; usb_function_configuration(all, i, &one); i++)
		if (usb_qmi_find(one, vendor, product, f) == 0 &&
		    (!f->guessed || usb_kind_makes_modems(vendor)))
			return true;
	return false;
}

static void name_product(const char *folder, struct port_seen *s)
{
	char maker[40], product[48];

	read_line(folder, "manufacturer", maker, sizeof(maker));
	read_line(folder, "product", product, sizeof(product));
	snprintf(s->product, sizeof(s->product), "%s%s%s", maker,
		 maker[0] && product[0] ? " " : "", product);
}

/* The kernel's node, or the one of the device itself. */
static void find_node(const char *folder, const struct usb_function *f,
		      struct port_seen *s)
{
	char interface[FOLDER], bus[8], number[8], path[64];

	snprintf(interface, sizeof(interface), "%.80s/%s:%u.%u", folder,
		 s->place, f->configuration, f->control_interface);
	read_link(interface, "driver", s->driver, sizeof(s->driver));
	if (port_usb_place_node(s->place, f->control_interface, s->node,
				sizeof(s->node)))
		return;
	read_line(folder, "busnum", bus, sizeof(bus));
	read_line(folder, "devnum", number, sizeof(number));
	snprintf(s->node, sizeof(s->node), "%s",
		 port_usb_place_usbfs((unsigned)atoi(bus),
				      (unsigned)atoi(number), path));
}

static void look_at_node(struct port_seen *s)
{
	s->may_open = access(s->node, R_OK | W_OK) == 0;
	port_holder_find(s->node, getpid(), &s->holder);
}

/* False: it is of no interest. */
static bool look_at_usb(const char *place, uint8_t *buf, struct port_seen *s)
{
	char folder[FOLDER];
	struct usb_function f;
	struct att_bytes all, one;
	uint16_t vendor, product;
	size_t len;

	memset(s, 0, sizeof(*s));
	snprintf(s->place, sizeof(s->place), "%s", place);
	snprintf(folder, sizeof(folder), PORT_USB_DEVICES "/%s/descriptors",
		 place);
	len = port_file_read(folder, buf, DESCRIPTORS);
	if (len < DEVICE_LEN)
		return false;
	folder[strlen(folder) - strlen("/descriptors")] = '\0';
	all = att_bytes_of(buf, len);
	vendor = att_get16(buf + 8);
	product = att_get16(buf + 10);
	snprintf(s->name, sizeof(s->name), "usb:%04x:%04x", vendor, product);
	name_product(folder, s);
	if (find_function(all, vendor, product, &f)) {
		s->speaks = f.speaks == USB_SPEAKS_MBIM ? "mbim" : "qmi";
		find_node(folder, &f, s);
		look_at_node(s);
		return true;
	}
	if (!usb_kind_makes_modems(vendor) ||
	    !usb_function_configuration(all, 0, &one))
		return false;
	s->kind = usb_kind_text(one);
	return true;
}

static unsigned list_usb(struct port_seen *to, unsigned cap)
{
	uint8_t *buf = malloc(DESCRIPTORS);
	char name[PORT_USB_PLACE] = "";
	unsigned n = 0;

	while (buf && n < cap &&
	       port_dir_next(PORT_USB_DEVICES, "", name, sizeof(name)))
		/* Interfaces have a colon in their names. */
		if (name[0] != '.' && !strchr(name, ':'))
			n += look_at_usb(name, buf, &to[n]);
	free(buf);
	return n;
}

/* --- PCIe, and the rest of the kernel's WWAN class ----------------------- */

/* "wwan0mbim0", "wwan0qmi0" */
static unsigned list_wwan(struct port_seen *to, unsigned cap)
{
	char name[32] = "";
	unsigned n = 0;

	while (n < cap && port_dir_next(WWAN, "wwan", name, sizeof(name))) {
		const char *speaks = strstr(name, "mbim")  ? "mbim"
				     : strstr(name, "qmi") ? "qmi"
							   : NULL;

		if (!speaks)
			continue;
		to[n] = (struct port_seen){.speaks = speaks};
		snprintf(to[n].node, sizeof(to[n].node), "/dev/%s", name);
		snprintf(to[n].name, sizeof(to[n].name), "%.39s", to[n].node);
		look_at_node(&to[n++]);
	}
	return n;
}

unsigned port_seen_list(struct port_seen *to, unsigned cap)
{
	unsigned n = list_usb(to, cap);

	return n + list_wwan(to + n, cap - n);
}

int port_seen_process(const char *name)
{
	char comm[32], folder[300];
	struct dirent *e;
	int found = 0;
	DIR *dir = opendir("/proc");

	while (dir && !found && (e = readdir(dir))) {
		int pid = atoi(e->d_name);

		if (pid <= 0)
			continue;
		snprintf(folder, sizeof(folder), "/proc/%d", pid);
		read_line(folder, "comm", comm, sizeof(comm));
		/* The kernel keeps 15 characters of it. */
		if (strncmp(comm, name, 15) == 0)
			found = pid;
	}
	if (dir)
		closedir(dir);
	return found;
}
