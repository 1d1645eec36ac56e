/* Short messages that come to the simulated modem, and that an MBIM host sends.
 */
#include "simodem_sms.h"

/* --- what comes ------------------------------------------------------------
 */

static void message_that_comes_is_told_and_stored(void **state)
{
	struct fixture f;
	struct sms_messages r;

	(void)state;
	yaml_start(&f, "");
	fixture_subscribe_service(&f, MBIM_SERVICE_SMS);
	sms_command(&f, "sms +15550100 Hello \xe2\x82\xac");
	fixture_indication(&f, SMS(MESSAGE_STORE_STATUS));
	sms_check_status(&f, MBIM_SMS_STATUS_FLAG_NEW_MESSAGE, 1);
	assert_int_equal(fixture_query(&f, SMS(MESSAGE_STORE_STATUS)),
			 MBIM_STATUS_NONE);
	sms_check_status(&f, MBIM_SMS_STATUS_FLAG_NEW_MESSAGE, 1);
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_INDEX, 1, &r),
			 MBIM_STATUS_NONE);
	sms_check(&r.at[0], 1, MBIM_SMS_STATUS_NEW, "+15550100",
		  "Hello \xe2\x82\xac");
	assert_int_equal(fixture_query(&f, SMS(MESSAGE_STORE_STATUS)),
			 MBIM_STATUS_NONE);
	sms_check_status(&f, MBIM_SMS_STATUS_FLAG_NONE, 0);
	fixture_stop(&f);
}

/* The network's clock begins with 2026 when the modem is switched on. */
static void message_has_the_time_of_the_network(void **state)
{
	struct att_sms_time t;
	struct fixture f;
	struct att_sms s;
	struct sms_messages r;

	(void)state;
	yaml_start(&f, "events: [{at_ms: 3661000, do: sms 4477 x}]\n");
	fixture_pass(&f, 3662000);
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_ALL, 0, &r),
			 MBIM_STATUS_NONE);
	assert_int_equal(r.n, 1);
	s = sms_message(&r.at[0]);
	att_sms_stamp_get(s.sent, &t);
	assert_int_equal(t.year, 2026);
	assert_int_equal(t.month, 1);
	assert_int_equal(t.day, 1);
	assert_int_equal(t.hour, 1);
	assert_int_equal(t.minute, 1);
	assert_int_equal(t.second, 1);
	fixture_stop(&f);
}

static void long_message_comes_in_parts(void **state)
{
	struct att_sms_part p;
	char line[300] = "sms 4477 ";
	struct fixture f;
	struct att_sms s;
	struct sms_messages r;

	(void)state;
	memset(line + 9, 'x', 161);
	yaml_start(&f, "");
	sms_command(&f, line);
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_ALL, 0, &r),
			 MBIM_STATUS_NONE);
	assert_int_equal(r.n, 2);
	for (uint8_t i = 0; i < 2; i++) {
		s = sms_message(&r.at[i]);
		assert_true(att_sms_part(&s, &p));
		assert_int_equal(p.number, i + 1);
		assert_int_equal(p.parts, 2);
		assert_int_equal(p.reference, 1);
	}
	fixture_stop(&f);
}

/* Class 0 is told with READ itself, and stored nowhere. */
static void flash_message_is_shown_and_not_stored(void **state)
{
	struct fixture f;
	struct sms_messages r;

	(void)state;
	yaml_start(&f, "");
	fixture_subscribe_service(&f, MBIM_SERVICE_SMS);
	sms_command(&f, "sms flash +15550100 Fire");
	fixture_indication(&f, SMS(READ));
	sms_decode(&f, &r);
	assert_int_equal(r.n, 1);
	sms_check(&r.at[0], 0, MBIM_SMS_STATUS_NEW, "+15550100", "Fire");
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_ALL), 0);
	fixture_stop(&f);
}

