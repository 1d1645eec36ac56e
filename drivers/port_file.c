/* Files of sysfs come a page at a time. */
#include "drivers/port_file.h"
#include "drivers/port_rights.h"

#include <fcntl.h>
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
