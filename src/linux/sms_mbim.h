/* What the short message service asks an MBIM modem, and what that answers:
 * MBIM 1.0 10.5.15 to 10.5.19. */
#ifndef ATT_LINUX_SMS_MBIM_H
#define ATT_LINUX_SMS_MBIM_H

#include "wire/mbim/msg.h"
#include "wire/table.h"

enum att_sms_ask {
	ATT_SMS_NOTHING,
	ATT_SMS_SUBSCRIBE, /* what it indicates; by the caller */
	ATT_SMS_LIST,	   /* which places have something */
	ATT_SMS_SIZE,	   /* how many places there are */
	ATT_SMS_READ,	   /* one place */
	ATT_SMS_DELETE,	   /* one place */
	ATT_SMS_SEND,
};

/* The command, whose body is written to buf: 0 or an error of encode. place: of
 * READ and DELETE; pdu: of SEND. */
int att_sms_mbim_command(enum att_sms_ask ask, uint32_t place,
			 struct att_bytes pdu, uint8_t *buf, size_t cap,
			 struct mbim_msg *command);

/* One message in the modem, a view of its answer. */
struct att_sms_record {
	uint32_t place;
	bool received; /* not one that the host has put there */
	struct att_bytes pdu;
};

/* The records of an answer to LIST or READ, or of an indication of READ: false
 * where it is none, or not whole. */
bool att_sms_mbim_records(struct att_bytes body, struct att_cursor *c);
bool att_sms_mbim_next(struct att_cursor *c, struct att_sms_record *r);
/* Of SIZE and SEND; 0 where it is not whole. */
uint32_t att_sms_mbim_size(struct att_bytes body);
uint32_t att_sms_mbim_reference(struct att_bytes body);

/* What an indication says of the store. */
struct att_sms_news {
	bool records; /* there are some in it: att_sms_mbim_records */
	bool look;    /* something may be there that was not */
	bool full;
	bool has_place;
	uint32_t place; /* of what is new */
};
/* Read an indication; false: it is none of these. */
bool att_sms_mbim_news(const struct mbim_msg *msg, struct att_sms_news *news);

/* What a modem is to indicate for this. */
struct att_subscriptions;
int att_sms_mbim_wants(struct att_subscriptions *s);

/* A status with which a modem says that it has no short messages at all; that
 * there is nothing in a place. */
bool att_sms_mbim_absent(uint32_t status);
bool att_sms_mbim_empty(uint32_t status);

/* Does a client ask attache for short messages? */
bool att_sms_is_asked(const struct mbim_msg *command);
/* Does it get texts of people, from attache or from the modem? */
bool att_sms_is_personal(const struct mbim_msg *command);

#endif
