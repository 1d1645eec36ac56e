/* The cdc-wdm back end on a real pty, and the names that port_open
 * takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers_host.h"

/* A modem's end of a pty, under a name of our own in a directory. */
struct fixture {
	struct host h;
	struct port *port;
	char dir[32], node[48];
	int modem; /* -1: unplugged */
};

static void plug(struct fixture *x)
{
	char name[64];
	int slave;

	assert_int_equal(openpty(&x->modem, &slave, name, NULL, NULL), 0);
	close(slave);
	assert_int_equal(symlink(name, x->node), 0);
}

static void unplug(struct fixture *x)
{
	unlink(x->node);
	close(x->modem);
	x->modem = -1;
}

static int setup(void **state)
{
	struct fixture *x = calloc(1, sizeof(*x));

	assert_non_null(x);
	host_init(&x->h);
	x->modem = -1;
	strcpy(x->dir, "/tmp/test_cdc_wdm_XXXXXX");
	assert_non_null(mkdtemp(x->dir));
	snprintf(x->node, sizeof(x->node), "%s/cdc-wdm0", x->dir);
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	if (x->port)
		x->port->ops->close(x->port);
	for (int i = 0; i < HOST_WATCHES; i++)
		assert_int_equal(x->h.watch[i].fd, -1);
	assert_true(x->h.timer_at == UINT64_MAX);
	if (x->modem >= 0)
		unplug(x);
	rmdir(x->dir);
	free(x);
	return 0;
}

static void start(struct fixture *x)
{
	assert_int_equal(port_open(x->node, &x->h.host, &x->port), 0);
	assert_int_equal(x->h.ups, 0); /* only from inside the loop */
}

static int send(struct fixture *x, const void *p, size_t len)
{
	return x->port->ops->send(x->port, att_bytes_of(p, len));
}

/* Exactly len bytes from the port, while the loop turns. */
static void modem_reads(struct fixture *x, uint8_t *buf, size_t len)
{
	struct pollfd readable = {x->modem, POLLIN, 0};
	size_t have = 0;

	while (have < len) {
		ssize_t n = 0;

		host_turn(&x->h, 0);
		assert_true(poll(&readable, 1, 10000) == 1);
		n = read(x->modem, buf + have, len - have);
		assert_true(n > 0);
		have += (size_t)n;
	}
}

static void node_comes_up_and_carries_both_ways(void **state)
{
	static const char odd[] = "\x03\x04\x11\x13\n\r\x7f\xff\x00z";
	struct fixture *x = *state;
	uint8_t got[sizeof(odd)];

	plug(x);
	start(x);
	assert_true(host_until(&x->h, &x->h.ups, 1));
	assert_string_equal(x->h.info.name, x->node);
	assert_int_equal(x->h.info.max_control, 4096);
	assert_false(x->h.info.framed);
	assert_int_equal(x->h.info.data, PORT_NO_DATA);
	assert_string_equal(x->h.info.speaks, "mbim");
	assert_false(x->h.info.stale);
	assert_string_equal(x->h.info.netdev, "");
	assert_int_equal(send(x, odd, sizeof(odd)), 0);
	modem_reads(x, got, sizeof(got));
	assert_memory_equal(got, odd, sizeof(odd));
	assert_int_equal(write(x->modem, odd, sizeof(odd)), sizeof(odd));
	assert_true(host_until_control(&x->h, sizeof(odd)));
	assert_memory_equal(x->h.control, odd, sizeof(odd));
	assert_null(x->port->ops->send_reserve(x->port, (struct flow){0}, 100));
}

static void node_is_waited_for(void **state)
{
	struct fixture *x = *state;

	start(x);
	while (host_turn(&x->h, 0))
		;
	assert_int_equal(x->h.ups, 0);
	assert_true(x->h.timer_at == UINT64_MAX); /* no polling */
	plug(x);
	assert_true(host_until(&x->h, &x->h.ups, 1));
}

