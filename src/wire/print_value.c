/* Values as text for people and as JSON. */
#include "wire/print.h"

#include "base/errors.h"
#include "wire/address.h"
#include "wire/tlv.h"
#include "wire/utf16.h"

void mbim_print_settle(struct mbim_printer *o)
{
	struct mbim_text *t = o->t;

	if (o->limit == o->spare + MBIM_PRINT_PIECE) {
		mbim_text_span(t, o->spare, (size_t)(o->at - o->spare));
	} else {
		t->len = (size_t)(o->at - t->p);
		*o->at = 0;
	}
	mbim_print_begin(o);
}

static void put_char(struct mbim_printer *o, char c)
{
	*mbim_print_room(o) = c;
	o->at++;
}

void mbim_print_word(struct mbim_printer *o, const char *s)
{
	char *at = mbim_print_quote(o, mbim_print_room(o));

	while (*s)
		*at++ = *s++;
	o->at = mbim_print_quote(o, at);
}

static void print_stars(struct mbim_printer *o, size_t n)
{
	for (size_t step; n; n -= step) {
		char *at = mbim_print_room(o);

		step = n < MBIM_PRINT_TEXT ? n : MBIM_PRINT_TEXT;
		memset(at, '*', step);
		o->at = at + step;
	}
}

static void print_digits(struct mbim_printer *o, struct mbim_bytes b)
{
	for (size_t step; b.len; b.len -= step, b.p += step) {
		char *at = mbim_print_room(o);

		step = b.len < MBIM_PRINT_TEXT / 2 ? b.len
						   : MBIM_PRINT_TEXT / 2;
		o->at = mbim_text_write_bytes(at, b.p, step);
	}
}

void mbim_print_hex(struct mbim_printer *o, struct mbim_bytes b)
{
	o->at = mbim_print_quote(o, mbim_print_room(o));
	if (o->hide)
		print_stars(o, 2 * b.len);
	else
		print_digits(o, b);
	o->at = mbim_print_quote(o, o->at);
}

/* One character of a string; at most 6 bytes. */
static char *put_escaped(const struct mbim_printer *o, uint32_t c, char *at)
{
	if (!o->json)
		return at + mbim_utf8_put(c < 0x20 || (c >= 0x7f && c < 0xa0)
						  ? '?'
						  : c,
					  at);
	if (c < 0x20) {
		at = MBIM_PRINT_LITERAL(at, "\\u00");
		return mbim_text_write_hex(at, c, 2);
	}
	if (c == '"' || c == '\\')
		*at++ = '\\';
	return at + mbim_utf8_put(c, at);
}

int mbim_print_any_string(struct mbim_printer *o, const struct mbim_str *s)
{
	put_char(o, '"');
	if (!mbim_utf16_valid(s->p, s->len))
		return MBIM_E_TEXT;
	if (o->hide)
		print_stars(o, s->len / 2);
	for (size_t i = 0; i < s->len && !o->hide;) {
		uint32_t c = mbim_utf16_next(s->p, s->len, &i);

		o->at = put_escaped(o, c, mbim_print_room(o));
	}
	*o->at++ = '"';
	return 0;
}

void mbim_print_flags(struct mbim_printer *o, const struct mbim_enum *e,
		      uint64_t v)
{
	const struct mbim_enum_value *value = e->values;
	const struct mbim_enum_value *end = value + e->n_values;
	uint64_t done = ~v; /* and what v has not */

	o->at = mbim_print_quote(o, mbim_print_room(o));
	if (value < end && !value->value)
		value++; /* "none" */
	for (; value < end; value++) {
		char *at;

		if (value->value & done)
			continue;
		at = mbim_print_room(o);
		at = mbim_print_copy(at, value->name, value->name_len);
		*at++ = '|';
		o->at = at;
		done |= value->value;
		if (!~done)
			break;
	}
	if (~done) {
		char *at = MBIM_PRINT_LITERAL(mbim_print_room(o), "0x");
		unsigned digits = 1;

		while (digits < 16 && ~done >> 4 * digits)
			digits++;
		o->at = mbim_text_write_hex(at, ~done, digits);
	} else {
		o->at--; /* the '|' behind the last name */
	}
	o->at = mbim_print_quote(o, o->at);
}

void mbim_print_uuid(struct mbim_printer *o, const struct mbim_uuid *uuid)
{
	char *at = mbim_print_quote(o, mbim_print_room(o));

	o->at = mbim_print_quote(o, mbim_uuid_write(at, uuid));
}

