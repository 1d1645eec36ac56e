/* What a device says that does not open its control channel, and what that
 * makes of it, in words. */
#ifndef ATT_LINUX_HEARING_H
#define ATT_LINUX_HEARING_H

#include "core/core.h"

struct att_hearing {
	uint8_t sent[12]; /* the header of the last message */
	size_t sent_len;
	uint32_t garbage, timeouts; /* of the core, when it was plugged in */
	uint32_t heard;		    /* reads, since then */
	bool echo;		    /* it sends back what it is sent */
	bool opened;		    /* it has opened its channel */
	const struct att_hearing_language *language;
	char words[96];
};

/* It was plugged in; the status is that of before. speaks: as its port says;
 * NULL: MBIM. */
void att_hearing_plugged(struct att_hearing *h, const struct att_core_status *s,
			 const char *speaks);
/* Went out; came in. */
void att_hearing_sent(struct att_hearing *h, struct att_bytes bytes);
void att_hearing_came(struct att_hearing *h, struct att_bytes bytes);
/* Why the channel is not open, once it was not answered for 5 s; NULL:
 * it is open, or there is no more to say than the core says. */
const char *att_hearing_problem(struct att_hearing *h,
				const struct att_core_status *s);

#endif
