/* A window over text that was copied out of a web page's source: "&gt;" and the
 * like become what they stand for, <br> ends a line, and tags go. */
#ifndef ATTACHE_HTML_H
#define ATTACHE_HTML_H

#include "trace/window.h"

struct html {
	struct att_window *in;
	bool amp; /* "&amp;" was taken, and what follows may be "gt;" */
};

/* True if there is something of HTML in the text that begins like this. */
bool html_is(struct att_bytes head);
/* What in holds, as out; h and in outlive out. */
void html_open(struct html *h, struct att_window *in, struct att_window *out);

#endif
