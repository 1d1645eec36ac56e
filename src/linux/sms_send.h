/* Short messages that clients send: kept first, then sent part by part. */
#ifndef ATT_LINUX_SMS_SEND_H
#define ATT_LINUX_SMS_SEND_H

#include "linux/sms.h"

/* Why a text cannot be sent: TS 23.040 9.2.3.24.1 counts the parts in an
 * octet. */
#define ATT_SMS_TOO_LONG                                                     \
	"a text has at most 255 parts: 39015 characters of the alphabet of " \
	"GSM, or 17085 of all others"

/* Take what a client wants to send (the body of attache.message_send): 0, and
 * its reply comes when that is done; or the status that refuses it, and *why in
 * words, or "". */
uint32_t att_sms_send_put(struct att_sms_service *s, struct att_bytes body,
			  struct att_manager_reply reply, const char **why);
/* The id of the part that is to be sent next, or 0. */
uint32_t att_sms_to_send(const struct att_sms_service *s);
/* The answer of the modem to the part at_part; cause: the network's, or 0. */
void att_sms_sent(struct att_sms_service *s, uint32_t status, uint32_t cause,
		  uint32_t reference);
/* The modem has gone: what was not sent yet is answered. */
void att_sms_give_up(struct att_sms_service *s);
/* Is the message on its way? */
bool att_sms_is_sending(const struct att_sms_service *s, uint32_t head);

#endif
