/* MBIM over a Unix socket. A client that breaks the rules, or takes no answers,
 * harms only itself. */
#include "linux/control_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/control_rights.h"
#include "linux/control_socket_answers.h"
#include "linux/rights.h"

/* The messages of the service have no number of a modem. */
#define MODEM 0u

/* Its place is free. */
static void leave(struct att_control_client *c)
{
	c->fd = -1;
	c->waiting = false;
	free(c->room);
	c->room = NULL;
}

static void drop(struct att_control_client *c)
{
	const struct att_manager *m = c->socket->manager;

	att_loop_unwatch(c->socket->loop, c->fd);
	close(c->fd);
	if (c->waiting)
		m->forget(m->ctx, MODEM, c->token);
	leave(c);
}

/* --- out ------------------------------------------------------------------ */

/* 0: nothing is left to send; ATT_E_BUSY: the client has to read first. */
static int flush(struct att_control_client *c)
{
	while (c->out_done < c->out_len) {
		ssize_t n = send(c->fd, c->room->out + c->out_done,
				 c->out_len - c->out_done, MSG_NOSIGNAL);

		if (n < 0)
			return errno == EAGAIN ? ATT_E_BUSY : ATT_E_IO;
		c->out_done += (size_t)n;
	}
	c->out_len = c->out_done = 0;
	return 0;
}

/* In pieces that the client takes. 0, or ATT_E_ROOM: it does not read. */
static int put(struct att_control_client *c, struct att_bytes message)
{
	const uint32_t max = c->room->proxy.max_control;
	uint32_t n = mbim_frag_tx_count(message, max);

	if (c->out_done) {
		memmove(c->room->out, c->room->out + c->out_done,
			c->out_len - c->out_done);
		c->out_len -= c->out_done;
		c->out_done = 0;
	}
	for (uint32_t i = 0; i < n; i++) {
		int len = mbim_frag_tx_get(message, max, i,
					   c->room->out + c->out_len,
					   sizeof(c->room->out) - c->out_len);

		if (len < 0)
			return len;
		c->out_len += (size_t)len;
	}
	return 0;
}

/* --- answers -------------------------------------------------------------- */

static uint8_t *body_of(struct att_control_client *c)
{
	return c->socket->message + MBIM_MSG_COMMAND_BODY;
}

#define BODY_MAX (ATT_CONTROL_MESSAGE - MBIM_MSG_COMMAND_BODY)

/* The answer to a command, whose body of len bytes is in its place. */
static int done(struct att_control_client *c, const struct mbim_msg *command,
		uint32_t status, size_t len)
{
	uint8_t *message = c->socket->message;
	int n = mbim_msg_encode_done(message, ATT_CONTROL_MESSAGE,
				     command->transaction, &command->service,
				     command->cid, status, len);

	return n < 0 ? n : put(c, att_bytes_of(message, (size_t)n));
}

static int answer_ours(struct att_control_client *c,
		       const struct mbim_msg *command)
{
	uint32_t status;
	int len = att_control_socket_answer(c->socket->manager, MODEM, command,
					    &status, body_of(c), BODY_MAX);

	return len < 0 ? len : done(c, command, status, (size_t)len);
}

/* The answer is the first that a monitor gets, and with it the connection. */
static int hand_over(struct att_control_client *c,
		     const struct mbim_msg *command)
{
	int err = answer_ours(c, command);

	if (err)
		return err;
	err = att_monitors_add(&c->socket->monitors, c->fd,
			       att_bytes_of(c->room->out, c->out_len));
	c->out_len = c->out_done = 0;
	if (err)
		return done(c, command, MBIM_STATUS_BUSY, 0);
	leave(c);
	return 0;
}

/* --- the modem ------------------------------------------------------------ */

/* What it gets in place of the client's list. */
static int subscribe(struct att_control_client *c, struct mbim_msg *command)
{
	struct att_control_socket *s = c->socket;
	struct att_proxy_client *all[ATT_CONTROL_CLIENTS];
	unsigned n = 0;
	int len;

	for (unsigned i = 0; i < ATT_CONTROL_CLIENTS; i++)
		if (s->client[i].room)
			all[n++] = &s->client[i].room->proxy;
	len = att_proxy_subscribe(&c->room->proxy, command->body, all, n,
				  body_of(c), BODY_MAX);
	if (len < 0)
		return len;
	command->body = att_bytes_of(body_of(c), (size_t)len);
	return 0;
}

