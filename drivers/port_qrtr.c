/* A modem on QRTR: its services are looked up at the kernel's name service, and
 * each client is a socket. Upward it shows QMUX frames and a control service
 * (qrtr_mux.h). The modem is there while the services are that no modem is
 * without; when its processor restarts they go and come. Data is the business
 * of other drivers. Linux net/qrtr. */
#include "drivers/port_qrtr.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port.h"
#include "drivers/port_rights.h"
#include "drivers/qrtr_mux.h"
#include "drivers/wdm_outq.h"

enum {
	CLIENTS = 24,
	LAST_ID = 254,
	MAX_CONTROL = 4096,
	MAX_MESSAGE = 65535 - QRTR_MUX_HEAD,

	SETTLE_MS = 300, /* one service comes after the other */
	AGAIN_MS = 2000, /* the kernel may load QRTR later */
	ROOM_MS = 20,	 /* the modem takes no more at the moment */
	DATA_PATH = 1	 /* the number that modems of this kind have for it */
};

struct qrtr_port;

struct client {
	struct qrtr_port *owner;
	int fd; /* -1: none */
	uint8_t service, id;
	struct sockaddr_qrtr server;
};

struct qrtr_port {
	struct port port; /* first: the loop's view */
	int64_t wanted;	  /* the node; -1: any */
	int fd;		  /* of the lookup */
	struct sockaddr_qrtr names_at;
	void (*on_timer)(void *arg);
	void (*on_client)(void *arg, uint32_t revents);
	bool inside, closed, up;
	bool reset;	/* the clients are to be given up */
	uint32_t node;	/* of the modem, while it is up */
	unsigned times; /* that it came up */
	struct qrtr_names names;
	struct client client[CLIENTS];
	uint8_t last_id;
	struct wdm_outq out, answers; /* frames that wait */
	uint8_t in[QRTR_MUX_HEAD + MAX_MESSAGE];
	uint8_t mem[]; /* of the two queues */
};

static void port_log(const struct qrtr_port *p, const char *line)
{
	if (!p->closed)
		p->port.host->log(p->port.host->ctx, line);
}

static void set_timer(struct qrtr_port *p, int ms)
{
	p->port.host->timer(p->port.host->ctx, ms, p->on_timer, p);
}

static int open_socket(void)
{
	return port_rights->socket(PORT_SOCKET_QRTR);
}

static bool same_address(const struct sockaddr_qrtr *a,
			 const struct sockaddr_qrtr *b)
{
	return a->sq_node == b->sq_node && a->sq_port == b->sq_port;
}

/* A message from this address, and no other, behind the place of a frame's
 * head. False: there is none. */
static bool receive(struct qrtr_port *p, int fd,
		    const struct sockaddr_qrtr *wanted,
		    struct att_bytes *message)
{
	struct sockaddr_qrtr from;
	ssize_t n;

	do {
		socklen_t len = sizeof(from);

		memset(&from, 0, sizeof(from));
		n = recvfrom(fd, p->in + QRTR_MUX_HEAD, MAX_MESSAGE, 0,
			     (struct sockaddr *)&from, &len);
	} while (n >= 0 && !same_address(&from, wanted));
	*message = att_bytes_of(p->in + QRTR_MUX_HEAD, n < 0 ? 0 : (size_t)n);
	return n >= 0;
}

/* --- clients ------------------------------------------------------ */

static struct client *client_find(struct qrtr_port *p, uint8_t service,
				  uint8_t id)
{
	for (unsigned i = 0; i < CLIENTS; i++)
		if (p->client[i].fd >= 0 && p->client[i].service == service &&
		    p->client[i].id == id)
			return &p->client[i];
	return NULL;
}

static void client_close(struct client *c)
{
	const struct port_host *host = c->owner->port.host;

	if (c->fd < 0)
		return;
	host->unwatch(host->ctx, c->fd);
	close(c->fd);
	c->fd = -1;
}

