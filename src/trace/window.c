/* A window over a file: bytes that were read and not yet taken stay at the
 * beginning of its buffer. */
#include "trace/window.h"

#include <errno.h>
#include <stdlib.h>

#include "base/errors.h"

#define CHUNK 65536u /* of one read, if not more is needed */

void att_window_init(struct att_window *w, att_window_read_fn *read, void *ctx)
{
	*w = (struct att_window){.read = read, .ctx = ctx};
}

void att_window_fini(struct att_window *w)
{
	free(w->buf);
	*w = (struct att_window){.read = NULL};
}

struct att_window att_window_of(struct att_bytes bytes)
{
	return (struct att_window){.next = bytes};
}

/* Room for n bytes, at whose beginning is what is held. */
static bool make_room(struct att_window *w, size_t n)
{
	size_t cap = w->cap ? w->cap : CHUNK;
	size_t from = w->buf ? (size_t)(w->next.p - w->buf) : 0;
	uint8_t *p = w->buf;

	while (cap < n)
		cap *= 2;
	if (w->next.len && from)
		memmove(p, p + from, w->next.len);
	if (cap > w->cap) {
		p = realloc(w->buf, cap);
		if (!p)
			return false;
		w->cap = cap;
	}
	w->buf = p;
	w->next.p = p;
	return true;
}

int att_window_fill(struct att_window *w, size_t n)
{
	ssize_t got = 1;

	if (n > ATT_WINDOW_MAX)
		return ATT_E_ROOM;
	if (w->read && !make_room(w, n))
		return ATT_E_MEMORY;
	while (w->read && w->next.len < n) {
		got = w->read(w->ctx, w->buf + w->next.len,
			      w->cap - w->next.len);
		if (got > 0)
			w->next.len += (size_t)got;
		if (got == 0)
			w->read = NULL;
		if (got >= 0 || errno == EINTR)
			continue;
		w->error = errno;
		return ATT_E_IO;
	}
	if (w->next.len >= n)
		return 1;
	return w->next.len ? ATT_E_SHORT : 0;
}

int att_window_pass(struct att_window *w, uint64_t n)
{
	int got = 1;

	while (n && (got = att_window_need(w, 1)) > 0) {
		size_t step = w->next.len < n ? w->next.len : (size_t)n;

		att_window_take(w, step);
		n -= step;
	}
	return got;
}

struct att_bytes att_window_look(struct att_window *w, size_t n)
{
	struct att_bytes bytes;

	(void)att_window_need(w, n);
	bytes = w->next;
	if (bytes.len > n)
		bytes.len = n;
	return bytes;
}
