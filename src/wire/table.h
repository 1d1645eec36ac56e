/* The tables that are generated from the spec, and the one walker over them:
 * decode, encode, print, JSON and masking are data, not code per message.
 *
 * A layout describes one InformationBuffer (or a struct inside one) and the C
 * struct that it decodes into. Fixed-width fields that follow each other on
 * the wire exactly as in the C struct form a run: one bounded copy. */
#ifndef ATT_WIRE_TABLE_H
#define ATT_WIRE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/text.h"

/* Wire formats. The comment gives the C type of the field. */
enum att_type {
	/* fixed width, inline */
	ATT_T_U8,      /* uint8_t */
	ATT_T_U16,     /* uint16_t */
	ATT_T_U32,     /* uint32_t */
	ATT_T_U64,     /* uint64_t */
	ATT_T_I32,     /* int32_t */
	ATT_T_I8,      /* int8_t */
	ATT_T_I16,     /* int16_t */
	ATT_T_F32,     /* float, IEEE 754 */
	ATT_T_F64,     /* double */
	ATT_T_UUID,    /* struct att_uuid */
	ATT_T_IPV4,    /* struct att_ipv4, network order */
	ATT_T_IPV4_LE, /* struct att_ipv4, on the wire a number: reversed */
	ATT_T_IPV6,    /* struct att_ipv6, network order */
	ATT_T_BYTES,   /* uint8_t[width] */
	ATT_T_STRUCT,  /* the struct of `of`, inline; strings in it count
			   offsets from the start of the outer buffer */
	/* variable, at (offset, size) unless said otherwise */
	ATT_T_STRING,	  /* struct att_str */
	ATT_T_REF_BYTES,  /* struct att_bytes; with a count field: offset
			      only, the count field holds the size */
	ATT_T_SIZE_BYTES, /* struct att_bytes, (size, offset): UICC */
	ATT_T_HERE_BYTES, /* struct att_bytes, inline, size in count field */
	ATT_T_REST,	  /* struct att_bytes, inline to the end, unpadded */
	ATT_T_REF_IPV4,	  /* const struct att_ipv4 *, offset only, 0: NULL */
	ATT_T_REF_IPV6,	  /* const struct att_ipv6 *, offset only, 0: NULL */
	ATT_T_MS_STRUCT,  /* struct att_array of 0 or 1: (offset, size) */
	/* arrays: struct att_array */
	ATT_T_U32_ARRAY,	/* inline, count field */
	ATT_T_IPV4_ARRAY,	/* offset, count field */
	ATT_T_IPV6_ARRAY,	/* offset, count field */
	ATT_T_STRING_ARRAY,	/* inline (offset, size) pairs, count field */
	ATT_T_STRUCT_ARRAY,	/* offset, count field, fixed-size elements */
	ATT_T_REF_STRUCT_ARRAY, /* inline (offset, size) pairs, count field;
				    offsets in an element count from its start
				  */
	ATT_T_MS_STRUCT_ARRAY,	/* (offset, size) of a u32 count + elements */
	/* MBIMEx 3 TLVs: inline, positional, present even when empty */
	ATT_T_TLV,	     /* struct att_bytes: one whole TLV */
	ATT_T_TLV_STRING,    /* struct att_str, TLV type 10 */
	ATT_T_TLV_U16_ARRAY, /* struct att_array, TLV type 11 */
	ATT_T_TLV_LIST,	     /* struct att_bytes: TLVs to the end */
	/* QMI: inline, unpadded, a count of `width` bytes in front; without
	 * one `max` of them (ATT_F_EXACT), or all to the end */
	ATT_T_TEXT, /* struct att_str: UTF-8, or what the modem puts there */
	ATT_T_DATA, /* struct att_bytes */
	ATT_T_LIST, /* struct att_array: structs of `of`, or values of the
		       type `count`, texts with a count of one byte */
	ATT_T_TYPES
};

struct att_uuid {
	uint8_t b[16]; /* in the order of the text form */
};

struct att_ipv4 {
	uint8_t b[4];
};

struct att_ipv6 {
	uint8_t b[16];
};

/* A string: a view. From MBIM's wire it is UTF-16LE, from the caller of encode
 * it may be UTF-8, converted while it is written. From QMI's it should be
 * UTF-8.
 */
struct att_str {
	const uint8_t *p;
	uint32_t len; /* bytes */
	bool utf8;
};

/* A UTF-8 string for encode; s must outlive the encode. NULL is empty. */
struct att_str att_str_utf8(const char *s);
/* Convert a decoded string to UTF-8, NUL-terminated; what att_utf8_shown does
 * not show (a NUL too) becomes '?', what is no UTF-16 or UTF-8 becomes U+FFFD.
 * Returns the length without NUL, or ATT_E_ROOM: then buf has as many whole
 * characters as there is room for, and a NUL, unless cap is 0. */
int att_str_get(const struct att_str *s, char *buf, size_t cap);

/* An array: a view of `count` elements. Decoded: of wire bytes, validated.
 * For encode: either such a view, or host elements (att_array_of). */
