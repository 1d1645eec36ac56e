/* A device service stream between a port and a program. */
#include "linux/stream.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/rights.h"

/* Datagrams taken before other descriptors get their turn. */
#define BATCH 64

static void hang_up(struct att_stream *s)
{
	if (s->fd < 0)
		return;
	att_loop_unwatch(s->loop, s->fd);
	close(s->fd);
	s->fd = -1;
	s->blocked = false;
}

/* A program that left without having read all is told of once, as an error,
 * before its last packets and the end. */
static ssize_t receive(int fd, void *to, size_t max)
{
	ssize_t n = recv(fd, to, max, MSG_TRUNC);

	return n < 0 && errno == ECONNRESET ? recv(fd, to, max, MSG_TRUNC) : n;
}

/* What came: its length, also of one that is too long; 0: the end; -1: there
 * is nothing. */
static ssize_t take(struct att_stream *s)
{
	const struct flow stream = {s->id, true};
	const struct port_ops *ops = s->port ? s->port->ops : NULL;
	uint8_t *slot, none;
	ssize_t n;

	if (!ops) {
		n = receive(s->fd, &none, sizeof(none));
		s->tx_dropped += n > 0;
		return n;
	}
	slot = ops->send_reserve(s->port, stream, s->max);
	if (!slot) {
		s->blocked = true;
		return -1;
	}
	n = receive(s->fd, slot, s->max);
	if (n > 0 && n <= (ssize_t)s->max) {
		ops->send_commit(s->port, stream, (uint32_t)n);
		s->tx++;
	} else {
		ops->send_commit(s->port, stream, 0);
		s->tx_dropped += n > 0;
	}
	return n;
}

static void readable(void *arg, uint32_t revents)
{
	struct att_stream *s = arg;
	ssize_t n = -1;

	(void)revents;
	for (int i = 0; i < BATCH && !s->blocked && (n = take(s)) > 0; i++)
		;
	if (s->port)
		s->port->ops->send_flush(s->port);
	if (n == 0)
		hang_up(s);
	else if (n > 0) /* reports the edge again */
		att_loop_watch(s->loop, s->fd, EPOLLIN | EPOLLET, readable, s);
}

static void welcome(struct att_stream *s, int fd)
{
	if (s->fd >= 0 ||
	    att_loop_watch(s->loop, fd, EPOLLIN | EPOLLET, readable, s) < 0) {
		close(fd);
		return;
	}
	s->fd = fd;
}

/* As for the control socket. */
static void incoming(void *arg, uint32_t revents)
{
	struct att_stream *s = arg;
	int fd;

	(void)revents;
	while ((fd = accept4(s->listener, NULL, NULL,
			     SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
		welcome(s, fd);
}

int att_stream_open(struct att_stream *s, const char *path, uint8_t id,
		    struct att_loop *loop)
{
	int err;

	*s = (struct att_stream){.fd = -1, .id = id, .loop = loop};
	s->listener = att_rights->listen(path, SOCK_SEQPACKET, 1);
	if (s->listener < 0) {
		err = s->listener;
		s->listener = -1;
		return err;
	}
	strcpy(s->path, path);
	err = att_loop_watch(loop, s->listener, EPOLLIN | EPOLLET, incoming, s);
	if (err)
		att_stream_close(s);
	return err;
}

void att_stream_close(struct att_stream *s)
{
	if (s->listener < 0)
		return;
	hang_up(s);
	att_loop_unwatch(s->loop, s->listener);
	close(s->listener);
	att_rights->unlisten(s->path);
	s->listener = -1;
}

void att_stream_port(struct att_stream *s, struct port *port, uint32_t max)
{
	s->port = port;
	s->max = max;
	s->blocked = false;
	if (s->fd >= 0)
		readable(s, EPOLLIN);
}

void att_stream_writable(struct att_stream *s)
{
	if (!s->blocked)
		return;
	s->blocked = false;
	readable(s, EPOLLIN);
}

void att_stream_input(struct att_stream *s, struct att_bytes datagram)
{
	if (s->fd >= 0 && send(s->fd, datagram.p, datagram.len, MSG_NOSIGNAL) ==
				  (ssize_t)datagram.len)
		s->rx++;
	else
		s->rx_dropped++;
}
