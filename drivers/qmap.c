/* QMAP, both ways, in place. A packet whose length cannot be ends the walk, as
 * nothing tells where the next one is; others are left out alone. */
#include "drivers/qmap.h"

#include <assert.h>

#include "base/errors.h"

enum {
	HEAD = 4,
	EXTRA = 4,   /* a header of versions 4 and 5 */
	TRAILER = 8, /* of version 4 */

	FLAG_COMMAND = 0x80,
	FLAG_NEXT = 0x40, /* version 5: a header follows */
	PAD_MASK = 0x3f,

	/* Of a header of version 5. */
	CHAINED = 0x01,
	TYPE_CHECKSUM = 2,
	LAST_CHECKSUM = TYPE_CHECKSUM << 1,

	/* Of a command. */
	FLOW_DISABLE = 1,
	FLOW_ENABLE = 2,
	TYPE_MASK = 0x03,
	TYPE_ACK = 1,

	MAX_SIZE = 65536 /* a length has 16 bits */
};

static bool has_extra(enum qmap_form form)
{
	return form == QMAP_V4_UP || form == QMAP_V5;
}

/* Ids that no session has become numbers that none has. */
static inline struct flow flow_of_mux(uint32_t mux)
{
	struct flow flow;
	uint8_t bytes[sizeof(flow)];

	att_put16(bytes, (uint8_t)(mux - 1));
	memcpy(&flow, bytes, sizeof(flow));
	return flow;
}

/* --- send --------------------------------------------------------- */

/* A transfer with more would hold datagrams whose length has no room. Padding
 * is written four bytes at a time. */
static int64_t room_of(const struct qmap_params *p)
{
	uint32_t around = HEAD + (has_extra(p->form) ? EXTRA : 0) + 4;

	return (int64_t)(p->max_size < MAX_SIZE ? p->max_size : MAX_SIZE) -
	       around;
}

uint32_t qmap_longest(const struct qmap_params *p)
{
	int64_t room = room_of(p);

	return room > 0 ? (uint32_t)room : 0;
}

void qmap_begin(struct qmap_link *l, uint8_t *buf)
{
	l->buf = buf;
	l->len = 0;
	l->left = l->out.max_datagrams;
	l->room = l->most;
}

static uint8_t *link_reserve(void *s, uint8_t *buf, struct flow flow,
			     uint32_t max)
{
	struct qmap_link *l = s;

	if (!l->buf)
		qmap_begin(l, buf);
	return qmap_reserve(l, flow, max);
}

static void link_commit(void *s, struct flow flow, uint32_t len)
{
	struct qmap_link *l = s;

	qmap_commit(l, flow, len);
}

uint32_t qmap_end(struct qmap_link *l)
{
	l->buf = NULL;
	return l->len;
}

static uint32_t link_end(void *s)
{
	struct qmap_link *l = s;

	return qmap_end(l);
}

/* --- commands ----------------------------------------------------- */

/* A command is {name, type, 2 bytes, transaction, ...}. Its acknowledgement is
 * the command itself, with another type. */
static void command_take(struct qmap_link *l, uint8_t mux,
			 struct att_bytes command)
{
	uint8_t *ack = l->ack[l->n_acks % QMAP_ACKS];

	l->commands++;
	if (command.len < QMAP_COMMAND || l->n_acks == QMAP_ACKS ||
	    (command.p[0] != FLOW_DISABLE && command.p[0] != FLOW_ENABLE) ||
	    command.p[1] & TYPE_MASK)
		return;
	qmap_head_put(ack, FLAG_COMMAND, mux, QMAP_COMMAND);
	memcpy(ack + HEAD, command.p, QMAP_COMMAND);
	ack[HEAD + 1] |= TYPE_ACK;
	l->n_acks++;
}

/* As many as a transfer may hold. */
static uint32_t link_own(void *s, uint8_t *buf)
{
	struct qmap_link *l = s;
	uint32_t n = l->out.max_size / sizeof(l->ack[0]);

	if (l->out.max_datagrams && n > l->out.max_datagrams)
		n = l->out.max_datagrams;
	if (n > l->n_acks)
		n = l->n_acks;
	memcpy(buf, l->ack, n * sizeof(l->ack[0]));
	l->n_acks -= n;
	memmove(l->ack, l->ack + n, l->n_acks * sizeof(l->ack[0]));
	return n * (uint32_t)sizeof(l->ack[0]);
}

/* --- receive ------------------------------------------------------ */

/* The bytes of the headers between the first one, `head` at `at`, and the
 * datagram. 0 or ATT_E_*. */
static int chain_len(struct att_bytes t, uint32_t at, uint32_t head,
		     uint32_t *len)
{
	uint32_t next = head & FLAG_NEXT;

	for (*len = 0; next; *len += EXTRA) {
		const uint8_t *p = t.p + at + HEAD + *len;

		if (!att_bytes_has(t, (uint64_t)at + HEAD + *len, EXTRA))
			return ATT_E_SHORT;
		if (p[0] >> 1 != TYPE_CHECKSUM)
			return ATT_E_TYPE;
		next = p[0] & CHAINED;
	}
	return 0;
}

/* The packet at l->at, its header being `head`; l->at is behind it then. 0 or
 * ATT_E_*. */
static int packet_take(struct qmap_link *l, uint32_t head,
		       struct att_bytes *packet)
{
	uint32_t len = att_get16_be(l->transfer.p + l->at + 2);
	uint32_t behind = l->in == QMAP_V4_DOWN ? TRAILER : 0, front = 0;
	bool command = head & FLAG_COMMAND;
	int err = 0;

