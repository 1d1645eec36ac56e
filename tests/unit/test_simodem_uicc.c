/* The card behind MS UICC low level access: one card, and one PIN, for this
 * service and for all others. */
#include "test_simodem_yaml.h"

#define UICC(cid)                              \
	MBIM_SERVICE_MS_UICC_LOW_LEVEL_ACCESS, \
		MBIM_CID_MS_UICC_LOW_LEVEL_ACCESS_##cid
#define AID  0xa0, 0, 0, 0, 0x87, 0x10, 0x02
#define IMSI 0x7f, 0xff, 0x6f, 0x07
#define BYTES(...)                                   \
	att_bytes_of((const uint8_t[]){__VA_ARGS__}, \
		     sizeof((const uint8_t[]){__VA_ARGS__}))

static uint8_t body[512];

/* --- channels --------------------------------------------------------------
 */

static uint32_t open_channel(
	struct fixture *f, struct att_bytes aid, uint32_t group,
	struct mbim_ms_uicc_low_level_access_open_channel_response *r)
{
	struct mbim_ms_uicc_low_level_access_open_channel_set s = {
		.app_id = aid, .select_p2_arg = 4, .channel_group = group};
	int len = mbim_ms_uicc_low_level_access_open_channel_set_encode(
		&s, body, sizeof(body));
	uint32_t status =
		fixture_command(f, UICC(OPEN_CHANNEL), true, body, (size_t)len);

	memset(r, 0, sizeof(*r));
	if (f->got.body.len > 0)
		assert_int_equal(
			mbim_ms_uicc_low_level_access_open_channel_response_decode(
				f->got.body, r),
			0);
	return status;
}

static uint32_t open_usim(struct fixture *f, uint32_t group)
{
	struct mbim_ms_uicc_low_level_access_open_channel_response r;

	assert_int_equal(open_channel(f, BYTES(AID), group, &r),
			 MBIM_STATUS_NONE);
	assert_int_equal(r.status, 0x90);
	assert_true(r.channel > 0);
	return r.channel;
}

static uint32_t close_channel(struct fixture *f, uint32_t channel,
			      uint32_t group)
{
	struct mbim_ms_uicc_low_level_access_close_channel_set s = {
		.channel = channel, .channel_group = group};
	int len = mbim_ms_uicc_low_level_access_close_channel_set_encode(
		&s, body, sizeof(body));

	return fixture_command(f, UICC(CLOSE_CHANNEL), true, body, (size_t)len);
}

/* Its status words, SW1 first; the answer is in *r. */
static uint32_t apdu_of(struct fixture *f, uint32_t channel, uint32_t type,
			struct att_bytes command,
			struct mbim_ms_uicc_low_level_access_apdu_response *r)
{
	struct mbim_ms_uicc_low_level_access_apdu_set s = {
		.channel = channel,
		.class_byte_type = type,
		.command = command,
	};
	int len = mbim_ms_uicc_low_level_access_apdu_set_encode(&s, body,
								sizeof(body));
	uint32_t status =
		fixture_command(f, UICC(APDU), true, body, (size_t)len);

	if (status != MBIM_STATUS_NONE)
		return status;
	assert_int_equal(mbim_ms_uicc_low_level_access_apdu_response_decode(
				 f->got.body, r),
			 0);
	return (r->status & 0xff) << 8 | r->status >> 8;
}

static uint32_t apdu(struct fixture *f, uint32_t channel,
		     struct att_bytes command)
{
	struct mbim_ms_uicc_low_level_access_apdu_response r;

	return apdu_of(f, channel, MBIM_UICC_CLASS_BYTE_TYPE_INTER_INDUSTRY,
		       command, &r);
}

/* VERIFY PIN1 of four digits. */
static uint32_t verify(struct fixture *f, uint32_t channel, const char *pin)
{
	uint8_t c[] = {0,   0x20, 0,	1,    8,    '0', '0',
		       '0', '0',  0xff, 0xff, 0xff, 0xff};

	memcpy(c + 5, pin, 4);
	return apdu(f, channel, att_bytes_of(c, sizeof(c)));
}

