/* Values of a command line: numbers, names, addresses, texts and bytes. */
#include "fields_value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/errors.h"
#include "base/nearest.h"
#include "wire/mbim/cid.h"
#include "wire/tlv.h"
#include "wire/utf16.h"

/* --- numbers -------------------------------------------------------- */

/* Decimal, or hex behind 0x; the whole text. */
static bool read_unsigned(const char *text, uint64_t *v)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = text + (hex ? 2 : 0);
	char *end;

	if (!strchr(hex ? "0123456789abcdefABCDEF" : "0123456789", *digits) ||
	    !*digits)
		return false;
	errno = 0;
	*v = strtoull(digits, &end, hex ? 16 : 10);
	return !*end && !errno;
}

static const struct {
	uint64_t max;
	unsigned width;
} integers[] = {
	[ATT_T_U8] = {UINT8_MAX, 1},   [ATT_T_U16] = {UINT16_MAX, 2},
	[ATT_T_U32] = {UINT32_MAX, 4}, [ATT_T_U64] = {UINT64_MAX, 8},
	[ATT_T_I32] = {INT32_MAX, 4},  [ATT_T_I8] = {INT8_MAX, 1},
	[ATT_T_I16] = {INT16_MAX, 2},
};

static bool is_signed(enum att_type type)
{
	return type == ATT_T_I8 || type == ATT_T_I16 || type == ATT_T_I32;
}

/* Names stand for bits, also in a number with a sign. */
static uint64_t most_bits(enum att_type type)
{
	return integers[type].max << is_signed(type) | 1;
}

static void store(enum att_type type, uint64_t v, void *to)
{
	const uint8_t v8 = (uint8_t)v;
	const uint16_t v16 = (uint16_t)v;
	const uint32_t v32 = (uint32_t)v;

	switch (integers[type].width) {
	case 1:
		memcpy(to, &v8, sizeof(v8));
		return;
	case 2:
		memcpy(to, &v16, sizeof(v16));
		return;
	case 4:
		memcpy(to, &v32, sizeof(v32));
		return;
	}
	memcpy(to, &v, sizeof(v));
}

static bool number(struct fields *f, const char *path, enum att_type type,
		   const char *text, void *to)
{
	uint64_t max = integers[type].max, v;
	bool minus = is_signed(type) && text[0] == '-';

	if (!read_unsigned(text + minus, &v))
		return fields_wrong(f, "%s: \"%s\" is not a number%s", path,
				    text, " (decimal, or hex with 0x)");
	if (v > max + minus)
		return fields_wrong(
			f,
			"%s: %s is not in the range %s%llu to "
			"%llu",
			path, text, is_signed(type) ? "-" : "",
			is_signed(type) ? (unsigned long long)max + 1 : 0ull,
			(unsigned long long)max);
	store(type, minus ? 0 - v : v, to);
	return true;
}

static bool enum_value(const struct att_enum *e, const char *text, size_t len,
		       uint64_t *v)
{
	for (unsigned i = 0; i < e->n_values; i++) {
		const char *name = att_enum_value_name(e, &e->values[i]);

		if (strncmp(name, text, len) == 0 && !name[len]) {
			*v = att_enum_number(e, &e->values[i]);
			return true;
		}
	}
	return false;
}

static bool not_a_name(struct fields *f, const char *path,
		       const struct att_enum *e, const char *text, size_t len)
{
	char all[3072];
	struct att_text t;
	struct att_nearest near;

	att_nearest_init(&near, text, len);
	att_text_init(&t, all, sizeof(all));
	for (unsigned i = 0; i < e->n_values; i++) {
		att_nearest_try(&near, att_enum_value_name(e, &e->values[i]));
		att_text_put(&t, i ? ", " : "");
		att_text_put(&t, att_enum_value_name(e, &e->values[i]));
	}
	return fields_wrong(f, "%s: \"%.*s\" is not one of %s; nor a number%s",
			    path, (int)len, text, all, att_nearest_hint(&near));
}

