/* What programs read of USB in /sys, and the messages with which the kernel,
 * and then udevd, tell their listeners that a device came or went. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/simodem/front_usbfs.h"

#define SYS_LINKS USBFS_SYS_BUS "/usb/devices"
#define SYS_ROOT  USBFS_SYS_DEVICES "/simodem"

enum {
	USB_MAJOR = 189,
	/* of NETLINK_KOBJECT_UEVENT */
	GROUP_KERNEL = 1,
	GROUP_UDEV = 2 /* what udevd has seen */
};

/* The header of libudev's messages; numbers in network byte order. */
struct udev_header {
	char prefix[8];
	uint32_t magic, header_size, properties_off, properties_len;
	uint32_t subsystem_hash, devtype_hash, tags_high, tags_low;
};

/* "devices/platform/simodem/usb1/1-1" below /sys. */
static void device_path(const struct usbfs_device *d, char out[128])
{
	bool hub = d->model == &usbfs_hub;

	snprintf(out, 128, SYS_ROOT "/usb%u%s%s", USBFS_BUS, hub ? "" : "/",
		 hub ? "" : d->name);
}

static void put_bytes(const struct usbfs_device *d, const char *attribute,
		      const void *p, size_t len)
{
	char path[192], dir[128];
	int fd;

	device_path(d, dir);
	snprintf(path, sizeof(path), "%s/%s", dir, attribute);
	fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, p, len) != (ssize_t)len)
		usbfs_space_fail(path);
	if (fd >= 0)
		close(fd);
}

__attribute__((format(printf, 3, 4))) static void put(
	const struct usbfs_device *d, const char *attribute, const char *format,
	...)
{
	char text[256];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	put_bytes(d, attribute, text, (size_t)n);
}

static unsigned device_minor(const struct usbfs_device *d)
{
	return (USBFS_BUS - 1) * 128 + d->devnum - 1u;
}

/* The properties of uevents, one a line. */
static int properties(const struct usbfs_device *d, char *out, size_t cap)
{
	const uint8_t *p = d->model->descriptors.p;

	return snprintf(out, cap,
			"MAJOR=%u\nMINOR=%u\nDEVNAME=bus/usb/%03u/%03u\n"
			"DEVTYPE=usb_device\nDRIVER=usb\n"
			"PRODUCT=%x/%x/%x\nTYPE=%u/%u/%u\n"
			"BUSNUM=%03u\nDEVNUM=%03u\n",
			USB_MAJOR, device_minor(d), USBFS_BUS, d->devnum,
			att_get16(p + 8), att_get16(p + 10), att_get16(p + 12),
			p[4], p[5], p[6], USBFS_BUS, d->devnum);
}

/* MurmurHash2 with seed 0, as libudev's socket filter compares it. */
static uint32_t hash(const char *s)
{
	const uint32_t m = 0x5bd1e995;
	const uint8_t *p = (const uint8_t *)s;
	size_t len = strlen(s);
	uint32_t h = (uint32_t)len;

	for (; len >= 4; p += 4, len -= 4) {
		uint32_t k = att_get32(p) * m;

		k = (k ^ k >> 24) * m;
		h = h * m ^ k;
	}
	for (size_t i = len; i > 0; i--)
		h ^= (uint32_t)p[i - 1] << (8 * (i - 1));
	if (len > 0)
		h *= m;
	h = (h ^ h >> 13) * m;
	return h ^ h >> 15;
}

static void send_to_group(const struct usbfs_front *f, unsigned group,
			  const void *p, size_t len)
{
	struct sockaddr_nl to = {.nl_family = AF_NETLINK, .nl_groups = group};

	if (sendto(f->uevents, p, len, 0, (struct sockaddr *)&to, sizeof(to)) <
		    0 &&
	    errno != ECONNREFUSED) /* nobody listens */
		usbfs_space_fail("uevent");
}

