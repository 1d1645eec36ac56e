/* Fragments of the control channel: put together, and made. */
#include "wire_rig.h"

#include <string.h>

#include "base/errors.h"

static void fragments_become_one_message(void **state)
{
	uint8_t whole[1048], frag[512];
	size_t len = make_done(whole, 5, 1000, 1);
	struct rig r;

	(void)state;
	rig_init(&r, true);
	for (uint32_t i = 0; i < 3; i++) {
		size_t n = make_frag(frag, whole, len, 512, i);

		r.now += MBIM_FRAG_GAP_MS;
		assert_int_equal(rig_read(&r, frag, n), i == 2);
		assert_int_equal(rig_get(&r), 0);
	}
	assert_int_equal(r.message.len, len);
	assert_memory_equal(r.message.p, whole, len);
	assert_true(r.rx.deadline_ms == UINT64_MAX);
	rig_fini(&r);
}

static void sender_fills_each_fragment(void **state)
{
	/* as DEVICE_SERVICES of a modem with wMaxControlMessage 512 */
	uint8_t whole[1048], frag[512];
	size_t len = make_done(whole, 5, 1000, 1);
	struct att_bytes m = {whole, len};
	static const int lens[] = {512, 512, 64};

	(void)state;
	assert_int_equal(mbim_frag_tx_count(m, 512), 3);
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(mbim_frag_tx_get(m, 512, i, frag, 512),
				 lens[i]);
		assert_int_equal(att_get32(frag + 4), lens[i]);
		assert_int_equal(att_get32(frag + 8), 5);
		assert_int_equal(att_get32(frag + 12), 3);
		assert_int_equal(att_get32(frag + 16), i);
	}
	/* InformationBufferLength is that of the whole */
	mbim_frag_tx_get(m, 512, 0, frag, 512);
	assert_int_equal(att_get32(frag + 44), 1000);
	assert_int_equal(mbim_frag_tx_get(m, 512, 0, frag, 511), ATT_E_ROOM);
	assert_int_equal(mbim_frag_tx_count(m, 1048), 1);
	assert_int_equal(mbim_frag_tx_count(m, 1047), 2);
	assert_int_equal(mbim_frag_tx_count((struct att_bytes){whole, 64}, 64),
			 1);
}

static void what_is_split_comes_back_for_every_size(void **state)
{
	uint8_t whole[600], frag[600];
	struct rig r;

	(void)state;
	for (size_t body = 0; body <= 552; body += 7) {
		size_t len = make_done(whole, 5, body, 9);
		struct att_bytes m = {whole, len};

		for (uint32_t max = 64; max < 600; max += 31) {
			uint32_t total = mbim_frag_tx_count(m, max);

			rig_init(&r, true);
			for (uint32_t i = 0; i < total; i++) {
				size_t n = make_frag(frag, whole, len, max, i);

				assert_true(n <= max);
				assert_int_equal(rig_read(&r, frag, n),
						 i + 1 == total);
			}
			assert_int_equal(r.message.len, len);
			assert_memory_equal(r.message.p, whole, len);
			rig_fini(&r);
		}
	}
}

static void message_without_fragment_header_cannot_be_split(void **state)
{
	uint8_t buf[80] = {1, 0, 0, 0, 80}, out[80];

	(void)state;
	assert_int_equal(mbim_frag_tx_count(att_bytes_of(buf, 80), 64), 1);
	assert_int_equal(
		mbim_frag_tx_get(att_bytes_of(buf, 80), 64, 0, out, 80),
		ATT_E_LENGTH);
}

/* Send fragments of two messages: tenths = which of the two, ones = number. */
static int play(struct rig *r, const unsigned *order, size_t n)
{
	uint8_t whole[2][400], frag[128];
	int got = 0;

	make_done(whole[0], 5, 352, 1);
	make_done(whole[1], 6, 352, 2);
	for (size_t i = 0; i < n; i++) {
		size_t len = make_frag(frag, whole[order[i] / 10], 400, 128,
				       order[i] % 10);

		got = rig_read(r, frag, len);
	}
	return got;
}

static void gap_in_the_numbers_is_out_of_sequence(void **state)
{
	static const unsigned gap[] = {0, 2}, twice[] = {0, 1, 1};
	struct rig r;

	(void)state;
	rig_init(&r, true);
	assert_int_equal(play(&r, gap, 2), ATT_E_SEQUENCE);
	assert_int_equal(r.fault.transaction, 5);
	assert_int_equal(r.fault.code, MBIM_PROTOCOL_FRAGMENT_OUT_OF_SEQUENCE);
	assert_true(r.rx.deadline_ms == UINT64_MAX);
	assert_int_equal(play(&r, twice, 3), ATT_E_SEQUENCE);
	rig_fini(&r);
}

