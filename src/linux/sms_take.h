/* Short messages that come: kept, then told of. */
#ifndef ATT_LINUX_SMS_TAKE_H
#define ATT_LINUX_SMS_TAKE_H

#include "linux/sms.h"

/* What is in the folder, once; an error is said. */
void att_sms_load(struct att_sms_service *s);
/* Keep what was read of a place, or came without one (NONE). *id: its part in
 * the spool. False: it could not be kept, which was said. */
bool att_sms_take(struct att_sms_service *s, const struct att_sms_record *r,
		  uint32_t *id);
/* The modem does not have it any more. */
void att_sms_let_go(struct att_sms_service *s, uint32_t id);
/* What was kept of this place is not there any more. */
void att_sms_forget_place(struct att_sms_service *s, uint32_t place);

/* Tell clients what has become of a message (MBIM_MESSAGE_CHANGE_*). */
void att_sms_tell(struct att_sms_service *s, uint32_t change, uint32_t head);
__attribute__((format(printf, 2, 3))) void att_sms_say(
	struct att_sms_service *s, const char *format, ...);
/* A change of a part, which counts whether it could be written or not. */
void att_sms_change(struct att_sms_service *s,
		    const struct att_spool_part *part);

#endif
