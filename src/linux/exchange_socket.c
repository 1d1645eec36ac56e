/* A Unix stream socket as a port: what the proxies of libmbim and libqmi and
 * attache's control socket speak. */
#include "linux/exchange.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "client/connect.h"

/* libmbim splits longer messages, and takes no longer reads. */
#define TRANSFER 4096

struct socket_port {
	struct port port; /* first: the loop's view */
	int fd;
	struct port_info info;
	uint8_t in[65536];
};

static int port_send(struct port *port, struct att_bytes fragment)
{
	struct socket_port *p = (struct socket_port *)port;

	/* Blocking: requests are short and follow each other's answers. */
	while (fragment.len) {
		ssize_t n = send(p->fd, fragment.p, fragment.len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ATT_E_GONE;
		fragment.p += n;
		fragment.len -= (size_t)n;
	}
	return 0;
}

static void say_up(void *arg)
{
	struct socket_port *p = arg;

	p->port.host->up(p->port.host->ctx, &p->info);
}

static void port_close(struct port *port)
{
	struct socket_port *p = (struct socket_port *)port;
	const struct port_host *host = port->host;

	host->timer(host->ctx, -1, say_up, p);
	host->unwatch(host->ctx, p->fd);
	close(p->fd);
	free(p);
}

/* An exchange has no data, and resets nothing that is another program's. */
static const struct port_ops ops = {
	.send = port_send,
	.close = port_close,
};

static void on_socket(void *arg, uint32_t revents)
{
	struct socket_port *p = arg;
	const struct port_host *host = p->port.host;
	ssize_t n = recv(p->fd, p->in, sizeof(p->in), MSG_DONTWAIT);

	(void)revents;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0) {
		host->control(host->ctx, att_bytes_of(p->in, (size_t)n));
		return;
	}
	host->unwatch(host->ctx, p->fd);
	host->gone(host->ctx, ATT_E_GONE);
}

bool att_exchange_listened(const char *name)
{
	int fd;
	int err = att_client_connect(name, &fd);

	if (fd >= 0)
		close(fd);
	return !err || err == ATT_E_TIMEOUT;
}

static int open_socket(const char *name, const char *speaks,
		       const struct port_host *host, struct port **port)
{
	struct socket_port *p = calloc(1, sizeof(*p));
	int err = p ? att_client_connect(name, &p->fd) : ATT_E_MEMORY;

	if (!err && host->watch(host->ctx, p->fd, EPOLLIN, on_socket, p))
		err = ATT_E_IO;
	if (err) {
		if (p && p->fd >= 0)
			close(p->fd);
		free(p);
		return err;
	}
	p->port.ops = &ops;
	p->port.host = host;
	p->info.max_control = TRANSFER;
	p->info.speaks = speaks;
	snprintf(p->info.name, sizeof(p->info.name), "%.63s", name);
	/* `up` only as the loop runs */
	host->timer(host->ctx, 0, say_up, p);
	*port = &p->port;
	return 0;
}

int att_exchange_socket(const char *name, const struct port_host *host,
			struct port **port)
{
	return open_socket(name, "mbim", host, port);
}

int att_exchange_socket_qmi(const char *name, const struct port_host *host,
			    struct port **port)
{
	return open_socket(name, "qmi", host, port);
}