static void total_that_changes_is_out_of_sequence(void **state)
{
	uint8_t whole[400], frag[128];
	struct rig r;
	size_t n;

	(void)state;
	make_done(whole, 5, 352, 1);
	rig_init(&r, true);
	n = make_frag(frag, whole, 400, 128, 0);
	assert_int_equal(rig_read(&r, frag, n), 0);
	n = make_frag(frag, whole, 400, 128, 1);
	att_put32(frag + 12, 5);
	assert_int_equal(rig_read(&r, frag, n), ATT_E_SEQUENCE);
	assert_int_equal(r.fault.code, MBIM_PROTOCOL_FRAGMENT_OUT_OF_SEQUENCE);
	rig_fini(&r);
}

static void impossible_fragment_numbers_are_refused(void **state)
{
	static const uint32_t bad[][2] = {
		{0, 0}, {1, 1}, {3, 3}, {3, 0xffffffff}, {0, 5}};
	uint8_t buf[60];
	struct rig r;

	(void)state;
	rig_init(&r, true);
	for (size_t i = 0; i < 5; i++) {
		make_done(buf, 7, 12, 1);
		att_put32(buf + 12, bad[i][0]);
		att_put32(buf + 16, bad[i][1]);
		assert_int_equal(rig_read(&r, buf, 60), ATT_E_SEQUENCE);
		assert_int_equal(r.fault.transaction, 7);
		assert_int_equal(r.fault.code,
				 MBIM_PROTOCOL_FRAGMENT_OUT_OF_SEQUENCE);
	}
	rig_fini(&r);
}

static void orphan_fragment_is_dropped_without_a_word(void **state)
{
	static const unsigned orphan[] = {2};
	uint8_t buf[60];
	struct rig r;

	(void)state;
	rig_init(&r, true);
	assert_int_equal(play(&r, orphan, 1), 0);
	assert_int_equal(r.fault.code, 0);
	assert_int_equal(r.rx.orphans, 1);
	make_done(buf, 7, 12, 1);
	assert_int_equal(rig_read(&r, buf, 60), 1);
	rig_fini(&r);
}

static void orphan_does_not_disturb_a_message(void **state)
{
	static const unsigned order[] = {0, 1, 13, 2, 3};
	struct rig r;

	(void)state;
	rig_init(&r, true);
	assert_int_equal(play(&r, order, 5), 1);
	assert_int_equal(att_get32(r.message.p + 8), 5);
	assert_int_equal(r.rx.orphans, 1);
	rig_fini(&r);
}

static void new_message_ends_the_incomplete_one(void **state)
{
	static const unsigned begin[] = {0, 1, 10}, go_on[] = {11, 12, 13};
	uint8_t buf[60];
	struct rig r;

	(void)state;
	rig_init(&r, true);
	assert_int_equal(play(&r, begin, 3), ATT_E_SEQUENCE);
	assert_int_equal(r.fault.transaction, 5);
	assert_int_equal(r.fault.code, MBIM_PROTOCOL_FRAGMENT_OUT_OF_SEQUENCE);
	assert_int_equal(rig_get(&r), 0);
	assert_int_equal(play(&r, go_on, 3), 1);
	assert_int_equal(att_get32(r.message.p + 8), 6);
	/* a short message as well, which is not lost by that */
	assert_int_equal(play(&r, begin, 2), 0);
	make_done(buf, 7, 12, 1);
	assert_int_equal(rig_read(&r, buf, 60), ATT_E_SEQUENCE);
	assert_int_equal(rig_get(&r), 1);
	assert_int_equal(att_get32(r.message.p + 8), 7);
	rig_fini(&r);
}

static void repeated_first_fragment_begins_anew(void **state)
{
	static const unsigned order[] = {0, 1, 0, 1, 2, 3};
	struct rig r;

	(void)state;
	rig_init(&r, true);
	assert_int_equal(play(&r, order, 6), 1);
	assert_int_equal(r.message.len, 400);
	rig_fini(&r);
}

static void other_messages_pass_between_fragments(void **state)
{
	static const unsigned begin[] = {0, 1}, go_on[] = {2, 3};
	uint8_t buf[16];
	struct rig r;

	(void)state;
	rig_init(&r, true);
	assert_int_equal(play(&r, begin, 2), 0);
	mbim_msg_encode_simple(buf, 16, (uint32_t)MBIM_MSG_FUNCTION_ERROR, 9,
			       5);
	assert_int_equal(rig_read(&r, buf, 16), 1);
	assert_int_equal(play(&r, go_on, 2), 1);
	assert_int_equal(r.message.len, 400);
	rig_fini(&r);
}

