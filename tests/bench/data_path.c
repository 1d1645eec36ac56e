/* A port that is the simulated modem itself: transfers end as they begin. */
#include "tests/bench/data_path.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_clock.h"
#include "drivers/wdm.h"

/* As the USB port has them. */
enum { OUT = 3, IN = 4, IN_CAP = 65536, OUT_CAP = 32768, COPY = 64 };

struct direct {
	struct port port;
	const struct sim_usb_device *device;
	struct usb_function f;
	struct usb_bringup bringup;
	struct wdm wdm;
	struct ntb_link ntb;
	struct bulk bulk;
	uint8_t *wdm_mem, *out[OUT], *in[IN];
	struct bulk_transfer sent[OUT]; /* and not yet with the modem */
	unsigned n_sent;
	bool inside;
};

static struct data_path path;
static struct direct direct;

_Noreturn void data_die(const char *what)
{
	perror(what);
	exit(1);
}

/* --- copies ----------------------------------------------------------- */

uint64_t data_copies, data_copied_bytes;
static bool counting = true; /* not while the modem works */

void *__real_memcpy(void *to, const void *from, size_t n);
void *__real_memmove(void *to, const void *from, size_t n);
void *__wrap_memcpy(void *to, const void *from, size_t n);
void *__wrap_memmove(void *to, const void *from, size_t n);

static void count(size_t n)
{
	if (!counting || n < COPY)
		return;
	data_copies++;
	data_copied_bytes += n;
}

void *__wrap_memcpy(void *to, const void *from, size_t n)
{
	count(n);
	return __real_memcpy(to, from, n);
}

void *__wrap_memmove(void *to, const void *from, size_t n)
{
	count(n);
	return __real_memmove(to, from, n);
}

/* --- the modem's side --------------------------------------------------- */

