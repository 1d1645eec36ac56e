/* The causes of 3GPP in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/cause.h"
#include "generated/cids.h"

static void same_number_has_two_meanings(void **state)
{
	(void)state;
	assert_string_equal(att_cause_name(ATT_CAUSE_OF_MOBILITY, 8),
			    "gprs_and_non_gprs_not_allowed");
	assert_string_equal(att_cause_name(ATT_CAUSE_OF_SESSION, 8),
			    "operator_determined_barring");
}

/* 24.008 10.5.6.6, 24.301 9.9.4.4: what a session is refused for. */
static void all_causes_of_a_session_have_names(void **state)
{
	static const uint32_t causes[] = {
		8,  24, 25, 26, 27,  28,  29,  30,  31, 32, 33, 34, 35,
		36, 37, 38, 39, 40,  41,  42,  43,  44, 45, 46, 47, 48,
		49, 50, 51, 52, 53,  54,  55,  56,  57, 58, 59, 60, 61,
		65, 66, 67, 68, 69,  70,  81,  82,  83, 84, 85, 86, 95,
		96, 97, 98, 99, 100, 101, 111, 112, 113};

	(void)state;
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (!att_cause_name(ATT_CAUSE_OF_SESSION, causes[i]))
			fail_msg("no name for %u", causes[i]);
}

/* 24.008 10.5.5.14, 24.301 9.9.3.9, 24.501 9.11.3.2. */
static void all_causes_of_mobility_have_names(void **state)
{
	static const uint32_t causes[] = {
		2,  3,	4,  5,	6,  7,	8,  9,	10, 11, 12, 13,	 14,  15, 16,
		17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,	 31,  35, 36,
		39, 40, 42, 43, 48, 62, 65, 67, 69, 71, 72, 73,	 74,  75, 76,
		77, 78, 79, 90, 91, 92, 95, 96, 97, 98, 99, 100, 101, 111};

	(void)state;
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (!att_cause_name(ATT_CAUSE_OF_MOBILITY, causes[i]))
			fail_msg("no name for %u", causes[i]);
}

static bool is(const char *name, const char *other)
{
	return name && strcmp(name, other) == 0;
}

/* What MBIM calls a cause it is called here, for one of the two. */
static void names_are_those_of_mbim(void **state)
{
	const struct att_enum *e = &mbim_nw_error_enum;

	(void)state;
	assert_true(e->n_values > 60);
	for (unsigned i = 0; i < e->n_values; i++) {
		const struct att_enum_value *v = &e->values[i];

		if (v->value &&
		    !is(att_cause_name(ATT_CAUSE_OF_MOBILITY, v->value),
			att_enum_value_name(e, v)) &&
		    !is(att_cause_name(ATT_CAUSE_OF_SESSION, v->value),
			att_enum_value_name(e, v)))
			fail_msg("%u is not %s", v->value,
				 att_enum_value_name(e, v));
	}
}

static void numbers_beyond_have_none(void **state)
{
	(void)state;
	assert_null(att_cause_name(ATT_CAUSE_OF_SESSION, 0));
	assert_null(att_cause_name(ATT_CAUSE_OF_SESSION, 1));
	assert_null(att_cause_name(ATT_CAUSE_OF_MOBILITY, 114));
	assert_null(att_cause_name(ATT_CAUSE_OF_MOBILITY, UINT32_MAX));
	assert_null(att_cause_advice(ATT_CAUSE_OF_SESSION, UINT32_MAX));
}

static void what_a_person_can_change_is_told(void **state)
{
	(void)state;
	assert_string_equal(att_cause_advice(ATT_CAUSE_OF_SESSION, 27),
			    "check the APN");
	assert_string_equal(att_cause_advice(ATT_CAUSE_OF_MOBILITY, 19),
			    "check the attach APN");
	assert_null(att_cause_advice(ATT_CAUSE_OF_SESSION, 26));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_number_has_two_meanings),
		cmocka_unit_test(all_causes_of_a_session_have_names),
		cmocka_unit_test(all_causes_of_mobility_have_names),
		cmocka_unit_test(names_are_those_of_mbim),
		cmocka_unit_test(numbers_beyond_have_none),
		cmocka_unit_test(what_a_person_can_change_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
