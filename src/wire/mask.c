/* Masking personal fields in a copy of a message. Ranges may overlap; what is
 * written does not change what is read. */
#include "wire/mask.h"

#include "base/errors.h"
#include "wire/tlv.h"

/* Is what is personal hidden, in this pass? */
static bool hides(const struct att_mask *m)
{
	return m->all && !m->keep;
}

/* In the other one, what tells where things lie is as it was: a text may lie
 * over it. */
static void keep(const struct att_mask *m, const uint8_t *from,
		 const uint8_t *to)
{
	if (m->keep)
		memcpy(m->to + (from - m->from), from, (size_t)(to - from));
}

/* Bytes that a field has behind the inline part. */
static void cover(const struct att_mask *m, const uint8_t *p, size_t n)
{
	if (!n || p < m->inline_end)
		return;
	if (p < m->far->from)
		m->far->from = p;
	if (p + n > m->far->to)
		m->far->to = p + n;
}

/* The bytes of a value: covered, and blank if it is personal. */
static void blank(const struct att_mask *m, const uint8_t *p, size_t n)
{
	cover(m, p, n);
	if (hides(m) && n)
		memset(m->to + (p - m->from), '*', n);
}

static void blank_str(const struct att_mask *m, const struct att_str *s)
{
	if (s->utf8) {
		blank(m, s->p, s->len);
		return;
	}
	cover(m, s->p, s->len);
	for (uint32_t i = 0; hides(m) && i < s->len; i++)
		m->to[s->p + i - m->from] = i % 2 ? 0 : '*';
}

static void clear(const struct att_mask *m, const uint8_t *from,
		  const uint8_t *to)
{
	if (m->to && from < to && !m->keep)
		memset(m->to + (from - m->from), 0, (size_t)(to - from));
}

/* Bytes of which nothing is known, if there are any but zeros. */
static void hide(const struct att_mask *m, const uint8_t *from,
		 const uint8_t *to)
{
	const uint8_t *p = from;

	while (p < to && !*p)
		p++;
	if (p < to)
		memset(m->to + (from - m->from), '*', (size_t)(to - from));
}

/* Fewer bytes than a header has may follow a list. */
static void blank_tlvs(const struct att_mask *m, struct att_bytes list)
{
	const uint8_t *end = list.p + list.len;
	struct att_tlv tlv;

	while (att_tlv_next(&list, &tlv)) {
		keep(m, tlv.whole.p, tlv.data.p);
		blank(m, tlv.data.p, tlv.data.len);
		clear(m, tlv.data.p + tlv.data.len, list.p);
	}
	clear(m, end, m->inline_end);
}

/* A message of another protocol keeps what is shown of it when it is hidden. */
static void blank_inner(const struct att_mask *m,
			const struct att_formats *formats, struct att_bytes b)
{
	if (!formats) {
		blank(m, b.p, b.len);
		return;
	}
	cover(m, b.p, b.len);
	if (hides(m))
		formats->mask_inner(b, m->to + (b.p - m->from));
}

static void blank_strings(const struct att_mask *m, const struct att_array *a)
{
	for (uint32_t i = 0; i < a->count; i++) {
		struct att_str s = att_array_str(a, i);

		blank_str(m, &s);
	}
}

static int mask_elements(const struct att_mask *m, const struct att_array *a,
			 const struct att_layout *of)
{
	struct att_cursor c = att_cursor_of(a);

	if (a->type == ATT_T_MS_STRUCT_ARRAY && a->count) {
		cover(m, a->base - 4, 4); /* the count */
		keep(m, a->base - 4, a->base);
	}
	while (c.left) {
		struct att_bytes one = att_walk_next(&c, of);
		int err;

		cover(m, one.p, one.len);
		err = att_mask_struct(m, of, one, NULL);
		if (err)
			return err;
	}
	return 0;
}

/* Structs, values or texts behind their count. */
static int blank_list(const struct att_mask *m, const struct att_field *f,
		      const struct att_array *a)
{
	struct att_cursor c = att_cursor_of(a);

	if (f->of)
		return mask_elements(m, a, f->of);
	if (f->count != ATT_T_TEXT)
		blank(m, a->base, a->base_len);
	while (f->count == ATT_T_TEXT && c.left) {
		struct att_str s = att_walk_next_text(&c);

		blank_str(m, &s);
	}
	return 0;
}

/* Is what a variable field holds where the field is? */
static bool holds_it_here(const struct att_field *f)
{
	return f->type == ATT_T_HERE_BYTES || f->type == ATT_T_REST ||
	       f->type == ATT_T_U32_ARRAY || f->type >= ATT_T_TLV;
}

