/* One direction of the control channel as a trace sees it: where the messages
 * lie in what goes over it, and which of their bytes may be shown. It follows
 * what the protocol reads; where the two disagree, too much is masked. */
#ifndef ATT_TRACE_CHANNEL_H
#define ATT_TRACE_CHANNEL_H

#include "wire/dialect.h"

#define ATT_TRACEFILE_PIECES  512
#define ATT_TRACEFILE_LONGEST 16384 /* bytes of a message */

/* A part of a read: a fragment (or a message that has only one), what came of
 * one, or garbage. */
struct att_tracefile_part {
	struct att_bytes bytes;
	size_t at;   /* of bytes in their fragment */
	bool whole;  /* bytes are one whole fragment */
	bool ended;  /* the fragment has all its bytes */
	bool hidden; /* garbage */
};

/* Where bytes of a fragment, or of the message, are in the file. */
struct att_tracefile_piece {
	uint64_t file_at;
	size_t at, len;
};

struct att_tracefile_channel {
	const struct att_dialect *dialect;
	bool framed;
	uint16_t version; /* of its messages; goes up by itself */
	/* Bytes that may be shown after all. */
	void (*show)(void *ctx, uint64_t file_at, struct att_bytes bytes);
	void *ctx;

	bool lost;	 /* between messages there was garbage */
	size_t frag_len; /* of the fragment being read */
	uint8_t frag[ATT_TRACEFILE_LONGEST];
	bool ended; /* it has all its bytes */
	/* the message being put together */
	uint32_t type, transaction, total, next;
	size_t whole_len;
	uint8_t whole[ATT_TRACEFILE_LONGEST];
	/* its pieces, then those of the fragment */
	struct att_tracefile_piece piece[ATT_TRACEFILE_PIECES];
	unsigned n_pieces, n_whole;
};

/* Forget everything incomplete. framed: a read begins with a message and holds
 * whole ones. */
void att_tracefile_channel_reset(struct att_tracefile_channel *c,
				 const struct att_dialect *dialect,
				 bool framed);
/* The next part of a read, which begins after it then; false: there is none. */
bool att_tracefile_channel_next(struct att_tracefile_channel *c,
				struct att_bytes *read,
				struct att_tracefile_part *part);
/* How many bytes of the part may be shown before its message is complete: its
 * headers. */
size_t att_tracefile_channel_visible(const struct att_tracefile_channel *c,
				     const struct att_tracefile_part *part);
/* The part, which next has just returned, is at file_at with everything that
 * is not visible as '*'. Calls show for what can be shown now. */
void att_tracefile_channel_put(struct att_tracefile_channel *c,
			       const struct att_tracefile_part *part,
			       uint64_t file_at);

#endif
