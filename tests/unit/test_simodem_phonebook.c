/* The phonebook of the simulated modem, SAR, and a host that goes down. */
#include "test_simodem_yaml.h"

#define PHONEBOOK(cid) MBIM_SERVICE_PHONEBOOK, MBIM_CID_PHONEBOOK_##cid
#define SAR(cid)       MBIM_SERVICE_MS_SAR, MBIM_CID_MS_SAR_##cid

#define TWO                                                             \
	"sim:\n"                                                        \
	"  phonebook:\n"                                                \
	"    places: 4\n"                                               \
	"    name_length: 7\n"                                          \
	"    entries: [{name: 'J\xc3\xbcrgen', number: '+15550100'},\n" \
	"      {place: 3, name: Bob, number: '4477'}]\n"

static void check_configuration(struct fixture *f, uint32_t state,
				uint32_t places, uint32_t used)
{
	struct mbim_phonebook_configuration_response r;

	assert_int_equal(
		mbim_phonebook_configuration_response_decode(f->got.body, &r),
		0);
	assert_int_equal(r.state, state);
	assert_int_equal(r.number_of_entries, places);
	assert_int_equal(r.used_entries, used);
}

static uint32_t read(struct fixture *f, uint32_t flag, uint32_t index)
{
	const struct mbim_phonebook_read_query q = {
		.filter_flag = flag, .filter_message_index = index};
	uint8_t body[8];
	int len = mbim_phonebook_read_query_encode(&q, body, sizeof(body));

	return fixture_command(f, PHONEBOOK(READ), false, body, (size_t)len);
}

/* The n-th entry that was read, from 0, is this one. */
static void check_entry(struct fixture *f, uint32_t n, uint32_t count,
			uint32_t index, const char *name, const char *number)
{
	struct mbim_phonebook_read_response r;
	struct mbim_phonebook_entry e;
	struct att_cursor c;
	char text[64];

	assert_int_equal(mbim_phonebook_read_response_decode(f->got.body, &r),
			 0);
	assert_int_equal(r.entry_count, count);
	c = att_cursor_of(&r.entries);
	for (uint32_t i = 0; i <= n; i++)
		assert_true(mbim_phonebook_entry_next(&c, &e));
	assert_int_equal(e.entry_index, index);
	assert_true(att_str_get(&e.name, text, sizeof(text)) >= 0);
	assert_string_equal(text, name);
	assert_true(att_str_get(&e.number, text, sizeof(text)) >= 0);
	assert_string_equal(text, number);
}

/* index 0: wherever there is room */
static uint32_t write(struct fixture *f, uint32_t index, const char *name,
		      const char *number)
{
	const struct mbim_phonebook_write_set s = {
		.save_flag = index != 0 ? MBIM_PHONEBOOK_WRITE_FLAG_SAVE_INDEX
					: MBIM_PHONEBOOK_WRITE_FLAG_SAVE_UNUSED,
		.save_index = index,
		.name = att_str_utf8(name),
		.number = att_str_utf8(number),
	};
	uint8_t body[400];
	int len = mbim_phonebook_write_set_encode(&s, body, sizeof(body));

	assert_true(len > 0);
	return fixture_command(f, PHONEBOOK(WRITE), true, body, (size_t)len);
}

static uint32_t erase(struct fixture *f, uint32_t flag, uint32_t index)
{
	const struct mbim_phonebook_delete_set s = {
		.filter_flag = flag, .filter_message_index = index};
	uint8_t body[8];
	int len = mbim_phonebook_delete_set_encode(&s, body, sizeof(body));

	return fixture_command(f, PHONEBOOK(DELETE), true, body, (size_t)len);
}

#define ALL   MBIM_PHONEBOOK_FLAG_ALL
#define INDEX MBIM_PHONEBOOK_FLAG_INDEX

static void entries_are_read(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, TWO);
	assert_int_equal(fixture_query(&f, PHONEBOOK(CONFIGURATION)),
			 MBIM_STATUS_NONE);
	check_configuration(&f, MBIM_PHONEBOOK_STATE_INITIALIZED, 4, 2);
	assert_int_equal(read(&f, ALL, 0), MBIM_STATUS_NONE);
	check_entry(&f, 0, 2, 1, "J\xc3\xbcrgen", "+15550100");
	check_entry(&f, 1, 2, 3, "Bob", "4477");
	assert_int_equal(read(&f, INDEX, 3), MBIM_STATUS_NONE);
	check_entry(&f, 0, 1, 3, "Bob", "4477");
	for (uint32_t i = 0; i < 6; i++)
		assert_int_equal(read(&f, INDEX, i),
				 i == 1 || i == 3
					 ? MBIM_STATUS_NONE
					 : MBIM_STATUS_INVALID_MEMORY_INDEX);
	assert_int_equal(read(&f, 2, 0), MBIM_STATUS_INVALID_PARAMETERS);
	fixture_stop(&f);
}

