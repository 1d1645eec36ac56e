/* Who connects, and what comes and goes. A client that breaks the rules, or
 * takes no answers, harms only itself. */
#include "linux/control_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/control_mbim.h"
#include "linux/control_modem.h"
#include "linux/control_qmi.h"
#include "linux/control_rights.h"
#include "linux/qmi_rules.h"
#include "linux/rights.h"

static void drop(struct att_control_client *c)
{
	struct att_control_socket *s = c->socket;

	att_loop_unwatch(s->loop, c->fd);
	close(c->fd);
	c->fd = -1;
	att_control_client_forget(c);
	att_control_client_give_back(c);
	att_control_client_leave(c);
}

/* --- clients -------------------------------------------------------------- */

static void take_in(struct att_control_client *c, struct att_bytes bytes)
{
	if (c->speaks == ATT_CONTROL_QMI)
		att_control_qmi_input(c, bytes);
	else
		mbim_frag_rx_put(&c->rx, bytes);
}

static int next(struct att_control_client *c)
{
	switch (c->speaks) {
	case ATT_CONTROL_MBIM:
		return att_control_mbim_next(c);
	case ATT_CONTROL_QMI:
		return att_control_qmi_next(c);
	case ATT_CONTROL_SILENT:
		break;
	}
	return 0;
}

/* An OPEN begins with a 1 as a frame does, but it has no length behind that.
 * True: it is clear what it speaks. */
static bool is_clear(struct att_control_client *c, struct att_bytes *bytes)
{
	struct att_control_room *r = c->room;

	while (c->n_first < sizeof(r->first) && bytes->len) {
		r->first[c->n_first++] = *bytes->p++;
		bytes->len--;
	}
	if (c->n_first < sizeof(r->first))
		return false;
	c->speaks = att_control_qmi_begins(r->first) ? ATT_CONTROL_QMI
						     : ATT_CONTROL_MBIM;
	take_in(c, att_bytes_of(r->first, sizeof(r->first)));
	(void)next(c); /* three bytes are no message */
	return true;
}

static void listen_to(struct att_control_client *c, struct att_bytes bytes)
{
	if (c->speaks != ATT_CONTROL_SILENT || is_clear(c, &bytes))
		take_in(c, bytes);
}

/* Answer what was read, as long as answers go out. The events to wait for, or
 * ATT_E_*. */