static void node_may_go_and_come_again(void **state)
{
	struct fixture *x = *state;
	uint8_t got[3];

	plug(x);
	start(x);
	for (unsigned i = 1; i <= 3; i++) {
		assert_true(host_until(&x->h, &x->h.ups, i));
		assert_int_equal(send(x, "abc", 3), 0);
		modem_reads(x, got, 3);
		unplug(x);
		assert_true(host_until(&x->h, &x->h.gones, i));
		assert_int_equal(send(x, "abc", 3), ATT_E_GONE);
		plug(x);
	}
	assert_true(host_until(&x->h, &x->h.ups, 4));
	assert_string_equal(x->h.said,
			    "up gone:GONE up gone:GONE up gone:GONE up");
}

static void reset_reopens_the_node(void **state)
{
	struct fixture *x = *state;

	plug(x);
	start(x);
	assert_true(host_until(&x->h, &x->h.ups, 1));
	x->port->ops->reset(x->port, PORT_RESET);
	assert_int_equal(x->h.gones, 0);
	assert_true(host_until(&x->h, &x->h.ups, 2));
	assert_string_equal(x->h.said, "up gone:GONE up");
	assert_non_null(strstr(x->h.logged, "not a USB device"));
}

/* What lies there when the port opens the node is for an earlier program. */
static void old_answers_are_dropped(void **state)
{
	struct fixture *x = *state;
	struct termios raw;
	int earlier;

	plug(x);
	earlier = open(x->node, O_RDWR | O_NOCTTY);
	assert_true(earlier >= 0);
	assert_int_equal(tcgetattr(earlier, &raw), 0);
	cfmakeraw(&raw);
	assert_int_equal(tcsetattr(earlier, TCSANOW, &raw), 0);
	assert_int_equal(write(x->modem, "old", 3), 3);
	start(x);
	assert_true(host_until(&x->h, &x->h.ups, 1));
	assert_true(x->h.info.stale);
	close(earlier);
	assert_int_equal(write(x->modem, "new", 3), 3);
	assert_true(host_until_control(&x->h, 3));
	assert_memory_equal(x->h.control, "new", 3);
	assert_non_null(strstr(x->h.logged, "an earlier program: 1, dropped"));
}

/* A pty holds a few KiB: the rest waits in the queue and comes in order. */
static void commands_queue_behind_a_slow_modem(void **state)
{
	struct fixture *x = *state;
	uint8_t fragment[4096], got[4096];
	unsigned n = 0;

	plug(x);
	start(x);
	assert_true(host_until(&x->h, &x->h.ups, 1));
	memset(fragment, 0, sizeof(fragment));
	for (;;) {
		att_put32(fragment, n);
		if (send(x, fragment, sizeof(fragment)) == ATT_E_BUSY)
			break;
		assert_in_range(++n, 1, 1000);
	}
	assert_in_range(n, 16, 1000);
	for (unsigned i = 0; i < n; i++) {
		modem_reads(x, got, sizeof(got));
		assert_int_equal(att_get32(got), i);
	}
	assert_int_equal(send(x, fragment, 16), 0);
	modem_reads(x, got, 16);
}

static void fragment_above_the_limit_is_refused(void **state)
{
	static const uint8_t fragment[4097];
	struct fixture *x = *state;

	plug(x);
	start(x);
	assert_true(host_until(&x->h, &x->h.ups, 1));
	assert_int_equal(send(x, fragment, sizeof(fragment)), ATT_E_LENGTH);
	assert_int_equal(send(x, fragment, 0), ATT_E_LENGTH);
}

static void close_from_inside_a_callback_is_the_end(void **state)
{
	struct fixture *x = *state;

	plug(x);
	start(x);
	x->h.close_in_up = x->port;
	x->port = NULL;
	assert_true(host_until(&x->h, &x->h.ups, 1));
	assert_int_equal(write(x->modem, "abc", 3), 3);
	while (host_turn(&x->h, 0))
		;
	assert_string_equal(x->h.said, "up");
}

/* The lock goes with the file, also of a program that is killed. */
static void locked_node_is_held_until_it_is_let_go(void **state)
{
	struct fixture *x = *state;
	char words[128];
	struct host other;
	struct port *first;

	host_init(&other);
	plug(x);
	assert_int_equal(port_open(x->node, &other.host, &first), 0);
	assert_true(host_until(&other, &other.ups, 1));
	start(x);
	for (unsigned tries = 0; x->h.n_waits < 300 && tries < 10000; tries++) {
		host_jump(&x->h);
		host_turn(&x->h, 1000);
	}
	snprintf(words, sizeof(words),
		 "%s is held by another program%s, tried again every 500 ms",
		 x->node, geteuid() == 0 ? "" : " (sudo attache tells which)");
	assert_string_equal(x->h.waits, words);
	assert_int_equal(x->h.ups, 0);
	first->ops->close(first);
	assert_true(host_until(&x->h, &x->h.ups, 1));
}

