/* The encoder: the inline part of a struct first, then its variable data in
 * field order, each item padded to 4 (MBIM 1.0 10.3). The bytes are those that
 * libmbim makes for the same values. */
#include "base/errors.h"
#include "wire/put_inline.h"
#include "wire/tlv.h"
#include "wire/utf16.h"
#include "wire/walk.h"

uint8_t *att_put_room(struct att_put *o, uint64_t n)
{
	uint8_t *p = o->buf + o->end;

	if (n > o->cap - o->end)
		return NULL;
	o->end += (size_t)n;
	return p;
}

int att_put_pad(struct att_put *o, size_t from)
{
	for (; (o->end - from) & 3; o->end++) {
		if (o->end == o->cap)
			return ATT_E_ROOM;
		o->buf[o->end] = 0;
	}
	return 0;
}

uint64_t att_put_str_len(const struct att_str *s)
{
	uint64_t len = 0;

	if (!s->utf8)
		return s->len;
	for (uint32_t i = 0; i < s->len; i++) {
		len += (s->p[i] & 0xc0) != 0x80 ? 2 : 0;
		len += s->p[i] >= 0xf0 ? 2 : 0;
	}
	return len;
}

void att_put_pair(struct att_put *o, struct att_put_frame *s, uint32_t a,
		  uint32_t b)
{
	/* compilers make one store of it */
	att_put64(o->buf + s->at, a | (uint64_t)b << 32);
	s->at += 8;
}

void att_put_number(struct att_put *o, struct att_put_frame *s, uint32_t v)
{
	att_put32(o->buf + s->at, v);
	s->at += 4;
}

