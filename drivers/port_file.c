/* Files of sysfs come a page at a time. */
#include "drivers/port_file.h"
#include "drivers/port_rights.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

size_t port_file_read(const char *path, void *buf, size_t cap)
{
	size_t len = 0;
	ssize_t n = 1;
	int fd = port_rights->open(path, O_RDONLY);

	if (fd < 0)
		return 0;
	while (len < cap && (n = read(fd, (char *)buf + len, cap - len)) > 0)
		len += (size_t)n;
	close(fd);
	return n < 0 ? 0 : len;
}

bool port_file_write(const char *path, const char *text)
{
	int fd = port_rights->open(path, O_WRONLY);
	bool done;
	int error;

	if (fd < 0)
		return false;
	done = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	error = errno;
	close(fd);
	errno = error;
	return done;
}
