/* What stands behind each generated struct. Only generated/qmi_messages.h uses
 * this: one line there is one struct that can be decoded and encoded. */
#ifndef QMI_WIRE_TABLE_STRUCTS_H
#define QMI_WIRE_TABLE_STRUCTS_H

#include "wire/qmi/message.h"

/* The TLVs of a message: results as those of qmi_layout_decode and
 * qmi_layout_encode. */
#define QMI_MESSAGE(name)                                                  \
	extern const struct att_layout qmi_##name##_layout;                \
	int qmi_##name##_decode(struct att_bytes tlvs,                     \
				struct qmi_##name *out);                   \
	int qmi_##name##_encode(const struct qmi_##name *in, uint8_t *buf, \
				size_t cap);

/* A struct, of which there may be lists: the next one, as att_cursor_next. */
#define QMI_STRUCT(name)                                    \
	extern const struct att_layout qmi_##name##_layout; \
	bool qmi_##name##_next(struct att_cursor *c, struct qmi_##name *out);

/* The next text of a list of texts; false: there is none. */
bool qmi_text_next(struct att_cursor *c, struct att_str *out);

#endif
