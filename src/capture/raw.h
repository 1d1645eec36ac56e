/* Messages as they are, one behind the other: what was read from /dev/cdc-wdm0,
 * or written to it. */
#ifndef ATTACHE_RAW_H
#define ATTACHE_RAW_H

#include "capture/skips.h"
#include "capture/transfer.h"
#include "trace/window.h"

struct raw {
	struct att_window *in;
	struct skips *skips;
	uint32_t messages; /* so far */
};

/* Read from in, which outlives r, as do the skips: what is between messages. */
void raw_init(struct raw *r, struct att_window *in, struct skips *skips);
/* The next message, whose record is its number: 1; 0 at the end; or an error of
 * the window. */
int raw_next(struct raw *r, struct transfer *out);

/* True if the file that begins with these bytes begins with a message. */
bool raw_is(struct att_bytes head);

#endif