static void entries_are_written(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, TWO);
	assert_int_equal(write(&f, 0, "Ann", "1"), MBIM_STATUS_NONE);
	assert_int_equal(read(&f, INDEX, 2), MBIM_STATUS_NONE);
	check_entry(&f, 0, 1, 2, "Ann", "1");
	assert_int_equal(write(&f, 3, "Eve", "2"), MBIM_STATUS_NONE);
	assert_int_equal(read(&f, INDEX, 3), MBIM_STATUS_NONE);
	check_entry(&f, 0, 1, 3, "Eve", "2");
	assert_int_equal(write(&f, 0, "Joe", "3"), MBIM_STATUS_NONE);
	assert_int_equal(write(&f, 0, "Kim", "4"), MBIM_STATUS_MEMORY_FULL);
	assert_int_equal(write(&f, 5, "Kim", "4"),
			 MBIM_STATUS_INVALID_MEMORY_INDEX);
	fixture_stop(&f);
}

/* 7 characters of a name, 20 digits of a number and a plus. */
static void entries_have_a_longest_length(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, TWO);
	assert_int_equal(write(&f, 0, "J\xc3\xbcrgens", "1"), MBIM_STATUS_NONE);
	assert_int_equal(write(&f, 0, "J\xc3\xbcrgenss", "1"),
			 MBIM_STATUS_PARAMETER_TOO_LONG);
	assert_int_equal(write(&f, 0, "A", "+12345678901234567890"),
			 MBIM_STATUS_NONE);
	assert_int_equal(write(&f, 1, "A", "123456789012345678901"),
			 MBIM_STATUS_PARAMETER_TOO_LONG);
	assert_int_equal(
		write(&f, 1, "A", "1234567890123456789012345678901234567890"),
		MBIM_STATUS_PARAMETER_TOO_LONG);
	assert_int_equal(write(&f, 1, "", ""), MBIM_STATUS_INVALID_PARAMETERS);
	fixture_stop(&f);
}

static void entries_are_deleted_and_counted(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, TWO);
	fixture_subscribe_service(&f, MBIM_SERVICE_PHONEBOOK);
	assert_int_equal(erase(&f, INDEX, 2), MBIM_STATUS_INVALID_MEMORY_INDEX);
	fixture_send(&f, PHONEBOOK(DELETE), true,
		     (const uint8_t[]){1, 0, 0, 0, 1, 0, 0, 0}, 8);
	fixture_indication(&f, PHONEBOOK(CONFIGURATION));
	check_configuration(&f, MBIM_PHONEBOOK_STATE_INITIALIZED, 4, 1);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.code, MBIM_STATUS_NONE);
	fixture_subscribe_service(&f, MBIM_SERVICE_SMS);
	assert_int_equal(erase(&f, ALL, 0), MBIM_STATUS_NONE);
	assert_int_equal(read(&f, ALL, 0), MBIM_STATUS_NONE);
	assert_int_equal(fixture_query(&f, PHONEBOOK(CONFIGURATION)),
			 MBIM_STATUS_NONE);
	check_configuration(&f, MBIM_PHONEBOOK_STATE_INITIALIZED, 4, 0);
	fixture_stop(&f);
}

static void phonebook_is_not_there_before_the_card(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "delays: {sim_ms: 500}\n" TWO);
	fixture_subscribe_service(&f, MBIM_SERVICE_PHONEBOOK);
	assert_int_equal(fixture_query(&f, PHONEBOOK(CONFIGURATION)),
			 MBIM_STATUS_NONE);
	check_configuration(&f, MBIM_PHONEBOOK_STATE_NOT_INITIALIZED, 0, 0);
	assert_int_equal(read(&f, ALL, 0), MBIM_STATUS_NOT_INITIALIZED);
	assert_int_equal(write(&f, 0, "A", "1"), MBIM_STATUS_NOT_INITIALIZED);
	assert_int_equal(erase(&f, ALL, 0), MBIM_STATUS_NOT_INITIALIZED);
	fixture_pass(&f, 500);
	fixture_indication(&f, PHONEBOOK(CONFIGURATION));
	check_configuration(&f, MBIM_PHONEBOOK_STATE_INITIALIZED, 4, 2);
	fixture_stop(&f);
}

static void mistakes_in_entries_are_told(void **state)
{
	(void)state;
	yaml_refuses(sim_scenario_read,
		     "sim: {phonebook: {entries: [{name: x}]}}\n",
		     "1:29: error: an entry needs a number\n");
	yaml_refuses(sim_scenario_read,
		     "sim: {phonebook: {places: 1, entries: [{number: '1'},"
		     " {number: '2'}]}}\n",
		     "1:55: error: there are 1 places\n");
}

/* --- SAR -------------------------------------------------------------------
 */

static uint32_t set_sar(struct fixture *f, uint32_t antenna, uint32_t backoff)
{
	const struct mbim_sar_config_state s = {.antenna_index = antenna,
						.backoff_index = backoff};
	const struct mbim_ms_sar_config_set set = {
		.mode = MBIM_SAR_CONTROL_MODE_OS,
		.backoff_state = MBIM_SAR_BACKOFF_STATE_ENABLED,
		.config_states_count = 1,
		.config_states = att_array_of(&s, 1),
	};
	uint8_t body[64];
	int len = mbim_ms_sar_config_set_encode(&set, body, sizeof(body));

	return fixture_command(f, SAR(CONFIG), true, body, (size_t)len);
}

