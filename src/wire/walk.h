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

/* memcpy of at least one byte, for compilers to expand: most are a few. */
static inline void att_walk_copy(void *dst, const void *src, size_t n)
{
	uint8_t *d = dst;
	const uint8_t *s = src;

	if (n == 4) {
		memcpy(d, s, 4);
	} else if (n > 16) {
		for (size_t i = 0; i + 16 < n; i += 16)
			memcpy(d + i, s + i, 16);
		memcpy(d + n - 16, s + n - 16, 16);
	} else if (n >= 8) {
		memcpy(d, s, 8);
		memcpy(d + n - 8, s + n - 8, 8);
	} else {
		for (size_t i = 0; i < n; i++)
			d[i] = s[i];
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

/* The size of the C type of a field. */
size_t att_walk_size(const struct att_field *f);

/* Check the next field, which is neither of fixed width nor a struct, store it
 * as its C type (a union att_walk_value) and step over it; NULL: only check.
 * Errors as for att_layout_decode. Of an array of structs only where they are
 * is checked: who visits them checks each of them. */
int att_walk_take(struct att_walk *w, const struct att_field *f, void *dst);

/* The same of TEXT, DATA and LIST. Here the elements of a list are checked as
 * well: only so is known where it ends. */
int att_walk_take_counted(struct att_walk *w, const struct att_field *f,
			  void *dst);
/* Bytes of one of the values of a list, from their type. */
unsigned att_walk_width(unsigned type);
/* The next text of a list of texts that has been taken. */
struct att_str att_walk_next_text(struct att_cursor *c);

/* The string that an (offset, size) pair describes which decode has accepted.
 */
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

/* Store a struct of an array that decode has accepted. */
void att_walk_load(const struct att_layout *of, struct att_bytes one,
		   void *out);

/* att_walk_next in an MS array, and in a list. */
struct att_bytes att_walk_next_ms(struct att_cursor *c,
				  const struct att_layout *of);
struct att_bytes att_walk_next_listed(struct att_cursor *c,
				      const struct att_layout *of);

/* The bytes that the next struct of an array may refer to, from its first one
 * on; c->left is not 0, and att_walk_take has accepted the array. None, if
 * where it should be in an MS array is outside. */
static inline struct att_bytes att_walk_next(struct att_cursor *c,
					     const struct att_layout *of)
{
	const uint8_t *at = c->at;

	c->left--;
	if (c->type == ATT_T_REF_STRUCT_ARRAY) {
		c->at += 8;
		return att_bytes_of(c->base + att_get32(at), att_get32(at + 4));
	}
	if (c->type == ATT_T_MS_STRUCT_ARRAY || c->type == ATT_T_MS_STRUCT)
		return att_walk_next_ms(c, of);
	if (c->type == ATT_T_LIST)
		return att_walk_next_listed(c, of);
	c->at += of->wire_len;
	return att_bytes_of(at, of->wire_len);
}

#endif
