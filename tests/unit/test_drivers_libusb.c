/* The libusb back end with Debian's libusb on the simulated bus. The program
 * starts itself again inside the front; the tests run there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <libusb.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers_echo.h"
#include "drivers_host.h"

static const struct flow ips0 = {.id = 0};

struct fixture {
	struct host h;
	struct port *port;
	uint32_t sent, expected; /* numbers in the datagrams */
	uint32_t disorder;
};

/* Datagrams carry their number behind the first byte. */
static void on_datagram(void *ctx, struct flow stream, struct att_bytes d)
{
	struct fixture *x = ctx;

	if (stream.id || stream.service || d.len < 8 ||
	    att_get32(d.p + 4) != x->expected++)
		x->disorder++;
}

static void start(struct fixture *x)
{
	assert_int_equal(port_open("usb:1209:0002", &x->h.host, &x->port), 0);
	assert_int_equal(x->h.ups, 0); /* only from inside the loop */
}

static void until_up(struct fixture *x)
{
	assert_true(host_until(&x->h, &x->h.ups, x->h.ups + 1));
}

static void send(struct fixture *x, const char *command)
{
	assert_int_equal(
		x->port->ops->send(x->port,
				   att_bytes_of(command, strlen(command))),
		0);
}

/* Send a command and wait for what it adds to the control bytes. */
static void ask(struct fixture *x, const char *command, const char *answer)
{
	size_t at = x->h.control_len, len = strlen(answer);

	send(x, command);
	assert_true(host_until_control(&x->h, at + len));
	assert_int_equal(x->h.control_len, at + len);
	assert_memory_equal(x->h.control + at, answer, len);
}

static void counters(struct fixture *x, struct echo_counters *n)
{
	size_t at = x->h.control_len;

	send(x, "c");
	assert_true(host_until_control(&x->h, at + sizeof(*n)));
	memcpy(n, x->h.control + at, sizeof(*n));
}

static void begin(struct fixture *x)
{
	host_init(&x->h);
	x->h.verbose = getenv("VERBOSE");
	x->h.on_data = on_datagram;
	x->h.on_data_ctx = x;
}

static int setup_waiting(void **state)
{
	struct fixture *x = calloc(1, sizeof(*x));

	assert_non_null(x);
	begin(x);
	*state = x;
	return 0;
}

static int setup(void **state)
{
	struct fixture *x;

	setup_waiting(state);
	x = *state;
	start(x);
	until_up(x);
	ask(x, "C", "C");
	return 0;
}

static void stop(struct fixture *x)
{
	if (x->port)
		x->port->ops->close(x->port);
	x->port = NULL;
	for (int i = 0; i < HOST_WATCHES; i++)
		assert_int_equal(x->h.watch[i].fd, -1);
	assert_true(x->h.timer_at == UINT64_MAX);
}

static int teardown(void **state)
{
	stop(*state);
	free(*state);
	return 0;
}

/* The front is our parent. */
static void unplug(void)
{
	assert_int_equal(kill(getppid(), SIGUSR1), 0);
}

static void plug(void)
{
	assert_int_equal(kill(getppid(), SIGUSR2), 0);
}

static bool put(struct fixture *x, uint32_t len)
{
	uint8_t *p = x->port->ops->send_reserve(x->port, ips0, len);

	if (!p)
		return false;
	memset(p, 0, len);
	p[0] = 0x45;
	att_put32(p + 4, x->sent++);
	x->port->ops->send_commit(x->port, ips0, len);
	return true;
}

/* Send n datagrams, and have them all back. */
static void exchange(struct fixture *x, uint32_t n, uint32_t len)
{
	unsigned writables;
	uint64_t silence = 0;

	x->sent = x->expected = 0;
	while (x->sent < n) {
		writables = x->h.writables;
		while (x->sent < n && put(x, len))
			;
		x->port->ops->send_flush(x->port);
		if (x->sent < n)
			assert_true(host_until(&x->h, &x->h.writables,
					       writables + 1));
	}
	while (x->expected < n && silence++ < 1000)
		host_turn(&x->h, 1000);
	assert_int_equal(x->expected, n);
	assert_int_equal(x->disorder, 0);
}

static void device_comes_up_in_its_configuration(void **state)
{
	struct fixture *x = *state;
	struct echo_counters n;

	assert_string_equal(x->h.info.name, "usb:1209:0002");
	assert_int_equal(x->h.info.max_control, ECHO_CONTROL);
	assert_int_equal(x->h.info.ex_version, 0x0300);
	assert_int_equal(x->h.info.mtu, 1400);
	assert_int_equal(x->h.info.max_outstanding, 16);
	assert_true(x->h.info.framed);
	assert_int_equal(x->h.info.data, PORT_DATAGRAMS);
	assert_string_equal(x->h.info.speaks, "mbim");
	assert_string_equal(x->h.info.netdev, "");
	counters(x, &n);
	assert_int_equal(n.configuration, ECHO_CONFIGURATION);
	assert_int_equal(n.alt, 1);
	assert_int_equal(n.wrong_order, 0);
}

