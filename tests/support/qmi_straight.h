/* The straight code of all of QMI's layouts, for tests that compare it with the
 * walkers, which take the same tables at run time. */
#ifndef SUPPORT_QMI_STRAIGHT_H
#define SUPPORT_QMI_STRAIGHT_H

#include "wire/table.h"

/* The TLVs of a message: qmi_NAME_decode and qmi_NAME_encode. */
struct qmi_straight_message {
	const char *name;
	unsigned number;
	const struct att_layout *layout;
	int (*decode)(struct att_bytes tlvs, void *out);
	int (*encode)(const void *in, uint8_t *buf, size_t cap);
};

/* Any other struct: qmi_NAME_next. */
struct qmi_straight_struct {
	const char *name;
	unsigned number;
	const struct att_layout *layout;
	bool (*next)(struct att_cursor *c, void *out);
};

/* The last layouts are NULL. */
const struct qmi_straight_message *qmi_straight_messages(void);
const struct qmi_straight_struct *qmi_straight_structs(void);

#endif
