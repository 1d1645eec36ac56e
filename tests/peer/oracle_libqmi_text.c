/* Writes a tree of values as libqmi prints them: structs
 * as [name='value'...], lists as {[0]='value'...}. */
#include "oracle_libqmi_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "wire/walk.h"

struct out {
	char *text;
	size_t cap, len;
};

__attribute__((format(printf, 2, 3))) static void put(struct out *o,
						      const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(o->text + o->len, o->cap - o->len, format, args);
	va_end(args);
	if (n > 0)
		o->len += (size_t)n;
	if (o->len >= o->cap)
		o->len = o->cap - 1;
}

static void put_value(struct out *o, const struct att_enum *e,
		      const struct att_enum_value *v)
{
	put(o, "%c%s.%.*s%c", ORACLE_LIBQMI_ENUM, e->name, v->name_len,
	    att_enum_value_name(e, v), ORACLE_LIBQMI_END);
}

static bool is_bit(uint64_t v)
{
	return v && !(v & (v - 1));
}

static void put_flags(struct out *o, const struct att_enum *e, uint64_t v)
{
	bool more = false;

	for (unsigned i = 0; i < e->n_values; i++)
		if (att_enum_number(e, &e->values[i]) == v) {
			put_value(o, e, &e->values[i]);
			return;
		}
	if (!v) {
		put(o, "(null)");
		return;
	}
	for (unsigned i = 0; i < e->n_values; i++) {
		uint64_t one = att_enum_number(e, &e->values[i]);

		if (!is_bit(one) || !(v & one))
			continue;
		put(o, "%s", more ? "," : "");
		put_value(o, e, &e->values[i]);
		more = true;
	}
}

static void put_enum(struct out *o, const struct att_enum *e, uint64_t v)
{
	const struct att_enum_value *one = att_enum_find(e, v);

	if (strcmp(e->name, "bool") == 0)
		put(o, v ? "yes" : "no");
	else if (e->flags)
		put_flags(o, e, v);
	else if (one)
		put_value(o, e, one);
	else
		put(o, "(null)");
}

static void put_number(struct out *o, unsigned type, const struct att_enum *e,
		       uint64_t v)
{
	uint32_t v32 = (uint32_t)v;
	float f;
	double d;

	memcpy(&f, &v32, sizeof(f));
	memcpy(&d, &v, sizeof(d));
	if (e)
		put_enum(o, e, v);
	else if (type == ATT_T_I8)
		put(o, "%d", (int8_t)v);
	else if (type == ATT_T_I16)
		put(o, "%d", (int16_t)v);
	else if (type == ATT_T_I32)
		put(o, "%d", (int32_t)v);
	else if (type == ATT_T_F32)
		put(o, "%f", (double)f);
	else if (type == ATT_T_F64)
		put(o, "%f", d);
	else
		put(o, "%" PRIu64, v);
}

/* Bytes one by one, addresses as the numbers that they are. */
static void put_bytes(struct out *o, unsigned type, const struct value *v)
{
	if (type == ATT_T_IPV4_LE) {
		put(o, "%" PRIu32, att_get32_be(v->p));
		return;
	}
	put(o, "{");
	if (type == ATT_T_IPV6)
		for (unsigned i = 0; i < 8; i++)
			put(o, "[%u]='%u'", i,
			    v->p[2 * i] << 8 | v->p[2 * i + 1]);
	else
		for (unsigned i = 0; i < v->len; i++)
			put(o, "[%u]='%u'", i, v->p[i]);
	put(o, "}");
}

static void put_field(struct out *o, const struct att_field *f,
		      const struct value *v);

static void put_struct(struct out *o, const struct att_layout *l,
		       const struct value *v)
{
	unsigned i = 0;

	/* a text whose count is longer than those of other lists */
	if (l->n_fields == 1 && l->fields[0].type == ATT_T_TEXT) {
		put_field(o, l->fields, v->first);
		return;
	}
	put(o, "[");
	for (v = v->first; v; v = v->next, i++) {
		put(o, "%s='", v->name);
		put_field(o, &l->fields[i], v);
		put(o, "'");
	}
	put(o, "]");
}

