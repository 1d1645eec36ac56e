/* Texts of USSD: GSM's alphabet packed, or UCS-2. 3GPP TS 23.038 6.1.2.3. */
#ifndef ATT_WIRE_SMS_USSD_H
#define ATT_WIRE_SMS_USSD_H

#include "base/bytes.h"

#define ATT_USSD_MAX  160u /* octets; 182 characters of GSM's alphabet */
#define ATT_USSD_TEXT 600u /* room for any of them as UTF-8, with its NUL */

/* Text in UTF-8 with a NUL: the length, ATT_E_TEXT (it is data), ATT_E_LENGTH
 * (more than ATT_USSD_MAX) or ATT_E_ROOM. */
int att_ussd_decode(uint8_t dcs, struct att_bytes data, char *out, size_t cap);
/* The octets, and how they are coded at *dcs; ATT_E_TEXT (no UTF-8),
 * ATT_E_LENGTH (longer than ATT_USSD_MAX). */
int att_ussd_encode(struct att_bytes text, uint8_t *dcs,
		    uint8_t out[ATT_USSD_MAX]);

#endif
