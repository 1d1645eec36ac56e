/* What a port needs rights or a file system for, in one table: a program that
 * has them does it by itself; one that has given them up has the table of
 * somebody who does it in its place. */
#ifndef MBIM_DRIVERS_PORT_RIGHTS_H
#define MBIM_DRIVERS_PORT_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/port_holder.h"

struct stat;

/* The sockets of ports, not blocking. */
enum port_socket {
	PORT_SOCKET_UEVENTS, /* of the kernel's and udevd's groups */
	PORT_SOCKET_QRTR,
};

/* All set errno where they fail. */
struct port_rights {
	/* As open(2), close on exec: a descriptor, or -1. */
	int (*open)(const char *path, int flags);
	/* As port_file_write: the kernel asks who writes, not who has opened.
	 */
	bool (*put)(const char *path, const char *text);
	/* Where a symbolic link leads: false, and "", where it is none. */
	bool (*link)(const char *path, char *target, size_t cap);
	/* The path without links and "..", which has to be there; real has
	 * PATH_MAX bytes. */
	bool (*real)(const char *path, char *real);
	/* As port_dir_next. */
	bool (*next)(const char *folder, const char *prefix, char *name,
		     size_t cap);
	/* As stat(2). */
	bool (*stat)(const char *path, struct stat *st);
	/* As port_holder_find, but for this program. */
	bool (*holder)(const char *path, struct port_holder *h);
	/* As inotify_add_watch(2): its number, or -1. */
	int (*watch)(int inotify, const char *folder, uint32_t events);
	/* A descriptor, or -1. */
	int (*socket)(enum port_socket which);
	/* As port_netdev_readdress. */
	bool (*readdress)(const char *name);
};

/* That of a program that has the rights. */
extern const struct port_rights port_rights_own;
/* The one in use, from the start port_rights_own: rights are the process's. */
extern const struct port_rights *port_rights;

/* Is there something at the path? */
bool port_rights_exists(const char *path);

#endif
