/* Private to src/wire: the cursor with which decode, print and mask go over
 * the fields of a layout. Every range is checked here, once. */
#ifndef ATT_WIRE_WALK_H
#define ATT_WIRE_WALK_H

#include "base/bytes.h"
#include "wire/table.h"

/* For code that is specialised where it is called. */
#define ATT_WALK_INLINE static inline __attribute__((always_inline))

/* One struct on the wire: offsets in it count from body.p. */
struct att_walk {
	const struct att_layout *layout;
	struct att_bytes body;
	struct att_bytes rest; /* of body, from the next field on */
};

/* At the first field of a struct that begins where body does. */
static inline struct att_walk att_walk_of(const struct att_layout *layout,
					  struct att_bytes body)
{
	return (struct att_walk){layout, body, body};
}

/* Bytes that the walk has passed. */
static inline size_t att_walk_used(const struct att_walk *w)
{
	return w->body.len - w->rest.len;
}

/* Step over n bytes, which must be there. */
static inline const uint8_t *att_walk_skip(struct att_walk *w, size_t n)
{
	const uint8_t *p = w->rest.p;

	w->rest.p += n;
	w->rest.len -= n;
	return p;
}

/* A variable-size field, as its C type. */
union att_walk_value {
	struct att_str str;
	struct att_bytes bytes;
	struct att_array array;
	const struct att_ipv4 *ipv4;
	const struct att_ipv6 *ipv6;
};

/* memcpy, for compilers to expand where n is small or known. */
static inline void att_walk_copy(void *dst, const void *src, size_t n)
{
	uint8_t *d = dst;
	const uint8_t *s = src;

	if (n == 4)
		memcpy(d, s, 4);
	else if (n >= 8 && n <= 16) {
		memcpy(d, s, 8);
		memcpy(d + n - 8, s + n - 8, 8);
	} else {
		memcpy(d, s, n);
	}
}

/* True for fields that hold their value inline in f->width bytes. */
static inline bool att_walk_is_fixed(const struct att_field *f)
{
	return f->type <= ATT_T_BYTES;
}

/* True unless the condition of f says that it is not in the message. Valid
 * once the walk has passed the field that decides. */
bool att_walk_has(const struct att_walk *w, const struct att_field *f);

/* A number on the wire, 1 to 8 bytes wide. */
uint64_t att_walk_number(const struct att_field *f, const uint8_t *p);

/* Check the next field, store it as its C type (a union att_walk_value holds
 * every one that is not of fixed width) and step over it; NULL: only check.
 * Errors as for att_layout_decode. Of an array of structs only where they are
 * is checked: who visits them checks each of them. */
int att_walk_take(struct att_walk *w, const struct att_field *f, void *dst);

/* The fields from f to end; out is the C struct, or NULL to check only. A field
 * with a condition is never in a run. */
int att_walk_fields(struct att_walk *w, const struct att_field *f,
		    const struct att_field *end, uint8_t *out);

/* The string that an (offset, size) pair in base describes. */
int att_walk_str(struct att_bytes base, const uint8_t *pair,
		 struct att_str *out);
/* The same of a pair that decode has accepted. */
static inline struct att_str att_walk_view(const uint8_t *base,
					   const uint8_t *pair)
{
	uint32_t off = att_get32(pair), len = att_get32(pair + 4);

	return (struct att_str){off && len ? base + off : base, off ? len : 0,
				false};
}

/* Check a whole struct (and store it, if out is not NULL); *used is set to
 * the bytes of its inline part if used is not NULL. */
int att_walk_struct(const struct att_layout *layout, struct att_bytes body,
		    void *out, size_t *used);

/* att_layout_decode, with arguments that straight code has where they are. */
int att_walk_decode(const uint8_t *p, size_t len, void *out,
		    const struct att_layout *layout);

/* The bytes that the next struct of a decoded array may refer to, from its
 * first one on; c->left is not 0. None, if where it should be is outside. */
struct att_bytes att_walk_next(struct att_cursor *c,
			       const struct att_layout *of);

#endif
