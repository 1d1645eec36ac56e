/* The USB port on the simulated bus. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/errors.h"
#include "drivers_echo.h"
#include "usb_rig.h"

static const struct flow ips0 = {.id = 0};

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
	rig_counters(x, &n);
	assert_int_equal(n.configuration, ECHO_CONFIGURATION);
	assert_int_equal(n.alt, 1);
	assert_int_equal(n.wrong_order, 0);
}

static void commands_and_responses_keep_their_order(void **state)
{
	struct fixture *x = *state;

	rig_send(x, "e1");
	rig_send(x, "e22");
	rig_ask(x, "e333", "e1e22e333");
	assert_string_equal(x->h.said, "up control control control control");
}

static void coalesced_responses_all_arrive(void **state)
{
	rig_ask(*state, "3x", "3x3x3x");
}

static void garbled_notifications_stop_nothing(void **state)
{
	rig_ask(*state, "g", "g");
	rig_ask(*state, "e", "e");
}

static void refused_command_does_not_stop_the_next(void **state)
{
	struct fixture *x = *state;

	rig_send(x, "s");
	rig_ask(x, "e", "e");
}

/* The request is cancelled when its time is over; what comes next goes on. */
static void command_that_is_not_taken_times_out(void **state)
{
	struct fixture *x = *state;

	rig_send(x, "m");
	for (int i = 0; i < 100 && !strstr(x->h.logged, "not taken"); i++) {
		host_jump(&x->h);
		host_turn(&x->h, 100);
	}
	assert_non_null(strstr(x->h.logged,
			       "a command was not taken: nothing arrived"));
	rig_ask(x, "e", "e");
	while (host_turn(&x->h, 50))
		;
	assert_true(x->h.timer_at == UINT64_MAX);
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
	rig_counters(x, &n);
	assert_int_equal(n.full_with_zlp, 10);
	assert_int_equal(n.full_without, 0);
	assert_int_equal(n.other_zlps, 0);
}

static void stalled_endpoints_are_cleared(void **state)
{
	struct fixture *x = *state;
	struct echo_counters n;

	rig_ask(x, "n", "n");
	rig_ask(x, "e", "e");
	exchange(x, 5, 100);
	rig_ask(x, "i", "i");
	exchange(x, 5, 100);
	rig_counters(x, &n);
	assert_in_range(n.clears, 2, 20);
	assert_int_equal(x->h.gones, 0);
}

/* What was in the stalled transfer is lost, what comes after it is not. */
static void stalled_bulk_out_is_cleared(void **state)
{
	struct fixture *x = *state;
	struct echo_counters n;

	rig_ask(x, "o", "o");
	assert_true(put(x, 100));
	x->port->ops->send_flush(x->port);
	do
		rig_counters(x, &n);
	while (!n.clears);
	x->expected = 0;
	exchange(x, 20, 100);
}

static void unplugged_device_is_gone_and_comes_again(void **state)
{
	struct fixture *x = *state;

	for (unsigned i = 1; i <= 3; i++) {
		exchange(x, 20, 100);
		rig_send(x, "e"); /* with transfers of every kind under way */
		assert_true(put(x, 100));
		x->port->ops->send_flush(x->port);
		rig_unplug();
		assert_true(host_until(&x->h, &x->h.gones, i));
		assert_int_equal(
			x->port->ops->send(x->port, att_bytes_of("e", 1)),
			ATT_E_GONE);
		assert_null(x->port->ops->send_reserve(x->port, ips0, 100));
		rig_plug();
		assert_true(host_until(&x->h, &x->h.ups, i + 1));
		rig_ask(x, "e", "e");
	}
}

static void device_is_waited_for(void **state)
{
	struct fixture *x = *state;

	rig_unplug();
	rig_start(x);
	/* It may still have been there when the port looked. */
	while (host_turn(&x->h, 100))
		;
	assert_int_equal(x->h.ups, x->h.gones);
	rig_plug();
	rig_until_up(x);
	rig_ask(x, "e", "e");
}

/* Unplug after every number of turns of the loop: while it looks, opens, is
 * at each step of the bring-up, just up. */
