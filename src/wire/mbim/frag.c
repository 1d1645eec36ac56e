/* The control channel's stream: messages out of reads, whole messages out of
 * fragments, fragments out of messages. MBIM 1.0 9.5. */
#include "wire/mbim/frag.h"

#include <assert.h>

#include "base/errors.h"
#include "wire/mbim/msg.h"

#define NEVER UINT64_MAX

struct head {
	uint32_t type, len, transaction, total, current;
};

static struct head head_of(const uint8_t *p, size_t n)
{
	struct head h = {att_get32(p), att_get32(p + 4), att_get32(p + 8), 1,
			 0};

	if (mbim_msg_fragmented(h.type) && n >= MBIM_MSG_FRAGMENT) {
		h.total = att_get32(p + 12);
		h.current = att_get32(p + 16);
	}
	return h;
}

void mbim_frag_rx_init(struct mbim_frag_rx *rx, bool framed, uint8_t *stream,
		       size_t stream_cap, uint8_t *whole, size_t whole_cap)
{
	memset(rx, 0, sizeof(*rx));
	rx->framed = framed;
	rx->stream = stream;
	rx->stream_cap = stream_cap;
	rx->whole = whole;
	rx->whole_cap = whole_cap;
	rx->deadline_ms = NEVER;
}

static void drop_fragments(struct mbim_frag_rx *rx)
{
	rx->total = 0;
	rx->next = 0;
	rx->whole_len = 0;
}

void mbim_frag_rx_reset(struct mbim_frag_rx *rx)
{
	drop_fragments(rx);
	rx->stream_len = 0;
	rx->stream_used = 0;
	rx->input = att_bytes_of(NULL, 0);
	rx->deadline_ms = NEVER;
}

void mbim_frag_rx_put(struct mbim_frag_rx *rx, struct att_bytes bytes)
{
	rx->input = bytes;
}

/* Something came: the peer has the full gap again for what is incomplete. */
static void restart_gap(struct mbim_frag_rx *rx, uint64_t now_ms)
{
	bool waits = rx->total || rx->stream_len > rx->stream_used;

	rx->deadline_ms = waits ? now_ms + MBIM_FRAG_GAP_MS : NEVER;
}

static int fail(struct mbim_frag_fault *fault, uint32_t transaction,
		enum mbim_protocol_error code, int err)
{
	fault->transaction = transaction;
	fault->code = code;
	return err;
}

/* --- messages out of reads --------------------------------------------- */

static void skip_input(struct mbim_frag_rx *rx, size_t n)
{
	rx->input.p += n;
	rx->input.len -= n;
}

static void skip_stream(struct mbim_frag_rx *rx, size_t n)
{
	rx->stream_len -= n;
	memmove(rx->stream, rx->stream + n, rx->stream_len);
}

/* The longest message that is believed. */
static size_t longest(const struct mbim_frag_rx *rx)
{
	return rx->framed ? rx->whole_cap : rx->stream_cap;
}

static bool fits(const struct mbim_frag_rx *rx, const struct head *h)
{
	return h->len >= MBIM_MSG_HEADER && h->len <= longest(rx);
}

/* May a message begin at p, in the middle of garbage? Stricter than what is
 * asked of a message where one is due: everything visible must agree. */
static bool may_begin(const struct mbim_frag_rx *rx, const uint8_t *p, size_t n)
{
	struct head h;

	if (n < MBIM_MSG_HEADER)
		return !rx->framed && (n < 4 || mbim_msg_known(att_get32(p)));
	h = head_of(p, n);
	if (!mbim_msg_known(h.type) || !fits(rx, &h))
		return false;
	if (rx->framed && h.len > n)
		return false;
	if (!mbim_msg_fragmented(h.type))
		return h.len <= 16;
	return h.len >= MBIM_MSG_FRAGMENT && h.current < h.total;
}

/* How much of b is not the beginning of a message; at least 1. */
static size_t garbage_len(const struct mbim_frag_rx *rx, struct att_bytes b)
{
	size_t i = 1;

	while (i < b.len && !may_begin(rx, b.p + i, b.len - i))
		i++;
	return i;
}

/* Move input into the stream until it holds n bytes; false: there are not so
 * many. n <= stream_cap. */
static bool fill_stream(struct mbim_frag_rx *rx, size_t n, uint64_t now_ms)
{
	size_t more = n > rx->stream_len ? n - rx->stream_len : 0;

	if (more > rx->input.len)
		more = rx->input.len;
	if (more) {
		memcpy(rx->stream + rx->stream_len, rx->input.p, more);
		rx->stream_len += more;
		skip_input(rx, more);
		restart_gap(rx, now_ms);
	}
	return rx->stream_len >= n;
}

/* The bytes in which the next message is looked for: what was read, or what
 * earlier reads left of a message. False: not enough has come. */
static bool window(struct mbim_frag_rx *rx, uint64_t now_ms,
		   struct att_bytes *b)
{
	struct head h;

