/* UTF-16LE as MBIM strings have it, and UTF-8 as everybody else does. */
#ifndef ATT_WIRE_UTF16_H
#define ATT_WIRE_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* 8 bytes at any address, in the order of this machine. */
static inline uint64_t att_utf16_load(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* What stands in place of a unit that is no character: U+FFFD. */
#define ATT_UTF16_BAD 0xfffdu

/* The code point at *at (< len) of UTF-16LE; *at moves behind it. ATT_UTF16_BAD
 * for half a surrogate pair, and for a last byte that is half a unit. */
uint32_t att_utf16_next(const uint8_t *p, size_t len, size_t *at);

/* Write code point c as UTF-8; the bytes written, 1 to 4. */
unsigned att_utf8_put(uint32_t c, char out[4]);

/* Convert UTF-8 to UTF-16LE; the bytes written, or ATT_E_TEXT (overlong,
 * surrogates, beyond U+10FFFF, cut off) or ATT_E_ROOM. */
int att_utf16_encode(const uint8_t *s, size_t len, uint8_t *out, size_t cap);

#endif
