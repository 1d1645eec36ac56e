/* Paths are compared as the kernel resolves them, so that no link and no ".."
 * leads elsewhere. */
#include "linux/helper_path.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/port.h"
#include "drivers/port_dir.h"
#include "drivers/port_file.h"
#include "drivers/port_usb_place.h"
#include "linux/wanted.h"

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool is_one_of(const char *text, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(text, *list) == 0)
			return true;
	return false;
}

/* Is it so for one of the modems? name: of its device in the configuration,
 * without the protocol in front. */
static bool any(const struct att_helper *h,
		bool (*is)(const char *name, const char *what),
		const char *what)
{
	for (unsigned i = 0; i < h->config.n_modems; i++) {
		const char *name = h->config.modem[i].device;

		port_wish_protocol(&name);
		if (is(name, what))
			return true;
	}
	return false;
}

static bool is_device_path(const char *name, const char *path)
{
	return strchr(name, '/') && !strcmp(path, name);
}

/* --- USB devices ---------------------------------------------------------- */

/* An attribute of a folder in sysfs; "": there is none. */
static void attribute(const char *place, const char *name, char *text,
		      size_t cap)
{
	char path[160];
	size_t n;

	snprintf(path, sizeof(path), PORT_USB_DEVICES "/%.60s/%s", place, name);
	n = port_file_read(path, text, cap - 1);
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
}

static unsigned long number(const char *place, const char *name, int base)
{
	char text[16];

	attribute(place, name, text, sizeof(text));
	return strtoul(text, NULL, base);
}

/* The device with this number on its bus. */
static bool find_place(unsigned long bus, unsigned long address,
		       char place[PORT_USB_PLACE])
{
	place[0] = '\0';
	while (port_dir_next(PORT_USB_DEVICES, "", place, PORT_USB_PLACE))
		if (place[0] != '.' && !strchr(place, ':') &&
		    number(place, "busnum", 10) == bus &&
		    number(place, "devnum", 10) == address)
			return true;
	return false;
}

/* The kernel has read the descriptors: no keyboard, no disk, no hub. Where it
 * shows no interfaces, the device is not configured. */
static bool may_be_modem(const char *place)
{
	static const char *const classes[] = {"02", "0a", "0e", "ff", NULL};
	char name[64] = "", prefix[PORT_USB_PLACE + 1], class[8];
	bool any = false;

	if (number(place, "bDeviceClass", 16) == 9)
		return false;
	snprintf(prefix, sizeof(prefix), "%s:", place);
	while (port_dir_next(PORT_USB_DEVICES, prefix, name, sizeof(name))) {
		attribute(name, "bInterfaceClass", class, sizeof(class));
		if (!class[0])
			continue;
		if (is_one_of(class, classes))
			return true;
		any = true;
	}
	return !any;
}

/* "/dev/bus/usb/001/002" */
static bool is_usb_modem(const struct att_helper *h, const char *path)
{
	char place[PORT_USB_PLACE];
	unsigned bus, address;
	int end = 0;

	if (sscanf(path, PORT_USB_NODES "/%3u/%3u%n", &bus, &address, &end) !=
		    2 ||
	    path[end])
		return false;
	return find_place(bus, address, place) &&
	       any(h, att_wanted_fits, place) && may_be_modem(place);
}

/* --- network devices ------------------------------------------------------ */

static bool has_modem_driver(const char *name)
{
	static const char *const drivers[] = {"cdc_mbim", "qmi_wwan", NULL};
	char path[128], real[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/class/net/%.15s/device/driver",
		 name);
	if (realpath(path, real) && is_one_of(basename(real), drivers))
		return true;
	snprintf(path, sizeof(path), "/sys/class/net/%.15s", name);
	return realpath(path, real) && strstr(real, "/wwan/");
}

