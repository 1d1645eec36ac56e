/* What stands behind each generated struct. Only generated/qmi_messages.h uses
 * this: one line there is one struct that can be decoded and encoded. */
#ifndef QMI_WIRE_TABLE_STRUCTS_H
#define QMI_WIRE_TABLE_STRUCTS_H

#include "wire/qmi/message.h"
#include "wire/qmi/table_hot.h"

/* What describes the struct NAME to the walkers: qmi_NAME_layout(). */
#define QMI_LAYOUT(name)                                                 \
	static inline const struct att_layout *qmi_##name##_layout(void) \
	{                                                                \
		return qmi_layout(QMI_LAYOUT_##name);                    \
	}

/* The TLVs of a message: results as those of qmi_layout_decode and
 * qmi_layout_encode. */
#define QMI_MESSAGE(name) QMI_LAYOUT(name) QMI_PICK(QMI_MESSAGE, name)(name)
#define QMI_MESSAGE_0(name)                                                    \
	static inline int qmi_##name##_decode(struct att_bytes tlvs,           \
					      struct qmi_##name *out)          \
	{                                                                      \
		return qmi_layout_decode(qmi_##name##_layout(), tlvs, out);    \
	}                                                                      \
	static inline int qmi_##name##_encode(const struct qmi_##name *in,     \
					      uint8_t *buf, size_t cap)        \
	{                                                                      \
		return qmi_layout_encode(qmi_##name##_layout(), in, buf, cap); \
	}
#define QMI_MESSAGE_1(name)                                                \
	int qmi_##name##_decode(struct att_bytes tlvs,                     \
				struct qmi_##name *out);                   \
	int qmi_##name##_encode(const struct qmi_##name *in, uint8_t *buf, \
				size_t cap);

/* A struct, of which there may be lists: the next one, as att_cursor_next. */
#define QMI_STRUCT(name)                                               \
	QMI_LAYOUT(name)                                               \
	static inline bool qmi_##name##_next(struct att_cursor *c,     \
					     struct qmi_##name *out)   \
	{                                                              \
		return att_cursor_next(c, qmi_##name##_layout(), out); \
	}

/* The next text of a list of texts; false: there is none. */
bool qmi_text_next(struct att_cursor *c, struct att_str *out);

#endif