static void print_uuid(struct mbim_printer *o, const uint8_t *p)
{
	const char *name;
	struct mbim_uuid uuid;
	char *at;

	memcpy(uuid.b, p, sizeof(uuid.b));
	mbim_print_uuid(o, &uuid);
	name = o->json ? NULL : mbim_uuid_name(&uuid);
	if (!name)
		return;
	at = MBIM_PRINT_LITERAL(o->at, " (");
	while (*name)
		*at++ = *name++;
	*at++ = ')';
	o->at = at;
}

static void print_int(struct mbim_printer *o, int64_t v)
{
	if (v < 0)
		put_char(o, '-');
	mbim_print_number(o, v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v);
}

static void print_ip(struct mbim_printer *o, const void *p, bool v4)
{
	char *at = mbim_print_quote(o, mbim_print_room(o));

	if (o->hide)
		*at++ = '*';
	else
		at = v4 ? mbim_ipv4_write(at, p) : mbim_ipv6_write(at, p);
	o->at = mbim_print_quote(o, at);
}

void mbim_print_special(struct mbim_printer *o, const struct mbim_field *f,
			const uint8_t *p)
{
	if (f->type == MBIM_T_BYTES)
		mbim_print_hex(o, mbim_bytes_of(p, f->width));
	else if (o->hide)
		mbim_print_name(o, "*", 1);
	else if (f->type == MBIM_T_UUID)
		print_uuid(o, p);
	else if (f->type == MBIM_T_I32)
		print_int(o, (int32_t)mbim_get32(p));
	else
		print_ip(o, p, f->type == MBIM_T_IPV4);
}

static int print_element(struct mbim_printer *o, const struct mbim_field *f,
			 const struct mbim_array *a, uint32_t i)
{
	struct mbim_str s;

	switch (f->type) {
	case MBIM_T_IPV4_ARRAY:
		print_ip(o, a->at + (size_t)4 * i, true);
		return 0;
	case MBIM_T_IPV6_ARRAY:
		print_ip(o, a->at + (size_t)16 * i, false);
		return 0;
	case MBIM_T_STRING_ARRAY:
		s = mbim_array_str(a, i);
		return mbim_print_string(o, &s);
	}
	if (o->hide)
		mbim_print_name(o, "*", 1);
	else
		mbim_print_enum(o, f->values,
				f->type == MBIM_T_U32_ARRAY
					? mbim_array_u32(a, i)
					: mbim_array_u16(a, i));
	return 0;
}

static int print_list(struct mbim_printer *o, const struct mbim_field *f,
		      const struct mbim_array *a)
{
	put_char(o, '[');
	for (uint32_t i = 0; i < a->count; i++) {
		int err;

		if (i)
			MBIM_PRINT(o, ",", ", ");
		err = print_element(o, f, a, i);
		if (err)
			return err;
	}
	put_char(o, ']');
	return 0;
}

static void print_tlvs(struct mbim_printer *o, struct mbim_bytes list, bool one)
{
	struct mbim_tlv tlv;
	bool more = false;

	if (!one)
		put_char(o, '[');
	for (; mbim_tlv_next(&list, &tlv); more = true) {
		if (more)
			MBIM_PRINT(o, ",", ", ");
		MBIM_PRINT(o, "{\"type\":", "type ");
		mbim_print_number(o, tlv.type);
		MBIM_PRINT(o, ",\"data\":", " data ");
		mbim_print_hex(o, tlv.data);
		MBIM_PRINT(o, "}", "");
	}
	if (!one)
		put_char(o, ']');
}

static void print_address(struct mbim_printer *o, const void *p, bool v4)
{
	if (p)
		print_ip(o, p, v4);
	else
		MBIM_PRINT(o, "null", "none");
}

int mbim_print_value(struct mbim_printer *o, const struct mbim_field *f,
		     const union mbim_walk_value *v)
{
	switch (f->type) {
	case MBIM_T_STRING:
	case MBIM_T_TLV_STRING:
		return mbim_print_string(o, &v->str);
	case MBIM_T_REF_BYTES:
	case MBIM_T_SIZE_BYTES:
	case MBIM_T_HERE_BYTES:
	case MBIM_T_REST:
		if (f->flags & MBIM_F_QMUX)
			mbim_print_qmux(o, v->bytes);
		else
			mbim_print_hex(o, v->bytes);
		return 0;
	case MBIM_T_TLV:
	case MBIM_T_TLV_LIST:
		print_tlvs(o, v->bytes, f->type == MBIM_T_TLV);
		return 0;
	case MBIM_T_REF_IPV4:
		print_address(o, v->ipv4, true);
		return 0;
	case MBIM_T_REF_IPV6:
		print_address(o, v->ipv6, false);
		return 0;
	}
	return print_list(o, f, &v->array); /* all others */
}
