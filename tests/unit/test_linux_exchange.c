/* One-shot exchanges against a scripted modem: what is sent, in which order,
 * and what is made of the answers. */
#include "exchange_rig.h"

#include "base/errors.h"
#include "generated/cids.h"

static void opens_agrees_asks_and_closes(void **state)
{
	(void)state;
	modem.version = MBIM_EX_2;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(exchange.ex, MBIM_EX_2);
	assert_int_equal(ask(), 0);
	assert_int_equal(exchange.msg.cid, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	assert_int_equal(exchange.msg.body.len, 10);
	att_exchange_close(&exchange);
	expect_sent("open command.16 command.15 command.3 close");
}

static void version_is_not_asked_where_it_is_not_listed(void **state)
{
	(void)state;
	modem.info.ex_version = MBIM_EX_3; /* of the descriptor */
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(exchange.ex, MBIM_EX_3);
	att_exchange_close(&exchange);
	expect_sent("open command.16 close");
}

static void answered_version_counts_if_less_was_asked_for(void **state)
{
	(void)state;
	modem.version = MBIM_EX_1;
	modem.info.ex_version = MBIM_EX_3;
	assert_int_equal(open_with(MBIM_EX_2), 0);
	assert_int_equal(exchange.ex, MBIM_EX_1);
	att_exchange_close(&exchange);
}

static void stray_close_done_is_cured_by_a_close(void **state)
{
	(void)state;
	modem.stray_close_dones = 2;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	att_exchange_close(&exchange);
	expect_sent("open close open close open command.16 close");
}

static void refused_size_is_made_smaller(void **state)
{
	(void)state;
	modem.max_control = 64;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(modem.sent[0].code, 4096);
	assert_int_equal(modem.sent[1].code, 512);
	assert_int_equal(modem.sent[2].code, 64);
	att_exchange_close(&exchange);
}

static void refused_open_is_told_and_not_closed(void **state)
{
	(void)state;
	modem.open_status = MBIM_STATUS_BUSY;
	assert_int_equal(open_with(MBIM_EX_3), ATT_E_STATE);
	assert_string_equal(exchange.problem,
			    "the modem refuses to open: busy (1)");
	att_exchange_close(&exchange);
	expect_sent("open");
}

static void function_error_is_told(void **state)
{
	(void)state;
	modem.function_error = MBIM_PROTOCOL_UNKNOWN;
	assert_int_equal(open_with(MBIM_EX_3), ATT_E_STATE);
	assert_string_equal(exchange.problem,
			    "the modem reports the error unknown (6)");
	att_exchange_close(&exchange);
}

static void answer_of_another_cid_is_not_taken(void **state)
{
	(void)state;
	modem.foreign_first = true;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(ask(), 0);
	assert_int_equal(exchange.msg.cid, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	att_exchange_close(&exchange);
}

static void answer_to_an_earlier_program_is_not_taken(void **state)
{
	(void)state;
	modem.unread = true;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(ask(), 0);
	assert_int_equal(exchange.msg.code, MBIM_STATUS_NONE);
	assert_int_equal(exchange.msg.body.len, 10);
	att_exchange_close(&exchange);
}

static void answer_in_fragments_is_put_together(void **state)
{
	(void)state;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	modem.in_fragments = true;
	assert_int_equal(ask(), 0);
	assert_memory_equal(exchange.msg.body.p, "0123456789", 10);
	att_exchange_close(&exchange);
}

static void device_that_goes_ends_the_waiting(void **state)
{
	(void)state;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	modem.dies = true;
	assert_int_equal(ask(), ATT_E_GONE);
	att_exchange_close(&exchange);
	expect_sent("open command.16 command.3"); /* nobody to close it */
}

/* Each message from the third on comes with a signal: the command that is
 * asked, and the CLOSE. */
static void interrupt_every(uint64_t ms)
{
	assert_int_equal(open_with(MBIM_EX_3), 0);
	modem.slow = 3;
	modem.signal_from = 3;
	modem.signal_after_ms = ms;
	assert_int_equal(ask(), ATT_E_STATE);
	assert_string_equal(exchange.problem, "interrupted");
	att_exchange_close(&exchange);
	expect_sent("open command.16 command.3 close");
}

static void second_signal_within_a_second_still_waits_for_close(void **state)
{
	(void)state;
	interrupt_every(90);
	assert_true(was_closed());
}

static void second_signal_a_second_later_ends_at_once(void **state)
{
	(void)state;
	interrupt_every(1000);
	assert_false(was_closed());
}

/* A modem whose OPEN has no CLOSE is deaf to the next program. */
static void first_signal_during_close_still_waits_for_it(void **state)
{
	(void)state;
	assert_int_equal(open_with(MBIM_EX_3), 0);
	assert_int_equal(ask(), 0);
	modem.slow = 3;
	modem.signal_from = 4;
	att_exchange_close(&exchange);
	assert_true(was_closed());
}

static void control_socket_has_no_channel(void **state)
{
	const struct att_exchange_options o = {
		.open_port = open_modem, .name = "socket", .no_channel = true};

	(void)state;
	assert_int_equal(att_exchange_open(&exchange, &o), 0);
	assert_int_equal(ask(), 0);
	att_exchange_close(&exchange);
	expect_sent("command.3");
}

static void port_that_cannot_be_opened_is_told(void **state)
{
	const struct att_exchange_options o = {.open_port = open_modem,
					       .name = "none"};

	(void)state;
	assert_int_equal(att_exchange_open(&exchange, &o), ATT_E_ACCESS);
	att_exchange_close(&exchange);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		TEST(opens_agrees_asks_and_closes),
		TEST(version_is_not_asked_where_it_is_not_listed),
		TEST(answered_version_counts_if_less_was_asked_for),
		TEST(stray_close_done_is_cured_by_a_close),
		TEST(refused_size_is_made_smaller),
		TEST(refused_open_is_told_and_not_closed),
		TEST(function_error_is_told),
		TEST(answer_of_another_cid_is_not_taken),
		TEST(answer_to_an_earlier_program_is_not_taken),
		TEST(answer_in_fragments_is_put_together),
		TEST(device_that_goes_ends_the_waiting),
		TEST(second_signal_within_a_second_still_waits_for_close),
		TEST(second_signal_a_second_later_ends_at_once),
		TEST(first_signal_during_close_still_waits_for_it),
		TEST(control_socket_has_no_channel),
		TEST(port_that_cannot_be_opened_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