static void put_list(struct out *o, const struct att_field *f,
		     const struct value *v)
{
	unsigned i = 0;

	put(o, "{");
	for (v = v->first; v; v = v->next, i++) {
		put(o, "[%u]='", i);
		if (f->of)
			put_struct(o, f->of, v);
		else if (v->kind == VALUE_TEXT)
			put(o, "%.*s", (int)v->len, (const char *)v->p);
		else
			put_number(o, f->count, f->values, v->number);
		put(o, "'");
	}
	put(o, "}");
}

/* The recursion over nested types. */
static void put_field(struct out *o, const struct att_field *f,
		      const struct value *v)
{
	if (f->type == ATT_T_STRUCT)
		put_struct(o, f->of, v);
	else if (f->type == ATT_T_LIST)
		put_list(o, f, v);
	else if (v->kind == VALUE_TEXT)
		put(o, "%.*s", (int)v->len, (const char *)v->p);
	else if (v->kind == VALUE_BYTES)
		put_bytes(o, f->type, v);
	else
		put_number(o, f->type, f->values, v->number);
}

void oracle_libqmi_say(const struct att_field *f, const struct value *v,
		       char *text, size_t cap)
{
	struct out o = {text, cap, 0};

	text[0] = '\0';
	if (strcmp(f->name, "result") != 0 || !v->first) {
		put_field(&o, f, v);
		return;
	}
	/* the result of a request */
	if (!v->first->number) {
		put(&o, "SUCCESS");
		return;
	}
	put(&o, "FAILURE:");
	put_enum(&o, f->of->fields[1].values, v->last->number);
}

/* --- comparing -------------------------------------------------------------
 */

static bool is_word(char c)
{
	return c && !strchr("',[]{}=", c);
}

static char plain(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Their name is ours, or its end: they drop what all names of an enum begin
 * with, and write "NoEffect", "no-effect" or "no_effect". */
static bool same_name(const char *ours, size_t our_len, const char *theirs,
		      size_t their_len)
{
	while (their_len) {
		char a = our_len ? ours[our_len - 1] : '\0';
		char b = theirs[their_len - 1];

		if (strchr("-_./", b)) {
			their_len--;
		} else if (a && strchr("-_./", a)) {
			our_len--;
		} else if (plain(a) == plain(b)) {
			our_len--;
			their_len--;
		} else {
			return false;
		}
	}
	return !their_len;
}

/* One value at *ours, which moves behind it, as *theirs does if it is there. */
static bool same_value(const char **ours, const char **theirs,
		       const char *(*word_of)(const char *value))
{
	const char *end = strchr(*ours, ORACLE_LIBQMI_END);
	const char *name = strchr(*ours, '.') + 1, *word = *theirs, *other;
	char value[200];

	while (is_word(*word))
		word++;
	(void)snprintf(value, sizeof(value), "%.*s", (int)(end - *ours - 1),
		       *ours + 1);
	*ours = end + 1;
	if (word != *theirs && same_name(name, (size_t)(end - name), *theirs,
					 (size_t)(word - *theirs))) {
		*theirs = word;
		return true;
	}
	other = word_of(value);
	if (!other)
		return false;
	if (strncmp(*theirs, "(null)", 6) == 0 && **ours != ',')
		*theirs += 6;
	else if (*other && same_name(other, strlen(other), *theirs,
				     (size_t)(word - *theirs)))
		*theirs = word;
	else if (*other)
		return false;
	else if (**ours == ',') /* of a set it is left out */
		(*ours)++;
	return true;
}

bool oracle_libqmi_same(const char *ours, const char *theirs,
			const char *(*word_of)(const char *value))
{
	while (*ours && *theirs) {
		if (*ours == ',' && *theirs != ',' &&
		    ours[1] == ORACLE_LIBQMI_ENUM)
			ours++;
		if (*ours == ORACLE_LIBQMI_ENUM) {
			if (!same_value(&ours, &theirs, word_of))
				return false;
		} else if (*ours++ != *theirs++) {
			return false;
		}
	}
	while (*ours && (ours += *ours == ',', *ours == ORACLE_LIBQMI_ENUM))
		if (!same_value(&ours, &theirs, word_of))
			return false;
	return !*ours && !*theirs;
}
