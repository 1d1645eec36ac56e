/* The GSM 7 bit default alphabet and its extension table (3GPP
 * TS 23.038 6.2.1), and septets packed in octets (6.1.2). */
#ifndef ATT_WIRE_SMS_GSM7_H
#define ATT_WIRE_SMS_GSM7_H

#include "base/bytes.h"

/* The septet before one of the extension table. */
#define ATT_GSM7_ESCAPE 0x1bu

/* The septets of a character: 1 or 2 of them at out, 0 if it has none. */
unsigned att_gsm7_put(uint32_t c, uint8_t out[2]);
/* The character at septet *at (< n); *at moves behind it. What the extension
 * table does not have is the default alphabet's, and an escape at the end is a
 * space, as 6.2.1.1 says. */
uint32_t att_gsm7_next(const uint8_t *septet, size_t n, size_t *at);

/* The octets of n septets behind `fill` bits that are 0. */
size_t att_gsm7_octets(size_t n, unsigned fill);
/* Pack n septets behind `fill` (0 to 6) bits into att_gsm7_octets bytes. */
void att_gsm7_pack(const uint8_t *septet, size_t n, unsigned fill,
		   uint8_t *out);
/* The same back; p has att_gsm7_octets bytes. */
void att_gsm7_unpack(const uint8_t *p, size_t n, unsigned fill,
		     uint8_t *septet);

#endif
