/* The modem behind the protocol of libmbim's or libqmi's proxy, on a Unix
 * socket: mbimcli -p, qmicli -p and attache query --proxy take it for the
 * proxy. */
#include "tools/simodem/simodem.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"
#include "tools/simodem/proxy.h"

#define MAX_BACKLOG (1u << 20) /* who reads so slowly is sent away */

struct peer {
	int fd; /* -1: none */
	uint8_t *backlog;
	size_t len;
	bool failed;
};

struct front {
	struct sim_modem *modem;
	struct sim_proxy *proxy;
	const struct sim_watch *watch;
	int listener, signals;
	bool plugged;
	struct peer peer[SIM_PROXY_CLIENTS];
};

static int set_address(struct sockaddr_un *at, socklen_t *size,
		       const char *where)
{
	size_t len = strlen(where);
	bool abstract = where[0] == '@';

	if (len >= sizeof(at->sun_path))
		return ATT_E_CONFIG;
	*at = (struct sockaddr_un){.sun_family = AF_UNIX};
	memcpy(at->sun_path, where, len);
	if (abstract)
		at->sun_path[0] = '\0';
	*size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len +
			    !abstract);
	return 0;
}

static int listen_at(struct front *f, const char *where)
{
	struct sockaddr_un at;
	socklen_t size;
	int err = set_address(&at, &size, where);

	if (err)
		return err;
	f->listener =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (f->listener < 0 ||
	    bind(f->listener, (const struct sockaddr *)&at, size) != 0 ||
	    listen(f->listener, (int)SIM_PROXY_CLIENTS) != 0)
		return errno == EADDRINUSE ? ATT_E_BUSY : ATT_E_IO;
	return 0;
}

/* --- clients -----------------------------------------------------------------
 */

static void hang_up(struct front *f, unsigned i)
{
	struct peer *c = &f->peer[i];

	if (c->fd < 0)
		return;
	sim_proxy_leave(f->proxy, i);
	close(c->fd);
	free(c->backlog);
	*c = (struct peer){.fd = -1};
}

static void keep(struct peer *c, struct att_bytes rest)
{
	uint8_t *p;

	if (rest.len == 0)
		return;
	p = c->len + rest.len > MAX_BACKLOG
		    ? NULL
		    : realloc(c->backlog, c->len + rest.len);
	if (p == NULL) {
		c->failed = true;
		return;
	}
	memcpy(p + c->len, rest.p, rest.len);
	c->backlog = p;
	c->len += rest.len;
}

/* Bytes that the socket took. */
static size_t write_some(struct peer *c, struct att_bytes bytes)
{
	ssize_t n = send(c->fd, bytes.p, bytes.len, MSG_NOSIGNAL);

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		c->failed = true;
	return n > 0 ? (size_t)n : 0;
}

/* From within the proxy: a failure is seen to at the end of the turn. */
static void to_client(void *ctx, unsigned client, struct att_bytes bytes)
{
	struct front *f = ctx;
	struct peer *c = &f->peer[client];
	size_t n = c->len > 0 ? 0 : write_some(c, bytes);

	keep(c, att_bytes_of(bytes.p + n, bytes.len - n));
}

static void write_backlog(struct peer *c)
{
	size_t n = write_some(c, att_bytes_of(c->backlog, c->len));

	memmove(c->backlog, c->backlog + n, c->len - n);
	c->len -= n;
}

static void take_input(struct front *f, unsigned i)
{
	uint8_t buf[4096];
	ssize_t n = recv(f->peer[i].fd, buf, sizeof(buf), 0);

	if (n > 0)
		sim_proxy_input(f->proxy, i, att_bytes_of(buf, (size_t)n),
				sim_clock_ms());
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		f->peer[i].failed = true;
}

