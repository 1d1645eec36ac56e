/* UTF-16LE as MBIM strings have it, and UTF-8 as everybody else does. */
#ifndef MBIM_WIRE_UTF16_H
#define MBIM_WIRE_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True if len is even and every surrogate has its other half. */
bool mbim_utf16_valid(const uint8_t *p, size_t len);

/* True if surely no surrogate, at whatever offset, is in these bytes. */
bool mbim_utf16_plain(const uint8_t *p, size_t len);

/* The code point at *at (< len) of valid UTF-16LE; *at moves behind it. */
uint32_t mbim_utf16_next(const uint8_t *p, size_t len, size_t *at);

/* Write code point c as UTF-8; the bytes written, 1 to 4. */
unsigned mbim_utf8_put(uint32_t c, char out[4]);

/* Convert UTF-8 to UTF-16LE; the bytes written, or MBIM_E_TEXT (overlong,
 * surrogates, beyond U+10FFFF, cut off) or MBIM_E_ROOM. */
int mbim_utf16_encode(const uint8_t *s, size_t len, uint8_t *out, size_t cap);

#endif
