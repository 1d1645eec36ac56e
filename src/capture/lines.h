/* The lines of a text, which may be of any length, or come through a pipe. */
#ifndef ATTACHE_LINES_H
#define ATTACHE_LINES_H

#include "trace/window.h"

struct lines {
	struct att_window *in;
	const char *p; /* the line with its end, valid until the next one */
	size_t len;
	uint32_t number; /* of the line, from 1 */
};

/* Before the first line of in, which outlives l. */
void lines_init(struct lines *l, struct att_window *in);
/* Go to the next line: 1; 0 at the end; or an error of the window, after which
 * there is no line: ATT_E_ROOM, it is longer than a window can be. */
int lines_next(struct lines *l);

#endif
