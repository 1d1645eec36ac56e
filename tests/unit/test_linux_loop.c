/* The event loop: descriptors and timers, with a clock of the test's own. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/loop.h"

struct rig {
	struct att_loop loop;
	uint64_t now_ms, asleep_ms, resumed_ms;
	unsigned fired;
	int pipe[2][2];
	unsigned calls[2];
	int signo;
};

static uint64_t rig_clock(void *ctx)
{
	return ((struct rig *)ctx)->now_ms;
}

static int setup(void **state)
{
	static struct rig rig;

	rig = (struct rig){.now_ms = 1000};
	assert_int_equal(att_loop_init(&rig.loop, rig_clock, &rig), 0);
	assert_int_equal(pipe(rig.pipe[0]), 0);
	assert_int_equal(pipe(rig.pipe[1]), 0);
	*state = &rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	for (int i = 0; i < 2; i++) {
		close(rig->pipe[i][0]);
		close(rig->pipe[i][1]);
	}
	att_loop_fini(&rig->loop);
	return 0;
}

static void put(struct rig *rig, int i)
{
	assert_int_equal(write(rig->pipe[i][1], "x", 1), 1);
}

static void take(struct rig *rig, int i)
{
	char c;

	assert_int_equal(read(rig->pipe[i][0], &c, 1), 1);
	rig->calls[i]++;
}

static void first_ready(void *arg, uint32_t revents)
{
	assert_true(revents & EPOLLIN);
	take(arg, 0);
}

static void second_ready(void *arg, uint32_t revents)
{
	assert_true(revents & EPOLLIN);
	take(arg, 1);
}

static void count_only(void *arg, uint32_t revents)
{
	struct rig *rig = arg;

	(void)revents;
	rig->calls[0]++;
}

static void loop_calls_the_handler_of_what_is_ready(void **state)
{
	struct rig *rig = *state;

	att_loop_watch(&rig->loop, rig->pipe[0][0], EPOLLIN, first_ready, rig);
	att_loop_watch(&rig->loop, rig->pipe[1][0], EPOLLIN, second_ready, rig);
	put(rig, 1);
	assert_int_equal(att_loop_turn(&rig->loop, 0), 0);
	assert_int_equal(rig->calls[0], 0);
	assert_int_equal(rig->calls[1], 1);
	assert_int_equal(att_loop_turn(&rig->loop, 0), 0);
	assert_int_equal(rig->calls[1], 1);
}

static void close_other(void *arg, uint32_t revents)
{
	struct rig *rig = arg;

	(void)revents;
	rig->calls[0]++;
	att_loop_unwatch(&rig->loop, rig->pipe[0][0]);
	att_loop_unwatch(&rig->loop, rig->pipe[1][0]);
}

static void loop_forgets_events_of_what_was_unwatched(void **state)
{
	struct rig *rig = *state;

	att_loop_watch(&rig->loop, rig->pipe[0][0], EPOLLIN, close_other, rig);
	att_loop_watch(&rig->loop, rig->pipe[1][0], EPOLLIN, close_other, rig);
	put(rig, 0);
	put(rig, 1);
	att_loop_turn(&rig->loop, 0);
	assert_int_equal(rig->calls[0], 1);
}

static void loop_reports_an_edge_again_when_the_watch_is_renewed(void **state)
{
	struct rig *rig = *state;
	int fd = rig->pipe[0][0];

	att_loop_watch(&rig->loop, fd, EPOLLIN | EPOLLET, count_only, rig);
	put(rig, 0);
	att_loop_turn(&rig->loop, 0);
	att_loop_turn(&rig->loop, 0);
	assert_int_equal(rig->calls[0], 1);
	att_loop_watch(&rig->loop, fd, EPOLLIN | EPOLLET, count_only, rig);
	att_loop_turn(&rig->loop, 0);
	assert_int_equal(rig->calls[0], 2);
}

static void loop_refuses_more_watches_than_it_has(void **state)
{
	struct rig *rig = *state;
	int fd[ATT_LOOP_WATCHES + 1];
	int err = 0;

	for (int i = 0; i <= ATT_LOOP_WATCHES; i++) {
		fd[i] = dup(rig->pipe[0][0]);
		assert_true(fd[i] >= 0);
		err = att_loop_watch(&rig->loop, fd[i], EPOLLIN, count_only,
				     rig);
		assert_int_equal(err, i < ATT_LOOP_WATCHES ? 0 : ATT_E_ROOM);
	}
	for (int i = 0; i <= ATT_LOOP_WATCHES; i++) {
		att_loop_unwatch(&rig->loop, fd[i]);
		close(fd[i]);
	}
}

static void timer_due(void *arg)
{
	++*(unsigned *)arg;
}

static void timers_fire_once_at_their_time_and_not_before(void **state)
{
	struct rig *rig = *state;
	struct att_loop_timer a, b;

	att_loop_timer_init(&rig->loop, &a, timer_due, &rig->calls[0]);
	att_loop_timer_init(&rig->loop, &b, timer_due, &rig->calls[1]);
	assert_int_equal(att_loop_wait_ms(&rig->loop), -1);
	a.at_ms = 1500;
	b.at_ms = 1200;
	assert_int_equal(att_loop_wait_ms(&rig->loop), 200);
	rig->now_ms = 1199;
	att_loop_turn(&rig->loop, 0);
	assert_int_equal(rig->calls[1], 0);
	rig->now_ms = 1200;
	att_loop_turn(&rig->loop, 0);
	att_loop_turn(&rig->loop, 0);
	assert_int_equal(rig->calls[1], 1);
	assert_int_equal(rig->calls[0], 0);
	assert_int_equal(att_loop_wait_ms(&rig->loop), 300);
	rig->now_ms = 1600;
	assert_int_equal(att_loop_wait_ms(&rig->loop), 0);
	att_loop_turn(&rig->loop, -1);
	assert_int_equal(rig->calls[0], 1);
	assert_int_equal(att_loop_wait_ms(&rig->loop), -1);
}

static void remember_signal(void *arg, int signo)
{
	((struct rig *)arg)->signo = signo;
}

static void signals_arrive_through_the_loop(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(att_loop_signals(&rig->loop, remember_signal, rig), 0);
	kill(getpid(), SIGHUP);
	att_loop_turn(&rig->loop, -1);
	assert_int_equal(rig->signo, SIGHUP);
	kill(getpid(), SIGTERM);
	att_loop_turn(&rig->loop, -1);
	assert_int_equal(rig->signo, SIGTERM);
}

static void signals_that_end_within_a_second_are_one(void **state)
{
	struct rig *rig = *state;

	rig->now_ms = 0; /* a time as good as another */
	assert_true(att_loop_end_signal(&rig->loop));
	rig->now_ms = 999;
	assert_false(att_loop_end_signal(&rig->loop));
	rig->now_ms = 1000;
	assert_true(att_loop_end_signal(&rig->loop));
	rig->now_ms = 1999;
	assert_false(att_loop_end_signal(&rig->loop));
	rig->now_ms = 2000;
	assert_true(att_loop_end_signal(&rig->loop));
}