static int translate(struct att_control_client *c, struct mbim_msg *command,
		     uint16_t ex)
{
	int len = att_proxy_translate(
		command, command->code ? MBIM_KIND_SET : MBIM_KIND_QUERY,
		c->room->proxy.ex, ex, body_of(c), BODY_MAX);

	command->body = att_bytes_of(body_of(c), len < 0 ? 0 : (size_t)len);
	return len < 0 ? len : 0;
}

/* ex: of the modem */
static int ask_modem(struct att_control_client *c,
		     const struct mbim_msg *command, uint16_t ex)
{
	struct att_control_socket *s = c->socket;
	const struct att_manager *m = s->manager;
	struct mbim_msg asked = *command;
	int err = att_proxy_subscribes(command) ? subscribe(c, &asked)
						: translate(c, &asked, ex);

	if (err)
		return done(c, command,
			    err == ATT_E_VALUE ? MBIM_STATUS_NO_DEVICE_SUPPORT
					       : MBIM_STATUS_INVALID_PARAMETERS,
			    0);
	c->command = *command;
	c->waiting = true;
	c->token = ++s->reply.token;
	m->command(m->ctx, MODEM, &asked, s->reply);
	return c->fd < 0 ? ATT_E_ROOM : 0;
}

/* Why, in place of the answer. */
static int refuse(struct att_control_client *c, const struct mbim_msg *command)
{
	size_t len = att_control_rights_refusal(c->socket->config,
						(char *)body_of(c), BODY_MAX);

	return done(c, command, MBIM_STATUS_OPERATION_NOT_ALLOWED, len);
}

static int answer_command(struct att_control_client *c,
			  const struct mbim_msg *command)
{
	const struct att_manager *m = c->socket->manager;
	const struct att_uuid *ours = &mbim_services[MBIM_SERVICE_ATTACHE].uuid;
	struct att_manager_status now;
	uint32_t status;
	size_t len;

	if (c == &c->socket->client[ATT_CONTROL_CLIENTS])
		return done(c, command, MBIM_STATUS_BUSY, 0);
	if (!att_proxy_harmless(command) &&
	    !att_control_rights_may(c->socket->config, c->fd, command))
		return refuse(c, command);
	if (MODEM >= m->modems(m->ctx))
		return done(c, command, MBIM_STATUS_NO_DEVICE_SUPPORT, 0);
	if (memcmp(&command->service, ours, sizeof(*ours)) == 0)
		return command->cid == MBIM_CID_ATTACHE_EVENTS && !command->code
			       ? hand_over(c, command)
			       : answer_ours(c, command);
	m->status(m->ctx, MODEM, &now);
	if (att_proxy_answers(&c->room->proxy, &now, command, &status,
			      body_of(c), BODY_MAX, &len))
		return done(c, command, status, len);
	return ask_modem(c, command, now.core->ex_version);
}

/* OPEN and CLOSE are the client's own. */
static int answer_channel(struct att_control_client *c,
			  const struct mbim_msg *msg)
{
	const struct att_manager *m = c->socket->manager;
	struct att_manager_status now;
	uint32_t status = MBIM_STATUS_NOT_INITIALIZED;
	uint8_t message[MBIM_MSG_HEADER + 4];

	if (msg->type == MBIM_MSG_CLOSE) {
		att_proxy_begin(&c->room->proxy);
		status = MBIM_STATUS_NONE;
	} else if (MODEM < m->modems(m->ctx)) {
		m->status(m->ctx, MODEM, &now);
		status = att_proxy_open(&c->room->proxy, &now, msg->code);
	}
	(void)mbim_msg_encode_simple(message, sizeof(message),
				     msg->type | 0x80000000u, msg->transaction,
				     status);
	return put(c, att_bytes_of(message, sizeof(message)));
}

/* 0, or ATT_E_*: this client is of no use. */
static int answer(struct att_control_client *c, struct att_bytes message)
{
	struct mbim_msg msg;
	int err = mbim_msg_decode(message, &msg);

	if (err)
		return err;
	switch (msg.type) {
	case MBIM_MSG_COMMAND:
		return answer_command(c, &msg);
	case MBIM_MSG_OPEN:
	case MBIM_MSG_CLOSE:
		return answer_channel(c, &msg);
	}
	return 0;
}

/* --- clients -------------------------------------------------------------- */

/* Answer what was read, as long as answers go out. The events to wait for, or
 * ATT_E_*. */
