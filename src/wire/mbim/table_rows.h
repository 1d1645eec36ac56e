/* The rows of the generated tables. Only generated/cids.c uses this, so the
 * names are short. */
#ifndef MBIM_WIRE_MBIM_TABLE_ROWS_H
#define MBIM_WIRE_MBIM_TABLE_ROWS_H

#include "wire/mbim/table_hot.h"
#include "wire/put_inline.h"
#include "wire/straight.h"
#include "wire/table_names.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

/* UUID(b43f758c, a560, 4b46, b35e, c5869641fb54): the text form in words. */
#define BYTE(v, shift) (uint8_t)(((v) >> (shift)) & 0xff)
#define BYTES_2(v)     BYTE(v, 8), BYTE(v, 0)
#define BYTES_4(v)     BYTE(v, 24), BYTE(v, 16), BYTES_2(v)
#define BYTES_6(v)     BYTE(v, 40), BYTE(v, 32), BYTES_4(v)
#define UUID_BYTES(a, b, c, d, e) \
	BYTES_4(a), BYTES_2(b), BYTES_2(c), BYTES_2(d), BYTES_6(e)
#define UUID(a, b, c, d, e)                                                \
	{                                                                  \
		{                                                          \
			UUID_BYTES(0x##a##u, 0x##b##u, 0x##c##u, 0x##d##u, \
				   0x##e##ull)                             \
		}                                                          \
	}

/* The only braces of a row: clang-format 14 and 19 lay them out differently. */
/* clang-format off */
#define ROW(...) {__VA_ARGS__}
/* clang-format on */

/* A row of mbim_uuids. */
#define NAMED(u) ROW(.name = #u, .uuid = &mbim_##u)

/* The two members that are made of the name n. */
#define NAME(n) .name = #n, .name_len = sizeof(#n) - 1

/* VALUES(device_type) = {VALUE(0, unknown), ...}; ENUM(device_type, is it a set
 * of flags). VALUE gives n to no other macro: "false" would become 0. */
#define VALUES(e) static const struct att_enum_value e##_values[]
/* clang-format off */
#define VALUE(v, n) {v, AT_##n, sizeof(#n) - 1}
/* clang-format on */
#define ENUM(e, is_flags)                                 \
	const struct att_enum mbim_##e##_enum = {         \
		.name = #e,                               \
		.names = (const char *)&names,            \
		.values = e##_values,                     \
		.n_values = N(e##_values),                \
		.n_direct = is_flags ? 0 : N(e##_values), \
		.flags = is_flags,                        \
	}

/* FIELDS(provider) = {...}; LAYOUT(provider, bytes of the fixed part,
 * strings); T is the struct while its fields are listed. */
#define FIELDS(layout) static const struct att_field layout##_fields[]
#define LAYOUT(layout, bytes, texts)                       \
	const struct att_layout mbim_##layout##_layout = { \
		.fields = layout##_fields,                 \
		.n_fields = N(layout##_fields),            \
		.n_strings = texts,                        \
		.wire_len = bytes,                         \
		.size = sizeof(struct mbim_##layout),      \
		.formats = &mbim_formats,                  \
	}

/* A field, its walker's type without ATT_T_; an ARRAY is counted by field
 * number c; one with IF is present only if field number w has the value v. */
#define FIELD(f, t)	     ARRAY(f, t, ATT_NO_FIELD)
#define ARRAY(f, t, c)	     ARRAY_IF(f, t, c, ATT_NO_FIELD, 0)
#define FIELD_IF(f, t, w, v) ARRAY_IF(f, t, ATT_NO_FIELD, w, v)
#define ARRAY_IF(f, t, c, w, v)                                       \
	.at = offsetof(T, f), NAME(f), .type = ATT_T_##t, .count = c, \
	.when = w, .when_value = v
#define WIRE(offset, bytes) .wire = offset, .width = bytes
#define FLOATING	    UINT16_MAX /* no fixed offset */
#define RUN(bytes, n)	    .run_bytes = bytes, .run_fields = n
#define BY(e)		    .values = &mbim_##e##_enum
#define OF(layout)	    .of = &mbim_##layout##_layout
#define MAX(n)		    .max = n
#define UNKNOWN(n)	    .max = n
#define FLAGS(f)	    .flags = f

/* Fields a to z are n bytes in the C struct, as on the wire: no gap. */
#define CHECK_RUN(a, z, n)                                                  \
	_Static_assert(                                                     \
		offsetof(T, z) + sizeof(((T *)0)->z) - offsetof(T, a) == n, \
		#a " to " #z)

/* The steps that decode a layout: S of field or run i; E of an array i of the
 * structs of layout l; I of field or run j of a struct of layout l, which is
 * field i and where the message begins. */
#define STEP(take) (ok = ok && (take))
#define S(i)	   STEP(att_straight_step(s, F, &F[i], out, check))
#define E(i, l)	   STEP(att_straight_each(s, F, &F[i], out, check, l##_check))
#define I(i, l, j)                                            \
	STEP(F[i].wire == 0 && F[i].when == ATT_NO_FIELD &&   \
	     att_straight_step(s, l##_fields, &l##_fields[j], \
			       (uint8_t *)out + F[i].at, check))
#define STEPS(l, ...)                                                    \
	ATT_WALK_INLINE bool l##_steps(struct att_straight *s,           \
				       struct mbim_##l *out, bool check) \
	{                                                                \
		const struct att_field *const F = l##_fields;            \
		bool ok = true;                                          \
                                                                         \
		__VA_ARGS__;                                             \
		return ok;                                               \
	}

/* MESSAGE(basic_connect_connect_set, its steps); */
#define MESSAGE(l, ...)                                                     \
	STEPS(l, __VA_ARGS__)                                               \
	int mbim_##l##_straight(const uint8_t *restrict p, size_t len,      \
				struct mbim_##l *restrict out)              \
	{                                                                   \
		const struct att_layout *const layout = &mbim_##l##_layout; \
		struct att_straight s = att_straight_of(layout, p, len);    \
                                                                            \
		if (att_straight_begins(&s, layout) &&                      \
		    l##_steps(&s, out, true) && att_straight_ends(&s))      \
			return 0;                                           \
		return att_walk_decode(p, len, out, layout);                \
	}                                                                   \
	MBIM_PICK(ENCODER, l)(l) struct mbim_##l /* for the semicolon */
#define ENCODER_0(l)
#define ENCODER_1(l)                                                     \
	int mbim_##l##_encode(const struct mbim_##l *in, uint8_t *buf,   \
			      size_t cap)                                \
	{                                                                \
		return att_put_encode(&mbim_##l##_layout, in, buf, cap); \
	}

/* ELEMENT(provider, its steps); the check is for arrays in other layouts. */
#define ELEMENT(l, ...)                                                      \
	STEPS(l, __VA_ARGS__)                                                \
	__attribute__((unused)) static inline size_t l##_check(              \
		const uint8_t *p, size_t len)                                \
	{                                                                    \
		const struct att_layout *const layout = &mbim_##l##_layout;  \
		struct att_straight s = att_straight_of(layout, p, len);     \
		struct mbim_##l nobody;                                      \
                                                                             \
		if (!att_straight_begins(&s, layout) ||                      \
		    !l##_steps(&s, &nobody, true) || !att_straight_ends(&s)) \
			return ATT_STRAIGHT_NONE;                            \
		return (size_t)(layout->wire_len + s.texts);                 \
	}                                                                    \
	bool mbim_##l##_take(struct att_cursor *c, struct mbim_##l *out)     \
	{                                                                    \
		const struct att_layout *const layout = &mbim_##l##_layout;  \
		struct att_straight s;                                       \
		struct att_bytes b;                                          \
                                                                             \
		if (!c->base || !att_host_is_little())                       \
			return att_cursor_next(c, layout, out);              \
		b = att_walk_next(c, layout);                                \
		s = att_straight_of(layout, b.p, b.len);                     \
		if (!l##_steps(&s, out, false))                              \
			att_walk_load(layout, b, out);                       \
		return true;                                                 \
	}                                                                    \
	struct mbim_##l /* for the semicolon */

/* VARIANTS(basic_connect_connect) = {...}; */
#define VARIANTS(cid) static const struct mbim_variant cid##_variants[]
#define VARIANT(version, k, l)                                 \
	ROW(.since = MBIM_EX_##version, .kind = MBIM_KIND_##k, \
	    .layout = &mbim_##l##_layout)

#endif
