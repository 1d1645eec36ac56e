/* Decoding: every wire type as the standard has it, and as an enemy may. */
#include "wire_zoo.h"

#include <string.h>

#include "base/errors.h"
#include "wire/tlv.h"

static void fixed_fields_keep_their_order_and_width(void **state)
{
	struct zoo_fixed f;

	(void)state;
	assert_int_equal(
		zoo_decode(&zoo_fixed_layout,
			   "01 02 0304 0d000080 0102030405060708 feffffff"
			   "000102030405060708090a0b0c0d0e0f c0000201"
			   "20010db8000000000000000000000001 a1a2a3a4a5a6",
			   &f, NULL),
		0);
	assert_int_equal(f.a, 1);
	assert_int_equal(f.kind, 2);
	assert_int_equal(f.c, 0x0403);
	assert_int_equal(f.bits, 0x8000000d);
	assert_true(f.e == 0x0807060504030201);
	assert_int_equal(f.f, -2);
	assert_int_equal(f.uuid.b[15], 15);
	assert_int_equal(f.ipv4.b[0], 192);
	assert_int_equal(f.ipv6.b[15], 1);
	assert_int_equal(f.raw[5], 0xa6);
}

static void missing_bytes_are_too_short(void **state)
{
	static const char ms[] = "1000 0000 0400 0000 0000 0000 0000 00";

	(void)state;
	assert_int_equal(zoo_decode(&zoo_point_layout, "", NULL, NULL),
			 ATT_E_SHORT);
	assert_int_equal(
		zoo_decode(&zoo_point_layout, "00000000 000000", NULL, NULL),
		ATT_E_SHORT);
	assert_int_equal(
		zoo_decode(&zoo_pair_layout, "00000000 000000", NULL, NULL),
		ATT_E_SHORT);
	assert_int_equal(zoo_decode(&zoo_ms_layout, ms, NULL, NULL),
			 ATT_E_RANGE);
}

static void bytes_behind_the_last_field_are_ignored(void **state)
{
	struct zoo_point p;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_point_layout,
				    "01000000 02000000 ffffffff ff", &p, NULL),
			 0);
	assert_int_equal(p.y, 2);
}

static void string_size_is_in_bytes(void **state)
{
	struct att_bytes body;
	struct zoo_pair p;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_pair_layout,
				    "0c000000 06000000 07000000"
				    "610062006300 0000",
				    &p, &body),
			 0);
	assert_int_equal(p.name.len, 6);
	assert_ptr_equal(p.name.p, body.p + 12);
	assert_false(p.name.utf8);
	zoo_expect_str(&p.name, "abc");
	zoo_free(body);
}

static void empty_string_has_any_offset(void **state)
{
	struct zoo_pair p;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_pair_layout,
				    "ffffffff 00000000 07000000", &p, NULL),
			 0);
	assert_int_equal(p.name.len, 0);
	assert_int_equal(zoo_decode(&zoo_pair_layout,
				    "00000000 00000000 07000000", &p, NULL),
			 0);
	assert_int_equal(p.name.len, 0);
	assert_int_equal(p.number, 7);
}

static void offset_zero_means_nothing(void **state)
{
	struct zoo_pair p;
	struct zoo_refs r;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_pair_layout,
				    "00000000 04000000 07000000", &p, NULL),
			 0);
	assert_int_equal(p.name.len, 0);
	assert_int_equal(zoo_decode(&zoo_refs_layout,
				    "0000000000000000 0000000004000000"
				    "0400000000000000 00000000 00000000",
				    &r, NULL),
			 0);
	assert_int_equal(r.bytes.len, 0);
	assert_int_equal(r.swapped.len, 0);
	assert_null(r.ipv4);
	assert_null(r.ipv6);
}

