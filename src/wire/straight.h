/* Private to the generated tables: decoding as straight code. With a layout
 * that is a constant all questions about it are answered at compile time, and
 * what is left asks only whether a message is as usual: then it is decoded,
 * and whatever is not is left to the walker, which knows every case. */
#ifndef ATT_WIRE_STRAIGHT_H
#define ATT_WIRE_STRAIGHT_H

#include "wire/walk.h"

/* A usual message has its variable data behind its inline part in the order of
 * the fields. */
struct att_straight {
	const struct att_layout *layout;
	struct att_bytes body;
	uint32_t first; /* offset of the variable data */
	uint64_t end;	/* of what has been seen of it, perhaps outside */
};

/* What compilers may take for the usual outcome. */
ATT_WALK_INLINE bool att_straight_is(bool usual)
{
	return __builtin_expect(usual, true);
}

/* Field or run f of a usual message is one of these. */
ATT_WALK_INLINE bool att_straight_knows(const struct att_layout *layout,
					const struct att_field *f)
{
	switch (f->type) {
	case ATT_T_STRING:
	case ATT_T_IPV4_ARRAY:
	case ATT_T_IPV6_ARRAY:
	case ATT_T_STRUCT_ARRAY:
	case ATT_T_REF_IPV4:
	case ATT_T_REF_IPV6:
		return f->when == ATT_NO_FIELD;
	case ATT_T_STRING_ARRAY: /* the last one, for its length varies */
		return f->wire == layout->wire_len;
	}
	return f->type <= ATT_T_BYTES && f->when == ATT_NO_FIELD;
}

ATT_WALK_INLINE uint32_t att_straight_count(const struct att_straight *s,
					    const struct att_field *f)
{
	return att_get32(s->body.p + s->layout->fields[f->count].wire);
}

/* The next variable data; false if it is not behind the last. That all is
 * inside is seen at its end, so until then nobody may read it. */
ATT_WALK_INLINE bool att_straight_next(struct att_straight *s, uint32_t off,
				       uint64_t len)
{
	return att_straight_is(att_bytes_follow(&s->end, off, len));
}

/* Its address, perhaps outside: no pointer arithmetic. */
ATT_WALK_INLINE const uint8_t *att_straight_at(const struct att_straight *s,
					       uint32_t off)
{
	return (const uint8_t *)((uintptr_t)s->body.p + off);
}

/* Of a pair of a string; (0, 0) is none. */
ATT_WALK_INLINE bool att_straight_pair(struct att_straight *s,
				       const uint8_t *pair)
{
	uint32_t off = att_get32(pair), len = att_get32(pair + 4);

	return att_straight_next(s, off, len) || att_get64(pair) == 0;
}

ATT_WALK_INLINE bool att_straight_string(struct att_straight *s,
					 const uint8_t *pair,
					 struct att_str *out)
{
	uint64_t len = att_get32(pair + 4);

	if (!att_straight_pair(s, pair))
		return false;
	out->p = att_straight_at(s, att_get32(pair));
	/* One store, of utf8 as well: len has 32 bits, so it is false. */
	_Static_assert(offsetof(struct att_str, utf8) ==
			       offsetof(struct att_str, len) + 4,
		       "utf8 behind len");
	memcpy((uint8_t *)out + offsetof(struct att_str, len), &len, 8);
	return true;
}

/* An array whose elements, or pairs, are side by side. */
ATT_WALK_INLINE void att_straight_view(const struct att_straight *s,
				       const uint8_t *at, uint64_t count,
				       struct att_array *out)
{
	out->at = at;
	out->base = s->body.p;
	/* One store, of type as well: 0. */
	_Static_assert(offsetof(struct att_array, type) ==
			       offsetof(struct att_array, count) + 4,
		       "type behind count");
	memcpy((uint8_t *)out + offsetof(struct att_array, count), &count, 8);
	out->base_len = (uint32_t)s->body.len;
}

/* Elements of `each` bytes. */
ATT_WALK_INLINE bool att_straight_array(struct att_straight *s,
					const struct att_field *f,
					uint64_t each, struct att_array *out)
{
	uint32_t off = att_get32(s->body.p + f->wire);
	uint64_t count = att_straight_count(s, f);

	if (!count)
		off = 0;
	else if (!att_straight_next(s, off, each * count))
		return false;
	att_straight_view(s, att_straight_at(s, off), count, out);
	return true;
}

