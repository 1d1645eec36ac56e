/* A small file, replaced as a whole. */
#include "linux/keep_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "linux/listen.h"

/* The name as well: 0, or an errno. */
static int sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[256] = ".";
	int fd, error;

	if (slash)
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path),
			 path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	error = fsync(fd) < 0 ? errno : 0;
	close(fd);
	return error;
}

/* A line that is not whole never has the name of the file. */
int att_keep_store(const char *path, const char *line)
{
	const ssize_t len = (ssize_t)strlen(line);
	char new[256];
	int fd, error = 0;

	if (snprintf(new, sizeof(new), "%s.new", path) >= (int)sizeof(new))
		return ENAMETOOLONG;
	att_listen_make_folder(path);
	fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		  0600);
	if (fd < 0)
		return errno;
	errno = ENOSPC; /* where less is written than was asked for */
	if (write(fd, line, (size_t)len) != len || fsync(fd) < 0)
		error = errno;
	close(fd);
	if (!error && rename(new, path) < 0)
		error = errno;
	if (error)
		(void)unlink(new);
	else
		error = sync_folder(path);
	return error;
}
