/* The control socket in an event loop. */
#include "client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/connect.h"
#include "generated/cids.h"

#define CONTROL 4096u /* bytes of a message that is taken */

/* What was read; it is looked at before the next client reads. */
static uint8_t in[4096];

bool client_put(int fd, const uint8_t *bytes, size_t len)
{
	while (len) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return false;
		bytes += n < 0 ? 0 : n;
		len -= n < 0 ? 0 : (size_t)n;
	}
	return true;
}

/* --- coming and going ----------------------------------------------------- */

/* The request at i of those that are there; the next of n is free. */
static struct client_request *request_at(struct client *c, unsigned i)
{
	return &c->request[c->order[i]];
}

/* It may have been a PIN. */
static void drop_bytes(struct client_request *r)
{
	if (r->bytes)
		explicit_bzero(r->bytes, r->len);
	free(r->bytes);
	r->bytes = NULL;
}

static client_answer_fn *take_out(struct client *c, unsigned i, void **with)
{
	struct client_request *r = request_at(c, i);
	const uint8_t place = c->order[i];

	drop_bytes(r);
	*with = r->with;
	c->n--;
	memmove(c->order + i, c->order + i + 1, c->n - i);
	c->order[c->n] = place;
	return r->fn;
}

static void hang_up(struct client *c)
{
	client_answer_fn *fn;
	void *with;

	c->source = sd_event_source_disable_unref(c->source);
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	c->named = false;
	while (c->n) {
		fn = take_out(c, 0, &with);
		fn(c->ctx, with, CLIENT_GONE, att_bytes_of(NULL, 0));
	}
}

static void gone(struct client *c)
{
	hang_up(c);
	sd_event_source_set_time_relative(c->timer, CLIENT_AGAIN_US);
	sd_event_source_set_enabled(c->timer, SD_EVENT_ONESHOT);
	c->changed(c->ctx);
}

/* --- answers -------------------------------------------------------------- */

static void send_what_may(struct client *c)
{
	const unsigned max[] = {[CLIENT_CALL] = CLIENT_CALLS_MAX,
				[CLIENT_OWN] = 1,
				[CLIENT_AT_ONCE] = CLIENT_WAITING};
	unsigned sent[CLIENT_AT_ONCE + 1] = {0};

	for (unsigned i = 0; i < c->n; i++)
		sent[request_at(c, i)->turn] += !request_at(c, i)->bytes;
	for (unsigned i = 0; i < c->n; i++) {
		struct client_request *r = request_at(c, i);

		if (!r->bytes || sent[r->turn] == max[r->turn])
			continue;
		sent[r->turn]++;
		if (!client_put(c->fd, r->bytes, r->len)) {
			shutdown(c->fd, SHUT_RDWR); /* its end is read */
			return;
		}
		drop_bytes(r);
	}
}

static unsigned find_sent(struct client *c, uint32_t transaction)
{
	unsigned i = 0;

	while (i < c->n && (request_at(c, i)->bytes ||
			    request_at(c, i)->transaction != transaction))
		i++;
	return i;
}

static void take(struct client *c, struct att_bytes message)
{
	client_answer_fn *fn;
	struct mbim_msg msg;
	unsigned i;
	void *with;

	if (mbim_msg_decode(message, &msg))
		return;
	if (msg.type == (uint32_t)MBIM_MSG_INDICATE_STATUS) {
		c->told(c->ctx, &msg);
		return;
	}
	i = find_sent(c, msg.transaction);
	if (i == c->n || (msg.type != (uint32_t)MBIM_MSG_COMMAND_DONE &&
			  msg.type != (uint32_t)MBIM_MSG_OPEN_DONE))
		return;
	fn = take_out(c, i, &with);
	send_what_may(c);
	fn(c->ctx, with,
	   msg.code < CLIENT_LONG ? msg.code : MBIM_STATUS_FAILURE, msg.body);
}

