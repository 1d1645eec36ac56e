/* QMAP, byte for byte: how datagrams lie in a transfer in each version, which
 * packets of a received one are datagrams, and what commands are answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/errors.h"
#include "drivers/bulk.h"
#include "drivers/qmap.h"

enum { SIZE = 256 };

static uint8_t out[SIZE];
static struct framing_datagram got[16];

static struct qmap_link link_of(enum qmap_form up, enum qmap_form down)
{
	const struct qmap_params p = {.form = up, .max_size = SIZE};
	struct qmap_link l;

	qmap_link_init(&l, &p, down);
	memset(out, 0xee, sizeof(out));
	return l;
}

/* A datagram of len bytes, each of them `byte`. */
static bool put(struct qmap_link *l, uint8_t session, uint32_t len,
		uint8_t byte)
{
	struct flow flow = {.id = session};
	uint8_t *p = qmap_framing.reserve(l, out, flow, len);

	if (!p)
		return false;
	memset(p, byte, len);
	qmap_framing.commit(l, flow, len);
	return true;
}

static void assert_sent(struct qmap_link *l, const uint8_t *want, uint32_t len)
{
	assert_int_equal(qmap_framing.end(l), len);
	assert_memory_equal(out, want, len);
}

static unsigned walk(struct qmap_link *l, const uint8_t *p, size_t len,
		     int *err)
{
	struct att_bytes transfer = {p, len};

	return qmap_framing.walk(l, &transfer, got, 16, err);
}

static void assert_got(unsigned i, uint8_t session, const uint8_t *p,
		       size_t len)
{
	assert_int_equal(got[i].flow.id, session);
	assert_false(got[i].flow.service);
	assert_ptr_equal(got[i].bytes.p, p);
	assert_int_equal(got[i].bytes.len, len);
}

/* --- sent --------------------------------------------------------- */

static void version_1_pads_to_four_and_counts_the_padding(void **state)
{
	static const uint8_t want[] = {
		0x03, 0x01, 0x00, 0x08, 0x45, 0x45, 0x45, 0x45, 0x45, 0,
		0,    0,    0x00, 0x03, 0x00, 0x04, 0x66, 0x66, 0x66, 0x66,
	};
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);

	(void)state;
	assert_true(put(&l, 0, 5, 0x45));
	assert_true(put(&l, 2, 4, 0x66));
	assert_sent(&l, want, sizeof(want));
}

static void version_4_has_a_header_without_a_wish_in_front(void **state)
{
	static const uint8_t want[] = {
		0x02, 0x01, 0x00, 0x04, 0, 0, 0, 0, 0x45, 0x45, 0, 0,
	};
	struct qmap_link l = link_of(QMAP_V4_UP, QMAP_V4_DOWN);

	(void)state;
	assert_true(put(&l, 0, 2, 0x45));
	assert_sent(&l, want, sizeof(want));
}

static void version_5_says_that_a_header_follows(void **state)
{
	static const uint8_t want[] = {
		0x42, 0x01, 0x00, 0x04, 0x04, 0, 0, 0, 0x45, 0x45, 0, 0,
	};
	struct qmap_link l = link_of(QMAP_V5, QMAP_V5);

	(void)state;
	assert_true(put(&l, 0, 2, 0x45));
	assert_sent(&l, want, sizeof(want));
}

static void datagram_taken_back_leaves_nothing(void **state)
{
	static const uint8_t want[] = {
		0x00, 0x02, 0x00, 0x04, 0x60, 0x60, 0x60, 0x60,
	};
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	struct flow flow = {.id = 0};

	(void)state;
	assert_non_null(qmap_framing.reserve(&l, out, flow, 100));
	qmap_framing.commit(&l, flow, 0);
	assert_true(put(&l, 1, 4, 0x60));
	assert_sent(&l, want, sizeof(want));
}