	if (l->in == QMAP_V5 && !command)
		err = chain_len(l->transfer, l->at, head, &front);
	if (l->in == QMAP_V4_UP && !command)
		front = EXTRA;
	if (err)
		return err;
	if (!att_bytes_has(l->transfer, (uint64_t)l->at + HEAD + front,
			   len + behind))
		return ATT_E_LENGTH;
	*packet = att_bytes_of(l->transfer.p + l->at + HEAD + front, len);
	l->at += HEAD + front + len + behind;
	return 0;
}

/* One packet; true: *to is its datagram. */
static inline bool packet_next(struct qmap_link *l, struct framing_datagram *to,
			       int *err)
{
	uint32_t head, pad;

	if (!att_bytes_has(l->transfer, l->at, HEAD)) {
		*err = ATT_E_SHORT;
		return false;
	}
	head = att_get32(l->transfer.p + l->at);
	*err = packet_take(l, head, &to->bytes);
	if (*err)
		return false;
	if (head & FLAG_COMMAND) {
		command_take(l, (uint8_t)(head >> 8), to->bytes);
		return false;
	}
	pad = head & PAD_MASK;
	to->flow = flow_of_mux(head >> 8);
	if (pad >= to->bytes.len) {
		l->skipped++;
		return false;
	}
	to->bytes.len -= pad;
	return true;
}

/* What is behind a packet without bytes is not meant for us: some modems fill
 * transfers up. */
static bool at_end(const struct qmap_link *l)
{
	return l->at == l->transfer.len ||
	       (att_bytes_has(l->transfer, l->at, HEAD) &&
		!att_get16(l->transfer.p + l->at + 2));
}

/* Not a command, and with another header if there is one in this form. */
static inline bool is_usual(const uint8_t *p, uint32_t head, bool chained)
{
	return chained ? (int8_t)head >= FLAG_NEXT && p[HEAD] == LAST_CHECKSUM
		       : (int8_t)head >= 0;
}

/* Datagrams as most of them are, up to one that is not or to `end`: behind the
 * last of them. Each form has a loop of its own. */
static inline struct framing_datagram *usual_walk(struct qmap_link *l,
						  uint32_t front,
						  uint32_t behind, bool chained,
						  struct framing_datagram *to,
						  struct framing_datagram *end)
{
	int64_t left = (int64_t)(l->transfer.len - l->at);
	const uint8_t *p = l->transfer.p + l->at;

	for (; to != end && att_bytes_less(&left, front + behind); to++) {
		uint32_t head = att_get32(p);
		size_t len, pad;

		if (!is_usual(p, head, chained))
			break;
		len = __builtin_bswap32(head) & 0xffff;
		pad = head & PAD_MASK;
		if (pad >= len || !att_bytes_less(&left, len))
			break;
		to->flow = flow_of_mux(p[1]);
		to->bytes.p = p + front;
		p = to->bytes.p + len + behind;
		to->bytes.len = len - pad;
	}
	l->at = (uint32_t)(p - l->transfer.p);
	return to;
}

__attribute__((noinline)) static struct framing_datagram *form_walk(
	struct qmap_link *l, struct framing_datagram *to,
	struct framing_datagram *end)
{
	switch (l->in) {
	case QMAP_V1:
		return usual_walk(l, HEAD, 0, false, to, end);
	case QMAP_V4_UP:
		return usual_walk(l, HEAD + EXTRA, 0, false, to, end);
	case QMAP_V4_DOWN:
		return usual_walk(l, HEAD, TRAILER, false, to, end);
	case QMAP_V5:
		break;
	}
	return usual_walk(l, HEAD + EXTRA, 0, true, to, end);
}

/* The same from a packet on that is not usual. */
__attribute__((noinline)) static struct framing_datagram *rest_walk(
	struct qmap_link *l, struct framing_datagram *to,
	struct framing_datagram *end, int *err)
{
	while (to != end && !at_end(l)) {
		to += packet_next(l, to, err);
		if (*err)
			break;
		to = form_walk(l, to, end);
	}
	return to;
}

static unsigned link_walk(void *s, const struct att_bytes *transfer,
			  struct framing_datagram *to, unsigned cap, int *err)
{
	struct framing_datagram *const first = to, *const end = to + cap;
	struct qmap_link *l = s;

	*err = 0;
	if (transfer) {
		l->transfer = *transfer;
		l->at = 0;
	}
	to = form_walk(l, to, end);
	if (l->at != l->transfer.len)
		to = rest_walk(l, to, end, err);
	return (unsigned)(to - first);
}

/* --- both --------------------------------------------------------- */

void qmap_link_init(struct qmap_link *l, const struct qmap_params *out,
		    enum qmap_form in)
{
	memset(l, 0, sizeof(*l));
	l->out = *out;
	l->in = in;
	l->front = HEAD + (has_extra(out->form) ? EXTRA : 0);
	l->most = room_of(out);
	if (!out->max_datagrams)
		l->out.max_datagrams = UINT32_MAX;
	if (out->form == QMAP_V5) {
		l->flags = FLAG_NEXT;
		l->extra = LAST_CHECKSUM;
	}
}

const struct framing qmap_framing = {
	.reserve = link_reserve,
	.commit = link_commit,
	.end = link_end,
	.walk = link_walk,
	.own = link_own,
};
