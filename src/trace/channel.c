/* Messages in the control channel's traffic, and their masks. */
#include "trace/channel.h"

#include "generated/cids.h"
#include "wire/mbim/msg.h"

void mbim_tracefile_channel_reset(struct mbim_tracefile_channel *c, bool framed)
{
	c->framed = framed;
	c->lost = false;
	c->frag_len = 0;
	c->total = 0;
	c->n_pieces = 0;
	c->n_whole = 0;
}

/* --- where messages lie ------------------------------------------------ */

static bool fits(const uint8_t *head)
{
	uint32_t len = mbim_get32(head + 4);

	return mbim_msg_known(mbim_get32(head)) && len >= MBIM_MSG_HEADER &&
	       len <= MBIM_MESSAGE_MAX;
}

/* After garbage a message is believed only if all that is seen agrees. */
static bool agrees(struct mbim_bytes b)
{
	uint32_t len = mbim_get32(b.p + 4);

	if (!mbim_msg_fragmented(mbim_get32(b.p)))
		return len <= 16;
	if (len < MBIM_MSG_FRAGMENT)
		return false;
	return b.len < MBIM_MSG_FRAGMENT ||
	       mbim_get32(b.p + 16) < mbim_get32(b.p + 12);
}

static bool begins(const struct mbim_tracefile_channel *c, bool lost,
		   struct mbim_bytes b)
{
	if (b.len < MBIM_MSG_HEADER)
		return !c->framed &&
		       (b.len < 4 || mbim_msg_known(mbim_get32(b.p)));
	if (!fits(b.p) || (c->framed && mbim_get32(b.p + 4) > b.len))
		return false;
	return !lost || agrees(b);
}

static size_t garbage_len(const struct mbim_tracefile_channel *c,
			  struct mbim_bytes b)
{
	struct mbim_bytes rest;
	size_t n = 1;

	while (mbim_bytes_sub(b, n, b.len - n, &rest) && rest.len &&
	       !begins(c, true, rest))
		n++;
	return n;
}

/* Bytes that the fragment still lacks, as far as is known. */
static size_t lacking(const struct mbim_tracefile_channel *c)
{
	return c->frag_len < MBIM_MSG_HEADER
		       ? MBIM_MSG_HEADER - c->frag_len
		       : mbim_get32(c->frag + 4) - c->frag_len;
}

static void append(struct mbim_tracefile_channel *c, struct mbim_bytes *read,
		   struct mbim_tracefile_part *part)
{
	size_t n = lacking(c) < read->len ? lacking(c) : read->len;

	memcpy(c->frag + c->frag_len, read->p, n);
	c->frag_len += n;
	part->bytes.len += n;
	read->p += n;
	read->len -= n;
}

bool mbim_tracefile_channel_next(struct mbim_tracefile_channel *c,
				 struct mbim_bytes *read,
				 struct mbim_tracefile_part *part)
{
	if (!read->len)
		return false;
	if (c->frag_len && c->frag_len >= MBIM_MSG_HEADER && !lacking(c))
		c->frag_len = 0;
	*part = (struct mbim_tracefile_part){.bytes = {read->p, 0},
					     .at = c->frag_len};
	if (!c->frag_len && !begins(c, c->lost, *read)) {
		part->bytes.len = garbage_len(c, *read);
		read->p += part->bytes.len;
		read->len -= part->bytes.len;
		part->hidden = true;
		c->lost = true;
		return true;
	}
	append(c, read, part); /* the header */
	if (c->frag_len >= MBIM_MSG_HEADER && !fits(c->frag)) {
		part->hidden = true;
		c->lost = true;
		c->frag_len = 0;
		return true;
	}
	if (c->frag_len >= MBIM_MSG_HEADER && lacking(c))
		append(c, read, part);
	part->ended = c->frag_len >= MBIM_MSG_HEADER && !lacking(c);
	part->whole = part->ended && !part->at;
	c->lost = c->lost && !part->ended;
	return true;
}

/* --- what may be shown ------------------------------------------------- */

/* Bytes at the start of the fragment that hold no fields of a CID. */
static size_t headers(const struct mbim_tracefile_channel *c)
{
	uint32_t type;

	if (c->frag_len < 4)
		return c->frag_len;
	type = mbim_get32(c->frag);
	if (!mbim_msg_known(type))
		return 0;
	if (!mbim_msg_fragmented(type))
		return MBIM_MSG_HEADER;
	if (c->frag_len < MBIM_MSG_FRAGMENT || mbim_get32(c->frag + 16))
		return MBIM_MSG_FRAGMENT;
	return mbim_msg_header_len(type);
}

size_t mbim_tracefile_channel_visible(const struct mbim_tracefile_channel *c,
				      const struct mbim_tracefile_part *part)
{
	size_t n = part->hidden ? 0 : headers(c);

	if (n <= part->at)
		return 0;
	n -= part->at;
	return n < part->bytes.len ? n : part->bytes.len;
}

uint16_t mbim_tracefile_version(struct mbim_bytes message, uint16_t ex_version)
{
	struct mbim_ms_basic_connect_extensions_version_response r;
	const struct mbim_service *s =
		&mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS];
	struct mbim_msg msg;

	if (mbim_msg_decode(message, &msg) ||
	    msg.type != (uint32_t)MBIM_MSG_COMMAND_DONE || msg.code ||
	    mbim_service_find(&msg.service) != s ||
	    msg.cid != MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION ||
	    mbim_ms_basic_connect_extensions_version_response_decode(msg.body,
								     &r))
		return ex_version;
	if (r.mbim_extended_version < ex_version)
		return ex_version;
	return r.mbim_extended_version > MBIM_EX_3 ? MBIM_EX_3
						   : r.mbim_extended_version;
}

