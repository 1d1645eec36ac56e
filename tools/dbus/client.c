/* The control socket in an event loop. */
#include "client.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"
#include "generated/cids.h"

#define AGAIN_US 500000u
#define CONTROL	 4096u /* bytes of a message that is taken */

static int connect_to(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd, error;

	if (strlen(path) >= sizeof(at.sun_path))
		return -ENAMETOOLONG;
	strcpy(at.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&at, sizeof(at)) == 0)
		return fd;
	error = errno;
	close(fd);
	return -error;
}

static bool put(int fd, const uint8_t *bytes, size_t len)
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

static struct client_request *first_of(struct client *c)
{
	return &c->request[c->first];
}

static client_answer_fn *take_first(struct client *c, void **with)
{
	client_answer_fn *fn = first_of(c)->fn;

	*with = first_of(c)->with;
	c->first = (c->first + 1) % CLIENT_WAITING;
	c->n--;
	return fn;
}

static void hang_up(struct client *c)
{
	client_answer_fn *fn;
	void *with;

	c->command_source = sd_event_source_disable_unref(c->command_source);
	c->event_source = sd_event_source_disable_unref(c->event_source);
	if (c->commands >= 0)
		close(c->commands);
	if (c->events >= 0)
		close(c->events);
	c->commands = c->events = -1;
	while (c->n) {
		fn = take_first(c, &with);
		fn(c->ctx, with, MBIM_STATUS_FAILURE, att_bytes_of(NULL, 0));
	}
}

static void gone(struct client *c)
{
	hang_up(c);
	sd_event_source_set_time_relative(c->timer, AGAIN_US);
	sd_event_source_set_enabled(c->timer, SD_EVENT_ONESHOT);
	c->changed(c->ctx);
}

/* --- answers -------------------------------------------------------------- */

static void send_first(struct client *c)
{
	if (c->n && !put(c->commands, first_of(c)->bytes, first_of(c)->len))
		shutdown(c->commands, SHUT_RDWR); /* its end is read */
}

static void take(struct client *c, struct att_bytes message)
{
	client_answer_fn *fn;
	struct mbim_msg msg;
	void *with;

	if (mbim_msg_decode(message, &msg))
		return;
	if (msg.type == (uint32_t)MBIM_MSG_INDICATE_STATUS) {
		c->told(c->ctx, &msg);
		return;
	}
	if (!c->n || msg.transaction != att_get32(first_of(c)->bytes + 8) ||
	    (msg.type != (uint32_t)MBIM_MSG_COMMAND_DONE &&
	     msg.type != (uint32_t)MBIM_MSG_OPEN_DONE))
		return;
	fn = take_first(c, &with);
	send_first(c);
	fn(c->ctx, with, msg.code, msg.body);
}

static int on_command(sd_event_source *s, int fd, uint32_t revents, void *arg)
{
	struct client *c = arg;
	struct mbim_frag_fault fault;
	struct att_bytes message;
	ssize_t n = recv(fd, c->in, sizeof(c->in), MSG_DONTWAIT);
	int got;

	(void)s;
	(void)revents;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0) {
		gone(c);
		return 0;
	}
	mbim_frag_rx_put(&c->rx, att_bytes_of(c->in, (size_t)n));
	while ((got = mbim_frag_rx_get(&c->rx, 0, &message, &fault)) != 0)
		if (got > 0)
			take(c, message);
	return 0;
}

/* Whatever happens there: the status is asked for. */
static int on_event(sd_event_source *s, int fd, uint32_t revents, void *arg)
{
	struct client *c = arg;
	uint8_t in[4096];
	ssize_t n;

	(void)s;
	(void)revents;
	do
		n = recv(fd, in, sizeof(in), MSG_DONTWAIT);
	while (n > 0);
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		gone(c);
	else
		c->changed(c->ctx);
	return 0;
}

/* --- the connections ------------------------------------------------------ */

