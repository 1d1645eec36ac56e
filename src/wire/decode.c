/* The walker: checks a message against its layout, once and in full, and
 * leaves views in the C struct. MBIM 1.0 10.3 has the wire formats. */
#include <assert.h>

#include "base/errors.h"
#include "wire/tlv.h"
#include "wire/walk.h"

uint64_t att_walk_number(const struct att_field *f, const uint8_t *p)
{
	switch (f->width) {
	case 1:
		return p[0];
	case 2:
		return att_get16(p);
	case 4:
		return att_get32(p);
	case 6:
		return att_get32(p) | (uint64_t)att_get16(p + 4) << 32;
	}
	return att_get64(p);
}

bool att_walk_has(const struct att_walk *w, const struct att_field *f)
{
	const struct att_field *on;

	if (f->when == ATT_NO_FIELD)
		return true;
	on = &w->layout->fields[f->when];
	return att_walk_number(on, w->body.p + on->wire) == f->when_value;
}

static void load(const struct att_field *f, const uint8_t *p, void *dst)
{
	uint64_t v;

	if (f->type == ATT_T_IPV4_LE) {
		att_put32_be(dst, att_get32(p));
		return;
	}
	if ((att_host_is_little() && f->width != 6) || f->type >= ATT_T_UUID) {
		att_walk_copy(dst, p, f->width);
		return;
	}
	v = att_walk_number(f, p);
	if (f->width == 1)
		*(uint8_t *)dst = (uint8_t)v;
	else if (f->width == 2)
		*(uint16_t *)dst = (uint16_t)v;
	else if (f->width == 4)
		*(uint32_t *)dst = (uint32_t)v;
	else
		*(uint64_t *)dst = v;
}

static int take_fixed(struct att_walk *w, const struct att_field *f, void *dst)
{
	if (w->rest.len < f->width)
		return ATT_E_SHORT;
	if (dst)
		load(f, w->rest.p, dst);
	(void)att_walk_skip(w, f->width);
	return 0;
}

static int take_inner(struct att_walk *w, const struct att_field *f, void *dst)
{
	size_t used;
	int err = att_walk_struct(f->of, w->rest, dst, &used);

	if (!err)
		(void)att_walk_skip(w, used);
	return err;
}

/* Counts are u32 at a fixed place before their arrays. */
static uint32_t count_of(const struct att_walk *w, const struct att_field *f)
{
	return att_get32(w->body.p + w->layout->fields[f->count].wire);
}

/* A string at an (offset, size) pair. Offset 0 is the fixed part itself and
 * stands for "no string". */
static int take_string(struct att_walk *w, struct att_str *out)
{
	const uint8_t *p = w->body.p;
	uint32_t off, len;

	if (w->rest.len < 8)
		return ATT_E_SHORT;
	off = att_get32(w->rest.p);
	len = att_get32(w->rest.p + 4);
	(void)att_walk_skip(w, 8);
	out->utf8 = false;
	if (off && len) {
		if (!att_bytes_has(w->body, off, len))
			return ATT_E_RANGE;
		p += off;
	} else {
		len = 0;
	}
	out->p = p;
	out->len = len;
	return 0;
}

static void view(const struct att_field *f, const uint8_t *at,
		 struct att_bytes base, uint32_t count, struct att_array *out)
{
	out->at = at;
	out->base = base.p;
	out->count = count;
	out->type = f->type;
	out->base_len = (uint32_t)base.len;
}

/* Elements of `each` bytes side by side at an offset. */
static int take_array(struct att_walk *w, const struct att_field *f,
		      uint64_t each, struct att_array *out)
{
	uint32_t count = count_of(w, f), off;
	const uint8_t *p = w->body.p;
	uint64_t len = each * count;

	if (w->rest.len < 4)
		return ATT_E_SHORT;
	off = att_get32(att_walk_skip(w, 4));
	if (off && count) {
		if (len > w->body.len)
			return ATT_E_COUNT;
		if (!att_bytes_has(w->body, off, len))
			return ATT_E_RANGE;
		p += off;
	} else {
		count = 0;
	}
	view(f, p, w->body, count, out);
	return 0;
}