/* Without a modem nobody is let in, as a proxy that cannot open it would. */
static void take_client(struct front *f)
{
	int fd = accept4(f->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	unsigned i = 0;

	if (fd < 0)
		return;
	while (i < SIM_PROXY_CLIENTS && f->peer[i].fd >= 0)
		i++;
	if (!f->plugged || i == SIM_PROXY_CLIENTS) {
		close(fd);
		return;
	}
	f->peer[i].fd = fd;
	sim_proxy_join(f->proxy, i);
}

/* --- the loop ----------------------------------------------------------------
 */

static void take_signal(struct front *f)
{
	struct signalfd_siginfo info;
	bool in;

	if (read(f->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	in = info.ssi_signo == SIGUSR2;
	if (in && !f->plugged)
		sim_modem_power_up(f->modem, SIM_REMEDY_POWER, sim_clock_ms());
	for (unsigned i = 0; !in && i < SIM_PROXY_CLIENTS; i++)
		hang_up(f, i);
	if (!in)
		sim_proxy_unplug(f->proxy);
	f->plugged = in;
}

static int timeout(const struct front *f)
{
	uint64_t at = sim_proxy_deadline(f->proxy), now = sim_clock_ms();

	if (at == UINT64_MAX)
		return -1;
	if (at <= now)
		return 0;
	return at - now > 60000 ? 60000 : (int)(at - now);
}

enum { LISTENER, SIGNALS, STOP, WATCH, PEERS };

static void serve(struct front *f, const struct pollfd *p)
{
	if (p[WATCH].revents != 0)
		f->watch->ready(f->watch->ctx, sim_clock_ms());
	for (unsigned i = 0; i < SIM_PROXY_CLIENTS; i++) {
		short got = p[PEERS + i].revents;

		if ((got & POLLOUT) != 0)
			write_backlog(&f->peer[i]);
		if ((got & ~POLLOUT) != 0)
			take_input(f, i);
	}
	sim_proxy_expire(f->proxy, sim_clock_ms());
	for (unsigned i = 0; i < SIM_PROXY_CLIENTS; i++)
		if (f->peer[i].failed)
			hang_up(f, i);
	if (p[LISTENER].revents != 0)
		take_client(f);
	if (p[SIGNALS].revents != 0)
		take_signal(f);
}

static int loop(struct front *f, int stop_fd)
{
	for (;;) {
		struct pollfd p[PEERS + SIM_PROXY_CLIENTS] = {
			[LISTENER] = {f->listener, POLLIN, 0},
			[SIGNALS] = {f->signals, POLLIN, 0},
			[STOP] = {stop_fd, POLLIN, 0},
			[WATCH] = {f->watch->fd, POLLIN, 0},
		};

		for (unsigned i = 0; i < SIM_PROXY_CLIENTS; i++)
			p[PEERS + i] = (struct pollfd){
				.fd = f->peer[i].fd,
				.events = f->peer[i].len > 0 ? POLLIN | POLLOUT
							     : POLLIN,
			};
		if (poll(p, PEERS + SIM_PROXY_CLIENTS, timeout(f)) < 0 &&
		    errno != EINTR)
			return ATT_E_IO;
		if (p[STOP].revents != 0)
			return 0;
		serve(f, p);
	}
}

int sim_front_proxy(struct sim_modem *m, const char *where, int stop_fd,
		    const struct sim_watch *watch)
{
	struct front f = {
		.modem = m,
		.watch = watch,
		.listener = -1,
		.plugged = true,
	};
	sigset_t usr, old;
	int err;

	for (unsigned i = 0; i < SIM_PROXY_CLIENTS; i++)
		f.peer[i].fd = -1;
	sigemptyset(&usr);
	sigaddset(&usr, SIGUSR1);
	sigaddset(&usr, SIGUSR2);
	sigprocmask(SIG_BLOCK, &usr, &old);
	f.signals = signalfd(-1, &usr, SFD_NONBLOCK | SFD_CLOEXEC);
	f.proxy = sim_proxy_new(m, to_client, &f);
	err = f.signals < 0 ? ATT_E_IO : listen_at(&f, where);
	if (err == 0) {
		printf("%s\n", where);
		fflush(stdout);
		err = loop(&f, stop_fd);
		if (where[0] != '@')
			unlink(where);
	}
	for (unsigned i = 0; i < SIM_PROXY_CLIENTS; i++)
		hang_up(&f, i);
	sim_proxy_free(f.proxy);
	if (f.listener >= 0)
		close(f.listener);
	if (f.signals >= 0)
		close(f.signals);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return err;
}
