/* Values of fields as text for people and as JSON. */
#include "wire/print.h"

#include "base/errors.h"
#include "wire/address.h"
#include "wire/tlv.h"

static void print_uuid(struct att_printer *o, const uint8_t *p)
{
	const char *name;
	struct att_uuid uuid;
	char *at;

	memcpy(uuid.b, p, sizeof(uuid.b));
	att_print_uuid(o, &uuid);
	name = o->json || !o->formats ? NULL : o->formats->uuid_name(&uuid);
	if (!name)
		return;
	at = ATT_PRINT_LITERAL(o->at, " (");
	while (*name)
		*at++ = *name++;
	*at++ = ')';
	o->at = at;
}

static void print_int(struct att_printer *o, int64_t v)
{
	if (v < 0)
		att_print_char(o, '-');
	att_print_number(o, v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v);
}

static void print_ip(struct att_printer *o, const void *p, bool v4)
{
	char *at = att_print_quote(o, att_print_room(o));

	if (o->hide)
		*at++ = '*';
	else
		at = v4 ? att_ipv4_write(at, p) : att_ipv6_write(at, p);
	o->at = att_print_quote(o, at);
}

/* An address that the wire has as a number. */
static void print_reversed(struct att_printer *o, const uint8_t *p)
{
	struct att_ipv4 ip;

	att_put32_be(ip.b, att_get32(p));
	print_ip(o, &ip, true);
}

/* The number that stands for "not known". */
static bool is_unknown(const struct att_field *f, uint64_t v)
{
	uint64_t unknown = f->max;

	if (f->type == ATT_T_U64)
		unknown = (uint64_t)(int64_t)(int32_t)f->max;
	return f->flags & ATT_F_UNKNOWN && v == unknown;
}

static double real_of(const struct att_field *f, const uint8_t *p)
{
	uint32_t bits = att_get32(p);
	uint64_t wide;
	double d;
	float v;

	if (f->type == ATT_T_F32) {
		memcpy(&v, &bits, sizeof(v));
		return (double)v;
	}
	wide = att_get64(p);
	memcpy(&d, &wide, sizeof(d));
	return d;
}

/* A number of `type`, its sign extended. */
static uint64_t extended(unsigned type, uint64_t v)
{
	if (type == ATT_T_I8)
		return (uint64_t)(int64_t)(int8_t)v;
	if (type == ATT_T_I16)
		return (uint64_t)(int64_t)(int16_t)v;
	return type == ATT_T_I32 ? (uint64_t)(int64_t)(int32_t)v : v;
}

/* A signed one, or its name, which has the number without a sign. */
static void print_signed(struct att_printer *o, const struct att_field *f,
			 unsigned type, uint64_t v)
{
	const struct att_enum *e = f->values;
	const struct att_enum_value *value = NULL;

	if (e && !e->flags)
		value = att_enum_find(e, v);
	if (value)
		att_print_name(o, att_enum_value_name(e, value),
			       value->name_len);
	else if (e && e->flags)
		att_print_enum(o, e, v);
	else
		print_int(o, (int64_t)extended(type, v));
}

static bool is_signed(unsigned type)
{
	return type == ATT_T_I8 || type == ATT_T_I16 || type == ATT_T_I32;
}

static void print_number(struct att_printer *o, const struct att_field *f,
			 const uint8_t *p)
{
	uint64_t v = att_walk_number(f, p);

	if (is_unknown(f, v))
		ATT_PRINT(o, "null", "unknown");
	else if (f->type == ATT_T_F32 || f->type == ATT_T_F64)
		att_print_double(o, real_of(f, p));
	else if (is_signed(f->type))
		print_signed(o, f, f->type, v);
	else
		att_print_enum(o, f->values, v);
}

void att_print_special(struct att_printer *o, const struct att_field *f,
		       const uint8_t *p)
{
	if (f->type < ATT_T_UUID) {
		if (o->hide)
			att_print_name(o, "*", 1);
		else
			print_number(o, f, p);
		return;
	}
	if (f->type == ATT_T_BYTES)
		att_print_hex(o, att_bytes_of(p, f->width));
	else if (o->hide)
		att_print_name(o, "*", 1);
	else if (f->type == ATT_T_UUID)
		print_uuid(o, p);
	else if (f->type == ATT_T_IPV4_LE)
		print_reversed(o, p);
	else
		print_ip(o, p, f->type == ATT_T_IPV4);
}

