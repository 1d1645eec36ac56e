/* Private to the generated tables: decoding as straight code. With a layout
 * that is a constant all questions about it are answered at compile time, and
 * what is left asks only whether a message is as usual: then it is decoded,
 * and whatever is not is left to the walker, which knows every case. */
#ifndef MBIM_WIRE_STRAIGHT_H
#define MBIM_WIRE_STRAIGHT_H

#include "wire/utf16.h"
#include "wire/walk.h"

/* A usual message has its variable data behind its inline part in the order of
 * the fields, and only ASCII in it if it has strings. */
struct mbim_straight {
	const struct mbim_layout *layout;
	struct mbim_bytes body;
	uint32_t first; /* offset of the variable data */
	uint64_t end;	/* of what has been seen of it, perhaps outside */
	uint32_t lens;	/* of strings, or-ed: bit 0 is set if one is odd */
};

/* What compilers may take for the usual outcome. */
MBIM_WALK_INLINE bool mbim_straight_is(bool usual)
{
	return __builtin_expect(usual, true);
}

/* Field or run f of a usual message is one of these. */
MBIM_WALK_INLINE bool mbim_straight_knows(const struct mbim_layout *layout,
					  const struct mbim_field *f)
{
	switch (f->type) {
	case MBIM_T_STRING:
	case MBIM_T_IPV4_ARRAY:
	case MBIM_T_IPV6_ARRAY:
	case MBIM_T_STRUCT_ARRAY:
	case MBIM_T_REF_IPV4:
	case MBIM_T_REF_IPV6:
		return f->when == MBIM_NO_FIELD;
	case MBIM_T_STRING_ARRAY: /* the last one, for its length varies */
		return f->wire == layout->wire_len;
	}
	return f->type <= MBIM_T_BYTES && f->when == MBIM_NO_FIELD;
}

MBIM_WALK_INLINE uint32_t mbim_straight_count(const struct mbim_straight *s,
					      const struct mbim_field *f)
{
	return mbim_get32(s->body.p + s->layout->fields[f->count].wire);
}

/* The next variable data; false if it is not behind the last. That all is
 * inside is seen at its end, so until then nobody may read it. */
MBIM_WALK_INLINE bool mbim_straight_next(struct mbim_straight *s, uint32_t off,
					 uint64_t len)
{
	return mbim_straight_is(mbim_bytes_follow(&s->end, off, len));
}

/* Its address, perhaps outside: no pointer arithmetic. */
MBIM_WALK_INLINE const uint8_t *mbim_straight_at(const struct mbim_straight *s,
						 uint32_t off)
{
	return (const uint8_t *)((uintptr_t)s->body.p + off);
}

/* Of a pair of a string; (0, 0) is none. */
MBIM_WALK_INLINE bool mbim_straight_pair(struct mbim_straight *s,
					 const uint8_t *pair)
{
	uint32_t off = mbim_get32(pair), len = mbim_get32(pair + 4);

	s->lens |= len;
	return mbim_straight_next(s, off, len) || mbim_get64(pair) == 0;
}

MBIM_WALK_INLINE bool mbim_straight_string(struct mbim_straight *s,
					   const uint8_t *pair,
					   struct mbim_str *out)
{
	uint64_t len = mbim_get32(pair + 4);

	if (!mbim_straight_pair(s, pair))
		return false;
	out->p = mbim_straight_at(s, mbim_get32(pair));
	/* One store, of utf8 as well: len has 32 bits, so it is false. */
	_Static_assert(offsetof(struct mbim_str, utf8) ==
			       offsetof(struct mbim_str, len) + 4,
		       "utf8 behind len");
	memcpy((uint8_t *)out + offsetof(struct mbim_str, len), &len, 8);
	return true;
}

/* An array whose elements, or pairs, are side by side. */
MBIM_WALK_INLINE void mbim_straight_view(const struct mbim_straight *s,
					 const uint8_t *at, uint64_t count,
					 struct mbim_array *out)
{
	out->at = at;
	out->base = s->body.p;
	/* One store, of type as well: 0. */
	_Static_assert(offsetof(struct mbim_array, type) ==
			       offsetof(struct mbim_array, count) + 4,
		       "type behind count");
	memcpy((uint8_t *)out + offsetof(struct mbim_array, count), &count, 8);
	out->base_len = (uint32_t)s->body.len;
}

/* Elements of `each` bytes. */
MBIM_WALK_INLINE bool mbim_straight_array(struct mbim_straight *s,
					  const struct mbim_field *f,
					  uint64_t each, struct mbim_array *out)
{
	uint32_t off = mbim_get32(s->body.p + f->wire);
	uint64_t count = mbim_straight_count(s, f);

	if (!count)
		off = 0;
	else if (!mbim_straight_next(s, off, each * count))
		return false;
	mbim_straight_view(s, mbim_straight_at(s, off), count, out);
	return true;
}

