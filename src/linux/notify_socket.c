/* Where $NOTIFY_SOCKET leads. sd_notify(3) of systemd. */
#include "linux/notify_socket.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"

/* A manager that does not read holds attache up for no longer. */
#define SEND_S 1

static int connect_to(int fd, const char *name, size_t len)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	const struct timeval limit = {.tv_sec = SEND_S};
	const socklen_t head = offsetof(struct sockaddr_un, sun_path);

	memcpy(at.sun_path, name, len);
	if (name[0] == '@')
		at.sun_path[0] = '\0';
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	return connect(fd, (const struct sockaddr *)&at, head + (socklen_t)len);
}

int att_notify_socket(const char *name)
{
	size_t len = strlen(name);
	int fd, error;

	if (!len || !strchr("/@", name[0]) ||
	    len > sizeof(((struct sockaddr_un *)0)->sun_path))
		return ATT_E_CONFIG;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return ATT_E_IO;
	if (!connect_to(fd, name, len))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return ATT_E_IO;
}
