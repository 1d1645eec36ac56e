/* The event loop: file descriptors (epoll, level or edge triggered), one-shot
 * timers and signals. Everything that attache does on Linux happens inside
 * att_loop_turn. */
#ifndef ATT_LINUX_LOOP_H
#define ATT_LINUX_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ATT_LOOP_WATCHES 256
#define ATT_LOOP_TIMERS	 64
#define ATT_LOOP_NEVER	 UINT64_MAX

typedef void att_loop_fn(void *arg, uint32_t revents);

/* A one-shot timer; memory is the caller's and outlives the loop's use. */
struct att_loop_timer {
	uint64_t at_ms; /* ATT_LOOP_NEVER: not set */
	void (*fn)(void *arg);
	void *arg;
};

struct att_loop_watch {
	int fd; /* -1: free */
	uint32_t generation;
	att_loop_fn *fn;
	void *arg;
};

struct att_loop {
	int epoll_fd, signal_fd, wake_fd;
	uint64_t (*clock)(void *ctx); /* ms, goes on while the host sleeps */
	void *clock_ctx;
	struct att_loop_watch watch[ATT_LOOP_WATCHES];
	unsigned n_watches; /* so many of them were ever used */
	struct att_loop_timer *timer[ATT_LOOP_TIMERS];
	unsigned n_timers;
	void (*on_signal)(void *arg, int signo);
	void *on_signal_arg;
	uint64_t wake_ms; /* that wake_fd is set to */
	/* ms that the host slept since it was started; tests set their own */
	uint64_t (*asleep)(void *clock_ctx);
	uint64_t asleep_ms; /* when it was looked at last */
	void (*on_resume)(void *arg, uint64_t slept_ms);
	void *on_resume_arg;
	uint64_t ended_ms; /* the last signal that ended; ATT_LOOP_NEVER */
};

/* clock NULL: CLOCK_BOOTTIME. 0 or ATT_E_IO. */
int att_loop_init(struct att_loop *loop, uint64_t (*clock)(void *ctx),
		  void *clock_ctx);
void att_loop_fini(struct att_loop *loop);
uint64_t att_loop_now(const struct att_loop *loop);

/* Call fn(arg, revents) when fd is ready for events (EPOLLIN, EPOLLOUT,
 * EPOLLET). A watched fd is changed; a changed fd that is ready at that moment
 * is reported again even if it is edge triggered. 0, ATT_E_IO, or ATT_E_ROOM
 * (ATT_LOOP_WATCHES are in use). */
int att_loop_watch(struct att_loop *loop, int fd, uint32_t events,
		   att_loop_fn *fn, void *arg);
/* Before fd is closed. Events of fd already collected are not delivered. */
void att_loop_unwatch(struct att_loop *loop, int fd);

/* Make a timer known to the loop, not set. At most ATT_LOOP_TIMERS. */
void att_loop_timer_init(struct att_loop *loop, struct att_loop_timer *timer,
			 void (*fn)(void *arg), void *arg);
/* The timers in this memory are not known any more. Not from within a turn. */
void att_loop_timers_end(struct att_loop *loop, const void *memory, size_t len);

/* Take SIGINT, SIGTERM and SIGHUP out of the process's usual handling and call
 * fn for them from the loop; SIGPIPE is ignored. 0 or ATT_E_IO. */
int att_loop_signals(struct att_loop *loop, void (*fn)(void *arg, int signo),
		     void *arg);

/* Call fn when the host has slept, before any timer that is due by that: the
 * time of the loop has jumped by slept_ms. It is noticed when a timer is due.
 */
void att_loop_resumes(struct att_loop *loop,
		      void (*fn)(void *arg, uint64_t slept_ms), void *arg);

/* A signal asks for the end. True: it counts. False: it is part of the last
 * one that did, which was less than a second ago: timeout(1) sends one to its
 * child and one to the child's group. */
bool att_loop_end_signal(struct att_loop *loop);

/* How long turn would sleep: ms until the first timer, 0: one is due, -1: no
 * timer is set. */
int att_loop_wait_ms(const struct att_loop *loop);
/* Wait for the first event or timer, but at most max_ms (-1: no limit), call
 * the handlers of ready descriptors, then those of due timers. 0 or ATT_E_IO.
 */
int att_loop_turn(struct att_loop *loop, int max_ms);

/* An error in words: where the system had the say (ATT_E_IO), those of errno,
 * as "Too many open files". To be called before errno is another one. */
const char *att_loop_error(int err);

#endif