static uint64_t now_ms(void *ctx)
{
	struct timespec t;

	(void)ctx;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static int device_in(struct direct *x, uint8_t ep, uint8_t *p, size_t cap)
{
	int n;

	counting = false;
	n = x->device->in(x->device->ctx, ep, p, cap);
	counting = true;
	return n;
}

static void tell(void (*fn)(void *ctx))
{
	if (fn)
		fn(path.ctx);
}

/* --- the port ----------------------------------------------------------- */

/* One transfer; false: there is none. */
static bool receive_one(struct direct *x, uint8_t *buf)
{
	const struct port_host *host = x->port.host;
	int n = device_in(x, x->f.ep_in, buf, IN_CAP);
	struct flow stream;
	struct att_bytes d;

	if (n < 0)
		return false;
	tell(path.completed);
	bulk_input(&x->bulk, att_bytes_of(buf, (size_t)n));
	while (bulk_rx_next(&x->bulk, &stream, &d))
		host->data(host->ctx, stream, d);
	return true;
}

/* What has come meanwhile, by as many transfers as are in flight. */
static void receive(struct direct *x)
{
	unsigned n;

	do {
		for (n = 0; n < IN && receive_one(x, x->in[n]); n++)
			;
		if (n) {
			x->port.host->data_end(x->port.host->ctx);
			tell(path.delivered);
		}
	} while (n == IN);
}

/* All that has been sent reaches the modem at the same time. */
static void arrive(struct direct *x)
{
	counting = false;
	for (unsigned i = 0; i < x->n_sent; i++)
		x->device->out(x->device->ctx, x->f.ep_out, x->sent[i].p,
			       x->sent[i].len, x->sent[i].zlp);
	sim_tun_flush(&path.far);
	counting = true;
	for (unsigned i = 0; i < x->n_sent; i++)
		bulk_done(&x->bulk, x->sent[i].index, port_clock_us());
	x->n_sent = 0;
}

static void transmit(struct direct *x)
{
	while (bulk_next(&x->bulk, &x->sent[x->n_sent])) {
		x->n_sent++;
		tell(path.submitted);
	}
}

static int request(struct direct *x, const struct usb_req *req)
{
	uint8_t setup[8] = {req->request_type, req->request};
	int got;

	if (req->kind == USB_SET_CONFIGURATION) {
		setup[1] = 9;
		att_put16(setup + 2, req->value);
	} else if (req->kind == USB_SET_INTERFACE) {
		setup[0] = 1;
		setup[1] = 11;
		att_put16(setup + 2, req->value);
		att_put16(setup + 4, req->index);
	} else if (req->kind == USB_CONTROL) {
		att_put16(setup + 2, req->value);
		att_put16(setup + 4, req->index);
		att_put16(setup + 6, req->length);
	} else {
		return 0; /* nobody else has the device */
	}
	got = x->device->control(x->device->ctx, setup, req->data);
	return got < 0 ? ATT_E_STALL : got;
}

static bool notified(struct direct *x)
{
	uint8_t buf[64];
	int n;

	wdm_arm(&x->wdm);
	if (!x->wdm.armed)
		return false;
	n = device_in(x, x->f.ep_notify, buf, sizeof(buf));
	if (n < 0)
		return false;
	wdm_notified(&x->wdm, 0, att_bytes_of(buf, (size_t)n));
	return true;
}

static bool control(struct direct *x)
{
	const struct port_host *host = x->port.host;
	struct att_bytes response;
	struct usb_req req;

	if (!wdm_next(&x->wdm, &req))
		return false;
	wdm_done(&x->wdm, request(x, &req), &response);
	if (response.len)
		host->control(host->ctx, response);
	return true;
}

static void work(void *arg)
{
	struct direct *x = arg;
	const struct sim_usb_device *m = x->device;
	const struct port_host *host = x->port.host;
	uint64_t now = now_ms(NULL), at;

	if (x->inside)
		return;
	x->inside = true;
	if (now >= m->deadline(m->ctx))
		m->expire(m->ctx, now);
	while (notified(x) || control(x))
		;
	receive(x);
	at = m->deadline(m->ctx);
	host->timer(host->ctx,
		    at == UINT64_MAX ? -1
		    : at > now	     ? (int)(at - now)
				     : 0,
		    work, x);
	x->inside = false;
}

static int send_control(struct port *port, struct att_bytes fragment)
{
	struct direct *x = (struct direct *)port;
	int err = wdm_send(&x->wdm, fragment);

	work(x);
	return err;
}

static uint8_t *send_reserve(struct port *port, struct flow stream,
			     uint32_t max)
{
	struct direct *x = (struct direct *)port;
	uint8_t *room = bulk_reserve(&x->bulk, stream, max);

	if (room)
		return room;
	transmit(x);
	room = bulk_reserve(&x->bulk, stream, max);
	if (room || !x->n_sent)
		return room;
	arrive(x);
	return bulk_reserve(&x->bulk, stream, max);
}

static void send_commit(struct port *port, struct flow stream, uint32_t len)
{
	bulk_commit(&((struct direct *)port)->bulk, stream, len);
}

static void send_flush(struct port *port)
{
	struct direct *x = (struct direct *)port;

	bulk_flush(&x->bulk);
	transmit(x);
	while (x->n_sent) {
		arrive(x);
		transmit(x);
	}
}

static void reset(struct port *port, enum port_reset how)
{
	(void)how;
	(void)port;
	data_die("the manager wants a reset");
}

static void close_port(struct port *port)
{
	struct direct *x = (struct direct *)port;

	free(x->wdm_mem);
	for (int i = 0; i < IN; i++)
		free(x->in[i]);
	for (int i = 0; i < OUT; i++)
		free(x->out[i]);
}

static const struct port_ops ops = {
	.send = send_control,
	.send_reserve = send_reserve,
	.send_commit = send_commit,
	.send_flush = send_flush,
	.reset = reset,
	.close = close_port,
};

static void plugged(void *arg)
{
	struct direct *x = arg;
	const struct port_info info = {
		.name = "direct",
		.max_control = x->f.max_control,
		.ex_version = x->f.ex_version,
		.mtu = usb_function_mtu(&x->f),
		.max_outstanding = x->f.max_outstanding,
		.framed = true,
		.data = PORT_DATAGRAMS,
	};

	x->port.host->up(x->port.host->ctx, &info);
	work(x);
}

static void bring_up(struct direct *x)
{
	struct att_bytes d = x->device->descriptors;
	struct usb_req req;

	att_bytes_sub(d, 18, d.len - 18, &d);
	if (usb_function_find(d, &x->f))
		data_die("no MBIM function");
	usb_function_identify(&x->f, 0x1209, 1);
	usb_bringup_init(&x->bringup, &x->f, 0, IN_CAP, OUT_CAP);
	while (usb_bringup_next(&x->bringup, &req))
		usb_bringup_done(&x->bringup, request(x, &req));
	if (x->bringup.err)
		data_die("bring-up");
}

static int open_port(const char *device, const struct port_host *host,
		     struct port **port)
{
	struct direct *x = &direct;

	(void)device;
	x->port.ops = &ops;
	x->port.host = host;
	bring_up(x);
	x->wdm_mem = malloc(wdm_size(x->f.max_control));
	for (int i = 0; i < IN; i++)
		x->in[i] = malloc(IN_CAP);
	for (int i = 0; i < OUT; i++)
		x->out[i] = malloc(x->bringup.out.max_size);
	wdm_init(&x->wdm, &x->f, x->wdm_mem);
	usb_bringup_data(&x->bringup, &x->ntb, &x->bulk, x->out, OUT);
	*port = &x->port;
	host->timer(host->ctx, 0, plugged, x);
	return 0;
}

/* --- all together ------------------------------------------------------- */

static void set(int sock, unsigned long what, struct ifreq *r, const char *addr)
{
	struct sockaddr_in a = {.sin_family = AF_INET};

	if (addr) {
		a.sin_addr.s_addr = inet_addr(addr);
		memcpy(&r->ifr_addr, &a, sizeof(a));
	}
	if (ioctl(sock, what, r) < 0)
		data_die("configuring the far side");
}

static void open_far(struct sim_tun *t, int far_ns, bool plain)
{
	struct ifreq r = {.ifr_name = "far"};
	int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), sock;

	if (here < 0 || setns(far_ns, CLONE_NEWNET) < 0)
		data_die("network namespace");
	if (sim_tun_open(t, "far", plain))
		data_die("/dev/net/tun");
	sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	set(sock, SIOCSIFADDR, &r, "10.64.0.1");
	set(sock, SIOCSIFNETMASK, &r, "255.255.255.252");
	r.ifr_flags = IFF_UP;
	set(sock, SIOCSIFFLAGS, &r, NULL);
	close(sock);
	if (setns(here, CLONE_NEWNET) < 0)
		data_die("network namespace");
	close(here);
}

