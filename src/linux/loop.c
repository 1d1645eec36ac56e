/* The event loop over epoll; timers are few, so they are looked through. */
#include "linux/loop.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/errors.h"

#define EVENTS_A_TURN 32
/* Signals that are less apart are one wish to end. */
#define END_APART_MS 1000u

/* Less than that is the time between two readings of the clocks. */
#define SLEPT_MS 1000u

static uint64_t read_ms(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static uint64_t boottime_ms(void *ctx)
{
	(void)ctx;
	return read_ms(CLOCK_BOOTTIME);
}

static uint64_t asleep_ms(void *ctx)
{
	uint64_t monotonic = read_ms(CLOCK_MONOTONIC);

	(void)ctx;
	return read_ms(CLOCK_BOOTTIME) - monotonic;
}

static void nothing(void *arg, uint32_t revents)
{
	uint64_t times;

	(void)revents;
	(void)!read(*(int *)arg, &times, sizeof(times));
}

/* epoll sleeps by the clock that stands still with the host: this wakes it. */
static int init_wake(struct att_loop *loop)
{
	loop->wake_ms = ATT_LOOP_NEVER;
	loop->wake_fd =
		timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (loop->wake_fd < 0)
		return ATT_E_IO;
	return att_loop_watch(loop, loop->wake_fd, EPOLLIN, nothing,
			      &loop->wake_fd);
}

int att_loop_init(struct att_loop *loop, uint64_t (*clock)(void *ctx),
		  void *clock_ctx)
{
	loop->n_watches = loop->n_timers = 0;
	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	loop->signal_fd = loop->wake_fd = -1;
	loop->ended_ms = ATT_LOOP_NEVER;
	loop->clock = clock ? clock : boottime_ms;
	loop->clock_ctx = clock_ctx;
	loop->asleep = asleep_ms;
	loop->on_signal = NULL;
	loop->on_resume = NULL;
	loop->asleep_ms = loop->asleep(NULL);
	if (loop->epoll_fd < 0)
		return ATT_E_IO;
	return clock ? 0 : init_wake(loop);
}

void att_loop_fini(struct att_loop *loop)
{
	if (loop->signal_fd >= 0)
		close(loop->signal_fd);
	if (loop->wake_fd >= 0)
		close(loop->wake_fd);
	if (loop->epoll_fd >= 0)
		close(loop->epoll_fd);
	loop->signal_fd = loop->wake_fd = loop->epoll_fd = -1;
}

uint64_t att_loop_now(const struct att_loop *loop)
{
	return loop->clock(loop->clock_ctx);
}

static struct att_loop_watch *find(struct att_loop *loop, int fd)
{
	for (unsigned i = 0; i < loop->n_watches; i++)
		if (loop->watch[i].fd == fd)
			return &loop->watch[i];
	return NULL;
}

static struct att_loop_watch *find_free(struct att_loop *loop)
{
	struct att_loop_watch *w = find(loop, -1);

	if (w || loop->n_watches == ATT_LOOP_WATCHES)
		return w;
	w = &loop->watch[loop->n_watches++];
	w->fd = -1;
	return w;
}

int att_loop_watch(struct att_loop *loop, int fd, uint32_t events,
		   att_loop_fn *fn, void *arg)
{
	struct att_loop_watch *w = find(loop, fd);
	int op = w ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
	struct epoll_event ev = {.events = events};

	if (!w)
		w = find_free(loop);
	if (!w)
		return ATT_E_ROOM;
	ev.data.u64 =
		(uint64_t)w->generation << 32 | (uint64_t)(w - loop->watch);
	if (epoll_ctl(loop->epoll_fd, op, fd, &ev) < 0)
		return ATT_E_IO;
	w->fd = fd;
	w->fn = fn;
	w->arg = arg;
	return 0;
}

void att_loop_unwatch(struct att_loop *loop, int fd)
{
	struct att_loop_watch *w = fd < 0 ? NULL : find(loop, fd);

	if (!w)
		return;
	epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
	w->fd = -1;
	w->generation++;
}

void att_loop_timer_init(struct att_loop *loop, struct att_loop_timer *timer,
			 void (*fn)(void *arg), void *arg)
{
	assert(loop->n_timers < ATT_LOOP_TIMERS);
	*timer = (struct att_loop_timer){ATT_LOOP_NEVER, fn, arg};
	loop->timer[loop->n_timers++] = timer;
}

void att_loop_timers_end(struct att_loop *loop, const void *memory, size_t len)
{
	const uintptr_t begin = (uintptr_t)memory;
	unsigned n = 0;

	for (unsigned i = 0; i < loop->n_timers; i++)
		if ((uintptr_t)loop->timer[i] - begin >= len)
			loop->timer[n++] = loop->timer[i];
	loop->n_timers = n;
}

static void signal_ready(void *arg, uint32_t revents)
{
	struct att_loop *loop = arg;
	struct signalfd_siginfo info;

	(void)revents;
	if (read(loop->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		loop->on_signal(loop->on_signal_arg, (int)info.ssi_signo);
}

int att_loop_signals(struct att_loop *loop, void (*fn)(void *arg, int signo),
		     void *arg)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return ATT_E_IO;
	signal(SIGPIPE, SIG_IGN);
	loop->on_signal = fn;
	loop->on_signal_arg = arg;
	loop->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (loop->signal_fd < 0)
		return ATT_E_IO;
	return att_loop_watch(loop, loop->signal_fd, EPOLLIN, signal_ready,
			      loop);
}

bool att_loop_end_signal(struct att_loop *loop)
{
	uint64_t now_ms = att_loop_now(loop);

	if (loop->ended_ms != ATT_LOOP_NEVER &&
	    now_ms - loop->ended_ms < END_APART_MS)
		return false;
	loop->ended_ms = now_ms;
	return true;
}

static uint64_t first_timer(const struct att_loop *loop)
{
	uint64_t first = ATT_LOOP_NEVER;

	for (unsigned i = 0; i < loop->n_timers; i++)
		if (loop->timer[i]->at_ms < first)
			first = loop->timer[i]->at_ms;
	return first;
}

static int wait_for(const struct att_loop *loop, uint64_t first)
{
	uint64_t now;

	if (first == ATT_LOOP_NEVER)
		return -1;
	now = att_loop_now(loop);
	if (first <= now)
		return 0;
	return first - now > INT_MAX ? INT_MAX : (int)(first - now);
}

int att_loop_wait_ms(const struct att_loop *loop)
{
	return wait_for(loop, first_timer(loop));
}

static void set_wake(struct att_loop *loop, uint64_t first)
{
	struct itimerspec at = {
		.it_value = {.tv_sec = (time_t)(first / 1000),
			     .tv_nsec = (long)(first % 1000) * 1000000},
	};

	if (loop->wake_fd < 0 || first == loop->wake_ms)
		return;
	loop->wake_ms = first;
	if (first == ATT_LOOP_NEVER)
		at = (struct itimerspec){.it_value = {0, 0}};
	timerfd_settime(loop->wake_fd, TFD_TIMER_ABSTIME, &at, NULL);
}

/* Before anything is done late. */
static void notice_sleep(struct att_loop *loop)
{
	uint64_t asleep = loop->asleep(loop->clock_ctx);
	uint64_t slept = asleep - loop->asleep_ms;

	loop->asleep_ms = asleep;
	if (slept >= SLEPT_MS && slept <= INT64_MAX && loop->on_resume)
		loop->on_resume(loop->on_resume_arg, slept);
}

void att_loop_resumes(struct att_loop *loop,
		      void (*fn)(void *arg, uint64_t slept_ms), void *arg)
{
	loop->on_resume = fn;
	loop->on_resume_arg = arg;
}

static void expire(struct att_loop *loop)
{
	uint64_t now;

	if (first_timer(loop) == ATT_LOOP_NEVER)
		return;
	now = att_loop_now(loop);
	for (unsigned i = 0; i < loop->n_timers; i++) {
		struct att_loop_timer *timer = loop->timer[i];

		if (timer->at_ms > now)
			continue;
		timer->at_ms = ATT_LOOP_NEVER;
		timer->fn(timer->arg);
	}
}

int att_loop_turn(struct att_loop *loop, int max_ms)
{
	struct epoll_event ev[EVENTS_A_TURN];
	const uint64_t first = first_timer(loop);
	int wait_ms = wait_for(loop, first);
	int n;

	if (max_ms >= 0 && (wait_ms < 0 || wait_ms > max_ms))
		wait_ms = max_ms;
	if (wait_ms)
		set_wake(loop, first);
	n = epoll_wait(loop->epoll_fd, ev, EVENTS_A_TURN, wait_ms);
	if (n < 0 && errno != EINTR)
		return ATT_E_IO;
	if (first != ATT_LOOP_NEVER && first <= att_loop_now(loop))
		notice_sleep(loop);
	for (int i = 0; i < n; i++) {
		struct att_loop_watch *w =
			&loop->watch[(uint32_t)ev[i].data.u64];

		/* an earlier handler of this turn may have closed it */
		if (w->fd >= 0 && w->generation == ev[i].data.u64 >> 32)
			w->fn(w->arg, ev[i].events);
	}
	expire(loop);
	return 0;
}

const char *att_loop_error(int err)
{
	return err == ATT_E_IO && errno ? strerror(errno)
					: att_errors_text(err);
}
