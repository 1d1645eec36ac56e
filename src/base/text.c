/* Text for people, without stdio. */
#include "base/text.h"

#include <string.h>

void mbim_text_init(struct mbim_text *t, char *buf, size_t cap)
{
	t->p = buf;
	t->cap = cap;
	t->len = 0;
	t->cut = false;
	buf[0] = 0;
}

void mbim_text_span(struct mbim_text *t, const char *s, size_t len)
{
	size_t room = t->cap - 1 - t->len;

	if (len > room) {
		len = room;
		t->cut = true;
	}
	memcpy(t->p + t->len, s, len);
	t->len += len;
	t->p[t->len] = 0;
}

void mbim_text_char(struct mbim_text *t, char c)
{
	if (t->len + 1 >= t->cap) {
		t->cut = true;
		return;
	}
	t->p[t->len++] = c;
	t->p[t->len] = 0;
}

/* Copy s to p, which has room for `room` characters and a NUL; how many. Most
 * are short words: four steps a round, no counting first. */
static size_t copy(char *p, const char *s, size_t room)
{
	size_t i = 0;

	for (; room - i >= 4; i += 4) {
		if (!(p[i] = s[i]))
			return i;
		if (!(p[i + 1] = s[i + 1]))
			return i + 1;
		if (!(p[i + 2] = s[i + 2]))
			return i + 2;
		if (!(p[i + 3] = s[i + 3]))
			return i + 3;
	}
	for (; i < room && s[i]; i++)
		p[i] = s[i];
	p[i] = 0;
	return i;
}

void mbim_text_put(struct mbim_text *t, const char *s)
{
	size_t n = copy(t->p + t->len, s, t->cap - 1 - t->len);

	t->len += n;
	t->cut = t->cut || s[n];
}

void mbim_text_pad(struct mbim_text *t, uint64_t v, unsigned width)
{
	char digits[32];
	unsigned at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	while (at && sizeof(digits) - at < width)
		digits[--at] = '0';
	mbim_text_span(t, digits + at, sizeof(digits) - at);
}

void mbim_text_dec(struct mbim_text *t, uint64_t v)
{
	mbim_text_pad(t, v, 1);
}

void mbim_text_int(struct mbim_text *t, int64_t v)
{
	if (v < 0) {
		mbim_text_char(t, '-');
		mbim_text_dec(t, (uint64_t)0 - (uint64_t)v);
		return;
	}
	mbim_text_dec(t, (uint64_t)v);
}

void mbim_text_hex(struct mbim_text *t, uint64_t v, unsigned digits)
{
	static const char hex[] = "0123456789abcdef";

	while (digits--)
		mbim_text_char(t, hex[v >> (4 * digits) & 15]);
}