/* --- files -----------------------------------------------------------------
 */

static uint16_t binary(struct fixture *f, struct att_bytes path,
		       struct att_bytes *data)
{
	struct mbim_ms_uicc_low_level_access_read_binary_query q = {
		.version = 1, .application_id = BYTES(AID), .file_path = path};
	struct mbim_ms_uicc_low_level_access_read_binary_response r;
	int len = mbim_ms_uicc_low_level_access_read_binary_query_encode(
		&q, body, sizeof(body));

	assert_int_equal(
		fixture_command(f, UICC(READ_BINARY), false, body, (size_t)len),
		MBIM_STATUS_NONE);
	assert_int_equal(
		mbim_ms_uicc_low_level_access_read_binary_response_decode(
			f->got.body, &r),
		0);
	assert_int_equal(r.version, 1);
	*data = r.data;
	return (uint16_t)(r.status_word1 << 8 | r.status_word2);
}

static uint32_t ready_state(struct fixture *f)
{
	struct mbim_basic_connect_subscriber_ready_status_response r;

	FIXTURE_READ(f, BC(SUBSCRIBER_READY_STATUS),
		     mbim_basic_connect_subscriber_ready_status_response, &r);
	return r.ready_state;
}

static void check_pin(struct fixture *f, uint32_t type, uint32_t state,
		      uint32_t attempts)
{
	struct mbim_basic_connect_pin_response r;

	FIXTURE_READ(f, BC(PIN), mbim_basic_connect_pin_response, &r);
	assert_int_equal(r.pin_type, type);
	assert_int_equal(r.pin_state, state);
	assert_int_equal(r.remaining_attempts, attempts);
}

static uint32_t enter(struct fixture *f, const char *pin)
{
	struct mbim_basic_connect_pin_set s = {
		.pin_type = MBIM_PIN_TYPE_PIN1,
		.pin_operation = MBIM_PIN_OPERATION_ENTER,
		.pin = att_str_utf8(pin),
	};
	int len = mbim_basic_connect_pin_set_encode(&s, body, sizeof(body));

	return fixture_command(f, BC(PIN), true, body, (size_t)len);
}

/* --- tests -----------------------------------------------------------------
 */

static void pin_verified_on_a_channel_unlocks_the_modem(void **state)
{
	struct fixture f;
	uint32_t channel;

	(void)state;
	yaml_start(&f, "sim: {pin: '1234'}\n");
	channel = open_usim(&f, 1);
	assert_int_equal(verify(&f, channel, "0000"), 0x63c2);
	check_pin(&f, MBIM_PIN_TYPE_PIN1, MBIM_PIN_STATE_LOCKED, 2);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED);
	assert_int_equal(verify(&f, channel, "1234"), 0x9000);
	check_pin(&f, MBIM_PIN_TYPE_UNKNOWN, MBIM_PIN_STATE_UNLOCKED,
		  0xffffffff);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_INITIALIZED);
	fixture_stop(&f);
}

static void pin_entered_by_the_modem_opens_files(void **state)
{
	const uint8_t imsi[] = {0x08, 0x09, 0x10, 0x10, 0, 0, 0, 0, 0};
	struct att_bytes data;
	struct fixture f;

	(void)state;
	yaml_start(&f, "sim: {pin: '1234'}\n");
	assert_int_equal(binary(&f, BYTES(IMSI), &data), 0x6982);
	assert_int_equal(data.len, 0);
	assert_int_equal(enter(&f, "1234"), MBIM_STATUS_NONE);
	assert_int_equal(binary(&f, BYTES(IMSI), &data), 0x9000);
	assert_int_equal(data.len, sizeof(imsi));
	assert_memory_equal(data.p, imsi, sizeof(imsi));
	fixture_stop(&f);
}

