/* The usbfs front: runs a program that finds the simulated device where Linux
 * shows USB devices to libusb. One loop serves the program's requests, the
 * device's time and the signals that plug and unplug it. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/simodem/front_usbfs.h"
#include "tools/simodem/simodem.h"

enum { HUB = 0, FIRST = 1, HUB_NUMBER = 1, LAST_NUMBER = 127 };

struct front_run {
	struct usbfs_front front;
	int signals; /* signalfd */
	pid_t child;
	bool ended;
	int status; /* as waitpid gives it */
	uint8_t devnum;
};

static bool is_taken(const struct front_run *r, uint8_t devnum)
{
	for (unsigned i = FIRST; i < r->front.devices; i++)
		if (r->front.device[i].present &&
		    r->front.device[i].devnum == devnum)
			return true;
	return false;
}

static void front_plug(struct front_run *r, struct usbfs_device *d,
		       enum sim_remedy remedy)
{
	if (d->present)
		return;
	do
		r->devnum = r->devnum == LAST_NUMBER ? HUB_NUMBER + 1
						     : r->devnum + 1;
	while (is_taken(r, r->devnum));
	usbfs_bus_plug(d, r->devnum, remedy);
	usbfs_sysfs_add(&r->front, d);
}

static void front_unplug(struct front_run *r, struct usbfs_device *d)
{
	if (!d->present)
		return;
	usbfs_bus_unplug(d);
	usbfs_files_wake(&r->front);
	usbfs_sysfs_remove(&r->front, d);
}

static void front_signal(struct front_run *r)
{
	struct signalfd_siginfo s;

	if (read(r->signals, &s, sizeof(s)) != sizeof(s))
		return;
	switch (s.ssi_signo) {
	case SIGUSR1:
		front_unplug(r, &r->front.device[FIRST]);
		break;
	case SIGUSR2:
		front_plug(r, &r->front.device[FIRST], SIM_REMEDY_POWER);
		break;
	case SIGTERM:
		kill(r->child, SIGTERM);
		break;
	case SIGCHLD:
		r->ended = waitpid(r->child, &r->status, WNOHANG) == r->child;
		break;
	}
}

/* How long poll may sleep. */
static int front_timeout(const struct front_run *r, uint64_t now_ms)
{
	uint64_t first = UINT64_MAX, at;

	for (unsigned i = FIRST; i < r->front.devices; i++) {
		const struct usbfs_device *d = &r->front.device[i];

		at = d->model->deadline(d->model->ctx);
		first = at < first ? at : first;
		at = usbfs_urb_deadline(d);
		first = at < first ? at : first;
	}
	if (first == UINT64_MAX)
		return -1;
	if (first <= now_ms)
		return 0;
	return first - now_ms > 60000 ? 60000 : (int)(first - now_ms);
}

static void front_hand(struct front_run *r, struct usbfs_device *d)
{
	struct sim_hand *hand = d->model->hand;

	if (!hand)
		return;
	if (hand->pull)
		front_unplug(r, d);
	if (hand->push)
		front_plug(r, d, SIM_REMEDY_POWER);
	hand->pull = hand->push = false;
}

static void front_devices(struct front_run *r)
{
	uint64_t now_ms = sim_clock_ms();

	for (unsigned i = FIRST; i < r->front.devices; i++) {
		struct usbfs_device *d = &r->front.device[i];
		const struct sim_usb_device *m = d->model;

		if (now_ms >= m->deadline(m->ctx))
			m->expire(m->ctx, now_ms);
		front_hand(r, d);
	}
	for (unsigned i = 0; i < r->front.devices; i++)
		usbfs_urb_pump(&r->front.device[i], now_ms);
	usbfs_files_wake(&r->front);
}