/* A bad name does not make the numbers beside it worthless. */
static void text_that_is_no_utf16_decodes(void **state)
{
	struct zoo_pair p;
	struct att_bytes body;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_pair_layout,
				    "0c000000 03000000 07000000 610062 00", &p,
				    &body),
			 0);
	assert_int_equal(p.name.len, 3);
	assert_int_equal(p.number, 7);
	zoo_free(body);
	assert_int_equal(zoo_decode(&zoo_pair_layout,
				    "0c000000 04000000 07000000 61003dd8", &p,
				    &body),
			 0);
	assert_int_equal(p.name.len, 4);
	assert_int_equal(p.number, 7);
	zoo_free(body);
}

static void nuls_and_controls_survive_decoding(void **state)
{
	struct att_bytes body;
	struct zoo_pair p;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_pair_layout,
				    "0c000000 06000000 07000000 610000000a00",
				    &p, &body),
			 0);
	assert_int_equal(p.name.len, 6);
	assert_int_equal(p.name.p[4], 0x0a);
	zoo_expect_str(&p.name, "a??");
	zoo_free(body);
}

static void offset_plus_size_does_not_wrap(void **state)
{
	static const char *const bad[] = {"ffffffff 02000000 00000000 6100",
					  "0c000000 feffffff 00000000 6100",
					  "feffffff 0e000000 00000000 6100",
					  "0e000000 02000000 00000000 6100",
					  "0c000000 04000000 00000000 6100",
					  "00000080 00000080 00000000 6100"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
			zoo_decode(&zoo_pair_layout, bad[i], NULL, NULL),
			ATT_E_RANGE);
}

static void overlapping_ranges_are_read(void **state)
{
	struct att_bytes body;
	struct zoo_refs r;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_refs_layout,
				    "20000000 04000000 20000000 04000000"
				    "04000000 20000000 20000000 00000000"
				    "41004200",
				    &r, &body),
			 0);
	zoo_expect_str(&r.text, "AB");
	zoo_expect(r.bytes, "41004200");
	zoo_expect(r.swapped, "41004200");
	assert_ptr_equal(r.ipv4, body.p + 32);
	zoo_free(body);
}

static void uicc_bytes_have_size_before_offset(void **state)
{
	struct att_bytes body;
	struct zoo_refs r;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_refs_layout,
				    "00000000 00000000 00000000 00000000"
				    "03000000 21000000 00000000 00000000"
				    "aabbccdd",
				    &r, &body),
			 0);
	zoo_expect(r.swapped, "bbccdd");
	zoo_free(body);
	assert_int_equal(zoo_decode(&zoo_refs_layout,
				    "00000000 00000000 00000000 00000000"
				    "22000000 03000000 00000000 00000000"
				    "aabbccdd",
				    NULL, NULL),
			 ATT_E_RANGE);
}

static void addresses_must_lie_inside(void **state)
{
	static const char ipv4[] = "0000000000000000 0000000000000000"
				   "0000000000000000 1d000000 00000000";
	static const char ipv6[] = "0000000000000000 0000000000000000"
				   "0000000000000000 00000000 11000000";

	(void)state;
	assert_int_equal(zoo_decode(&zoo_refs_layout, ipv4, NULL, NULL),
			 ATT_E_RANGE);
	assert_int_equal(zoo_decode(&zoo_refs_layout, ipv6, NULL, NULL),
			 ATT_E_RANGE);
}

static void inline_struct_offsets_count_from_the_struct(void **state)
{
	/* as MBIM_SMS_SEND_PDU inside SMS_SEND */
	struct att_bytes body;
	struct zoo_outer o;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_outer_layout,
				    "05000000 0c000000 04000000 09000000"
				    "6f006b00",
				    &o, &body),
			 0);
	assert_int_equal(o.before, 5);
	assert_int_equal(o.pair.number, 9);
	zoo_expect_str(&o.pair.name, "ok");
	zoo_free(body);
}