static void blocked_on_a_channel_asks_for_the_puk(void **state)
{
	struct fixture f;
	uint32_t channel;

	(void)state;
	yaml_start(&f, "sim: {pin: '1234', attempts: 1}\n");
	channel = open_usim(&f, 1);
	assert_int_equal(verify(&f, channel, "0000"), 0x63c0);
	check_pin(&f, MBIM_PIN_TYPE_PUK1, MBIM_PIN_STATE_LOCKED, 10);
	assert_int_equal(enter(&f, "1234"), MBIM_STATUS_PIN_REQUIRED);
	assert_int_equal(verify(&f, channel, "1234"), 0x6983);
	fixture_stop(&f);
}

static void application_that_is_missing_is_told_with_status_words(void **state)
{
	struct mbim_ms_uicc_low_level_access_open_channel_response r;
	struct fixture f;

	(void)state;
	yaml_start(&f, "");
	assert_int_equal(
		open_channel(&f, BYTES(0xa0, 0, 0, 5, 0x59, 0x10, 0x10), 1, &r),
		MBIM_STATUS_MS_SELECT_FAILED);
	assert_int_equal(r.status, 0x826a);
	assert_int_equal(r.channel, 0);
	assert_int_equal(r.response.len, 0);
	fixture_stop(&f);
}

static void channels_end(void **state)
{
	struct mbim_ms_uicc_low_level_access_open_channel_response r;
	struct fixture f;

	(void)state;
	yaml_start(&f, "sim: {channels: 3}\n");
	assert_int_equal(open_usim(&f, 1), 1);
	assert_int_equal(open_usim(&f, 1), 2);
	assert_int_equal(open_channel(&f, BYTES(AID), 1, &r),
			 MBIM_STATUS_MS_NO_LOGICAL_CHANNELS);
	assert_int_equal(r.status, 0x816a);
	fixture_stop(&f);
}

static void group_is_closed_as_a_whole(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "");
	assert_int_equal(open_usim(&f, 7), 1);
	assert_int_equal(open_usim(&f, 8), 2);
	assert_int_equal(open_usim(&f, 7), 3);
	assert_int_equal(close_channel(&f, 0, 7), MBIM_STATUS_NONE);
	assert_int_equal(close_channel(&f, 1, 0),
			 MBIM_STATUS_MS_INVALID_LOGICAL_CHANNEL);
	assert_int_equal(close_channel(&f, 2, 0), MBIM_STATUS_NONE);
	assert_int_equal(close_channel(&f, 0, 7), MBIM_STATUS_NONE);
	fixture_stop(&f);
}

static void channel_of_the_modem_is_not_the_hosts(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "");
	assert_int_equal(apdu(&f, 0, BYTES(0, 0xb0, 0x82, 0, 10)),
			 MBIM_STATUS_MS_INVALID_LOGICAL_CHANNEL);
	assert_int_equal(apdu(&f, 1, BYTES(0, 0xb0, 0x82, 0, 10)),
			 MBIM_STATUS_MS_INVALID_LOGICAL_CHANNEL);
	assert_int_equal(apdu(&f, 99, BYTES(0, 0xb0, 0x82, 0, 10)),
			 MBIM_STATUS_MS_INVALID_LOGICAL_CHANNEL);
	assert_int_equal(close_channel(&f, 99, 0),
			 MBIM_STATUS_MS_INVALID_LOGICAL_CHANNEL);
	fixture_stop(&f);
}

/* The channel, the class and what waits are the modem's matter: the host's
 * class byte says the basic channel and ISO. */
