/* Logs of libmbim, libqmi, umbim and uqmi, word by word: where lines end means
 * little, for syslog joins them and mail programs break them. */
#include "capture/textlog.h"

#include <stdlib.h>

#include "base/errors.h"
#include "capture/textlog_words.h"
#include "wire/mbim/msg.h"
#include "wire/qmi/qmi.h"

enum state {
	OUTSIDE,
	HEAD,	/* "RAW:" came, its bytes have not */
	BYTES,	/* here they are */
	DETAILS /* the log has cut them; it may say more of the message */
};

void textlog_init(struct textlog *l, struct att_window *in,
		  enum textlog_kind kind, struct skips *skips)
{
	memset(l, 0, sizeof(*l));
	l->in = in;
	l->kind = kind;
	l->skips = skips;
}

void textlog_fini(struct textlog *l)
{
	free(l->block.bytes);
}

/* --- blocks ------------------------------------------------------------ */

static void begin(struct textlog *l, enum state state, enum transfer_way way,
		  size_t length)
{
	struct textlog_block *b = &l->block;

	l->state = state;
	b->len = 0;
	b->length = length;
	b->way = way;
	b->line = l->lines;
	b->repeats = l->fragment;
	b->has_service = b->has_cid = b->has_code = false;
	memcpy(b->time, l->time, sizeof(b->time));
	memcpy(b->device, l->device, sizeof(b->device));
}

static bool append(struct textlog_block *b, uint8_t byte)
{
	if (b->len == b->cap) {
		size_t cap = b->cap ? 2 * b->cap : 1024;
		uint8_t *p =
			cap > ATT_WINDOW_MAX ? NULL : realloc(b->bytes, cap);

		if (!p)
			return false;
		b->bytes = p;
		b->cap = cap;
	}
	b->bytes[b->len++] = byte;
	return true;
}

static bool is_qmi(const struct textlog_block *b)
{
	return b->len >= QMI_FRAME_HEADER &&
	       qmi_frame_begins(att_bytes_of(b->bytes, b->len));
}

/* What the message's own header says, as far as it came. */
static size_t message_length(const struct textlog_block *b)
{
	if (is_qmi(b))
		return qmi_frame_len(att_bytes_of(b->bytes, b->len));
	return b->len >= 8 ? att_get32(b->bytes + 4) : 0;
}

/* The shortest messages of both have as many bytes. */
static bool is_message(const struct textlog_block *b)
{
	return b->len >= MBIM_MSG_HEADER &&
	       (is_qmi(b) || mbim_msg_known(att_get32(b->bytes)));
}

static size_t full_len(const struct textlog_block *b)
{
	size_t length = b->length ? b->length : message_length(b);

	return length > b->len ? length : b->len;
}

/* Make the header of a message of which only the first 12 bytes are there. */
static void add_details(struct textlog_block *b, size_t full)
{
	uint32_t type = att_get32(b->bytes);
	bool simple = !mbim_msg_fragmented(type);
	size_t header =
		simple ? MBIM_MSG_HEADER + 4 : mbim_msg_header_len(type);

	if (b->len >= header || header > full || (simple && !b->has_code) ||
	    (!simple && (!b->has_service || !b->has_cid)))
		return;
	while (b->len < header)
		if (!append(b, 0))
			return;
	if (simple) {
		att_put32(b->bytes + MBIM_MSG_HEADER, b->code);
		return;
	}
	att_put32(b->bytes + 12, 1); /* of how many fragments */
	att_put32(b->bytes + 16, 0);
	memcpy(b->bytes + MBIM_MSG_FRAGMENT, b->service.b, 16);
	att_put32(b->bytes + 36, b->cid);
	if (header == MBIM_MSG_COMMAND_BODY)
		att_put32(b->bytes + 40, b->code);
}

/* The block has ended: true if it is a transfer. */
static bool end(struct textlog *l)
{
	l->state = OUTSIDE;
	if (is_message(&l->block) && !l->block.repeats)
		return true;
	if (l->block.repeats)
		skips_add(l->skips, "fragments of a message that is whole");
	else if (l->block.way && l->block.len) /* not just "be" */
		skips_add(l->skips, "blocks that are neither MBIM nor QMI");
	return false;
}

/* No more bytes come: true if the block is a transfer already. */
static bool end_bytes(struct textlog *l)
{
	struct textlog_block *b = &l->block;

	if (l->kind == TEXTLOG_LIBMBIM && b->len < b->length && is_message(b) &&
	    !b->repeats) {
		l->state = DETAILS;
		return false;
	}
	return end(l);
}

/* --- words ------------------------------------------------------------- */

