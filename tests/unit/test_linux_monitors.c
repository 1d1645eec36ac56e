/* Clients that are told what happens: those that read, and those that do not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"
#include "generated/attach_machine.h"
#include "generated/cids.h"
#include "linux/monitors.h"
#include "wire/mbim/msg.h"

struct rig {
	struct att_loop loop;
	struct att_monitors monitors;
	int fd[ATT_MONITORS]; /* the other ends */
};

static int setup(void **state)
{
	static struct rig rig;

	memset(&rig, 0, sizeof(rig));
	assert_int_equal(att_loop_init(&rig.loop, NULL, NULL), 0);
	att_monitors_init(&rig.monitors, &rig.loop);
	*state = &rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	att_monitors_end(&rig->monitors, 0);
	att_loop_fini(&rig->loop);
	return rig->monitors.n != 0;
}

/* A client that gets "hello" first; 0 or ATT_E_*. */
static int add(struct rig *rig, unsigned i)
{
	int ends[2], err;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	rig->fd[i] = ends[0];
	err = att_monitors_add(&rig->monitors, ends[1], "",
			       att_bytes_of("hello", 5));
	if (err) {
		close(ends[0]);
		close(ends[1]);
	}
	return err;
}

static void tell(struct rig *rig, const char *line)
{
	const struct att_event event = {
		.since_start_ms = 7, .modem = "", .line = line};

	att_monitors_tell(&rig->monitors, &event);
}

/* Exactly so many bytes, while the loop sends what there is room for. */
static void receive_all(struct rig *rig, int fd, uint8_t *buf, size_t len)
{
	size_t have = 0;

	for (int i = 0; i < 100 && have < len; i++) {
		ssize_t n = recv(fd, buf + have, len - have, MSG_DONTWAIT);

		have += n > 0 ? (size_t)n : 0;
		assert_int_equal(att_loop_turn(&rig->loop, 0), 0);
	}
	assert_int_equal(have, len);
}

static size_t receive(int fd, uint8_t *buf, size_t cap)
{
	ssize_t n = recv(fd, buf, cap, MSG_DONTWAIT);

	return n > 0 ? (size_t)n : 0;
}

/* The next event of this client; its bytes, of which its texts are views, are
 * overwritten by the one after it. */
static struct mbim_attache_events_response event_of(struct rig *rig, int fd)
{
	static uint8_t buf[4096];
	struct mbim_attache_events_response e;
	struct mbim_msg msg;
	size_t len;

	receive_all(rig, fd, buf, 8);
	len = att_get32(buf + 4);
	assert_true(len > 8 && len <= sizeof(buf));
	receive_all(rig, fd, buf + 8, len - 8);
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, len), &msg), 0);
	assert_int_equal(msg.type, (uint32_t)MBIM_MSG_INDICATE_STATUS);
	assert_int_equal(msg.cid, MBIM_CID_ATTACHE_EVENTS);
	assert_int_equal(mbim_attache_events_response_decode(msg.body, &e), 0);
	return e;
}

static void str_is(struct att_str s, const char *text)
{
	char buf[512];

	assert_true(att_str_get(&s, buf, sizeof(buf)) >= 0);
	assert_string_equal(buf, text);
}

static void is_greeted(int fd)
{
	uint8_t buf[8];

	assert_int_equal(recv(fd, buf, 5, MSG_DONTWAIT), 5);
	assert_memory_equal(buf, "hello", 5);
}

static void monitors_tell_each_client_the_same(void **state)
{
	struct rig *rig = *state;
	struct mbim_attache_events_response e;

	assert_int_equal(add(rig, 0), 0);
	assert_int_equal(add(rig, 1), 0);
	tell(rig, "problem: no SIM is inserted");
	assert_int_equal(att_monitors_flush(&rig->monitors), 0);
	for (unsigned i = 0; i < 2; i++) {
		is_greeted(rig->fd[i]);
		e = event_of(rig, rig->fd[i]);
		assert_int_equal(e.kind, MBIM_EVENT_KIND_PROBLEM);
		assert_int_equal(e.since_start_ms, 7);
		str_is(e.text, "problem: no SIM is inserted");
		close(rig->fd[i]);
	}
}

static void monitors_know_the_kinds_of_lines(void **state)
{
	static const struct {
		const char *line;
		uint32_t kind;
	} rows[] = {
		{"problem: x", MBIM_EVENT_KIND_PROBLEM},
		{"waiting: x", MBIM_EVENT_KIND_WAITING},
		{"error: x", MBIM_EVENT_KIND_ERROR},
		{"link wwan0 up", MBIM_EVENT_KIND_LINK},
		{"modem modem1 is taken in", MBIM_EVENT_KIND_MODEM},
		{"linked", MBIM_EVENT_KIND_LINE},
		{"", MBIM_EVENT_KIND_LINE},
	};
	struct rig *rig = *state;

	assert_int_equal(add(rig, 0), 0);
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		tell(rig, rows[i].line);
	att_monitors_flush(&rig->monitors);
	is_greeted(rig->fd[0]);
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(event_of(rig, rig->fd[0]).kind, rows[i].kind);
	close(rig->fd[0]);
}