/* Names and numbers, of flags any number between '|' or ','. */
static bool named_number(struct fields *f, const char *path,
			 const struct att_enum *e, enum att_type type,
			 const char *text, void *to)
{
	uint64_t sum = 0, v;

	for (;;) {
		size_t len = e->flags ? strcspn(text, "|,") : strlen(text);
		char word[32];

		snprintf(word, sizeof(word), "%.*s", (int)len, text);
		if (is_signed(type) && text[0] == '-')
			return number(f, path, type, text, to);
		if (!enum_value(e, text, len, &v) &&
		    (len >= sizeof(word) || !read_unsigned(word, &v)))
			return not_a_name(f, path, e, text, len);
		if (v > most_bits(type))
			return number(f, path, type, word, to);
		sum |= v;
		if (!text[len])
			break;
		text += len + 1;
	}
	store(type, sum, to);
	return true;
}

/* Of six bytes. */
static bool is_short(struct fields *f, const char *path, const char *text,
		     const void *to)
{
	uint64_t v;

	memcpy(&v, to, sizeof(v));
	return !(v >> 48) ||
	       fields_wrong(f, "%s: %s has more than 48 bits", path, text);
}

static bool fraction(struct fields *f, const char *path, enum att_type type,
		     const char *text, void *to)
{
	char *end;
	double v = strtod(text, &end);
	float narrow = (float)v;

	if (end == text || *end)
		return fields_wrong(f, "%s: \"%s\" is not a number", path,
				    text);
	if (type == ATT_T_F32)
		memcpy(to, &narrow, sizeof(narrow));
	else
		memcpy(to, &v, sizeof(v));
	return true;
}

/* --- names of 16 bytes ------------------------------------------------ */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_uuid(const char *text, struct att_uuid *uuid)
{
	for (unsigned n = 0; n < sizeof(uuid->b); n++, text += 2) {
		if (*text == '-' && (n == 4 || n == 6 || n == 8 || n == 10))
			text++;
		if (hex_digit(text[0]) < 0 || hex_digit(text[1]) < 0)
			return false;
		uuid->b[n] =
			(uint8_t)(hex_digit(text[0]) << 4 | hex_digit(text[1]));
	}
	return !*text;
}

/* "context_type_internet", or "internet". */
static bool is_named(const char *name, const char *text)
{
	static const char type[] = "context_type_";
	size_t len = sizeof(type) - 1;

	return strcmp(name, text) == 0 ||
	       (strncmp(name, type, len) == 0 && strcmp(name + len, text) == 0);
}

/* A service, another UUID of the spec, or its text. */
static bool uuid_value(struct fields *f, const char *path, const char *text,
		       struct att_uuid *uuid)
{
	const struct mbim_service *s = mbim_service_named(text, strlen(text));
	struct att_nearest near;

	if (s) {
		*uuid = s->uuid;
		return true;
	}
	if (read_uuid(text, uuid))
		return true;
	att_nearest_init(&near, text, strlen(text));
	for (const struct mbim_named_uuid *u = mbim_uuids; u->name; u++) {
		if (is_named(u->name, text)) {
			*uuid = *u->uuid;
			return true;
		}
		att_nearest_try(&near, u->name);
	}
	for (unsigned i = 0; i < mbim_services_count; i++)
		att_nearest_try(&near, mbim_services[i].name);
	return fields_wrong(f,
			    "%s: \"%s\" is neither a UUID nor the name of a "
			    "service or context type%s",
			    path, text, att_nearest_hint(&near));
}

static bool address(struct fields *f, const char *path, bool v4,
		    const char *text, void *to)
{
	if (inet_pton(v4 ? AF_INET : AF_INET6, text, to) == 1)
		return true;
	return fields_wrong(f, "%s: \"%s\" is not an IPv%d address", path, text,
			    v4 ? 4 : 6);
}

/* --- texts and bytes -------------------------------------------------- */

