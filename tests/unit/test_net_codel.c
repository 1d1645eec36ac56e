/* The control law of RFC 8289 in virtual time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/codel.h"

enum { MS = 1000 };

static bool judge(struct att_codel *c, uint64_t waited_us, bool few,
		  uint64_t now_us)
{
	return att_codel_drops(c, waited_us, ATT_CODEL_TARGET_US, few, now_us);
}

/* A datagram each 10 us that has waited for so long, from `from` to `to`: when
 * those were dropped. */
static unsigned drops(struct att_codel *c, uint64_t waited_us, uint64_t from_us,
		      uint64_t to_us, uint64_t *at_us, unsigned cap)
{
	unsigned n = 0;

	for (uint64_t t = from_us; t < to_us; t += 10) {
		bool drop = judge(c, waited_us, false, t);

		if (drop && n < cap)
			at_us[n] = t;
		n += drop;
	}
	return n;
}

static void drops_come_faster_as_the_root_of_their_number(void **state)
{
	/* an interval, then interval / sqrt(n) more for each */
	static const uint64_t law_us[] = {100 * MS, 200 * MS, 270710,
					  328445,   378445,   423166,
					  463991,   501787,   537142};
	struct att_codel c = {0};
	uint64_t at[9];

	(void)state;
	assert_in_range(drops(&c, 20 * MS, 0, 540 * MS, at, 9), 9, 9);
	for (unsigned i = 0; i < 9; i++)
		assert_in_range(at[i], law_us[i] - 20, law_us[i] + 20);
}

static void short_queue_loses_nothing(void **state)
{
	struct att_codel c = {0};
	uint64_t at;

	(void)state;
	assert_int_equal(drops(&c, 5 * MS - 1, 0, 10000 * MS, &at, 1), 0);
}

/* A burst that is gone within an interval is no standing queue. */
static void burst_loses_nothing(void **state)
{
	struct att_codel c = {0};
	uint64_t at;

	(void)state;
	for (uint64_t t = 0; t < 5000 * MS; t += 100 * MS) {
		assert_int_equal(drops(&c, 60 * MS, t, t + 99 * MS, &at, 1), 0);
		assert_false(judge(&c, 4 * MS, false, t + 99 * MS));
	}
}

static void last_datagram_is_never_dropped(void **state)
{
	struct att_codel c = {0};

	(void)state;
	for (uint64_t t = 0; t < 5000 * MS; t += MS)
		assert_false(judge(&c, 500 * MS, true, t));
}

static void end_of_the_queue_ends_the_dropping(void **state)
{
	struct att_codel c = {0};
	uint64_t at;

	(void)state;
	assert_int_equal(drops(&c, 20 * MS, 0, 250 * MS, &at, 1), 2);
	att_codel_empty(&c);
	assert_int_equal(drops(&c, 20 * MS, 250 * MS, 349 * MS, &at, 1), 0);
}

/* An overload that comes back soon is met at the rate that was needed. */
static void dropping_resumes_where_it_was(void **state)
{
	struct att_codel c = {0};
	uint64_t at[4];

	(void)state;
	assert_in_range(drops(&c, 20 * MS, 0, 2000 * MS, at, 1), 50, 200);
	assert_false(judge(&c, MS, false, 2000 * MS));
	assert_in_range(drops(&c, 20 * MS, 2010 * MS, 2210 * MS, at, 1), 9, 20);
	att_codel_empty(&c);
	/* and one that comes back later is not */
	assert_in_range(drops(&c, 20 * MS, 9000 * MS, 9205 * MS, at, 1), 2, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drops_come_faster_as_the_root_of_their_number),
		cmocka_unit_test(short_queue_loses_nothing),
		cmocka_unit_test(burst_loses_nothing),
		cmocka_unit_test(last_datagram_is_never_dropped),
		cmocka_unit_test(end_of_the_queue_ends_the_dropping),
		cmocka_unit_test(dropping_resumes_where_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
