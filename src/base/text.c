/* Text for people, without stdio. */
#include "base/text.h"

#include "base/bytes.h"

void att_text_init(struct att_text *t, char *buf, size_t cap)
{
	t->p = buf;
	t->cap = cap;
	t->len = 0;
	t->cut = false;
	buf[0] = 0;
}

void att_text_span(struct att_text *t, const char *s, size_t len)
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

bool att_text_same(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

void att_text_char(struct att_text *t, char c)
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

void att_text_put(struct att_text *t, const char *s)
{
	size_t n = copy(t->p + t->len, s, t->cap - 1 - t->len);

	t->len += n;
	t->cut = t->cut || s[n];
}

char *att_text_write_dec(char *at, uint64_t v)
{
	static const char pairs[] = "00010203040506070809"
				    "10111213141516171819"
				    "20212223242526272829"
				    "30313233343536373839"
				    "40414243444546474849"
				    "50515253545556575859"
				    "60616263646566676869"
				    "70717273747576777879"
				    "80818283848586878889"
				    "90919293949596979899";
	char digits[20], *p = digits + sizeof(digits);
	size_t n;

	if (v < 10) { /* as most are */
		*at = (char)('0' + v);
		return at + 1;
	}
	if (v < 100) {
		memcpy(at, pairs + 2 * v, 2);
		return at + 2;
	}
	if (v < 1000) {
		*at = (char)('0' + v / 100);
		memcpy(at + 1, pairs + 2 * (v % 100), 2);
		return at + 3;
	}
	for (; v >= 10; v /= 100) {
		p -= 2;
		memcpy(p, pairs + 2 * (v % 100), 2);
	}
	if (v)
		*--p = (char)('0' + v);
	n = (size_t)(digits + sizeof(digits) - p);
	memcpy(at, p, n);
	return at + n;
}

char *att_text_write_hex(char *at, uint64_t v, unsigned digits)
{
	static const char hex[] = "0123456789abcdef";

	while (digits--)
		*at++ = hex[v >> (4 * digits) & 15];
	return at;
}

/* The eight digits of four bytes at once, each in a lane of eight bits. */
static void write_four(char *at, const uint8_t *p)
{
	const uint64_t each = 0x0101010101010101;
	uint64_t v = (uint64_t)p[0] | (uint64_t)p[1] << 16 |
		     (uint64_t)p[2] << 32 | (uint64_t)p[3] << 48;
	uint64_t letters; /* 1 where the digit is one */

	v = (v >> 4 & 0x000f000f000f000f) | (v << 8 & 0x0f000f000f000f00);
	letters = (v + 6 * each) >> 4 & each;
	att_put64((uint8_t *)at, v + '0' * each + ('a' - '9' - 1) * letters);
}

char *att_text_write_bytes(char *at, const uint8_t *p, size_t len)
{
	for (; len >= 4; len -= 4, p += 4, at += 8)
		write_four(at, p);
	for (; len; len--)
		at = att_text_write_hex(at, *p++, 2);
	return at;
}

void att_text_pad(struct att_text *t, uint64_t v, unsigned width)
{
	char digits[20];
	unsigned n = (unsigned)(att_text_write_dec(digits, v) - digits);

	for (unsigned i = n; i < width; i++)
		att_text_char(t, '0');
	att_text_span(t, digits, n);
}

void att_text_dec(struct att_text *t, uint64_t v)
{
	att_text_pad(t, v, 1);
}

void att_text_number(struct att_text *t, uint64_t v, const char *name)
{
	att_text_put(t, ": ");
	att_text_dec(t, v);
	if (!name)
		return;
	att_text_put(t, " (");
	att_text_put(t, name);
	att_text_char(t, ')');
}

void att_text_int(struct att_text *t, int64_t v)
{
	if (v < 0) {
		att_text_char(t, '-');
		att_text_dec(t, (uint64_t)0 - (uint64_t)v);
		return;
	}
	att_text_dec(t, (uint64_t)v);
}

void att_text_hex(struct att_text *t, uint64_t v, unsigned digits)
{
	char text[16];

	att_text_write_hex(text, v, digits);
	att_text_span(t, text, digits);
}
