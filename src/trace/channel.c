/* Messages in the control channel's traffic, and their masks. */
#include "trace/channel.h"

void att_tracefile_channel_reset(struct att_tracefile_channel *c,
				 const struct att_dialect *dialect, bool framed)
{
	c->dialect = dialect;
	c->framed = framed;
	c->lost = false;
	c->ended = false;
	c->frag_len = 0;
	c->total = 0;
	c->n_pieces = 0;
	c->n_whole = 0;
}

/* --- where messages lie ------------------------------------------------ */

/* What the bytes tell; false: no message that has room begins with them. */
static bool look(const struct att_tracefile_channel *c, struct att_bytes b,
		 struct att_head *head)
{
	return c->dialect->head(b, head) && head->len <= sizeof(c->frag);
}

static bool look_at_fragment(const struct att_tracefile_channel *c,
			     struct att_head *head)
{
	return look(c, att_bytes_of(c->frag, c->frag_len), head);
}

/* After garbage a message is believed only if all that is seen agrees. */
static bool begins(const struct att_tracefile_channel *c, bool lost,
		   struct att_bytes b)
{
	struct att_head head;

	if (!look(c, b, &head))
		return false;
	if (!head.len)
		return !c->framed;
	return !(c->framed && head.len > b.len) && (!lost || head.sure);
}

static size_t garbage_len(const struct att_tracefile_channel *c,
			  struct att_bytes b)
{
	struct att_bytes rest;
	size_t n = 1;

	while (att_bytes_sub(b, n, b.len - n, &rest) && rest.len &&
	       !begins(c, true, rest))
		n++;
	return n;
}

static void append(struct att_tracefile_channel *c, struct att_bytes *read,
		   size_t most, struct att_tracefile_part *part)
{
	size_t n = most < read->len ? most : read->len;

	memcpy(c->frag + c->frag_len, read->p, n);
	c->frag_len += n;
	part->bytes.len += n;
	read->p += n;
	read->len -= n;
}

static void hide(struct att_tracefile_channel *c,
		 struct att_tracefile_part *part)
{
	part->hidden = true;
	c->lost = true;
	c->frag_len = 0;
}

bool att_tracefile_channel_next(struct att_tracefile_channel *c,
				struct att_bytes *read,
				struct att_tracefile_part *part)
{
	struct att_head head;

	if (!read->len)
		return false;
	if (c->ended)
		c->frag_len = 0;
	c->ended = false;
	*part = (struct att_tracefile_part){.bytes = {read->p, 0},
					    .at = c->frag_len};
	if (!c->frag_len && !begins(c, c->lost, *read)) {
		part->bytes.len = garbage_len(c, *read);
		read->p += part->bytes.len;
		read->len -= part->bytes.len;
		hide(c, part);
		return true;
	}
	if (c->frag_len < c->dialect->head_len)
		append(c, read, c->dialect->head_len - c->frag_len, part);
	if (c->frag_len < c->dialect->head_len)
		return true;
	if (!look_at_fragment(c, &head)) {
		hide(c, part);
		return true;
	}
	append(c, read, head.len - c->frag_len, part);
	c->ended = c->frag_len == head.len;
	part->ended = c->ended;
	part->whole = part->ended && !part->at;
	c->lost = c->lost && !part->ended;
	return true;
}

/* --- what may be shown ------------------------------------------------- */

size_t att_tracefile_channel_visible(const struct att_tracefile_channel *c,
				     const struct att_tracefile_part *part)
{
	struct att_head head;
	size_t n;

	if (part->hidden || !look_at_fragment(c, &head) ||
	    head.clear <= part->at)
		return 0;
	n = head.clear - part->at;
	return n < part->bytes.len ? n : part->bytes.len;
}