/* A modem may speak an older version than it says: the newest layout that fits
 * decides, as what the core reads must stay. */
static void mask(uint8_t *bytes, size_t len, uint16_t ex_version)
{
	static const uint16_t versions[] = {MBIM_EX_3, MBIM_EX_2, MBIM_EX_1};
	struct mbim_msg msg;
	int err = mbim_msg_decode(mbim_bytes_of(bytes, len), &msg);

	for (unsigned i = 0; !err && mbim_msg_fragmented(msg.type) && i < 3;
	     i++) {
		const struct mbim_layout *l =
			mbim_msg_layout(&msg, versions[i]);

		if (versions[i] <= ex_version && l &&
		    !mbim_layout_mask(l, bytes + (msg.body.p - bytes),
				      msg.body.len))
			return;
	}
	mbim_msg_mask(bytes, len, ex_version);
}

/* The bytes of pieces [first, n_pieces) behind their header. */
static void show(struct mbim_tracefile_channel *c, unsigned first,
		 const uint8_t *bytes)
{
	size_t from = mbim_msg_fragmented(mbim_get32(bytes)) ? MBIM_MSG_FRAGMENT
							     : MBIM_MSG_HEADER;

	for (unsigned i = first; i < c->n_pieces; i++) {
		const struct mbim_tracefile_piece *p = &c->piece[i];
		size_t skip = p->at < from ? from - p->at : 0;

		if (skip < p->len)
			c->show(c->ctx, p->file_at + skip,
				mbim_bytes_of(bytes + p->at + skip,
					      p->len - skip));
	}
}

static void forget_whole(struct mbim_tracefile_channel *c)
{
	c->n_pieces -= c->n_whole;
	memmove(c->piece, c->piece + c->n_whole,
		c->n_pieces * sizeof(c->piece[0]));
	c->n_whole = 0;
	c->total = 0;
}

/* The first fragment of a message. */
static void begin_whole(struct mbim_tracefile_channel *c)
{
	forget_whole(c);
	memcpy(c->whole, c->frag, c->frag_len);
	c->whole_len = c->frag_len;
	c->total = mbim_get32(c->frag + 12);
	c->next = 1;
	c->n_whole = c->n_pieces;
}

static bool continues(const struct mbim_tracefile_channel *c)
{
	return c->total && mbim_get32(c->frag) == mbim_get32(c->whole) &&
	       mbim_get32(c->frag + 8) == mbim_get32(c->whole + 8) &&
	       mbim_get32(c->frag + 12) == c->total &&
	       mbim_get32(c->frag + 16) == c->next &&
	       c->frag_len - MBIM_MSG_FRAGMENT <=
		       sizeof(c->whole) - c->whole_len;
}

/* The next one: its body goes behind what is there. */
static void go_on(struct mbim_tracefile_channel *c)
{
	for (unsigned i = c->n_whole; i < c->n_pieces; i++) {
		struct mbim_tracefile_piece *p = &c->piece[i];
		size_t skip = p->at < MBIM_MSG_FRAGMENT
				      ? MBIM_MSG_FRAGMENT - p->at
				      : 0;

		skip = skip < p->len ? skip : p->len;
		p->file_at += skip;
		p->len -= skip;
		p->at = c->whole_len + p->at + skip - MBIM_MSG_FRAGMENT;
	}
	memcpy(c->whole + c->whole_len, c->frag + MBIM_MSG_FRAGMENT,
	       c->frag_len - MBIM_MSG_FRAGMENT);
	c->whole_len += c->frag_len - MBIM_MSG_FRAGMENT;
	c->next++;
	c->n_whole = c->n_pieces;
}

static void mask_message(struct mbim_tracefile_channel *c, uint8_t *bytes,
			 size_t len)
{
	c->ex_version = mbim_tracefile_version(mbim_bytes_of(bytes, len),
					       c->ex_version);
	mask(bytes, len, c->ex_version);
}

static void end_whole(struct mbim_tracefile_channel *c)
{
	mbim_put32(c->whole + 4, (uint32_t)c->whole_len);
	mbim_put32(c->whole + 12, 1);
	mbim_put32(c->whole + 16, 0);
	mask_message(c, c->whole, c->whole_len);
	show(c, 0, c->whole);
	forget_whole(c);
}

/* A fragment has ended. */
static void fragment(struct mbim_tracefile_channel *c)
{
	bool fragmented = mbim_msg_fragmented(mbim_get32(c->frag)) &&
			  c->frag_len >= MBIM_MSG_FRAGMENT;

	if (!fragmented || mbim_get32(c->frag + 12) == 1) {
		mask_message(c, c->frag, c->frag_len);
		show(c, c->n_whole, c->frag);
		c->n_pieces = c->n_whole;
	} else if (!mbim_get32(c->frag + 16)) {
		begin_whole(c);
	} else if (continues(c)) {
		go_on(c);
		if (c->next == c->total)
			end_whole(c);
	} else {
		c->n_pieces = c->n_whole;
	}
}

void mbim_tracefile_channel_put(struct mbim_tracefile_channel *c,
				const struct mbim_tracefile_part *part,
				uint64_t file_at)
{
	if (part->hidden) {
		c->n_pieces = c->n_whole;
		return;
	}
	if (c->n_pieces == MBIM_TRACEFILE_PIECES) {
		/* more pieces than anybody cuts: it stays masked */
		forget_whole(c);
		c->n_pieces = 0;
		return;
	}
	c->piece[c->n_pieces++] = (struct mbim_tracefile_piece){
		.file_at = file_at, .at = part->at, .len = part->bytes.len};
	if (part->ended)
		fragment(c);
}
