/* What the protocol of MBIM reports of a message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "core/core.h"
#include "generated/cids.h"
#include "protocol/mbim/state.h"
#include "tests/unit/wire_zoo.h"

#define INDICATION(len) \
	"07000080" len  \
	"00000000 01000000 00000000 a289cc33bcbb8b4fb6b0133ec2aae6df"
#define PIN_INFO   "02000000 00000000 03000000" /* PIN1, unlocked, 3 attempts */
#define RADIO_INFO "01000000 01000000"

static bool is_reported(const char *hex, struct att_report *report)
{
	static const struct att_core_link link = {.max_control = 4096,
						  .framed = true};
	struct att_bytes message = zoo_hex(hex);
	void *t = calloc(1, mbim_protocol.size);
	bool reported;

	assert_non_null(t);
	mbim_protocol.init(t, 1);
	mbim_protocol.plug(t, &link);
	mbim_protocol.input(t, message);
	reported = mbim_protocol.next(t, 0, report);
	free(t);
	zoo_free(message);
	return reported;
}

/* MBIM 1.0 10.3: CID 3 has a notification, CID 4 has none. A mask hides what
 * comes in one, for it has no layout. */
static void news_that_the_standard_does_not_have_is_not_read(void **state)
{
	struct att_report report;

	(void)state;
	assert_true(is_reported(
		INDICATION("34000000") "03000000 08000000" RADIO_INFO,
		&report));
	assert_int_equal(report.kind, ATT_REPORT_NEWS);
	assert_int_equal(report.about, ATT_ABOUT_RADIO);
	assert_int_equal(report.facts.radio, ATT_RADIO_ON);
	assert_true(is_reported(
		INDICATION("38000000") "04000000 0c000000" PIN_INFO, &report));
	assert_false(report.has_facts);
	assert_int_equal(report.about, ATT_ABOUT_ANY);
}

static struct att_bytes written(void *t, const struct att_operation *o)
{
	static uint8_t buf[4096];
	struct mbim_msg msg;
	uint32_t tag;
	size_t len;

	assert_int_equal(mbim_protocol.write(t, o, 0, &tag), 0);
	len = mbim_protocol.output(t, buf, sizeof(buf));
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, len), &msg), 0);
	assert_int_equal(msg.transaction, tag);
	return msg.body;
}

static void refuse(void *t, uint32_t transaction)
{
	uint8_t buf[64];
	struct att_report report;
	int len = mbim_msg_encode_done(
		buf, sizeof(buf), transaction,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST, 2, 0);

	mbim_protocol.input(t, att_bytes_of(buf, (size_t)len));
	assert_true(mbim_protocol.next(t, 0, &report));
}

/* attache's own is sent again, as when it is to connect again: it does not take
 * the place of a list that has more. */
static void list_of_events_that_others_need_stays(void **state)
{
	static const struct att_core_link link = {.max_control = 4096,
						  .framed = true};
	const struct att_operation events = {.kind = ATT_OP_EVENTS};
	struct att_operation raw = {.kind = ATT_OP_RAW};
	void *t = calloc(1, mbim_protocol.size);
	uint8_t list[64], own[512];
	struct att_bytes body;
	size_t own_len;
	int len = mbim_msg_encode_command(
		list, sizeof(list), 1,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST, 1, 4);

	(void)state;
	assert_true(len > 0);
	memset(list + len - 4, 0, 4); /* of no service */
	raw.raw = att_bytes_of(list, (size_t)len);
	mbim_protocol.init(t, 1);
	mbim_protocol.plug(t, &link);
	body = written(t, &events);
	own_len = body.len;
	assert_true(own_len > 4 && own_len <= sizeof(own));
	memcpy(own, body.p, own_len);
	(void)written(t, &raw);
	body = written(t, &events);
	assert_int_equal(body.len, 4);
	(void)written(t, &raw);
	refuse(t, ((struct mbim_state *)t)->transaction);
	body = written(t, &events);
	assert_int_equal(body.len, own_len);
	assert_memory_equal(body.p, own, own_len);
	free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			news_that_the_standard_does_not_have_is_not_read),
		cmocka_unit_test(list_of_events_that_others_need_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
