/* Text for people and JSON, shown and masked. */
#include "wire_zoo.h"

#include <string.h>

#include "base/errors.h"
#include "wire_json.h"

static char out[4096];
static struct att_text t;

static const char *print(const struct att_layout *l, const char *hex,
			 enum att_show show)
{
	struct att_bytes b = zoo_hex(hex);

	att_text_init(&t, out, sizeof(out));
	assert_int_equal(att_layout_print(l, b, show, 0, &t), 0);
	zoo_free(b);
	return out;
}

static const char *json(const struct att_layout *l, const char *hex,
			enum att_show show)
{
	struct att_bytes b = zoo_hex(hex);

	att_text_init(&t, out, sizeof(out));
	assert_int_equal(att_layout_json(l, b, show, &t), 0);
	assert_true(wire_json_valid(out, t.len));
	zoo_free(b);
	return out;
}

#define FIXED                                           \
	"01 02 0304 4d000080 ffffffffffffffff feffffff" \
	"a289cc33bcbb8b4fb6b0133ec2aae6df c0000201"     \
	"20010db8000000000000000000000001 a1a2a3a4a5a6"

static void values_have_names_where_the_spec_has(void **state)
{
	(void)state;
	assert_string_equal(
		print(&zoo_fixed_layout, FIXED, ATT_SHOW_ALL),
		"a: 1\n"
		"kind: two\n"
		"c: 1027\n"
		"bits: a|d|0x80000044\n"
		"e: 18446744073709551615\n"
		"f: -2\n"
		"uuid: a289cc33-bcbb-8b4f-b6b0-133ec2aae6df (basic_connect)\n"
		"ipv4: 192.0.2.1\n"
		"ipv6: 2001:db8::1\n"
		"raw: a1a2a3a4a5a6\n");
	assert_string_equal(
		json(&zoo_fixed_layout, FIXED, ATT_SHOW_ALL),
		"{\"a\":1,\"kind\":\"two\",\"c\":1027,"
		"\"bits\":\"a|d|0x80000044\",\"e\":18446744073709551615,"
		"\"f\":-2,\"uuid\":\"a289cc33-bcbb-8b4f-b6b0-133ec2aae6df\","
		"\"ipv4\":\"192.0.2.1\",\"ipv6\":\"2001:db8::1\","
		"\"raw\":\"a1a2a3a4a5a6\"}");
}

static void unknown_values_are_numbers(void **state)
{
	static const char hex[] =
		"01 63 0000 00000000" /* kind 99, bits 0 */
		"0000000000000000 00000000 00000000000000000000000000000000"
		"00000000 00000000000000000000000000000000 000000000000";

	(void)state;
	assert_non_null(strstr(json(&zoo_fixed_layout, hex, ATT_SHOW_ALL),
			       "\"kind\":99,\"c\":0,\"bits\":0,"));
}

static void strings_are_escaped(void **state)
{
	/* a"\ NUL LF DEL euro, an emoji */
	static const char hex[] =
		"0c000000 14000000 07000000"
		"6100 2200 5c00 0000 0a00 7f00 ac20 3dd800de 6200";

	(void)state;
	assert_string_equal(json(&zoo_pair_layout, hex, ATT_SHOW_ALL),
			    "{\"name\":\"a\\\"\\\\\\u0000\\u000a\x7f"
			    "\xe2\x82\xac\xf0\x9f\x98\x80"
			    "b\",\"number\":7}");
	assert_string_equal(print(&zoo_pair_layout, hex, ATT_SHOW_ALL),
			    "name: \"a\"\\???\xe2\x82\xac\xf0\x9f\x98\x80"
			    "b\"\nnumber: 7\n");
}

static void long_strings_and_bytes_are_whole(void **state)
{
	uint8_t buf[12 + 400] = {12, 0, 0, 0, 0x90, 1};
	struct att_bytes b;

	(void)state;
	for (size_t i = 12; i < sizeof(buf); i += 2)
		buf[i] = (uint8_t)('a' + i % 26);
	b = zoo_copy(buf, sizeof(buf));
	att_text_init(&t, out, sizeof(out));
	assert_int_equal(
		att_layout_print(&zoo_pair_layout, b, ATT_SHOW_ALL, 0, &t), 0);
	for (size_t i = 0; i < 200; i++)
		assert_int_equal(out[7 + i], 'a' + (12 + 2 * i) % 26);
	assert_string_equal(out + 207, "\"\nnumber: 0\n");
	att_text_init(&t, out, sizeof(out));
	assert_int_equal(att_layout_json(&zoo_rest_layout, b, ATT_SHOW_ALL, &t),
			 0);
	assert_int_equal(t.len, strlen("{\"number\":12,\"rest\":\"\"}") + 816);
	zoo_free(b);
}

