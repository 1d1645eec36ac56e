/* Who has a device at the moment: the program that has its file open, as /proc
 * tells, and the lock between programs that keep to it. */
#ifndef MBIM_DRIVERS_PORT_HOLDER_H
#define MBIM_DRIVERS_PORT_HOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct port_holder {
	int pid; /* 0: nobody, or nobody that /proc shows to us */
	char name[16];
	bool unseen; /* it was not, when it was looked for last */
	bool hidden; /* of some processes /proc does not show what they have */
};

/* The first process but `self` that has the file open. /proc shows the files of
 * other users' processes only to root. False: none was seen. */
bool port_holder_find(const char *path, pid_t self, struct port_holder *h);
/* The same each time that the device is tried: into *h, the holder of the time
 * before. It stays once where nobody is seen: it is just ending. */
void port_holder_look(const char *path, struct port_holder *h);
/* "mbim-proxy (pid 812)", or that another program has it; and what tells which,
 * if we may not see that. */
void port_holder_text(const struct port_holder *h, char *text, size_t cap);
/* Take the lock of an open file, which ends with its descriptor, also where the
 * program is killed. False: another program has it. A file system without locks
 * has none to refuse. */
bool port_holder_lock(int fd);

#endif
