/* The fields of a message of which a capture has only the beginning. */
#ifndef ATTACHE_DECODE_CUT_H
#define ATTACHE_DECODE_CUT_H

#include "capture/messages.h"
#include "wire/table.h"

struct decode_cut {
	struct att_layout layout; /* as many of its fields as are there */
	struct att_bytes body;	  /* what is there */
	unsigned left_out;	  /* fields */
	/* private */
	struct att_field fields[ATT_NO_FIELD];
};

/* True if there are fields in front of the place where m was cut; c is valid as
 * long as m is. */
bool decode_cut_find(struct decode_cut *c, const struct message *m);

#endif
