/* Clients of a modem that has a manager: what is answered or refused before the
 * modem hears of it, whose version is whose, and who is told what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/asks.h"
#include "linux/sms_mbim.h"
#include "proxy/proxy.h"

static const struct att_subscriptions nothing;
static const struct att_proxy_needs none = {.standard = &nothing},
				    sms = {.more = att_sms_mbim_wants,
					   .standard = &nothing};
static struct att_core_status core;
static const struct att_proxy_modem *now(enum att_want want)
{
	static struct att_proxy_modem s;

	core = (struct att_core_status){
		.open = true, .ex_version = MBIM_EX_3, .n_sessions = 1};
	s = (struct att_proxy_modem){
		.core = &core, .want = want, .ex = MBIM_EX_3, .advice = ""};
	return &s;
}

static struct mbim_msg command(unsigned service, uint32_t cid, bool set,
			       const void *body, size_t len)
{
	return (struct mbim_msg){
		.type = MBIM_MSG_COMMAND,
		.service = mbim_services[service].uuid,
		.cid = cid,
		.code = set,
		.body = att_bytes_of(body, len),
	};
}

static uint32_t answer(struct att_proxy_client *p, enum att_want want,
		       const struct mbim_msg *msg, bool *ours, char *words,
		       size_t cap)
{
	uint32_t status;
	size_t len;

	*ours = att_proxy_answers(p, now(want), msg, &status, (uint8_t *)words,
				  cap - 1, &len);
	words[*ours ? len : 0] = '\0';
	return status;
}

static void session_of_the_manager_is_not_a_clients(void **state)
{
	static const uint8_t own[60], other[60] = {1};
	struct mbim_msg msg =
		command(MBIM_SERVICE_BASIC_CONNECT,
			MBIM_CID_BASIC_CONNECT_CONNECT, true, own, sizeof(own));
	struct att_proxy_client p;
	char words[256];
	bool ours;

	(void)state;
	att_proxy_begin(&p);
	assert_int_equal(answer(&p, ATT_WANT_CONNECTED, &msg, &ours, words,
				sizeof(words)),
			 MBIM_STATUS_OPERATION_NOT_ALLOWED);
	assert_true(ours);
	assert_non_null(strstr(words, "this session is attache's"));
	answer(&p, ATT_WANT_OPEN, &msg, &ours, words, sizeof(words));
	assert_false(ours);
	msg.code = false; /* to ask is free */
	answer(&p, ATT_WANT_CONNECTED, &msg, &ours, words, sizeof(words));
	assert_false(ours);
	msg = command(MBIM_SERVICE_BASIC_CONNECT,
		      MBIM_CID_BASIC_CONNECT_CONNECT, true, other,
		      sizeof(other));
	answer(&p, ATT_WANT_CONNECTED, &msg, &ours, words, sizeof(words));
	assert_false(ours);
	msg.body.len = 3; /* whose session? */
	answer(&p, ATT_WANT_CONNECTED, &msg, &ours, words, sizeof(words));
	assert_true(ours);
}

static void is_refused_while_something_is_wanted(unsigned service, uint32_t cid)
{
	struct mbim_msg msg = command(service, cid, true, "", 0);
	struct att_proxy_client p;
	char words[256];
	bool ours;

	att_proxy_begin(&p);
	assert_int_equal(answer(&p, ATT_WANT_ATTACHED, &msg, &ours, words,
				sizeof(words)),
			 MBIM_STATUS_OPERATION_NOT_ALLOWED);
	answer(&p, ATT_WANT_OFF, &msg, &ours, words, sizeof(words));
	assert_false(ours);
}

static void reset_is_refused_while_something_is_wanted(void **state)
{
	(void)state;
	is_refused_while_something_is_wanted(
		MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_RESET);
	is_refused_while_something_is_wanted(
		MBIM_SERVICE_INTEL_FIRMWARE_UPDATE,
		MBIM_CID_INTEL_FIRMWARE_UPDATE_MODEM_REBOOT);
	is_refused_while_something_is_wanted(MBIM_SERVICE_QDU,
					     MBIM_CID_QDU_QUECTEL_REBOOT);
}