struct att_array {
	const uint8_t *at;   /* wire: first element or pair; host: elements */
	const uint8_t *base; /* wire: where offsets count from; host: NULL */
	uint32_t count;
	uint8_t type;	   /* wire: enum att_type of structs that are not
			      side by side */
	uint32_t base_len; /* wire: bytes at base */
};

/* An array of `count` host elements at p, for encode: C structs of the element
 * layout, uint32_t, uint16_t, struct att_ipv4/6 or struct att_str. */
struct att_array att_array_of(const void *p, uint32_t count);

/* Element i (the caller has checked i < count) of an array of plain values that
 * was decoded or made by att_array_of. They cannot fail: decode has validated.
 * Structs are visited by a cursor. */
static inline uint8_t att_array_u8(const struct att_array *a, uint32_t i)
{
	return a->at[i];
}

static inline uint16_t att_array_u16(const struct att_array *a, uint32_t i)
{
	uint16_t v;

	memcpy(&v, a->at + (size_t)2 * i, sizeof(v));
	return a->base ? att_get16((const uint8_t *)&v) : v;
}

static inline uint32_t att_array_u32(const struct att_array *a, uint32_t i)
{
	uint32_t v;

	memcpy(&v, a->at + (size_t)4 * i, sizeof(v));
	return a->base ? att_get32((const uint8_t *)&v) : v;
}

static inline struct att_ipv4 att_array_ipv4(const struct att_array *a,
					     uint32_t i)
{
	struct att_ipv4 v;

	memcpy(&v, a->at + sizeof(v) * i, sizeof(v));
	return v;
}

static inline struct att_ipv6 att_array_ipv6(const struct att_array *a,
					     uint32_t i)
{
	struct att_ipv6 v;

	memcpy(&v, a->at + sizeof(v) * i, sizeof(v));
	return v;
}

struct att_str att_array_str(const struct att_array *a, uint32_t i);

/* A visit of the structs of an array, in their order. There is no way to the
 * i-th of them: where one begins may be known only from the one before.
 *
 *	struct att_cursor c = att_cursor_of(&r.providers);
 *	struct mbim_provider p;
 *
 *	while (mbim_provider_next(&c, &p))
 *		...
 */
struct att_cursor {
	const uint8_t *at;   /* the next element, or its (offset, size) pair */
	const uint8_t *base; /* as in the array */
	const uint8_t *end;  /* of the bytes at base */
	uint32_t left;	     /* elements */
	uint8_t type;
};

/* At the first struct of an array that was decoded or made by att_array_of;
 * what the array is a view of must outlive the visit. */
static inline struct att_cursor att_cursor_of(const struct att_array *a)
{
	return (struct att_cursor){
		.at = a->at,
		.base = a->base,
		.end = a->base ? a->base + a->base_len : NULL,
		.left = a->count,
		.type = a->type,
	};
}

struct att_layout;
/* Store the next struct, one of the layout `of`, in *out; false, and *out as it
 * was, if there is none. It cannot fail: decode has validated. Of each struct
 * of the spec that is an element there is mbim_NAME_next, which calls this. */
bool att_cursor_next(struct att_cursor *c, const struct att_layout *of,
		     void *out);

struct att_enum_value {
	uint32_t value;	    /* or the number of its bit */
	uint32_t name : 24; /* where it begins in the names of the enum */
	uint32_t name_len : 8;
};

struct att_enum {
	const char *name;
	const char *names;		     /* NUL behind each */
	const struct att_enum_value *values; /* by ascending value */
	uint16_t n_values;
	uint16_t n_direct; /* below this value v may be the one at v */
	bool flags;	   /* a set of bits: printed "a|b|0x40" */
	bool bits;	   /* of more than 32: values are the numbers of bits */
};

/* The name of a value of e. */
static inline const char *att_enum_value_name(const struct att_enum *e,
					      const struct att_enum_value *v)
{
	return e->names + v->name;
}

/* The number that a value of e stands for. */
static inline uint64_t att_enum_number(const struct att_enum *e,
				       const struct att_enum_value *v)
{
	return e->bits ? (uint64_t)1 << v->value : v->value;
}

/* A value of a plain enum, or its name; NULL if the spec has none. */
const struct att_enum_value *att_enum_find(const struct att_enum *e,
					   uint64_t value);
const char *att_enum_name(const struct att_enum *e, uint64_t value);

#define ATT_F_PERSONAL 1u /* masked unless asked for */
#define ATT_F_COUNT    2u /* a count field: encode writes it from its array */
#define ATT_F_QMUX     4u /* bytes that are a QMUX frame, see att_formats */
/* A number that is `max`, or an empty string, is not known: printed as
 * "unknown", in JSON null. */
#define ATT_F_UNKNOWN	8u
#define ATT_F_EXACT	16u /* `max` of them, no count in front */
#define ATT_F_MANDATORY 32u /* a TLV that has to be there */
#define ATT_NO_FIELD	255u

