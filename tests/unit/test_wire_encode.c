/* Encoding: the canonical bytes, and back. */
#include "wire_zoo.h"

#include <string.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "support/element.h"

/* Encode in into memory of exactly the length of hex: that must come out, and
 * every smaller buffer must be refused without a byte written behind it. */
static void encodes_to(const struct att_layout *layout, const void *in,
		       const char *hex)
{
	struct att_bytes want = zoo_hex(hex), out;

	for (size_t cap = 0; cap < want.len; cap++) {
		out = zoo_copy(want.p, cap);
		assert_int_equal(att_layout_encode(layout, in,
						   (uint8_t *)(uintptr_t)out.p,
						   cap),
				 ATT_E_ROOM);
		zoo_free(out);
	}
	out = zoo_copy(want.p, want.len);
	memset((uint8_t *)(uintptr_t)out.p, 0x55, out.len);
	assert_int_equal(att_layout_encode(layout, in,
					   (uint8_t *)(uintptr_t)out.p,
					   out.len),
			 want.len);
	assert_memory_equal(out.p, want.p, want.len);
	zoo_free(out);
	zoo_free(want);
}

/* ... and what is decoded from hex encodes to hex again. */
static void is_canonical(const struct att_layout *layout, const void *in,
			 const char *hex)
{
	uint64_t out[ZOO_SIZE / 8];
	struct att_bytes body;

	encodes_to(layout, in, hex);
	assert_int_equal(zoo_decode(layout, hex, out, &body), 0);
	encodes_to(layout, out, hex);
	zoo_free(body);
}

static void fixed_fields_are_little_endian(void **state)
{
	const struct zoo_fixed f = {.a = 1,
				    .kind = 2,
				    .c = 0x0304,
				    .bits = 0x05060708,
				    .e = 0x1112131415161718,
				    .f = -2,
				    .uuid = {{0xa2, 0x89}},
				    .ipv4 = {{192, 0, 2, 1}},
				    .ipv6 = {{0x20, 1}},
				    .raw = {1, 2, 3, 4, 5, 6}};

	(void)state;
	is_canonical(&zoo_fixed_layout, &f,
		     "0102 0403 08070605 1817161514131211 feffffff"
		     "a2890000000000000000000000000000 c0000201"
		     "20010000000000000000000000000000 010203040506");
}

static void each_string_is_padded_to_four(void **state)
{
	struct zoo_outer o = {.before = 5};

	(void)state;
	o.pair.name = att_str_utf8("abc");
	o.pair.number = 7;
	is_canonical(&zoo_pair_layout, &o.pair,
		     "0c000000 06000000 07000000 610062006300 0000");
	is_canonical(&zoo_outer_layout, &o,
		     "05000000 0c000000 06000000 07000000 610062006300 0000");
}

static void empty_string_has_offset_zero(void **state)
{
	struct zoo_pair p = {.number = 7};

	(void)state;
	is_canonical(&zoo_pair_layout, &p, "00000000 00000000 07000000");
	p.name = att_str_utf8("");
	is_canonical(&zoo_pair_layout, &p, "00000000 00000000 07000000");
	p.name = att_str_utf8(NULL);
	is_canonical(&zoo_pair_layout, &p, "00000000 00000000 07000000");
}

static void strings_of_a_message_are_copied(void **state)
{
	static const uint8_t utf16[] = {0x3d, 0xd8, 0x00, 0xde};
	struct zoo_pair p = {.name = {utf16, 4, false}};

	(void)state;
	is_canonical(&zoo_pair_layout, &p,
		     "0c000000 04000000 00000000 3dd800de");
	p.name.len = 3; /* as it came, whatever it is */
	is_canonical(&zoo_pair_layout, &p,
		     "0c000000 03000000 00000000 3dd80000");
}

static int encode_name(const char *name)
{
	struct zoo_pair p = {.name = att_str_utf8(name)};
	uint8_t buf[64];

	return att_layout_encode(&zoo_pair_layout, &p, buf, sizeof(buf));
}

