/* The C struct of a layout as a tree of values. */
#ifndef SUPPORT_LAYOUT_VALUE_H
#define SUPPORT_LAYOUT_VALUE_H

#include "support/value.h"
#include "wire/table.h"

/* The tree of *in, which was decoded from body or is the caller's own (body.p
 * NULL: then nothing has a place in a message). A field that its condition
 * excludes is missing. */
struct value *layout_value(struct value_pool *pool,
			   const struct att_layout *layout,
			   struct att_bytes body, const void *in);
/* The same into *out, a struct whose inline part stands `at` in body; the place
 * behind that part. */
size_t layout_value_into(struct value_pool *pool,
			 const struct att_layout *layout, struct att_bytes body,
			 size_t at, const void *in, struct value *out);

#endif