struct att_field {
	const char *name;	       /* snake case, as in the spec */
	const struct att_enum *values; /* or NULL */
	const struct att_layout *of;   /* struct types, or NULL */
	uint16_t at;		       /* offset in the C struct */
	uint16_t wire;	    /* offset on the wire, where it is fixed; of a TLV
			       its type */
	uint16_t width;	    /* bytes of the fixed part on the wire */
	uint16_t run_bytes; /* first field of a run: bytes to copy, else 0 */
	uint8_t run_fields; /* first field of a run: fields in it, else 0 */
	uint8_t type;	    /* enum att_type */
	uint8_t flags;	    /* ATT_F_* */
	uint8_t name_len;
	uint8_t count; /* index of the count field, or ATT_NO_FIELD; of a
			  list of values their enum att_type */
	uint8_t when;  /* index of the field that decides whether this one
			  is present, or ATT_NO_FIELD */
	uint32_t when_value;
	/* Most bytes (strings, bytes) or elements; 0: no limit. Of a number
	 * with ATT_F_UNKNOWN: that which is not known; its sign is extended. */
	uint32_t max;
};

struct att_printer;

/* What the tables of a spec do not say of its values. Nothing here is NULL. */
struct att_formats {
	/* The name of a UUID of the spec; NULL if it has none. */
	const char *(*uuid_name)(const struct att_uuid *uuid);
	/* Fields with ATT_F_QMUX, which hold a message of another protocol:
	 * print it, also when it is hidden or is none; and overwrite with '*'
	 * in a copy what of it is not shown then. */
	void (*print_inner)(struct att_printer *o, struct att_bytes b);
	void (*mask_inner)(struct att_bytes b, uint8_t *copy);
};

struct att_layout {
	const struct att_field *fields;
	uint8_t n_fields;
	uint8_t n_strings; /* fields of ATT_T_STRING */
	bool tlvs; /* the fields are TLVs of a QMI message: any of them, in any
		      order. Byte i of the C struct: is field i there? */
	uint16_t wire_len; /* bytes of the fixed part on the wire; 0 in QMI:
			      it is not always the same */
	uint16_t size;	   /* sizeof the C struct */
	const struct att_formats *formats; /* of its spec, or NULL: UUIDs have
					      no names, a message inside is
					      printed and masked as bytes */
};

/* Decode body into *out (layout->size bytes). All views point into body, which
 * must outlive them. Bytes after the last field are ignored (newer versions
 * append). An offset of 0 (the fixed part itself) means that there is nothing,
 * whatever size or count says. The strings or structs of an array may not be
 * longer, all together, than the message. A text that is no UTF-16 decodes: a
 * bad name does not make the numbers beside it worthless. 0, or ATT_E_SHORT,
 * RANGE, COUNT, LENGTH, VALUE (a TLV of another type); *out is then
 * unspecified. */
int att_layout_decode(const struct att_layout *layout, struct att_bytes body,
		      void *out);

/* Encode *in into buf. Count fields are taken from the arrays. Variable data
 * follows the fixed part in field order, each item padded to 4 (MBIM 1.0
 * 10.3). A decoded string is written as it came. Returns the length, or
 * ATT_E_ROOM, TEXT (no UTF-8), VALUE (longer than max). */
int att_layout_encode(const struct att_layout *layout, const void *in,
		      uint8_t *buf, size_t cap);

/* How much of a value people see. */
enum att_show {
	ATT_SHOW_MASKED, /* personal fields as '*', same length */
	ATT_SHOW_ALL
};

/* The decoded fields as text, one "indent name: value" line each, or as the
 * members of a JSON object ("{...}"). body must decode (0) or the error is
 * returned; text that does not fit sets t->cut. A masked string or byte array
 * is '*' in its length, any other masked value one '*'. */
int att_layout_print(const struct att_layout *layout, struct att_bytes body,
		     enum att_show show, unsigned indent, struct att_text *t);
int att_layout_json(const struct att_layout *layout, struct att_bytes body,
		    enum att_show show, struct att_text *t);

/* Overwrite the personal fields in a copy of body: each UTF-16 unit of a string
 * by '*', each byte of other data by 0x2a; lengths stay, and so do the numbers
 * of the fixed part where a text or bytes lie over them, so that the copy
 * decodes as body does. Of a QMUX frame only the values of TLVs are. If there
 * is a personal field, the bytes between the fixed part and the variable data
 * and those behind all fields become 0x2a too, unless they are all 0: what a
 * newer layout has there might be personal as well. Error as for decode: then
 * nothing is known about the content, and the copy is as it was, so mask the
 * whole body with 0x2a. */
int att_layout_mask(const struct att_layout *layout, struct att_bytes body,
		    uint8_t *copy);

/* Bytes of body that no field of the layout holds, but for what fills up to 4:
 * a newer layout may say what they are. 0 too, if body does not decode. */
size_t att_layout_spare(const struct att_layout *layout, struct att_bytes body);

/* "a289cc33-bcbb-8b4f-b6b0-133ec2aae6df" */
void att_uuid_text(struct att_text *t, const struct att_uuid *uuid);
/* The same at a place that has room for 36 characters; the end, no NUL. */
char *att_uuid_write(char *at, const struct att_uuid *uuid);

#endif