static void what_exceeds_the_limit_is_refused(void **state)
{
	static const uint8_t bytes[17];
	struct zoo_refs r = {.bytes = {bytes, 17}};
	struct zoo_lists l = {0};
	uint8_t buf[128];

	(void)state;
	assert_int_equal(encode_name("0123456789"), 32);
	assert_int_equal(encode_name("0123456789a"), ATT_E_VALUE);
	assert_int_equal(encode_name("12345678\xf0\x9f\x98\x80"), 32);
	assert_int_equal(encode_name("123456789\xf0\x9f\x98\x80"), ATT_E_VALUE);
	assert_int_equal(att_layout_encode(&zoo_refs_layout, &r, buf, 128),
			 ATT_E_VALUE);
	l.numbers = att_array_of((uint32_t[5]){0}, 5);
	assert_int_equal(att_layout_encode(&zoo_lists_layout, &l, buf, 128),
			 ATT_E_VALUE);
}

static void malformed_utf8_is_refused(void **state)
{
	(void)state;
	assert_int_equal(encode_name("abc\xc3"), ATT_E_TEXT);
	assert_int_equal(encode_name("\xed\xa0\x80"), ATT_E_TEXT);
}

static void variable_data_follows_in_field_order(void **state)
{
	static const uint8_t b[] = {1, 2, 3, 4, 5};
	static const struct att_ipv4 ipv4 = {{192, 0, 2, 1}};
	static const struct att_ipv6 ipv6 = {{0x20, 1, 0x0d, 0xb8}};
	struct zoo_refs r = {.bytes = {b, 5},
			     .swapped = {b, 3},
			     .ipv4 = &ipv4,
			     .ipv6 = &ipv6};

	(void)state;
	r.text = att_str_utf8("A");
	is_canonical(&zoo_refs_layout, &r,
		     "20000000 02000000 24000000 05000000"
		     "03000000 2c000000 30000000 34000000"
		     "41000000 0102030405000000 01020300"
		     "c0000201 20010db8000000000000000000000000");
	memset(&r, 0, sizeof(r));
	is_canonical(&zoo_refs_layout, &r,
		     "00000000 00000000 00000000 00000000"
		     "00000000 00000000 00000000 00000000");
}

static void counts_are_taken_from_the_arrays(void **state)
{
	static const struct att_ipv4 ipv4[] = {{{192, 0, 2, 1}},
					       {{192, 0, 2, 2}}};
	static const struct att_ipv6 ipv6[] = {{{0x20, 1, 0x0d, 0xb8}}};
	static const struct zoo_point points[] = {{1, 2}, {3, 4}};
	static const uint32_t numbers[] = {2, 7, 0x63};
	const struct att_str texts[] = {att_str_utf8("hi"), att_str_utf8("")};
	const struct zoo_pair pairs[] = {{att_str_utf8("okay"), 9},
					 {att_str_utf8("a"), 10}};
	const struct zoo_lists l = {.n4 = 77, /* not believed */
				    .ipv4 = att_array_of(ipv4, 2),
				    .ipv6 = att_array_of(ipv6, 1),
				    .points = att_array_of(points, 2),
				    .numbers = att_array_of(numbers, 3),
				    .texts = att_array_of(texts, 2),
				    .pairs = att_array_of(pairs, 2)};

	(void)state;
	is_canonical(&zoo_lists_layout, &l,
		     "02000000 01000000 02000000 03000000 02000000 02000000"
		     "50000000 58000000 68000000"
		     "02000000 07000000 63000000"
		     "78000000 04000000 00000000 00000000"
		     "7c000000 14000000 90000000 10000000"
		     "c0000201 c0000202"
		     "20010db8000000000000000000000000"
		     "01000000 02000000 03000000 04000000"
		     "68006900"
		     "0c000000 08000000 09000000 6f006b0061007900"
		     "0c000000 02000000 0a000000 61000000");
}

static void empty_arrays_have_offset_zero(void **state)
{
	struct zoo_lists l = {0};

	(void)state;
	is_canonical(&zoo_lists_layout, &l,
		     "00000000 00000000 00000000 00000000 00000000 00000000"
		     "00000000 00000000 00000000");
}

