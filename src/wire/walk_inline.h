/* Private to src/wire and the generated tables: decoding the common field types
 * in a form that a compiler can specialise. With a layout that it does not
 * know this is the walker of decode.c; with a constant one all questions about
 * the layout are answered at compile time, and straight code is left. */
#ifndef MBIM_WIRE_WALK_INLINE_H
#define MBIM_WIRE_WALK_INLINE_H

#include "base/errors.h"
#include "wire/utf16.h"
#include "wire/walk.h"

#define MBIM_WALK_INLINE static inline __attribute__((always_inline))
#define MBIM_WALK_OTHER	 1 /* not a common type */

/* Counts are u32 at a fixed place before their arrays. */
MBIM_WALK_INLINE uint32_t mbim_walk_count(const struct mbim_walk *w,
					  const struct mbim_field *f)
{
	return mbim_get32(w->body.p + w->layout->fields[f->count].wire);
}

/* A string at an (offset, size) pair. Offset 0 is the fixed part itself and
 * stands for "no string". */
MBIM_WALK_INLINE int mbim_walk_take_string(struct mbim_walk *w,
					   struct mbim_str *out)
{
	const uint8_t *p = w->body.p;
	uint32_t off, len;

	if (w->rest.len < 8)
		return MBIM_E_SHORT;
	off = mbim_get32(w->rest.p);
	len = mbim_get32(w->rest.p + 4);
	(void)mbim_walk_skip(w, 8);
	out->utf8 = false;
	if (off && len) {
		if (!mbim_bytes_has(w->body, off, len))
			return MBIM_E_RANGE;
		p += off;
		if (p < w->plain ? !mbim_utf16_valid(p, len) : len & 1)
			return MBIM_E_TEXT;
	} else {
		len = 0;
	}
	out->p = p;
	out->len = len;
	return 0;
}

/* Elements of `each` bytes side by side at an offset. */
MBIM_WALK_INLINE int mbim_walk_take_array(struct mbim_walk *w,
					  const struct mbim_field *f,
					  uint64_t each, struct mbim_array *out)
{
	uint32_t count = mbim_walk_count(w, f), off;
	const uint8_t *p = w->body.p;
	uint64_t len = each * count;

	if (w->rest.len < 4)
		return MBIM_E_SHORT;
	off = mbim_get32(mbim_walk_skip(w, 4));
	if (off && count) {
		if (len > w->body.len)
			return MBIM_E_COUNT;
		if (!mbim_bytes_has(w->body, off, len))
			return MBIM_E_RANGE;
		p += off;
	} else {
		count = 0;
		len = 0;
	}
	out->at = p;
	out->base = p;
	out->base_len = (uint32_t)len;
	out->count = count;
	out->type = f->type;
	return 0;
}

/* The address of n bytes at an offset, or NULL. */
MBIM_WALK_INLINE int mbim_walk_take_address(struct mbim_walk *w, size_t n,
					    const void **out)
{
	uint32_t off;

	if (w->rest.len < 4)
		return MBIM_E_SHORT;
	off = mbim_get32(mbim_walk_skip(w, 4));
	if (off && !mbim_bytes_has(w->body, off, n))
		return MBIM_E_RANGE;
	*out = off ? w->body.p + off : NULL;
	return 0;
}

MBIM_WALK_INLINE int mbim_walk_take_ipv4(struct mbim_walk *w,
					 const struct mbim_ipv4 **out)
{
	const void *p = NULL;
	int err = mbim_walk_take_address(w, 4, &p);

	*out = p;
	return err;
}

MBIM_WALK_INLINE int mbim_walk_take_ipv6(struct mbim_walk *w,
					 const struct mbim_ipv6 **out)
{
	const void *p = NULL;
	int err = mbim_walk_take_address(w, 16, &p);

	*out = p;
	return err;
}

/* Elements, or (offset, size) pairs of them, that stand here. */
MBIM_WALK_INLINE int mbim_walk_take_inline(struct mbim_walk *w,
					   const struct mbim_field *f,
					   struct mbim_array *out)
{
	uint32_t count = mbim_walk_count(w, f);
	uint64_t len = (f->type == MBIM_T_U32_ARRAY ? 4ull : 8ull) * count;

