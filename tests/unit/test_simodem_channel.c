/* The simulated modem's control channel: OPEN, CLOSE, fragments, errors. */
#include "test_simodem_fixture.h"

static void send_simple(struct fixture *f, uint32_t type, uint32_t code)
{
	uint8_t buf[16];
	int len = mbim_msg_encode_simple(buf, sizeof(buf), type,
					 ++f->transaction, code);

	sim_modem_input(f->m, att_bytes_of(buf, (size_t)len), f->now);
}

static void expect(struct fixture *f, int type, uint32_t code)
{
	assert_true(fixture_next(f));
	assert_int_equal(f->got.type, (uint32_t)type);
	assert_int_equal(f->got.transaction, f->transaction);
	assert_int_equal(f->got.code, code);
}

static void open_above_the_descriptor_is_a_function_error(void **state)
{
	struct fixture f;
	struct sim_config c;

	(void)state;
	sim_config_default(&c);
	c.max_control = 512;
	fixture_start(&f, &c);
	send_simple(&f, MBIM_MSG_OPEN, 1024);
	expect(&f, MBIM_MSG_FUNCTION_ERROR, MBIM_PROTOCOL_MAX_TRANSFER);
	fixture_open(&f, 512);
	fixture_stop(&f);
}

static void command_before_open_is_refused(void **state)
{
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_send(&f, BC(DEVICE_CAPS), false, NULL, 0);
	expect(&f, MBIM_MSG_FUNCTION_ERROR, MBIM_PROTOCOL_NOT_OPENED);
	fixture_stop(&f);
}

static void close_ends_the_channel(void **state)
{
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 4096);
	send_simple(&f, MBIM_MSG_CLOSE, 0);
	expect(&f, MBIM_MSG_CLOSE_DONE, MBIM_STATUS_NONE);
	fixture_send(&f, BC(DEVICE_CAPS), false, NULL, 0);
	expect(&f, MBIM_MSG_FUNCTION_ERROR, MBIM_PROTOCOL_NOT_OPENED);
	send_simple(&f, MBIM_MSG_CLOSE, 0);
	expect(&f, MBIM_MSG_CLOSE_DONE, MBIM_STATUS_FAILURE);
	fixture_stop(&f);
}

static void answers_are_cut_to_the_negotiated_size(void **state)
{
	static const uint32_t sizes[] = {64, 4096};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct mbim_basic_connect_device_services_response r;
		struct fixture f;

		fixture_start(&f, NULL);
		fixture_open(&f, sizes[i]);
		f.fragments = f.longest = 0;
		FIXTURE_READ(&f, BC(DEVICE_SERVICES),
			     mbim_basic_connect_device_services_response, &r);
		assert_true(r.device_services.count > 1);
		assert_true(f.longest <= sizes[i]);
		assert_int_equal(f.fragments > 1, sizes[i] == 64);
		fixture_stop(&f);
	}
}

static void commands_arrive_in_fragments(void **state)
{
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 64);
	/* 60 bytes and an APN: at 64 a transfer it takes four. */
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true,
					 "a.long.access.point.name",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_NONE);
	fixture_stop(&f);
}

static void missing_fragments_are_reported(void **state)
{
	static uint8_t message[256], fragment[64];
	struct fixture f;
	int len;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 64);
	len = mbim_msg_encode_command(
		message, sizeof(message), ++f.transaction,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_CONNECT, 1, 100);
	assert_true(len > 0);
	len = mbim_frag_tx_get(att_bytes_of(message, (size_t)len), 64, 0,
			       fragment, sizeof(fragment));
	sim_modem_input(f.m, att_bytes_of(fragment, (size_t)len), f.now);
	assert_false(fixture_next(&f));
	fixture_pass(&f, MBIM_FRAG_GAP_MS);
	expect(&f, MBIM_MSG_FUNCTION_ERROR, MBIM_PROTOCOL_TIMEOUT_FRAGMENT);
	fixture_stop(&f);
}

static void wrong_length_is_reported(void **state)
{
	uint8_t buf[64];
	struct fixture f;
	int len;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 512);
	len = mbim_msg_encode_command(
		buf, sizeof(buf), ++f.transaction,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_DEVICE_CAPS, 0, 0);
	att_put32(buf + 4, (uint32_t)len - 4);
	sim_modem_input(f.m, att_bytes_of(buf, (size_t)len), f.now);
	expect(&f, MBIM_MSG_FUNCTION_ERROR, MBIM_PROTOCOL_LENGTH_MISMATCH);
	fixture_stop(&f);
}

static void transaction_in_use_is_refused(void **state)
{
	struct sim_config c;
	struct fixture f;
	uint32_t id;

	(void)state;
	sim_config_default(&c);
	c.delay_ms = 100;
	fixture_start(&f, &c);
	sim_modem_config(f.m)->delay_ms = 0;
	fixture_open(&f, 512);
	sim_modem_config(f.m)->delay_ms = 100;
	id = fixture_send(&f, BC(DEVICE_CAPS), false, NULL, 0);
	f.transaction--;
	assert_int_equal(fixture_send(&f, BC(PIN), false, NULL, 0), id);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 100);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.type, (uint32_t)MBIM_MSG_COMMAND_DONE);
	assert_int_equal(f.got.cid, MBIM_CID_BASIC_CONNECT_DEVICE_CAPS);
	expect(&f, MBIM_MSG_FUNCTION_ERROR, MBIM_PROTOCOL_DUPLICATED_TID);
	fixture_stop(&f);
}