static void print_element(struct att_printer *o, const struct att_field *f,
			  const struct att_array *a, uint32_t i)
{
	struct att_str s;

	switch (f->type) {
	case ATT_T_IPV4_ARRAY:
		print_ip(o, a->at + (size_t)4 * i, true);
		return;
	case ATT_T_IPV6_ARRAY:
		print_ip(o, a->at + (size_t)16 * i, false);
		return;
	case ATT_T_STRING_ARRAY:
		s = att_array_str(a, i);
		att_print_string(o, &s);
		return;
	}
	if (o->hide)
		att_print_name(o, "*", 1);
	else
		att_print_enum(o, f->values,
			       f->type == ATT_T_U32_ARRAY
				       ? att_array_u32(a, i)
				       : att_array_u16(a, i));
}

static void print_list(struct att_printer *o, const struct att_field *f,
		       const struct att_array *a)
{
	att_print_char(o, '[');
	for (uint32_t i = 0; i < a->count; i++) {
		if (i)
			ATT_PRINT(o, ",", ", ");
		print_element(o, f, a, i);
	}
	att_print_char(o, ']');
}

/* The values of a list, each as a field of its own. */
static void print_values(struct att_printer *o, const struct att_field *f,
			 const struct att_array *a)
{
	struct att_cursor c = att_cursor_of(a);
	struct att_field one = *f;

	one.type = f->count;
	one.width = (uint16_t)att_walk_width(f->count);
	att_print_char(o, '[');
	while (c.left) {
		if (c.left < a->count)
			ATT_PRINT(o, ",", ", ");
		if (f->count == ATT_T_TEXT) {
			struct att_str s = att_walk_next_text(&c);

			att_print_string(o, &s);
			continue;
		}
		if (one.type > ATT_T_U64 || o->hide)
			att_print_special(o, &one, c.at);
		else
			att_print_enum(o, f->values,
				       att_walk_number(&one, c.at));
		c.at += one.width;
		c.left--;
	}
	att_print_char(o, ']');
}

static void print_tlvs(struct att_printer *o, struct att_bytes list, bool one)
{
	struct att_tlv tlv;
	bool more = false;

	if (!one)
		att_print_char(o, '[');
	for (; att_tlv_next(&list, &tlv); more = true) {
		if (more)
			ATT_PRINT(o, ",", ", ");
		ATT_PRINT(o, "{\"type\":", "type ");
		att_print_number(o, tlv.type);
		ATT_PRINT(o, ",\"data\":", " data ");
		att_print_hex(o, tlv.data);
		ATT_PRINT(o, "}", "");
	}
	if (!one)
		att_print_char(o, ']');
}

static void print_address(struct att_printer *o, const void *p, bool v4)
{
	if (p)
		print_ip(o, p, v4);
	else
		ATT_PRINT(o, "null", "none");
}

void att_print_value(struct att_printer *o, const struct att_field *f,
		     const union att_walk_value *v)
{
	switch (f->type) {
	case ATT_T_STRING:
	case ATT_T_TLV_STRING:
		att_print_string(o, &v->str);
		return;
	case ATT_T_LIST:
		print_values(o, f, &v->array);
		return;
	case ATT_T_REF_BYTES:
	case ATT_T_SIZE_BYTES:
	case ATT_T_HERE_BYTES:
	case ATT_T_REST:
	case ATT_T_DATA:
		if (f->flags & ATT_F_QMUX && o->formats)
			o->formats->print_inner(o, v->bytes);
		else
			att_print_hex(o, v->bytes);
		return;
	case ATT_T_TLV:
	case ATT_T_TLV_LIST:
		print_tlvs(o, v->bytes, f->type == ATT_T_TLV);
		return;
	case ATT_T_REF_IPV4:
		print_address(o, v->ipv4, true);
		return;
	case ATT_T_REF_IPV6:
		print_address(o, v->ipv6, false);
		return;
	}
	print_list(o, f, &v->array); /* all others */
}
