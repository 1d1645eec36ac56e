/* A client of attache's control socket. */
#include "client/attache_client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "client/connect.h"
#include "generated/cids.h"

#define MODEM_MS 5000 /* for which a modem is looked for by its name */

/* --- coming and going ----------------------------------------------------- */

static int choose(struct att_client *c, const char *modem)
{
	const struct mbim_proxy_control_configuration_set set = {
		.device_path = att_str_utf8(modem), .timeout = MODEM_MS / 1000};
	struct att_client_answer answer;
	size_t cap;
	uint8_t *body = att_client_body(c, &cap);
	int err = att_client_call(
		c, &mbim_services[MBIM_SERVICE_PROXY_CONTROL].uuid,
		MBIM_CID_PROXY_CONTROL_CONFIGURATION, true,
		mbim_proxy_control_configuration_set_encode(&set, body, cap),
		MODEM_MS, &answer);

	if (err)
		return err;
	return answer.status ? ATT_E_UNKNOWN : 0;
}

int att_client_open(struct att_client *c,
		    const struct att_client_options *options)
{
	int err;

	memset(c, 0, offsetof(struct att_client, out));
	c->options = *options;
	mbim_frag_rx_init(&c->rx, false, c->stream, sizeof(c->stream), c->whole,
			  sizeof(c->whole));
	err = att_client_connect(
		options->path ? options->path : ATT_CLIENT_PATH, &c->fd);
	if (!err && fcntl(c->fd, F_SETFL, O_NONBLOCK) < 0)
		err = ATT_E_IO;
	return err || !options->modem ? err : choose(c, options->modem);
}

/* A callback may open c again, and ask. */
void att_client_close(struct att_client *c)
{
	struct att_client_ask asked[ATT_CLIENT_ASKS];

	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	memcpy(asked, c->ask, sizeof(asked));
	memset(c->ask, 0, sizeof(c->ask));
	for (unsigned i = 0; i < ATT_CLIENT_ASKS; i++)
		if (asked[i].fn)
			asked[i].fn(asked[i].with, MBIM_STATUS_FAILURE,
				    att_bytes_of(NULL, 0));
}

int att_client_fd(const struct att_client *c)
{
	return c->fd;
}

bool att_client_unsent(const struct att_client *c)
{
	return c->fd >= 0 && c->out_len > 0;
}

/* --- what comes ----------------------------------------------------------- */

static void take_answer(struct att_client *c, const struct mbim_msg *msg,
			uint32_t status)
{
	for (unsigned i = 0; i < ATT_CLIENT_ASKS; i++) {
		struct att_client_ask ask = c->ask[i];

		if (!ask.fn || ask.transaction != msg->transaction)
			continue;
		c->ask[i].fn = NULL;
		ask.fn(ask.with, status, msg->body);
		return;
	}
}

static void take(struct att_client *c, struct att_bytes message)
{
	struct mbim_msg msg;

	if (mbim_msg_decode(message, &msg))
		return;
	if (msg.type == (uint32_t)MBIM_MSG_COMMAND_DONE)
		take_answer(c, &msg, msg.code);
	else if (msg.type == (uint32_t)MBIM_MSG_FUNCTION_ERROR)
		take_answer(c, &msg, MBIM_STATUS_FAILURE);
	else if (msg.type == (uint32_t)MBIM_MSG_INDICATE_STATUS &&
		 c->options.told)
		c->options.told(c->options.ctx, &msg);
}

