/* A window over text that begins with a byte order mark, as UTF-8 without one:
 * Windows' programs write logs in UTF-16. */
#ifndef ATTACHE_UTF16TEXT_H
#define ATTACHE_UTF16TEXT_H

#include "trace/window.h"

struct utf16text {
	struct att_window *in;
	bool begun, wide, big;
	uint8_t left[4]; /* of a character for which there was no room */
	unsigned n_left;
};

/* True if a file that begins with these bytes has such a mark. */
bool utf16text_is(struct att_bytes head);
/* What in holds, as out; t and in outlive out. What is no UTF-16 becomes
 * U+FFFD. */
void utf16text_open(struct utf16text *t, struct att_window *in,
		    struct att_window *out);

#endif