/* A word of a block's bytes. More: the next word may be as well. */
static bool take_bytes(struct textlog *l, struct att_bytes w, bool *more)
{
	struct textlog_block *b = &l->block;
	size_t i = 0;
	int byte;

	while ((byte = textlog_byte(w, i)) >= 0) {
		if (!append(b, (uint8_t)byte))
			break;
		i += 2;
		if (i < w.len && w.p[i] == ':')
			i++;
	}
	*more = i && i == w.len;
	if (b->length && b->len >= b->length)
		*more = false;
	/* bytes alone: only their own header can tell how many they are */
	if (!b->length && b->len >= 8 &&
	    ((!is_qmi(b) && !mbim_msg_known(att_get32(b->bytes))) ||
	     b->len >= message_length(b)))
		*more = false;
	return i > 0;
}

/* A key of libmbim's blocks and what comes behind it. */
static void take_value(struct textlog *l, struct att_bytes w)
{
	struct textlog_block *b = &l->block;
	uint64_t number;
	bool paren = w.len && w.p[0] == '(';

	if (w.len && w.p[0] == '\'')
		l->quoted = true;
	switch ((enum textlog_key)l->key) {
	case TEXTLOG_LENGTH:
		if (l->state == HEAD && textlog_number(w, &number) &&
		    number <= UINT32_MAX)
			b->length = (size_t)number;
		l->key = TEXTLOG_NO_KEY;
		return;
	case TEXTLOG_SERVICE:
		if (paren)
			b->has_service = textlog_uuid(w, &b->service);
		break;
	case TEXTLOG_CID:
		if (paren && textlog_number(w, &number)) {
			b->has_cid = true;
			b->cid = (uint32_t)number;
		}
		break;
	case TEXTLOG_TYPE:
	case TEXTLOG_ERROR:
		/* "type = command (0x3)" is that of the message */
		if (paren && l->quoted && textlog_number(w, &number)) {
			b->has_code = true;
			b->code = (uint32_t)number;
		}
		break;
	case TEXTLOG_TRANSFER:
		if (!b->has_code && textlog_number(w, &number)) {
			b->has_code = true;
			b->code = (uint32_t)number;
		}
		break;
	case TEXTLOG_DATA:
	case TEXTLOG_WAY:
	case TEXTLOG_FRAGMENT:
	case TEXTLOG_MESSAGE:
	case TEXTLOG_RAW:
	case TEXTLOG_FIELDS:
	case TEXTLOG_NO_KEY:
		break;
	}
	if (paren)
		l->key = TEXTLOG_NO_KEY;
}

/* "sending (48):" */
static bool begins_umbim(struct textlog *l, struct att_bytes w)
{
	uint64_t number;

	if (l->key != TEXTLOG_WAY || w.p[0] != '(' || w.p[w.len - 1] != ':' ||
	    !textlog_number(w, &number))
		return false;
	l->key = TEXTLOG_NO_KEY;
	l->used = true;
	begin(l, BYTES, l->way, number <= UINT32_MAX ? (size_t)number : 0);
	return true;
}

/* "Send packet:" */
static bool begins_uqmi(struct textlog *l, struct att_bytes w)
{
	if (l->key != TEXTLOG_WAY || !textlog_is(w, "packet:"))
		return false;
	l->key = TEXTLOG_NO_KEY;
	l->used = true;
	begin(l, BYTES, l->way, 0);
	return true;
}

/* true: a block has ended before it. */
static bool take_key(struct textlog *l, struct att_bytes w)
{
	bool libmbim = l->kind == TEXTLOG_LIBMBIM;

	/* "sent fragment (0)..." follows "sent message...", which was whole */
	if (l->key == TEXTLOG_MESSAGE || l->key == TEXTLOG_FRAGMENT)
		l->fragment = l->key == TEXTLOG_FRAGMENT;
	if (l->key == TEXTLOG_WAY && !libmbim)
		l->way = w.p[0] == 's' || w.p[0] == 'S' ? TRANSFER_TO_DEVICE
							: TRANSFER_TO_HOST;
	if (l->key == TEXTLOG_FIELDS)
		return l->state == DETAILS && end(l);
	if (l->key != TEXTLOG_RAW || !libmbim)
		return false;
	if (l->state == DETAILS) {
		l->again = true;
		return end(l);
	}
	begin(l, HEAD, l->way, 0);
	return false;
}

