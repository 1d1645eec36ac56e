/* Several clients of the simulated modem's proxy, in virtual time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "generated/cids.h"
#include "tools/simodem/proxy.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

#define BC(cid) MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_##cid
#define EXT(cid)                                  \
	MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS, \
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_##cid
#define PROXY(cid) MBIM_SERVICE_PROXY_CONTROL, MBIM_CID_PROXY_CONTROL_##cid

#define HEARD 8u

/* What a client has heard and not yet looked at. */
struct ear {
	struct mbim_frag_rx rx;
	uint8_t stream[32768], whole[32768];
	unsigned n;
	struct {
		size_t len;
		uint8_t bytes[4096];
	} heard[HEARD];
	uint8_t now[4096]; /* the message of `got` */
	struct mbim_msg got;
};

static struct {
	struct sim_modem *m;
	struct sim_proxy *p;
	uint64_t now_ms;
	uint32_t longest; /* bytes given to a client at once */
	struct ear ear[SIM_PROXY_CLIENTS];
	uint8_t out[8192];
} t;

static void hear(void *ctx, unsigned client, struct att_bytes bytes)
{
	struct ear *e = &t.ear[client];
	struct mbim_frag_fault fault;
	struct att_bytes whole;

	(void)ctx;
	t.longest = bytes.len > t.longest ? (uint32_t)bytes.len : t.longest;
	mbim_frag_rx_put(&e->rx, bytes);
	while (mbim_frag_rx_get(&e->rx, t.now_ms, &whole, &fault) == 1) {
		assert_true(e->n < HEARD &&
			    whole.len <= sizeof(e->heard[0].bytes));
		memcpy(e->heard[e->n].bytes, whole.p, whole.len);
		e->heard[e->n++].len = whole.len;
	}
}

/* The next message that a client has heard; false: nothing. */
static bool next(unsigned client)
{
	struct ear *e = &t.ear[client];

	if (e->n == 0)
		return false;
	memcpy(e->now, e->heard[0].bytes, e->heard[0].len);
	assert_int_equal(
		mbim_msg_decode(att_bytes_of(e->now, e->heard[0].len), &e->got),
		0);
	memmove(e->heard, e->heard + 1, --e->n * sizeof(e->heard[0]));
	return true;
}

static void pass(uint64_t ms)
{
	uint64_t end = t.now_ms + ms;

	sim_proxy_expire(t.p, t.now_ms);
	while (sim_proxy_deadline(t.p) <= end) {
		uint64_t at = sim_proxy_deadline(t.p);

		t.now_ms = at > t.now_ms ? at : t.now_ms;
		sim_proxy_expire(t.p, t.now_ms);
	}
	t.now_ms = end;
}

static void say(unsigned client, int len)
{
	assert_true(len > 0);
	sim_proxy_input(t.p, client, att_bytes_of(t.out, (size_t)len),
			t.now_ms);
	sim_proxy_expire(t.p, t.now_ms);
}

static void command(unsigned client, uint32_t transaction, uint8_t service,
		    uint32_t cid, bool set, int body_len)
{
	assert_true(body_len >= 0);
	say(client, mbim_msg_encode_command(t.out, sizeof(t.out), transaction,
					    &mbim_services[service].uuid, cid,
					    set, (size_t)body_len));
}

static void configure(unsigned client, uint32_t transaction)
{
	const struct mbim_proxy_control_configuration_set set = {
		.device_path = att_str_utf8("/dev/null"),
		.timeout = 30,
	};

	command(client, transaction, PROXY(CONFIGURATION), true,
		mbim_proxy_control_configuration_set_encode(
			&set, t.out + MBIM_MSG_COMMAND_BODY, 256));
}

/* The next message is this client's answer: its status. */
static uint32_t answer(unsigned client, uint32_t transaction)
{
	assert_true(next(client));
	assert_int_equal(t.ear[client].got.type,
			 (uint32_t)MBIM_MSG_COMMAND_DONE);
	assert_int_equal(t.ear[client].got.transaction, transaction);
	return t.ear[client].got.code;
}

static void start(const struct sim_config *config)
{
	memset(&t, 0, sizeof(t));
	t.now_ms = 1000;
	t.m = sim_modem_new(config, t.now_ms);
	t.p = sim_proxy_new(t.m, hear, NULL);
	for (unsigned i = 0; i < SIM_PROXY_CLIENTS; i++)
		mbim_frag_rx_init(&t.ear[i].rx, false, t.ear[i].stream,
				  sizeof(t.ear[i].stream), t.ear[i].whole,
				  sizeof(t.ear[i].whole));
	sim_proxy_join(t.p, 0);
	sim_proxy_join(t.p, 1);
}

/* Two clients that may speak. */
static void start_two(const struct sim_config *config)
{
	start(config);
	for (unsigned i = 0; i < 2; i++) {
		configure(i, 1);
		pass(1000);
		assert_int_equal(answer(i, 1), MBIM_STATUS_NONE);
	}
}

