/* Bounded bytes, text and the trace wording. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "base/errors.h"
#include "base/trace.h"

static void range_check_does_not_wrap(void **state)
{
	uint8_t buf[16] = {0};
	struct att_bytes b = att_bytes_of(buf, sizeof(buf));

	(void)state;
	assert_true(att_bytes_has(b, 0, 16));
	assert_true(att_bytes_has(b, 16, 0));
	assert_false(att_bytes_has(b, 0xffffffff, 2));
	assert_false(att_bytes_has(b, UINT64_MAX, 1));
	assert_false(att_bytes_has(b, 1, 16));
}

static void text_that_does_not_fit_is_cut(void **state)
{
	char buf[6];
	struct att_text t;

	(void)state;
	att_text_init(&t, buf, sizeof(buf));
	att_text_put(&t, "abc");
	att_text_dec(&t, 4711);
	assert_string_equal(buf, "abc47");
	assert_true(t.cut);
}

static void numbers_are_written_in_full(void **state)
{
	char buf[96];
	struct att_text t;

	(void)state;
	att_text_init(&t, buf, sizeof(buf));
	att_text_int(&t, INT64_MIN);
	att_text_char(&t, ' ');
	att_text_dec(&t, UINT64_MAX);
	att_text_char(&t, ' ');
	att_text_hex(&t, 0xbeef, 8);
	assert_string_equal(
		buf, "-9223372036854775808 18446744073709551615 0000beef");
}

/* Around each power of ten. */
static void numbers_of_every_length_are_written(void **state)
{
	uint64_t power = 1;
	char buf[24], expected[24];

	(void)state;
	for (int n = 0; n < 20; n++, power *= 10)
		for (uint64_t v = power - 1; v != power + 2; v++) {
			char *end = att_text_write_dec(buf, v);

			*end = '\0';
			snprintf(expected, sizeof(expected), "%llu",
				 (unsigned long long)v);
			assert_string_equal(buf, expected);
		}
}

static const char *const states[] = {"closed", "opening"};
static const char *const events[] = {"wanted"};
static const char *const effects[] = {"", "send_open"};
static const struct att_machine_info machine = {
	.name = "control",
	.states = states,
	.events = events,
	.effects = effects,
	.n_states = 2,
	.n_events = 1,
	.n_effects = 2,
};

static void trace_has_one_wording(void **state)
{
	char buf[96];
	struct att_text t;
	struct att_trace_rec rec = {
		.machine = &machine,
		.at_ms = 1120,
		.event = ATT_EVENT_FIRST,
		.from = 0,
		.to = 1,
		.effect = 1,
	};

	(void)state;
	att_text_init(&t, buf, sizeof(buf));
	att_trace_text(&t, &rec, 1000);
	assert_string_equal(
		buf, "+0.120 control closed --wanted--> opening [send_open]");
	rec.refused = true;
	rec.effect = 0;
	rec.instance = 2;
	att_text_init(&t, buf, sizeof(buf));
	att_trace_text(&t, &rec, 0);
	assert_string_equal(buf, "+1.120 control.2 closed --wanted--> refused");
}

static void every_error_has_a_text(void **state)
{
	(void)state;
	assert_string_equal(att_errors_name(ATT_E_RANGE), "RANGE");
	assert_string_equal(att_errors_text(0), "success");
	assert_string_equal(att_errors_text(-999), "unknown error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(range_check_does_not_wrap),
		cmocka_unit_test(text_that_does_not_fit_is_cut),
		cmocka_unit_test(numbers_are_written_in_full),
		cmocka_unit_test(numbers_of_every_length_are_written),
		cmocka_unit_test(trace_has_one_wording),
		cmocka_unit_test(every_error_has_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
