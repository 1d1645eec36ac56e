/* Cutting QMUX frames out of a stream. A frame that is whole in one read is not
 * copied; only a part of one waits here. */
#include "wire/qmi/stream.h"

void qmi_stream_init(struct qmi_stream *s)
{
	s->garbage = 0;
	s->len = s->used = 0;
	s->in = att_bytes_of(s->part, 0);
}

void qmi_stream_input(struct qmi_stream *s, struct att_bytes bytes)
{
	s->in = bytes;
}

bool qmi_stream_waits(const struct qmi_stream *s)
{
	return s->len > s->used;
}

/* True if b may begin with a frame that this has room for. */
static bool may_begin(struct att_bytes b)
{
	return qmi_frame_begins(b) && qmi_frame_len(b) <= QMI_STREAM_MAX;
}

/* True if b begins with a frame that is all there; what is none is passed over,
 * byte by byte, so that at its end only what can begin a frame is left. */
static bool find(struct qmi_stream *s, struct att_bytes *b, size_t *len)
{
	struct qmi_message m;

	for (; b->len; b->p++, b->len--, s->garbage++) {
		if (!may_begin(*b))
			continue;
		*len = qmi_frame_len(*b);
		if (!*len || *len > b->len)
			return false;
		if (!qmi_decode(att_bytes_of(b->p, *len), &m))
			return true;
	}
	return false;
}

/* Move what is left of the part to its beginning. */
static void keep(struct qmi_stream *s, size_t from)
{
	memmove(s->part, s->part + from, s->len - from);
	s->len -= from;
	s->used = 0;
}

/* Append to the part what it lacks, one piece at a time: the header first. */
static void fill(struct qmi_stream *s)
{
	size_t want = qmi_frame_len(att_bytes_of(s->part, s->len));
	size_t n;

	if (want <= s->len)
		want = s->len + 1;
	n = want - s->len;
	if (n > s->in.len)
		n = s->in.len;
	memcpy(s->part + s->len, s->in.p, n);
	s->len += n;
	s->in.p += n;
	s->in.len -= n;
}

static bool next_in_part(struct qmi_stream *s, struct att_bytes *frame)
{
	while (s->len) {
		struct att_bytes b = {s->part, s->len};
		size_t len;

		if (find(s, &b, &len)) {
			*frame = att_bytes_of(b.p, len);
			s->used = (size_t)(b.p - s->part) + len;
			return true;
		}
		keep(s, s->len - b.len);
		if (!s->len || !s->in.len)
			return false;
		fill(s);
	}
	return false;
}

bool qmi_stream_next(struct qmi_stream *s, struct att_bytes *frame)
{
	size_t len;

	keep(s, s->used);
	if (next_in_part(s, frame))
		return true;
	if (s->len)
		return false;
	if (find(s, &s->in, &len)) {
		*frame = att_bytes_of(s->in.p, len);
		s->in.p += len;
		s->in.len -= len;
		return true;
	}
	memcpy(s->part, s->in.p, s->in.len);
	s->len = s->in.len;
	s->in.len = 0;
	return false;
}

void qmi_stream_give_up(struct qmi_stream *s)
{
	keep(s, s->used);
	if (!s->len)
		return;
	s->garbage++;
	keep(s, 1);
}