static int stop(void **state)
{
	(void)state;
	sim_proxy_free(t.p);
	sim_modem_free(t.m);
	return 0;
}

static struct sim_config usual(void)
{
	struct sim_config c;

	sim_config_default(&c);
	return c;
}

static void subscribe(unsigned client, uint32_t transaction, uint8_t service,
		      uint32_t cid)
{
	struct mbim_event_entry e = {
		.device_service_id = mbim_services[service].uuid,
		.cids = att_array_of(&cid, 1),
	};
	struct mbim_basic_connect_device_service_subscribe_list_set set = {
		.events = att_array_of(&e, 1)};

	command(client, transaction, BC(DEVICE_SERVICE_SUBSCRIBE_LIST), true,
		mbim_basic_connect_device_service_subscribe_list_set_encode(
			&set, t.out + MBIM_MSG_COMMAND_BODY, 256));
}

/* --- the channel ---------------------------------------------------------- */

static void command_before_configuration_is_not_opened(void **state)
{
	struct sim_config c = usual();

	(void)state;
	start(&c);
	command(0, 7, BC(DEVICE_CAPS), false, 0);
	assert_true(next(0));
	assert_int_equal(t.ear[0].got.type, (uint32_t)MBIM_MSG_FUNCTION_ERROR);
	assert_int_equal(t.ear[0].got.transaction, 7);
	assert_int_equal(t.ear[0].got.code, MBIM_PROTOCOL_NOT_OPENED);
	say(0, mbim_msg_encode_simple(t.out, sizeof(t.out), MBIM_MSG_OPEN, 8,
				      4096));
	assert_true(next(0));
	assert_int_equal(t.ear[0].got.code, MBIM_STATUS_FAILURE);
}

static void channel_is_opened_once_for_all_who_wait(void **state)
{
	struct sim_config c = usual();

	(void)state;
	c.delay_ms = 50;
	start(&c);
	configure(0, 3);
	configure(1, 4);
	assert_false(next(0));
	assert_false(next(1));
	pass(50);
	assert_int_equal(answer(0, 3), MBIM_STATUS_NONE);
	assert_int_equal(answer(1, 4), MBIM_STATUS_NONE);
	assert_int_equal(sim_modem_counters(t.m)->opens, 1);
}

static void lost_open_is_repeated(void **state)
{
	struct sim_config c = usual();

	(void)state;
	c.scenario.n_faults = 1;
	c.scenario.fault[0] =
		(struct sim_fault){.kind = SIM_FAULT_DROP, .message = 1};
	start(&c);
	configure(0, 1);
	pass(4999);
	assert_false(next(0));
	pass(1);
	assert_int_equal(answer(0, 1), MBIM_STATUS_NONE);
}

static void refused_open_is_told(void **state)
{
	struct sim_config c = usual();

	(void)state;
	c.quirks = SIM_QUIRK_NEEDS_NTB_INPUT; /* nobody can, here */
	start(&c);
	configure(0, 1);
	assert_int_equal(answer(0, 1), MBIM_STATUS_FAILURE);
}

static void open_and_close_are_the_clients_own(void **state)
{
	struct sim_config c = usual();

	(void)state;
	start_two(&c);
	say(0, mbim_msg_encode_simple(t.out, sizeof(t.out), MBIM_MSG_OPEN, 2,
				      4096));
	assert_true(next(0));
	assert_int_equal(t.ear[0].got.type, (uint32_t)MBIM_MSG_OPEN_DONE);
	assert_int_equal(t.ear[0].got.code, MBIM_STATUS_NONE);
	say(0,
	    mbim_msg_encode_simple(t.out, sizeof(t.out), MBIM_MSG_CLOSE, 3, 0));
	assert_true(next(0));
	assert_int_equal(t.ear[0].got.type, (uint32_t)MBIM_MSG_CLOSE_DONE);
	command(1, 5, BC(RADIO_STATE), false, 0);
	assert_int_equal(answer(1, 5), MBIM_STATUS_NONE);
	assert_int_equal(sim_modem_counters(t.m)->opens, 1);
	assert_int_equal(sim_modem_counters(t.m)->closes, 0);
}

static void unplugged_modem_is_opened_again(void **state)
{
	struct sim_config c = usual();

	(void)state;
	start_two(&c);
	sim_proxy_leave(t.p, 0);
	sim_proxy_unplug(t.p);
	sim_modem_power_up(t.m, SIM_REMEDY_POWER, t.now_ms);
	sim_proxy_join(t.p, 0);
	configure(0, 1);
	assert_int_equal(answer(0, 1), MBIM_STATUS_NONE);
	assert_int_equal(sim_modem_counters(t.m)->opens, 2);
}

/* --- commands --------------------------------------------------------------
 */