#define LISTS                                                            \
	"02000000 01000000 01000000 02000000 01000000 01000000"          \
	"44000000 4c000000 5c000000 02000000 63000000 64000000 04000000" \
	"68000000 10000000 00000000"                                     \
	"00000000 c0000201 c0000202 20010db8000000000000000000000001"    \
	"01000000 02000000 68006900"                                     \
	"0c000000 04000000 09000000 6f006b00"

static void lists_are_lists(void **state)
{
	(void)state;
	assert_string_equal(json(&zoo_lists_layout, LISTS, ATT_SHOW_ALL),
			    "{\"n4\":2,\"n6\":1,\"n_points\":1,\"n_numbers\":2,"
			    "\"n_texts\":1,\"n_pairs\":1,"
			    "\"ipv4\":[\"192.0.2.1\",\"192.0.2.2\"],\"ipv6\":"
			    "[\"2001:db8::1\"],"
			    "\"points\":[{\"x\":1,\"y\":2}],"
			    "\"numbers\":[\"two\",99],\"texts\":[\"hi\"],"
			    "\"pairs\":[{\"name\":\"ok\",\"number\":9}]}");
	assert_string_equal(print(&zoo_lists_layout, LISTS, ATT_SHOW_ALL),
			    "n4: 2\nn6: 1\nn_points: 1\nn_numbers: 2\n"
			    "n_texts: 1\nn_pairs: 1\n"
			    "ipv4: [192.0.2.1, 192.0.2.2]\n"
			    "ipv6: [2001:db8::1]\n"
			    "points[0]:\n  x: 1\n  y: 2\n"
			    "numbers: [two, 99]\n"
			    "texts: [\"hi\"]\n"
			    "pairs[0]:\n  name: \"ok\"\n  number: 9\n");
}

static void empty_lists_and_absent_things_are_shown(void **state)
{
	static const char lists[] =
		"00000000 00000000 00000000 00000000 00000000 00000000"
		"00000000 00000000 00000000";
	static const char refs[] = "00000000 00000000 00000000 00000000"
				   "00000000 00000000 00000000 00000000";
	static const char ms[] = "00000000 00000000 00000000 00000000";

	(void)state;
	assert_non_null(strstr(json(&zoo_lists_layout, lists, ATT_SHOW_ALL),
			       "\"ipv4\":[],\"ipv6\":[],\"points\":[],"
			       "\"numbers\":[],\"texts\":[],\"pairs\":[]}"));
	assert_non_null(strstr(print(&zoo_lists_layout, lists, ATT_SHOW_ALL),
			       "ipv4: []\nipv6: []\npoints: []\n"));
	assert_string_equal(json(&zoo_refs_layout, refs, ATT_SHOW_ALL),
			    "{\"text\":\"\",\"bytes\":\"\",\"swapped\":\"\","
			    "\"ipv4\":null,\"ipv6\":null}");
	assert_string_equal(print(&zoo_refs_layout, refs, ATT_SHOW_ALL),
			    "text: \"\"\nbytes: \nswapped: \n"
			    "ipv4: none\nipv6: none\n");
	assert_string_equal(json(&zoo_ms_layout, ms, ATT_SHOW_ALL),
			    "{\"one\":null,\"many\":[]}");
	assert_string_equal(print(&zoo_ms_layout, ms, ATT_SHOW_ALL),
			    "one: none\nmany: []\n");
}

