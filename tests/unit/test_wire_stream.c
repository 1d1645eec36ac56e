/* The control channel's stream: reads in any shape in, messages out. */
#include "wire_rig.h"

#include <string.h>

#include "base/errors.h"

static void one_read_holds_several_messages(void **state)
{
	uint8_t buf[164];
	struct rig r;

	(void)state;
	rig_init(&r, true);
	make_done(buf, 7, 92 - 48, 1);
	make_done(buf + 92, 8, 72 - 48, 2);
	assert_int_equal(rig_read(&r, buf, sizeof(buf)), 1);
	assert_int_equal(r.message.len, 92);
	assert_int_equal(rig_get(&r), 1);
	assert_int_equal(r.message.len, 72);
	assert_memory_equal(r.message.p, buf + 92, 72);
	assert_int_equal(rig_get(&r), 0);
	rig_fini(&r);
}

static void empty_read_is_nothing(void **state)
{
	struct rig r;

	(void)state;
	rig_init(&r, true);
	assert_int_equal(rig_read(&r, "", 0), 0);
	rig_fini(&r);
}

static void message_is_put_together_from_any_pieces(void **state)
{
	uint8_t buf[60 + 12 + 16 + 100];
	struct rig r;

	(void)state;
	make_done(buf, 7, 12, 1);
	mbim_msg_encode_simple(buf + 60, 12, MBIM_MSG_CLOSE, 3, 0);
	mbim_msg_encode_simple(buf + 72, 16, MBIM_MSG_OPEN, 4, 4096);
	make_done(buf + 88, 9, 52, 1);
	for (size_t step = 1; step <= sizeof(buf); step++) {
		static const size_t at[] = {0, 60, 72, 88, sizeof(buf)};
		size_t n = 0;

		rig_init(&r, false);
		for (size_t i = 0; i < sizeof(buf); i += step) {
			size_t len = sizeof(buf) - i;

			rig_put(&r, buf + i, len < step ? len : step);
			while (rig_get(&r) == 1) {
				assert_int_equal(r.message.len,
						 at[n + 1] - at[n]);
				assert_memory_equal(r.message.p, buf + at[n],
						    r.message.len);
				n++;
			}
		}
		assert_int_equal(n, 4);
		assert_int_equal(r.rx.dropped_bytes, 0);
		assert_true(r.rx.deadline_ms == UINT64_MAX);
		rig_fini(&r);
	}
}

static void garbage_is_skipped_up_to_the_next_message(void **state)
{
	/* in every amount, in any pieces, on both kinds of channel */
	uint8_t buf[40 + 60];
	struct rig r;

	(void)state;
	for (size_t i = 0; i < 40; i++)
		buf[i] = (uint8_t)(3 * i + 1);
	make_done(buf + 40, 7, 12, 1);
	for (size_t n = 0; n <= 40; n++) {
		for (size_t step = 1; step < 64; step++) {
			unsigned got = 0;

			rig_init(&r, false);
			for (size_t i = 40 - n; i < sizeof(buf); i += step) {
				size_t len = sizeof(buf) - i;

				rig_put(&r, buf + i, len < step ? len : step);
				while (rig_get(&r) == 1) {
					got++;
					assert_int_equal(r.message.len, 60);
				}
			}
			assert_int_equal(got, 1);
			assert_int_equal(r.rx.dropped_bytes, n);
			rig_fini(&r);
		}
		rig_init(&r, true);
		assert_int_equal(rig_read(&r, buf + 40 - n, 60 + n), 1);
		assert_int_equal(r.message.len, 60);
		assert_int_equal(r.rx.dropped_bytes, n);
		assert_int_equal(rig_get(&r), 0);
		rig_fini(&r);
	}
}

static void garbage_between_messages_costs_no_message(void **state)
{
	uint8_t buf[60 + 31 + 60];
	struct rig r;

	(void)state;
	memset(buf, 0x7e, sizeof(buf));
	make_done(buf, 7, 12, 1);
	make_done(buf + 91, 8, 12, 1);
	for (int framed = 0; framed < 2; framed++) {
		rig_init(&r, framed);
		assert_int_equal(rig_read(&r, buf, sizeof(buf)), 1);
		assert_int_equal(rig_get(&r), 1);
		assert_int_equal(att_get32(r.message.p + 8), 8);
		assert_int_equal(rig_get(&r), 0);
		assert_int_equal(r.rx.dropped_bytes, 31);
		rig_fini(&r);
	}
}

