/* Walks a C struct by its table and keeps account of where each value stands
 * in the message: a second opinion on the walker's arithmetic. */
#include "layout_value.h"

#include <assert.h>
#include <string.h>

#include "wire/tlv.h"
#include "wire/utf16.h"

/* One struct of the message. */
struct frame {
	struct value_pool *pool;
	const struct att_layout *layout;
	const uint8_t *in;
	struct att_bytes body; /* of the whole message */
	size_t at;	       /* of the next inline field in it */
	struct value *out;
};

static size_t place_of(const struct frame *s, const uint8_t *p)
{
	uintptr_t begin = (uintptr_t)s->body.p, here = (uintptr_t)p;

	if (!s->body.p || here < begin || here > begin + s->body.len)
		return VALUE_NOWHERE;
	return here - begin;
}

static uint64_t number_of(const struct att_field *f, const void *in)
{
	uint16_t v16;
	uint32_t v32;
	uint64_t v64;

	switch (f->width) {
	case 1:
		return *(const uint8_t *)in;
	case 2:
		memcpy(&v16, in, sizeof(v16));
		return v16;
	case 4:
		memcpy(&v32, in, sizeof(v32));
		return v32;
	}
	memcpy(&v64, in, sizeof(v64));
	return v64;
}

/* v stands at the next n inline bytes. */
static void stands(struct frame *s, struct value *v, size_t n)
{
	v->at = s->at;
	v->size = n;
	s->at += n;
}

/* v is referred to by the next n inline bytes and stands at p. */
static void refers(struct frame *s, struct value *v, size_t n, const uint8_t *p,
		   size_t len)
{
	v->ref_at = s->at;
	v->ref_size = n;
	v->at = len ? place_of(s, p) : VALUE_NOWHERE;
	v->size = len;
	s->at += n;
}

static struct value *add_text(struct frame *s, struct value *parent,
			      const char *name, const struct att_str *str)
{
	uint8_t *text = value_alloc(s->pool, (size_t)2 * str->len + 1);
	size_t len = 0, at = 0;
	struct value *v;

	if (str->utf8)
		return value_add_bytes(s->pool, parent, name, VALUE_TEXT,
				       str->p, str->len);
	while (at < str->len)
		len += att_utf8_put(att_utf16_next(str->p, str->len, &at),
				    (char *)text + len);
	v = value_add(s->pool, parent, name, VALUE_TEXT);
	v->p = text;
	v->len = len;
	return v;
}

static struct value *add_bytes(struct frame *s, const struct att_field *f,
			       const void *p, size_t len)
{
	return value_add_bytes(s->pool, s->out, f->name, VALUE_BYTES, p, len);
}

static void take_fixed(struct frame *s, const struct att_field *f)
{
	const uint8_t *in = s->in + f->at;
	struct value *v;

	if (f->type >= ATT_T_UUID) {
		v = add_bytes(s, f, in, f->width);
	} else {
		v = value_add_number(s->pool, s->out, f->name,
				     number_of(f, in));
		v->counts = f->flags & ATT_F_COUNT;
	}
	stands(s, v, f->width);
}

/* Bytes that stand here, perhaps padded. */
static void take_here(struct frame *s, const struct att_field *f)
{
	const struct att_bytes *b = (const void *)(s->in + f->at);
	struct value *v = add_bytes(s, f, b->p, b->len);

	v->is_tlvs = f->type == ATT_T_TLV || f->type == ATT_T_TLV_LIST;
	stands(s, v, b->len);
	if (f->type == ATT_T_HERE_BYTES)
		s->at += (size_t)(att_align(b->len, 4) - b->len);
}

static void take_ref(struct frame *s, const struct att_field *f)
{
	const struct att_bytes *b = (const void *)(s->in + f->at);

	refers(s, add_bytes(s, f, b->p, b->len), f->width, b->p, b->len);
}

