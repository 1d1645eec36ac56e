/* Strings: UTF-16LE on the wire, UTF-8 for the caller. */
#include "wire_zoo.h"

#include <string.h>

#include "base/errors.h"
#include "wire/address.h"
#include "wire/utf16.h"

static void get(const char *hex, const char *utf8)
{
	struct att_bytes b = zoo_hex(hex);
	struct att_str s = {b.p, (uint32_t)b.len, false};
	char buf[64];

	assert_int_equal(att_str_get(&s, buf, sizeof(buf)), strlen(utf8));
	assert_string_equal(buf, utf8);
	zoo_free(b);
}

static void half_a_unit_becomes_a_replacement_character(void **state)
{
	(void)state;
	get("61", "\xef\xbf\xbd");
	get("6100 62", "a\xef\xbf\xbd");
	get("6100 3d", "a\xef\xbf\xbd");
	get("3dd8 00", "\xef\xbf\xbd\xef\xbf\xbd");
}

static void half_a_surrogate_becomes_a_replacement_character(void **state)
{
	(void)state;
	get("3dd8", "\xef\xbf\xbd");
	get("00de", "\xef\xbf\xbd");
	get("6100 3dd8 6200", "a\xef\xbf\xbd"
			      "b");
	get("3dd8 3dd8 00de", "\xef\xbf\xbd\xf0\x9f\x98\x80");
	get("00de 3dd8", "\xef\xbf\xbd\xef\xbf\xbd");
}

static void hangul_and_private_use_are_not_surrogates(void **state)
{
	(void)state;
	get("00c0 a3d7", "\xec\x80\x80\xed\x9e\xa3");
	get("ffd7 00e0 fdff", "\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbd");
}

static void strings_become_utf8(void **state)
{
	(void)state;
	get("", "");
	get("5400 e900 7300 7400", "T\xc3\xa9st");
	get("ac20", "\xe2\x82\xac");
	get("3dd8 00de 2100", "\xf0\x9f\x98\x80!");
}

static void controls_and_nuls_become_question_marks(void **state)
{
	(void)state;
	get("4100 0000 4200 0a00 1b00 7f00 9b00", "A?B????");
}

/* Bidi_Control, Zl and Zp; and their neighbours, which stay. */
static void what_turns_text_around_becomes_a_question_mark(void **state)
{
	(void)state;
	get("1c06 0e20 0f20 2820 2920 2a20 2e20 6620 6920", "?????????");
	get("1b06 0d20 1020 2720 2f20",
	    "\xd8\x9b\xe2\x80\x8d\xe2\x80\x90\xe2\x80\xa7"
	    "\xe2\x80\xaf");
	get("6520 6a20", "\xe2\x81\xa5\xe2\x81\xaa");
}

static void text_that_does_not_fit_is_an_error(void **state)
{
	const uint8_t a[] = {'a', 0, 0xac, 0x20};
	struct att_str s = {a, 4, false};
	char buf[5];

	(void)state;
	assert_int_equal(att_str_get(&s, buf, 5), 4);
	assert_int_equal(att_str_get(&s, buf, 4), ATT_E_ROOM);
	s.len = 0;
	assert_int_equal(att_str_get(&s, buf, 0), ATT_E_ROOM);
	assert_int_equal(att_str_get(&s, buf, 1), 0);
}

/* Whole characters, so many as there is room for: runs and single ones. */
static void text_that_does_not_fit_is_cut_and_ended(void **state)
{
	static const uint8_t wide[] = "a\0b\0c\0d\0e\0f\0g\0h\0i\0\xac\x20j";
	static const char utf8[] = "abcdefghi\xe2\x82\xacj";
	const struct att_str s[] = {{wide, sizeof(wide), false},
				    att_str_utf8(utf8)};
	char buf[16];

	(void)state;
	for (size_t i = 0; i < 2; i++)
		for (size_t cap = 1; cap < sizeof(utf8); cap++) {
			const size_t fits =
				cap - 1 > 9 && cap - 1 < 12 ? 9 : cap - 1;

			memset(buf, '~', sizeof(buf));
			assert_int_equal(att_str_get(&s[i], buf, cap),
					 ATT_E_ROOM);
			assert_ptr_equal(memchr(buf, 0, sizeof(buf)),
					 buf + fits);
			assert_memory_equal(buf, utf8, fits);
			assert_int_equal(buf[cap], '~');
		}
}

static int put(const char *utf8, const char *hex)
{
	struct att_bytes in = zoo_copy(utf8, strlen(utf8));
	uint8_t buf[64];
	int len = att_utf16_encode(in.p, in.len, buf, sizeof(buf));

	if (len >= 0)
		zoo_expect(att_bytes_of(buf, (size_t)len), hex);
	zoo_free(in);
	return len;
}

static void utf8_becomes_utf16(void **state)
{
	(void)state;
	put("", "");
	put("a", "6100");
	put("internet", "6900 6e00 7400 6500 7200 6e00 6500 7400");
	put("abc\xc3\xa9"
	    "defgh",
	    "6100 6200 6300 e900 6400 6500 6600 6700 6800");
	put("\xf0\x9f\x98\x80\xe2\x82\xac", "3dd8 00de ac20");
}

