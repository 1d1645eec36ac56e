/* Messages in the control channel's traffic, and their masks. */
#include "trace/channel.h"

/* A place in the part that is not in the file yet. */
#define IN_PART (UINT64_C(1) << 63)

void att_tracefile_channel_reset(struct att_tracefile_channel *c,
				 const struct att_dialect *dialect, bool framed)
{
	c->dialect = dialect;
	c->framed = framed && !dialect->whole;
	c->garbage_len = 0;
	c->clear_len = 0;
	c->frag_len = 0;
	c->total = 0;
	c->n_pieces = 0;
	c->n_whole = 0;
}

/* --- what may be shown ------------------------------------------------- */

static void show_at(struct att_tracefile_channel *c, uint64_t file_at,
		    struct att_bytes bytes)
{
	if (file_at & IN_PART)
		memcpy(c->part + (file_at & ~IN_PART), bytes.p, bytes.len);
	else
		c->show(c->ctx, file_at, bytes);
}

/* Of the pieces [first, n_pieces) what lies in [from, to) of `bytes`. */
static void show(struct att_tracefile_channel *c, unsigned first,
		 const uint8_t *bytes, size_t from, size_t to)
{
	for (unsigned i = first; i < c->n_pieces; i++) {
		const struct att_tracefile_piece *p = &c->piece[i];
		size_t at = p->at < from ? from : p->at;
		size_t end = p->at + p->len < to ? p->at + p->len : to;

		if (at < end)
			show_at(c, p->file_at + (at - p->at),
				att_bytes_of(bytes + at, end - at));
	}
}

