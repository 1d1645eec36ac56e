/* Private to src/wire: the cursor with which decode, print and mask go over
 * the fields of a layout. Every range is checked here, once. */
#ifndef MBIM_WIRE_WALK_H
#define MBIM_WIRE_WALK_H

#include "base/bytes.h"
#include "wire/table.h"

/* For code that is specialised where it is called. */
#define MBIM_WALK_INLINE static inline __attribute__((always_inline))

/* One struct on the wire: offsets in it count from body.p. */
struct mbim_walk {
	const struct mbim_layout *layout;
	struct mbim_bytes body;
	struct mbim_bytes rest; /* of body, from the next field on */
};

/* At the first field of a struct that begins where body does. */
static inline struct mbim_walk mbim_walk_of(const struct mbim_layout *layout,
					    struct mbim_bytes body)
{
	return (struct mbim_walk){layout, body, body};
}

/* Bytes that the walk has passed. */
static inline size_t mbim_walk_used(const struct mbim_walk *w)
{
	return w->body.len - w->rest.len;
}

/* Step over n bytes, which must be there. */
static inline const uint8_t *mbim_walk_skip(struct mbim_walk *w, size_t n)
{
	const uint8_t *p = w->rest.p;

	w->rest.p += n;
	w->rest.len -= n;
	return p;
}

/* A variable-size field, as its C type. */
union mbim_walk_value {
	struct mbim_str str;
	struct mbim_bytes bytes;
	struct mbim_array array;
	const struct mbim_ipv4 *ipv4;
	const struct mbim_ipv6 *ipv6;
};

/* memcpy, for compilers to expand where n is small or known. */
static inline void mbim_walk_copy(void *dst, const void *src, size_t n)
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
static inline bool mbim_walk_is_fixed(const struct mbim_field *f)
{
	return f->type <= MBIM_T_BYTES;
}

/* True unless the condition of f says that it is not in the message. Valid
 * once the walk has passed the field that decides. */
bool mbim_walk_has(const struct mbim_walk *w, const struct mbim_field *f);

/* A number on the wire, 1 to 8 bytes wide. */
uint64_t mbim_walk_number(const struct mbim_field *f, const uint8_t *p);

/* Check the next field, store it as its C type (a union mbim_walk_value holds
 * every one that is not of fixed width) and step over it; NULL: only check.
 * Errors as for mbim_layout_decode. */
int mbim_walk_take(struct mbim_walk *w, const struct mbim_field *f, void *dst);

/* The fields from f to end; out is the C struct, or NULL to check only. A field
 * with a condition is never in a run. */
int mbim_walk_fields(struct mbim_walk *w, const struct mbim_field *f,
		     const struct mbim_field *end, uint8_t *out);

/* The string that an (offset, size) pair in base describes. */
int mbim_walk_str(struct mbim_bytes base, const uint8_t *pair,
		  struct mbim_str *out);
/* The same of a pair that decode has accepted. */
static inline struct mbim_str mbim_walk_view(const uint8_t *base,
					     const uint8_t *pair)
{
	uint32_t off = mbim_get32(pair), len = mbim_get32(pair + 4);

	return (struct mbim_str){off && len ? base + off : base, off ? len : 0,
				 false};
}

/* Check a whole struct (and store it, if out is not NULL); *used is set to
 * the bytes of its inline part if used is not NULL. */
int mbim_walk_struct(const struct mbim_layout *layout, struct mbim_bytes body,
		     void *out, size_t *used);

/* mbim_layout_decode, with arguments that straight code has where they are. */
int mbim_walk_decode(const uint8_t *p, size_t len, void *out,
		     const struct mbim_layout *layout);

/* Element i of a decoded array of structs. */
struct mbim_bytes mbim_walk_element(const struct mbim_array *a,
				    const struct mbim_layout *of, uint32_t i);

#endif