static bool string(struct fields *f, const char *path, uint32_t max,
		   const char *text, struct att_str *to)
{
	size_t len = strlen(text);
	/* no UTF-8 byte makes more than two of UTF-16 */
	uint8_t *utf16 = fields_keep(f, 2 * len + 1);
	int n = att_utf16_encode((const uint8_t *)text, len, utf16, 2 * len);

	if (n < 0)
		return fields_wrong(f, "%s: this text is not UTF-8", path);
	if (max && (uint32_t)n > max)
		return fields_wrong(f,
				    "%s: %d characters are too many, at "
				    "most %u are allowed",
				    path, n / 2, max / 2);
	*to = att_str_utf8(text);
	return true;
}

/* What the count in front of it can say, or what the spec allows; 0: nothing
 * limits it. */
static uint32_t most(const struct att_field *field, bool element)
{
	if (element)
		return UINT8_MAX;
	if (field->type != ATT_T_TEXT && field->type != ATT_T_DATA)
		return field->max;
	return field->width == 1 ? UINT8_MAX : UINT16_MAX;
}

/* A text of QMI: its limits are in bytes. */
static bool plain_text(struct fields *f, const char *path,
		       const struct att_field *field, const char *text,
		       struct att_str *to)
{
	bool element = field->type != ATT_T_TEXT;
	uint32_t max = most(field, element);
	size_t len = strlen(text);

	if (!element && field->flags & ATT_F_EXACT && len != field->max)
		return fields_wrong(f, "%s: %u characters are needed", path,
				    field->max);
	if (len > max)
		return fields_wrong(f,
				    "%s: %zu bytes are too many, at most %u "
				    "are allowed",
				    path, len, max);
	return string(f, path, 0, text, to);
}

/* len characters of hex. */
static bool bytes(struct fields *f, const char *path, const char *text,
		  size_t len, uint8_t *to)
{
	for (size_t i = 0; i < len; i++)
		if (hex_digit(text[i]) < 0)
			return fields_wrong(f, "%s: \"%.*s\" is not hex", path,
					    (int)len, text);
	if (len % 2)
		return fields_wrong(f, "%s: half a byte of hex is left over",
				    path);
	for (size_t i = 0; i < len; i += 2)
		to[i / 2] = (uint8_t)(hex_digit(text[i]) << 4 |
				      hex_digit(text[i + 1]));
	return true;
}

static bool fixed_bytes(struct fields *f, const char *path, unsigned width,
			const char *text, uint8_t *to)
{
	size_t len = strlen(text);

	if (len != (size_t)2 * width)
		return fields_wrong(f,
				    "%s: %u bytes are needed, as %u digits "
				    "of hex",
				    path, width, 2 * width);
	return bytes(f, path, text, len, to);
}

static bool any_bytes(struct fields *f, const char *path, uint32_t max,
		      const char *text, struct att_bytes *to)
{
	size_t len = strlen(text);
	uint8_t *p = fields_keep(f, len / 2 + 1);

	if (max && len / 2 > max)
		return fields_wrong(f,
				    "%s: %zu bytes are too many, at most %u "
				    "are allowed",
				    path, len / 2, max);
	*to = att_bytes_of(p, len / 2);
	return bytes(f, path, text, len, p);
}

/* "TYPE:HEX" at text, to `to`, which has room for it; its length, 0: wrong. */
static size_t tlv(struct fields *f, const char *path,
		  const struct att_enum *types, const char *text, size_t len,
		  uint8_t *to)
{
	const char *colon = memchr(text, ':', len);
	size_t type_len = colon ? (size_t)(colon - text) : 0;
	size_t data_len = colon ? len - type_len - 1 : 0;
	char name[64];
	uint16_t type;
	bool good;

	if (!colon || type_len >= sizeof(name)) {
		fields_wrong(f, "%s: \"%.*s\" is not TYPE:HEX", path, (int)len,
			     text);
		return 0;
	}
	memcpy(name, text, type_len);
	name[type_len] = '\0';
	good = types ? named_number(f, path, types, ATT_T_U16, name, &type)
		     : number(f, path, ATT_T_U16, name, &type);
	if (!good || !bytes(f, path, colon + 1, data_len, to + ATT_TLV_HEADER))
		return 0;
	data_len /= 2;
	att_put16(to, type);
	to[3] = (uint8_t)(att_align(data_len, 4) - data_len);
	att_put32(to + 4, (uint32_t)data_len);
	return ATT_TLV_HEADER + (size_t)att_align(data_len, 4);
}

