/* The usbredir front: the simulated device for a QEMU guest (-device
 * usb-redir). Listens on a socket, serves one guest after the other, and plugs
 * and unplugs the device on SIGUSR2 and SIGUSR1. */
#include "tools/simodem/front_usbredir.h"
#include "tools/simodem/simodem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* A guest that does not read gets nothing more, above this many bytes. */
#define REDIR_BUFFERED (1u << 20)

/* --- socket -----------------------------------------------------------------
 */

static int redir_read(void *priv, uint8_t *data, int count)
{
	const struct redir *r = priv;
	ssize_t n = read(r->fd, data, (size_t)count);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	return n == 0 ? -1 : (int)n;
}

static int redir_write(void *priv, uint8_t *data, int count)
{
	const struct redir *r = priv;
	ssize_t n = send(r->fd, data, (size_t)count, MSG_NOSIGNAL);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	return (int)n;
}

static void redir_log(void *priv, int level, const char *msg)
{
	(void)priv;
	if (level <= usbredirparser_warning)
		fprintf(stderr, "simodem: usbredir: %s\n", msg);
}

static int listen_unix(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	size_t len = strlen(path);
	struct stat st;
	int fd;

	if (len >= sizeof(a.sun_path))
		return ATT_E_CONFIG;
	memcpy(a.sun_path, path, len);
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(path); /* what an earlier run has left */
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(fd, 1) != 0)
		return ATT_E_IO;
	return fd;
}

/* On the loopback address only. */
static int listen_tcp(const char *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_port = htons((uint16_t)atoi(port)),
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(fd, 1) != 0)
		return ATT_E_IO;
	return fd;
}

/* --- plugging ---------------------------------------------------------------
 */

/* Makes what the guest knows of the device what it is. */
static void redir_show(struct redir *r)
{
	if (!r->greeted || r->leaving || r->plugged == r->shown)
		return;
	r->shown = r->plugged;
	if (r->plugged) {
		redir_device_connect(r);
		return;
	}
	usbredirparser_send_device_disconnect(r->parser);
	r->leaving = usbredirparser_peer_has_cap(
		r->parser, usb_redir_cap_device_disconnect_ack);
}

static void redir_plug(struct redir *r, bool plugged)
{
	if (r->plugged == plugged)
		return;
	r->plugged = plugged;
	redir_transfer_drop(r);
	r->receiving = 0;
	if (plugged)
		redir_device_power_up(r, SIM_REMEDY_POWER);
	redir_show(r);
}

static void redir_hello(void *priv, struct usb_redir_hello_header *hello)
{
	struct redir *r = priv;

	(void)hello;
	r->greeted = true;
	redir_show(r);
}

static void redir_disconnect_ack(void *priv)
{
	struct redir *r = priv;

	r->leaving = false;
	redir_show(r);
}

/* --- guests -----------------------------------------------------------------
 */

static void guest_leave(struct redir *r)
{
	redir_transfer_drop(r);
	usbredirparser_destroy(r->parser);
	close(r->fd);
	r->parser = NULL;
	r->fd = -1;
	r->greeted = r->shown = r->leaving = false;
	r->receiving = 0;
}

static void guest_come(struct redir *r, int listener)
{
	static const int caps[] = {usb_redir_cap_connect_device_version,
				   usb_redir_cap_device_disconnect_ack,
				   usb_redir_cap_ep_info_max_packet_size,
				   usb_redir_cap_64bits_ids,
				   usb_redir_cap_32bits_bulk_length};
	uint32_t bits[USB_REDIR_CAPS_SIZE] = {0};

	r->fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (r->fd < 0)
		return;
	r->parser = usbredirparser_create();
	if (r->parser == NULL)
		abort();
	r->parser->priv = r;
	r->parser->log_func = redir_log;
	r->parser->read_func = redir_read;
	r->parser->write_func = redir_write;
	r->parser->hello_func = redir_hello;
	r->parser->device_disconnect_ack_func = redir_disconnect_ack;
	redir_device_init(r);
	redir_transfer_init(r);
	for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++)
		usbredirparser_caps_set_cap(bits, caps[i]);
	/* A guest finds the device as it is when it is plugged in. */
	if (r->plugged)
		redir_device_power_up(r, SIM_REMEDY_NONE);
	usbredirparser_init(r->parser, "simodem", bits, USB_REDIR_CAPS_SIZE,
			    usbredirparser_fl_usb_host);
}