static void malformed_utf8_is_refused(void **state)
{
	static const char *const bad[] = {"\x80",
					  "a\xc3",
					  "\xc0\xaf",
					  "\xe0\x80\x80",
					  "\xed\xa0\x80",
					  "\xf4\x90\x80\x80",
					  "\xf8\x88\x80\x80",
					  "\xe2\x28\xa1",
					  "abcd\xff",
					  "\xc1\xbf",
					  "\xf0\x80\x80\x80"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(put(bad[i], ""), ATT_E_TEXT);
}

static void utf16_stays_inside_its_buffer(void **state)
{
	const uint8_t *s = (const uint8_t *)"abcdefg\xf0\x9f\x98\x80";
	uint8_t buf[18];

	(void)state;
	for (size_t cap = 0; cap < sizeof(buf); cap++) {
		struct att_bytes out = zoo_copy(buf, cap);

		assert_int_equal(att_utf16_encode(s, 11,
						  (uint8_t *)(uintptr_t)out.p,
						  cap),
				 ATT_E_ROOM);
		zoo_free(out);
	}
	assert_int_equal(att_utf16_encode(s, 11, buf, 18), 18);
}

static void v6(const char *hex, const char *text)
{
	struct att_bytes b = zoo_hex(hex);
	char buf[64];
	struct att_text t;

	att_text_init(&t, buf, sizeof(buf));
	att_ipv6_text(&t, (const void *)b.p);
	assert_string_equal(buf, text);
	zoo_free(b);
}

static void ipv6_is_written_in_its_shortest_form(void **state)
{
	(void)state;
	v6("00000000000000000000000000000000", "::");
	v6("00000000000000000000000000000001", "::1");
	v6("20010db8000000000000000000000000", "2001:db8::");
	v6("20010db8000000000000000000010000", "2001:db8::1:0");
	v6("20010db8000000010001000100010001", "2001:db8:0:1:1:1:1:1");
	v6("20010db8000000000001000000000001", "2001:db8::1:0:0:1");
	v6("00010000000000000002000000000000", "1::2:0:0:0");
	v6("ffffabcd12340056000700080009000a", "ffff:abcd:1234:56:7:8:9:a");
	v6("00000000000000000000ffff00010002", "::ffff:1:2");
}

/* One character after the other. */
static size_t plainly(const struct att_str *s, char *to)
{
	size_t at = 0, len = 0;

	while (at < s->len) {
		uint32_t c = att_utf16_next(s->p, s->len, &at);

		len += att_utf8_put(att_utf8_shown(c), to + len);
	}
	return len;
}

/* Mostly ASCII, with controls, DEL, umlauts and halves of pairs in between. */
static uint16_t any_unit(uint32_t odds)
{
	static const uint16_t odd[] = {0,      0x1f,   0x20,   0x7e,   0x7f,
				       0x80,   0x9f,   0xa0,   0xe4,   0x141,
				       0x7ff,  0x800,  0x2061, 0xd83d, 0xde00,
				       0xd7ff, 0xe000, 0xffff, 0x6100, 0xff61};
	static uint32_t state = 1;

	state = state * 1664525 + 1013904223;
	if (state >> 24 < odds)
		return odd[(state >> 8 & 0xffff) % (sizeof(odd) / 2)];
	return (uint16_t)(0x20 + (state >> 8 & 0xffff) % 0x5f);
}

static void runs_become_what_single_characters_become(void **state)
{
	uint8_t utf16[100];
	char want[200], got[200];

	(void)state;
	for (uint32_t i = 0; i < 50000; i++) {
		uint32_t len = i % 100;
		struct att_str s = {utf16 + sizeof(utf16) - len, len, false};
		size_t n;

		for (size_t k = 0; k < sizeof(utf16); k += 2)
			att_put16(utf16 + k, any_unit(i % 4 * 16));
		n = plainly(&s, want);
		memset(got, '~', sizeof(got));
		assert_int_equal(att_str_get(&s, got, n + 1), (int)n);
		assert_memory_equal(got, want, n);
		assert_int_equal(got[n], 0);
		assert_int_equal(got[n + 1], '~');
		assert_int_equal(att_str_get(&s, got, n), ATT_E_ROOM);
		assert_int_equal(got[n + 1], '~');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_a_unit_becomes_a_replacement_character),
		cmocka_unit_test(
			half_a_surrogate_becomes_a_replacement_character),
		cmocka_unit_test(hangul_and_private_use_are_not_surrogates),
		cmocka_unit_test(strings_become_utf8),
		cmocka_unit_test(controls_and_nuls_become_question_marks),
		cmocka_unit_test(
			what_turns_text_around_becomes_a_question_mark),
		cmocka_unit_test(runs_become_what_single_characters_become),
		cmocka_unit_test(text_that_does_not_fit_is_an_error),
		cmocka_unit_test(text_that_does_not_fit_is_cut_and_ended),
		cmocka_unit_test(utf8_becomes_utf16),
		cmocka_unit_test(malformed_utf8_is_refused),
		cmocka_unit_test(utf16_stays_inside_its_buffer),
		cmocka_unit_test(ipv6_is_written_in_its_shortest_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
