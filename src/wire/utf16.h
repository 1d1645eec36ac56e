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

/* The four units at p and the four at q to as many characters; false if they
 * are not all ASCII that can be printed, and what was written is then nothing.
 * Of a machine that has the order of the wire. *chars are the characters. */
static inline __attribute__((always_inline)) bool att_utf16_narrow(
	const uint8_t *p, const uint8_t *q, char *to_p, char *to_q,
	uint64_t *chars)
{
	/* Vectors, as compilers do not all see that one instruction does. */
	typedef uint16_t eight_units __attribute__((vector_size(16)));
	typedef uint8_t eight __attribute__((vector_size(8)));
	const uint64_t each = 0x0101010101010101;
	uint64_t four = att_utf16_load(p), more = att_utf16_load(q), c, odd;
	const uint64_t both[2] = {four, more};
	eight_units units;
	eight narrow;

	memcpy(&units, both, sizeof(units));
	narrow = __builtin_convertvector(units, eight);
	memcpy(&c, &narrow, sizeof(c));
	memcpy(to_p, &c, 4);
	memcpy(to_q, (const char *)&c + 4, 4);
	*chars = c;
	/* 0x7f, below 0x20. Sums below 0x80 stay in their lanes. */
	odd = (c + each) | ~(c + 0x60 * each);
	return !((odd & 0x80 * each) | ((four | more) & 0xff80ff80ff80ff80));
}

/* What stands in place of a unit that is no character: U+FFFD. */
#define ATT_UTF16_BAD 0xfffdu

/* The code point at *at (< len) of UTF-16LE; *at moves behind it. ATT_UTF16_BAD
 * for half a surrogate pair, and for a last byte that is half a unit. */
uint32_t att_utf16_next(const uint8_t *p, size_t len, size_t *at);

/* Convert units that are ASCII that can be printed, from the first of n on, to
 * characters at out, which has room for n: how many; fewer than there are if n
 * is below 4 or what follows is nothing of the kind. */
size_t att_utf16_ascii(const uint8_t *p, size_t n, char *out);

/* Write code point c as UTF-8; the bytes written, 1 to 4. */
unsigned att_utf8_put(uint32_t c, char out[4]);

/* The code point at *at (< len) of UTF-8; *at moves behind it. ATT_UTF16_BAD,
 * and one byte further, where it is none. */
uint32_t att_utf8_next(const uint8_t *p, size_t len, size_t *at);

/* What a line for people has in place of code point c: c, or '?' for what moves
 * a cursor, ends a line, or turns the text around it: controls (Unicode's Cc),
 * line and paragraph separators (Zl, Zp), and Bidi_Control (PropList.txt). */
uint32_t att_utf8_shown(uint32_t c);

/* Convert UTF-8 to UTF-16LE; the bytes written, or ATT_E_TEXT (overlong,
 * surrogates, beyond U+10FFFF, cut off) or ATT_E_ROOM. */
int att_utf16_encode(const uint8_t *s, size_t len, uint8_t *out, size_t cap);

#endif
