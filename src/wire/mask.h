/* Private to src/wire: masking one struct of a message. */
#ifndef ATT_WIRE_MASK_H
#define ATT_WIRE_MASK_H

#include "wire/walk.h"

struct att_mask_range {
	const uint8_t *from, *to;
};

struct att_mask {
	const uint8_t *from; /* the bytes in which everything lies */
	uint8_t *to;	     /* their copy; NULL: only ranges are wanted */
	bool keep; /* the second pass, which brings back what must stay */
	bool all;  /* inside a personal field */
	/* Variable data of the struct that is masked, from first to last;
	 * what begins before inline_end is not variable data. */
	struct att_mask_range *far;
	const uint8_t *inline_end;
};

/* Mask the struct at body, a view into m->from; *used as in att_walk_struct.
 * Errors as for att_layout_decode. */
int att_mask_struct(const struct att_mask *m, const struct att_layout *layout,
		    struct att_bytes body, size_t *used);
/* The same of its next field. */
int att_mask_field(const struct att_mask *m, struct att_walk *w,
		   const struct att_field *f);

#endif
