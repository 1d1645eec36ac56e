/* Private to src/wire: the cursor with which decode, print and mask go over
 * the fields of a layout. Every range is checked here, once. */
#ifndef MBIM_WIRE_WALK_H
#define MBIM_WIRE_WALK_H

#include "base/bytes.h"
#include "wire/table.h"

/* One struct on the wire: offsets in it count from body.p. */
struct mbim_walk {
	const struct mbim_layout *layout;
	struct mbim_bytes body;
	size_t at; /* of the next field, <= body.len */
};

/* A variable-size field, as its C type. */
union mbim_walk_value {
	struct mbim_str str;
	struct mbim_bytes bytes;
	struct mbim_array array;
	const struct mbim_ipv4 *ipv4;
	const struct mbim_ipv6 *ipv6;
};

/* Runs are copied as they are on little-endian hosts only. The compiler folds
 * this. */
static inline bool mbim_host_is_little(void)
{
	const uint16_t one = 1;

	return *(const uint8_t *)&one == 1;
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

/* Check the next field, store it as its C type and step over it. A field of
 * fixed width or a struct is only checked if dst is NULL; other types need a
 * dst of their C type or a union mbim_walk_value. Errors as for
 * mbim_layout_decode. */
int mbim_walk_take(struct mbim_walk *w, const struct mbim_field *f, void *dst);

/* The string that an (offset, size) pair in base describes. */
int mbim_walk_str(struct mbim_bytes base, const uint8_t *pair,
		  struct mbim_str *out);

/* Check a whole struct (and store it, if out is not NULL); *used is set to
 * the bytes of its inline part if used is not NULL. */
int mbim_walk_struct(const struct mbim_layout *layout, struct mbim_bytes body,
		     void *out, size_t *used);

/* Element i of a decoded array of structs. */
struct mbim_bytes mbim_walk_element(const struct mbim_array *a,
				    const struct mbim_layout *of, uint32_t i);

#endif
