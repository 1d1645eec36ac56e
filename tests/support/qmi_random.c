/* Fills the C struct of a QMI layout, field by field, by its table. */
#include "qmi_random.h"

#include <string.h>

#include "wire/walk.h"

#define LONGEST_TEXT  200u
#define PLAIN_TEXT    14u /* libqmi cuts some, an IMEI for one */
#define MOST_ELEMENTS 20u

static uint32_t any_length(struct random_value *r, uint32_t max)
{
	uint32_t few = r->depth > 1 ? 3 : 9;

	switch (r->size) {
	case RANDOM_EMPTY:
		return 0;
	case RANDOM_SHORT:
		return 1;
	case RANDOM_ANY:
		return random_value_below(r, few + 1);
	case RANDOM_LONGEST:
		return r->depth > 2 ? few : max;
	case RANDOM_TYPICAL:
		return 8 + random_value_below(r, 13);
	case RANDOM_SIZES:
		break;
	}
	return 0;
}

static const uint8_t *any_bytes(struct random_value *r, size_t n, bool letters)
{
	uint8_t *p = value_alloc(&r->pool, n + 1);

	for (size_t i = 0; i < n; i++)
		p[i] = letters ? (uint8_t)('a' + random_value_below(r, 26))
			       : (uint8_t)random_value_bits(r);
	return p;
}

/* A set of bits, or one value; what has no name may come as well. */
static uint64_t any_enum(struct random_value *r, const struct att_enum *e)
{
	uint64_t v = 0;

	if (!r->plain && !random_value_below(r, 8))
		return random_value_bits(r);
	if (!e->flags)
		return e->values[random_value_below(r, e->n_values)].value;
	for (uint32_t i = random_value_below(r, 4); i; i--) {
		uint64_t one =
			e->values[random_value_below(r, e->n_values)].value;

		v |= e->bits ? 1ull << one : one;
	}
	return v;
}

static uint64_t any_number(struct random_value *r, const struct att_enum *e)
{
	if (e)
		return any_enum(r, e);
	return random_value_below(r, 4) ? random_value_bits(r)
					: random_value_below(r, 300);
}

/* A value of a fixed width on the wire, as the host has it. */
static void fill_fixed(struct random_value *r, unsigned type, unsigned width,
		       const struct att_enum *e, uint8_t *to)
{
	float f = (float)random_value_below(r, 1u << 20) / 64 - 1000;
	double d = (double)f;
	uint64_t v = any_number(r, e);

	if (type == ATT_T_F32 && r->plain)
		memcpy(to, &f, sizeof(f));
	else if (type == ATT_T_F64 && r->plain)
		memcpy(to, &d, sizeof(d));
	else if (type == ATT_T_U64 && width == 6)
		memcpy(to, &(uint64_t){v & 0xffffffffffff}, sizeof(v));
	else if (width == 1)
		*to = (uint8_t)v;
	else if (width == 2)
		memcpy(to, &(uint16_t){(uint16_t)v}, 2);
	else if (width == 4)
		memcpy(to, &(uint32_t){(uint32_t)v}, 4);
	else if (width == 8)
		memcpy(to, &v, 8);
	else
		memcpy(to, any_bytes(r, width, false), width);
}

static struct att_str any_text(struct random_value *r, uint32_t n)
{
	return (struct att_str){any_bytes(r, n, r->plain), n, true};
}

static void fill_struct(struct random_value *r, const struct att_layout *l,
			uint8_t *to);

static void fill_list(struct random_value *r, const struct att_field *f,
		      uint8_t *to)
{
	uint32_t n =
		f->flags & ATT_F_EXACT ? f->max : any_length(r, MOST_ELEMENTS);
	size_t each = att_walk_width(f->count);
	struct att_array a;
	uint8_t *p;

	if (f->of)
		each = f->of->size;
	else if (f->count == ATT_T_TEXT)
		each = sizeof(struct att_str);
	p = value_alloc(&r->pool, n * each + 1);
	for (uint32_t i = 0; i < n; i++) {
		struct att_str s;

		if (f->of) {
			fill_struct(r, f->of, p + i * each);
		} else if (f->count == ATT_T_TEXT) {
			s = any_text(r, any_length(r, PLAIN_TEXT));
			memcpy(p + i * each, &s, each);
		} else {
			fill_fixed(r, f->count, (unsigned)each, f->values,
				   p + i * each);
		}
	}
	a = att_array_of(p, n);
	memcpy(to, &a, sizeof(a));
}

static void fill(struct random_value *r, const struct att_field *f, uint8_t *to)
{
	struct att_bytes b;
	struct att_str s;

	if (f->type == ATT_T_STRUCT) {
		fill_struct(r, f->of, to);
	} else if (f->type == ATT_T_LIST) {
		fill_list(r, f, to);
	} else if (f->type == ATT_T_TEXT) {
		s = any_text(r,
			     f->flags & ATT_F_EXACT
				     ? f->max
				     : any_length(r, r->plain ? PLAIN_TEXT
							      : LONGEST_TEXT));
		memcpy(to, &s, sizeof(s));
	} else if (f->type == ATT_T_DATA) {
		b.len = any_length(r, LONGEST_TEXT);
		b.p = any_bytes(r, b.len, false);
		memcpy(to, &b, sizeof(b));
	} else {
		fill_fixed(r, f->type, f->width, f->values, to);
	}
}

/* The recursion over nested types. */
static void fill_struct(struct random_value *r, const struct att_layout *l,
			uint8_t *to)
{
	r->depth++;
	for (unsigned i = 0; i < l->n_fields; i++) {
		if (l->tlvs && r->size == RANDOM_ANY &&
		    random_value_below(r, 2))
			continue;
		if (l->tlvs)
			to[i] = true;
		fill(r, &l->fields[i], to + l->fields[i].at);
	}
	r->depth--;
}

void *qmi_random_of(struct random_value *r, const struct att_layout *layout)
{
	uint8_t *in = value_alloc(&r->pool, layout->size);

	fill_struct(r, layout, in);
	return in;
}
