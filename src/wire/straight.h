/* Private to the generated tables: decoding as straight code. For each layout
 * the generator lists the steps that it takes; the fields are constants there,
 * so all questions about them are answered at compile time. What is left asks
 * only whether a message is as usual: then it is decoded, and whatever is not
 * is left to the walker, which knows every case. */
#ifndef ATT_WIRE_STRAIGHT_H
#define ATT_WIRE_STRAIGHT_H

#include "wire/tlv.h"
#include "wire/walk.h"

/* A usual struct has its variable data in the order of the fields. */
struct att_straight {
	struct att_bytes body;
	size_t at;	/* where the next field is, if its place varies */
	uint64_t end;	/* of the variable data seen, perhaps outside */
	uint64_t texts; /* bytes of the strings, padded */
};

/* What compilers may take for the usual outcome. */
ATT_WALK_INLINE bool att_straight_is(bool usual)
{
	return __builtin_expect(usual, true);
}

ATT_WALK_INLINE struct att_straight att_straight_of(
	const struct att_layout *layout, const uint8_t *p, size_t len)
{
	return (struct att_straight){att_bytes_of(p, len), layout->wire_len,
				     layout->wire_len, 0};
}

/* True if the fixed part is there. */
ATT_WALK_INLINE bool att_straight_begins(const struct att_straight *s,
					 const struct att_layout *layout)
{
	return att_host_is_little() &&
	       att_straight_is(s->body.len >= layout->wire_len);
}

/* True if all that has been seen is inside. */
ATT_WALK_INLINE bool att_straight_ends(const struct att_straight *s)
{
	return att_straight_is(att_bytes_has(s->body, 0, s->end));
}

/* The number of elements, or bytes, of f, one of `fields`. */
ATT_WALK_INLINE uint32_t att_straight_count(const struct att_straight *s,
					    const struct att_field *fields,
					    const struct att_field *f)
{
	return att_get32(s->body.p + fields[f->count].wire);
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
					       size_t off)
{
	return (const uint8_t *)((uintptr_t)s->body.p + off);
}

/* The string of a pair; (0, 0) is none. One that the walker has accepted is
 * none as well, if its offset is 0. */
ATT_WALK_INLINE bool att_straight_string(struct att_straight *s,
					 const uint8_t *pair,
					 struct att_str *out, bool check)
{
	uint32_t off = att_get32(pair);
	uint64_t len = att_get32(pair + 4);

	if (check && !att_straight_next(s, off, len) && att_get64(pair) != 0)
		return false;
	if (!check && !off)
		len = 0;
	s->texts += att_align(len, 4);
	out->p = att_straight_at(s, off);
	/* One store, of utf8 as well: len has 32 bits, so it is false. */
	_Static_assert(offsetof(struct att_str, utf8) ==
			       offsetof(struct att_str, len) + 4,
		       "utf8 behind len");
	memcpy((uint8_t *)out + offsetof(struct att_str, len), &len, 8);
	return true;
}

/* Bytes at (offset, size), (size, offset), or (offset) with a count field. */
ATT_WALK_INLINE bool att_straight_bytes(struct att_straight *s,
					const struct att_field *fields,
					const struct att_field *f,
					struct att_bytes *out, bool check)
{
	const uint8_t *p = s->body.p + f->wire;
	bool swapped = f->type == ATT_T_SIZE_BYTES;
	uint32_t off = att_get32(p + (swapped ? 4 : 0)), len;

	if (f->count != ATT_NO_FIELD)
		len = att_straight_count(s, fields, f);
	else
		len = att_get32(p + (swapped ? 0 : 4));
	if (check && !att_straight_next(s, off, len) && (off || len))
		return false;
	if (!check && !off)
		len = 0;
	*out = att_bytes_of(att_straight_at(s, off), len);
	return true;
}

/* An array; `type` as in the array. */
ATT_WALK_INLINE void att_straight_view(struct att_bytes base, const uint8_t *at,
				       uint64_t count, uint64_t type,
				       struct att_array *out)
{
	out->at = at;
	out->base = base.p;
	/* One store, of both. */
	_Static_assert(offsetof(struct att_array, type) ==
			       offsetof(struct att_array, count) + 4,
		       "type behind count");
	count |= type << 32;
	memcpy((uint8_t *)out + offsetof(struct att_array, count), &count, 8);
	out->base_len = (uint32_t)base.len;
}

/* Elements of `each` bytes, side by side at an offset. */
ATT_WALK_INLINE bool att_straight_array(struct att_straight *s,
					const struct att_field *fields,
					const struct att_field *f,
					uint64_t each, struct att_array *out,
					bool check)
{
	uint32_t off = att_get32(s->body.p + f->wire);
	uint64_t count = att_straight_count(s, fields, f);

	if (!count)
		off = 0;
	else if (check && !att_straight_next(s, off, each * count))
		return false;
	if (!check && !off)
		count = 0;
	att_straight_view(s->body, att_straight_at(s, off), count, 0, out);
	return true;
}