static void bytes_without_offset_follow_their_struct(void **state)
{
	struct att_bytes body;
	struct zoo_here h;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_here_layout,
				    "01000000 05000000 02000000 a1a2a3a4a5"
				    "000000 03000000",
				    &h, &body),
			 0);
	zoo_expect(h.blob.data, "a1a2a3a4a5");
	assert_int_equal(h.behind, 3);
	zoo_free(body);
	assert_int_equal(zoo_decode(&zoo_blob_layout,
				    "05000000 02000000 a1a2a3a4a5", NULL, NULL),
			 0);
	assert_int_equal(zoo_decode(&zoo_blob_layout,
				    "06000000 02000000 a1a2a3a4a5", NULL, NULL),
			 ATT_E_RANGE);
}

static void rest_goes_to_the_end_without_padding(void **state)
{
	struct att_bytes body;
	struct zoo_rest r;

	(void)state;
	assert_int_equal(
		zoo_decode(&zoo_rest_layout, "01000000 aabbcc", &r, &body), 0);
	zoo_expect(r.rest, "aabbcc");
	zoo_free(body);
	assert_int_equal(zoo_decode(&zoo_rest_layout, "01000000", &r, NULL), 0);
	assert_int_equal(r.rest.len, 0);
}

static void a_count_field_may_hold_the_size_of_bytes(void **state)
{
	struct att_bytes body;
	struct zoo_filter f;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_filter_layout,
				    "03000000 0c000000 10000000"
				    "aabbcc00 ffff0f00",
				    &f, &body),
			 0);
	zoo_expect(f.filter, "aabbcc");
	zoo_expect(f.mask, "ffff0f");
	zoo_free(body);
	assert_int_equal(zoo_decode(&zoo_filter_layout,
				    "09000000 0c000000 0c000000"
				    "aabbcc00 ffff0f00",
				    NULL, NULL),
			 ATT_E_RANGE);
}

static void a_condition_decides_which_field_is_there(void **state)
{
	struct att_bytes body;
	struct zoo_when w;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_when_layout,
				    "00000000 01000000 10000000 08000000"
				    "01000000 02000000",
				    &w, &body),
			 0);
	assert_int_equal(w.points.count, 1);
	assert_int_equal(w.pairs.count, 0);
	zoo_free(body);
	assert_int_equal(zoo_decode(&zoo_when_layout,
				    "01000000 01000000 10000000 0c000000"
				    "00000000 00000000 07000000",
				    &w, &body),
			 0);
	assert_int_equal(w.points.count, 0);
	assert_int_equal(w.pairs.count, 1);
	zoo_free(body);
	assert_int_equal(
		zoo_decode(&zoo_when_layout, "02000000 ffffffff", &w, NULL), 0);
	assert_int_equal(w.points.count + w.pairs.count, 0);
}

#define TLV_EMPTY_TEXT "0a00 00 00 00000000"
#define TLV_EMPTY_U16  "0b00 00 00 00000000"
#define TLV_OTHER      "1700 00 00 00000000"

static void named_tlvs_are_there_even_when_empty(void **state)
{
	struct att_bytes body;
	struct zoo_tlv t;

	(void)state;
	assert_int_equal(
		zoo_decode(&zoo_tlv_layout,
			   "01000000" TLV_EMPTY_TEXT TLV_EMPTY_U16 TLV_OTHER,
			   &t, &body),
		0);
	assert_int_equal(t.text.len, 0);
	assert_int_equal(t.bands.count, 0);
	assert_int_equal(t.any.len, 8);
	assert_int_equal(t.more.len, 0);
	zoo_free(body);
	assert_int_equal(zoo_decode(&zoo_tlv_layout,
				    "01000000" TLV_EMPTY_TEXT TLV_EMPTY_U16,
				    NULL, NULL),
			 ATT_E_SHORT);
	assert_int_equal(
		zoo_decode(&zoo_tlv_layout,
			   "01000000" TLV_EMPTY_U16 TLV_EMPTY_TEXT TLV_OTHER,
			   NULL, NULL),
		ATT_E_VALUE);
}