/* Late answers for the one before are not those of the next. */
static uint8_t next_id(struct qrtr_port *p)
{
	p->last_id = p->last_id == LAST_ID ? 1 : p->last_id + 1;
	return p->last_id;
}

static int client_open(struct client *c, const struct qrtr_server *s)
{
	struct qrtr_port *p = c->owner;
	const struct port_host *host = p->port.host;

	c->fd = open_socket();
	if (c->fd < 0)
		return -1;
	c->service = (uint8_t)s->service;
	c->server = (struct sockaddr_qrtr){.sq_family = AF_QIPCRTR,
					   .sq_node = s->node,
					   .sq_port = s->port};
	if (host->watch(host->ctx, c->fd, EPOLLIN, p->on_client, c)) {
		close(c->fd);
		c->fd = -1;
		return -1;
	}
	c->id = next_id(p);
	return c->id;
}

static int allocate(void *ctx, uint8_t service)
{
	struct qrtr_port *p = ctx;
	const struct qrtr_server *s =
		qrtr_names_find(&p->names, p->node, service);

	if (!s)
		return 0;
	for (unsigned i = 0; i < CLIENTS; i++)
		if (p->client[i].fd < 0)
			return client_open(&p->client[i], s);
	return -1;
}

static bool release(void *ctx, uint8_t service, uint8_t id)
{
	struct client *c = client_find(ctx, service, id);

	if (c)
		client_close(c);
	return c;
}

static void release_all(void *ctx)
{
	struct qrtr_port *p = ctx;

	for (unsigned i = 0; i < CLIENTS; i++)
		client_close(&p->client[i]);
}

/* The low byte of the instance is the version. */
static bool service_at(void *ctx, unsigned i, uint8_t *service,
		       uint16_t *version)
{
	const struct qrtr_port *p = ctx;
	const struct qrtr_server *s = qrtr_names_at(&p->names, p->node, i);

	if (!s)
		return false;
	*service = (uint8_t)s->service;
	*version = s->instance & 0xff;
	return true;
}

/* --- up and down -------------------------------------------------- */

static void tell_up(struct qrtr_port *p)
{
	struct port_info info = {
		.speaks = "qmi",
		.max_control = MAX_CONTROL,
		.framed = true,
		.endpoint = ATT_ENDPOINT_EMBEDDED,
		.interface = DATA_PATH,
		.data = PORT_NO_DATA,
	};

	snprintf(info.name, sizeof(info.name), "qrtr:%u", p->node);
	snprintf(info.place, sizeof(info.place), "qrtr:%u no %u", p->node,
		 ++p->times);
	p->up = true;
	p->port.host->up(p->port.host->ctx, &info);
}

static void tell_gone(struct qrtr_port *p)
{
	release_all(p);
	wdm_outq_init(&p->out, MAX_CONTROL, p->out.mem);
	wdm_outq_init(&p->answers, MAX_CONTROL, p->answers.mem);
	p->up = false;
	set_timer(p, SETTLE_MS);
	p->port.host->gone(p->port.host->ctx, ATT_E_GONE);
}

static void say_what_is_missing(struct qrtr_port *p)
{
	char line[80] = "no node of QRTR has the services of a modem";

	if (p->wanted >= 0)
		snprintf(line, sizeof(line),
			 "qrtr:%lld has not the services of a modem",
			 (long long)p->wanted);
	p->port.host->waits(p->port.host->ctx, line);
}

/* Its services are there, and those that clients talk to are the same. */
static bool is_whole(const struct qrtr_port *p)
{
	uint32_t node;

	for (unsigned i = 0; i < CLIENTS; i++) {
		const struct client *c = &p->client[i];
		const struct qrtr_server *s =
			qrtr_names_find(&p->names, p->node, c->service);

		if (c->fd >= 0 && (!s || s->port != c->server.sq_port))
			return false;
	}
	return qrtr_names_modem(&p->names, p->node, &node);
}