static int serve(struct att_control_client *c)
{
	for (;;) {
		int n = att_control_client_flush(c);

		if (n < 0)
			return n == ATT_E_BUSY ? (int)EPOLLOUT : n;
		n = next(c);
		if (n < 0 || c->fd < 0)
			return n;
		if (!n)
			return att_control_client_may_ask(c) &&
					       !c->room->proxy.asking
				       ? (int)EPOLLIN
				       : 0;
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
		listen_to(c, att_bytes_of(c->room->in, (size_t)n));
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
static struct att_control_client *who_asked(struct att_control_socket *s,
					    uint32_t token,
					    struct att_control_asked **asked)
{
	for (unsigned i = 0; i < ATT_CONTROL_CLIENTS; i++) {
		*asked = att_control_client_asked(&s->client[i], token);
		if (*asked)
			return &s->client[i];
	}
	return NULL;
}

/* What it asks next is looked at by the loop: here the manager is at work. */
static void on_reply(void *ctx, uint32_t token, uint32_t status,
		     struct att_bytes body)
{
	struct att_control_socket *s = ctx;
	struct att_control_asked *asked;
	struct att_control_client *c = who_asked(s, token, &asked);
	int err;

	att_qmi_rules_heard(s, token, status, body);
	att_control_standard_heard(s, token, status, body);
	if (!c)
		return;
	err = c->speaks == ATT_CONTROL_QMI
		      ? att_control_qmi_replied(c, asked, status, body)
		      : att_control_mbim_replied(c, asked, status, body);
	if (err < 0 || att_loop_watch(s->loop, c->fd, EPOLLOUT, ready, c) < 0)
		drop(c);
}

/* told: what became of it, as of att_control_mbim_tell */
static void send_told(struct att_control_client *c, int told)
{
	if (told < 0 || (told && att_loop_watch(c->socket->loop, c->fd,
						EPOLLOUT, ready, c) < 0))
		drop(c);
}

static void tell_mbim(struct att_control_socket *s, uint32_t modem,
		      struct att_bytes message, uint16_t ex)
{
	struct mbim_msg msg;

	if (mbim_msg_decode(message, &msg))
		return;
	for (unsigned i = 0; i < ATT_CONTROL_CLIENTS; i++) {
		struct att_control_client *c = &s->client[i];

		if (c->fd >= 0 && c->modem == modem &&
		    c->speaks == ATT_CONTROL_MBIM)
			send_told(c, att_control_mbim_tell(c, &msg, ex));
	}
}

static void tell_qmi(struct att_control_socket *s, uint32_t modem,
		     struct att_bytes frame)
{
	struct qmi_message m;

	if (qmi_decode(frame, &m))
		return;
	for (unsigned i = 0; i < ATT_CONTROL_CLIENTS; i++) {
		struct att_control_client *c = &s->client[i];

		if (c->fd >= 0 && c->modem == modem &&
		    c->speaks == ATT_CONTROL_QMI)
			send_told(c, att_control_qmi_tell(c, &m.head, frame));
	}
}

void att_control_socket_told(struct att_control_socket *s, uint32_t modem,
			     struct att_bytes message)
{
	struct att_manager_status now;

	if (s->fd < 0)
		return;
	s->manager->status(s->manager->ctx, modem, &now);
	if (now.qmi && message.len && message.p[0] == QMI_MARK)
		tell_qmi(s, modem, message);
	else
		tell_mbim(s, modem, message, att_control_modem_proxy(&now).ex);
}

/* The protocol of QMI gives them back; inside MBIM a channel that is opened
 * anew may, as long as the modem is there. */
static void lose_ids(struct att_control_socket *s, uint32_t modem)
{
	const struct att_manager *m = s->manager;
	struct att_manager_status now;

	m->status(m->ctx, modem, &now);
	if (now.qmi || !now.modem[0])
		att_qmi_ids_lost(&s->of[modem].ids);
}

void att_control_socket_lost(struct att_control_socket *s, uint32_t modem)
{
	if (s->fd < 0)
		return;
	for (unsigned i = 0; i < ATT_CONTROL_CLIENTS; i++)
		if (s->client[i].fd >= 0 && s->client[i].modem == modem &&
		    att_proxy_hears(&s->client[i].room->proxy))
			drop(&s->client[i]);
	lose_ids(s, modem);
	s->of[modem].standard = (struct att_control_standard){.known = false};
}

void att_control_socket_gone(struct att_control_socket *s, uint32_t modem)
{
	if (s->fd < 0)
		return;
	for (unsigned i = 0; i <= ATT_CONTROL_CLIENTS; i++)
		if (s->client[i].fd >= 0 && s->client[i].modem == modem)
			drop(&s->client[i]);
	att_qmi_ids_lost(&s->of[modem].ids);
	s->of[modem].standard = (struct att_control_standard){.known = false};
	s->of[modem].sms = false;
}

bool att_control_socket_settle(struct att_control_socket *s)
{
	bool asked = false;

	if (s->fd < 0)
		return false;
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		if (!att_control_modem_name(s->manager, i)[0])
			continue;
		att_qmi_rules_settle(s, i);
		asked |= att_control_standard_settle(s, i);
	}
	return asked;
}

static struct att_control_client *room(struct att_control_socket *s)
{
	struct att_control_client *idle = NULL, *c = s->client;

	for (; c < s->client + ATT_CONTROL_CLIENTS; c++) {
		if (c->fd < 0)
			return c;
		if (!c->n_asked && !att_proxy_hears(&c->room->proxy) &&
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
	*c = (struct att_control_client){.socket = s,
					 .fd = fd,
					 .room = r,
					 .modem = ATT_CONTROL_NO_MODEM,
					 .used = ++s->uses};
	att_control_client_begin(c);
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

/* The names are everybody's to connect to. */
static void incoming_proxied(void *arg, uint32_t revents)
{
	struct att_control_socket *s = arg;
	int fd;

	(void)revents;
	for (unsigned i = 0; i < ATT_CONTROL_PROXIES; i++)
		while (s->proxy_fd[i] >= 0 &&
		       (fd = accept4(s->proxy_fd[i], NULL, NULL,
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

int att_control_socket_proxy(struct att_control_socket *s, const char *name)
{
	int fd = listen_at(s, name, incoming_proxied);

	if (fd < 0)
		return fd;
	s->proxy_fd[s->proxy_fd[0] >= 0] = fd;
	return 0;
}

int att_control_socket_open(struct att_control_socket *s, struct att_loop *loop,
			    const char *path, const struct att_manager *manager)
{
	int fd;

	s->fd = s->proxy_fd[0] = s->proxy_fd[1] = -1;
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
	for (unsigned i = 0; i < ATT_CONTROL_PROXIES; i++) {
		if (s->proxy_fd[i] < 0)
			continue;
		att_loop_unwatch(s->loop, s->proxy_fd[i]);
		close(s->proxy_fd[i]);
		s->proxy_fd[i] = -1;
	}
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
