/* The struct that a test wants from an array. */
#ifndef SUPPORT_ELEMENT_H
#define SUPPORT_ELEMENT_H

#include <assert.h>

#include "wire/table.h"

/* Store struct number i of the array, one of the layout `of`, in *out. */
static inline void element_of(const struct att_array *a, uint32_t i,
			      const struct att_layout *of, void *out)
{
	struct att_cursor c = att_cursor_of(a);
	bool there = true;

	for (uint32_t k = 0; k <= i; k++)
		there = att_cursor_next(&c, of, out);
	assert(there);
	(void)there;
}

#endif