static void sum_of_fragments_must_be_the_length(void **state)
{
	uint8_t whole[400], frag[128];
	struct rig r;

	(void)state;
	for (int delta = -1; delta <= 1; delta += 2) {
		make_done(whole, 5, 352, 1);
		att_put32(whole + 44, (uint32_t)(352 + delta));
		rig_init(&r, true);
		for (uint32_t i = 0; i < 4; i++) {
			size_t n = make_frag(frag, whole, 400, 128, i);

			assert_int_equal(rig_read(&r, frag, n),
					 i == 3 ? ATT_E_LENGTH : 0);
		}
		assert_int_equal(r.fault.transaction, 5);
		assert_int_equal(r.fault.code, MBIM_PROTOCOL_LENGTH_MISMATCH);
		rig_fini(&r);
	}
}

static void wire_numbers_allocate_nothing(void **state)
{
	/* 2^32-1 fragments are announced; the caller's buffer is the limit */
	uint8_t buf[512] = {3, 0, 0, 0x80, 0, 2, 0, 0, 7};
	struct rig r;
	int got = 0;
	uint32_t i;

	(void)state;
	rig_init(&r, true);
	att_put32(buf + 12, 0xffffffff);
	for (i = 0; i < 8 && !got; i++) {
		att_put32(buf + 16, i);
		got = rig_read(&r, buf, sizeof(buf));
	}
	assert_int_equal(got, ATT_E_ROOM);
	assert_int_equal(i, 5); /* 512 + 3 * 492 is in, the next is not */
	assert_int_equal(r.rx.whole_len, 0);
	rig_fini(&r);
}

static void late_fragment_is_a_timeout(void **state)
{
	static const unsigned first[] = {0}, second[] = {1};
	struct rig r;

	(void)state;
	rig_init(&r, true);
	r.now = 1000;
	assert_int_equal(play(&r, first, 1), 0);
	assert_true(r.rx.deadline_ms == 1000 + MBIM_FRAG_GAP_MS);
	r.now += MBIM_FRAG_GAP_MS + 1;
	assert_int_equal(play(&r, second, 1), ATT_E_TIMEOUT);
	assert_int_equal(r.fault.transaction, 5);
	assert_int_equal(r.fault.code, MBIM_PROTOCOL_TIMEOUT_FRAGMENT);
	assert_int_equal(rig_get(&r), 0);
	assert_int_equal(r.rx.orphans, 1);
	rig_fini(&r);
}

static void expiry_names_the_incomplete_message(void **state)
{
	static const unsigned first[] = {0};
	struct rig r;

	(void)state;
	rig_init(&r, true);
	assert_int_equal(play(&r, first, 1), 0);
	r.now = r.rx.deadline_ms - 1;
	assert_int_equal(mbim_frag_rx_expire(&r.rx, r.now, &r.fault), 0);
	r.now++;
	assert_int_equal(mbim_frag_rx_expire(&r.rx, r.now, &r.fault), 1);
	assert_int_equal(r.fault.transaction, 5);
	assert_int_equal(r.fault.code, MBIM_PROTOCOL_TIMEOUT_FRAGMENT);
	assert_true(r.rx.deadline_ms == UINT64_MAX);
	assert_int_equal(mbim_frag_rx_expire(&r.rx, r.now, &r.fault), 0);
	rig_fini(&r);
}

static void reset_forgets_everything(void **state)
{
	static const unsigned begin[] = {0, 1}, go_on[] = {2};
	uint8_t buf[60];
	struct rig r;

	(void)state;
	make_done(buf, 7, 12, 1);
	rig_init(&r, false);
	assert_int_equal(play(&r, begin, 2), 0);
	assert_int_equal(rig_read(&r, buf, 30), 0);
	mbim_frag_rx_reset(&r.rx);
	assert_true(r.rx.deadline_ms == UINT64_MAX);
	assert_int_equal(play(&r, go_on, 1), 0);
	assert_int_equal(r.rx.orphans, 1);
	assert_int_equal(rig_read(&r, buf, 60), 1);
	rig_fini(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fragments_become_one_message),
		cmocka_unit_test(sender_fills_each_fragment),
		cmocka_unit_test(what_is_split_comes_back_for_every_size),
		cmocka_unit_test(
			message_without_fragment_header_cannot_be_split),
		cmocka_unit_test(gap_in_the_numbers_is_out_of_sequence),
		cmocka_unit_test(total_that_changes_is_out_of_sequence),
		cmocka_unit_test(impossible_fragment_numbers_are_refused),
		cmocka_unit_test(orphan_fragment_is_dropped_without_a_word),
		cmocka_unit_test(orphan_does_not_disturb_a_message),
		cmocka_unit_test(new_message_ends_the_incomplete_one),
		cmocka_unit_test(repeated_first_fragment_begins_anew),
		cmocka_unit_test(other_messages_pass_between_fragments),
		cmocka_unit_test(sum_of_fragments_must_be_the_length),
		cmocka_unit_test(wire_numbers_allocate_nothing),
		cmocka_unit_test(late_fragment_is_a_timeout),
		cmocka_unit_test(expiry_names_the_incomplete_message),
		cmocka_unit_test(reset_forgets_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
