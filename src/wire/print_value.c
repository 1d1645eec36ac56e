/* Values of fields as text for people and as JSON. */
#include "wire/print.h"

#include "base/errors.h"
#include "wire/address.h"
#include "wire/tlv.h"

static void print_uuid(struct mbim_printer *o, const uint8_t *p)
{
	const char *name;
	struct mbim_uuid uuid;
	char *at;

	memcpy(uuid.b, p, sizeof(uuid.b));
	mbim_print_uuid(o, &uuid);
	name = o->json || !o->formats ? NULL : o->formats->uuid_name(&uuid);
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
		mbim_print_char(o, '-');
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
	mbim_print_char(o, '[');
	for (uint32_t i = 0; i < a->count; i++) {
		int err;

		if (i)
			MBIM_PRINT(o, ",", ", ");
		err = print_element(o, f, a, i);
		if (err)
			return err;
	}
	mbim_print_char(o, ']');
	return 0;
}

static void print_tlvs(struct mbim_printer *o, struct mbim_bytes list, bool one)
{
	struct mbim_tlv tlv;
	bool more = false;

	if (!one)
		mbim_print_char(o, '[');
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
		mbim_print_char(o, ']');
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
		if (f->flags & MBIM_F_QMUX && o->formats)
			o->formats->print_inner(o, v->bytes);
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