static void commands_and_responses_keep_their_order(void **state)
{
	struct fixture *x = *state;

	send(x, "e1");
	send(x, "e22");
	ask(x, "e333", "e1e22e333");
	assert_string_equal(x->h.said, "up control control control control");
}

static void coalesced_responses_all_arrive(void **state)
{
	ask(*state, "3x", "3x3x3x");
}

static void garbled_notifications_stop_nothing(void **state)
{
	ask(*state, "g", "g");
	ask(*state, "e", "e");
}

static void refused_command_does_not_stop_the_next(void **state)
{
	struct fixture *x = *state;

	send(x, "s");
	ask(x, "e", "e");
}

static void datagrams_go_round(void **state)
{
	struct fixture *x = *state;

	exchange(x, 1, 40);
	exchange(x, 1000, 100);
	exchange(x, 300, 1400);
}

static void full_ntbs_end_in_a_zlp_and_no_other_does(void **state)
{
	struct fixture *x = *state;
	struct echo_counters n;

	exchange(x, 10, ECHO_NTB_OUT - 12 - 16);
	exchange(x, 10, 512 - 12 - 16);
	exchange(x, 10, 300);
	counters(x, &n);
	assert_int_equal(n.full_with_zlp, 10);
	assert_int_equal(n.full_without, 0);
	assert_int_equal(n.other_zlps, 0);
}

static void stalled_endpoints_are_cleared(void **state)
{
	struct fixture *x = *state;
	struct echo_counters n;

	ask(x, "n", "n");
	ask(x, "e", "e");
	exchange(x, 5, 100);
	ask(x, "i", "i");
	exchange(x, 5, 100);
	counters(x, &n);
	assert_in_range(n.clears, 2, 20);
	assert_int_equal(x->h.gones, 0);
}

/* What was in the stalled transfer is lost, what comes after it is not. */
static void stalled_bulk_out_is_cleared(void **state)
{
	struct fixture *x = *state;
	struct echo_counters n;

	ask(x, "o", "o");
	assert_true(put(x, 100));
	x->port->ops->send_flush(x->port);
	do
		counters(x, &n);
	while (!n.clears);
	x->expected = 0;
	exchange(x, 20, 100);
}

static void unplugged_device_is_gone_and_comes_again(void **state)
{
	struct fixture *x = *state;

	for (unsigned i = 1; i <= 3; i++) {
		exchange(x, 20, 100);
		send(x, "e"); /* with transfers of every kind under way */
		assert_true(put(x, 100));
		x->port->ops->send_flush(x->port);
		unplug();
		assert_true(host_until(&x->h, &x->h.gones, i));
		assert_int_equal(
			x->port->ops->send(x->port, att_bytes_of("e", 1)),
			ATT_E_GONE);
		assert_null(x->port->ops->send_reserve(x->port, ips0, 100));
		plug();
		assert_true(host_until(&x->h, &x->h.ups, i + 1));
		ask(x, "e", "e");
	}
}

static void device_is_waited_for(void **state)
{
	struct fixture *x = *state;

	unplug();
	start(x);
	/* It may still have been there when the port looked. */
	while (host_turn(&x->h, 100))
		;
	assert_int_equal(x->h.ups, x->h.gones);
	plug();
	until_up(x);
	ask(x, "e", "e");
}

/* Unplug after every number of turns of the loop: while it looks, opens, is
 * at each step of the bring-up, just up. */
static void unplug_is_survived_in_every_state(void **state)
{
	struct fixture *x = *state;

	for (int turns = 0; turns < 30; turns++) {
		begin(x);
		start(x);
		for (int i = 0; i < turns; i++)
			if (!host_turn(&x->h, 50))
				break;
		unplug();
		for (int i = 0; i < turns; i++)
			if (!host_turn(&x->h, 1))
				break;
		plug();
		/* Up at last, and not gone after it. */
		do
			assert_true(
				host_until(&x->h, &x->h.ups, x->h.gones + 1));
		while (host_turn(&x->h, 50) || x->h.ups == x->h.gones);
		ask(x, "e", "e");
		stop(x);
	}
}

static void close_is_clean_in_every_state(void **state)
{
	struct fixture *x = *state;

	for (int turns = 0; turns < 30; turns++) {
		begin(x);
		start(x);
		for (int i = 0; i < turns; i++)
			if (!host_turn(&x->h, 50))
				break;
		stop(x);
	}
}

