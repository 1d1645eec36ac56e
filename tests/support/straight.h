/* The straight code of all layouts, for tests that compare it with the walker,
 * which takes the same tables at run time. */
#ifndef SUPPORT_STRAIGHT_H
#define SUPPORT_STRAIGHT_H

#include "wire/table.h"

/* A message: mbim_NAME_decode and mbim_NAME_encode. */
struct straight_message {
	const char *name;
	const struct att_layout *layout;
	int (*decode)(struct att_bytes body, void *out);
	int (*encode)(const void *in, uint8_t *buf, size_t cap);
};

/* Any other struct: mbim_NAME_next. */
struct straight_struct {
	const char *name;
	const struct att_layout *layout;
	bool (*next)(struct att_cursor *c, void *out);
};

/* The last layouts are NULL. */
extern const struct straight_message straight_messages[];
extern const struct straight_struct straight_structs[];

/* The message of a layout; NULL if it is none. */
const struct straight_message *straight_find(const struct att_layout *layout);

/* True if the structs of all arrays in a decoded struct are the same, visited
 * by straight code, visited by the walker, and each found by its number from
 * the first on. */
bool straight_visits_alike(const struct att_layout *layout, const void *in);

#endif
