/* Private to src/wire: a message being written. A struct has its inline part
 * at `start`, reserved before anything is written, and its variable data from
 * `end` on; offsets count from its start. */
#ifndef MBIM_WIRE_PUT_H
#define MBIM_WIRE_PUT_H

#include "base/bytes.h"
#include "wire/table.h"

struct mbim_put {
	uint8_t *buf;
	size_t cap;
	size_t end; /* <= cap */
};

/* One struct of the message. */
struct mbim_put_frame {
	const struct mbim_layout *layout;
	const uint8_t *in; /* the C struct */
	size_t start;	   /* of its inline part in buf */
	size_t at;	   /* of the next inline field in buf */
};

/* n more bytes at the end; NULL if there is no room. */
uint8_t *mbim_put_room(struct mbim_put *o, uint64_t n);
/* Pad the variable data, which began at `from`, to a multiple of 4 with zeros;
 * 0 or MBIM_E_ROOM. */
int mbim_put_pad(struct mbim_put *o, size_t from);
/* Bytes that s takes as UTF-16LE. */
uint64_t mbim_put_str_len(const struct mbim_str *s);

/* Bytes of the inline part of *in. */
uint64_t mbim_put_inline_len(const struct mbim_layout *layout, const void *in);
/* Write *in, whose inline part is reserved at start. */
int mbim_put_struct(struct mbim_put *o, const struct mbim_layout *layout,
		    const void *in, size_t start);
/* Write the array field f of a frame. */
int mbim_put_array(struct mbim_put *o, struct mbim_put_frame *s,
		   const struct mbim_field *f);
/* Write a string field, or an element of an array of strings: its (offset,
 * size) pair here, its data at the end. */
int mbim_put_string(struct mbim_put *o, struct mbim_put_frame *s,
		    const struct mbim_str *str, uint32_t max);
/* Write n into the count field of f. */
void mbim_put_count(struct mbim_put *o, const struct mbim_put_frame *s,
		    const struct mbim_field *f, uint32_t n);
/* Write one field, which is there, but is not in a run. */
int mbim_put_field(struct mbim_put *o, struct mbim_put_frame *s,
		   const struct mbim_field *f);
/* Write a number, or two, here. */
void mbim_put_pair(struct mbim_put *o, struct mbim_put_frame *s, uint32_t a,
		   uint32_t b);
void mbim_put_number(struct mbim_put *o, struct mbim_put_frame *s, uint32_t v);

#endif
