/* Short messages as a service: what comes is kept and leaves the modem, what is
 * sent is told of, and a kill at any step loses and doubles nothing. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "linux_sms.h"

#define TEN "0123456789"
#define LONG \
	TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN " end"
#define STORED                                    \
	"sim: {messages: {places: 4, stored: ["   \
	"{from: '+15550100', text: one}, "        \
	"{from: '4477', text: two, state: old}, " \
	"{to: '+15550101', text: three, state: draft}]}}\n"

static struct sms_rig r;

static unsigned in_the_modem(void)
{
	const struct mbim_sms_read_query q = {.flag = MBIM_SMS_FLAG_ALL};
	struct sms_messages all;
	uint8_t body[16];
	int len = mbim_sms_read_query_encode(&q, body, sizeof(body));

	fixture_send(&r.f, SMS(READ), false, body, (size_t)len);
	while (!fixture_next(&r.f) ||
	       r.f.got.type != (uint32_t)MBIM_MSG_COMMAND_DONE)
		fixture_pass(&r.f, 1);
	assert_int_equal(r.f.got.code, MBIM_STATUS_NONE);
	sms_decode(&r.f, &all);
	return all.n;
}

/* --- what comes ----------------------------------------------------------- */

static void message_comes_at_once(void **state)
{
	const struct mbim_attache_message *m;

	(void)state;
	sms_rig_start(&r, "");
	sms_rig_begin(&r);
	sms_rig_happens(&r, "sms +15550100 Hello \xe2\x82\xac");
	m = sms_rig_has(&r, "Hello \xe2\x82\xac");
	assert_int_equal(m->kind, MBIM_MESSAGE_KIND_DELIVER);
	assert_int_equal(m->state, MBIM_MESSAGE_STATE_RECEIVED);
	assert_int_equal(m->unread, 1);
	assert_memory_equal(m->number.p, "+15550100", 9);
	assert_memory_equal(m->timestamp.p, "2026-01-01T00:00:", 17);
	assert_int_equal(in_the_modem(), 0);
	assert_string_equal(r.lines, "short message 1 has come\n");
	assert_int_equal(r.told, 1);
	sms_rig_stop(&r);
}

static void two_that_are_alike_are_two(void **state)
{
	(void)state;
	sms_rig_start(&r, "");
	sms_rig_begin(&r);
	sms_rig_happens(&r, "sms +15550100 Hello");
	sms_rig_happens(&r, "sms +15550100 Hello");
	assert_int_equal(sms_rig_count(&r), 2);
	sms_rig_stop(&r);
}

static void long_text_is_joined(void **state)
{
	const struct mbim_attache_message *m;

	(void)state;
	sms_rig_start(&r, "");
	sms_rig_begin(&r);
	sms_rig_happens(&r, "sms 4477 " LONG);
	m = sms_rig_has(&r, LONG);
	assert_int_equal(m->parts, 2);
	assert_int_equal(m->parts_here, 2);
	assert_int_equal(sms_rig_count(&r), 1);
	assert_int_equal(in_the_modem(), 0);
	sms_rig_stop(&r);
}

/* The network has part `number` of LONG, by a reference. */
static void part_comes(uint8_t number, uint8_t reference)
{
	struct att_sms s = {.first = ATT_SMS_DELIVER,
			    .sent = {0x62, 0x10, 0x10}};
	char line[16 + 2 * ATT_SMS_PDU_MAX] = "sms pdu ";
	uint8_t pdu[ATT_SMS_PDU_MAX];
	struct att_sms_split x;
	int len;

	assert_true(att_sms_address_of("4477", &s.peer));
	assert_int_equal(att_sms_split(att_bytes_of(LONG, strlen(LONG)), &x),
			 0);
	att_sms_put_part(&s, &x, number, reference);
	len = att_sms_encode(&s, pdu, sizeof(pdu));
	for (int i = 0; i < len; i++)
		snprintf(line + strlen(line), 3, "%02x", pdu[i]);
	sms_rig_happens(&r, line);
}

