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
#include <time.h>
#include <unistd.h>

#include "tools/simodem/front_usbfs.h"

enum { HUB = 0, PORT = 1, HUB_NUMBER = 1, LAST_NUMBER = 127 };

struct front_run {
	struct usbfs_front front;
	int signals; /* signalfd */
	pid_t child;
	bool ended;
	int status; /* as waitpid gives it */
	uint8_t devnum;
};

uint64_t usbfs_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void front_plug(struct front_run *r, enum sim_remedy remedy)
{
	struct usbfs_device *d = &r->front.device[PORT];

	if (d->present)
		return;
	r->devnum = r->devnum == LAST_NUMBER ? HUB_NUMBER : r->devnum;
	usbfs_bus_plug(d, ++r->devnum, remedy);
	usbfs_sysfs_add(&r->front, d);
}

static void front_unplug(struct front_run *r)
{
	struct usbfs_device *d = &r->front.device[PORT];

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
		front_unplug(r);
		break;
	case SIGUSR2:
		front_plug(r, SIM_REMEDY_POWER);
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
	const struct usbfs_device *d = &r->front.device[PORT];
	uint64_t first = d->model->deadline(d->model->ctx);
	uint64_t urb = usbfs_urb_deadline(d);

	if (urb < first)
		first = urb;
	if (first == UINT64_MAX)
		return -1;
	if (first <= now_ms)
		return 0;
	return first - now_ms > 60000 ? 60000 : (int)(first - now_ms);
}

static void front_device(struct front_run *r)
{
	struct usbfs_device *d = &r->front.device[PORT];
	const struct sim_usb_device *m = d->model;
	uint64_t now_ms = usbfs_now();

	if (now_ms >= m->deadline(m->ctx))
		m->expire(m->ctx, now_ms);
	for (unsigned i = 0; i < USBFS_DEVICES; i++)
		usbfs_urb_pump(&r->front.device[i], now_ms);
	usbfs_files_wake(&r->front);
}

static void front_loop(struct front_run *r)
{
	const struct sim_watch *w = r->front.device[PORT].model->watch;
	struct pollfd p[] = {{.fd = usbfs_files_fd(&r->front)},
			     {.fd = r->signals},
			     {.fd = w ? w->fd : -1}};

	for (unsigned i = 0; i < 3; i++)
		p[i].events = POLLIN;
	while (!r->ended) {
		if (poll(p, 3, front_timeout(r, usbfs_now())) < 0 &&
		    errno != EINTR)
			return;
		if (p[0].revents && !usbfs_files_serve(&r->front))
			return;
		if (p[1].revents)
			front_signal(r);
		if (p[2].revents)
			w->ready(w->ctx, usbfs_now());
		front_device(r);
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
	front_plug(r, SIM_REMEDY_NONE);
	r->child = fork();
	if (r->child == 0)
		run_child(argv, mask);
	return r->child < 0 ? ATT_E_MEMORY : 0;
}

int sim_front_usbfs(const struct sim_usb_device *device, char *const argv[])
{
	struct front_run r = {.front.uevents = -1};
	sigset_t ours, theirs;
	int err;

	usbfs_bus_init(&r.front.device[HUB], &usbfs_hub, "usb1");
	usbfs_bus_init(&r.front.device[PORT], device, "1-1");
	sigemptyset(&ours);
	sigaddset(&ours, SIGUSR1);
	sigaddset(&ours, SIGUSR2);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGINT); /* the program's, which the terminal tells */
	sigaddset(&ours, SIGCHLD);
	sigprocmask(SIG_BLOCK, &ours, &theirs);
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
	if (r.signals >= 0)
		close(r.signals);
	sigprocmask(SIG_SETMASK, &theirs, NULL);
	if (err < 0)
		return err;
	return WIFEXITED(r.status) ? WEXITSTATUS(r.status)
				   : 128 + WTERMSIG(r.status);
}