/* ends: set to this value; the other value does no harm */
static void value_is_refused(unsigned service, uint32_t cid, uint32_t ends,
			     uint32_t other, const char *why)
{
	uint8_t body[8] = {0};
	struct mbim_msg msg = command(service, cid, true, body, sizeof(body));
	struct att_proxy_client p;
	char words[256];
	bool ours;

	att_proxy_begin(&p);
	att_put32(body, ends);
	assert_int_equal(answer(&p, ATT_WANT_ATTACHED, &msg, &ours, words,
				sizeof(words)),
			 MBIM_STATUS_OPERATION_NOT_ALLOWED);
	assert_non_null(strstr(words, why));
	answer(&p, ATT_WANT_OPEN, &msg, &ours, words, sizeof(words));
	assert_false(ours);
	msg.code = false;
	answer(&p, ATT_WANT_CONNECTED, &msg, &ours, words, sizeof(words));
	assert_false(ours);
	msg.code = true;
	att_put32(body, other);
	answer(&p, ATT_WANT_CONNECTED, &msg, &ours, words, sizeof(words));
	assert_false(ours);
	msg.body.len = 3; /* to what? */
	answer(&p, ATT_WANT_CONNECTED, &msg, &ours, words, sizeof(words));
	assert_true(ours);
}

static void radio_off_and_detach_are_refused_as_well(void **state)
{
	(void)state;
	value_is_refused(MBIM_SERVICE_BASIC_CONNECT,
			 MBIM_CID_BASIC_CONNECT_RADIO_STATE,
			 MBIM_RADIO_SWITCH_STATE_OFF,
			 MBIM_RADIO_SWITCH_STATE_ON, "the radio switched off");
	value_is_refused(MBIM_SERVICE_QUECTEL, MBIM_CID_QUECTEL_RADIO_STATE,
			 MBIM_QUECTEL_RADIO_SWITCH_STATE_FCC_LOCKED,
			 MBIM_QUECTEL_RADIO_SWITCH_STATE_ON,
			 "the radio switched off");
	value_is_refused(MBIM_SERVICE_BASIC_CONNECT,
			 MBIM_CID_BASIC_CONNECT_PACKET_SERVICE,
			 MBIM_PACKET_SERVICE_ACTION_DETACH,
			 MBIM_PACKET_SERVICE_ACTION_ATTACH, "a detach");
}

/* attache goes on with the card of the other one. */
static void slot_may_be_chosen(void **state)
{
	static const uint8_t map[] = {1, 0, 0, 0, 12, 0, 0, 0,
				      4, 0, 0, 0, 1,  0, 0, 0};
	const struct mbim_msg msg = command(
		MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_SLOT_MAPPINGS, true,
		map, sizeof(map));
	struct att_proxy_client p;
	char words[256];
	bool ours;

	(void)state;
	att_proxy_begin(&p);
	answer(&p, ATT_WANT_CONNECTED, &msg, &ours, words, sizeof(words));
	assert_false(ours);
}

static uint16_t agreed(struct att_proxy_client *p, uint16_t asked)
{
	struct mbim_ms_basic_connect_extensions_version_query q = {
		.mbim_version = 0x0100, .mbim_extended_version = asked};
	struct mbim_ms_basic_connect_extensions_version_response r;
	struct mbim_msg msg;
	uint8_t body[16];
	char buf[64];
	bool ours;
	int len = mbim_ms_basic_connect_extensions_version_query_encode(
		&q, body, sizeof(body));

	msg = command(MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		      MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION, false, body,
		      (size_t)len);
	assert_int_equal(
		answer(p, ATT_WANT_CONNECTED, &msg, &ours, buf, sizeof(buf)),
		MBIM_STATUS_NONE);
	assert_int_equal(
		mbim_ms_basic_connect_extensions_version_response_decode(
			att_bytes_of(buf, 4), &r),
		0);
	return r.mbim_extended_version;
}

static void version_is_each_clients_own(void **state)
{
	struct att_proxy_client a, b;

	(void)state;
	att_proxy_begin(&a);
	att_proxy_begin(&b);
	assert_int_equal(agreed(&a, MBIM_EX_2), MBIM_EX_2);
	assert_int_equal(agreed(&b, 0x0400), MBIM_EX_3); /* the modem's */
	assert_int_equal(a.ex, MBIM_EX_2);
	assert_int_equal(b.ex, MBIM_EX_3);
	att_proxy_begin(&b); /* CLOSE */
	assert_int_equal(b.ex, MBIM_EX_1);
}