static void impossible_length_is_a_length_mismatch(void **state)
{
	static const uint32_t lengths[] = {0, 11, 0x7fffffff, 0xffffffff};
	uint8_t buf[60 + 60];
	struct rig r;

	(void)state;
	make_done(buf + 60, 8, 12, 1);
	for (size_t i = 0; i < 8; i++) {
		make_done(buf, 7, 12, 0x80);
		att_put32(buf + 4, lengths[i / 2]);
		rig_init(&r, i & 1);
		assert_int_equal(rig_read(&r, buf, sizeof(buf)), ATT_E_LENGTH);
		assert_int_equal(r.fault.transaction, 7);
		assert_int_equal(r.fault.code, MBIM_PROTOCOL_LENGTH_MISMATCH);
		assert_int_equal(rig_get(&r), 1);
		assert_int_equal(att_get32(r.message.p + 8), 8);
		rig_fini(&r);
	}
}

static void truncated_message_is_not_glued_to_the_next_read(void **state)
{
	uint8_t buf[60];
	struct rig r;

	(void)state;
	make_done(buf, 7, 12, 1);
	rig_init(&r, true);
	assert_int_equal(rig_read(&r, buf, 59), ATT_E_LENGTH);
	assert_int_equal(r.fault.transaction, 7);
	assert_int_equal(r.fault.code, MBIM_PROTOCOL_LENGTH_MISMATCH);
	assert_int_equal(rig_get(&r), 0);
	assert_int_equal(rig_read(&r, buf, 60), 1);
	assert_int_equal(rig_get(&r), 0);
	/* not even a header */
	assert_int_equal(rig_read(&r, buf, 11), 0);
	assert_int_equal(rig_read(&r, buf, 60), 1);
	rig_fini(&r);
}

static void fragment_without_room_for_its_header_is_refused(void **state)
{
	uint8_t buf[20] = {3, 0, 0, 0x80, 16, 0, 0, 0, 7};
	struct rig r;

	(void)state;
	rig_init(&r, true);
	assert_int_equal(rig_read(&r, buf, 16), ATT_E_LENGTH);
	assert_int_equal(r.fault.transaction, 7);
	/* a fragment of several that carries nothing */
	buf[4] = 20;
	att_put32(buf + 12, 2);
	assert_int_equal(rig_read(&r, buf, 20), ATT_E_LENGTH);
	rig_fini(&r);
}

static void expiry_drops_half_a_message_of_a_stream(void **state)
{
	uint8_t buf[60];
	struct rig r;

	(void)state;
	make_done(buf, 7, 12, 1);
	rig_init(&r, false);
	assert_int_equal(rig_read(&r, buf, 30), 0);
	assert_true(r.rx.deadline_ms == MBIM_FRAG_GAP_MS);
	assert_int_equal(mbim_frag_rx_expire(&r.rx, MBIM_FRAG_GAP_MS, &r.fault),
			 1);
	assert_int_equal(r.fault.transaction, 7);
	assert_int_equal(r.rx.dropped_bytes, 30);
	assert_int_equal(rig_read(&r, buf, 60), 1);
	/* fewer bytes than a header have nobody to blame */
	assert_int_equal(rig_get(&r), 0);
	assert_int_equal(rig_read(&r, buf, 11), 0);
	assert_int_equal(mbim_frag_rx_expire(&r.rx, MBIM_FRAG_GAP_MS, &r.fault),
			 0);
	assert_int_equal(rig_read(&r, buf, 60), 1);
	rig_fini(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_read_holds_several_messages),
		cmocka_unit_test(empty_read_is_nothing),
		cmocka_unit_test(message_is_put_together_from_any_pieces),
		cmocka_unit_test(garbage_is_skipped_up_to_the_next_message),
		cmocka_unit_test(garbage_between_messages_costs_no_message),
		cmocka_unit_test(impossible_length_is_a_length_mismatch),
		cmocka_unit_test(
			truncated_message_is_not_glued_to_the_next_read),
		cmocka_unit_test(
			fragment_without_room_for_its_header_is_refused),
		cmocka_unit_test(expiry_drops_half_a_message_of_a_stream),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