static void fields_without_their_condition_are_null(void **state)
{
	static const char hex[] =
		"00000000 01000000 10000000 08000000 01000000 02000000";

	(void)state;
	assert_string_equal(json(&zoo_when_layout, hex, ATT_SHOW_ALL),
			    "{\"format\":0,\"count\":1,"
			    "\"points\":[{\"x\":1,\"y\":2}],\"pairs\":null}");
	assert_string_equal(print(&zoo_when_layout, hex, ATT_SHOW_ALL),
			    "format: 0\ncount: 1\npoints[0]:\n"
			    "  x: 1\n  y: 2\n");
}

static void structs_are_nested(void **state)
{
	static const char here[] =
		"01000000 05000000 02000000 a1a2a3a4a5 000000 03000000";
	static const char ms[] = "10000000 10000000 00000000 00000000"
				 "0c000000 04000000 09000000 6f006b00";

	(void)state;
	assert_string_equal(json(&zoo_here_layout, here, ATT_SHOW_ALL),
			    "{\"before\":1,\"blob\":{\"size\":5,\"kind\":2,"
			    "\"data\":\"a1a2a3a4a5\"},\"behind\":3}");
	assert_string_equal(print(&zoo_here_layout, here, ATT_SHOW_ALL),
			    "before: 1\nblob:\n  size: 5\n  kind: 2\n"
			    "  data: a1a2a3a4a5\nbehind: 3\n");
	assert_string_equal(json(&zoo_ms_layout, ms, ATT_SHOW_ALL),
			    "{\"one\":{\"name\":\"ok\",\"number\":9},"
			    "\"many\":[]}");
}

static void tlvs_are_type_and_data(void **state)
{
	static const char hex[] = "01000000"
				  "0a00 00 02 02000000 4100 0000"
				  "0b00 00 02 02000000 1c00 0000"
				  "1700 00 00 01000000 99"
				  "2000 00 00 01000000 aa"
				  "2100 00 01 03000000 a1a2a3 00";

	(void)state;
	assert_string_equal(json(&zoo_tlv_layout, hex, ATT_SHOW_ALL),
			    "{\"number\":1,\"text\":\"A\",\"bands\":[28],"
			    "\"any\":{\"type\":23,\"data\":\"99\"},"
			    "\"more\":[{\"type\":32,\"data\":\"aa\"},"
			    "{\"type\":33,\"data\":\"a1a2a3\"}]}");
	assert_string_equal(print(&zoo_tlv_layout, hex, ATT_SHOW_ALL),
			    "number: 1\ntext: \"A\"\nbands: [28]\n"
			    "any: type 23 data 99\n"
			    "more: [type 32 data aa, type 33 data a1a2a3]\n");
}

/* A person with these values; country "de". */
#define PERSON_OF(name, pin, key, number)                      \
	"2c000000 06000000 34000000 04000000 " pin " 01000000" \
	"38000000 03000000 3c000000 04000000 00000000 " name   \
	" 0000 64006500 " key " 00 " number
#define PERSON PERSON_OF("410042004300", "d2040000", "a1a2a3", "31003200")
#define NOBODY PERSON_OF("2a002a002a00", "2a2a2a2a", "2a2a2a", "2a002a00")
#define PEOPLE "01000000 0c000000 40000000"

static void personal_fields_are_masked_in_their_length(void **state)
{
	(void)state;
	assert_string_equal(json(&zoo_person_layout, PERSON, ATT_SHOW_MASKED),
			    "{\"name\":\"***\",\"country\":\"de\","
			    "\"pin\":\"*\",\"n_numbers\":1,"
			    "\"key\":\"******\",\"numbers\":[\"**\"]}");
	assert_string_equal(print(&zoo_person_layout, PERSON, ATT_SHOW_MASKED),
			    "name: \"***\"\ncountry: \"de\"\npin: *\n"
			    "n_numbers: 1\nkey: ******\nnumbers: [\"**\"]\n");
	assert_string_equal(json(&zoo_person_layout, PERSON, ATT_SHOW_ALL),
			    "{\"name\":\"ABC\",\"country\":\"de\","
			    "\"pin\":1234,\"n_numbers\":1,"
			    "\"key\":\"a1a2a3\",\"numbers\":[\"12\"]}");
}

static void elements_are_masked_too(void **state)
{
	(void)state;
	assert_non_null(
		strstr(json(&zoo_people_layout, PEOPLE PERSON, ATT_SHOW_MASKED),
		       "\"people\":[{\"name\":\"***\""));
}