static void pdu_comes_as_it_is(void **state)
{
	struct fixture f;
	struct sms_messages r;

	(void)state;
	yaml_start(&f, "");
	sms_command(&f, "sms pdu 00040891515510000000"
			"2080629173148002C834");
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_ALL, 0, &r),
			 MBIM_STATUS_NONE);
	assert_int_equal(r.n, 1);
	sms_check(&r.at[0], 1, MBIM_SMS_STATUS_NEW, "+15550100", "Hi");
	fixture_stop(&f);
}

static void commands_that_are_none_are_refused(void **state)
{
	static const char *const bad[] = {
		"sms",
		"sms +15550100",
		"sms +15550100 ",
		"sms x hello",
		"sms flash",
		"sms flash 4477",
		"sms pdu 00",
		"sms pdu 0",
		"sms 4477 \xff",
		/* of a host, not of a network */
		"sms pdu 000100089151551000000002c834",
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(sim_command_known(bad[i]));
	assert_true(sim_command_known("sms flash 4477 x"));
}

/* Two places: the third message waits in the network. */
static void full_store_lets_messages_wait(void **state)
{
	struct fixture f;
	struct sms_messages r;

	(void)state;
	yaml_start(&f, "sim: {messages: {places: 2}}\n");
	fixture_subscribe_service(&f, MBIM_SERVICE_SMS);
	sms_command(&f, "sms 4477 one");
	fixture_indication(&f, SMS(MESSAGE_STORE_STATUS));
	sms_command(&f, "sms 4477 two");
	fixture_indication(&f, SMS(MESSAGE_STORE_STATUS));
	sms_check_status(&f,
			 MBIM_SMS_STATUS_FLAG_NEW_MESSAGE |
				 MBIM_SMS_STATUS_FLAG_MESSAGE_STORE_FULL,
			 2);
	sms_command(&f, "sms 4477 three");
	fixture_indication(&f, SMS(MESSAGE_STORE_STATUS));
	sms_check_status(&f, MBIM_SMS_STATUS_FLAG_MESSAGE_STORE_FULL, 0);
	fixture_pass(&f, 60000);
	assert_false(fixture_next(&f));
	assert_int_equal(sms_delete(&f, MBIM_SMS_FLAG_INDEX, 1),
			 MBIM_STATUS_NONE);
	fixture_pass(&f, 0);
	fixture_indication(&f, SMS(MESSAGE_STORE_STATUS));
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_INDEX, 1, &r),
			 MBIM_STATUS_NONE);
	sms_check(&r.at[0], 1, MBIM_SMS_STATUS_NEW, "4477", "three");
	fixture_stop(&f);
}

static void message_waits_for_the_network(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "");
	sms_command(&f, "network off");
	sms_command(&f, "sms 4477 one");
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_ALL), 0);
	sms_command(&f, "network on");
	fixture_pass(&f, 10000);
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_ALL), 1);
	fixture_stop(&f);
}

/* --- what is sent ----------------------------------------------------------
 */

static void sent_messages_are_counted(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "");
	assert_int_equal(sms_send(&f, "+15550100", "Hello", 0),
			 MBIM_STATUS_NONE);
	assert_int_equal(sms_reference(&f), 1);
	assert_int_equal(sms_send(&f, "+15550100", "Hello", 0),
			 MBIM_STATUS_NONE);
	assert_int_equal(sms_reference(&f), 2);
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_ALL), 0);
	fixture_stop(&f);
}

static void message_to_the_own_number_comes_back(void **state)
{
	struct fixture f;
	struct sms_messages r;

	(void)state;
	yaml_start(&f, "");
	fixture_subscribe_service(&f, MBIM_SERVICE_SMS);
	assert_int_equal(sms_send(&f, "+10000000000", "Hello", 0),
			 MBIM_STATUS_NONE);
	fixture_pass(&f, 0);
	fixture_indication(&f, SMS(MESSAGE_STORE_STATUS));
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_ALL, 0, &r),
			 MBIM_STATUS_NONE);
	sms_check(&r.at[0], 1, MBIM_SMS_STATUS_NEW, "+10000000000", "Hello");
	fixture_stop(&f);
}

