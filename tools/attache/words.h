/* What libmbim says of a message in words ("Fields:"), put into the message of
 * which a log has only the header: as far as the words go. */
#ifndef ATTACHE_WORDS_H
#define ATTACHE_WORDS_H

#include "capture/messages.h"
#include "capture/octets.h"

struct words {
	struct octets bytes; /* of the message */
	/* Names, with ", " between them: of the log, that no field has or of
	 * which the value is no value of it; and fields of which nothing was
	 * said, which are 0 or empty. */
	char not_understood[256], missing[256];
	/* private */
	struct octets list; /* "field=value", NUL behind each */
};

/* The message with the fields that m->from.words say, in the version that has
 * most of them: true, and out is m with bytes that are valid until the next
 * call. False: there are no words, or they do not fit. */
bool words_fill(struct words *w, const struct message *m, struct message *out);
void words_free(struct words *w);

#endif