/* The address of n bytes at an offset, or NULL. */
static int take_address(struct att_walk *w, size_t n, const void **out)
{
	uint32_t off;

	if (w->rest.len < 4)
		return ATT_E_SHORT;
	off = att_get32(att_walk_skip(w, 4));
	if (off && !att_bytes_has(w->body, off, n))
		return ATT_E_RANGE;
	*out = off ? w->body.p + off : NULL;
	return 0;
}

static int take_ipv4(struct att_walk *w, const struct att_ipv4 **out)
{
	const void *p = NULL;
	int err = take_address(w, 4, &p);

	*out = p;
	return err;
}

static int take_ipv6(struct att_walk *w, const struct att_ipv6 **out)
{
	const void *p = NULL;
	int err = take_address(w, 16, &p);

	*out = p;
	return err;
}

/* Bytes at (offset, size), (size, offset), or (offset) with a count field. */
static int take_ref(struct att_walk *w, const struct att_field *f,
		    struct att_bytes *out)
{
	bool counted = f->count != ATT_NO_FIELD;
	size_t width = counted ? 4 : 8;
	uint32_t off, len;
	const uint8_t *p;

	if (w->rest.len < width)
		return ATT_E_SHORT;
	p = att_walk_skip(w, width);
	off = att_get32(p);
	len = counted ? count_of(w, f) : att_get32(p + 4);
	if (f->type == ATT_T_SIZE_BYTES) {
		off = att_get32(p + 4);
		len = att_get32(p);
	}
	*out = att_bytes_of(w->body.p, 0);
	if (off && len && !att_bytes_sub(w->body, off, len, out))
		return ATT_E_RANGE;
	return 0;
}

static int take_here(struct att_walk *w, const struct att_field *f,
		     struct att_bytes *out)
{
	uint32_t len = count_of(w, f);
	uint64_t padded = att_align(len, 4);

	if (!att_bytes_sub(w->rest, 0, len, out))
		return ATT_E_RANGE;
	/* At the end of the message the padding may be missing. */
	(void)att_walk_skip(w, padded < w->rest.len ? (size_t)padded
						    : w->rest.len);
	return 0;
}

/* Strings and structs of an array lie side by side in real messages. In others
 * all together could be longer than the message, and make us look at the same
 * bytes thousands of times: that is ATT_E_COUNT. */
static int check_strings(const struct att_array *a)
{
	struct att_bytes base = {a->base, a->base_len};
	struct att_walk w = att_walk_of(NULL, base);
	uint64_t total = 0;

	w.rest = att_bytes_of(a->at, (size_t)8 * a->count);
	while (w.rest.len) {
		struct att_str s;
		int err = take_string(&w, &s);

		if (err)
			return err;
		total += s.len;
		if (total > base.len)
			return ATT_E_COUNT;
	}
	return 0;
}

static int check_refs(const struct att_array *a)
{
	struct att_bytes base = {a->base, a->base_len};
	uint64_t total = 0;

	for (uint32_t i = 0; i < a->count; i++) {
		const uint8_t *p = a->at + (size_t)8 * i;

		if (!att_bytes_has(base, att_get32(p), att_get32(p + 4)))
			return ATT_E_RANGE;
		total += att_get32(p + 4);
	}
	return total > base.len ? ATT_E_COUNT : 0;
}

/* Elements, or (offset, size) pairs of them, that stand here. */
static int take_inline(struct att_walk *w, const struct att_field *f,
		       struct att_array *out)
{
	uint32_t count = count_of(w, f);
	uint64_t len = (f->type == ATT_T_U32_ARRAY ? 4ull : 8ull) * count;

	if (w->rest.len < len)
		return ATT_E_COUNT;
	view(f, att_walk_skip(w, (size_t)len), w->body, count, out);
	if (f->type == ATT_T_U32_ARRAY)
		return 0;
	return f->of ? check_refs(out) : check_strings(out);
}