static void missing_part_is_shown_as_missing(void **state)
{
	const struct mbim_attache_message *m;

	(void)state;
	sms_rig_start(&r, "");
	sms_rig_begin(&r);
	part_comes(2, 7);
	m = sms_rig_has(&r, "\xe2\x80\xa6"
			    "3456789 end");
	assert_int_equal(m->state, MBIM_MESSAGE_STATE_RECEIVING);
	assert_int_equal(m->parts, 2);
	assert_int_equal(m->parts_here, 1);
	/* Of another text, and the same part once more. */
	part_comes(1, 8);
	part_comes(2, 7);
	assert_int_equal(sms_rig_count(&r), 3);
	part_comes(1, 7);
	assert_int_equal(sms_rig_has(&r, LONG)->message_id, 1);
	assert_int_equal(sms_rig_count(&r), 3);
	sms_rig_stop(&r);
}

static void what_was_stored_before_is_taken(void **state)
{
	(void)state;
	sms_rig_start(&r, STORED);
	sms_rig_begin(&r);
	sms_rig_has(&r, "one");
	sms_rig_has(&r, "two");
	assert_int_equal(sms_rig_count(&r), 2);
	/* A draft of the owner's stays. */
	assert_int_equal(in_the_modem(), 1);
	sms_rig_stop(&r);
}

/* As the Fibocom L850-GL. */
static void index_that_is_always_1_loses_nothing(void **state)
{
	(void)state;
	sms_rig_start(&r, STORED);
	sim_modem_config(r.f.m)->quirks |= SIM_QUIRK_SMS_INDEX;
	sms_rig_begin(&r);
	sms_rig_has(&r, "one");
	sms_rig_has(&r, "two");
	sms_rig_happens(&r, "sms flash 4477 Fire");
	sms_rig_happens(&r, "sms 4477 four");
	assert_int_equal(sms_rig_has(&r, "Fire")->message_class, 0);
	sms_rig_has(&r, "four");
	assert_int_equal(sms_rig_count(&r), 4);
	assert_int_equal(in_the_modem(), 1);
	sms_rig_stop(&r);
}

static void full_store_is_said_and_emptied(void **state)
{
	(void)state;
	sms_rig_start(&r, "sim: {messages: {places: 1}}\n");
	sms_command(&r.f, "sms 4477 one");
	sms_command(&r.f, "sms 4477 two");
	sms_command(&r.f, "sms 4477 three");
	sms_rig_begin(&r);
	sms_rig_pass(&r, 100);
	sms_rig_has(&r, "one");
	sms_rig_has(&r, "two");
	sms_rig_has(&r, "three");
	assert_non_null(strstr(r.lines, "the modem has no room for more"));
	sms_rig_stop(&r);
}

static void what_cannot_be_kept_stays_in_the_modem(void **state)
{
	(void)state;
	sms_rig_start(&r, "");
	sms_rig_begin(&r);
	r.disk_error = ENOSPC;
	sms_rig_happens(&r, "sms 4477 one");
	assert_int_equal(sms_rig_count(&r), 0);
	assert_int_equal(in_the_modem(), 1);
	assert_non_null(strstr(r.lines, "short messages stay in the modem"));
	r.disk_error = 0;
	sms_rig_pass(&r, 60000);
	sms_rig_has(&r, "one");
	assert_int_equal(in_the_modem(), 0);
	sms_rig_stop(&r);
}

static void nothing_is_asked_while_nothing_happens(void **state)
{
	(void)state;
	sms_rig_start(&r, "");
	sms_rig_begin(&r);
	r.steps = 0;
	sms_rig_pass(&r, 600000);
	assert_int_equal(r.steps, 0);
	sms_rig_stop(&r);
}

static void what_nothing_tells_of_is_looked_for(void **state)
{
	(void)state;
	sms_rig_start(&r, "");
	r.poll_ms = 25000;
	sms_rig_begin(&r);
	sms_rig_happens(&r, "sms 4477 one");
	sms_rig_pass(&r, 24000);
	assert_int_equal(sms_rig_count(&r), 0);
	sms_rig_pass(&r, 1000);
	(void)sms_rig_has(&r, "one");
	assert_int_equal(in_the_modem(), 0);
	sms_rig_happens(&r, "sms 4477 two");
	sms_rig_pass(&r, 25000);
	(void)sms_rig_has(&r, "two");
	sms_rig_stop(&r);
}

/* --- what is sent --------------------------------------------------------- */