static void channel_of_a_client_needs_that_of_the_manager(void **state)
{
	const struct att_proxy_modem *s = now(ATT_WANT_CONNECTED);
	struct att_proxy_client p;

	(void)state;
	att_proxy_begin(&p);
	core.open = false;
	assert_int_equal(att_proxy_open(&p, s, 4096),
			 MBIM_STATUS_NOT_INITIALIZED);
	assert_false(p.opened);
	core.open = true;
	assert_int_equal(att_proxy_open(&p, s, 1), MBIM_STATUS_NONE);
	assert_int_equal(p.max_control, MBIM_MSG_MIN_CONTROL);
	assert_int_equal(att_proxy_open(&p, s, 512), MBIM_STATUS_NONE);
	assert_int_equal(p.max_control, 512);
	assert_int_equal(att_proxy_open(&p, s, 100000), MBIM_STATUS_NONE);
	assert_int_equal(p.max_control, 4096);
}

/* A list of one CID of one service. */
static size_t list(uint8_t *buf, size_t cap, unsigned service, uint32_t cid)
{
	struct mbim_event_entry e = {.device_service_id =
					     mbim_services[service].uuid,
				     .cids = att_array_of(&cid, 1)};
	const struct mbim_basic_connect_device_service_subscribe_list_set set =
		{.events = att_array_of(&e, 1)};
	int len = mbim_basic_connect_device_service_subscribe_list_set_encode(
		&set, buf, cap);

	assert_true(len > 0);
	return (size_t)len;
}

static bool asks_for(const uint8_t *buf, int len, unsigned service,
		     uint32_t cid)
{
	struct att_subscriptions s;

	assert_true(len > 0);
	assert_int_equal(
		att_subscriptions_get(att_bytes_of(buf, (size_t)len), &s), 0);
	return att_subscriptions_have(&s, &mbim_services[service].uuid, cid);
}

static bool is_told(const struct att_proxy_client *p, unsigned service,
		    uint32_t cid)
{
	const struct mbim_msg news = {.service = mbim_services[service].uuid,
				      .cid = cid};

	return att_proxy_wants(p, &news);
}

static void lists_of_all_are_asked_for_and_each_is_told_its_own(void **state)
{
	struct att_proxy_client p[2], *all[] = {&p[0], &p[1]};
	const struct att_proxy_modem *s = now(ATT_WANT_CONNECTED);
	uint8_t body[64], buf[4096];
	size_t n;
	int len;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		att_proxy_begin(&p[i]);
		assert_int_equal(att_proxy_open(&p[i], s, 4096), 0);
		assert_true(is_told(&p[i], MBIM_SERVICE_USSD, 1));
		assert_false(is_told(&p[i], MBIM_SERVICE_QMI, 1));
	}
	n = list(body, sizeof(body), MBIM_SERVICE_SMS, MBIM_CID_SMS_READ);
	len = att_proxy_subscribe(&p[0], att_bytes_of(body, n), all, 2, &none,
				  buf, sizeof(buf));
	assert_true(asks_for(buf, len, MBIM_SERVICE_SMS, MBIM_CID_SMS_READ));
	/* what the manager lives by */
	assert_true(asks_for(buf, len, MBIM_SERVICE_BASIC_CONNECT,
			     MBIM_CID_BASIC_CONNECT_CONNECT));
	/* not before the modem has agreed */
	assert_true(is_told(&p[0], MBIM_SERVICE_USSD, 1));
	att_proxy_subscribed(&p[0], MBIM_STATUS_FAILURE);
	assert_true(is_told(&p[0], MBIM_SERVICE_USSD, 1));
	att_proxy_subscribed(&p[0], MBIM_STATUS_NONE);
	assert_false(is_told(&p[0], MBIM_SERVICE_USSD, 1));
	assert_true(is_told(&p[0], MBIM_SERVICE_SMS, MBIM_CID_SMS_READ));
	assert_true(is_told(&p[1], MBIM_SERVICE_USSD, 1));

	n = list(body, sizeof(body), MBIM_SERVICE_QMI, 1);
	len = att_proxy_subscribe(&p[1], att_bytes_of(body, n), all, 2, &none,
				  buf, sizeof(buf));
	assert_true(asks_for(buf, len, MBIM_SERVICE_SMS, MBIM_CID_SMS_READ));
	assert_true(asks_for(buf, len, MBIM_SERVICE_QMI, 1));
}