static int serve(struct att_control_client *c)
{
	struct att_bytes message;
	struct mbim_frag_fault fault;
	int n;

	for (;;) {
		n = flush(c);
		if (n < 0)
			return n == ATT_E_BUSY ? (int)EPOLLOUT : n;
		if (c->waiting)
			return 0;
		n = mbim_frag_rx_get(&c->rx, 0, &message, &fault);
		if (n == 0)
			return EPOLLIN;
		if (n > 0)
			n = answer(c, message);
		if (n < 0 || c->fd < 0)
			return n;
	}
}

static void ready(void *arg, uint32_t revents)
{
	struct att_control_client *c = arg;
	ssize_t n;
	int events;

	if (revents & EPOLLIN) {
		n = recv(c->fd, c->room->in, sizeof(c->room->in), 0);
		if (n <= 0) {
			drop(c);
			return;
		}
		c->used = ++c->socket->uses;
		mbim_frag_rx_put(&c->rx, att_bytes_of(c->room->in, (size_t)n));
	} else if (revents & (EPOLLHUP | EPOLLERR)) {
		drop(c);
		return;
	}
	events = serve(c);
	if (c->fd < 0)
		return; /* it is a monitor now */
	if (events < 0 || att_loop_watch(c->socket->loop, c->fd,
					 (uint32_t)events, ready, c) < 0)
		drop(c);
}

/* NULL: it has gone. */
static struct att_control_client *who_waits(struct att_control_socket *s,
					    uint32_t token)
{
	for (unsigned i = 0; i <= ATT_CONTROL_CLIENTS; i++)
		if (s->client[i].waiting && s->client[i].token == token)
			return &s->client[i];
	return NULL;
}

static uint16_t version(const struct att_control_socket *s)
{
	struct att_manager_status now;

	s->manager->status(s->manager->ctx, MODEM, &now);
	return now.core->ex_version;
}

static int put_reply(struct att_control_client *c, uint32_t status,
		     struct att_bytes body)
{
	struct mbim_msg reply = c->command;
	int len;

	/* Its own list, not that of all. */
	if (!c->room->proxy.asking || status)
		reply.body = body;
	if (c->room->proxy.asking)
		att_proxy_subscribed(&c->room->proxy, status);
	len = att_proxy_translate(&reply, MBIM_KIND_RESPONSE,
				  version(c->socket), c->room->proxy.ex,
				  body_of(c), BODY_MAX);
	/* With a refusal comes what the modem likes. */
	if (len < 0 && !status)
		status = MBIM_STATUS_FAILURE;
	return done(c, &c->command, status, len < 0 ? 0 : (size_t)len);
}

/* What it asks next is looked at by the loop: here the manager is at work. */
static void on_reply(void *ctx, uint32_t token, uint32_t status,
		     struct att_bytes body)
{
	struct att_control_client *c = who_waits(ctx, token);

	if (!c)
		return;
	c->waiting = false;
	if (put_reply(c, status, body) < 0 ||
	    att_loop_watch(c->socket->loop, c->fd, EPOLLOUT, ready, c) < 0)
		drop(c);
}

static int tell(struct att_control_client *c, const struct mbim_msg *msg,
		uint16_t ex)
{
	uint8_t *message = c->socket->message;
	int len = att_proxy_translate(
		msg, MBIM_KIND_NOTIFICATION, ex, c->room->proxy.ex,
		message + MBIM_MSG_INDICATION_BODY,
		ATT_CONTROL_MESSAGE - MBIM_MSG_INDICATION_BODY);

	if (len < 0)
		return 0; /* no news to who has no such thing */
	len = mbim_msg_encode_indication(message, ATT_CONTROL_MESSAGE,
					 &msg->service, msg->cid, (size_t)len);
	return len < 0 ? len : put(c, att_bytes_of(message, (size_t)len));
}

void att_control_socket_told(struct att_control_socket *s,
			     struct att_bytes message)
{
	struct mbim_msg msg;

	if (s->fd < 0 || mbim_msg_decode(message, &msg))
		return;
	for (unsigned i = 0; i < ATT_CONTROL_CLIENTS; i++) {
		struct att_control_client *c = &s->client[i];

		if (c->fd < 0 || !att_proxy_wants(&c->room->proxy, &msg))
			continue;
		if (tell(c, &msg, version(s)) < 0 ||
		    att_loop_watch(s->loop, c->fd, EPOLLOUT, ready, c) < 0)
			drop(c);
	}
}

