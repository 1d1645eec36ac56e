/* Strings: UTF-16LE on the wire, UTF-8 for the caller. */
#include "wire_zoo.h"

#include <string.h>

#include "base/errors.h"
#include "wire/address.h"
#include "wire/utf16.h"

static bool valid(const char *hex)
{
	struct att_bytes b = zoo_hex(hex);
	bool ok = att_utf16_valid(b.p, b.len);

	zoo_free(b);
	return ok;
}

static void odd_sizes_are_not_utf16(void **state)
{
	(void)state;
	assert_false(valid("61"));
	assert_false(valid("6100 62"));
	assert_true(valid("6100 6200"));
	assert_true(valid(""));
}

static void surrogates_need_their_other_half(void **state)
{
	/* every length up to three times the step of the fast path, and the
	 * odd unit at every place */
	uint8_t units[24];

	(void)state;
	for (size_t n = 1; n <= 12; n++) {
		for (size_t i = 0; i < n; i++) {
			struct att_bytes b;

			memset(units, 0x61, sizeof(units));
			units[2 * i] = 0x3d;
			units[2 * i + 1] = 0xd8;
			b = zoo_copy(units, 2 * n);
			assert_false(att_utf16_valid(b.p, b.len));
			zoo_free(b);
			units[2 * i + 1] = 0xdc;
			b = zoo_copy(units, 2 * n);
			assert_false(att_utf16_valid(b.p, b.len));
			zoo_free(b);
			if (i + 1 == n)
				continue;
			units[2 * i + 1] = 0xd8;
			units[2 * i + 3] = 0xde;
			b = zoo_copy(units, 2 * n);
			assert_true(att_utf16_valid(b.p, b.len));
			zoo_free(b);
		}
	}
}

static void hangul_and_private_use_are_not_surrogates(void **state)
{
	(void)state;
	assert_true(valid("00c0 a3d7 ffd7 00e0 fdff"));
}

static void get(const char *hex, const char *utf8)
{
	struct att_bytes b = zoo_hex(hex);
	struct att_str s = {b.p, (uint32_t)b.len, false};
	char buf[64];

	assert_int_equal(att_str_get(&s, buf, sizeof(buf)), strlen(utf8));
	assert_string_equal(buf, utf8);
	zoo_free(b);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(odd_sizes_are_not_utf16),
		cmocka_unit_test(surrogates_need_their_other_half),
		cmocka_unit_test(hangul_and_private_use_are_not_surrogates),
		cmocka_unit_test(strings_become_utf8),
		cmocka_unit_test(controls_and_nuls_become_question_marks),
		cmocka_unit_test(text_that_does_not_fit_is_an_error),
		cmocka_unit_test(utf8_becomes_utf16),
		cmocka_unit_test(malformed_utf8_is_refused),
		cmocka_unit_test(utf16_stays_inside_its_buffer),
		cmocka_unit_test(ipv6_is_written_in_its_shortest_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
