/* Shows messages and NTBs that were captured or logged: as text, JSON or YAML
 * on standard output. */
#ifndef ATTACHE_DECODE_H
#define ATTACHE_DECODE_H

#include "capture/messages.h"
#include "words.h"
#include "wire/table.h"

enum decode_as { DECODE_TEXT, DECODE_JSON, DECODE_YAML };

struct decode {
	enum decode_as as;
	enum att_show show;
	/* of this file */
	const char *name;
	bool plain;	    /* text without record, time and direction */
	const char *source; /* "log": who may have cut messages */
	/* so far */
	bool failed; /* something did not decode */

	/* private */
	char device[64]; /* in the last heading */
	char *text;	 /* of one message after the other */
	size_t text_cap;
	struct words words; /* of a message that is there in words */
	bool in_words;	    /* the message that is shown is one */
};

/* A new file: the members of d that are "of this file". name outlives it. */
void decode_begin(struct decode *d, const char *name, bool plain,
		  const char *source);
/* Show a message. What is shown is in the buffer of standard output, which is
 * for the caller to flush. */
void decode_put(struct decode *d, const struct message *m);
/* Free the memory of d. */
void decode_end(struct decode *d);

#endif