static void sent_message_gets_its_report(void **state)
{
	const struct mbim_attache_message *m;

	(void)state;
	sms_rig_start(&r, "delays: {report_ms: 2000}\n");
	sms_rig_begin(&r);
	sms_rig_send(&r, "+15550100", "Hello\n", true);
	assert_true(r.replied);
	assert_int_equal(r.status, MBIM_STATUS_NONE);
	m = sms_rig_has(&r, "Hello\n");
	assert_int_equal(m->state, MBIM_MESSAGE_STATE_SENT);
	assert_int_equal(m->kind, MBIM_MESSAGE_KIND_SUBMIT);
	assert_int_equal(m->message_reference, 1);
	assert_int_equal(m->delivery_state, UINT32_MAX);
	sms_rig_pass(&r, 2000);
	m = sms_rig_has(&r, "Hello\n");
	assert_int_equal(m->delivery_state, 0);
	assert_memory_equal(m->discharge_timestamp.p, "2026-01-01T00:00:", 17);
	assert_int_equal(sms_rig_count(&r), 1);
	sms_rig_stop(&r);
}

static void long_text_is_sent_in_parts(void **state)
{
	(void)state;
	sms_rig_start(&r, "");
	sms_rig_begin(&r);
	/* to itself, so it comes back */
	sms_rig_send(&r, "+10000000000", LONG, true);
	assert_int_equal(r.status, MBIM_STATUS_NONE);
	sms_rig_pass(&r, 10000);
	assert_int_equal(sms_rig_count(&r), 2);
	assert_int_equal(att_spool_find(&r.s.spool, 1)->parts, 2);
	assert_non_null(strstr(r.lines, "short message 5 has come"));
	sms_rig_stop(&r);
}

static void refusal_is_told(void **state)
{
	const struct mbim_attache_message *m;

	(void)state;
	sms_rig_start(&r, "");
	sms_rig_begin(&r);
	assert_true(sim_modem_command(r.f.m, "network off", r.f.now));
	sms_rig_send(&r, "+15550100", LONG, false);
	assert_true(r.replied);
	assert_int_not_equal(r.status, MBIM_STATUS_NONE);
	m = sms_rig_has(&r, LONG);
	assert_int_equal(m->state, MBIM_MESSAGE_STATE_STORED);
	assert_int_equal(m->failure, r.status);
	assert_int_equal(m->parts_here, 0);
	sms_rig_stop(&r);
}

static void what_cannot_be_sent_is_refused(void **state)
{
	(void)state;
	sms_rig_start(&r, "");
	sms_rig_begin(&r);
	sms_rig_send(&r, "nobody", "x", false);
	assert_int_equal(r.status, MBIM_STATUS_INVALID_PARAMETERS);
	r.disk_error = EROFS;
	sms_rig_send(&r, "+15550100", "x", false);
	assert_int_equal(r.status, MBIM_STATUS_MEMORY_FAILURE);
	assert_int_equal(sms_rig_count(&r), 0);
	r.disk_error = 0;
	sms_rig_stop(&r);
}

/* --- clients -------------------------------------------------------------- */

static uint32_t change(uint32_t cid, uint32_t id)
{
	const struct mbim_attache_message_delete_set set = {.message_id = id};
	uint8_t body[8];

	sms_rig_command(&r, cid, true, body,
			mbim_attache_message_delete_set_encode(&set, body, 8));
	assert_true(r.replied);
	return r.status;
}

static void list_is_told_in_pieces(void **state)
{
	struct mbim_attache_messages_query q = {.after = 0};
	struct mbim_attache_messages_response got;
	struct mbim_attache_message m;
	struct att_cursor c;
	uint8_t body[8];
	unsigned n = 0, answers = 0;

	(void)state;
	sms_rig_start(&r, "");
	sms_rig_begin(&r);
	for (unsigned i = 0; i < 40; i++)
		sms_rig_happens(&r, "sms 4477 Hello");
	do {
		sms_rig_command(
			&r, MBIM_CID_ATTACHE_MESSAGES, false, body,
			mbim_attache_messages_query_encode(&q, body, 8));
		assert_int_equal(
			mbim_attache_messages_response_decode(
				att_bytes_of(r.body, r.body_len), &got),
			0);
		c = att_cursor_of(&got.messages);
		while (mbim_attache_message_next(&c, &m)) {
			assert_int_equal(m.message_id, ++n);
			q.after = n;
		}
		answers++;
	} while (got.more);
	assert_int_equal(n, 40);
	assert_int_equal(answers, 2);
	sms_rig_stop(&r);
}

