/* Words, numbers with names, strings and bytes as text for people and as
 * JSON. */
#include "base/errors.h"
#include "wire/print_fast.h"

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
	mbim_print_char(o, '"');
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

void mbim_print_enum(struct mbim_printer *o, const struct mbim_enum *e,
		     uint64_t v)
{
	mbim_print_fast_number(o, e, v, o->json);
}

int mbim_print_string(struct mbim_printer *o, const struct mbim_str *s)
{
	(void)mbim_print_room(o);
	return mbim_print_fast_string(o, s, o->json);
}

void mbim_print_uuid(struct mbim_printer *o, const struct mbim_uuid *uuid)
{
	char *at = mbim_print_quote(o, mbim_print_room(o));

	o->at = mbim_print_quote(o, mbim_uuid_write(at, uuid));
}