static void transfer_holds_as_many_datagrams_as_agreed(void **state)
{
	const struct qmap_params p = {
		.form = QMAP_V1, .max_size = SIZE, .max_datagrams = 2};
	struct qmap_link l;

	(void)state;
	qmap_link_init(&l, &p, QMAP_V1);
	assert_true(put(&l, 0, 1, 0x45));
	assert_true(put(&l, 0, 1, 0x45));
	assert_false(put(&l, 0, 1, 0x45));
	assert_int_equal(qmap_framing.end(&l), 16);
	assert_true(put(&l, 0, 1, 0x45));
}

static void transfer_holds_as_many_bytes_as_agreed(void **state)
{
	static const enum qmap_form forms[] = {QMAP_V1, QMAP_V4_UP, QMAP_V5};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		const struct qmap_params p = {.form = forms[i],
					      .max_size = SIZE};
		struct qmap_link l = link_of(forms[i], QMAP_V1);
		uint32_t most = qmap_longest(&p);

		assert_false(put(&l, 0, most + 1, 0x45));
		assert_true(put(&l, 0, most, 0x45));
		assert_false(put(&l, 0, 1, 0x45));
		assert_in_range(qmap_framing.end(&l), most, SIZE);
	}
}

static void service_and_mux_ids_that_are_none_get_no_room(void **state)
{
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	struct flow service = {.id = 1, .service = true};

	(void)state;
	assert_null(qmap_framing.reserve(&l, out, service, 4));
	assert_false(put(&l, 254, 4, 0x45));
	assert_true(put(&l, 253, 4, 0x45));
	assert_int_equal(out[1], 254);
}

/* --- received ----------------------------------------------------- */

static void version_1_is_walked_without_its_padding(void **state)
{
	static const uint8_t p[] = {
		0x03, 0x01, 0x00, 0x04, 0x45, 0,    0,	  0,	0x00, 0x02,
		0x00, 0x03, 0x66, 0x66, 0x66, 0x00, 0x09, 0x00, 0x01, 0x47,
	};
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	int err;

	(void)state;
	assert_int_equal(walk(&l, p, sizeof(p), &err), 3);
	assert_int_equal(err, 0);
	assert_got(0, 0, p + 4, 1);
	assert_got(1, 1, p + 12, 3);
	assert_got(2, 8, p + 19, 1);
}

static void version_4_has_a_trailer_behind_the_padding(void **state)
{
	static const uint8_t p[] = {
		0x02, 0x01, 0x00, 0x04, 0x45, 0x45, 0, 0, 0, 1, 0, 0, 0, 0, 0,
		0,    0x00, 0x01, 0x00, 0x01, 0x60, 0, 0, 0, 0, 0, 0, 0, 0,
	};
	struct qmap_link l = link_of(QMAP_V4_UP, QMAP_V4_DOWN);
	int err;

	(void)state;
	assert_int_equal(walk(&l, p, sizeof(p), &err), 2);
	assert_int_equal(err, 0);
	assert_got(0, 0, p + 4, 2);
	assert_got(1, 0, p + 20, 1);
	assert_int_equal(walk(&l, p, sizeof(p) - 1, &err), 1);
	assert_int_equal(err, ATT_E_LENGTH);
}

static void version_5_is_walked_with_header_chain_or_none(void **state)
{
	static const uint8_t p[] = {
		0x40, 0x01, 0x00, 0x01, 0x04, 0x80, 0,	  0,	0x45,
		0x00, 0x01, 0x00, 0x01, 0x46, 0x40, 0x01, 0x00, 0x01,
		0x05, 0,    0,	  0,	0x04, 0,    0,	  0,	0x47,
	};
	struct qmap_link l = link_of(QMAP_V5, QMAP_V5);
	int err;

	(void)state;
	assert_int_equal(walk(&l, p, sizeof(p), &err), 3);
	assert_int_equal(err, 0);
	assert_got(0, 0, p + 8, 1);
	assert_got(1, 0, p + 13, 1);
	assert_got(2, 0, p + 26, 1);
}

