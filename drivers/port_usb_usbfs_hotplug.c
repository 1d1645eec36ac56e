/* Tells of USB devices that come and leave. What it is told is only a reason to
 * look: sysfs is what counts. */
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_usb_usbfs.h"
#include "drivers/port_rights.h"

enum { UEVENT_CAP = 8192 };

#define NODE_EVENTS (IN_CREATE | IN_ATTRIB | IN_DELETE)

/* --- uevents ------------------------------------------------------ */

/* What of a message counts. */
struct uevent {
	const char *action, *devtype;
	unsigned bus, address;
};

/* The value if the property has this name. */
static const char *value_of(const char *property, const char *name)
{
	size_t len = strlen(name);

	return strncmp(property, name, len) == 0 ? property + len : NULL;
}

static void take_property(struct uevent *e, const char *property)
{
	const char *v;

	if ((v = value_of(property, "ACTION=")))
		e->action = v;
	else if ((v = value_of(property, "DEVTYPE=")))
		e->devtype = v;
	else if ((v = value_of(property, "BUSNUM=")))
		e->bus = (unsigned)atoi(v);
	else if ((v = value_of(property, "DEVNUM=")))
		e->address = (unsigned)atoi(v);
}

/* Both kinds of message hold NUL-ended properties; what stands before them is
 * none. text[len] is NUL. */
static struct uevent read_uevent(const char *text, size_t len)
{
	struct uevent e = {.action = "", .devtype = ""};
	uint32_t at = 0;

	/* libudev's header says where they begin */
	if (len >= 24 && strcmp(text, "libudev") == 0)
		memcpy(&at, text + 16, sizeof(at));
	for (size_t i = at; i < len; i += strlen(text + i) + 1)
		take_property(&e, text + i);
	return e;
}

static void tell(struct usbfs_hotplug *h, const char *text, size_t len)
{
	const struct usb_host_user *user = h->user;
	struct uevent e = read_uevent(text, len);
	uint16_t number = usb_host_number(e.bus, e.address);

	if (strcmp(e.devtype, "usb_device") != 0)
		return;
	if (strcmp(e.action, "remove") == 0)
		user->left(user->arg, number);
	else if (strcmp(e.action, "add") == 0)
		user->came(user->arg);
}

static void on_uevent(void *arg, uint32_t revents)
{
	struct usbfs_hotplug *h = arg;
	const struct usb_host_user *user = h->user;
	struct sockaddr_nl from;
	char text[UEVENT_CAP];
	socklen_t from_len;
	ssize_t n;

	(void)revents;
	user->begin(user->arg);
	do {
		from_len = sizeof(from);
		n = recvfrom(h->uevents, text, sizeof(text) - 1, MSG_DONTWAIT,
			     (struct sockaddr *)&from, &from_len);
		if (n < 0 && errno == ENOBUFS) {
			user->came(user->arg); /* some were lost */
			n = 0;
		} else if (n > 0 && from.nl_groups) {
			/* to a group: any program can write to one socket */
			text[n] = '\0';
			tell(h, text, (size_t)n);
		}
	} while (n >= 0);
	user->end(user->arg);
}

static int open_uevents(struct usbfs_hotplug *h)
{
	h->uevents = port_rights->socket(PORT_SOCKET_UEVENTS);
	if (h->uevents < 0)
		return ATT_E_IO;
	return h->loop->watch(h->loop->ctx, h->uevents, EPOLLIN, on_uevent, h);
}

/* --- nodes -------------------------------------------------------- */

static void watch_bus(struct usbfs_hotplug *h, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), PORT_USB_NODES "/%.16s", name);
	port_rights->watch(h->inotify, path, NODE_EVENTS | IN_ONLYDIR);
}

static void on_inotify(void *arg, uint32_t revents)
{
	struct usbfs_hotplug *h = arg;
	const struct usb_host_user *user = h->user;
	_Alignas(struct inotify_event) char buf[4096];
	ssize_t n;

	(void)revents;
	user->begin(user->arg);
	n = read(h->inotify, buf, sizeof(buf));
	for (ssize_t at = 0; at < n;) {
		const struct inotify_event *e = (const void *)(buf + at);

		if (e->wd == h->nodes && e->len)
			watch_bus(h, e->name);
		at += (ssize_t)(sizeof(*e) + e->len);
	}
	user->came(user->arg);
	user->end(user->arg);
}

static int open_inotify(struct usbfs_hotplug *h)
{
	char name[17] = "";

	h->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (h->inotify < 0)
		return ATT_E_IO;
	h->nodes = port_rights->watch(h->inotify, PORT_USB_NODES, NODE_EVENTS);
	while (port_rights->next(PORT_USB_NODES, "", name, sizeof(name)))
		if (name[0] != '.')
			watch_bus(h, name);
	return h->loop->watch(h->loop->ctx, h->inotify, EPOLLIN, on_inotify, h);
}

/* --- both --------------------------------------------------------- */

int usbfs_hotplug_init(struct usbfs_hotplug *h,
		       const struct usb_host_user *user,
		       const struct port_host *loop)
{
	int uevents, inotify;

	*h = (struct usbfs_hotplug){user, loop, -1, -1, -1};
	uevents = open_uevents(h);
	inotify = open_inotify(h);
	return uevents && inotify ? ATT_E_IO : 0;
}

static void forget(struct usbfs_hotplug *h, int *fd)
{
	if (*fd < 0)
		return;
	h->loop->unwatch(h->loop->ctx, *fd);
	close(*fd);
	*fd = -1;
}

void usbfs_hotplug_fini(struct usbfs_hotplug *h)
{
	forget(h, &h->uevents);
	forget(h, &h->inotify);
}
