/* What the report of a recorded modem says of one message, or of two. Texts are
 * valid until the same function is called again. */
#ifndef ATTACHE_REPLAY_WORDS_H
#define ATTACHE_REPLAY_WORDS_H

#include "replay_report.h"

/* "basic_connect.connect set" */
const char *replay_name(const struct recording *r, struct att_bytes message);
/* "once", "2 times" */
const char *replay_times(unsigned n);
double replay_seconds(uint64_t ms);
/* "status not_initialized", "error max_transfer" */
const char *replay_refusal(const struct recording *r,
			   const struct manners_message *answer);
/* Print " (line 12)", as decode counts; of -1 nothing. */
void replay_place(const struct recording *r, int32_t at);
/* Print each field in which two requests differ. */
void replay_compare(const struct replay_report *p, const struct recorded *there,
		    const struct as_modem_asked *here);

#endif