static void header_of_unknown_type_ends_the_walk(void **state)
{
	static const uint8_t p[] = {
		0x40, 0x01, 0x00, 0x01, 0x04, 0x80, 0, 0, 0x45,
		0x40, 0x01, 0x00, 0x01, 0x06, 0,    0, 0, 0x45,
	};
	struct qmap_link l = link_of(QMAP_V5, QMAP_V5);
	int err;

	(void)state;
	assert_int_equal(walk(&l, p, sizeof(p), &err), 1);
	assert_int_equal(err, ATT_E_TYPE);
	assert_int_equal(walk(&l, p, 6, &err), 0);
	assert_int_equal(err, ATT_E_SHORT);
}

static void packets_of_nothing_but_padding_are_left_out_alone(void **state)
{
	static const uint8_t p[] = {
		0x02, 0x01, 0x00, 0x02, 0,    0,    0x3f, 0x01,
		0x00, 0x01, 0,	  0x00, 0x01, 0x00, 0x01, 0x45,
	};
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	int err;

	(void)state;
	assert_int_equal(walk(&l, p, sizeof(p), &err), 1);
	assert_int_equal(err, 0);
	assert_got(0, 0, p + 15, 1);
	assert_int_equal(l.skipped, 2);
}

/* No session has such a number, which is for others to see. */
static void packets_of_no_link_are_of_no_session(void **state)
{
	static const uint8_t p[] = {
		0x00, 0x00, 0x00, 0x01, 0x45, 0x00, 0xff, 0x00, 0x01, 0x45,
	};
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	int err;

	(void)state;
	assert_int_equal(walk(&l, p, sizeof(p), &err), 2);
	assert_int_equal(err, 0);
	assert_got(0, 255, p + 4, 1);
	assert_got(1, 254, p + 9, 1);
}

static void packet_without_bytes_ends_the_transfer(void **state)
{
	static const uint8_t p[] = {0x00, 0x01, 0x00, 0x01, 0x45, 0,
				    0,	  0,	0,    0xff, 0xff};
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	int err;

	(void)state;
	assert_int_equal(walk(&l, p, sizeof(p), &err), 1);
	assert_int_equal(err, 0);
}

static void length_beyond_the_transfer_is_an_error(void **state)
{
	static const uint8_t p[] = {0x00, 0x01, 0x00, 0x01, 0x45, 0x00,
				    0x01, 0xff, 0xff, 0x45, 0x45};
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	int err;

	(void)state;
	assert_int_equal(walk(&l, p, sizeof(p), &err), 1);
	assert_int_equal(err, ATT_E_LENGTH);
	assert_int_equal(walk(&l, p, 7, &err), 1);
	assert_int_equal(err, ATT_E_SHORT);
}

static void walk_goes_on_where_there_was_no_room(void **state)
{
	static const uint8_t p[] = {0x00, 0x01, 0x00, 0x01, 0x45,
				    0x00, 0x02, 0x00, 0x01, 0x46};
	struct att_bytes transfer = {p, sizeof(p)};
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	int err;

	(void)state;
	assert_int_equal(qmap_framing.walk(&l, &transfer, got, 1, &err), 1);
	assert_got(0, 0, p + 4, 1);
	assert_int_equal(qmap_framing.walk(&l, NULL, got, 1, &err), 1);
	assert_got(0, 1, p + 9, 1);
	assert_int_equal(qmap_framing.walk(&l, NULL, got, 1, &err), 0);
	assert_int_equal(err, 0);
}

/* --- commands ----------------------------------------------------- */

/* Stop link 2, then go on with it; transactions 7 and 8. */
static const uint8_t commands[] = {
	0x80, 0x02, 0x00, 0x10, 0x01, 0x00, 0, 0, 0, 0,
	0,    7,    0,	  0,	0,    1,    0, 0, 0, 0,
	0x80, 0x02, 0x00, 0x10, 0x02, 0x00, 0, 0, 0, 0,
	0,    8,    0,	  0,	0,    1,    0, 0, 0, 0,
};

