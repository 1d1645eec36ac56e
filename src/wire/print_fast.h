/* Private to src/wire: the numbers and strings that most fields are, for code
 * that is made inline in the loop over the fields. json is o->json, where the
 * caller knows it. */
#ifndef ATT_WIRE_PRINT_FAST_H
#define ATT_WIRE_PRINT_FAST_H

#include "wire/print.h"
#include "wire/utf16.h"

/* Four units at p and at q to as many characters, if they are printable ASCII
 * that needs no escape. */
ATT_WALK_INLINE bool att_print_narrow(const uint8_t *p, const uint8_t *q,
				      bool json, char *to_p, char *to_q)
{
	const uint64_t each = 0x0101010101010101;
	uint64_t c, odd = 0;
	bool usual = att_utf16_narrow(p, q, to_p, to_q, &c);

	if (json)
		odd = ((c ^ '"' * each) - each) | ((c ^ '\\' * each) - each);
	return usual && !(odd & 0x80 * each);
}

/* The usual string; false if s is another one. */
ATT_WALK_INLINE bool att_print_ascii(const struct att_str *s, bool json,
				     char *at)
{
	const uint8_t *p = s->p, *last = p + s->len - 8;
	size_t n = s->len / 2;

	if (n < 4 || n > ATT_PRINT_TEXT || s->len & 1 || !att_host_is_little())
		return false;
	/* The last ones are perhaps looked at once more. */
	if (n < 8)
		return att_print_narrow(p, last, json, at, at + n - 4);
	for (; p < last - 8; p += 16, at += 8, n -= 8)
		if (!att_print_narrow(p, p + 8, json, at, at + 4))
			return false;
	return att_print_narrow(last - 8, last, json, at + n - 8, at + n - 4);
}

/* The name of v, the names of its bits, or v, at a place that has room for a
 * piece; the end. */
ATT_WALK_INLINE char *att_print_fast_number(struct att_printer *o,
					    const struct att_enum *e,
					    uint64_t v, bool json, char *at)
{
	const struct att_enum_value *value;

	if (!e)
		return att_text_write_dec(at, v);
	if (v >= e->n_direct || e->values[v].value != v)
		return att_print_any_enum(o, e, v, at);
	value = &e->values[v];
	if (json)
		*at++ = '"';
	at = att_print_copy(at, att_enum_value_name(e, value), value->name_len);
	if (json)
		*at++ = '"';
	return at;
}

ATT_WALK_INLINE void att_print_fast_string(struct att_printer *o,
					   const struct att_str *s, bool json)
{
	char *at = o->at;

	if (o->hide || s->utf8 || !att_print_ascii(s, json, at + 1)) {
		att_print_any_string(o, s);
		return;
	}
	*at = '"';
	at += s->len / 2 + 1;
	*at++ = '"';
	o->at = at;
}

#endif