/* Print or show as JSON into a buffer of cap characters, behind "> ". */
static int into(const struct att_layout *l, struct att_bytes b, bool as_json,
		char *buf, size_t cap)
{
	att_text_init(&t, buf, cap);
	att_text_put(&t, "> ");
	return as_json ? att_layout_json(l, b, ATT_SHOW_ALL, &t)
		       : att_layout_print(l, b, ATT_SHOW_ALL, 1, &t);
}

/* In every buffer, exactly as large as it says, stands what fits. */
static void cut_to_any_length(const struct att_layout *l, struct att_bytes b)
{
	for (unsigned as_json = 0; as_json < 2; as_json++) {
		size_t len;

		assert_int_equal(into(l, b, as_json, out, sizeof(out)), 0);
		assert_false(t.cut);
		len = t.len;
		for (size_t cap = 1; cap < len + 3; cap++) {
			struct att_bytes small = zoo_copy(out, cap);
			char *buf = (char *)(uintptr_t)small.p;

			assert_int_equal(into(l, b, as_json, buf, cap), 0);
			assert_int_equal(t.len, cap <= len ? cap - 1 : len);
			assert_int_equal(t.cut, cap <= len);
			assert_int_equal(strlen(buf), t.len);
			assert_memory_equal(buf, out, t.len);
			zoo_free(small);
		}
	}
}

static void short_buffers_have_the_beginning(void **state)
{
	static const char *const rows[] = {FIXED, LISTS, PEOPLE PERSON};
	const struct att_layout *layouts[] = {
		&zoo_fixed_layout, &zoo_lists_layout, &zoo_people_layout};
	uint8_t buf[12 + 1400] = {12, 0, 0, 0, 0x78, 5};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct att_bytes b = zoo_hex(rows[i]);

		cut_to_any_length(layouts[i], b);
		zoo_free(b);
	}
	for (size_t i = 12; i < sizeof(buf); i += 2) /* some to be escaped */
		buf[i] = (uint8_t)("ab\n\"defghijklmnopqrst"[i / 2 % 21]);
	cut_to_any_length(&zoo_pair_layout, att_bytes_of(buf, sizeof(buf)));
	cut_to_any_length(&zoo_rest_layout, att_bytes_of(buf, sizeof(buf)));
}

#define BAD_PAIR "ff000000 02000000 00000000"

static void what_does_not_decode_is_not_printed(void **state)
{
	/* nor are the fields in front of it */
	struct att_bytes pair = zoo_hex(BAD_PAIR);
	struct att_bytes outer = zoo_hex("07000000" BAD_PAIR);

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		size_t cap = i & 1 ? 8 : sizeof(out);

		assert_int_equal(into(&zoo_pair_layout, pair, i > 1, out, cap),
				 ATT_E_RANGE);
		assert_string_equal(out, "> ");
		assert_int_equal(
			into(&zoo_outer_layout, outer, i > 1, out, cap),
			ATT_E_RANGE);
		assert_string_equal(out, "> ");
		assert_int_equal(t.len, 2);
		assert_false(t.cut);
	}
	zoo_free(pair);
	zoo_free(outer);
}

static void mask(const struct att_layout *l, const char *hex, const char *want)
{
	struct att_bytes b = zoo_hex(hex), copy = zoo_hex(hex);

	assert_int_equal(att_layout_mask(l, b, (uint8_t *)(uintptr_t)copy.p),
			 0);
	zoo_expect(copy, want);
	zoo_free(copy);
	zoo_free(b);
}

static void masking_keeps_every_length(void **state)
{
	(void)state;
	mask(&zoo_person_layout, PERSON, NOBODY);
	/* nothing personal: nothing changes */
	mask(&zoo_lists_layout, LISTS, LISTS);
	/* elements, and only what is theirs */
	mask(&zoo_people_layout, PEOPLE PERSON, PEOPLE NOBODY);
	/* what a run holds is not counted twice */
	mask(&zoo_badge_layout,
	     "01000000 02000000 03000000 14000000 04000000 01000000",
	     "01000000 02000000 03000000 14000000 04000000 2a002a00");
}