static bool ask_for_events(struct client *c)
{
	uint8_t buf[64];
	int len = mbim_msg_encode_command(
		buf, sizeof(buf), 1, &mbim_services[MBIM_SERVICE_ATTACHE].uuid,
		MBIM_CID_ATTACHE_EVENTS, false, 0);

	return len > 0 && put(c->events, buf, (size_t)len);
}

static bool connect_both(struct client *c)
{
	c->commands = connect_to(c->path);
	if (c->commands < 0)
		return false;
	c->events = connect_to(c->path);
	if (c->events < 0 || !ask_for_events(c))
		return false;
	mbim_frag_rx_init(&c->rx, false, c->stream, sizeof(c->stream), c->whole,
			  sizeof(c->whole));
	return sd_event_add_io(c->event, &c->command_source, c->commands,
			       EPOLLIN, on_command, c) >= 0 &&
	       sd_event_add_io(c->event, &c->event_source, c->events, EPOLLIN,
			       on_event, c) >= 0;
}

static int on_again(sd_event_source *s, uint64_t usec, void *arg)
{
	struct client *c = arg;

	(void)s;
	(void)usec;
	if (connect_both(c)) {
		c->changed(c->ctx);
		return 0;
	}
	hang_up(c);
	sd_event_source_set_time_relative(c->timer, AGAIN_US);
	return sd_event_source_set_enabled(c->timer, SD_EVENT_ONESHOT);
}

int client_init(struct client *c, sd_event *event, const char *path,
		void (*changed)(void *ctx), client_told_fn *told, void *ctx)
{
	c->event = event;
	c->path = path;
	c->changed = changed;
	c->told = told;
	c->ctx = ctx;
	c->commands = c->events = -1;
	return sd_event_add_time_relative(event, &c->timer, CLOCK_MONOTONIC, 0,
					  0, on_again, c);
}

void client_fini(struct client *c)
{
	hang_up(c);
	c->timer = sd_event_source_disable_unref(c->timer);
}

bool client_is_there(const struct client *c)
{
	return c->events >= 0;
}

/* --- requests ------------------------------------------------------------- */

uint8_t *client_body(struct client *c, size_t *cap)
{
	*cap = 0;
	if (!client_is_there(c) || c->n == CLIENT_WAITING)
		return NULL;
	*cap = CLIENT_REQUEST - MBIM_MSG_COMMAND_BODY;
	return c->request[(c->first + c->n) % CLIENT_WAITING].bytes +
	       MBIM_MSG_COMMAND_BODY;
}

static void put_request(struct client *c, struct client_request *r, int len,
			client_answer_fn *fn, void *with)
{
	r->len = (size_t)len;
	r->fn = fn;
	r->with = with;
	if (++c->n == 1)
		send_first(c);
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
	struct client_request *r =
		&c->request[(c->first + c->n) % CLIENT_WAITING];
	size_t cap;
	int len;

	if (!client_body(c, &cap))
		return;
	len = mbim_msg_encode_simple(r->bytes, sizeof(r->bytes), MBIM_MSG_OPEN,
				     ++c->transaction, CONTROL);
	if (len > 0)
		put_request(c, r, len, client_unasked, NULL);
}

void client_ask(struct client *c, const struct att_uuid *service, uint32_t cid,
		bool set, int len, client_answer_fn *fn, void *with)
{
	struct client_request *r =
		&c->request[(c->first + c->n) % CLIENT_WAITING];
	size_t cap;

	if (client_body(c, &cap) && len >= 0)
		len = mbim_msg_encode_command(r->bytes, sizeof(r->bytes),
					      ++c->transaction, service, cid,
					      set, (size_t)len);
	else
		len = ATT_E_ROOM;
	if (len < 0) {
		fn(c->ctx, with, MBIM_STATUS_FAILURE, att_bytes_of(NULL, 0));
		return;
	}
	put_request(c, r, len, fn, with);
}
