/* Which modem is wanted, by IMEI and ICCID, and what may be wished of one
 * before it is known to be that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "linux/identity.h"

static enum att_identity check(const char *device, bool known,
			       const char *device_id, const char *sim_id)
{
	struct att_core_status s = {.known = known};

	snprintf(s.device_id, sizeof(s.device_id), "%s", device_id);
	snprintf(s.sim_id, sizeof(s.sim_id), "%s", sim_id);
	return att_identity_check(device, &s);
}

static void imei_is_compared_without_its_check_digit(void **state)
{
	static const char wanted[] = "imei:359999990000014";

	(void)state;
	assert_int_equal(check(wanted, false, "", ""), ATT_IDENTITY_UNKNOWN);
	assert_int_equal(check(wanted, true, "359999990000014", ""),
			 ATT_IDENTITY_RIGHT);
	assert_int_equal(check(wanted, true, "35999999000001", ""),
			 ATT_IDENTITY_RIGHT);
	assert_int_equal(check(wanted, true, "3599999900000177", ""),
			 ATT_IDENTITY_RIGHT);
	assert_int_equal(check(wanted, true, "359999990000022", ""),
			 ATT_IDENTITY_WRONG);
	assert_int_equal(check(wanted, true, "3599", ""), ATT_IDENTITY_WRONG);
	assert_int_equal(check(wanted, true, "", ""), ATT_IDENTITY_WRONG);
}

static void iccid_may_be_filled_and_lack_its_check_digit(void **state)
{
	static const char wanted[] = "iccid:8949000000000000014";

	(void)state;
	assert_int_equal(check(wanted, true, "", "8949000000000000014"),
			 ATT_IDENTITY_RIGHT);
	assert_int_equal(check(wanted, true, "", "8949000000000000014F"),
			 ATT_IDENTITY_RIGHT);
	assert_int_equal(check(wanted, true, "", "89490000000000000147"),
			 ATT_IDENTITY_RIGHT);
	assert_int_equal(check(wanted, true, "", "8949000000000000022"),
			 ATT_IDENTITY_WRONG);
	assert_int_equal(check(wanted, true, "", "89490"), ATT_IDENTITY_WRONG);
	assert_int_equal(check(wanted, true, "", ""), ATT_IDENTITY_UNTOLD);
}

static void only_the_right_one_may_be_connected(void **state)
{
	struct att_core_status s = {.known = true};
	struct att_which w;

	(void)state;
	att_identity_init(&w, "auto");
	assert_int_equal(att_identity_may_want(&w, ATT_WANT_CONNECTED),
			 ATT_WANT_CONNECTED);
	att_identity_init(&w, "imei:359999990000014");
	assert_int_equal(att_identity_may_want(&w, ATT_WANT_CONNECTED),
			 ATT_WANT_KNOWN);
	assert_int_equal(att_identity_may_want(&w, ATT_WANT_OFF), ATT_WANT_OFF);
	assert_true(att_identity_look(&w, "qmi:imei:359999990000014", &s, 0));
	assert_int_equal(att_identity_may_want(&w, ATT_WANT_CONNECTED),
			 ATT_WANT_OFF);
	assert_true(att_identity_forget(&w, 0));
	snprintf(s.device_id, sizeof(s.device_id), "359999990000014");
	assert_true(att_identity_look(&w, "imei:359999990000014", &s, 0));
	assert_int_equal(att_identity_may_want(&w, ATT_WANT_CONNECTED),
			 ATT_WANT_CONNECTED);
}

/* A SIM that starts is asked again every 2 s for half a minute. */
static void sim_without_an_iccid_is_asked_again_and_then_passed(void **state)
{
	static const char wanted[] = "iccid:8949000000000000014";
	struct att_core_status s = {.known = true};
	struct att_which w;
	uint64_t now_ms = 0;

	(void)state;
	att_identity_init(&w, wanted);
	while (!att_identity_look(&w, wanted, &s, now_ms)) {
		assert_int_equal(w.again_ms, now_ms + 2000);
		assert_int_equal(w.identity, ATT_IDENTITY_UNKNOWN);
		now_ms = w.again_ms;
		w.again_ms = UINT64_MAX;
	}
	assert_int_equal(now_ms, 30000);
	assert_int_equal(w.identity, ATT_IDENTITY_WRONG);
}

/* As soon as the first one, also while others wait to be asked again. */
static void sim_that_starts_again_is_asked_again_soon(void **state)
{
	static const char wanted[] = "iccid:8949000000000000014";
	struct att_core_status s = {.known = true,
				    .sim_id = "8949000000000000014"};
	struct att_which w;

	(void)state;
	att_identity_init(&w, wanted);
	assert_true(att_identity_look(&w, wanted, &s, 0));
	assert_int_equal(w.identity, ATT_IDENTITY_RIGHT);
	assert_true(att_identity_forget(&w, 7000));
	assert_int_equal(w.again_ms, 7000 + ATT_IDENTITY_GONE_MS);
	s.sim_id[0] = '\0';
	assert_false(att_identity_look(&w, wanted, &s, 9000));
	assert_int_equal(w.again_ms, 11000);
}

static void no_number_is_in_a_log(void **state)
{
	(void)state;
	assert_string_equal(att_identity_name("qmi:imei:359999990000014"),
			    "imei:***");
	assert_string_equal(att_identity_name("qmi:auto"), "qmi:auto");
	assert_string_equal(att_identity_name("imei:359999990000014"),
			    "imei:***");
	assert_string_equal(att_identity_name("iccid:8949000000000000014"),
			    "iccid:***");
	assert_string_equal(att_identity_name("usb:1-1"), "usb:1-1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(imei_is_compared_without_its_check_digit),
		cmocka_unit_test(iccid_may_be_filled_and_lack_its_check_digit),
		cmocka_unit_test(only_the_right_one_may_be_connected),
		cmocka_unit_test(
			sim_without_an_iccid_is_asked_again_and_then_passed),
		cmocka_unit_test(sim_that_starts_again_is_asked_again_soon),
		cmocka_unit_test(no_number_is_in_a_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
