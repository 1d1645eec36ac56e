/* What the short message service asks an MBIM modem, and what that answers:
 * MBIM 1.0 10.5.15 to 10.5.19. */
#ifndef ATT_LINUX_SMS_MBIM_H
#define ATT_LINUX_SMS_MBIM_H

#include "linux/sms_modem.h"
#include "wire/mbim/msg.h"

/* The command, whose body is written to buf: 0 or an error of encode. place: of
 * READ and DELETE; pdu: of SEND. */
int att_sms_mbim_command(enum att_sms_ask ask, uint32_t place,
			 struct att_bytes pdu, uint8_t *buf, size_t cap,
			 struct mbim_msg *command);

/* The records of an answer to LIST or READ, or of an indication of READ: false
 * where it is none, or not whole. */
bool att_sms_mbim_records(struct att_bytes body, struct att_sms_records *it);
bool att_sms_mbim_next(struct att_sms_records *it, struct att_sms_record *r);
/* Of SIZE and SEND; 0 where it is not whole. */
uint32_t att_sms_mbim_size(struct att_bytes body);
uint32_t att_sms_mbim_reference(struct att_bytes body);

/* What an indication says of the store. */
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
/* Is it of the modem, and has texts of people, or gets them? */
bool att_sms_has_text(const struct mbim_msg *msg);
/* Does a command get some, from attache or from the modem? */
bool att_sms_is_personal(const struct mbim_msg *command);

#endif
