/* Decoding arrays: views of numbers, addresses, strings and structs. */
#include "wire_zoo.h"

#include <string.h>

#include "base/errors.h"
#include "support/element.h"

#define LISTS_HEAD                                              \
	"02000000 01000000 02000000 03000000 01000000 02000000" \
	"50000000 58000000 68000000"

static void arrays_are_views(void **state)
{
	static const char hex[] = LISTS_HEAD
		"02000000 07000000 63000000"	      /* 36 numbers */
		"78000000 04000000"		      /* 48 texts */
		"7c000000 10000000 8c000000 0c000000" /* 56 pairs */
		"00000000 00000000"		      /* 72 nobody's */
		"c0000201 c0000202"		      /* 80 ipv4 */
		"20010db8000000000000000000000001"    /* 88 ipv6 */
		"01000000 02000000 03000000 04000000" /* 104 points */
		"68006900"			      /* 120 */
		"0c000000 04000000 09000000 6f006b00" /* 124 */
		"00000000 00000000 0a000000";	      /* 140 */
	struct att_bytes body;
	struct zoo_lists l;
	struct zoo_point point;
	struct zoo_pair pair;
	struct att_str s;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_lists_layout, hex, &l, &body), 0);
	assert_int_equal(l.ipv4.count, 2);
	assert_int_equal(att_array_ipv4(&l.ipv4, 1).b[3], 2);
	assert_int_equal(att_array_ipv6(&l.ipv6, 0).b[15], 1);
	assert_int_equal(l.points.count, 2);
	element_of(&l.points, 1, &zoo_point_layout, &point);
	assert_int_equal(point.x, 3);
	assert_int_equal(point.y, 4);
	assert_int_equal(l.numbers.count, 3);
	assert_int_equal(att_array_u32(&l.numbers, 2), 0x63);
	s = att_array_str(&l.texts, 0);
	zoo_expect_str(&s, "hi");
	element_of(&l.pairs, 0, &zoo_pair_layout, &pair);
	zoo_expect_str(&pair.name, "ok");
	element_of(&l.pairs, 1, &zoo_pair_layout, &pair);
	assert_int_equal(pair.name.len, 0);
	assert_int_equal(pair.number, 10);
	zoo_free(body);
}

/* A zoo_lists in which only count number i is set, to 0x3fffffff. */
static int decode_huge_count(unsigned i)
{
	uint8_t buf[80] = {0};
	uint64_t out[ZOO_SIZE / 8];
	struct att_bytes body;
	int err;

	att_put32(buf + (size_t)4 * i, 0x3fffffff);
	for (size_t at = 24; at < 36; at += 4)
		att_put32(buf + at, 36);
	body = zoo_copy(buf, sizeof(buf));
	err = att_layout_decode(&zoo_lists_layout, body, out);
	zoo_free(body);
	return err;
}

static void counts_that_exceed_the_buffer_are_refused(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 6; i++)
		assert_int_equal(decode_huge_count(i), ATT_E_COUNT);
}

static void array_elements_must_lie_inside(void **state)
{
	/* two points at 36, room for one and a half */
	static const char points[] =
		"00000000 00000000 02000000 00000000 00000000 00000000"
		"00000000 00000000 24000000 0000000000000000 00000000";
	/* one pair (offset, size) that points outside */
	static const char pairs[] =
		"00000000 00000000 00000000 00000000 00000000 01000000"
		"00000000 00000000 00000000 24000000 0c000000";
	static const char text[] =
		"00000000 00000000 00000000 00000000 01000000 00000000"
		"00000000 00000000 00000000 2c000000 02000000";

	(void)state;
	assert_int_equal(zoo_decode(&zoo_lists_layout, points, NULL, NULL),
			 ATT_E_RANGE);
	assert_int_equal(zoo_decode(&zoo_lists_layout, pairs, NULL, NULL),
			 ATT_E_RANGE);
	assert_int_equal(zoo_decode(&zoo_lists_layout, text, NULL, NULL),
			 ATT_E_RANGE);
}

static void elements_are_checked_with_the_message(void **state)
{
	static const char head[] =
		"00000000 00000000 00000000 00000000 00000000 01000000"
		"00000000 00000000 00000000";
	static const char *const elements[] = {
		/* too short; a string beyond the element */
		"2c000000 08000000 00000000 00000000",
		"2c000000 0c000000 0c000000 02000000 01000000 6100"};
	static const int errors[] = {ATT_E_SHORT, ATT_E_RANGE};
	char hex[256];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		strcpy(hex, head);
		strcat(hex, elements[i]);
		assert_int_equal(zoo_decode(&zoo_lists_layout, hex, NULL, NULL),
				 errors[i]);
	}
}

/* A zoo_lists with 64 texts, or pairs, that are all the same len bytes. */
static int decode_shared(unsigned count, uint32_t len)
{
	uint8_t buf[36 + 64 * 8 + 1024] = {0};
	uint64_t out[ZOO_SIZE / 8];
	struct att_bytes body;
	int err;

	att_put32(buf + (size_t)4 * count, 64);
	for (size_t at = 36; at < 36 + 64 * 8; at += 8) {
		att_put32(buf + at, 36 + 64 * 8);
		att_put32(buf + at + 4, len);
	}
	body = zoo_copy(buf, sizeof(buf));
	err = att_layout_decode(&zoo_lists_layout, body, out);
	zoo_free(body);
	return err;
}

