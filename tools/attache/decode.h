/* Shows what importers have found: transfers become messages (fragments put
 * together, the MBIMEx version followed), messages become text, JSON or YAML on
 * standard output. */
#ifndef ATTACHE_DECODE_H
#define ATTACHE_DECODE_H

#include <stdio.h>

#include "transfer.h"
#include "wire/table.h"

enum decode_as { DECODE_TEXT, DECODE_JSON, DECODE_YAML };

struct decode_session;

/* Memory that is used for one message after the other. */
struct decode_room {
	void *p;
	size_t cap;
};

struct decode {
	enum decode_as as;
	enum att_show show;
	uint16_t ex_version; /* of a device that has not said what it speaks */
	bool guess; /* what does not decode is tried in other versions */
	/* of this file */
	const char *name;
	bool plain;	    /* text without record, time and direction */
	const char *source; /* "log": who may have cut messages */
	/* so far */
	uint32_t shown, cut; /* messages and NTBs; those that were cut */
	bool failed;	     /* something did not decode */

	/* private */
	struct decode_session *sessions;
	unsigned n_sessions;
	char device[64]; /* in the last heading */
	struct decode_room text, fields;
};

/* A new file: the members of d that are "of this file". name outlives it. */
void decode_begin(struct decode *d, const char *name, bool plain,
		  const char *source);
/* Show what is whole with this transfer. */
void decode_put(struct decode *d, const struct transfer *t);
/* What is incomplete is shown as it is, everything is forgotten. What is shown
 * is in the buffer of standard output, which is for the caller to flush. */
void decode_end(struct decode *d);

#endif