static void held_node_that_goes_is_held_no_more(void **state)
{
	struct fixture *x = *state;
	struct host other;
	struct port *first;

	host_init(&other);
	plug(x);
	assert_int_equal(port_open(x->node, &other.host, &first), 0);
	assert_true(host_until(&other, &other.ups, 1));
	start(x);
	for (int i = 0; i < 100 && !x->h.waits[0]; i++) {
		host_jump(&x->h);
		host_turn(&x->h, 100);
	}
	assert_non_null(strstr(x->h.waits, "is held by another program"));
	unplug(x);
	for (int i = 0; i < 100 && x->h.waits[0]; i++) {
		host_jump(&x->h);
		host_turn(&x->h, 100);
	}
	assert_string_equal(x->h.waits, "");
	first->ops->close(first);
}

/* Where any modem is wanted, it may come again under another name. */
static void a_followed_node_that_goes_has_moved(void **state)
{
	const struct port_wish wish = {.follow = true};
	struct fixture *x = *state;

	plug(x);
	assert_int_equal(
		port_open_cdc_wdm(x->node, &wish, &x->h.host, &x->port), 0);
	assert_true(host_until(&x->h, &x->h.ups, 1));
	unplug(x);
	for (int i = 0; i < 100 && !x->h.moves; i++) {
		host_turn(&x->h, 100);
		host_jump(&x->h);
	}
	assert_string_equal(x->h.said, "up gone:GONE moved");
}

static void files_and_nonsense_are_no_devices(void **state)
{
	static const char *const names[] = {
		"",
		"modem",
		"usb:",
		"usb:12d1",
		"usb:12d1:",
		"usb:12d1:15c",
		"usb:12d1:15c10",
		"usb:12d1:15cg",
		"usb:0x12:1",
		"auto0",
		"/etc/passwd",
		"/tmp",
		"usb:1-",
		"usb:1-1.",
		"usb:-1",
		"serial:",
		"imei:12",
		"imei:35999999000001x",
		"iccid:894900",
		"libusb:",
		"libusb:usb:1-1",
		"libusb:imei:359999990000019",
		"usb:auto",
		"qmi",
		"qmi:",
		"qmi:mbim:auto",
		"mbim:modem",
	};
	struct fixture *x = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(port_open(names[i], &x->h.host, &x->port),
				 ATT_E_CONFIG);
	assert_int_equal(port_open("/nowhere/cdc-wdm0", &x->h.host, &x->port),
			 ATT_E_IO);
}

static void what_is_no_modem_is_named(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(port_open("/dev/null", &x->h.host, &x->port),
			 ATT_E_CONFIG);
	assert_string_equal(x->h.waits,
			    "/dev/null is a device of the kernel's memory "
			    "driver, and no modem");
	assert_int_equal(port_open("/etc/passwd", &x->h.host, &x->port),
			 ATT_E_CONFIG);
	assert_string_equal(x->h.waits, "/etc/passwd is a file, and no modem");
	assert_int_equal(port_open("/tmp", &x->h.host, &x->port), ATT_E_CONFIG);
	assert_string_equal(x->h.waits, "/tmp is a folder, and no modem");
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(node_comes_up_and_carries_both_ways),
		TEST(node_is_waited_for),
		TEST(node_may_go_and_come_again),
		TEST(reset_reopens_the_node),
		TEST(old_answers_are_dropped),
		TEST(commands_queue_behind_a_slow_modem),
		TEST(fragment_above_the_limit_is_refused),
		TEST(close_from_inside_a_callback_is_the_end),
		TEST(files_and_nonsense_are_no_devices),
		TEST(what_is_no_modem_is_named),
		TEST(a_followed_node_that_goes_has_moved),
		TEST(locked_node_is_held_until_it_is_let_go),
		TEST(held_node_that_goes_is_held_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
