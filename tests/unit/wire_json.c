/* A JSON checker, strict and small: recursive descent over RFC 8259. */
#include "wire_json.h"

#include <stdint.h>
#include <string.h>

#include "wire/utf16.h"

struct cursor {
	const char *p, *end;
	unsigned depth;
};

static bool is(struct cursor *c, char want)
{
	if (c->p == c->end || *c->p != want)
		return false;
	c->p++;
	return true;
}

static bool word(struct cursor *c, const char *s)
{
	size_t len = strlen(s);

	if ((size_t)(c->end - c->p) < len || memcmp(c->p, s, len) != 0)
		return false;
	c->p += len;
	return true;
}

static bool one_of(struct cursor *c, const char *set)
{
	if (c->p == c->end || !*c->p || !strchr(set, *c->p))
		return false;
	c->p++;
	return true;
}

static bool digits(struct cursor *c)
{
	unsigned n = 0;

	while (one_of(c, "0123456789"))
		n++;
	return n > 0;
}

static bool number(struct cursor *c)
{
	(void)is(c, '-');
	if (is(c, '0')) {
		if (c->p < c->end && strchr("0123456789", *c->p))
			return false;
	} else if (!digits(c)) {
		return false;
	}
	if (is(c, '.') && !digits(c))
		return false;
	if (!one_of(c, "eE"))
		return true;
	(void)one_of(c, "+-");
	return digits(c);
}

static bool string(struct cursor *c)
{
	if (!is(c, '"'))
		return false;
	while (c->p < c->end && *c->p != '"') {
		if ((uint8_t)*c->p < 0x20)
			return false;
		if (*c->p++ != '\\')
			continue;
		if (is(c, 'u')) {
			for (unsigned i = 0; i < 4; i++)
				if (!one_of(c, "0123456789abcdefABCDEF"))
					return false;
		} else if (!one_of(c, "\"\\/bfnrt")) {
			return false;
		}
	}
	return is(c, '"');
}

/* Recursion needs one name in a header's place. */
bool wire_json_value(struct cursor *c);

static bool members(struct cursor *c, char close, bool keys)
{
	if (is(c, close))
		return true;
	do {
		if (keys && (!string(c) || !is(c, ':')))
			return false;
		if (!wire_json_value(c))
			return false;
	} while (is(c, ','));
	return is(c, close);
}

bool wire_json_value(struct cursor *c)
{
	bool ok;

	if (c->p == c->end || ++c->depth > 32)
		return false;
	switch (*c->p) {
	case '{':
	case '[':
		c->p++;
		ok = members(c, c->p[-1] == '{' ? '}' : ']', c->p[-1] == '{');
		break;
	case '"':
		ok = string(c);
		break;
	case 'n':
		ok = word(c, "null");
		break;
	default:
		ok = number(c);
	}
	c->depth--;
	return ok;
}

bool wire_json_valid(const char *s, size_t len)
{
	struct cursor c = {s, s + len, 0};
	static uint8_t utf16[1 << 18];

	return wire_json_value(&c) && c.p == c.end &&
	       att_utf16_encode((const uint8_t *)s, len, utf16,
				sizeof(utf16)) >= 0;
}
