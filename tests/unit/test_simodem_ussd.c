/* USSD of the simulated modem, as an MBIM host sees it. */
#include "test_simodem_yaml.h"
#include "wire/sms/ussd.h"

#define USSD MBIM_SERVICE_USSD, MBIM_CID_USSD_USSD

static const char menu[] =
	"network:\n"
	"  ussd:\n"
	"    - {code: '*100#', says: 'Balance: 5.00'}\n"
	"    - {code: '*101#', says: '1 or 2?', result: asks}\n"
	"    - {after: '*101#', code: '1', says: '\xd0\x9f'}\n"
	"    - {after: 'Yes?', code: 'no', says: Sorry}\n"
	"    - {code: '*102#', result: terminated}\n"
	"    - {code: '*103#', result: other_client}\n"
	"    - {code: '*104#', result: timeout}\n"
	"delays: {ussd_ms: 300, ussd_wait_ms: 20000}\n";

static void start(struct fixture *f)
{
	yaml_start(f, menu);
	fixture_subscribe_service(f, MBIM_SERVICE_USSD);
}

/* Its transaction; dcs 0: as the text needs it. */
static uint32_t say(struct fixture *f, uint32_t action, const char *text,
		    uint8_t dcs)
{
	uint8_t body[200], data[ATT_USSD_MAX], own = 0;
	int n = att_ussd_encode(att_bytes_of(text, strlen(text)), &own, data);
	const struct mbim_ussd_ussd_set s = {
		.action = action,
		.data_coding_scheme = dcs != 0 ? dcs : own,
		.payload = att_bytes_of(data, (size_t)n),
	};
	int len = mbim_ussd_ussd_set_encode(&s, body, sizeof(body));

	assert_true(n >= 0 && len > 0);
	return fixture_send(f, USSD, true, body, (size_t)len);
}

static void check_body(struct fixture *f, uint32_t response, uint32_t session,
		       const char *text)
{
	struct mbim_ussd_ussd_response r;
	char got[ATT_USSD_TEXT];

	assert_int_equal(mbim_ussd_ussd_response_decode(f->got.body, &r), 0);
	assert_int_equal(r.response, response);
	assert_int_equal(r.session_state, session);
	assert_true(att_ussd_decode((uint8_t)r.data_coding_scheme, r.payload,
				    got, sizeof(got)) >= 0);
	assert_string_equal(got, text);
}

static uint32_t answer(struct fixture *f, uint32_t transaction)
{
	assert_true(fixture_next(f));
	assert_int_equal(f->got.type, (uint32_t)MBIM_MSG_COMMAND_DONE);
	assert_int_equal(f->got.transaction, transaction);
	return f->got.code;
}

/* Asked, and answered 300 ms later. */
static void check(struct fixture *f, uint32_t action, const char *code,
		  uint32_t response, uint32_t session, const char *text)
{
	uint32_t transaction = say(f, action, code, 0);

	fixture_pass(f, 299);
	assert_false(fixture_next(f));
	fixture_pass(f, 1);
	assert_int_equal(answer(f, transaction), MBIM_STATUS_NONE);
	check_body(f, response, session, text);
}

static void check_told(struct fixture *f, uint32_t response, const char *text)
{
	fixture_indication(f, USSD);
	check_body(f, response, MBIM_USSD_SESSION_STATE_NEW_SESSION, text);
}

#define INITIATE MBIM_USSD_ACTION_INITIATE
#define CONTINUE MBIM_USSD_ACTION_CONTINUE
#define CANCEL	 MBIM_USSD_ACTION_CANCEL
#define NEW	 MBIM_USSD_SESSION_STATE_NEW_SESSION
#define EXISTING MBIM_USSD_SESSION_STATE_EXISTING_SESSION
#define DONE	 MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED
#define ASKS	 MBIM_USSD_RESPONSE_ACTION_REQUIRED
#define ENDED	 MBIM_USSD_RESPONSE_TERMINATED_BY_NETWORK
#define OTHER	 MBIM_USSD_RESPONSE_OTHER_LOCAL_CLIENT
#define UNKNOWN	 MBIM_USSD_RESPONSE_OPERATION_NOT_SUPPORTED
#define TIMEOUT	 MBIM_USSD_RESPONSE_NETWORK_TIMEOUT