/* Delivered two seconds later, with the reference of what was sent. */
static void report_comes_if_it_is_asked_for(void **state)
{
	struct att_sms_time sent, done;
	struct fixture f;
	struct att_sms s;
	struct sms_messages r;

	(void)state;
	yaml_start(&f, "delays: {report_ms: 2000}\n");
	fixture_subscribe_service(&f, MBIM_SERVICE_SMS);
	assert_int_equal(sms_send(&f, "+15550100", "Hello", ATT_SMS_REPORT),
			 MBIM_STATUS_NONE);
	fixture_pass(&f, 1999);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 1);
	fixture_indication(&f, SMS(READ));
	sms_decode(&f, &r);
	assert_int_equal(r.n, 1);
	s = sms_message(&r.at[0]);
	assert_int_equal(att_sms_kind(&s), ATT_SMS_STATUS_REPORT);
	assert_int_equal(s.reference, 1);
	assert_int_equal(s.status, 0);
	att_sms_stamp_get(s.sent, &sent);
	att_sms_stamp_get(s.done, &done);
	assert_int_equal(done.second - sent.second, 2);
	fixture_stop(&f);
}

static void network_refuses_with_a_status(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "failures:\n"
		       "  - {failure: sms_refused, cause: 38, for_ms: 1000}\n"
		       "  - {failure: sms_refused, at_ms: 2000,\n"
		       "     status: sms_network_timeout}\n");
	assert_int_equal(sms_send(&f, "+15550100", "x", 0),
			 MBIM_STATUS_FAILURE);
	fixture_pass(&f, 1500);
	assert_int_equal(sms_send(&f, "+15550100", "x", 0), MBIM_STATUS_NONE);
	fixture_pass(&f, 1000);
	assert_int_equal(sms_send(&f, "+15550100", "x", 0),
			 MBIM_STATUS_SMS_NETWORK_TIMEOUT);
	fixture_stop(&f);
}

static void nothing_is_sent_without_a_network(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "");
	sms_command(&f, "network off");
	assert_int_equal(sms_send(&f, "+15550100", "x", 0),
			 MBIM_STATUS_NOT_REGISTERED);
	fixture_stop(&f);
}

static void message_needs_a_centre(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "sim: {messages: {centre: ''}}\n");
	assert_int_equal(sms_send(&f, "+15550100", "x", 0),
			 MBIM_STATUS_SMS_UNKNOWN_SMSC_ADDRESS);
	fixture_stop(&f);
}

static void what_is_no_message_is_not_sent(void **state)
{
	static const uint8_t deliver[] = {0, 4, 4,    0x91, 0x44, 0x77,
					  0, 0, 0x62, 0x10, 0x10, 0,
					  0, 0, 0,    0};
	static const uint8_t cut[] = {0, 1, 0, 8};
	struct fixture f;

	(void)state;
	yaml_start(&f, "");
	assert_int_equal(sms_send_pdu(&f, deliver, sizeof(deliver)),
			 MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(sms_send_pdu(&f, cut, sizeof(cut)),
			 MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(sms_send_pdu(&f, cut, 0),
			 MBIM_STATUS_INVALID_PARAMETERS);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(message_that_comes_is_told_and_stored),
		cmocka_unit_test(message_has_the_time_of_the_network),
		cmocka_unit_test(long_message_comes_in_parts),
		cmocka_unit_test(flash_message_is_shown_and_not_stored),
		cmocka_unit_test(pdu_comes_as_it_is),
		cmocka_unit_test(commands_that_are_none_are_refused),
		cmocka_unit_test(full_store_lets_messages_wait),
		cmocka_unit_test(message_waits_for_the_network),
		cmocka_unit_test(sent_messages_are_counted),
		cmocka_unit_test(message_to_the_own_number_comes_back),
		cmocka_unit_test(report_comes_if_it_is_asked_for),
		cmocka_unit_test(network_refuses_with_a_status),
		cmocka_unit_test(nothing_is_sent_without_a_network),
		cmocka_unit_test(message_needs_a_centre),
		cmocka_unit_test(what_is_no_message_is_not_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
