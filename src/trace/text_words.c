/* The words of a record: key=value, numbers, texts with %XX for what is no
 * letter. */
#include "trace/text_words.h"

#include "base/errors.h"

void att_words_put(struct att_text *t, const char *s)
{
	for (; *s; s++) {
		uint8_t c = (uint8_t)*s;

		if (c > ' ' && c < 0x7f && c != '%' && c != '#' && c != '*') {
			att_text_char(t, *s);
			continue;
		}
		att_text_char(t, '%');
		att_text_hex(t, c, 2);
	}
}

void att_words_put_number(struct att_text *t, const char *key, uint64_t value)
{
	if (!value)
		return;
	att_text_char(t, ' ');
	att_text_put(t, key);
	att_text_char(t, '=');
	att_text_dec(t, value);
}

/* The next word of a line; false at its end. */
static bool next_word(struct att_bytes *line, struct att_bytes *word)
{
	while (line->len && *line->p == ' ') {
		line->p++;
		line->len--;
	}
	*word = att_bytes_of(line->p, 0);
	while (line->len && *line->p != ' ') {
		line->p++;
		line->len--;
		word->len++;
	}
	return word->len > 0;
}

static bool starts(struct att_bytes word, const char *s)
{
	size_t n = strlen(s);

	return word.len >= n && memcmp(word.p, s, n) == 0;
}

bool att_words_begin(struct att_bytes text, const char *word)
{
	size_t n = strlen(word);

	while (text.len && *text.p == ' ') {
		text.p++;
		text.len--;
	}
	return starts(text, word) && (text.len == n || text.p[n] == ' ');
}

int att_words_find(struct att_bytes text, const char *key,
		   struct att_bytes *value)
{
	size_t n = strlen(key);

	while (next_word(&text, value)) {
		if (!starts(*value, key) || value->len == n ||
		    value->p[n] != '=')
			continue;
		value->p += n + 1;
		value->len -= n + 1;
		return 0;
	}
	return ATT_E_CONFIG;
}

int att_words_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

int att_words_bytes(struct att_bytes hex, uint8_t *to, size_t cap)
{
	const size_t n = hex.len / 2;

	if (hex.len % 2 || n > cap)
		return ATT_E_CONFIG;
	for (size_t i = 0; i < n; i++) {
		const int high = att_words_digit(hex.p[2 * i]);
		const int low = att_words_digit(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return ATT_E_CONFIG;
		to[i] = (uint8_t)(high << 4 | low);
	}
	return (int)n;
}

int att_words_number(struct att_bytes s, uint64_t max, uint64_t *value)
{
	unsigned base = starts(s, "0x") ? 16 : 10;
	size_t i = base == 16 ? 2 : 0;

	*value = 0;
	if (i == s.len)
		return ATT_E_CONFIG;
	for (; i < s.len; i++) {
		int d = att_words_digit(s.p[i]);

		if (d < 0 || (unsigned)d >= base || (unsigned)d > max ||
		    *value > (max - (unsigned)d) / base)
			return ATT_E_CONFIG;
		*value = *value * base + (unsigned)d;
	}
	return 0;
}

int att_words_get_number(struct att_bytes text, const char *key, uint64_t max,
			 uint64_t *value)
{
	struct att_bytes s;
	int err = att_words_find(text, key, &s);

	return err ? err : att_words_number(s, max, value);
}

int att_words_get_optional(struct att_bytes text, const char *key, uint64_t max,
			   uint64_t *value)
{
	struct att_bytes s;

	*value = 0;
	return att_words_find(text, key, &s) ? 0
					     : att_words_number(s, max, value);
}

int att_words_unescape(struct att_bytes s, char *to, size_t cap)
{
	size_t i = 0, n = 0;

	memset(to, 0, cap);
	while (i < s.len && s.p[i] != '#') {
		int c = s.p[i++];

		if (c == '%') {
			if (s.len - i < 2 || att_words_digit(s.p[i]) < 0 ||
			    att_words_digit(s.p[i + 1]) < 0)
				return ATT_E_CONFIG;
			c = att_words_digit(s.p[i]) << 4 |
			    att_words_digit(s.p[i + 1]);
			i += 2;
		}
		if (n + 1 >= cap || !c)
			return ATT_E_CONFIG;
		to[n++] = (char)c;
	}
	return (int)i;
}

int att_words_get_text(struct att_bytes text, const char *key, char *to,
		       size_t cap)
{
	struct att_bytes s;
	int n = att_words_find(text, key, &s);

	if (!n)
		n = att_words_unescape(s, to, cap);
	return n < 0 || (size_t)n < s.len ? ATT_E_CONFIG : 0;
}