static void class_byte_and_rest_are_the_modems_matter(void **state)
{
	struct mbim_ms_uicc_low_level_access_apdu_response r;
	struct fixture f;
	uint32_t channel;

	(void)state;
	yaml_start(&f, "");
	channel = open_usim(&f, 1);
	assert_int_equal(apdu_of(&f, channel,
				 MBIM_UICC_CLASS_BYTE_TYPE_EXTENDED,
				 BYTES(0, 0xf2, 0, 0, 0), &r),
			 0x9000);
	assert_int_equal(r.response.len, 44);
	assert_int_equal(apdu_of(&f, channel,
				 MBIM_UICC_CLASS_BYTE_TYPE_INTER_INDUSTRY,
				 BYTES(0, 0xf2, 0, 0, 0), &r),
			 0x6e00);
	assert_int_equal(apdu_of(&f, channel,
				 MBIM_UICC_CLASS_BYTE_TYPE_INTER_INDUSTRY,
				 BYTES(0x83, 0xa4, 0, 4, 2, 0x6f, 7), &r),
			 0x9000);
	assert_int_equal(r.response.len, 25);
	fixture_stop(&f);
}

static uint32_t reset(struct fixture *f, uint32_t action)
{
	struct mbim_ms_uicc_low_level_access_reset_set s = {
		.pass_through_action = action};
	int len = mbim_ms_uicc_low_level_access_reset_set_encode(&s, body,
								 sizeof(body));

	return fixture_command(f, UICC(RESET), true, body, (size_t)len);
}

static void reset_closes_channels_and_asks_for_the_pin(void **state)
{
	struct fixture f;
	uint32_t channel;

	(void)state;
	yaml_start(&f, "sim: {pin: '1234'}\n");
	assert_int_equal(enter(&f, "1234"), MBIM_STATUS_NONE);
	channel = open_usim(&f, 1);
	assert_int_equal(reset(&f, MBIM_UICC_PASS_THROUGH_ACTION_DISABLE),
			 MBIM_STATUS_NONE);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED);
	assert_int_equal(apdu(&f, channel, BYTES(0, 0xb0, 0x82, 0, 10)),
			 MBIM_STATUS_MS_INVALID_LOGICAL_CHANNEL);
	assert_int_equal(reset(&f, 2), MBIM_STATUS_INVALID_PARAMETERS);
	fixture_stop(&f);
}

/* The modem has no subscriber then, and the host has a card. */
static void card_passed_through_is_the_hosts_alone(void **state)
{
	struct mbim_ms_uicc_low_level_access_reset_response r;
	struct fixture f;

	(void)state;
	yaml_start(&f, "");
	assert_int_equal(reset(&f, MBIM_UICC_PASS_THROUGH_ACTION_ENABLE),
			 MBIM_STATUS_NONE);
	FIXTURE_READ(&f, UICC(RESET),
		     mbim_ms_uicc_low_level_access_reset_response, &r);
	assert_int_equal(r.pass_through_status,
			 MBIM_UICC_PASS_THROUGH_STATUS_ENABLED);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_NOT_INITIALIZED);
	assert_int_equal(open_usim(&f, 1), 1);
	assert_int_equal(reset(&f, MBIM_UICC_PASS_THROUGH_ACTION_DISABLE),
			 MBIM_STATUS_NONE);
	assert_int_equal(ready_state(&f),
			 MBIM_SUBSCRIBER_READY_STATE_INITIALIZED);
	fixture_stop(&f);
}

static void service_is_younger_than_mbimex_1(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.ex_version = 0x0100;
	fixture_start(&f, &c);
	fixture_open(&f, 512);
	assert_int_equal(fixture_query(&f, UICC(ATR)),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	fixture_stop(&f);
}

static void without_a_card_nothing_is_sent(void **state)
{
	struct att_bytes data;
	struct fixture f;

	(void)state;
	yaml_start(&f, "sim: {inserted: false}\n");
	assert_int_equal(fixture_query(&f, UICC(ATR)),
			 MBIM_STATUS_SIM_NOT_INSERTED);
	assert_int_equal(fixture_query(&f, UICC(APPLICATION_LIST)),
			 MBIM_STATUS_SIM_NOT_INSERTED);
	assert_int_equal(close_channel(&f, 0, 1), MBIM_STATUS_SIM_NOT_INSERTED);
	sim_modem_sim(f.m, true, f.now);
	assert_int_equal(binary(&f, BYTES(IMSI), &data), 0x9000);
	fixture_stop(&f);
}

static void card_that_starts_is_not_initialized(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "delays: {sim_ms: 500}\n");
	assert_int_equal(fixture_query(&f, UICC(ATR)),
			 MBIM_STATUS_NOT_INITIALIZED);
	fixture_pass(&f, 500);
	assert_int_equal(fixture_query(&f, UICC(ATR)), MBIM_STATUS_NONE);
	fixture_stop(&f);
}

