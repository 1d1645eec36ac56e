/* Modems on pseudo terminals, whose slaves are used like /dev/cdc-wdm0: the
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
	struct sim_hand *hand;
	int master, slave; /* -1: unplugged */
	size_t at, len;	   /* what is still to be written */
	uint8_t buf[65536];
	const char *link;
	int (*ready)(const char *link, const char *path);
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
	return f->ready(f->link, path);
}

static int power_up(struct front *f)
{
	if (f->master < 0)
		sim_modem_power_up(f->modem, SIM_REMEDY_POWER, sim_clock_ms());
	return plug(f);
}

/* What was asked for by hand. */
static int turn(struct front *f)
{
	struct sim_hand hand = *f->hand;

	*f->hand = (struct sim_hand){.pull = false};
	if (hand.pull)
		unplug(f);
	return hand.push ? power_up(f) : 0;
}

/* It is about the first modem. */
static void take_signal(int signals, struct sim_hand *hand)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	hand->pull |= info.ssi_signo == SIGUSR1;
	hand->push = info.ssi_signo == SIGUSR2;
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

static int timeout(const struct front *f, unsigned n)
{
	uint64_t at = UINT64_MAX, now = sim_clock_ms();

	for (unsigned i = 0; i < n; i++) {
		uint64_t one = sim_modem_deadline(f[i].modem);

		if (f[i].hand->pull || f[i].hand->push)
			return 0;
		at = one < at ? one : at;
	}
	if (at == UINT64_MAX)
		return -1;
	if (at <= now)
		return 0;
	return at - now > 60000 ? 60000 : (int)(at - now);
}

static int serve(struct front *f, bool input)
{
	sim_modem_expire(f->modem, sim_clock_ms());
	if (input)
		take_input(f);
	put_output(f);
	return turn(f);
}

static struct pollfd polled(const struct front *f)
{
	short out = f->at < f->len ? POLLOUT : 0;
	short in = sim_modem_listens(f->modem) ? POLLIN : 0;

	return (struct pollfd){f->master, (short)(in | out), 0};
}

static int loop(struct front *f, unsigned n, int signals, int stop_fd,
		const struct sim_watch *watch)
{
	enum { SIGNALS, STOP, WATCH, MASTER, FILES = MASTER + SIM_MODEMS };
	int err = 0;

	while (err == 0) {
		struct pollfd p[FILES] = {
			[SIGNALS] = {signals, POLLIN, 0},
			[STOP] = {stop_fd, POLLIN, 0},
			[WATCH] = {watch != NULL ? watch->fd : -1, POLLIN, 0},
		};

		for (unsigned i = 0; i < n; i++)
			p[MASTER + i] = polled(&f[i]);
		if (poll(p, MASTER + n, timeout(f, n)) < 0 && errno != EINTR)
			return ATT_E_IO;
		if (p[STOP].revents != 0)
			return 0;
		if (p[WATCH].revents != 0)
			watch->ready(watch->ctx, sim_clock_ms());
		if (p[SIGNALS].revents != 0)
			take_signal(signals, f[0].hand);
		for (unsigned i = 0; i < n && err == 0; i++)
			err = serve(&f[i],
				    (p[MASTER + i].revents & POLLIN) != 0);
	}
	return err;
}

static int run(struct front *f, unsigned n, int stop_fd,
	       const struct sim_watch *watch)
{
	int err = 0, signals;
	sigset_t usr, old;

	sigemptyset(&usr);
	sigaddset(&usr, SIGUSR1);
	sigaddset(&usr, SIGUSR2);
	sigprocmask(SIG_BLOCK, &usr, &old);
	signals = signalfd(-1, &usr, SFD_NONBLOCK | SFD_CLOEXEC);
	if (signals < 0)
		err = ATT_E_IO;
	for (unsigned i = 0; i < n && err == 0; i++)
		err = plug(&f[i]);
	if (err == 0)
		err = loop(f, n, signals, stop_fd, watch);
	for (unsigned i = 0; i < n; i++)
		unplug(&f[i]);
	if (signals >= 0)
		close(signals);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return err;
}

int sim_front_pty(const struct sim_pty *ptys, unsigned n, int stop_fd,
		  const struct sim_watch *watch)
{
	struct front *f = calloc(n, sizeof(*f));
	int err;

	if (f == NULL)
		return ATT_E_MEMORY;
	for (unsigned i = 0; i < n; i++) {
		f[i].modem = ptys[i].modem;
		f[i].hand = ptys[i].hand;
		f[i].ready = ptys[i].ready;
		f[i].link = ptys[i].link;
		f[i].master = f[i].slave = -1;
		sim_modem_framing(f[i].modem, false);
	}
	err = run(f, n, stop_fd, watch);
	free(f);
	return err;
}