	if (w->rest.len < len)
		return MBIM_E_COUNT;
	out->at = mbim_walk_skip(w, (size_t)len);
	out->base = w->body.p;
	out->base_len = (uint32_t)w->body.len;
	out->count = count;
	out->type = f->type;
	if (f->type == MBIM_T_U32_ARRAY)
		return 0;
	return f->of ? mbim_walk_refs(out, f->of)
		     : mbim_walk_strings(out, w->plain);
}

/* A field of one of the common types that is always there, or OTHER. */
MBIM_WALK_INLINE int mbim_walk_take_common(struct mbim_walk *w,
					   const struct mbim_field *f,
					   void *dst)
{
	switch (f->type) {
	case MBIM_T_STRING:
		return mbim_walk_take_string(w, dst);
	case MBIM_T_IPV4_ARRAY:
		return mbim_walk_take_array(w, f, 4, dst);
	case MBIM_T_IPV6_ARRAY:
		return mbim_walk_take_array(w, f, 16, dst);
	case MBIM_T_STRUCT_ARRAY:
		return mbim_walk_take_array(w, f, f->of->wire_len, dst);
	case MBIM_T_REF_IPV4:
		return mbim_walk_take_ipv4(w, dst);
	case MBIM_T_REF_IPV6:
		return mbim_walk_take_ipv6(w, dst);
	case MBIM_T_U32_ARRAY:
	case MBIM_T_STRING_ARRAY:
	case MBIM_T_REF_STRUCT_ARRAY:
		return mbim_walk_take_inline(w, f, dst);
	}
	return MBIM_WALK_OTHER;
}

/* The field or run f of a message, to the C struct out. */
MBIM_WALK_INLINE int mbim_walk_step(struct mbim_walk *w,
				    const struct mbim_field *f, uint8_t *out)
{
	struct mbim_walk copy;
	int err = MBIM_WALK_OTHER;

	if (f->run_bytes) {
		if (w->rest.len < f->run_bytes)
			return MBIM_E_SHORT;
		memcpy(out + f->at, w->rest.p, f->run_bytes);
		(void)mbim_walk_skip(w, f->run_bytes);
		return 0;
	}
	if (f->when == MBIM_NO_FIELD)
		err = mbim_walk_take_common(w, f, out + f->at);
	if (err != MBIM_WALK_OTHER)
		return err;
	copy = *w; /* so that *w may stay in registers */
	err = mbim_walk_fields(&copy, f, f + 1, out);
	w->rest = copy.rest;
	return err;
}

/* mbim_layout_decode for a layout that is a constant where this is called. */
MBIM_WALK_INLINE int mbim_walk_decode(const struct mbim_layout *layout,
				      struct mbim_bytes body, void *out)
{
	struct mbim_walk w = mbim_walk_of(layout, body);
	unsigned next = 0; /* a constant at every step */
	unsigned strings = 0;
	int err = 0;

	/* Beyond this point no fixed field can be missing. */
	if (body.len < layout->wire_len || layout->n_fields > 20 ||
	    !mbim_host_is_little())
		return mbim_layout_decode(layout, body, out);
#define COUNT(i)                             \
	strings += (i) < layout->n_fields && \
		   layout->fields[i].type == MBIM_T_STRING;
#define STEP(i)                                                  \
	if (!err && (i) < layout->n_fields && (i) == next) {     \
		const struct mbim_field *f = &layout->fields[i]; \
                                                                 \
		err = mbim_walk_step(&w, f, out);                \
		next += f->run_fields ? f->run_fields : 1;       \
	}
#define FOUR(what, i) what(i) what((i) + 1) what((i) + 2) what((i) + 3)
#define ALL(what) \
	FOUR(what, 0) FOUR(what, 4) FOUR(what, 8) FOUR(what, 12) FOUR(what, 16)
	ALL(COUNT)
	/* One look at all of them costs less than one at each. */
	if (strings > 1 && body.len - layout->wire_len <= 256 &&
	    mbim_utf16_plain(body.p + layout->wire_len,
			     body.len - layout->wire_len))
		w.plain = body.p + layout->wire_len;
	ALL(STEP)
#undef ALL
#undef FOUR
#undef STEP
#undef COUNT
	return err;
}

#endif
