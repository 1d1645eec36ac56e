/* The modem on QRTR of this host: a socket for each service, which the kernel's
 * name service is told of. As on a phone, but with the modem on the same node.
 */
#include "tools/simodem/simodem.h"

#include <errno.h>
#include <linux/qrtr.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "tools/simodem/qrtr.h"

#ifndef AF_QIPCRTR
#define AF_QIPCRTR 42
#endif

#define SERVICES 64u /* numbers from 0 */
#define VERSION	 1u  /* the low byte of an instance */

struct front {
	struct sim_modem *modem;
	struct sim_qrtr *qrtr;
	const struct sim_watch *watch;
	int signals;
	bool plugged;
	int server[SERVICES]; /* -1: none */
};

/* --- servers ----------------------------------------------------------------
 */

static void close_servers(struct front *f)
{
	for (unsigned i = 0; i < SERVICES; i++) {
		if (f->server[i] >= 0)
			close(f->server[i]);
		f->server[i] = -1;
	}
	sim_qrtr_forget(f->qrtr);
	f->plugged = false;
}

/* The name service takes the node and port of who says so. */
static int announce(int fd, unsigned service)
{
	struct sockaddr_qrtr at;
	socklen_t len = sizeof(at);
	uint8_t packet[20] = {QRTR_TYPE_NEW_SERVER};

	if (getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return ATT_E_IO;
	att_put32(packet + 4, service);
	att_put32(packet + 8, VERSION);
	att_put32(packet + 12, at.sq_node);
	att_put32(packet + 16, at.sq_port);
	at.sq_port = QRTR_PORT_CTRL;
	return sendto(fd, packet, sizeof(packet), 0,
		      (const struct sockaddr *)&at,
		      sizeof(at)) == (ssize_t)sizeof(packet)
		       ? 0
		       : ATT_E_IO;
}

static int open_servers(struct front *f)
{
	int err = 0;

	for (unsigned i = 0; i < SERVICES && err == 0; i++) {
		if (!sim_qrtr_serves(f->qrtr, (uint8_t)i))
			continue;
		f->server[i] =
			socket(AF_QIPCRTR,
			       SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		err = f->server[i] < 0 ? ATT_E_IO : announce(f->server[i], i);
	}
	f->plugged = err == 0;
	return err;
}

/* --- datagrams --------------------------------------------------------------
 */

static void take(struct front *f, unsigned service)
{
	uint8_t buf[4096];
	struct sockaddr_qrtr at;
	socklen_t size = sizeof(at);
	ssize_t n = recvfrom(f->server[service], buf, sizeof(buf), 0,
			     (struct sockaddr *)&at, &size);
	struct sim_qrtr_address from;

	if (n <= 0)
		return;
	from = (struct sim_qrtr_address){at.sq_node, at.sq_port};
	if (at.sq_port != QRTR_PORT_CTRL) {
		sim_qrtr_input(f->qrtr, (uint8_t)service, from,
			       att_bytes_of(buf, (size_t)n), sim_clock_ms());
		return;
	}
	if (n < 12 || att_get32(buf) != QRTR_TYPE_DEL_CLIENT)
		return;
	from.node = att_get32(buf + 4);
	from.port = att_get32(buf + 8);
	sim_qrtr_leave(f->qrtr, from, sim_clock_ms());
}

/* What finds no room is lost, as a datagram is. */
static int put_output(struct front *f)
{
	struct sim_qrtr_out out;

	while (sim_qrtr_next(f->qrtr, &out, sim_clock_ms())) {
		struct sockaddr_qrtr at = {.sq_family = AF_QIPCRTR,
					   .sq_node = out.to.node,
					   .sq_port = out.to.port};

		if (out.restarted) {
			close_servers(f);
			return open_servers(f);
		}
		if (f->server[out.service] >= 0)
			(void)sendto(f->server[out.service], out.message.p,
				     out.message.len, 0,
				     (const struct sockaddr *)&at, sizeof(at));
	}
	return 0;
}

/* --- the loop ----------------------------------------------------------------
 */

static int take_signal(struct front *f)
{
	struct signalfd_siginfo info;

	if (read(f->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return 0;
	if (info.ssi_signo == SIGUSR1) {
		close_servers(f);
		return 0;
	}
	if (f->plugged)
		return 0;
	sim_modem_power_up(f->modem, SIM_REMEDY_POWER, sim_clock_ms());
	return open_servers(f);
}

static int timeout(const struct front *f)
{
	uint64_t at = sim_modem_deadline(f->modem), now = sim_clock_ms();

	if (at == UINT64_MAX)
		return -1;
	if (at <= now)
		return 0;
	return at - now > 60000 ? 60000 : (int)(at - now);
}

static int loop(struct front *f, int stop_fd)
{
	enum { SIGNALS, STOP, WATCH, SERVERS };
	int err = 0;

	while (err == 0) {
		struct pollfd p[SERVERS + SERVICES] = {
			[SIGNALS] = {f->signals, POLLIN, 0},
			[STOP] = {stop_fd, POLLIN, 0},
			[WATCH] = {f->watch->fd, POLLIN, 0},
		};

		for (unsigned i = 0; i < SERVICES; i++)
			p[SERVERS + i] =
				(struct pollfd){f->server[i], POLLIN, 0};
		if (poll(p, SERVERS + SERVICES, timeout(f)) < 0 &&
		    errno != EINTR)
			return ATT_E_IO;
		if (p[STOP].revents != 0)
			return 0;
		sim_modem_expire(f->modem, sim_clock_ms());
		for (unsigned i = 0; i < SERVICES; i++)
			if ((p[SERVERS + i].revents & POLLIN) != 0)
				take(f, i);
		if (p[WATCH].revents != 0)
			f->watch->ready(f->watch->ctx, sim_clock_ms());
		if (p[SIGNALS].revents != 0)
			err = take_signal(f);
		if (err == 0)
			err = put_output(f);
	}
	return err;
}

int sim_front_qrtr(struct sim_modem *m, int stop_fd,
		   const struct sim_watch *watch)
{
	struct front f = {.modem = m, .watch = watch};
	sigset_t usr, old;
	int err;

	for (unsigned i = 0; i < SERVICES; i++)
		f.server[i] = -1;
	sigemptyset(&usr);
	sigaddset(&usr, SIGUSR1);
	sigaddset(&usr, SIGUSR2);
	sigprocmask(SIG_BLOCK, &usr, &old);
	f.signals = signalfd(-1, &usr, SFD_NONBLOCK | SFD_CLOEXEC);
	f.qrtr = sim_qrtr_new(m);
	err = f.signals < 0 ? ATT_E_IO : open_servers(&f);
	if (err == 0) {
		printf("qrtr\n");
		fflush(stdout);
		err = loop(&f, stop_fd);
	}
	close_servers(&f);
	sim_qrtr_free(f.qrtr);
	if (f.signals >= 0)
		close(f.signals);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return err;
}