static void flow_commands_are_acknowledged_to_their_link(void **state)
{
	uint8_t want[sizeof(commands)];
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	int err;

	(void)state;
	memcpy(want, commands, sizeof(want));
	want[5] = want[25] = 1;
	assert_int_equal(qmap_framing.own(&l, out), 0);
	assert_int_equal(walk(&l, commands, sizeof(commands), &err), 0);
	assert_int_equal(err, 0);
	assert_int_equal(qmap_framing.own(&l, out), sizeof(want));
	assert_memory_equal(out, want, sizeof(want));
	assert_int_equal(qmap_framing.own(&l, out), 0);
}

static void acknowledgements_keep_to_the_most_datagrams(void **state)
{
	const struct qmap_params p = {
		.form = QMAP_V1, .max_size = SIZE, .max_datagrams = 1};
	struct qmap_link l;
	int err;

	(void)state;
	qmap_link_init(&l, &p, QMAP_V1);
	walk(&l, commands, sizeof(commands), &err);
	assert_int_equal(qmap_framing.own(&l, out), 20);
	assert_int_equal(out[11], 7);
	assert_int_equal(qmap_framing.own(&l, out), 20);
	assert_int_equal(out[11], 8);
	assert_int_equal(qmap_framing.own(&l, out), 0);
}

/* Neither of them is answered, and what is behind them is a datagram. */
static void other_commands_and_acknowledgements_are_passed_over(void **state)
{
	static const uint8_t p[] = {
		0x80, 0x02, 0x00, 0x10, 0x03, 0x00, 0,	  0,	0,    0,
		0,    7,    0,	  0,	0,    1,    0,	  0,	0,    0,
		0x80, 0x02, 0x00, 0x10, 0x01, 0x01, 0,	  0,	0,    0,
		0,    7,    0,	  0,	0,    1,    0,	  0,	0,    0,
		0x80, 0x01, 0x00, 0x01, 0x01, 0x00, 0x01, 0x00, 0x01, 0x45,
	};
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	int err;

	(void)state;
	assert_int_equal(walk(&l, p, sizeof(p), &err), 1);
	assert_int_equal(err, 0);
	assert_int_equal(l.commands, 3);
	assert_int_equal(qmap_framing.own(&l, out), 0);
}

static void commands_of_version_4_have_the_trailer_too(void **state)
{
	uint8_t p[33] = {0};
	struct qmap_link l = link_of(QMAP_V4_UP, QMAP_V4_DOWN);
	int err;

	(void)state;
	memcpy(p, commands, 20);
	memcpy(p + 28, "\x00\x01\x00\x01\x45", 5);
	assert_int_equal(walk(&l, p, 33, &err), 0);
	assert_int_equal(err, ATT_E_LENGTH); /* the datagram has none */
	assert_int_equal(qmap_framing.own(&l, out), 20);
}

static void more_commands_than_can_wait_are_not_kept(void **state)
{
	uint8_t p[20 * (QMAP_ACKS + 3)];
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	int err;

	(void)state;
	for (unsigned i = 0; i < QMAP_ACKS + 3; i++) {
		memcpy(p + 20 * i, commands, 20);
		p[20 * i + 11] = (uint8_t)i;
	}
	walk(&l, p, sizeof(p), &err);
	assert_int_equal(err, 0);
	assert_int_equal(l.commands, QMAP_ACKS + 3);
	assert_int_equal(qmap_framing.own(&l, out), 20 * QMAP_ACKS);
	for (unsigned i = 0; i < QMAP_ACKS; i++)
		assert_int_equal(out[20 * i + 11], i);
}

/* --- under the driver --------------------------------------------- */

