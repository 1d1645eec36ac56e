/* One direction of the control channel as a trace sees it: where the messages
 * lie in what goes over it, and which of their bytes may be shown. It follows
 * wire/mbim/frag.h; where the two disagree, too much is masked. */
#ifndef MBIM_TRACE_CHANNEL_H
#define MBIM_TRACE_CHANNEL_H

#include "core/core.h"
#include "protocol/mbim/mbim.h"

#define MBIM_TRACEFILE_PIECES 512

/* A part of a read: a fragment (or a message that has only one), what came of
 * one, or garbage. */
struct mbim_tracefile_part {
	struct mbim_bytes bytes;
	size_t at;   /* of bytes in their fragment */
	bool whole;  /* bytes are one whole fragment */
	bool ended;  /* the fragment has all its bytes */
	bool hidden; /* garbage */
};

/* Where bytes of a fragment, or of the message, are in the file. */
struct mbim_tracefile_piece {
	uint64_t file_at;
	size_t at, len;
};

struct mbim_tracefile_channel {
	bool framed;
	uint16_t ex_version; /* of its messages; goes up by itself */
	/* Bytes that may be shown after all. */
	void (*show)(void *ctx, uint64_t file_at, struct mbim_bytes bytes);
	void *ctx;

	bool lost;	 /* between messages there was garbage */
	size_t frag_len; /* of the fragment being read */
	uint8_t frag[MBIM_MESSAGE_MAX];
	/* the message being put together */
	uint32_t total, next;
	size_t whole_len;
	uint8_t whole[MBIM_MESSAGE_MAX];
	/* its pieces, then those of the fragment */
	struct mbim_tracefile_piece piece[MBIM_TRACEFILE_PIECES];
	unsigned n_pieces, n_whole;
};

/* Forget everything incomplete. */
void mbim_tracefile_channel_reset(struct mbim_tracefile_channel *c,
				  bool framed);
/* The next part of a read, which begins after it then; false: there is none. */
bool mbim_tracefile_channel_next(struct mbim_tracefile_channel *c,
				 struct mbim_bytes *read,
				 struct mbim_tracefile_part *part);
/* How many bytes of the part may be shown before its message is complete: its
 * headers. */
size_t mbim_tracefile_channel_visible(const struct mbim_tracefile_channel *c,
				      const struct mbim_tracefile_part *part);
/* The part, which next has just returned, is at file_at with everything that
 * is not visible as '*'. Calls show for what can be shown now. */
void mbim_tracefile_channel_put(struct mbim_tracefile_channel *c,
				const struct mbim_tracefile_part *part,
				uint64_t file_at);

/* The MBIMEx version that an answer to VERSION makes the two sides speak, or
 * ex_version if message is something else. */
uint16_t mbim_tracefile_version(struct mbim_bytes message, uint16_t ex_version);

#endif
