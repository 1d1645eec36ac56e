/* UTF-16 from the wire and UTF-8 from people: what is text survives the way
 * there and back. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "wire/table.h"
#include "wire/utf16.h"

/* UTF-16 to UTF-8 and back. A unit of no character comes back as U+FFFD, and
 * half a unit as a whole one. */
static void from_wire(struct att_bytes in)
{
	size_t whole = in.len + (in.len & 1), at = 0, len = 0;
	uint8_t *utf8 = fuzz_alloc(whole * 2), *back = fuzz_alloc(whole);
	bool bad = false;

	while (at < in.len) {
		uint32_t c = att_utf16_next(in.p, in.len, &at);

		FUZZ_CLAIM(at <= in.len && c <= 0x10ffff);
		FUZZ_CLAIM(c < 0xd800 || c > 0xdfff);
		bad |= c == ATT_UTF16_BAD;
		len += att_utf8_put(c, (char *)utf8 + len);
	}
	FUZZ_CLAIM(att_utf16_encode(utf8, len, back, whole) == (int)whole);
	FUZZ_CLAIM(bad || !in.len || memcmp(back, in.p, in.len) == 0);
	free(back);
	free(utf8);
}

/* Runs of ASCII are taken at once: they are what single characters are. */
static void as_string(struct att_bytes in)
{
	const struct att_str s = {in.p, (uint32_t)in.len, false};
	size_t cap = in.len * 3 + 1, at = 0;
	char *text = fuzz_alloc(cap), small[8];
	const char *next = text;
	int len = att_str_get(&s, text, cap);

	FUZZ_CLAIM(len >= 0 && text[len] == '\0');
	for (int i = 0; i < len; i++)
		FUZZ_CLAIM((unsigned char)text[i] >= ' ');
	while (at < in.len) {
		uint32_t c = att_utf16_next(in.p, in.len, &at);
		char one[4];
		unsigned n;

		n = att_utf8_put(att_utf8_shown(c), one);
		FUZZ_CLAIM((size_t)(text + len - next) >= n);
		FUZZ_CLAIM(memcmp(next, one, n) == 0);
		next += n;
	}
	FUZZ_CLAIM(next == text + len);
	len = att_str_get(&s, small, sizeof(small));
	FUZZ_CLAIM(len == ATT_E_ROOM || (size_t)len < sizeof(small));
	free(text);
}

/* UTF-8 to UTF-16, of whole characters. */
static void from_people(struct att_bytes in)
{
	uint8_t *out = fuzz_alloc(in.len * 2);
	int len = att_utf16_encode(in.p, in.len, out, in.len * 2);

	FUZZ_CLAIM(len >= 0 || len == ATT_E_TEXT);
	if (len > 0) {
		FUZZ_CLAIM(!(len & 1));
		FUZZ_CLAIM(att_utf16_encode(in.p, in.len, out,
					    (size_t)len - 1) == ATT_E_ROOM);
	}
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	struct att_bytes in = {copy, size};

	from_wire(in);
	as_string(in);
	from_people(in);
	free(copy);
	return 0;
}