/* The whole of a variable field. */
static int blank_value(const struct att_mask *m,
		       const struct att_formats *formats,
		       const struct att_field *f, const union att_walk_value *v)
{
	switch (f->type) {
	case ATT_T_STRING:
	case ATT_T_TLV_STRING:
	case ATT_T_TEXT:
		blank_str(m, &v->str);
		return 0;
	case ATT_T_LIST:
		return blank_list(m, f, &v->array);
	case ATT_T_REF_BYTES:
	case ATT_T_SIZE_BYTES:
	case ATT_T_HERE_BYTES:
	case ATT_T_REST:
	case ATT_T_DATA:
		if (f->flags & ATT_F_QMUX)
			blank_inner(m, formats, v->bytes);
		else
			blank(m, v->bytes.p, v->bytes.len);
		return 0;
	case ATT_T_TLV:
	case ATT_T_TLV_LIST:
		blank_tlvs(m, v->bytes);
		return 0;
	case ATT_T_REF_IPV4:
		blank(m, (const uint8_t *)v->ipv4, v->ipv4 ? 4 : 0);
		return 0;
	case ATT_T_REF_IPV6:
		blank(m, (const uint8_t *)v->ipv6, v->ipv6 ? 16 : 0);
		return 0;
	case ATT_T_U32_ARRAY:
	case ATT_T_IPV4_ARRAY:
		blank(m, v->array.at, (size_t)4 * v->array.count);
		return 0;
	case ATT_T_IPV6_ARRAY:
		blank(m, v->array.at, (size_t)16 * v->array.count);
		return 0;
	case ATT_T_TLV_U16_ARRAY:
		blank(m, v->array.at, (size_t)2 * v->array.count);
		return 0;
	case ATT_T_STRING_ARRAY:
		blank_strings(m, &v->array);
		return 0;
	}
	return mask_elements(m, &v->array, f->of); /* all others */
}

static int mask_fixed(struct att_mask *m, struct att_walk *w,
		      const struct att_field *f)
{
	const uint8_t *p = w->rest.p;

	if (w->rest.len < f->width)
		return ATT_E_SHORT;
	(void)att_walk_skip(w, f->width);
	m->inline_end = w->rest.p;
	/* Without the counts nothing else could be read. */
	cover(m, p, f->width);
	if (!m->all || f->flags & ATT_F_COUNT)
		keep(m, p, w->rest.p);
	else if (hides(m))
		memset(m->to + (p - m->from), '*', f->width);
	return 0;
}

int att_mask_field(const struct att_mask *outer, struct att_walk *w,
		   const struct att_field *f)
{
	struct att_mask m = *outer;
	struct att_bytes rest = w->rest;
	union att_walk_value v;
	size_t used;
	int err;

	m.all = m.to && (m.all || f->flags & ATT_F_PERSONAL);
	if (f->type == ATT_T_STRUCT) {
		err = att_mask_struct(&m, f->of, rest, &used);
		if (!err)
			(void)att_walk_skip(w, used);
		return err;
	}
	if (att_walk_is_fixed(f))
		return mask_fixed(&m, w, f);
	err = att_walk_take(w, f, &v);
	if (err)
		return err;
	m.inline_end = w->rest.p;
	if (!holds_it_here(f))
		keep(&m, rest.p, w->rest.p);
	else if (f->type == ATT_T_TLV_STRING || f->type == ATT_T_TLV_U16_ARRAY)
		keep(&m, rest.p, rest.p + ATT_TLV_HEADER);
	return blank_value(&m, w->layout ? w->layout->formats : NULL, f, &v);
}

int att_mask_struct(const struct att_mask *m, const struct att_layout *layout,
		    struct att_bytes body, size_t *used)
{
	struct att_walk w = att_walk_of(layout, body);

	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *f = &layout->fields[i];
		int err = 0;

		if (att_walk_has(&w, f))
			err = att_mask_field(m, &w, f);
		if (err)
			return err;
	}
	if (used)
		*used = att_walk_used(&w);
	return 0;
}

static bool is_personal(const struct att_layout *layout)
{
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *f = &layout->fields[i];

		if (f->flags & ATT_F_PERSONAL || (f->of && is_personal(f->of)))
			return true;
	}
	return false;
}

int att_layout_mask(const struct att_layout *layout, struct att_bytes body,
		    uint8_t *copy)
{
	const uint8_t *end = body.p + body.len, *inline_end;
	struct att_mask_range far = {end, body.p};
	struct att_mask m = {.from = body.p, .to = copy, .far = &far};
	size_t used;
	int err = att_walk_struct(layout, body, NULL, &used);

	if (err || !is_personal(layout))
		return err;
	err = att_mask_struct(&m, layout, body, NULL);
	if (err)
		return err;
	m.keep = true;
	(void)att_mask_struct(&m, layout, body, NULL);
	/* Newer layouts have more: pairs and numbers in front of the variable
	 * data, texts behind it. Nobody knows what is in them. They do not fit
	 * the copy either, if they do not fit the body. */
	inline_end = body.p + used;
	hide(&m, inline_end, far.from);
	hide(&m, far.to > inline_end ? far.to : inline_end, end);
	return 0;
}

/* Up to three zeros fill up what is in front of them. */
static size_t not_padding(const uint8_t *from, const uint8_t *to)
{
	size_t n = from < to ? (size_t)(to - from) : 0;
	bool zeros = n < 4;

	for (size_t i = 0; i < n; i++)
		zeros = zeros && !from[i];
	return zeros ? 0 : n;
}

size_t att_layout_spare(const struct att_layout *layout, struct att_bytes body)
{
	const uint8_t *end = body.p + body.len, *inline_end;
	struct att_mask_range far = {end, body.p};
	struct att_mask m = {.from = body.p, .far = &far};
	size_t used;

	if (att_walk_struct(layout, body, NULL, &used))
		return 0;
	if (att_mask_struct(&m, layout, body, NULL))
		return 0;
	inline_end = body.p + used;
	if (far.to <= inline_end) /* nothing lies behind the fixed part */
		return not_padding(inline_end, end);
	return not_padding(inline_end, far.from) + not_padding(far.to, end);
}