/* The (offset, size) pairs between the fixed part and the variable data. */
ATT_WALK_INLINE bool att_straight_strings(struct att_straight *s,
					  const struct att_field *f,
					  struct att_array *out)
{
	const uint8_t *end = s->body.p + s->first;

	att_straight_view(s, s->body.p + f->wire, att_straight_count(s, f),
			  out);
	for (const uint8_t *p = out->at; p < end; p += 8)
		if (!att_straight_pair(s, p))
			return false;
	return true;
}

/* The address of n bytes at an offset, or NULL for offset 0. */
ATT_WALK_INLINE bool att_straight_address(struct att_straight *s,
					  const uint8_t *p, size_t n,
					  const void **out)
{
	uint32_t off = att_get32(p);

	*out = off ? att_straight_at(s, off) : NULL;
	return !off || att_straight_next(s, off, n);
}

ATT_WALK_INLINE bool att_straight_step(struct att_straight *s,
				       const struct att_field *f, uint8_t *out)
{
	const uint8_t *p = s->body.p + f->wire;
	const void *address;
	void *dst = out + f->at;
	bool usual;

	switch (f->type) {
	case ATT_T_STRING:
		return att_straight_string(s, p, dst);
	case ATT_T_IPV4_ARRAY:
		return att_straight_array(s, f, 4, dst);
	case ATT_T_IPV6_ARRAY:
		return att_straight_array(s, f, 16, dst);
	case ATT_T_STRUCT_ARRAY:
		return att_straight_array(s, f, f->of->wire_len, dst);
	case ATT_T_STRING_ARRAY:
		return att_straight_strings(s, f, dst);
	case ATT_T_REF_IPV4:
		usual = att_straight_address(s, p, 4, &address);
		*(const struct att_ipv4 **)dst = address;
		return usual;
	case ATT_T_REF_IPV6:
		usual = att_straight_address(s, p, 16, &address);
		*(const struct att_ipv6 **)dst = address;
		return usual;
	}
	memcpy(dst, p, f->run_bytes);
	return true;
}

/* Where the variable data begins; false if that is outside. */
ATT_WALK_INLINE bool att_straight_begin(struct att_straight *s)
{
	const struct att_field *last =
		&s->layout->fields[s->layout->n_fields - 1];
	size_t fixed = s->layout->wire_len;
	uint64_t pairs = 0;

	if (s->body.len < fixed)
		return false;
	if (last->type == ATT_T_STRING_ARRAY)
		pairs = (uint64_t)8 * att_straight_count(s, last);
	s->first = (uint32_t)(fixed + pairs);
	s->end = s->first;
	return pairs <= s->body.len - fixed;
}

/* att_layout_decode for a layout that is a constant where this is called. */
ATT_WALK_INLINE int att_straight_decode(const struct att_layout *layout,
					struct att_bytes body,
					void *restrict out)
{
	struct att_straight s = {layout, body, 0, 0};
	bool usual = att_host_is_little() && layout->n_fields <= 20;
	unsigned next = 0; /* a constant at every step */

#define KNOWS(i)                             \
	if (usual && (i) < layout->n_fields) \
		usual = att_straight_knows(layout, &layout->fields[i]);
#define STEP(i)                                                 \
	if (usual && (i) < layout->n_fields && (i) == next) {   \
		const struct att_field *f = &layout->fields[i]; \
                                                                \
		usual = att_straight_step(&s, f, out);          \
		next += f->run_fields ? f->run_fields : 1;      \
	}
#define FOUR(what, i) what(i) what((i) + 1) what((i) + 2) what((i) + 3)
#define ALL(what) \
	FOUR(what, 0) FOUR(what, 4) FOUR(what, 8) FOUR(what, 12) FOUR(what, 16)
	ALL(KNOWS)
	usual = usual && att_straight_begin(&s);
	ALL(STEP)
#undef ALL
#undef FOUR
#undef STEP
#undef KNOWS
	if (usual && att_bytes_has(body, 0, s.end))
		return 0;
	return att_walk_decode(body.p, body.len, out, layout);
}

#endif
