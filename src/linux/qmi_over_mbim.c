/* QMI inside MBIM as a port: OPEN and CLOSE, commands around requests. */
#include "linux/qmi_over_mbim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

#define MESSAGE	   4096u
#define OPEN_MS	   2000 /* until OPEN is said again */
#define OPEN_TRIES 5u	/* ... and the modem is reset */

struct tunnel {
	struct port port;
	struct port_host inner_host;
	const struct port_host *host;
	struct port *inner;
	struct port_info info;
	int timer; /* timerfd */
	unsigned tries;
	bool open, closing;
	uint32_t transaction;
	uint32_t fragment; /* wMaxControlMessage; 0: MESSAGE */
	struct mbim_frag_rx rx;
	uint8_t stream[MESSAGE], whole[2 * MESSAGE];
	uint8_t message[MESSAGE + MBIM_MSG_COMMAND_BODY];
};

static uint32_t max_control(const struct tunnel *t)
{
	return t->fragment ? t->fragment : MESSAGE;
}

/* --- to the modem -------------------------------------------------------- */

static int send_message(struct tunnel *t, int len)
{
	struct att_bytes message = {t->message, (size_t)len};
	uint32_t n = mbim_frag_tx_count(message, max_control(t));
	uint8_t fragment[MESSAGE];

	for (uint32_t i = 0; i < n; i++) {
		int part = mbim_frag_tx_get(message, max_control(t), i,
					    fragment, sizeof(fragment));
		int err = part;

		if (part >= 0)
			err = t->inner->ops->send(
				t->inner, att_bytes_of(fragment, (size_t)part));
		if (err < 0)
			return err;
	}
	return 0;
}

static int send_simple(struct tunnel *t, uint32_t type, uint32_t code)
{
	int len = mbim_msg_encode_simple(t->message, sizeof(t->message), type,
					 ++t->transaction, code);

	return len < 0 ? len : send_message(t, len);
}

static int send_request(struct port *port, struct att_bytes frame)
{
	struct tunnel *t = (struct tunnel *)port;
	int len;

	if (!t->open)
		return ATT_E_GONE;
	if (frame.len > MESSAGE)
		return ATT_E_ROOM;
	memcpy(t->message + MBIM_MSG_COMMAND_BODY, frame.p, frame.len);
	len = mbim_msg_encode_command(t->message, sizeof(t->message),
				      ++t->transaction,
				      &mbim_services[MBIM_SERVICE_QMI].uuid,
				      MBIM_CID_QMI_MSG, 1, frame.len);
	return len < 0 ? len : send_message(t, len);
}

/* --- opening -------------------------------------------------------------- */

static void set_timer(struct tunnel *t, int ms)
{
	const struct itimerspec at = {
		.it_value = {ms / 1000, ms % 1000 * 1000000l}};

	(void)timerfd_settime(t->timer, 0, &at, NULL);
}

static void open_function(struct tunnel *t)
{
	t->tries++;
	(void)send_simple(t, MBIM_MSG_OPEN, max_control(t));
	set_timer(t, OPEN_MS);
}

static void on_timer(void *arg, uint32_t events)
{
	struct tunnel *t = arg;
	uint64_t n;

	(void)events;
	if (read(t->timer, &n, sizeof(n)) != (ssize_t)sizeof(n) || t->open)
		return;
	if (t->tries < OPEN_TRIES) {
		open_function(t);
		return;
	}
	t->host->log(t->host->ctx,
		     "the modem does not open its MBIM function, in which its "
		     "QMI is; it is reset");
	t->tries = 0;
	t->inner->ops->reset(t->inner, PORT_RESET);
}

static void opened(struct tunnel *t, const struct mbim_msg *msg)
{
	if (t->open)
		return;
	if (msg->code) {
		t->host->log(t->host->ctx,
			     "the modem refuses to open its MBIM function, in "
			     "which its QMI is; it is asked again");
		return;
	}
	set_timer(t, 0);
	t->open = true;
	t->host->up(t->host->ctx, &t->info);
}

/* --- from the modem ------------------------------------------------------- */