/* One struct, or a u32 count and the structs, at (offset, size). */
static int take_ms(struct att_walk *w, const struct att_field *f,
		   struct att_array *out)
{
	struct att_bytes b = {w->body.p, 0};
	uint32_t off, len, count = 1;
	const uint8_t *p;

	if (w->rest.len < 8)
		return ATT_E_SHORT;
	p = att_walk_skip(w, 8);
	off = att_get32(p);
	len = att_get32(p + 4);
	if (!off || !len) {
		view(f, b.p, b, 0, out);
		return 0;
	}
	if (!att_bytes_sub(w->body, off, len, &b))
		return ATT_E_RANGE;
	if (f->type == ATT_T_MS_STRUCT_ARRAY) {
		if (b.len < 4)
			return ATT_E_LENGTH;
		count = att_get32(b.p);
		b.p += 4;
		b.len -= 4;
		if ((uint64_t)f->of->wire_len * count > b.len)
			return ATT_E_COUNT;
	}
	view(f, b.p, b, count, out);
	return 0;
}

static int take_tlv_string(const struct att_tlv *tlv, struct att_str *out)
{
	if (tlv->type != ATT_TLV_STRING)
		return ATT_E_VALUE;
	out->p = tlv->data.p;
	out->len = (uint32_t)tlv->data.len;
	out->utf8 = false;
	return 0;
}

static int take_tlv(struct att_walk *w, const struct att_field *f, void *dst)
{
	struct att_tlv tlv;
	int err = att_tlv_first(w->rest, &tlv);

	if (err)
		return err;
	(void)att_walk_skip(w, tlv.whole.len);
	if (f->type == ATT_T_TLV_STRING)
		return take_tlv_string(&tlv, dst);
	if (f->type == ATT_T_TLV) {
		*(struct att_bytes *)dst = tlv.whole;
		return 0;
	}
	if (tlv.type != ATT_TLV_U16_ARRAY || tlv.data.len & 1)
		return ATT_E_VALUE;
	view(f, tlv.data.p, tlv.data, (uint32_t)tlv.data.len / 2, dst);
	return 0;
}

/* Everything to the end. */
static struct att_bytes take_rest(struct att_walk *w)
{
	struct att_bytes rest = w->rest;

	(void)att_walk_skip(w, rest.len);
	return rest;
}

/* The structs of an array that has been taken. */
static int check_elements(const struct att_array *a,
			  const struct att_layout *of)
{
	struct att_cursor c = att_cursor_of(a);
	int err = 0;

	while (c.left && !err)
		err = att_walk_struct(of, att_walk_next(&c, of), NULL, NULL);
	return err;
}

/* A field that is there to dst, which only fixed ones and structs may have as
 * NULL; not the structs of an array. */
static int take(struct att_walk *w, const struct att_field *f, void *dst)
{
	switch (f->type) {
	case ATT_T_STRUCT:
		return take_inner(w, f, dst);
	case ATT_T_STRING:
		return take_string(w, dst);
	case ATT_T_IPV4_ARRAY:
		return take_array(w, f, 4, dst);
	case ATT_T_IPV6_ARRAY:
		return take_array(w, f, 16, dst);
	case ATT_T_STRUCT_ARRAY:
		return take_array(w, f, f->of->wire_len, dst);
	case ATT_T_REF_IPV4:
		return take_ipv4(w, dst);
	case ATT_T_REF_IPV6:
		return take_ipv6(w, dst);
	case ATT_T_U32_ARRAY:
	case ATT_T_STRING_ARRAY:
	case ATT_T_REF_STRUCT_ARRAY:
		return take_inline(w, f, dst);
	case ATT_T_REF_BYTES:
	case ATT_T_SIZE_BYTES:
		return take_ref(w, f, dst);
	case ATT_T_HERE_BYTES:
		return take_here(w, f, dst);
	case ATT_T_REST:
		*(struct att_bytes *)dst = take_rest(w);
		return 0;
	case ATT_T_MS_STRUCT:
	case ATT_T_MS_STRUCT_ARRAY:
		return take_ms(w, f, dst);
	case ATT_T_TLV:
	case ATT_T_TLV_STRING:
	case ATT_T_TLV_U16_ARRAY:
		return take_tlv(w, f, dst);
	case ATT_T_TLV_LIST:
		return att_tlv_check(take_rest(w), dst);
	case ATT_T_TEXT:
	case ATT_T_DATA:
	case ATT_T_LIST:
		return att_walk_take_counted(w, f, dst);
	}
	return take_fixed(w, f, dst); /* all others */
}

