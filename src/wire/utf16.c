/* UTF-16LE validation and conversion, ASCII and plain BMP text first. */
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

static bool pairs_match(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i += 2) {
		uint32_t u = mbim_get16(p + i);

		if (is_low(u))
			return false;
		if (!is_high(u))
			continue;
		i += 2;
		if (i >= len || !is_low(mbim_get16(p + i)))
			return false;
	}
	return true;
}

bool mbim_utf16_valid(const uint8_t *p, size_t len)
{
	uint64_t seen = 0;
	size_t i = 0;

	if (len & 1)
		return false;
	/* A surrogate has both top bits; few other characters have, so four
	 * units at a time tell whether a closer look is needed. */
	for (; i + 8 <= len; i += 8) {
		uint64_t w = mbim_get64(p + i);

		seen |= w & w << 1;
	}
	if (i < len && len >= 8) {
		uint64_t w = mbim_get64(p + len - 8);

		seen |= w & w << 1;
		i = len;
	}
	for (; i < len; i += 2) {
		uint32_t u = mbim_get16(p + i);

		seen |= u & u << 1;
	}
	return !(seen & 0x8000800080008000) || pairs_match(p, len);
}

uint32_t mbim_utf16_next(const uint8_t *p, size_t len, size_t *at)
{
	uint32_t u = mbim_get16(p + *at);

	*at += 2;
	if (!is_high(u) || *at + 2 > len)
		return u;
	u = 0x10000 + ((u & 0x3ff) << 10 | (mbim_get16(p + *at) & 0x3ff));
	*at += 2;
	return u;
}

unsigned mbim_utf8_put(uint32_t c, char out[4])
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

/* Four ASCII bytes become four units at once. */
static uint64_t widen(uint32_t ascii)
{
	uint64_t w = ascii;

	w = (w | w << 16) & 0x0000ffff0000ffff;
	return (w | w << 8) & 0x00ff00ff00ff00ff;
}

int mbim_utf16_encode(const uint8_t *s, size_t len, uint8_t *out, size_t cap)
{
	size_t i = 0, at = 0;

	while (i < len) {
		uint32_t c = s[i];
		unsigned n = 1;

		if (len - i >= 4 && cap - at >= 8 &&
		    !(mbim_get32(s + i) & 0x80808080)) {
			mbim_put64(out + at, widen(mbim_get32(s + i)));
			i += 4;
			at += 8;
			continue;
		}
		if (c >= 0x80 && !(n = take_utf8(s + i, len - i, &c)))
			return MBIM_E_TEXT;
		i += n;
		if (cap - at < (c < 0x10000 ? 2u : 4u))
			return MBIM_E_ROOM;
		if (c >= 0x10000) {
			c -= 0x10000;
			mbim_put16(out + at, (uint16_t)(0xd800 | c >> 10));
			at += 2;
			c = 0xdc00 | (c & 0x3ff);
		}
		mbim_put16(out + at, (uint16_t)c);
		at += 2;
	}
	return (int)at;
}
