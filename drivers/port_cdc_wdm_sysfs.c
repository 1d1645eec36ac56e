/* The device behind /dev/cdc-wdmN, as sysfs shows it, and its reset. */
#include "drivers/port_cdc_wdm.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <linux/usbdevice_fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/text.h"
#include "drivers/port_dir.h"
#include "drivers/port_file.h"
#include "drivers/port_rights.h"
#include "drivers/port_usb_place.h"
#include "drivers/usb.h"

/* Behind the node: the interface that its driver is bound to, and the device
 * that it belongs to. */
#define INTERFACE "/device"
#define DEVICE	  "/device/.."
#define FOLDER	  64

void port_cdc_wdm_sysfs_path(dev_t node, const char *below, char *path,
			     size_t cap)
{
	struct att_text t;

	att_text_init(&t, path, cap);
	att_text_put(&t, "/sys/dev/char/");
	att_text_dec(&t, major(node));
	att_text_char(&t, ':');
	att_text_dec(&t, minor(node));
	att_text_put(&t, below);
}

static size_t read_file(dev_t node, const char *below, uint8_t *buf, size_t cap)
{
	char path[160];

	port_cdc_wdm_sysfs_path(node, below, path, sizeof(path));
	return port_file_read(path, buf, cap);
}

bool port_cdc_wdm_sysfs_known(dev_t node)
{
	char path[96];

	port_cdc_wdm_sysfs_path(node, INTERFACE, path, sizeof(path));
	return port_rights_exists(path);
}

/* The network device in this folder of the device behind the node. */
static bool netdev_in(dev_t node, const char *below, struct port_info *info)
{
	char path[160], name[16] = "";
	struct att_text t;
	bool found;

	port_cdc_wdm_sysfs_path(node, below, path, sizeof(path));
	found = port_rights->next(path, "", name, sizeof(name));
	while (found && name[0] == '.')
		found = port_rights->next(path, "", name, sizeof(name));
	att_text_init(&t, info->netdev, sizeof(info->netdev));
	att_text_put(&t, found ? name : "");
	return found;
}

static bool is_driver(dev_t node, const char *below, const char *driver)
{
	char path[160], target[PATH_MAX];

	port_cdc_wdm_sysfs_path(node, below, path, sizeof(path));
	port_rights->link(path, target, sizeof(target));
	return strcmp(basename(target), driver) == 0;
}

/* qmi_wwan has the network device on the data interface, which on some modems
 * is another one than that of the node. */
static bool netdev_beside(dev_t node, char below[FOLDER],
			  struct port_info *info)
{
	char path[96], name[24] = "";

	port_cdc_wdm_sysfs_path(node, DEVICE, path, sizeof(path));
	while (port_rights->next(path, "", name, sizeof(name))) {
		if (!strchr(name, ':'))
			continue;
		snprintf(below, FOLDER, DEVICE "/%s/driver", name);
		if (!is_driver(node, below, "qmi_wwan"))
			continue;
		snprintf(below, FOLDER, DEVICE "/%s/net", name);
		if (netdev_in(node, below, info))
			return true;
	}
	return false;
}

/* The folder that it is in, too. */
static bool find_netdev(dev_t node, char below[FOLDER], struct port_info *info)
{
	strcpy(below, INTERFACE "/net");
	return netdev_in(node, below, info) ||
	       (is_driver(node, INTERFACE "/driver", "qmi_wwan") &&
		netdev_beside(node, below, info));
}

/* udev has a record of a network device once it has seen to it, and marks it
 * there while it renames it; the kernel refuses to rename one that is up.
 * Without udevd nobody renames. */