static void each_ms_struct_carries_its_strings(void **state)
{
	const struct zoo_pair pairs[] = {{att_str_utf8("ok"), 1},
					 {att_str_utf8("a"), 2}};
	const struct zoo_ms m = {.one = att_array_of(pairs, 1),
				 .many = att_array_of(pairs, 2)};
	const struct zoo_ms none = {0};

	(void)state;
	is_canonical(&zoo_ms_layout, &m,
		     "10000000 10000000 20000000 24000000"
		     "0c000000 04000000 01000000 6f006b00"
		     "02000000"
		     "0c000000 04000000 01000000 6f006b00"
		     "0c000000 02000000 02000000 61000000");
	is_canonical(&zoo_ms_layout, &none,
		     "00000000 00000000 00000000 00000000");
}

static void bytes_without_offset_are_padded_in_place(void **state)
{
	static const uint8_t b[] = {1, 2, 3, 4, 5};
	const struct zoo_here h = {
		.before = 1, .blob = {9, 2, {b, 5}}, .behind = 3};

	(void)state;
	is_canonical(&zoo_here_layout, &h,
		     "01000000 05000000 02000000 0102030405000000 03000000");
}

static void rest_is_not_padded(void **state)
{
	static const uint8_t b[] = {1, 2, 3};
	const struct zoo_rest r = {.number = 1, .rest = {b, 3}};

	(void)state;
	is_canonical(&zoo_rest_layout, &r, "01000000 010203");
}

static void bytes_that_share_a_count_have_one_size(void **state)
{
	static const uint8_t b[] = {1, 2, 3};
	struct zoo_filter f = {.filter = {b, 3}, .mask = {b, 3}};
	uint8_t buf[64];

	(void)state;
	is_canonical(&zoo_filter_layout, &f,
		     "03000000 0c000000 10000000 01020300 01020300");
	f.mask.len = 2;
	assert_int_equal(att_layout_encode(&zoo_filter_layout, &f, buf, 64),
			 ATT_E_VALUE);
}

static void fields_without_their_condition_are_left_out(void **state)
{
	static const struct zoo_point points[] = {{1, 2}};
	const struct zoo_pair pairs[] = {{att_str_utf8("a"), 1}};
	struct zoo_when w = {.points = att_array_of(points, 1),
			     .pairs = att_array_of(pairs, 1)};

	(void)state;
	is_canonical(&zoo_when_layout, &w,
		     "00000000 01000000 10000000 08000000 01000000 02000000");
	w.format = 1;
	is_canonical(&zoo_when_layout, &w,
		     "01000000 01000000 10000000 10000000"
		     "0c000000 02000000 01000000 61000000");
}

static void tlvs_stand_in_place_and_pad_to_four(void **state)
{
	static const uint16_t bands[] = {3, 7, 28};
	static const uint8_t any[] = {0x17, 0, 0, 0, 1, 0, 0, 0, 0x99};
	struct zoo_tlv t = {.number = 1,
			    .bands = att_array_of(bands, 3),
			    .any = {any, 9},
			    .more = {any, 9}};

	(void)state;
	t.text = att_str_utf8("\xe2\x82\xac"
			      "bc");
	is_canonical(&zoo_tlv_layout, &t,
		     "01000000"
		     "0a00 00 02 06000000 ac2062006300 0000"
		     "0b00 00 02 06000000 03000700 1c00 0000"
		     "1700 00 00 01000000 99"
		     "1700 00 00 01000000 99");
	t.text = att_str_utf8("");
	t.bands.count = 0;
	t.any.len = 8;
	t.more.len = 0;
	t.any.p = (const uint8_t *)"\x17\0\0\0\0\0\0\0";
	is_canonical(&zoo_tlv_layout, &t,
		     "01000000 0a00 00 00 00000000 0b00 00 00 00000000"
		     "1700 00 00 00000000");
	t.text = att_str_utf8("a\xff");
	assert_int_equal(
		att_layout_encode(&zoo_tlv_layout, &t, (uint8_t[64]){0}, 64),
		ATT_E_TEXT);
}