static void put_le(uint8_t *p, unsigned width, uint64_t v)
{
	for (unsigned i = 0; i < width; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

void att_put_count(struct att_put *o, const struct att_put_frame *s,
		   const struct att_field *f, uint32_t n)
{
	const struct att_field *count = &s->layout->fields[f->count];

	put_le(o->buf + s->start + count->wire, count->width, n);
}

uint64_t att_put_value(const struct att_field *f, const uint8_t *in)
{
	uint64_t v64;
	uint32_t v32;
	uint16_t v16;

	switch (f->width) {
	case 1:
		return in[0];
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

bool att_put_has(const struct att_layout *l, const struct att_field *f,
		 const uint8_t *in)
{
	const struct att_field *on;

	if (f->when == ATT_NO_FIELD)
		return true;
	on = &l->fields[f->when];
	return att_put_value(on, in + on->at) == f->when_value;
}

static uint64_t dynamic_len(const struct att_field *f, const void *value)
{
	const struct att_array *a = value;
	const struct att_bytes *b = value;

	switch (f->type) {
	case ATT_T_STRUCT:
		return att_put_inline_len(f->of, value);
	case ATT_T_HERE_BYTES:
		return att_align(b->len, 4);
	case ATT_T_REST:
	case ATT_T_TLV:
	case ATT_T_TLV_LIST:
		return b->len;
	case ATT_T_U32_ARRAY:
		return (uint64_t)4 * a->count;
	case ATT_T_STRING_ARRAY:
	case ATT_T_REF_STRUCT_ARRAY:
		return (uint64_t)8 * a->count;
	case ATT_T_TLV_STRING:
		return ATT_TLV_HEADER + att_align(att_put_str_len(value), 4);
	case ATT_T_TLV_U16_ARRAY:
		return ATT_TLV_HEADER + att_align((uint64_t)2 * a->count, 4);
	}
	return f->width; /* all others have a fixed inline part */
}

uint64_t att_put_inline_len(const struct att_layout *layout, const void *in)
{
	const struct att_field *f = layout->fields;
	const struct att_field *end = f + layout->n_fields;
	uint64_t len = 0;

	for (; f < end; f++) {
		const uint8_t *value = (const uint8_t *)in + f->at;

		if (!att_put_has(layout, f, in))
			continue;
		if (f->run_bytes) {
			len += f->run_bytes;
			f += f->run_fields - 1;
			continue;
		}
		len += dynamic_len(f, value);
	}
	return len;
}

static int put_fixed(struct att_put *o, struct att_put_frame *s,
		     const struct att_field *f)
{
	const uint8_t *in = s->in + f->at;
	uint8_t *p = o->buf + s->at;

	if (f->type >= ATT_T_UUID)
		memcpy(p, in, f->width);
	else
		put_le(p, f->width, att_put_value(f, in));
	s->at += f->width;
	return 0;
}

static int put_inner(struct att_put *o, struct att_put_frame *s,
		     const struct att_field *f)
{
	const uint8_t *in = s->in + f->at;
	size_t start = s->at;

	s->at += (size_t)att_put_inline_len(f->of, in);
	return att_put_struct(o, f->of, in, start);
}

int att_put_string(struct att_put *o, struct att_put_frame *s,
		   const struct att_str *str, uint32_t max)
{
	return att_put_text(o, s, str, max);
}

/* True if an earlier field has its size in the same count field. */
static bool count_is_shared(const struct att_layout *l,
			    const struct att_field *f)
{
	for (const struct att_field *g = l->fields; g < f; g++)
		if (g->count == f->count && g->type == f->type)
			return true;
	return false;
}

static int put_ref(struct att_put *o, struct att_put_frame *s,
		   const struct att_field *f)
{
	const struct att_bytes *b = (const void *)(s->in + f->at);
	size_t from = o->end;
	uint32_t len = (uint32_t)b->len;
	uint32_t off = len ? (uint32_t)(from - s->start) : 0;
	uint8_t *p = att_put_room(o, b->len);

	if (!p)
		return ATT_E_ROOM;
	if (f->max && len > f->max)
		return ATT_E_VALUE;
	if (len)
		memcpy(p, b->p, len);
	if (f->type == ATT_T_SIZE_BYTES)
		att_put_number(o, s, len);
	att_put_number(o, s, off);
	if (f->count != ATT_NO_FIELD) {
		const struct att_field *c = &s->layout->fields[f->count];

		if (count_is_shared(s->layout, f) &&
		    att_walk_number(c, o->buf + s->start + c->wire) != len)
			return ATT_E_VALUE;
		att_put_count(o, s, f, len);
	} else if (f->type == ATT_T_REF_BYTES) {
		att_put_number(o, s, len);
	}
	return att_put_pad(o, from);
}

/* Bytes that stand here: HERE_BYTES, REST, TLV, TLV_LIST. */
static int put_here(struct att_put *o, struct att_put_frame *s,
		    const struct att_field *f)
{
	const struct att_bytes *b = (const void *)(s->in + f->at);
	uint8_t *p = o->buf + s->at;

	if (f->max && b->len > f->max)
		return ATT_E_VALUE;
	if (b->len)
		memcpy(p, b->p, b->len);
	s->at += b->len;
	if (f->type != ATT_T_HERE_BYTES)
		return 0;
	att_put_count(o, s, f, (uint32_t)b->len);
	for (size_t n = b->len; n & 3; n++)
		o->buf[s->at++] = 0;
	return 0;
}

static int put_address(struct att_put *o, struct att_put_frame *s,
		       const struct att_field *f)
{
	size_t n = f->type == ATT_T_REF_IPV4 ? 4 : 16;
	const uint8_t *in = s->in + f->at;
	const void *src = f->type == ATT_T_REF_IPV4
				  ? (const void *)*(struct att_ipv4 *const *)in
				  : *(struct att_ipv6 *const *)in;
	uint32_t off = (uint32_t)(o->end - s->start);
	uint8_t *p;

	if (!src) {
		att_put_number(o, s, 0);
		return 0;
	}
	p = att_put_room(o, n);
	if (!p)
		return ATT_E_ROOM;
	memcpy(p, src, n);
	att_put_number(o, s, off);
	return 0;
}

static void put_tlv_header(struct att_put *o, struct att_put_frame *s,
			   unsigned type, uint64_t len)
{
	att_put_number(o, s, type | (uint32_t)(att_align(len, 4) - len) << 24);
	att_put_number(o, s, (uint32_t)len);
}

static void pad_inline(struct att_put *o, struct att_put_frame *s, uint64_t len)
{
	for (; len & 3; len++)
		o->buf[s->at++] = 0;
}

static int put_tlv_string(struct att_put *o, struct att_put_frame *s,
			  const struct att_field *f)
{
	const struct att_str *str = (const void *)(s->in + f->at);
	uint64_t len = att_put_str_len(str);
	struct att_put here;
	int put;

	if (f->max && len > f->max)
		return ATT_E_VALUE;
	put_tlv_header(o, s, ATT_TLV_STRING, len);
	here = (struct att_put){o->buf, s->at + (size_t)len, s->at};
	put = len ? att_put_str(&here, str) : 0;
	if (put < 0)
		return put;
	s->at += (size_t)put;
	pad_inline(o, s, len);
	return 0;
}

static int put_tlv_u16(struct att_put *o, struct att_put_frame *s,
		       const struct att_field *f)
{
	const struct att_array *a = (const void *)(s->in + f->at);
	uint64_t len = (uint64_t)2 * a->count;

	if (f->max && a->count > f->max)
		return ATT_E_VALUE;
	put_tlv_header(o, s, ATT_TLV_U16_ARRAY, len);
	for (uint32_t i = 0; i < a->count; i++, s->at += 2)
		att_put16(o->buf + s->at, att_array_u16(a, i));
	pad_inline(o, s, len);
	return 0;
}

int att_put_field(struct att_put *o, struct att_put_frame *s,
		  const struct att_field *f)
{
	switch ((enum att_type)f->type) {
	case ATT_T_U8:
	case ATT_T_U16:
	case ATT_T_U32:
	case ATT_T_U64:
	case ATT_T_I32:
	case ATT_T_I8:
	case ATT_T_I16:
	case ATT_T_F32:
	case ATT_T_F64:
	case ATT_T_UUID:
	case ATT_T_IPV4:
	case ATT_T_IPV6:
	case ATT_T_BYTES:
		return put_fixed(o, s, f);
	case ATT_T_STRUCT:
		return put_inner(o, s, f);
	case ATT_T_STRING:
		return att_put_string(o, s, (const void *)(s->in + f->at),
				      f->max);
	case ATT_T_REF_BYTES:
	case ATT_T_SIZE_BYTES:
		return put_ref(o, s, f);
	case ATT_T_HERE_BYTES:
	case ATT_T_REST:
	case ATT_T_TLV:
	case ATT_T_TLV_LIST:
		return put_here(o, s, f);
	case ATT_T_REF_IPV4:
	case ATT_T_REF_IPV6:
		return put_address(o, s, f);
	case ATT_T_TLV_STRING:
		return put_tlv_string(o, s, f);
	case ATT_T_TLV_U16_ARRAY:
		return put_tlv_u16(o, s, f);
	case ATT_T_MS_STRUCT:
	case ATT_T_U32_ARRAY:
	case ATT_T_IPV4_ARRAY:
	case ATT_T_IPV6_ARRAY:
	case ATT_T_STRING_ARRAY:
	case ATT_T_STRUCT_ARRAY:
	case ATT_T_REF_STRUCT_ARRAY:
	case ATT_T_MS_STRUCT_ARRAY:
		return att_put_array(o, s, f);
	case ATT_T_IPV4_LE: /* QMI's: wire/qmi/encode.c */
	case ATT_T_TEXT:
	case ATT_T_DATA:
	case ATT_T_LIST:
	case ATT_T_TYPES:
		break;
	}
	return ATT_E_VALUE;
}

int att_put_struct(struct att_put *o, const struct att_layout *layout,
		   const void *in, size_t start)
{
	struct att_put_frame s = {layout, in, start, start};
	const struct att_field *f = layout->fields;
	const struct att_field *end = f + layout->n_fields;

	for (; f < end; f++) {
		int err;

		if (!att_put_has(layout, f, in))
			continue;
		if (f->run_bytes && att_host_is_little()) {
			memcpy(o->buf + s.at, s.in + f->at, f->run_bytes);
			s.at += f->run_bytes;
			f += f->run_fields - 1;
			continue;
		}
		err = att_put_field(o, &s, f);
		if (err)
			return err;
	}
	return 0;
}

int att_layout_encode(const struct att_layout *layout, const void *in,
		      uint8_t *buf, size_t cap)
{
	struct att_put o = {buf, cap, 0};
	int err;

	if (!att_put_room(&o, att_put_inline_len(layout, in)))
		return ATT_E_ROOM;
	err = att_put_struct(&o, layout, in, 0);
	return err ? err : (int)o.end;
}