/* As libattache-client does; without either it is told nothing. */
static void who_sets_a_list_is_told_without_an_open(void **state)
{
	struct att_proxy_client p, *all[] = {&p};
	uint8_t body[64], buf[4096];
	size_t n =
		list(body, sizeof(body), MBIM_SERVICE_SMS, MBIM_CID_SMS_READ);

	(void)state;
	att_proxy_begin(&p);
	assert_false(is_told(&p, MBIM_SERVICE_SMS, MBIM_CID_SMS_READ));
	assert_false(att_proxy_hears(&p));
	assert_true(att_proxy_subscribe(&p, att_bytes_of(body, n), all, 1,
					&none, buf, sizeof(buf)) > 0);
	assert_true(att_proxy_hears(&p));
	assert_false(is_told(&p, MBIM_SERVICE_SMS, MBIM_CID_SMS_READ));
	att_proxy_subscribed(&p, MBIM_STATUS_FAILURE);
	assert_false(att_proxy_hears(&p));
	assert_false(is_told(&p, MBIM_SERVICE_SMS, MBIM_CID_SMS_READ));
	att_proxy_subscribed(&p, MBIM_STATUS_NONE);
	assert_true(att_proxy_hears(&p));
	assert_true(is_told(&p, MBIM_SERVICE_SMS, MBIM_CID_SMS_READ));
	assert_false(is_told(&p, MBIM_SERVICE_USSD, 1));
	att_proxy_begin(&p); /* CLOSE */
	assert_false(is_told(&p, MBIM_SERVICE_SMS, MBIM_CID_SMS_READ));
}

/* The last list that the modem gets is the one that it keeps. */
static void lists_that_are_asked_at_once_lose_none(void **state)
{
	struct att_proxy_client p[2], *all[] = {&p[0], &p[1]};
	uint8_t body[64], buf[4096];
	size_t n;
	int len;

	(void)state;
	att_proxy_begin(&p[0]);
	att_proxy_begin(&p[1]);
	n = list(body, sizeof(body), MBIM_SERVICE_QMI, 1);
	assert_true(att_proxy_subscribe(&p[0], att_bytes_of(body, n), all, 2,
					&none, buf, sizeof(buf)) > 0);
	n = list(body, sizeof(body), MBIM_SERVICE_SMS, MBIM_CID_SMS_READ);
	len = att_proxy_subscribe(&p[1], att_bytes_of(body, n), all, 2, &none,
				  buf, sizeof(buf));
	assert_true(asks_for(buf, len, MBIM_SERVICE_QMI, 1));
	att_proxy_subscribed(&p[0], MBIM_STATUS_FAILURE);
	len = att_proxy_subscribe(&p[1], att_bytes_of(body, n), all, 2, &none,
				  buf, sizeof(buf));
	assert_false(asks_for(buf, len, MBIM_SERVICE_QMI, 1));
}

/* MBIM 1.0: all is on from OPEN until there is a list; as far as the modem has
 * it. */
