/* Addresses of QRTR are names of Unix sockets: node and port in hex. */
#include "fake_qrtr.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FAMILY = 42, MOST = 256 };

int __real_socket(int domain, int type, int protocol);
int __wrap_socket(int domain, int type, int protocol);
int __real_getsockname(int fd, struct sockaddr *a, socklen_t *len);
int __wrap_getsockname(int fd, struct sockaddr *a, socklen_t *len);
ssize_t __real_sendto(int fd, const void *p, size_t len, int flags,
		      const struct sockaddr *to, socklen_t to_len);
ssize_t __wrap_sendto(int fd, const void *p, size_t len, int flags,
		      const struct sockaddr *to, socklen_t to_len);
ssize_t __real_recvfrom(int fd, void *p, size_t len, int flags,
			struct sockaddr *from, socklen_t *from_len);
ssize_t __wrap_recvfrom(int fd, void *p, size_t len, int flags,
			struct sockaddr *from, socklen_t *from_len);

bool fake_qrtr_missing;
unsigned fake_qrtr_full;
static uint32_t last_port = 0x4000;

static socklen_t name_of(struct sockaddr_un *u, uint32_t node, uint32_t port)
{
	int n;

	memset(u, 0, sizeof(*u));
	u->sun_family = AF_UNIX;
	n = snprintf(u->sun_path + 1, sizeof(u->sun_path) - 1,
		     "fake-qrtr-%d-%08x-%08x", (int)getpid(), node, port);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
			   (size_t)n);
}

static void address_of(const struct sockaddr_un *u, struct sockaddr_qrtr *a)
{
	int pid;

	memset(a, 0, sizeof(*a));
	a->sq_family = FAMILY;
	sscanf(u->sun_path + 1, "fake-qrtr-%d-%8x-%8x", &pid, &a->sq_node,
	       &a->sq_port);
}

int fake_qrtr_open(uint32_t node, uint32_t port)
{
	int fd = __real_socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	struct sockaddr_un u;
	socklen_t len = name_of(&u, node, port);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&u, len)) {
		close(fd);
		return -1;
	}
	return fd;
}

int __wrap_socket(int domain, int type, int protocol)
{
	if (domain != FAMILY)
		return __real_socket(domain, type, protocol);
	if (fake_qrtr_missing) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	return fake_qrtr_open(FAKE_QRTR_NODE, ++last_port);
}

int __wrap_getsockname(int fd, struct sockaddr *a, socklen_t *len)
{
	struct sockaddr_un u = {.sun_family = AF_UNIX};
	socklen_t n = sizeof(u);

	(void)len;
	if (__real_getsockname(fd, (struct sockaddr *)&u, &n))
		return -1;
	address_of(&u, (struct sockaddr_qrtr *)a);
	return 0;
}

ssize_t __wrap_sendto(int fd, const void *p, size_t len, int flags,
		      const struct sockaddr *to, socklen_t to_len)
{
	const struct sockaddr_qrtr *a = (const void *)to;
	struct sockaddr_un u;

	if (to->sa_family != FAMILY)
		return __real_sendto(fd, p, len, flags, to, to_len);
	if (fake_qrtr_full) {
		fake_qrtr_full--;
		errno = EAGAIN;
		return -1;
	}
	return __real_sendto(fd, p, len, flags, (struct sockaddr *)&u,
			     name_of(&u, a->sq_node, a->sq_port));
}

ssize_t __wrap_recvfrom(int fd, void *p, size_t len, int flags,
			struct sockaddr *from, socklen_t *from_len)
{
	struct sockaddr_un u = {.sun_family = AF_UNIX};
	socklen_t n = sizeof(u);
	ssize_t got =
		__real_recvfrom(fd, p, len, flags, (struct sockaddr *)&u, &n);

	if (got >= 0 && from) {
		address_of(&u, (struct sockaddr_qrtr *)from);
		*from_len = sizeof(struct sockaddr_qrtr);
	}
	return got;
}
