/* The store of short messages of the simulated modem, as an MBIM host sees it.
 */
#include "simodem_sms.h"

/* --- the store -------------------------------------------------------------
 */

#define FOUR                                                     \
	"sim:\n"                                                 \
	"  messages:\n"                                          \
	"    places: 5\n"                                        \
	"    centre: '+15550199'\n"                              \
	"    stored:\n"                                          \
	"      - {from: '+15550100', text: one}\n"               \
	"      - {from: '4477', text: two, state: old}\n"        \
	"      - {to: '+15550101', text: three, state: draft}\n" \
	"      - {pdu: '0001000891515510100000"                  \
	"02c834', state: sent}\n"

static void stored_messages_are_read(void **state)
{
	struct fixture f;
	struct sms_messages r;

	(void)state;
	yaml_start(&f, FOUR);
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_ALL, 0, &r),
			 MBIM_STATUS_NONE);
	assert_int_equal(r.n, 4);
	sms_check(&r.at[0], 1, MBIM_SMS_STATUS_NEW, "+15550100", "one");
	sms_check(&r.at[1], 2, MBIM_SMS_STATUS_OLD, "4477", "two");
	sms_check(&r.at[2], 3, MBIM_SMS_STATUS_DRAFT, "+15550101", "three");
	sms_check(&r.at[3], 4, MBIM_SMS_STATUS_SENT, "+15550101", "Hi");
	fixture_stop(&f);
}

static void filters_choose_what_is_read(void **state)
{
	struct fixture f;
	struct sms_messages r;

	(void)state;
	yaml_start(&f, FOUR);
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_OLD), 1);
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_DRAFT), 1);
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_SENT), 1);
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_INDEX, 3, &r),
			 MBIM_STATUS_NONE);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.at[0].message_index, 3);
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_INDEX, 5, &r),
			 MBIM_STATUS_INVALID_MEMORY_INDEX);
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_INDEX, 6, &r),
			 MBIM_STATUS_INVALID_MEMORY_INDEX);
	assert_int_equal(sms_read(&f, 6, 0, &r),
			 MBIM_STATUS_INVALID_PARAMETERS);
	fixture_stop(&f);
}

/* As the Fibocom L850-GL. */
static void index_of_what_is_read_may_be_1(void **state)
{
	struct fixture f;
	struct sms_messages r;

	(void)state;
	yaml_start(&f, FOUR);
	sim_modem_config(f.m)->quirks |= SIM_QUIRK_SMS_INDEX;
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_INDEX, 3, &r),
			 MBIM_STATUS_NONE);
	sms_check(&r.at[0], 1, MBIM_SMS_STATUS_DRAFT, "+15550101", "three");
	fixture_stop(&f);
}

static void what_is_read_is_old_afterwards(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, FOUR);
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_NEW), 1);
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_NEW), 0);
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_OLD), 2);
	fixture_stop(&f);
}

static void messages_are_deleted(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, FOUR);
	assert_int_equal(sms_delete(&f, MBIM_SMS_FLAG_INDEX, 1),
			 MBIM_STATUS_NONE);
	assert_int_equal(sms_delete(&f, MBIM_SMS_FLAG_INDEX, 1),
			 MBIM_STATUS_INVALID_MEMORY_INDEX);
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_ALL), 3);
	assert_int_equal(sms_delete(&f, MBIM_SMS_FLAG_OLD, 0),
			 MBIM_STATUS_NONE);
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_ALL), 2);
	assert_int_equal(sms_delete(&f, MBIM_SMS_FLAG_ALL, 0),
			 MBIM_STATUS_NONE);
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_ALL), 0);
	fixture_stop(&f);
}

static void cdma_is_no_format_of_this_modem(void **state)
{
	const struct mbim_sms_read_query q = {.format = MBIM_SMS_FORMAT_CDMA};
	struct fixture f;
	uint8_t body[16];
	int len = mbim_sms_read_query_encode(&q, body, sizeof(body));

	(void)state;
	yaml_start(&f, FOUR);
	assert_int_equal(
		fixture_command(&f, SMS(READ), false, body, (size_t)len),
		MBIM_STATUS_SMS_FORMAT_NOT_SUPPORTED);
	fixture_stop(&f);
}

static void store_is_told_with_its_centre(void **state)
{
	const struct mbim_sms_configuration_set s = {
		.sc_address = att_str_utf8("+15550188")};
	struct fixture f;
	uint8_t body[64];
	int len = mbim_sms_configuration_set_encode(&s, body, sizeof(body));

	(void)state;
	yaml_start(&f, FOUR);
	assert_int_equal(fixture_query(&f, SMS(CONFIGURATION)),
			 MBIM_STATUS_NONE);
	sms_check_configuration(&f, MBIM_SMS_STORAGE_STATE_INITIALIZED, 5,
				"+15550199");
	assert_int_equal(fixture_command(&f, SMS(CONFIGURATION), true, body,
					 (size_t)len),
			 MBIM_STATUS_NONE);
	sms_check_configuration(&f, MBIM_SMS_STORAGE_STATE_INITIALIZED, 5,
				"+15550188");
	fixture_stop(&f);
}