/* What the name service has told may change what there is. */
static void consider(struct qrtr_port *p)
{
	uint32_t node;

	if (p->up) {
		if (!is_whole(p))
			tell_gone(p);
	} else if (qrtr_names_modem(&p->names, p->wanted, &node)) {
		set_timer(p, SETTLE_MS);
	} else if (p->names.listed) {
		say_what_is_missing(p);
	}
}

/* --- frames ------------------------------------------------------- */

static void deliver_answers(struct qrtr_port *p)
{
	struct att_bytes frame;
	uint8_t copy[MAX_CONTROL];

	while (!p->closed && wdm_outq_front(&p->answers, &frame)) {
		size_t len = frame.len;

		memcpy(copy, frame.p, len);
		wdm_outq_pop(&p->answers);
		p->port.host->control(p->port.host->ctx,
				      att_bytes_of(copy, len));
	}
}

static int answer(struct qrtr_port *p, struct att_bytes request)
{
	const struct qrtr_mux_host host = {
		.ctx = p,
		.allocate = allocate,
		.release = release,
		.release_all = release_all,
		.service = service_at,
	};
	uint8_t buf[QRTR_MUX_ANSWER];
	size_t len = qrtr_mux_control(&host, request, buf);
	int err = 0;

	if (len)
		err = wdm_outq_put(&p->answers, att_bytes_of(buf, len));
	if (!p->inside)
		set_timer(p, 0);
	return err;
}

/* 0; ATT_E_BUSY: not at the moment. What the modem never takes is dropped, as a
 * modem does with what is for no client of its own. */
static int send_frame(struct qrtr_port *p, struct att_bytes frame)
{
	struct att_bytes message;
	uint8_t service, id;
	struct client *c;

	if (qrtr_mux_split(frame, &service, &id, &message))
		return 0;
	c = client_find(p, service, id);
	if (!c)
		return 0;
	if (sendto(c->fd, message.p, message.len, 0,
		   (const struct sockaddr *)&c->server, sizeof(c->server)) >= 0)
		return 0;
	return errno == EAGAIN || errno == ENOBUFS ? ATT_E_BUSY : 0;
}

static void send_waiting(struct qrtr_port *p)
{
	struct att_bytes frame;

	while (wdm_outq_front(&p->out, &frame)) {
		if (send_frame(p, frame)) {
			set_timer(p, ROOM_MS);
			return;
		}
		wdm_outq_pop(&p->out);
	}
}

/* --- the loop's calls --------------------------------------------- */

static void fini(struct qrtr_port *p)
{
	const struct port_host *host = p->port.host;

	host->timer(host->ctx, -1, p->on_timer, p);
	release_all(p);
	if (p->fd >= 0) {
		host->unwatch(host->ctx, p->fd);
		close(p->fd);
	}
	free(p);
}

static void leave(struct qrtr_port *p)
{
	if (p->reset && !p->closed && p->up)
		tell_gone(p);
	p->reset = false;
	if (!p->closed)
		deliver_answers(p);
	if (!p->closed)
		send_waiting(p);
	p->inside = false;
	if (p->closed)
		fini(p);
}

static void on_names(void *arg, uint32_t revents)
{
	struct qrtr_port *p = arg;
	struct att_bytes packet;

	(void)revents;
	p->inside = true;
	while (receive(p, p->fd, &p->names_at, &packet))
		qrtr_names_take(&p->names, packet);
	consider(p);
	leave(p);
}

/* --- the beginning ------------------------------------------------ */

static const char none[] =
	"no QRTR: the kernel has none (modprobe qrtr), or attache.service may "
	"not use it: copy " ATTACHE_EXAMPLES "/attache-qrtr.conf to "
	"/etc/systemd/system/attache.service.d";

/* NULL, or why not. */
static const char *begin(struct qrtr_port *p)
{
	const struct port_host *host = p->port.host;

	p->fd = open_socket();
	if (p->fd < 0)
		return errno == EAFNOSUPPORT ? none
					     : "QRTR has no socket for attache";
	if (qrtr_names_look_up(p->fd, &p->names_at) &&
	    !host->watch(host->ctx, p->fd, EPOLLIN, on_names, p))
		return NULL;
	close(p->fd);
	p->fd = -1;
	return "QRTR has no name service";
}