static void unplug_is_survived_in_every_state(void **state)
{
	struct fixture *x = *state;

	for (int turns = 0; turns < 30; turns++) {
		rig_begin(x);
		rig_start(x);
		for (int i = 0; i < turns; i++)
			if (!host_turn(&x->h, 50))
				break;
		rig_unplug();
		for (int i = 0; i < turns; i++)
			if (!host_turn(&x->h, 1))
				break;
		rig_plug();
		/* Up at last, and not gone after it. */
		do
			assert_true(
				host_until(&x->h, &x->h.ups, x->h.gones + 1));
		while (host_turn(&x->h, 50) || x->h.ups == x->h.gones);
		rig_ask(x, "e", "e");
		rig_stop(x);
	}
}

static void close_is_clean_in_every_state(void **state)
{
	struct fixture *x = *state;

	for (int turns = 0; turns < 30; turns++) {
		rig_begin(x);
		rig_start(x);
		for (int i = 0; i < turns; i++)
			if (!host_turn(&x->h, 50))
				break;
		rig_stop(x);
	}
}

static void close_from_inside_a_callback_is_the_end(void **state)
{
	struct fixture *x = *state;

	rig_start(x);
	x->h.close_in_up = x->port;
	x->port = NULL;
	rig_until_up(x);
	assert_string_equal(x->h.said, "up");
}

static void close_with_traffic_under_way_is_clean(void **state)
{
	struct fixture *x = *state;

	while (put(x, 1400))
		;
	x->port->ops->send_flush(x->port);
	rig_send(x, "e");
}

static void reset_resets_the_function(void **state)
{
	struct fixture *x = *state;
	struct echo_counters n;

	x->port->ops->reset(x->port, PORT_RESET);
	assert_true(host_until(&x->h, &x->h.ups, 2));
	assert_string_equal(x->h.said, "up control gone:GONE up");
	rig_counters(x, &n);
	assert_int_equal(n.resets, 1);
}

/* Of the answers that an earlier program left, the loop sees nothing. */
static void old_responses_are_dropped(void **state)
{
	struct fixture *x = *state;

	rig_send(x, "e");
	assert_true(host_until_control(&x->h, 2));
	rig_send(x, "u");
	while (host_turn(&x->h, 50))
		;
	rig_stop(x);
	rig_begin(x);
	rig_start(x);
	rig_until_up(x);
	rig_ask(x, "e", "e");
}

static void other_devices_are_left_alone(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(port_open(RIG_USB "1209:ffff", &x->h.host, &x->port),
			 0);
	while (host_turn(&x->h, 100))
		;
	assert_int_equal(x->h.ups, 0);
	assert_true(x->h.timer_at == UINT64_MAX); /* no polling */
}

static void any_function_is_found(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(port_open(RIG_ANY "auto", &x->h.host, &x->port), 0);
	rig_until_up(x);
	assert_string_equal(x->h.info.name, "usb:1209:0002");
}

/* Once with SET_NTB_INPUT_SIZE and once more without; then it stays so. */
static void bringup_is_varied_twice(void **state)
{
	struct fixture *x = *state;
	struct echo_counters n;

	rig_counters(x, &n);
	assert_int_equal(n.input_sizes, 0);
	assert_true(x->port->ops->vary(x->port));
	assert_true(host_until(&x->h, &x->h.ups, 2));
	rig_counters(x, &n);
	assert_int_equal(n.input_sizes, 1);
	assert_true(x->port->ops->vary(x->port));
	assert_true(host_until(&x->h, &x->h.ups, 3));
	rig_counters(x, &n);
	assert_int_equal(n.input_sizes, 1);
	assert_false(x->port->ops->vary(x->port));
	rig_ask(x, "e", "e");
}

static int tests_inside(void)
{
	const struct CMUnitTest tests[] = {
		UP(device_comes_up_in_its_configuration),
		UP(commands_and_responses_keep_their_order),
		UP(coalesced_responses_all_arrive),
		UP(garbled_notifications_stop_nothing),
		UP(refused_command_does_not_stop_the_next),
		UP(command_that_is_not_taken_times_out),
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
		UP(bringup_is_varied_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char *argv[])
{
	(void)argv;
	return rig_main(argc, &echo_device, tests_inside);
}