static void far_readable(void *arg, uint32_t revents)
{
	(void)arg;
	(void)revents;
	counting = false;
	sim_tun_read(&path.far);
	counting = true;
	receive(&direct);
}

static void on_line(void *ctx, uint64_t since_ms, const char *line)
{
	(void)ctx;
	(void)since_ms;
	if (strstr(line, "link wwan0 up"))
		path.up = true;
	if (strstr(line, "problem"))
		fprintf(stderr, "%s\n", line);
}

static void on_step(void *ctx, const char *modem,
		    const struct att_trace_rec *rec, uint64_t ms)
{
	(void)ctx;
	(void)modem;
	(void)rec;
	(void)ms;
}

struct data_path *data_path_open(int far_ns, bool plain, uint32_t ntb_max)
{
	static struct att_config config;
	const struct att_daemon_options options = {
		.config = &config,
		.seed = 1,
		.open_port = open_port,
		.step = on_step,
		.line = on_line,
	};
	struct data_path *d = &path;
	struct att_vnet *v;
	struct sim_config c;

	sim_config_default(&c);
	c.usb.in.max = c.usb.out.max = ntb_max;
	c.ntb32 = ntb_max > 32768;
	memset(d, 0, sizeof(*d));
	memset(&direct, 0, sizeof(direct));
	att_config_default(&config);
	config.control[0] = 0;
	open_far(&d->far, far_ns, plain);
	d->usb = sim_usb_modem_new(&c, now_ms, NULL, sim_tun_datagram, &d->far);
	d->far.usb = d->usb;
	sim_usb_modem_on_far(d->usb, NULL, sim_tun_writable);
	direct.device = sim_usb_modem_device(d->usb);
	if (att_daemon_init(&d->daemon, &options) ||
	    att_loop_watch(&d->daemon.loop, d->far.fd, EPOLLIN | EPOLLET,
			   far_readable, NULL))
		data_die("daemon");
	for (int i = 0; i < 1000 && !d->up; i++)
		att_daemon_turn(&d->daemon, 10);
	if (!d->up)
		data_die("not online");
	v = d->daemon.of[0].modem.links.tun[0].vnet;
	if (plain) {
		ioctl(v->fd, TUNSETOFFLOAD, 0);
		v->gro.tcp = v->gro.udp = false;
	}
	return d;
}

void data_path_close(struct data_path *d)
{
	att_daemon_fini(&d->daemon);
	sim_tun_close(&d->far);
	sim_usb_modem_free(d->usb);
}

void data_path_turn(struct data_path *d, int max_ms)
{
	if (!att_daemon_turn(&d->daemon, max_ms))
		data_die("the daemon has ended");
}

const struct bulk *data_path_bulk(const struct data_path *d)
{
	(void)d;
	return &direct.bulk;
}