static void files_have_what_the_scenario_says(void **state)
{
	const uint8_t fplmn[] = {0x62, 0xf2, 0x10, 0xff, 0xff, 0xff};
	struct mbim_basic_connect_home_provider_response home;
	struct att_bytes data;
	struct fixture f;
	char text[24];

	(void)state;
	yaml_start(&f, "sim: {spn: Provider, gid1: a1b2, fplmn: ['26201'],"
		       " imsi: '001019999999999', msisdn: '1000'}\n");
	assert_int_equal(binary(&f, BYTES(0x7f, 0xff, 0x6f, 0x46), &data),
			 0x9000);
	assert_memory_equal(data.p, "\0Provider\xff", 10);
	assert_int_equal(binary(&f, BYTES(0x7f, 0xff, 0x6f, 0x3e), &data),
			 0x9000);
	assert_int_equal(data.len, 2);
	assert_memory_equal(data.p, "\xa1\xb2", 2);
	assert_int_equal(binary(&f, BYTES(0x7f, 0xff, 0x6f, 0x3f), &data),
			 0x6a82);
	assert_int_equal(binary(&f, BYTES(0x7f, 0xff, 0x6f, 0x7b), &data),
			 0x9000);
	assert_memory_equal(data.p, fplmn, sizeof(fplmn));
	FIXTURE_READ(&f, BC(HOME_PROVIDER),
		     mbim_basic_connect_home_provider_response, &home);
	assert_true(att_str_get(&home.provider.provider_name, text,
				sizeof(text)) >= 0);
	assert_string_equal(text, "Provider");
	fixture_stop(&f);
}

/* MSISDN is written on the card, and the modem tells it. */
static void record_that_is_written_is_told(void **state)
{
	uint8_t record[24];
	struct mbim_ms_uicc_low_level_access_read_record_query q = {
		.version = 1,
		.application_id = BYTES(AID),
		.file_path = BYTES(0x7f, 0xff, 0x6f, 0x40),
		.record_number = 1,
		.data = att_bytes_of(record, sizeof(record)),
	};
	struct mbim_basic_connect_subscriber_ready_status_response r;
	struct att_str number;
	struct fixture f;
	char text[24];
	int len;

	(void)state;
	memset(record, 0xff, sizeof(record));
	memcpy(record + 10, "\x03\x81\x21\x43", 4);
	len = mbim_ms_uicc_low_level_access_read_record_query_encode(
		&q, body, sizeof(body));
	yaml_start(&f, "");
	assert_int_equal(
		fixture_command(&f, UICC(READ_RECORD), true, body, (size_t)len),
		MBIM_STATUS_NONE);
	FIXTURE_READ(&f, BC(SUBSCRIBER_READY_STATUS),
		     mbim_basic_connect_subscriber_ready_status_response, &r);
	assert_int_equal(r.telephone_numbers.count, 1);
	number = att_array_str(&r.telephone_numbers, 0);
	assert_true(att_str_get(&number, text, sizeof(text)) >= 0);
	assert_string_equal(text, "1234");
	fixture_stop(&f);
}