static int flush(struct att_client *c)
{
	ssize_t n = 0;

	if (!c->out_len)
		return 0;
	do
		n = send(c->fd, c->out, c->out_len, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? 0 : ATT_E_GONE;
	c->out_len -= (size_t)n;
	memmove(c->out, c->out + n, c->out_len);
	return 0;
}

/* One read: an event loop has others to serve. A callback may close c. */
static int read_some(struct att_client *c)
{
	struct mbim_frag_fault fault;
	struct att_bytes message;
	ssize_t n = recv(c->fd, c->in, sizeof(c->in), 0);
	int got;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return ATT_E_GONE;
	mbim_frag_rx_put(&c->rx, att_bytes_of(c->in, (size_t)n));
	c->calling = true;
	while ((got = mbim_frag_rx_get(&c->rx, 0, &message, &fault)) != 0)
		if (got > 0 && c->fd >= 0)
			take(c, message);
	c->calling = false;
	return c->fd < 0 ? ATT_E_GONE : 0;
}

int att_client_handle(struct att_client *c)
{
	int err;

	if (c->fd < 0)
		return ATT_E_GONE;
	if (c->calling)
		return ATT_E_STATE;
	err = read_some(c);
	return err ? err : flush(c);
}

/* --- what is asked -------------------------------------------------------- */

static struct att_client_ask *free_ask(struct att_client *c)
{
	for (unsigned i = 0; i < ATT_CLIENT_ASKS; i++)
		if (!c->ask[i].fn)
			return &c->ask[i];
	return NULL;
}

uint8_t *att_client_body(struct att_client *c, size_t *cap)
{
	*cap = 0;
	if (c->fd < 0 || !free_ask(c) || c->out_len > ATT_CLIENT_REQUEST)
		return NULL;
	*cap = ATT_CLIENT_REQUEST - MBIM_MSG_COMMAND_BODY;
	return c->out + c->out_len + MBIM_MSG_COMMAND_BODY;
}

int att_client_ask(struct att_client *c, const struct att_uuid *service,
		   uint32_t cid, bool set, int len, att_client_answer_fn *fn,
		   void *with)
{
	struct att_client_ask *ask = free_ask(c);
	size_t cap;

	if (c->fd < 0)
		return ATT_E_GONE;
	if (!att_client_body(c, &cap))
		return ATT_E_BUSY;
	if (len >= 0 && (size_t)len > cap)
		len = ATT_E_ROOM;
	if (len >= 0)
		len = mbim_msg_encode_command(
			c->out + c->out_len, ATT_CLIENT_REQUEST,
			c->transaction + 1, service, cid, set, (size_t)len);
	if (len < 0)
		return len;
	*ask = (struct att_client_ask){++c->transaction, fn, with};
	c->out_len += (size_t)len;
	len = flush(c);
	if (len < 0)
		ask->fn = NULL;
	return len;
}

/* --- and waited for ------------------------------------------------------- */

struct call {
	struct att_client *c;
	bool done;
	struct att_client_answer *answer;
};

static void keep(void *with, uint32_t status, struct att_bytes body)
{
	struct call *call = with;

	if (body.len)
		memcpy(call->c->kept, body.p, body.len);
	call->answer->status = status;
	call->answer->body = att_bytes_of(call->c->kept, body.len);
	call->done = true;
}

/* The answer to a command for which nobody waits any more. */
static void ignore(void *with, uint32_t status, struct att_bytes body)
{
	(void)with;
	(void)status;
	(void)body;
}

static void forget(struct att_client *c, const struct call *call)
{
	for (unsigned i = 0; i < ATT_CLIENT_ASKS; i++)
		if (c->ask[i].fn && c->ask[i].with == call)
			c->ask[i] = (struct att_client_ask){
				c->ask[i].transaction, ignore, NULL};
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static int wait_for(struct call *call, uint64_t until)
{
	struct att_client *c = call->c;
	int err = 0;

	while (!call->done && !err) {
		short events = att_client_unsent(c) ? POLLIN | POLLOUT : POLLIN;
		struct pollfd p = {.fd = c->fd, .events = events};
		uint64_t now = now_ms();

		if (now >= until)
			return ATT_E_TIMEOUT;
		if (poll(&p, 1, (int)(until - now)) < 0 && errno != EINTR)
			return ATT_E_IO;
		err = att_client_handle(c);
	}
	return call->done ? 0 : err;
}

int att_client_call(struct att_client *c, const struct att_uuid *service,
		    uint32_t cid, bool set, int len, uint32_t timeout_ms,
		    struct att_client_answer *answer)
{
	struct call call = {.c = c, .answer = answer};
	int err;

	*answer = (struct att_client_answer){.status = MBIM_STATUS_FAILURE};
	if (c->calling && c->fd >= 0)
		return ATT_E_STATE;
	err = att_client_ask(c, service, cid, set, len, keep, &call);
	if (!err)
		err = wait_for(&call, now_ms() + timeout_ms);
	if (err)
		forget(c, &call);
	return err;
}

bool att_client_reason(const struct att_client_answer *answer, char *to,
		       size_t cap)
{
	struct att_bytes words = answer->body;

	to[0] = '\0';
	if (!answer->status || !words.len || words.len >= cap)
		return false;
	for (size_t i = 0; i < words.len; i++)
		if (words.p[i] < ' ' || words.p[i] > '~')
			return false;
	memcpy(to, words.p, words.len);
	to[words.len] = '\0';
	return true;
}