static void code_is_answered(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	check(&f, INITIATE, "*100#", DONE, NEW, "Balance: 5.00");
	check(&f, INITIATE, "*100#", DONE, NEW, "Balance: 5.00");
	check(&f, INITIATE, "*999#", UNKNOWN, NEW, "");
	check(&f, INITIATE, "*102#", ENDED, NEW, "");
	check(&f, INITIATE, "*103#", OTHER, NEW, "");
	fixture_stop(&f);
}

static void session_goes_on(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	check(&f, INITIATE, "*101#", ASKS, NEW, "1 or 2?");
	check(&f, CONTINUE, "1", DONE, EXISTING, "\xd0\x9f");
	check(&f, INITIATE, "*101#", ASKS, NEW, "1 or 2?");
	check(&f, CONTINUE, "3", UNKNOWN, EXISTING, "");
	fixture_stop(&f);
}

static void code_may_be_in_ucs2(void **state)
{
	static const uint8_t body[] = {
		0, 0, 0, 0,   0x48, 0,	 0, 0,	 16, 0,	  0, 0,	  10, 0,
		0, 0, 0, '*', 0,    '1', 0, '0', 0,  '0', 0, '#', 0,  0};
	struct fixture f;
	uint32_t transaction;

	(void)state;
	start(&f);
	transaction = fixture_send(&f, USSD, true, body, sizeof(body));
	fixture_pass(&f, 300);
	assert_int_equal(answer(&f, transaction), MBIM_STATUS_NONE);
	check_body(&f, DONE, NEW, "Balance: 5.00");
	fixture_stop(&f);
}

/* 8 bit data, as for an application. */
static void data_is_not_supported(void **state)
{
	struct fixture f;
	uint32_t transaction;

	(void)state;
	start(&f);
	transaction = say(&f, INITIATE, "*100#", 0x44);
	assert_int_equal(answer(&f, transaction), MBIM_STATUS_NONE);
	check_body(&f, UNKNOWN, NEW, "");
	fixture_stop(&f);
}

/* The network takes 20 s to give up. */
static void network_may_not_answer(void **state)
{
	struct fixture f;
	uint32_t transaction;

	(void)state;
	start(&f);
	transaction = say(&f, INITIATE, "*104#", 0);
	fixture_pass(&f, 19999);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 1);
	assert_int_equal(answer(&f, transaction), MBIM_STATUS_NONE);
	check_body(&f, TIMEOUT, NEW, "");
	fixture_stop(&f);
}

static void user_may_not_answer(void **state)
{
	struct fixture f;
	uint32_t transaction;

	(void)state;
	start(&f);
	check(&f, INITIATE, "*101#", ASKS, NEW, "1 or 2?");
	fixture_pass(&f, 20000);
	check_told(&f, TIMEOUT, "");
	transaction = say(&f, CONTINUE, "1", 0);
	assert_int_equal(answer(&f, transaction),
			 MBIM_STATUS_OPERATION_NOT_ALLOWED);
	fixture_stop(&f);
}

static void second_session_is_somebody_elses(void **state)
{
	struct fixture f;
	uint32_t transaction;

	(void)state;
	start(&f);
	check(&f, INITIATE, "*101#", ASKS, NEW, "1 or 2?");
	transaction = say(&f, INITIATE, "*100#", 0);
	assert_int_equal(answer(&f, transaction), MBIM_STATUS_NONE);
	check_body(&f, OTHER, NEW, "");
	check(&f, CONTINUE, "1", DONE, EXISTING, "\xd0\x9f");
	fixture_stop(&f);
}