	if (!rx->stream_len) {
		*b = rx->input;
		if (rx->framed)
			return b->len > 0;
		if (b->len >= MBIM_MSG_HEADER) {
			h = head_of(b->p, b->len);
			if (!mbim_msg_known(h.type) || !fits(rx, &h) ||
			    h.len <= b->len)
				return true;
		}
	}
	if (!fill_stream(rx, MBIM_MSG_HEADER, now_ms))
		return false;
	h = head_of(rx->stream, rx->stream_len);
	if (mbim_msg_known(h.type) && fits(rx, &h) &&
	    !fill_stream(rx, h.len, now_ms))
		return false;
	*b = att_bytes_of(rx->stream, rx->stream_len);
	return true;
}

static void skip(struct mbim_frag_rx *rx, size_t n)
{
	if (rx->stream_len)
		skip_stream(rx, n);
	else
		skip_input(rx, n);
}

static void drop(struct mbim_frag_rx *rx, size_t n)
{
	rx->dropped_bytes += (uint32_t)n;
	skip(rx, n);
}

/* The next message or fragment, not yet consumed: 1, 0 or an error. */
static int peek(struct mbim_frag_rx *rx, uint64_t now_ms, struct att_bytes *m,
		struct mbim_frag_fault *fault)
{
	struct att_bytes b;

	if (rx->stream_used)
		skip_stream(rx, rx->stream_used);
	rx->stream_used = 0;
	while (window(rx, now_ms, &b)) {
		bool whole_head = b.len >= MBIM_MSG_HEADER;
		struct head h = {0};

		if (whole_head)
			h = head_of(b.p, b.len);
		if (!whole_head || !mbim_msg_known(h.type)) {
			drop(rx, garbage_len(rx, b));
			continue;
		}
		if (fits(rx, &h) && h.len <= b.len) {
			*m = att_bytes_of(b.p, h.len);
			return 1;
		}
		/* A message with an impossible length, or (framed) cut off by
		 * the end of the read. */
		drop(rx, fits(rx, &h) ? b.len : garbage_len(rx, b));
		return fail(fault, h.transaction, MBIM_PROTOCOL_LENGTH_MISMATCH,
			    ATT_E_LENGTH);
	}
	return 0;
}

/* Step over a message that was peeked at; its bytes stay where they are until
 * the next call. */
static void consume(struct mbim_frag_rx *rx, size_t n)
{
	if (rx->stream_len)
		rx->stream_used = n;
	else
		skip_input(rx, n);
}

/* --- whole messages out of fragments ------------------------------------ */

/* Does this message end the incomplete one, which then is an error? */
static int interrupted(struct mbim_frag_rx *rx, const struct head *h,
		       uint64_t now_ms, struct mbim_frag_fault *fault)
{
	if (!rx->total || !mbim_msg_fragmented(h->type))
		return 0;
	if (now_ms > rx->deadline_ms) {
		drop_fragments(rx);
		return fail(fault, rx->transaction,
			    MBIM_PROTOCOL_TIMEOUT_FRAGMENT, ATT_E_TIMEOUT);
	}
	if (h->current)
		return 0;
	drop_fragments(rx);
	/* The same message once more: its peer knows what it does. */
	if (h->type == rx->type && h->transaction == rx->transaction)
		return 0;
	return fail(fault, rx->transaction,
		    MBIM_PROTOCOL_FRAGMENT_OUT_OF_SEQUENCE, ATT_E_SEQUENCE);
}

static int append(struct mbim_frag_rx *rx, struct att_bytes part)
{
	if (part.len > rx->whole_cap - rx->whole_len) {
		drop_fragments(rx);
		return ATT_E_ROOM;
	}
	memcpy(rx->whole + rx->whole_len, part.p, part.len);
	rx->whole_len += part.len;
	rx->next++;
	return 0;
}

/* All fragments have come: make them look like one message. */
static int finish(struct mbim_frag_rx *rx, struct att_bytes *message,
		  struct mbim_frag_fault *fault)
{
	size_t header = mbim_msg_header_len(rx->type);
	size_t len = rx->whole_len;

	drop_fragments(rx);
	if (len < header || att_get32(rx->whole + header - 4) != len - header)
		return fail(fault, rx->transaction,
			    MBIM_PROTOCOL_LENGTH_MISMATCH, ATT_E_LENGTH);
	att_put32(rx->whole + 4, (uint32_t)len);
	att_put32(rx->whole + 12, 1);
	att_put32(rx->whole + 16, 0);
	*message = att_bytes_of(rx->whole, len);
	return 1;
}

static int begin(struct mbim_frag_rx *rx, const struct head *h,
		 struct att_bytes m)
{
	int err;

	drop_fragments(rx);
	err = append(rx, m);
	if (err)
		return err;
	rx->type = h->type;
	rx->transaction = h->transaction;
	rx->total = h->total;
	return 0;
}