static void show_head(struct att_tracefile_channel *c, size_t len)
{
	if (c->show)
		show(c, c->n_whole, c->frag, 0,
		     len < c->frag_len ? len : c->frag_len);
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

/* Leave out the first n bytes of the fragment's pieces; what stays begins at
 * `at` of something else. */
static void cut_pieces(struct att_tracefile_channel *c, size_t n, size_t at)
{
	for (unsigned i = c->n_whole; i < c->n_pieces; i++) {
		struct att_tracefile_piece *p = &c->piece[i];
		size_t skip = p->at < n ? n - p->at : 0;

		skip = skip < p->len ? skip : p->len;
		p->file_at += skip;
		p->len -= skip;
		p->at = p->len ? at + p->at + skip - n : at;
	}
}

/* The next one: what is not joint goes behind what is there. */
static void go_on(struct att_tracefile_channel *c, const struct att_head *head)
{
	size_t joint = head->joint;

	cut_pieces(c, joint, c->whole_len);
	memcpy(c->whole + c->whole_len, c->frag + joint, c->frag_len - joint);
	c->whole_len += c->frag_len - joint;
	c->next++;
	c->n_whole = c->n_pieces;
}

static const uint8_t *mask(struct att_tracefile_channel *c,
			   const uint8_t *bytes, size_t len)
{
	struct att_bytes message = {bytes, len};

	c->version = c->dialect->version(message, c->version);
	memcpy(c->masked, bytes, len);
	c->dialect->mask(message, c->masked, c->version);
	return c->masked;
}

static void end_whole(struct att_tracefile_channel *c,
		      const struct att_head *head)
{
	c->dialect->join(c->whole, c->whole_len);
	show(c, 0, mask(c, c->whole, c->whole_len), head->joint, c->whole_len);
	forget_whole(c);
}

/* A fragment has all its bytes; of what is joint all was shown. */
static void end_fragment(struct att_tracefile_channel *c,
			 const struct att_head *head)
{
	show_head(c, head->clear);
	if (head->total == 1) {
		show(c, c->n_whole, mask(c, c->frag, c->frag_len), head->joint,
		     c->frag_len);
	} else if (!head->current) {
		begin_whole(c, head);
	} else if (continues(c, head)) {
		go_on(c, head);
		if (c->next == c->total)
			end_whole(c, head);
	}
	c->n_pieces = c->n_whole;
}

/* --- where messages lie ------------------------------------------------
 *
 * As the receivers find them (of MBIM src/wire/mbim/frag.c). A framed read is
 * looked at as a whole. A stream is too, unless it ends within a message or its
 * header: that is kept, and looked at again when as much has come as is needed.
 */

enum finding { WAIT, FRAGMENT, GARBAGE, BAD_HEAD };

static bool fits(const struct att_tracefile_channel *c,
		 const struct att_head *head)
{
	return head->len >= c->dialect->head_len &&
	       head->len <= sizeof(c->frag);
}

/* In the middle of garbage all that is seen must agree. */
static bool may_begin(const struct att_tracefile_channel *c, struct att_bytes b)
{
	struct att_head head;
	bool known = c->dialect->head(b, &head);

	if (b.len < c->dialect->head_len)
		return !c->framed && known;
	return known && fits(c, &head) && head.sure &&
	       !(c->framed && head.len > b.len);
}

static size_t garbage_len(const struct att_tracefile_channel *c,
			  struct att_bytes b)
{
	struct att_bytes rest;
	size_t n = 1;

	while (att_bytes_sub(b, n, b.len - n, &rest) && rest.len &&
	       !may_begin(c, rest))
		n++;
	return n;
}

static bool is_whole(const struct att_tracefile_channel *c, struct att_bytes b,
		     size_t len)
{
	return !c->dialect->whole || c->dialect->whole(att_bytes_of(b.p, len));
}

/* What b begins with, and how many bytes of it that is; b holds all that there
 * is, at least a byte. */
static enum finding look(const struct att_tracefile_channel *c,
			 struct att_bytes b, struct att_head *head, size_t *len)
{
	*len = b.len;
	if (b.len < c->dialect->head_len) {
		if (c->framed)
			*len = garbage_len(c, b);
		return c->framed ? GARBAGE : WAIT;
	}
	c->dialect->head(b, head);
	if ((head->name || c->dialect->whole) && fits(c, head)) {
		if (head->len > b.len)
			return c->framed ? BAD_HEAD : WAIT;
		*len = head->len;
		if (is_whole(c, b, *len))
			return FRAGMENT;
	}
	*len = garbage_len(c, b);
	return head->name && !c->dialect->whole ? BAD_HEAD : GARBAGE;
}

/* --- parts of a read --------------------------------------------------- */

/* n bytes of the read, hidden as yet but for those of a bad head. */
static void take(struct att_tracefile_channel *c, struct att_bytes *read,
		 size_t n)
{
	size_t clear = n < c->clear_len ? n : c->clear_len;

	memcpy(c->part + c->part_len, read->p, clear);
	memset(c->part + c->part_len + clear, '*', n - clear);
	c->clear_len -= clear;
	c->part_len += n;
	read->p += n;
	read->len -= n;
}

/* Until the fragment has `len` bytes; false: there are not so many. */
static bool fill(struct att_tracefile_channel *c, struct att_bytes *read,
		 size_t len, uint64_t now_ms)
{
	size_t n = len > c->frag_len ? len - c->frag_len : 0;

	if (n > read->len)
		n = read->len;
	if (n > sizeof(c->part) - c->part_len)
		n = sizeof(c->part) - c->part_len;
	if (n && c->n_pieces == ATT_TRACEFILE_PIECES) {
		/* more than anybody cuts: it stays masked */
		c->n_pieces = 0;
		c->n_whole = 0;
		c->total = 0;
	}
	if (n) {
		c->piece[c->n_pieces++] = (struct att_tracefile_piece){
			.file_at = IN_PART | c->part_len,
			.at = c->frag_len,
			.len = n,
		};
		memcpy(c->frag + c->frag_len, read->p, n);
		if (!c->frag_len || !c->dialect->whole)
			c->frag_ms = now_ms;
		c->frag_len += n;
		take(c, read, n);
	}
	return c->frag_len >= len;
}

static void drop(struct att_tracefile_channel *c, size_t n)
{
	unsigned kept = c->n_whole;

	cut_pieces(c, n, 0);
	for (unsigned i = c->n_whole; i < c->n_pieces; i++)
		if (c->piece[i].len)
			c->piece[kept++] = c->piece[i];
	c->n_pieces = kept;
	c->frag_len -= n;
	memmove(c->frag, c->frag + n, c->frag_len);
}

static void fragment_is_whole(struct att_tracefile_channel *c,
			      const struct att_head *head)
{
	if (c->show)
		end_fragment(c, head);
	c->n_pieces = c->n_whole;
	c->frag_len = 0;
}

static struct att_bytes frag(const struct att_tracefile_channel *c)
{
	return att_bytes_of(c->frag, c->frag_len);
}

static void show_begun(struct att_tracefile_channel *c)
{
	struct att_head head;

	if (c->frag_len >= 4 && c->dialect->head(frag(c), &head))
		show_head(c, head.clear);
}

/* The first len bytes of what is kept are a message. */
static void first_is_whole(struct att_tracefile_channel *c,
			   const struct att_head *head, size_t len)
{
	if (c->show) {
		show(c, c->n_whole, c->frag, 0, head->clear);
		show(c, c->n_whole, mask(c, c->frag, len), head->joint, len);
	}
	drop(c, len);
}

/* Where what has the length of a message may be none: more may be kept than the
 * first that is looked at. */
static void look_again(struct att_tracefile_channel *c, struct att_bytes *read,
		       uint64_t now_ms)
{
	struct att_head head;
	size_t len;

	while (fill(c, read, c->dialect->head_len, now_ms)) {
		const size_t seen = c->frag_len;
		enum finding found = look(c, frag(c), &head, &len);

		/* With more of it, it may be seen to be none. */
		if (found == WAIT && !fill(c, read, head.len, now_ms) &&
		    c->frag_len == seen)
			break;
		if (found == FRAGMENT)
			first_is_whole(c, &head, len);
		else if (found != WAIT)
			drop(c, len);
		if (!c->frag_len)
			return;
	}
	show_begun(c);
}

/* A stream goes on in the middle of something. */
static void go_on_with_read(struct att_tracefile_channel *c,
			    struct att_bytes *read, uint64_t now_ms)
{
	struct att_head head;
	size_t len;

	if (c->dialect->whole) {
		look_again(c, read, now_ms);
		return;
	}
	while (fill(c, read, c->dialect->head_len, now_ms)) {
		enum finding found = look(c, frag(c), &head, &len);

		if (found == WAIT && !fill(c, read, head.len, now_ms))
			break;
		if (found == WAIT || found == FRAGMENT) {
			c->dialect->head(frag(c), &head);
			fragment_is_whole(c, &head);
			return;
		}
		if (found == BAD_HEAD)
			show_head(c, c->dialect->head_len);
		drop(c, len);
	}
	show_begun(c);
}

static void take_garbage(struct att_tracefile_channel *c,
			 struct att_bytes *read)
{
	size_t n = c->garbage_len;

	if (n > sizeof(c->part))
		n = sizeof(c->part);
	take(c, read, n);
	c->garbage_len -= n;
}

static void begin_read(struct att_tracefile_channel *c, struct att_bytes *read,
		       uint64_t now_ms, struct att_tracefile_part *part)
{
	struct att_bytes b = *read;
	struct att_head head;
	size_t len;
	enum finding found = look(c, b, &head, &len);

	switch (found) {
	case WAIT:
		go_on_with_read(c, read, now_ms);
		return;
	case FRAGMENT:
		fill(c, read, len, now_ms);
		part->whole = true;
		fragment_is_whole(c, &head);
		return;
	case GARBAGE:
	case BAD_HEAD:
		c->garbage_len = len;
		if (found == BAD_HEAD)
			c->clear_len = c->dialect->head_len;
		take_garbage(c, read);
		return;
	}
}

bool att_tracefile_channel_next(struct att_tracefile_channel *c,
				struct att_bytes *read, uint64_t now_ms,
				struct att_tracefile_part *part)
{
	const uint8_t *from = read->p;

	if (!read->len)
		return false;
	*part = (struct att_tracefile_part){.shown = c->show ? c->part : NULL};
	c->part_len = 0;
	if (c->garbage_len)
		take_garbage(c, read);
	else if (c->frag_len)
		go_on_with_read(c, read, now_ms);
	else
		begin_read(c, read, now_ms, part);
	part->bytes = att_bytes_of(from, c->part_len);
	return true;
}

void att_tracefile_channel_put(struct att_tracefile_channel *c,
			       uint64_t file_at)
{
	for (unsigned i = 0; i < c->n_pieces; i++)
		if (c->piece[i].file_at & IN_PART)
			c->piece[i].file_at =
				file_at + (c->piece[i].file_at & ~IN_PART);
}

void att_tracefile_channel_forget(struct att_tracefile_channel *c)
{
	c->n_pieces = 0;
	c->n_whole = 0;
	c->total = 0;
}

void att_tracefile_channel_expire(struct att_tracefile_channel *c,
				  uint64_t now_ms)
{
	struct att_bytes none = {0};

	while (c->frag_len && now_ms >= c->frag_ms + c->dialect->gap_ms) {
		if (!c->dialect->whole) {
			c->frag_len = 0;
			c->n_pieces = c->n_whole;
			return;
		}
		c->frag_ms += c->dialect->gap_ms;
		drop(c, 1);
		look_again(c, &none, now_ms);
	}
}
