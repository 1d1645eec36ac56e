/* Values of short messages that are more than their octets: periods, and data
 * behind a header. 3GPP TS 23.040. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "wire/sms/sms.h"

/* 9.2.3.12.1: the last of each step, and what lies between two. */
static void validity_is_never_shorter_than_asked(void **state)
{
	static const struct {
		uint32_t minutes;
		uint8_t relative;
		uint32_t back;
	} t[] = {
		{1, 0, 5},
		{5, 0, 5},
		{6, 1, 10},
		{720, 143, 720},
		{721, 144, 750},
		{1440, 167, 1440},
		{1441, 168, 2880},
		{43200, 196, 43200},
		{43201, 197, 50400},
		{635040, 255, 635040},
		{635041, 255, 635040},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		assert_int_equal(att_sms_validity_put(t[i].minutes),
				 t[i].relative);
		assert_int_equal(att_sms_validity_get(t[i].relative),
				 t[i].back);
	}
}

static void data_begins_behind_its_header(void **state)
{
	struct att_sms s = {.first = ATT_SMS_HEADER,
			    .dcs = 0x04,
			    .units = 8,
			    .user = {5, 0, 3, 1, 2, 1, 'x', 'y'}};
	struct att_bytes data = att_sms_data(&s);

	(void)state;
	assert_int_equal(data.len, 2);
	assert_memory_equal(data.p, "xy", 2);
	s.first = 0;
	assert_int_equal(att_sms_data(&s).len, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(validity_is_never_shorter_than_asked),
		cmocka_unit_test(data_begins_behind_its_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