/* A VLAN or a mux of one. */
static bool is_above_modem(const char *name)
{
	char path[128], lower[40] = "";

	snprintf(path, sizeof(path), "/sys/class/net/%.15s", name);
	return port_dir_next(path, "lower_", lower, sizeof(lower)) &&
	       has_modem_driver(lower + strlen("lower_"));
}

bool att_helper_device(const struct att_helper *h, const char *name)
{
	int index = (int)if_nametoindex(name);

	errno = index || strchr(name, '/') ? EPERM : ENODEV;
	if (strchr(name, '/') || !index)
		return false;
	for (unsigned i = 0; i < ATT_HELPER_DEVICES; i++)
		if (h->made[i] == index)
			return true;
	if (has_modem_driver(name) || is_above_modem(name))
		return true;
	errno = EPERM;
	return false;
}

/* "NAME/SETTING" of a device, one of these settings. */
static bool is_setting(const struct att_helper *h, const char *name,
		       const char *const *settings)
{
	const char *slash = strchr(name, '/');
	char device[16];

	if (!slash || slash - name >= (int)sizeof(device) ||
	    !is_one_of(slash + 1, settings))
		return false;
	memcpy(device, name, (size_t)(slash - name));
	device[slash - name] = '\0';
	return att_helper_device(h, device);
}

/* "/proc/sys/net/ipv6/conf/NAME/SETTING" */
static bool is_ipv6_setting(const struct att_helper *h, const char *path)
{
	static const char *const settings[] = {"accept_ra",
					       "accept_ra_pinfo",
					       "autoconf",
					       "accept_ra_defrtr",
					       "ra_defrtr_metric",
					       "disable_ipv6",
					       NULL};
	static const char folder[] = "/proc/sys/net/ipv6/conf/";

	return begins(path, folder) &&
	       is_setting(h, path + strlen(folder), settings);
}

/* --- sysfs ---------------------------------------------------------------- */

/* Of a USB device that is wanted: "/sys/devices/.../1-1/authorized" */
static bool is_usb_switch(const struct att_helper *h, const char *real)
{
	char copy[PATH_MAX], *slash;

	snprintf(copy, sizeof(copy), "%s", real);
	slash = strrchr(copy, '/');
	if (!slash || strcmp(slash + 1, "authorized") != 0)
		return false;
	*slash = '\0';
	slash = strrchr(copy, '/');
	return slash && any(h, att_wanted_fits, slash + 1) &&
	       may_be_modem(slash + 1);
}

/* Of a modem's network device: "/sys/devices/.../net/wwan0/qmi/raw_ip" */
static bool is_net_switch(const struct att_helper *h, const char *real)
{
	static const char *const names[] = {"qmi/raw_ip",  "qmi/pass_through",
					    "qmi/add_mux", "qmi/del_mux",
					    "mtu",	   "flags",
					    NULL};
	const char *net = strstr(real, "/net/");

	return net && is_setting(h, net + strlen("/net/"), names);
}

/* --- what is left in a modem ---------------------------------------------- */

bool att_helper_path_keep(const struct att_helper *h, const char *path)
{
	const char *beside =
		h->config.control[0] ? h->config.control : ATT_CONFIG_CONTROL;
	const char *slash = strrchr(beside, '/');
	const size_t folder = slash ? (size_t)(slash - beside) + 1 : 0;

	return !strncmp(path, beside, folder) &&
	       begins(path + folder, "left-") && !strchr(path + folder, '/');
}

/* --- short messages ------------------------------------------------------- */

static bool is_spool(const struct att_helper *h, const char *folder)
{
	for (unsigned i = 0; i < h->config.n_modems; i++)
		if (h->config.modem[i].spool[0] &&
		    !strcmp(folder, h->config.modem[i].spool))
			return true;
	return false;
}

