/* Bytes in hex, with anything around them: dumps of hexdump, xxd, od and tshark
 * with their offsets, arrays of C, bytes among prose, and files that hold
 * nothing else. */
#ifndef ATTACHE_HEXFILE_H
#define ATTACHE_HEXFILE_H

#include "capture/hexline.h"
#include "capture/lines.h"
#include "capture/skips.h"

struct hexfile {
	struct lines lines;
	const char *name; /* for complaints */
	/* Nothing but bytes and comments is in the file: every block is given
	 * out. Else what begins no message is counted. */
	bool strict;
	uint32_t first_line; /* of the block */
	size_t full_len; /* more than the block: the file has cut the rest */
	/* "# transport: QRTR, service 3": the blocks are messages of this
	 * service of QMI, without a header; -1: nothing says so. */
	int qrtr;
	/* private */
	struct skips *skips;
	struct hexline line;
	bool held;	     /* the line has not been used */
	struct octets block; /* in the order of the text */
	unsigned group;	     /* digits that stand together in it */
	bool cut;	     /* "..." was behind it */
	size_t column;	     /* of its bytes among words */
	/* of rows: */
	bool rows;
	unsigned base;	 /* of the offsets, 0: not known yet */
	size_t width;	 /* bytes of a whole row */
	size_t row_at;	 /* where the last row begins in the block, */
	size_t row_sure; /* and how many of its bytes are surely no text */
	bool same;	 /* "*" came behind it */
	bool ended;	 /* an offset alone has ended them */
	/* The last message in front of which other headers were dumped. */
	struct octets inner;
	size_t inner_at; /* bytes in front of it */
};

/* Read from in, which outlives h, as the bytes of name and the skips do. name
 * NULL: nothing is reported. */
void hexfile_init(struct hexfile *h, struct att_window *in, const char *name,
		  bool strict, struct skips *skips);
void hexfile_fini(struct hexfile *h);
/* The next block that holds bytes, valid until the next call: 1; 0 at the end;
 * -1: the rest cannot be read (reported as "FILE:LINE:COLUMN: error: ..."). */
int hexfile_next(struct hexfile *h, struct att_bytes *block);

/* True if a file that begins like this has a message in hex. */
bool hexfile_is(struct att_bytes head);
/* True if there is nothing else in it. */
bool hexfile_is_pure(struct att_bytes head);

#endif