bool client_receive(int fd, struct mbim_frag_rx *rx)
{
	const ssize_t n = recv(fd, in, sizeof(in), MSG_DONTWAIT);

	if (n > 0)
		mbim_frag_rx_put(rx, att_bytes_of(in, (size_t)n));
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static int on_command(sd_event_source *s, int fd, uint32_t revents, void *arg)
{
	struct client *c = arg;
	struct mbim_frag_fault fault;
	struct att_bytes message;
	int got;

	(void)s;
	(void)revents;
	if (!client_receive(fd, &c->rx)) {
		gone(c);
		return 0;
	}
	while ((got = mbim_frag_rx_get(&c->rx, 0, &message, &fault)) != 0)
		if (got > 0)
			take(c, message);
	return 0;
}

/* --- requests ------------------------------------------------------------- */

/* What is in c->out. False: there is no memory, and fn is not called. */
static bool put_request(struct client *c, enum client_turn turn, int len,
			client_answer_fn *fn, void *with)
{
	struct client_request *r = request_at(c, c->n);

	*r = (struct client_request){.fn = fn,
				     .with = with,
				     .turn = turn,
				     .transaction = c->transaction,
				     .len = (size_t)len,
				     .bytes = malloc((size_t)len)};
	if (!r->bytes)
		return false;
	memcpy(r->bytes, c->out, r->len);
	explicit_bzero(c->out, r->len);
	c->n++;
	send_what_may(c);
	return true;
}

bool client_is_there(const struct client *c)
{
	return c->named;
}

uint8_t *client_body(struct client *c)
{
	return c->out + MBIM_MSG_COMMAND_BODY;
}

void client_unasked(void *ctx, void *with, uint32_t status,
		    struct att_bytes body)
{
	(void)ctx;
	(void)with;
	(void)status;
	(void)body;
}

void client_open(struct client *c)
{
	int len = mbim_msg_encode_simple(c->out, sizeof(c->out), MBIM_MSG_OPEN,
					 ++c->transaction, CONTROL);

	if (len > 0 && client_is_there(c) && c->n < CLIENT_WAITING)
		put_request(c, CLIENT_OWN, len, client_unasked, NULL);
}

static bool is_full(const struct client *c, enum client_turn turn)
{
	return c->n >= (turn == CLIENT_OWN || turn == CLIENT_AT_ONCE
				? CLIENT_WAITING
				: CLIENT_CALLS);
}

/* In c->out. What the modem itself is asked is shorter than what attache is. */
static int encode(struct client *c, unsigned service, uint32_t cid, bool set,
		  size_t len)
{
	const size_t cap = service == MBIM_SERVICE_ATTACHE
				   ? ATT_CLIENT_REQUEST
				   : ATT_CLIENT_MODEM_REQUEST;

	return mbim_msg_encode_command(c->out, cap, ++c->transaction,
				       &mbim_services[service].uuid, cid, set,
				       len);
}

void client_ask_as(struct client *c, enum client_turn turn, unsigned service,
		   uint32_t cid, bool set, int len, client_answer_fn *fn,
		   void *with)
{
	uint32_t refusal = MBIM_STATUS_NONE;

	if (!client_is_there(c))
		refusal = CLIENT_GONE;
	else if (is_full(c, turn))
		refusal = CLIENT_FULL;
	else if (len >= 0)
		len = encode(c, service, cid, set, (size_t)len);
	if (!refusal && len < 0)
		refusal = CLIENT_LONG;
	if (!refusal && !put_request(c, turn, len, fn, with))
		refusal = CLIENT_FULL;
	if (refusal)
		fn(c->ctx, with, refusal, att_bytes_of(NULL, 0));
}

void client_ask(struct client *c, unsigned service, uint32_t cid, bool set,
		int len, client_answer_fn *fn, void *with)
{
	client_ask_as(c, CLIENT_CALL, service, cid, set, len, fn, with);
}

/* --- the connection ------------------------------------------------------- */

/* One that attache does not have any more: the list of them tells, too. */
static void on_named(void *ctx, void *with, uint32_t status,
		     struct att_bytes body)
{
	struct client *c = with;

	(void)body;
	if (status == CLIENT_GONE)
		return;
	if (status) {
		shutdown(c->fd, SHUT_RDWR); /* its end is read */
		return;
	}
	c->named = true;
	c->changed(ctx);
}

/* Before anything else: which modem is meant. */
static bool name_modem(struct client *c)
{
	const struct mbim_proxy_control_configuration_set set = {
		.device_path = att_str_utf8(c->modem)};
	int len = mbim_proxy_control_configuration_set_encode(
		&set, client_body(c), CLIENT_BODY);

	if (len >= 0)
		len = encode(c, MBIM_SERVICE_PROXY_CONTROL,
			     MBIM_CID_PROXY_CONTROL_CONFIGURATION, true,
			     (size_t)len);
	return len >= 0 && put_request(c, CLIENT_AT_ONCE, len, on_named, c);
}

static bool connect_to_modem(struct client *c)
{
	if (att_client_connect(c->path, &c->fd))
		return false;
	mbim_frag_rx_init(&c->rx, false, c->stream, sizeof(c->stream), c->whole,
			  sizeof(c->whole));
	return sd_event_add_io(c->event, &c->source, c->fd, EPOLLIN, on_command,
			       c) >= 0 &&
	       name_modem(c);
}

static int on_again(sd_event_source *s, uint64_t usec, void *arg)
{
	struct client *c = arg;

	(void)s;
	(void)usec;
	if (connect_to_modem(c))
		return 0;
	hang_up(c);
	sd_event_source_set_time_relative(c->timer, CLIENT_AGAIN_US);
	return sd_event_source_set_enabled(c->timer, SD_EVENT_ONESHOT);
}

int client_init(struct client *c, sd_event *event, const char *path,
		const char *modem, void (*changed)(void *ctx),
		client_told_fn *told, void *ctx)
{
	c->event = event;
	c->path = path;
	c->modem = modem;
	c->changed = changed;
	c->told = told;
	c->ctx = ctx;
	c->fd = -1;
	for (unsigned i = 0; i < CLIENT_WAITING; i++)
		c->order[i] = (uint8_t)i;
	return sd_event_add_time_relative(event, &c->timer, CLOCK_MONOTONIC, 0,
					  0, on_again, c);
}

void client_fini(struct client *c)
{
	hang_up(c);
	c->timer = sd_event_source_disable_unref(c->timer);
}
