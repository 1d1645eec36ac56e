/* The rows of generated/qmi_messages.c: tables of enums, structs, messages and
 * services. Only that file uses this. */
#ifndef QMI_WIRE_TABLE_ROWS_H
#define QMI_WIRE_TABLE_ROWS_H

#include "wire/qmi/straight.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* The only braces of a row: clang-format 14 and 19 lay them out differently. */
/* clang-format off */
#define ROW(...) {__VA_ARGS__}
/* clang-format on */

/* The two members that are made of the name n. */
#define NAME(n) .name = #n, .name_len = sizeof(#n) - 1

/* VALUES(nas_attach_state) = {VALUE(0, unknown), ...}; ENUM(nas_attach_state,
 * is it a set of flags, of more than 32 bits, so that values are their
 * numbers); NAME would make "0" of a value that is called false. */
#define VALUES(e)   static const struct att_enum_value e##_values[]
#define VALUE(v, n) ROW(.value = v, .name = #n, .name_len = sizeof(#n) - 1)
#define ENUM(e, are_flags, are_bits)             \
	const struct att_enum qmi_##e##_enum = { \
		.name = #e,                      \
		.flags = are_flags,              \
		.bits = are_bits,                \
		.n_values = N(e##_values),       \
		.values = e##_values,            \
	}

/* FIELDS(nas_serving_system) = {...}; LAYOUT(nas_serving_system, bytes on the
 * wire, 0 if not always the same); of a message TLVS(name); T is the struct
 * while its fields are listed. */
#define FIELDS(layout) static const struct att_field layout##_fields[]
#define LAYOUT(layout, bytes)                             \
	const struct att_layout qmi_##layout##_layout = { \
		.name = #layout,                          \
		.fields = layout##_fields,                \
		.n_fields = N(layout##_fields),           \
		.wire_len = bytes,                        \
		.size = sizeof(struct qmi_##layout),      \
	}
#define TLVS(layout)                                              \
	_Static_assert(sizeof(((struct qmi_##layout *)0)->has) == \
			       N(layout##_fields),                \
		       "a byte each, in front");                  \
	const struct att_layout qmi_##layout##_layout = {         \
		.name = #layout,                                  \
		.fields = layout##_fields,                        \
		.n_fields = N(layout##_fields),                   \
		.tlvs = true,                                     \
		.size = sizeof(struct qmi_##layout),              \
	}

/* A field, its walker's type without ATT_T_; a list of values of type t. */
#define FIELD(f, t)   COUNTED(f, t, ATT_NO_FIELD)
#define LIST_OF(f, t) COUNTED(f, LIST, ATT_T_##t)
#define COUNTED(f, t, c)                                              \
	.at = offsetof(T, f), NAME(f), .type = ATT_T_##t, .count = c, \
	.when = ATT_NO_FIELD
#define WIDTH(bytes)  .width = bytes
#define PREFIX(bytes) .width = bytes
#define EXACTLY(n)    .max = n
#define TLV(id)	      .wire = id
#define BY(e)	      .values = &qmi_##e##_enum
#define OF(layout)    .of = &qmi_##layout##_layout
#define FLAGS(f)      .flags = f
#define PERSONAL      ATT_F_PERSONAL
#define MANDATORY     ATT_F_MANDATORY
#define EXACT	      ATT_F_EXACT

/* MESSAGES(nas) = {{NAME(reset), .number = 0, .kinds = HAS(REQUEST) | ...,
 * HOLDS(RESPONSE, nas_reset_resp)}, ...}; */
#define MESSAGES(s) static const struct qmi_message_info s##_messages[]
#define HAS(k)	    1u << QMI_##k
#define HOLDS(k, l) .holds[QMI_##k] = &qmi_##l##_layout
#define SERVICE(s, id)                                            \
	ROW(NAME(s), .number = id, .n_messages = N(s##_messages), \
	    .messages = s##_messages)

#endif