static uint64_t slept(void *ctx)
{
	return ((struct rig *)ctx)->asleep_ms;
}

static void on_resume(void *arg, uint64_t slept_ms)
{
	struct rig *rig = arg;

	rig->resumed_ms += slept_ms;
	assert_int_equal(rig->fired, 0); /* before what is late */
}

static void fire(void *arg)
{
	((struct rig *)arg)->fired++;
}

static void host_that_slept_is_noticed_before_late_timers(void **state)
{
	struct rig *rig = *state;
	struct att_loop_timer timer;

	rig->loop.asleep = slept;
	rig->loop.asleep_ms = 0;
	att_loop_resumes(&rig->loop, on_resume, rig);
	att_loop_timer_init(&rig->loop, &timer, fire, rig);
	timer.at_ms = 3000;
	rig->now_ms = 2999;
	rig->asleep_ms = 999; /* no more than two readings are apart */
	assert_int_equal(att_loop_turn(&rig->loop, 0), 0);
	assert_int_equal(rig->resumed_ms, 0);
	rig->now_ms = 3602000;
	rig->asleep_ms = 3600999;
	assert_int_equal(att_loop_turn(&rig->loop, 0), 0);
	assert_int_equal(rig->resumed_ms, 3600999);
	assert_int_equal(rig->fired, 1);
	timer.at_ms = 3602000;
	rig->fired = 0;
	assert_int_equal(att_loop_turn(&rig->loop, 0), 0);
	assert_int_equal(rig->resumed_ms, 3600999); /* once */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(loop_calls_the_handler_of_what_is_ready),
		TEST(loop_forgets_events_of_what_was_unwatched),
		TEST(loop_reports_an_edge_again_when_the_watch_is_renewed),
		TEST(loop_refuses_more_watches_than_it_has),
		TEST(timers_fire_once_at_their_time_and_not_before),
		TEST(signals_arrive_through_the_loop),
		TEST(signals_that_end_within_a_second_are_one),
		TEST(host_that_slept_is_noticed_before_late_timers),
	};

	return cmocka_run_group_tests_name("linux_loop", tests, NULL, NULL);
}