static void elements_are_together_no_longer_than_the_message(void **state)
{
	(void)state;
	for (unsigned count = 4; count < 6; count++) {
		assert_int_equal(decode_shared(count, 24), 0);
		assert_int_equal(decode_shared(count, 1024), ATT_E_COUNT);
	}
}

static void element_offsets_count_from_the_element(void **state)
{
	/* the string of the only pair is at 12 of the element at 64 */
	static const char hex[] =
		"00000000 00000000 00000000 00000000 00000000 01000000"
		"00000000 00000000 00000000 40000000 10000000"
		"0000000000000000 0000000000000000 00000000"
		"0c000000 04000000 09000000 6f006b00";
	struct att_bytes body;
	struct zoo_lists l;
	struct zoo_pair pair;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_lists_layout, hex, &l, &body), 0);
	element_of(&l.pairs, 0, &zoo_pair_layout, &pair);
	assert_ptr_equal(pair.name.p, body.p + 64 + 12);
	zoo_free(body);
}

static void ms_struct_is_one_or_none(void **state)
{
	struct att_bytes body;
	struct zoo_pair pair;
	struct zoo_ms m;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_ms_layout,
				    "0000000000000000 0000000000000000", &m,
				    NULL),
			 0);
	assert_int_equal(m.one.count, 0);
	assert_int_equal(m.many.count, 0);
	assert_int_equal(zoo_decode(&zoo_ms_layout,
				    "10000000 10000000 0000000000000000"
				    "0c000000 04000000 09000000 6f006b00",
				    &m, &body),
			 0);
	assert_int_equal(m.one.count, 1);
	element_of(&m.one, 0, &zoo_pair_layout, &pair);
	zoo_expect_str(&pair.name, "ok");
	zoo_free(body);
}

static void ms_struct_array_is_a_count_and_structs(void **state)
{
	struct att_bytes body;
	struct zoo_pair pair;
	struct zoo_ms m;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_ms_layout,
				    "0000000000000000 10000000 20000000"
				    "02000000"
				    "00000000 00000000 01000000"
				    "0c000000 04000000 02000000 6f006b00",
				    &m, &body),
			 0);
	assert_int_equal(m.many.count, 2);
	element_of(&m.many, 0, &zoo_pair_layout, &pair);
	assert_int_equal(pair.number, 1);
	element_of(&m.many, 1, &zoo_pair_layout, &pair);
	assert_int_equal(pair.number, 2);
	zoo_expect_str(&pair.name, "ok");
	zoo_free(body);
	assert_int_equal(zoo_decode(&zoo_ms_layout,
				    "0000000000000000 10000000 10000000"
				    "02000000 00000000 00000000 01000000",
				    NULL, NULL),
			 ATT_E_COUNT);
	assert_int_equal(zoo_decode(&zoo_ms_layout,
				    "0000000000000000 10000000 03000000 020000",
				    NULL, NULL),
			 ATT_E_LENGTH);
}

static void unknown_enum_values_pass(void **state)
{
	struct att_bytes body;
	struct zoo_lists l;

	(void)state;
	assert_int_equal(
		zoo_decode(&zoo_lists_layout,
			   "00000000 00000000 00000000 01000000 00000000"
			   "00000000 00000000 00000000 00000000 ffffffff",
			   &l, &body),
		0);
	assert_int_equal(att_array_u32(&l.numbers, 0), 0xffffffff);
	zoo_free(body);
}

static void no_prefix_of_a_message_is_read_beyond(void **state)
{
	static const char hex[] = LISTS_HEAD
		"02000000 07000000 63000000 78000000 04000000"
		"7c000000 10000000 8c000000 0c000000 00000000 00000000"
		"c0000201 c0000202 20010db8000000000000000000000001"
		"01000000 02000000 03000000 04000000 68006900"
		"0c000000 04000000 09000000 6f006b00"
		"00000000 00000000 0a000000";
	struct att_bytes all = zoo_hex(hex), part;
	uint64_t out[ZOO_SIZE / 8];

	(void)state;
	for (size_t len = 0; len < all.len; len++) {
		for (size_t i = 0; zoo[i]; i++) {
			part = zoo_copy(all.p, len);
			(void)att_layout_decode(zoo[i], part, out);
			zoo_free(part);
		}
		part = zoo_copy(all.p, len);
		assert_true(att_layout_decode(&zoo_lists_layout, part, out) <
			    0);
		zoo_free(part);
	}
	zoo_free(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arrays_are_views),
		cmocka_unit_test(counts_that_exceed_the_buffer_are_refused),
		cmocka_unit_test(array_elements_must_lie_inside),
		cmocka_unit_test(elements_are_checked_with_the_message),
		cmocka_unit_test(
			elements_are_together_no_longer_than_the_message),
		cmocka_unit_test(element_offsets_count_from_the_element),
		cmocka_unit_test(ms_struct_is_one_or_none),
		cmocka_unit_test(ms_struct_array_is_a_count_and_structs),
		cmocka_unit_test(unknown_enum_values_pass),
		cmocka_unit_test(no_prefix_of_a_message_is_read_beyond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