static bool tlvs(struct fields *f, const char *path,
		 const struct att_field *field, bool list, const char *text,
		 struct att_bytes *to)
{
	/* one character of "1:" makes at most four bytes of header */
	uint8_t *p = fields_keep(f, 4 * strlen(text) + 2 * ATT_TLV_HEADER);

	*to = att_bytes_of(p, 0);
	while (*text) {
		size_t len = list ? strcspn(text, ",") : strlen(text);
		size_t n = tlv(f, path, field->values, text, len, p + to->len);

		if (!n)
			return false;
		to->len += n;
		text += len + (text[len] == ',');
	}
	if (field->max && to->len > field->max)
		return fields_wrong(f,
				    "%s: these TLVs take %zu bytes, at most "
				    "%u are allowed",
				    path, to->len, field->max);
	return true;
}

/* What attache query shows of it, in text and JSON. */
static bool is_unknown(const struct att_field *field, const char *text)
{
	return field->flags & ATT_F_UNKNOWN &&
	       (strcmp(text, "unknown") == 0 || strcmp(text, "null") == 0);
}

static bool integer(struct fields *f, const char *path,
		    const struct att_field *field, enum att_type type,
		    const char *text, void *to)
{
	if (is_unknown(field, text)) {
		store(type, (uint64_t)(int64_t)(int32_t)field->max, to);
		return true;
	}
	if (field->values)
		return named_number(f, path, field->values, type, text, to);
	return number(f, path, type, text, to) &&
	       (field->width != 6 || type != field->type ||
		is_short(f, path, text, to));
}

bool fields_value(struct fields *f, const char *path,
		  const struct att_field *field, enum att_type type,
		  const char *text, void *to)
{
	switch (type) {
	case ATT_T_U8:
	case ATT_T_U16:
	case ATT_T_U32:
	case ATT_T_U64:
	case ATT_T_I32:
	case ATT_T_I8:
	case ATT_T_I16:
		return integer(f, path, field, type, text, to);
	case ATT_T_F32:
	case ATT_T_F64:
		return fraction(f, path, type, text, to);
	case ATT_T_UUID:
		return uuid_value(f, path, text, to);
	case ATT_T_IPV4:
	case ATT_T_IPV4_LE:
	case ATT_T_IPV6:
		return address(f, path, type != ATT_T_IPV6, text, to);
	case ATT_T_BYTES:
		return fixed_bytes(f, path, field->width, text, to);
	case ATT_T_STRING:
	case ATT_T_TLV_STRING:
		return string(f, path,
			      fields_element(field) == ATT_T_TYPES ? field->max
								   : 0,
			      text, to);
	case ATT_T_TEXT:
		return plain_text(f, path, field, text, to);
	case ATT_T_REF_BYTES:
	case ATT_T_SIZE_BYTES:
	case ATT_T_HERE_BYTES:
	case ATT_T_REST:
	case ATT_T_DATA:
		return any_bytes(f, path, most(field, false), text, to);
	case ATT_T_TLV:
	case ATT_T_TLV_LIST:
		return tlvs(f, path, field, type == ATT_T_TLV_LIST, text, to);
	case ATT_T_REF_IPV4:
	case ATT_T_REF_IPV6: {
		void *p = fields_keep(f, sizeof(struct att_ipv6));

		memcpy(to, &p, sizeof(p));
		return address(f, path, type == ATT_T_REF_IPV4, text, p);
	}
	default: /* structs and arrays are not values */
		return fields_wrong(f, "%s: give its members", path);
	}
}
