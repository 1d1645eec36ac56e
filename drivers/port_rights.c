/* Files, folders and sockets of a program that has the rights to them. */
#include "drivers/port_rights.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/port_dir.h"
#include "drivers/port_file.h"
#include "drivers/port_netdev.h"

enum {
	GROUP_KERNEL = 1, /* of NETLINK_KOBJECT_UEVENT: the kernel's own */
	GROUP_UDEV = 2	  /* when udevd has set the rights of the node */
};

static int own_open(const char *path, int flags)
{
	return open(path, flags | O_CLOEXEC);
}

static bool own_link(const char *path, char *target, size_t cap)
{
	ssize_t n = readlink(path, target, cap - 1);

	target[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* As realpath, which looks at each folder on the way by itself. */
static bool own_real(const char *path, char *real)
{
	char opened[32];
	int fd = open(path, O_PATH | O_CLOEXEC);
	bool done;

	real[0] = '\0';
	if (fd < 0)
		return false;
	snprintf(opened, sizeof(opened), "/proc/self/fd/%d", fd);
	done = own_link(opened, real, PATH_MAX);
	close(fd);
	return done;
}

static bool own_stat(const char *path, struct stat *st)
{
	return !stat(path, st);
}

static bool own_holder(const char *path, struct port_holder *h)
{
	return port_holder_find(path, getpid(), h);
}

static int uevents(void)
{
	struct sockaddr_nl to = {.nl_family = AF_NETLINK,
				 .nl_groups = GROUP_KERNEL | GROUP_UDEV};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
			NETLINK_KOBJECT_UEVENT);

	if (fd < 0 || !bind(fd, (struct sockaddr *)&to, sizeof(to)))
		return fd;
	close(fd);
	return -1;
}

static int own_socket(enum port_socket which)
{
	switch (which) {
	case PORT_SOCKET_UEVENTS:
		return uevents();
	case PORT_SOCKET_QRTR:
		return socket(AF_QIPCRTR,
			      SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	}
	errno = EINVAL;
	return -1;
}

const struct port_rights port_rights_own = {
	.open = own_open,
	.put = port_file_write,
	.link = own_link,
	.real = own_real,
	.next = port_dir_next,
	.stat = own_stat,
	.holder = own_holder,
	.watch = inotify_add_watch,
	.socket = own_socket,
	.readdress = port_netdev_readdress,
};

const struct port_rights *port_rights = &port_rights_own;

bool port_rights_exists(const char *path)
{
	struct stat st;

	return port_rights->stat(path, &st);
}
