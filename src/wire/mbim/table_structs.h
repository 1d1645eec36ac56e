/* What stands behind each generated struct. Only generated/cids.h uses this:
 * one line there is one struct that can be decoded and encoded. */
#ifndef MBIM_WIRE_MBIM_TABLE_STRUCTS_H
#define MBIM_WIRE_MBIM_TABLE_STRUCTS_H

#include "wire/mbim/cid.h"
#include "wire/mbim/table_hot.h"

/* Of a message NAME: mbim_NAME_layout, mbim_NAME_decode, mbim_NAME_encode.
 * Results as those of att_layout_decode and att_layout_encode. */
#define MBIM_MESSAGE(name)                                              \
	extern const struct att_layout mbim_##name##_layout;            \
	int mbim_##name##_straight(const uint8_t *p, size_t len,        \
				   struct mbim_##name *out);            \
	static inline int mbim_##name##_decode(struct att_bytes body,   \
					       struct mbim_##name *out) \
	{                                                               \
		return mbim_##name##_straight(body.p, body.len, out);   \
	}                                                               \
	MBIM_PICK(MBIM_MESSAGE, name)(name)
#define MBIM_MESSAGE_0(name)                                                   \
	static inline int mbim_##name##_encode(const struct mbim_##name *in,   \
					       uint8_t *buf, size_t cap)       \
	{                                                                      \
		return att_layout_encode(&mbim_##name##_layout, in, buf, cap); \
	}
#define MBIM_MESSAGE_1(name)                                                 \
	int mbim_##name##_encode(const struct mbim_##name *in, uint8_t *buf, \
				 size_t cap);

/* Of any other struct NAME: mbim_NAME_layout, and mbim_NAME_next: the next one
 * of an array of it, as att_cursor_next. */
#define MBIM_ELEMENT(name)                                             \
	extern const struct att_layout mbim_##name##_layout;           \
	bool mbim_##name##_take(struct att_cursor *c,                  \
				struct mbim_##name *out);              \
	static inline bool mbim_##name##_next(struct att_cursor *c,    \
					      struct mbim_##name *out) \
	{                                                              \
		return c->left && mbim_##name##_take(c, out);          \
	}

#endif
