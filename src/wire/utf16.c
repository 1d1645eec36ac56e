/* UTF-16LE to code points, and UTF-8 to UTF-16LE, ASCII first. */
#include "wire/utf16.h"

#include "base/bytes.h"
#include "base/errors.h"

static bool is_high(uint32_t u)
{
	return (u & 0xfc00) == 0xd800;
}

static bool is_low(uint32_t u)
{
	return (u & 0xfc00) == 0xdc00;
}

uint32_t att_utf16_next(const uint8_t *p, size_t len, size_t *at)
{
	uint32_t u, low;

	if (len - *at < 2) {
		*at = len;
		return ATT_UTF16_BAD;
	}
	u = att_get16(p + *at);
	*at += 2;
	if (!is_high(u))
		return is_low(u) ? ATT_UTF16_BAD : u;
	if (len - *at < 2 || !is_low(low = att_get16(p + *at)))
		return ATT_UTF16_BAD;
	*at += 2;
	return 0x10000 + ((u & 0x3ff) << 10 | (low & 0x3ff));
}

size_t att_utf16_ascii(const uint8_t *p, size_t n, char *out)
{
	uint64_t chars;
	size_t i = 0;

	if (!att_host_is_little() || n < 4)
		return 0;
	if (n < 8) /* some of them twice */
		return att_utf16_narrow(p, p + 2 * n - 8, out, out + n - 4,
					&chars)
			       ? n
			       : 0;
	while (i + 8 <= n && att_utf16_narrow(p + 2 * i, p + 2 * i + 8, out + i,
					      out + i + 4, &chars))
		i += 8;
	if (i + 8 > n && i < n &&
	    att_utf16_narrow(p + 2 * n - 16, p + 2 * n - 8, out + n - 8,
			     out + n - 4, &chars))
		i = n;
	return i;
}

unsigned att_utf8_put(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

uint32_t att_utf8_shown(uint32_t c)
{
	bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
	bool mark = c == 0x61c || (c & ~1u) == 0x200e ||
		    (c >= 0x2028 && c <= 0x202e) ||
		    (c >= 0x2066 && c <= 0x2069);

	return control || mark ? '?' : c;
}

/* One character of two to four bytes; its length, or 0 if it is malformed. */
static unsigned take_utf8(const uint8_t *s, size_t len, uint32_t *c)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned n;

	if ((s[0] & 0xe0) == 0xc0)
		n = 2;
	else if ((s[0] & 0xf0) == 0xe0)
		n = 3;
	else if ((s[0] & 0xf8) == 0xf0)
		n = 4;
	else
		return 0;
	if (n > len)
		return 0;
	*c = s[0] & (0x7fu >> n);
	for (unsigned i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | (s[i] & 0x3f);
	}
	if (*c < least[n] || *c > 0x10ffff || (*c & 0xfffff800) == 0xd800)
		return 0;
	return n;
}

uint32_t att_utf8_next(const uint8_t *p, size_t len, size_t *at)
{
	uint32_t c = p[*at];
	unsigned n = 1;

	if (c >= 0x80)
		n = take_utf8(p + *at, len - *at, &c);
	*at += n ? n : 1;
	return n ? c : ATT_UTF16_BAD;
}

/* The leading ASCII characters, eight at a time; how many. */
static size_t encode_ascii(const uint8_t *s, size_t len, uint8_t *out)
{
	/* Vectors, as compilers do not all see that one instruction does. */
	typedef uint8_t eight __attribute__((vector_size(8)));
	typedef uint16_t eight_units __attribute__((vector_size(16)));
	size_t i = 0;

	for (; i + 8 <= len && att_host_is_little(); i += 8) {
		eight_units units;
		eight ascii;

		memcpy(&ascii, s + i, sizeof(ascii));
		if (att_utf16_load(s + i) & 0x8080808080808080)
			break;
		units = __builtin_convertvector(ascii, eight_units);
		memcpy(out + 2 * i, &units, sizeof(units));
	}
	return i;
}

/* ... and what follows, one by one. Apart, so that the usual case is short. */
static __attribute__((noinline)) int encode_any(const uint8_t *s, size_t len,
						uint8_t *out, size_t cap,
						size_t i)
{
	size_t at = 2 * i;

	while (i < len) {
		uint32_t c = s[i];
		unsigned n = 1;

		if (c >= 0x80 && !(n = take_utf8(s + i, len - i, &c)))
			return ATT_E_TEXT;
		i += n;
		if (cap - at < (c < 0x10000 ? 2u : 4u))
			return ATT_E_ROOM;
		if (c >= 0x10000) {
			c -= 0x10000;
			att_put16(out + at, (uint16_t)(0xd800 | c >> 10));
			at += 2;
			c = 0xdc00 | (c & 0x3ff);
		}
		att_put16(out + at, (uint16_t)c);
		at += 2;
	}
	return (int)at;
}

int att_utf16_encode(const uint8_t *s, size_t len, uint8_t *out, size_t cap)
{
	size_t n = encode_ascii(s, len < cap / 2 ? len : cap / 2, out);

	return n < len ? encode_any(s, len, out, cap, n) : (int)(2 * n);
}
