/* The modem's device, as the kernel's files have it. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"

#define DEVICES "/sys/bus/usb/devices"

/* One line of a file of the device; "": there is none. */
static void read_line(const char *folder, const char *name, char *to,
		      size_t cap)
{
	char path[4096 + 32];
	FILE *f;

	memset(to, 0, cap);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "re");
	if (!f)
		return;
	if (fgets(to, (int)cap, f))
		to[strcspn(to, "\n")] = '\0';
	fclose(f);
	for (char *c = to; *c; c++)
		if ((unsigned char)*c < ' ' || (unsigned char)*c > '~')
			*c = '?'; /* the bus takes UTF-8 alone */
}

static bool has_ids(const char *path, const char *ids)
{
	char vendor[8], product[8], both[20];

	read_line(path, "idVendor", vendor, sizeof(vendor));
	read_line(path, "idProduct", product, sizeof(product));
	snprintf(both, sizeof(both), "%s:%s", vendor, product);
	return vendor[0] && strncmp(both, ids, strlen(both)) == 0;
}

static bool has_serial(const char *path, const char *serial)
{
	char its[128];

	read_line(path, "serial", its, sizeof(its));
	return strcmp(its, serial) == 0;
}

/* The only device with the ids of "usb:1209:0001", and with this serial number
 * where that is not NULL. */
static bool find_by_ids(const char *ids, const char *serial, char *path)
{
	char link[300];
	struct dirent *e;
	unsigned n = 0;
	DIR *folder = opendir(DEVICES);

	while (folder && (e = readdir(folder))) {
		snprintf(link, sizeof(link), DEVICES "/%s", e->d_name);
		if (has_ids(link, ids) &&
		    (!serial || has_serial(link, serial)) &&
		    realpath(link, path))
			n++;
	}
	if (folder)
		closedir(folder);
	return n == 1;
}

/* "usb:1-1.2" is a place, "usb:1209:0001" is none. */
static bool find_by_place(const char *wanted, char *path)
{
	char link[128 + sizeof(DEVICES)];

	if (strncmp(wanted, "usb:", 4) != 0)
		return false;
	snprintf(link, sizeof(link), DEVICES "/%.100s", wanted + 4);
	return realpath(link, path);
}

/* Of the network device of a kernel's driver, or by what the configuration and
 * attache call the modem. False: there is no such device. */
static bool find(const struct facts *f, const char *wanted, char *path)
{
	const bool serial = strncmp(wanted, "serial:", 7) == 0;
	char link[128];
	char *end;

	snprintf(link, sizeof(link), "/sys/class/net/%s/device",
		 f->ports.net[0]);
	if (realpath(link, path)) {
		end = strrchr(path, '/');
		if (end)
			*end = '\0'; /* its USB device, not the interface */
		return true;
	}
	return find_by_place(wanted, path) ||
	       (strncmp(f->modem, "usb:", 4) == 0 &&
		find_by_ids(f->modem + 4, serial ? wanted + 7 : NULL, path));
}

static char upper(char c)
{
	return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

/* As fwupd has them: USB\\VID_1209&PID_0001. */
static void put_ids(struct facts *f, const char *path)
{
	char vendor[8], product[8], release[8];

	memset(f->usb_ids, 0, sizeof(f->usb_ids));
	read_line(path, "idVendor", vendor, sizeof(vendor));
	read_line(path, "idProduct", product, sizeof(product));
	read_line(path, "bcdDevice", release, sizeof(release));
	if (!vendor[0] || !product[0])
		return;
	for (unsigned i = 0; i < 4; i++) {
		vendor[i] = upper(vendor[i]);
		product[i] = upper(product[i]);
	}
	snprintf(f->usb_ids[0], sizeof(f->usb_ids[0]),
		 "USB\\VID_%.4s&PID_%.4s&REV_%.4s", vendor, product, release);
	snprintf(f->usb_ids[1], sizeof(f->usb_ids[1]), "USB\\VID_%.4s&PID_%.4s",
		 vendor, product);
}

/* What has no place in the kernel's files has a name that nobody has beside. */
void facts_of_device(struct facts *f, const char *wanted)
{
	char path[4096];
	const bool there = find(f, wanted, path);

	memset(f->device, 0, sizeof(f->device));
	snprintf(f->device, sizeof(f->device), "%.*s",
		 (int)sizeof(f->device) - 1, there ? path : f->ports.control);
	if (!there)
		return;
	read_line(path, "manufacturer", f->manufacturer,
		  sizeof(f->manufacturer));
	put_ids(f, path);
}