static void same_transaction_of_two_clients_is_two(void **state)
{
	struct sim_config c = usual();

	(void)state;
	c.delay_ms = 20;
	start_two(&c);
	command(0, 9, BC(RADIO_STATE), false, 0);
	command(1, 9, BC(DEVICE_CAPS), false, 0);
	pass(20);
	assert_int_equal(answer(0, 9), MBIM_STATUS_NONE);
	assert_int_equal(t.ear[0].got.cid, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	assert_int_equal(answer(1, 9), MBIM_STATUS_NONE);
	assert_int_equal(t.ear[1].got.cid, MBIM_CID_BASIC_CONNECT_DEVICE_CAPS);
	assert_false(next(0));
	assert_false(next(1));
}

static void answer_for_one_who_left_is_nobodys(void **state)
{
	struct sim_config c = usual();

	(void)state;
	c.delay_ms = 20;
	start_two(&c);
	command(0, 9, BC(RADIO_STATE), false, 0);
	sim_proxy_leave(t.p, 0);
	sim_proxy_join(t.p, 0);
	pass(100);
	assert_false(next(0));
	assert_false(next(1));
}

static void long_messages_are_cut_to_both_sides_limits(void **state)
{
	struct sim_config c = usual();
	uint8_t *body = t.out + MBIM_MSG_COMMAND_BODY;
	struct mbim_basic_connect_provisioned_contexts_set set = {
		.context_id = UINT32_MAX, /* a new one */
		.access_string = att_str_utf8("internet"),
		.user_name = att_str_utf8(
			"somebody-with-a-name-that-does-not-fit-in-one-piece"),
	};
	int len;

	(void)state;
	c.max_control = 64;
	start_two(&c);
	len = mbim_basic_connect_provisioned_contexts_set_encode(&set, body,
								 1024);
	command(0, 2, BC(PROVISIONED_CONTEXTS), true, len);
	assert_int_equal(answer(0, 2), MBIM_STATUS_NONE);
	command(0, 3, BC(DEVICE_SERVICES), false, 0);
	assert_int_equal(answer(0, 3), MBIM_STATUS_NONE);
	assert_true(t.ear[0].got.body.len > 64);
	assert_in_range(t.longest, 65, 4096);
}

/* --- who hears what --------------------------------------------------------
 */

static void indications_go_to_those_who_subscribed(void **state)
{
	struct sim_config c = usual();

	(void)state;
	start_two(&c);
	subscribe(0, 2, BC(SIGNAL_STATE));
	assert_int_equal(answer(0, 2), MBIM_STATUS_NONE);
	subscribe(1, 2, BC(CONNECT));
	assert_int_equal(answer(1, 2), MBIM_STATUS_NONE);
	sim_modem_signal(t.m, 9, t.now_ms);
	pass(10);
	assert_true(next(0));
	assert_int_equal(t.ear[0].got.type, (uint32_t)MBIM_MSG_INDICATE_STATUS);
	assert_int_equal(t.ear[0].got.cid, MBIM_CID_BASIC_CONNECT_SIGNAL_STATE);
	assert_false(next(0));
	assert_false(next(1));
}

static void agreed_version_is_told_to_all_and_to_those_who_come(void **state)
{
	struct sim_config c = usual();
	const uint8_t want[4] = {0, 1, 0, 2};
	struct mbim_proxy_control_version_notification v;

	(void)state;
	start_two(&c);
	memcpy(t.out + MBIM_MSG_COMMAND_BODY, want, sizeof(want));
	command(0, 2, EXT(VERSION), false, sizeof(want));
	sim_proxy_join(t.p, 2);
	configure(2, 1);
	for (unsigned i = 0; i < 3; i++) {
		assert_true(next(i));
		assert_int_equal(mbim_proxy_control_version_notification_decode(
					 t.ear[i].got.body, &v),
				 0);
		assert_int_equal(v.mbim_extended_version, MBIM_EX_2);
	}
	assert_int_equal(answer(0, 2), MBIM_STATUS_NONE);
	assert_int_equal(answer(2, 1), MBIM_STATUS_NONE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, stop)
	const struct CMUnitTest tests[] = {
		TEST(command_before_configuration_is_not_opened),
		TEST(channel_is_opened_once_for_all_who_wait),
		TEST(lost_open_is_repeated),
		TEST(refused_open_is_told),
		TEST(open_and_close_are_the_clients_own),
		TEST(unplugged_modem_is_opened_again),
		TEST(same_transaction_of_two_clients_is_two),
		TEST(answer_for_one_who_left_is_nobodys),
		TEST(long_messages_are_cut_to_both_sides_limits),
		TEST(indications_go_to_those_who_subscribed),
		TEST(agreed_version_is_told_to_all_and_to_those_who_come),
	};

	return cmocka_run_group_tests_name("simodem proxy", tests, NULL, NULL);
}