static void close_from_inside_a_callback_is_the_end(void **state)
{
	struct fixture *x = *state;

	start(x);
	x->h.close_in_up = x->port;
	x->port = NULL;
	until_up(x);
	assert_string_equal(x->h.said, "up");
}

static void close_with_traffic_under_way_is_clean(void **state)
{
	struct fixture *x = *state;

	while (put(x, 1400))
		;
	x->port->ops->send_flush(x->port);
	send(x, "e");
}

static void reset_resets_the_function(void **state)
{
	struct fixture *x = *state;
	struct echo_counters n;

	x->port->ops->reset(x->port);
	assert_true(host_until(&x->h, &x->h.ups, 2));
	assert_string_equal(x->h.said, "up control gone:GONE up");
	counters(x, &n);
	assert_int_equal(n.resets, 1);
}

/* Of the answers that an earlier program left, the loop sees nothing. */
static void old_responses_are_dropped(void **state)
{
	struct fixture *x = *state;

	send(x, "e");
	assert_true(host_until_control(&x->h, 2));
	send(x, "u");
	while (host_turn(&x->h, 50))
		;
	stop(x);
	begin(x);
	start(x);
	until_up(x);
	ask(x, "e", "e");
}

static void other_devices_are_left_alone(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(port_open("usb:1209:ffff", &x->h.host, &x->port), 0);
	while (host_turn(&x->h, 100))
		;
	assert_int_equal(x->h.ups, 0);
	assert_true(x->h.timer_at == UINT64_MAX); /* no polling */
}

static void any_function_is_found(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(port_open_libusb(-1, -1, &x->h.host, &x->port), 0);
	until_up(x);
	assert_string_equal(x->h.info.name, "usb:1209:0002");
}

static void claimed_device_is_tried_again(void **state)
{
	struct fixture *x = *state;
	libusb_context *context;
	libusb_device_handle *h;

	/* Let the configuration be chosen first. */
	start(x);
	until_up(x);
	stop(x);
	assert_int_equal(libusb_init(&context), 0);
	h = libusb_open_device_with_vid_pid(context, ECHO_VENDOR, ECHO_PRODUCT);
	assert_non_null(h);
	assert_int_equal(libusb_claim_interface(h, 2), 0);
	begin(x);
	start(x);
	while (host_turn(&x->h, 100))
		;
	assert_int_equal(x->h.ups, 0);
	libusb_close(h);
	libusb_exit(context);
	until_up(x);
	ask(x, "e", "e");
}

#define UP(t)	   cmocka_unit_test_setup_teardown(t, setup, teardown)
#define WAITING(t) cmocka_unit_test_setup_teardown(t, setup_waiting, teardown)

static int tests_inside(void)
{
	const struct CMUnitTest tests[] = {
		UP(device_comes_up_in_its_configuration),
		UP(commands_and_responses_keep_their_order),
		UP(coalesced_responses_all_arrive),
		UP(garbled_notifications_stop_nothing),
		UP(refused_command_does_not_stop_the_next),
		UP(datagrams_go_round),
		UP(full_ntbs_end_in_a_zlp_and_no_other_does),
		UP(stalled_endpoints_are_cleared),
		UP(stalled_bulk_out_is_cleared),
		UP(unplugged_device_is_gone_and_comes_again),
		UP(close_with_traffic_under_way_is_clean),
		UP(reset_resets_the_function),
		UP(old_responses_are_dropped),
		WAITING(device_is_waited_for),
		WAITING(unplug_is_survived_in_every_state),
		WAITING(close_is_clean_in_every_state),
		WAITING(close_from_inside_a_callback_is_the_end),
		WAITING(other_devices_are_left_alone),
		WAITING(any_function_is_found),
		WAITING(claimed_device_is_tried_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Why it cannot run here; NULL: it can. */
static const char *missing(void)
{
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC), status;
	pid_t pid;

	if (fd < 0)
		return "/dev/fuse cannot be opened";
	close(fd);
	pid = fork();
	if (pid == 0)
		_exit(unshare(CLONE_NEWNS | CLONE_NEWNET) < 0 &&
		      unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) < 0);
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0)
		return "no new namespaces are allowed";
	return NULL;
}

int main(int argc, char *argv[])
{
	char inside[] = "inside", exe[] = "/proc/self/exe";
	char *again[] = {exe, inside, NULL};
	const char *why;

	(void)argv;
	if (argc > 1)
		return tests_inside();
	why = missing();
	if (why) {
		printf("1..0 # SKIP %s\n", why);
		return 0;
	}
	return sim_front_usbfs(&echo_device, again);
}
