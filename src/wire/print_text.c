/* Words, numbers with names, strings and bytes as text for people and as
 * JSON. */
#include "base/errors.h"
#include "wire/print_fast.h"

void att_print_end(struct att_printer *o)
{
	struct att_text *t = o->t;

	if (o->limit == o->spare + ATT_PRINT_PIECE) {
		att_text_span(t, o->spare, (size_t)(o->at - o->spare));
	} else {
		t->len = (size_t)(o->at - t->p);
		*o->at = 0;
	}
}

void att_print_settle(struct att_printer *o)
{
	att_print_end(o);
	att_print_begin(o);
}

void att_print_word(struct att_printer *o, const char *s)
{
	char *at = att_print_quote(o, att_print_room(o));

	while (*s)
		*at++ = *s++;
	o->at = att_print_quote(o, at);
}

void att_print_error(struct att_printer *o, int err)
{
	const char *name = att_errors_name(err);
	char *at = att_print_room(o);

	for (; *name; name++)
		*at++ = *name == '_' ? '_' : (char)(*name - 'A' + 'a');
	o->at = at;
}

static void print_stars(struct att_printer *o, size_t n)
{
	for (size_t step; n; n -= step) {
		char *at = att_print_room(o);

		step = n < ATT_PRINT_TEXT ? n : ATT_PRINT_TEXT;
		memset(at, '*', step);
		o->at = at + step;
	}
}

static void print_digits(struct att_printer *o, struct att_bytes b)
{
	for (size_t step; b.len; b.len -= step, b.p += step) {
		char *at = att_print_room(o);

		step = b.len < ATT_PRINT_TEXT / 2 ? b.len : ATT_PRINT_TEXT / 2;
		o->at = att_text_write_bytes(at, b.p, step);
	}
}

void att_print_hex(struct att_printer *o, struct att_bytes b)
{
	o->at = att_print_quote(o, att_print_room(o));
	if (o->hide)
		print_stars(o, 2 * b.len);
	else
		print_digits(o, b);
	o->at = att_print_quote(o, o->at);
}

/* One character of a string; at most 6 bytes. */
static char *put_escaped(const struct att_printer *o, uint32_t c, char *at)
{
	if (!o->json)
		return at + att_utf8_put(att_utf8_shown(c), at);
	if (c < 0x20) {
		at = ATT_PRINT_LITERAL(at, "\\u00");
		return att_text_write_hex(at, c, 2);
	}
	if (c == '"' || c == '\\')
		*at++ = '\\';
	return at + att_utf8_put(c, at);
}

/* How many characters of UTF-8 from p on are ASCII that stands for itself, of
 * at most n: eight at a time. */
static size_t plain_run(const struct att_printer *o, const uint8_t *p, size_t n)
{
	const uint64_t each = 0x0101010101010101;
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		uint64_t c = att_get64(p + i);
		uint64_t odd =
			c | (c - 0x20 * each) | ((c ^ 0x7f * each) - each);

		if (o->json)
			odd |= ((c ^ '"' * each) - each) |
			       ((c ^ '\\' * each) - each);
		if (odd & 0x80 * each)
			break;
	}
	return i;
}

/* The plain beginning of a string in UTF-8; its length. */
static size_t print_plain(struct att_printer *o, const struct att_str *s)
{
	size_t n = s->len < ATT_PRINT_TEXT ? s->len : ATT_PRINT_TEXT;

	n = plain_run(o, s->p, n);
	o->at = att_print_copy(att_print_room(o), (const char *)s->p, n);
	return n;
}

void att_print_any_string(struct att_printer *o, const struct att_str *s)
{
	size_t i = 0;

	att_print_char(o, '"');
	if (o->hide)
		print_stars(o, s->utf8 ? s->len : s->len / 2);
	else if (s->utf8)
		i = print_plain(o, s);
	while (i < s->len && !o->hide) {
		uint32_t c = s->utf8 ? att_utf8_next(s->p, s->len, &i)
				     : att_utf16_next(s->p, s->len, &i);

		o->at = put_escaped(o, c, att_print_room(o));
	}
	*o->at++ = '"';
}

void att_print_flags(struct att_printer *o, const struct att_enum *e,
		     uint64_t v)
{
	const struct att_enum_value *value = e->values;
	const struct att_enum_value *end = value + e->n_values;
	uint64_t done = ~v; /* and what v has not */

	o->at = att_print_quote(o, att_print_room(o));
	if (value < end && !att_enum_number(e, value))
		value++; /* "none" */
	for (; value < end; value++) {
		uint64_t bits = att_enum_number(e, value);
		char *at;

		if (bits & done)
			continue;
		at = att_print_room(o);
		at = att_print_copy(at, att_enum_value_name(e, value),
				    value->name_len);
		*at++ = '|';
		o->at = at;
		done |= bits;
		if (!~done)
			break;
	}
	if (~done) {
		char *at = ATT_PRINT_LITERAL(att_print_room(o), "0x");
		unsigned digits = 1;

		while (digits < 16 && ~done >> 4 * digits)
			digits++;
		o->at = att_text_write_hex(at, ~done, digits);
	} else {
		o->at--; /* the '|' behind the last name */
	}
	o->at = att_print_quote(o, o->at);
}

char *att_print_any_enum(struct att_printer *o, const struct att_enum *e,
			 uint64_t v, char *at)
{
	const struct att_enum_value *value;

	if (e->flags && v) {
		o->at = at;
		att_print_flags(o, e, v);
		return o->at;
	}
	value = att_enum_find(e, v);
	if (!value)
		return att_text_write_dec(at, v);
	at = att_print_quote(o, at);
	at = att_print_copy(at, att_enum_value_name(e, value), value->name_len);
	return att_print_quote(o, at);
}

void att_print_enum(struct att_printer *o, const struct att_enum *e, uint64_t v)
{
	o->at = att_print_fast_number(o, e, v, o->json, att_print_room(o));
}

void att_print_string(struct att_printer *o, const struct att_str *s)
{
	(void)att_print_room(o);
	att_print_fast_string(o, s, o->json);
}

void att_print_uuid(struct att_printer *o, const struct att_uuid *uuid)
{
	char *at = att_print_quote(o, att_print_room(o));

	o->at = att_print_quote(o, att_uuid_write(at, uuid));
}