size_t att_walk_size(const struct att_field *f)
{
	if (att_walk_is_fixed(f))
		return f->width;
	switch (f->type) {
	case ATT_T_STRUCT:
		return f->of->size;
	case ATT_T_STRING:
	case ATT_T_TLV_STRING:
	case ATT_T_TEXT:
		return sizeof(struct att_str);
	case ATT_T_REF_BYTES:
	case ATT_T_SIZE_BYTES:
	case ATT_T_HERE_BYTES:
	case ATT_T_REST:
	case ATT_T_TLV:
	case ATT_T_TLV_LIST:
	case ATT_T_DATA:
		return sizeof(struct att_bytes);
	case ATT_T_REF_IPV4:
	case ATT_T_REF_IPV6:
		return sizeof(void *);
	}
	return sizeof(struct att_array); /* all others */
}

/* True for fields whose value is a struct att_array of structs. */
static bool has_elements(const struct att_field *f)
{
	return f->of && f->type != ATT_T_STRUCT;
}

/* The fields from f to end; out is the C struct, or NULL to check only. The
 * structs of arrays are looked at if `whole`. Everything above is called once,
 * so that compilers make one function of this loop. */
static int walk(struct att_walk *to, const struct att_field *f,
		const struct att_field *end, uint8_t *out, bool whole)
{
	struct att_walk w = *to; /* in registers */

	for (; f < end; f++) {
		uint8_t *dst = out ? out + f->at : NULL;
		union att_walk_value scratch;
		int err;

		if (f->run_bytes && att_host_is_little()) {
			if (w.rest.len < f->run_bytes)
				return ATT_E_SHORT;
			if (out)
				att_walk_copy(dst, w.rest.p, f->run_bytes);
			(void)att_walk_skip(&w, f->run_bytes);
			f += f->run_fields - 1;
			continue;
		}
		if (f->when != ATT_NO_FIELD && !att_walk_has(to, f)) {
			if (out)
				memset(dst, 0, att_walk_size(f));
			continue;
		}
		if (!out && f->type > ATT_T_STRUCT)
			dst = (uint8_t *)&scratch;
		err = take(&w, f, dst);
		if (!err && whole && has_elements(f))
			err = check_elements((void *)dst, f->of);
		if (err)
			return err;
	}
	to->rest = w.rest;
	return 0;
}

int att_walk_take(struct att_walk *w, const struct att_field *f, void *dst)
{
	/* Where the C struct would begin: no pointer arithmetic. */
	uintptr_t out = dst ? (uintptr_t)dst - f->at : 0;

	return walk(w, f, f + 1, (uint8_t *)out, false);
}

int att_walk_struct(const struct att_layout *layout, struct att_bytes body,
		    void *out, size_t *used)
{
	struct att_walk w = att_walk_of(layout, body);
	const struct att_field *f = layout->fields;
	int err = walk(&w, f, f + layout->n_fields, out, true);

	if (used)
		*used = att_walk_used(&w);
	return err;
}

int att_layout_decode(const struct att_layout *layout, struct att_bytes body,
		      void *out)
{
	return att_walk_struct(layout, body, out, NULL);
}

int att_walk_decode(const uint8_t *p, size_t len, void *out,
		    const struct att_layout *layout)
{
	return att_walk_struct(layout, att_bytes_of(p, len), out, NULL);
}

void att_walk_load(const struct att_layout *of, struct att_bytes one, void *out)
{
	struct att_walk w = att_walk_of(of, one);
	int err = walk(&w, of->fields, of->fields + of->n_fields, out, false);

	assert(err == 0);
	(void)err;
}
