/* The control channel over USB: who takes the control endpoint, and when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/errors.h"
#include "drivers/wdm.h"

static const uint8_t available[8] = {0xa1, 1};

struct fixture {
	struct wdm w;
	struct usb_req req;
	struct att_bytes response;
	uint8_t *mem;
};

/* As at the start of every port: nothing was sent yet. */
static int setup_new(void **state)
{
	static const struct usb_function f = {
		.control_interface = 12,
		.ep_notify = 0x86,
		.max_control = 64,
	};
	struct fixture *x = calloc(1, sizeof(*x));

	assert_non_null(x);
	x->mem = malloc(wdm_size(64));
	assert_non_null(x->mem);
	wdm_init(&x->w, &f, x->mem);
	*state = x;
	return 0;
}

static int setup(void **state)
{
	struct fixture *x;

	setup_new(state);
	x = *state;
	assert_true(wdm_next(&x->w, &x->req));
	assert_int_equal(wdm_done(&x->w, 0, &x->response), 0);
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	free(x->mem);
	free(x);
	return 0;
}

static void notify(struct fixture *x, const void *p, size_t len)
{
	assert_true(wdm_arm(&x->w));
	assert_int_equal(wdm_notified(&x->w, 0, att_bytes_of(p, len)), 0);
}

static bool next(struct fixture *x)
{
	return wdm_next(&x->w, &x->req);
}

static bool next_gets(struct fixture *x)
{
	return next(x) && x->req.kind == USB_CONTROL &&
	       x->req.request_type == 0xa1 && x->req.request == 1;
}

static bool next_sends(struct fixture *x, const char *text)
{
	size_t len = strlen(text);

	return next(x) && x->req.kind == USB_CONTROL &&
	       x->req.request_type == 0x21 && x->req.request == 0 &&
	       x->req.length == len && !memcmp(x->req.data, text, len);
}

static void send(struct fixture *x, const char *text)
{
	assert_int_equal(wdm_send(&x->w, att_bytes_of(text, strlen(text))), 0);
}

/* The modem answers len bytes, or nothing, or with an error. */
static size_t done(struct fixture *x, int result)
{
	if (result > 0)
		memset(x->req.data, 'r', (size_t)result);
	assert_int_equal(wdm_done(&x->w, result, &x->response), 0);
	return x->response.len;
}

static void sent(struct fixture *x)
{
	assert_int_equal(wdm_done(&x->w, x->req.length, &x->response), 0);
	assert_int_equal(x->response.len, 0);
}

static void nothing_happens_unasked(void **state)
{
	struct fixture *x = *state;

	assert_false(next(x));
	assert_true(wdm_arm(&x->w));
	assert_false(wdm_arm(&x->w));
}

static void notification_leads_to_one_response(void **state)
{
	struct fixture *x = *state;

	notify(x, available, 8);
	assert_true(next_gets(x));
	assert_int_equal(x->req.index, 12);
	assert_int_equal(x->req.length, 64);
	assert_false(next(x)); /* one at a time */
	assert_int_equal(done(x, 16), 16);
	assert_int_equal(x->response.p[15], 'r');
}

static void each_notification_counts(void **state)
{
	struct fixture *x = *state;

	for (int i = 0; i < 3; i++)
		notify(x, available, 8);
	for (int i = 0; i < 3; i++) {
		assert_true(next_gets(x));
		assert_int_equal(done(x, 0), 0);
	}
	assert_false(next(x));
}

static void coalesced_notifications_lose_no_response(void **state)
{
	struct fixture *x = *state;

	notify(x, available, 8);
	for (int i = 0; i < 3; i++) {
		assert_true(next_gets(x));
		assert_int_equal(done(x, 16), 16);
	}
	assert_true(next_gets(x));
	assert_int_equal(done(x, 0), 0);
	assert_false(next(x));
}

static void stalled_response_is_an_empty_one(void **state)
{
	struct fixture *x = *state;

	notify(x, available, 8);
	notify(x, available, 8);
	assert_true(next_gets(x));
	assert_int_equal(done(x, ATT_E_STALL), 0);
	assert_true(next_gets(x));
	assert_int_equal(done(x, 16), 16);
	assert_true(next_gets(x));
	assert_int_equal(done(x, ATT_E_STALL), 0);
	assert_false(next(x));
}

static void announced_response_that_stalls_is_asked_for_once_more(void **state)
{
	struct fixture *x = *state;

	notify(x, available, 8);
	assert_true(next_gets(x));
	assert_int_equal(done(x, ATT_E_STALL), 0);
	assert_true(next_gets(x));
	assert_int_equal(done(x, ATT_E_STALL), 0);
	assert_false(next(x));
}

