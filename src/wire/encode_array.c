/* Encoding arrays, from the caller's C values or from views of a message. A
 * struct in an array is encoded as any other, by encode.c, which calls this
 * file for the arrays in it: the recursion over nested types. */
#include "base/errors.h"
#include "wire/put.h"
#include "wire/walk.h"

/* The next of the caller's C structs. */
static const void *next_in(struct att_cursor *c, const struct att_layout *of)
{
	const void *in = c->at;

	c->at += of->size;
	c->left--;
	return in;
}

/* Bytes at the end, not padded. */
static int put_raw(struct att_put *o, const uint8_t *p, size_t n)
{
	uint8_t *to = att_put_room(o, n);

	if (!to)
		return ATT_E_ROOM;
	if (n)
		memcpy(to, p, n);
	return 0;
}

/* The next element at the end: a struct with its own offsets, so that one which
 * is a view of a message is copied as it is. */
static int put_element(struct att_put *o, struct att_cursor *c,
		       const struct att_layout *of)
{
	size_t start = o->end;
	const void *in;

	if (c->base) {
		struct att_bytes raw = att_walk_next(c, of);

		return put_raw(o, raw.p, raw.len);
	}
	in = next_in(c, of);
	if (!att_put_room(o, att_put_inline_len(of, in)))
		return ATT_E_ROOM;
	return att_put_struct(o, of, in, start);
}

/* True if the size of an element is all that tells where it ends. */
static bool ends_with_rest(const struct att_layout *of)
{
	return of->fields[of->n_fields - 1].type == ATT_T_REST;
}

static int put_refs(struct att_put *o, struct att_put_frame *s,
		    const struct att_field *f, const struct att_array *a)
{
	struct att_cursor c = att_cursor_of(a);

	while (c.left) {
		size_t from = o->end;
		int err = put_element(o, &c, f->of);

		/* libmbim counts the padding of an element in its size. */
		if (!err && !a->base && !ends_with_rest(f->of))
			err = att_put_pad(o, from);
		if (err)
			return err;
		att_put_pair(o, s, (uint32_t)(from - s->start),
			     (uint32_t)(o->end - from));
		err = att_put_pad(o, from);
		if (err)
			return err;
	}
	return 0;
}

static int put_strings(struct att_put *o, struct att_put_frame *s,
		       const struct att_array *a)
{
	for (uint32_t i = 0; i < a->count; i++) {
		struct att_str str = att_array_str(a, i);
		int err = att_put_string(o, s, &str, 0);

		if (err)
			return err;
	}
	return 0;
}

/* Structs side by side, then the variable data of all of them. */
static int put_side_by_side(struct att_put *o, const struct att_array *a,
			    const struct att_layout *of)
{
	struct att_cursor c = att_cursor_of(a);
	size_t start = o->end;

	if (!att_put_room(o, (uint64_t)of->wire_len * a->count))
		return ATT_E_ROOM;
	for (; c.left; start += of->wire_len) {
		const void *in = next_in(&c, of);
		int err;

		if (att_put_inline_len(of, in) != of->wire_len)
			return ATT_E_VALUE;
		err = att_put_struct(o, of, in, start);
		if (err)
			return err;
	}
	return 0;
}

/* The data behind the offset of IPV4_ARRAY, IPV6_ARRAY, STRUCT_ARRAY. */
static int put_data(struct att_put *o, const struct att_field *f,
		    const struct att_array *a)
{
	uint64_t each = f->type == ATT_T_IPV4_ARRAY ? 4 : 16;

	if (f->type == ATT_T_STRUCT_ARRAY) {
		if (!a->base)
			return put_side_by_side(o, a, f->of);
		each = f->of->wire_len;
	}
	return put_raw(o, a->at, (size_t)(each * a->count));
}

static int put_offset_array(struct att_put *o, struct att_put_frame *s,
			    const struct att_field *f,
			    const struct att_array *a)
{
	size_t from = o->end;
	int err;

	att_put_number(o, s, a->count ? (uint32_t)(from - s->start) : 0);
	err = a->count ? put_data(o, f, a) : 0;
	return err ? err : att_put_pad(o, from);
}

/* A count and the structs, each with its variable data behind it. */
static int put_counted(struct att_put *o, const struct att_array *a,
		       const struct att_layout *of)
{
	struct att_cursor c = att_cursor_of(a);
	uint8_t *count = att_put_room(o, 4);
	int err = 0;

	if (!count)
		return ATT_E_ROOM;
	att_put32(count, a->count);
	if (a->base)
		return put_raw(o, a->base, a->base_len);
	while (c.left && !err)
		err = put_element(o, &c, of);
	return err;
}

/* MS_STRUCT, MS_STRUCT_ARRAY: (offset, size) of everything. */
static int put_ms(struct att_put *o, struct att_put_frame *s,
		  const struct att_field *f, const struct att_array *a)
{
	struct att_cursor c = att_cursor_of(a);
	size_t from = o->end;
	int err;

	if (!a->count) {
		att_put_pair(o, s, 0, 0);
		return 0;
	}
	if (f->type == ATT_T_MS_STRUCT)
		err = put_element(o, &c, f->of);
	else
		err = put_counted(o, a, f->of);
	if (err)
		return err;
	att_put_pair(o, s, (uint32_t)(from - s->start),
		     (uint32_t)(o->end - from));
	return att_put_pad(o, from);
}

int att_put_array(struct att_put *o, struct att_put_frame *s,
		  const struct att_field *f)
{
	const struct att_array *a = (const void *)(s->in + f->at);

	if (f->max && a->count > f->max)
		return ATT_E_VALUE;
	if (f->count != ATT_NO_FIELD)
		att_put_count(o, s, f, a->count);
	switch (f->type) {
	case ATT_T_U32_ARRAY:
		for (uint32_t i = 0; i < a->count; i++)
			att_put_number(o, s, att_array_u32(a, i));
		return 0;
	case ATT_T_STRING_ARRAY:
		return put_strings(o, s, a);
	case ATT_T_REF_STRUCT_ARRAY:
		return put_refs(o, s, f, a);
	case ATT_T_MS_STRUCT:
	case ATT_T_MS_STRUCT_ARRAY:
		return put_ms(o, s, f, a);
	}
	return put_offset_array(o, s, f, a); /* the three with an offset only */
}