static void session_is_cancelled(void **state)
{
	struct fixture f;
	uint32_t transaction;

	(void)state;
	start(&f);
	check(&f, INITIATE, "*101#", ASKS, NEW, "1 or 2?");
	transaction = say(&f, CANCEL, "", 0);
	assert_int_equal(answer(&f, transaction), MBIM_STATUS_NONE);
	check_body(&f, ENDED, NEW, "");
	transaction = say(&f, CANCEL, "", 0);
	assert_int_equal(answer(&f, transaction),
			 MBIM_STATUS_OPERATION_NOT_ALLOWED);
	fixture_stop(&f);
}

/* The code that waits is answered first. */
static void code_that_waits_is_cancelled(void **state)
{
	struct fixture f;
	uint32_t first, second;

	(void)state;
	start(&f);
	first = say(&f, INITIATE, "*100#", 0);
	second = say(&f, CANCEL, "", 0);
	assert_int_equal(answer(&f, first), MBIM_STATUS_NONE);
	check_body(&f, ENDED, NEW, "");
	assert_int_equal(answer(&f, second), MBIM_STATUS_NONE);
	fixture_pass(&f, 1000);
	assert_false(fixture_next(&f));
	fixture_stop(&f);
}

static void network_asks_by_itself(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	assert_true(sim_modem_command(f.m, "ussd ask Yes?", f.now));
	check_told(&f, ASKS, "Yes?");
	check(&f, CONTINUE, "no", DONE, EXISTING, "Sorry");
	assert_true(sim_modem_command(f.m, "ussd notify Hello", f.now));
	check_told(&f, DONE, "Hello");
	fixture_stop(&f);
}

static void network_ends_what_it_began(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	assert_true(sim_modem_command(f.m, "ussd ask Yes?", f.now));
	check_told(&f, ASKS, "Yes?");
	assert_true(sim_modem_command(f.m, "ussd end", f.now));
	check_told(&f, ENDED, "");
	assert_false(sim_command_known("ussd"));
	assert_false(sim_command_known("ussd ask "));
	assert_false(sim_command_known("ussd ask \xff"));
	fixture_stop(&f);
}

static void session_ends_with_the_network(void **state)
{
	struct fixture f;
	uint32_t transaction;

	(void)state;
	start(&f);
	transaction = say(&f, INITIATE, "*100#", 0);
	sim_modem_network(f.m, false, f.now);
	fixture_pass(&f, 0);
	assert_int_equal(answer(&f, transaction), MBIM_STATUS_NONE);
	check_body(&f, ENDED, NEW, "");
	transaction = say(&f, INITIATE, "*100#", 0);
	assert_int_equal(answer(&f, transaction), MBIM_STATUS_NOT_REGISTERED);
	fixture_stop(&f);
}

static void mistakes_in_answers_are_told(void **state)
{
	(void)state;
	yaml_refuses(sim_scenario_read, "network: {ussd: [{says: x}]}\n",
		     "1:18: error: an answer needs a code\n");
	yaml_refuses(sim_scenario_read,
		     "network: {ussd: [{code: '1', result: never}]}\n",
		     "1:38: error: result must be done, asks, terminated, "
		     "other_client, unsupported or timeout, not \"never\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(code_is_answered),
		cmocka_unit_test(session_goes_on),
		cmocka_unit_test(code_may_be_in_ucs2),
		cmocka_unit_test(data_is_not_supported),
		cmocka_unit_test(network_may_not_answer),
		cmocka_unit_test(user_may_not_answer),
		cmocka_unit_test(second_session_is_somebody_elses),
		cmocka_unit_test(session_is_cancelled),
		cmocka_unit_test(code_that_waits_is_cancelled),
		cmocka_unit_test(network_asks_by_itself),
		cmocka_unit_test(network_ends_what_it_began),
		cmocka_unit_test(session_ends_with_the_network),
		cmocka_unit_test(mistakes_in_answers_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