/* False: the guest has gone. */
static bool guest_write(struct redir *r)
{
	return !usbredirparser_has_data_to_write(r->parser) ||
	       usbredirparser_do_write(r->parser) == 0;
}

static void guest_serve(struct redir *r, bool readable)
{
	if (readable &&
	    usbredirparser_do_read(r->parser) == usbredirparser_read_io_error) {
		guest_leave(r);
		return;
	}
	if (r->shown && usbredirparser_get_bufferered_output_size(r->parser) <
				REDIR_BUFFERED)
		redir_transfer_pump(r);
	if (!guest_write(r))
		guest_leave(r);
}

/* --- loop -------------------------------------------------------------------
 */

/* False: it is time to end. */
static bool redir_signal(struct redir *r, int signals)
{
	struct signalfd_siginfo s;

	if (read(signals, &s, sizeof(s)) != sizeof(s))
		return true;
	switch (s.ssi_signo) {
	case SIGUSR1:
		redir_plug(r, false);
		return true;
	case SIGUSR2:
		redir_plug(r, true);
		return true;
	}
	return false;
}

static int redir_timeout(const struct redir *r, uint64_t now_ms)
{
	uint64_t at = r->model->deadline(r->model->ctx);

	if (at == UINT64_MAX)
		return -1;
	if (at <= now_ms)
		return 0;
	return at - now_ms > 60000 ? 60000 : (int)(at - now_ms);
}

static short guest_events(const struct redir *r)
{
	if (r->parser && usbredirparser_has_data_to_write(r->parser))
		return POLLIN | POLLOUT;
	return POLLIN;
}

static void redir_loop(struct redir *r, int listener, int signals)
{
	const struct sim_watch *w = r->model->watch;
	struct pollfd p[] = {{.fd = listener},
			     {.fd = signals, .events = POLLIN},
			     {.fd = w ? w->fd : -1, .events = POLLIN}};

	for (;;) {
		uint64_t now_ms;

		p[0].fd = r->parser ? r->fd : listener;
		p[0].events = guest_events(r);
		if (poll(p, 3, redir_timeout(r, sim_clock_ms())) < 0 &&
		    errno != EINTR)
			return;
		now_ms = sim_clock_ms();
		if (p[1].revents && !redir_signal(r, signals))
			return;
		if (p[2].revents)
			w->ready(w->ctx, now_ms);
		if (now_ms >= r->model->deadline(r->model->ctx))
			r->model->expire(r->model->ctx, now_ms);
		if (!r->parser && p[0].revents)
			guest_come(r, listener);
		else if (r->parser)
			guest_serve(r, (p[0].revents & ~POLLOUT) != 0);
	}
}

static int redir_signals(sigset_t *before)
{
	static const int taken[] = {SIGUSR1, SIGUSR2, SIGINT, SIGTERM, SIGHUP};
	sigset_t ours;

	sigemptyset(&ours);
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		sigaddset(&ours, taken[i]);
	sigprocmask(SIG_BLOCK, &ours, before);
	return signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
}

int sim_front_usbredir(const struct sim_usb_device *device, const char *where)
{
	static const char prefix[] = "unix:";
	bool is_unix = strncmp(where, prefix, sizeof(prefix) - 1) == 0;
	const char *path = where + sizeof(prefix) - 1;
	struct redir *r = calloc(1, sizeof(*r));
	sigset_t before;
	int signals, listener;

	if (!r)
		return ATT_E_MEMORY;
	r->model = device;
	r->fd = -1;
	TAILQ_INIT(&r->pending);
	signals = redir_signals(&before);
	listener = is_unix ? listen_unix(path) : listen_tcp(where);
	if (listener >= 0 && signals >= 0) {
		printf("%s\n", where);
		fflush(stdout);
		redir_plug(r, true);
		redir_loop(r, listener, signals);
		close(listener);
	}
	if (r->parser)
		guest_leave(r);
	if (is_unix && listener >= 0)
		unlink(path);
	if (signals >= 0)
		close(signals);
	sigprocmask(SIG_SETMASK, &before, NULL);
	free(r);
	return listener < 0 ? listener : signals < 0 ? ATT_E_IO : 0;
}