/* Elements, or pairs, of `each` bytes that stand where the next field is. */
ATT_WALK_INLINE bool att_straight_here(struct att_straight *s,
				       const struct att_field *fields,
				       const struct att_field *f, uint64_t each,
				       struct att_array *out)
{
	uint64_t count = att_straight_count(s, fields, f);
	bool usual =
		att_straight_is(att_bytes_has(s->body, s->at, each * count));
	bool pairs = f->type == ATT_T_REF_STRUCT_ARRAY;

	att_straight_view(s->body, att_straight_at(s, s->at), count,
			  pairs ? ATT_T_REF_STRUCT_ARRAY : 0, out);
	s->at += (size_t)(each * count);
	return usual;
}

ATT_WALK_INLINE bool att_straight_strings(struct att_straight *s,
					  const struct att_array *a)
{
	const uint8_t *pair = a->at;
	struct att_str str;

	for (uint32_t n = a->count; n; n--, pair += 8)
		if (!att_straight_string(s, pair, &str, true))
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

/* Bytes that stand where the next field is, and their padding. */
ATT_WALK_INLINE bool att_straight_inline(struct att_straight *s,
					 const struct att_field *fields,
					 const struct att_field *f,
					 struct att_bytes *out)
{
	uint32_t len = att_straight_count(s, fields, f);
	bool usual = att_bytes_has(s->body, s->at, len);

	*out = att_bytes_of(att_straight_at(s, s->at), len);
	s->at += (size_t)att_align(len, 4);
	return usual;
}

/* What is left of the body; false if the walk is beyond it. */
ATT_WALK_INLINE bool att_straight_rest(const struct att_straight *s,
				       struct att_bytes *out)
{
	return s->at <= s->body.len &&
	       att_bytes_sub(s->body, s->at, s->body.len - s->at, out);
}

/* One TLV, or those up to the end. */
ATT_WALK_INLINE bool att_straight_tlv(struct att_straight *s,
				      const struct att_field *f, void *dst)
{
	struct att_bytes rest;
	struct att_tlv tlv;

	if (!att_straight_rest(s, &rest))
		return false;
	if (f->type == ATT_T_TLV_LIST)
		return att_tlv_check(rest, dst) == 0;
	if (att_tlv_first(rest, &tlv))
		return false;
	s->at += tlv.whole.len;
	if (f->type == ATT_T_TLV) {
		*(struct att_bytes *)dst = tlv.whole;
		return true;
	}
	if (f->type == ATT_T_TLV_STRING) {
		*(struct att_str *)dst = (struct att_str){
			tlv.data.p, (uint32_t)tlv.data.len, false};
		return tlv.type == ATT_TLV_STRING;
	}
	att_straight_view(tlv.data, tlv.data.p, tlv.data.len / 2, 0, dst);
	return tlv.type == ATT_TLV_U16_ARRAY && !(tlv.data.len & 1);
}

/* True unless the condition of f says that it is not in the message. */
ATT_WALK_INLINE bool att_straight_has(const struct att_straight *s,
				      const struct att_field *fields,
				      const struct att_field *f)
{
	return f->when == ATT_NO_FIELD ||
	       att_get32(s->body.p + fields[f->when].wire) == f->when_value;
}

/* Field or run f of a usual message is one of these. */
ATT_WALK_INLINE bool att_straight_knows(const struct att_straight *s,
					const struct att_field *fields,
					const struct att_field *f)
{
	switch (f->type) {
	case ATT_T_U32_ARRAY:
	case ATT_T_STRING_ARRAY:
	case ATT_T_REF_STRUCT_ARRAY:
		return (f->wire == UINT16_MAX || f->wire == s->at) &&
		       (f->when == ATT_NO_FIELD || fields[f->when].width == 4);
	case ATT_T_HERE_BYTES:
	case ATT_T_REST:
	case ATT_T_TLV:
	case ATT_T_TLV_STRING:
	case ATT_T_TLV_U16_ARRAY:
	case ATT_T_TLV_LIST:
		return (f->wire == UINT16_MAX || f->wire == s->at) &&
		       f->when == ATT_NO_FIELD;
	case ATT_T_STRUCT:
		if (!f->run_bytes)
			return false;
		break;
	case ATT_T_STRUCT_ARRAY: /* of such as have nothing to check */
		if (f->of->n_fields != f->of->fields->run_fields)
			return false;
		break;
	}
	return f->when == ATT_NO_FIELD && f->wire != UINT16_MAX;
}

ATT_WALK_INLINE bool att_straight_any(struct att_straight *s,
				      const struct att_field *fields,
				      const struct att_field *f, void *dst,
				      bool check)
{
	const uint8_t *p = s->body.p + f->wire;
	const void *address;
	bool usual;

	switch (f->type) {
	case ATT_T_STRING:
		return att_straight_string(s, p, dst, check);
	case ATT_T_REF_BYTES:
	case ATT_T_SIZE_BYTES:
		return att_straight_bytes(s, fields, f, dst, check);
	case ATT_T_IPV4_ARRAY:
		return att_straight_array(s, fields, f, 4, dst, check);
	case ATT_T_IPV6_ARRAY:
		return att_straight_array(s, fields, f, 16, dst, check);
	case ATT_T_STRUCT_ARRAY:
		return att_straight_array(s, fields, f, f->of->wire_len, dst,
					  check);
	case ATT_T_REF_IPV4:
		usual = att_straight_address(s, p, 4, &address);
		*(const struct att_ipv4 **)dst = address;
		return usual || !check;
	case ATT_T_REF_IPV6:
		usual = att_straight_address(s, p, 16, &address);
		*(const struct att_ipv6 **)dst = address;
		return usual || !check;
	case ATT_T_U32_ARRAY:
		return att_straight_here(s, fields, f, 4, dst);
	case ATT_T_STRING_ARRAY:
		usual = att_straight_here(s, fields, f, 8, dst);
		return !check || (usual && att_straight_strings(s, dst));
	case ATT_T_REF_STRUCT_ARRAY:
		return att_straight_here(s, fields, f, 8, dst);
	case ATT_T_HERE_BYTES:
		return att_straight_inline(s, fields, f, dst);
	case ATT_T_REST:
		return att_straight_rest(s, dst);
	case ATT_T_TLV:
	case ATT_T_TLV_STRING:
	case ATT_T_TLV_U16_ARRAY:
	case ATT_T_TLV_LIST:
		return att_straight_tlv(s, f, dst);
	}
	memcpy(dst, p, f->run_bytes);
	return true;
}

/* Field or run f, one of `fields`, to its place in *out; not an array of
 * structs that may hold something to check. With `check` false the walker, or
 * this, has accepted it before. */
ATT_WALK_INLINE bool att_straight_step(struct att_straight *s,
				       const struct att_field *fields,
				       const struct att_field *f, void *out,
				       bool check)
{
	void *dst = (uint8_t *)out + f->at;

	if (!att_straight_knows(s, fields, f))
		return false;
	if (att_straight_has(s, fields, f))
		return att_straight_any(s, fields, f, dst, check);
	memset(dst, 0, sizeof(struct att_array));
	return true;
}

/* The bytes that a usual struct of an array takes, which begins at p: those of
 * its inline part and of its texts; or that it is none. */
#define ATT_STRAIGHT_NONE SIZE_MAX
typedef size_t att_straight_check(const uint8_t *p, size_t len);

/* Structs at (offset, size) pairs, behind each other. */
ATT_WALK_INLINE bool att_straight_refs(struct att_straight *s,
				       const struct att_array *a,
				       att_straight_check *check_one)
{
	const uint8_t *pair = a->at;

	for (uint32_t n = a->count; n; n--, pair += 8) {
		uint32_t off = att_get32(pair), len = att_get32(pair + 4);

		if (!att_straight_next(s, off, len) || !att_straight_ends(s) ||
		    check_one(s->body.p + off, len) == ATT_STRAIGHT_NONE)
			return false;
	}
	return true;
}

/* One struct, or a count and structs, each with its texts behind it. */
ATT_WALK_INLINE bool att_straight_ms(struct att_straight *s,
				     const struct att_field *f,
				     struct att_array *out, bool check,
				     att_straight_check *check_one)
{
	const uint8_t *pair = s->body.p + f->wire;
	uint32_t off = att_get32(pair), count = 1;
	struct att_bytes b = {att_straight_at(s, off), att_get32(pair + 4)};

	if (!off || !b.len) {
		att_straight_view(att_bytes_of(s->body.p, 0), s->body.p, 0,
				  f->type, out);
		return !check || att_get64(pair) == 0;
	}
	if (check &&
	    (!att_straight_next(s, off, b.len) || !att_straight_ends(s)))
		return false;
	if (f->type == ATT_T_MS_STRUCT_ARRAY) {
		if (check && b.len < 4)
			return false;
		count = att_get32(b.p);
		b = att_bytes_of(b.p + 4, b.len - 4);
	}
	att_straight_view(b, b.p, count, f->type, out);
	if (!check)
		return true;
	for (; count; count--) {
		size_t n = check_one(b.p, b.len);

		if (!n || n == ATT_STRAIGHT_NONE) /* a count without end */
			return false;
		n = n < b.len ? n : b.len;
		b = att_bytes_of(b.p + n, b.len - n);
	}
	return true;
}

/* The same of any array of structs; check_one is of its elements. */
ATT_WALK_INLINE bool att_straight_each(struct att_straight *s,
				       const struct att_field *fields,
				       const struct att_field *f, void *out,
				       bool check,
				       att_straight_check *check_one)
{
	void *dst = (uint8_t *)out + f->at;

	if (f->type == ATT_T_MS_STRUCT || f->type == ATT_T_MS_STRUCT_ARRAY)
		return f->when == ATT_NO_FIELD && f->wire != UINT16_MAX &&
		       att_straight_ms(s, f, dst, check, check_one);
	return att_straight_step(s, fields, f, out, check) &&
	       (!check || f->type != ATT_T_REF_STRUCT_ARRAY ||
		att_straight_refs(s, dst, check_one));
}

#endif
