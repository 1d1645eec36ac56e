/* The bytes that one line of text shows in hex, in any of the ways that people
 * and programs write them. */
#ifndef ATTACHE_HEXLINE_H
#define ATTACHE_HEXLINE_H

#include "capture/octets.h"

enum hexline_kind {
	HEXLINE_BLANK, /* nothing, or a comment alone */
	HEXLINE_WORDS, /* no bytes */
	HEXLINE_BYTES, /* nothing but bytes */
	HEXLINE_MIXED, /* words, and bytes among them */
	HEXLINE_ROW,   /* an offset and bytes, and perhaps their text */
	HEXLINE_SAME   /* "*" of hexdump and od: rows like the one before */
};

#define HEXLINE_ROW_MAX 256u /* bytes in a row, of xxd -c */

struct hexline {
	enum hexline_kind kind;
	struct octets
		bytes;	/* of the line; of a row in the order of its text */
	unsigned group; /* digits that stand together, if all are like
			   that: 2 of single bytes */
	bool cut;	/* "..." follows the bytes */
	size_t column;	/* where the bytes begin */
	size_t wrong;	/* column of the first word */
	size_t longest; /* word */
	/* of a row */
	uint64_t hex, octal, decimal; /* its offset, if it is read so */
	unsigned digits;	      /* of the offset, if no ':' follows it */
	/* Of bytes and a row: how many bytes stand before a gap behind which
	 * there may be text instead; 0: there is none. */
	size_t sure;
	/* "# ..." */
	const char *comment;
	size_t comment_len;
};

#define HEXLINE_NO_OFFSET UINT64_MAX /* a digit that the base does not have */

/* False: the line is no row, nor the "*" between two rows. It may be bytes all
 * the same if it is one: "0300 0080". h->bytes is used again, the rest is
 * overwritten. */
bool hexline_row(struct hexline *h, const char *line, size_t len);
/* What is in a line that is no row. comments: '#' and '//' begin one. */
void hexline_bytes(struct hexline *h, const char *line, size_t len,
		   bool comments);
void hexline_fini(struct hexline *h);
/* The value of a hex digit, or -1. */
int hexline_digit(char c);

#endif
