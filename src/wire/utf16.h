/* UTF-16LE as MBIM strings have it, and UTF-8 as everybody else does. */
#ifndef ATT_WIRE_UTF16_H
#define ATT_WIRE_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* True if len is even and every surrogate has its other half. */
bool att_utf16_valid(const uint8_t *p, size_t len);

/* 8 bytes at any address, in the order of this machine. */
static inline uint64_t att_utf16_load(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* The bits that are set in any of 32 or 64 bytes, in one word. */
static inline uint64_t att_utf16_any32(const uint8_t *p)
{
	return att_utf16_load(p) | att_utf16_load(p + 8) |
	       att_utf16_load(p + 16) | att_utf16_load(p + 24);
}

static inline uint64_t att_utf16_any64(const uint8_t *p)
{
	return att_utf16_any32(p) | att_utf16_any32(p + 32);
}

/* True if all these bytes are ASCII: then there is no surrogate at whatever
 * offset. For 1 to 7 bytes it is false. */
static inline bool att_utf16_plain(const uint8_t *p, size_t len)
{
	const uint8_t *end = p + len;
	uint64_t any = 0;

	/* The last ones are perhaps looked at once more. */
	if (len >= 64) {
		any = att_utf16_any64(p) | att_utf16_any64(end - 64);
		for (size_t i = 128; i < len; i += 64)
			any |= att_utf16_any64(p + i - 64);
	} else if (len >= 32) {
		any = att_utf16_any32(p) | att_utf16_any32(end - 32);
	} else if (len >= 8) {
		any = att_utf16_load(end - 8);
		for (; p < end - 8; p += 8)
			any |= att_utf16_load(p);
	} else {
		return len == 0;
	}
	return !(any & 0x8080808080808080);
}

/* The code point at *at (< len) of valid UTF-16LE; *at moves behind it. */
uint32_t att_utf16_next(const uint8_t *p, size_t len, size_t *at);

/* Write code point c as UTF-8; the bytes written, 1 to 4. */
unsigned att_utf8_put(uint32_t c, char out[4]);

/* Convert UTF-8 to UTF-16LE; the bytes written, or ATT_E_TEXT (overlong,
 * surrogates, beyond U+10FFFF, cut off) or ATT_E_ROOM. */
int att_utf16_encode(const uint8_t *s, size_t len, uint8_t *out, size_t cap);

#endif