/* NUL-ended, as both messages hold them. */
static size_t uevent_text(struct usbfs_front *f, const struct usbfs_device *d,
			  const char *action, char text[1024])
{
	char path[128];
	int n;

	device_path(d, path);
	n = snprintf(text, 512,
		     "ACTION=%s\nDEVPATH=%s\nSUBSYSTEM=usb\nSEQNUM=%llu\n",
		     action, path + strlen("/sys"),
		     (unsigned long long)++f->sequence);
	n += properties(d, text + n, 512);
	for (int i = 0; i < n; i++)
		if (text[i] == '\n')
			text[i] = 0;
	return (size_t)n;
}

static void send_kernel_uevent(const struct usbfs_front *f,
			       const struct usbfs_device *d, const char *action,
			       const char *text, size_t len)
{
	char message[160 + 1024], path[128];
	size_t head;

	device_path(d, path);
	head = (size_t)snprintf(message, 160, "%s@%s", action,
				path + strlen("/sys")) +
	       1;
	memcpy(message + head, text, len);
	send_to_group(f, GROUP_KERNEL, message, head + len);
}

static void send_udev_uevent(const struct usbfs_front *f, const char *text,
			     size_t len)
{
	struct udev_header head = {.prefix = "libudev"};
	uint8_t message[sizeof(head) + 1024];

	head.magic = htonl(0xfeedcafe);
	/* These three are in the machine's own order. */
	head.header_size = sizeof(head);
	head.properties_off = sizeof(head);
	head.properties_len = (uint32_t)len;
	head.subsystem_hash = htonl(hash("usb"));
	head.devtype_hash = htonl(hash("usb_device"));
	memcpy(message, &head, sizeof(head));
	memcpy(message + sizeof(head), text, len);
	send_to_group(f, GROUP_UDEV, message, sizeof(head) + len);
}

static void send_uevent(struct usbfs_front *f, const struct usbfs_device *d,
			const char *action)
{
	char text[1024];
	size_t len = uevent_text(f, d, action, text);

	send_kernel_uevent(f, d, action, text, len);
	send_udev_uevent(f, text, len);
}

int usbfs_sysfs_open(struct usbfs_front *f)
{
	f->uevents = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			    NETLINK_KOBJECT_UEVENT);
	if (f->uevents < 0)
		return usbfs_space_fail("uevents");
	f->authorized = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (f->authorized < 0)
		return usbfs_space_fail("inotify");
	if (mkdir(USBFS_SYS_BUS "/usb", 0755) < 0 ||
	    mkdir(SYS_LINKS, 0755) < 0 || mkdir(SYS_ROOT, 0755) < 0)
		return usbfs_space_fail("/sys");
	return 0;
}

void usbfs_sysfs_configured(const struct usbfs_device *d)
{
	if (d->configuration)
		put(d, "bConfigurationValue", "%u\n", d->configuration);
	else
		put_bytes(d, "bConfigurationValue", "", 0);
}

static void add_attributes(const struct usbfs_front *f,
			   const struct usbfs_device *d)
{
	const struct sim_usb_device *m = d->model;
	const uint8_t *p = m->descriptors.p;
	const char *port = strchr(d->name, '-');
	char text[512];
	int n = properties(d, text, sizeof(text));

	put_bytes(d, "uevent", text, (size_t)n);
	put_bytes(d, "descriptors", p, m->descriptors.len);
	usbfs_sysfs_configured(d);
	put(d, "busnum", "%u\n", USBFS_BUS);
	put(d, "devnum", "%u\n", d->devnum);
	put(d, "devpath", "%s\n", port ? port + 1 : "0");
	put(d, "dev", "%u:%u\n", USB_MAJOR, device_minor(d));
	put(d, "speed", "%u\n", m->speed_mbit);
	put(d, "version", "%2x.%02x\n", p[3], p[2]);
	put(d, "bDeviceClass", "%02x\n", p[4]);
	put(d, "bDeviceSubClass", "%02x\n", p[5]);
	put(d, "bDeviceProtocol", "%02x\n", p[6]);
	put(d, "bMaxPacketSize0", "%u\n", p[7]);
	put(d, "idVendor", "%04x\n", att_get16(p + 8));
	put(d, "idProduct", "%04x\n", att_get16(p + 10));
	put(d, "bcdDevice", "%04x\n", att_get16(p + 12));
	put(d, "bNumConfigurations", "%u\n", p[17]);
	put(d, "maxchild", "%u\n", m == &usbfs_hub ? f->devices - 1 : 0);
	put(d, "authorized", "1\n");
	if (m->manufacturer)
		put(d, "manufacturer", "%s\n", m->manufacturer);
	if (m->product)
		put(d, "product", "%s\n", m->product);
	if (m->serial)
		put(d, "serial", "%s\n", m->serial);
}

