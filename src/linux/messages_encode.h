/* Messages of the spool as answers of attache's own service. */
#ifndef ATT_LINUX_MESSAGES_ENCODE_H
#define ATT_LINUX_MESSAGES_ENCODE_H

#include "linux/spool.h"

/* Those above `after`, as many as are sensible at once: the length of the body
 * of attache.messages, or ATT_E_ROOM. cap: 131000 bytes are enough for the
 * longest message. */
int att_messages_list(const struct att_spool *s, uint32_t after, uint8_t *buf,
		      size_t cap);
/* One that was sent, or not: of attache.message_send. */
int att_messages_sent(const struct att_spool *s, uint32_t head, uint8_t *buf,
		      size_t cap);
/* A status of the modem by its name. */
const char *att_messages_status(uint32_t status);

#endif
