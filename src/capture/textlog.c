/* Logs of libmbim, libqmi, umbim and uqmi, word by word: where lines end means
 * little, for syslog joins them and mail programs break them. */
#include "capture/textlog.h"

#include <stdlib.h>

#include "base/errors.h"
#include "capture/textlog_block.h"
#include "capture/textlog_words.h"
#include "wire/mbim/msg.h"
#include "wire/qmi/qmi.h"

#define MAX_WORDS 65536u /* that a log says of one message */

enum state {
	OUTSIDE,
	HEAD,	 /* "RAW:" came, its bytes have not */
	BYTES,	 /* here they are */
	DETAILS, /* the log has cut them; it may say more of the message */
	WORDS	 /* behind "Fields:" */
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
	octets_free(&l->block.bytes);
	octets_free(&l->block.words);
	octets_free(&l->block.tlvs);
}

/* --- blocks ------------------------------------------------------------ */

static void begin(struct textlog *l, enum state state, enum transfer_way way,
		  size_t length)
{
	struct textlog_block *b = &l->block;

	l->state = state;
	b->bytes.len = 0;
	b->length = length;
	b->way = way;
	b->line = l->lines;
	b->repeats = l->fragment;
	b->has_service = b->has_cid = b->has_code = false;
	b->type = b->transaction = 0;
	b->name[0] = '\0';
	b->client = b->kind = 0;
	b->words.len = b->tlvs.len = 0;
	b->tlv = 0;
	b->tlv_len = 0;
	memcpy(b->time, l->time, sizeof(b->time));
	memcpy(b->device, l->device, sizeof(b->device));
}

/* The block has ended: true if it is a transfer. */
static bool end(struct textlog *l)
{
	l->state = OUTSIDE;
	textlog_add_header(&l->block);
	if (textlog_is_message(&l->block) && !l->block.repeats)
		return true;
	if (l->block.repeats)
		skips_add(l->skips, "fragments of a message that is whole");
	else if (l->block.way && l->block.bytes.len) /* not just "be" */
		skips_add(l->skips, "blocks that are neither MBIM nor QMI");
	return false;
}

/* No more bytes come: true if the block is a transfer already. */
static bool end_bytes(struct textlog *l)
{
	struct textlog_block *b = &l->block;

	if (l->kind == TEXTLOG_LIBMBIM && b->bytes.len < b->length &&
	    textlog_is_message(b) && !b->repeats) {
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
		if (!octets_put_byte(&b->bytes, (uint8_t)byte))
			break;
		i += 2;
		if (i < w.len && w.p[i] == ':')
			i++;
	}
	*more = i && i == w.len;
	if (b->length && b->bytes.len >= b->length)
		*more = false;
	/* bytes alone: only their own header can tell how many they are */
	if (!b->length && b->bytes.len >= 8 &&
	    ((!textlog_is_qmi(b) && !mbim_msg_known(att_get32(b->bytes.p))) ||
	     b->bytes.len >= textlog_length(b)))
		*more = false;
	return i > 0;
}

/* Within a translation whose bytes are not in the log? */
static bool is_header(const struct textlog *l)
{
	return l->state == DETAILS && !l->block.bytes.len;
}

/* The header of a message of QMI: service = "dms", client = 1, flags =
 * "response", message = "Get IDs" (0x0025). */
static void take_qmi(struct textlog *l, struct att_bytes w)
{
	struct textlog_block *b = &l->block;
	uint64_t number = 0;

	if (l->key == TEXTLOG_SERVICE && w.p[0] == '"' && w.len > 2 &&
	    w.len - 2 < sizeof(b->name)) {
		memcpy(b->name, w.p + 1, w.len - 2);
		b->name[w.len - 2] = '\0';
	}
	if (l->key == TEXTLOG_CLIENT && textlog_number(w, &number))
		b->client = (uint8_t)number;
	if (l->key == TEXTLOG_FLAGS && textlog_is(w, "\"response\""))
		b->kind = QMI_RESPONSE;
	if (l->key == TEXTLOG_FLAGS && textlog_is(w, "\"indication\""))
		b->kind = QMI_INDICATION;
	/* the number behind the name */
	if (l->key == TEXTLOG_QMI_MESSAGE && w.p[0] == '(' &&
	    textlog_number(w, &number))
		b->cid = (uint32_t)number;
}

/* "00:00:00:00" of a TLV whose type came before. "###..." is what libqmi does
 * not tell: it is masked, as we do it. */
static void take_tlv(struct textlog_block *b, struct att_bytes w)
{
	uint8_t head[QMI_TLV_HEADER] = {b->tlv};
	size_t at = b->tlvs.len;
	int byte;

	if (!octets_put(&b->tlvs, head, sizeof(head)))
		return;
	for (size_t i = 0; w.p[0] == '#' && i < b->tlv_len; i++)
		if (!octets_put_byte(&b->tlvs, '*'))
			return;
	for (size_t i = 0; (byte = textlog_byte(w, i)) >= 0; i += 3)
		if (!octets_put_byte(&b->tlvs, (uint8_t)byte))
			return;
	att_put16(b->tlvs.p + at + 1,
		  (uint16_t)(b->tlvs.len - at - sizeof(head)));
}