void att_control_socket_lost(struct att_control_socket *s)
{
	for (unsigned i = 0; s->fd >= 0 && i < ATT_CONTROL_CLIENTS; i++)
		if (s->client[i].fd >= 0 && s->client[i].room->proxy.opened)
			drop(&s->client[i]);
}

static struct att_control_client *room(struct att_control_socket *s)
{
	struct att_control_client *idle = NULL, *c = s->client;

	for (; c < s->client + ATT_CONTROL_CLIENTS; c++) {
		if (c->fd < 0)
			return c;
		if (!c->waiting && !c->room->proxy.opened &&
		    (!idle || c->used < idle->used))
			idle = c;
	}
	return idle ? idle : c;
}

static void take(struct att_control_socket *s, int fd)
{
	struct att_control_client *c = room(s);
	struct att_control_room *r;

	if (c->fd >= 0)
		drop(c);
	r = malloc(sizeof(*r));
	if (!r) {
		close(fd);
		return;
	}
	*c = (struct att_control_client){
		.socket = s, .fd = fd, .room = r, .used = ++s->uses};
	att_proxy_begin(&r->proxy);
	mbim_frag_rx_init(&c->rx, false, r->stream, sizeof(r->stream), r->whole,
			  sizeof(r->whole));
	if (att_loop_watch(s->loop, fd, EPOLLIN, ready, c) < 0)
		drop(c);
}

/* All of them: it is told once. Without a descriptor for one it waits for the
 * next, and the loop does not turn for it. */
static void incoming(void *arg, uint32_t revents)
{
	struct att_control_socket *s = arg;
	int fd;

	(void)revents;
	while ((fd = accept4(s->fd, NULL, NULL,
			     SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
		take(s, fd);
}

/* The name is everybody's to connect to. */
static void incoming_proxied(void *arg, uint32_t revents)
{
	struct att_control_socket *s = arg;
	int fd;

	(void)revents;
	while ((fd = accept4(s->proxy_fd, NULL, NULL,
			     SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
		if (att_control_rights_enter(s->config, fd))
			take(s, fd);
		else
			close(fd);
}

static int listen_at(struct att_control_socket *s, const char *path,
		     att_loop_fn *fn)
{
	int fd = att_rights->listen(path, SOCK_STREAM, ATT_CONTROL_CLIENTS);
	int err;

	if (fd < 0)
		return fd;
	err = att_loop_watch(s->loop, fd, EPOLLIN | EPOLLET, fn, s);
	if (!err)
		return fd;
	close(fd);
	return err;
}

int att_control_socket_proxy(struct att_control_socket *s)
{
	int fd = listen_at(s, ATT_CONTROL_PROXY, incoming_proxied);

	if (fd < 0)
		return fd;
	s->proxy_fd = fd;
	return 0;
}

int att_control_socket_open(struct att_control_socket *s, struct att_loop *loop,
			    const char *path, const struct att_manager *manager)
{
	int fd;

	s->fd = s->proxy_fd = -1;
	s->config = NULL;
	s->loop = loop;
	s->manager = manager;
	s->reply = (struct att_manager_reply){.fn = on_reply, .ctx = s};
	for (unsigned i = 0; i <= ATT_CONTROL_CLIENTS; i++) {
		s->client[i].socket = s;
		s->client[i].fd = -1;
	}
	fd = listen_at(s, path, incoming);
	if (fd < 0)
		return fd;
	s->fd = fd;
	att_monitors_init(&s->monitors, loop);
	strcpy(s->path, path);
	return 0;
}

void att_control_socket_close(struct att_control_socket *s)
{
	if (s->fd < 0)
		return;
	for (unsigned i = 0; i <= ATT_CONTROL_CLIENTS; i++)
		if (s->client[i].fd >= 0)
			drop(&s->client[i]);
	att_loop_unwatch(s->loop, s->fd);
	close(s->fd);
	att_rights->unlisten(s->path);
	s->fd = -1;
	if (s->proxy_fd < 0)
		return;
	att_loop_unwatch(s->loop, s->proxy_fd);
	close(s->proxy_fd);
	s->proxy_fd = -1;
}

int att_control_socket_share(struct att_control_socket *s,
			     const struct att_config *config)
{
	int error;

	s->config = config;
	if (!att_rights->share(s->path, config->group.gid))
		return 0;
	error = errno;
	att_control_socket_close(s);
	errno = error;
	return ATT_E_IO;
}