static void take_address(struct frame *s, const struct att_field *f)
{
	size_t n = f->type == ATT_T_REF_IPV4 ? 4 : 16;
	const uint8_t *p;
	struct value *v;

	memcpy(&p, s->in + f->at, sizeof(p));
	v = p ? add_bytes(s, f, p, n)
	      : value_add(s->pool, s->out, f->name, VALUE_ABSENT);
	refers(s, v, 4, p, p ? n : 0);
}

static void take_tlv(struct frame *s, const struct att_field *f)
{
	const struct att_array *a = (const void *)(s->in + f->at);
	const struct att_str *str = (const void *)a;
	struct value *v;

	if (f->type == ATT_T_TLV_STRING) {
		v = add_text(s, s->out, f->name, str);
		refers(s, v, ATT_TLV_HEADER, str->p, str->len);
		s->at += (size_t)att_align(str->len, 4);
		return;
	}
	v = value_add(s->pool, s->out, f->name, VALUE_LIST);
	refers(s, v, ATT_TLV_HEADER, a->at, (size_t)2 * a->count);
	for (uint32_t i = 0; i < a->count; i++) {
		struct value *one =
			value_add_number(s->pool, v, "", att_array_u16(a, i));

		stands(s, one, 2);
	}
	s->at += (a->count & 1) * 2u;
}

/* Bytes of the texts behind a struct. */
static size_t texts_len(const struct value *v)
{
	uint64_t len = 0;

	for (v = v->first; v; v = v->next)
		if (v->kind == VALUE_TEXT)
			len += att_align(v->size, 4);
	return (size_t)len;
}

/* Where the next element of a list of structs stands, number i. */
static size_t place_of_element(const struct frame *s, const struct att_array *a,
			       const struct att_field *f, uint32_t i,
			       const struct value *list)
{
	if (!a->base)
		return 0;
	if (f->type == ATT_T_REF_STRUCT_ARRAY)
		return place_of(s, a->base) + att_get32(a->at + (size_t)8 * i);
	if (f->type == ATT_T_MS_STRUCT_ARRAY && list->last)
		return list->last->at + list->last->size +
		       texts_len(list->last);
	return place_of(s, a->at) + (size_t)i * f->of->wire_len;
}

static void add_element(struct frame *s, const struct att_field *f,
			const struct att_array *a, uint32_t i,
			struct att_cursor *c, struct value *list)
{
	static const size_t each[ATT_T_TYPES] = {
		[ATT_T_U32_ARRAY] = 4,
		[ATT_T_IPV4_ARRAY] = 4,
		[ATT_T_IPV6_ARRAY] = 16,
	};
	size_t n = each[f->type], at;
	struct att_str str;
	struct value *v;
	void *in;

	if (f->type == ATT_T_U32_ARRAY) {
		v = value_add_number(s->pool, list, "", att_array_u32(a, i));
		stands(s, v, n);
	} else if (n) {
		v = value_add_bytes(s->pool, list, "", VALUE_BYTES,
				    a->at + n * i, n);
		v->at = place_of(s, a->at) + n * i;
		v->size = n;
	} else if (f->type == ATT_T_STRING_ARRAY) {
		str = att_array_str(a, i);
		refers(s, add_text(s, list, "", &str), 8, str.p, str.len);
	} else {
		in = value_alloc(s->pool, f->of->size);
		(void)att_cursor_next(c, f->of, in);
		at = place_of_element(s, a, f, i, list);
		v = value_add(s->pool, list, "", VALUE_STRUCT);
		layout_value_into(s->pool, f->of, s->body, at, in, v);
	}
}

static void take_array(struct frame *s, const struct att_field *f)
{
	const struct att_array *a = (const void *)(s->in + f->at);
	struct value *list = value_add(s->pool, s->out, f->name, VALUE_LIST);
	struct att_cursor c = att_cursor_of(a);
	size_t pair = 0;

	if (f->type == ATT_T_MS_STRUCT_ARRAY)
		pair = 8;
	else if (f->type != ATT_T_U32_ARRAY && f->type != ATT_T_STRING_ARRAY &&
		 f->type != ATT_T_REF_STRUCT_ARRAY)
		pair = 4;
	if (pair)
		refers(s, list, pair, NULL, 0);
	for (uint32_t i = 0; i < a->count; i++) {
		add_element(s, f, a, i, &c, list);
		if (f->type == ATT_T_REF_STRUCT_ARRAY)
			s->at += 8;
	}
}

