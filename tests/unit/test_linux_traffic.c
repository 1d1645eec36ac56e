/* What the counters of a network device say. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "linux/traffic.h"

#define STALL_MS 30000u

struct rig {
	struct att_traffic_link link;
	uint64_t now_ms;
	bool asked;
};

/* NOTHING where there is nothing to observe. */
enum { NOTHING = -1 };

static int look(struct rig *r, uint64_t received, uint64_t sent, bool can_ask)
{
	enum att_observed what;
	bool any = att_traffic_judge(&r->link, received, sent, can_ask,
				     STALL_MS, r->now_ms, &what, &r->asked);

	r->now_ms += 5000;
	return any ? (int)what : NOTHING;
}

static void data_that_comes_is_said_once(void **state)
{
	struct rig r = {.now_ms = 1};

	(void)state;
	assert_int_equal(look(&r, 7, 7, true), NOTHING); /* of before */
	assert_int_equal(look(&r, 8, 9, true), ATT_OBSERVED_TRAFFIC);
	assert_int_equal(look(&r, 9, 9, true), NOTHING);
	assert_false(r.asked);
}

static void data_that_ends_is_idle(void **state)
{
	struct rig r = {.now_ms = 1};

	(void)state;
	look(&r, 0, 0, true);
	look(&r, 5, 5, true);
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(look(&r, 5, 5, true), NOTHING);
	assert_int_equal(look(&r, 5, 5, true), ATT_OBSERVED_IDLE);
	assert_false(r.asked);
	assert_int_equal(look(&r, 5, 5, true), NOTHING);
	assert_int_equal(look(&r, 6, 5, true), ATT_OBSERVED_TRAFFIC);
}

static void data_without_an_answer_is_a_stall_if_nobody_answers(void **state)
{
	struct rig r = {.now_ms = 1};

	(void)state;
	look(&r, 5, 5, true);
	look(&r, 5, 6, true); /* 5 s */
	look(&r, 5, 6, true);
	assert_false(r.asked);
	look(&r, 5, 6, true); /* 15 s: the name server is asked */
	assert_true(r.asked);
	look(&r, 5, 7, true);
	look(&r, 5, 8, true);
	assert_int_equal(look(&r, 5, 9, true), ATT_OBSERVED_NO_TRAFFIC);
	/* said again as long as it goes on, with pauses */
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(look(&r, 5, 10 + i, true), NOTHING);
	assert_int_equal(look(&r, 5, 20, true), ATT_OBSERVED_NO_TRAFFIC);
	assert_int_equal(look(&r, 6, 20, true), ATT_OBSERVED_TRAFFIC);
}

/* Telemetry is sent, and nothing has to come back. */
static void host_that_only_sends_is_no_stall(void **state)
{
	struct rig r = {.now_ms = 1};
	uint64_t received = 5;

	(void)state;
	look(&r, received, 5, true);
	for (unsigned i = 0; i < 100; i++) {
		assert_int_not_equal(look(&r, received, 100 * i, true),
				     ATT_OBSERVED_NO_TRAFFIC);
		received += r.asked; /* the name server's answer */
	}
}

static void nobody_to_ask_is_no_stall(void **state)
{
	struct rig r = {.now_ms = 1};

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		assert_int_equal(look(&r, 5, 100 * i, false), NOTHING);
		assert_false(r.asked);
	}
}

static void one_lost_packet_is_no_stall(void **state)
{
	struct rig r = {.now_ms = 1};

	(void)state;
	look(&r, 5, 5, true);
	for (unsigned i = 0; i < 100; i++)
		assert_int_equal(look(&r, 5, 7, true), NOTHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_that_comes_is_said_once),
		cmocka_unit_test(data_that_ends_is_idle),
		cmocka_unit_test(
			data_without_an_answer_is_a_stall_if_nobody_answers),
		cmocka_unit_test(host_that_only_sends_is_no_stall),
		cmocka_unit_test(nobody_to_ask_is_no_stall),
		cmocka_unit_test(one_lost_packet_is_no_stall),
	};

	return cmocka_run_group_tests_name("linux_traffic", tests, NULL, NULL);
}