static void modem_that_hangs_on_a_question_is_not_asked_again(void **state)
{
	struct fixture *x = *state;

	notify(x, available, 8);
	assert_true(next_gets(x));
	done(x, 16);
	assert_true(next_gets(x));
	assert_in_range(x->req.timeout_ms, 1, 1000);
	assert_int_equal(done(x, ATT_E_TIMEOUT), 0);
	assert_false(next(x));
	notify(x, available, 8);
	assert_true(next_gets(x));
	assert_int_equal(done(x, 16), 16);
	assert_false(next(x));
}

static void commands_go_in_order_one_transfer_each(void **state)
{
	struct fixture *x = *state;

	send(x, "one");
	send(x, "two");
	assert_true(next_sends(x, "one"));
	assert_false(next(x));
	sent(x);
	assert_true(next_sends(x, "two"));
	assert_int_equal(x->req.index, 12);
	sent(x);
	assert_false(next(x));
}

static void announced_response_comes_before_a_command(void **state)
{
	struct fixture *x = *state;

	send(x, "one");
	notify(x, available, 8);
	assert_true(next_gets(x));
	done(x, 16);
	assert_true(next_sends(x, "one")); /* before the question for more */
	sent(x);
	assert_true(next_gets(x));
}

static void refused_command_is_told_and_dropped(void **state)
{
	struct fixture *x = *state;

	send(x, "one");
	send(x, "two");
	assert_true(next_sends(x, "one"));
	assert_int_equal(wdm_done(&x->w, ATT_E_STALL, &x->response),
			 ATT_E_STALL);
	assert_int_equal(x->w.send_failed, 1);
	assert_true(next_sends(x, "two"));
}

static void full_queue_is_busy(void **state)
{
	struct fixture *x = *state;
	uint8_t fragment[65] = {0};
	int n = 0;

	assert_int_equal(wdm_send(&x->w, att_bytes_of(fragment, 65)),
			 ATT_E_LENGTH);
	while (!wdm_send(&x->w, att_bytes_of(fragment, 64)))
		assert_in_range(++n, 1, 2000);
	assert_int_equal(wdm_send(&x->w, att_bytes_of(fragment, 64)),
			 ATT_E_BUSY);
	assert_in_range(n * 64, 65536, 70000); /* a large message fits */
	for (; n; n--) {
		assert_true(next(x));
		sent(x);
	}
	assert_false(next(x));
	send(x, "again");
	assert_true(next_sends(x, "again"));
}

static void stalled_notifications_are_cleared_and_armed_again(void **state)
{
	struct fixture *x = *state;

	assert_true(wdm_arm(&x->w));
	assert_int_equal(
		wdm_notified(&x->w, ATT_E_STALL, att_bytes_of(NULL, 0)), 0);
	assert_false(wdm_arm(&x->w));
	assert_true(next(x));
	assert_int_equal(x->req.kind, USB_CLEAR_HALT);
	assert_int_equal(x->req.index, 0x86);
	done(x, 0);
	notify(x, available, 8);
	assert_true(next_gets(x));
}

static void other_notifications_are_ignored(void **state)
{
	static const uint8_t connection[8] = {0xa1, 0x00, 1};
	static const uint8_t speed[16] = {0xa1, 0x2a, 0, 0, 12, 0, 8};
	struct fixture *x = *state;

	notify(x, connection, 8);
	notify(x, speed, 16);
	notify(x, speed, 8); /* its data cut off */
	assert_false(next(x));
	assert_int_equal(x->w.garbled, 0);
}

static void notification_ends_its_transfer(void **state)
{
	static const uint16_t packets[] = {8, 10, 16, 64, 512, 1024};

	(void)state;
	for (size_t i = 0; i < sizeof(packets) / sizeof(packets[0]); i++)
		assert_int_equal(wdm_notify_len(packets[i]), packets[i]);
	assert_int_equal(wdm_notify_len(1), 8);
	assert_int_equal(wdm_notify_len(3), 9);
	assert_int_equal(wdm_notify_len(4), 8);
}

static void speed_may_come_behind_its_header(void **state)
{
	static const uint8_t speed[16] = {0xa1, 0x2a, 0, 0, 12, 0, 8};
	struct fixture *x = *state;

	notify(x, speed, 8);
	notify(x, speed + 8, 8);
	assert_false(next(x));
	notify(x, available, 8);
	assert_true(next_gets(x));
}

static void garbled_notifications_are_survived(void **state)
{
	static const uint8_t vendor[8] = {0xa1, 0x99};
	static const uint8_t wrong[8] = {0x21, 0x01};
	struct fixture *x = *state;

	for (size_t len = 0; len < 8; len++)
		notify(x, available, len);
	notify(x, vendor, 8);
	notify(x, wrong, 8);
	assert_false(next(x));
	assert_int_equal(x->w.garbled, 10);
	notify(x, available, 8);
	assert_true(next_gets(x));
}