static void lost(struct tunnel *t)
{
	t->open = false;
	t->tries = 0;
	set_timer(t, 0);
	mbim_frag_rx_reset(&t->rx);
}

/* It says that its function is not open: so what was agreed on is void. */
static void closed_itself(struct tunnel *t)
{
	if (!t->open)
		return;
	lost(t);
	t->host->gone(t->host->ctx, ATT_E_STATE);
	open_function(t);
}

static bool is_qmi(const struct mbim_msg *msg)
{
	return !memcmp(msg->service.b, mbim_services[MBIM_SERVICE_QMI].uuid.b,
		       sizeof(msg->service.b)) &&
	       msg->cid == MBIM_CID_QMI_MSG;
}

static void take(struct tunnel *t, struct att_bytes message)
{
	struct mbim_msg msg;

	if (mbim_msg_decode(message, &msg))
		return;
	switch ((enum mbim_msg_type)msg.type) {
	case MBIM_MSG_OPEN_DONE:
		opened(t, &msg);
		return;
	case MBIM_MSG_FUNCTION_ERROR:
		if (msg.code == MBIM_PROTOCOL_NOT_OPENED)
			closed_itself(t);
		return;
	case MBIM_MSG_COMMAND_DONE:
	case MBIM_MSG_INDICATE_STATUS:
		/* A command that failed is one without an answer. */
		if (t->open && is_qmi(&msg) && msg.body.len)
			t->host->control(t->host->ctx, msg.body);
		return;
	case MBIM_MSG_OPEN:
	case MBIM_MSG_CLOSE:
	case MBIM_MSG_COMMAND:
	case MBIM_MSG_HOST_ERROR:
	case MBIM_MSG_CLOSE_DONE:
		return;
	}
}

static void on_control(void *ctx, struct att_bytes bytes)
{
	struct tunnel *t = ctx;
	struct mbim_frag_fault fault;
	struct att_bytes message;
	int got;

	mbim_frag_rx_put(&t->rx, bytes);
	do {
		got = mbim_frag_rx_get(&t->rx, 0, &message, &fault);
		if (got == 1)
			take(t, message);
	} while (got != 0);
}

static void on_up(void *ctx, const struct port_info *info)
{
	struct tunnel *t = ctx;

	t->info = *info;
	snprintf(t->info.name, sizeof(t->info.name), "%.56s (QMI)", info->name);
	t->info.speaks = "qmi";
	t->fragment = info->max_control < MESSAGE ? info->max_control : MESSAGE;
	t->info.max_control = MESSAGE;
	t->info.framed = true;
	t->info.inside = true;
	t->info.links = t->info.aggregations = 0;
	mbim_frag_rx_init(&t->rx, info->framed, t->stream, sizeof(t->stream),
			  t->whole, sizeof(t->whole));
	lost(t);
	open_function(t);
}

static void on_gone(void *ctx, int err)
{
	struct tunnel *t = ctx;
	bool was_open = t->open;

	lost(t);
	if (was_open)
		t->host->gone(t->host->ctx, err);
}

/* --- what passes as it is --------------------------------------------------
 */

static void on_data(void *ctx, struct flow flow, struct att_bytes datagram)
{
	const struct tunnel *t = ctx;

	t->host->data(t->host->ctx, flow, datagram);
}

static void on_data_end(void *ctx)
{
	const struct tunnel *t = ctx;

	t->host->data_end(t->host->ctx);
}

static void on_writable(void *ctx)
{
	const struct tunnel *t = ctx;

	t->host->writable(t->host->ctx);
}

static int watch(void *ctx, int fd, uint32_t events,
		 void (*fn)(void *arg, uint32_t revents), void *arg)
{
	const struct tunnel *t = ctx;

	return t->host->watch(t->host->ctx, fd, events, fn, arg);
}

static void unwatch(void *ctx, int fd)
{
	const struct tunnel *t = ctx;

	t->host->unwatch(t->host->ctx, fd);
}

static void timer(void *ctx, int ms, void (*fn)(void *arg), void *arg)
{
	const struct tunnel *t = ctx;

	t->host->timer(t->host->ctx, ms, fn, arg);
}