bool att_helper_path_spool(const struct att_helper *h, const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[ATT_HELPER_PATH];

	if (!slash || strlen(path) >= sizeof(folder))
		return false;
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	return is_spool(h, folder) && (!strcmp(slash + 1, "last") ||
				       (strlen(slash + 1) == 10 &&
					strspn(slash + 1, "0123456789") == 10));
}

/* --- all ------------------------------------------------------------------ */

static bool is_modem_node(const char *name, const char *real)
{
	if (!begins(real, "/dev/cdc-wdm") && !begins(real, "/dev/wwan"))
		return false;
	return !strchr(name, '/') && !begins(name, "qrtr:");
}

static bool may_read(const struct att_helper *h, const char *real)
{
	return begins(real, "/sys/") || begins(real, "/run/udev/data/n") ||
	       !strcmp(real, "/proc/sys/kernel/random/boot_id") ||
	       att_helper_path_keep(h, real) || is_ipv6_setting(h, real);
}

/* In place. False: it is not there, or too long (errno). */
static bool resolve(char path[ATT_HELPER_PATH])
{
	char real[PATH_MAX];

	if (!realpath(path, real))
		return false;
	if (strlen(real) >= ATT_HELPER_PATH) {
		errno = ENAMETOOLONG;
		return false;
	}
	strcpy(path, real);
	return true;
}

bool att_helper_path_open(const struct att_helper *h,
			  char path[ATT_HELPER_PATH], int flags)
{
	if (flags & ~(O_ACCMODE | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW))
		return false;
	if (any(h, is_device_path, path) || (flags == (O_RDONLY | O_NOFOLLOW) &&
					     att_helper_path_spool(h, path)))
		return true;
	if (!resolve(path))
		return false;
	errno = EPERM;
	return is_usb_modem(h, path) || any(h, is_modem_node, path) ||
	       ((flags & O_ACCMODE) == O_RDONLY && may_read(h, path));
}

bool att_helper_path_put(const struct att_helper *h, char path[ATT_HELPER_PATH])
{
	if (!resolve(path))
		return false;
	errno = EPERM;
	return is_ipv6_setting(h, path) ||
	       (begins(path, "/sys/devices/") &&
		(is_usb_switch(h, path) || is_net_switch(h, path)));
}

bool att_helper_path_look(const struct att_helper *h,
			  char path[ATT_HELPER_PATH])
{
	if (any(h, is_device_path, path) || is_spool(h, path))
		return true;
	if (!resolve(path))
		return false;
	errno = EPERM;
	return begins(path, "/sys/") || !strcmp(path, PORT_USB_NODES) ||
	       begins(path, PORT_USB_NODES "/") ||
	       begins(path, "/dev/cdc-wdm") || begins(path, "/dev/wwan") ||
	       !strcmp(path, "/run/udev/control");
}

bool att_helper_path_link(char path[ATT_HELPER_PATH])
{
	char folder[ATT_HELPER_PATH], name[ATT_HELPER_PATH];
	char *slash = strrchr(path, '/');

	if (!slash || slash == path || !strcmp(slash, "/..") ||
	    !strcmp(slash, "/."))
		return false;
	strcpy(name, slash + 1);
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	if (!resolve(folder))
		return false;
	errno = EPERM;
	return begins(folder, "/sys/") &&
	       snprintf(path, ATT_HELPER_PATH, "%s/%s", folder, name) <
		       ATT_HELPER_PATH;
}

/* The node's folder. */
static bool is_device_folder(const char *name, const char *path)
{
	char folder[ATT_CONFIG_PATH];

	if (!strchr(name, '/'))
		return false;
	snprintf(folder, sizeof(folder), "%s", name);
	return !strcmp(path, dirname(folder));
}

bool att_helper_path_watch(const struct att_helper *h, const char *path)
{
	if (!strcmp(path, "/dev") || !strcmp(path, PORT_USB_NODES) ||
	    (begins(path, PORT_USB_NODES "/") && !strstr(path, "..")))
		return true;
	return any(h, is_device_folder, path);
}