static void message_is_read_and_deleted(void **state)
{
	(void)state;
	sms_rig_start(&r, "");
	sms_rig_begin(&r);
	sms_rig_happens(&r, "sms 4477 " LONG);
	assert_int_equal(change(MBIM_CID_ATTACHE_MESSAGE_READ, 1), 0);
	assert_int_equal(sms_rig_has(&r, LONG)->unread, 0);
	assert_int_equal(change(MBIM_CID_ATTACHE_MESSAGE_DELETE, 2),
			 MBIM_STATUS_INVALID_MEMORY_INDEX);
	assert_int_equal(change(MBIM_CID_ATTACHE_MESSAGE_DELETE, 1), 0);
	assert_int_equal(sms_rig_count(&r), 0);
	/* Its number does not come again, not even after a start. */
	sms_rig_end(&r);
	sms_rig_begin(&r);
	sms_rig_happens(&r, "sms 4477 new");
	assert_int_equal(sms_rig_has(&r, "new")->message_id, 3);
	sms_rig_stop(&r);
}

/* --- kills ---------------------------------------------------------------- */

static const char *const network[] = {
	"sms 4477 one",	  "sms +15550100 " LONG,       "sms 4477 two",
	"sms 4477 three", "sms 4478 \xd0\x9f\xd1\x80", "sms 4477 four",
};
#define N_NETWORK (sizeof(network) / sizeof(network[0]))

/* One run that is killed at a step, and another at the same step of its life;
 * the third has time. False: there was no such step. */
static bool is_killed_at(unsigned at)
{
	volatile unsigned happened = 0;
	volatile bool any = false;

	sms_rig_start(&r, "sim: {messages: {places: 2}}\n");
	for (volatile unsigned life = 0; life < 3; life++) {
		r.steps = 0;
		r.kill_at = life < 2 ? at : 0;
		if (setjmp(r.killed) == 0) {
			sms_rig_begin(&r);
			while (happened < N_NETWORK) {
				happened++;
				sms_rig_happens(&r, network[happened - 1]);
			}
			sms_rig_pass(&r, 100000);
		} else {
			any = true;
		}
		if (life < 2)
			sms_rig_end(&r);
	}
	sms_rig_has(&r, "one");
	sms_rig_has(&r, LONG);
	sms_rig_has(&r, "two");
	sms_rig_has(&r, "three");
	sms_rig_has(&r, "\xd0\x9f\xd1\x80");
	sms_rig_has(&r, "four");
	assert_int_equal(sms_rig_count(&r), N_NETWORK);
	assert_int_equal(in_the_modem(), 0);
	sms_rig_stop(&r);
	return any;
}

static void kill_at_any_step_loses_and_doubles_nothing(void **state)
{
	unsigned at = 1;

	(void)state;
	while (is_killed_at(at))
		at++;
	/* seven PDUs: read, kept, deleted, let go, before and behind each */
	assert_true(at > 7 * 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(message_comes_at_once),
		cmocka_unit_test(two_that_are_alike_are_two),
		cmocka_unit_test(long_text_is_joined),
		cmocka_unit_test(missing_part_is_shown_as_missing),
		cmocka_unit_test(what_was_stored_before_is_taken),
		cmocka_unit_test(index_that_is_always_1_loses_nothing),
		cmocka_unit_test(full_store_is_said_and_emptied),
		cmocka_unit_test(what_cannot_be_kept_stays_in_the_modem),
		cmocka_unit_test(nothing_is_asked_while_nothing_happens),
		cmocka_unit_test(what_nothing_tells_of_is_looked_for),
		cmocka_unit_test(sent_message_gets_its_report),
		cmocka_unit_test(long_text_is_sent_in_parts),
		cmocka_unit_test(refusal_is_told),
		cmocka_unit_test(what_cannot_be_sent_is_refused),
		cmocka_unit_test(list_is_told_in_pieces),
		cmocka_unit_test(message_is_read_and_deleted),
		cmocka_unit_test(kill_at_any_step_loses_and_doubles_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
