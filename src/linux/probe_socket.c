/* A socket that sends through one network device alone. */
#include "linux/probe_socket.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int att_probe_socket(int family, int type, int protocol, const char *device)
{
	int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		return -1;
	if (!setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device,
			(socklen_t)strlen(device)))
		return fd;
	close(fd);
	return -1;
}
