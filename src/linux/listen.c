/* Unix sockets that listen at a path. */
#include "linux/listen.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"

/* A name that begins with '@' is no file: unix(7), abstract. */
static socklen_t address(struct sockaddr_un *at, const char *path)
{
	size_t len = strlen(path);

	at->sun_family = AF_UNIX;
	strcpy(at->sun_path, path);
	if (path[0] != '@')
		return sizeof(*at);
	at->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
}

static bool somebody_listens(const struct sockaddr_un *at, socklen_t len,
			     int type)
{
	int fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool yes;

	if (fd < 0)
		return false;
	yes = connect(fd, (const struct sockaddr *)at, len) == 0 ||
	      errno == EPROTOTYPE || /* at a socket of another type */
	      errno == EAGAIN;	     /* but is slow to accept */
	close(fd);
	return yes;
}

void att_listen_make_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[256];

	if (!slash || slash == path || slash - path >= (int)sizeof(folder))
		return;
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	mkdir(folder, 0755);
}

static int bind_to(int fd, const struct sockaddr_un *at, socklen_t len,
		   int type, int backlog)
{
	struct stat st;
	mode_t old;
	int err;

	att_listen_make_folder(at->sun_path);
	if (somebody_listens(at, len, type))
		return ATT_E_BUSY;
	if (at->sun_path[0] && lstat(at->sun_path, &st) == 0 &&
	    S_ISSOCK(st.st_mode))
		unlink(at->sun_path);
	old = umask(0177);
	err = bind(fd, (const struct sockaddr *)at, len) < 0 ||
	      listen(fd, backlog) < 0;
	umask(old);
	return err ? ATT_E_IO : 0;
}

int att_listen_open(const char *path, int type, int backlog)
{
	struct sockaddr_un at = {0};
	socklen_t len;
	int fd, err;

	if (strlen(path) >= sizeof(at.sun_path))
		return ATT_E_CONFIG;
	len = address(&at, path);
	fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return ATT_E_IO;
	err = bind_to(fd, &at, len, type, backlog);
	if (err) {
		int saved = errno;

		close(fd);
		errno = saved;
		return err;
	}
	return fd;
}