/* The bytes of pieces [first, n_pieces) behind what is joint. */
static void show(struct att_tracefile_channel *c, unsigned first,
		 const uint8_t *bytes, size_t joint)
{
	for (unsigned i = first; i < c->n_pieces; i++) {
		const struct att_tracefile_piece *p = &c->piece[i];
		size_t skip = p->at < joint ? joint - p->at : 0;

		if (skip < p->len)
			c->show(c->ctx, p->file_at + skip,
				att_bytes_of(bytes + p->at + skip,
					     p->len - skip));
	}
}

static void forget_whole(struct att_tracefile_channel *c)
{
	c->n_pieces -= c->n_whole;
	memmove(c->piece, c->piece + c->n_whole,
		c->n_pieces * sizeof(c->piece[0]));
	c->n_whole = 0;
	c->total = 0;
}

/* The first fragment of a message. */
static void begin_whole(struct att_tracefile_channel *c,
			const struct att_head *head)
{
	forget_whole(c);
	memcpy(c->whole, c->frag, c->frag_len);
	c->whole_len = c->frag_len;
	c->type = head->type;
	c->transaction = head->transaction;
	c->total = head->total;
	c->next = 1;
	c->n_whole = c->n_pieces;
}

static bool continues(const struct att_tracefile_channel *c,
		      const struct att_head *head)
{
	return c->total && head->type == c->type &&
	       head->transaction == c->transaction && head->total == c->total &&
	       head->current == c->next &&
	       c->frag_len - head->joint <= sizeof(c->whole) - c->whole_len;
}

/* The next one: what is not joint goes behind what is there. */
static void go_on(struct att_tracefile_channel *c, const struct att_head *head)
{
	size_t joint = head->joint;

	for (unsigned i = c->n_whole; i < c->n_pieces; i++) {
		struct att_tracefile_piece *p = &c->piece[i];
		size_t skip = p->at < joint ? joint - p->at : 0;

		skip = skip < p->len ? skip : p->len;
		p->file_at += skip;
		p->len -= skip;
		p->at = c->whole_len + p->at + skip - joint;
	}
	memcpy(c->whole + c->whole_len, c->frag + joint, c->frag_len - joint);
	c->whole_len += c->frag_len - joint;
	c->next++;
	c->n_whole = c->n_pieces;
}

static void mask_message(struct att_tracefile_channel *c, uint8_t *bytes,
			 size_t len)
{
	c->version = c->dialect->version(att_bytes_of(bytes, len), c->version);
	c->dialect->mask(bytes, len, c->version);
}

static void end_whole(struct att_tracefile_channel *c,
		      const struct att_head *head)
{
	c->dialect->join(c->whole, c->whole_len);
	mask_message(c, c->whole, c->whole_len);
	show(c, 0, c->whole, head->joint);
	forget_whole(c);
}

/* A fragment has ended. */
static void fragment(struct att_tracefile_channel *c)
{
	struct att_head head;

	if (!look_at_fragment(c, &head))
		return;
	if (head.total == 1) {
		mask_message(c, c->frag, c->frag_len);
		show(c, c->n_whole, c->frag, head.joint);
		c->n_pieces = c->n_whole;
	} else if (!head.current) {
		begin_whole(c, &head);
	} else if (continues(c, &head)) {
		go_on(c, &head);
		if (c->next == c->total)
			end_whole(c, &head);
	} else {
		c->n_pieces = c->n_whole;
	}
}

void att_tracefile_channel_put(struct att_tracefile_channel *c,
			       const struct att_tracefile_part *part,
			       uint64_t file_at)
{
	if (part->hidden) {
		c->n_pieces = c->n_whole;
		return;
	}
	if (c->n_pieces == ATT_TRACEFILE_PIECES) {
		/* more pieces than anybody cuts: it stays masked */
		forget_whole(c);
		c->n_pieces = 0;
		return;
	}
	c->piece[c->n_pieces++] = (struct att_tracefile_piece){
		.file_at = file_at, .at = part->at, .len = part->bytes.len};
	if (part->ended)
		fragment(c);
}
