/* The control channel's stream: messages cut out of what was read, fragments
 * put together, and messages cut into fragments. MBIM 1.0 9.5. */
#ifndef MBIM_WIRE_MBIM_FRAG_H
#define MBIM_WIRE_MBIM_FRAG_H

#include "base/bytes.h"

/* At most this time between two fragments of one message (MBIM 1.0 9.5). */
#define MBIM_FRAG_GAP_MS 1250u

/* What the receiver has to tell its peer (as HOST_ERROR or FUNCTION_ERROR). */
struct mbim_frag_fault {
	uint32_t transaction;
	uint32_t code; /* enum mbim_protocol_error */
};

/* Receiver. Memory is the caller's: `stream` holds an incomplete message of an
 * unframed channel, `whole` a message that comes in several fragments. */
struct mbim_frag_rx {
	uint8_t *stream, *whole;
	size_t stream_cap, whole_cap;
	size_t stream_len, whole_len;
	size_t stream_used;	/* bytes of stream that the last get returned */
	struct att_bytes input; /* not yet looked at */
	bool framed; /* a read holds whole fragments only (USB); otherwise a
			message may be split across reads (pty) */
	uint32_t type, transaction, total, next;
	uint64_t deadline_ms; /* of the incomplete message; UINT64_MAX: none */
	uint32_t dropped_bytes; /* statistics: garbage skipped */
	uint32_t orphans;	/* fragments without their beginning */
};

/* Nothing received. stream (for a part of a read) and whole (for a message put
 * together) are room that outlives rx, in bytes. */
void mbim_frag_rx_init(struct mbim_frag_rx *rx, bool framed, uint8_t *stream,
		       size_t stream_cap, uint8_t *whole, size_t whole_cap);
/* Forget everything incomplete. */
void mbim_frag_rx_reset(struct mbim_frag_rx *rx);
/* Give what one read returned; bytes must stay valid until get returned 0. */
void mbim_frag_rx_put(struct mbim_frag_rx *rx, struct att_bytes bytes);
/* The next whole message: 1 and *message (valid until the next call of put or
 * get), always with total = 1, current = 0 and MessageLength of the whole;
 * 0: nothing more; ATT_E_SEQUENCE, LENGTH, ROOM, TIMEOUT: something was
 * dropped (call again), and *fault is set if fault->code is not 0 to what the
 * peer must be told. Garbage between messages is skipped by looking for the
 * next known message type with a plausible length. */
int mbim_frag_rx_get(struct mbim_frag_rx *rx, uint64_t now_ms,
		     struct att_bytes *message, struct mbim_frag_fault *fault);
/* At deadline_ms: drops the incomplete message; 1 and *fault if there was one
 * that had begun with a valid header, else 0. */
int mbim_frag_rx_expire(struct mbim_frag_rx *rx, uint64_t now_ms,
			struct mbim_frag_fault *fault);

/* Sender: fragment number i of `message` for a channel whose MaxControlTransfer
 * is max (>= MBIM_MSG_MIN_CONTROL). Messages without a fragment header and
 * short ones are one fragment. */
uint32_t mbim_frag_tx_count(struct att_bytes message, uint32_t max);
/* Writes fragment i to buf; its length, or ATT_E_ROOM, ATT_E_LENGTH (a
 * message without fragment header that exceeds max). */
int mbim_frag_tx_get(struct att_bytes message, uint32_t max, uint32_t i,
		     uint8_t *buf, size_t cap);

#endif
