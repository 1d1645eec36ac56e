/* The short messages of the spool as clients of the control socket are told of
 * them: parts joined, texts read. */
#ifndef ATT_LINUX_MESSAGES_H
#define ATT_LINUX_MESSAGES_H

#include "generated/cids.h"
#include "linux/spool.h"

/* Room for what a message of 255 parts says, in UTF-8. */
#define ATT_MESSAGE_TEXT (255 * 480)

/* What a struct mbim_attache_message points to. */
struct att_message_room {
	char number[ATT_SMS_ADDRESS_MAX], smsc[ATT_SMS_ADDRESS_MAX];
	char stamp[32], discharge[32];
	/* text, or data; of all messages that share it, len bytes so far */
	char *text;
	size_t len, cap;
};

/* The message with this head. 0, or ATT_E_ROOM: the text has none. */
int att_message_fill(const struct att_spool *s, uint32_t head,
		     struct att_message_room *room,
		     struct mbim_attache_message *out);
/* The first head above `after`, or 0: there is none. */
uint32_t att_message_next(const struct att_spool *s, uint32_t after);
/* How many parts of a message are there, and how many it has. */
void att_message_parts(const struct att_spool *s, uint32_t head, unsigned *here,
		       unsigned *parts);

#endif