static void begin_again(struct qrtr_port *p)
{
	const char *why = begin(p);

	if (!why)
		return;
	p->port.host->waits(p->port.host->ctx, why);
	set_timer(p, AGAIN_MS);
}

static void on_timer(void *arg)
{
	struct qrtr_port *p = arg;

	p->inside = true;
	if (p->fd < 0)
		begin_again(p);
	else if (!p->up && qrtr_names_modem(&p->names, p->wanted, &p->node))
		tell_up(p);
	leave(p);
}

static void on_client(void *arg, uint32_t revents)
{
	struct client *c = arg;
	struct qrtr_port *p = c->owner;
	const struct port_host *host = p->port.host;
	struct att_bytes message;

	(void)revents;
	p->inside = true;
	while (!p->closed && c->fd >= 0 &&
	       receive(p, c->fd, &c->server, &message)) {
		size_t len = qrtr_mux_join(c->service, c->id, message, p->in,
					   sizeof(p->in));

		host->control(host->ctx, att_bytes_of(p->in, len));
	}
	leave(p);
}

/* --- the port ----------------------------------------------------- */

static int port_send(struct port *port, struct att_bytes frame)
{
	struct qrtr_port *p = (struct qrtr_port *)port;
	struct att_bytes message;
	uint8_t service, client;
	int err;

	if (!p->up)
		return ATT_E_GONE;
	if (frame.len > MAX_CONTROL)
		return ATT_E_LENGTH;
	err = qrtr_mux_split(frame, &service, &client, &message);
	if (err)
		return err;
	if (service == QRTR_MUX_CONTROL)
		return answer(p, message);
	if (!p->out.count && !send_frame(p, frame))
		return 0;
	if (!p->inside && !p->answers.count)
		set_timer(p, ROOM_MS);
	return wdm_outq_put(&p->out, frame);
}

static uint8_t *port_send_reserve(struct port *port, struct flow flow,
				  uint32_t max)
{
	(void)port;
	(void)flow;
	(void)max;
	return NULL; /* no datagrams pass here */
}

static void port_send_commit(struct port *port, struct flow flow, uint32_t len)
{
	(void)port;
	(void)flow;
	(void)len;
}

static void port_send_flush(struct port *port)
{
	(void)port;
}

static void port_reset(struct port *port, enum port_reset how)
{
	struct qrtr_port *p = (struct qrtr_port *)port;

	(void)how;
	port_log(p, "a modem on QRTR cannot be reset from here, so its clients "
		    "are only made anew");
	p->reset = true;
	if (!p->inside)
		set_timer(p, 0);
}

static void port_close(struct port *port)
{
	struct qrtr_port *p = (struct qrtr_port *)port;

	p->closed = true;
	if (!p->inside)
		fini(p);
}

static const struct port_ops ops = {
	.send = port_send,
	.send_reserve = port_send_reserve,
	.send_commit = port_send_commit,
	.send_flush = port_send_flush,
	.reset = port_reset,
	.close = port_close,
};

int port_open_qrtr(const struct port_wish *wish, const struct port_host *host,
		   struct port **port)
{
	size_t queue = wdm_outq_size(MAX_CONTROL);
	struct qrtr_port *p = calloc(1, sizeof(*p) + 2 * queue);

	if (!p)
		return ATT_E_MEMORY;
	p->port.ops = &ops;
	p->port.host = host;
	p->wanted = wish->node;
	p->on_timer = on_timer;
	p->on_client = on_client;
	for (unsigned i = 0; i < CLIENTS; i++)
		p->client[i] = (struct client){.owner = p, .fd = -1};
	wdm_outq_init(&p->out, MAX_CONTROL, p->mem);
	wdm_outq_init(&p->answers, MAX_CONTROL, p->mem + queue);
	if (begin(p))
		set_timer(p, 0);
	*port = &p->port;
	return 0;
}
