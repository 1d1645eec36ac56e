/* The rows of generated/qmi_messages.c: tables of enums, structs, messages and
 * services. Only that file uses this. */
#ifndef QMI_WIRE_TABLE_ROWS_H
#define QMI_WIRE_TABLE_ROWS_H

#include "wire/qmi/rows.h"
#include "wire/qmi/straight.h"
#include "wire/table_names.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* The only braces of a row: clang-format 14 and 19 lay them out differently. */
/* clang-format off */
#define ROW(...) {__VA_ARGS__}
/* clang-format on */

/* The two members that are made of the name n. */
#define CALLED(n) .name = AT_##n, .name_len = sizeof(#n) - 1

/* Values; ENUM(nas_attach_state, its first value, values, is it a set of flags,
 * of more than 16 bits, of more than 32). No macro that has a name gives it to
 * another: "false" would become 0. */
/* clang-format off */
#define VALUE(v, n) {v, AT_##n}
#define ENUM(e, value, n, flags, high, wide) \
	[QMI_ENUM_##e] = {AT_##e, value, n, flags, high, wide}
/* clang-format on */

/* A field, its walker's type without ATT_T_, T is its struct; a list of values
 * of type t, or of structs. */
#define FIELD(f, t)   .name = AT_##f, .at = offsetof(T, f), .type = ATT_T_##t
#define LIST_OF(f, t) FIELD(f, LIST), .items = ATT_T_##t
#define WIDTH(bytes)  .n = bytes
#define PREFIX(bytes) .n = bytes
#define EXACTLY(many) .n = many, .exact = 1
#define TLV(id)	      .tlv = id
#define BY(e)	      .of = QMI_ENUM_##e
#define OF(layout)    .of = QMI_LAYOUT_##layout
#define PERSONAL      .personal = 1
#define MANDATORY     .mandatory = 1

/* LAYOUT(nas_serving_system, its first row, rows, bytes on the wire, 0 if not
 * always the same); of a message TLVS(layout, first row, rows). */
/* clang-format off */
#define LAYOUT(l, row, n, bytes) \
	[QMI_LAYOUT_##l] = {row, bytes, sizeof(struct qmi_##l), n, false}
#define TLVS(l, row, n) \
	[QMI_LAYOUT_##l] = {row, 0, sizeof(struct qmi_##l), n, true}
/* clang-format on */
/* A byte each, in front. */
#define CHECK_HAS(l, n) \
	_Static_assert(sizeof(((struct qmi_##l *)0)->has) == n, #l)

/* CODE(DECODE, nas_reset_resp, its steps); of messages without straight code
 * nothing. */
#define CODE(what, l, ...) QMI_PICK(what, l)(l, __VA_ARGS__)
#define DECODE_0(l, ...)
#define ENCODE_0(l, ...)
#define DECODE_1(l, ...) DECODE(l, __VA_ARGS__)
#define ENCODE_1(l, ...) ENCODE(l, __VA_ARGS__)

/* MESSAGES(nas) = {{CALLED(reset), .number = 0, .kinds = HAS(REQUEST) | ...,
 * HOLDS(RESPONSE, nas_reset_resp)}, ...}; */
#define MESSAGES(s) static const struct qmi_message_info s##_messages[]
#define HAS(k)	    1u << QMI_##k
#define HOLDS(k, l) .holds[QMI_##k] = QMI_LAYOUT_##l
#define SERVICE(s, id)                                            \
	ROW(.name = #s, .name_len = sizeof(#s) - 1, .number = id, \
	    .n_messages = N(s##_messages), .messages = s##_messages)

#endif