static void who_has_no_list_is_told_what_the_standard_says(void **state)
{
	static const uint32_t cids[] = {MBIM_CID_SMS_READ, MBIM_CID_SMS_SEND,
					MBIM_CID_SMS_MESSAGE_STORE_STATUS};
	const struct mbim_device_service_element has[] = {
		{.device_service_id = mbim_services[MBIM_SERVICE_SMS].uuid,
		 .cids = att_array_of(cids, 3)},
		{.device_service_id = mbim_services[MBIM_SERVICE_QMI].uuid,
		 .cids = att_array_of(cids, 1)},
	};
	const struct mbim_basic_connect_device_services_response r = {
		.device_services = att_array_of(has, 2)};
	struct att_proxy_client p[2], *all[] = {&p[0], &p[1]};
	struct att_subscriptions offered;
	const struct att_proxy_needs needs = {.standard = &offered};
	uint8_t body[512], buf[4096];
	size_t n;
	int len = mbim_basic_connect_device_services_response_encode(
		&r, body, sizeof(body));

	(void)state;
	assert_true(len > 0);
	assert_int_equal(att_subscriptions_offered(
				 att_bytes_of(body, (size_t)len), &offered),
			 0);
	att_proxy_begin(&p[0]);
	att_proxy_begin(&p[1]);
	n = list(body, sizeof(body), MBIM_SERVICE_USSD, 1);
	len = att_proxy_subscribe(&p[1], att_bytes_of(body, n), all, 2, &needs,
				  buf, sizeof(buf));
	assert_false(asks_for(buf, len, MBIM_SERVICE_SMS, MBIM_CID_SMS_READ));
	assert_false(att_proxy_standard(all, 2));
	assert_int_equal(att_proxy_open(&p[0], now(ATT_WANT_CONNECTED), 4096),
			 0);
	assert_true(att_proxy_standard(all, 2));
	len = att_proxy_list(all, 2, &needs, buf, sizeof(buf));
	assert_true(asks_for(buf, len, MBIM_SERVICE_USSD, 1));
	assert_true(asks_for(buf, len, MBIM_SERVICE_SMS, MBIM_CID_SMS_READ));
	assert_true(asks_for(buf, len, MBIM_SERVICE_SMS,
			     MBIM_CID_SMS_MESSAGE_STORE_STATUS));
	/* no news, and not the standard's */
	assert_false(asks_for(buf, len, MBIM_SERVICE_SMS, MBIM_CID_SMS_SEND));
	assert_false(asks_for(buf, len, MBIM_SERVICE_QMI, 1));
}

/* Short messages are attache's own wish; its service is not the modem's. */
static void attache_wants_short_messages_itself(void **state)
{
	struct att_proxy_client p, *all[] = {&p};
	uint8_t body[64], buf[4096];
	size_t n = list(body, sizeof(body), MBIM_SERVICE_ATTACHE,
			MBIM_CID_ATTACHE_MESSAGES);
	int len;

	(void)state;
	att_proxy_begin(&p);
	len = att_proxy_subscribe(&p, att_bytes_of(body, n), all, 1, &sms, buf,
				  sizeof(buf));
	assert_true(asks_for(buf, len, MBIM_SERVICE_SMS, MBIM_CID_SMS_READ));
	assert_false(asks_for(buf, len, MBIM_SERVICE_ATTACHE,
			      MBIM_CID_ATTACHE_MESSAGES));
	att_proxy_subscribed(&p, MBIM_STATUS_NONE);
	len = att_proxy_list(all, 1, &sms, buf, sizeof(buf));
	assert_true(asks_for(buf, len, MBIM_SERVICE_SMS,
			     MBIM_CID_SMS_MESSAGE_STORE_STATUS));
	len = att_proxy_list(all, 1, &none, buf, sizeof(buf));
	assert_false(asks_for(buf, len, MBIM_SERVICE_SMS, MBIM_CID_SMS_READ));
}

static void list_that_is_wrong_is_refused(void **state)
{
	struct att_proxy_client p, *all[] = {&p};
	uint8_t body[64], buf[4096];
	size_t n = list(body, sizeof(body), MBIM_SERVICE_SMS,
			ATT_SUBSCRIPTION_CIDS);

	(void)state;
	att_proxy_begin(&p);
	assert_int_equal(att_proxy_subscribe(&p, att_bytes_of(body, n), all, 1,
					     &none, buf, sizeof(buf)),
			 ATT_E_VALUE);
	for (size_t cut = 0; cut < n; cut++)
		assert_true(att_proxy_subscribe(&p, att_bytes_of(body, cut),
						all, 1, &none, buf,
						sizeof(buf)) < 0 ||
			    cut == 0);
}

/* --- the queue
 * ---------------------------------------------------------------- */

static unsigned replies;
static uint32_t last_status;

static void on_reply(void *ctx, uint32_t token, uint32_t status,
		     struct att_bytes body)
{
	(void)ctx;
	(void)token;
	(void)body;
	replies++;
	last_status = status;
}

