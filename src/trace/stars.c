/* Stars: characters that stand for those of a secret text. */
#include "trace/stars.h"

#include <string.h>

#include "trace/text_words.h"
#include "wire/utf16.h"

/* One for each length that a character has in UTF-8, and what it is in UTF-16;
 * nobody has them in a name. Their first bytes are no '*'. The last one is for
 * a byte of what is no text. */
static const struct star {
	char utf8[5];
	uint8_t len, utf16_len;
	uint8_t utf16[4];
} stars[] = {
	{"*", 1, 2, {'*', 0x00}},
	{"\xc2\x80", 2, 2, {0x80, 0x00}},
	{"\xee\x82\x80", 3, 2, {0x80, 0xe0}},
	{"\xf3\xb0\x82\x80", 4, 4, {0x80, 0xdb, 0x80, 0xdc}},
	{"\xff", 1, 0, {0}},
};
#define STARS	(sizeof(stars) / sizeof(stars[0]))
#define NO_TEXT (STARS - 1)

/* How many characters have each length; of what is no text: its bytes. */
static void count(const char *s, size_t n[STARS])
{
	const size_t len = strlen(s);
	size_t at = 0;

	memset(n, 0, STARS * sizeof(n[0]));
	while (at < len) {
		const size_t from = at;

		if (att_utf8_next((const uint8_t *)s, len, &at) ==
			    ATT_UTF16_BAD &&
		    at - from == 1) {
			memset(n, 0, STARS * sizeof(n[0]));
			n[NO_TEXT] = len;
			return;
		}
		n[at - from - 1]++;
	}
}

/* Sorted by length, so that no more is told of the text. */
void att_stars_put(struct att_text *t, const char *s)
{
	size_t n[STARS];

	count(s, n);
	for (size_t i = 0; i < n[0]; i++)
		att_text_char(t, '*');
	for (size_t k = 1; k < STARS; k++)
		for (size_t i = 0; i < n[k]; i++)
			att_words_put(t, stars[k].utf8);
}

static bool begins(struct att_bytes b, const void *with, size_t len)
{
	return len && b.len >= len && memcmp(b.p, with, len) == 0;
}

/* The mask of the first star of a message; 0: it begins with none, or the mask
 * is of something else. */
static size_t star_len(struct att_bytes masked, struct att_bytes came)
{
	for (size_t k = 1; k < STARS; k++) {
		const struct star *s = &stars[k];

		if (begins(came, s->utf8, s->len) &&
		    begins(masked, "****", s->len))
			return s->len;
		if (begins(came, s->utf16, s->utf16_len) &&
		    begins(masked, "*\0*", s->utf16_len))
			return s->utf16_len;
	}
	return 0;
}

bool att_stars_same(struct att_bytes masked, struct att_bytes came, size_t *at)
{
	size_t i = 0;

	while (i < masked.len && i < came.len) {
		size_t n = masked.p[i] == came.p[i];

		if (!n)
			n = star_len(att_bytes_of(masked.p + i, masked.len - i),
				     att_bytes_of(came.p + i, came.len - i));
		if (!n)
			break;
		i += n;
	}
	*at = i;
	return i == masked.len && i == came.len;
}
