/* A Unix stream socket to a control socket or a proxy. */
#include "client/connect.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"

static int refused(int *fd)
{
	int error = errno;

	close(*fd);
	*fd = -1;
	errno = error;
	switch (error) {
	case ENOENT:
	case ECONNREFUSED:
		return ATT_E_GONE;
	case EACCES:
	case EPERM:
		return ATT_E_ACCESS;
	case EAGAIN:
		return ATT_E_TIMEOUT;
	}
	return ATT_E_IO;
}

/* How long to wait for a place among those that wait to be taken; 0: for ever,
 * as is usual. */
static void wait_at_most(int fd, int ms)
{
	const struct timeval t = {.tv_sec = ms / 1000,
				  .tv_usec = ms % 1000 * 1000};

	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t));
}

int att_client_connect(const char *path, int *fd)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	size_t len = strlen(path);
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				     len + (path[0] != '@'));

	*fd = -1;
	if (len >= sizeof(at.sun_path))
		return ATT_E_CONFIG;
	memcpy(at.sun_path, path, len);
	if (path[0] == '@')
		at.sun_path[0] = '\0';
	*fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*fd < 0)
		return ATT_E_IO;
	wait_at_most(*fd, ATT_CLIENT_CONNECT_MS);
	if (connect(*fd, (const struct sockaddr *)&at, size) < 0)
		return refused(fd);
	wait_at_most(*fd, 0);
	return 0;
}
