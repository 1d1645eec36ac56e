/* One direction of the control channel as a trace sees it: where the messages
 * lie in what goes over it, and which of their bytes may be shown. It finds
 * what the manager's receiver finds, in malformed messages and garbage too:
 * each header that the receiver looks at is shown, and all else of what is no
 * message is masked. So the receiver does the same with the masked bytes. */
#ifndef ATT_TRACE_CHANNEL_H
#define ATT_TRACE_CHANNEL_H

#include "wire/dialect.h"

#define ATT_TRACEFILE_PIECES  8192
#define ATT_TRACEFILE_LONGEST 16384 /* bytes of a message */

/* A part of a read: a fragment (or a message that has only one), what came of
 * one, or garbage. */
struct att_tracefile_part {
	struct att_bytes bytes;
	/* As they may be shown now, until the next call; of a channel without
	 * masks NULL. */
	const uint8_t *shown;
	bool whole; /* bytes are one whole fragment */
};

/* Where bytes of a fragment, or of the message, are in the file. */
struct att_tracefile_piece {
	uint64_t file_at; /* or in the part that has no place yet */
	size_t at, len;
};

struct att_tracefile_channel {
	const struct att_dialect *dialect;
	bool framed;
	uint16_t version; /* of its messages; goes up by itself */
	/* Bytes of earlier parts that may be shown after all. NULL: there are
	 * no masks. */
	void (*show)(void *ctx, uint64_t file_at, struct att_bytes bytes);
	void *ctx;

	size_t garbage_len; /* that the next bytes are */
	/* Of the next bytes, those that may be shown: a head is read as a
	 * whole, even where a message may begin in the middle of a bad one. */
	size_t clear_len;
	size_t frag_len; /* of the fragment being read */
	uint8_t frag[ATT_TRACEFILE_LONGEST];
	uint64_t frag_ms; /* when its last bytes came */
	/* the part that has no place yet */
	size_t part_len;
	uint8_t part[ATT_TRACEFILE_LONGEST];
	/* the message being put together */
	uint32_t type, transaction, total, next;
	size_t whole_len;
	uint8_t whole[ATT_TRACEFILE_LONGEST];
	uint8_t masked[ATT_TRACEFILE_LONGEST];
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
				struct att_bytes *read, uint64_t now_ms,
				struct att_tracefile_part *part);
/* The part that next has just returned is at file_at. */
void att_tracefile_channel_put(struct att_tracefile_channel *c,
			       uint64_t file_at);
/* Show nothing more of what has come until now. */
void att_tracefile_channel_forget(struct att_tracefile_channel *c);
/* The receiver looks at its clock, and may give up a part of a message. */
void att_tracefile_channel_expire(struct att_tracefile_channel *c,
				  uint64_t now_ms);

#endif