/* A word outside of bytes; true: a block has ended before it. */
static bool take_word(struct textlog *l, struct att_bytes w)
{
	enum transfer_way way = textlog_mark(w);
	enum textlog_key key = textlog_key(w);

	if (way) {
		l->way = way;
		l->key = TEXTLOG_NO_KEY;
		l->used = true;
		return false;
	}
	if (l->key && w.len == 1 && w.p[0] == '=') {
		l->equals = true;
		l->quoted = false;
		return false;
	}
	if (l->key == TEXTLOG_DATA && l->equals && l->state == HEAD) {
		l->state = BYTES;
		l->key = TEXTLOG_NO_KEY;
		l->again = true;
		return false;
	}
	if (l->key && l->equals && !key) {
		take_value(l, w);
		return false;
	}
	if (l->kind == TEXTLOG_UMBIM && begins_umbim(l, w))
		return false;
	if (l->kind == TEXTLOG_UQMI && begins_uqmi(l, w))
		return false;
	l->key = key;
	l->equals = false;
	return key && take_key(l, w);
}

/* The word at l->at; true: the block is a transfer. */
static bool step(struct textlog *l, struct att_bytes w)
{
	bool more, fresh = l->fresh;

	l->again = false;
	if (w.p[0] == '>' && w.len == 1) /* a quote */
		return false;
	l->fresh = false;
	/* where the two outputs of umbim went different ways */
	if (l->state == OUTSIDE && l->kind == TEXTLOG_UMBIM && fresh &&
	    w.len == 2 && textlog_byte(w, 0) >= 0)
		begin(l, BYTES, TRANSFER_UNKNOWN, 0);
	if (l->state != BYTES)
		return take_word(l, w);
	if (take_bytes(l, w, &more)) {
		l->used = true;
		return !more && end_bytes(l);
	}
	l->again = true;
	return end_bytes(l);
}

/* --- lines ------------------------------------------------------------- */

static void next_line(struct textlog *l)
{
	l->lines++;
	l->at = 0;
	l->used = false;
	l->fresh = true;
	/* umbim writes "sending (48): " elsewhere than the bytes of it */
	if (l->kind == TEXTLOG_UMBIM && l->state == BYTES && !l->block.len)
		l->state = OUTSIDE;
	textlog_note(l->line, l->line_len, l->time, sizeof(l->time), l->device,
		     sizeof(l->device));
}

static void count_line(struct textlog *l)
{
	if (l->lines && !l->used && textlog_has_words(l->line, l->line_len))
		skips_add(l->skips, NULL);
}

/* Take the next line, with its end: 1, 0 at the end, or an error. */
static int take_line(struct textlog *l)
{
	struct att_window *in = l->in;
	const uint8_t *end = NULL;
	size_t looked = 0;
	int got;

	while (!end && (got = att_window_need(in, looked + 1)) > 0) {
		end = memchr(in->next.p + looked, '\n', in->next.len - looked);
		looked = in->next.len;
	}
	if (!end && got != ATT_E_SHORT)
		return got;
	l->line = (const char *)in->next.p;
	l->line_len = end ? (size_t)(end - in->next.p) + 1 : looked;
	att_window_take(in, l->line_len);
	return 1;
}

/* 1, 0 at the end, or an error. */
static int read_line(struct textlog *l)
{
	int got;

	count_line(l);
	got = take_line(l);
	if (got <= 0) {
		l->line_len = l->at = 0;
		l->used = true; /* it has been counted */
		return got;
	}
	next_line(l);
	return 1;
}

static void hand_out(struct textlog *l, struct transfer *out)
{
	struct textlog_block *b = &l->block;
	size_t full = full_len(b);

	if (full > b->len && !is_qmi(b))
		add_details(b, full);
	*out = (struct transfer){
		.bytes = att_bytes_of(b->bytes, b->len),
		.full_len = full,
		/* libqmi 1.32 marks answers as it does requests */
		.way = is_qmi(b) ? TRANSFER_UNKNOWN : b->way,
		.record = b->line,
		.device = b->device[0] ? b->device : NULL,
		.time = b->time[0] ? b->time : NULL,
	};
	out->timed = out->time && textlog_ms(out->time, &out->ms);
}

int textlog_next(struct textlog *l, struct transfer *out)
{
	struct att_bytes w;
	int got = 1;

	do {
		while (textlog_word(l->line, l->line_len, &l->at, &w)) {
			size_t start = (size_t)((const char *)w.p - l->line);
			bool done = step(l, w);

			if (l->again)
				l->at = start;
			if (done) {
				hand_out(l, out);
				return 1;
			}
		}
		got = read_line(l);
	} while (got > 0);
	/* the last block may have been waiting for more */
	if (got || (l->state != BYTES && l->state != DETAILS) || !end(l))
		return got;
	hand_out(l, out);
	return 1;
}