static int go_on(struct mbim_frag_rx *rx, const struct head *h,
		 struct att_bytes m, struct att_bytes *message,
		 struct mbim_frag_fault *fault)
{
	struct att_bytes part = {m.p + MBIM_MSG_FRAGMENT,
				 m.len - MBIM_MSG_FRAGMENT};
	int err;

	if (!rx->total || h->type != rx->type ||
	    h->transaction != rx->transaction) {
		rx->orphans++;
		return 0;
	}
	if (h->total != rx->total || h->current != rx->next) {
		drop_fragments(rx);
		return fail(fault, h->transaction,
			    MBIM_PROTOCOL_FRAGMENT_OUT_OF_SEQUENCE,
			    ATT_E_SEQUENCE);
	}
	err = append(rx, part);
	if (err)
		return err;
	return rx->next == rx->total ? finish(rx, message, fault) : 0;
}

/* One message or fragment: 1 and a whole message, 0, or an error. */
static int accept(struct mbim_frag_rx *rx, const struct head *h,
		  struct att_bytes m, struct att_bytes *message,
		  struct mbim_frag_fault *fault)
{
	bool fragmented = mbim_msg_fragmented(h->type);
	bool whole = h->total == 1 && h->current == 0;

	if (fragmented && m.len < MBIM_MSG_FRAGMENT + !whole)
		return fail(fault, h->transaction,
			    MBIM_PROTOCOL_LENGTH_MISMATCH, ATT_E_LENGTH);
	if (!fragmented || whole) {
		*message = m;
		return 1;
	}
	if (h->current >= h->total)
		return fail(fault, h->transaction,
			    MBIM_PROTOCOL_FRAGMENT_OUT_OF_SEQUENCE,
			    ATT_E_SEQUENCE);
	if (h->current == 0)
		return begin(rx, h, m);
	return go_on(rx, h, m, message, fault);
}

int mbim_frag_rx_get(struct mbim_frag_rx *rx, uint64_t now_ms,
		     struct att_bytes *message, struct mbim_frag_fault *fault)
{
	struct att_bytes m;
	int got = 0;

	*fault = (struct mbim_frag_fault){0, 0};
	while (!got) {
		struct head h;

		got = peek(rx, now_ms, &m, fault);
		if (got <= 0)
			return got;
		h = head_of(m.p, m.len);
		got = interrupted(rx, &h, now_ms, fault);
		if (got)
			break;
		consume(rx, m.len);
		got = accept(rx, &h, m, message, fault);
		restart_gap(rx, now_ms);
	}
	return got;
}

int mbim_frag_rx_expire(struct mbim_frag_rx *rx, uint64_t now_ms,
			struct mbim_frag_fault *fault)
{
	bool begun = rx->total || rx->stream_len >= MBIM_MSG_HEADER;
	struct att_bytes input = rx->input;

	*fault = (struct mbim_frag_fault){0, 0};
	if (now_ms < rx->deadline_ms)
		return 0;
	if (begun) {
		fault->transaction =
			rx->total ? rx->transaction : att_get32(rx->stream + 8);
		fault->code = MBIM_PROTOCOL_TIMEOUT_FRAGMENT;
	}
	rx->dropped_bytes += (uint32_t)(rx->stream_len - rx->stream_used);
	mbim_frag_rx_reset(rx);
	rx->input = input;
	return begun;
}

/* --- fragments out of messages ------------------------------------------ */

static bool needs_split(struct att_bytes message, uint32_t max)
{
	return message.len > max && max > MBIM_MSG_FRAGMENT &&
	       mbim_msg_fragmented(att_get32(message.p));
}

uint32_t mbim_frag_tx_count(struct att_bytes message, uint32_t max)
{
	size_t part = max - MBIM_MSG_FRAGMENT;

	if (!needs_split(message, max))
		return 1;
	return (uint32_t)((message.len - MBIM_MSG_FRAGMENT + part - 1) / part);
}

int mbim_frag_tx_get(struct att_bytes message, uint32_t max, uint32_t i,
		     uint8_t *buf, size_t cap)
{
	uint32_t total = mbim_frag_tx_count(message, max);
	size_t part = max - MBIM_MSG_FRAGMENT;
	size_t at = MBIM_MSG_FRAGMENT + part * i;
	size_t n, len;

	assert(i < total);
	if (total == 1) {
		if (message.len > max)
			return ATT_E_LENGTH;
		if (message.len > cap)
			return ATT_E_ROOM;
		memcpy(buf, message.p, message.len);
		return (int)message.len;
	}
	n = message.len - at < part ? message.len - at : part;
	len = MBIM_MSG_FRAGMENT + n;
	if (len > cap)
		return ATT_E_ROOM;
	memcpy(buf, message.p, 12);
	att_put32(buf + 4, (uint32_t)len);
	att_put32(buf + 12, total);
	att_put32(buf + 16, i);
	memcpy(buf + MBIM_MSG_FRAGMENT, message.p + at, n);
	return (int)len;
}