static void front_loop(struct front_run *r)
{
	const struct sim_watch *w = r->front.device[FIRST].model->watch;
	struct pollfd p[] = {{.fd = usbfs_files_fd(&r->front)},
			     {.fd = r->signals},
			     {.fd = w ? w->fd : -1},
			     {.fd = r->front.authorized}};

	for (unsigned i = 0; i < 4; i++)
		p[i].events = POLLIN;
	while (!r->ended) {
		if (poll(p, 4, front_timeout(r, sim_clock_ms())) < 0 &&
		    errno != EINTR)
			return;
		/* Before what its writer asks for next. */
		usbfs_sysfs_serve(&r->front);
		if (p[0].revents && !usbfs_files_serve(&r->front))
			return;
		if (p[1].revents)
			front_signal(r);
		if (p[2].revents)
			w->ready(w->ctx, sim_clock_ms());
		front_devices(r);
	}
}

static void run_child(char *const argv[], const sigset_t *mask)
{
	char *shell[] = {getenv("SHELL"), NULL};

	if (!shell[0])
		shell[0] = "/bin/sh";
	if (!argv)
		argv = shell;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigprocmask(SIG_SETMASK, mask, NULL);
	/* libudev would refuse a device that is not in a real sysfs. */
	setenv("SYSTEMD_DEVICE_VERIFY_SYSFS", "0", 1);
	execvp(argv[0], argv);
	usbfs_space_fail(argv[0]);
	_exit(127);
}

/* Everything up to the program's start; 0 or a negative ATT_E_*. */
static int front_start(struct front_run *r, char *const argv[],
		       const sigset_t *mask)
{
	struct usbfs_front *f = &r->front;
	int err = usbfs_space_enter();

	if (err == 0)
		err = usbfs_files_open(f);
	if (err == 0)
		err = usbfs_sysfs_open(f);
	if (err < 0)
		return err;
	usbfs_bus_plug(&f->device[HUB], HUB_NUMBER, SIM_REMEDY_NONE);
	usbfs_sysfs_add(f, &f->device[HUB]);
	r->devnum = HUB_NUMBER;
	for (unsigned i = FIRST; i < f->devices; i++)
		front_plug(r, &f->device[i], SIM_REMEDY_NONE);
	r->child = fork();
	if (r->child == 0)
		run_child(argv, mask);
	return r->child < 0 ? ATT_E_MEMORY : 0;
}

static void front_bus(struct usbfs_front *f,
		      const struct sim_usb_device *devices, unsigned n)
{
	static const char *const ports[SIM_MODEMS] = {"1-1", "1-2", "1-3",
						      "1-4"};

	usbfs_bus_init(&f->device[HUB], &usbfs_hub, "usb1");
	for (unsigned i = 0; i < n && i < SIM_MODEMS; i++)
		usbfs_bus_init(&f->device[FIRST + i], &devices[i], ports[i]);
	f->devices = FIRST + (n < SIM_MODEMS ? n : SIM_MODEMS);
}

/* SIGINT is the program's, which the terminal tells. */
static void block_signals(sigset_t *ours, sigset_t *theirs)
{
	static const int signals[] = {SIGUSR1, SIGUSR2, SIGTERM, SIGINT,
				      SIGCHLD};

	sigemptyset(ours);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(ours, signals[i]);
	sigprocmask(SIG_BLOCK, ours, theirs);
}

int sim_front_usbfs(const struct sim_usb_device *devices, unsigned n,
		    char *const argv[])
{
	struct front_run r = {.front.uevents = -1, .front.authorized = -1};
	sigset_t ours, theirs;
	int err;

	front_bus(&r.front, devices, n);
	block_signals(&ours, &theirs);
	r.signals = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
	err = r.signals < 0 ? ATT_E_IO : front_start(&r, argv, &theirs);
	if (err == 0)
		front_loop(&r);
	usbfs_files_close(&r.front);
	if (err == 0 && !r.ended) {
		kill(r.child, SIGKILL);
		waitpid(r.child, &r.status, 0);
	}
	if (r.front.uevents >= 0)
		close(r.front.uevents);
	if (r.front.authorized >= 0)
		close(r.front.authorized);
	if (r.signals >= 0)
		close(r.signals);
	sigprocmask(SIG_SETMASK, &theirs, NULL);
	if (err < 0)
		return err;
	return WIFEXITED(r.status) ? WEXITSTATUS(r.status)
				   : 128 + WTERMSIG(r.status);
}
