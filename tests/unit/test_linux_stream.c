/* The socket of a device service stream, with a port of a few datagrams. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/stream.h"

#define SLOTS 4
#define MAX   100

struct rig {
	struct port port;
	uint8_t slot[SLOTS][MAX];
	uint32_t len[SLOTS];
	unsigned n, room, flushes;
	struct att_loop loop;
	struct att_stream stream;
	char folder[32], path[64];
};

static uint8_t *reserve(struct port *port, struct flow stream, uint32_t max)
{
	struct rig *r = (struct rig *)port;

	assert_true(stream.service);
	assert_int_equal(stream.id, 3);
	assert_int_equal(max, MAX);
	return r->n < r->room ? r->slot[r->n] : NULL;
}

static void commit(struct port *port, struct flow stream, uint32_t len)
{
	struct rig *r = (struct rig *)port;

	(void)stream;
	r->len[r->n] = len;
	r->n += len > 0;
}

static void flush(struct port *port)
{
	((struct rig *)port)->flushes++;
}

static int setup(void **state)
{
	static const struct port_ops ops = {.send_reserve = reserve,
					    .send_commit = commit,
					    .send_flush = flush};
	static struct rig rig;
	struct rig *r = &rig;

	memset(r, 0, sizeof(*r));
	*state = r;
	r->port.ops = &ops;
	r->room = SLOTS;
	strcpy(r->folder, "/tmp/attache-stream-XXXXXX");
	assert_non_null(mkdtemp(r->folder));
	snprintf(r->path, sizeof(r->path), "%s/socket", r->folder);
	assert_int_equal(att_loop_init(&r->loop, NULL, NULL), 0);
	assert_int_equal(att_stream_open(&r->stream, r->path, 3, &r->loop), 0);
	att_stream_port(&r->stream, &r->port, MAX);
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;

	att_stream_close(&r->stream);
	att_loop_fini(&r->loop);
	return rmdir(r->folder); /* the socket is gone */
}

static void turn(struct rig *r)
{
	assert_int_equal(att_loop_turn(&r->loop, 0), 0);
}

static int program(struct rig *r)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);

	strcpy(at.sun_path, r->path);
	assert_int_equal(connect(fd, (const void *)&at, sizeof(at)), 0);
	turn(r);
	return fd;
}

static void say(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), 0), strlen(text));
}

static void packets_go_both_ways(void **state)
{
	struct rig *r = *state;
	int fd = program(r);
	char text[8];

	say(fd, "one");
	say(fd, "three");
	turn(r);
	assert_int_equal(r->n, 2);
	assert_int_equal(r->len[1], 5);
	assert_memory_equal(r->slot[1], "three", 5);
	assert_int_equal(r->flushes, 1);
	att_stream_input(&r->stream, att_bytes_of("answer", 6));
	assert_int_equal(recv(fd, text, sizeof(text), 0), 6);
	assert_memory_equal(text, "answer", 6);
	close(fd);
}

static void full_port_makes_the_program_wait(void **state)
{
	struct rig *r = *state;
	int fd = program(r);

	r->room = 1;
	say(fd, "1");
	say(fd, "2");
	turn(r);
	assert_int_equal(r->n, 1);
	r->room = SLOTS;
	att_stream_writable(&r->stream);
	assert_int_equal(r->n, 2);
	assert_memory_equal(r->slot[1], "2", 1);
	close(fd);
}

static void too_long_a_packet_is_dropped(void **state)
{
	static const char text[MAX + 1];
	struct rig *r = *state;
	int fd = program(r);

	assert_int_equal(send(fd, text, MAX + 1, 0), MAX + 1);
	assert_int_equal(send(fd, text, MAX, 0), MAX);
	turn(r);
	assert_int_equal(r->n, 1);
	assert_int_equal(r->len[0], MAX);
	assert_int_equal(r->stream.tx_dropped, 1);
	close(fd);
}

static void one_program_at_a_time(void **state)
{
	struct rig *r = *state;
	int first = program(r), second = program(r);
	char c;

	assert_int_equal(recv(second, &c, 1, 0), 0);
	say(first, "still here");
	turn(r);
	assert_int_equal(r->n, 1);
	close(first);
	turn(r);
	close(second);
	second = program(r);
	say(second, "now");
	turn(r);
	assert_int_equal(r->n, 2);
	close(second);
}

/* The kernel says ECONNRESET then, before the last words and the end. */
static void program_that_leaves_unread_what_came_makes_room(void **state)
{
	struct rig *r = *state;
	int fd = program(r);

	att_stream_input(&r->stream, att_bytes_of("unread", 6));
	say(fd, "last");
	close(fd);
	turn(r);
	assert_int_equal(r->n, 1);
	assert_memory_equal(r->slot[0], "last", 4);
	fd = program(r);
	say(fd, "next");
	turn(r);
	assert_int_equal(r->n, 2);
	close(fd);
}

static void nothing_is_kept_while_the_modem_is_away(void **state)
{
	struct rig *r = *state;
	int fd = program(r);

	att_stream_port(&r->stream, NULL, 0);
	say(fd, "lost");
	turn(r);
	att_stream_port(&r->stream, &r->port, MAX);
	say(fd, "new");
	turn(r);
	assert_int_equal(r->stream.tx_dropped, 1);
	assert_int_equal(r->n, 1);
	assert_memory_equal(r->slot[0], "new", 3);
	close(fd);
}

static void nobody_listens_to_what_is_dropped(void **state)
{
	struct rig *r = *state;
	int fd;

	att_stream_input(&r->stream, att_bytes_of("x", 1));
	assert_int_equal(r->stream.rx_dropped, 1);
	fd = program(r);
	close(fd);
	att_stream_input(&r->stream, att_bytes_of("x", 1));
	assert_int_equal(r->stream.rx_dropped, 2);
	turn(r);
}

static void socket_that_is_in_use_is_left_alone(void **state)
{
	struct rig *r = *state;
	struct att_stream other;
	struct stat st;

	assert_int_equal(att_stream_open(&other, r->path, 0, &r->loop),
			 ATT_E_BUSY);
	att_stream_close(&other);
	assert_int_equal(stat(r->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(packets_go_both_ways),
		TEST(full_port_makes_the_program_wait),
		TEST(too_long_a_packet_is_dropped),
		TEST(one_program_at_a_time),
		TEST(program_that_leaves_unread_what_came_makes_room),
		TEST(nothing_is_kept_while_the_modem_is_away),
		TEST(nobody_listens_to_what_is_dropped),
		TEST(socket_that_is_in_use_is_left_alone),
	};

	return cmocka_run_group_tests_name("linux_stream", tests, NULL, NULL);
}
