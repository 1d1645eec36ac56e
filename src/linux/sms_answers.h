/* Commands of attache's own service that concern short messages. */
#ifndef ATT_LINUX_SMS_ANSWERS_H
#define ATT_LINUX_SMS_ANSWERS_H

#include "linux/sms.h"

/* Carry it out, for att_sms_is_asked; the reply comes from within, or later. */
void att_sms_command(struct att_sms_service *s, const struct mbim_msg *command,
		     struct att_manager_reply reply);

#endif
