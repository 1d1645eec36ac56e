/* Private to src/wire: masking one struct of a message. */
#ifndef MBIM_WIRE_MASK_H
#define MBIM_WIRE_MASK_H

#include "wire/walk.h"

struct mbim_mask_range {
	const uint8_t *from, *to;
};

struct mbim_mask {
	uint8_t *buf; /* the bytes in which everything lies */
	bool all;     /* inside a personal field */
	/* Variable data of the struct that is masked, from first to last;
	 * what begins before inline_end is not variable data. */
	struct mbim_mask_range *far;
	const uint8_t *inline_end;
};

/* Mask the struct at body, a view into m->buf; *used as in mbim_walk_struct.
 * Errors as for mbim_layout_decode. */
int mbim_mask_struct(const struct mbim_mask *m,
		     const struct mbim_layout *layout, struct mbim_bytes body,
		     size_t *used);

#endif