static bool udev_is_done(dev_t node, const char *folder,
			 const struct port_info *info)
{
	char below[FOLDER + 32], path[40], index[12] = "", record[4096];
	size_t len;

	snprintf(below, sizeof(below), "%s/%.15s/ifindex", folder,
		 info->netdev);
	read_file(node, below, (uint8_t *)index, sizeof(index) - 1);
	snprintf(path, sizeof(path), "/run/udev/data/n%lu",
		 strtoul(index, NULL, 10));
	len = port_file_read(path, record, sizeof(record) - 1);
	record[len] = '\0';
	return len && !strstr(record, "ID_RENAMING=1");
}

bool port_cdc_wdm_sysfs_netdev(dev_t node, struct port_info *info)
{
	char folder[FOLDER];

	if (!find_netdev(node, folder, info))
		return false;
	if (!port_rights_exists("/run/udev/control"))
		return true;
	/* The name of before udev was done may be an earlier one. */
	return udev_is_done(node, folder, info) &&
	       find_netdev(node, folder, info);
}

/* The file holds the device descriptor, then every configuration. */
void port_cdc_wdm_sysfs_function(dev_t node, uint8_t *buf, size_t cap,
				 struct port_info *info)
{
	struct usb_function f;
	struct att_bytes all, one;
	char number[4] = "";

	if (!read_file(node, INTERFACE "/bInterfaceNumber", (uint8_t *)number,
		       3))
		return;
	all = att_bytes_of(buf,
			   read_file(node, DEVICE "/descriptors", buf, cap));
	if (att_bytes_has(all, 8, 4)) {
		info->vendor = att_get16(all.p + 8);
		info->product = att_get16(all.p + 10);
	}
	for (unsigned i = 0; usb_function_configuration(all, i, &one); i++) {
		if (usb_function_find(one, &f) ||
		    f.control_interface != strtoul(number, NULL, 16))
			continue;
		info->ex_version = f.ex_version;
		info->max_outstanding = f.max_outstanding;
		info->mtu = usb_function_mtu(&f);
		return;
	}
}

/* The folder of the USB device itself. */
static bool real_device(dev_t node, char dir[PATH_MAX])
{
	char link[96];

	port_cdc_wdm_sysfs_path(node, DEVICE, link, sizeof(link));
	return port_rights->real(link, dir);
}

void port_cdc_wdm_sysfs_place(dev_t node, char place[PORT_PLACE])
{
	char path[PATH_MAX];

	place[0] = '\0';
	if (real_device(node, path))
		port_usb_place_now(strrchr(path, '/') + 1, place);
}

/* --- reset ------------------------------------------------------ */

/* A number in a file of the USB device. */
static unsigned read_number(dev_t node, const char *below)
{
	char text[8] = "";

	read_file(node, below, (uint8_t *)text, sizeof(text) - 1);
	return (unsigned)strtoul(text, NULL, 10);
}

/* usbfs resets the port; the kernel then binds its drivers anew. */
static bool reset_port(unsigned bus, unsigned device)
{
	char path[64];
	bool done;
	int fd, error;

	fd = port_rights->open(port_usb_place_usbfs(bus, device, path),
			       O_WRONLY);
	if (fd < 0)
		return false;
	done = !ioctl(fd, USBDEVFS_RESET, NULL);
	error = errno;
	close(fd);
	errno = error;
	return done;
}

/* The node's entry in sysfs goes with the device, so the device is named by its
 * own path. */
bool port_cdc_wdm_sysfs_device(dev_t node, char dir[PATH_MAX])
{
	if (read_number(node, DEVICE "/busnum") && real_device(node, dir))
		return true;
	dir[0] = '\0';
	return false;
}

bool port_cdc_wdm_sysfs_reset(dev_t node)
{
	unsigned bus = read_number(node, DEVICE "/busnum");
	unsigned device = read_number(node, DEVICE "/devnum");
	char dir[PATH_MAX];

	if (!bus || !device) {
		errno = ENODEV;
		return false;
	}
	return reset_port(bus, device) ||
	       (port_cdc_wdm_sysfs_device(node, dir) &&
		port_usb_place_authorize(dir) == PORT_USB_BACK);
}
