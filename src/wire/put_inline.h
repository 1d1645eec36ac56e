/* Private to src/wire and the generated tables: encoding in a form that a
 * compiler can specialise for a constant layout, as straight.h decodes. */
#ifndef ATT_WIRE_PUT_INLINE_H
#define ATT_WIRE_PUT_INLINE_H

#include "base/errors.h"
#include "wire/put.h"
#include "wire/utf16.h"
#include "wire/walk.h"

/* True for fields whose inline part always has the same length. */
ATT_WALK_INLINE bool att_put_is_plain(const struct att_field *f)
{
	switch (f->type) {
	case ATT_T_STRUCT:
	case ATT_T_HERE_BYTES:
	case ATT_T_REST:
	case ATT_T_U32_ARRAY:
	case ATT_T_STRING_ARRAY:
	case ATT_T_REF_STRUCT_ARRAY:
	case ATT_T_TLV:
	case ATT_T_TLV_STRING:
	case ATT_T_TLV_U16_ARRAY:
	case ATT_T_TLV_LIST:
		return f->run_bytes > 0;
	}
	return f->when == ATT_NO_FIELD;
}

ATT_WALK_INLINE int att_put_str(struct att_put *o, const struct att_str *s)
{
	size_t room = o->cap - o->end;
	uint8_t *p = o->buf + o->end;
	int len = (int)s->len;

	if (__builtin_expect(s->utf8, true))
		len = att_utf16_encode(s->p, s->len, p, room);
	else if (s->len > room)
		return ATT_E_ROOM;
	else if (s->len)
		memcpy(p, s->p, s->len);
	if (len > 0)
		o->end += (size_t)len;
	return len;
}

/* A string field: its (offset, size) pair here, its data at the end. */
ATT_WALK_INLINE int att_put_text(struct att_put *o, struct att_put_frame *s,
				 const struct att_str *str, uint32_t max)
{
	uint32_t off = (uint32_t)(o->end - s->start);
	int len = att_put_str(o, str);
	size_t missing;

	if (len < 0)
		return len;
	if (max && (uint32_t)len > max)
		return ATT_E_VALUE;
	/* One number of two: compilers store it at once. */
	att_put64(o->buf + s->at, (len ? off : 0) | (uint64_t)len << 32);
	s->at += 8;
	if (!(len & 3))
		return 0;
	missing = 4 - (size_t)(len & 3);
	if (o->cap - o->end < missing)
		return ATT_E_ROOM;
	memset(o->buf + o->end, 0, missing);
	o->end += missing;
	return 0;
}

ATT_WALK_INLINE int att_put_step(struct att_put *o, struct att_put_frame *s,
				 const struct att_field *f)
{
	struct att_put_frame frame;
	struct att_put put;
	int err;

	if (f->run_bytes) {
		memcpy(o->buf + s->at, s->in + f->at, f->run_bytes);
		s->at += f->run_bytes;
		return 0;
	}
	if (f->type == ATT_T_STRING)
		return att_put_text(o, s, (const void *)(s->in + f->at),
				    f->max);
	put = *o; /* so that *o and *s may stay in registers */
	frame = *s;
	err = att_put_field(&put, &frame, f);
	o->end = put.end;
	s->at = frame.at;
	return err;
}

/* att_layout_encode for a layout that is a constant where this is called. */
ATT_WALK_INLINE int att_put_encode(const struct att_layout *layout,
				   const void *in, uint8_t *buf, size_t cap)
{
	struct att_put o = {buf, cap, layout->wire_len};
	struct att_put_frame s = {layout, in, 0, 0};
	bool plain = att_host_is_little() && layout->n_fields <= 20;
	unsigned next = 0; /* a constant at every step */
	int err = 0;

#define PLAIN(i)                             \
	if (plain && (i) < layout->n_fields) \
		plain = att_put_is_plain(&layout->fields[i]);
#define STEP(i)                                                 \
	if (!err && (i) < layout->n_fields && (i) == next) {    \
		const struct att_field *f = &layout->fields[i]; \
                                                                \
		err = att_put_step(&o, &s, f);                  \
		next += f->run_fields ? f->run_fields : 1;      \
	}
#define FOUR(what, i) what(i) what((i) + 1) what((i) + 2) what((i) + 3)
#define ALL(what) \
	FOUR(what, 0) FOUR(what, 4) FOUR(what, 8) FOUR(what, 12) FOUR(what, 16)
	ALL(PLAIN)
	if (!plain || cap < layout->wire_len)
		return att_layout_encode(layout, in, buf, cap);
	ALL(STEP)
#undef ALL
#undef FOUR
#undef STEP
#undef PLAIN
	return err ? err : (int)o.end;
}

#endif