void usbfs_sysfs_add(struct usbfs_front *f, struct usbfs_device *d)
{
	char path[128], link[192], to[192];

	device_path(d, path);
	if (mkdir(path, 0755) < 0)
		usbfs_space_fail(path);
	snprintf(link, sizeof(link), "%s/subsystem", path);
	if (symlink(USBFS_SYS_BUS "/usb", link) < 0)
		usbfs_space_fail(link);
	add_attributes(f, d);
	snprintf(link, sizeof(link), "%s/authorized", path);
	/* Of two events that are the same, one behind the other, one is told.
	 */
	d->watch = inotify_add_watch(f->authorized, link,
				     IN_OPEN | IN_CLOSE_WRITE);
	snprintf(link, sizeof(link), SYS_LINKS "/%s", d->name);
	snprintf(to, sizeof(to), "../../..%s", path + strlen("/sys"));
	if (symlink(to, link) < 0)
		usbfs_space_fail(link);
	send_uevent(f, d, "add");
}

/* '0', '1', or what else is in there. */
static char authorized(const struct usbfs_device *d)
{
	char path[192], dir[128], c = '\0';
	int fd;

	device_path(d, dir);
	snprintf(path, sizeof(path), "%s/authorized", dir);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, &c, 1) != 1)
		c = '\0';
	if (fd >= 0)
		close(fd);
	return c;
}

/* Count what was written since; true: something was. */
static bool count_writes(struct usbfs_front *f)
{
	_Alignas(struct inotify_event) char buf[4096];
	ssize_t n = read(f->authorized, buf, sizeof(buf));
	bool any = false;

	for (ssize_t at = 0; at < n;) {
		const struct inotify_event *e = (const void *)(buf + at);

		for (unsigned i = 1; i < f->devices; i++)
			if (f->device[i].present &&
			    f->device[i].watch == e->wd &&
			    (e->mask & IN_CLOSE_WRITE)) {
				f->device[i].writes++;
				any = true;
			}
		at += (ssize_t)(sizeof(*e) + e->len);
	}
	return any;
}

/* Written twice before we looked: a 1 stands behind a 0. While somebody writes,
 * nothing is in there: what was written before is counted with that. */
static void authorize(struct usbfs_front *f, struct usbfs_device *d)
{
	char now;

	do
		now = authorized(d);
	while (count_writes(f));
	if (!now)
		return;
	if (now == '0' || (now == '1' && d->writes > 1))
		usbfs_bus_authorize(d, false);
	d->writes = 0;
	if (now == '1')
		usbfs_bus_authorize(d, true);
	usbfs_sysfs_configured(d);
}

void usbfs_sysfs_serve(struct usbfs_front *f)
{
	count_writes(f);
	for (unsigned i = 1; i < f->devices; i++)
		if (f->device[i].writes)
			authorize(f, &f->device[i]);
}

void usbfs_sysfs_remove(struct usbfs_front *f, const struct usbfs_device *d)
{
	char path[128], link[192];
	struct dirent *e;
	DIR *dir;

	snprintf(link, sizeof(link), SYS_LINKS "/%s", d->name);
	unlink(link);
	device_path(d, path);
	dir = opendir(path);
	while (dir && (e = readdir(dir)))
		if (e->d_name[0] != '.')
			unlinkat(dirfd(dir), e->d_name, 0);
	if (dir)
		closedir(dir);
	if (rmdir(path) < 0)
		usbfs_space_fail(path);
	send_uevent(f, d, "remove");
}