static void endless_errors_of_the_endpoint_end(void **state)
{
	struct fixture *x = *state;
	struct att_bytes none = att_bytes_of(NULL, 0);
	int n = 0, err = 0;

	while (!err && n < 100) {
		assert_true(wdm_arm(&x->w));
		err = wdm_notified(&x->w, ATT_E_IO, none);
		n++;
	}
	assert_int_equal(err, ATT_E_IO);
	assert_int_equal(n, WDM_MAX_ERRORS);
}

static void single_errors_do_not_add_up(void **state)
{
	struct fixture *x = *state;

	for (int i = 0; i < 100; i++) {
		assert_true(wdm_arm(&x->w));
		assert_int_equal(
			wdm_notified(&x->w, ATT_E_IO, att_bytes_of(NULL, 0)),
			0);
		notify(x, available, 8);
	}
}

static void departure_is_told_at_once(void **state)
{
	struct fixture *x = *state;

	assert_true(wdm_arm(&x->w));
	assert_int_equal(wdm_notified(&x->w, ATT_E_GONE, att_bytes_of(NULL, 0)),
			 ATT_E_GONE);
	send(x, "one");
	assert_true(next(x));
	assert_int_equal(wdm_done(&x->w, ATT_E_GONE, &x->response), ATT_E_GONE);
}

/* The answers of an earlier program: no notification is to come for them. */
static void old_responses_are_dropped_before_the_first_command(void **state)
{
	struct fixture *x = *state;

	send(x, "one");
	for (int i = 0; i < 3; i++) {
		assert_true(next_gets(x));
		assert_in_range(x->req.timeout_ms, 1, 500);
		assert_int_equal(done(x, 16), 0);
	}
	assert_true(next_gets(x));
	assert_int_equal(done(x, 0), 0);
	assert_int_equal(x->w.drained, 3);
	assert_true(next_sends(x, "one"));
	sent(x);
	notify(x, available, 8);
	assert_true(next_gets(x));
	assert_int_equal(done(x, 16), 16);
}

static void old_responses_may_be_announced(void **state)
{
	struct fixture *x = *state;

	notify(x, available, 8);
	assert_true(next_gets(x));
	assert_int_equal(done(x, 16), 0);
	assert_true(next_gets(x));
	assert_int_equal(done(x, 0), 0);
	assert_false(next(x));
}

/* A modem without old responses is asked once, whatever it says to it. */
static void healthy_start_costs_one_question(void **state)
{
	static const int results[] = {0, ATT_E_STALL, ATT_E_TIMEOUT, ATT_E_IO};
	struct fixture *x = *state;

	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		x->w.draining = true;
		assert_true(next_gets(x));
		assert_false(next(x)); /* one at a time */
		assert_int_equal(done(x, results[i]), 0);
		assert_false(next(x));
		send(x, "one");
		assert_true(next_sends(x, "one"));
		sent(x);
		assert_false(next(x));
	}
	assert_int_equal(x->w.drained, 0);
}

static void endless_old_responses_end(void **state)
{
	struct fixture *x = *state;
	int n = 0;

	send(x, "one");
	while (next_gets(x)) {
		assert_in_range(++n, 1, 100);
		assert_int_equal(done(x, 16), 0);
	}
	assert_int_equal(x->req.request, 0); /* the command */
	sent(x);
}

static void departure_ends_the_draining(void **state)
{
	struct fixture *x = *state;

	assert_true(next_gets(x));
	assert_int_equal(wdm_done(&x->w, ATT_E_GONE, &x->response), ATT_E_GONE);
}

#define NEW(t)	cmocka_unit_test_setup_teardown(t, setup_new, teardown)
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_happens_unasked),
		TEST(notification_leads_to_one_response),
		TEST(each_notification_counts),
		TEST(coalesced_notifications_lose_no_response),
		TEST(stalled_response_is_an_empty_one),
		TEST(announced_response_that_stalls_is_asked_for_once_more),
		TEST(modem_that_hangs_on_a_question_is_not_asked_again),
		TEST(commands_go_in_order_one_transfer_each),
		TEST(announced_response_comes_before_a_command),
		TEST(refused_command_is_told_and_dropped),
		TEST(full_queue_is_busy),
		TEST(stalled_notifications_are_cleared_and_armed_again),
		TEST(other_notifications_are_ignored),
		TEST(notification_ends_its_transfer),
		TEST(speed_may_come_behind_its_header),
		TEST(garbled_notifications_are_survived),
		TEST(endless_errors_of_the_endpoint_end),
		TEST(single_errors_do_not_add_up),
		TEST(departure_is_told_at_once),
		NEW(old_responses_are_dropped_before_the_first_command),
		NEW(old_responses_may_be_announced),
		NEW(healthy_start_costs_one_question),
		NEW(endless_old_responses_end),
		NEW(departure_ends_the_draining),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