static void tlvs_need_not_be_aligned(void **state)
{
	static const char hex[] = "01000000"
				  "0a00 00 02 02000000 4100 0000"
				  "0b00 00 00 02000000 1c00"
				  "1700 00 00 01000000 99"
				  "2000 00 00 01000000 aa"
				  "2100 00 01 03000000 a1a2a3 00"
				  "ffffffffffffff";
	struct att_bytes body, list;
	struct att_tlv tlv;
	struct zoo_tlv t;

	(void)state;
	assert_int_equal(zoo_decode(&zoo_tlv_layout, hex, &t, &body), 0);
	zoo_expect_str(&t.text, "A");
	assert_int_equal(t.bands.count, 1);
	assert_int_equal(att_array_u16(&t.bands, 0), 28);
	zoo_expect(t.any, "1700 00 00 01000000 99");
	list = t.more;
	assert_true(att_tlv_next(&list, &tlv));
	assert_int_equal(tlv.type, 0x20);
	zoo_expect(tlv.data, "aa");
	assert_true(att_tlv_next(&list, &tlv));
	assert_int_equal(tlv.type, 0x21);
	zoo_expect(tlv.data, "a1a2a3");
	assert_false(att_tlv_next(&list, &tlv));
	assert_int_equal(list.len, 0);
	zoo_free(body);
}

static void tlv_length_and_padding_do_not_wrap(void **state)
{
	static const char *const bad[] = {
		"01000000 0a00 00 00 ffffffff 4100",
		"01000000 0a00 00 08 f8ffffff 4100",
		"01000000 0a00 00 03 02000000 4100 0000",
		"01000000" TLV_EMPTY_TEXT TLV_EMPTY_U16 TLV_OTHER
		"2000 00 00 01000000",
		"01000000" TLV_EMPTY_TEXT TLV_EMPTY_U16 TLV_OTHER
		"2000 00 ff fcffffff 00000000"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
			zoo_decode(&zoo_tlv_layout, bad[i], NULL, NULL),
			ATT_E_RANGE);
}

static void tlv_content_is_checked(void **state)
{
	(void)state;
	assert_int_equal(zoo_decode(&zoo_tlv_layout,
				    "01000000 0a00 00 00 01000000 41", NULL,
				    NULL),
			 ATT_E_SHORT);
	assert_int_equal(zoo_decode(&zoo_tlv_layout,
				    "01000000" TLV_EMPTY_TEXT
				    "0b00 00 01 03000000 010203 00",
				    NULL, NULL),
			 ATT_E_VALUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_fields_keep_their_order_and_width),
		cmocka_unit_test(missing_bytes_are_too_short),
		cmocka_unit_test(bytes_behind_the_last_field_are_ignored),
		cmocka_unit_test(string_size_is_in_bytes),
		cmocka_unit_test(empty_string_has_any_offset),
		cmocka_unit_test(offset_zero_means_nothing),
		cmocka_unit_test(text_that_is_no_utf16_decodes),
		cmocka_unit_test(nuls_and_controls_survive_decoding),
		cmocka_unit_test(offset_plus_size_does_not_wrap),
		cmocka_unit_test(overlapping_ranges_are_read),
		cmocka_unit_test(uicc_bytes_have_size_before_offset),
		cmocka_unit_test(addresses_must_lie_inside),
		cmocka_unit_test(inline_struct_offsets_count_from_the_struct),
		cmocka_unit_test(bytes_without_offset_follow_their_struct),
		cmocka_unit_test(rest_goes_to_the_end_without_padding),
		cmocka_unit_test(a_count_field_may_hold_the_size_of_bytes),
		cmocka_unit_test(a_condition_decides_which_field_is_there),
		cmocka_unit_test(named_tlvs_are_there_even_when_empty),
		cmocka_unit_test(tlvs_need_not_be_aligned),
		cmocka_unit_test(tlv_length_and_padding_do_not_wrap),
		cmocka_unit_test(tlv_content_is_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