static void elements_are_read_from_both_kinds_of_arrays(void **state)
{
	static const uint32_t numbers[] = {1, 2};
	static const uint16_t bands[] = {3, 4};
	static const struct zoo_point points[] = {{1, 2}, {3, 4}};
	const struct att_str texts[] = {att_str_utf8("a"), att_str_utf8("b")};
	struct att_array a = att_array_of(numbers, 2);
	struct zoo_point p;
	struct att_str s;

	(void)state;
	assert_int_equal(att_array_u32(&a, 1), 2);
	a = att_array_of(bands, 2);
	assert_int_equal(att_array_u16(&a, 1), 4);
	a = att_array_of(points, 2);
	element_of(&a, 1, &zoo_point_layout, &p);
	assert_int_equal(p.x, 3);
	a = att_array_of(texts, 2);
	s = att_array_str(&a, 1);
	zoo_expect_str(&s, "b");
}

/* What libmbim 1.28 makes of the same values. */
static void bytes_are_those_of_libmbim(void **state)
{
	static const uint8_t pdu[] = {1, 2, 3, 4, 5};
	static const uint8_t filter[] = {9, 8, 7}, mask[] = {1, 1, 1};
	const struct mbim_provider provider = {
		.provider_id = att_str_utf8("00101"),
		.provider_state = 1,
		.provider_name = att_str_utf8("T\xc3\xa9st"),
		.cellular_class = 1,
		.rssi = 2,
		.error_rate = 3};
	const struct mbim_basic_connect_home_provider_set home = {provider};
	const struct mbim_provider two[] = {provider, provider};
	const struct mbim_basic_connect_preferred_providers_set preferred = {
		.providers = att_array_of(two, 2)};
	const struct mbim_packet_filter one = {.packet_filter = {filter, 3},
					       .packet_mask = {mask, 3}};
	const struct mbim_basic_connect_ip_packet_filters_set filters = {
		.session_id = 7, .packet_filters = att_array_of(&one, 1)};
	const struct mbim_sms_send_set sms = {.pdu_message = {{pdu, 5}}};

	(void)state;
#define PROVIDER                                                         \
	"20000000 0a000000 01000000 2c000000 08000000 01000000 02000000" \
	"03000000 3000300031003000 31000000 5400e90073007400"
	is_canonical(&mbim_basic_connect_home_provider_set_layout, &home,
		     PROVIDER);
	is_canonical(&mbim_basic_connect_preferred_providers_set_layout,
		     &preferred,
		     "02000000 14000000 34000000 48000000 34000000" PROVIDER
			     PROVIDER);
	is_canonical(&mbim_basic_connect_ip_packet_filters_set_layout, &filters,
		     "07000000 01000000 10000000 14000000"
		     "03000000 0c000000 10000000 09080700 01010100");
	/* the offset of the PDU counts from its struct */
	is_canonical(&mbim_sms_send_set_layout, &sms,
		     "00000000 08000000 05000000 0102030405000000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_fields_are_little_endian),
		cmocka_unit_test(each_string_is_padded_to_four),
		cmocka_unit_test(empty_string_has_offset_zero),
		cmocka_unit_test(strings_of_a_message_are_copied),
		cmocka_unit_test(what_exceeds_the_limit_is_refused),
		cmocka_unit_test(malformed_utf8_is_refused),
		cmocka_unit_test(variable_data_follows_in_field_order),
		cmocka_unit_test(counts_are_taken_from_the_arrays),
		cmocka_unit_test(empty_arrays_have_offset_zero),
		cmocka_unit_test(each_ms_struct_carries_its_strings),
		cmocka_unit_test(bytes_without_offset_are_padded_in_place),
		cmocka_unit_test(rest_is_not_padded),
		cmocka_unit_test(bytes_that_share_a_count_have_one_size),
		cmocka_unit_test(fields_without_their_condition_are_left_out),
		cmocka_unit_test(tlvs_stand_in_place_and_pad_to_four),
		cmocka_unit_test(elements_are_read_from_both_kinds_of_arrays),
		cmocka_unit_test(bytes_are_those_of_libmbim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
