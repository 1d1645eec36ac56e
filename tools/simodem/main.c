/* simodem: a simulated modem, behind one of its fronts. */
#include "tools/simodem/simodem.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/errors.h"
#include "tools/simodem/learn.h"
#include "tools/simodem/tun.h"

struct program {
	struct sim_options options;
	unsigned modems;
	struct sim_modem *modem[SIM_MODEMS];
	struct sim_usb_modem *usb[SIM_MODEMS]; /* NULL: a control channel */
	struct sim_hand hand[SIM_MODEMS];      /* of usbfs and ptys */
	struct sim_console console;
	struct sim_tun tun; /* closed: the built-in host */
	int epoll;	    /* what the front watches for us: console and TUN */
};

static uint64_t now_ms(void *ctx)
{
	(void)ctx;
	return sim_clock_ms();
}

static int fail(const char *what, const char *name, int err)
{
	fprintf(stderr, "simodem: %s %s: %s\n", what, name,
		err == ATT_E_IO && errno != 0 ? strerror(errno)
					      : att_errors_text(err));
	return EXIT_FAILURE;
}

/* --- watched files ----------------------------------------------------------
 */

static void watched(void *ctx, uint64_t now)
{
	struct program *p = ctx;
	struct epoll_event e[2];
	int n = epoll_wait(p->epoll, e, 2, 0);

	for (int i = 0; i < n; i++) {
		if (e[i].data.fd == p->tun.fd)
			sim_tun_read(&p->tun);
		else
			sim_console_input(&p->console, now);
	}
}

static int watch(struct program *p, int fd, uint32_t events)
{
	struct epoll_event e = {.events = events, .data.fd = fd};

	return epoll_ctl(p->epoll, EPOLL_CTL_ADD, fd, &e) == 0 ? 0 : ATT_E_IO;
}

static int open_files(struct program *p)
{
	const struct sim_options *o = &p->options;
	int err;

	p->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (p->tun.fd >= 0 &&
	    (err = watch(p, p->tun.fd, EPOLLIN | EPOLLET)) != 0)
		return fail("watching", o->tun, err);
	if (o->commands == NULL)
		return 0;
	err = sim_console_open(&p->console, o->commands, p->modem, p->modems);
	if (err == 0)
		err = watch(p, p->console.fd, EPOLLIN);
	return err == 0 ? 0 : fail("FIFO", o->commands, err);
}

/* --- fronts -----------------------------------------------------------------
 */

static bool is_link(const char *path)
{
	char to[2];

	return readlink(path, to, sizeof(to)) >= 0;
}

/* An older link is replaced; what is something else stays. */
static int pty_ready(const char *link, const char *path)
{
	if (link != NULL && is_link(link))
		unlink(link);
	if (link != NULL && symlink(path, link) != 0) {
		fprintf(stderr, "simodem: --pty %s: %s\n", link,
			strerror(errno));
		return ATT_E_CONFIG;
	}
	printf("%s\n", path);
	fflush(stdout);
	return 0;
}

/* For the fronts that end when a signal says so. */
static int stop_file(void)
{
	sigset_t ends;

	/* Whoever read where the modem is may have gone. */
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	return signalfd(-1, &ends, SFD_CLOEXEC);
}

static int run_pty(struct program *p)
{
	struct sim_watch w = {.fd = p->epoll, .ready = watched, .ctx = p};
	struct sim_pty pty[SIM_MODEMS];
	int err;

	for (unsigned i = 0; i < p->modems; i++)
		pty[i] = (struct sim_pty){.modem = p->modem[i],
					  .hand = &p->hand[i],
					  .link = p->options.link[i],
					  .ready = pty_ready};
	err = sim_front_pty(pty, p->modems, stop_file(), &w);
	if (err == ATT_E_CONFIG) /* it has been said */
		return EXIT_FAILURE;
	for (unsigned i = 0; i < p->modems; i++)
		if (pty[i].link != NULL && is_link(pty[i].link))
			unlink(pty[i].link);
	return err == 0 ? EXIT_SUCCESS : fail("pty", "front", err);
}

static int run_proxy(struct program *p)
{
	struct sim_watch w = {.fd = p->epoll, .ready = watched, .ctx = p};
	const char *where = p->options.proxy;
	const char *proxy = p->options.qmi_proxy ? "qmi-proxy" : "mbim-proxy";
	int err = sim_front_proxy(p->modem[0], where, stop_file(), &w);

	if (err == ATT_E_BUSY) {
		fprintf(stderr, "simodem: %s %s: it is there already\n", proxy,
			where);
		return EXIT_FAILURE;
	}
	return err == 0 ? EXIT_SUCCESS : fail(proxy, where, err);
}

static int run_qrtr(struct program *p)
{
	struct sim_watch w = {.fd = p->epoll, .ready = watched, .ctx = p};
	int err = sim_front_qrtr(p->modem[0], stop_file(), &w);

	return err == 0 ? EXIT_SUCCESS : fail("QRTR", "front", err);
}

