/* Bytes that come in pieces of any length, as through a pipe. */
#ifndef TESTS_SUPPORT_CHUNKS_H
#define TESTS_SUPPORT_CHUNKS_H

#include "trace/window.h"

struct chunks {
	struct att_bytes bytes; /* still to come */
	size_t most;		/* in a piece, at least 1 */
	uint32_t random;	/* 0: every piece is as long as it may be */
};

/* As a window reads: ctx is a struct chunks. */
ssize_t chunks_read(void *ctx, void *to, size_t n);

#endif
