/* Private to src/wire: a message being written. A struct has its inline part
 * at `start`, reserved before anything is written, and its variable data from
 * `end` on; offsets count from its start. */
#ifndef ATT_WIRE_PUT_H
#define ATT_WIRE_PUT_H

#include "base/bytes.h"
#include "wire/table.h"

struct att_put {
	uint8_t *buf;
	size_t cap;
	size_t end; /* <= cap */
};

/* One struct of the message. */
struct att_put_frame {
	const struct att_layout *layout;
	const uint8_t *in; /* the C struct */
	size_t start;	   /* of its inline part in buf */
	size_t at;	   /* of the next inline field in buf */
};

/* n more bytes at the end; NULL if there is no room. */
uint8_t *att_put_room(struct att_put *o, uint64_t n);
/* Pad the variable data, which began at `from`, to a multiple of 4 with zeros;
 * 0 or ATT_E_ROOM. */
int att_put_pad(struct att_put *o, size_t from);
/* Bytes that s takes as UTF-16LE. */
uint64_t att_put_str_len(const struct att_str *s);

/* A number in a C struct, as wide as on the wire. */
uint64_t att_put_value(const struct att_field *f, const uint8_t *in);
/* True unless the condition of field f of *in says that it is not there. */
bool att_put_has(const struct att_layout *layout, const struct att_field *f,
		 const uint8_t *in);
/* Bytes of the inline part of *in. */
uint64_t att_put_inline_len(const struct att_layout *layout, const void *in);
/* Write *in, whose inline part is reserved at start. */
int att_put_struct(struct att_put *o, const struct att_layout *layout,
		   const void *in, size_t start);
/* Write the array field f of a frame. */
int att_put_array(struct att_put *o, struct att_put_frame *s,
		  const struct att_field *f);
/* Write a string field, or an element of an array of strings: its (offset,
 * size) pair here, its data at the end. */
int att_put_string(struct att_put *o, struct att_put_frame *s,
		   const struct att_str *str, uint32_t max);
/* Write n into the count field of f. */
void att_put_count(struct att_put *o, const struct att_put_frame *s,
		   const struct att_field *f, uint32_t n);
/* Write one field, which is there, but is not in a run. */
int att_put_field(struct att_put *o, struct att_put_frame *s,
		  const struct att_field *f);
/* Write a number, or two, here. */
void att_put_pair(struct att_put *o, struct att_put_frame *s, uint32_t a,
		  uint32_t b);
void att_put_number(struct att_put *o, struct att_put_frame *s, uint32_t v);

#endif
