/* The steps of straight code that are not worth being copied everywhere. */
#include "wire/qmi/straight.h"

#include "wire/qmi/table_structs.h"

bool qmi_take_n_texts(struct att_bytes *b, uint32_t n, struct att_array *out)
{
	const uint8_t *at = b->p;

	if (n > b->len)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		struct att_str s;

		if (!qmi_take_text(b, 1, &s))
			return false;
	}
	qmi_view(at, n, (size_t)(b->p - at), out);
	return true;
}

bool qmi_text_next(struct att_cursor *c, struct att_str *out)
{
	if (!c->left)
		return false;
	if (c->base) {
		*out = att_walk_next_text(c);
		return true;
	}
	memcpy(out, c->at, sizeof(*out));
	c->at += sizeof(*out);
	c->left--;
	return true;
}

/* Up to 16 bytes in two pieces that may overlap: calling memcpy takes longer
 * than that. */
void qmi_copy(uint8_t *to, const uint8_t *from, size_t n)
{
	if (n > 16) {
		memcpy(to, from, n);
	} else if (n >= 8) {
		uint64_t first = att_get64(from);
		uint64_t last = att_get64(from + n - 8);

		att_put64(to, first);
		att_put64(to + n - 8, last);
	} else if (n >= 4) {
		uint32_t first = att_get32(from);
		uint32_t last = att_get32(from + n - 4);

		att_put32(to, first);
		att_put32(to + n - 4, last);
	} else {
		for (size_t i = 0; i < n; i++)
			to[i] = from[i];
	}
}

static int put_bytes(struct qmi_out *o, const uint8_t *from, size_t n)
{
	uint8_t *p = qmi_room(o, n);

	if (!p)
		return ATT_E_ROOM;
	if (n)
		memcpy(p, from, n);
	return 0;
}

int qmi_put_count(struct qmi_out *o, unsigned w, uint32_t n)
{
	uint8_t *p = qmi_room(o, w);

	if (!p)
		return ATT_E_ROOM;
	if (w < 4 && w > 0 && n >> 8 * w)
		return ATT_E_VALUE;
	for (unsigned i = 0; i < w; i++)
		p[i] = (uint8_t)(n >> 8 * i);
	return 0;
}

int qmi_put_view(struct qmi_out *o, const struct att_array *a)
{
	return put_bytes(o, a->base, a->base_len);
}

/* What a text of fixed length does not fill is NUL. */
int qmi_put_chars(struct qmi_out *o, uint32_t n, const struct att_str *s)
{
	uint8_t *p = qmi_room(o, n);

	if (s->len > n)
		return ATT_E_VALUE;
	if (!p)
		return ATT_E_ROOM;
	memset(p, 0, n);
	if (s->len)
		memcpy(p, s->p, s->len);
	return 0;
}

int qmi_put_data(struct qmi_out *o, unsigned w, const struct att_bytes *b)
{
	int err = b->len > UINT16_MAX ? ATT_E_ROOM
				      : qmi_put_count(o, w, (uint32_t)b->len);

	return err ? err : put_bytes(o, b->p, b->len);
}

/* A value of the caller's, in the order of the wire. */
static void put_value(uint8_t *p, const uint8_t *from, unsigned each)
{
	for (unsigned i = 0; i < each; i++)
		p[i] = from[att_host_is_little() ? i : each - 1 - i];
}

int qmi_put_exactly(struct qmi_out *o, uint32_t n, unsigned each,
		    const struct att_array *a)
{
	uint8_t *p;

	if (a->count != n)
		return ATT_E_VALUE;
	if (n > UINT16_MAX)
		return ATT_E_ROOM;
	if (a->base || each == 1)
		return put_bytes(o, a->at, (size_t)n * each);
	p = qmi_room(o, (size_t)n * each);
	if (!p)
		return ATT_E_ROOM;
	for (size_t i = 0; i < n; i++)
		put_value(p + i * each, a->at + i * each, each);
	return 0;
}

int qmi_put_values(struct qmi_out *o, unsigned w, unsigned each,
		   const struct att_array *a)
{
	int err = qmi_put_count(o, w, a->count);

	return err ? err : qmi_put_exactly(o, a->count, each, a);
}

int qmi_put_n_texts(struct qmi_out *o, uint32_t n, const struct att_array *a)
{
	struct att_cursor c = att_cursor_of(a);
	struct att_str s;
	int err = 0;

	if (a->count != n)
		return ATT_E_VALUE;
	if (a->base)
		return qmi_put_view(o, a);
	while (!err && qmi_text_next(&c, &s))
		err = qmi_put_text(o, 1, &s);
	return err;
}

int qmi_put_texts(struct qmi_out *o, unsigned w, const struct att_array *a)
{
	int err = qmi_put_count(o, w, a->count);

	return err ? err : qmi_put_n_texts(o, a->count, a);
}
