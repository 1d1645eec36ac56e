/* The modem on a pseudo terminal, whose slave is used like /dev/cdc-wdm0: the
 * control channel only, as a stream of bytes. */
#include "tools/simodem/simodem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "base/errors.h"

struct front {
	struct sim_modem *modem;
	int master, slave; /* -1: unplugged */
	int signals;
	size_t at, len; /* what is still to be written */
	uint8_t buf[65536];
	int (*ready)(void *ctx, const char *path);
	void *ctx;
};

static void unplug(struct front *f)
{
	if (f->master >= 0)
		close(f->master);
	if (f->slave >= 0)
		close(f->slave);
	f->master = f->slave = -1;
	f->at = f->len = 0;
}

/* The slave stays open here too: without any user of it the master would
 * report an error instead of waiting for the next one. */
static int plug(struct front *f)
{
	struct termios raw;
	const char *path;

	if (f->master >= 0)
		return 0;
	f->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (f->master < 0 || grantpt(f->master) != 0 ||
	    unlockpt(f->master) != 0)
		return ATT_E_IO;
	path = ptsname(f->master);
	if (path == NULL)
		return ATT_E_IO;
	f->slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (f->slave < 0 || tcgetattr(f->slave, &raw) != 0)
		return ATT_E_IO;
	cfmakeraw(&raw);
	if (tcsetattr(f->slave, TCSANOW, &raw) != 0)
		return ATT_E_IO;
	return f->ready(f->ctx, path);
}

static int take_signal(struct front *f)
{
	struct signalfd_siginfo info;

	if (read(f->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return 0;
	if (info.ssi_signo == SIGUSR1) {
		unplug(f);
		return 0;
	}
	if (f->master < 0)
		sim_modem_power_up(f->modem, SIM_REMEDY_POWER, sim_clock_ms());
	return plug(f);
}

static void take_input(struct front *f)
{
	uint8_t buf[4096];
	ssize_t n = read(f->master, buf, sizeof(buf));

	if (n > 0)
		sim_modem_input(f->modem, att_bytes_of(buf, (size_t)n),
				sim_clock_ms());
}

/* Write until the pty is full or the modem has nothing more. */
static void put_output(struct front *f)
{
	while (f->master >= 0) {
		ssize_t n;

		if (f->at == f->len) {
			f->at = 0;
			f->len = sim_modem_output(f->modem, f->buf,
						  sizeof(f->buf),
						  sim_clock_ms());
			if (f->len == 0)
				return;
		}
		n = write(f->master, f->buf + f->at, f->len - f->at);
		if (n <= 0)
			return;
		f->at += (size_t)n;
	}
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

static int loop(struct front *f, int stop_fd, const struct sim_watch *watch)
{
	enum { MASTER, SIGNALS, STOP, WATCH, FILES };

	for (;;) {
		short out = f->at < f->len ? POLLOUT : 0;
		short in = sim_modem_listens(f->modem) ? POLLIN : 0;
		struct pollfd p[FILES] = {
			[MASTER] = {f->master, (short)(in | out), 0},
			[SIGNALS] = {f->signals, POLLIN, 0},
			[STOP] = {stop_fd, POLLIN, 0},
			[WATCH] = {watch != NULL ? watch->fd : -1, POLLIN, 0},
		};

		if (poll(p, FILES, timeout(f)) < 0 && errno != EINTR)
			return ATT_E_IO;
		if (p[STOP].revents != 0)
			return 0;
		sim_modem_expire(f->modem, sim_clock_ms());
		if (p[MASTER].revents & POLLIN)
			take_input(f);
		if (p[WATCH].revents != 0)
			watch->ready(watch->ctx, sim_clock_ms());
		if (p[SIGNALS].revents != 0 && take_signal(f) != 0)
			return ATT_E_IO;
		put_output(f);
	}
}

int sim_front_pty(struct sim_modem *m, int stop_fd,
		  const struct sim_watch *watch,
		  int (*ready)(void *ctx, const char *path), void *ctx)
{
	struct front *f = calloc(1, sizeof(*f));
	sigset_t usr, old;
	int err;

	if (f == NULL)
		return ATT_E_MEMORY;
	f->modem = m;
	f->master = f->slave = -1;
	f->ready = ready;
	f->ctx = ctx;
	sigemptyset(&usr);
	sigaddset(&usr, SIGUSR1);
	sigaddset(&usr, SIGUSR2);
	sigprocmask(SIG_BLOCK, &usr, &old);
	f->signals = signalfd(-1, &usr, SFD_NONBLOCK | SFD_CLOEXEC);
	sim_modem_framing(m, false);
	err = f->signals < 0 ? ATT_E_IO : plug(f);
	if (err == 0)
		err = loop(f, stop_fd, watch);
	unplug(f);
	if (f->signals >= 0)
		close(f->signals);
	sigprocmask(SIG_SETMASK, &old, NULL);
	free(f);
	return err;
}
