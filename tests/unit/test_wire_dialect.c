/* What MBIM's messages are to programs that do not know MBIM. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "generated/cids.h"
#include "wire/mbim/dialect.h"
#include "wire/mbim/msg.h"

static const struct att_dialect *const d = &mbim_dialect;

static int command(uint8_t *buf, size_t cap)
{
	memset(buf, 'x', cap);
	return mbim_msg_encode_command(
		buf, cap, 7, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid, 1,
		0, 4);
}

static void head_tells_what_has_come(void **state)
{
	uint8_t buf[64];
	int len = command(buf, sizeof(buf));

	(void)state;
	assert_int_equal(len, 52);
	for (size_t n = 1; n <= (size_t)len; n++) {
		struct att_head h;

		assert_true(d->head(att_bytes_of(buf, n), &h));
		assert_int_equal(h.len, n < d->head_len ? 0 : 52);
		assert_int_equal(h.transaction, n < d->head_len ? 0 : 7);
		assert_int_equal(h.type, n < 4 ? 0 : MBIM_MSG_COMMAND);
		if (n < 4)
			assert_null(h.name);
		else
			assert_string_equal(h.name, "command");
		assert_int_equal(h.clear, n < 4 ? n : n < 20 ? 20 : 48);
		assert_int_equal(h.total, 1);
		assert_int_equal(h.current, 0);
		assert_true(h.sure);
	}
}

static void head_refuses_what_begins_no_message(void **state)
{
	uint8_t buf[64];
	int len = command(buf, sizeof(buf));
	struct att_head h;

	(void)state;
	att_put32(buf + 4, 11); /* shorter than a header */
	assert_false(d->head(att_bytes_of(buf, (size_t)len), &h));
	att_put32(buf, 0x99);
	assert_false(d->head(att_bytes_of(buf, 4), &h));
	assert_true(d->head(att_bytes_of(buf, 3), &h));
}

static void head_is_not_sure_of_contradictions(void **state)
{
	uint8_t buf[64];
	size_t len = (size_t)command(buf, sizeof(buf));
	struct att_head h;

	(void)state;
	att_put32(buf + 16, 1); /* the second of one */
	assert_true(d->head(att_bytes_of(buf, len), &h));
	assert_false(h.sure);
	assert_int_equal(h.clear, 20);
	mbim_msg_encode_simple(buf, sizeof(buf), MBIM_MSG_OPEN, 1, 4096);
	att_put32(buf + 4, 17); /* OPEN has 16 bytes */
	assert_true(d->head(att_bytes_of(buf, 16), &h));
	assert_false(h.sure);
}

static void joined_fragments_are_a_message(void **state)
{
	uint8_t buf[64];
	size_t len = (size_t)command(buf, sizeof(buf));
	struct mbim_msg msg;

	(void)state;
	att_put32(buf + 4, 32);
	att_put32(buf + 12, 3);
	assert_int_not_equal(mbim_msg_decode(att_bytes_of(buf, len), &msg), 0);
	d->join(buf, len);
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, len), &msg), 0);
}

static void version_is_one_that_is_known(void **state)
{
	(void)state;
	assert_int_equal(d->announced(0), MBIM_EX_1);
	assert_int_equal(d->announced(MBIM_EX_2), MBIM_EX_2);
	assert_int_equal(d->announced(0x0400), MBIM_EX_3);
	assert_int_equal(d->version(att_bytes_of(NULL, 0), MBIM_EX_2),
			 MBIM_EX_2);
}

static void version_follows_the_answer(void **state)
{
	const struct att_uuid *mbimex =
		&mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS].uuid;
	uint8_t buf[64];
	size_t len;

	(void)state;
	len = (size_t)mbim_msg_encode_done(
		buf, sizeof(buf), 7, mbimex,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION, 0, 4);
	att_put16(buf + 48, 0x0100);
	att_put16(buf + 50, MBIM_EX_2);
	assert_int_equal(d->version(att_bytes_of(buf, len), MBIM_EX_1),
			 MBIM_EX_2);
	assert_int_equal(d->version(att_bytes_of(buf, len), MBIM_EX_3),
			 MBIM_EX_3);
	att_put32(buf + 40, 1); /* refused */
	assert_int_equal(d->version(att_bytes_of(buf, len), MBIM_EX_1),
			 MBIM_EX_1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(head_tells_what_has_come),
		cmocka_unit_test(head_refuses_what_begins_no_message),
		cmocka_unit_test(head_is_not_sure_of_contradictions),
		cmocka_unit_test(joined_fragments_are_a_message),
		cmocka_unit_test(version_is_one_that_is_known),
		cmocka_unit_test(version_follows_the_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