static void on_log(void *ctx, const char *line)
{
	const struct tunnel *t = ctx;

	t->host->log(t->host->ctx, line);
}

static void on_waits(void *ctx, const char *why)
{
	const struct tunnel *t = ctx;

	t->host->waits(t->host->ctx, why);
}

static void on_moved(void *ctx)
{
	const struct tunnel *t = ctx;

	t->host->moved(t->host->ctx);
}

static bool taken(void *ctx, const char *place)
{
	const struct tunnel *t = ctx;

	return t->host->taken && t->host->taken(t->host->ctx, place);
}

static uint8_t *send_reserve(struct port *port, struct flow flow, uint32_t max)
{
	struct port *inner = ((struct tunnel *)port)->inner;

	return inner->ops->send_reserve(inner, flow, max);
}

static void send_commit(struct port *port, struct flow flow, uint32_t len)
{
	struct port *inner = ((struct tunnel *)port)->inner;

	inner->ops->send_commit(inner, flow, len);
}

static void send_flush(struct port *port)
{
	struct port *inner = ((struct tunnel *)port)->inner;

	inner->ops->send_flush(inner);
}

static void reset(struct port *port, enum port_reset how)
{
	struct port *inner = ((struct tunnel *)port)->inner;

	inner->ops->reset(inner, how);
}

static bool vary(struct port *port)
{
	struct port *inner = ((struct tunnel *)port)->inner;

	return inner->ops->vary && inner->ops->vary(inner);
}

static void close_tunnel(struct port *port)
{
	struct tunnel *t = (struct tunnel *)port;

	if (t->open)
		(void)send_simple(t, MBIM_MSG_CLOSE, 0);
	t->host->unwatch(t->host->ctx, t->timer);
	t->inner->ops->close(t->inner);
	close(t->timer);
	free(t);
}

static const struct port_ops ops = {
	.send = send_request,
	.send_reserve = send_reserve,
	.send_commit = send_commit,
	.send_flush = send_flush,
	.reset = reset,
	.vary = vary,
	.close = close_tunnel,
};

static void begin_host(struct tunnel *t)
{
	t->inner_host = *t->host; /* what it passes over */
	t->inner_host.ctx = t;
	t->inner_host.up = on_up;
	t->inner_host.control = on_control;
	t->inner_host.data = on_data;
	t->inner_host.data_end = on_data_end;
	t->inner_host.writable = on_writable;
	t->inner_host.gone = on_gone;
	t->inner_host.watch = watch;
	t->inner_host.unwatch = unwatch;
	t->inner_host.timer = timer;
	t->inner_host.log = on_log;
	t->inner_host.waits = on_waits;
	t->inner_host.moved = on_moved;
	t->inner_host.taken = taken;
}

static int open_tunnel(const char *device, const struct port_host *host,
		       struct port **port)
{
	struct tunnel *t = calloc(1, sizeof(*t));
	int err;

	if (!t)
		return ATT_E_IO;
	t->port = (struct port){&ops, host};
	t->host = host;
	begin_host(t);
	t->timer = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	err = t->timer < 0
		      ? ATT_E_IO
		      : host->watch(host->ctx, t->timer, EPOLLIN, on_timer, t);
	if (!err)
		err = port_open(device, &t->inner_host, &t->inner);
	if (!err) {
		*port = &t->port;
		return 0;
	}
	if (t->timer >= 0) {
		host->unwatch(host->ctx, t->timer);
		close(t->timer);
	}
	free(t);
	return err;
}

int att_port_open(const char *device, const struct port_host *host,
		  struct port **port)
{
	char name[256];

	if (strncmp(device, PORT_QMI_OVER_MBIM, strlen(PORT_QMI_OVER_MBIM)) !=
	    0)
		return port_open(device, host, port);
	device += strlen(PORT_QMI_OVER_MBIM);
	if (snprintf(name, sizeof(name), "mbim:%s", device) >=
	    (int)sizeof(name))
		return ATT_E_CONFIG;
	return open_tunnel(name, host, port);
}