static int run_usbfs(struct program *p)
{
	static char *shell[] = {"/bin/sh", NULL};
	struct sim_watch w = {.fd = p->epoll, .ready = watched, .ctx = p};
	struct sim_usb_device device[SIM_MODEMS];
	char **argv = p->options.program;
	int status;

	for (unsigned i = 0; i < p->modems; i++) {
		device[i] = *sim_usb_modem_device(p->usb[i]);
		device[i].watch = &w;
		device[i].hand = &p->hand[i];
	}
	status =
		sim_front_usbfs(device, p->modems, argv != NULL ? argv : shell);
	if (status == ATT_E_ACCESS)
		return EXIT_FAILURE; /* what was refused was said */
	return status >= 0 ? status : fail("usbfs", "front", status);
}

static int run_usbredir(struct program *p)
{
	struct sim_watch w = {.fd = p->epoll, .ready = watched, .ctx = p};
	struct sim_usb_device device = *sim_usb_modem_device(p->usb[0]);
	const char *where = p->options.usbredir;
	int err;

	device.watch = &w;
	err = sim_front_usbredir(&device, where);
	if (err == ATT_E_ACCESS) /* it has been said */
		return EXIT_FAILURE;
	return err == 0 ? EXIT_SUCCESS : fail("usbredir", where, err);
}

static int run_front(struct program *p)
{
	const struct sim_options *o = &p->options;

	if (o->usbfs)
		return run_usbfs(p);
	if (o->qrtr)
		return run_qrtr(p);
	if (o->usbredir != NULL)
		return run_usbredir(p);
	return o->proxy != NULL ? run_proxy(p) : run_pty(p);
}

/* At the front's next turn. */
static void by_hand(void *hand, bool in)
{
	struct sim_hand *h = hand;

	h->pull |= !in;
	h->push = in;
}

/* The other fronts take these signals. */
static void by_signal(void *ctx, bool in)
{
	(void)ctx;
	kill(getpid(), in ? SIGUSR2 : SIGUSR1);
}

/* A scenario whose faults did not happen tests nothing. */
static void tell_faults(const struct program *p, unsigned i)
{
	uint32_t n = p->options.modem[i].scenario.n_faults;

	if (n > 0)
		fprintf(stderr, "simodem: %u of %u faults happened\n",
			sim_modem_counters(p->modem[i])->faults, n);
}

static void tell_fuzz(const struct program *p, unsigned i)
{
	if (p->options.modem[i].fuzz.on)
		fprintf(stderr, "simodem: fuzz: %u transfers were changed\n",
			sim_modem_fuzz(p->modem[i])->changed);
}

/* A host that forgets what ends an NTB, or where its NDP has to be; and what
 * a rate has cost. */
static void tell_lost(const struct program *p, unsigned i)
{
	uint32_t n = sim_modem_counters(p->modem[i])->lost_ntbs;

	if (n > 0)
		fprintf(stderr, "simodem: %u NTBs were lost\n", n);
	n = sim_modem_counters(p->modem[i])->lost_datagrams;
	if (n > 0)
		fprintf(stderr, "simodem: %u datagrams were dropped\n", n);
}

static void begin_usb(struct program *p, unsigned i)
{
	bool tun = p->options.tun != NULL;

	p->usb[i] = sim_usb_modem_new(&p->options.modem[i], now_ms, NULL,
				      tun ? sim_tun_datagram : NULL, &p->tun);
	if (tun) {
		p->tun.usb = p->usb[i];
		sim_usb_modem_on_far(p->usb[i], sim_tun_flush,
				     sim_tun_writable);
	}
	p->modem[i] = sim_usb_modem_modem(p->usb[i]);
}

static void begin(struct program *p, unsigned i)
{
	const struct sim_options *o = &p->options;

	if (o->usbfs || o->usbredir != NULL)
		begin_usb(p, i);
	else
		p->modem[i] = sim_modem_new(&o->modem[i], now_ms(NULL));
	sim_modem_on_plug(p->modem[i], o->usbfs || o->pty ? by_hand : by_signal,
			  &p->hand[i]);
}

static void end(struct program *p, unsigned i)
{
	tell_faults(p, i);
	tell_lost(p, i);
	tell_fuzz(p, i);
	if (p->usb[i] != NULL)
		sim_usb_modem_free(p->usb[i]);
	else
		sim_modem_free(p->modem[i]);
}

static int run(struct program *p)
{
	const struct sim_options *o = &p->options;
	int status;

	p->tun.fd = p->console.fd = -1;
	if (o->tun != NULL &&
	    (status = sim_tun_open(&p->tun, o->tun, false)) != 0)
		return fail("TUN", o->tun, status);
	p->modems = o->modems;
	for (unsigned i = 0; i < p->modems; i++)
		begin(p, i);
	status = open_files(p);
	if (status == 0)
		status = run_front(p);
	sim_console_close(&p->console);
	sim_tun_close(&p->tun);
	for (unsigned i = 0; i < p->modems; i++)
		end(p, i);
	return status;
}

int main(int argc, char **argv)
{
	static struct program p;

	switch (sim_options_parse(&p.options, argc, argv)) {
	case SIM_OPTIONS_HELP:
		return EXIT_SUCCESS;
	case SIM_OPTIONS_BAD:
		return 2;
	case SIM_OPTIONS_RUN:
		break;
	}
	if (p.options.learn != NULL)
		return learn_file(p.options.learn, p.options.output,
				  p.options.personal);
	return run(&p);
}
