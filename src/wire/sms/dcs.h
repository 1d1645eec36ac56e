/* Data coding schemes: the alphabet and the class of a message. 3GPP TS 23.038.
 */
#ifndef ATT_WIRE_SMS_DCS_H
#define ATT_WIRE_SMS_DCS_H

#include <stdbool.h>
#include <stdint.h>

enum att_dcs_alphabet {
	ATT_DCS_GSM7,
	ATT_DCS_DATA, /* 8 bit, or compressed: no text */
	ATT_DCS_UCS2
};

/* TP-DCS of a short message (clause 4). Reserved ones are GSM's alphabet. */
enum att_dcs_alphabet att_dcs_of_sms(uint8_t dcs);
/* Its class, 0 to 3, or -1. */
int att_dcs_class(uint8_t dcs);
/* Of a cell broadcast or USSD (clause 5). */
enum att_dcs_alphabet att_dcs_of_ussd(uint8_t dcs);

/* A short message of a class (-1: none). */
#define ATT_DCS_CLASS(alphabet_bits, message_class) \
	((uint8_t)((message_class) < 0              \
			   ? (alphabet_bits)        \
			   : (alphabet_bits) | 0x10 | (message_class)))
#define ATT_DCS_UCS2_BITS 0x08
/* USSD: language unspecified, GSM's alphabet; UCS-2 without a class. */
#define ATT_DCS_USSD_GSM7 0x0fu
#define ATT_DCS_USSD_UCS2 0x48u

#endif