static void monitors_tell_steps_by_their_names(void **state)
{
	const struct att_trace_rec rec = {
		.machine = &att_attach_info,
		.at_ms = 123456,
		.event = ATT_ATTACH_EV_CHANNEL_OPEN,
		.from = ATT_ATTACH_IDLE,
		.to = ATT_ATTACH_IDLE,
		.refused = true,
	};
	const struct att_event event = {
		.since_start_ms = 1, .modem = "", .step = &rec};
	struct rig *rig = *state;
	struct mbim_attache_events_response e;

	assert_int_equal(add(rig, 0), 0);
	att_monitors_tell(&rig->monitors, &event);
	att_monitors_flush(&rig->monitors);
	is_greeted(rig->fd[0]);
	e = event_of(rig, rig->fd[0]);
	assert_int_equal(e.kind, MBIM_EVENT_KIND_STEP);
	str_is(e.text, "attach idle --channel_open--> refused");
	str_is(e.machine, "attach");
	str_is(e.from, "idle");
	str_is(e.event, "channel_open");
	assert_int_equal(e.to.len, 0);
	assert_int_equal(e.effect.len, 0);
	close(rig->fd[0]);
}

static void monitors_drop_a_client_that_does_not_read(void **state)
{
	struct rig *rig = *state;
	unsigned dropped = 0;
	uint8_t buf[65536];

	assert_int_equal(add(rig, 0), 0);
	assert_int_equal(add(rig, 1), 0);
	for (int i = 0; i < 20000 && !dropped; i++) {
		tell(rig, "a line that nobody reads, again and again");
		dropped = att_monitors_flush(&rig->monitors);
		while (receive(rig->fd[1], buf, sizeof(buf)))
			;
	}
	assert_int_equal(dropped, 1);
	assert_int_equal(rig->monitors.n, 1);
	tell(rig, "but this one");
	assert_int_equal(att_monitors_flush(&rig->monitors), 0);
	str_is(event_of(rig, rig->fd[1]).text, "but this one");
	close(rig->fd[0]);
	close(rig->fd[1]);
}

/* A message that was cut goes on where it was when the client reads again. */
static void monitors_lose_nothing_of_a_client_that_reads_late(void **state)
{
	struct rig *rig = *state;
	int size = 4096;
	char line[32];

	assert_int_equal(add(rig, 0), 0);
	setsockopt(rig->monitors.monitor[0].fd, SOL_SOCKET, SO_SNDBUF, &size,
		   sizeof(size));
	for (int i = 0; i < 100; i++) {
		snprintf(line, sizeof(line), "line %d", i);
		tell(rig, line);
		assert_int_equal(att_monitors_flush(&rig->monitors), 0);
	}
	is_greeted(rig->fd[0]);
	for (int i = 0; i < 100; i++) {
		snprintf(line, sizeof(line), "line %d", i);
		str_is(event_of(rig, rig->fd[0]).text, line);
	}
	close(rig->fd[0]);
}

static void monitors_are_eight_at_most(void **state)
{
	struct rig *rig = *state;
	int unused[2];

	for (unsigned i = 0; i < ATT_MONITORS; i++)
		assert_int_equal(add(rig, i), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, unused), 0);
	assert_int_equal(att_monitors_add(&rig->monitors, unused[1], "",
					  att_bytes_of("hello", 5)),
			 ATT_E_BUSY);
	/* One that hangs up makes room. */
	close(rig->fd[3]);
	for (int i = 0; i < 4; i++)
		assert_int_equal(att_loop_turn(&rig->loop, 0), 0);
	assert_int_equal(rig->monitors.n, ATT_MONITORS - 1);
	assert_int_equal(add(rig, 3), 0);
	for (unsigned i = 0; i < ATT_MONITORS; i++)
		close(rig->fd[i]);
	close(unused[0]);
	close(unused[1]);
}

static void monitors_are_told_of_the_end(void **state)
{
	struct rig *rig = *state;
	uint8_t byte;

	assert_int_equal(add(rig, 0), 0);
	att_monitors_end(&rig->monitors, 9);
	is_greeted(rig->fd[0]);
	assert_int_equal(event_of(rig, rig->fd[0]).kind, MBIM_EVENT_KIND_END);
	assert_int_equal(recv(rig->fd[0], &byte, 1, MSG_DONTWAIT), 0);
	close(rig->fd[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(monitors_tell_each_client_the_same),
		TEST(monitors_know_the_kinds_of_lines),
		TEST(monitors_tell_steps_by_their_names),
		TEST(monitors_drop_a_client_that_does_not_read),
		TEST(monitors_lose_nothing_of_a_client_that_reads_late),
		TEST(monitors_are_eight_at_most),
		TEST(monitors_are_told_of_the_end),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