static void masking_hides_what_a_newer_layout_has(void **state)
{
#define NEWER(pin, name, key, number, more, last)              \
	"34000000 06000000 3c000000 04000000 " pin " 01000000" \
	"40000000 03000000 44000000 04000000 " more " " name   \
	" 0000 64006500 " key " 00 " number " " last
	(void)state;
	mask(&zoo_person_layout,
	     NEWER("d2040000", "410042004300", "a1a2a3", "31003200",
		   "00000000 48000000 06000000", "530065006300 a1"),
	     NEWER("2a2a2a2a", "2a002a002a00", "2a2a2a", "2a002a00",
		   "2a2a2a2a 2a2a2a2a 2a2a2a2a", "2a2a2a2a2a2a 2a"));
	/* without variable data, and without personal fields */
	mask(&zoo_person_layout,
	     "00000000 00000000 00000000 00000000 d2040000 00000000"
	     "00000000 00000000 00000000 00000000 a1a2",
	     "00000000 00000000 00000000 00000000 2a2a2a2a 00000000"
	     "00000000 00000000 2a2a2a2a 2a2a2a2a 2a2a");
	mask(&zoo_point_layout, "01000000 02000000 a1a2a3a4",
	     "01000000 02000000 a1a2a3a4");
}

static void masking_what_does_not_decode_changes_nothing(void **state)
{
	struct att_bytes b = zoo_hex(BAD_PAIR), copy = zoo_hex(BAD_PAIR);

	(void)state;
	assert_int_equal(att_layout_mask(&zoo_person_layout, b,
					 (uint8_t *)(uintptr_t)copy.p),
			 ATT_E_RANGE);
	zoo_expect(copy, BAD_PAIR);
	zoo_free(copy);
	zoo_free(b);
}

/* Whoever reads the copy must find the same: also if the layout is not the one
 * that the sender had. */
static void masking_keeps_numbers_that_a_text_lies_over(void **state)
{
	(void)state;
	/* the name lies over the pairs of all fields behind it, and 8 bytes
	 * behind them */
	mask(&zoo_person_layout,
	     "08000000 28000000 34000000 00000000 d2040000 01000000"
	     "38000000 00000000 00000000 00000000 00000000 41004200",
	     "08000000 28000000 34000000 00000000 2a2a2a2a 01000000"
	     "38000000 00000000 00000000 00000000 2a002a00 2a002a00");
	/* the name of the first lies over the second */
	mask(&zoo_people_layout,
	     "02000000 14000000 60000000 44000000 30000000"
	     "30000000 28000000 34000000 00000000 d2040000 01000000"
	     "38000000 00000000 00000000 00000000 00000000 00000000"
	     "28000000 04000000 34000000 00000000 d2040000 01000000"
	     "38000000 00000000 00000000 00000000 41004200 00000000"
	     "00000000 00000000 00000000 00000000 00000000 00000000"
	     "00000000",
	     "02000000 14000000 60000000 44000000 30000000"
	     "30000000 28000000 34000000 00000000 2a2a2a2a 01000000"
	     "38000000 00000000 00000000 00000000 00000000 00000000"
	     "28000000 04000000 34000000 00000000 2a2a2a2a 01000000"
	     "38000000 00000000 00000000 00000000 2a002a00 00000000"
	     "00000000 00000000 00000000 00000000 00000000 00000000"
	     "00000000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_have_names_where_the_spec_has),
		cmocka_unit_test(unknown_values_are_numbers),
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(long_strings_and_bytes_are_whole),
		cmocka_unit_test(lists_are_lists),
		cmocka_unit_test(empty_lists_and_absent_things_are_shown),
		cmocka_unit_test(fields_without_their_condition_are_null),
		cmocka_unit_test(structs_are_nested),
		cmocka_unit_test(tlvs_are_type_and_data),
		cmocka_unit_test(personal_fields_are_masked_in_their_length),
		cmocka_unit_test(elements_are_masked_too),
		cmocka_unit_test(short_buffers_have_the_beginning),
		cmocka_unit_test(what_does_not_decode_is_not_printed),
		cmocka_unit_test(masking_keeps_every_length),
		cmocka_unit_test(masking_hides_what_a_newer_layout_has),
		cmocka_unit_test(masking_what_does_not_decode_changes_nothing),
		cmocka_unit_test(masking_keeps_numbers_that_a_text_lies_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