/* The card starts for 500 ms. */
static void store_is_not_there_before_the_card(void **state)
{
	struct fixture f;
	struct sms_messages r;

	(void)state;
	yaml_start(&f, "delays: {sim_ms: 500}\n");
	fixture_subscribe_service(&f, MBIM_SERVICE_SMS);
	assert_int_equal(fixture_query(&f, SMS(CONFIGURATION)),
			 MBIM_STATUS_NONE);
	sms_check_configuration(&f, MBIM_SMS_STORAGE_STATE_NOT_INITIALIZED, 0,
				"");
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_ALL, 0, &r),
			 MBIM_STATUS_NOT_INITIALIZED);
	assert_int_equal(fixture_query(&f, SMS(MESSAGE_STORE_STATUS)),
			 MBIM_STATUS_NOT_INITIALIZED);
	fixture_pass(&f, 500);
	fixture_indication(&f, SMS(CONFIGURATION));
	sms_check_configuration(&f, MBIM_SMS_STORAGE_STATE_INITIALIZED, 10,
				"+10000000099");
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_ALL), 0);
	fixture_stop(&f);
}

static void locked_card_shows_nothing(void **state)
{
	struct fixture f;
	struct sms_messages r;

	(void)state;
	yaml_start(&f, "sim: {pin: '1234'}\n");
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_ALL, 0, &r),
			 MBIM_STATUS_PIN_REQUIRED);
	assert_int_equal(sms_delete(&f, MBIM_SMS_FLAG_ALL, 0),
			 MBIM_STATUS_PIN_REQUIRED);
	assert_int_equal(sms_send(&f, "+15550100", "x", 0),
			 MBIM_STATUS_PIN_REQUIRED);
	sim_modem_sim(f.m, false, f.now);
	assert_int_equal(sms_read(&f, MBIM_SMS_FLAG_ALL, 0, &r),
			 MBIM_STATUS_SIM_NOT_INSERTED);
	fixture_stop(&f);
}

static void other_card_has_its_own_messages(void **state)
{
	struct mbim_uicc_slot slot = {.slot = 1};
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response
		map = {.slot_map = att_array_of(&slot, 1)};
	struct fixture f;
	uint8_t body[32];
	int len =
		mbim_ms_basic_connect_extensions_device_slot_mappings_response_encode(
			&map, body, sizeof(body));

	(void)state;
	yaml_start(&f, FOUR "  other_slot: {inserted: true}\n");
	assert_int_equal(fixture_command(&f, EXT(DEVICE_SLOT_MAPPINGS), true,
					 body, (size_t)len),
			 MBIM_STATUS_NONE);
	assert_int_equal(sms_count(&f, MBIM_SMS_FLAG_ALL), 0);
	fixture_stop(&f);
}

/* --- scenarios -------------------------------------------------------------
 */

static void mistakes_in_what_is_stored_are_told(void **state)
{
	(void)state;
	yaml_refuses(sim_scenario_read,
		     "sim: {messages: {stored: [{text: x}]}}\n",
		     "1:27: error: a message needs from or to with text, or "
		     "pdu\n");
	yaml_refuses(
		sim_scenario_read,
		"sim: {messages: {places: 1, stored: [{from: '1', text: a},"
		" {from: '1', text: b}]}}\n",
		"1:60: error: there are more messages than places\n");
	yaml_refuses(sim_scenario_read,
		     "sim: {messages: {stored: [{pdu: '00'}]}}\n",
		     "1:27: error: pdu is no message\n");
	yaml_refuses(sim_scenario_read,
		     "sim: {messages: {stored: [{pdu: 0g}]}}\n",
		     "1:27: error: pdu must be bytes in hex\n");
	yaml_refuses(sim_scenario_read, "sim: {messages: {centre: home}}\n",
		     "1:26: error: centre must be a number, not \"home\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stored_messages_are_read),
		cmocka_unit_test(filters_choose_what_is_read),
		cmocka_unit_test(index_of_what_is_read_may_be_1),
		cmocka_unit_test(what_is_read_is_old_afterwards),
		cmocka_unit_test(messages_are_deleted),
		cmocka_unit_test(cdma_is_no_format_of_this_modem),
		cmocka_unit_test(store_is_told_with_its_centre),
		cmocka_unit_test(store_is_not_there_before_the_card),
		cmocka_unit_test(locked_card_shows_nothing),
		cmocka_unit_test(other_card_has_its_own_messages),
		cmocka_unit_test(mistakes_in_what_is_stored_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