static void check_sar(struct fixture *f, uint32_t mode, uint32_t first,
		      uint32_t second)
{
	struct mbim_ms_sar_config_response r;
	struct mbim_sar_config_state s;
	struct att_cursor c;

	assert_int_equal(fixture_query(f, SAR(CONFIG)), MBIM_STATUS_NONE);
	assert_int_equal(mbim_ms_sar_config_response_decode(f->got.body, &r),
			 0);
	assert_int_equal(r.mode, mode);
	assert_int_equal(r.config_states_count, 2);
	c = att_cursor_of(&r.config_states);
	assert_true(mbim_sar_config_state_next(&c, &s));
	assert_int_equal(s.backoff_index, first);
	assert_true(mbim_sar_config_state_next(&c, &s));
	assert_int_equal(s.antenna_index, 1);
	assert_int_equal(s.backoff_index, second);
}

static void backoff_is_set_for_each_antenna(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "");
	check_sar(&f, MBIM_SAR_CONTROL_MODE_DEVICE, 0, 0);
	assert_int_equal(set_sar(&f, 1, 3), MBIM_STATUS_NONE);
	check_sar(&f, MBIM_SAR_CONTROL_MODE_OS, 0, 3);
	assert_int_equal(set_sar(&f, 0xffffffff, 2), MBIM_STATUS_NONE);
	check_sar(&f, MBIM_SAR_CONTROL_MODE_OS, 2, 2);
	assert_int_equal(set_sar(&f, 2, 1), MBIM_STATUS_INVALID_PARAMETERS);
	check_sar(&f, MBIM_SAR_CONTROL_MODE_OS, 2, 2);
	fixture_stop(&f);
}

static uint32_t set_transmission(struct fixture *f, uint32_t seconds)
{
	const struct mbim_ms_sar_transmission_status_set s = {
		.channel_notification =
			MBIM_TRANSMISSION_NOTIFICATION_STATUS_ENABLED,
		.hysteresis_timer = seconds,
	};
	uint8_t body[16];
	int len = mbim_ms_sar_transmission_status_set_encode(&s, body,
							     sizeof(body));

	return fixture_command(f, SAR(TRANSMISSION_STATUS), true, body,
			       (size_t)len);
}

static void check_transmission(struct fixture *f, uint32_t status)
{
	struct mbim_ms_sar_transmission_status_response r;

	assert_int_equal(mbim_ms_sar_transmission_status_response_decode(
				 f->got.body, &r),
			 0);
	assert_int_equal(r.transmission_status, status);
	assert_int_equal(r.hysteresis_timer, 2);
}

/* Until a session is up, and for two seconds longer than it is. */
static void transmission_is_told(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "");
	fixture_subscribe_service(&f, MBIM_SERVICE_MS_SAR);
	assert_int_equal(set_transmission(&f, 0),
			 MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(set_transmission(&f, 6),
			 MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(set_transmission(&f, 2), MBIM_STATUS_NONE);
	check_transmission(&f, MBIM_TRANSMISSION_STATE_INACTIVE);
	fixture_subscribe_service(&f, MBIM_SERVICE_SMS);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_NONE);
	assert_int_equal(fixture_query(&f, SAR(TRANSMISSION_STATUS)),
			 MBIM_STATUS_NONE);
	check_transmission(&f, MBIM_TRANSMISSION_STATE_ACTIVE);
	fixture_subscribe_service(&f, MBIM_SERVICE_MS_SAR);
	sim_modem_disconnect(f.m, 0, f.now);
	fixture_pass(&f, 1999);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 1);
	fixture_indication(&f, SAR(TRANSMISSION_STATUS));
	check_transmission(&f, MBIM_TRANSMISSION_STATE_INACTIVE);
	fixture_stop(&f);
}

static void host_may_say_that_it_goes_down(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "");
	assert_int_equal(fixture_command(&f, MBIM_SERVICE_MS_HOST_SHUTDOWN,
					 MBIM_CID_MS_HOST_SHUTDOWN_NOTIFY, true,
					 NULL, 0),
			 MBIM_STATUS_NONE);
	assert_int_equal(fixture_query(&f, BC(RADIO_STATE)), MBIM_STATUS_NONE);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_read),
		cmocka_unit_test(entries_are_written),
		cmocka_unit_test(entries_have_a_longest_length),
		cmocka_unit_test(entries_are_deleted_and_counted),
		cmocka_unit_test(phonebook_is_not_there_before_the_card),
		cmocka_unit_test(mistakes_in_entries_are_told),
		cmocka_unit_test(backoff_is_set_for_each_antenna),
		cmocka_unit_test(transmission_is_told),
		cmocka_unit_test(host_may_say_that_it_goes_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