static void acknowledgement_goes_out_beside_the_datagrams(void **state)
{
	static uint8_t a[SIZE], b[SIZE], c[SIZE];
	uint8_t *const bufs[] = {a, b, c};
	const struct bulk_out end = {.full = UINT32_MAX, .packet = 8};
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	struct flow flow = {.id = 0};
	struct bulk_transfer t;
	static struct bulk bulk;
	uint8_t *p;

	(void)state;
	bulk_init(&bulk, &qmap_framing, &l, &end, bufs, 3);
	assert_false(bulk_next(&bulk, &t));
	p = bulk_reserve(&bulk, flow, 12);
	assert_non_null(p);
	memset(p, 0x45, 12);
	bulk_input(&bulk, att_bytes_of(commands, 20));
	assert_true(bulk_next(&bulk, &t)); /* the datagram is not written yet */
	assert_int_equal(t.len, 20);
	assert_int_equal(t.p[5], 1);
	assert_false(t.zlp);
	bulk_commit(&bulk, flow, 12);
	bulk_flush(&bulk);
	assert_false(bulk_next(&bulk, &t));
	bulk_done(&bulk, t.index, 1);
	assert_true(bulk_next(&bulk, &t));
	assert_int_equal(t.len, 16);
	assert_true(t.zlp);
	assert_memory_equal(t.p + 4, "EEEEEEEEEEEE", 12);
	assert_false(bulk_next(&bulk, &t));
}

static void acknowledgement_waits_for_a_free_buffer(void **state)
{
	static uint8_t a[SIZE], b[SIZE];
	uint8_t *const bufs[] = {a, b};
	const struct bulk_out end = {.full = UINT32_MAX, .packet = 512};
	struct qmap_link l = link_of(QMAP_V1, QMAP_V1);
	struct bulk_transfer first, second, t;
	static struct bulk bulk;

	(void)state;
	bulk_init(&bulk, &qmap_framing, &l, &end, bufs, 2);
	bulk_input(&bulk, att_bytes_of(commands, 20));
	assert_true(bulk_next(&bulk, &first));
	bulk_input(&bulk, att_bytes_of(commands, 20));
	assert_true(bulk_next(&bulk, &second));
	assert_int_not_equal(first.index, second.index);
	bulk_input(&bulk, att_bytes_of(commands, 20));
	assert_false(bulk_next(&bulk, &t));
	bulk_done(&bulk, second.index, 1);
	assert_true(bulk_next(&bulk, &t));
	assert_int_equal(t.index, second.index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_1_pads_to_four_and_counts_the_padding),
		cmocka_unit_test(
			version_4_has_a_header_without_a_wish_in_front),
		cmocka_unit_test(version_5_says_that_a_header_follows),
		cmocka_unit_test(datagram_taken_back_leaves_nothing),
		cmocka_unit_test(transfer_holds_as_many_datagrams_as_agreed),
		cmocka_unit_test(transfer_holds_as_many_bytes_as_agreed),
		cmocka_unit_test(service_and_mux_ids_that_are_none_get_no_room),
		cmocka_unit_test(version_1_is_walked_without_its_padding),
		cmocka_unit_test(version_4_has_a_trailer_behind_the_padding),
		cmocka_unit_test(version_5_is_walked_with_header_chain_or_none),
		cmocka_unit_test(header_of_unknown_type_ends_the_walk),
		cmocka_unit_test(
			packets_of_nothing_but_padding_are_left_out_alone),
		cmocka_unit_test(packets_of_no_link_are_of_no_session),
		cmocka_unit_test(packet_without_bytes_ends_the_transfer),
		cmocka_unit_test(length_beyond_the_transfer_is_an_error),
		cmocka_unit_test(walk_goes_on_where_there_was_no_room),
		cmocka_unit_test(flow_commands_are_acknowledged_to_their_link),
		cmocka_unit_test(acknowledgements_keep_to_the_most_datagrams),
		cmocka_unit_test(
			other_commands_and_acknowledgements_are_passed_over),
		cmocka_unit_test(commands_of_version_4_have_the_trailer_too),
		cmocka_unit_test(more_commands_than_can_wait_are_not_kept),
		cmocka_unit_test(acknowledgement_goes_out_beside_the_datagrams),
		cmocka_unit_test(acknowledgement_waits_for_a_free_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
