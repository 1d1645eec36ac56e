/* What is wrapped around a capture or a log: compression, another encoding of
 * text, HTML. Each is known by its content, and taken off. */
#ifndef ATTACHE_COATS_H
#define ATTACHE_COATS_H

#include "capture/gunzip.h"
#include "capture/html.h"
#include "capture/utf16text.h"

struct coats {
	struct att_window *in; /* what is inside of all of them */
	/* private */
	struct att_window inside[3];
	struct gunzip *gunzip;
	struct utf16text utf16;
	struct html html;
	bool has_utf16, has_html;
};

/* in outlives c. */
void coats_init(struct coats *c, struct att_window *in);
/* Take off what c->in, of which c->in->next is known, begins with: true, and
 * c->in is what was in it; look again. False: there is nothing to take off. */
bool coats_take_off(struct coats *c);
void coats_fini(struct coats *c);

#endif
