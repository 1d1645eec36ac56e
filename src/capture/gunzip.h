/* A window over what gzip has compressed (RFC 1952). */
#ifndef ATTACHE_GUNZIP_H
#define ATTACHE_GUNZIP_H

#include "trace/window.h"

struct gunzip;

/* True if a file that begins with these bytes is compressed. */
bool gunzip_is(struct att_bytes head);
/* What in holds, as out, whose error is EBADMSG if it is damaged or its end is
 * missing, and ENOSYS in a program without zlib. in outlives out. NULL: out of
 * memory. */
struct gunzip *gunzip_open(struct att_window *in, struct att_window *out);
/* g may be NULL. */
void gunzip_close(struct gunzip *g);

#endif
