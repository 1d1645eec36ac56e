/* MBIM over a Unix socket. A client that breaks the rules, or takes no answers,
 * harms only itself. */
#include "linux/server.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/listen.h"

static void drop(struct mbim_server_client *c)
{
	mbim_loop_unwatch(c->server->loop, c->fd);
	close(c->fd);
	c->fd = -1;
}

/* 0: nothing is left to send; MBIM_E_BUSY: the client has to read first. */
static int flush(struct mbim_server_client *c)
{
	while (c->out_done < c->out_len) {
		ssize_t n = send(c->fd, c->out + c->out_done,
				 c->out_len - c->out_done, MSG_NOSIGNAL);

		if (n < 0)
			return errno == EAGAIN ? MBIM_E_BUSY : MBIM_E_IO;
		c->out_done += (size_t)n;
	}
	c->out_len = c->out_done = 0;
	return 0;
}

/* The length of the answer in c->out, 0: none is due, or MBIM_E_*. */
static int answer(struct mbim_server_client *c, struct mbim_bytes message)
{
	struct mbim_server *s = c->server;
	struct mbim_msg msg;
	int err = mbim_msg_decode(message, &msg);

	if (err)
		return err;
	switch (msg.type) {
	case MBIM_MSG_COMMAND:
		return s->answer(s->ctx, &msg, c->out, sizeof(c->out));
	case MBIM_MSG_OPEN:
	case MBIM_MSG_CLOSE: /* legal, though the socket itself is enough */
		return mbim_msg_encode_simple(c->out, sizeof(c->out),
					      msg.type | 0x80000000u,
					      msg.transaction, 0);
	}
	return 0;
}

/* Answer what was read, as long as answers go out. The events to wait for, or
 * MBIM_E_*. */
static int serve(struct mbim_server_client *c)
{
	struct mbim_bytes message;
	struct mbim_frag_fault fault;
	int n;

	for (;;) {
		n = flush(c);
		if (n < 0)
			return n == MBIM_E_BUSY ? EPOLLOUT : n;
		n = mbim_frag_rx_get(&c->rx, 0, &message, &fault);
		if (n == 0)
			return EPOLLIN;
		if (n > 0)
			n = answer(c, message);
		if (n < 0)
			return n;
		c->out_len = (size_t)n;
	}
}

static void ready(void *arg, uint32_t revents)
{
	struct mbim_server_client *c = arg;
	ssize_t n;
	int events;

	if (revents & EPOLLIN) {
		n = recv(c->fd, c->in, sizeof(c->in), 0);
		if (n <= 0) {
			drop(c);
			return;
		}
		mbim_frag_rx_put(&c->rx, mbim_bytes_of(c->in, (size_t)n));
	} else if (revents & (EPOLLHUP | EPOLLERR)) {
		drop(c);
		return;
	}
	events = serve(c);
	if (events < 0 || mbim_loop_watch(c->server->loop, c->fd,
					  (uint32_t)events, ready, c) < 0)
		drop(c);
}

static void incoming(void *arg, uint32_t revents)
{
	struct mbim_server *s = arg;
	int fd = accept4(s->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)revents;
	if (fd < 0)
		return;
	for (unsigned i = 0; i < MBIM_SERVER_CLIENTS; i++) {
		struct mbim_server_client *c = &s->client[i];

		if (c->fd >= 0)
			continue;
		c->fd = fd;
		c->out_len = c->out_done = 0;
		mbim_frag_rx_init(&c->rx, false, c->stream, sizeof(c->stream),
				  c->whole, sizeof(c->whole));
		if (mbim_loop_watch(s->loop, fd, EPOLLIN, ready, c) < 0)
			drop(c);
		return;
	}
	close(fd);
}

int mbim_server_open(struct mbim_server *s, struct mbim_loop *loop,
		     const char *path, mbim_server_answer *fn, void *ctx)
{
	int fd, err;

	s->fd = -1;
	s->loop = loop;
	s->answer = fn;
	s->ctx = ctx;
	for (unsigned i = 0; i < MBIM_SERVER_CLIENTS; i++) {
		s->client[i].server = s;
		s->client[i].fd = -1;
	}
	fd = mbim_listen_open(path, SOCK_STREAM, MBIM_SERVER_CLIENTS);
	if (fd < 0)
		return fd;
	err = mbim_loop_watch(loop, fd, EPOLLIN, incoming, s);
	if (err) {
		close(fd);
		return err;
	}
	s->fd = fd;
	strcpy(s->path, path);
	return 0;
}

void mbim_server_close(struct mbim_server *s)
{
	if (s->fd < 0)
		return;
	for (unsigned i = 0; i < MBIM_SERVER_CLIENTS; i++)
		if (s->client[i].fd >= 0)
			drop(&s->client[i]);
	mbim_loop_unwatch(s->loop, s->fd);
	mbim_listen_close(s->fd, s->path);
	s->fd = -1;
}
