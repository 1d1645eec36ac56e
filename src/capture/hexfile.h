/* Files of hex bytes: '#' begins a comment, white space is ignored, and a blank
 * line ends a block. */
#ifndef ATTACHE_HEXFILE_H
#define ATTACHE_HEXFILE_H

#include "trace/window.h"

struct hexfile {
	struct att_window *in;
	const char *name; /* for complaints */
	unsigned line, column;
	unsigned first_line; /* of the block */
	/* "# transport: QRTR, service 3": the blocks are messages of this
	 * service of QMI, without a header; -1: nothing says so. */
	int qrtr;
	uint8_t *bytes; /* of the block */
	size_t len, cap;
	int error; /* of the window */
	char comment[160];
	size_t comment_len;
};

/* Read from in, which outlives h, as the bytes of name do. */
void hexfile_init(struct hexfile *h, struct att_window *in, const char *name);
void hexfile_fini(struct hexfile *h);
/* The next block that holds bytes, valid until the next call: 1; 0 at the end;
 * -1: the rest cannot be read (reported as "FILE:LINE:COLUMN: error: ..."). */
int hexfile_next(struct hexfile *h, struct att_bytes *block);

#endif
