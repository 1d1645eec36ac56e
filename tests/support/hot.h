/* The hot messages (wire/mbim/table_hot.h) by their straight code, for tests
 * that compare it with the walker. */
#ifndef SUPPORT_HOT_H
#define SUPPORT_HOT_H

#include "wire/table.h"

struct hot {
	const struct att_layout *layout;
	/* mbim_NAME_decode and mbim_NAME_encode; out and in are its struct */
	int (*decode)(struct att_bytes body, void *out);
	int (*encode)(const void *in, uint8_t *buf, size_t cap);
};

#define HOT_MESSAGES 8u

extern const struct hot hot_messages[HOT_MESSAGES];

/* NULL if layout is not hot. */
const struct hot *hot_find(const struct att_layout *layout);

#endif
