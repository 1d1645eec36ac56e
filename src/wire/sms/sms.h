/* Short messages (3GPP TS 23.040), with the address of the service centre in
 * front, as SIM cards store them (TS 31.102 4.2.25) and modems give and take
 * them. */
#ifndef ATT_WIRE_SMS_SMS_H
#define ATT_WIRE_SMS_SMS_H

#include "base/bytes.h"

#define ATT_SMS_PDU_MAX	    176u /* with the service centre's address */
#define ATT_SMS_USER_MAX    140u /* octets of user data */
#define ATT_SMS_SEPTETS	    160u
#define ATT_SMS_STAMP	    7u
#define ATT_SMS_ADDRESS_MAX 36u

/* Messages from the modem's side: what lies in a store, or is sent. */
enum att_sms_kind {
	ATT_SMS_DELIVER = 0,
	ATT_SMS_SUBMIT = 1,
	ATT_SMS_STATUS_REPORT = 2
};

/* Bits of the first octet beside the kind (9.2.3). */
#define ATT_SMS_NO_MORE		  0x04u /* not of SUBMIT: nothing waits */
#define ATT_SMS_REJECT_DUPLICATES 0x04u /* of SUBMIT */
#define ATT_SMS_VALIDITY	  0x18u /* of SUBMIT, which format */
#define ATT_SMS_REPORT		  0x20u /* a status report is asked for */
#define ATT_SMS_HEADER		  0x40u /* user data begins with one */
#define ATT_SMS_REPLY_PATH	  0x80u

/* An address (9.1.2.5): digits 0-9*#abc, or text in UTF-8. Empty with type 0:
 * there is none. */
struct att_sms_address {
	uint8_t type; /* 0x91: international; 0xd0: text */
	char text[ATT_SMS_ADDRESS_MAX];
};

struct att_sms {
	uint8_t first; /* the first octet: kind and bits */
	struct att_sms_address smsc;
	struct att_sms_address peer; /* sender, receiver */
	uint8_t reference;	     /* of SUBMIT, STATUS_REPORT */
	uint8_t protocol, dcs;
	uint8_t validity[ATT_SMS_STAMP]; /* of SUBMIT: 0, 1 or 7 octets */
	uint8_t sent[ATT_SMS_STAMP];	 /* at the centre; not of SUBMIT */
	uint8_t done[ATT_SMS_STAMP];	 /* of STATUS_REPORT */
	uint8_t status;			 /* the same: 0 is delivered */
	uint8_t parameters; /* the same: which of the optional are there */
	uint8_t units;	    /* of the user data: septets or octets */
	uint8_t user[ATT_SMS_USER_MAX];
};

/* Decode a message: the length that it has in pdu, which may go on behind it,
 * or ATT_E_SHORT, ATT_E_LENGTH, ATT_E_TYPE, ATT_E_VALUE. All lengths inside,
 * those of the header too, are right then. */
int att_sms_decode(struct att_bytes pdu, struct att_sms *s);
/* Encode a message: the length, ATT_E_ROOM, ATT_E_LENGTH (more user data than
 * there can be), or ATT_E_VALUE for an address that is none. */
int att_sms_encode(const struct att_sms *s, uint8_t *out, size_t cap);
enum att_sms_kind att_sms_kind(const struct att_sms *s);

/* --- addresses: sms_address.c ----------------------------------------------
 */

/* "+15550100", "4477"; false: it is no number (20 digits at most). */
bool att_sms_address_of(const char *number, struct att_sms_address *a);
/* The same back, with + in front if it is international, or the text. */
void att_sms_address_text(const struct att_sms_address *a,
			  char out[ATT_SMS_ADDRESS_MAX]);
/* An address of a PDU (of a centre: a number), whose length is in octets for
 * the service centre, and in digits otherwise; *at moves behind it. 0 or an
 * error as att_sms_decode's.
 */
int att_sms_address_get(struct att_bytes pdu, size_t *at, bool of_centre,
			struct att_sms_address *a);
/* The same the other way; out has room for 12 octets. The length, or
 * ATT_E_VALUE. */
int att_sms_address_put(const struct att_sms_address *a, bool of_centre,
			uint8_t *out);

/* A time stamp (9.2.3.11). */
struct att_sms_time {
	uint16_t year; /* 2000 to 2099 */
	uint8_t month, day, hour, minute, second;
	int8_t quarters; /* of an hour that local time is ahead of UTC */
};
/* To the octets of a message. */
void att_sms_stamp_put(const struct att_sms_time *t,
		       uint8_t stamp[ATT_SMS_STAMP]);
/* And back; what is no date comes back as it is. */
void att_sms_stamp_get(const uint8_t stamp[ATT_SMS_STAMP],
		       struct att_sms_time *t);

/* A validity period (9.2.3.12.1) in minutes, at least one that is not shorter,
 * 63 weeks at most. */
uint8_t att_sms_validity_put(uint32_t minutes);
uint32_t att_sms_validity_get(uint8_t relative);

/* --- user data: sms_user.c -------------------------------------------------
 */

/* The octets of user data that a message with these units has. */
size_t att_sms_user_len(const struct att_sms *s);
/* The user data without its header, a view of s: not of GSM's alphabet, whose
 * septets do not begin with an octet. */
struct att_bytes att_sms_data(const struct att_sms *s);
/* The text without its header, in UTF-8 with a NUL: the length, ATT_E_TEXT (it
 * is data) or ATT_E_ROOM. */
int att_sms_text(const struct att_sms *s, char *out, size_t cap);

/* A part of a message that is sent in several (9.2.3.24.1, .8). */
struct att_sms_part {
	uint16_t reference;
	uint8_t number, parts; /* number: from 1 */
};
/* False: it is whole. */
bool att_sms_part(const struct att_sms *s, struct att_sms_part *part);

/* A text to be sent: in GSM's alphabet if that has all of it. */
struct att_sms_split {
	struct att_bytes text; /* UTF-8, of the caller */
	bool ucs2;
	uint8_t parts;
};
/* 0, ATT_E_TEXT (no UTF-8), or ATT_E_LENGTH (more than 255 parts). */
int att_sms_split(struct att_bytes text, struct att_sms_split *x);
/* The user data, DCS and header of part `number`, from 1, into s. */
void att_sms_put_part(struct att_sms *s, const struct att_sms_split *x,
		      uint8_t number, uint8_t reference);

#endif
