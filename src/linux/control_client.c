/* What a client has asked, and what waits for it. */
#include "linux/control_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/errors.h"

void att_control_client_begin(struct att_control_client *c)
{
	struct att_control_room *r = c->room;

	memset(r->asked, 0, sizeof(r->asked));
	att_proxy_begin(&r->proxy);
	mbim_frag_rx_init(&c->rx, false, r->stream, ATT_CONTROL_REQUEST,
			  r->whole, sizeof(r->whole));
}

void att_control_client_leave(struct att_control_client *c)
{
	c->fd = -1;
	free(c->room);
	c->room = NULL;
}

int att_control_client_flush(struct att_control_client *c)
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

size_t att_control_client_room(struct att_control_client *c, uint8_t **to)
{
	if (c->out_done) {
		memmove(c->room->out, c->room->out + c->out_done,
			c->out_len - c->out_done);
		c->out_len -= c->out_done;
		c->out_done = 0;
	}
	*to = c->room->out + c->out_len;
	return sizeof(c->room->out) - c->out_len;
}

void att_control_client_put(struct att_control_client *c, size_t len)
{
	c->out_len += len;
}

bool att_control_client_may_ask(const struct att_control_client *c)
{
	return !c->n_asked || (c->n_asked < ATT_CONTROL_ASKED &&
			       c->socket->n_asked < ATT_CONTROL_FURTHER);
}

unsigned att_control_client_proxies(struct att_control_socket *s,
				    uint32_t modem,
				    struct att_proxy_client **all)
{
	unsigned n = 0;

	for (unsigned i = 0; i < ATT_CONTROL_CLIENTS; i++)
		if (s->client[i].room && s->client[i].modem == modem)
			all[n++] = &s->client[i].room->proxy;
	return n;
}

uint32_t att_control_client_token(struct att_control_socket *s, unsigned client)
{
	s->reply.client = client;
	if (!++s->reply.token)
		s->reply.token = 1;
	return s->reply.token;
}

struct att_control_asked *att_control_client_ask(struct att_control_client *c)
{
	struct att_control_asked *k = att_control_client_asked(c, 0);
	struct att_control_socket *s = c->socket;
	const unsigned client = (unsigned)(c - s->client);

	*k = (struct att_control_asked){
		.token = att_control_client_token(s, client)};
	c->n_asked++;
	s->n_asked++;
	return k;
}

struct att_control_asked *att_control_client_asked(struct att_control_client *c,
						   uint32_t token)
{
	for (unsigned i = 0; c->room && i < ATT_CONTROL_ASKED; i++)
		if (c->room->asked[i].token == token)
			return &c->room->asked[i];
	return NULL;
}

void att_control_client_heard(struct att_control_client *c,
			      struct att_control_asked *asked)
{
	asked->token = 0;
	c->n_asked--;
	c->socket->n_asked--;
}

void att_control_client_forget(struct att_control_client *c)
{
	const struct att_manager *m = c->socket->manager;

	for (unsigned i = 0; i < ATT_CONTROL_ASKED; i++) {
		struct att_control_asked *k = &c->room->asked[i];

		if (!k->token)
			continue;
		if (m->forget(m->ctx, c->modem, k->token))
			att_qmi_ids_unasked(&c->socket->of[c->modem].ids,
					    k->token);
		att_control_client_heard(c, k);
	}
}

void att_control_client_give_back(struct att_control_client *c)
{
	const struct att_proxy_client *p = &c->room->proxy;

	if (c->modem < ATT_CONFIG_MODEMS)
		c->socket->of[c->modem].standard.left |= p->chose || p->asking;
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		att_qmi_ids_leave(&c->socket->of[i].ids, c);
}