static void slots_have_cards_of_their_own(void **state)
{
	struct mbim_uicc_slot s = {.slot = 1};
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response
		m = {.slot_map = att_array_of(&s, 1)};
	struct att_bytes data;
	struct fixture f;
	int len;

	(void)state;
	yaml_start(&f, "sim: {other_slot: {iccid: '8900000000000000077'}}\n");
	assert_int_equal(binary(&f, BYTES(0x3f, 0, 0x2f, 0xe2), &data), 0x9000);
	assert_int_equal(data.p[8], 0x00);
	len = mbim_ms_basic_connect_extensions_device_slot_mappings_response_encode(
		&m, body, sizeof(body));
	assert_int_equal(fixture_command(&f, EXT(DEVICE_SLOT_MAPPINGS), true,
					 body, (size_t)len),
			 MBIM_STATUS_NONE);
	assert_int_equal(binary(&f, BYTES(0x3f, 0, 0x2f, 0xe2), &data), 0x9000);
	assert_int_equal(data.p[8], 0x70);
	assert_int_equal(data.p[9], 0xf7);
	fixture_stop(&f);
}

static void active_application_needs_the_pin(void **state)
{
	struct mbim_ms_uicc_low_level_access_application_list_response r;
	struct mbim_uicc_application a;
	struct att_cursor at;
	struct fixture f;

	(void)state;
	yaml_start(&f, "sim: {pin: '1234'}\n");
	FIXTURE_READ(&f, UICC(APPLICATION_LIST),
		     mbim_ms_uicc_low_level_access_application_list_response,
		     &r);
	assert_int_equal(r.active_application_index, 0xffffffff);
	assert_int_equal(r.applications.count, 1);
	at = att_cursor_of(&r.applications);
	assert_true(mbim_uicc_application_next(&at, &a));
	assert_int_equal(a.application_type, MBIM_UICC_APPLICATION_TYPE_USIM);
	assert_int_equal(a.application_id.len, 12);
	assert_int_equal(enter(&f, "1234"), MBIM_STATUS_NONE);
	FIXTURE_READ(&f, UICC(APPLICATION_LIST),
		     mbim_ms_uicc_low_level_access_application_list_response,
		     &r);
	assert_int_equal(r.active_application_index, 0);
	fixture_stop(&f);
}

/* A path begins at the MF or at an application. */
static void path_from_elsewhere_is_refused(void **state)
{
	struct mbim_ms_uicc_low_level_access_file_status_query q = {
		.version = 1, .file_path = BYTES(0x6f, 0x07)};
	struct fixture f;
	int len = mbim_ms_uicc_low_level_access_file_status_query_encode(
		&q, body, sizeof(body));

	(void)state;
	yaml_start(&f, "");
	assert_int_equal(fixture_command(&f, UICC(FILE_STATUS), false, body,
					 (size_t)len),
			 MBIM_STATUS_INVALID_PARAMETERS);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pin_verified_on_a_channel_unlocks_the_modem),
		cmocka_unit_test(pin_entered_by_the_modem_opens_files),
		cmocka_unit_test(blocked_on_a_channel_asks_for_the_puk),
		cmocka_unit_test(
			application_that_is_missing_is_told_with_status_words),
		cmocka_unit_test(channels_end),
		cmocka_unit_test(group_is_closed_as_a_whole),
		cmocka_unit_test(channel_of_the_modem_is_not_the_hosts),
		cmocka_unit_test(class_byte_and_rest_are_the_modems_matter),
		cmocka_unit_test(reset_closes_channels_and_asks_for_the_pin),
		cmocka_unit_test(card_passed_through_is_the_hosts_alone),
		cmocka_unit_test(service_is_younger_than_mbimex_1),
		cmocka_unit_test(without_a_card_nothing_is_sent),
		cmocka_unit_test(card_that_starts_is_not_initialized),
		cmocka_unit_test(files_have_what_the_scenario_says),
		cmocka_unit_test(record_that_is_written_is_told),
		cmocka_unit_test(slots_have_cards_of_their_own),
		cmocka_unit_test(active_application_needs_the_pin),
		cmocka_unit_test(path_from_elsewhere_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
