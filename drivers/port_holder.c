/* The holder of a device, in words, and the lock between programs. */
#include "drivers/port_holder.h"

#include <errno.h>
#include <stdio.h>
#include <sys/file.h>

#include "drivers/port_rights.h"

void port_holder_look(const char *path, struct port_holder *h)
{
	const struct port_holder before = *h;

	if (port_rights->holder(path, h) || !before.pid || before.unseen)
		return;
	*h = before;
	h->unseen = true;
}

void port_holder_text(const struct port_holder *h, char *text, size_t cap)
{
	if (h->pid)
		snprintf(text, cap, "%s (pid %d)", h->name, h->pid);
	else
		snprintf(text, cap, "another program%s",
			 h->hidden ? " (sudo attache tells which)" : "");
}

bool port_holder_lock(int fd)
{
	int n;

	do
		n = flock(fd, LOCK_EX | LOCK_NB);
	while (n < 0 && errno == EINTR);
	return n == 0 || errno != EWOULDBLOCK;
}