/* The (offset, size) pairs between the fixed part and the variable data. */
MBIM_WALK_INLINE bool mbim_straight_strings(struct mbim_straight *s,
					    const struct mbim_field *f,
					    struct mbim_array *out)
{
	const uint8_t *end = s->body.p + s->first;

	mbim_straight_view(s, s->body.p + f->wire, mbim_straight_count(s, f),
			   out);
	for (const uint8_t *p = out->at; p < end; p += 8)
		if (!mbim_straight_pair(s, p))
			return false;
	return true;
}

/* The address of n bytes at an offset, or NULL for offset 0. */
MBIM_WALK_INLINE bool mbim_straight_address(struct mbim_straight *s,
					    const uint8_t *p, size_t n,
					    const void **out)
{
	uint32_t off = mbim_get32(p);

	*out = off ? mbim_straight_at(s, off) : NULL;
	return !off || mbim_straight_next(s, off, n);
}

MBIM_WALK_INLINE bool mbim_straight_step(struct mbim_straight *s,
					 const struct mbim_field *f,
					 uint8_t *out)
{
	const uint8_t *p = s->body.p + f->wire;
	const void *address;
	void *dst = out + f->at;
	bool usual;

	switch (f->type) {
	case MBIM_T_STRING:
		return mbim_straight_string(s, p, dst);
	case MBIM_T_IPV4_ARRAY:
		return mbim_straight_array(s, f, 4, dst);
	case MBIM_T_IPV6_ARRAY:
		return mbim_straight_array(s, f, 16, dst);
	case MBIM_T_STRUCT_ARRAY:
		return mbim_straight_array(s, f, f->of->wire_len, dst);
	case MBIM_T_STRING_ARRAY:
		return mbim_straight_strings(s, f, dst);
	case MBIM_T_REF_IPV4:
		usual = mbim_straight_address(s, p, 4, &address);
		*(const struct mbim_ipv4 **)dst = address;
		return usual;
	case MBIM_T_REF_IPV6:
		usual = mbim_straight_address(s, p, 16, &address);
		*(const struct mbim_ipv6 **)dst = address;
		return usual;
	}
	memcpy(dst, p, f->run_bytes);
	return true;
}

/* Where the variable data begins; false if that is outside. */
MBIM_WALK_INLINE bool mbim_straight_begin(struct mbim_straight *s)
{
	const struct mbim_field *last =
		&s->layout->fields[s->layout->n_fields - 1];
	size_t fixed = s->layout->wire_len;
	uint64_t pairs = 0;

	if (s->body.len < fixed)
		return false;
	if (last->type == MBIM_T_STRING_ARRAY)
		pairs = (uint64_t)8 * mbim_straight_count(s, last);
	s->first = (uint32_t)(fixed + pairs);
	s->end = s->first;
	return pairs <= s->body.len - fixed;
}

/* mbim_layout_decode for a layout that is a constant where this is called. */
MBIM_WALK_INLINE int mbim_straight_decode(const struct mbim_layout *layout,
					  struct mbim_bytes body,
					  void *restrict out)
{
	struct mbim_straight s = {layout, body, 0, 0, 0};
	bool usual = mbim_host_is_little() && layout->n_fields <= 20;
	bool text = false; /* it has strings */
	unsigned next = 0; /* a constant at every step */

#define KNOWS(i)                                                          \
	if (usual && (i) < layout->n_fields) {                            \
		usual = mbim_straight_knows(layout, &layout->fields[i]);  \
		text = text || layout->fields[i].type == MBIM_T_STRING || \
		       layout->fields[i].type == MBIM_T_STRING_ARRAY;     \
	}
#define STEP(i)                                                  \
	if (usual && (i) < layout->n_fields && (i) == next) {    \
		const struct mbim_field *f = &layout->fields[i]; \
                                                                 \
		usual = mbim_straight_step(&s, f, out);          \
		next += f->run_fields ? f->run_fields : 1;       \
	}
#define FOUR(what, i) what(i) what((i) + 1) what((i) + 2) what((i) + 3)
#define ALL(what) \
	FOUR(what, 0) FOUR(what, 4) FOUR(what, 8) FOUR(what, 12) FOUR(what, 16)
	ALL(KNOWS)
	usual = usual && mbim_straight_begin(&s);
	/* One look at all of the text costs less than one at each string. */
	if (usual && text)
		usual = mbim_utf16_plain(body.p + s.first, body.len - s.first);
	ALL(STEP)
#undef ALL
#undef FOUR
#undef STEP
#undef KNOWS
	if (usual && !(s.lens & 1) && mbim_bytes_has(body, 0, s.end))
		return 0;
	return mbim_walk_decode(body.p, body.len, out, layout);
}

#endif
