/* Random legal values for any layout of the tables: what the encoder may be
 * given. The same seed gives the same values everywhere. */
#ifndef SUPPORT_RANDOM_VALUE_H
#define SUPPORT_RANDOM_VALUE_H

#include "support/value.h"
#include "wire/table.h"

/* How long what has no fixed length becomes. */
enum random_size {
	RANDOM_EMPTY,
	RANDOM_SHORT,	/* one element, a few letters */
	RANDOM_ANY,	/* several, sometimes none */
	RANDOM_LONGEST, /* the limit of the spec, or many */
	RANDOM_SIZES,	/* of these */
	RANDOM_TYPICAL	/* for benchmarks: texts and bytes as modems send them,
			   `elements` in each array, all with one content */
};

struct random_value {
	uint64_t state;
	struct value_pool pool; /* owns the values; value_release() it */
	enum random_size size;
	bool plain; /* nothing that other programs cannot express: control
		       characters, empty texts in a list, odd TLVs, an empty
		       buffer, bytes that are no text */
	uint32_t elements; /* of RANDOM_TYPICAL */
	unsigned depth;
};

void random_value_init(struct random_value *r, uint64_t seed,
		       enum random_size size, bool plain);
/* A number below n (> 0). */
uint32_t random_value_below(struct random_value *r, uint32_t n);
uint64_t random_value_bits(struct random_value *r);

/* The C struct of layout, filled; it lives until the pool is released. */
void *random_value_of(struct random_value *r, const struct att_layout *layout);

#endif