static void more_commands_than_announced_are_refused(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.max_outstanding = 1;
	fixture_start(&f, &c);
	fixture_open(&f, 512);
	fixture_send(&f, BC(DEVICE_CAPS), false, NULL, 0);
	fixture_send(&f, BC(PIN), false, NULL, 0);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.code, MBIM_STATUS_NONE);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.code, MBIM_STATUS_BUSY);
	fixture_stop(&f);
}

static void unknown_cids_and_operations_have_their_status(void **state)
{
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 512);
	assert_int_equal(fixture_query(&f, MBIM_SERVICE_ATDS, 1),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(fixture_query(&f, MBIM_SERVICE_BASIC_CONNECT, 99),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(fixture_command(&f, BC(DEVICE_CAPS), true, NULL, 0),
			 MBIM_STATUS_INVALID_DEVICE_SERVICE_OPERATION);
	assert_int_equal(fixture_command(&f, BC(RADIO_STATE), true, NULL, 0),
			 MBIM_STATUS_INVALID_PARAMETERS);
	fixture_stop(&f);
}

static void host_error_needs_no_answer(void **state)
{
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 512);
	send_simple(&f, MBIM_MSG_HOST_ERROR, MBIM_PROTOCOL_TIMEOUT_FRAGMENT);
	assert_false(fixture_next(&f));
	assert_int_equal(sim_modem_counters(f.m)->host_errors, 1);
	fixture_stop(&f);
}

static void second_open_is_answered_by_close_done_if_asked_for(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.quirks = SIM_QUIRK_REOPEN_CLOSES;
	fixture_start(&f, &c);
	fixture_open(&f, 512);
	send_simple(&f, MBIM_MSG_OPEN, 512);
	expect(&f, MBIM_MSG_CLOSE_DONE, MBIM_STATUS_NONE);
	fixture_open(&f, 512);
	fixture_stop(&f);
}

static void stream_may_be_read_byte_by_byte(void **state)
{
	uint8_t buf[16];
	struct fixture f;
	int len;

	(void)state;
	fixture_start(&f, NULL);
	sim_modem_framing(f.m, false);
	len = mbim_msg_encode_simple(buf, sizeof(buf), MBIM_MSG_OPEN,
				     ++f.transaction, 512);
	for (int i = 0; i < len; i++) {
		assert_false(sim_modem_ready(f.m, f.now));
		sim_modem_input(f.m, att_bytes_of(buf + i, 1), f.now);
	}
	expect(&f, MBIM_MSG_OPEN_DONE, MBIM_STATUS_NONE);
	fixture_stop(&f);
}

/* Every CID, query and set, with bodies of chance: whatever it says, the
 * modem answers each command once and goes on. */
static void random_commands_are_answered(void **state)
{
	static const uint8_t services[] = {
		MBIM_SERVICE_BASIC_CONNECT,
		MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS};
	uint8_t body[96];
	uint32_t seed = 1;
	struct fixture f;

	(void)state;
	fixture_start(&f, NULL);
	fixture_open(&f, 512);
	fixture_version(&f, MBIM_EX_3);
	for (int i = 0; i < 20000; i++) {
		uint32_t cid = (uint32_t)i % 25, id;

		for (size_t k = 0; k < sizeof(body); k++) {
			seed = seed * 1664525u + 1013904223u;
			/* small numbers are what gets far */
			body[k] = k % 4 == 0 ? (uint8_t)(seed >> 24) & 0x7f : 0;
		}
		id = fixture_send(&f, services[i / 25 % 2], cid, i / 50 % 2,
				  body, seed >> 8 & 63);
		fixture_pass(&f, 0);
		do {
			assert_true(fixture_next(&f));
		} while (f.got.transaction == 0); /* indications */
		assert_int_equal(f.got.transaction, id);
	}
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open_above_the_descriptor_is_a_function_error),
		cmocka_unit_test(command_before_open_is_refused),
		cmocka_unit_test(close_ends_the_channel),
		cmocka_unit_test(answers_are_cut_to_the_negotiated_size),
		cmocka_unit_test(commands_arrive_in_fragments),
		cmocka_unit_test(missing_fragments_are_reported),
		cmocka_unit_test(wrong_length_is_reported),
		cmocka_unit_test(transaction_in_use_is_refused),
		cmocka_unit_test(more_commands_than_announced_are_refused),
		cmocka_unit_test(unknown_cids_and_operations_have_their_status),
		cmocka_unit_test(host_error_needs_no_answer),
		cmocka_unit_test(
			second_open_is_answered_by_close_done_if_asked_for),
		cmocka_unit_test(stream_may_be_read_byte_by_byte),
		cmocka_unit_test(random_commands_are_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