static void queue_is_full_before_it_forgets(void **state)
{
	static struct att_asks asks;
	static uint8_t big[ATT_ASK_REQUEST];
	const struct att_manager_reply reply = {.fn = on_reply};
	struct mbim_msg msg =
		command(MBIM_SERVICE_BASIC_CONNECT, 1, false, "", 0);

	(void)state;
	replies = 0;
	for (unsigned i = 0; i < ATT_ASKS; i++)
		assert_int_equal(att_asks_put(&asks, &msg, reply), 0);
	assert_int_equal(att_asks_put(&asks, &msg, reply), ATT_E_BUSY);
	att_asks_drop(&asks);
	assert_int_equal(replies, ATT_ASKS);
	assert_int_equal(last_status, MBIM_STATUS_NOT_INITIALIZED);
	msg.body = att_bytes_of(big, sizeof(big));
	assert_int_equal(att_asks_put(&asks, &msg, reply), ATT_E_ROOM);
	assert_int_equal(replies, ATT_ASKS);
}

static void who_has_gone_leaves_nothing_in_the_queue(void **state)
{
	static struct att_asks asks;
	struct mbim_msg msg =
		command(MBIM_SERVICE_BASIC_CONNECT, 1, false, "", 0);

	(void)state;
	replies = 0;
	for (uint32_t i = 0; i < ATT_ASKS; i++)
		assert_int_equal(
			att_asks_put(&asks, &msg,
				     (struct att_manager_reply){.fn = on_reply,
								.token = i}),
			0);
	att_asks_forget(&asks, 7);
	att_asks_forget(&asks, 7);
	assert_int_equal(att_asks_put(&asks, &msg,
				      (struct att_manager_reply){.fn = on_reply,
								 .token = 99}),
			 0);
	att_asks_drop(&asks);
	assert_int_equal(replies, ATT_ASKS);
	assert_int_equal(asks.n_waiting, 0);
}

static uint32_t order[8];

static void on_turn(void *ctx, uint32_t token, uint32_t status,
		    struct att_bytes body)
{
	(void)ctx;
	(void)status;
	(void)body;
	order[replies++] = token;
}

/* What one asks of the modem costs another one command, not all of them. */
static void clients_take_turns(void **state)
{
	static const struct {
		unsigned client;
		uint32_t token;
	} asked[] = {{7, 70}, {7, 71}, {7, 72}, {2, 20},
		     {2, 21}, {64, 9}, {7, 73}, {3, 30}};
	static const uint32_t turns[] = {20, 30, 70, 9, 21, 71, 72, 73};
	static struct att_asks asks;
	struct mbim_msg msg =
		command(MBIM_SERVICE_BASIC_CONNECT, 1, false, "", 0);

	(void)state;
	replies = 0;
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		const struct att_manager_reply reply = {
			.fn = on_turn,
			.token = asked[i].token,
			.client = asked[i].client};

		assert_int_equal(att_asks_put(&asks, &msg, reply), 0);
	}
	att_asks_drop(&asks);
	assert_int_equal(replies, 8);
	assert_memory_equal(order, turns, sizeof(turns));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(session_of_the_manager_is_not_a_clients),
		cmocka_unit_test(reset_is_refused_while_something_is_wanted),
		cmocka_unit_test(radio_off_and_detach_are_refused_as_well),
		cmocka_unit_test(slot_may_be_chosen),
		cmocka_unit_test(version_is_each_clients_own),
		cmocka_unit_test(channel_of_a_client_needs_that_of_the_manager),
		cmocka_unit_test(
			lists_of_all_are_asked_for_and_each_is_told_its_own),
		cmocka_unit_test(who_sets_a_list_is_told_without_an_open),
		cmocka_unit_test(lists_that_are_asked_at_once_lose_none),
		cmocka_unit_test(attache_wants_short_messages_itself),
		cmocka_unit_test(
			who_has_no_list_is_told_what_the_standard_says),
		cmocka_unit_test(list_that_is_wrong_is_refused),
		cmocka_unit_test(queue_is_full_before_it_forgets),
		cmocka_unit_test(clients_take_turns),
		cmocka_unit_test(who_has_gone_leaves_nothing_in_the_queue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
