/* A file seen through a window that moves over it: in memory are its next
 * bytes, as many as were asked for at once and those that were read with them.
 * So a file may be of any length, and may be a pipe. */
#ifndef ATT_TRACE_WINDOW_H
#define ATT_TRACE_WINDOW_H

#include <sys/types.h>

#include "base/bytes.h"

/* More than any record of a trace or packet of usbmon needs. */
#define ATT_WINDOW_MAX (2u << 20)

/* As read(2): how many bytes of at most n came; 0: the end; -1 and errno. */
typedef ssize_t att_window_read_fn(void *ctx, void *to, size_t n);

struct att_window {
	struct att_bytes next; /* what is in memory, from the place on ... */
	uint64_t at;	       /* ... that has this offset in the file */
	/* private */
	att_window_read_fn *read; /* NULL: next is all that there is */
	void *ctx;
	uint8_t *buf;
	size_t cap;
	int error;
};

/* At the beginning of what read gives. Memory is freed by fini. */
void att_window_init(struct att_window *w, att_window_read_fn *read, void *ctx);
void att_window_fini(struct att_window *w);
/* Over bytes in memory, which outlive it; fini does not free them. */
struct att_window att_window_of(struct att_bytes bytes);

/* att_window_need when the bytes are not in memory yet. */
int att_window_fill(struct att_window *w, size_t n);

/* Make next hold at least n bytes (more than 0): 1. The pointers that it gave
 * before are not valid then. 0: nothing is left; ATT_E_SHORT: fewer are left,
 * which next holds; ATT_E_ROOM: n is more than ATT_WINDOW_MAX; ATT_E_IO (error
 * is errno); ATT_E_MEMORY. */
static inline int att_window_need(struct att_window *w, size_t n)
{
	return w->next.len >= n ? 1 : att_window_fill(w, n);
}

/* Go on behind n bytes that next holds; pointers to them stay valid until more
 * is needed. */
static inline void att_window_take(struct att_window *w, size_t n)
{
	w->next.p += n;
	w->next.len -= n;
	w->at += n;
}

/* The same behind any number of bytes that need not be held: 1, or as
 * att_window_need. */
int att_window_pass(struct att_window *w, uint64_t n);
/* The beginning of what is left, n bytes if there are so many and they can be
 * read; valid as long as next is. */
struct att_bytes att_window_look(struct att_window *w, size_t n);

#endif
