/* Characters of the two alphabets of TS 23.038 as UTF-8. */
#ifndef ATT_WIRE_SMS_CHARS_H
#define ATT_WIRE_SMS_CHARS_H

#include "base/bytes.h"

/* Septets, or units of UTF-16 in network byte order (half of one at the end is
 * left out), to UTF-8 with a NUL: the length, or ATT_E_ROOM. UTF-16, as what
 * knows more characters than UCS-2 sends it. */
int att_chars_of_gsm7(const uint8_t *septet, size_t n, char *out, size_t cap);
int att_chars_of_ucs2(struct att_bytes units, char *out, size_t cap);

#endif