/* (offset, size) of one struct, or of none. */
static void take_ms_struct(struct frame *s, const struct att_field *f)
{
	const struct att_array *a = (const void *)(s->in + f->at);
	struct value *v = value_add(s->pool, s->out, f->name,
				    a->count ? VALUE_STRUCT : VALUE_ABSENT);
	void *in = value_alloc(s->pool, f->of->size);
	struct att_cursor c = att_cursor_of(a);

	v->ref_at = s->at;
	v->ref_size = 8;
	s->at += 8;
	if (!att_cursor_next(&c, f->of, in))
		return;
	layout_value_into(s->pool, f->of, s->body, place_of(s, a->at), in, v);
}

static bool is_present(const struct frame *s, const struct att_field *f)
{
	const struct att_field *on;

	if (f->when == ATT_NO_FIELD)
		return true;
	on = &s->layout->fields[f->when];
	return number_of(on, s->in + on->at) == f->when_value;
}

static void take(struct frame *s, const struct att_field *f)
{
	struct value *v;

	switch (f->type) {
	case ATT_T_U8:
	case ATT_T_U16:
	case ATT_T_U32:
	case ATT_T_U64:
	case ATT_T_I32:
	case ATT_T_UUID:
	case ATT_T_IPV4:
	case ATT_T_IPV6:
	case ATT_T_BYTES:
		take_fixed(s, f);
		return;
	case ATT_T_STRUCT:
		v = value_add(s->pool, s->out, f->name, VALUE_STRUCT);
		s->at = layout_value_into(s->pool, f->of, s->body, s->at,
					  s->in + f->at, v);
		return;
	case ATT_T_STRING: {
		const struct att_str *str = (const void *)(s->in + f->at);

		v = add_text(s, s->out, f->name, str);
		refers(s, v, 8, str->p, str->len);
		return;
	}
	case ATT_T_REF_BYTES:
	case ATT_T_SIZE_BYTES:
		take_ref(s, f);
		return;
	case ATT_T_HERE_BYTES:
	case ATT_T_REST:
	case ATT_T_TLV:
	case ATT_T_TLV_LIST:
		take_here(s, f);
		return;
	case ATT_T_REF_IPV4:
	case ATT_T_REF_IPV6:
		take_address(s, f);
		return;
	case ATT_T_MS_STRUCT:
		take_ms_struct(s, f);
		return;
	case ATT_T_U32_ARRAY:
	case ATT_T_IPV4_ARRAY:
	case ATT_T_IPV6_ARRAY:
	case ATT_T_STRING_ARRAY:
	case ATT_T_STRUCT_ARRAY:
	case ATT_T_REF_STRUCT_ARRAY:
	case ATT_T_MS_STRUCT_ARRAY:
		take_array(s, f);
		return;
	case ATT_T_TLV_STRING:
	case ATT_T_TLV_U16_ARRAY:
		take_tlv(s, f);
		return;
	}
	assert(false); /* not a type of a field of MBIM */
}

size_t layout_value_into(struct value_pool *pool,
			 const struct att_layout *layout, struct att_bytes body,
			 size_t at, const void *in, struct value *out)
{
	struct frame s = {pool, layout, in, body, at, out};

	out->at = at;
	for (unsigned i = 0; i < layout->n_fields; i++)
		if (is_present(&s, &layout->fields[i]))
			take(&s, &layout->fields[i]);
	out->size = s.at - at;
	return s.at;
}

struct value *layout_value(struct value_pool *pool,
			   const struct att_layout *layout,
			   struct att_bytes body, const void *in)
{
	struct value *v = value_add(pool, NULL, "", VALUE_STRUCT);

	(void)layout_value_into(pool, layout, body, 0, in, v);
	return v;
}
