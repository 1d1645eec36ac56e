/* One-shot exchanges with a modem that takes its time: what people are told,
 * and what is done about it. */
#include "exchange_rig.h"

#include "base/errors.h"
#include "generated/cids.h"

static void modem_that_is_out_of_step_is_reset(void **state)
{
	(void)state;
	modem.behind = true;
	modem.tick_ms = 10;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(modem.resets, 1);
	assert_true(now_ms < 5000 + 45000);
	assert_int_equal(ask(), 0);
	assert_int_equal(exchange.msg.body.len, 10);
	att_exchange_close(&exchange);
	assert_true(was_closed());
}

static void waiting_for_a_mute_modem_is_told_after_two_seconds(void **state)
{
	(void)state;
	modem.mute = true;
	modem.tick_ms = 10;
	assert_int_equal(open_with(MBIM_EX_3), ATT_E_TIMEOUT);
	assert_string_equal(told,
			    "2 s: the modem has not opened its control channel "
			    "yet; waiting up to 45 s\n");
	assert_string_equal(
		exchange.problem,
		"the modem does not open its channel: it does not "
		"answer MBIM: it hangs, is in another mode, or is no "
		"modem");
	att_exchange_close(&exchange);
}

static void waiting_for_a_held_modem_is_told_after_two_seconds(void **state)
{
	(void)state;
	modem.absent = "usb:1209:0001 is held by mbim-proxy (pid 812)";
	modem.tick_ms = 10;
	assert_int_equal(open_with(MBIM_EX_3), ATT_E_TIMEOUT);
	assert_string_equal(told, "2 s: usb:1209:0001 is held by mbim-proxy "
				  "(pid 812)\n");
	assert_string_equal(exchange.problem,
			    "no modem within 10 s: usb:1209:0001 is held by "
			    "mbim-proxy (pid 812)");
	att_exchange_close(&exchange);
}

/* Opening is part of what may take so long. */
static void limit_is_for_opening_as_well(void **state)
{
	(void)state;
	modem.mute = true;
	modem.tick_ms = 10;
	assert_int_equal(open_within(5), ATT_E_TIMEOUT);
	assert_true(now_ms >= 10000 && now_ms < 10100);
	assert_string_equal(told,
			    "2 s: the modem has not opened its control channel "
			    "yet; waiting up to 5 s\n");
	att_exchange_close(&exchange);
}

static void limit_is_for_the_device_as_well(void **state)
{
	(void)state;
	modem.absent = "usb:1209:0001 is held by mbim-proxy (pid 812)";
	modem.tick_ms = 10;
	assert_int_equal(open_within(1), ATT_E_TIMEOUT);
	assert_true(now_ms >= 6000 && now_ms < 6100);
	assert_string_equal(told, "");
	assert_string_equal(exchange.problem,
			    "no modem within 1 s: usb:1209:0001 is held by "
			    "mbim-proxy (pid 812)");
	att_exchange_close(&exchange);
}

/* What was asked late does not get its whole time. */
static void limit_is_for_the_answer_as_well(void **state)
{
	(void)state;
	modem.tick_ms = 10;
	assert_int_equal(open_within(3), 0);
	modem.mute = true;
	assert_int_equal(ask(), ATT_E_TIMEOUT);
	assert_true(now_ms >= 8000 && now_ms < 8100);
	att_exchange_close(&exchange);
}

static void refused_open_is_tried_the_other_way(void **state)
{
	(void)state;
	modem.open_status = MBIM_STATUS_BUSY;
	assert_int_equal(open_named("varied", MBIM_EX_3), 0);
	assert_int_equal(modem.variations, 1);
	assert_int_equal(ask(), 0);
	att_exchange_close(&exchange);
	expect_sent("open open command.16 command.3 close");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		TEST(modem_that_is_out_of_step_is_reset),
		TEST(waiting_for_a_mute_modem_is_told_after_two_seconds),
		TEST(waiting_for_a_held_modem_is_told_after_two_seconds),
		TEST(limit_is_for_opening_as_well),
		TEST(limit_is_for_the_device_as_well),
		TEST(limit_is_for_the_answer_as_well),
		TEST(refused_open_is_tried_the_other_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