/* Of the message, and behind that of each TLV. */
static void take_length(struct textlog *l, struct att_bytes w)
{
	struct textlog_block *b = &l->block;
	uint64_t number;

	if (!textlog_number(w, &number) || number > UINT32_MAX)
		return;
	if (l->state == HEAD || (is_header(l) && !b->length))
		b->length = (size_t)number;
	else if (l->state == DETAILS && number <= UINT16_MAX)
		b->tlv_len = (size_t)number;
}

/* "(0x00000003)" behind the name of what has this number. */
static void take_paren(struct textlog *l, struct att_bytes w)
{
	struct textlog_block *b = &l->block;
	enum textlog_key key = l->key;
	uint64_t number;

	if (key == TEXTLOG_SERVICE)
		b->has_service = textlog_uuid(w, &b->service);
	if (!textlog_number(w, &number))
		return;
	if (key == TEXTLOG_CID) {
		b->has_cid = true;
		b->cid = (uint32_t)number;
	}
	if (key == TEXTLOG_TYPE)
		b->tlv = (uint8_t)number;
	/* "type = command (0x3)" is that of the message */
	if (key == TEXTLOG_TYPE && !l->quoted && is_header(l))
		b->type = (uint32_t)number;
	if (l->quoted && (key == TEXTLOG_TYPE || key == TEXTLOG_ERROR)) {
		b->has_code = true;
		b->code = (uint32_t)number;
	}
}

/* Values of one word: true if the key has such a one. */
static bool take_plain(struct textlog *l, struct att_bytes w)
{
	struct textlog_block *b = &l->block;
	uint64_t number;

	if (l->key == TEXTLOG_LENGTH)
		take_length(l, w);
	else if (l->key == TEXTLOG_VALUE)
		take_tlv(b, w);
	else if (l->key == TEXTLOG_TRANSACTION && is_header(l) &&
		 textlog_number(w, &number))
		b->transaction = (uint32_t)number;
	return l->key == TEXTLOG_LENGTH || l->key == TEXTLOG_VALUE ||
	       l->key == TEXTLOG_TRANSACTION || l->key == TEXTLOG_CLIENT ||
	       l->key == TEXTLOG_FLAGS;
}

/* A key of libmbim's and libqmi's blocks and what comes behind it. */
static void take_value(struct textlog *l, struct att_bytes w)
{
	struct textlog_block *b = &l->block;
	bool paren = w.p[0] == '(';
	uint64_t number;

	if (w.p[0] == '\'')
		l->quoted = true;
	if (is_header(l))
		take_qmi(l, w);
	if (paren)
		take_paren(l, w);
	if (l->key == TEXTLOG_TRANSFER && !b->has_code &&
	    textlog_number(w, &number)) {
		b->has_code = true;
		b->code = (uint32_t)number;
	}
	if (take_plain(l, w) || paren)
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
	if (l->key == TEXTLOG_FIELDS && l->state == DETAILS)
		l->state = WORDS;
	if (!libmbim || (l->key != TEXTLOG_RAW && l->key != TEXTLOG_HEADER))
		return false;
	/* the translation of bytes that came before */
	if (l->key == TEXTLOG_HEADER && l->raw) {
		l->raw = false;
		return false;
	}
	if (l->state == DETAILS) {
		l->again = true;
		return end(l);
	}
	l->raw = l->key == TEXTLOG_RAW;
	begin(l, l->raw ? HEAD : DETAILS, l->way, 0);
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
	if (l->kind == TEXTLOG_UMBIM && l->state == BYTES &&
	    !l->block.bytes.len)
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
	size_t full = textlog_full_len(b);

	if (full > b->bytes.len && !textlog_is_qmi(b))
		textlog_add_details(b, full);
	*out = (struct transfer){
		.bytes = octets_all(&b->bytes),
		.full_len = full,
		.words = octets_all(&b->words),
		/* libqmi 1.32 marks answers as it does requests */
		.way = textlog_is_qmi(b) ? TRANSFER_UNKNOWN : b->way,
		.record = b->line,
		.device = b->device[0] ? b->device : NULL,
		.time = b->time[0] ? b->time : NULL,
	};
	out->timed = out->time && textlog_ms(out->time, &out->ms);
}

/* What stands behind "Fields:", as far as it goes on in this line. False: the
 * block has ended before it. */
static bool take_words(struct textlog *l)
{
	struct octets *words = &l->block.words;
	struct att_bytes rest =
		att_bytes_of(l->line + l->at, l->line_len - l->at);
	bool more = textlog_is_open(octets_all(words));

	/* at the start of a line */
	if (!l->at && !textlog_goes_on(l->line, l->line_len, &rest)) {
		if (!more)
			return false;
		rest = att_bytes_of(l->line, l->line_len);
	}
	l->used = true;
	l->at = l->line_len;
	return words->len + rest.len <= MAX_WORDS &&
	       octets_put(words, rest.p, rest.len);
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
			if (l->state == WORDS)
				(void)take_words(l);
		}
		got = read_line(l);
		if (got > 0 && l->state == WORDS && !take_words(l) && end(l)) {
			hand_out(l, out);
			return 1;
		}
	} while (got > 0);
	/* the last block may have been waiting for more */
	if (got || l->state == OUTSIDE || l->state == HEAD || !end(l))
		return got;
	hand_out(l, out);
	return 1;
}
