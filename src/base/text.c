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

void mbim_text_put(struct mbim_text *t, const char *s)
{
	size_t len = 0;

	while (s[len])
		len++;
	mbim_text_span(t, s, len);
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
